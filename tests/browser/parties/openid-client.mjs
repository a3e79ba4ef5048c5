// A site in JavaScript on openid-client, as docs/signon.md shows it. Says what it wants on one line and is told on the next.
import { createInterface } from "node:readline/promises";
import * as oidc from "openid-client";

const [issuer, clientId, secret, back] = process.argv.slice(2);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const say = (told) => process.stdout.write(`${JSON.stringify(told)}\n`);
const hear = async () => (await lines.next()).value;
const refused = (error) => error.error ?? error.cause?.error ?? String(error);

const loopback = { execute: [oidc.allowInsecureRequests] };
const config = await oidc.discovery(new URL(issuer), clientId, secret, undefined, loopback);

const verifier = oidc.randomPKCECodeVerifier();
const state = oidc.randomState();
const nonce = oidc.randomNonce();
const address = oidc.buildAuthorizationUrl(config, {
  redirect_uri: back,
  scope: "openid profile",
  code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
  state,
  nonce,
});
say({ goto: address.href });

const landed = new URL(await hear());
const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
const first = await oidc.authorizationCodeGrant(config, landed, checks);
const person = await oidc.fetchUserInfo(config, first.access_token, first.claims().sub);
const second = await oidc.refreshTokenGrant(config, first.refresh_token);
const replayed = await oidc.authorizationCodeGrant(config, landed, checks).catch(refused);
const after = await oidc.refreshTokenGrant(config, second.refresh_token).catch(refused);
say({ name: person.name, amr: first.claims().amr, renewed: second.refresh_token !== first.refresh_token, replayed, after });
process.exit(0);
