# Encrypted tokens, and the token doctor.

app-encryption = Encryption
app-encryption-text = For apps whose ID tokens or userinfo pass through hands that must not read them. Most apps need none of this: the connection is encrypted anyway.
app-encryption-keys = The app’s public keys
app-encryption-keys-hint = As JSON Web Key or a set of them, public halves only: RSA from 2048 bits, EC on P-256, or X25519. The first one that fits is used.
app-id_token_encryption = ID tokens are encrypted with
app-userinfo_alg = Userinfo is signed with
app-userinfo_encryption = Userinfo is encrypted with
app-encryption-none = Nothing: signed only
app-userinfo-plain = Nothing: plain JSON
app-problem-key-json = This is no JSON Web Key: it begins with {"{"}"kty": or {"{"}"keys":.
app-problem-key-private = This holds a private key. Give the app a new pair, since this one has been seen, and put only its public half here.
app-problem-key-empty = No key in here is for encryption: one has "use":"enc", or no "use".
app-problem-key-many = These are too many keys. Leave out those that are no longer used.
app-problem-key-kind = Tokens cannot be encrypted to a key of this kind. Use RSA from 2048 bits, EC on P-256, or X25519.
app-problem-key-bits = An RSA key of { $name } bits cannot be used. Use 2048 to 8192.
app-problem-key-member = The member “{ $name }” of a key cannot be read. Copy the key again.
app-problem-key-alg = A key is for an algorithm that is not offered here: there are RSA-OAEP-256 and ECDH-ES.
app-problem-key-point = A key is no point on its curve. Copy the key again.
app-problem-no-key = { $name } needs a key of the app that fits it: add one above.
app-problem-unsigned = Userinfo is encrypted only once it is signed. Choose an algorithm.
connect-value-id-token-encryption = ID tokens are encrypted with
connect-value-userinfo-encryption = Userinfo is encrypted with
preview-encrypted = The app gets this encrypted to its own key, by { $name }, and must decrypt it first.
