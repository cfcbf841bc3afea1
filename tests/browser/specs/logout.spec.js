// Signing out reaches every app: notices from server to server with a receipt, frames in the browser.
import { createServer } from 'node:http';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { inspect } from '../support/inspect.js';
import { enter, expect, shown, signIn, test } from '../support/test.js';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** An address that is told of logouts, and what came to it. */
async function listen(status) {
  const told = { status, tokens: [] };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    told.tokens.push(new URLSearchParams(body).get('logout_token'));
    response.writeHead(told.status).end();
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  told.uri = `http://127.0.0.1:${server.address().port}/told`;
  told.close = () => server.close();
  return told;
}

async function leave(page, app) {
  await page.goto(`${app.issuer}/oauth2/logout?client_id=${app.client_id}`);
  await page.click('#confirm-logout');
  await expect(page.locator('#confirm-logout')).toHaveCount(0);
}

test('an app is told with a token that a library accepts, and the receipt follows by itself', async ({ page, anotherApp, person }) => {
  const [sound, dead] = [await listen(200), await listen(503)];
  const wiki = await anotherApp('Tidal Wiki', 'tidal.localhost', '--backchannel-logout-uri', sound.uri);
  const payroll = await anotherApp('Sunken Payroll', 'sunken.localhost', '--backchannel-logout-uri', dead.uri);
  await enter(page, wiki, person);
  const { sub, sid } = await shown(page);
  await page.goto(`${payroll.url}/sign-in`);
  await expect(page.locator('#who')).toHaveText(person.username);

  await leave(page, wiki);
  const line = (name) => page.locator('#receipt li', { hasText: name });
  await expect(line('Tidal Wiki')).toHaveAttribute('data-state', 'delivered');
  await expect(line('Sunken Payroll')).toHaveAttribute('data-state', 'pending');
  await inspect(page, 'signed-out-receipt');

  const keys = createRemoteJWKSet(new URL(`${wiki.issuer}/.well-known/jwks.json`));
  const { payload } = await jwtVerify(sound.tokens[0], keys, { issuer: wiki.issuer, audience: wiki.client_id, typ: 'logout+jwt' });
  expect(payload).toMatchObject({ sub, sid, events: { [EVENT]: {} } });
  expect(payload.nonce).toBeUndefined();
  expect(sound.tokens).toHaveLength(1);
  sound.close();
  dead.close();
});

test('an app that is told in the browser gets its frame before the way on', async ({ page, claviger, harbor, person }) => {
  const { client_id, url } = harbor;
  await claviger.cli(['client', 'set', client_id, '--frontchannel-logout-uri', `${url}/?out`, '--frontchannel-logout-session-required', 'true']);
  await page.waitForTimeout(2000);
  await enter(page, harbor, person);
  const { sid } = await shown(page);
  const framed = page.waitForRequest((request) => request.frame() !== page.mainFrame() && request.url().startsWith(`${url}/?out`));
  await page.click('#sign-out');
  const query = new URL((await framed).url()).searchParams;
  expect(query.get('iss')).toBe(harbor.issuer);
  expect(query.get('sid')).toBe(sid);
  await expect(page.locator('#signed-out')).toBeVisible();
  expect(page.url().startsWith(`${url}/signed-out`)).toBe(true);
  await claviger.cli(['client', 'set', client_id, '--frontchannel-logout-uri', '']);
});

test('without scripts the receipt is looked at again and the way on is a link', async ({ browser, anotherApp, person }) => {
  const told = await listen(503);
  const shop = await anotherApp('Quiet Shop', 'quiet.localhost', '--backchannel-logout-uri', told.uri);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${shop.url}/sign-in`);
  await signIn(page, person);
  await expect(page.locator('#who')).toHaveText(person.username);
  await leave(page, shop);
  await expect(page.locator('#receipt [data-state=pending]')).toHaveCount(1);
  await page.waitForURL(/again=yes/);
  await expect(page.locator('#receipt [data-state=pending]')).toHaveCount(1);
  await expect(page.locator('#way-on')).toHaveAttribute('href', `${shop.url}/`);
  await context.close();
  told.close();
});
