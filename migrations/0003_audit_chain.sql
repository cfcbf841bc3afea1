-- The linker numbers committed events (seq, from 1) and links each to the one before it; NULL until then. Neither column
-- is under the event's MAC.
ALTER TABLE audit_events ADD COLUMN seq BIGINT;
ALTER TABLE audit_events ADD COLUMN link BYTEA;
CREATE UNIQUE INDEX audit_events_seq ON audit_events (seq) WHERE seq IS NOT NULL;
CREATE INDEX audit_events_unlinked ON audit_events (id) WHERE seq IS NULL;

-- Listing by kind, and by a person who acted on somebody or something else.
CREATE INDEX audit_events_kind ON audit_events (kind, id);
CREATE INDEX audit_events_actor ON audit_events (actor, id) WHERE user_id IS NULL OR actor <> 'user:' || user_id;

-- Signed heads of the chain. One that was not written outside gives way to the next; where old events were removed, the
-- chain begins after the head that is_start.
CREATE TABLE audit_heads (
    seq        BIGINT PRIMARY KEY,
    jwt        TEXT NOT NULL,
    made_at    BIGINT NOT NULL,
    is_outside BOOLEAN NOT NULL,
    is_start   BOOLEAN NOT NULL
);

-- What is too frequent for the audit log. Hours since 1970.
CREATE TABLE hourly_counts (
    hour  BIGINT NOT NULL,
    name  TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (hour, name)
);
