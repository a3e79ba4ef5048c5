// Makes or asks for a passkey when the form is sent; its answer goes along in the field "passkey". Where the browser can,
// a form with data-autofill offers passkeys in the name field as well.
(() => {
  const form = document.querySelector('form[data-passkey]'), field = form?.elements.passkey;
  if (!form) return;
  const asked = JSON.parse(form.dataset.options), status = form.querySelector('[role=status]');
  const button = form.querySelector('[data-script]');
  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), sign => sign.charCodeAt(0));
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const named = list => (list || []).map(each => ({ ...each, id: bytes(each.id) }));

  const create = async () => {
    const made = await navigator.credentials.create({ publicKey: {
      ...asked, challenge: bytes(asked.challenge), user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: named(asked.excludeCredentials) } });
    const { clientDataJSON, attestationObject } = made.response;
    return [made, { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject) }];
  };
  const get = async more => {
    const found = await navigator.credentials.get({ ...more, publicKey: {
      ...asked, challenge: bytes(asked.challenge), allowCredentials: named(asked.allowCredentials) } });
    const { clientDataJSON, authenticatorData, signature, userHandle } = found.response;
    return [found, { clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData),
      signature: text(signature), userHandle: userHandle && text(userHandle) }];
  };
  // A demonstration goes on without a passkey where the browser can make none.
  const able = async () => !('optional' in form.dataset)
    || !!window.PublicKeyCredential && await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable();

  const keep = ([key, response]) => {
    const id = text(key.rawId);
    field.value = JSON.stringify({ id, rawId: id, type: key.type, response, clientExtensionResults: {} });
  };
  const answer = async () => {
    if (await able()) keep(await (form.dataset.passkey === 'create' ? create() : get()));
  };
  let done, busy, offered;
  const send = () => {
    // "This is my own phone" stands in the other form of the page.
    const own = document.querySelector('[type=checkbox][name=own]');
    if (own && own.form !== form && form.elements.own) form.elements.own.value = own.checked ? 'on' : '';
    done = true;
    form.requestSubmit();
  };
  form.addEventListener('submit', event => {
    if (done) return;
    event.preventDefault();
    // Before the handler that lets a form be sent once: nothing has been sent yet.
    event.stopImmediatePropagation();
    if (busy) return;
    busy = true;
    offered?.abort();
    status.hidden = true;
    answer().then(() => true, () => 'optional' in form.dataset).then(on => {
      busy = false;
      if (on) send();
      else status.hidden = false;
    });
  }, true);

  if (button && window.PublicKeyCredential) button.hidden = false;
  if ('autofill' in form.dataset) window.PublicKeyCredential?.isConditionalMediationAvailable?.().then(can => {
    if (!can) return;
    offered = new AbortController();
    get({ mediation: 'conditional', signal: offered.signal }).then(found => { keep(found); send(); }, () => {});
  });
})();
