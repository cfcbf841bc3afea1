// Serves the browser-only app: a page, its script, the library and two settings. It sees no token.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const { ISSUER, CLIENT_ID, PORT = 3001 } = process.env;
const read = (url) => readFileSync(fileURLToPath(url));

const imports = JSON.stringify({ imports: { oauth4webapi: '/library.js' } });
const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sketchbook</title>
<script type="importmap">${imports}</script>
<script type="module" src="/app.js"></script>
<h1>Sketchbook</h1>
<section id="nobody" hidden><p>Nobody is signed in.</p><button id="sign-in">Sign in</button></section>
<section id="person" hidden>
  <p>Hello <b id="name"></b>, <span id="email"></span></p>
  <p>Groups: <span id="groups"></span></p>
  <p>Tokens: access …<code id="access-token"></code>, refresh …<code id="refresh-token"></code></p>
  <button id="refresh">Refresh</button> <button id="sign-out">Sign out</button>
</section>
<section id="signed-out" hidden><p>You are signed out.</p></section>
<section id="failed" hidden>
  <p id="error"></p>
  <p id="error-description"></p>
  <button id="try-again">Try again</button>
</section>
</html>`;

// No script but ours may run, and it may talk to the provider only: tokens are stolen by scripts that got in.
const policy = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${createHash('sha256').update(imports).digest('base64')}'`,
  `connect-src 'self' ${ISSUER}`,
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const files = {
  '/app.js': ['text/javascript', read(new URL('oauth4webapi.js', import.meta.url))],
  '/library.js': ['text/javascript', read(import.meta.resolve('oauth4webapi'))],
  '/config.json': ['application/json', JSON.stringify({ ISSUER, CLIENT_ID })],
};
for (const path of ['/', '/callback', '/signed-out']) files[path] = ['text/html; charset=utf-8', page];

createServer((request, response) => {
  const [type, body] = files[new URL(request.url, 'http://localhost').pathname] ?? [];
  if (!type) return response.writeHead(404).end();
  response.writeHead(200, {
    'Content-Type': type,
    'Content-Security-Policy': policy,
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  });
  response.end(body);
}).listen(PORT, '127.0.0.1');
