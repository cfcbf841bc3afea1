-- People: undo of a removal, attributes of the installation's own, when they were last seen, and lists that stay fast
-- with a million of them. What may differ by engine (collations, full-text search) is made by src/store/search/index.rs.

-- Raised with every change to what describes a person, so that an edit of something older is noticed.
ALTER TABLE users ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
-- Values of the attributes that attribute_definitions names: a JSON object.
ALTER TABLE users ADD COLUMN attributes TEXT NOT NULL DEFAULT '{}';
-- The language of our own pages, when the person chose one.
ALTER TABLE users ADD COLUMN locale_ui TEXT;
-- Removed, but it can be undone until the sweeper comes.
ALTER TABLE users ADD COLUMN deleted_at BIGINT;
-- 0 is never: lists that are sorted by it need no rule for absent values.
ALTER TABLE users ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0;
-- The folded name, or username where there is none; empty in rows of earlier releases until the next start.
ALTER TABLE users ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
-- Folded username, e-mail and name, each word after a line break.
ALTER TABLE users ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
UPDATE users SET seen_at = COALESCE(last_sign_in_at, 0);

CREATE INDEX users_created ON users (created_at, id);
CREATE INDEX users_last_seen ON users (seen_at, id);
CREATE INDEX users_role ON users (role) WHERE role IS NOT NULL;
CREATE INDEX users_disabled ON users (disabled_at) WHERE disabled_at IS NOT NULL;
CREATE INDEX users_deleted ON users (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX users_without_password ON users (id) WHERE password_hash IS NULL;
CREATE INDEX users_unfolded ON users (id) WHERE name_key = '';
CREATE INDEX one_time_links_user ON one_time_links (user_id);

CREATE TABLE attribute_definitions (
    name               TEXT PRIMARY KEY,
    label              TEXT NOT NULL,
    kind               TEXT NOT NULL,
    is_person_editable BOOLEAN NOT NULL,
    created_at         BIGINT NOT NULL
);

-- The folded name; absent in rows of earlier releases until the next start.
ALTER TABLE user_groups ADD COLUMN name_key TEXT;
ALTER TABLE user_groups ADD COLUMN is_protected BOOLEAN NOT NULL DEFAULT FALSE;
-- Whether the groups claim names it.
ALTER TABLE user_groups ADD COLUMN in_claim BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE user_groups ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE UNIQUE INDEX user_groups_by_name_key ON user_groups (name_key);
