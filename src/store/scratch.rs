//! Room of its own in a PostgreSQL database that others use too: a schema, made and removed with all that is in it.

use super::Result;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use url::Url;

/// Makes a schema in the database of `url`; answers a URL whose connections see nothing else. `name` must be made of
/// letters, digits and underscores.
pub async fn make_schema(url: &str, name: &str) -> Result<String> {
    run(url, format!("CREATE SCHEMA \"{name}\"")).await?;
    let mut inside = Url::parse(url).map_err(|error| sqlx::Error::Configuration(error.into()))?;
    inside.query_pairs_mut().append_pair("options[search_path]", name);
    Ok(inside.into())
}

/// Removes a schema that [`make_schema`] made.
pub async fn drop_schema(url: &str, name: &str) -> Result<()> {
    run(url, format!("DROP SCHEMA \"{name}\" CASCADE")).await
}

async fn run(url: &str, statement: String) -> Result<()> {
    let mut connection = PgConnection::connect(url).await?;
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await?;
    Ok(connection.close().await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Store, testing};

    #[tokio::test]
    async fn a_schema_sees_nothing_of_its_database_and_leaves_nothing_there() {
        for (name, url) in testing::empty_postgres().await {
            let outside = Store::connect(&url, true).await.unwrap();
            outside.migrate().await.unwrap();
            testing::user(&outside, "alice").await;
            let inside = Store::connect(&make_schema(&url, "drill_1").await.unwrap(), true).await.unwrap();
            assert_eq!(inside.applied_migration().await.unwrap(), None, "{name}");
            inside.migrate().await.unwrap();
            assert!(inside.read().await.unwrap().db().is_unused().await.unwrap(), "{name}");
            testing::user(&inside, "alice").await;
            inside.close().await;
            drop_schema(&url, "drill_1").await.unwrap();
            assert!(make_schema(&url, "drill_1").await.is_ok(), "{name}: nothing is left");
        }
    }
}
