# How an app proves who it is.

app-proof = Proof of identity
app-proof-text = How the app proves at the token endpoint that it is itself. A secret is simplest; a key of its own never leaves the app, so nothing here could be stolen to become it.
app-proof-method = It proves itself by
app-proof-any = Its secret, in any way
app-proof-client_secret_basic = Its secret in the Authorization header (client_secret_basic)
app-proof-client_secret_post = Its secret in the form (client_secret_post)
app-proof-client_secret_jwt = A JWT signed with its secret (client_secret_jwt)
app-proof-private_key_jwt = A JWT signed with its own key (private_key_jwt)
app-proof-alg = Algorithm of those JWTs
app-proof-any-alg = Any that fits
app-proof-keys = The public keys it signs with
app-proof-keys-hint = For private_key_jwt: public halves only, as PEM, as JSON Web Key or as a set of them. RSA from 2048 bits, EC on P-256 or P-384, or Ed25519. While it changes its key, both stand here.
app-proof-uri = Or where they are
app-proof-uri-hint = An https address of that set: it is fetched from there, so the app can change its keys by itself.
app-problem-proof-none = Only a public app proves nothing.
app-problem-proof-public = A public app can prove nothing.
app-problem-proof-keys = With private_key_jwt it needs its public keys: here, or below the address where they are.
app-problem-proof-alg = JWTs of this method are signed with { $name }.
app-problem-proof-empty = No key in here is for signatures: one has "use":"sig", or no "use".
app-problem-proof-kind = Signatures of a key of this kind cannot be verified. Use RSA from 2048 bits, EC on P-256 or P-384, or Ed25519.
app-problem-proof-key-alg = A key is for an algorithm that is not verified here: there are RS256, PS256, ES256, ES384 and EdDSA.
app-rare = For rare cases
app-rare-hint = Keys instead of secrets, encrypted tokens, how old a sign-in may be, identifiers that no other app can link. Most apps need none of this.
app-problem-proof-unknown = There is no such way. Choose one from the list.
app-default-acr = Levels of sign-in (acr)
app-default-acr-hint = Wished for where the app’s request does not say; several with spaces between. Empty: none in particular.
