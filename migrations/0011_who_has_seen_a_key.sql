-- Who has seen which signing key. Written late and in batches, hence no foreign keys; removed with the app, or by age.

-- From where an app has proved who it is, by a secret.
CREATE TABLE client_addresses (
    client_id        TEXT NOT NULL,
    address          TEXT NOT NULL,
    authenticated_at BIGINT NOT NULL,
    expires_at       BIGINT NOT NULL,
    PRIMARY KEY (client_id, address)
);
CREATE INDEX client_addresses_expires ON client_addresses (expires_at);

-- When the key set was fetched last and what it held (kids, as a JSON array): by an app's alias of its URL, from one of
-- the addresses above, or by a proxy of ours on its own account. What stood in between, where it names itself.
CREATE TABLE jwks_fetches (
    asker      TEXT PRIMARY KEY,
    fetched_at BIGINT NOT NULL,
    kids       TEXT NOT NULL,
    through    TEXT,
    expires_at BIGINT NOT NULL
);
CREATE INDEX jwks_fetches_expires ON jwks_fetches (expires_at);

-- When an app last used a token that a key had signed at one of our endpoints.
CREATE TABLE key_uses (
    client_id  TEXT NOT NULL,
    kid        TEXT NOT NULL,
    used_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (client_id, kid)
);
CREATE INDEX key_uses_expires ON key_uses (expires_at);
