//! Tables of requests that no sound client sends: what each is answered, and that it leaves nothing behind.

use crate::support::{House, Request, Response, SHOP, encode};
use claviger::store::{Store, TABLES};
use sqlx::AssertSqlSafe;

/// What a row of a table demands of its answer.
#[derive(Clone, Copy, Debug)]
pub enum Demand {
    /// An error of RFC 6749 §5.2: status, code, and a part of the description.
    Error(u16, &'static str, &'static str),
    /// A page of this status that says this, and no redirect.
    Page(u16, &'static str),
    /// A redirect to the shop with this error, and a part of its description.
    Told(&'static str, &'static str),
    /// A redirect within this server, to an address that begins so.
    Leads(&'static str),
    /// A status without more.
    Status(u16),
    /// A refusal by the layer that reads HTTP, before any of our code: one of these, or hanging up.
    Http(&'static [u16]),
}

impl Demand {
    #[track_caller]
    pub fn check(self, what: &str, answer: &Response) {
        let shown = format!("{what}: {} {:?} {}", answer.status, answer.header("Location"), answer.text());
        match self {
            Self::Error(status, code, says) => {
                assert_eq!(answer.status, status, "{shown}");
                assert!(answer.assert_error(status, code).contains(says), "{shown}");
            }
            Self::Page(status, says) => {
                assert_eq!(answer.status, status, "{shown}");
                assert!(answer.assert_page(status).contains(says), "{shown}");
            }
            Self::Told(code, says) => {
                assert!(answer.status == 303, "{shown}");
                assert!(answer.reply_to(SHOP.redirect_uri).assert_error(code).contains(says), "{shown}");
            }
            Self::Leads(path) => assert!(answer.status == 303 && answer.location().starts_with(path), "{shown}"),
            Self::Status(status) => assert_eq!(answer.status, status, "{shown}"),
            Self::Http(statuses) => assert!(statuses.contains(&answer.status), "{shown}"),
        }
        assert!(answer.status < 500 || answer.status == 505, "{shown}");
    }
}

/// How many rows stand in every table.
pub async fn rows(house: &House) -> Vec<(String, i64)> {
    let counts: Vec<_> =
        TABLES.iter().map(|table| format!("SELECT '{table}' AS t, COUNT(*) AS n FROM {table}")).collect();
    let query = format!("{} ORDER BY t", counts.join(" UNION ALL "));
    let found = match &house.store {
        Store::Sqlite { readers, .. } => sqlx::query_as(AssertSqlSafe(query)).fetch_all(readers).await,
        Store::Postgres(pool) => sqlx::query_as(AssertSqlSafe(query)).fetch_all(pool).await,
    };
    found.expect("the counts")
}

/// Sends a request and demands its answer, and that every table has as many rows afterwards as before.
pub async fn refused(house: &House, what: &str, request: Request, demand: Demand) -> Response {
    let before = rows(house).await;
    let answer = house.send(request).await;
    demand.check(what, &answer);
    assert_eq!(rows(house).await, before, "{what}: it stored something");
    answer
}

/// So many fields that no reader should take them all in.
pub fn fields(count: usize) -> String {
    let names: Vec<String> = (0..count).map(|number| format!("p{number}")).collect();
    encode(&names.iter().map(|name| (name.as_str(), "x")).collect::<Vec<_>>())
}
