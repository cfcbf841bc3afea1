//! Fresh databases: a file of its own per test, or a database of its own on the PostgreSQL that runs for the tests.

use claviger::model::ids::random_id;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::path::PathBuf;
use std::sync::Mutex;

/// The database under a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    /// Sorts by bytes.
    Postgres,
    /// Sorts as people who write American English do.
    PostgresEnUs,
}

/// A database that nobody else uses.
pub struct Database {
    pub url: String,
    place: Place,
}

enum Place {
    Folder(PathBuf),
    Postgres(Engine, String),
}

/// Emptied databases of tests that passed: making one costs a hundred times what emptying one does.
static SPARE: Mutex<Vec<(Engine, String)>> = Mutex::new(Vec::new());

const EMPTY: &str = "DO $$ DECLARE name text; BEGIN \
     FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' \
         AND tablename NOT IN ('_sqlx_migrations', 'revisions') \
     LOOP EXECUTE format('DELETE FROM %I', name); END LOOP; \
     UPDATE revisions SET revision = 0; END $$";

impl Database {
    pub async fn fresh(engine: Engine) -> Self {
        let collation = match engine {
            Engine::Sqlite => return Self::sqlite(),
            Engine::Postgres => "C",
            Engine::PostgresEnUs => "en_US.UTF-8",
        };
        if let Some(name) = take_spare(engine) {
            return Self { url: url(&name), place: Place::Postgres(engine, name) };
        }
        let name = format!("claviger_{}", random_id().replace('-', ""));
        let create = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE '{collation}'");
        run(&server(), &create).await;
        Self { url: url(&name), place: Place::Postgres(engine, name) }
    }

    fn sqlite() -> Self {
        let folder = std::env::temp_dir().join(format!("claviger-it-{}", random_id()));
        std::fs::create_dir(&folder).expect("a folder for the database");
        Self { url: format!("sqlite:{}/test.db", folder.display()), place: Place::Folder(folder) }
    }

    /// Makes room: whoever still uses it is cut off, unless the test passed and the next one may have it, empty.
    pub async fn give_back(self, test_passed: bool) {
        match self.place {
            Place::Folder(folder) => {
                let _ = std::fs::remove_dir_all(folder);
            }
            Place::Postgres(engine, name) if test_passed => {
                run(&self.url, EMPTY).await;
                SPARE.lock().expect("the spare databases").push((engine, name));
            }
            Place::Postgres(_, name) => run(&server(), &format!("DROP DATABASE {name} WITH (FORCE)")).await,
        }
    }
}

fn take_spare(engine: Engine) -> Option<String> {
    let mut spare = SPARE.lock().expect("the spare databases");
    let place = spare.iter().position(|(own, _)| *own == engine)?;
    Some(spare.swap_remove(place).1)
}

fn url(database: &str) -> String {
    let mut url = url::Url::parse(&server()).expect("CLAVIGER_TEST_POSTGRES is a URL");
    url.set_path(database);
    url.into()
}

async fn run(url: &str, command: &str) {
    let mut connection = PgConnection::connect(url).await.expect("the PostgreSQL of the tests is there");
    sqlx::raw_sql(AssertSqlSafe(command)).execute(&mut connection).await.expect("the PostgreSQL of the tests obeys");
    let _ = connection.close().await;
}

#[expect(clippy::disallowed_methods, reason = "the one variable that tests are told something by")]
fn server() -> String {
    std::env::var("CLAVIGER_TEST_POSTGRES").expect(
        "CLAVIGER_TEST_POSTGRES is not set: ./scripts/test starts a PostgreSQL for the tests and sets it; \
         for one command, run it as ./scripts/with-postgres COMMAND",
    )
}
