//! Fresh databases: a file of its own per test, or a database of its own on the PostgreSQL that runs for the tests.

use claviger::model::ids::random_id;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::path::PathBuf;

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
    Postgres(String),
}

impl Database {
    pub async fn fresh(engine: Engine) -> Self {
        let collation = match engine {
            Engine::Sqlite => return Self::sqlite(),
            Engine::Postgres => "C",
            Engine::PostgresEnUs => "en_US.UTF-8",
        };
        let name = format!("claviger_{}", random_id().replace('-', ""));
        run(&format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE '{collation}'")).await;
        let mut url = url::Url::parse(&server()).expect("CLAVIGER_TEST_POSTGRES is a URL");
        url.set_path(&name);
        Self { url: url.into(), place: Place::Postgres(name) }
    }

    fn sqlite() -> Self {
        let folder = std::env::temp_dir().join(format!("claviger-it-{}", random_id()));
        std::fs::create_dir(&folder).expect("a folder for the database");
        Self { url: format!("sqlite:{}/test.db", folder.display()), place: Place::Folder(folder) }
    }

    /// Removes it, whoever still uses it.
    pub async fn remove(self) {
        match self.place {
            Place::Folder(folder) => {
                let _ = std::fs::remove_dir_all(folder);
            }
            Place::Postgres(name) => run(&format!("DROP DATABASE {name} WITH (FORCE)")).await,
        }
    }
}

async fn run(command: &str) {
    let mut connection = PgConnection::connect(&server()).await.expect("the PostgreSQL of the tests is there");
    sqlx::query(AssertSqlSafe(command)).execute(&mut connection).await.expect("the PostgreSQL of the tests obeys");
    let _ = connection.close().await;
}

#[expect(clippy::disallowed_methods, reason = "the one variable that tests are told something by")]
fn server() -> String {
    std::env::var("CLAVIGER_TEST_POSTGRES").expect(
        "CLAVIGER_TEST_POSTGRES is not set: ./scripts/test starts a PostgreSQL for the tests and sets it; \
         for one command, run it as ./scripts/with-postgres COMMAND",
    )
}
