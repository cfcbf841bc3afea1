// The sign-in page itself: its errors, its weight, the keyboard, small screens, and what Back and impatience do.
import { inspect } from '../support/inspect.js';
import { enter, expect, signIn, test } from '../support/test.js';

test('a wrong password is explained in a summary that takes focus, and the name stays', async ({ page, harbor, person }) => {
  await page.goto(`${harbor.url}/sign-in`);
  await inspect(page, 'sign-in');
  await signIn(page, { ...person, password: 'not the password' });
  const summary = page.getByRole('alert');
  await expect(summary).toContainText('do not match');
  await expect(summary).toBeFocused();
  await expect(page.locator('#username')).toHaveValue(person.username);
  await expect(page.locator('#password')).toHaveValue('');
  await inspect(page, 'sign-in-wrong-password');
  await page.fill('#password', person.password);
  await page.click('#sign-in');
  await expect(page.locator('#who')).toHaveText(person.username);
});

test('an unknown name and a disabled person read the same as a wrong password', async ({ page, claviger, harbor, person }) => {
  const texts = [];
  const attempt = async (credentials) => {
    await page.goto(`${harbor.url}/sign-in`);
    await signIn(page, credentials);
    texts.push(await page.getByRole('alert').innerText());
  };
  await attempt({ ...person, password: 'not the password' });
  await attempt({ username: `nobody-${person.username}`, password: 'not the password' });
  await claviger.cli(['user', 'disable', person.username]);
  await attempt(person);
  expect(new Set(texts).size, texts.join('\n---\n')).toBe(1);
});

test('a person may sign in by e-mail address, with the name in capitals, and by Enter', async ({ page, harbor, person }) => {
  await page.goto(`${harbor.url}/sign-in`);
  await page.fill('#username', person.email.toUpperCase());
  await page.fill('#password', person.password);
  await page.press('#password', 'Enter');
  await expect(page.locator('#who')).toHaveText(person.username);
});

test('after many wrong passwords the page says when to try again', async ({ page, harbor, person }) => {
  let status = 0;
  let wait = null;
  for (let round = 0; round < 15 && status !== 429; round += 1) {
    await page.goto(`${harbor.url}/sign-in`);
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST'),
      signIn(page, { ...person, password: 'not the password' }),
    ]);
    status = answer.status();
    wait = answer.headers()['retry-after'];
  }
  expect(status).toBe(429);
  expect(Number(wait)).toBeGreaterThan(0);
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByRole('alert')).not.toContainText('do not match');
  await inspect(page, 'sign-in-too-many');
});

test('empty fields are named', async ({ page, harbor, person }) => {
  for (const [name, credentials] of [['username', { username: '', password: 'x' }], ['password', { username: person.username, password: '' }]]) {
    await page.goto(`${harbor.url}/sign-in`);
    await page.locator('form').evaluateAll((forms) => forms.forEach((form) => (form.noValidate = true)));
    await signIn(page, credentials);
    await expect(page.getByRole('alert')).toBeVisible();
    await expect(page.locator(`#${name}`)).toHaveAttribute('aria-invalid', 'true');
    await inspect(page, `sign-in-empty-${name}`);
  }
});

test('a form whose browser lost its cookies says so and works at the next try', async ({ page, context, harbor, person }) => {
  await page.goto(`${harbor.url}/sign-in`);
  await context.clearCookies({ domain: 'localhost' });
  await signIn(page, person);
  await expect(page.locator('#who')).toHaveCount(0);
  await inspect(page, 'sign-in-stale');
  await page.goto(`${harbor.url}/sign-in`);
  await signIn(page, person);
  await expect(page.locator('#who')).toHaveText(person.username);
});

test('Back after signing in never shows a form that acts wrongly', async ({ page, harbor, person }) => {
  await page.goto(harbor.url);
  await page.click('#sign-in-link');
  await signIn(page, person);
  await expect(page.locator('#who')).toHaveText(person.username);
  const answer = await page.goBack();
  expect(answer?.status() ?? 200).toBeLessThan(500);
  if (await page.locator('#sign-in').isVisible()) {
    const [sent] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST'),
      signIn(page, person),
    ]);
    expect(sent.status()).toBeLessThan(500);
  }
  await page.goto(harbor.url);
  await expect(page.locator('#who')).toHaveText(person.username);
});

test('a double click on the button sends the form once', async ({ page, harbor, person }) => {
  await page.goto(`${harbor.url}/sign-in`);
  const posts = [];
  page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
  await page.fill('#username', person.username);
  await page.fill('#password', person.password);
  await page.dblclick('#sign-in');
  await expect(page.locator('#who')).toHaveText(person.username);
  expect(posts).toHaveLength(1);
});

test('everything is reachable and visible by keyboard', async ({ page, harbor, person }) => {
  await page.goto(`${harbor.url}/sign-in`);
  const reach = async (id) => {
    for (let steps = 0; steps < 12; steps += 1) {
      const focused = await page.evaluate(() => document.activeElement?.id ?? '');
      if (focused === id) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not lead to #${id}`);
  };
  const focusShows = () =>
    page.evaluate(() => {
      const style = getComputedStyle(document.activeElement);
      return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
    });
  await reach('username');
  expect(await focusShows(), 'focus on the name').toBe(true);
  await page.keyboard.type(person.username);
  await reach('password');
  expect(await focusShows(), 'focus on the password').toBe(true);
  await page.keyboard.type(person.password);
  await reach('sign-in');
  expect(await focusShows(), 'focus on the button').toBe(true);
  await page.keyboard.press('Enter');
  await expect(page.locator('#who')).toHaveText(person.username);
});

test('password managers and browsers understand the form', async ({ page, harbor }) => {
  await page.goto(`${harbor.url}/sign-in`);
  await expect(page.locator('#username')).toHaveAttribute('name', 'username');
  await expect(page.locator('#username')).toHaveAttribute('autocomplete', /\busername\b/);
  await expect(page.locator('#password')).toHaveAttribute('name', 'password');
  await expect(page.locator('#password')).toHaveAttribute('autocomplete', 'current-password');
  await page.fill('#password', 'secret');
  const peek = page.locator('button[aria-controls="password"]');
  const showLabel = await peek.getAttribute('aria-label');
  await peek.click();
  await expect(page.locator('#password')).toHaveAttribute('type', 'text');
  await expect(peek).not.toHaveAttribute('aria-label', showLabel);
  await peek.click();
  await expect(page.locator('#password')).toHaveAttribute('type', 'password');
  await expect(peek).toHaveAttribute('aria-label', showLabel);
});

test('login_hint fills the name', async ({ page, harbor, person }) => {
  await page.goto(`${harbor.url}/sign-in?login_hint=${encodeURIComponent(person.email)}`);
  await expect(page.locator('#username')).toHaveValue(person.email);
});

test('the page and all that it loads weigh less than 30 KB, and no script holds it up', async ({ page, context, harbor }) => {
  const network = await context.newCDPSession(page);
  await network.send('Network.enable');
  const addresses = new Map();
  const weights = new Map();
  network.on('Network.responseReceived', ({ requestId, response }) => addresses.set(requestId, response.url));
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => weights.set(requestId, encodedDataLength));
  await page.goto(`${harbor.url}/sign-in`, { waitUntil: 'networkidle' });
  const parts = [...weights].map(([id, bytes]) => [addresses.get(id) ?? '', bytes]).filter(([url]) => url.startsWith(harbor.issuer));
  const total = parts.reduce((sum, [, bytes]) => sum + bytes, 0);
  const bill = parts.map(([url, bytes]) => `${bytes} ${new URL(url).pathname}`).join('\n');
  console.log(`the sign-in page weighs ${total} bytes:\n${bill}`);
  expect(parts.length, bill).toBeGreaterThan(1);
  expect(total, bill).toBeLessThan(30 * 1024);
  const blocking = 'script[src]:not([defer]):not([async]):not([type="module"])';
  expect(await page.locator(blocking).count(), 'scripts that hold up the page').toBe(0);
});

test('the answer protects the page', async ({ page, harbor }) => {
  await page.goto(harbor.url);
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().startsWith(harbor.issuer) && response.status() === 200 && response.request().resourceType() === 'document'),
    page.click('#sign-in-link'),
  ]);
  const headers = answer.headers();
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(headers['content-security-policy']).not.toContain('unsafe-inline');
  expect(headers['referrer-policy']).toBe('same-origin');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['cache-control']).toContain('no-store');
});

test('nothing moves for those who asked for less motion', async ({ page, harbor }) => {
  await page.goto(`${harbor.url}/sign-in`);
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
});

test('the chosen theme is there before the first paint of the next page', async ({ page, harbor }) => {
  await page.goto(`${harbor.url}/sign-in`);
  await page.click('[data-theme-choice="dark"]');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  // No script file arrives: what chooses the theme stands in the page itself.
  await page.route('**/*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
  await page.goto(`${harbor.url}/sign-in`);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });

  test('targets are 44 pixels high and the journey works', async ({ page, harbor, person }) => {
    await page.goto(`${harbor.url}/sign-in`);
    for (const id of ['username', 'password', 'sign-in']) {
      const box = await page.locator(`#${id}`).boundingBox();
      expect(box.height, `height of #${id}`).toBeGreaterThanOrEqual(44);
    }
    await enter(page, harbor, person);
  });
});
