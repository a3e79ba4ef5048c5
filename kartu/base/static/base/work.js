// Finds n so that SHA-256 of "challenge:n" begins with the asked zero bits (kartu/base/work.py); one block, 55 bytes.
const K = [], H = [];
for (let n = 2, d; K.length < 64; n++) {
  for (d = 2; n % d; d++);
  if (d < n) continue;
  if (H.length < 8) H.push((n ** .5 * 2 ** 32) | 0);
  K.push((n ** (1 / 3) * 2 ** 32) | 0);
}
const turn = (x, n) => x >>> n | x << 32 - n, W = new Int32Array(64);
const first = text => {
  W.fill(0, 0, 16);
  for (let i = 0; i <= text.length; i++) W[i >> 2] |= (text.charCodeAt(i) || 128) << 24 - i % 4 * 8;
  W[15] = text.length * 8;
  let [a, b, c, d, e, f, g, h] = H;
  for (let i = 0; i < 64; i++) {
    if (i > 15) {
      const x = W[i - 15], y = W[i - 2];
      W[i] = W[i - 16] + W[i - 7] + (turn(x, 7) ^ turn(x, 18) ^ x >>> 3) + (turn(y, 17) ^ turn(y, 19) ^ y >>> 10);
    }
    const t = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + (e & f ^ ~e & g) + K[i] + W[i] | 0;
    const s = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + (a & b ^ a & c ^ b & c) | 0;
    h = g; g = f; f = e; e = d + t | 0; d = c; c = b; b = a; a = t + s | 0;
  }
  return a + H[0] | 0;
};
onmessage = ({ data }) => {
  const bits = data.split('.')[2];
  for (let n = 0; ; n++) if (first(data + ':' + n) >>> 32 - bits === 0) { postMessage(data + ':' + n); break; }
};
