// A web app that asks for claims one by one and lets everything be signed, on openid-client: it shows what it learnt.
import { createServer } from 'node:http';
import * as client from 'openid-client';

const { ISSUER, CLIENT_ID, CLIENT_SECRET, APP_URL, PORT } = process.env;
const signed = { userinfo_signed_response_alg: 'RS256', introspection_signed_response_alg: 'RS256' };
const config = await client.discovery(new URL(ISSUER), CLIENT_ID, { client_secret: CLIENT_SECRET, ...signed });
// Checks the signatures of ID tokens, userinfo and introspection answers.
client.enableNonRepudiationChecks(config);

const claims = {
  userinfo: { nickname: { essential: true }, email: null },
  id_token: { given_name: null, auth_time: { essential: true }, acr: { values: ['urn:claviger:acr:password'] } },
};
const pkceCodeVerifier = client.randomPKCECodeVerifier();
const expectedState = client.randomState();

async function signIn() {
  const code_challenge = await client.calculatePKCECodeChallenge(pkceCodeVerifier);
  return client.buildAuthorizationUrl(config, {
    redirect_uri: `${APP_URL}/callback`,
    scope: 'openid',
    claims: JSON.stringify(claims),
    state: expectedState,
    code_challenge,
    code_challenge_method: 'S256',
  });
}

async function learn(url) {
  const tokens = await client.authorizationCodeGrant(config, url, { pkceCodeVerifier, expectedState, idTokenExpected: true });
  const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
  const { sub } = tokens.claims();
  return {
    id_token: tokens.claims(),
    refreshed: refreshed.claims(),
    userinfo: await client.fetchUserInfo(config, refreshed.access_token, sub),
    introspection: await client.tokenIntrospection(config, refreshed.access_token),
  };
}

createServer(async (request, response) => {
  const url = new URL(request.url, APP_URL);
  if (url.pathname === '/sign-in') return response.writeHead(303, { Location: (await signIn()).href }).end();
  if (url.pathname !== '/callback') return response.end('');
  const learnt = await learn(url).catch((error) => ({ error: String(error), cause: String(error.cause ?? '') }));
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(learnt));
}).listen(PORT, '127.0.0.1');
