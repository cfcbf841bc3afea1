// Claims asked for one by one, signed userinfo and signed introspection, as openid-client reads them.
import { expect, signIn, test } from '../support/relying_parties.js';

test('openid-client: claims asked for one by one, signed userinfo, signed introspection', async ({ page, claviger, person, samples }) => {
  const scopes = ['openid', 'profile', 'email'].flatMap((scope) => ['--scope', scope]);
  const env = await samples.register('ledger', 'Ledger', ['--consent', ...scopes]);
  await claviger.cli(['client', 'set', 'ledger', '--userinfo-alg', 'RS256', '--introspection-alg', 'RS256']);
  await claviger.cli(['user', 'set', person.username, '--claim', 'nickname=Nick', '--claim', 'given_name=Nicola']);
  await samples.serve('Ledger', 'node/openid_client_claims.js', env);

  await page.goto(`${env.APP_URL}/sign-in`);
  await signIn(page, person);
  await expect(page.getByText('Nickname', { exact: true })).toBeVisible();
  await expect(page.getByText('Nicola', { exact: true })).toBeVisible();
  await page.click('#allow');
  await page.waitForURL(`${env.APP_URL}/callback?**`);
  const learnt = JSON.parse(await page.locator('body').innerText());

  expect(learnt).toMatchObject({
    id_token: { given_name: 'Nicola', acr: 'urn:claviger:acr:password', amr: ['pwd'] },
    refreshed: { given_name: 'Nicola', auth_time: learnt.id_token.auth_time },
    userinfo: { sub: learnt.id_token.sub, nickname: 'Nick', email: person.email, iss: claviger.issuer, aud: 'ledger' },
    introspection: { active: true, client_id: 'ledger', scope: 'openid' },
  });
  expect(Object.keys(learnt.userinfo), 'nothing that was not asked for').not.toContain('given_name');
  expect(Object.keys(learnt.id_token), 'nothing that was not asked for').not.toContain('nickname');
});
