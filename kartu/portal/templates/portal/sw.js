// Without a network: the card this phone keeps (portal/card.js put it there), else a page of our own.
const FILES = {{ files|safe }}, SHELL = 'rangka-{{ version }}', CARD = 'kartu', EDITION = '/kartu/luring', PATIENCE = 4000;
const kept = (what, cacheName) => caches.match(what, { cacheName, ignoreVary: true, ignoreSearch: true });

addEventListener('install', event => {
  skipWaiting();
  event.waitUntil(caches.open(SHELL).then(cache => cache.addAll(FILES)));
});

addEventListener('activate', event => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith('rangka-') && name !== SHELL) await caches.delete(name);
  await clients.claim();
})()));

const page = async (request, path) => {
  const saved = /^\/kartu(\/|$)/.test(path) && await kept(EDITION, CARD);
  const asked = fetch(request);
  try {
    if (!saved) return await asked;
    // A network that does not answer is none, where a card is at hand.
    return await Promise.race([asked, new Promise((_, give_up) => setTimeout(give_up, PATIENCE))]);
  } catch {
    asked.catch(() => 0);
    return saved || await kept(FILES[0], SHELL) || Response.error();
  }
};

addEventListener('fetch', event => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  // Signing out forgets the card, whether the browser hears Clear-Site-Data or not.
  if (request.method === 'POST' && pathname === '/keluar') return event.waitUntil(caches.delete(CARD));
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate' && !/\.\w+$/.test(pathname)) event.respondWith(page(request, pathname));
  else if (FILES.includes(pathname)) event.respondWith(kept(pathname, SHELL).then(file => file || fetch(request)));
});

// A notice says that there is news, whatever came; what it is about is read in the app.
addEventListener('push', event => {
  let words = { title: '{{ fund.name|escapejs }}', text: '{% if language == "en" %}There is news for you.{% else %}Ada kabar untuk Anda.{% endif %}', path: '/profil/pesan' };
  try { words = { ...words, ...event.data.json() }; } catch { /* sealed for nobody, or empty */ }
  event.waitUntil(registration.showNotification(words.title, { body: words.text, tag: 'kabar', icon: '{% static "base/icon-192.png" %}', data: words.path }));
});

addEventListener('notificationclick', event => {
  event.notification.close();
  const path = /^\/(?!\/)/.test(event.notification.data) ? event.notification.data : '/kartu';
  event.waitUntil((async () => {
    const open = (await clients.matchAll({ type: 'window' })).find(client => 'navigate' in client);
    if (!open) return clients.openWindow(path);
    await open.focus();
    return open.navigate(path);
  })());
});
