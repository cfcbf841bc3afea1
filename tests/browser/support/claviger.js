// One Claviger of its own: the real binary, started in an empty folder on a free port, and its command line.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
export const binary = resolve(root, process.env.CLAVIGER_BIN ?? 'target/release/claviger');

export function freePort() {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.on('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

export class Claviger {
  /** What the server printed, both streams. */
  output = '';
  /** What no log line may hold. */
  secrets = [];

  /**
   * A server that people reach by itself; behind a proxy `publicUrl` is the proxy's, and `settings` are further
   * variables such as `{ CLAVIGER_TRUSTED_PROXIES: '127.0.0.1' }`.
   */
  static async start({ port, publicUrl, settings = {} } = {}) {
    const claviger = new Claviger();
    claviger.folder = await mkdtemp(join(tmpdir(), 'claviger-browser-'));
    claviger.port = port ?? (await freePort());
    claviger.issuer = publicUrl ?? `http://localhost:${claviger.port}`;
    claviger.settings = settings;
    await claviger.serve();
    return claviger;
  }

  get env() {
    return {
      PATH: process.env.PATH,
      HOME: this.folder,
      CLAVIGER_PUBLIC_URL: this.issuer,
      CLAVIGER_LISTEN: `127.0.0.1:${this.port}`,
      ...this.settings,
    };
  }

  async serve() {
    const server = spawn(binary, ['serve'], { cwd: this.folder, env: this.env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.server = server;
    this.output = '';
    let ended = null;
    server.stdout.on('data', (bytes) => (this.output += bytes));
    server.stderr.on('data', (bytes) => (this.output += bytes));
    server.on('error', (error) => (ended = error.message));
    server.on('exit', (code, signal) => (ended ??= `exit ${code ?? signal}`));
    const deadline = Date.now() + 20_000;
    while (Date.now() < deadline && ended === null) {
      const ready = await fetch(`http://127.0.0.1:${this.port}/readyz`).then((answer) => answer.ok, () => false);
      if (ready) return;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`${binary} did not become ready (${ended ?? 'still starting'}):\n${this.output}`);
  }

  /** Ends the server as an operator would; `serve` starts it again on the same data. */
  async halt() {
    const { server } = this;
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((done) => server.once('exit', done));
    server.kill('SIGTERM');
    const late = setTimeout(() => server.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(late);
  }

  async remove() {
    await this.halt();
    await rm(this.folder, { recursive: true, force: true });
    const faults = this.output.split('\n').filter((line) => /panicked|\bERROR\b/.test(line) || this.secrets.some((secret) => line.includes(secret)));
    if (faults.length > 0) throw new Error(`the server's log holds errors or secrets:\n${faults.join('\n')}`);
  }

  /** Runs a command beside the server; the answer is what it wrote to stdout. */
  cli(args, input = '') {
    return new Promise((done, failed) => {
      const child = spawn(binary, args, { cwd: this.folder, env: this.env });
      let stdout = '';
      let stderr = '';
      child.stdout.on('data', (bytes) => (stdout += bytes));
      child.stderr.on('data', (bytes) => (stderr += bytes));
      child.on('error', failed);
      child.on('close', (code) =>
        code === 0 ? done(stdout) : failed(new Error(`claviger ${args.join(' ')}: exit ${code}\n${stdout}${stderr}`)),
      );
      // A command that reads nothing may be gone by now.
      child.stdin.on('error', () => {});
      child.stdin.end(input);
    });
  }

  async addPerson({ username, name, password, email = `${username}@northwind.example` }, ...more) {
    await this.cli(['user', 'add', username, '--email', email, '--name', name, '--password-stdin', ...more], `${password}\n`);
    this.secrets.push(password);
    return { username, name, password, email };
  }

  /** Registers an app that already listens, and tells it its credentials. */
  async addApp(id, app, ...more) {
    const answer = await this.cli([
      'client', 'add', id, '--name', app.name,
      '--redirect-uri', `${app.url}/callback`, '--post-logout-redirect-uri', `${app.url}/signed-out`,
      '--url', `${app.url}/`, '--json', ...more,
    ]);
    const client = JSON.parse(answer);
    this.secrets.push(client.client_secret);
    app.connect(this.issuer, client, this.secrets);
    return app;
  }
}
