// The five tasks of docs/admin-guide.md as somebody does them who never saw the pages: from the overview, by what stands
// on them, without typing an address. The numbers of clicks are those that the guide names.
import { RelyingParty } from '../apps/relying_party.js';
import { enter, expect, signIn, test } from '../support/test.js';

// Each test has an app of a name of its own: those of one worker share a server.
let owners = 0;

/** Clicks as a person does, and counts. */
class Newcomer {
  clicks = 0;

  constructor(page) {
    this.page = page;
  }

  async link(name, within = this.page) {
    await this.#click(within.getByRole('link', { name }).first());
  }

  async button(name) {
    await this.#click(this.page.getByRole('button', { name }).first());
  }

  async text(text) {
    await this.#click(this.page.getByText(text).first());
  }

  async nav(name) {
    await this.link(name, this.page.getByRole('navigation', { name: 'Admin area' }));
  }

  async #click(target) {
    await target.click();
    this.clicks += 1;
  }
}

/** An owner who has just signed in and is on the overview. */
async function start(page, claviger) {
  owners += 1;
  const owner = { username: `olga-${owners}`, name: 'Olga Marin', password: 'correct horse battery staple' };
  await claviger.addPerson(owner, '--admin');
  await page.goto(`${claviger.issuer}/login`);
  await signIn(page, owner);
  await page.locator('summary', { hasText: 'Account menu of' }).click();
  await page.getByRole('link', { name: 'Admin area' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  return new Newcomer(page);
}

test('a newcomer connects a new app and sees its first sign-in: 6 clicks', async ({ page, claviger }) => {
  const newcomer = await start(page, claviger);
  const app = await RelyingParty.listen('Lighthouse', 'lighthouse.localhost');
  await newcomer.nav('Apps');
  await newcomer.link('Add an app');
  await newcomer.link(/^Web app/);
  await page.getByRole('textbox', { name: /^Name/ }).fill('Lighthouse');
  await page.getByRole('textbox', { name: /^Redirect URIs/ }).fill(`${app.url}/callback`);
  await page.getByRole('textbox', { name: /^Where people open it/ }).fill(`${app.url}/sign-in`);
  await newcomer.button('Add the app');
  // Into the app's configuration go the three values of this page.
  const client_secret = await page.locator('#client-secret').textContent();
  claviger.secrets.push(client_secret);
  app.connect(claviger.issuer, { client_id: await page.locator('#client-id').textContent(), client_secret }, claviger.secrets);

  await newcomer.link('How to connect it');
  await expect(page.getByText('Waiting for the first sign-in to Lighthouse')).toBeVisible();
  const opened = page.waitForEvent('popup');
  await newcomer.link('Open Lighthouse');
  await expect((await opened).locator('#signed-in')).toBeVisible();
  await expect(page.getByText('It works: Lighthouse is connected')).toBeVisible({ timeout: 20_000 });
  expect(newcomer.clicks).toBe(6);
  await app.close();
});

test('a newcomer finds why sign-ins to an app fail: 3 clicks, and mends it: 2 more', async ({ page, browser, claviger, anotherApp }) => {
  const app = await anotherApp('Lost Letter', 'letter.localhost');
  const redirect_uri = `${app.url}/callback/`;
  const ask = new URLSearchParams({ client_id: app.client_id, response_type: 'code', scope: 'openid', redirect_uri });
  const elsewhere = await browser.newPage();
  await elsewhere.goto(`${claviger.issuer}/oauth2/authorize?${ask}`);
  await elsewhere.close();
  const newcomer = await start(page, claviger);
  // What was refused is written down within five seconds.
  await page.waitForTimeout(6_000);

  await newcomer.nav('Apps');
  await newcomer.link('Lost Letter');
  await newcomer.link('Health');
  await expect(page.getByRole('heading', { name: 'The redirect URI is not registered' })).toBeVisible();
  await expect(page.locator('.compared.bad mark')).toHaveText('/');
  expect(newcomer.clicks).toBe(3);
  await newcomer.link('Add this redirect URI');
  await newcomer.button('Add this redirect URI');
  await expect(page.getByRole('status').filter({ hasText: 'was added' })).toBeVisible();
  expect(newcomer.clicks).toBe(5);
});

test('a newcomer locks out a person who left, everywhere, now: 4 clicks', async ({ page, browser, claviger, harbor, person }) => {
  const theirs = await (await browser.newContext()).newPage();
  await enter(theirs, harbor, person);
  const newcomer = await start(page, claviger);
  await newcomer.nav('People');
  await page.getByRole('searchbox', { name: 'Name, username or e-mail' }).fill(person.username);
  await page.keyboard.press('Enter');
  await newcomer.link(person.name, page.getByRole('row').filter({ hasText: person.email }));
  await newcomer.link('Disable');
  await expect(page.getByText('1 session ends')).toBeVisible();
  await newcomer.button('Disable');
  await expect(page.getByRole('status').filter({ hasText: 'is signed out everywhere' })).toBeVisible();
  expect(newcomer.clicks).toBe(4);

  await theirs.goto(`${harbor.url}/sign-in?prompt=none`);
  await expect(theirs.locator('#error')).toHaveText('login_required');
  await theirs.context().close();
});

test("a newcomer rolls an app's secret without downtime: 6 clicks", async ({ page, browser, claviger, anotherApp, person }) => {
  const app = await anotherApp('Quiet Quay', 'quay.localhost');
  const newcomer = await start(page, claviger);
  await newcomer.nav('Apps');
  await newcomer.link('Quiet Quay');
  await newcomer.link('Secrets', page.getByRole('navigation', { name: /^Pages of/ }));
  await newcomer.link('Roll the secret');
  await newcomer.button('Make a secret');
  const secret = await page.locator('#secret').textContent();
  claviger.secrets.push(secret);
  await newcomer.link('I have copied it');
  expect(newcomer.clicks).toBe(6);
  await expect(page.getByText('Ends in')).toBeVisible();

  // The app still has the old one; then it gets the new one.
  for (const client_secret of [app.client_secret, secret]) {
    app.client_secret = client_secret;
    const theirs = await (await browser.newContext()).newPage();
    await enter(theirs, app, person);
    await theirs.context().close();
  }
});

test("a newcomer tells who changed an app's redirect URI: 4 clicks", async ({ page, browser, claviger, anotherApp }) => {
  const app = await anotherApp('Paper Trail', 'paper.localhost');
  const colleague = await claviger.addPerson({ username: `dmitri-${app.client_id}`, name: 'Dmitri Sokolov', password: 'correct horse battery staple' });
  await claviger.cli(['user', 'role', colleague.username, 'app_admin', '--keep-password']);
  const theirs = await (await browser.newContext()).newPage();
  await theirs.goto(`${claviger.issuer}/login`);
  await signIn(theirs, colleague);
  await theirs.waitForURL('**/account');
  await theirs.goto(`${claviger.issuer}/admin/clients/${app.client_id}/settings`);
  await theirs.getByRole('textbox', { name: /^Redirect URIs/ }).fill(`${app.url}/callback\nhttps://elsewhere.example/callback`);
  await theirs.getByRole('button', { name: 'Save' }).first().click();
  await expect(theirs.getByRole('status').filter({ hasText: 'are saved' })).toBeVisible();
  await theirs.context().close();

  const newcomer = await start(page, claviger);
  await newcomer.nav('Apps');
  await newcomer.link('Paper Trail');
  await expect(page.getByRole('region', { name: 'Recent changes' })).toContainText('Dmitri Sokolov');
  await newcomer.link('All in the audit log');
  await expect(page.getByRole('heading', { level: 1, name: 'Audit log' })).toBeVisible();
  await newcomer.text('Dmitri Sokolov changed the app Paper Trail');
  await expect(page.getByRole('table', { name: 'What was changed' })).toContainText('https://elsewhere.example/callback');
  expect(newcomer.clicks).toBe(4);
});
