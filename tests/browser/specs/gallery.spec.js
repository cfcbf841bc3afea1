// Every page in every state that it knows, from the samples that `cargo run --example gallery` wrote.
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from '../support/inspect.js';
import { expect, test as base } from '../support/test.js';

const folder = fileURLToPath(new URL('../../../artefacts/pages', import.meta.url));
const pages = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.html') && name !== 'index.html') : [];
const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' };

const test = base.extend({
  gallery: [
    async ({}, use) => {
      const server = createServer(async (request, response) => {
        const path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
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

test('the gallery was written', () => {
  expect(pages.length, 'pages in artefacts/pages: run `cargo run --example gallery` first').toBeGreaterThan(20);
});

for (const name of pages) {
  test(`sample ${name.replace('.html', '')}`, async ({ page, gallery }) => {
    // A form_post page would leave at once, to an app that is not there.
    if (name.includes('form_post')) await page.route('**/form_post*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
    await page.goto(`${gallery}/${name}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await inspect(page, `samples/${name.replace('.html', '')}`);
  });
}
