// jose as it comes, beside the relying parties of `claviger drill rotation`: a token on each line of stdin, and for
// each a line on stdout, `ok` or why it was refused.
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { createInterface } from 'node:readline';

const { DRILL_ISSUER, DRILL_JWKS_URI, DRILL_AUDIENCE } = process.env;
const keys = createRemoteJWKSet(new URL(DRILL_JWKS_URI));
const rules = { issuer: DRILL_ISSUER, audience: DRILL_AUDIENCE, algorithms: ['RS256'], typ: 'at+jwt' };

for await (const token of createInterface({ input: process.stdin })) {
  const answer = await jwtVerify(token, keys, rules).then(() => 'ok', (error) => `jose: ${error.code}: ${error.message}`);
  process.stdout.write(`${answer.replaceAll('\n', ' ')}\n`);
}
