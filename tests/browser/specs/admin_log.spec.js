// Sessions, the audit log and the overview: who changed an app, who is signed in where, whether the log is sound; as an
// owner, by keyboard, as an auditor and as a plain person.
import { readFile } from 'node:fs/promises';
import { inspect } from '../support/inspect.js';
import { enter, expect, signIn, test } from '../support/test.js';

/** Somebody with a role, whom no other test knows. */
async function admin(claviger, role, name = `Olga ${role}`) {
  const username = `${(role ?? 'plain').replace('_', '-')}-${Math.random().toString(36).slice(2, 8)}`;
  const person = await claviger.addPerson({ username, name, password: 'correct horse battery staple' });
  if (role) await claviger.cli(['user', 'role', username, role, '--keep-password']);
  return person;
}

async function open(page, claviger, person, path) {
  await page.goto(`${claviger.issuer}${path}`);
  await signIn(page, person);
}

const told = (page, text) => expect(page.getByRole('status').filter({ hasText: text })).toBeVisible();

test('an owner tells who changed the redirect URI of an app, and from what to what', async ({ page, browser, claviger, anotherApp }) => {
  test.setTimeout(120_000);
  const app = await anotherApp('Turning Tides', 'tides.localhost');
  const id = `app-${new URL(app.url).port}`;
  const theirs = await (await browser.newContext()).newPage();
  await open(theirs, claviger, await admin(claviger, 'app_admin', 'Aron Appleby'), `/admin/clients/${id}/settings`);
  await theirs.fill('#redirect_uris', 'https://calendar.example/wrong');
  await theirs.click('#save');
  await told(theirs, 'Turning Tides');
  await theirs.context().close();

  // From the overview: Apps, the app, its trail, the event.
  await open(page, claviger, await admin(claviger, 'owner'), '/admin');
  await page.getByRole('navigation', { name: 'Admin area' }).getByRole('link', { name: /^Apps/ }).click();
  await page.getByRole('link', { name: 'Turning Tides' }).first().click();
  await page.locator('section', { has: page.locator('#trail') }).getByRole('link', { name: /all/i }).first().click();
  const event = page.locator('.eventlog > li').filter({ hasText: 'Aron Appleby changed the app Turning Tides' });
  await event.locator('summary').click();
  await expect(event.locator('.gone')).toContainText(`${app.url}/callback`);
  await expect(event.locator('.new')).toContainText('https://calendar.example/wrong');
  await expect(event.getByRole('link', { name: 'Aron Appleby' })).toBeVisible();
  await inspect(page, 'admin/audit-change');

  await page.selectOption('#event', 'sign_in');
  await expect(page.getByText('Nothing fits')).toBeVisible();
  await inspect(page, 'admin/audit-nothing');
  await page.goto(`${claviger.issuer}/admin/audit?person=nobody-at-all&address=here`);
  await expect(page.getByText('Nobody has this name.')).toBeVisible();
  await inspect(page, 'admin/audit-problems');
});

test('an auditor has the log verified and exported, and ends nothing', async ({ page, claviger, harbor }) => {
  test.setTimeout(120_000);
  await open(page, claviger, await admin(claviger, 'auditor'), '/admin/audit');
  await inspect(page, 'admin/audit');
  const download = page.waitForEvent('download');
  await page.click('#export');
  const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\n').map((line) => JSON.parse(line));
  expect(lines.some((line) => line.kind === 'role.changed' && line.mac)).toBe(true);

  await page.locator('#verify').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The audit log is sound');
  await inspect(page, 'admin/audit-verified');
  await page.getByRole('link', { name: 'Audit log' }).first().click();
  await expect(page.getByRole('heading', { name: /^Chain verified up to/ })).toBeVisible();

  await page.goto(`${harbor.issuer}/admin/sessions`);
  await expect(page.getByText('This session').first()).toBeVisible();
  await expect(page.getByRole('link', { name: /^End/ })).toHaveCount(0);
  await page.goto(`${harbor.issuer}/admin/settings`);
  await inspect(page, 'admin/settings');
});

test('by keyboard alone an owner finds a session and ends it, and all of an app', async ({ page, browser, claviger, harbor, person }) => {
  test.setTimeout(120_000);
  const elsewhere = await (await browser.newContext()).newPage();
  await enter(elsewhere, harbor, person);
  await open(page, claviger, await admin(claviger, 'owner'), '/admin/sessions');
  await inspect(page, 'admin/sessions');
  await page.locator('#q').focus();
  await page.keyboard.type(person.username);
  await page.keyboard.press('Enter');
  await expect(page.getByText('1 found')).toBeVisible();
  await expect(page.locator('#end-whole')).toHaveText(`End all of ${person.name}`);
  await page.getByRole('link', { name: `End this session of ${person.name}` }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`End this session of ${person.name}?`);
  await expect(page.getByText('1 app loses access')).toBeVisible();
  await inspect(page, 'admin/session-end');
  await page.locator('#confirm').focus();
  await page.keyboard.press('Enter');
  await told(page, `A session of ${person.name} was ended.`);
  await elsewhere.goto(`${harbor.url}/sign-in?prompt=none`);
  await expect(elsewhere.locator('#error')).toHaveText('login_required');

  await enter(elsewhere, harbor, person);
  await page.selectOption('#app', 'harbor');
  await page.locator('#end-whole').click();
  await page.click('#confirm');
  await told(page, 'at Harbor Wiki');
  await elsewhere.context().close();
  await page.goto(`${harbor.issuer}/admin/sessions?q=nobody-at-all`);
  await inspect(page, 'admin/sessions-nothing');
  await page.goto(`${harbor.issuer}/admin/sessions/end-all`);
  await page.fill('#typed', 'not it');
  await page.click('#confirm');
  await expect(page.locator('#problems')).toBeFocused();
  await inspect(page, 'admin/sessions-end-all-wrong');
});

test('the overview shows the hours and what needs attention; a plain person finds no such page', async ({ page, claviger, harbor, person }) => {
  test.setTimeout(120_000);
  await open(page, claviger, person, '/login');
  for (const path of ['/admin', '/admin/sessions', '/admin/audit', '/admin/audit/export', '/admin/audit/verify']) {
    expect((await page.goto(`${claviger.issuer}${path}`)).status(), path).toBe(404);
  }
  await page.context().clearCookies();
  await enter(page, harbor, person);
  await page.context().clearCookies();
  await open(page, claviger, await admin(claviger, 'owner'), '/admin');
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('img', { name: /^Tokens by the hour/ })).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.getByText('The numbers as a table').click();
  await expect(page.getByRole('region', { name: 'The numbers as a table' }).getByRole('row')).toHaveCount(25);
  await inspect(page, 'admin/overview');
  await page.getByRole('link', { name: '7 days' }).click();
  await expect(page.getByRole('link', { name: '7 days' })).toHaveAttribute('aria-current', 'true');
  await inspect(page, 'admin/overview-week');
});
