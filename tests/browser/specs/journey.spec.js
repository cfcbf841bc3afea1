// The main job: sign in once, be known on every domain, sign out and be a stranger everywhere.
import { inspect, picture } from '../support/inspect.js';
import { enter, expect, shown, signIn, test } from '../support/test.js';

test('a person signs in at one app and is known at another domain without typing anything', async ({ page, harbor, bluebird, person }) => {
  await page.goto(harbor.url);
  await expect(page.locator('#nobody')).toBeVisible();
  await page.click('#sign-in-link');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Harbor Wiki');
  expect(new URL(page.url()).origin).toBe(harbor.issuer);
  await signIn(page, person);

  await expect(page.locator('#who')).toHaveText(person.username);
  expect(page.url()).toBe(`${harbor.url}/`);
  const atHarbor = await shown(page);
  expect(atHarbor.alg).toBe('RS256');
  expect(atHarbor.userinfo).toMatchObject({ name: person.name, email: person.email, preferred_username: person.username });
  await picture(page, 'app-signed-in');

  const posts = [];
  page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
  await page.goto(bluebird.url);
  await page.click('#sign-in-link');
  await expect(page.locator('#who')).toHaveText(person.username);
  expect(page.url()).toBe(`${bluebird.url}/`);
  expect(posts, 'forms sent on the way').toEqual([]);
  const atBluebird = await shown(page);
  expect(atBluebird.sub).toBe(atHarbor.sub);
  expect(atBluebird.sid).toBe(atHarbor.sid);
  expect(atBluebird.auth_time).toBe(atHarbor.auth_time);
});

test('signing out at one app ends it: the other has to ask again', async ({ page, harbor, bluebird, person }) => {
  await enter(page, harbor, person);
  await page.goto(`${bluebird.url}/sign-in?prompt=none`);
  await expect(page.locator('#who')).toHaveText(person.username);

  await page.goto(harbor.url);
  await page.click('#sign-out');
  await expect(page.locator('#signed-out')).toBeVisible();
  expect(new URL(page.url()).origin).toBe(harbor.url);

  await page.goto(`${bluebird.url}/sign-in?prompt=none`);
  await expect(page.locator('#error')).toHaveText('login_required');
  await page.goto(`${bluebird.url}/sign-in`);
  await expect(page.locator('#password')).toBeVisible();
});

test('prompt=login asks again and gives a later time of sign-in', async ({ page, harbor, person }) => {
  await enter(page, harbor, person);
  const first = await shown(page);
  await page.waitForTimeout(1100);
  await page.goto(`${harbor.url}/sign-in?prompt=login`);
  await signIn(page, person);
  await expect(page.locator('#who')).toHaveText(person.username);
  const second = await shown(page);
  expect(second.auth_time).toBeGreaterThan(first.auth_time);
  expect(second.sid).toBe(first.sid);
});

test('an app without a hint leads to a question, and the answer ends the session', async ({ page, harbor, person }) => {
  await enter(page, harbor, person);
  await page.goto(`${harbor.issuer}/oauth2/logout`);
  await expect(page.locator('#confirm-logout')).toBeVisible();
  await inspect(page, 'sign-out');
  await page.click('#confirm-logout');
  await expect(page.locator('#confirm-logout')).toHaveCount(0);
  expect(new URL(page.url()).origin).toBe(harbor.issuer);
  await inspect(page, 'signed-out');
  await page.goto(`${harbor.url}/sign-in?prompt=none`);
  await expect(page.locator('#error')).toHaveText('login_required');
});

test('the account home shows the apps and the sign-ins', async ({ page, harbor, bluebird, person }) => {
  await page.goto(`${harbor.issuer}/account`);
  await inspect(page, 'sign-in-to-account');
  await signIn(page, person);
  await expect(page).toHaveURL(`${harbor.issuer}/account`);
  await expect(page.getByText(person.name).first()).toBeVisible();
  await expect(page.getByText('Harbor Wiki').first()).toBeVisible();
  await expect(page.getByText('Bluebird Payroll').first()).toBeVisible();
  await inspect(page, 'account');
  expect(await page.locator(`a[href^="${bluebird.url}"]`).count()).toBeGreaterThan(0);
});

test('consent shows the real values, deny tells the app, allow is remembered', async ({ page, anotherApp, person }) => {
  const app = await anotherApp('Curious Calendar', 'calendar.localhost', '--consent');
  await page.goto(`${app.url}/sign-in`);
  await signIn(page, person);
  await expect(page.locator('#allow')).toBeVisible();
  await expect(page.getByText(person.email).first()).toBeVisible();
  await expect(page.getByText('Curious Calendar').first()).toBeVisible();
  await inspect(page, 'consent');

  await page.click('#deny');
  await expect(page.locator('#error')).toHaveText('access_denied');
  await page.goto(`${app.url}/sign-in?prompt=none`);
  await expect(page.locator('#error')).toHaveText('consent_required');

  await page.goto(`${app.url}/sign-in`);
  await page.click('#allow');
  await expect(page.locator('#who')).toHaveText(person.username);
  await page.goto(`${app.url}/sign-in?prompt=none`);
  await expect(page.locator('#who')).toHaveText(person.username);
});

test('the account chooser goes on as the same person or as another', async ({ page, claviger, harbor, person }) => {
  const other = await claviger.addPerson({ username: `bob-${person.username}`, name: 'Bob Brown', password: 'a quite different password' });
  await enter(page, harbor, person);
  await page.goto(`${harbor.url}/sign-in?prompt=select_account`);
  await expect(page.locator('#continue')).toBeVisible();
  await expect(page.getByText(person.name).first()).toBeVisible();
  await inspect(page, 'account-chooser');
  await page.click('#continue');
  await expect(page.locator('#who')).toHaveText(person.username);

  await page.goto(`${harbor.url}/sign-in?prompt=select_account`);
  await page.click('#other');
  await signIn(page, other);
  await expect(page.locator('#who')).toHaveText(other.username);
});
