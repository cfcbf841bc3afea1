// The fixtures of all browser tests: a provider with two apps on unrelated sites, people, and a watch on each page.
import { test as base, expect } from '@playwright/test';
import { RelyingParty } from '../apps/relying_party.js';
import { Claviger } from './claviger.js';

let people = 0;

export const test = base.extend({
  // One provider per worker; its first administrator is made by command, as it must block nobody.
  claviger: [
    async ({}, use) => {
      const claviger = await Claviger.start();
      await use(claviger);
      await claviger.remove();
    },
    { scope: 'worker' },
  ],

  harbor: [
    async ({ claviger }, use) => {
      const app = await RelyingParty.listen('Harbor Wiki', 'harbor.localhost');
      await use(await claviger.addApp('harbor', app));
      await app.close();
    },
    { scope: 'worker' },
  ],

  bluebird: [
    async ({ claviger }, use) => {
      const app = await RelyingParty.listen('Bluebird Payroll', 'bluebird.localhost');
      await use(await claviger.addApp('bluebird', app));
      await app.close();
    },
    { scope: 'worker' },
  ],

  /** Makes further apps for one test: `await anotherApp('Curious Calendar', 'calendar.localhost', '--consent')`. */
  anotherApp: async ({ claviger }, use) => {
    const apps = [];
    await use(async (name, host, ...more) => {
      const app = await RelyingParty.listen(name, host);
      apps.push(app);
      return claviger.addApp(`app-${new URL(app.url).port}`, app, ...more);
    });
    for (const app of apps) await app.close();
  },

  /** A person whom no other test knows. */
  person: async ({ claviger }, use, info) => {
    people += 1;
    const username = `alice-${info.workerIndex}-${people}`;
    await use(await claviger.addPerson({ username, name: 'Alice Adams', password: 'correct horse battery staple' }));
  },

  context: async ({ context }, use) => {
    const faults = watch(context);
    await use(context);
    expect(faults, 'console errors, broken policies and requests to strangers').toEqual([]);
  },
});

export { expect };

/** Collects what no page may do: complain in the console, throw, or ask anyone but us and the apps. */
function watch(context) {
  const faults = [];
  const documents = new Set();
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (request.resourceType() === 'document') documents.add(request.url());
    const known = hostname === 'localhost' || hostname.endsWith('.localhost');
    if (protocol.startsWith('http') && !known) faults.push(`request to ${request.url()}`);
  });
  context.on('weberror', (error) => faults.push(`error: ${error.error().message}`));
  context.on('console', (message) => {
    if (message.type() !== 'error') return;
    // Chromium reports the status of an error page itself as an error.
    if (message.text().startsWith('Failed to load resource') && documents.has(message.location().url)) return;
    faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  return faults;
}

/** Fills and sends the sign-in form that is on the page. */
export async function signIn(page, { username, password }) {
  await page.fill('#username', username);
  await page.fill('#password', password);
  await page.click('#sign-in');
}

/** What the app at hand knows of the person. */
export async function shown(page) {
  return JSON.parse(await page.locator('#signed-in').textContent());
}

/** Opens the app and signs in with the password. */
export async function enter(page, app, person) {
  await page.goto(`${app.url}/sign-in`);
  await signIn(page, person);
  await expect(page.locator('#who')).toHaveText(person.username);
}
