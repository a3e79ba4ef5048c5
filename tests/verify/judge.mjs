// Judges every vector with the verifier's own modules; used by Node and, pasted into a page, by Chromium.
// Takes { folder, keys, goodList, vectors }, answers [{ verdict, reason, claims }] in the same order.
export async function judgeAll(modules, { keys, goodList, vectors }) {
  const { Refused, check, readKeys, readListJwt, readListCwt } = modules;
  const cardKeys = await readKeys(keys.card, keys.card.issuer), statusKeys = await readKeys(keys.status);
  const good = vectors.find(vector => vector.name === keys.good).text;
  const known = uri => {
    if (uri !== goodList.uri) throw new Refused('status-missing');
    return readListJwt(goodList.token, statusKeys, uri, keys.now);
  };
  const listed = ({ form, token }) => uri => form === 'cwt'
    ? readListCwt(Uint8Array.from(token.match(/../g), pair => parseInt(pair, 16)), statusKeys, uri, keys.now)
    : readListJwt(token, statusKeys, uri, keys.now);
  const answers = [];
  for (const vector of vectors) {
    const { verdict, reason, claims } = 'text' in vector
      ? await check(vector.text, cardKeys, known, keys.now)
      : await check(good, cardKeys, listed(vector), keys.now);
    answers.push({ verdict, reason, claims });
  }
  return answers;
}
