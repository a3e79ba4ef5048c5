// Service worker of /periksa: the page and its reader of codes open without a network once they have been visited. It
// keeps nothing by itself; the page fills the cache (shelf.js), and forms go past it.
const PAGES = 'periksa-halaman';
const PATIENCE = 4_000; // milliseconds to wait for the page before the kept one is shown

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', event => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate' || request.destination === 'worker') event.respondWith(page(request));
  else if (pathname.startsWith('/static/')) event.respondWith(file(request));
});

async function page(request) {
  const asked = fetch(request), kept = await find(request);
  if (!kept) return asked;
  const late = new Promise(resolve => setTimeout(resolve, PATIENCE, kept.clone()));
  return Promise.race([asked.catch(() => kept), late]);
}

// The language asked for, else the one of the last visit, kept without any parameter.
async function find({ url }) {
  const { pathname, searchParams } = new URL(url), language = searchParams.get('bahasa');
  const store = await caches.open(PAGES), options = { ignoreVary: true };
  return await store.match(`${pathname}?bahasa=${language}`, options) ?? store.match(pathname, options);
}

async function file(request) {
  const store = await caches.open(PAGES);
  return await store.match(request, { ignoreVary: true }) ?? fetch(request);
}
