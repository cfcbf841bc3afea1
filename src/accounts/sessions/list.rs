//! The sign-ins of everybody, as admins list and search them.

use crate::accounts::{Accounts, Authority, EndError};
use crate::model::ids::ClientId;
use crate::model::user::Permission;
use crate::model::username::username_key;
use crate::store::{ListedSession, SessionCursor, SessionFilter};
use std::net::IpAddr;

/// Counts above this are not made: a page says "more than 10,000".
const MOST_COUNTED: i64 = 10_000;

/// What is looked for; what is empty does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionSearch {
    /// Username or e-mail address.
    pub person: Option<String>,
    /// client_id of an app that holds tokens of the session.
    pub app: Option<String>,
    /// A network address.
    pub address: Option<String>,
    /// Part of what the browser says about itself: `Firefox`, `iPhone`.
    pub device: Option<String>,
}

impl SessionSearch {
    /// Reads one search box: an address, `app:ID`, `device:WORDS`, or else a person.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        match text.split_once(':') {
            _ if text.parse::<IpAddr>().is_ok() => Self { address: some(text), ..Self::default() },
            Some(("app", id)) => Self { app: some(id), ..Self::default() },
            Some(("device", words)) => Self { device: some(words), ..Self::default() },
            Some(("person", name)) => Self { person: some(name), ..Self::default() },
            _ => Self { person: some(text), ..Self::default() },
        }
    }
}

/// One page of sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionPage {
    /// The sessions, newest first, each with the apps that hold tokens of it.
    pub sessions: Vec<(ListedSession, Vec<ClientId>)>,
    /// Where the next page begins; none on the last one.
    pub next: Option<SessionCursor>,
}

impl Accounts {
    /// A page of the live sessions that fit a search. Every role may look.
    pub async fn search_sessions(
        &self,
        authority: &Authority,
        search: &SessionSearch,
        after: Option<&SessionCursor>,
        limit: u16,
    ) -> Result<SessionPage, EndError> {
        authority.require(Permission::View)?;
        let mut read = self.store.read().await?;
        let mut db = read.db();
        let mut filter = SessionFilter {
            people: Vec::new(),
            app: search.app.as_deref().map(ClientId::from),
            // In the form that is stored: 2001:DB8::0001 is 2001:db8::1.
            address: search.address.as_deref().map(canonical),
            device: search.device.clone(),
        };
        if let Some(name) = &search.person {
            let Some(user) = db.find_user_by_key(&username_key(name)).await? else {
                return Ok(SessionPage { sessions: Vec::new(), next: None });
            };
            filter.people.push(user.id);
        }
        let limit = usize::from(limit.max(1));
        // One more than the page holds tells whether there is another.
        let wanted = i64::try_from(limit + 1).unwrap_or(i64::MAX);
        let mut found = db.list_sessions(&filter, &self.moment(), after, wanted).await?;
        let has_more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| has_more).map(ListedSession::cursor);
        let mut sessions = Vec::with_capacity(found.len());
        for listed in found {
            let apps = db.clients_of_session(&listed.session.sid).await?;
            sessions.push((listed, apps));
        }
        Ok(SessionPage { sessions, next })
    }

    /// How many people's sessions are live; none where they are more than 10,000.
    pub async fn count_live_sessions(&self, authority: &Authority) -> Result<Option<i64>, EndError> {
        authority.require(Permission::View)?;
        let count = self.store.read().await?.db().count_live_sessions(&self.moment(), MOST_COUNTED + 1).await?;
        Ok(Some(count).filter(|count| *count <= MOST_COUNTED))
    }
}

fn canonical(address: &str) -> String {
    address
        .trim()
        .parse::<IpAddr>()
        .map_or_else(|_| address.trim().to_owned(), |address| address.to_canonical().to_string())
}

#[cfg(test)]
mod tests {
    use super::SessionSearch;

    #[test]
    fn one_box_takes_people_addresses_apps_and_devices() {
        let some = |text: &str| Some(text.to_owned());
        let none = SessionSearch::default();
        for (typed, meant) in [
            ("", none.clone()),
            ("  alice ", SessionSearch { person: some("alice"), ..none.clone() }),
            ("alice@example.com", SessionSearch { person: some("alice@example.com"), ..none.clone() }),
            ("192.0.2.7", SessionSearch { address: some("192.0.2.7"), ..none.clone() }),
            ("2001:db8::7", SessionSearch { address: some("2001:db8::7"), ..none.clone() }),
            ("app:wiki:2", SessionSearch { app: some("wiki:2"), ..none.clone() }),
            ("device: iPhone", SessionSearch { device: some("iPhone"), ..none.clone() }),
            ("device:", none.clone()),
            ("person:app", SessionSearch { person: some("app"), ..none.clone() }),
        ] {
            assert_eq!(SessionSearch::parse(typed), meant, "{typed}");
        }
    }
}
