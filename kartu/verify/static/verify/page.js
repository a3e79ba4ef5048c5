// The verifier page: camera, photo or typed code in; one verdict out, made on this device. A browser that lacks what
// that takes leaves the form to the server.
const root = document.querySelector('[data-check]');
const at = name => root.querySelector(`[data-${name}]`);
const HOUR = 3_600_000;
// What judges comes after the page is seen, side by side; the camera's part when it is wanted.
const shown = new Promise(resolve => new PerformanceObserver(resolve).observe({ type: 'paint', buffered: true }));
const judging = async () => {
  await shown;
  return (await Promise.all([import('./shelf.js'), import('./verdict.js'), import('./code.js')]))[0];
};
const seeing = () => import('./camera.js');

if (isSecureContext && globalThis.caches && globalThis.DecompressionStream && crypto.subtle) begin();

function begin() {
  const { address, keys, worker, script, wasm } = root.dataset, scanner = { worker, script, wasm };
  const tools = judging().then(({ Shelf, keepPages }) => ({ shelf: new Shelf(keys, address), keepPages }));
  const eye = at('eye'), video = at('video'), out = at('out'), other = at('other'), form = at('form'), trouble = at('trouble');
  const waiting = out.querySelector('.verdict') ? [] : [...out.childNodes];
  let stop = null, again = null, turn = 0;

  // What was shown of the last person goes before anything new is looked at.
  const clear = () => {
    turn += 1;
    stop?.();
    stop = null;
    eye.classList.remove('on');
    trouble.hidden = true;
    out.replaceChildren(...waiting);
    form.reset();
  };

  const judge = async (text, seen) => {
    const mine = turn, { shelf } = await tools;
    const answer = await shelf.judge(text.replace(/[\r\n\t]/g, ''));
    if (mine !== turn) return;
    show(answer);
    performance.measure('periksa', { start: seen });
  };

  const show = answer => {
    eye.classList.remove('on');
    out.replaceChildren(filled(answer));
    scrollTo(0, 0);
  };

  const scan = async () => {
    clear();
    again = scan;
    const mine = turn;
    eye.classList.add('on');
    try {
      const { watch } = await seeing();
      const ended = await watch(video, scanner, judge);
      if (mine === turn) stop = ended;
      else ended();
    } catch (error) {
      clear();
      trouble.hidden = false;
      trouble.dataset.why = error.name;
      other.open = true;
    }
  };

  const check = async ({ code, picture }) => {
    if (!await tools.catch(() => null)) return form.submit(); // the judging part did not come: the server judges
    clear();
    again = null;
    const mine = turn, seen = performance.now();
    if (!picture?.size) return judge(code, seen);
    const { readPicture } = await seeing();
    const text = await readPicture(picture, scanner);
    if (mine !== turn) return;
    if (text) return judge(text, seen);
    show({ verdict: 'could-not-check', reason: 'no-code', claims: null, age: null, confirmed: false });
  };

  for (const button of root.querySelectorAll('[data-scan]')) {
    button.addEventListener('click', () => {
      if (button.hasAttribute('data-again') && !again) clear();
      else scan();
    });
  }
  form.addEventListener('submit', event => {
    const given = Object.fromEntries(new FormData(form));
    if (!given.code && !given.picture?.size) return; // the server says what is missing, in its words
    event.preventDefault();
    check(given);
  });
  form.elements.picture.addEventListener('change', () => form.requestSubmit());
  // A page that is left, also into the browser's store of pages, shows nobody when it comes back.
  addEventListener('pagehide', clear);

  for (const part of root.querySelectorAll('[data-here]')) part.hidden = false;
  for (const part of root.querySelectorAll('[data-there]')) part.hidden = true;
  if (navigator.mediaDevices?.getUserMedia) {
    eye.hidden = false;
    other.open = Boolean(out.querySelector('.verdict'));
  }
  tools.then(prepare, () => {});
}

// Make ready for checks without a network, and say so once it is true.
async function prepare({ shelf, keepPages }) {
  const { pages, worker, script, wasm, offline } = root.dataset;
  setInterval(() => document.visibilityState === 'visible' && shelf.fill(), HOUR);
  const filled = shelf.fill(), { readsItself } = await seeing();
  // What this page has loaded, it will need again.
  const files = performance.getEntriesByType('resource').map(({ name }) => name).filter(name => name.includes('/static/'));
  const open = pages.split(' ');
  if (script && !await readsItself()) {
    open.push(worker);
    files.push(script, wasm);
  }
  try {
    await keepPages(open, files);
    await navigator.serviceWorker.register(offline, { scope: location.pathname });
    await navigator.serviceWorker.ready;
    at('ready').hidden = !await filled;
  } catch {
    // Without a network now, or without room: what was kept before stays in use.
    at('ready').hidden = navigator.onLine || !await filled;
  }
}

// The server wrote one empty verdict for each answer there can be; this fills a copy of the right one.
function filled({ verdict, reason, claims, age, confirmed }) {
  const empty = root.querySelector(`template[data-verdict="${verdict}"]`);
  const made = empty.content.cloneNode(true);
  const facts = claims ? written(claims) : {};
  if (age !== null) facts.age = writtenAge(age);
  for (const slot of made.querySelectorAll('[data-slot]')) {
    const fact = facts[slot.dataset.slot];
    if (fact) slot.textContent = fact;
    else slot.closest('[data-line]').remove();
  }
  const whys = [...made.querySelectorAll('[data-reason]')];
  const why = whys.find(({ dataset }) => dataset.reason.split(' ').includes(reason)) ?? whys.at(-1);
  for (const each of whys) if (each !== why) each.remove();
  made.querySelector(confirmed ? '[data-unconfirmed]' : '[data-confirmed]')?.remove();
  return made;
}

function written({ name, number, birthDate, expiresAt }) {
  const { language, zone, groups } = root.dataset;
  const day = (moment, timeZone) => new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'id', {
    day: 'numeric', month: 'long', year: 'numeric', timeZone,
  }).format(moment);
  let from = 0;
  const parts = groups.split(' ').map(size => number.slice(from, from += Number(size)));
  return {
    name,
    number: [...parts, number.slice(from)].join(' ').trim(),
    born: birthDate && day(new Date(birthDate), 'UTC'),
    until: day(new Date((expiresAt - 1) * 1000), zone),
  };
}

function writtenAge(age) {
  const { language, now } = root.dataset;
  const [unit, size] = [['day', 86_400], ['hour', 3_600], ['minute', 60]].find(([, size]) => age >= size) ?? [];
  return unit ? new Intl.RelativeTimeFormat(language).format(-Math.floor(age / size), unit) : now;
}
