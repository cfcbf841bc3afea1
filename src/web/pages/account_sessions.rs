//! `/account/sessions`: where I am signed in. Posts `csrf` and `sid` to `/account/sessions/end`, `csrf` to
//! `/account/sessions/end-others`.

use super::{AccountFrame, AccountSection, MARKUP, When};
use crate::web::page::Page;
use serde::Serialize;

/// My sessions and devices.
#[derive(Clone, Debug, Serialize)]
pub struct AccountSessions {
    /// Surroundings.
    #[serde(flatten)]
    pub frame: AccountFrame,
    /// This session first, then the newest.
    pub sessions: Vec<OwnSession>,
    /// How many there are besides this one.
    pub others: usize,
    /// What has just been done.
    pub done: Option<SessionsDone>,
}

/// A session of mine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OwnSession {
    /// Its id.
    pub sid: String,
    /// "Firefox on Linux", where the browser said so.
    pub device: Option<String>,
    /// Whether the device is a telephone or tablet.
    pub is_handheld: bool,
    /// The network address it was begun from.
    pub address: String,
    /// When I signed in.
    pub signed_in: When,
    /// When it was last used.
    pub last_seen: When,
    /// The apps that hold tokens of it.
    pub apps: Vec<String>,
    /// Whether it looks at this page.
    pub is_this: bool,
}

/// What was done on this page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SessionsDone {
    /// One other session was ended.
    One,
    /// All others were ended.
    Others,
    /// There was nothing to end any more.
    Gone,
}

impl Page for AccountSessions {
    const TEMPLATE: &'static str = "account/sessions.html";

    fn samples() -> Vec<Self> {
        let now = 1_795_269_789;
        let here = OwnSession {
            sid: "6f9c".into(),
            device: Some("Firefox on Linux".into()),
            is_handheld: false,
            address: "203.0.113.7".into(),
            signed_in: When::new(now - 1500, now),
            last_seen: When::new(now - 10, now),
            apps: vec!["Harbor Wiki".into(), "Payroll".into()],
            is_this: true,
        };
        let phone = OwnSession {
            sid: "77aa".into(),
            device: Some("Safari on iPhone".into()),
            is_handheld: true,
            signed_in: When::new(now - 20_000, now),
            last_seen: When::new(now - 9000, now),
            apps: vec![],
            is_this: false,
            ..here.clone()
        };
        let unknown = OwnSession { device: None, address: "2001:db8::8a2e:370:7334".into(), ..phone.clone() };
        let frame = AccountFrame::sample(AccountSection::Sessions);
        let page = |sessions: Vec<OwnSession>, done| {
            let others = sessions.len() - 1;
            Self { frame: frame.clone(), sessions, others, done }
        };
        let awkward = OwnSession {
            sid: MARKUP.into(),
            device: Some(MARKUP.into()),
            address: MARKUP.into(),
            apps: vec![MARKUP.into(), "x".repeat(90)],
            ..phone.clone()
        };
        vec![
            page(vec![here.clone(), phone.clone(), unknown], None),
            page(vec![here.clone()], Some(SessionsDone::Others)),
            page(vec![here.clone(), phone.clone()], Some(SessionsDone::One)),
            page(vec![here.clone(), phone], Some(SessionsDone::Gone)),
            Self { frame: AccountFrame::sample_awkward(AccountSection::Sessions), ..page(vec![here, awkward], None) },
        ]
    }
}
