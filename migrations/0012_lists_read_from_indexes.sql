-- Filters of the list of people are counted by indexes that hold nobody else.
DROP INDEX users_disabled;
CREATE INDEX users_disabled ON users (disabled_at) WHERE disabled_at IS NOT NULL AND deleted_at IS NULL;
DROP INDEX users_without_password;
CREATE INDEX users_invited ON users (password_hash, deleted_at, disabled_at)
    WHERE password_hash IS NULL AND deleted_at IS NULL AND disabled_at IS NULL;
DROP INDEX users_last_seen;
CREATE INDEX users_last_seen ON users (seen_at, id) WHERE deleted_at IS NULL;

-- How many of each group were removed is told by these two indexes alone.
DROP INDEX users_deleted;
CREATE INDEX users_deleted ON users (deleted_at, id) WHERE deleted_at IS NOT NULL;
DROP INDEX group_members_user;
CREATE INDEX group_members_user ON group_members (user_id, group_id);
