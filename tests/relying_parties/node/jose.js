// An API: it verifies access tokens (RFC 9068) by itself, from the provider's public keys.
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { createServer } from 'node:http';

const { ISSUER, API_AUDIENCE, PORT = 4000 } = process.env;

const provider = await fetch(`${ISSUER}/.well-known/openid-configuration`).then((answer) => answer.json());
if (provider.issuer !== ISSUER) throw new Error(`the issuer calls itself ${provider.issuer}, not ${ISSUER}`);
// Kept for ten minutes; a key id that is not among them makes it ask again, at most every 30 seconds.
const keys = createRemoteJWKSet(new URL(provider.jwks_uri));

class Refused extends Error {
  constructor(status, error, description) {
    super(description);
    this.status = status;
    this.error = error;
  }
}

/** The claims of the request's access token, which must hold `scope`. */
async function authorize(request, scope) {
  const [, token] = /^Bearer +([\w.~+/-]+=*)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (!token) throw new Refused(401);
  const { payload } = await jwtVerify(token, keys, {
    issuer: ISSUER,
    audience: API_AUDIENCE,
    algorithms: ['RS256'],
    typ: 'at+jwt',
    requiredClaims: ['sub', 'exp', 'client_id'],
  });
  const granted = (payload.scope ?? '').split(' ');
  if (!granted.includes(scope)) throw new Refused(403, 'insufficient_scope', `it needs the scope ${scope}`);
  return payload;
}

async function tasks(request) {
  const { sub, client_id } = await authorize(request, 'tasks:read');
  return { owner: sub, asked_by: client_id, tasks: ['Water the plants'] };
}

const server = createServer(async (request, response) => {
  try {
    if (request.method !== 'GET' || request.url !== '/tasks') throw new Refused(404);
    answer(response, 200, await tasks(request));
  } catch (error) {
    refuse(response, error);
  }
});

/** RFC 6750 §3: the status, and a challenge that says what is wrong with the token. */
function refuse(response, error) {
  const { status, error: word, message } = error instanceof Refused ? error : refusal(error);
  if (status === 401 || status === 403) {
    const about = word ? `, error="${word}", error_description="${message}"` : '';
    response.setHeader('WWW-Authenticate', `Bearer realm="tasks"${about}`);
  }
  answer(response, status, { error: word, error_description: message });
}

/** jose's error codes tell a bad token from keys that could not be fetched. */
function refusal(error) {
  const isTheTokens = /^ERR_(JWT_|JWS_|JOSE_ALG_|JOSE_NOT_|JWKS_NO_MATCHING_KEY)/.test(error.code);
  if (isTheTokens) return new Refused(401, 'invalid_token', error.message.replaceAll('"', "'"));
  console.error(error);
  return new Refused(503, 'temporarily_unavailable', 'the token could not be checked');
}

function answer(response, status, body) {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(body));
}

server.listen(PORT, '127.0.0.1');
