// jose beside the relying parties of `claviger drill rotation`: a token on each line of stdin, and for each a line on
// stdout, `ok` or why it was refused. All is as it comes, but for the time that keys are kept: the drill is in a hurry.
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const { DRILL_ISSUER, DRILL_JWKS_URI, DRILL_AUDIENCE, DRILL_MAX_AGE } = process.env;
const keys = createRemoteJWKSet(new URL(DRILL_JWKS_URI), { cacheMaxAge: Number(DRILL_MAX_AGE) * 1000 });
const rules = { issuer: DRILL_ISSUER, audience: DRILL_AUDIENCE, algorithms: ['RS256'], typ: 'at+jwt' };

async function verdict(token) {
  for (;;) {
    try {
      await jwtVerify(token, keys, rules);
      return 'ok';
    } catch (error) {
      // A server that was killed serves no keys: that says nothing about the token.
      const isFetched = error instanceof errors.JOSEError && !['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT'].includes(error.code);
      if (isFetched) return `jose: ${error.code}: ${error.message}`.replaceAll('\n', ' ');
      await sleep(20);
    }
  }
}

for await (const token of createInterface({ input: process.stdin })) {
  process.stdout.write(`${await verdict(token)}\n`);
}
