// Tokens as jose reads them: encrypted ones with the app's private keys; and the token doctor, for those that do not work.
import { compactDecrypt, createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from '../support/inspect.js';
import { expect, signIn, test } from '../support/test.js';

const secret = 'a-secret-that-only-this-test-knows-0123456789';
const callback = 'http://localhost:9/callback';

async function register(claviger, id, ...more) {
  await claviger.cli(['client', 'add', id, '--name', 'Sealed Ledger', '--redirect-uri', callback, '--secret-stdin', ...more], `${secret}\n`);
}

/** The tokens of whoever is signed in, asked for as an app does that listens nowhere. */
async function tokensOf(page, claviger, id) {
  const verifier = randomBytes(32).toString('base64url');
  const ask = new URLSearchParams({
    client_id: id, response_type: 'code', scope: 'openid profile email', redirect_uri: callback, prompt: 'none',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256',
  });
  const answer = await page.request.get(`${claviger.issuer}/oauth2/authorize?${ask}`, { maxRedirects: 0 });
  const code = new URL(answer.headers().location).searchParams.get('code');
  const basic = Buffer.from(`${id}:${secret}`).toString('base64');
  const body = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: verifier });
  const tokens = await fetch(`${claviger.issuer}/oauth2/token`, { method: 'POST', headers: { Authorization: `Basic ${basic}` }, body });
  expect(tokens.status).toBe(200);
  return tokens.json();
}

async function signedIn(page, claviger, person) {
  await page.goto(`${claviger.issuer}/login`);
  await signIn(page, person);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

/** Signed and then encrypted: what jose finds inside, verified with the published keys. */
async function opened(claviger, jwe, privateKey, alg, enc) {
  const options = { keyManagementAlgorithms: [alg], contentEncryptionAlgorithms: [enc] };
  const { plaintext, protectedHeader } = await compactDecrypt(jwe, privateKey, options);
  expect(protectedHeader).toMatchObject({ alg, enc, cty: 'JWT' });
  const keys = createRemoteJWKSet(new URL(`${claviger.issuer}/.well-known/jwks.json`));
  return { header: protectedHeader, ...(await jwtVerify(new TextDecoder().decode(plaintext), keys, { issuer: claviger.issuer })) };
}

test('jose decrypts ID tokens and userinfo in every way that discovery names', async ({ page, claviger, person }) => {
  const discovery = await (await fetch(`${claviger.issuer}/.well-known/openid-configuration`)).json();
  const id = `ledger-${randomBytes(4).toString('hex')}`;
  await register(claviger, id);
  await signedIn(page, claviger, person);
  const curves = { 'RSA-OAEP-256': [{ modulusLength: 2048 }], 'ECDH-ES': [{ crv: 'P-256' }, { crv: 'X25519' }] };
  for (const alg of discovery.id_token_encryption_alg_values_supported) {
    for (const kind of curves[alg]) {
      const { publicKey, privateKey } = await generateKeyPair(alg, { ...kind, extractable: true });
      const file = join(claviger.folder, `${id}.jwk`);
      await writeFile(file, JSON.stringify({ ...(await exportJWK(publicKey)), kid: `${alg}-one`, use: 'enc' }));
      for (const enc of discovery.id_token_encryption_enc_values_supported) {
        const way = `${alg}/${enc}`;
        await claviger.cli(['client', 'set', id, '--encryption-key', file, '--id-token-encryption', way, '--userinfo-encryption', way]);
        await expect(async () => {
          const tokens = await tokensOf(page, claviger, id);
          const { header, payload } = await opened(claviger, tokens.id_token, privateKey, alg, enc);
          expect(header.kid).toBe(`${alg}-one`);
          expect(payload.aud).toBe(id);
          const userinfo = await fetch(discovery.userinfo_endpoint, { headers: { Authorization: `Bearer ${tokens.access_token}` } });
          expect(userinfo.headers.get('content-type')).toBe('application/jwt');
          const about = await opened(claviger, await userinfo.text(), privateKey, alg, enc);
          expect(about.payload).toMatchObject({ aud: id, sub: payload.sub, email: person.email });
        }, `${way}: a running server sees the change within 2 s`).toPass({ timeout: 10_000 });
      }
    }
  }
});

test('an auditor learns what is wrong with a token, by keyboard alone, and the token is not shown again', async ({ page, claviger }) => {
  test.setTimeout(120_000);
  const id = `ledger-${randomBytes(4).toString('hex')}`;
  await register(claviger, id);
  const username = `auditor-${randomBytes(4).toString('hex')}`;
  const auditor = await claviger.addPerson({ username, name: 'Olga Marin', password: 'correct horse battery staple' });
  await claviger.cli(['user', 'role', username, 'auditor', '--keep-password']);
  await signedIn(page, claviger, auditor);
  const { access_token, id_token, refresh_token } = await tokensOf(page, claviger, id);

  await page.goto(`${claviger.issuer}/admin/clients/${id}`);
  await page.getByRole('link', { name: 'Ask the token doctor' }).click();
  await expect(page.getByLabel('The app that it is for')).toHaveValue(id);
  await inspect(page, 'admin/token-doctor-empty');

  const look = async (token) => {
    await page.getByLabel('The token', { exact: true }).fill(token);
    await page.getByRole('button', { name: 'Look at it' }).focus();
    await page.keyboard.press('Enter');
    await expect(page.locator('#verdict')).toBeFocused();
    const text = await page.content();
    for (const part of token.split('.').filter((part) => part.length > 30)) expect(text).not.toContain(part);
  };
  await look(access_token);
  await expect(page.getByRole('heading', { name: 'This token is good' })).toBeVisible();
  await inspect(page, 'admin/token-doctor-good');

  await look(`Bearer ${access_token.slice(0, -30)}`);
  await expect(page.getByRole('heading', { name: 'This token is refused' })).toBeVisible();
  await expect(page.locator('[data-code=cut]')).toContainText('It is cut off');
  await expect(page.locator('[data-code=bearer]')).toContainText('“Bearer” stood before it.');
  await inspect(page, 'admin/token-doctor-wrong');

  await look(refresh_token);
  await expect(page.locator('[data-code=refresh-token]')).toContainText('for the token endpoint alone');
  await look(id_token);
  await expect(page.getByText('It is an ID token.')).toBeVisible();

  const said = JSON.parse(await claviger.cli(['token', 'explain', '-', '--json'], `Bearer ${access_token}\n`));
  expect(said.findings.map(({ code }) => code)).toEqual(expect.arrayContaining(['bearer', 'signature-good', 'alive']));
  expect(said.verdict).toBe('warning');
});
