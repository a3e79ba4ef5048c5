// The code on a card, read with suspicion: Base45, zlib, CBOR, COSE_Sign1, claims (docs/credential-format.md).
// Every doubt is a Refused with a stable code; nothing of the content is believed before its signature holds.

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const MAX_TEXT = 1_000, MAX_UNPACKED = 1_024, MAX_DEPTH = 6, MAX_TAGS = 2, SIGNATURE_SIZE = 64;
const CLOCK_LEEWAY = 300, LAST_SECOND = 253_402_300_799;
const TAG_SIGN1 = 18, TAG_CWT = 61, ALG = 1, CRIT = 2, KID = 4, TYP = 16, ES256 = -7;
const ISS = 1, EXP = 4, NBF = 5, IAT = 6, CTI = 7, IDENTITY = 169, STATUS = 65535, FUND = -65537;
const NOTHING_WRITTEN = /^(?:[\p{Cc}\p{Cs}\p{Z}]|(?![\u200c\u200d])\p{Cf})*$/u;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export class Refused extends Error {
  constructor(code, claims = null) {
    super(code);
    this.code = code;
    this.claims = claims;
  }
}

// A genuine code within its time: its claims. `keys` is a KeySet of verdict.js, `now` in Unix seconds.
export async function readCode(text, keys, now) {
  if (text.length > MAX_TEXT) throw new Refused('too-large');
  const signed = openSign1(await inflate(fromBase45(text), MAX_UNPACKED));
  await keys.verify(signed.kid, signed.toBeSigned, signed.signature);
  const claims = readClaims(signed.payload);
  if (keys.issuer !== undefined && claims.issuer !== keys.issuer) throw new Refused('wrong-issuer');
  if (claims.expiresAt <= now) throw new Refused('expired', claims);
  // A card from the future means a wrong clock, and a wrong clock must not say "good".
  if (Math.max(claims.issuedAt, claims.notBefore ?? 0) > now + CLOCK_LEEWAY) throw new Refused('not-yet-valid', claims);
  return claims;
}

// RFC 9285: a group beyond its bytes and a lone last letter are refused, so that each value has one spelling.
export function fromBase45(text) {
  const bytes = [];
  for (let at = 0; at < text.length; at += 3) {
    const group = [...text.slice(at, at + 3)].map(letter => ALPHABET.indexOf(letter));
    const number = group.reduceRight((sum, value) => sum * 45 + value, 0), size = group.length - 1;
    if (size === 0 || group.includes(-1) || number >= 1 << 8 * size) throw new Refused('not-a-code');
    if (size === 2) bytes.push(number >> 8);
    bytes.push(number & 255);
  }
  return Uint8Array.from(bytes);
}

// One whole zlib stream, at most `limit` bytes; unpacking stops there.
export async function inflate(packed, limit) {
  const opened = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate')).getReader();
  const whole = new Uint8Array(limit);
  let size = 0;
  try {
    for (let part; !(part = await opened.read()).done; size += part.value.length) {
      if (size + part.value.length > limit) throw new Refused('too-large');
      whole.set(part.value, size);
    }
  } catch (error) {
    opened.cancel().catch(() => {});
    throw error instanceof Refused ? error : new Refused('not-a-code');
  }
  return whole.subarray(0, size);
}

export class Tag {
  constructor(number, value) {
    this.number = number;
    this.value = value;
  }
}

// One item of deterministic CBOR (RFC 8949 section 4.2.1) that fills `bytes` exactly: integers, strings, arrays, maps
// (as Map), and at most two tags in front. Nothing else is read; no length is believed before its bytes are there.
export function readCbor(bytes) {
  let at = 0;
  const bad = () => new Refused('not-a-code');
  const left = () => bytes.length - at;

  const head = () => {
    if (!left()) throw bad();
    const major = bytes[at] >> 5, info = bytes[at++] & 31;
    if (major === 7 || info > 27) throw bad();
    if (info < 24) return [major, info];
    const size = 1 << info - 24;
    if (left() < size) throw bad();
    let number = 0n;
    for (const end = at + size; at < end; at++) number = number << 8n | BigInt(bytes[at]);
    if (number < [24n, 0x100n, 0x10000n, 0x100000000n][info - 24]) throw bad();
    return [major, number > Number.MAX_SAFE_INTEGER ? number : Number(number)];
  };

  const item = depth => {
    if (depth === 0) throw bad();
    const [major, number] = head();
    if (major === 0) return number;
    if (major === 1) return typeof number === 'bigint' ? -1n - number : -1 - number;
    if (major === 6 || number > left()) throw bad();
    if (major < 4) {
      const raw = bytes.subarray(at, at += number);
      return major === 2 ? raw : words(raw);
    }
    if (major === 4) return Array.from({ length: number }, () => item(depth - 1));
    return pairs(number, depth);
  };

  const pairs = (count, depth) => {
    const map = new Map();
    for (let before = null; count > 0; count--) {
      const start = at, key = item(depth - 1), spelled = bytes.subarray(start, at);
      const fits = typeof key === 'number' || typeof key === 'bigint' || typeof key === 'string';
      if (!fits || before && !rises(before, spelled)) throw bad();
      before = spelled;
      map.set(key, item(depth - 1));
    }
    return map;
  };

  const tags = [];
  while (left() && bytes[at] >> 5 === 6 && tags.length < MAX_TAGS) tags.push(head()[1]);
  const value = item(MAX_DEPTH);
  if (left()) throw bad();
  return tags.reduceRight((inner, number) => new Tag(number, inner), value);
}

function words(raw) {
  try {
    return utf8.decode(raw);
  } catch {
    throw new Refused('not-a-code');
  }
}

function rises(before, after) {
  const place = before.findIndex((byte, at) => byte !== after[at]);
  return place < 0 ? after.length > before.length : before[place] < after[place];
}

// COSE_Sign1 (RFC 9052): tagged 18, 61(18) or not at all. The unprotected header is not looked at, and keys or
// addresses of keys in the protected one never are: a key comes from the published set.
export function openSign1(bytes) {
  let item = readCbor(bytes);
  if (item instanceof Tag && item.number === TAG_CWT && item.value instanceof Tag) item = item.value;
  if (item instanceof Tag) {
    if (item.number !== TAG_SIGN1) throw new Refused('foreign-tag');
    item = item.value;
  }
  const [secured, open, payload, signature] = Array.isArray(item) && item.length === 4 ? item : [];
  const raw = [secured, payload, signature].every(part => part instanceof Uint8Array);
  if (!raw || !(open instanceof Map) || signature.length !== SIGNATURE_SIZE) throw new Refused('not-a-code');
  const header = readCbor(secured);
  if (!(header instanceof Map)) throw new Refused('not-a-code');
  if (header.get(ALG) !== ES256 || header.has(CRIT)) throw new Refused('wrong-algorithm');
  const kid = header.get(KID);
  if (!(kid instanceof Uint8Array) || kid.length !== 8) throw new Refused('unknown-key');
  const context = [...new TextEncoder().encode('Signature1')];
  const front = [0x84, 0x60 + context.length, ...context, ...head(2, secured.length), ...secured, 0x40];
  return {
    kid, payload, signature, typ: header.get(TYP),
    toBeSigned: Uint8Array.from([...front, ...head(2, payload.length), ...payload]),
  };
}

function head(major, number) {
  if (number < 24) return [major << 5 | number];
  const size = [0x100, 0x10000, 0x100000000].findIndex(limit => number < limit);
  return [major << 5 | 24 + size, ...[24, 16, 8, 0].slice(-(1 << size)).map(shift => number >>> shift & 255)];
}

function readClaims(payload) {
  const bad = () => new Refused('bad-claims');
  const map = value => value instanceof Map ? value : refuse();
  const text = value => typeof value === 'string' && value ? value : refuse();
  const number = (value, limit) => Number.isInteger(value) && value >= 0 && value <= limit ? value : refuse();
  const maybe = (from, key, read) => from.has(key) ? read(from.get(key)) : null;
  const time = value => number(value, LAST_SECOND);
  const refuse = () => {
    throw bad();
  };
  let whole;
  try {
    whole = map(readCbor(payload));
  } catch {
    throw bad();
  }
  const identity = map(whole.get(IDENTITY)), fund = map(whole.get(FUND));
  const status = map(map(whole.get(STATUS)).get('status_list')), serial = whole.get(CTI);
  if (!(serial instanceof Uint8Array) || serial.length !== 8) throw bad();
  const name = text(identity.get(4));
  if (NOTHING_WRITTEN.test(name)) throw bad();
  return {
    issuer: text(whole.get(ISS)),
    issuedAt: time(whole.get(IAT)),
    expiresAt: time(whole.get(EXP)),
    notBefore: maybe(whole, NBF, time),
    serial: hex(serial),
    number: text(identity.get(1)),
    name,
    birthDate: maybe(identity, 8, value => day(text(value)) ?? refuse()),
    language: text(identity.get(3)),
    country: text(identity.get(23)),
    programmes: number(fund.get(1), 0xffffffff),
    employer: maybe(fund, 2, text),
    statusUri: text(status.get('uri')),
    statusIndex: number(status.get('idx'), 0xfffff),
  };
}

// "19900102" as "1990-01-02", or null when there is no such day.
function day(text) {
  const [, year, month, date] = /^(\d{4})(\d\d)(\d\d)$/.exec(text) ?? [];
  if (!year || year === '0000') return null;
  const written = `${year}-${month}-${date}`, read = new Date(`${written}T00:00:00Z`);
  return !isNaN(read) && read.toISOString().startsWith(written) ? written : null;
}

export const hex = bytes => [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
