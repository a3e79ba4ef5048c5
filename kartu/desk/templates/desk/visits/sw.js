// Keeps the counter's last page: a reload without a line finds it, and its script goes on from the last list.
const FILES = {{ files|safe }}, CACHE = 'loket', PAGE = '/meja/antrean';

addEventListener('install', event => {
  skipWaiting();
  event.waitUntil(caches.open(CACHE).then(cache => cache.addAll(FILES)));
});
addEventListener('activate', event => event.waitUntil(clients.claim()));

const page = async request => {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    // Only the counter itself: a redirect to the entrance means that nobody is signed in any more.
    if (answer.ok && !answer.redirected) cache.put(PAGE, answer.clone());
    else if (answer.redirected) cache.delete(PAGE);
    return answer;
  } catch {
    return await cache.match(PAGE) || Response.error();
  }
};

addEventListener('fetch', event => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || request.method !== 'GET') return;
  if (request.mode === 'navigate' && pathname === PAGE) event.respondWith(page(request));
  else if (FILES.includes(pathname)) event.respondWith(caches.match(pathname).then(file => file || fetch(request)));
});
