-- One timeline for SQLite and PostgreSQL: TEXT, BIGINT, BOOLEAN and BYTEA only. Times are unix seconds unless the
-- column says _ms. Columns named _hash hold SHA-256 of a secret that only its holder knows.

CREATE TABLE settings (
    name       TEXT PRIMARY KEY,
    value      TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);

-- Raised in the transaction of every change to what servers keep in memory, so that each sees it.
CREATE TABLE revisions (
    topic    TEXT PRIMARY KEY,
    revision BIGINT NOT NULL
);
INSERT INTO revisions (topic, revision) VALUES ('clients', 0), ('signing_keys', 0), ('settings', 0);

CREATE TABLE users (
    id              TEXT PRIMARY KEY,
    username        TEXT NOT NULL,
    username_key    TEXT NOT NULL UNIQUE,
    email           TEXT,
    email_key       TEXT UNIQUE,
    email_verified  BOOLEAN NOT NULL,
    name            TEXT,
    claims          TEXT NOT NULL,
    password_hash   TEXT,
    role            TEXT,
    disabled_at     BIGINT,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    last_sign_in_at BIGINT
);

CREATE TABLE user_groups (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    description TEXT,
    created_at  BIGINT NOT NULL
);
CREATE TABLE group_members (
    group_id TEXT NOT NULL REFERENCES user_groups (id) ON DELETE CASCADE,
    user_id  TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (group_id, user_id)
);
CREATE INDEX group_members_user ON group_members (user_id);

CREATE TABLE clients (
    id                        TEXT PRIMARY KEY,
    name                      TEXT NOT NULL,
    url                       TEXT,
    is_public                 BOOLEAN NOT NULL,
    redirect_uris             TEXT NOT NULL,
    post_logout_redirect_uris TEXT NOT NULL,
    grant_types               TEXT NOT NULL,
    scopes                    TEXT NOT NULL,
    resources                 TEXT NOT NULL,
    audiences                 TEXT NOT NULL,
    requires_pkce             BOOLEAN NOT NULL,
    requires_consent          BOOLEAN NOT NULL,
    access_seconds            BIGINT,
    refresh_seconds           BIGINT,
    disabled_at               BIGINT,
    created_at                BIGINT NOT NULL,
    updated_at                BIGINT NOT NULL
);
CREATE TABLE client_secrets (
    id          TEXT PRIMARY KEY,
    client_id   TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    secret_hash BYTEA NOT NULL,
    hint        TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT
);
CREATE INDEX client_secrets_client ON client_secrets (client_id);

CREATE TABLE signing_keys (
    kid         TEXT PRIMARY KEY,
    ring        TEXT NOT NULL,
    generation  BIGINT NOT NULL,
    sealed      BYTEA,
    public_jwk  TEXT NOT NULL,
    publish_at  BIGINT NOT NULL,
    sign_from   BIGINT,
    sign_until  BIGINT,
    remove_at   BIGINT,
    revoked_at  BIGINT,
    exp_ceiling BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    mac         BYTEA NOT NULL,
    UNIQUE (ring, generation)
);
CREATE UNIQUE INDEX signing_keys_one_active ON signing_keys (ring) WHERE sign_from IS NOT NULL AND sign_until IS NULL;
CREATE UNIQUE INDEX signing_keys_one_standby ON signing_keys (ring) WHERE sign_from IS NULL AND revoked_at IS NULL;

CREATE TABLE sessions (
    sid          TEXT PRIMARY KEY,
    cookie_hash  BYTEA NOT NULL UNIQUE,
    user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    auth_time    BIGINT NOT NULL,
    amr          TEXT NOT NULL,
    address      TEXT,
    user_agent   TEXT,
    created_at   BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    ended_at     BIGINT
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expires ON sessions (expires_at);

CREATE TABLE families (
    id         TEXT PRIMARY KEY,
    client_id  TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    sid        TEXT NOT NULL,
    is_offline BOOLEAN NOT NULL,
    scope      TEXT NOT NULL,
    resources  TEXT NOT NULL,
    auth_time  BIGINT NOT NULL,
    amr        TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at   BIGINT
);
CREATE INDEX families_client ON families (client_id);
CREATE INDEX families_user ON families (user_id);
CREATE INDEX families_sid ON families (sid);
CREATE INDEX families_expires ON families (expires_at);

CREATE TABLE authorization_codes (
    code_hash      BYTEA PRIMARY KEY,
    family_id      TEXT NOT NULL REFERENCES families (id) ON DELETE CASCADE,
    client_id      TEXT NOT NULL,
    redirect_uri   TEXT NOT NULL,
    code_challenge TEXT,
    nonce          TEXT,
    created_at     BIGINT NOT NULL,
    expires_at     BIGINT NOT NULL,
    redeemed_at    BIGINT
);
CREATE INDEX authorization_codes_family ON authorization_codes (family_id);

CREATE TABLE refresh_tokens (
    token_hash  BYTEA PRIMARY KEY,
    family_id   TEXT NOT NULL REFERENCES families (id) ON DELETE CASCADE,
    parent_hash BYTEA,
    created_at  BIGINT NOT NULL,
    used_at     BIGINT,
    ended_at    BIGINT
);
CREATE INDEX refresh_tokens_family ON refresh_tokens (family_id);
CREATE INDEX refresh_tokens_parent ON refresh_tokens (parent_hash);

CREATE TABLE revoked_access_tokens (
    jti        TEXT PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
CREATE INDEX revoked_access_tokens_expires ON revoked_access_tokens (expires_at);

CREATE TABLE consents (
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    client_id  TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    scope      TEXT NOT NULL,
    resources  TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, client_id)
);
CREATE INDEX consents_client ON consents (client_id);

CREATE TABLE one_time_links (
    token_hash BYTEA PRIMARY KEY,
    purpose    TEXT NOT NULL,
    user_id    TEXT REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);
CREATE INDEX one_time_links_expires ON one_time_links (expires_at);

-- One row per account, network or device that failed to sign in lately.
CREATE TABLE sign_in_throttle (
    bucket     TEXT PRIMARY KEY,
    failures   BIGINT NOT NULL,
    blocked_until_ms BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sign_in_throttle_expires ON sign_in_throttle (expires_at);

CREATE TABLE audit_events (
    id         TEXT PRIMARY KEY,
    at_ms      BIGINT NOT NULL,
    kind       TEXT NOT NULL,
    actor      TEXT NOT NULL,
    user_id    TEXT,
    client_id  TEXT,
    sid        TEXT,
    address    TEXT,
    detail     TEXT NOT NULL,
    mac        BYTEA NOT NULL
);
CREATE INDEX audit_events_user ON audit_events (user_id, id);
CREATE INDEX audit_events_client ON audit_events (client_id, id);
