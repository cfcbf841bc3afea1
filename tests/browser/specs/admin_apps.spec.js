// Apps as those use them who look after them: a new one, its settings, logo and secrets, switched off and removed; and
// as an auditor and a plain person see them.
import { inspect } from '../support/inspect.js';
import { expect, signIn, test } from '../support/test.js';

const logo = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR4nGPQr4/HihiGlgQAO05DQVQ1YIoAAAAASUVORK5CYII=',
  'base64',
);

async function enter(page, claviger, role) {
  const username = `${(role ?? 'plain').replace('_', '-')}-${Math.random().toString(36).slice(2, 8)}`;
  const person = await claviger.addPerson({ username, name: 'Olga Marin', password: 'correct horse battery staple' });
  if (role) await claviger.cli(['user', 'role', username, role, '--keep-password']);
  await page.goto(`${claviger.issuer}/login`);
  await signIn(page, person);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Olga Marin');
}

test('an owner adds an app, changes it, rolls its secret, switches it off and removes it', async ({ page, claviger }) => {
  test.setTimeout(180_000);
  await enter(page, claviger, 'owner');
  await page.goto(`${claviger.issuer}/admin/clients`);
  await page.click('#add-app');
  await inspect(page, 'admin/apps-new-kind');
  await page.click('#kind-web');

  // What is wrong with an address is said while it is typed, and again when the form is sent.
  await page.fill('#name', 'Harbor <b>Wiki</b>');
  await page.fill('#redirect_uris', 'http://wiki.example/callback\nhttps://wiki.example/callback');
  const checks = page.locator('#redirect_uris-checks li');
  await expect(checks).toHaveText([/is plain http/, /https:\/\/wiki\.example\/callback$/]);
  await expect(checks.first()).toHaveClass('bad');
  await page.click('#save');
  await expect(page.locator('#problems')).toBeFocused();
  await expect(page.locator('#problems')).toContainText('http://wiki.example/callback cannot be used');
  await expect(checks).toHaveCount(2);
  await inspect(page, 'admin/apps-new-wrong');
  await page.fill('#redirect_uris', 'https://wiki.example/callback');
  await expect(checks).toHaveCount(1);
  await page.click('#save');

  await expect(page.getByRole('heading', { level: 1, name: 'Harbor <b>Wiki</b> is added' })).toBeVisible();
  const secret = await page.locator('#client-secret').textContent();
  claviger.secrets.push(secret);
  expect(secret).toHaveLength(43);
  await expect(page.locator('#client-id')).toHaveText('harbor-b-wiki-b');
  await expect(page.locator('#connect')).toHaveAttribute('href', '/admin/clients/harbor-b-wiki-b/connect');
  await inspect(page, 'admin/apps-made');
  await page.getByRole('link', { name: 'Look at the app' }).click();
  await expect(page.getByText('Waiting for its first sign-in.')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Recent changes' })).toContainText('Harbor <b>Wiki</b>');
  await inspect(page, 'admin/app-overview');

  const tabs = page.getByRole('navigation', { name: 'Pages of Harbor <b>Wiki</b>' });
  await tabs.getByRole('link', { name: 'Settings' }).click();
  await inspect(page, 'admin/app-settings');
  await page.fill('#name', 'Harbor Wiki');
  await page.fill('#color', '#ffffff');
  await expect(page.locator('#color-checks')).toContainText('can hardly be seen on the light page');
  await page.fill('#color', '#2f7f5f');
  await expect(page.locator('#color-checks li')).toHaveClass('good');
  await page.fill('#access_time', '10');
  await page.click('#save');
  await expect(page.getByRole('status').filter({ hasText: 'The settings of Harbor Wiki are saved.' })).toBeVisible();
  await expect(page.locator('#access_time')).toHaveValue('10');

  await page.setInputFiles('#logo', { name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from('GIF89a') });
  await page.click('#save-logo');
  await expect(page.locator('#problems')).toContainText('none of PNG, JPEG and WebP');
  await inspect(page, 'admin/app-settings-logo-wrong');
  await page.setInputFiles('#logo', { name: 'logo.png', mimeType: 'image/png', buffer: logo });
  await page.click('#save-logo');
  await expect(page.getByText('The logo is saved.')).toBeVisible();
  await expect(page.locator('.app-mark img')).toHaveJSProperty('naturalWidth', 8);
  await page.click('#remove-logo');
  await expect(page.getByText('The logo is removed.')).toBeVisible();

  await page.getByRole('navigation', { name: 'Pages of Harbor Wiki' }).getByRole('link', { name: 'Secrets' }).click();
  await inspect(page, 'admin/app-secrets');
  await page.click('#roll');
  await inspect(page, 'admin/app-secret-roll');
  await page.getByLabel('for 7 days more').check();
  await page.click('#make');
  const fresh = await page.locator('#secret').textContent();
  claviger.secrets.push(fresh);
  expect(fresh).not.toEqual(secret);
  await page.getByRole('link', { name: 'I have copied it' }).click();
  await expect(page.getByRole('row')).toHaveCount(3);
  await expect(page.getByRole('row').filter({ hasText: secret.slice(0, 4) })).toContainText('Ends in 7 days');
  await page.getByRole('link', { name: `Remove the secret ${secret.slice(0, 4)}` }).click();
  await page.click('#confirm');
  await expect(page.getByText('The secret is removed.')).toBeVisible();
  await page.getByRole('link', { name: `Remove the secret ${fresh.slice(0, 4)}` }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Remove the last secret');
  await inspect(page, 'admin/app-secret-remove');

  await page.goto(`${claviger.issuer}/admin/clients/harbor-b-wiki-b`);
  await page.click('#disable');
  await inspect(page, 'admin/app-disable');
  await page.click('#confirm');
  await expect(page.getByText('Harbor Wiki is switched off.')).toBeVisible();
  await expect(page.getByText('This app is switched off.')).toBeVisible();
  await page.getByRole('link', { name: 'Undo' }).click();
  await page.click('#confirm');
  await expect(page.getByText('Harbor Wiki is on again.')).toBeVisible();

  await page.click('#remove');
  await page.fill('#typed', 'harbor');
  await page.click('#confirm');
  await expect(page.locator('#problems')).toBeFocused();
  await inspect(page, 'admin/app-remove');
  await page.fill('#typed', 'Harbor Wiki');
  await page.click('#confirm');
  await expect(page).toHaveURL(`${claviger.issuer}/admin/clients`);
  await expect(page.getByText('Harbor Wiki is removed.')).toBeVisible();
});

test('an app admin adds a service by keyboard alone', async ({ page, claviger }) => {
  test.setTimeout(60_000);
  await enter(page, claviger, 'app_admin');
  await page.goto(`${claviger.issuer}/admin/clients/new`);
  const service = page.locator('#kind-service');
  await reach(page, service);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Add a service' })).toBeVisible();
  await reach(page, page.locator('#name'));
  await page.keyboard.type('Nightly export');
  await page.keyboard.press('Enter');
  await expect(page.locator('#client-id')).toHaveText('nightly-export');
  claviger.secrets.push(await page.locator('#client-secret').textContent());
  await page.goBack();
  await page.keyboard.press('Escape');
  await page.goto(`${claviger.issuer}/admin/clients?q=nightly`);
  await reach(page, page.getByRole('link', { name: 'Nightly export' }));
  await page.keyboard.press('Enter');
  await reach(page, page.getByRole('navigation', { name: 'Pages of Nightly export' }).getByRole('link', { name: 'Settings' }));
  await page.keyboard.press('Enter');
  await reach(page, page.locator('#consent'));
  await page.keyboard.press('Space');
  await reach(page, page.locator('#save'));
  await page.keyboard.press('Enter');
  await expect(page.getByText('The settings of Nightly export are saved.')).toBeVisible();
  await expect(page.locator('#consent')).toBeChecked();
});

test('an auditor sees the apps and no act, and a plain person no such page', async ({ page, browser, claviger, bluebird }) => {
  test.setTimeout(90_000);
  await enter(page, claviger, 'auditor');
  await page.goto(`${claviger.issuer}/admin/clients?q=bluebird&kind=web&state=on`);
  await expect(page.getByRole('row')).toHaveCount(2);
  await expect(page.locator('#add-app')).toHaveCount(0);
  await inspect(page, 'admin/apps');
  await page.getByRole('link', { name: bluebird.name }).click();
  await expect(page.locator('#disable, #remove')).toHaveCount(0);
  await page.goto(`${page.url()}/settings`);
  await expect(page.locator('#name')).toBeDisabled();
  await expect(page.locator('#save, #save-logo')).toHaveCount(0);
  await inspect(page, 'admin/app-settings-auditor');
  await page.goto(`${page.url().replace('/settings', '/secrets')}`);
  await expect(page.locator('#roll, #add')).toHaveCount(0);
  const refused = await page.goto(`${claviger.issuer}/admin/clients/new`);
  expect(refused.status()).toBe(403);
  await page.goto(`${claviger.issuer}/admin/clients?q=zzz`);
  await expect(page.getByRole('heading', { name: 'Nothing fits “zzz”' })).toBeVisible();

  const plain = await (await browser.newContext()).newPage();
  await enter(plain, claviger);
  const missing = await plain.goto(`${claviger.issuer}/admin/clients`);
  expect(missing.status()).toBe(404);
  await plain.context().close();
});

/** Presses Tab until something has focus. */
async function reach(page, wanted) {
  for (let step = 0; step < 120; step += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  await expect(wanted).toBeFocused();
}
