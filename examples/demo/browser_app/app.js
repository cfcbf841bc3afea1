// A browser-only app: a public client without a secret, kept safe by PKCE. Tokens live in memory and nowhere else.
// The tests' own tests/relying_parties/node/oauth4webapi.js, with an API to ask.
import * as oauth from './oauth4webapi.js';

const { issuer: ISSUER, clientId: CLIENT_ID, api: API, audience: AUDIENCE } = await fetch('/settings.json').then((answer) => answer.json());
const APP_URL = location.origin;
const client = { client_id: CLIENT_ID };
const none = oauth.None();
// The demo's provider is on this machine, where nobody stands between; a real one speaks https.
const local = { [oauth.allowInsecureRequests]: new URL(ISSUER).hostname === 'localhost' };

const issuer = new URL(ISSUER);
const provider = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, local));
let tokens = null;
let sub = null;

async function signIn(more = {}) {
  const sent = {
    code_verifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
  };
  sessionStorage.setItem('sent', JSON.stringify(sent));
  const url = new URL(provider.authorization_endpoint);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: CLIENT_ID,
    redirect_uri: `${APP_URL}/callback`,
    scope: 'openid profile email groups tasks:read',
    resource: AUDIENCE,
    state: sent.state,
    nonce: sent.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(sent.code_verifier),
    code_challenge_method: 'S256',
    ...more,
  });
  location.assign(url);
}

async function callback() {
  const sent = JSON.parse(sessionStorage.getItem('sent') ?? '{}');
  sessionStorage.removeItem('sent');
  const here = new URL(location.href);
  // The code is good for one use, but the address bar is no place for it.
  history.replaceState(null, '', '/');
  const parameters = oauth.validateAuthResponse(provider, client, here, sent.state);
  const proof = [parameters, `${APP_URL}/callback`, sent.code_verifier];
  const answer = await oauth.authorizationCodeGrantRequest(provider, client, none, ...proof, local);
  const checks = { expectedNonce: sent.nonce, requireIdToken: true };
  tokens = await oauth.processAuthorizationCodeResponse(provider, client, answer, checks);
  ({ sub } = oauth.getValidatedIdTokenClaims(tokens));
  // Fetches the key set and checks the ID token's signature.
  await oauth.validateApplicationLevelSignature(provider, answer, local);
  sessionStorage.setItem('was-signed-in', 'yes');
}

async function refresh() {
  const answer = await oauth.refreshTokenGrantRequest(provider, client, none, tokens.refresh_token, local);
  const fresh = await oauth.processRefreshTokenResponse(provider, client, answer);
  // Every refresh retires the old refresh token; an answer without an ID token leaves the old one standing.
  tokens = { ...tokens, ...fresh };
}

async function userinfo() {
  const answer = await oauth.userInfoRequest(provider, client, tokens.access_token, local);
  return oauth.processUserInfoResponse(provider, client, sub, answer);
}

/** The API's answer. It checks the token by itself; one that has aged is refreshed once. */
async function tasks() {
  const ask = () => fetch(`${API}/tasks`, { headers: { Authorization: `Bearer ${tokens.access_token}` } });
  let answer = await ask();
  if (answer.status === 401) {
    await refresh();
    await showPerson();
    answer = await ask();
  }
  return answer.json();
}

async function signOut() {
  const { refresh_token, id_token } = tokens;
  tokens = null;
  sessionStorage.clear();
  await oauth.processRevocationResponse(await oauth.revocationRequest(provider, client, none, refresh_token, local));
  const url = new URL(provider.end_session_endpoint);
  url.search = new URLSearchParams({ id_token_hint: id_token, post_logout_redirect_uri: `${APP_URL}/signed-out` });
  location.assign(url);
}

const at = (id) => document.getElementById(id);

function show(view) {
  for (const section of document.querySelectorAll('section')) section.hidden = section.id !== view;
}

async function showPerson() {
  const person = await userinfo();
  at('name').textContent = person.name;
  at('email').textContent = person.email;
  at('groups').textContent = (person.groups ?? []).join(', ');
  at('access-token').textContent = tokens.access_token.slice(-8);
  at('refresh-token').textContent = tokens.refresh_token.slice(-8);
  show('person');
}

function showAnswer(value) {
  at('answer').textContent = JSON.stringify(value, null, 2);
  at('answer').hidden = false;
}

/** What anybody who holds the token can read. */
function claims(token) {
  const [, payload] = token.split('.');
  const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** The provider's word (`access_denied`, `invalid_grant`, …) or what the library found wrong with an answer. */
function showError(error) {
  console.warn(error);
  at('error').textContent = error.error ?? error.code ?? error.name;
  at('error-description').textContent = error.error_description ?? error.message;
  show('failed');
}

const doing = (action) => () => action().catch(showError);
at('sign-in').onclick = doing(() => signIn());
at('try-again').onclick = doing(() => signIn());
at('tasks').onclick = doing(async () => showAnswer(await tasks()));
at('look').onclick = () => showAnswer(claims(tokens.access_token));
at('refresh').onclick = doing(async () => {
  await refresh();
  await showPerson();
});
at('sign-out').onclick = doing(signOut);

async function start() {
  if (location.pathname === '/callback') {
    await callback();
    return showPerson();
  }
  if (location.pathname === '/signed-out') return show('signed-out');
  // A reload lost the tokens, not the session at the provider: ask for new ones without showing a page.
  if (sessionStorage.getItem('was-signed-in')) {
    sessionStorage.removeItem('was-signed-in');
    return signIn({ prompt: 'none' });
  }
  return show('nobody');
}

/** Nobody is signed in at the provider any more, or they must be asked something: not a failure after a reload. */
const isOver = (error) => ['login_required', 'consent_required', 'interaction_required'].includes(error.error);

start().catch((error) => (isOver(error) ? show('nobody') : showError(error)));
