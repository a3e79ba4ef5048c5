// The counter renews itself, and goes on from its last list while the line is down. Every press has a key of its own, so
// that it counts once however often it is sent.
(() => {
  const root = document.getElementById('antre');
  if (!root) return;
  const at = id => document.getElementById(id), HOUR = 3600e3, EVERY = 10e3;
  const STATE = `antrean-${root.dataset.officer}`, OUTBOX = `antrean-kirim-${root.dataset.officer}`;
  const read = (key, otherwise) => { try { return JSON.parse(localStorage.getItem(key)) ?? otherwise; } catch { return otherwise; } };
  const write = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden: the page itself still works */ } };
  const token = root.querySelector('[name=csrfmiddlewaretoken]')?.value;
  let state = read(STATE, null), outbox = read(OUTBOX, []), sending = false;

  // Which of those who wait are this counter's: while the line is down each counter takes every n-th of the list.
  const mine = place => {
    const counters = state.counters.includes(state.counter) ? state.counters : [...state.counters, state.counter];
    return place % counters.length === counters.indexOf(state.counter);
  };
  const next = () => state.waiting.find(each => each.mine);

  const show = () => {
    const old = Date.now() - state.kept > HOUR, list = at('luring-daftar'), age = at('umur');
    age.textContent = old ? age.dataset.old : age.dataset.age.replace('{n}', Math.round((Date.now() - state.kept) / 60e3));
    at('luring-kini').textContent = state.mine?.label ?? '';
    at('luring-panggil').hidden = old || !!state.mine || !next();
    at('luring-selesai').hidden = at('luring-absen').hidden = !state.mine;
    at('luring-simpan').textContent = outbox.length;
    list.replaceChildren(...state.waiting.map(each => {
      const line = document.createElement('li');
      line.className = each.mine ? '' : 'other';
      line.textContent = `${each.label} · ${each.service}${each.why ? ` · ${each.why}` : ''} (${each.mine ? list.dataset.mine : list.dataset.other})`;
      return line;
    }));
  };

  const keep = act => {
    outbox.push({ key: uuid(), act, number: state.mine.number, counter: state.counter, at: new Date().toISOString() });
    write(OUTBOX, outbox);
  };
  at('luring-panggil').addEventListener('click', () => {
    const called = next();
    if (!called || state.mine) return;
    state.waiting = state.waiting.filter(each => each !== called);
    state.mine = called;
    keep('call');
    write(STATE, state);
    show();
  });
  for (const [id, act] of [['luring-selesai', 'done'], ['luring-absen', 'absent']]) at(id).addEventListener('click', () => {
    if (!state.mine) return;
    keep(act);
    state.mine = null;
    write(STATE, state);
    show();
  });

  const offline = () => {
    if (!state || !state.counter) return;
    at('luring').hidden = false;
    at('daring').hidden = true;
    show();
  };

  // What was refused is told until somebody has read it.
  const told = read(`${OUTBOX}-baca`, []);
  const tell = () => {
    at('terkirim').hidden = !told.length;
    at('terkirim').querySelector('ul').replaceChildren(...told.map(words => {
      const line = document.createElement('li');
      line.textContent = words;
      return line;
    }));
  };
  at('terkirim').querySelector('button').addEventListener('click', () => {
    told.length = 0;
    write(`${OUTBOX}-baca`, told);
    tell();
  });

  const send = async () => {
    if (!outbox.length || sending) return;
    sending = true;
    try {
      const answer = await asked(root.dataset.send, {
        method: 'POST',
        redirect: 'error',
        headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token },
        body: JSON.stringify({ presses: outbox.slice(0, 200) }),
      });
      if (!answer.ok) return;
      const { answers } = await answer.json(), done = new Set(answers.map(each => each.key));
      told.push(...answers.filter(each => each.words).map(each => `${each.label || '?'}: ${each.words}`));
      outbox = outbox.filter(each => !done.has(each.key));
      write(OUTBOX, outbox);
      write(`${OUTBOX}-baca`, told);
    } finally {
      sending = false;
    }
  };

  const renew = async () => {
    try {
      await send();
      const answer = await asked(root.dataset.state, { redirect: 'error' });
      if (!answer.ok) throw new Error(answer.status);
      const fresh = await answer.json(), was = at('daring').hidden;
      if (outbox.length) return;
      state = { ...fresh, kept: Date.now() };
      state.waiting.forEach((each, place) => { each.mine = mine(place); });
      write(STATE, state);
      const typing = document.activeElement?.matches('input, select, textarea');
      if (was || (fresh.mark !== root.dataset.mark && !typing)) location.reload();
    } catch {
      offline();
    }
  };

  tell();
  renew();
  setInterval(renew, EVERY);
  addEventListener('online', renew);
  addEventListener('offline', offline);
  navigator.serviceWorker?.register(root.dataset.worker, { scope: '/meja/antrean' });
})();
