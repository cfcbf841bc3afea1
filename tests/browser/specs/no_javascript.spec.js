// The whole journey with scripts switched off.
import { picture } from '../support/inspect.js';
import { enter, expect, signIn, test } from '../support/test.js';

test.use({ javaScriptEnabled: false });

test('sign in, be known elsewhere, sign out', async ({ page, harbor, bluebird, person }) => {
  await page.goto(`${harbor.url}/sign-in`);
  await signIn(page, { ...person, password: 'not the password' });
  await expect(page.getByRole('alert')).toContainText('do not match');
  await expect(page.locator('#username')).toHaveValue(person.username);
  await picture(page, 'no-javascript-wrong-password');
  await page.fill('#password', person.password);
  await page.click('#sign-in');
  await expect(page.locator('#who')).toHaveText(person.username);
  await page.goto(`${bluebird.url}/sign-in`);
  await expect(page.locator('#who')).toHaveText(person.username);
  await page.goto(harbor.url);
  await page.click('#sign-out');
  await expect(page.locator('#signed-out')).toBeVisible();
  await page.goto(`${bluebird.url}/sign-in?prompt=none`);
  await expect(page.locator('#error')).toHaveText('login_required');
});

test('no control is shown that only a script would make work', async ({ page, harbor }) => {
  await page.goto(`${harbor.url}/sign-in`);
  await expect(page.locator('button[type="button"]:visible')).toHaveCount(0);
});

test('form_post is finished by a visible button', async ({ page, harbor, person }) => {
  await page.goto(`${harbor.url}/sign-in?response_mode=form_post`);
  await signIn(page, person);
  await picture(page, 'form-post');
  await page.getByRole('button').first().click();
  await expect(page.locator('#who')).toHaveText(person.username);
});

test('consent and the account chooser are plain forms', async ({ page, anotherApp, harbor, person }) => {
  const app = await anotherApp('Plain Planner', 'planner.localhost', '--consent');
  await enter(page, harbor, person);
  await page.goto(`${app.url}/sign-in?prompt=select_account`);
  await page.click('#continue');
  await page.click('#allow');
  await expect(page.locator('#who')).toHaveText(person.username);
  await page.goto(`${harbor.issuer}/oauth2/logout`);
  await page.click('#confirm-logout');
  await page.goto(`${harbor.url}/sign-in?prompt=none`);
  await expect(page.locator('#error')).toHaveText('login_required');
});
