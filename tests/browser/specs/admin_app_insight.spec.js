// An app's Connect, Claims and Health, and the APIs, as those use them who look after apps, and as others see them.
import { inspect } from '../support/inspect.js';
import { enter, expect, signIn, test } from '../support/test.js';

async function admin(page, claviger, role) {
  const username = `${role.replace('_', '-')}-${Math.random().toString(36).slice(2, 8)}`;
  const person = await claviger.addPerson({ username, name: 'Olga Marin', password: 'correct horse battery staple' });
  await claviger.cli(['user', 'role', username, role, '--keep-password']);
  await page.goto(`${claviger.issuer}/login`);
  await signIn(page, person);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Olga Marin');
  return person;
}

test('an app is connected, and its refused sign-in is found and mended from the overview', async ({ page, browser, claviger, anotherApp, person }) => {
  test.setTimeout(120_000);
  const app = await anotherApp('Curious Calendar', 'calendar.localhost');
  const id = `app-${new URL(app.url).port}`;
  await admin(page, claviger, 'owner');

  await page.goto(`${claviger.issuer}/admin/clients/${id}/connect`);
  await expect(page.getByRole('status').getByText('Waiting for the first sign-in to Curious Calendar')).toBeVisible();
  await page.getByRole('link', { name: 'Django with mozilla-django-oidc' }).click();
  const file = page.getByRole('region', { name: 'settings.py' });
  await expect(file).toContainText(claviger.issuer);
  await expect(file.locator('mark')).toHaveText('REPLACE_WITH_THE_CLIENT_SECRET');
  await inspect(page, 'admin/app-connect');

  // The app sends a slash too many.
  const wrong = await browser.newPage();
  const ask = new URLSearchParams({ client_id: id, response_type: 'code', scope: 'openid', redirect_uri: `${app.url}/callback/` });
  await wrong.goto(`${claviger.issuer}/oauth2/authorize?${ask}`);
  await expect(page.getByText('Curious Calendar has knocked, and was refused')).toBeVisible({ timeout: 20_000 });
  await page.getByRole('link', { name: 'See why' }).click();
  await expect(page.getByRole('heading', { name: 'The redirect URI is not registered' })).toBeVisible();
  await expect(page.locator('.compared.bad mark')).toHaveText('/');
  await page.getByText('The whole request').click();
  await inspect(page, 'admin/app-health');
  await page.getByRole('link', { name: 'Add this redirect URI' }).click();
  await inspect(page, 'admin/app-add-redirect-uri');
  await page.getByRole('button', { name: 'Add this redirect URI' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'was added' })).toBeVisible();
  await expect(page.getByText('Mended since')).toBeVisible();

  await page.goto(`${claviger.issuer}/admin/clients/${id}/connect`);
  await enter(wrong, app, person);
  await expect(page.getByText('It works: Curious Calendar is connected')).toBeVisible({ timeout: 20_000 });
  await inspect(page, 'admin/app-connect-works');
  await wrong.close();
});

test('a claim is added by keyboard alone, and stands in the preview of a chosen person', async ({ page, claviger, anotherApp, person }) => {
  test.setTimeout(90_000);
  const app = await anotherApp('Curious Calendar', 'calendar.localhost');
  const claims = `${claviger.issuer}/admin/clients/app-${new URL(app.url).port}/claims`;
  await admin(page, claviger, 'app_admin');
  await page.goto(claims);
  await expect(page.getByRole('heading', { name: 'Nothing besides the standard' })).toBeVisible();
  await page.getByRole('link', { name: 'Add a claim' }).focus();
  await page.keyboard.press('Enter');

  await page.locator('#claim').focus();
  await page.keyboard.type('api_key');
  await page.keyboard.press('Tab');
  await expect(page.locator('#source-attribute')).toBeFocused();
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowDown');
  await expect(page.locator('#source-constant')).toBeChecked();
  await expect(page.locator('#standard')).toBeHidden();
  await page.keyboard.press('Tab');
  await page.keyboard.type('["gold"]');
  await page.locator('#save').focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('#problems')).toBeFocused();
  await expect(page.locator('#problems')).toContainText('looks like a secret');
  await inspect(page, 'admin/app-claim-refused');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.locator('#claim')).toBeFocused();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('tier');
  await page.keyboard.press('Enter');
  await expect(page.getByText('The claim tier is saved.')).toBeVisible();

  await page.locator('#person-q').focus();
  await page.keyboard.type(person.username);
  await page.keyboard.press('Enter');
  await expect(page.locator('.who-line strong')).toHaveText(person.name);
  await expect(page.locator('.json .own').first()).toContainText('from your rule above');
  await expect(page.getByText(`"email": "${person.email}"`)).toBeVisible();
  await inspect(page, 'admin/app-claims');
});

test('APIs are added, read by an auditor, and hidden from others', async ({ page, claviger, person }) => {
  await admin(page, claviger, 'owner');
  await page.goto(`${claviger.issuer}/admin/apis`);
  await page.getByRole('link', { name: 'Add an API' }).click();
  await page.click('#save');
  await expect(page.locator('#problems a')).toHaveCount(2);
  await inspect(page, 'admin/api-form');
  await page.fill('#audience', 'https://orders.example/');
  await page.fill('#name', 'Orders <b>');
  await page.fill('#scopes', 'orders:read Read your orders');
  await page.click('#save');
  await expect(page.getByRole('status').filter({ hasText: 'The API Orders <b> is saved.' })).toBeVisible();
  await inspect(page, 'admin/apis');

  await page.context().clearCookies();
  await admin(page, claviger, 'auditor');
  await page.goto(`${claviger.issuer}/admin/apis`);
  await expect(page.getByText('Read your orders')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Add an API' })).toHaveCount(0);
  await page.goto(`${claviger.issuer}/admin/unknown-apps`);
  await inspect(page, 'admin/unknown-apps');

  await page.context().clearCookies();
  await page.goto(`${claviger.issuer}/login`);
  await signIn(page, person);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(person.name);
  expect((await page.goto(`${claviger.issuer}/admin/apis`)).status()).toBe(404);
});
