// Claviger as it is deployed: over https behind nginx with the shipped configuration, the browser on another address.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { brotliDecompressSync } from 'node:zlib';
import { ADDRESS, SLOW, addresses, test } from '../support/https_site.js';
import { Nginx } from '../support/nginx.js';
import { enter, expect, shown, signIn } from '../support/test.js';
import { Visitor } from '../support/visitor.js';

/** What a client may say of itself, and nobody may believe. */
const LIES = {
  'X-Forwarded-For': '203.0.113.9',
  'X-Real-IP': '203.0.113.9',
  'X-Forwarded-Proto': 'http',
  'X-Forwarded-Host': 'evil.example',
  Forwarded: 'for=203.0.113.9;host=evil.example;proto=http',
};
test.use({ ignoreHTTPSErrors: true });
// One site for all: they run one after another.
test.describe.configure({ mode: 'default' });

test('a person signs in at one app, is known at another, and signs out, over https', async ({ page, context, site, harbor, bluebird, person }) => {
  await page.goto(`${harbor.url}/sign-in`);
  expect(new URL(page.url()).origin).toBe(site.front.origin);
  await signIn(page, person);
  await expect(page.locator('#who')).toHaveText(person.username);
  const atHarbor = await shown(page);

  const ours = (await context.cookies(site.front.origin)).filter(({ name }) => name.includes('claviger'));
  expect(ours.length).toBeGreaterThanOrEqual(2);
  for (const { name, secure, httpOnly, sameSite, path, domain } of ours) {
    expect(name).toMatch(/^__Host-claviger-/);
    expect({ secure, httpOnly, sameSite, path, domain }).toEqual({ secure: true, httpOnly: true, sameSite: 'Lax', path: '/', domain: 'localhost' });
  }

  const posts = [];
  page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
  await page.goto(`${bluebird.url}/sign-in`);
  await expect(page.locator('#who')).toHaveText(person.username);
  expect(posts, 'forms sent on the way').toEqual([]);
  const atBluebird = await shown(page);
  expect([atBluebird.sub, atBluebird.sid]).toEqual([atHarbor.sub, atHarbor.sid]);

  await page.click('#sign-out');
  await expect(page.locator('#signed-out')).toBeVisible();
  await page.goto(`${harbor.url}/sign-in?prompt=none`);
  await expect(page.locator('#error')).toHaveText('login_required');
});

test('what is recorded is the address of the browser and not that of nginx', async ({ page, site, harbor, person }) => {
  await enter(page, harbor, person);
  await page.goto(`${site.front.origin}/account`);
  await expect(page.getByText(`· ${ADDRESS}`).first()).toBeVisible();
  expect(await addresses(site.claviger, person.username)).toEqual({ sessions: [ADDRESS], audit: [ADDRESS] });
});

test('a browser that lies about its address, scheme and host gains nothing', async ({ page, context, site, harbor, person }) => {
  await context.setExtraHTTPHeaders(LIES);
  await enter(page, harbor, person);
  expect(await addresses(site.claviger, person.username)).toEqual({ sessions: [ADDRESS], audit: [ADDRESS] });

  const path = '/.well-known/openid-configuration';
  const told = await site.visitor({ headers: LIES }).ask(path);
  expect(told.text).toBe((await site.visitor().ask(path)).text);
  const login = await site.visitor({ headers: LIES }).ask('/login');
  expect(login.headers['set-cookie'].join()).toContain('; Secure');
  expect(login.text).not.toContain('evil.example');
});

test('at its own port Claviger believes nginx only', async ({ site, claviger, person }) => {
  const stranger = site.direct({ headers: LIES });
  expect((await stranger.signIn(person)).status).toBe(303);
  expect((await addresses(claviger, person.username)).sessions).toEqual(['127.0.0.9']);
  // From the address that is trusted the same header counts, and the others still do not.
  const proxy = site.direct({ address: '127.0.0.1', headers: { ...LIES, 'X-Forwarded-For': '198.51.100.4' } });
  expect((await proxy.signIn(person)).status).toBe(303);
  expect((await addresses(claviger, person.username)).sessions.sort()).toEqual(['127.0.0.9', '198.51.100.4']);
});

test('issuer and endpoints are https under the one name', async ({ site }) => {
  const { origin } = site.front;
  const metadata = JSON.parse((await site.visitor().ask('/.well-known/openid-configuration')).text);
  expect(metadata.issuer).toBe(origin);
  const endpoints = Object.entries(metadata).filter(([name]) => /_(endpoint|uri)$/.test(name));
  expect(endpoints.length).toBeGreaterThanOrEqual(7);
  for (const [name, url] of endpoints) expect(new URL(url).origin, name).toBe(origin);

  const foreign = await site.visitor({ headers: { Host: 'evil.example' } }).ask('/login');
  expect(foreign.status).toBe(421);
});

test('each security header is sent once', async ({ site }) => {
  const paths = ['/login', '/.well-known/jwks.json', '/no-such-page', await stylesheet(site)];
  for (const path of paths) {
    const { headers } = await site.visitor().ask(path);
    expect(headers['strict-transport-security'], path).toBe('max-age=63072000');
    expect(headers['x-content-type-options'], path).toBe('nosniff');
    expect(headers['referrer-policy'], path).toBe('same-origin');
    // Node joins what comes twice by a comma.
    expect(headers['content-security-policy'], path).toMatch(/^default-src 'none';[^,]*$/);
  }
});

test('the key set passes through byte for byte, with its ETag', async ({ site }) => {
  for (const path of ['/.well-known/jwks.json', '/.well-known/openid-configuration']) {
    const upstream = await site.direct().ask(path);
    const through = await site.visitor({ headers: { 'Accept-Encoding': 'gzip, br' } }).ask(path);
    expect(through.status).toBe(200);
    expect(through.bytes.equals(upstream.bytes), path).toBe(true);
    for (const name of ['etag', 'cache-control', 'content-type', 'content-encoding']) {
      expect(through.headers[name], name).toBe(upstream.headers[name]);
    }
    const again = await site.visitor({ headers: { 'If-None-Match': through.headers.etag } }).ask(path);
    expect([again.status, again.text, again.headers.etag]).toEqual([304, '', through.headers.etag]);
    expect(again.headers['x-request-id'], 'asked of Claviger each time').not.toBe(through.headers['x-request-id']);
  }
});

/** The path of the stylesheet in the sign-in page. */
async function stylesheet(site) {
  return /\/s\/[0-9a-f]{16}\/[^"]+\.css/.exec((await site.visitor().ask('/login')).text)[0];
}

test('static files come from nginx in both forms, and from Claviger where it has none', async ({ site }) => {
  const visitor = site.visitor();
  const brotli = { headers: { 'Accept-Encoding': 'gzip, br;q=0.9' } };
  const folder = join(site.front.assets, 's');
  const files = (await readdir(folder, { recursive: true })).filter((name) => /\.(css|js|svg)$/.test(name));
  expect(files.length).toBeGreaterThanOrEqual(6);
  for (const name of files) {
    const [plain, small, upstream] = [await visitor.ask(`/s/${name}`), await visitor.ask(`/s/${name}`, brotli), await site.direct().ask(`/s/${name}`)];
    expect(plain.headers['x-request-id'], `${name} is served by nginx`).toBeUndefined();
    expect(plain.bytes.equals(upstream.bytes), name).toBe(true);
    expect(brotliDecompressSync(small.bytes).equals(plain.bytes), name).toBe(true);
    expect(small.headers['content-encoding']).toBe('br');
    for (const { headers } of [plain, small]) {
      expect(headers['content-type'].split(';')[0]).toBe(upstream.headers['content-type'].split(';')[0]);
      expect(headers['cache-control']).toBe(upstream.headers['cache-control']);
      expect(headers.vary).toBe('Accept-Encoding');
    }
  }
  const refused = await visitor.ask(`/s/${files[0]}`, { headers: { 'Accept-Encoding': 'br;q=0, gzip' } });
  expect(refused.headers['content-encoding']).toBeUndefined();

  const marker = join(folder, '0123456789abcdef', 'css', 'marker.css');
  await mkdir(dirname(marker), { recursive: true });
  await writeFile(marker, 'a{}');
  expect((await visitor.ask('/s/0123456789abcdef/css/marker.css', brotli)).text).toBe('a{}');
  const css = await stylesheet(site);
  for (const form of ['', '.br']) await rm(join(site.front.assets, css + form));
  const passed = await visitor.ask(css);
  expect([passed.status, passed.headers['x-request-id']]).toEqual([200, expect.any(String)]);
  await site.claviger.cli(['assets', 'export', site.front.assets]);
  expect((await visitor.ask(css)).headers['x-request-id']).toBeUndefined();
});

test('a hundred slow clients hold nothing of Claviger, and others are served', async ({ site }) => {
  const descriptors = async () => (await readdir(`/proc/${site.claviger.server.pid}/fd`)).length;
  const before = await descriptors();
  const slow = Array.from({ length: 100 }, () => open(site));
  for (const { socket } of slow) {
    socket.write('POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\na=');
  }
  await Promise.all(slow.map(({ socket }) => new Promise((done) => socket.once('secureConnect', done))));
  expect((await site.visitor().ask('/login')).status).toBe(200);
  expect((await descriptors()) - before).toBeLessThan(20);
  await Promise.all(slow.map(({ ended }) => ended));
});

test('plain http leads to https, under our name whatever the Host', async ({ site }) => {
  const { front } = site;
  for (const Host of [new URL(front.httpOrigin).host, 'evil.example']) {
    const answer = await new Visitor(front.httpOrigin, { headers: { Host } }).ask('/account?a=b');
    expect([answer.status, answer.headers.location]).toEqual([301, `${front.origin}/account?a=b`]);
  }
});

/** Opens a TLS connection to nginx; `ended` tells after how many ms nginx ended it, and what it said. */
function open(site, more = {}) {
  const socket = connectTls({ port: site.front.port, host: '127.0.0.1', servername: 'localhost', ca: site.ca, ...more });
  const began = Date.now();
  let said = '';
  socket.on('data', (bytes) => (said += bytes));
  const ended = new Promise((done) => {
    socket.on('error', () => {});
    socket.on('close', () => done({ after: Date.now() - began, said }));
  });
  return { socket, ended };
}

test('who sends a header or a body too slowly is cut off, and Claviger never hears of it', async ({ site }) => {
  const host = new URL(site.front.origin).host;
  // One letter at a time, so that the connection is never idle for long.
  const header = open(site);
  header.socket.write(`GET /slow-header HTTP/1.1\r\nHost: ${host}\r\nX-Slow: `);
  const dripping = setInterval(() => header.socket.writable && header.socket.write('a'), 200);
  const body = open(site);
  body.socket.write(`POST /slow-body HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\na=b`);
  const silent = open(site);
  try {
    for (const { ended } of [header, body, silent]) {
      const { after, said } = await ended;
      expect(after).toBeGreaterThan(SLOW * 0.9);
      expect(after).toBeLessThan(SLOW + 8000);
      expect(said).toMatch(/^(HTTP\/1\.1 408 [^]*)?$/);
    }
  } finally {
    clearInterval(dripping);
  }
  expect(site.claviger.output).not.toContain('/slow-');
});

test('a body over 64 KiB is refused by nginx, one of 64 KiB reaches Claviger', async ({ site }) => {
  const post = (length) =>
    site.visitor().ask('/oauth2/token', {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': length },
      body: 'a'.repeat(length),
    });
  const most = await post(64 * 1024);
  expect([most.status, most.headers['x-request-id']]).toEqual([expect.any(Number), expect.any(String)]);
  expect(most.status).not.toBe(413);
  const over = await post(64 * 1024 + 1);
  expect([over.status, over.headers['x-request-id']]).toEqual([413, undefined]);
});

test('probes are for this machine only', async ({ site }) => {
  expect((await site.visitor().ask('/readyz')).status).toBe(403);
  expect((await site.visitor({ address: '127.0.0.1' }).ask('/readyz')).text).toBe('ready\n');
});

test('TLS 1.1 is refused, TLS 1.2 is not, and HTTP/2 is offered', async ({ site }) => {
  const shake = (more) =>
    new Promise((done) => {
      const { socket } = open(site, { ALPNProtocols: ['h2', 'http/1.1'], ...more });
      socket.on('secureConnect', () => done(`${socket.getProtocol()} ${socket.alpnProtocol}`) || socket.destroy());
      socket.on('error', (error) => done(error.code));
    });
  expect(await shake({})).toBe('TLSv1.3 h2');
  expect(await shake({ maxVersion: 'TLSv1.2' })).toBe('TLSv1.2 h2');
  const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
  expect(await shake(old)).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
});

test('the settings that are shipped as comments work', async ({ site }) => {
  const front = await Nginx.start({ upstreamPort: site.claviger.port, optional: true });
  try {
    const visitor = new Visitor(front.origin, { ca: await readFile(front.caFile), address: ADDRESS });
    for (const [path, status] of [['/metrics', 404], ['/admin/', 403]]) {
      const answer = await visitor.ask(path);
      expect([answer.status, answer.headers['x-request-id']], path).toEqual([status, undefined]);
    }
  } finally {
    await front.stop();
  }
});

test('while Claviger is down people read so, static files are there, and no log holds a query', async ({ page, site, claviger }) => {
  const css = await stylesheet(site);
  await claviger.halt();
  try {
    const answer = await site.visitor().ask('/oauth2/authorize?login_hint=whisper', { headers: { Referer: 'https://app.example/?whisper' } });
    expect([answer.status, answer.headers['retry-after'], answer.headers['cache-control']]).toEqual([503, '5', 'no-store']);
    expect((await site.visitor().ask(css)).status).toBe(200);
    await page.goto(`${site.front.origin}/account?whisper`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign-in is not available at the moment');
  } finally {
    await claviger.serve();
  }
  const access = await site.front.log('claviger.access.log');
  expect(access).toContain('"GET /oauth2/authorize HTTP/1.1" 503');
  expect(access).toContain(ADDRESS);
  const everything = access + (await site.front.log('claviger.error.log')) + site.front.output;
  expect(everything).not.toMatch(/whisper|[?&]\w+=/);
  expect(await site.front.log('access.log'), 'nothing goes to the log of other sites').toBe('');
});
