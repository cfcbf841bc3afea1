// A web app that proves itself by a key of its own (private_key_jwt, RFC 7523): no secret is shared with anybody.
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import * as client from 'openid-client';

const { ISSUER, CLIENT_ID, PORT, KEY_FILE } = process.env;
const APP_URL = process.env.APP_URL ?? `http://localhost:${PORT}`;
const redirect_uri = `${APP_URL}/callback`;

// The private half, as a JSON Web Key; Claviger knows the public one.
const jwk = JSON.parse(await readFile(KEY_FILE, 'utf8'));
const key = await crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);

const config = await client.discovery(new URL(ISSUER), CLIENT_ID, undefined, client.PrivateKeyJwt({ key, kid: jwk.kid }));
client.enableNonRepudiationChecks(config);

let sent;

http.createServer(async (request, response) => {
  const url = new URL(request.url, APP_URL);
  try {
    if (url.pathname === '/callback') {
      const checks = { pkceCodeVerifier: sent.code_verifier, expectedState: sent.state, idTokenExpected: true };
      const tokens = await client.authorizationCodeGrant(config, url, checks);
      const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
      const before = await client.tokenIntrospection(config, refreshed.refresh_token);
      await client.tokenRevocation(config, refreshed.refresh_token);
      const after = await client.tokenIntrospection(config, refreshed.refresh_token);
      answer(response, 200, { sub: tokens.claims().sub, before: before.active, after: after.active });
    } else if (url.pathname === '/sign-in') {
      sent = { code_verifier: client.randomPKCECodeVerifier(), state: client.randomState() };
      const code_challenge = await client.calculatePKCECodeChallenge(sent.code_verifier);
      const question = { redirect_uri, scope: 'openid offline_access', state: sent.state, code_challenge, code_challenge_method: 'S256' };
      response.writeHead(302, { location: client.buildAuthorizationUrl(config, question).href }).end();
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
