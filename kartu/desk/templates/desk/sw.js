// A page of the desk that is asked for while the line is down is answered by one that says so and holds nobody's data.
const FILES = {{ files|safe }}, CACHE = 'meja', PAGE = '{{ page }}';

// The entrance, which answers when nobody is signed in any more, cannot stand in for a page.
const keep = async files => (await caches.open(CACHE)).addAll([...files, new Request(PAGE, { redirect: 'error' })]);
addEventListener('install', event => {
  skipWaiting();
  event.waitUntil(keep(FILES));
});
addEventListener('activate', event => event.waitUntil(clients.claim()));

// The page speaks the language its reader has changed to.
const language = answer => answer?.headers.get('Content-Language');
const follow = async answer => {
  if (language(answer) && language(answer) !== language(await caches.match(PAGE))) await keep([]).catch(() => {});
};
// A proxy that finds nobody behind it is no line either.
const page = async event => {
  try {
    const answer = await fetch(event.request);
    if ([502, 504].includes(answer.status)) throw answer;
    event.waitUntil(follow(answer));
    return answer;
  } catch {
    return caches.match(PAGE);
  }
};

addEventListener('fetch', event => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  // Also the answer to a form that was on its way when the line went down: the page keeps or tells it (desk/line.js).
  if (request.mode === 'navigate' && pathname !== PAGE) event.respondWith(page(event));
  else if (request.method === 'GET' && FILES.includes(pathname)) event.respondWith(fetch(request).catch(() => caches.match(pathname)));
});
