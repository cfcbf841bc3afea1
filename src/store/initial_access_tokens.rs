//! Initial access tokens (RFC 7591 §1.2): each lets so many apps register, until a time.

use super::{Db, Result, both};
use crate::model::scope::Scope;
use crate::model::secret::TokenHash;

/// A token as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitialToken {
    /// Names it without telling it.
    pub id: String,
    /// Who it was made for, in an admin's words.
    pub label: String,
    /// What apps that come with it may ask for.
    pub scopes: Scope,
    /// Who made it, as in the audit log.
    pub created_by: String,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds.
    pub expires_at: i64,
    /// Apps that may still come with it.
    pub uses_left: i64,
    /// Unix seconds.
    pub last_used_at: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    label: String,
    scopes: String,
    created_by: String,
    created_at: i64,
    expires_at: i64,
    uses_left: i64,
    last_used_at: Option<i64>,
}

impl From<Row> for InitialToken {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            label: row.label,
            scopes: Scope::parse(&row.scopes),
            created_by: row.created_by,
            created_at: row.created_at,
            expires_at: row.expires_at,
            uses_left: row.uses_left,
            last_used_at: row.last_used_at,
        }
    }
}

impl Db<'_> {
    /// Adds a token.
    pub async fn insert_initial_token(&mut self, token: &InitialToken, hash: &TokenHash) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "INSERT INTO initial_access_tokens \
             (id, token_hash, label, scopes, created_by, created_at, expires_at, uses_left) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
            .bind(&*token.id).bind(hash.as_bytes()).bind(&*token.label).bind(token.scopes.to_string())
            .bind(&*token.created_by).bind(token.created_at).bind(token.expires_at).bind(token.uses_left)
            .execute(c).await.map(drop))?)
    }

    /// The token of a hash, while it lets anybody in.
    pub async fn find_initial_token(&mut self, hash: &TokenHash, now: i64) -> Result<Option<InitialToken>> {
        let row: Option<Row> = both!(self, c => sqlx::query_as(
            "SELECT id, label, scopes, created_by, created_at, expires_at, uses_left, last_used_at \
             FROM initial_access_tokens WHERE token_hash = $1 AND uses_left > 0 AND expires_at > $2")
            .bind(hash.as_bytes()).bind(now).fetch_optional(c).await)?;
        Ok(row.map(InitialToken::from))
    }

    /// Takes one of the uses of a token that lets anybody in; false where there is none left. One guarded statement, so
    /// that racing apps take no more than there are.
    pub async fn spend_initial_token(&mut self, id: &str, now: i64) -> Result<bool> {
        let spent = both!(self, c => sqlx::query(
            "UPDATE initial_access_tokens SET uses_left = uses_left - 1, last_used_at = $2 \
             WHERE id = $1 AND uses_left > 0 AND expires_at > $2")
            .bind(id).bind(now).execute(c).await.map(|done| done.rows_affected()))?;
        Ok(spent > 0)
    }

    /// Every token that still lets somebody in, the newest first.
    pub async fn list_initial_tokens(&mut self, now: i64) -> Result<Vec<InitialToken>> {
        let rows: Vec<Row> = both!(self, c => sqlx::query_as(
            "SELECT id, label, scopes, created_by, created_at, expires_at, uses_left, last_used_at \
             FROM initial_access_tokens WHERE uses_left > 0 AND expires_at > $1 ORDER BY created_at DESC, id DESC")
            .bind(now).fetch_all(c).await)?;
        Ok(rows.into_iter().map(InitialToken::from).collect())
    }

    /// Ends a token; answers what it was.
    pub async fn delete_initial_token(&mut self, id: &str) -> Result<Option<InitialToken>> {
        let row: Option<Row> = both!(self, c => sqlx::query_as(
            "DELETE FROM initial_access_tokens WHERE id = $1 \
             RETURNING id, label, scopes, created_by, created_at, expires_at, uses_left, last_used_at")
            .bind(id).fetch_optional(c).await)?;
        Ok(row.map(InitialToken::from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing;

    const NOW: i64 = 1_800_000_000;

    fn token(uses_left: i64) -> InitialToken {
        InitialToken {
            id: "t1".to_owned(),
            label: "Team blue".to_owned(),
            scopes: Scope::parse("openid email"),
            created_by: "command_line".to_owned(),
            created_at: NOW,
            expires_at: NOW + 60,
            uses_left,
            last_used_at: None,
        }
    }

    #[tokio::test]
    async fn a_token_is_good_for_its_uses_and_its_time() {
        for db in testing::stores().await {
            let (name, hash) = (&db.name, TokenHash::of("secret"));
            let mut write = db.store.write().await.unwrap();
            write.db().insert_initial_token(&token(2), &hash).await.unwrap();
            assert_eq!(write.db().find_initial_token(&hash, NOW).await.unwrap(), Some(token(2)), "{name}");
            assert_eq!(write.db().find_initial_token(&hash, NOW + 60).await.unwrap(), None, "{name}");
            assert_eq!(write.db().find_initial_token(&TokenHash::of("other"), NOW).await.unwrap(), None, "{name}");
            assert!(!write.db().spend_initial_token("t1", NOW + 60).await.unwrap(), "{name}");
            for is_left in [true, true, false] {
                assert_eq!(write.db().spend_initial_token("t1", NOW + 1).await.unwrap(), is_left, "{name}");
            }
            assert_eq!(write.db().find_initial_token(&hash, NOW).await.unwrap(), None, "{name}");
            assert_eq!(write.db().list_initial_tokens(NOW).await.unwrap(), [], "{name}");
            let gone = write.db().delete_initial_token("t1").await.unwrap().unwrap();
            assert_eq!(gone, InitialToken { last_used_at: Some(NOW + 1), ..token(0) }, "{name}");
            assert_eq!(write.db().delete_initial_token("t1").await.unwrap(), None, "{name}");
        }
    }

    #[tokio::test]
    async fn racing_apps_take_no_more_uses_than_there_are() {
        for db in testing::stores().await {
            let mut write = db.store.write().await.unwrap();
            write.db().insert_initial_token(&token(3), &TokenHash::of("secret")).await.unwrap();
            write.commit().await.unwrap();
            let racers = (0..12).map(|_| {
                let store = db.store.clone();
                tokio::spawn(async move {
                    let mut write = store.write().await.unwrap();
                    let is_spent = write.db().spend_initial_token("t1", NOW).await.unwrap();
                    write.commit().await.unwrap();
                    is_spent
                })
            });
            let mut spent = 0;
            for racer in racers.collect::<Vec<_>>() {
                spent += usize::from(racer.await.unwrap());
            }
            assert_eq!(spent, 3, "{}", db.name);
        }
    }
}
