// A web app with sessions of its own: Express and openid-client.
import express from 'express';
import session from 'express-session';
import * as client from 'openid-client';

const { ISSUER, CLIENT_ID, CLIENT_SECRET, SESSION_SECRET, API_URL } = process.env;
const PORT = process.env.PORT ?? 3000;
const APP_URL = process.env.APP_URL ?? `http://localhost:${PORT}`;
// The API that the access tokens are for (RFC 8707), and what the app may do there.
const API = { resource: process.env.API_AUDIENCE ?? 'https://tasks.example.com', scope: 'tasks:read' };

const config = await client.discovery(new URL(ISSUER), CLIENT_ID, CLIENT_SECRET);
// Checks the signature of ID tokens too, not only that they came from the issuer by TLS.
client.enableNonRepudiationChecks(config);

const app = express();
app.use(session({
  name: 'notes',
  secret: SESSION_SECRET,
  resave: false,
  saveUninitialized: false,
  cookie: { httpOnly: true, sameSite: 'lax', secure: APP_URL.startsWith('https:') },
}));

app.get('/', (request, response) => {
  const { person, tokens } = request.session;
  if (!person) return response.send(page('<p>Nobody is signed in.</p><a id="sign-in" href="/sign-in">Sign in</a>'));
  response.send(page(`
    <p>Hello <b id="name">${text(person.name)}</b>, <span id="email">${text(person.email)}</span></p>
    <p>Groups: <span id="groups">${text((person.groups ?? []).join(', '))}</span></p>
    <p>Tokens: access …<code id="access-token">${text(tokens.access_token.slice(-8))}</code>,
       refresh …<code id="refresh-token">${text(tokens.refresh_token.slice(-8))}</code></p>
    <p><a id="tasks" href="/tasks">Tasks</a></p>
    <form method="post" action="/sign-out"><button id="sign-out">Sign out</button></form>`));
});

app.get('/sign-in', async (request, response) => {
  const code_verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const nonce = client.randomNonce();
  // By state: two tabs may be on their way at the same time.
  request.session[`sent-${state}`] = { code_verifier, state, nonce };
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: `${APP_URL}/callback`,
    scope: `openid profile email groups ${API.scope}`,
    resource: API.resource,
    state,
    nonce,
    code_challenge: await client.calculatePKCECodeChallenge(code_verifier),
    code_challenge_method: 'S256',
  });
  response.redirect(url.href);
});

app.get('/callback', async (request, response) => {
  const key = `sent-${request.query.state}`;
  const sent = request.session[key];
  // Back or Reload after a finished sign-in, or an answer to a question that nobody here asked.
  if (!sent) return response.redirect('/');
  delete request.session[key];
  const tokens = await client.authorizationCodeGrant(config, new URL(request.originalUrl, APP_URL), {
    pkceCodeVerifier: sent.code_verifier,
    expectedState: sent.state,
    expectedNonce: sent.nonce,
    idTokenExpected: true,
  });
  const person = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
  // A new session id, so that nobody who knew the old one is signed in as well.
  await new Promise((done, failed) => request.session.regenerate((error) => (error ? failed(error) : done())));
  request.session.person = person;
  keep(request.session, tokens);
  response.redirect('/');
});

app.get('/tasks', async (request, response) => {
  if (!request.session.person) return response.redirect('/sign-in');
  const access_token = await freshAccessToken(request.session);
  if (!access_token) return response.redirect('/sign-in');
  const answer = await fetch(new URL('/tasks', API_URL), { headers: { Authorization: `Bearer ${access_token}` } });
  if (!answer.ok) throw new Error(`the API answered ${answer.status} ${answer.headers.get('www-authenticate') ?? ''}`);
  const tasks = JSON.stringify(await answer.json());
  response.send(page(`<pre id="tasks">${text(tasks)}</pre><a id="home" href="/">Back</a>`));
});

// A POST, which other sites cannot send with the session's cookie (SameSite=Lax).
app.post('/sign-out', async (request, response) => {
  const { tokens } = request.session;
  await new Promise((done) => request.session.destroy(done));
  if (!tokens) return response.redirect(303, '/');
  await client.tokenRevocation(config, tokens.refresh_token);
  const url = client.buildEndSessionUrl(config, {
    id_token_hint: tokens.id_token,
    post_logout_redirect_uri: `${APP_URL}/signed-out`,
  });
  response.redirect(303, url.href);
});

app.get('/signed-out', (request, response) => response.send(page('<p id="signed-out">You are signed out.</p>')));

// What went wrong on the way: `error` is the provider's word (RFC 6749 §4.1.2.1 and §5.2), such as access_denied.
app.use((error, request, response, next) => {
  if (response.headersSent) return next(error);
  console.error(error);
  const known = error.error ?? error.code ?? 'server_error';
  response.status(known === 'access_denied' ? 403 : 500);
  const why = text(error.error_description ?? '');
  response.send(page(`<p id="error">${text(known)}</p><p>${why}</p><a href="/sign-in">Try again</a>`));
});

/** Every refresh retires the old refresh token: keep the new one at once. */
function keep(kept, tokens) {
  const expires_at = Date.now() + tokens.expires_in * 1000;
  kept.tokens = { ...kept.tokens, ...tokens, expires_at };
}

/** The access token, or a new one where it is good for less than 30 seconds; none where the person must sign in. */
async function freshAccessToken(kept) {
  if (kept.tokens.expires_at - Date.now() > 30_000) return kept.tokens.access_token;
  try {
    keep(kept, await client.refreshTokenGrant(config, kept.tokens.refresh_token));
    return kept.tokens.access_token;
  } catch (error) {
    // Signed out elsewhere, disabled, or a new password (RFC 6749 §5.2). Anything else may pass: the session stays.
    if (error.error !== 'invalid_grant') throw error;
    delete kept.person;
    delete kept.tokens;
    return null;
  }
}

function text(value) {
  return String(value).replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

function page(body) {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Notes</title><h1>Notes</h1>${body}</html>`;
}

app.listen(PORT, '127.0.0.1');
