// A code fills itself in: from the link in the e-mail, or from the text message where the phone offers it.
(() => {
  const one = what => document.querySelector(what);
  const linked = /^#(\d{6})$/.exec(location.hash)?.[1];
  if (linked) history.replaceState(null, '', location.pathname + location.search);

  // On another device than the one that waits for it, the code is shown to be typed there.
  const shown = one('[data-linked]');
  if (shown && linked) {
    shown.querySelector('b').textContent = `${linked.slice(0, 3)} ${linked.slice(3)}`;
    shown.hidden = false;
  }

  const field = one('input[autocomplete=one-time-code]');
  if (field && linked) {
    field.value = linked;
    field.form.querySelector('button:not([type=button])').focus();
  } else if (field && self.OTPCredential) {
    const over = new AbortController();
    field.form.addEventListener('submit', () => over.abort());
    navigator.credentials.get({ otp: { transport: ['sms'] }, signal: over.signal }).then(got => {
      field.value = got.code;
      field.form.requestSubmit();
    }).catch(() => 0);
  }

  // When the channel turns out to be down, the other way is offered at once.
  const notice = one('[data-channel]');
  const look = async () => {
    const answer = await fetch(notice.dataset.channel, { cache: 'no-store' }).catch(() => 0);
    if (answer && answer.ok && (await answer.json()).failing) notice.hidden = false;
  };
  if (notice?.hidden) for (const seconds of [2, 6, 15, 40]) setTimeout(() => notice.hidden && look(), seconds * 1000);
})();
