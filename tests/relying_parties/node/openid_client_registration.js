// A web app that registers itself: openid-client, dynamic registration and a pairwise subject.
import http from 'node:http';
import * as client from 'openid-client';

const { ISSUER, INITIAL_TOKEN, PORT } = process.env;
const APP_URL = process.env.APP_URL ?? `http://localhost:${PORT}`;
const redirect_uri = `${APP_URL}/callback`;

const config = await client.dynamicClientRegistration(
  new URL(ISSUER),
  { client_name: 'Pop-up', redirect_uris: [redirect_uri], subject_type: 'pairwise', scope: 'openid email' },
  undefined,
  { initialAccessToken: INITIAL_TOKEN },
);
client.enableNonRepudiationChecks(config);

let sent;

http.createServer(async (request, response) => {
  const url = new URL(request.url, APP_URL);
  try {
    if (url.pathname === '/sign-in') {
      sent = { code_verifier: client.randomPKCECodeVerifier(), state: client.randomState(), nonce: client.randomNonce() };
      const code_challenge = await client.calculatePKCECodeChallenge(sent.code_verifier);
      const { state, nonce } = sent;
      const question = { redirect_uri, scope: 'openid email', state, nonce, code_challenge, code_challenge_method: 'S256' };
      response.writeHead(302, { location: client.buildAuthorizationUrl(config, question).href }).end();
    } else if (url.pathname === '/callback') {
      const checks = { pkceCodeVerifier: sent.code_verifier, expectedState: sent.state, expectedNonce: sent.nonce };
      const tokens = await client.authorizationCodeGrant(config, url, { ...checks, idTokenExpected: true });
      const { sub } = tokens.claims();
      const { email } = await client.fetchUserInfo(config, tokens.access_token, sub);
      answer(response, 200, `<p id="sub">${sub}</p><p id="email">${email}</p>`);
    } else {
      const { client_id, subject_type } = config.clientMetadata();
      answer(response, 200, `<p id="client">${client_id}</p><p id="type">${subject_type}</p><a id="sign-in" href="/sign-in">Sign in</a>`);
    }
  } catch (error) {
    console.error(error);
    answer(response, 500, `<p id="error">${error.error ?? error.code ?? 'server_error'}</p>`);
  }
}).listen(PORT, '127.0.0.1');

function answer(response, status, body) {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Pop-up</title><h1>Pop-up</h1>${body}</html>`);
}
