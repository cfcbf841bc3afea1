// Every page in every state that it knows, from the samples that `cargo run --example gallery` wrote.
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect, overhang, picture } from '../support/inspect.js';
import { expect, test as base } from '../support/test.js';

const folder = fileURLToPath(new URL('../../../artefacts/pages', import.meta.url));
const samples = (under = '') =>
  existsSync(join(folder, under)) ? readdirSync(join(folder, under)).filter((name) => name.endsWith('.html') && name !== 'index.html') : [];
const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' };

/** How the apps of the samples look: their files come from no folder, as the server makes them. */
const looks = [
  [/^\/apps\/[^/]+\/logo$/, 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8" fill="#2f7f5f"/></svg>'],
  [/^\/apps\/[^/]+\/style\.css$/, 'text/css', ':root { --app: #2f7f5f; --app-ink: #ffffff; }'],
];

/** The samples by page: `admin-people-list-01.html` is one of `admin-people-list`. */
const pages = new Map();
for (const name of samples()) {
  const page = name.replace(/(-\d+)?\.html$/, '');
  pages.set(page, [...(pages.get(page) ?? []), name]);
}

const test = base.extend({
  gallery: [
    async ({}, use) => {
      const server = createServer(async (request, response) => {
        const path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
        const look = looks.find(([pattern]) => pattern.test(path));
        if (look) return response.writeHead(200, { 'Content-Type': look[1] }).end(look[2]);
        try {
          const bytes = await readFile(join(folder, path));
          response.writeHead(200, { 'Content-Type': types[extname(path)] ?? 'application/octet-stream' }).end(bytes);
        } catch {
          response.writeHead(404).end();
        }
      });
      await new Promise((done) => server.listen(0, '127.0.0.1', done));
      await use(`http://localhost:${server.address().port}`);
      server.closeAllConnections();
      server.close();
    },
    { scope: 'worker' },
  ],
});

// A trace of so many pages would cost more than they do; the pictures are kept, and a finding names its sample.
test.use({ trace: 'off' });

test('the gallery was written', () => {
  expect(samples().length, 'pages in artefacts/pages: run `cargo run --example gallery` first').toBeGreaterThan(20);
  expect(samples('de')).toEqual(samples());
});

for (const [title, names] of pages) {
  test(`samples of ${title}`, async ({ page, gallery }) => {
    // These pages would leave at once, to an app that is not there.
    await page.route('**/form_post*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
    await page.route('**/signed_out*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
    for (const name of names) {
      const sample = name.replace('.html', '');
      await page.goto(`${gallery}/${name}`);
      await expect.soft(page.getByRole('heading', { level: 1 }), sample).toBeVisible();
      await inspect(page, `samples/${sample}`);

      // The same document with longer words: they must fit on a phone too.
      await page.goto(`${gallery}/de/${name}`);
      await picture(page, `samples/${sample}-de`);
      await page.setViewportSize({ width: 320, height: 640 });
      expect.soft(await overhang(page), `${sample} in German: pixels to scroll sideways`).toBe(0);
      await page.setViewportSize({ width: 1280, height: 800 });
    }
  });
}
