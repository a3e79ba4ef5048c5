// Adds comfort only: every page works without this file.
(() => {
  const all = (what, where = document) => [...where.querySelectorAll(what)];

  // The error summary is read out and seen first.
  document.querySelector('.errs')?.focus();

  // Show and hide a password.
  for (const button of all('[data-reveal]')) {
    const input = document.getElementById(button.dataset.reveal);
    const words = [button.textContent, button.dataset.hide];
    button.hidden = false;
    button.addEventListener('click', () => {
      const shown = input.type === 'password';
      input.type = shown ? 'text' : 'password';
      button.textContent = words[+shown];
    });
  }

  // A form is sent once, however often its button is pressed; coming back to the page opens it again.
  for (const form of all('form[data-once]')) {
    const button = form.querySelector('button:not([type=button])');
    form.addEventListener('submit', event => {
      if (event.defaultPrevented) return;
      if (form.dataset.sent) return event.preventDefault();
      form.dataset.sent = '1';
      button?.setAttribute('aria-disabled', 'true');
    });
    addEventListener('pageshow', () => {
      delete form.dataset.sent;
      button?.removeAttribute('aria-disabled');
    });
  }

  // What was typed before a question in between goes on by itself.
  document.querySelector('form[data-go]')?.requestSubmit();

  // Proof of work: starts when the form is touched, never holds the button, holds the sending until it is done.
  for (const field of all('[data-work]')) {
    const form = field.form, box = form.querySelector('.guard'), words = box.firstElementChild.nextElementSibling;
    let started, waiting;
    const start = () => {
      if (started) return;
      started = new Worker(field.dataset.worker);
      started.onmessage = ({ data }) => {
        field.value = data;
        words.textContent = words.dataset.done;
        started.terminate();
        if (waiting) form.requestSubmit(waiting.submitter);
      };
      started.postMessage(field.dataset.work);
      words.textContent = words.dataset.busy;
      box.hidden = false;
    };
    // Not from the button: the line that appears would push it away from under the finger.
    form.addEventListener('focusin', event => event.target.matches('button') || start());
    form.addEventListener('submit', event => {
      if (field.value) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      waiting = event;
      start();
    }, true);
  }

  // The service worker (offline card, verifier) says where it is in <html data-sw="…">.
  const offline = document.documentElement.dataset.sw;
  if (offline && navigator.serviceWorker) addEventListener('load', () => navigator.serviceWorker.register(offline));
})();
