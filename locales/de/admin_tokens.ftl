# Verschlüsselte Token und die Token-Sprechstunde.

app-encryption = Verschlüsselung
app-encryption-text = Für Apps, deren ID-Token oder Userinfo durch Hände gehen, die sie nicht lesen dürfen. Die meisten Apps brauchen das nicht: Die Verbindung ist ohnehin verschlüsselt.
app-encryption-keys = Öffentliche Schlüssel der App
app-encryption-keys-hint = Als JSON Web Key oder als Liste davon, nur die öffentlichen Hälften: RSA ab 2048 Bit, EC auf P-256 oder X25519. Der erste passende wird benutzt.
app-id_token_encryption = ID-Token werden verschlüsselt mit
app-userinfo_alg = Userinfo wird signiert mit
app-userinfo_encryption = Userinfo wird verschlüsselt mit
app-encryption-none = Nichts: nur signiert
app-userinfo-plain = Nichts: einfaches JSON
app-problem-key-json = Das ist kein JSON Web Key: Er beginnt mit {"{"}"kty": oder {"{"}"keys":.
app-problem-key-private = Darin steht ein privater Schlüssel. Geben Sie der App ein neues Paar, denn dieses wurde gesehen, und tragen Sie hier nur die öffentliche Hälfte ein.
app-problem-key-empty = Kein Schlüssel darin ist zum Verschlüsseln: Ein solcher hat "use":"enc" oder kein "use".
app-problem-key-many = Das sind zu viele Schlüssel. Lassen Sie die weg, die nicht mehr benutzt werden.
app-problem-key-kind = Mit einem Schlüssel dieser Art lässt sich nicht verschlüsseln. Nehmen Sie RSA ab 2048 Bit, EC auf P-256 oder X25519.
app-problem-key-bits = Ein RSA-Schlüssel mit { $name } Bit geht nicht. Nehmen Sie 2048 bis 8192.
app-problem-key-member = Das Feld „{ $name }“ eines Schlüssels ist nicht lesbar. Kopieren Sie den Schlüssel noch einmal.
app-problem-key-alg = Ein Schlüssel ist für ein Verfahren, das es hier nicht gibt: Es gibt RSA-OAEP-256 und ECDH-ES.
app-problem-key-point = Ein Schlüssel ist kein Punkt auf seiner Kurve. Kopieren Sie ihn noch einmal.
app-problem-no-key = { $name } braucht einen passenden Schlüssel der App: Tragen Sie ihn oben ein.
app-problem-unsigned = Userinfo wird nur verschlüsselt, wenn sie auch signiert ist. Wählen Sie ein Verfahren.
connect-value-id-token-encryption = ID-Token werden verschlüsselt mit
connect-value-userinfo-encryption = Userinfo wird verschlüsselt mit
preview-encrypted = Die App bekommt das mit ihrem eigenen Schlüssel verschlüsselt, nach { $name }, und muss es zuerst entschlüsseln.
