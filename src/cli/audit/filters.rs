//! Which events somebody wants to see, from the command line.

use crate::audit::{Filter, Kind};
use crate::cli::output::plain;
use crate::cli::{Failure, Opened};
use crate::model::ids::{ClientId, UserId};
use crate::model::username::username_key;
use clap::Args;
use std::net::IpAddr;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

/// Digits and hyphens of an id.
const ID_LENGTH: usize = 36;

/// What to list; without any of them, everything.
#[derive(Args)]
pub struct Filters {
    /// What concerns this person or was done by them: username, e-mail address or id
    #[arg(long, value_name = "WHO")]
    person: Option<String>,
    /// What concerns this app
    #[arg(long, value_name = "CLIENT_ID")]
    app: Option<String>,
    /// A kind such as sign_in.failed, or a group of kinds such as sign_in; may be repeated
    #[arg(long)]
    kind: Vec<String>,
    /// What was done from this network address
    #[arg(long)]
    address: Option<String>,
    /// What holds this text in its details
    #[arg(long)]
    text: Option<String>,
    /// From this time on: 2026-01-31 (UTC) or 2026-01-31T12:00:00+01:00
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Before this time
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
}

impl Filters {
    /// The filter that they mean.
    pub(super) async fn resolve(self, opened: &Opened) -> Result<Filter, Failure> {
        let person = match &self.person {
            Some(who) => Some(find_person(opened, who).await?),
            None => None,
        };
        let mut kinds = Vec::new();
        for name in &self.kind {
            let named = Kind::named(name);
            if named.is_empty() {
                let groups = Kind::groups().join(", ");
                let shown = plain(name);
                return Err(Failure::said(format!("There is no kind of event {shown}. Groups of kinds are {groups}.")));
            }
            kinds.extend(named);
        }
        kinds.sort_by_key(|kind| kind.as_str());
        kinds.dedup();
        Ok(Filter {
            person,
            app: self.app.map(ClientId::from),
            kinds,
            address: self.address.as_deref().map(address).transpose()?,
            text: self.text.filter(|text| !text.is_empty()),
            from_ms: self.since.as_deref().map(milliseconds).transpose()?,
            until_ms: self.until.as_deref().map(milliseconds).transpose()?,
        })
    }
}

/// Somebody who has been removed is named by their id only.
async fn find_person(opened: &Opened, who: &str) -> Result<UserId, Failure> {
    let found = opened.store.read().await?.db().find_user_by_key(&username_key(who)).await?;
    match found {
        Some(user) => Ok(user.id),
        None if who.len() == ID_LENGTH => Ok(UserId::from(who)),
        None => Err(Failure::said(format!(
            "There is no person {}. Somebody who was removed is named by the id that `claviger audit export` shows.",
            plain(who)
        ))),
    }
}

/// An address as the log spells it.
fn address(text: &str) -> Result<String, Failure> {
    let parsed: Result<IpAddr, _> = text.parse();
    parsed.map(|address| address.to_string()).map_err(|_| Failure::said(format!("{} is no address.", plain(text))))
}

fn milliseconds(text: &str) -> Result<i64, Failure> {
    let time = OffsetDateTime::parse(text, &Rfc3339).ok().or_else(|| {
        Date::parse(text, format_description!("[year]-[month]-[day]")).ok().map(|date| date.midnight().assume_utc())
    });
    time.and_then(|time| i64::try_from(time.unix_timestamp_nanos() / 1_000_000).ok()).ok_or_else(|| {
        let shown = plain(text);
        Failure::said(format!("{shown} is no time. Write 2026-01-31, which begins in UTC, or 2026-01-31T12:00:00Z."))
    })
}
