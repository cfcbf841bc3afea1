// Makes the pictures of docs/admin-guide.md anew: `npm --prefix tests/browser run screenshots`, after a release build (or
// with CLAVIGER_BIN). Debian's pngquant, where it is installed, makes them a third as large.
import { chromium } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import config from './playwright.config.js';
import { Claviger } from './support/claviger.js';
import { settle } from './support/northwind.js';
import { signIn } from './support/test.js';

const folder = fileURLToPath(new URL('../../docs/images', import.meta.url));
/** Name, address, height, and what is done before the picture is taken. */
const pictures = [
  ['overview', '/admin', 960],
  ['people', '/admin/users', 760],
  ['person', '/admin/users', 900, (page) => page.getByRole('link', { name: 'Bruno Keller' }).click()],
  ['lock-out', '/admin/users', 620, lockOut],
  ['group', '/admin/groups', 760, (page) => page.getByRole('link', { name: 'accounting' }).click()],
  ['app', '/admin/clients/wiki', 860],
  ['app-connect', '/admin/clients/grafana/connect', 900, (page) => page.getByRole('link', { name: 'Grafana', exact: true }).click()],
  ['app-health', '/admin/clients/grafana/health', 900],
  ['app-secret', '/admin/clients/wiki/secrets/roll', 820],
  ['app-claims', '/admin/clients/wiki/claims', 1000, preview],
  ['keys', '/admin/keys', 1000],
  ['sessions', '/admin/sessions', 620],
  ['audit', '/admin/audit?app=wiki', 820, (page) => page.locator('.eventlog details', { hasText: 'redirect_uris' }).locator('summary').first().click()],
];

async function lockOut(page) {
  await page.getByRole('link', { name: 'Bruno Keller' }).click();
  await page.getByRole('link', { name: 'Disable' }).click();
}

async function preview(page) {
  await page.getByLabel('Somebody else').fill('alice');
  await page.getByRole('button', { name: 'Show the tokens' }).click();
}

const claviger = await Claviger.start({
  port: Number(process.env.PORT ?? 8000),
  settings: { CLAVIGER_ORGANIZATION: 'Northwind', CLAVIGER_CONTACT: 'help@northwind.example' },
});
const browser = await chromium.launch(config.use.launchOptions);
try {
  const { owner, wiki, payroll } = await settle(claviger, browser);
  const page = await browser.newPage({ locale: 'en-GB', colorScheme: 'light', reducedMotion: 'reduce' });
  await page.goto(`${claviger.issuer}/login`);
  await signIn(page, owner);
  await page.waitForURL('**/account');
  // Refused requests are written down within a few seconds.
  await page.goto(`${claviger.issuer}/admin/clients/grafana/health`);
  while (!(await page.getByText('is not registered').first().isVisible())) {
    await page.waitForTimeout(500);
    await page.reload();
  }
  await page.goto(`${claviger.issuer}/admin/clients/wiki/settings`);
  const redirectUris = page.locator('#redirect_uris');
  await redirectUris.fill(`${await redirectUris.inputValue()}\nhttps://wiki.northwind.example/callback`);
  await page.getByRole('button', { name: 'Save' }).first().click();
  await page.getByText('are saved').waitFor();

  await mkdir(folder, { recursive: true });
  for (const [name, path, height, prepare] of pictures) {
    await page.setViewportSize({ width: 1280, height });
    await page.goto(`${claviger.issuer}${path}`);
    await prepare?.(page);
    await page.waitForLoadState('networkidle');
    const file = `${folder}/admin-${name}.png`;
    await page.screenshot({ path: file });
    compress(file);
    console.log(file);
  }
  await wiki.close();
  await payroll.close();
} finally {
  await browser.close();
  await claviger.halt();
}

function compress(file) {
  try {
    execFileSync('pngquant', ['--force', '--strip', '--speed', '1', '--output', file, '128', file]);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}
