// The one answer a verifier gets, from public keys and signed status lists alone (docs/credential-format.md).
import { Refused, hex, inflate, openSign1, readCbor, readCode } from './code.js';

const MAX_TOKEN = 512 * 1024, MAX_HEADER = 1_024, LIST_BYTES = 262_144, CLOCK_LEEWAY = 300, LAST_SECOND = 253_402_300_799;
const BY_STATUS = [['good', 'valid'], ['blocked', 'revoked'], ['blocked', 'suspended'], ['not-handed-over', 'prepared']];
const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g;

// Judge a code's text: { verdict, reason, claims, age }, age of the list in seconds. `listFor(uri)` answers a list read
// by `readListJwt` or throws Refused. A failing network never says "blocked", an unsigned code never "good".
export async function check(text, keys, listFor, now) {
  let claims = null, age = null;
  const answer = (verdict, reason) => ({ verdict, reason, claims, age });
  try {
    claims = await readCode(text, keys, now);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    claims = error.claims;
    return answer({ expired: 'expired', 'not-yet-valid': 'could-not-check' }[error.code] ?? 'not-ours', error.code);
  }
  try {
    const list = await listFor(claims.statusUri);
    age = Math.max(now - list.issuedAt, 0);
    if (list.uri !== claims.statusUri) throw new Refused('status-wrong-subject');
    // The list may have been read, and judged, hours ago.
    if (list.expiresAt <= now) throw new Refused('status-expired');
    return answer(...BY_STATUS[list.status(claims.statusIndex)]);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return answer('could-not-check', error.code);
  }
}

// The public keys of one purpose, by kid, and the issuer they speak for.
export class KeySet {
  constructor(keys, issuer) {
    this.keys = keys;
    this.issuer = issuer;
  }

  async verify(kid, message, signature) {
    const key = this.keys.get(hex(kid));
    if (!key) throw new Refused('unknown-key');
    if (!await crypto.subtle.verify(ECDSA, key, signature, message)) throw new Refused('bad-signature');
  }
}

// A JWK Set (RFC 7517): every key a public P-256 key under the kid that is its own.
export async function readKeys(jwks, issuer) {
  const keys = await Promise.all(jwks.keys.map(readKey));
  return new KeySet(new Map(keys), issuer);
}

async function readKey({ kty, crv, x, y, d, alg = 'ES256', kid }) {
  if (d !== undefined || alg !== 'ES256' || kty !== 'EC' || crv !== 'P-256') throw new Refused('key-refused');
  const key = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, ECDSA, true, ['verify']);
  const digest = await crypto.subtle.digest('SHA-256', await crypto.subtle.exportKey('spki', key));
  const own = hex(new Uint8Array(digest).subarray(0, 8));
  if (hex(fromBase64url(kid)) !== own) throw new Refused('key-refused');
  return [own, key];
}

// A list in its JWT form: size, typ, algorithm, key, signature, then sub, times, ttl, bits and the list itself.
export async function readListJwt(token, keys, uri, now) {
  if (token.length > MAX_TOKEN) throw new Refused('status-too-large');
  const parts = token.split('.');
  if (parts.length !== 3 || parts[0].length > MAX_HEADER) throw new Refused('status-malformed');
  const header = readJson(parts[0]), { typ } = header;
  const fits = typeof typ === 'string' && typ.toLowerCase().replace(/^application\//, '') === 'statuslist+jwt';
  if (!fits || header.alg !== 'ES256' || 'crit' in header) throw new Refused('status-wrong-type');
  const message = new TextEncoder().encode(`${parts[0]}.${parts[1]}`);
  await verified(keys, fromBase64url(header.kid), message, fromBase64url(parts[2]));
  const payload = readJson(parts[1]), list = payload.status_list;
  return judged(payload, isObject(list) ? { bits: list.bits, lst: fromBase64url(list.lst) } : {}, uri, now);
}

// The same list in its CWT form; the same checks.
export async function readListCwt(bytes, keys, uri, now) {
  if (bytes.length > MAX_TOKEN) throw new Refused('status-too-large');
  const signed = named(() => openSign1(bytes));
  const payload = named(() => readCbor(signed.payload));
  if (signed.typ !== 'application/statuslist+cwt') throw new Refused('status-wrong-type');
  await verified(keys, signed.kid, signed.toBeSigned, signed.signature);
  if (!(payload instanceof Map)) throw new Refused('status-malformed');
  const list = payload.get(65533) instanceof Map ? payload.get(65533) : new Map();
  const times = { sub: payload.get(2), iat: payload.get(6), exp: payload.get(4), ttl: payload.get(65534) };
  return judged(times, { bits: list.get('bits'), lst: list.get('lst') }, uri, now);
}

async function judged({ sub, iat, exp, ttl }, { bits, lst }, uri, now) {
  if (sub !== uri) throw new Refused('status-wrong-subject');
  const times = [iat, exp, ttl];
  if (!times.every(time => Number.isInteger(time) && time > 0 && time <= LAST_SECOND)) throw new Refused('status-malformed');
  if (exp <= now) throw new Refused('status-expired');
  if (iat > now + CLOCK_LEEWAY) throw new Refused('status-not-yet-valid');
  if (bits !== 2 || !(lst instanceof Uint8Array)) throw new Refused('status-malformed');
  let packed;
  try {
    packed = await inflate(lst, LIST_BYTES);
  } catch (error) {
    throw new Refused(error.code === 'too-large' ? 'status-too-large' : 'status-malformed');
  }
  const status = index => {
    if (index >= packed.length * 4) throw new Refused('status-out-of-range');
    return packed[index >> 2] >> index % 4 * 2 & 3;
  };
  return { uri, issuedAt: iat, expiresAt: exp, ttl, status };
}

async function verified(keys, kid, message, signature) {
  try {
    await keys.verify(kid, message, signature);
  } catch (error) {
    throw error instanceof Refused ? new Refused(`status-${error.code}`) : error;
  }
}

function named(read) {
  try {
    return read();
  } catch ({ code }) {
    throw new Refused({ 'unknown-key': 'status-unknown-key', 'wrong-algorithm': 'status-wrong-type' }[code] ?? 'status-malformed');
  }
}

const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value);

// A JSON object in base64url. JSON.parse lets a name stand twice and takes the last; here that is refused.
function readJson(part) {
  let text, value;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(fromBase64url(part));
    value = JSON.parse(text);
  } catch {
    throw new Refused('status-malformed');
  }
  const written = [...text.matchAll(STRING)].filter(([, colon]) => colon).length;
  if (!isObject(value) || written !== countNames(value)) throw new Refused('status-malformed');
  return value;
}

function countNames(value) {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce((sum, inner) => sum + countNames(inner), own);
}

// Unpadded base64url in its one spelling.
function fromBase64url(text) {
  if (typeof text !== 'string' || !/^[\w-]*$/.test(text) || text.length % 4 === 1) throw new Refused('status-malformed');
  const raw = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  const spare = [0, 0, 15, 3][text.length % 4];
  if (spare && ALPHABET.indexOf(text.at(-1)) & spare) throw new Refused('status-malformed');
  return Uint8Array.from(raw, letter => letter.charCodeAt(0));
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
