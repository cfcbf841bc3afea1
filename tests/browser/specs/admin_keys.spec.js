// The page of keys: an owner rotates, calls it off, lets an app go first and revokes a key, by keyboard where it is quick.
import { inspect } from '../support/inspect.js';
import { expect, signIn, test } from '../support/test.js';

async function owner(claviger) {
  const username = `owner-${Math.random().toString(36).slice(2, 8)}`;
  const person = await claviger.addPerson({ username, name: 'Olga Marin', password: 'correct horse battery staple' });
  await claviger.cli(['user', 'role', username, 'owner', '--keep-password']);
  return person;
}

const told = (page, text) => expect(page.getByRole('status').filter({ hasText: text })).toBeVisible();

test('an owner rotates and calls it off, and a key that is too young goes to no app first', async ({ page, claviger, harbor }) => {
  test.setTimeout(180_000);
  await page.goto(`${harbor.issuer}/admin/keys`);
  await signIn(page, await owner(claviger));
  await expect(page.getByRole('heading', { name: /^Who has seen/ }).first()).toBeVisible();
  await inspect(page, 'admin/keys');

  await page.locator('#rotate-RS256').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('signs every new token from')).toBeVisible();
  await inspect(page, 'admin/keys-rotate');
  await page.locator('#confirm').focus();
  await page.keyboard.press('Enter');
  await told(page, 'The next key signs from');
  await inspect(page, 'admin/keys-pending');

  await page.click('#sooner-RS256');
  await inspect(page, 'admin/keys-sooner');
  await page.getByRole('link', { name: 'Cancel' }).click();
  await page.click('#cancel-RS256');
  await page.click('#confirm');
  await told(page, 'is called off');
  await expect(page.locator('#stage-RS256')).toHaveCount(0);
  await page.goto(`${harbor.issuer}/admin/keys/rings/RS256/stage`);
  await told(page, 'Apps cannot know the next key before');
});

test('an owner revokes the key that waits, and keeps the report', async ({ page, claviger, harbor }) => {
  test.setTimeout(180_000);
  await page.goto(`${harbor.issuer}/admin/keys`);
  await signIn(page, await owner(claviger));
  // The newest key stands first: the one that waits.
  await page.getByRole('link', { name: /^Revoke/ }).first().click();
  const name = (await page.getByRole('heading', { level: 1 }).textContent()).match(/Revoke (\S+)\?/)[1];
  await page.check('#ending-keep');
  await page.fill('#typed', 'not it');
  await page.click('#confirm');
  await expect(page.locator('#problems')).toBeFocused();
  await inspect(page, 'admin/keys-revoke');
  await page.fill('#typed', name);
  await page.click('#confirm');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Report: the key ${name} was revoked`);
  await expect(page.locator('#print')).toBeVisible();
  await inspect(page, 'admin/keys-report');
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('navigation', { name: 'Admin area' })).toBeHidden();
  await page.emulateMedia({ media: 'screen' });
  await page.goto(`${harbor.issuer}/admin`);
  await page.getByRole('link', { name: /^Read the report/ }).click();
  await expect(page.getByText('Sessions and refresh tokens were kept')).toBeVisible();
});

test('an owner offers an algorithm, sees who uses it, and withdraws it', async ({ page, claviger, harbor }) => {
  test.setTimeout(180_000);
  await page.goto(`${harbor.issuer}/admin/keys`);
  await signIn(page, await owner(claviger));
  await page.locator('#enable-EdDSA').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Apps may choose EdDSA from now on')).toBeVisible();
  await inspect(page, 'admin/keys-algorithm-offer');
  await page.locator('#confirm').focus();
  await page.keyboard.press('Enter');
  await told(page, 'Apps may choose it now');
  await expect(page.locator('#ring-EdDSA')).toBeVisible();

  const app = `ed-${Math.random().toString(36).slice(2, 8)}`;
  await claviger.cli(['client', 'add', app, '--kind', 'web', '--redirect-uri', 'https://ed.example/cb']);
  await claviger.cli(['client', 'set', app, '--id-token-alg', 'EdDSA']);
  await page.click('#disable-EdDSA');
  await expect(page.getByText('uses EdDSA, so it cannot be switched off')).toBeVisible();
  await expect(page.locator('#confirm')).toHaveCount(0);
  await inspect(page, 'admin/keys-algorithm-in-use');
  await claviger.cli(['client', 'set', app, '--id-token-alg', 'RS256']);
  await page.reload();
  await page.click('#confirm');
  await told(page, 'Apps may not choose EdDSA any more');
});
