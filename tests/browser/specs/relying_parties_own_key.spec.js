// An app that changes from its secret to a key of its own, in the admin area and by command, as openid-client uses it.
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, signIn, test } from '../support/relying_parties.js';

async function keyOf(folder, kid) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const file = join(folder, `${kid}.json`);
  await writeFile(file, JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid, alg: 'ES256' }), { mode: 0o600 });
  return { file, public: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' } };
}

test('openid-client: a key of its own instead of a secret, changed without a pause', async ({ page, claviger, person, samples }) => {
  const env = await samples.register('keyed', 'Keyed', ['--scope', 'openid', '--scope', 'offline_access']);
  const [first, second] = [await keyOf(claviger.folder, 'first'), await keyOf(claviger.folder, 'second')];
  const registered = join(claviger.folder, 'jwks.json');
  await writeFile(registered, JSON.stringify({ keys: [first.public] }));
  await claviger.cli(['client', 'set', 'keyed', '--auth-method', 'private_key_jwt', '--jwks', registered]);
  await samples.serve('Keyed', 'node/openid_client_own_key.js', { ...env, KEY_FILE: first.file });

  const learnt = async () => JSON.parse(await page.locator('body').innerText());
  await page.goto(`${env.APP_URL}/sign-in`);
  await signIn(page, person);
  await page.waitForURL(`${env.APP_URL}/callback?**`);
  expect(await learnt()).toMatchObject({ before: true, after: false });

  // Its next key beside the one in use, then the app begins with it, then the first one goes.
  await writeFile(registered, JSON.stringify({ keys: [first.public, second.public] }));
  await claviger.cli(['client', 'set', 'keyed', '--jwks', registered]);
  await page.goto(`${env.APP_URL}/sign-in`);
  expect(await learnt()).toMatchObject({ before: true, after: false });
  await writeFile(registered, JSON.stringify({ keys: [second.public] }));
  await claviger.cli(['client', 'set', 'keyed', '--jwks', registered]);
  // What another process changes a running server sees within two seconds.
  await expect.poll(async () => {
    await page.goto(`${env.APP_URL}/sign-in`);
    return (await learnt()).error;
  }, { message: 'the first key is gone', timeout: 10_000 }).toBe('invalid_client');
});
