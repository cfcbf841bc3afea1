// The fixtures of tests over https: a Claviger behind nginx with the shipped configuration, two apps, and a browser that
// comes from an address of its own.
import { readFile } from 'node:fs/promises';
import { HttpsApp } from './https_app.js';
import { startBehindNginx } from './nginx.js';
import { test as base } from './test.js';
import { Gateway, Visitor } from './visitor.js';

/** Where the browser and `site.visitor()` come from. nginx comes to Claviger from 127.0.0.1. */
export const ADDRESS = '127.0.0.7';
/** How long nginx waits for slow clients, in milliseconds. */
export const SLOW = 2000;

export const test = base.extend({
  site: [
    async ({}, use) => {
      const timeouts = { client_header_timeout: `${SLOW}ms`, client_body_timeout: `${SLOW}ms` };
      const site = await startBehindNginx({ timeouts });
      await site.claviger.cli(['assets', 'export', site.front.assets]);
      site.ca = await readFile(site.front.caFile);
      /** A client without a browser, through nginx. */
      site.visitor = (more = {}) => new Visitor(site.front.origin, { ca: site.ca, address: ADDRESS, ...more });
      /** A client at Claviger's own port, who knows the right name. */
      site.direct = (more = {}) => {
        const visitor = new Visitor(`http://localhost:${site.claviger.port}`, { address: '127.0.0.9', ...more });
        visitor.headers = { ...visitor.headers, Host: new URL(site.front.origin).host };
        return visitor;
      };
      await use(site);
      await site.remove();
    },
    { scope: 'worker' },
  ],
  claviger: [({ site }, use) => use(site.claviger), { scope: 'worker' }],
  harbor: [({ site }, use) => useApp(site, 'Harbor Wiki', 'harbor', use), { scope: 'worker' }],
  bluebird: [({ site }, use) => useApp(site, 'Bluebird Payroll', 'bluebird', use), { scope: 'worker' }],
  proxy: async ({}, use) => {
    const gateway = await Gateway.listen(ADDRESS);
    await use({ server: gateway.url, bypass: '<-loopback>' });
    gateway.close();
  },
});

async function useApp({ claviger, front }, name, id, use) {
  const app = await HttpsApp.listen(name, `${id}.localhost`, front.caFile);
  await use(await claviger.addApp(id, app));
  await app.close();
}

/** The addresses that the database holds of somebody: of sessions and of the audit log. */
export async function addresses(claviger, username) {
  const tables = {};
  let table;
  for (const line of (await claviger.cli(['backup', '-'])).trim().split('\n').map((text) => JSON.parse(text))) {
    if (line.table) tables[(table = line).table] = [];
    else if (Array.isArray(line)) tables[table.table].push(Object.fromEntries(table.columns.map((name, at) => [name, line[at]])));
  }
  const { id } = tables.users.find((user) => user.username === username);
  const of = (rows) => rows.filter((row) => row.user_id === id && row.address !== null).map((row) => row.address);
  return { sessions: of(tables.sessions), audit: [...new Set(of(tables.audit_events))] };
}
