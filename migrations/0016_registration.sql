-- Apps that registered themselves (RFC 7591): what each manages itself with (RFC 7592), and what let it in.
CREATE TABLE client_registrations (
    client_id           TEXT PRIMARY KEY REFERENCES clients (id) ON DELETE CASCADE,
    token_hash          BYTEA NOT NULL,
    -- The initial access token, which may be gone by now, and its label; none: nobody vouched for the app.
    initial_token_id    TEXT,
    initial_token_label TEXT,
    -- Scopes that it may give itself.
    scopes              TEXT NOT NULL,
    created_at          BIGINT NOT NULL,
    -- When it goes if nobody has used it by then; none: it was used, or somebody vouched for it.
    expires_at          BIGINT
);
CREATE INDEX client_registrations_expires ON client_registrations (expires_at);

CREATE TABLE initial_access_tokens (
    id           TEXT PRIMARY KEY,
    token_hash   BYTEA NOT NULL UNIQUE,
    label        TEXT NOT NULL,
    scopes       TEXT NOT NULL,
    created_by   TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    uses_left    BIGINT NOT NULL,
    last_used_at BIGINT
);
CREATE INDEX initial_access_tokens_expires ON initial_access_tokens (expires_at);
