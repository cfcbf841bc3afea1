// A small app that signs people in through an OpenID provider and believes nothing that it did not verify:
// code flow with PKCE, state and nonce, RS256 tokens checked against the provider's JWKS, sessions of its own.
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

const random = () => randomBytes(32).toString('base64url');
const escape = (text) => String(text).replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);

export class RelyingParty {
  #sessions = new Map();
  #server;

  constructor(name, host) {
    this.name = name;
    this.host = host;
  }

  /** Listens on loopback; the browser comes by the app's own name. */
  static async listen(name, host) {
    const app = new RelyingParty(name, host);
    app.#server = createServer((request, response) => {
      app.#answer(request, response).catch((error) => app.#page(response, 500, `<p id="error">${escape(error.message)}</p>`));
    });
    await new Promise((done) => app.#server.listen(0, '127.0.0.1', done));
    app.url = `http://${host}:${app.#server.address().port}`;
    return app;
  }

  /** What the app gets to know in confidence is added to `secrets`. */
  connect(issuer, { client_id, client_secret }, secrets) {
    Object.assign(this, { issuer, client_id, client_secret, secrets });
  }

  async close() {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  async #provider() {
    if (!this.metadata) {
      const answer = await fetch(`${this.issuer}/.well-known/openid-configuration`);
      this.metadata = await answer.json();
      if (this.metadata.issuer !== this.issuer) throw new Error(`issuer is ${this.metadata.issuer}, not ${this.issuer}`);
      this.jwks = createRemoteJWKSet(new URL(this.metadata.jwks_uri));
    }
    return this.metadata;
  }

  async #answer(request, response) {
    const url = new URL(request.url, this.url);
    const session = this.#session(request, response);
    if (url.pathname === '/favicon.ico') return response.writeHead(204).end();
    if (url.pathname === '/') return this.#home(response, session);
    if (url.pathname === '/sign-in') return this.#signIn(response, session, url.searchParams);
    if (url.pathname === '/callback') return this.#callback(response, session, await parameters(request, url));
    if (url.pathname === '/sign-out') return this.#signOut(response, session);
    if (url.pathname === '/signed-out') return this.#signedOut(response, session, url.searchParams);
    return this.#page(response, 404, '<p id="error">no such page</p>');
  }

  #session(request, response) {
    const sent = /(?:^|; )app=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1];
    if (this.#sessions.has(sent)) return this.#sessions.get(sent);
    const id = random();
    const session = { pending: new Map(), finished: new Set() };
    this.#sessions.set(id, session);
    // None, because a form_post answer is a POST from another site.
    response.setHeader('Set-Cookie', `app=${id}; Path=/; HttpOnly; Secure; SameSite=None`);
    return session;
  }

  #home(response, { signedIn }) {
    const body = signedIn
      ? `<p>Signed in as <strong id="who">${escape(signedIn.claims.sub && signedIn.userinfo.preferred_username)}</strong></p>
         <pre id="signed-in">${escape(JSON.stringify(signedIn.shown))}</pre>
         <p><a id="sign-out" href="/sign-out">Sign out</a> <a id="sign-in-again" href="/sign-in">Sign in again</a></p>`
      : '<p id="nobody">Nobody is signed in.</p><p><a id="sign-in-link" href="/sign-in">Sign in</a></p>';
    return this.#page(response, 200, body);
  }

  async #signIn(response, session, extra) {
    const { authorization_endpoint } = await this.#provider();
    const [state, nonce, verifier] = [random(), random(), random()];
    session.pending.set(state, { nonce, verifier });
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: this.client_id,
      redirect_uri: `${this.url}/callback`,
      scope: 'openid profile email groups',
      state,
      nonce,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    for (const [key, value] of extra) query.set(key, value);
    response.writeHead(303, { Location: `${authorization_endpoint}?${query}` }).end();
  }

  async #callback(response, session, given) {
    const state = given.get('state');
    const pending = session.pending.get(state);
    session.pending.delete(state);
    if (!pending) {
      // A state of ours that comes twice: Back or Reload after a finished sign-in.
      if (session.finished.has(state) && session.signedIn) return response.writeHead(303, { Location: '/' }).end();
      return this.#page(response, 400, '<p id="error">unknown state</p>');
    }
    session.finished.add(state);
    if (given.get('iss') !== this.issuer) return this.#page(response, 400, '<p id="error">wrong iss</p>');
    if (given.has('error')) {
      return this.#page(response, 200, `<p id="error">${escape(given.get('error'))}</p><p id="description">${escape(given.get('error_description') ?? '')}</p>`);
    }
    session.signedIn = await this.#redeem(given.get('code'), pending);
    response.writeHead(303, { Location: '/' }).end();
  }

  /** Code → tokens → verified claims; throws on anything that is not as it must be. */
  async #redeem(code, { nonce, verifier }) {
    const { token_endpoint, userinfo_endpoint } = await this.#provider();
    this.secrets.push(code, verifier);
    const basic = [this.client_id, this.client_secret].map(encodeURIComponent).join(':');
    const answer = await fetch(token_endpoint, {
      method: 'POST',
      headers: { Authorization: `Basic ${Buffer.from(basic).toString('base64')}` },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: `${this.url}/callback`,
        code_verifier: verifier,
      }),
    });
    const tokens = await answer.json();
    if (!answer.ok) throw new Error(`token endpoint: ${answer.status} ${JSON.stringify(tokens)}`);
    this.secrets.push(...[tokens.access_token, tokens.refresh_token, tokens.id_token].filter(Boolean));
    const { payload: claims, protectedHeader } = await jwtVerify(tokens.id_token, this.jwks, {
      issuer: this.issuer,
      audience: this.client_id,
      algorithms: ['RS256'],
    });
    if (claims.nonce !== nonce) throw new Error('the id_token has another nonce');
    await jwtVerify(tokens.access_token, this.jwks, {
      issuer: this.issuer,
      audience: this.issuer,
      algorithms: ['RS256'],
      typ: 'at+jwt',
    });
    const known = await fetch(userinfo_endpoint, { headers: { Authorization: `Bearer ${tokens.access_token}` } });
    if (!known.ok) throw new Error(`userinfo: ${known.status}`);
    const userinfo = await known.json();
    if (userinfo.sub !== claims.sub) throw new Error('userinfo is about somebody else');
    const { sub, sid, auth_time } = claims;
    const shown = { alg: protectedHeader.alg, kid: protectedHeader.kid, sub, sid, auth_time, userinfo };
    return { claims, userinfo, shown, id_token: tokens.id_token };
  }

  async #signOut(response, session) {
    const { end_session_endpoint } = await this.#provider();
    const query = new URLSearchParams({ post_logout_redirect_uri: `${this.url}/signed-out`, state: (session.leaving = random()) });
    if (session.signedIn) query.set('id_token_hint', session.signedIn.id_token);
    delete session.signedIn;
    response.writeHead(303, { Location: `${end_session_endpoint}?${query}` }).end();
  }

  #signedOut(response, session, given) {
    const known = given.get('state') === session.leaving;
    return this.#page(response, known ? 200 : 400, known ? '<p id="signed-out">You are signed out.</p>' : '<p id="error">unknown state</p>');
  }

  #page(response, status, body) {
    response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
    response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><title>${escape(this.name)}</title><h1>${escape(this.name)}</h1>${body}`);
  }
}

async function parameters(request, url) {
  if (request.method !== 'POST') return url.searchParams;
  if ([...url.searchParams].length > 0) throw new Error('a form_post answer has something in its URL');
  let body = '';
  for await (const bytes of request) body += bytes;
  return new URLSearchParams(body);
}
