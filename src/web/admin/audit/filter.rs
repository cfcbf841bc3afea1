//! What of the audit log an address asks for: the same of the list and of the export.

use crate::audit::{Filter, Kind};
use crate::model::ids::{ClientId, UserId};
use crate::model::params::Params;
use crate::model::username::username_key;
use crate::store::{self, Db};
use std::net::IpAddr;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime, PrimitiveDateTime};

/// Longer texts are cut.
const LONGEST: usize = 200;

/// Characters of an id.
const ID_LENGTH: usize = 36;

/// The spans to choose from, and how long they are (seconds).
pub(super) const SPANS: [(&str, i64); 4] = [("hour", 3600), ("day", 86_400), ("week", 604_800), ("month", 2_592_000)];

/// What an address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) filter: Filter,
    /// The name of the person that it names.
    pub(super) person_name: Option<String>,
    /// What cannot be meant: `audit-problem-…` of the catalogue. Nothing is found then.
    pub(super) problems: Vec<&'static str>,
}

/// Reads the parameters of an address; people are named by their id, username or e-mail address.
pub(super) async fn read(db: &mut Db<'_>, params: &Params, now: i64) -> store::Result<Asked> {
    let text = |name: &str| {
        let text: String = params.get(name)?.trim().chars().take(LONGEST).collect();
        Some(text).filter(|text| !text.is_empty())
    };
    let mut asked = Asked::default();
    if let Some(name) = text("person") {
        match find_person(db, &name).await? {
            Some((id, shown)) => (asked.filter.person, asked.person_name) = (Some(id), Some(shown)),
            None => asked.problems.push("person"),
        }
    }
    asked.filter.app = text("app").as_deref().map(ClientId::from);
    asked.filter.kinds = text("kind").map(|kind| Kind::named(&kind)).unwrap_or_default();
    if let Some(address) = text("address") {
        match address.parse::<IpAddr>() {
            Ok(address) => asked.filter.address = Some(address.to_canonical().to_string()),
            Err(_) => asked.problems.push("address"),
        }
    }
    asked.filter.text = text("q");
    let span = text("when").and_then(|when| SPANS.iter().find(|(name, _)| *name == when).map(|(_, seconds)| *seconds));
    asked.filter.from_ms = span.map(|seconds| (now - seconds) * 1000);
    for (name, bound) in [("from", &mut asked.filter.from_ms), ("until", &mut asked.filter.until_ms)] {
        match text(name).map(|text| milliseconds(&text)) {
            Some(Some(ms)) => *bound = Some(ms),
            Some(None) => asked.problems.push("time"),
            None => {}
        }
    }
    asked.problems.dedup();
    Ok(asked)
}

/// Whoever is gone is found by their id only, and called by it.
async fn find_person(db: &mut Db<'_>, name: &str) -> store::Result<Option<(UserId, String)>> {
    if let Some(user) = db.find_user_by_key(&username_key(name)).await? {
        return Ok(Some((user.id.clone(), user.shown_name().to_owned())));
    }
    if name.len() != ID_LENGTH {
        return Ok(None);
    }
    let id = UserId::from(name);
    let shown = db.find_user(&id).await?.map_or_else(|| name.to_owned(), |user| user.shown_name().to_owned());
    Ok(Some((id, shown)))
}

/// A day, a time of a form (`2026-01-31T12:00`), both of UTC, or a whole time with its zone.
fn milliseconds(text: &str) -> Option<i64> {
    let to_minute = format_description!("[year]-[month]-[day]T[hour]:[minute]");
    let to_second = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]");
    let local = |format| PrimitiveDateTime::parse(text, format).ok().map(PrimitiveDateTime::assume_utc);
    let day = || Date::parse(text, format_description!("[year]-[month]-[day]")).ok();
    let time = OffsetDateTime::parse(text, &Rfc3339).ok();
    let time = time.or_else(|| local(to_minute)).or_else(|| local(to_second));
    let time = time.or_else(|| day().map(|day| day.midnight().assume_utc()))?;
    i64::try_from(time.unix_timestamp_nanos() / 1_000_000).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::{stores, user};

    #[test]
    fn times_are_read_as_forms_and_people_write_them() {
        let noon = Some(1_769_860_800_000);
        for text in ["2026-01-31T12:00", "2026-01-31T12:00:00", "2026-01-31T12:00:00Z", "2026-01-31T13:00:00+01:00"] {
            assert_eq!(milliseconds(text), noon, "{text}");
        }
        assert_eq!(milliseconds("2026-01-31"), noon.map(|noon| noon - 43_200_000));
        for text in ["yesterday", "2026-02-30", "2026-01-31T25:00", ""] {
            assert_eq!(milliseconds(text), None, "{text}");
        }
    }

    #[tokio::test]
    async fn an_address_is_read_whole_and_what_it_cannot_mean_is_told() {
        for db in stores().await {
            let alice = user(&db, "alice").await;
            let mut read_lease = db.store.read().await.unwrap();
            let mut asked = async |query: &str| {
                read(&mut read_lease.db(), &Params::parse(query).unwrap(), 1_000_000).await.unwrap()
            };
            for name in ["ALICE", alice.id.as_str()] {
                let found = asked(&format!("person={name}")).await;
                assert_eq!(found.filter.person.as_ref(), Some(&alice.id), "{} {name}", db.name);
            }
            let gone = "00000000-0000-7000-8000-000000000000";
            let found = asked(&format!("person={gone}")).await;
            assert_eq!(found.person_name.as_deref(), Some(gone), "whoever is gone is found by the id");
            let found = asked("q=+uri+&kind=user&app=shop&address=2001:DB8::0001&when=hour&until=1970-01-12").await;
            let expected = Filter {
                text: Some("uri".to_owned()),
                kinds: Kind::named("user"),
                app: Some("shop".into()),
                address: Some("2001:db8::1".to_owned()),
                from_ms: Some(996_400_000),
                until_ms: Some(950_400_000),
                ..Filter::default()
            };
            assert_eq!((found.filter, found.problems), (expected, vec![]), "{}", db.name);
            let found = asked("person=nobody&address=x&from=now&until=later&kind=evil&when=evil").await;
            assert_eq!(found.problems, ["person", "address", "time"], "{}", db.name);
            assert_eq!(found.filter, Filter::default());
        }
    }
}
