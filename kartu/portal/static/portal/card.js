// The card's comforts: sharing, printing, a steady screen, and keeping it on a phone of one's own. All else is links.
(() => {
  const all = (what, where = document) => [...where.querySelectorAll(what)], one = what => document.querySelector(what);
  const show = (what, shown = true) => { for (const each of all(what)) each.hidden = !shown; };
  const root = document.documentElement, EDITION = '/kartu/luring', CARD = 'kartu', KEPT_FRESH = 300000;

  // The code in whole dots of the screen, as large as there is room.
  const fit = () => {
    for (const box of all('[data-dots]')) {
      const dots = +box.dataset.dots, room = Math.min(root.clientWidth - 16, innerHeight - 32, 420);
      box.firstElementChild.style.width = `${Math.floor(room * devicePixelRatio / dots) / devicePixelRatio * dots}px`;
    }
  };
  fit();
  addEventListener('resize', fit);

  show('[data-print]');
  one('[data-print]')?.addEventListener('click', () => print());
  if (/iP(hone|ad)/.test(navigator.userAgent)) show('[data-iphone]');
  if (/Android/.test(navigator.userAgent)) show('[data-android]');

  // Shown to somebody: the screen stays on, the clock runs, and the green mark goes when it can no longer be vouched for.
  const full = one('[data-wake]');
  if (full) {
    const clock = one('[data-clock]'), mark = full.querySelector('.tag'), seconds = { second: '2-digit' };
    const written = new Intl.DateTimeFormat(root.lang, {
      timeZone: clock.dataset.clock, day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit',
      ...matchMedia('(prefers-reduced-motion: reduce)').matches ? {} : seconds,
    });
    let asked = Date.now();
    const ask = async () => {
      asked = Date.now();
      const answer = await fetch(location.href, { method: 'HEAD', cache: 'no-store' }).catch(() => 0);
      if (answer && answer.redirected) location.reload();
      mark.hidden = !answer || !answer.ok;
    };
    const wake = () => {
      if (document.visibilityState !== 'visible') return;
      navigator.wakeLock?.request('screen').catch(() => 0);
      if (Date.now() - asked > KEPT_FRESH) ask();
    };
    wake();
    document.addEventListener('visibilitychange', wake);
    addEventListener('offline', () => { mark.hidden = true; });
    addEventListener('online', ask);
    setInterval(() => {
      clock.textContent = written.format();
      if (Date.now() - asked > KEPT_FRESH) ask();
    }, 1000);
  }

  // Sharing: the file is at hand before the tap, or an iPhone refuses.
  const button = one('[data-share]');
  const asFile = blob => new File([blob], 'kartu.png', { type: 'image/png' });
  if (button && navigator.canShare?.({ files: [asFile('')] }) && !navigator.connection?.saveData) addEventListener('load', async () => {
    const answer = await fetch(button.dataset.share);
    if (!answer.ok || answer.redirected) return;
    const files = [asFile(await answer.blob())];
    button.addEventListener('click', () => navigator.share({ files, title: button.dataset.title }).catch(refused => {
      if (refused.name !== 'AbortError') location.href = button.dataset.share;
    }));
    button.hidden = false;
  });

  if (!navigator.serviceWorker || !self.caches) return;

  // The kept edition, opened without a network: past its last day it is no card; its picture comes out of the keeping.
  for (const part of all('[data-until]')) {
    if (new Date(part.dataset.until) > new Date()) continue;
    part.querySelector('[data-over]').hidden = false;
    part.querySelector('.bigqr').hidden = true;
    part.querySelector('.kartu').classList.add('off');
  }
  const named = part => `${part.dataset.picture}?s=${part.dataset.serial}`;
  for (const part of all('[data-picture]')) (async () => {
    const picture = await caches.match(named(part), { cacheName: CARD, ignoreVary: true });
    if (!picture) return;
    part.firstElementChild.href = URL.createObjectURL(await picture.blob());
    part.hidden = false;
  })();

  // Keeping: only where the member says that the phone is their own, and never what came by way of a redirect.
  const own = () => /(^|; )ponsel=/.test(document.cookie);
  const claim = age => { document.cookie = `ponsel=sendiri; path=/; max-age=${age}; samesite=lax${location.protocol === 'https:' ? '; secure' : ''}`; };
  const fetched = async (address, kind) => {
    const answer = await fetch(address, { cache: 'no-store' });
    if (!answer.ok || answer.redirected || !answer.headers.get('Content-Type').startsWith(kind)) throw Error(address);
    return answer;
  };
  const keep = async () => {
    const edition = await fetched(EDITION, 'text/html'), words = await edition.clone().text();
    const cache = await caches.open(CARD), wanted = all('[data-picture]', new DOMParser().parseFromString(words, 'text/html'));
    for (const part of wanted) if (!await cache.match(named(part), { ignoreVary: true })) await cache.put(named(part), await fetched(part.dataset.picture, 'image/png'));
    const names = wanted.map(part => new URL(named(part), location).href);
    for (const old of await cache.keys()) if (!names.includes(old.url)) await cache.delete(old);
    await cache.put(EDITION, edition);
  };
  const settle = async () => {
    const kept = own();
    if (kept) await keep(); else await caches.delete(CARD);
    show('[data-kept]', kept);
    show('[data-offer]', !kept && matchMedia('(pointer: coarse)').matches);
  };
  const page = one('[data-edition], [data-forget]');
  if (!page) return;
  addEventListener('load', async () => {
    await navigator.serviceWorker.register('/sw.js');
    await navigator.serviceWorker.ready;
    if ('forget' in page.dataset) await caches.delete(CARD); else await settle();
  });
  one('[data-keep]')?.addEventListener('click', () => { claim(31536000); settle(); });
  one('[data-unkeep]')?.addEventListener('click', () => { claim(0); settle(); });
})();
