// Web apps with a secret, on openid-client (Express), on Authlib (Flask) and on openidconnect (Rocket), each with an API
// behind it.
import { expect, signIn, test } from '../support/relying_parties.js';

test.describe.configure({ mode: 'default' });

test('openid-client: refused, allowed, API, refresh, sign-out, and what the next app sees of it', async ({ page, claviger, person, notes, planner }) => {
  await wholeFlow({ page, claviger, person, app: notes, task: 'Water the plants', next: planner });
});

test('Authlib: refused, allowed, API, refresh, sign-out, and what the next app sees of it', async ({ page, claviger, person, notes, planner }) => {
  await wholeFlow({ page, claviger, person, app: planner, task: 'Feed the cat', next: notes });
});

test('openidconnect: refused, allowed, API, refresh, sign-out, and what the next app sees of it', async ({ page, claviger, person, notes, harbor }) => {
  await wholeFlow({ page, claviger, person, app: harbor, task: 'Light the beacon', next: notes });
});

test('openidconnect: signed out elsewhere, it cannot refresh and asks for a new sign-in', async ({ page, claviger, person, notes, harbor }) => {
  await wholeFlow({ page, claviger, person, app: notes, task: 'Water the plants', next: harbor });
});

async function wholeFlow({ page, claviger, person, app, task, next }) {
  await claviger.cli(['group', 'add', person.username]);
  await claviger.cli(['user', 'set', person.username, '--group', person.username]);

  await test.step('the person refuses: an ordinary error of the app', async () => {
    await page.goto(app.url);
    await page.click('#sign-in');
    expect(new URL(page.url()).origin).toBe(claviger.issuer);
    await signIn(page, person);
    await page.click('#deny');
    await expect(page.locator('#error')).toHaveText('access_denied');
    expect(page.url()).toContain(`${app.url}/callback?`);
  });

  await test.step('the person allows: the app knows name, address and groups', async () => {
    await page.getByText('Try again').click();
    await page.click('#allow');
    await expect(page.locator('#name')).toHaveText(person.name);
    await expect(page.locator('#email')).toHaveText(person.email);
    await expect(page.locator('#groups')).toHaveText(person.username);
    expect(page.url()).toBe(`${app.url}/`);
  });

  await test.step('tokens age: the app refreshes, and its API answers', () => refreshes(page, app, task));

  await test.step('requests that refresh at the same time do no harm', async () => {
    await page.waitForTimeout(1100);
    const statuses = await page.evaluate(() => Promise.all([1, 2, 3].map(() => fetch('/tasks').then(({ status }) => status))));
    expect(statuses).toEqual([200, 200, 200]);
    await page.waitForTimeout(1100);
    await page.click('#tasks');
    await expect(page.locator('pre#tasks')).toContainText(task);
  });

  await test.step('the next app asks for no password', async () => {
    await page.goto(next.url);
    await page.click('#sign-in');
    await page.click('#allow');
    await expect(page.locator('#name')).toHaveText(person.name);
  });

  await test.step('signing out ends the session: the password is asked again', async () => {
    await page.goto(app.url);
    await page.click('#sign-out');
    await expect(page.locator('#signed-out')).toBeVisible();
    expect(new URL(page.url()).origin).toBe(app.url);
    await page.goto(app.url);
    await page.click('#sign-in');
    await expect(page.locator('#password')).toBeVisible();
  });

  await test.step('the next app cannot refresh any more: it asks for a new sign-in', async () => {
    await page.waitForTimeout(1100);
    await page.goto(`${next.url}/tasks`);
    await expect(page.locator('#password')).toBeVisible();
    await page.goto(next.url);
    await expect(page.locator('#sign-in')).toBeVisible();
  });
}

/** An access token serves for one second here, a refresh token once. */
async function refreshes(page, app, task) {
  const access = new Set();
  const refresh = new Set();
  const note = async () => {
    access.add(await page.locator('#access-token').textContent());
    refresh.add(await page.locator('#refresh-token').textContent());
  };
  await note();
  for (let round = 0; round < 2; round += 1) {
    await page.waitForTimeout(1100);
    await page.click('#tasks');
    await expect(page.locator('pre#tasks')).toContainText(task);
    await expect(page.locator('pre#tasks')).toContainText(`"${app.clientId}"`);
    await page.click('#home');
    await note();
  }
  expect([access.size, refresh.size], 'different access and refresh tokens').toEqual([3, 3]);
}
