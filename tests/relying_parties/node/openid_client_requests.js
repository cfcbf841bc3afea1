// A web app that tells Claviger beforehand what it asks (PAR, RFC 9126), or signs it (JAR, RFC 9101), or both.
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import * as client from 'openid-client';

const { ISSUER, CLIENT_ID, CLIENT_SECRET, PORT, KEY_FILE } = process.env;
const APP_URL = process.env.APP_URL ?? `http://localhost:${PORT}`;
const redirect_uri = `${APP_URL}/callback`;

// The private half, as a JSON Web Key; Claviger knows the public one.
const jwk = JSON.parse(await readFile(KEY_FILE, 'utf8'));
const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
const key = { key: await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['sign']), kid: jwk.kid };

const config = await client.discovery(new URL(ISSUER), CLIENT_ID, CLIENT_SECRET);

const ways = {
  '/pushed': (question) => client.buildAuthorizationUrlWithPAR(config, question),
  '/signed': (question) => client.buildAuthorizationUrlWithJAR(config, question, key),
  '/both': async (question) => {
    const signed = await client.buildAuthorizationUrlWithJAR(config, question, key);
    return client.buildAuthorizationUrlWithPAR(config, signed.searchParams);
  },
};

let sent;

http.createServer(async (request, response) => {
  const url = new URL(request.url, APP_URL);
  try {
    if (url.pathname === '/callback') {
      const checks = { pkceCodeVerifier: sent.code_verifier, expectedState: sent.state, expectedNonce: sent.nonce };
      const tokens = await client.authorizationCodeGrant(config, url, checks);
      answer(response, 200, { sub: tokens.claims().sub, seen: sent.location.search });
    } else if (url.pathname in ways) {
      sent = { code_verifier: client.randomPKCECodeVerifier(), state: client.randomState(), nonce: client.randomNonce() };
      const code_challenge = await client.calculatePKCECodeChallenge(sent.code_verifier);
      const { state, nonce } = sent;
      const question = { redirect_uri, scope: 'openid email', state, nonce, code_challenge, code_challenge_method: 'S256' };
      sent.location = await ways[url.pathname](question);
      response.writeHead(302, { location: sent.location.href }).end();
    } else {
      answer(response, 200, {});
    }
  } catch (error) {
    console.error(error);
    answer(response, 500, { error: error.error ?? error.code ?? 'server_error', why: error.error_description });
  }
}).listen(PORT, '127.0.0.1');

function answer(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
