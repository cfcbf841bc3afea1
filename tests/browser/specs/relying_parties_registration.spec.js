// A web app that nobody added: openid-client registers it with an initial access token, and knows people by names of its own.
import { freePort } from '../support/claviger.js';
import { expect, signIn, test } from '../support/relying_parties.js';

test.describe.configure({ mode: 'default' });

test('openid-client: registers itself, signs in, and gets a pairwise subject', async ({ page, claviger, person, samples }) => {
  const made = await claviger.cli(['client', 'initial-token', 'add', 'Pop-up team']);
  const INITIAL_TOKEN = made.trim();
  claviger.secrets.push(INITIAL_TOKEN);
  const PORT = String(await freePort());
  const APP_URL = `http://popup.localhost:${PORT}`;
  await samples.serve('Pop-up', 'node/openid_client_registration.js', { PORT, APP_URL, INITIAL_TOKEN });

  await page.goto(APP_URL);
  await expect(page.locator('#type')).toHaveText('pairwise');
  const id = await page.locator('#client').textContent();
  await page.click('#sign-in');
  await signIn(page, person);
  await page.click('#allow');
  await expect(page.locator('#email')).toHaveText(person.email);
  const sub = await page.locator('#sub').textContent();
  expect(sub).toMatch(/^[\w-]{43}$/);
  const shown = JSON.parse(await claviger.cli(['client', 'show', id, '--json']));
  expect(shown).toMatchObject({ registered: true, subject_type: 'pairwise', consent: true });
});
