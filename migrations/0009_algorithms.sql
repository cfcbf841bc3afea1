-- A client chooses what its tokens are signed with.

-- The algorithm of its access tokens, where it is not RS256.
ALTER TABLE clients ADD COLUMN access_token_alg TEXT;

-- The secret itself, sealed, beside its hash: only where ID tokens are signed with it (HS256).
ALTER TABLE client_secrets ADD COLUMN sealed BYTEA;
