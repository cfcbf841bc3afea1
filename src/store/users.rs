//! People.

use super::{Db, Error, Result, both};
use crate::model::ids::UserId;
use crate::model::user::{Role, User};
use serde_json::{Map, Value};

#[derive(sqlx::FromRow)]
pub(super) struct UserRow {
    id: String,
    username: String,
    email: Option<String>,
    email_verified: bool,
    name: Option<String>,
    claims: String,
    password_hash: Option<String>,
    password_is_known: bool,
    must_change_password: bool,
    role: Option<String>,
    disabled_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
    last_sign_in_at: Option<i64>,
    seen_at: i64,
    attributes: String,
    locale_ui: Option<String>,
    deleted_at: Option<i64>,
    version: i64,
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
            password_is_known: row.password_is_known,
            must_change_password: row.must_change_password,
            role: match row.role {
                Some(role) => Some(Role::parse(&role).ok_or(Error::Damaged("users.role"))?),
                None => None,
            },
            disabled_at: row.disabled_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
            last_sign_in_at: row.last_sign_in_at,
            last_seen_at: Some(row.seen_at).filter(|at| *at > 0),
            attributes: serde_json::from_str(&row.attributes).map_err(|_| Error::Damaged("users.attributes"))?,
            locale_ui: row.locale_ui,
            deleted_at: row.deleted_at,
            version: row.version,
        })
    }
}

/// Claims and attributes as stored.
pub(super) fn objects(user: &User) -> Result<(String, String)> {
    let claims = serde_json::to_string(&user.claims).map_err(|_| Error::Damaged("users.claims"))?;
    let attributes = serde_json::to_string(&user.attributes).map_err(|_| Error::Damaged("users.attributes"))?;
    Ok((claims, attributes))
}

fn one(row: Option<UserRow>) -> Result<Option<User>> {
    row.map(User::try_from).transpose()
}

/// The unique forms of a person's names: `(username_key, email_key)`, after NFKC and case folding.
pub type UserKeys<'k> = (&'k str, Option<&'k str>);

impl Db<'_> {
    /// Adds a person; [`Error::Taken`] names the key that somebody has.
    pub async fn insert_user(&mut self, user: &User, keys: UserKeys<'_>) -> Result<()> {
        let (claims, attributes) = objects(user)?;
        Ok(both!(self, c => sqlx::query(
            "INSERT INTO users (id, username, username_key, email, email_key, email_verified, name, claims, \
             password_hash, role, disabled_at, created_at, updated_at, attributes, locale_ui, name_key, search_text, \
             password_is_known, must_change_password) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)")
            .bind(user.id.as_str()).bind(&*user.username).bind(keys.0).bind(user.email.as_deref()).bind(keys.1)
            .bind(user.email_verified).bind(user.name.as_deref()).bind(&*claims)
            .bind(user.password_hash.as_deref()).bind(user.role.map(Role::as_str)).bind(user.disabled_at)
            .bind(user.created_at).bind(user.updated_at).bind(&*attributes).bind(user.locale_ui.as_deref())
            .bind(user.name_key()).bind(user.search_text())
            .bind(user.password_is_known).bind(user.must_change_password)
            .execute(c).await.map(drop))?)
    }

    /// The person of an id, who stays as they are until the transaction ends: whoever else would change them waits.
    pub async fn hold_user(&mut self, id: &UserId) -> Result<Option<User>> {
        one(both!(self, c => sqlx::query_as("UPDATE users SET version = version WHERE id = $1 RETURNING *")
            .bind(id.as_str()).fetch_optional(c).await)?)
    }

    /// Writes back what describes a person: names, e-mail, claims, attributes, role, disabled, deleted. Not the
    /// password. Raises the version.
    pub async fn update_user(&mut self, user: &User, keys: UserKeys<'_>) -> Result<()> {
        let (claims, attributes) = objects(user)?;
        Ok(both!(self, c => sqlx::query(
            "UPDATE users SET username = $2, username_key = $3, email = $4, email_key = $5, email_verified = $6, \
             name = $7, claims = $8, role = $9, disabled_at = $10, updated_at = $11, attributes = $12, \
             deleted_at = $13, name_key = $14, search_text = $15, version = version + 1 WHERE id = $1")
            .bind(user.id.as_str()).bind(&*user.username).bind(keys.0).bind(user.email.as_deref()).bind(keys.1)
            .bind(user.email_verified).bind(user.name.as_deref()).bind(&*claims).bind(user.role.map(Role::as_str))
            .bind(user.disabled_at).bind(user.updated_at).bind(&*attributes).bind(user.deleted_at)
            .bind(user.name_key()).bind(user.search_text())
            .execute(c).await.map(drop))?)
    }

    /// Sets the language of our own pages for a person; none lets the browser decide.
    pub async fn set_ui_language(&mut self, id: &UserId, language: Option<&str>) -> Result<()> {
        Ok(both!(self, c => sqlx::query("UPDATE users SET locale_ui = $2 WHERE id = $1")
            .bind(id.as_str()).bind(language).execute(c).await.map(drop))?)
    }

    /// Notes when a person was last seen; never moves backwards, and only by steps of `grain` seconds.
    pub async fn touch_user(&mut self, id: &UserId, now: i64, grain: i64) -> Result<()> {
        Ok(both!(self, c => sqlx::query("UPDATE users SET seen_at = $2 WHERE id = $1 AND seen_at <= $3")
            .bind(id.as_str()).bind(now).bind(now - grain).execute(c).await.map(drop))?)
    }

    /// Sets the hash of a password that somebody else set, or could have. What was demanded of the one before is met.
    pub async fn set_password_hash(&mut self, id: &UserId, hash: &str, now: i64) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "UPDATE users SET password_hash = $2, updated_at = $3, password_is_known = TRUE, \
             must_change_password = FALSE WHERE id = $1")
            .bind(id.as_str()).bind(hash).bind(now).execute(c).await.map(drop))?)
    }

    /// Demands that a person chooses another password; false where it was demanded already, or there is none.
    pub async fn demand_new_password(&mut self, id: &UserId) -> Result<bool> {
        let done = both!(self, c => sqlx::query(
            "UPDATE users SET must_change_password = TRUE \
             WHERE id = $1 AND must_change_password = FALSE AND password_hash IS NOT NULL")
            .bind(id.as_str()).execute(c).await.map(|done| done.rows_affected()))?;
        Ok(done > 0)
    }

    /// Takes the password of a person away: for tests of what they can do without one.
    #[cfg(test)]
    pub(crate) async fn clear_password_hash(&mut self, id: &UserId) -> Result<()> {
        Ok(both!(self, c => sqlx::query("UPDATE users SET password_hash = NULL WHERE id = $1")
            .bind(id.as_str()).execute(c).await.map(drop))?)
    }

    /// Replaces one hash of a password by a stronger one of the same password, unless it changed meanwhile.
    pub async fn upgrade_password_hash(&mut self, id: &UserId, old: &str, new: &str) -> Result<()> {
        Ok(both!(self, c => sqlx::query("UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2")
            .bind(id.as_str()).bind(old).bind(new).execute(c).await.map(drop))?)
    }

    /// Notes a sign-in.
    pub async fn set_last_sign_in(&mut self, id: &UserId, now: i64) -> Result<()> {
        Ok(both!(self, c => sqlx::query("UPDATE users SET last_sign_in_at = $2, seen_at = $2 WHERE id = $1")
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

    /// The owners, by username.
    pub async fn list_owners(&mut self) -> Result<Vec<User>> {
        let rows: Vec<UserRow> = both!(self, c => sqlx::query_as(
            "SELECT * FROM users WHERE role = 'owner' ORDER BY username_key").fetch_all(c).await)?;
        rows.into_iter().map(User::try_from).collect()
    }

    /// People who were removed before `before`, at most `limit`.
    pub async fn list_deleted_before(&mut self, before: i64, limit: i64) -> Result<Vec<User>> {
        let rows: Vec<UserRow> = both!(self, c => sqlx::query_as(
            "SELECT * FROM users WHERE deleted_at IS NOT NULL AND deleted_at < $1 ORDER BY deleted_at LIMIT $2")
            .bind(before).bind(limit).fetch_all(c).await)?;
        rows.into_iter().map(User::try_from).collect()
    }

    /// Takes an attribute's value from up to `limit` people after the given id, in the order of ids; answers the last
    /// id that was looked at, none at the end.
    pub async fn strip_attribute(&mut self, name: &str, after: &str, limit: i64) -> Result<Option<String>> {
        let rows: Vec<(String, String)> = both!(&mut *self, c => sqlx::query_as(
            "SELECT id, attributes FROM users WHERE id > $1 ORDER BY id LIMIT $2")
            .bind(after).bind(limit).fetch_all(c).await)?;
        for (id, attributes) in &rows {
            if !attributes.contains(name) {
                continue;
            }
            let mut values: Map<String, Value> =
                serde_json::from_str(attributes).map_err(|_| Error::Damaged("users.attributes"))?;
            if values.shift_remove(name).is_some() {
                both!(&mut *self, c => sqlx::query(
                    "UPDATE users SET attributes = $2, version = version + 1 WHERE id = $1 AND attributes = $3")
                    .bind(&**id).bind(Value::Object(values).to_string()).bind(&**attributes)
                    .execute(c).await.map(drop))?;
            }
        }
        Ok(rows.last().map(|(id, _)| id.clone()))
    }

    /// Removes for good a person who was removed before `before`; false when that was undone meanwhile.
    pub async fn purge_user(&mut self, id: &UserId, before: i64) -> Result<bool> {
        let gone = both!(self, c => sqlx::query(
            "DELETE FROM users WHERE id = $1 AND deleted_at IS NOT NULL AND deleted_at < $2")
            .bind(id.as_str()).bind(before).execute(c).await.map(|done| done.rows_affected()))?;
        Ok(gone > 0)
    }

    /// Whether somebody else has a username or e-mail key.
    pub async fn taken_keys(
        &mut self,
        own: &UserId,
        username_key: &str,
        email_key: Option<&str>,
    ) -> Result<(bool, bool)> {
        Ok(both!(self, c => sqlx::query_as(
            "SELECT EXISTS (SELECT 1 FROM users WHERE username_key = $2 AND id <> $1), \
             EXISTS (SELECT 1 FROM users WHERE email_key = $3 AND id <> $1)")
            .bind(own.as_str()).bind(username_key).bind(email_key).fetch_one(c).await)?)
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
            "SELECT COUNT(*) FROM users WHERE role = 'owner' AND disabled_at IS NULL \
             AND deleted_at IS NULL").fetch_one(c).await)?)
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
