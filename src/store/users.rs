//! People.

use super::{Db, Error, Result, both};
use crate::model::ids::UserId;
use crate::model::user::{Role, User};

#[derive(sqlx::FromRow)]
struct UserRow {
    id: String,
    username: String,
    email: Option<String>,
    email_verified: bool,
    name: Option<String>,
    claims: String,
    password_hash: Option<String>,
    role: Option<String>,
    disabled_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
    last_sign_in_at: Option<i64>,
}

impl TryFrom<UserRow> for User {
    type Error = Error;

    fn try_from(row: UserRow) -> Result<Self> {
        Ok(Self {
            id: UserId::from(row.id),
            username: row.username,
            email: row.email,
            email_verified: row.email_verified,
            name: row.name,
            claims: serde_json::from_str(&row.claims).map_err(|_| Error::Damaged("users.claims"))?,
            password_hash: row.password_hash,
            role: match row.role {
                Some(role) => Some(Role::parse(&role).ok_or(Error::Damaged("users.role"))?),
                None => None,
            },
            disabled_at: row.disabled_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
            last_sign_in_at: row.last_sign_in_at,
        })
    }
}

fn one(row: Option<UserRow>) -> Result<Option<User>> {
    row.map(User::try_from).transpose()
}

/// The unique forms of a person's names: `(username_key, email_key)`, after NFKC and case folding.
pub type UserKeys<'k> = (&'k str, Option<&'k str>);

impl Db<'_> {
    /// Adds a person; [`Error::Taken`] names the key that somebody has.
    pub async fn insert_user(&mut self, user: &User, keys: UserKeys<'_>) -> Result<()> {
        let claims = serde_json::to_string(&user.claims).map_err(|_| Error::Damaged("users.claims"))?;
        Ok(both!(self, c => sqlx::query(
            "INSERT INTO users (id, username, username_key, email, email_key, email_verified, name, claims, \
             password_hash, role, disabled_at, created_at, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)")
            .bind(user.id.as_str()).bind(&*user.username).bind(keys.0).bind(user.email.as_deref()).bind(keys.1)
            .bind(user.email_verified).bind(user.name.as_deref()).bind(&*claims)
            .bind(user.password_hash.as_deref()).bind(user.role.map(Role::as_str)).bind(user.disabled_at)
            .bind(user.created_at).bind(user.updated_at)
            .execute(c).await.map(drop))?)
    }

    /// Writes back what describes a person: names, e-mail, claims, role, disabled. Not the password.
    pub async fn update_user(&mut self, user: &User, keys: UserKeys<'_>) -> Result<()> {
        let claims = serde_json::to_string(&user.claims).map_err(|_| Error::Damaged("users.claims"))?;
        Ok(both!(self, c => sqlx::query(
            "UPDATE users SET username = $2, username_key = $3, email = $4, email_key = $5, email_verified = $6, \
             name = $7, claims = $8, role = $9, disabled_at = $10, updated_at = $11 WHERE id = $1")
            .bind(user.id.as_str()).bind(&*user.username).bind(keys.0).bind(user.email.as_deref()).bind(keys.1)
            .bind(user.email_verified).bind(user.name.as_deref()).bind(&*claims).bind(user.role.map(Role::as_str))
            .bind(user.disabled_at).bind(user.updated_at)
            .execute(c).await.map(drop))?)
    }

    /// Sets the password hash.
    pub async fn set_password_hash(&mut self, id: &UserId, hash: &str, now: i64) -> Result<()> {
        Ok(both!(self, c => sqlx::query("UPDATE users SET password_hash = $2, updated_at = $3 WHERE id = $1")
            .bind(id.as_str()).bind(hash).bind(now).execute(c).await.map(drop))?)
    }

    /// Replaces one hash of a password by a stronger one of the same password, unless it changed meanwhile.
    pub async fn upgrade_password_hash(&mut self, id: &UserId, old: &str, new: &str) -> Result<()> {
        Ok(both!(self, c => sqlx::query("UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2")
            .bind(id.as_str()).bind(old).bind(new).execute(c).await.map(drop))?)
    }

    /// Notes a sign-in.
    pub async fn set_last_sign_in(&mut self, id: &UserId, now: i64) -> Result<()> {
        Ok(both!(self, c => sqlx::query("UPDATE users SET last_sign_in_at = $2 WHERE id = $1")
            .bind(id.as_str()).bind(now).execute(c).await.map(drop))?)
    }

    /// The person of an id.
    pub async fn find_user(&mut self, id: &UserId) -> Result<Option<User>> {
        one(both!(self, c => sqlx::query_as("SELECT * FROM users WHERE id = $1")
            .bind(id.as_str()).fetch_optional(c).await)?)
    }

    /// The person whose username or e-mail has this key; a username wins over another's e-mail.
    pub async fn find_user_by_key(&mut self, key: &str) -> Result<Option<User>> {
        one(both!(self, c => sqlx::query_as(
            "SELECT * FROM users WHERE username_key = $1 OR email_key = $1 \
             ORDER BY CASE WHEN username_key = $1 THEN 0 ELSE 1 END LIMIT 1")
            .bind(key).fetch_optional(c).await)?)
    }

    /// People in the order of their usernames, after the given key (exclusive), at most `limit`.
    pub async fn list_users(&mut self, after_username_key: &str, limit: i64) -> Result<Vec<User>> {
        let rows: Vec<UserRow> = both!(self, c => sqlx::query_as(
            "SELECT * FROM users WHERE username_key > $1 ORDER BY username_key LIMIT $2")
            .bind(after_username_key).bind(limit).fetch_all(c).await)?;
        rows.into_iter().map(User::try_from).collect()
    }

    /// Removes a person with their sessions, families and consents.
    pub async fn delete_user(&mut self, id: &UserId) -> Result<bool> {
        let gone = both!(self, c => sqlx::query("DELETE FROM users WHERE id = $1")
            .bind(id.as_str()).execute(c).await.map(|done| done.rows_affected()))?;
        Ok(gone > 0)
    }

    /// How many people there are.
    pub async fn count_users(&mut self) -> Result<i64> {
        Ok(both!(self, c => sqlx::query_scalar("SELECT COUNT(*) FROM users").fetch_one(c).await)?)
    }

    /// Makes whoever else would change an owner wait until this transaction ends, so that two cannot each leave the
    /// other as the last one and both go.
    pub async fn lock_owners(&mut self) -> Result<()> {
        Ok(
            both!(self, c => sqlx::query("UPDATE users SET role = role WHERE role = 'owner'").execute(c).await.map(drop))?,
        )
    }

    /// How many owners can sign in.
    pub async fn count_enabled_owners(&mut self) -> Result<i64> {
        Ok(both!(self, c => sqlx::query_scalar(
            "SELECT COUNT(*) FROM users WHERE role = 'owner' AND disabled_at IS NULL").fetch_one(c).await)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::{self, TestStore};
    use std::time::Duration;

    async fn owners_left(db: &TestStore) -> Result<i64> {
        let mut write = db.store.write().await?;
        write.db().lock_owners().await?;
        write.db().count_enabled_owners().await
    }

    #[tokio::test]
    async fn whoever_changes_owners_waits_for_who_changes_them_already() {
        for db in testing::stores().await {
            let mut first = db.store.write().await.unwrap();
            for name in ["alice", "bob"] {
                let owner = User { role: Some(Role::Owner), id: UserId::from(name), ..testing::person(name) };
                first.db().insert_user(&owner, (name, None)).await.unwrap();
            }
            first.commit().await.unwrap();
            let mut first = db.store.write().await.unwrap();
            first.db().lock_owners().await.unwrap();
            first.db().delete_user(&UserId::from("alice")).await.unwrap();
            let second = tokio::time::timeout(Duration::from_millis(200), owners_left(&db)).await;
            assert!(second.is_err(), "{}: it did not wait", db.name);
            first.commit().await.unwrap();
            assert_eq!(owners_left(&db).await.unwrap(), 1, "{}", db.name);
        }
    }
}
