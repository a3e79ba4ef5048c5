// A page of the desk that is asked for while the line is down is answered by one that says so and holds nobody's data.
const FILES = {{ files|safe }}, CACHE = 'meja', PAGE = '{{ page }}';

addEventListener('install', event => {
  skipWaiting();
  event.waitUntil(caches.open(CACHE).then(cache => cache.addAll([...FILES, PAGE])));
});
addEventListener('activate', event => event.waitUntil(clients.claim()));
// A proxy that finds nobody behind it is no line either.
const page = request => fetch(request)
  .then(answer => [502, 504].includes(answer.status) ? Promise.reject(answer) : answer)
  .catch(() => caches.match(PAGE));

addEventListener('fetch', event => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  // Also the answer to a form that was on its way when the line went down: the page keeps or tells it (desk/line.js).
  if (request.mode === 'navigate' && pathname !== PAGE) event.respondWith(page(request));
  else if (request.method === 'GET' && FILES.includes(pathname)) event.respondWith(fetch(request).catch(() => caches.match(pathname)));
});
