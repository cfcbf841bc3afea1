// Registration as owners use it: a token that is shown once, one that is ended, and the door that is opened and closed.
import { inspect } from '../support/inspect.js';
import { expect, signIn, test } from '../support/test.js';

test('an owner makes a token, ends one, opens registration to anybody and closes it again', async ({ page, claviger }) => {
  const username = `owner-${Math.random().toString(36).slice(2, 8)}`;
  const person = await claviger.addPerson({ username, name: 'Olga Marin', password: 'correct horse battery staple' });
  await claviger.cli(['user', 'role', username, 'owner', '--keep-password']);
  await page.goto(`${claviger.issuer}/login`);
  await signIn(page, person);
  await page.goto(`${claviger.issuer}/admin/clients`);
  await page.getByRole('link', { name: 'Registration' }).click();
  await expect(page.getByText('No token is open')).toBeVisible();

  await page.fill('#uses', '0');
  await page.click('#make-token');
  await expect(page.locator('#problems')).toBeFocused();
  await inspect(page, 'admin/registration-wrong');
  await page.fill('#label', 'Team blue');
  await page.fill('#uses', '1');
  await page.click('#make-token');
  const token = await page.locator('#secret').textContent();
  claviger.secrets.push(token);
  expect(token).toHaveLength(43);
  await page.getByRole('link', { name: 'I have copied it' }).click();
  await expect(page.getByRole('row', { name: /Team blue/ })).toBeVisible();
  await inspect(page, 'admin/registration');

  const register = (authorization) =>
    fetch(`${claviger.issuer}/oauth2/register`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...authorization },
      body: JSON.stringify({ client_name: 'Blue app', redirect_uris: ['https://blue.example/cb'] }),
    });
  expect((await register({ Authorization: `Bearer ${token}` })).status).toBe(201);
  await page.reload();
  await expect(page.getByText('No token is open')).toBeVisible();

  await claviger.cli(['client', 'initial-token', 'add', 'Team red']);
  await page.reload();
  await page.getByRole('button', { name: 'End the token Team red' }).click();
  await expect(page.getByText('No token is open')).toBeVisible();

  await page.check('#mode-open');
  await page.click('#save-mode');
  await expect(page.locator('#open-warning')).toBeVisible();
  await inspect(page, 'admin/registration-open');
  expect((await register({})).status).toBe(201);
  await page.check('#mode-off');
  await page.click('#save-mode');
  await expect(page.locator('#open-warning')).toHaveCount(0);
  expect((await register({})).status).toBe(400);
  await claviger.cli(['client', 'registration', 'token']);
});
