-- What an app is, who may use it, what its tokens say, how it looks, and how it fares.

-- web, browser, native or service: which defaults it was made with and which advice fits it.
ALTER TABLE clients ADD COLUMN kind TEXT NOT NULL DEFAULT 'web';
UPDATE clients SET kind = CASE
    WHEN is_public AND redirect_uris LIKE '%"https://%' THEN 'browser'
    WHEN is_public THEN 'native'
    WHEN redirect_uris = '[]' THEN 'service'
    ELSE 'web' END;
-- Raised by every edit: whoever edits an older one is told.
ALTER TABLE clients ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
-- The ids of the groups whose members may use it, as a JSON array; none: everybody may. A group that is gone lets nobody in.
ALTER TABLE clients ADD COLUMN allowed_groups TEXT;
-- What goes into its tokens besides the standard, as a JSON array.
ALTER TABLE clients ADD COLUMN claim_rules TEXT NOT NULL DEFAULT '[]';
ALTER TABLE clients ADD COLUMN id_token_alg TEXT;
ALTER TABLE clients ADD COLUMN color TEXT;
-- The beginning of the SHA-256 of its logo.
ALTER TABLE clients ADD COLUMN logo_tag TEXT;

CREATE TABLE client_logos (
    client_id TEXT PRIMARY KEY REFERENCES clients (id) ON DELETE CASCADE,
    png       BYTEA NOT NULL
);

ALTER TABLE client_secrets ADD COLUMN last_used_at BIGINT;

-- APIs that tokens are for (RFC 8707), with what their scopes mean, as a JSON array of name and description.
CREATE TABLE apis (
    audience   TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    scopes     TEXT NOT NULL,
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- How often what happened to an app, per day (unix days). No foreign key: it is written late and in batches.
CREATE TABLE client_health (
    client_id  TEXT NOT NULL,
    day        BIGINT NOT NULL,
    what       TEXT NOT NULL,
    count      BIGINT NOT NULL,
    last_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (client_id, day, what)
);
CREATE INDEX client_health_expires ON client_health (expires_at);

-- The newest refused requests of each app; under the empty client_id those that name no app. No foreign key, as above.
CREATE TABLE failed_requests (
    id         TEXT PRIMARY KEY,
    client_id  TEXT NOT NULL,
    at_ms      BIGINT NOT NULL,
    endpoint   TEXT NOT NULL,
    cause      TEXT NOT NULL,
    error      TEXT NOT NULL,
    came       TEXT NOT NULL,
    expected   TEXT,
    expires_at BIGINT NOT NULL
);
CREATE INDEX failed_requests_client ON failed_requests (client_id, id);
CREATE INDEX failed_requests_expires ON failed_requests (expires_at);
