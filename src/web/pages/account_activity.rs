//! `/account/activity`: who signed in as me, or tried to.

use super::{AccountFrame, AccountSection, MARKUP, RecentSignIn, When};
use crate::web::page::Page;
use serde::Serialize;

/// My recent sign-ins.
#[derive(Clone, Debug, Serialize)]
pub struct AccountActivity {
    /// Surroundings.
    #[serde(flatten)]
    pub frame: AccountFrame,
    /// A page of sign-ins, newest first.
    pub sign_ins: Vec<RecentSignIn>,
    /// The address of the page with older ones.
    pub older_url: Option<String>,
    /// Whether this is the page with the newest.
    pub is_newest: bool,
}

impl Page for AccountActivity {
    const TEMPLATE: &'static str = "account/activity.html";

    fn samples() -> Vec<Self> {
        let now = 1_795_269_789;
        let sign_in = |age: i64| RecentSignIn {
            when: When::new(now - age, now),
            address: "203.0.113.7".into(),
            device: Some("Firefox on Linux".into()),
            succeeded: age != 1500,
            app: (age == 9000).then(|| "Harbor Wiki".into()),
            this_session: age == 20,
        };
        let full = Self {
            frame: AccountFrame::sample(AccountSection::Activity),
            sign_ins: [20, 1500, 9000, 200_000, 9_000_000].map(sign_in).to_vec(),
            older_url: Some("/account/activity?before=0192".into()),
            is_newest: true,
        };
        let last = Self { older_url: None, is_newest: false, ..full.clone() };
        let empty = Self { sign_ins: vec![], older_url: None, ..full.clone() };
        let awkward = Self {
            frame: AccountFrame::sample_awkward(AccountSection::Activity),
            sign_ins: vec![RecentSignIn {
                address: MARKUP.into(),
                device: None,
                app: Some(MARKUP.into()),
                ..sign_in(20)
            }],
            ..full.clone()
        };
        vec![full, last, empty, awkward]
    }
}
