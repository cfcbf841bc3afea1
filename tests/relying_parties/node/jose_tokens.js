// jose as it comes, on one answer of the token endpoint: JSON on stdin, what was proved as JSON on stdout. A token that
// does not prove right ends it with an error.
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';

const { issuer, client_id, client_secret, alg, nonce, id_token, access_token } = JSON.parse(await text(process.stdin));
const provider = await fetch(`${issuer}/.well-known/openid-configuration`).then((answer) => answer.json());
assert(provider.id_token_signing_alg_values_supported.includes(alg), `${alg} is not offered`);
const keys = createRemoteJWKSet(new URL(provider.jwks_uri));

const keyFor = (token) => (decodeProtectedHeader(token).alg === 'HS256' ? new TextEncoder().encode(client_secret) : keys);
const verify = (token, rules) => jwtVerify(token, keyFor(token), { issuer, ...rules });

const id = await verify(id_token, { audience: client_id, algorithms: [alg], typ: 'JWT', requiredClaims: ['nonce', 'at_hash'] });
assert.equal(id.payload.nonce, nonce);
// OIDC Core §3.1.3.6: the left half of the hash that goes with the algorithm; Ed25519 goes with SHA-512.
const hash = { 256: 'sha256', 384: 'sha384' }[alg.slice(-3)] ?? 'sha512';
const digest = createHash(hash).update(access_token).digest();
assert.equal(id.payload.at_hash, digest.subarray(0, digest.length / 2).toString('base64url'));

// No API knows the app's secret, so that access tokens are signed with a key where ID tokens are by HS256.
const algorithms = [alg === 'HS256' ? 'RS256' : alg];
const access = await verify(access_token, { audience: issuer, algorithms, typ: 'at+jwt' });
process.stdout.write(JSON.stringify({ alg: id.protectedHeader.alg, sub: id.payload.sub, access: access.payload.sub }));
