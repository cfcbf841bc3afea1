-- Apps that are told when a session ends (OIDC Back-Channel Logout 1.0): kept in step with what each app says about
-- itself, so that the notices of an end are written by one statement.
CREATE TABLE backchannel_apps (
    client_id TEXT PRIMARY KEY REFERENCES clients (id) ON DELETE CASCADE
);

-- One row per app of a session that ended: written in the transaction that ends it, sent afterwards. `due_at` is when it
-- is sent next; while it is on its way, when somebody else may take it over. The id is the `jti` of its logout token.
CREATE TABLE logout_notices (
    id           TEXT PRIMARY KEY,
    client_id    TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    user_id      TEXT NOT NULL,
    sid          TEXT NOT NULL,
    state        TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    due_at       BIGINT NOT NULL,
    tries        BIGINT NOT NULL,
    last_error   TEXT,
    delivered_at BIGINT,
    expires_at   BIGINT NOT NULL
);
CREATE INDEX logout_notices_due ON logout_notices (client_id, due_at, id) WHERE state = 'pending';
CREATE INDEX logout_notices_failed ON logout_notices (client_id, created_at, id) WHERE last_error IS NOT NULL;
CREATE INDEX logout_notices_sid ON logout_notices (sid);
CREATE INDEX logout_notices_user ON logout_notices (user_id, created_at, id);
CREATE INDEX logout_notices_newest ON logout_notices (created_at, id);
CREATE INDEX logout_notices_expires ON logout_notices (expires_at);
