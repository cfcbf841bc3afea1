// People, groups and attributes in the admin area, as an owner, by keyboard, as an auditor and as a plain person.
import { inspect } from '../support/inspect.js';
import { expect, signIn, test } from '../support/test.js';

async function open(page, harbor, person, path) {
  await page.goto(`${harbor.issuer}${path}`);
  await signIn(page, person);
}

/** Somebody with a role, whom no other test knows. */
async function admin(claviger, role) {
  const username = `${role}-${Math.random().toString(36).slice(2, 8)}`;
  const person = await claviger.addPerson({ username, name: `Olga ${role}`, password: 'correct horse battery staple' });
  await claviger.cli(['user', 'role', username, role, '--keep-password']);
  return person;
}

const told = (page, text) => expect(page.getByRole('status').filter({ hasText: text })).toBeVisible();

test('an owner adds somebody, groups them, and locks them out when they leave', async ({ page, browser, claviger, harbor }) => {
  const owner = await admin(claviger, 'owner');
  const name = `Esi Mensah ${owner.username.slice(-6)}`;
  const username = `esi-${owner.username.slice(-6)}`;
  await open(page, harbor, owner, '/admin/groups/new');
  await page.fill('#name', `Editors ${username}`);
  await page.fill('#description', 'Everyone who writes in the wiki');
  await inspect(page, 'admin/group-form');
  await page.click('#save');
  await told(page, 'was added.');

  await page.goto(`${harbor.issuer}/admin/users`);
  await page.click('#add-person');
  await page.fill('#email', 'not an address');
  await page.click('#save');
  await expect(page.locator('#problems')).toBeFocused();
  await inspect(page, 'admin/person-form-wrong');
  await page.fill('#username', username);
  await page.fill('#name', name);
  await page.fill('#email', '');
  await page.getByLabel(`Editors ${username}`).check();
  await page.click('#save');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Invite ${name}`);
  await inspect(page, 'admin/invitation');
  const link = await page.locator('#secret').textContent();
  await page.getByRole('link', { name: 'I have copied it' }).click();
  await expect(page.getByText('The invitation was not used yet.')).toBeVisible();

  const theirs = await (await browser.newContext()).newPage();
  await theirs.goto(link);
  await theirs.fill('#password', 'orchard window marble');
  await theirs.keyboard.press('Enter');
  await expect(theirs).toHaveURL(/\/account/);
  await enterSignedIn(theirs, harbor, username);

  await page.reload();
  await expect(page.getByRole('region', { name: 'Sessions' }).getByText('Chrome on')).toBeVisible();
  await inspect(page, 'admin/person');
  await page.getByRole('link', { name: 'Disable' }).click();
  await expect(page.getByText('1 session ends')).toBeVisible();
  await inspect(page, 'admin/person-disable');
  await page.click('#confirm');
  await told(page, `${name} was disabled, and is signed out everywhere.`);
  await theirs.goto(`${harbor.issuer}/account`);
  await expect(theirs.locator('#password')).toBeVisible();
  await theirs.context().close();

  await page.getByRole('link', { name: 'Delete' }).click();
  await page.click('#confirm');
  await told(page, `${name} was deleted.`);
  await page.getByRole('link', { name: 'Undo' }).click();
  await page.click('#confirm');
  await told(page, `The deletion of ${name} was taken back.`);
});

async function enterSignedIn(page, harbor, username) {
  await page.goto(`${harbor.url}/sign-in`);
  await expect(page.locator('#who')).toHaveText(username);
}

test('by keyboard alone a selection is disabled, and a role is given', async ({ page, claviger, harbor, person }) => {
  const owner = await admin(claviger, 'owner');
  const other = await claviger.addPerson({ username: `${person.username}-b`, name: 'Bashir Khan', password: person.password });
  await open(page, harbor, owner, `/admin/users?q=${person.username}`);
  await expect(page.getByText('2 found')).toBeVisible();
  await page.locator('[data-select-all]').focus();
  await page.keyboard.press('Space');
  await expect(page.getByText('2 selected')).toBeVisible();
  await inspect(page, 'admin/people-selected');
  const act = page.getByRole('group', { name: 'Acts on the selection' }).getByRole('button', { name: 'Disable' });
  await act.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Disable 2 people?');
  await page.locator('#confirm').focus();
  await page.keyboard.press('Enter');
  await told(page, '2 people were disabled.');
  await expect(page.getByRole('cell').filter({ hasText: 'Disabled' })).toHaveCount(2);

  await page.getByRole('link', { name: other.name }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('definition').getByRole('link', { name: 'Change' }).focus();
  await page.keyboard.press('Enter');
  await page.locator('#role-none').focus();
  await page.keyboard.press('ArrowDown');
  await inspect(page, 'admin/person-role');
  await page.keyboard.press('Enter');
  await told(page, 'The role was saved.');
});

test('two who change somebody at once see both versions', async ({ page, claviger, harbor, person }) => {
  const owner = await admin(claviger, 'people_admin');
  await open(page, harbor, owner, `/admin/users?q=${person.username}`);
  await page.getByRole('link', { name: person.name }).click();
  await page.getByRole('link', { name: 'Edit' }).click();
  await inspect(page, 'admin/person-form');
  await claviger.cli(['user', 'set', person.username, '--name', 'Alice Adams-Brown']);
  await page.fill('#name', 'Alice Brown');
  await page.click('#save');
  await expect(page.getByText('Alice Adams-Brown').first()).toBeVisible();
  await inspect(page, 'admin/person-stale');
  await page.click('#use-mine');
  await told(page, 'Alice Brown was saved.');
});

test('attributes are defined, and an auditor reads without a button that changes', async ({ page, claviger, harbor, person }) => {
  const owner = await admin(claviger, 'people_admin');
  await open(page, harbor, owner, '/admin/attributes');
  await page.fill('#label', 'API token');
  await page.fill('#name', 'api_token');
  await page.click('#add-attribute');
  await expect(page.locator('#problems')).toContainText('looks like a secret');
  const name = `desk_${person.username.replaceAll('-', '_')}`;
  await page.fill('#label', 'Desk');
  await page.fill('#name', name);
  await page.click('#add-attribute');
  await told(page, 'The attribute Desk was added.');
  await inspect(page, 'admin/attributes');

  const auditor = await admin(claviger, 'auditor');
  await page.context().clearCookies();
  await open(page, harbor, auditor, '/admin/users');
  await inspect(page, 'admin/people');
  await expect(page.locator('#add-person')).toHaveCount(0);
  await expect(page.locator('input[name=id]')).toHaveCount(0);
  await page.goto(`${harbor.issuer}/admin/users?q=${person.username}`);
  await page.getByRole('link', { name: person.name }).click();
  for (const act of ['Edit', 'Disable', 'Delete', 'Reset password']) {
    await expect(page.getByRole('link', { name: act })).toHaveCount(0);
  }
  await page.goto(`${harbor.issuer}/admin/groups`);
  await expect(page.locator('#add-group')).toHaveCount(0);
  await inspect(page, 'admin/groups');
});

test('for a plain person there is no such page', async ({ page, harbor, person }) => {
  await open(page, harbor, person, '/account');
  for (const path of ['/admin/users', '/admin/users/new', '/admin/groups', '/admin/attributes']) {
    const answer = await page.goto(`${harbor.issuer}${path}`);
    expect(answer.status(), path).toBe(404);
  }
});
