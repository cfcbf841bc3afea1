# Wie eine App beweist, wer sie ist.

app-proof = Nachweis der Identität
app-proof-text = Wie die App am Token-Endpunkt beweist, dass sie es ist. Ein Geheimnis ist am einfachsten; ein eigener Schlüssel verlässt die App nie, sodass hier nichts zu stehlen ist, mit dem jemand zu ihr würde.
app-proof-method = Sie weist sich aus durch
app-proof-any = Ihr Geheimnis, auf beliebige Weise
app-proof-client_secret_basic = Ihr Geheimnis im Authorization-Header (client_secret_basic)
app-proof-client_secret_post = Ihr Geheimnis im Formular (client_secret_post)
app-proof-client_secret_jwt = Ein JWT, signiert mit ihrem Geheimnis (client_secret_jwt)
app-proof-private_key_jwt = Ein JWT, signiert mit ihrem eigenen Schlüssel (private_key_jwt)
app-proof-alg = Algorithmus dieser JWTs
app-proof-any-alg = Jeder passende
app-proof-keys = Die öffentlichen Schlüssel, mit denen sie signiert
app-proof-keys-hint = Für private_key_jwt: nur öffentliche Hälften, als PEM, als JSON Web Key oder als Menge davon. RSA ab 2048 Bit, EC auf P-256 oder P-384, oder Ed25519. Während sie ihren Schlüssel wechselt, stehen beide hier.
app-proof-uri = Oder wo sie liegen
app-proof-uri-hint = Die https-Adresse dieser Menge: Sie wird von dort geholt, sodass die App ihre Schlüssel selbst wechseln kann.
app-problem-proof-none = Nur eine öffentliche App weist nichts nach.
app-problem-proof-public = Eine öffentliche App kann nichts nachweisen.
app-problem-proof-keys = Mit private_key_jwt braucht sie ihre öffentlichen Schlüssel: hier, oder darunter die Adresse, an der sie liegen.
app-problem-proof-alg = JWTs dieser Art werden mit { $name } signiert.
app-problem-proof-empty = Kein Schlüssel hierin ist für Signaturen: Einer hat "use":"sig" oder kein "use".
app-problem-proof-kind = Signaturen eines Schlüssels dieser Art können nicht geprüft werden. Nehmen Sie RSA ab 2048 Bit, EC auf P-256 oder P-384, oder Ed25519.
app-problem-proof-key-alg = Ein Schlüssel ist für einen Algorithmus, der hier nicht geprüft wird: Es gibt RS256, PS256, ES256, ES384 und EdDSA.
app-rare = Für seltene Fälle
app-rare-hint = Schlüssel statt Geheimnissen, verschlüsselte Tokens, wie alt eine Anmeldung sein darf, Kennungen, die keine andere App verbinden kann. Die meisten Apps brauchen nichts davon.
app-problem-proof-unknown = Diesen Weg gibt es nicht. Wählen Sie einen aus der Liste.
app-default-acr = Stufen der Anmeldung (acr)
app-default-acr-hint = Gewünscht, wo die Anfrage der App nichts sagt; mehrere mit Leerzeichen dazwischen. Leer: keine bestimmte.
