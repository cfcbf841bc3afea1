// What an app asks, pushed beforehand or signed, as openid-client does it; and what the settings demand of it.
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, signIn, test } from '../support/relying_parties.js';

test('openid-client: requests that are pushed, signed, and both', async ({ page, claviger, person, samples }) => {
  const env = await samples.register('asking', 'Asking', ['--scope', 'openid', '--scope', 'email']);
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const [file, registered] = [join(claviger.folder, 'asking.json'), join(claviger.folder, 'asking.pem')];
  await writeFile(file, JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: 'asking' }), { mode: 0o600 });
  await writeFile(registered, publicKey.export({ type: 'spki', format: 'pem' }));
  await claviger.cli(['client', 'set', 'asking', '--jwks', registered, '--request-object-alg', 'ES256']);
  await samples.serve('Asking', 'node/openid_client_requests.js', { ...env, KEY_FILE: file });

  const learnt = async () => JSON.parse(await page.locator('body').innerText());
  await page.goto(`${env.APP_URL}/pushed`);
  await signIn(page, person);
  await page.waitForURL(`${env.APP_URL}/callback?**`);
  const { seen } = await learnt();
  expect(Object.keys(Object.fromEntries(new URLSearchParams(seen))).sort()).toEqual(['client_id', 'request_uri']);
  // Nothing of what is asked can be read on its way.
  expect(decodeURIComponent(seen)).not.toContain('callback');

  await page.goto(`${env.APP_URL}/signed`);
  expect((await learnt()).seen).toContain('request=');
  await page.goto(`${env.APP_URL}/both`);
  expect((await learnt()).seen).not.toContain('request=');

  // Once only what is pushed counts, the other is refused, here: nothing that counts says where to go back to.
  await claviger.cli(['client', 'set', 'asking', '--require-pushed-authorization-requests', 'true']);
  await expect.poll(async () => {
    await page.goto(`${env.APP_URL}/signed`);
    return page.locator('body').textContent();
  }, { timeout: 10_000 }).toContain('this client must push its request');
  await page.goto(`${env.APP_URL}/both`);
  expect((await learnt()).sub).toBeTruthy();
});

test('a pushed request that was used says where to begin again', async ({ page, playwright, claviger, samples }) => {
  const env = await samples.register('again', 'Again', ['--scope', 'openid']);
  const basic = Buffer.from(`${env.CLIENT_ID}:${env.CLIENT_SECRET}`).toString('base64');
  const body = new URLSearchParams({
    redirect_uri: `${env.APP_URL}/callback`, response_type: 'code', scope: 'openid', state: 'x',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256',
  });
  const headers = { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' };
  const app = await playwright.request.newContext({ ignoreHTTPSErrors: true });
  const pushed = await app.post(`${claviger.issuer}/oauth2/par`, { data: `${body}`, headers });
  expect(pushed.status()).toBe(201);
  const { request_uri } = await pushed.json();
  await app.dispose();
  const url = `${claviger.issuer}/oauth2/authorize?${new URLSearchParams({ client_id: env.CLIENT_ID, request_uri })}`;
  await page.goto(url);
  await expect(page.getByRole('textbox', { name: 'Password' })).toBeVisible();
  await page.goto(url);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('start again from Again');
});
