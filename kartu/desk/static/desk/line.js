// Forms of a case survive a line that is down: what was pressed is kept in this browser and sent once when the line is back.
// Kept are case numbers and choices only; a form with something typed in it waits on its open page instead. Each form has
// a key, so that it counts once however often it is sent (kartu/replacements/sending.py).
(() => {
  const box = document.getElementById('sambungan');
  if (!box) return;
  const OUTBOX = `meja-kirim-${box.dataset.officer}`, TOLD = `${OUTBOX}-baca`, EVERY = 10e3, PATIENCE = 6000, FRESH = 30e3;
  const CHOICES = ['hidden', 'radio', 'checkbox', 'select-one', 'select-multiple', 'submit', 'button', 'fieldset'];
  const part = name => box.querySelector(`[data-part=${name}]`);
  const read = key => { try { return JSON.parse(localStorage.getItem(key)) ?? []; } catch { return []; } };
  const write = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } };
  const token = () => document.querySelector('[name=csrfmiddlewaretoken]')?.value ?? '';
  // The page that stands in for one that could not be fetched.
  const AGAIN = !!document.querySelector('[data-standin]') && location.pathname !== box.dataset.offline;
  let held = null, busy = false, heard = AGAIN ? -FRESH : performance.now();

  const uuid = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 15 | 64;
    bytes[8] = bytes[8] & 63 | 128;
    const hex = [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
  };
  const asked = (address, options = {}) => {
    const stop = new AbortController(), clock = setTimeout(() => stop.abort(), PATIENCE);
    return fetch(address, { cache: 'no-store', ...options, signal: stop.signal }).finally(() => clearTimeout(clock));
  };
  const alive = () => asked(box.dataset.ping, { redirect: 'manual' }).then(() => true, () => false);

  const lines = (list, rows) => list.replaceChildren(...rows.map(({ words, href, more }) => {
    const line = document.createElement('li'), link = document.createElement('a');
    link.href = href;
    link.textContent = words;
    line.append(link, more ? `: ${more}` : '');
    return line;
  }));
  const show = () => {
    const waiting = read(OUTBOX), told = read(TOLD);
    box.hidden = !waiting.length && !told.length && !held;
    part('menunggu').hidden = !waiting.length;
    part('ditahan').hidden = !held;
    part('selesai').hidden = !told.length;
    lines(part('menunggu').querySelector('ul'), waiting.map(each => ({ words: each.words, href: each.page })));
    lines(part('selesai').querySelector('ul'), told);
  };

  const keep = (form, submitter) => {
    // The number printed on a card names nobody; its whole code does, and so does a signature.
    const plain = each => !each.value || CHOICES.includes(each.type) && each.value.length <= 64
      || each.name === 'card' && /^[0-9a-f \-]{1,24}$/i.test(each.value);
    const typed = ![...form.elements].every(plain);
    const fields = [...new FormData(form, submitter)].filter(([name]) => name !== 'csrfmiddlewaretoken');
    const number = location.pathname.match(/permohonan\/([^/]+)/)?.[1] ?? form.action.match(/permohonan\/([^/]+)/)?.[1] ?? '';
    const words = `${number} · ${(submitter ?? form.querySelector('button')).innerText.trim()}`;
    const page = number ? `/meja/permohonan/${number}` : location.pathname;
    const action = new URL(form.action).pathname;
    if (typed || !write(OUTBOX, [...read(OUTBOX), { action, fields, words, page }])) held = { form, submitter };
    else for (const button of form.querySelectorAll('button')) button.disabled = true;
    show();
    box.focus();
  };

  const key = form => {
    if (!form.elements.kunci) form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'kunci', value: uuid() }));
  };
  const go = async (form, submitter) => {
    key(form);
    if (!await alive()) return keep(form, submitter);
    heard = performance.now();
    form.dataset.alive = '1';
    form.requestSubmit(submitter);
  };
  document.addEventListener('submit', event => {
    const form = event.target;
    if (!form.matches('form[data-line]') || form.dataset.alive) return;
    // Heard of the server a moment ago: the form goes as any other.
    if (navigator.onLine && performance.now() - heard < FRESH) return key(form);
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.asking) return;
    form.dataset.asking = '1';
    go(form, event.submitter).finally(() => delete form.dataset.asking);
  }, true);
  addEventListener('pageshow', () => document.querySelectorAll('form[data-alive]').forEach(form => delete form.dataset.alive));

  // What became of one kept form: null to keep it, else what to tell.
  const outcome = async (each, answer) => {
    if (new URL(answer.url).pathname.startsWith('/meja/masuk')) return { stop: box.dataset.signin };
    if (answer.status >= 500 || answer.status === 403) return { stop: box.dataset.later };
    if (answer.ok && answer.redirected) return { more: box.dataset.done };
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    return { more: page.querySelector('main .lead, main h1')?.textContent.trim() ?? String(answer.status) };
  };
  const send = async () => {
    for (let each; (each = read(OUTBOX)[0]);) {
      const answer = await asked(each.action, {
        method: 'POST',
        body: new URLSearchParams([...each.fields, ['csrfmiddlewaretoken', token()]]),
      });
      const { stop, more } = await outcome(each, answer);
      part('sebab').textContent = stop ?? '';
      if (stop) return;
      write(OUTBOX, read(OUTBOX).slice(1));
      write(TOLD, [...read(TOLD), { words: each.words, href: each.page, more }]);
    }
  };
  const renew = async () => {
    if (busy || (!held && !read(OUTBOX).length && !AGAIN)) return;
    busy = true;
    try {
      if (!await alive()) return;
      // One tab sends at a time; without locks the key alone keeps it to once.
      await (navigator.locks ? navigator.locks.request(OUTBOX, send) : send());
      if (AGAIN) location.reload();
      if (!held) return;
      const { form, submitter } = held;
      held = null;
      form.dataset.alive = '1';
      form.requestSubmit(submitter);
    } catch {
      // Tried again in a moment.
    } finally {
      busy = false;
      show();
    }
  };

  box.querySelector('button').addEventListener('click', () => { write(TOLD, []); show(); });
  addEventListener('storage', show);
  addEventListener('online', renew);
  setInterval(renew, EVERY);
  show();
  renew();
  navigator.serviceWorker?.register(box.dataset.worker, { scope: '/meja' });
})();
