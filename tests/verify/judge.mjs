// Judges every vector with the verifier's own modules, in Node or in a page; answers in the same order.
export async function judgeAll({ Refused, check, readKeys, readListJwt, readListCwt }, { keys, goodList, vectors }) {
  const { now } = keys, bytes = text => Uint8Array.from(text.match(/../g), pair => parseInt(pair, 16));
  const card = await readKeys(keys.card, keys.card.issuer), status = await readKeys(keys.status);
  const published = uri => {
    if (uri !== goodList.uri) throw new Refused('status-missing');
    return readListJwt(goodList.token, status, uri, now);
  };
  const judged = ({ text, form, token }) => {
    if (text !== undefined) return check(text, card, published, now);
    const list = uri => form === 'cwt' ? readListCwt(bytes(token), status, uri, now) : readListJwt(token, status, uri, now);
    return check(vectors[0].text, card, list, now);
  };
  const answers = [];
  for (const vector of vectors) answers.push(await judged(vector));
  return answers;
}

// Whether this engine lets bytes behind the end of a zlib stream pass, against the standard of DecompressionStream.
export async function isLenient() {
  const behind = Uint8Array.from([0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00]);
  try {
    await new Response(new Blob([behind]).stream().pipeThrough(new DecompressionStream('deflate'))).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
