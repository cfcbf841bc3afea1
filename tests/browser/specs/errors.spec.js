// Errors that must stay here: what the person and the app's developer read, and that nobody is redirected.
import { inspect } from '../support/inspect.js';
import { enter, expect, test } from '../support/test.js';

const request = (app, change = {}) =>
  `${app.issuer}/oauth2/authorize?${new URLSearchParams({
    response_type: 'code',
    client_id: app.client_id,
    redirect_uri: `${app.url}/callback`,
    scope: 'openid',
    state: 's',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    ...change,
  })}`;

test('an unknown app', async ({ page, harbor }) => {
  const answer = await page.goto(request(harbor, { client_id: 'nobody' }));
  expect(answer.status()).toBe(400);
  expect(new URL(page.url()).origin).toBe(harbor.issuer);
  await inspect(page, 'error-unknown-app');
});

test('a redirect_uri that is not registered is named, and nobody is sent there', async ({ page, harbor }) => {
  const answer = await page.goto(request(harbor, { redirect_uri: `${harbor.url}/callback/` }));
  expect(answer.status()).toBe(400);
  expect(new URL(page.url()).origin).toBe(harbor.issuer);
  const fold = page.locator('summary').first();
  if (await fold.isVisible()) await fold.click();
  await expect(page.getByText('redirect_uri').first()).toBeVisible();
  await inspect(page, 'error-redirect-uri');
});

test('a redirect error goes to the app, with its state', async ({ page, harbor }) => {
  await page.goto(`${harbor.url}/sign-in?response_type=token`);
  await expect(page.locator('#error')).toHaveText(/unsupported_response_type|invalid_request/);
});

test('a page that does not exist', async ({ page, claviger }) => {
  const answer = await page.goto(`${claviger.issuer}/no/such/page`);
  expect(answer.status()).toBe(404);
  await inspect(page, 'error-not-found');
});

test('an app that was removed by command is unknown within two seconds', async ({ page, claviger, anotherApp, person }) => {
  const app = await anotherApp('Closed Cellar', 'cellar.localhost');
  await enter(page, app, person);
  await claviger.cli(['client', 'remove', app.client_id, '--yes']);
  await expect(async () => {
    const answer = await page.goto(request(app));
    expect(answer.status()).toBe(400);
  }).toPass({ timeout: 2_500, intervals: [250] });
});
