// Sample relying parties on real client libraries, each a process of its own, and a Claviger behind nginx that they
// trust by its authority alone: no library is told to look away.
import { spawn } from 'node:child_process';
import { X509Certificate, createHash, randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './claviger.js';
import { demoBinary } from './demo.js';
import { startBehindNginx } from './nginx.js';
import { test as base } from './test.js';

export { enter, expect, signIn } from './test.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const samples = join(root, 'tests/relying_parties');
const python = join(root, 'target/python/bin/python');
/** The web apps refresh 30 seconds before the end: one second after they got a token. */
const ACCESS_SECONDS = '31';
export const AUDIENCE = 'https://tasks.example.com';

/** A process that answers http on a port of its own. */
class Served {
  output = '';

  static async start(name, command, env, cwd) {
    const served = new Served();
    served.name = name;
    served.process = spawn(command[0], command.slice(1), { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let ended = null;
    served.process.stdout.on('data', (bytes) => (served.output += bytes));
    served.process.stderr.on('data', (bytes) => (served.output += bytes));
    served.process.on('error', (error) => (ended = error.message));
    served.process.on('exit', (code, signal) => (ended ??= `exit ${code ?? signal}`));
    served.local = `http://127.0.0.1:${env.PORT}`;
    const deadline = Date.now() + 30_000;
    while (Date.now() < deadline && ended === null) {
      if (await fetch(served.local).then(() => true, () => false)) return served;
      await new Promise((done) => setTimeout(done, 50));
    }
    await served.stop();
    throw new Error(`${name} did not answer (${ended ?? 'still starting'}):\n${served.output}`);
  }

  async stop() {
    const { process: child } = this;
    if (!child.pid || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await gone;
    clearTimeout(late);
  }
}

function commandOf(what) {
  if (Array.isArray(what)) return [python, 'manage.py', ...what];
  if (what.part) return [demoBinary];
  return [what.endsWith('.js') ? process.execPath : python, join(samples, what)];
}

/** Starts samples beside one provider, and stops them. */
class Samples {
  #running = [];

  constructor({ claviger, front }) {
    this.claviger = claviger;
    this.front = front;
  }

  env(more) {
    const { caFile } = this.front;
    return {
      PATH: process.env.PATH,
      HOME: this.claviger.folder,
      PYTHONUNBUFFERED: '1',
      PYTHONDONTWRITEBYTECODE: '1',
      NODE_EXTRA_CA_CERTS: caFile,
      SSL_CERT_FILE: caFile,
      REQUESTS_CA_BUNDLE: caFile,
      ISSUER: this.claviger.issuer,
      API_AUDIENCE: AUDIENCE,
      ...more,
    };
  }

  /** `what`: a file of tests/relying_parties, the arguments of Django's manage.py, or `{ part }` of the demo. */
  async serve(name, what, env) {
    const inDjango = Array.isArray(what);
    const cwd = inDjango ? join(samples, 'python/django_site') : this.claviger.folder;
    const served = await Served.start(name, commandOf(what), this.env({ ...env, ...(what.part && { DEMO_PART: what.part }) }), cwd);
    this.#running.push(served);
    return served;
  }

  /** Runs a manage.py command to its end. */
  async manage(args, env) {
    const options = { cwd: join(samples, 'python/django_site'), env: this.env(env) };
    const child = spawn(python, ['manage.py', ...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (bytes) => (output += bytes));
    child.stderr.on('data', (bytes) => (output += bytes));
    const code = await new Promise((done) => child.on('close', done));
    if (code !== 0) throw new Error(`manage.py ${args.join(' ')}: exit ${code}\n${output}`);
  }

  /** Registers an app that people open at `http://HOST.localhost:PORT`; what it is told by its environment. */
  async register(id, name, more = [], callback = '/callback') {
    const PORT = String(await freePort());
    const APP_URL = `http://${id}.localhost:${PORT}`;
    const uris = ['--redirect-uri', `${APP_URL}${callback}`, '--post-logout-redirect-uri', `${APP_URL}/signed-out`];
    const isPublic = more.includes('--public');
    // As `openssl rand -base64 32` makes them: what means something in a form must reach the token endpoint unharmed.
    const CLIENT_SECRET = isPublic ? undefined : `${randomBytes(32).toString('base64')}+/%2B`;
    const secret = isPublic ? [] : ['--secret-stdin'];
    await this.claviger.cli(['client', 'add', id, '--name', name, ...uris, ...secret, ...more], `${CLIENT_SECRET}\n`);
    const CLIENT_ID = id;
    const SESSION_SECRET = randomBytes(32).toString('base64url');
    this.claviger.secrets.push(...[CLIENT_SECRET].filter(Boolean));
    return { PORT, APP_URL, CLIENT_ID, SESSION_SECRET, ...(CLIENT_SECRET && { CLIENT_SECRET }) };
  }

  /** The token endpoint's answer to a form: `{ status, …body }`. */
  async askForTokens(form, authorization = {}) {
    const ca = await readFile(this.front.caFile);
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', ...authorization };
    return new Promise((done, failed) => {
      const call = request(`${this.claviger.issuer}/oauth2/token`, { method: 'POST', ca, headers }, async (answer) => {
        let body = '';
        for await (const bytes of answer) body += bytes;
        done({ status: answer.statusCode, ...JSON.parse(body) });
      });
      call.on('error', failed);
      call.end(new URLSearchParams(form).toString());
    });
  }

  get output() {
    return this.#running.map(({ name, output }) => `--- ${name}\n${output}`).join('\n');
  }

  async stop() {
    for (const served of this.#running) await served.stop();
  }
}

/** Scopes and API of the web apps. */
const withApi = ['--consent', '--resource', AUDIENCE];
for (const scope of ['openid', 'profile', 'email', 'groups', 'tasks:read']) withApi.push('--scope', scope);

async function startWebApp(samples, { id, name, app, api }) {
  const apiPort = String(await freePort());
  const env = await samples.register(id, name, withApi);
  const [served, apiServed] = await Promise.all([
    samples.serve(name, app, { ...env, API_URL: `http://127.0.0.1:${apiPort}` }),
    samples.serve(`${name}'s API`, api, { PORT: apiPort }),
  ]);
  return { name, url: env.APP_URL, served, api: apiServed.local, clientId: env.CLIENT_ID };
}

const worker = { scope: 'worker' };

export const test = base.extend({
  behindNginx: [
    async ({}, use) => {
      const started = await startBehindNginx({ settings: { CLAVIGER_TOKENS__ACCESS_SECONDS: ACCESS_SECONDS } });
      await use(started);
      await started.remove();
    },
    worker,
  ],

  claviger: [async ({ behindNginx }, use) => use(behindNginx.claviger), worker],

  // The browser is told the one key of nginx's certificate; every other faulty certificate stays an error.
  launchOptions: [
    async ({ launchOptions, behindNginx }, use) => {
      const certificate = new X509Certificate(await readFile(join(behindNginx.front.folder, 'fullchain.pem')));
      const key = certificate.publicKey.export({ type: 'spki', format: 'der' });
      const pin = createHash('sha256').update(key).digest('base64');
      await use({ ...launchOptions, args: [...launchOptions.args, `--ignore-certificate-errors-spki-list=${pin}`] });
    },
    worker,
  ],

  samples: [
    async ({ behindNginx }, use) => {
      const samples = new Samples(behindNginx);
      await use(samples);
      await samples.stop();
    },
    worker,
  ],

  notes: [
    async ({ samples }, use) =>
      use(await startWebApp(samples, { id: 'notes', name: 'Notes', app: 'node/openid_client.js', api: 'node/jose.js' })),
    worker,
  ],

  planner: [
    async ({ samples }, use) =>
      use(await startWebApp(samples, { id: 'planner', name: 'Planner', app: 'python/authlib_app.py', api: 'python/pyjwt_api.py' })),
    worker,
  ],

  harbor: [
    async ({ samples }, use) =>
      use(await startWebApp(samples, { id: 'harbor', name: 'Harbor Wiki', app: { part: 'web-app' }, api: { part: 'api' } })),
    worker,
  ],

  sketchbook: [
    async ({ samples }, use) => {
      const env = await samples.register('sketchbook', 'Sketchbook', ['--public', '--consent']);
      const served = await samples.serve('Sketchbook', 'node/oauth4webapi_server.js', env);
      await use({ name: 'Sketchbook', url: env.APP_URL, served, clientId: env.CLIENT_ID });
    },
    worker,
  ],

  desk: [
    async ({ samples }, use) => {
      const DATABASE = join(samples.claviger.folder, 'desk.sqlite3');
      const env = { ...(await samples.register('desk', 'Front desk', ['--consent'], '/oidc/callback/')), DATABASE, RENEW_SECONDS: '2' };
      await samples.manage(['migrate', '--verbosity', '0'], env);
      const served = await samples.serve('Front desk', ['runserver', '--noreload', `127.0.0.1:${env.PORT}`], env);
      await use({ name: 'Front desk', url: env.APP_URL, api: served.local, served });
      await rm(DATABASE, { force: true });
    },
    worker,
  ],

  // Browsers ask for it unbidden, and the samples are too small to have one.
  context: async ({ context }, use) => {
    await context.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
    await use(context);
  },

  /** After a failure: what the samples and nginx printed. */
  showOutput: [
    async ({ samples, behindNginx }, use, info) => {
      await use();
      if (info.status !== info.expectedStatus) console.log(`${samples.output}\n--- nginx\n${behindNginx.front.output}`);
    },
    { auto: true },
  ],
});

/** An API's answer to a bearer token: its status, challenge and body. */
export async function ask(url, token) {
  const answer = await fetch(url, { headers: token ? { Authorization: `Bearer ${token}` } : {} });
  return { status: answer.status, challenge: answer.headers.get('WWW-Authenticate') ?? '', body: await answer.json() };
}

/** A token with another `sub` under the old signature. */
export function tampered(token) {
  const [head, body, signature] = token.split('.');
  const claims = { ...JSON.parse(Buffer.from(body, 'base64url')), sub: 'somebody-else' };
  return [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
}
