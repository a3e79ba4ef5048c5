// A page of the desk that is asked for while the line is down is answered by one that says so and holds nobody's data.
const FILES = {{ files|safe }}, CACHE = 'meja', PAGE = '{{ page }}';

addEventListener('install', event => {
  skipWaiting();
  event.waitUntil(caches.open(CACHE).then(cache => cache.addAll([...FILES, PAGE])));
});
addEventListener('activate', event => event.waitUntil(clients.claim()));
addEventListener('fetch', event => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  // A form that was on its way when the line went down: the page says so, and going back finds the form as it was.
  if (request.mode === 'navigate' && request.method === 'POST') event.respondWith(fetch(request).catch(() => caches.match(PAGE)));
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate' && pathname !== PAGE) event.respondWith(fetch(request).catch(() => caches.match(PAGE)));
  else if (FILES.includes(pathname)) event.respondWith(fetch(request).catch(() => caches.match(pathname)));
});
