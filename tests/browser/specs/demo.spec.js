// The demo's tour, clicked from its first stop to its last.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { Demo } from '../support/demo.js';
import { inspect } from '../support/inspect.js';
import { expect, signIn, test as base } from '../support/test.js';

const test = base.extend({
  demo: [
    async ({}, use) => {
      const demo = await Demo.start();
      await use(demo);
      await demo.stop();
    },
    { scope: 'worker' },
  ],
});

test.describe.configure({ mode: 'serial' });

test('the tour: one password, three apps on three domains, an API, and out of all of them', async ({ page, demo }) => {
  const [wiki, board, desk, api] = ['harbor.localhost', 'bluebird.localhost', 'frontdesk.localhost', 'tasks.localhost'].map((host) => demo.url(host));
  const issuer = demo.url('localhost');
  const alice = { username: 'alice', password: demo.password('alice') };
  const bob = { username: 'bob', password: demo.password('bob') };

  await test.step('the tour as a page leads to each of them', async () => {
    await page.goto(demo.url('tour.localhost'));
    for (const url of [wiki, board, desk, api, `${issuer}/account`]) await expect(page.locator(`a[href="${url}"]`)).toBeVisible();
    for (const { password } of [alice, bob]) await expect(page.getByText(password)).toBeVisible();
    await inspect(page, 'demo-tour');
  });

  await test.step('Harbor Wiki asks Claviger, which asks for a password', async () => {
    await page.goto(wiki);
    await inspect(page, 'demo-wiki-nobody');
    await page.click('#sign-in');
    expect(new URL(page.url()).origin).toBe(issuer);
    await signIn(page, alice);
    await expect(page.locator('#name')).toHaveText('Alice Adams');
    await expect(page.locator('#groups')).toHaveText('staff');
    await inspect(page, 'demo-wiki');
  });

  await test.step('its API answers', async () => {
    await page.click('#tasks');
    await expect(page.locator('pre#tasks')).toContainText('Light the beacon');
    await expect(page.locator('pre#tasks')).toContainText('"harbor"');
    await inspect(page, 'demo-wiki-tasks');
  });

  await test.step('Bluebird Board needs no password, only a yes', async () => {
    await page.goto(board);
    await inspect(page, 'demo-board-nobody');
    await page.click('#sign-in');
    await page.click('#allow');
    await expect(page.locator('#name')).toHaveText('Alice Adams');
    expect(page.url()).toBe(`${board}/`);
  });

  await test.step('the same API answers the browser, with and without a refresh', async () => {
    await page.click('#tasks');
    await expect(page.locator('#answer')).toContainText('"bluebird"');
    const before = await page.locator('#refresh-token').textContent();
    await page.click('#refresh');
    await expect(page.locator('#refresh-token')).not.toHaveText(before);
    await page.click('#look');
    await expect(page.locator('#answer')).toContainText('https://tasks.example.com');
    await inspect(page, 'demo-board');
  });

  await test.step('Front Desk needs nothing, and opens its office to staff', async () => {
    await page.goto(desk);
    await inspect(page, 'demo-desk-nobody');
    await page.click('#sign-in');
    await expect(page.locator('#name')).toHaveText('Alice Adams');
    expect(page.url()).toBe(`${desk}/`);
    await inspect(page, 'demo-desk');
    await page.click('#office');
    await expect(page.locator('#message')).toHaveText('For staff only');
    await inspect(page, 'demo-desk-office');
  });

  await test.step('the API refuses who brings no token', async () => {
    await page.goto(api);
    await inspect(page, 'demo-api');
    const refused = page.waitForResponse(`${api}/tasks`);
    await page.click('#refused');
    expect((await refused).status()).toBe(401);
  });

  await test.step('Claviger shows her the apps', async () => {
    await page.goto(`${issuer}/account`);
    for (const app of [wiki, board, desk]) await expect(page.locator(`a[href^="${app}"]`).first()).toBeVisible();
  });

  await test.step('out at one app, and the others ask for a password', async () => {
    await page.goto(wiki);
    await page.click('#sign-out');
    await expect(page.locator('#signed-out')).toBeVisible();
    expect(page.url()).toBe(`${wiki}/signed-out`);
    await inspect(page, 'demo-wiki-signed-out');
    // Its tokens were lost with the page, and a silent sign-in finds nobody.
    await page.goto(board);
    await expect(page.locator('#sign-in')).toBeVisible();
    await page.click('#sign-in');
    await expect(page.locator('#password')).toBeVisible();
    // It asks again, without showing a page, when the last answer is ten seconds old.
    await expect(async () => {
      await page.goto(desk);
      await expect(page.locator('#sign-in')).toBeVisible({ timeout: 100 });
    }).toPass({ timeout: 20_000 });
  });

  await test.step('bob is somebody else: no group, no office', async () => {
    await page.click('#sign-in');
    await signIn(page, bob);
    await expect(page.locator('#name')).toHaveText('Bob Brown');
    await page.click('#office');
    await expect(page.locator('#error')).toBeVisible();
    await inspect(page, 'demo-desk-closed');
  });
});

test('a refusal is an ordinary page of the app', async ({ page, demo }) => {
  await page.goto(demo.url('bluebird.localhost'));
  await page.click('#sign-in');
  await signIn(page, { username: 'bob', password: demo.password('bob') });
  await page.click('#deny');
  await expect(page.locator('#error')).toHaveText('access_denied');
  await inspect(page, 'demo-board-refused');
});

test('the vendored oauth4webapi is the released one', async () => {
  const [vendored, released] = await Promise.all(
    ['examples/demo/browser_app/vendor/oauth4webapi.js', 'tests/relying_parties/node/node_modules/oauth4webapi/build/index.js'].map((path) =>
      readFile(new URL(`../../../${path}`, import.meta.url), 'utf8'),
    ),
  );
  const [notice, ...code] = vendored.split('\n');
  expect(notice).toContain('MIT');
  expect(code.join('\n').trim()).toBe(released.replace(/^\/\/# sourceMappingURL=.*$/m, '').trim());
});

test('Ctrl-C ends every part and leaves nothing behind', async ({}) => {
  const demo = await Demo.start();
  const ports = [...new Set(demo.output.match(/(?<=localhost:)\d+/g))].map(Number);
  expect(ports).toHaveLength(6);
  const folder = `${tmpdir()}/claviger-demo-${demo.process.pid}`;
  expect(existsSync(folder)).toBe(true);
  expect(await demo.stop()).toBe(0);
  expect(existsSync(folder)).toBe(false);
  expect(await Promise.all(ports.map(isOpen))).toEqual(ports.map(() => false));
});

function isOpen(port) {
  return new Promise((done) => {
    const probe = connect(port, '127.0.0.1', () => done(true));
    probe.on('error', () => done(false));
    probe.on('connect', () => probe.destroy());
  });
}
