// Whoever types is there: the session does not run out under a long form, and with it what was typed.
(() => {
  const own = document.querySelector('a.user');
  const EVERY = 4 * 60 * 1000;
  let told = Date.now();
  if (own) document.addEventListener('input', () => {
    if (Date.now() - told < EVERY) return;
    told = Date.now();
    fetch(own.href, { method: 'HEAD' }).catch(() => 0);
  });
})();
