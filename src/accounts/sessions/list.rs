//! The sign-ins of everybody, as admins list and search them.

use crate::accounts::{Accounts, Authority, EndError};
use crate::model::ids::{ClientId, UserId};
use crate::model::people_list::{COUNTED, Count, PageRequest, PeopleFilter, PeopleSort};
use crate::model::user::{Permission, Role};
use crate::model::username::username_key;
use crate::store::{self, Db, ListedSession, MOST_PEOPLE, SessionCursor, SessionFilter};
use std::net::IpAddr;

/// What is looked for; what is empty does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionSearch {
    /// Part of a name, username or e-mail address.
    pub name: Option<String>,
    /// Exactly this username or e-mail address.
    pub person: Option<String>,
    /// client_id of an app that holds tokens of the session.
    pub app: Option<String>,
    /// A network address.
    pub address: Option<String>,
    /// Part of what the browser says about itself: `Firefox`, `iPhone`.
    pub device: Option<String>,
}

impl SessionSearch {
    /// Reads one search box: an address, `app:ID`, `device:WORDS`, `person:USERNAME`, or else part of a name.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        match text.split_once(':') {
            _ if text.parse::<IpAddr>().is_ok() => Self { address: some(text), ..Self::default() },
            Some(("app", id)) => Self { app: some(id), ..Self::default() },
            Some(("device", words)) => Self { device: some(words), ..Self::default() },
            Some(("person", name)) => Self { person: some(name), ..Self::default() },
            _ => Self { name: some(text), ..Self::default() },
        }
    }
}

/// One page of sessions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionPage {
    /// The sessions, newest first.
    pub sessions: Vec<FoundSession>,
    /// Where the next page begins; none on the last one.
    pub next: Option<SessionCursor>,
    /// How many fit; none where counting would take long: a search through what browsers say about themselves.
    pub count: Option<Count>,
    /// The one person whose name fits, where it is one.
    pub only_person: Option<UserId>,
    /// More people's names fit than are looked at.
    pub has_more_people: bool,
}

/// A session that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundSession {
    /// The session and whose it is.
    pub listed: ListedSession,
    /// The apps that hold tokens of it.
    pub apps: Vec<ClientId>,
    /// Whether whoever asks may end it.
    pub may_end: bool,
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
        let named = search.person.is_some() || search.name.is_some();
        let (people, has_more_people) = people(&mut db, search).await?;
        if named && people.is_empty() {
            return Ok(SessionPage { count: Some(Count::capped(0)), ..SessionPage::default() });
        }
        let only_person = people.first().filter(|_| people.len() == 1).cloned();
        let filter = SessionFilter {
            people,
            app: search.app.as_deref().map(ClientId::from),
            // In the form that is stored: 2001:DB8::0001 is 2001:db8::1.
            address: search.address.as_deref().map(canonical),
            device: search.device.clone(),
        };
        let limit = usize::from(limit.max(1));
        // One more than the page holds tells whether there is another.
        let wanted = i64::try_from(limit + 1).unwrap_or(i64::MAX);
        let mut found = db.list_sessions(&filter, &self.moment(), after, wanted).await?;
        let has_more = found.len() > limit;
        found.truncate(limit);
        let next = match found.last() {
            Some(last) if has_more => Some(last.cursor()),
            _ if filter.is_scanned() => db.session_scan_end(after).await?,
            _ => None,
        };
        let mut sessions = Vec::with_capacity(found.len());
        for listed in found {
            let apps = db.clients_of_session(&listed.session.sid).await?;
            let may_end = authority.may_end_of(listed.role());
            sessions.push(FoundSession { listed, apps, may_end });
        }
        let count = self.count_found(&mut db, &filter).await?;
        Ok(SessionPage { sessions, next, count, only_person, has_more_people })
    }

    async fn count_found(&self, db: &mut Db<'_>, filter: &SessionFilter) -> store::Result<Option<Count>> {
        let most = COUNTED + 1;
        let counted = match filter {
            scanned if scanned.is_scanned() => return Ok(None),
            all if *all == SessionFilter::default() => db.count_live_sessions(&self.moment(), most).await?,
            narrow => db.count_sessions(narrow, &self.moment(), most).await?,
        };
        Ok(Some(Count::capped(counted)))
    }

    /// How many people's sessions are live; none where they are more than 10,000.
    pub async fn count_live_sessions(&self, authority: &Authority) -> Result<Option<i64>, EndError> {
        authority.require(Permission::View)?;
        let count = self.store.read().await?.db().count_live_sessions(&self.moment(), COUNTED + 1).await?;
        Ok(Some(count).filter(|count| *count <= COUNTED))
    }
}

impl Authority {
    /// Whether pages should offer to end a session of somebody with this role.
    fn may_end_of(&self, theirs: Option<Role>) -> bool {
        self.require(Permission::EndSessions).is_ok() && self.check_reach(theirs).is_ok()
    }
}

/// Whom a search means, and whether there are more than it looks at.
async fn people(db: &mut Db<'_>, search: &SessionSearch) -> store::Result<(Vec<UserId>, bool)> {
    if let Some(exact) = &search.person {
        let found = db.find_user_by_key(&username_key(exact)).await?;
        return Ok((found.into_iter().map(|user| user.id).collect(), false));
    }
    let Some(name) = &search.name else { return Ok((Vec::new(), false)) };
    let filter = PeopleFilter { q: name.clone(), ..PeopleFilter::default() };
    let page = PageRequest::first(i64::try_from(MOST_PEOPLE).unwrap_or(i64::MAX));
    let found = db.list_people(&filter, PeopleSort::Name, &page).await?;
    Ok((found.rows.into_iter().map(|user| user.id).collect(), found.next.is_some()))
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
            ("  alice ", SessionSearch { name: some("alice"), ..none.clone() }),
            ("alice@example.com", SessionSearch { name: some("alice@example.com"), ..none.clone() }),
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
