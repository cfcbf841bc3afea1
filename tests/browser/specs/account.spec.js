// My account: the password, sessions on other devices, connected apps, and one's data.
import { readFile } from 'node:fs/promises';
import { inspect } from '../support/inspect.js';
import { enter, expect, signIn, test } from '../support/test.js';

const fresh = 'orchard window marble';

async function account(page, harbor, person, path = '') {
  await page.goto(`${harbor.issuer}/login`);
  await signIn(page, person);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(person.name);
  if (path) await page.goto(`${harbor.issuer}/account/${path}`);
}

test('a person changes the password by keyboard alone, and the new one signs in', async ({ page, claviger, harbor, person }) => {
  claviger.secrets.push(fresh);
  await account(page, harbor, person, 'security');
  await page.locator('#old_password').focus();
  await page.keyboard.type('not this one');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(page.locator('#new_password')).toBeFocused();
  await page.keyboard.type(fresh);
  await expect(page.locator('[data-words-at]')).toHaveText(/Strong|Very strong/);
  await page.keyboard.press('Enter');
  await expect(page.locator('#problems')).toBeFocused();
  await inspect(page, 'account/security-wrong');

  await page.fill('#old_password', person.password);
  await page.fill('#new_password', fresh);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'Your password is changed.' })).toBeVisible();
  await inspect(page, 'account/security-changed');
  await page.context().clearCookies();
  await account(page, harbor, { ...person, password: fresh });
});

test('a session in another browser is ended and is out at once', async ({ page, browser, harbor, person }) => {
  const elsewhere = await (await browser.newContext()).newPage();
  await enter(elsewhere, harbor, person);
  await account(page, harbor, person, 'sessions');
  await expect(page.getByText('This session')).toHaveCount(1);
  await inspect(page, 'account/sessions');
  await page.getByRole('button', { name: /^Sign out .* at / }).click();
  await expect(page.getByRole('status').filter({ hasText: 'signed out' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Sign out .* at / })).toHaveCount(0);

  await elsewhere.goto(`${harbor.url}/sign-in?prompt=none`);
  await expect(elsewhere.locator('#error')).toHaveText('login_required');
  await elsewhere.context().close();
});

test('a disconnected app asks again', async ({ page, harbor, anotherApp, person }) => {
  const app = await anotherApp('Curious Calendar', 'calendar.localhost', '--consent');
  await page.goto(`${app.url}/sign-in`);
  await signIn(page, person);
  await page.click('#allow');
  await expect(page.locator('#who')).toHaveText(person.username);

  await page.goto(`${harbor.issuer}/account/apps`);
  await page.getByText('What it may see Curious Calendar').click();
  await expect(page.getByRole('list', { name: 'Curious Calendar' }).getByText(person.email)).toBeVisible();
  await page.locator('summary', { hasText: 'Disconnect' }).click();
  await inspect(page, 'account/apps');
  await page.getByRole('button', { name: 'Disconnect Curious Calendar' }).click();
  await expect(page.getByText('The app is disconnected.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'No connected apps' })).toBeVisible();

  await page.goto(`${app.url}/sign-in?prompt=none`);
  await expect(page.locator('#error')).toHaveText('consent_required');
});

test('a person saves the profile, and takes their data away', async ({ page, harbor, person }) => {
  await account(page, harbor, person, 'profile');
  await page.fill('#nickname', 'Al <b>');
  await page.fill('#website', 'not a page');
  await page.click('#save');
  await expect(page.locator('#problems a')).toHaveText(/Website/);
  await page.fill('#website', 'https://al.example/');
  await page.click('#save');
  await expect(page.getByText('Your profile is saved.')).toBeVisible();
  await expect(page.locator('#nickname')).toHaveValue('Al <b>');
  await inspect(page, 'account/profile');

  await page.goto(`${harbor.issuer}/account/data`);
  await inspect(page, 'account/data');
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#download')]);
  const data = JSON.parse(await readFile(await download.path(), 'utf8'));
  expect(data.profile).toMatchObject({ username: person.username, claims: { nickname: 'Al <b>', website: 'https://al.example/' } });
  expect(data.sessions).toHaveLength(1);
});

test('on a telephone the pages of the account are found in a menu', async ({ page, harbor, person }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await account(page, harbor, person);
  await page.locator('details.where summary').click();
  await page.locator('details.where').getByRole('link', { name: 'Sign-ins' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sign-ins' })).toBeVisible();
  await inspect(page, 'account/activity');
});
