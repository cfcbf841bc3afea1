// Many tabs at once are many flows, and none overwrites another.
import { expect, signIn, test } from '../support/test.js';

test('two tabs for two apps each come home', async ({ context, harbor, bluebird, person }) => {
  const [first, second] = [await context.newPage(), await context.newPage()];
  await first.goto(`${harbor.url}/sign-in`);
  await second.goto(`${bluebird.url}/sign-in`);
  await signIn(first, person);
  await expect(first.locator('#who')).toHaveText(person.username);
  await signIn(second, person);
  await expect(second.locator('#who')).toHaveText(person.username);
  expect(new URL(first.url()).origin).toBe(harbor.url);
  expect(new URL(second.url()).origin).toBe(bluebird.url);
});

test('ten tabs of one app each come home, in any order', async ({ context, harbor, person }) => {
  const tabs = [];
  for (let number = 0; number < 10; number += 1) {
    const tab = await context.newPage();
    await tab.goto(`${harbor.url}/sign-in`);
    tabs.push(tab);
  }
  for (const tab of tabs.reverse()) {
    await signIn(tab, person);
    await expect(tab.locator('#who')).toHaveText(person.username);
  }
});

test('a tab that waited goes on by a reload once the person is in', async ({ context, harbor, bluebird, person }) => {
  const [first, second] = [await context.newPage(), await context.newPage()];
  await first.goto(`${harbor.url}/sign-in`);
  await second.goto(`${bluebird.url}/sign-in`);
  await signIn(first, person);
  await expect(first.locator('#who')).toHaveText(person.username);
  await second.goto(`${bluebird.url}/sign-in`);
  await expect(second.locator('#who')).toHaveText(person.username);
});
