//! What searching needs beside the tables of `migrations/`, in the words of each engine.
//!
//! Both engines keep, in step by triggers:
//! - the people in the order of their names together with their search texts, so that a walk along that order reads
//!   nothing else: an index on SQLite, the narrow table `people_names` on PostgreSQL, whose rows few changes touch;
//! - the trigrams of the search texts, each with the people who have it: FTS5 on SQLite, GIN on PostgreSQL. We cut the
//!   trigrams there ourselves: the ones of `pg_trgm` hold no letters but English ones in a database of locale C;
//! - `people_blocks`: which trigrams occur among the people whose names begin with the same two characters (a block).

/// Trigrams of every person's `search_text`. The text itself stays in `users`; rowids tie the two together.
///
/// The indexes of names and usernames hold the text too: whoever looks for "paul" by name walks past everybody from A to O, and looks
/// into the table only for those who match (at a million people 0.13 s instead of 1.4).
pub(super) const SQLITE: &[&str] = &[
    "CREATE INDEX IF NOT EXISTS users_name ON users (name_key, id, deleted_at, search_text)",
    "CREATE INDEX IF NOT EXISTS users_username ON users (username_key, deleted_at, search_text)",
    // Of earlier releases, which knew who was removed too.
    "DROP TRIGGER IF EXISTS people_search_added",
    "DROP TRIGGER IF EXISTS people_search_removed",
    "DROP TRIGGER IF EXISTS people_search_changed",
    "DROP TABLE IF EXISTS people_search",
    "CREATE VIEW IF NOT EXISTS people_present AS \
     SELECT rowid AS number, search_text FROM users WHERE deleted_at IS NULL",
    "CREATE VIRTUAL TABLE IF NOT EXISTS people_search USING fts5 \
     (search_text, content = 'people_present', content_rowid = 'number', tokenize = 'trigram case_sensitive 1')",
    "CREATE TRIGGER IF NOT EXISTS people_search_added AFTER INSERT ON users WHEN new.deleted_at IS NULL BEGIN \
     INSERT INTO people_search (rowid, search_text) VALUES (new.rowid, new.search_text); END",
    "CREATE TRIGGER IF NOT EXISTS people_search_removed AFTER DELETE ON users WHEN old.deleted_at IS NULL BEGIN \
     INSERT INTO people_search (people_search, rowid, search_text) VALUES ('delete', old.rowid, old.search_text); END",
    "CREATE TRIGGER IF NOT EXISTS people_search_changed AFTER UPDATE OF search_text, deleted_at ON users \
     WHEN old.search_text <> new.search_text OR (old.deleted_at IS NULL) <> (new.deleted_at IS NULL) BEGIN \
     INSERT INTO people_search (people_search, rowid, search_text) \
     SELECT 'delete', old.rowid, old.search_text WHERE old.deleted_at IS NULL; \
     INSERT INTO people_search (rowid, search_text) \
     SELECT new.rowid, new.search_text WHERE new.deleted_at IS NULL; END",
    "CREATE TABLE IF NOT EXISTS people_blocks \
     (gram TEXT NOT NULL, block TEXT NOT NULL, PRIMARY KEY (gram, block)) WITHOUT ROWID",
    // Triggers take no recursive queries, so places in a text are counted by a table.
    "CREATE TABLE IF NOT EXISTS people_places (place INTEGER PRIMARY KEY)",
    "INSERT OR IGNORE INTO people_places (place) \
     WITH RECURSIVE places(place) AS (SELECT 1 UNION ALL SELECT place + 1 FROM places WHERE place < 2000) \
     SELECT place FROM places",
    "CREATE TRIGGER IF NOT EXISTS people_blocks_added AFTER INSERT ON users BEGIN \
     INSERT OR IGNORE INTO people_blocks (gram, block) \
     SELECT substr(new.search_text, place, 3), substr(new.name_key, 1, 2) FROM people_places \
     WHERE place <= length(new.search_text) - 2 UNION \
     SELECT substr(new.search_text, place, 2), substr(new.name_key, 1, 2) FROM people_places \
     WHERE place < length(new.search_text) AND substr(new.search_text, place, 1) = char(10); END",
    "CREATE TRIGGER IF NOT EXISTS people_blocks_changed AFTER UPDATE OF name_key, search_text ON users \
     WHEN old.name_key <> new.name_key OR old.search_text <> new.search_text BEGIN \
     INSERT OR IGNORE INTO people_blocks (gram, block) \
     SELECT substr(new.search_text, place, 3), substr(new.name_key, 1, 2) FROM people_places \
     WHERE place <= length(new.search_text) - 2 UNION \
     SELECT substr(new.search_text, place, 2), substr(new.name_key, 1, 2) FROM people_places \
     WHERE place < length(new.search_text) AND substr(new.search_text, place, 1) = char(10); END",
];

/// The last of what [`SQLITE`] makes, one of each kind.
pub(super) const SQLITE_MADE: &str = "SELECT COUNT(*) = 3 FROM sqlite_master \
                                      WHERE name IN ('people_present', 'people_blocks_changed', 'users_username')";

/// Byte order, whatever the database's own collation: pages follow one another as on SQLite.
///
/// Rows of `people_blocks` may come twice, when two transactions bring the same trigram: a unique index would make one
/// wait for the other, and lock both where they bring several.
pub(super) const POSTGRES: &[&str] = &[
    "CREATE INDEX IF NOT EXISTS users_name ON users (name_key COLLATE \"C\", id)",
    "CREATE INDEX IF NOT EXISTS users_username ON users (username_key COLLATE \"C\")",
    // Of earlier releases.
    "DROP INDEX IF EXISTS users_email",
    "DROP INDEX IF EXISTS users_search_text",
    "CREATE TABLE IF NOT EXISTS people_names \
     (user_id TEXT PRIMARY KEY, name_key TEXT COLLATE \"C\" NOT NULL, search_text TEXT COLLATE \"C\" NOT NULL)",
    "CREATE TABLE IF NOT EXISTS people_blocks (gram TEXT COLLATE \"C\" NOT NULL, block TEXT COLLATE \"C\" NOT NULL)",
    "CREATE INDEX IF NOT EXISTS people_blocks_gram ON people_blocks (gram, block)",
    // The cost keeps it out of plans that would call it for every row.
    "CREATE OR REPLACE FUNCTION people_grams(text) RETURNS text[] \
     LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS \
     'SELECT ARRAY(SELECT substr($1, place, 3) FROM generate_series(1, length($1) - 2) AS place)'",
    "CREATE OR REPLACE FUNCTION people_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
     IF TG_OP = 'UPDATE' AND (OLD.name_key, OLD.search_text, OLD.deleted_at) \
     IS NOT DISTINCT FROM (NEW.name_key, NEW.search_text, NEW.deleted_at) THEN RETURN NULL; END IF; \
     IF TG_OP <> 'INSERT' THEN DELETE FROM people_names WHERE user_id = OLD.id; END IF; \
     IF TG_OP <> 'DELETE' AND NEW.deleted_at IS NULL THEN \
     INSERT INTO people_names (user_id, name_key, search_text) VALUES (NEW.id, NEW.name_key, NEW.search_text); \
     INSERT INTO people_blocks (gram, block) SELECT gram, substr(NEW.name_key, 1, 2) FROM ( \
     SELECT unnest(people_grams(NEW.search_text)) AS gram UNION \
     SELECT substr(NEW.search_text, place, 2) FROM generate_series(1, length(NEW.search_text) - 1) AS place \
     WHERE substr(NEW.search_text, place, 1) = chr(10)) AS own WHERE NOT EXISTS ( \
     SELECT 1 FROM people_blocks WHERE people_blocks.gram = own.gram COLLATE \"C\" \
     AND block = substr(NEW.name_key, 1, 2) COLLATE \"C\"); \
     END IF; RETURN NULL; END $$",
    "DROP TRIGGER IF EXISTS people_changed ON users",
    "CREATE TRIGGER people_changed AFTER INSERT OR DELETE OR UPDATE OF name_key, search_text, deleted_at ON users \
     FOR EACH ROW EXECUTE FUNCTION people_changed()",
    "TRUNCATE people_names, people_blocks",
    // Names that stand together are found together.
    "INSERT INTO people_names (user_id, name_key, search_text) SELECT id, name_key, search_text FROM users \
     WHERE deleted_at IS NULL ORDER BY name_key COLLATE \"C\", id",
    "CREATE INDEX IF NOT EXISTS people_names_order ON people_names (name_key, user_id) INCLUDE (search_text)",
];

/// What takes longer, while people may already come and go. Searches look into the trigrams all the time, so new ones
/// are not left on a pile.
pub(super) const POSTGRES_INDEXES: &[&str] = &[
    "CREATE INDEX IF NOT EXISTS people_names_grams ON people_names USING gin (people_grams(search_text)) \
     WITH (fastupdate = off)",
    "ANALYZE people_names",
];

/// The last of what [`POSTGRES_INDEXES`] makes.
pub(super) const POSTGRES_MADE: &str = "SELECT EXISTS (SELECT 1 FROM pg_indexes WHERE schemaname = CURRENT_SCHEMA \
                                        AND indexname = 'people_names_grams')";

/// What a filling of the database does better without.
pub(super) const SQLITE_DROPPED: &[&str] = &[
    "DROP TRIGGER IF EXISTS people_search_added",
    "DROP TRIGGER IF EXISTS people_search_removed",
    "DROP TRIGGER IF EXISTS people_search_changed",
    "DROP TRIGGER IF EXISTS people_blocks_added",
    "DROP TRIGGER IF EXISTS people_blocks_changed",
    "DROP TABLE IF EXISTS people_search",
    "DROP VIEW IF EXISTS people_present",
    "DROP TABLE IF EXISTS people_blocks",
    "DROP INDEX IF EXISTS users_name",
    "DROP INDEX IF EXISTS users_username",
];

/// The same for PostgreSQL.
pub(super) const POSTGRES_DROPPED: &[&str] = &[
    "DROP TRIGGER IF EXISTS people_changed ON users",
    "DROP TABLE IF EXISTS people_names",
    "DROP TABLE IF EXISTS people_blocks",
    "DROP INDEX IF EXISTS users_name",
    "DROP INDEX IF EXISTS users_username",
];
