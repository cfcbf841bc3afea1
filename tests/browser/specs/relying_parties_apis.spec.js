// APIs that verify access tokens by themselves, with jose's remote key set, PyJWT's key client and jsonwebtoken.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../support/claviger.js';
import { ask, AUDIENCE, expect, tampered, test } from '../support/relying_parties.js';

test.describe.configure({ mode: 'default' });

const SECRET = 'a-secret-that-two-databases-know-0123456789';

/** Apps without people: one with the scope, one without, one for another API. */
async function register(claviger) {
  const add = (id, ...more) =>
    claviger.cli(['client', 'add', id, '--grant', 'client_credentials', '--secret-stdin', ...more], `${SECRET}\n`);
  await add('reports', '--resource', AUDIENCE, '--scope', 'tasks:read');
  await add('visitor', '--resource', AUDIENCE, '--scope', 'tasks:look');
  await add('stranger', '--resource', 'https://other.example.com', '--scope', 'tasks:read');
}

async function token(samples, id, resource = AUDIENCE) {
  const basic = Buffer.from(`${id}:${SECRET}`).toString('base64');
  const answer = await samples.askForTokens({ grant_type: 'client_credentials', resource }, { Authorization: `Basic ${basic}` });
  expect(answer).toMatchObject({ status: 200 });
  return answer.access_token;
}

async function serveApis(samples) {
  const [one, two, three] = [String(await freePort()), String(await freePort()), String(await freePort())];
  const served = await Promise.all([
    samples.serve('jose', 'node/jose.js', { PORT: one }),
    samples.serve('PyJWT', 'python/pyjwt_api.py', { PORT: two }),
    samples.serve('jsonwebtoken', { part: 'api' }, { PORT: three }),
  ]);
  return served.map(({ name, local }) => ({ name, url: `${local}/tasks` }));
}

test('jose, PyJWT and jsonwebtoken: good tokens pass, all others do not, and a key that came later is found', async ({ claviger, samples }) => {
  await register(claviger);
  const good = await token(samples, 'reports');
  const apis = await serveApis(samples);
  const scopeless = await token(samples, 'visitor');
  const misdirected = await token(samples, 'stranger', 'https://other.example.com');

  for (const { name, url } of apis) {
    await test.step(`${name}: what is accepted and what is refused`, async () => {
      expect(await ask(url, good)).toMatchObject({ status: 200, body: { owner: 'reports', asked_by: 'reports' } });
      expect(await ask(url)).toMatchObject({ status: 401, challenge: 'Bearer realm="tasks"' });
      await refused(url, tampered(good), 401, 'invalid_token');
      await refused(url, 'no.such.token', 401, 'invalid_token');
      await refused(url, misdirected, 401, 'invalid_token');
      await refused(url, unsigned(good), 401, 'invalid_token');
      await refused(url, scopeless, 403, 'insufficient_scope');
    });
  }

  // With the key still known, it is the time alone that ends it.
  for (const { name, url } of apis) {
    await test.step(`${name}: a token past its time`, () => expect(() => refused(url, good, 401, 'invalid_token', 'exp')).toPass({ timeout: 40_000 }));
  }

  // Another database, other keys, the same issuer: as sudden as a change of keys can be.
  await claviger.halt();
  await rm(join(claviger.folder, 'data'), { recursive: true });
  await claviger.serve();
  await register(claviger);
  // All of them ask for the keys again at most every 30 seconds.
  await Promise.all(apis.map((api) => findsTheNewKey(samples, api)));
});

async function findsTheNewKey(samples, { name, url }) {
  await expect(async () => {
    const { status } = await ask(url, await token(samples, 'reports'));
    expect(status, name).toBe(200);
  }).toPass({ timeout: 40_000, intervals: [1000] });
}

async function refused(url, bearer, status, error, about = '') {
  const answer = await ask(url, bearer);
  expect(answer).toMatchObject({ status, body: { error } });
  expect(answer.challenge).toContain(`error="${error}"`);
  expect(answer.challenge).toContain(about);
}

/** `alg: none` (RFC 8725 §3.2). */
function unsigned(token) {
  const head = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url');
  return `${head}.${token.split('.')[1]}.`;
}
