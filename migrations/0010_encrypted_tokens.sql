-- Tokens that only one app can read (RFC 7516), and userinfo as a signed JWT (OIDC Core §5.3.2).

-- The app's public keys as a JSON Web Key Set (RFC 7517).
ALTER TABLE clients ADD COLUMN encryption_keys TEXT;
-- alg and enc with a slash between them, such as RSA-OAEP-256/A256GCM; none: signed only.
ALTER TABLE clients ADD COLUMN id_token_encryption TEXT;
ALTER TABLE clients ADD COLUMN userinfo_encryption TEXT;
-- userinfo_signed_response_alg; none: plain JSON.
ALTER TABLE clients ADD COLUMN userinfo_alg TEXT;
