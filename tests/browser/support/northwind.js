// A small company to look at: people, groups, apps and a few sign-ins, good and bad, as they would be after a month. All
// of it is made through the command line and through the apps themselves.
import { RelyingParty } from '../apps/relying_party.js';
import { signIn } from './test.js';

const password = 'correct horse battery staple';
const groups = [
  ['staff', 'Everybody who works here'],
  ['editors', 'May write in the wiki'],
  ['accounting', 'Invoices and payroll'],
  ['operations', 'Runs the machines'],
];
/** Username, name, groups, department; who has no groups is only invited. */
const staff = [
  ['alice', 'Alice Adams', ['staff', 'editors'], 'Communications'],
  ['bruno', 'Bruno Keller', ['staff', 'accounting'], 'Finance'],
  ['chiara', 'Chiara Conti', ['staff', 'editors'], 'Communications'],
  ['dmitri', 'Dmitri Sokolov', ['staff', 'operations'], 'Engineering'],
  ['emeka', 'Emeka Okafor', ['staff'], 'Sales'],
  ['freya', 'Freya Lindqvist', ['staff', 'accounting'], 'Finance'],
  ['hana', 'Hana Sato', ['staff'], 'Sales'],
  ['jonas', 'Jonas Weber', [], 'Engineering'],
];
const grafana = 'https://grafana.northwind.example/login/generic_oauth';

/** Fills an empty Claviger; answers its owner and the two apps that run. */
export async function settle(claviger, browser) {
  const owner = await claviger.addPerson({ username: 'olga', name: 'Olga Marin', password }, '--admin');
  for (const [name, description] of groups) await claviger.cli(['group', 'add', name, '--description', description]);
  await claviger.cli(['group', 'set', 'operations', '--protected', 'yes']);
  await claviger.cli(['attribute', 'add', 'department', '--label', 'Department']);
  for (const person of staff) await hire(claviger, person);
  await claviger.cli(['user', 'role', 'dmitri', 'app_admin', '--keep-password']);
  await claviger.cli(['user', 'role', 'freya', 'owner', '--keep-password']);
  await claviger.cli(['user', 'disable', 'hana']);

  const wiki = await run(claviger, 'wiki', 'Harbor Wiki', 'wiki.localhost', '--allow-group', 'staff');
  const payroll = await run(claviger, 'payroll', 'Bluebird Payroll', 'payroll.localhost', '--allow-group', 'accounting');
  await claviger.cli(['client', 'set', 'wiki', '--color', '#2f7f5f']);
  await claviger.cli(['client', 'set', 'payroll', '--color', '#3b66b8']);
  await claviger.cli(['client', 'claim', 'add', 'wiki', 'dept', '--from', 'attribute:department', '--in', 'id_token']);
  await claviger.cli(['client', 'add', 'grafana', '--name', 'Grafana', '--redirect-uri', grafana, '--url', 'https://grafana.northwind.example/']);
  await claviger.cli(['client', 'add', 'reports', '--name', 'Nightly reports', '--kind', 'service']);

  await visit(browser, wiki, 'alice');
  await visit(browser, wiki, 'bruno', payroll);
  await visit(browser, wiki, 'emeka');
  await stray(claviger, browser);
  return { owner, wiki, payroll };
}

async function hire(claviger, [username, name, memberships, department]) {
  const isInvited = memberships.length === 0;
  const way = isInvited ? ['--invite'] : ['--password-stdin'];
  const more = [...way, '--attribute', `department=${department}`, ...memberships.flatMap((group) => ['--group', group])];
  const email = `${username}@northwind.example`;
  await claviger.cli(['user', 'add', username, '--email', email, '--name', name, ...more], isInvited ? '' : `${password}\n`);
}

async function run(claviger, id, name, host, ...more) {
  return claviger.addApp(id, await RelyingParty.listen(name, host), ...more);
}

/** Somebody works with apps, in a browser of their own that stays signed in. */
async function visit(browser, app, username, ...others) {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${app.url}/sign-in`);
  await signIn(page, { username, password });
  await page.waitForURL(`${app.url}/**`);
  for (const other of others) await page.goto(`${other.url}/sign-in`);
  await page.context().close();
}

/** Grafana was set up with a slash too many, and the wiki's old server still has a secret that is wrong. */
async function stray(claviger, browser) {
  const { authorization_endpoint, token_endpoint } = await (await fetch(`${claviger.issuer}/.well-known/openid-configuration`)).json();
  const page = await browser.newPage();
  const ask = { client_id: 'grafana', response_type: 'code', scope: 'openid profile email', redirect_uri: `${grafana}/`, state: 'x' };
  await page.goto(`${authorization_endpoint}?${new URLSearchParams(ask)}`);
  await page.close();
  const Authorization = `Basic ${Buffer.from('wiki:not-the-secret-of-the-wiki-at-all').toString('base64')}`;
  await fetch(token_endpoint, { method: 'POST', headers: { Authorization }, body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'gone' }) });
}
