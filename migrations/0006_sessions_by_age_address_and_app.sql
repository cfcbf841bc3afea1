-- Admins list and search the sign-ins of everybody, newest first, a page at a time.
CREATE INDEX sessions_live ON sessions (created_at, sid) WHERE ended_at IS NULL;
CREATE INDEX sessions_address ON sessions (address, created_at, sid) WHERE ended_at IS NULL;
-- In the order of their age, so that the sessions of one app are found a page at a time too.
DROP INDEX families_client;
CREATE INDEX families_client ON families (client_id, created_at, id);
