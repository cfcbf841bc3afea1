// Visitors who come from an address of their own: all of 127.0.0.0/8 is this machine, and a server sees which of these
// addresses a connection was made from. nginx comes to Claviger from 127.0.0.1.
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { connect, createServer } from 'node:net';

/** A SOCKS5 proxy (RFC 1928) for a browser: every connection leaves from `address` and ends on this machine. */
export class Gateway {
  #server;

  static async listen(address) {
    const gateway = new Gateway();
    gateway.#server = createServer((browser) => pass(browser, address).catch(() => browser.destroy()));
    await new Promise((done) => gateway.#server.listen(0, '127.0.0.1', done));
    gateway.url = `socks5://127.0.0.1:${gateway.#server.address().port}`;
    return gateway;
  }

  close() {
    this.#server.close();
  }
}

async function pass(browser, localAddress) {
  const [, count] = await read(browser, 2);
  await read(browser, count);
  browser.write(Buffer.from([5, 0]));
  const [, command, , kind] = await read(browser, 4);
  if (command !== 1) throw new Error(`SOCKS command ${command}`);
  // A name is led by its length; the other kinds are IPv4 and IPv6 addresses.
  const length = kind === 3 ? (await read(browser, 1))[0] : { 1: 4, 4: 16 }[kind];
  await read(browser, length);
  const port = (await read(browser, 2)).readUInt16BE();
  const server = connect({ port, host: '127.0.0.1', localAddress });
  server.on('connect', () => {
    browser.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
    browser.pipe(server).pipe(browser);
  });
  for (const [one, other] of [[server, browser], [browser, server]]) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
}

/** The next `length` bytes, without taking more. */
async function read(socket, length) {
  if (length === 0) return Buffer.alloc(0);
  for (;;) {
    const bytes = socket.read(length);
    if (bytes !== null) return bytes;
    if (socket.readableEnded || socket.destroyed) throw new Error('ended early');
    await once(socket, 'readable');
  }
}

/** A client without a browser; `ask` answers `{ status, headers, bytes, text }`. */
export class Visitor {
  #cookies = new Map();

  /** `origin`: whom to ask, by 127.0.0.1; `headers` go with each request; `ca` for https. */
  constructor(origin, { address, headers = {}, ca }) {
    Object.assign(this, { origin: new URL(origin), address, headers, ca });
  }

  ask(path, { method = 'GET', headers = {}, body } = {}) {
    const { origin, ca } = this;
    const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ');
    const options = {
      host: '127.0.0.1',
      servername: origin.hostname,
      port: origin.port,
      path,
      method,
      ca,
      agent: false,
      localAddress: this.address,
      headers: { Host: origin.host, ...(cookie && { Cookie: cookie }), ...this.headers, ...headers },
    };
    return new Promise((done, failed) => {
      const request = (origin.protocol === 'https:' ? https : http).request(options, (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('error', failed);
        response.on('end', () => {
          const bytes = Buffer.concat(parts);
          this.#keep(response.headers['set-cookie'] ?? []);
          done({ status: response.statusCode, headers: response.headers, bytes, text: bytes.toString() });
        });
      });
      request.on('error', failed);
      request.end(body);
    });
  }

  #keep(cookies) {
    for (const cookie of cookies) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      this.#cookies.set(name, value);
    }
  }

  /** Fills and sends the sign-in form. */
  async signIn({ username, password }) {
    const page = await this.ask('/login');
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)[1];
    return this.ask('/login', {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ csrf, username, password }).toString(),
    });
  }
}
