-- A family holds its code and its refresh tokens itself, so that each redemption and each rotation is one guarded
-- UPDATE of one row. Tokens of the earlier form are not understood any more: apps sign people in again, unseen where
-- the browser session still stands.
DELETE FROM families;
DROP TABLE refresh_tokens;
DROP TABLE authorization_codes;

-- The code (RFC 6749 §4.1.2) and what it is bound to.
ALTER TABLE families ADD COLUMN code_hash BYTEA;
ALTER TABLE families ADD COLUMN redirect_uri TEXT;
ALTER TABLE families ADD COLUMN code_challenge TEXT;
ALTER TABLE families ADD COLUMN nonce TEXT;
ALTER TABLE families ADD COLUMN code_expires_at BIGINT;
ALTER TABLE families ADD COLUMN code_redeemed_at BIGINT;

-- Tells a refresh token that this family once had from a stranger's guess.
ALTER TABLE families ADD COLUMN mark_hash BYTEA;
-- The tokens that may be used now: SHA-256 in hexadecimal, each followed by a space. More than one are siblings.
ALTER TABLE families ADD COLUMN refresh_hashes TEXT NOT NULL DEFAULT '';
-- The token whose successors those are, and its first use.
ALTER TABLE families ADD COLUMN retired_hash TEXT;
ALTER TABLE families ADD COLUMN retired_at BIGINT;
