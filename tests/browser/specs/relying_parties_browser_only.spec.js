// A browser-only app on oauth4webapi: a public client that calls discovery, keys, token, userinfo and revocation itself,
// from another origin and under a policy that lets it talk to nobody else.
import { expect, signIn, test } from '../support/relying_parties.js';

/** The next answer of the token endpoint, as the page gets it. */
async function tokens(page, claviger, act) {
  const answered = page.waitForResponse((answer) => answer.url() === `${claviger.issuer}/oauth2/token` && answer.request().method() === 'POST');
  await act();
  const answer = await answered;
  expect(answer.status()).toBe(200);
  return answer.json();
}

test('oauth4webapi: refused, allowed, refresh, reload, sign-out', async ({ page, claviger, samples, person, sketchbook }) => {
  await test.step('the person refuses: an ordinary error of the app', async () => {
    await page.goto(sketchbook.url);
    await page.click('#sign-in');
    await signIn(page, person);
    await page.click('#deny');
    await expect(page.locator('#error')).toHaveText('access_denied');
  });

  const first = await test.step('the person allows: tokens by fetch, without a secret', async () => {
    await page.click('#try-again');
    const got = await tokens(page, claviger, () => page.click('#allow'));
    await expect(page.locator('#name')).toHaveText(person.name);
    await expect(page.locator('#email')).toHaveText(person.email);
    expect(page.url(), 'the code has left the address bar').toBe(`${sketchbook.url}/`);
    return got;
  });

  await test.step('a refresh gives new tokens', async () => {
    const second = await tokens(page, claviger, () => page.click('#refresh'));
    expect(second.access_token).not.toBe(first.access_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    await expect(page.locator('#refresh-token')).toHaveText(second.refresh_token.slice(-8));
    await expect(page.locator('#name')).toHaveText(person.name);
  });

  const last = await test.step('a reload signs in again without showing a page', async () => {
    const got = await tokens(page, claviger, () => page.reload());
    await expect(page.locator('#name')).toHaveText(person.name);
    return got;
  });

  await test.step('signing out revokes the refresh token and ends the session', async () => {
    await page.click('#sign-out');
    await expect(page.locator('#signed-out')).toBeVisible();
    expect(page.url()).toBe(`${sketchbook.url}/signed-out`);
    const again = { grant_type: 'refresh_token', refresh_token: last.refresh_token, client_id: sketchbook.clientId };
    expect(await samples.askForTokens(again)).toMatchObject({ status: 400, error: 'invalid_grant' });
    await page.goto(sketchbook.url);
    await page.click('#sign-in');
    await expect(page.locator('#password')).toBeVisible();
  });
});

test('oauth4webapi: a session that ended elsewhere is an error of the app, login_required', async ({ page, claviger, person, sketchbook }) => {
  await page.goto(sketchbook.url);
  await page.click('#sign-in');
  await signIn(page, person);
  await page.click('#allow');
  await expect(page.locator('#name')).toHaveText(person.name);
  await page.context().clearCookies({ domain: 'localhost' });
  await page.reload();
  await expect(page.locator('#error')).toHaveText('login_required');
});
