// The rotation drill with jose and PyJWT beside its own relying parties, as they come.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { binary } from '../support/claviger.js';
import { expect, test } from '../support/test.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const samples = join(root, 'tests/relying_parties');

const run = (args) =>
  new Promise((done) => {
    execFile(binary, args, { timeout: 60_000 }, (error, stdout, stderr) => done({ code: error?.code ?? 0, stdout, stderr }));
  });

test('keys rotate twice without one token that jose or PyJWT refuses', async () => {
  test.setTimeout(90_000);
  const jose = `${process.execPath} ${join(samples, 'node/jose_drill.js')}`;
  const pyjwt = `${join(root, 'target/python/bin/python')} ${join(samples, 'python/pyjwt_drill.py')}`;
  const alone = ['drill', 'rotation', '--json'];
  const { code, stdout, stderr } = await run([...alone, '--beside', jose, '--beside', pyjwt]);
  expect(stdout, stderr).toContain('accepted');
  const outcome = JSON.parse(stdout);
  expect({ code, rejected: outcome.rejected, first: outcome.first_rejection }, stderr).toEqual({ code: 0, rejected: 0, first: null });
  expect(outcome.accepted).toBeGreaterThanOrEqual(1000);
  expect(outcome.control_rejected).toBeGreaterThan(0);
});
