// Tokens of each algorithm that an app may choose, as jose and PyJWT verify them: by their ordinary calls, from the key
// set of a running server.
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from '../support/test.js';
import { Visitor } from '../support/visitor.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const samples = join(root, 'tests/relying_parties');
const LIBRARIES = [
  ['jose', process.execPath, join(samples, 'node/jose_tokens.js')],
  ['PyJWT', join(root, 'target/python/bin/python'), join(samples, 'python/pyjwt_tokens.py')],
];
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA', 'HS256'];
const REDIRECT_URI = 'https://ledger.example.com/callback';

const header = (token) => JSON.parse(Buffer.from(token.split('.')[0], 'base64url'));
/** The same token with one bit of its signature turned. */
function forged(token) {
  const [head, claims, signature] = token.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  bytes[20] ^= 1;
  return [head, claims, bytes.toString('base64url')].join('.');
}

/** An app that takes whatever its ID tokens are signed with. */
class Ledger {
  static async register(claviger, visitor) {
    const ledger = Object.assign(new Ledger(), { claviger, visitor });
    const add = ['client', 'add', 'ledger', '--redirect-uri', REDIRECT_URI, '--json'];
    ledger.keep(JSON.parse(await claviger.cli(add)).client_secret);
    return ledger;
  }

  keep(secret) {
    this.secret = secret;
    this.claviger.secrets.push(secret);
  }

  /** With HS256 an app begins with a new secret. */
  async choose(alg) {
    const access = alg === 'HS256' ? 'RS256' : alg;
    const printed = await this.claviger.cli(['client', 'set', 'ledger', '--id-token-alg', alg, '--access-token-alg', access]);
    if (alg === 'HS256') this.keep(printed.trim());
  }

  /** A whole code flow; what a library needs to check its answer. */
  async tokens(alg) {
    const { claviger, visitor } = this;
    const [nonce, verifier] = [randomBytes(16), randomBytes(32)].map((bytes) => bytes.toString('base64url'));
    const asked = new URLSearchParams({
      response_type: 'code', client_id: 'ledger', redirect_uri: REDIRECT_URI, scope: 'openid', state: 'x', nonce,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256',
    });
    const code = new URL((await visitor.ask(`/oauth2/authorize?${asked}`)).headers.location).searchParams.get('code');
    const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, code_verifier: verifier };
    const answer = await fetch(`${claviger.issuer}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({ ...form, client_id: 'ledger', client_secret: this.secret }),
    });
    const { id_token, access_token, error } = await answer.json();
    expect(error).toBeUndefined();
    return { issuer: claviger.issuer, client_id: 'ledger', client_secret: this.secret, alg, nonce, id_token, access_token };
  }
}

async function check([, command, script], given) {
  const child = spawn(command, [script], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(JSON.stringify(given));
  const [told, faults] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return told ? JSON.parse(told) : { refused: faults };
}

test('jose and PyJWT verify ID and access tokens of every algorithm, and no forged one', async ({ claviger, person }) => {
  test.setTimeout(120_000);
  for (const alg of ALGORITHMS.slice(1)) await claviger.cli(['keys', 'enable', alg]);
  const visitor = new Visitor(claviger.issuer, { address: '127.0.0.1' });
  const ledger = await Ledger.register(claviger, visitor);
  expect((await visitor.signIn(person)).status).toBe(303);

  for (const alg of ALGORITHMS) {
    await test.step(alg, async () => {
      await ledger.choose(alg);
      let given;
      // A running server follows a command within two seconds.
      await expect(async () => {
        given = await ledger.tokens(alg);
        expect(header(given.id_token).alg).toBe(alg);
      }).toPass({ timeout: 5_000 });
      const another = await ledger.tokens(alg);
      for (const library of LIBRARIES) {
        const [name] = library;
        expect(await check(library, given), name).toMatchObject({ alg, sub: expect.any(String) });
        for (const change of [
          { id_token: forged(given.id_token) },
          { access_token: forged(given.access_token) },
          { access_token: another.access_token },
          { nonce: another.nonce },
          { client_id: 'another' },
        ]) {
          const answer = await check(library, { ...given, ...change });
          expect(answer.refused, `${name}: ${Object.keys(change)}`).toMatch(/Error|ERR_/);
        }
      }
    });
  }
});
