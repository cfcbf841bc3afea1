// A Django site on mozilla-django-oidc, with Django REST framework behind the same backend.
import { ask, expect, signIn, tampered, test } from '../support/relying_parties.js';

/** A later sign-in at the site, which tells it the person's groups anew. */
async function signInAt(page, desk) {
  await page.goto(desk.url);
  await page.click('#sign-in');
}

test('mozilla-django-oidc: refused, allowed, staff, silent renewal, sign-out', async ({ page, claviger, person, desk }) => {
  await test.step('the person refuses: the failure page', async () => {
    await signInAt(page, desk);
    await signIn(page, person);
    await page.click('#deny');
    await expect(page.locator('#error')).toBeVisible();
    expect(page.url()).toBe(`${desk.url}/failed`);
  });

  await test.step('the person allows: a Django user without rights', async () => {
    await page.click('#sign-in');
    await page.click('#allow');
    await expect(page.locator('#name')).toHaveText(person.name);
    await expect(page.locator('#email')).toHaveText(person.email);
    await expect(page.locator('#groups')).toHaveText('');
    await page.goto(`${desk.url}/office`);
    expect(new URL(page.url()).pathname).toBe('/failed');
  });

  await test.step('the site asks again without showing a page, and sees the new group', async () => {
    await claviger.cli(['group', 'add', 'staff']);
    await claviger.cli(['user', 'set', person.username, '--group', 'staff']);
    const asked = page.waitForRequest((request) => request.url().startsWith(`${claviger.issuer}/oauth2/authorize`));
    await expect(async () => {
      await page.goto(desk.url);
      await expect(page.locator('#groups')).toHaveText('staff', { timeout: 100 });
    }).toPass({ timeout: 20_000 });
    expect(new URL((await asked).url()).searchParams.get('prompt')).toBe('none');
    await page.click('#office');
    await expect(page.locator('#message')).toHaveText('For staff only');
  });

  await test.step('signing out ends the session: the password is asked again', async () => {
    await page.click('#sign-out');
    await expect(page.locator('#message')).toHaveText('You are signed out.');
    expect(page.url()).toBe(`${desk.url}/signed-out`);
    await signInAt(page, desk);
    await expect(page.locator('#password')).toBeVisible();
  });
});

test('mozilla-django-oidc: a session that ended elsewhere ends here too', async ({ page, claviger, person, desk }) => {
  await signInAt(page, desk);
  await signIn(page, person);
  await page.click('#allow');
  await expect(page.locator('#name')).toHaveText(person.name);
  await page.goto(`${claviger.issuer}/oauth2/logout`);
  await page.click('#confirm-logout');
  await expect(page.locator('#confirm-logout')).toHaveCount(0);
  await expect(async () => {
    await page.goto(desk.url);
    expect(page.url()).toBe(`${desk.url}/failed`);
  }).toPass({ timeout: 20_000 });
  await expect(page.locator('#sign-in')).toBeVisible();
});

test('Django REST framework: access tokens of another app, good and bad', async ({ page, claviger, person, sketchbook, desk }) => {
  await page.goto(sketchbook.url);
  await page.click('#sign-in');
  await signIn(page, person);
  const answered = page.waitForResponse((answer) => answer.url() === `${claviger.issuer}/oauth2/token`);
  await page.click('#allow');
  const { access_token, id_token } = await (await answered).json();
  await expect(page.locator('#name')).toHaveText(person.name);

  const url = `${desk.api}/api/me`;
  expect(await ask(url, access_token)).toMatchObject({ status: 200, body: { email: person.email, is_staff: false } });
  const refused = { status: 401, challenge: 'Bearer realm="api"' };
  expect(await ask(url)).toMatchObject(refused);
  expect(await ask(url, id_token)).toMatchObject(refused);
  expect(await ask(url, tampered(access_token))).toMatchObject(refused);

  await page.click('#sign-out');
  await expect(page.locator('#signed-out')).toBeVisible();
  expect(await ask(url, access_token), 'the session ended').toMatchObject(refused);
});
