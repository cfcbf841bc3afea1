//! Fresh databases for tests: SQLite in a file of its own and, where `CLAVIGER_TEST_POSTGRES` names a server,
//! PostgreSQL databases in the locales C and en_US.UTF-8. For unit tests of any floor.

use super::{AuditEvent, Store, both};
use crate::model::client::{Client, ClientKind};
use crate::model::ids::{ClientId, UserId, random_id};
use crate::model::user::User;
use sqlx::{Connection, PgConnection};
use std::ops::Deref;
use std::path::PathBuf;

/// A database that is removed, if it is a file, when this is dropped.
pub(crate) struct TestStore {
    /// Which engine and locale: for the message of a failed assertion.
    pub(crate) name: &'static str,
    /// The database itself, migrated and empty.
    pub(crate) store: Store,
    folder: Option<PathBuf>,
}

impl Deref for TestStore {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl Drop for TestStore {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

impl TestStore {
    /// Runs one statement past everything, as somebody with a database shell could; answers how many rows it touched.
    pub(crate) async fn tamper(&self, statement: &str) -> u64 {
        let statement = sqlx::AssertSqlSafe(statement.to_owned());
        match &self.store {
            Store::Sqlite { writer, .. } => {
                sqlx::query(statement).execute(&mut *writer.take().await.unwrap()).await.unwrap().rows_affected()
            }
            Store::Postgres(pool) => sqlx::query(statement).execute(pool).await.unwrap().rows_affected(),
        }
    }

    /// The file of a SQLite database.
    pub(crate) fn file(&self) -> PathBuf {
        self.folder.as_ref().expect("a SQLite database").join("test.db")
    }
}

/// One fresh database of every engine that tests must run on.
pub(crate) async fn stores() -> Vec<TestStore> {
    let mut stores = vec![sqlite().await];
    for (name, url) in empty_postgres().await {
        let store = Store::connect(&url, true).await.unwrap();
        store.migrate().await.unwrap();
        stores.push(TestStore { name, store, folder: None });
    }
    stores
}

/// One fresh SQLite database.
pub(crate) async fn sqlite() -> TestStore {
    let folder = std::env::temp_dir().join(format!("claviger-test-{}", random_id()));
    let url = format!("sqlite:{}", folder.join("test.db").display());
    let store = Store::connect(&url, false).await.unwrap();
    store.migrate().await.unwrap();
    TestStore { name: "SQLite", store, folder: Some(folder) }
}

#[expect(clippy::disallowed_methods, reason = "tests are told by the environment where a database server is")]
fn postgres_server() -> Option<String> {
    let server = std::env::var("CLAVIGER_TEST_POSTGRES").ok().filter(|url| !url.is_empty());
    let required = std::env::var_os("CLAVIGER_TEST_REQUIRE_POSTGRES").is_some()
        || std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(server.is_some() || !required, "CLAVIGER_TEST_POSTGRES must name a PostgreSQL server");
    server
}

/// URLs of new PostgreSQL databases that no migration has touched, with their names; none where there is no server.
pub(crate) async fn empty_postgres() -> Vec<(&'static str, String)> {
    match postgres_server() {
        Some(server) => vec![
            ("PostgreSQL, C", create_postgres(&server, "C").await),
            ("PostgreSQL, en_US.UTF-8", create_postgres(&server, "en_US.UTF-8").await),
        ],
        None => Vec::new(),
    }
}

/// Makes a database beside the one that `server` names.
async fn create_postgres(server: &str, locale: &str) -> String {
    let database = format!("claviger_{}", random_id().replace('-', ""));
    let mut admin = PgConnection::connect(server).await.unwrap();
    let create = format!("CREATE DATABASE {database} TEMPLATE template0 ENCODING 'UTF8' LOCALE '{locale}'");
    sqlx::raw_sql(sqlx::AssertSqlSafe(create)).execute(&mut admin).await.unwrap();
    admin.close().await.unwrap();
    let mut url = url::Url::parse(server).unwrap();
    url.set_path(&database);
    url.to_string()
}

/// A person without a password, not stored.
pub(crate) fn person(username: &str) -> User {
    User::new(UserId::from(random_id()), username, 1)
}

/// A person without a password.
pub(crate) async fn user(store: &Store, username: &str) -> User {
    let user = person(username);
    let mut write = store.write().await.unwrap();
    write.db().insert_user(&user, (username, None)).await.unwrap();
    write.commit().await.unwrap();
    user
}

/// A web app.
pub(crate) async fn client(store: &Store, id: &str) -> ClientId {
    let client = Client::new(id, ClientKind::Web, 1);
    let mut write = store.write().await.unwrap();
    write.db().insert_client(&client).await.unwrap();
    write.commit().await.unwrap();
    client.id
}

/// The audit events of a kind, oldest first.
pub(crate) async fn audit_events(store: &Store, kind: &str) -> Vec<AuditEvent> {
    let mut read = store.read().await.unwrap();
    let found: Result<_, sqlx::Error> = both!(&mut read.db(), c => {
        sqlx::query_as("SELECT * FROM audit_events WHERE kind = $1 ORDER BY id").bind(kind).fetch_all(c).await
    });
    found.unwrap()
}
