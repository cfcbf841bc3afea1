-- The invited and the disabled are read in the order of their names by the indexes that count them.
DROP INDEX users_invited;
CREATE INDEX users_invited ON users (password_hash, deleted_at, disabled_at, name_key, id)
    WHERE password_hash IS NULL AND deleted_at IS NULL AND disabled_at IS NULL;
DROP INDEX users_disabled;
CREATE INDEX users_disabled ON users (deleted_at, name_key, id, disabled_at)
    WHERE disabled_at IS NOT NULL AND deleted_at IS NULL;
