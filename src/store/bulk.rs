//! Many rows with few statements, for `claviger seed`: some thousand values go with each. What searching needs is taken
//! away before and made behind all rows at once; see [`Store::begin_filling`].

use super::{AuditEvent, Db, Family, GivenConsent, Result, Session, Store, both};
use crate::model::family_token::RefreshToken;
use crate::model::ids::{GroupId, UserId};
use crate::model::secret::TokenHash;
use crate::model::user::{Role, User};
use crate::model::username::username_key;
use sqlx::AssertSqlSafe;

/// Values bound to one statement: SQLite takes 32,766, PostgreSQL 65,535.
const VALUES: usize = 8_000;

/// One value, absent ones with their type.
enum Cell {
    Text(Option<String>),
    Number(Option<i64>),
    Flag(bool),
    Bytes(Vec<u8>),
}

/// The cells of a row, each from what stands in the model.
macro_rules! row {
    ($($kind:ident($value:expr)),* $(,)?) => { vec![$(Cell::$kind($value.into())),*] };
}

impl Store {
    /// Takes away what searching needs, and gives SQLite's writer the memory that many rows want. Whatever happens, the
    /// next start makes what is missing.
    pub async fn begin_filling(&self) -> Result<()> {
        self.drop_search().await?;
        if let Self::Sqlite { writer, .. } = self {
            let sql = "PRAGMA cache_size = -262144; PRAGMA wal_autocheckpoint = 20000";
            sqlx::raw_sql(sql).execute(&mut *writer.take().await?).await?;
        }
        Ok(())
    }

    /// Makes what searching needs, and has PostgreSQL look at its tables as it would by itself a little later.
    pub async fn finish_filling(&self) -> Result<()> {
        self.prepare_search().await?;
        match self {
            Self::Sqlite { writer, .. } => {
                let sql = "PRAGMA cache_size = -2000; PRAGMA wal_autocheckpoint = 1000";
                sqlx::raw_sql(sql).execute(&mut *writer.take().await?).await?;
            }
            Self::Postgres(pool) => {
                sqlx::raw_sql("VACUUM ANALYZE").execute(pool).await?;
            }
        }
        Ok(())
    }
}

impl Db<'_> {
    /// Adds people as they are, with what was seen of them.
    pub async fn insert_users(&mut self, users: &[User]) -> Result<()> {
        let mut rows = Vec::with_capacity(users.len());
        for user in users {
            let (claims, attributes) = super::users::objects(user)?;
            rows.push(row![
                Text(user.id.to_string()),
                Text(user.username.clone()),
                Text(username_key(&user.username)),
                Text(user.email.clone()),
                Text(user.email.as_deref().map(username_key)),
                Flag(user.email_verified),
                Text(user.name.clone()),
                Text(claims),
                Text(user.password_hash.clone()),
                Text(user.role.map(Role::as_str).map(str::to_owned)),
                Number(user.disabled_at),
                Number(user.created_at),
                Number(user.updated_at),
                Number(user.last_sign_in_at),
                Number(user.last_seen_at.unwrap_or_default()),
                Text(attributes),
                Number(user.deleted_at),
                Text(user.name_key()),
                Text(user.search_text()),
                Flag(user.password_is_known),
                Flag(user.must_change_password),
            ]);
        }
        let into = "users (id, username, username_key, email, email_key, email_verified, name, claims, password_hash, \
                    role, disabled_at, created_at, updated_at, last_sign_in_at, seen_at, attributes, deleted_at, \
                    name_key, search_text, password_is_known, must_change_password)";
        self.insert_rows(into, rows).await
    }

    /// Puts people into groups.
    pub async fn insert_group_members(&mut self, members: &[(GroupId, UserId)]) -> Result<()> {
        let rows = members.iter().map(|(group, user)| row![Text(group.to_string()), Text(user.to_string())]);
        self.insert_rows("group_members (group_id, user_id)", rows.collect()).await
    }

    /// Adds sessions with the hashes of their cookies.
    pub async fn insert_sessions(&mut self, sessions: &[(Session, TokenHash)]) -> Result<()> {
        let rows = sessions.iter().map(|(session, cookie)| {
            row![
                Text(session.sid.to_string()),
                Bytes(cookie.as_bytes()),
                Text(session.user_id.to_string()),
                Number(session.auth_time),
                Text(session.amr.clone()),
                Text(session.address.clone()),
                Text(session.user_agent.clone()),
                Number(session.created_at),
                Number(session.last_seen_at),
                Number(session.expires_at),
            ]
        });
        let into = "sessions (sid, cookie_hash, user_id, auth_time, amr, address, user_agent, created_at, \
                    last_seen_at, expires_at)";
        self.insert_rows(into, rows.collect()).await
    }

    /// Adds families whose code was redeemed when they began, each with the refresh token that it may use next.
    pub async fn insert_families(&mut self, families: &[(Family, RefreshToken)]) -> Result<()> {
        let rows = families.iter().map(|(family, token)| {
            row![
                Text(family.id.to_string()),
                Text(family.client_id.to_string()),
                Text(family.user_id.to_string()),
                Text(family.sid.to_string()),
                Flag(family.is_offline),
                Text(family.scope.to_string()),
                Text(super::clients::to_list(&family.resources)),
                Number(family.auth_time),
                Text(family.amr.clone()),
                Number(family.created_at),
                Number(family.created_at),
                Number(family.expires_at),
                Number(family.created_at),
                Bytes(token.mark_hash().as_bytes()),
                Text(format!("{} ", token.hash().to_hex())),
            ]
        });
        let into = "families (id, client_id, user_id, sid, is_offline, scope, resources, auth_time, amr, created_at, \
                    used_at, expires_at, code_redeemed_at, mark_hash, refresh_hashes)";
        self.insert_rows(into, rows.collect()).await
    }

    /// Remembers consents of people who have given none for these clients.
    pub async fn insert_consents(&mut self, consents: &[(UserId, GivenConsent)]) -> Result<()> {
        let rows = consents.iter().map(|(user, given)| {
            row![
                Text(user.to_string()),
                Text(given.client_id.to_string()),
                Text(given.consent.scope.to_string()),
                Text(super::clients::to_list(&given.consent.resources)),
                Text(super::clients::to_list(&given.consent.claims)),
                Number(given.granted_at),
            ]
        });
        self.insert_rows("consents (user_id, client_id, scope, resources, claims, granted_at)", rows.collect()).await
    }

    /// Adds events, not linked yet.
    pub async fn insert_audit_events(&mut self, events: &[AuditEvent]) -> Result<()> {
        let rows = events.iter().map(|event| {
            row![
                Text(event.id.clone()),
                Number(event.at_ms),
                Text(event.kind.clone()),
                Text(event.actor.clone()),
                Text(event.user_id.clone()),
                Text(event.client_id.clone()),
                Text(event.sid.clone()),
                Text(event.address.clone()),
                Text(event.detail.clone()),
                Bytes(event.mac.clone()),
            ]
        });
        let into = "audit_events (id, at_ms, kind, actor, user_id, client_id, sid, address, detail, mac)";
        self.insert_rows(into, rows.collect()).await
    }

    async fn insert_rows(&mut self, into: &'static str, rows: Vec<Vec<Cell>>) -> Result<()> {
        let Some(width) = rows.first().map(Vec::len) else { return Ok(()) };
        let at_once = VALUES / width;
        // SQLite looks for a placeholder with a name among all of them: with thousands that takes longer than the rows.
        let is_postgres = matches!(self, Db::Postgres(_));
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let taken: Vec<_> = rows.by_ref().take(at_once).collect();
            let place = |number: usize| if is_postgres { format!("${number}") } else { "?".to_owned() };
            let places = |row: usize| (1..=width).map(|column| place(row * width + column)).collect::<Vec<_>>();
            let places: Vec<_> = (0..taken.len()).map(|row| format!("({})", places(row).join(", "))).collect();
            let sql = format!("INSERT INTO {into} VALUES {}", places.join(", "));
            // The last statement has a text of its own, which is not worth a place in the cache.
            let is_full = taken.len() == at_once;
            both!(&mut *self, c => {
                let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(is_full);
                for cell in taken.into_iter().flatten() {
                    query = match cell {
                        Cell::Text(text) => query.bind(text),
                        Cell::Number(number) => query.bind(number),
                        Cell::Flag(is_set) => query.bind(is_set),
                        Cell::Bytes(bytes) => query.bind(bytes),
                    };
                }
                query.execute(c).await.map(drop)
            })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::people_list::{PageRequest, PeopleFilter, PeopleSort};
    use crate::model::user::Status;
    use crate::store::testing::{self, person};

    fn crowd(number: i64) -> Vec<User> {
        (0..number)
            .map(|i| User {
                email: Some(format!("Crowd{i}@example.com")),
                name: Some(format!("Crowd {i}")),
                last_seen_at: Some(i).filter(|at| *at > 0),
                disabled_at: (i % 7 == 0).then_some(5),
                role: (i == 3).then_some(Role::Auditor),
                ..person(&format!("crowd{i}"))
            })
            .collect()
    }

    #[tokio::test]
    async fn people_of_a_filling_are_those_that_were_given_and_are_found_afterwards() {
        for db in testing::stores().await {
            let people = crowd(1_000);
            db.begin_filling().await.unwrap();
            let mut write = db.write().await.unwrap();
            write.db().insert_users(&people).await.unwrap();
            write.commit().await.unwrap();
            db.finish_filling().await.unwrap();
            let mut read = db.read().await.unwrap();
            for user in [&people[0], &people[3], &people[999]] {
                assert_eq!(read.db().find_user(&user.id).await.unwrap().as_ref(), Some(user), "{}", db.name);
            }
            let filter = PeopleFilter { q: "OWD 999".to_owned(), ..PeopleFilter::default() };
            let found = read.db().list_people(&filter, PeopleSort::Name, &PageRequest::first(9)).await.unwrap();
            assert_eq!(found.rows, [people[999].clone()], "{}", db.name);
            let disabled = PeopleFilter { status: Some(Status::Disabled), ..PeopleFilter::default() };
            assert_eq!(read.db().count_people(&disabled).await.unwrap().number, 143, "{}", db.name);
        }
    }

    #[tokio::test]
    async fn who_is_added_after_a_filling_is_found_too_and_a_name_of_it_is_taken() {
        for db in testing::stores().await {
            db.begin_filling().await.unwrap();
            let mut write = db.write().await.unwrap();
            write.db().insert_users(&crowd(2)).await.unwrap();
            write.commit().await.unwrap();
            db.finish_filling().await.unwrap();
            testing::user(&db, "latecomer").await;
            let filter = PeopleFilter { q: "tecom".to_owned(), ..PeopleFilter::default() };
            assert_eq!(db.read().await.unwrap().db().count_people(&filter).await.unwrap().number, 1, "{}", db.name);
            let mut write = db.write().await.unwrap();
            let again = write.db().insert_users(&crowd(2)).await;
            assert!(matches!(again, Err(crate::store::Error::Taken(_))), "{}: {again:?}", db.name);
        }
    }

    #[tokio::test]
    async fn a_filling_that_broke_off_is_mended_by_the_next_start() {
        for db in testing::stores().await {
            db.begin_filling().await.unwrap();
            let mut write = db.write().await.unwrap();
            write.db().insert_users(&crowd(20)).await.unwrap();
            write.commit().await.unwrap();
            db.migrate().await.unwrap();
            let filter = PeopleFilter { q: "rowd17".to_owned(), ..PeopleFilter::default() };
            assert_eq!(db.read().await.unwrap().db().count_people(&filter).await.unwrap().number, 1, "{}", db.name);
        }
    }
}
