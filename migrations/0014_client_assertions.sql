-- The jti of every client assertion that was accepted (RFC 7523 §3), as the SHA-256 of client_id and jti, until it has
-- expired anyway: each counts once.
CREATE TABLE client_assertion_jtis (
    hash BYTEA NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
CREATE INDEX client_assertion_jtis_expires ON client_assertion_jtis (expires_at);
