// response_mode=form_post in a browser with scripts: the page sends itself, and nothing stands in the URL.
import { expect, signIn, test } from '../support/test.js';

test('a form_post answer, good or bad, arrives at the app by itself', async ({ page, harbor, person }) => {
  await page.goto(`${harbor.url}/sign-in?response_mode=form_post&prompt=none`);
  await expect(page.locator('#error')).toHaveText('login_required');
  expect(page.url()).toBe(`${harbor.url}/callback`);
  await page.goto(`${harbor.url}/sign-in?response_mode=form_post`);
  await signIn(page, person);
  await expect(page.locator('#who')).toHaveText(person.username);
});
