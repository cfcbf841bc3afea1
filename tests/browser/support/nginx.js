// Debian's nginx in front of a Claviger: the shipped deploy/nginx/claviger.conf on free ports of 127.0.0.1, with a
// throw-away certificate authority. Clients trust it by `caFile` (NODE_EXTRA_CA_CERTS, SSL_CERT_FILE,
// REQUESTS_CA_BUNDLE) and by the name `localhost`, the only one that Node and Python resolve.
import { execFile, spawn } from 'node:child_process';
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Claviger, freePort } from './claviger.js';

const run = promisify(execFile);
const shipped = fileURLToPath(new URL('../../../deploy/nginx/claviger.conf', import.meta.url));
const nginx = process.env.CLAVIGER_NGINX ?? '/usr/sbin/nginx';

export class Nginx {
  /** What nginx printed. */
  output = '';

  /**
   * `upstreamPort`: where Claviger listens or will listen. `names`: what the certificate and the server are for; the
   * first is in `origin`. `assets`: the folder of `claviger assets export`, by default an empty one. `timeouts`:
   * shorter ones for tests, such as `{ client_header_timeout: '1s' }`. `optional`: with the settings that are shipped as
   * comments.
   */
  static async start({ upstreamPort, names = ['localhost'], assets, timeouts = {}, optional = false }) {
    const front = new Nginx();
    front.folder = await mkdtemp(join(tmpdir(), 'claviger-nginx-'));
    try {
      front.port = await freePort();
      front.httpPort = await freePort();
      front.origin = `https://${names[0]}:${front.port}`;
      front.httpOrigin = `http://${names[0]}:${front.httpPort}`;
      front.assets = assets ?? join(front.folder, 'assets');
      await mkdir(front.assets, { recursive: true });
      for (const folder of ['log', 'temp']) await mkdir(join(front.folder, folder));
      front.caFile = await makeCertificates(front.folder, names);
      await front.#writeConfiguration({ upstreamPort, names, timeouts }, optional);
      await front.#serve();
    } catch (error) {
      await front.stop();
      throw error;
    }
    return front;
  }

  /** All that is changed in the shipped file. */
  #substitutions({ upstreamPort, names, timeouts }) {
    return [
      ['https://id.example.com', this.origin],
      ['server_name id.example.com;', `server_name ${names.join(' ')};`],
      ['/etc/letsencrypt/live/id.example.com/', `${this.folder}/`],
      ['listen 80;', `listen 127.0.0.1:${this.httpPort};`],
      ['listen 443 ', `listen 127.0.0.1:${this.port} `],
      [/^ +listen \[::\]:.*\n/gm, ''],
      ['127.0.0.1:8000', `127.0.0.1:${upstreamPort}`],
      ['/var/cache/claviger/assets', this.assets],
      ['/var/log/nginx/', `${this.folder}/log/`],
      ...Object.entries(timeouts).map(([name, value]) => [new RegExp(`(?<=^ +${name} )[^;]+`, 'gm'), value]),
    ];
  }

  async #writeConfiguration(settings, optional) {
    let text = await readFile(shipped, 'utf8');
    // A setting that is off begins with `#` and no space, a comment with a space.
    if (optional) text = text.replace(/^( *)#(?=\S)/gm, '$1');
    for (const [from, to] of this.#substitutions(settings)) {
      const changed = text.replaceAll(from, to);
      if (changed === text) throw new Error(`${shipped} has nothing like ${from}`);
      text = changed;
    }
    await writeFile(join(this.folder, 'claviger.conf'), text);
    await writeFile(join(this.folder, 'nginx.conf'), surroundings(this.folder));
  }

  get #arguments() {
    return ['-p', `${this.folder}/`, '-c', join(this.folder, 'nginx.conf'), '-e', 'stderr'];
  }

  async #serve() {
    const server = spawn(nginx, [...this.#arguments, '-g', 'daemon off;'], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.server = server;
    let ended = null;
    server.stdout.on('data', (bytes) => (this.output += bytes));
    server.stderr.on('data', (bytes) => (this.output += bytes));
    server.on('error', (error) => (ended = error.message));
    server.on('exit', (code, signal) => (ended ??= `exit ${code ?? signal}`));
    const deadline = Date.now() + 20_000;
    while (Date.now() < deadline && ended === null) {
      if (await isListening(this.port)) return;
      await new Promise((done) => setTimeout(done, 20));
    }
    throw new Error(`${nginx} did not start (${ended ?? 'still starting'}):\n${this.output}`);
  }

  /** What stands in a log: `claviger.access.log` or `claviger.error.log`. */
  log(name) {
    return readFile(join(this.folder, 'log', name), 'utf8');
  }

  async stop() {
    const { server } = this;
    if (server?.pid && server.exitCode === null && server.signalCode === null) {
      const gone = new Promise((done) => server.once('exit', done));
      server.kill('SIGTERM');
      const late = setTimeout(() => server.kill('SIGKILL'), 10_000);
      await gone;
      clearTimeout(late);
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** nginx on `https://localhost:PORT` with a Claviger behind it that trusts it: `{ front, claviger, remove }`. */
export async function startBehindNginx({ settings = {}, ...options } = {}) {
  const upstreamPort = await freePort();
  const front = await Nginx.start({ upstreamPort, ...options });
  try {
    const claviger = await Claviger.start({
      port: upstreamPort,
      publicUrl: front.origin,
      settings: { CLAVIGER_TRUSTED_PROXIES: '127.0.0.1', ...settings },
    });
    const remove = async () => {
      await front.stop();
      await claviger.remove();
    };
    return { front, claviger, remove };
  } catch (error) {
    await front.stop();
    throw error;
  }
}

/** What Debian's /etc/nginx/nginx.conf says around the shipped file, gzip and old TLS versions included. */
function surroundings(folder) {
  const { uid, username } = userInfo();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'scgi', 'uwsgi'].map((kind) => `  ${kind}_temp_path ${folder}/temp/${kind};\n`);
  // As root the workers would else be a user who may not enter the folder.
  return `${uid === 0 ? `user ${username};\n` : ''}worker_processes 2;
pid ${folder}/nginx.pid;
error_log stderr warn;
events { worker_connections 768; }
http {
${temporary.join('')}  sendfile on;
  tcp_nopush on;
  types_hash_max_size 2048;
  default_type application/octet-stream;
  ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
  ssl_prefer_server_ciphers on;
  access_log ${folder}/log/access.log;
  gzip on;
  include ${folder}/claviger.conf;
}
`;
}

/** An authority (RFC 5280 §4.2.1.9) and the server's certificate signed by it, for two days. */
async function makeCertificates(folder, names) {
  const openssl = (...args) => run('openssl', args, { cwd: folder });
  const alternatives = [...new Set([...names, 'localhost'])].map((name) => `DNS:${name}`);
  await writeFile(
    join(folder, 'leaf.ext'),
    `basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=serverAuth
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
subjectAltName=${[...alternatives, 'IP:127.0.0.1'].join(',')}
`,
  );
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  await openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=Claviger test authority',
    '-addext', 'keyUsage=critical,keyCertSign,cRLSign');
  await openssl('req', ...key, '-keyout', 'privkey.pem', '-out', 'leaf.csr', '-subj', `/CN=${names[0]}`);
  await openssl('x509', '-req', '-in', 'leaf.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2',
    '-extfile', 'leaf.ext', '-out', 'fullchain.pem');
  const caFile = join(folder, 'ca.pem');
  await access(caFile);
  return caFile;
}

function isListening(port) {
  return new Promise((done) => {
    const probe = connect(port, '127.0.0.1');
    probe.on('connect', () => {
      probe.destroy();
      done(true);
    });
    probe.on('error', () => done(false));
  });
}
