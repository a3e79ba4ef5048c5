// Forms of a case survive a line that is down: what was pressed is kept in this browser and sent once when the line is back.
// Kept are case numbers and choices only. A form with something typed in it stays on its open page or, where that page has
// gone, in its tab. Each form has a key, so that it counts once however often it is sent (kartu/replacements/sending.py).
(() => {
  const box = document.getElementById('sambungan');
  if (!box) return;
  const OFFICER = box.dataset.officer, OUTBOX = `meja-kirim-${OFFICER}`, TOLD = `${OUTBOX}-baca`, FLIGHT = 'meja-jalan', EVERY = 5e3;
  const CHOICES = ['hidden', 'radio', 'checkbox', 'select-one', 'select-multiple', 'submit', 'button', 'fieldset'];
  const part = name => box.querySelector(`[data-part=${name}]`);
  const read = (key, where = localStorage) => { try { return JSON.parse(where.getItem(key)); } catch { return null; } };
  const write = (key, value, where = localStorage) => { try { where.setItem(key, JSON.stringify(value)); return true; } catch { return false; } };
  const list = key => read(key) ?? [];
  // Whether the fund answers, and the token its forms need; a proxy that finds nobody behind it is no line.
  let token = '';
  const alive = () => asked(box.dataset.ping).then(async answer => {
    token = answer.redirected ? '' : await answer.text();
    return answer.ok;
  }).catch(() => false);
  // The page that stands in for one that could not be fetched.
  const AGAIN = !!document.querySelector('[data-standin]') && location.pathname !== box.dataset.offline;
  let held = null, busy = false, sure = false, flying = false, waiting;

  const lines = (to, rows) => to.replaceChildren(...rows.map(({ words, href, more }) => {
    const line = document.createElement('li'), link = document.createElement('a');
    link.href = href;
    link.textContent = words;
    line.append(link, more ? `: ${more}` : '');
    return line;
  }));
  const show = () => {
    const unsent = list(OUTBOX), told = list(TOLD);
    box.hidden = !unsent.length && !told.length && !held;
    part('menunggu').hidden = !unsent.length;
    part('ditahan').hidden = !held;
    part('ditahan').querySelector('span').textContent = held?.words ?? '';
    part('selesai').hidden = !told.length;
    lines(part('menunggu').querySelector('ul'), unsent.map(each => ({ words: each.words, href: each.page })));
    lines(part('selesai').querySelector('ul'), told);
  };

  // A form as it can be sent without its page. The number printed on a card names nobody; its whole code does, and so does a signature.
  const entries = new WeakMap();
  const entryOf = (form, submitter) => {
    if (entries.has(form)) return entries.get(form);
    const plain = each => !each.value || CHOICES.includes(each.type) && !('typed' in each.dataset)
      || each.name === 'card' && /^[0-9a-f \-]{1,24}$/i.test(each.value);
    const number = location.pathname.match(/permohonan\/([^/]+)/)?.[1] ?? form.action.match(/permohonan\/([^/]+)/)?.[1] ?? '';
    return {
      action: new URL(form.action).pathname,
      fields: [...new FormData(form, submitter)].filter(([name]) => name !== 'csrfmiddlewaretoken'),
      words: [number, (submitter ?? form.querySelector('button')).innerText.trim()].filter(Boolean).join(' · '),
      page: number ? `/meja/permohonan/${number}` : location.pathname,
      typed: ![...form.elements].every(plain),
    };
  };
  const formOf = entry => {
    const form = Object.assign(document.createElement('form'), { method: 'post', action: entry.action, hidden: true });
    form.dataset.line = '';
    entries.set(form, entry);
    for (const [name, value] of [...entry.fields, ['csrfmiddlewaretoken', '']])
      form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
    box.append(form);
    return form;
  };
  const put = entry => write(OUTBOX, [...list(OUTBOX), entry]);
  const keep = (form, submitter) => {
    const entry = entryOf(form, submitter);
    if (entry.typed || !put(entry)) held = { form, submitter, words: entry.words };
    else for (const button of form.querySelectorAll('button')) button.disabled = true;
    show();
    box.focus();
  };

  // A form on its way is noted in its tab until the next page is here; if that page is the stand-in, the line went down under it,
  // and if the entrance came in between, its officer was signed out.
  const BACK = document.referrer.startsWith(location.origin + box.dataset.entrance);
  const note = entry => write(FLIGHT, { ...entry, officer: OFFICER }, sessionStorage);
  const arrive = () => {
    const flown = read(FLIGHT, sessionStorage);
    sessionStorage.removeItem(FLIGHT);
    if (flown?.officer !== OFFICER || !AGAIN && !BACK && !flown.down) return null;
    if (flown.to) return flown.to === location.pathname ? flown : null;
    if (AGAIN && !flown.typed && put(flown)) return flown;
    write(FLIGHT, { ...flown, down: true }, sessionStorage);
    held = { form: formOf(flown), words: flown.words };
    return flown;
  };
  // A line may die without a word: then the browser would wait for minutes.
  const watch = (form, submitter) => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      if (await alive()) return watch(form, submitter);
      stop();
      flying = false;
      sessionStorage.removeItem(FLIGHT);
      delete form.dataset.sent;
      keep(form, submitter);
    }, PATIENCE);
  };
  document.addEventListener('submit', event => {
    const { target: form, submitter } = event;
    if (!form.matches('form[data-line]')) return form.matches('[method=post]') && note({ to: new URL(form.action).pathname });
    if (!form.elements.kunci) form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'kunci', value: uuid() }));
    if (navigator.onLine || sure) {
      note(entryOf(form, submitter));
      flying = true;
      return watch(form, submitter);
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    keep(form, submitter);
    renew();
  }, true);
  addEventListener('pageshow', () => {
    clearTimeout(waiting);
    flying = false;
  });

  // What became of one kept form: why it stays, or what to tell.
  const outcome = async answer => {
    if (answer.status >= 500 || answer.status === 403) return { stay: box.dataset.later };
    if (answer.ok && answer.redirected) return { more: box.dataset.done };
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    return { more: page.querySelector('main .lead, main h1')?.textContent.trim() ?? String(answer.status) };
  };
  const send = async () => {
    for (let each; (each = list(OUTBOX)[0]);) {
      const answer = await asked(each.action, {
        method: 'POST',
        body: new URLSearchParams([...each.fields, ['csrfmiddlewaretoken', token]]),
      });
      const { stay, more } = await outcome(answer);
      part('sebab').textContent = stay ?? '';
      if (stay) return;
      write(OUTBOX, list(OUTBOX).slice(1));
      write(TOLD, [...list(TOLD), { words: each.words, href: each.page, more }]);
    }
  };
  const renew = async () => {
    // While a form is on its way nothing may take its page away.
    if (busy || flying || (!held && !list(OUTBOX).length && !AGAIN)) return;
    busy = true;
    try {
      if (!await alive()) return;
      sure = true;
      part('sebab').textContent = token ? '' : box.dataset.signin;
      // One tab sends at a time; without locks the key alone keeps it to once.
      if (token) await (navigator.locks ? navigator.locks.request(OUTBOX, send) : send());
      if (token && held) {
        const { form, submitter } = held;
        held = null;
        form.elements.csrfmiddlewaretoken.value = token;
        form.requestSubmit(submitter);
      } else if (AGAIN) {
        // A form is not sent by loading its answer again.
        if (flown?.page) location.replace(flown.page);
        else if (flown) history.back();
        else location.reload();
      }
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
  addEventListener('offline', () => { sure = false; });
  setInterval(renew, EVERY);
  const flown = arrive();
  if (!(BACK && held)) show();
  renew();
  navigator.serviceWorker?.register(box.dataset.worker, { scope: '/meja' });
})();
