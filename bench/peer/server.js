// oidc-provider set up to do what Claviger does by default: RS256 with 2048 bits, JWT access tokens, PKCE demanded,
// refresh tokens that rotate, the same life times. One process with its own in-memory adapter: nothing is on a disk.
// usage: node server.js SETUP_FILE
import { readFileSync } from 'node:fs';
import Provider from 'oidc-provider';

const setup = JSON.parse(readFileSync(process.argv[2], 'utf8'));

const provider = new Provider(setup.issuer, {
  jwks: setup.jwks,
  clients: [
    {
      ...setup.app,
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      scope: 'openid api:read',
    },
    { ...setup.service, grant_types: ['client_credentials'], response_types: [], redirect_uris: [], scope: 'api:read' },
  ],
  scopes: ['openid', 'api:read'],
  cookies: { keys: ['a benchmark keeps no secrets'] },
  findAccount: (_ctx, id) => ({ accountId: id, claims: async () => ({ sub: id, name: id }) }),
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  loadExistingGrant,
  issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
  rotateRefreshToken: true,
  pkce: { required: () => true },
  ttl: {
    AccessToken: 300, ClientCredentials: 300, IdToken: 300, AuthorizationCode: 60, RefreshToken: 86400,
    Session: 86400, Grant: 86400, Interaction: 3600,
  },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    resourceIndicators: {
      enabled: true,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: 'api:read',
        audience: setup.api,
        accessTokenTTL: 300,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
});

// Claviger asks no consent of people for the operator's own apps; neither does this.
async function loadExistingGrant(ctx) {
  const { client, session, provider: { Grant } } = ctx.oidc;
  const known = session.grantIdFor(client.clientId);
  if (known) return Grant.find(known);
  const grant = new Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid api:read');
  grant.addResourceScope(setup.api, 'api:read');
  await grant.save();
  return grant;
}

// It has no passwords of its own: whoever comes is signed in. That is why sign-in is not compared.
let people = 0;
provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/interaction/')) return next();
  people += 1;
  const login = { accountId: `person-${people}` };
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, { login }, { mergeWithLastSubmission: false }));
});

// It warns in its own words where a setting is not for production; those go to the log.
provider.on('server_error', (_ctx, error) => console.error(error));
provider.listen(setup.port, '127.0.0.1');
