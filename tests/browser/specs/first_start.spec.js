// The first start of a fresh server: one link, one use, one administrator.
import { Claviger } from '../support/claviger.js';
import { inspect } from '../support/inspect.js';
import { expect, signIn, test } from '../support/test.js';

const LINK = /http:\/\/\S+\/setup\?token=[\w-]+/g;

/** Sends the form as it is, past the checks of the browser. */
async function send(page) {
  await page.locator('form').evaluateAll((forms) => forms.forEach((form) => (form.noValidate = true)));
  await page.click('#create');
}

test('the printed link makes the first administrator once', async ({ page, browser }) => {
  const claviger = await Claviger.start();
  try {
    await expect.poll(() => claviger.output.match(LINK)?.length ?? 0, { timeout: 10_000 }).toBe(1);
    const [link] = claviger.output.match(LINK);
    await page.goto(link);
    await inspect(page, 'first-administrator');

    const admin = { username: 'root-admin', password: 'a password for the first one' };
    await page.fill('#username', admin.username);
    await page.fill('#name', 'Ada Admin');
    await page.fill('#email', 'not an address');
    await page.fill('#password', admin.password);
    await send(page);
    await expect(page.locator('#email')).toHaveAttribute('aria-invalid', 'true');
    await expect(page.locator('#username')).toHaveValue(admin.username);
    await inspect(page, 'first-administrator-bad-address');

    await page.fill('#email', 'ada@northwind.example');
    await page.fill('#password', 'short');
    await send(page);
    await expect(page.locator('#password')).toHaveAttribute('aria-invalid', 'true');
    await inspect(page, 'first-administrator-short-password');

    await page.fill('#password', admin.password);
    await page.click('#create');
    await expect(page).not.toHaveURL(/setup/);

    const again = await page.goto(link);
    expect(again.status()).toBe(410);
    await expect(page.locator('#create')).toHaveCount(0);
    await inspect(page, 'error-link-used');

    const elsewhere = await browser.newContext();
    const fresh = await elsewhere.newPage();
    await fresh.goto(`${claviger.issuer}/account`);
    await signIn(fresh, admin);
    await expect(fresh).toHaveURL(`${claviger.issuer}/account`);
    await elsewhere.close();

    await claviger.halt();
    await claviger.serve();
    expect(claviger.output).not.toMatch(/token=/);
  } finally {
    await claviger.remove();
  }
});
