// Makes or asks for a passkey when the form is sent; its answer goes along in the field "passkey".
(() => {
  const form = document.querySelector('form[data-passkey]'), field = form?.elements.passkey;
  if (!form) return;
  const asked = JSON.parse(form.dataset.options), status = form.querySelector('[role=status]');
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
  const get = async () => {
    const found = await navigator.credentials.get({ publicKey: {
      ...asked, challenge: bytes(asked.challenge), allowCredentials: named(asked.allowCredentials) } });
    const { clientDataJSON, authenticatorData, signature, userHandle } = found.response;
    return [found, { clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData),
      signature: text(signature), userHandle: userHandle && text(userHandle) }];
  };
  // A demonstration goes on without a passkey where the browser can make none.
  const able = async () => !('optional' in form.dataset)
    || !!window.PublicKeyCredential && await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable();

  const answer = async () => {
    if (!await able()) return;
    const [key, response] = await (form.dataset.passkey === 'create' ? create() : get());
    const id = text(key.rawId);
    field.value = JSON.stringify({ id, rawId: id, type: key.type, response, clientExtensionResults: {} });
  };
  let done, busy;
  form.addEventListener('submit', event => {
    if (done) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    status.hidden = true;
    answer().then(() => true, () => 'optional' in form.dataset).then(on => {
      busy = false;
      done = on;
      if (on) form.requestSubmit();
      else status.hidden = false;
    });
  });
})();
