// A relying party in a process of its own, since Node reads the authorities that it trusts (NODE_EXTRA_CA_CERTS) only
// when it starts. To the tests it is as a RelyingParty.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { RelyingParty } from '../apps/relying_party.js';

const self = fileURLToPath(import.meta.url);

export class HttpsApp {
  static async listen(name, host, caFile) {
    const app = new HttpsApp();
    Object.assign(app, { name, host });
    app.child = fork(self, [name, host], { env: { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: caFile } });
    app.url = await new Promise((done, failed) => {
      app.child.once('exit', (code) => failed(new Error(`the app ${name} ended (${code})`)));
      app.child.on('message', ({ url, secrets }) => (url ? done(url) : app.secrets.push(...secrets)));
    });
    return app;
  }

  connect(issuer, client, secrets) {
    Object.assign(this, { issuer, client_id: client.client_id, secrets });
    this.child.send({ issuer, client });
  }

  async close() {
    const gone = new Promise((done) => this.child.once('exit', done));
    this.child.disconnect();
    await gone;
  }
}

if (process.argv[1] === self) {
  const [name, host] = process.argv.slice(2);
  const app = await RelyingParty.listen(name, host);
  const secrets = { push: (...found) => process.send({ secrets: found }) };
  process.on('message', ({ issuer, client }) => app.connect(issuer, client, secrets));
  process.on('disconnect', () => app.close());
  process.send({ url: app.url });
}
