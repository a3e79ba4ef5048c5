// Public keys and status lists, kept on this device so that a card can be checked without a network.
import { Refused } from './code.js';
import { check, readKeys, readListJwt } from './verdict.js';

const STORE = 'periksa-daftar', PAGES = 'periksa-halaman';
const FRESH = 30; // seconds: an older list is asked for again before it judges, so that a block is seen within a minute
const PATIENCE = 2_500; // milliseconds for that, when there is a kept list to fall back on
const LASTING = 3_600; // seconds after which a list nobody has asked about is fetched again
const KEYS_BELIEVED = 24 * 3_600; // seconds: older keys may lack one that has begun to sign since

const seconds = () => Date.now() / 1000;
const wait = span => new Promise(resolve => setTimeout(resolve, span));

// One address whose answer is kept. `read(text, at)` judges an answer; what it refuses is never kept.
class Kept {
  constructor(path, missing, read) {
    Object.assign(this, { path, missing, read, value: null, at: 0, asking: null, opening: null });
  }

  // The value, asked for anew when it is older than `within` seconds; the kept one when the network has none.
  async get(within) {
    await (this.opening ??= this.open());
    const age = seconds() - this.at; // below zero when the device's clock was set back
    if (this.value && (age >= 0 && age < within || !navigator.onLine)) return this.value;
    this.asking ??= this.ask().finally(() => { this.asking = null; });
    if (!this.value) return this.asking;
    return Promise.race([this.asking, wait(PATIENCE)]).then(() => this.value, () => this.value);
  }

  async open() {
    const kept = await (await caches.open(STORE)).match(this.path, { ignoreVary: true });
    if (!kept) return;
    const at = Number(kept.headers.get('Kept-At'));
    try {
      // It was good when it was kept; whether it still is, the verdict asks.
      Object.assign(this, { value: await this.read(await kept.text(), at), at });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }

  async ask() {
    const text = await this.fetched(), at = seconds(), value = await this.read(text, at);
    if (this.value?.issuedAt > value.issuedAt) return this.value; // an old list never takes a newer one's place
    Object.assign(this, { value, at });
    const store = await caches.open(STORE);
    await store.put(this.path, new Response(text, { headers: { 'Kept-At': at } }));
    return value;
  }

  async fetched() {
    try {
      const answer = await fetch(this.path, { cache: 'no-cache', credentials: 'omit' });
      if (answer.ok && !answer.redirected) return await answer.text();
    } catch {
      // no network: the same as no answer
    }
    throw new Refused(this.missing);
  }
}

// `address` is the status address of the fund's profile with {shard} in it. Codes name the fund's address; the lists
// are fetched from the same path of this very host.
export class Shelf {
  constructor(keysPath, address) {
    this.lists = new Map();
    [this.before, this.after] = address.split('{shard}');
    this.keys = new Kept(keysPath, 'no-keys', async text => {
      const { issuer, keys, status, status_lists: uris } = JSON.parse(text);
      return { card: await readKeys({ keys }, issuer), status: await readKeys(status), uris };
    });
  }

  // The verdict on a code's text, as `check` answers it; `confirmed` when its list was the current one just now.
  async judge(text) {
    let answer;
    try {
      answer = await this.judgeWith(text, Infinity);
      if (answer.reason.endsWith('unknown-key')) answer = await this.judgeWith(text, FRESH);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { verdict: 'could-not-check', reason: error.code, claims: null, age: null, confirmed: false };
    }
    if (answer.reason === 'unknown-key' && seconds() - this.keys.at > KEYS_BELIEVED) {
      Object.assign(answer, { verdict: 'could-not-check', reason: 'keys-old' });
    }
    const list = answer.claims && this.lists.get(answer.claims.statusUri);
    return { ...answer, confirmed: Boolean(list) && seconds() - list.at < FRESH };
  }

  async judgeWith(text, within) {
    const { card } = await this.keys.get(within);
    return check(text, card, uri => this.list(uri).get(FRESH), seconds());
  }

  list(uri) {
    const number = uri.startsWith(this.before) && uri.endsWith(this.after)
      && /^\d{1,4}$/.exec(uri.slice(this.before.length, uri.length - this.after.length));
    if (!number) throw new Refused('status-missing');
    if (!this.lists.has(uri)) {
      const read = async (text, at) => readListJwt(text, (await this.keys.get(Infinity)).status, uri, at);
      this.lists.set(uri, new Kept(new URL(uri).pathname, 'status-missing', read));
    }
    return this.lists.get(uri);
  }

  // Fetch the keys and every published list ahead; answers whether all of them are here now.
  async fill() {
    try {
      const { uris } = await this.keys.get(LASTING);
      for (const uri of uris) await this.list(uri).get(LASTING);
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return false;
    }
  }
}

// Keep the page itself, in both languages, and the files it needs; what is no longer needed goes.
export async function keepPages(pages, files) {
  const store = await caches.open(PAGES);
  const wanted = [...pages, ...files].map(path => new URL(path, location).href);
  const kept = (await store.keys()).map(({ url }) => url);
  const missing = wanted.filter((url, place) => place < pages.length || !kept.includes(url));
  await Promise.all(missing.map(async url => {
    const answer = await fetch(url, { credentials: 'omit' });
    if (!answer.ok || answer.redirected) throw new Refused('page-not-kept');
    await store.put(url, answer);
  }));
  await Promise.all(kept.filter(url => !wanted.includes(url)).map(url => store.delete(url)));
}
