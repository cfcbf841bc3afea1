-- Apps that receive tokens of the next key before all others do, as a JSON array of their ids; none: nobody.
ALTER TABLE signing_keys ADD COLUMN staged_for TEXT;
-- A next key that never signed may be given up for another.
DROP INDEX signing_keys_one_standby;
CREATE UNIQUE INDEX signing_keys_one_standby ON signing_keys (ring)
    WHERE sign_from IS NULL AND revoked_at IS NULL AND remove_at IS NULL;
