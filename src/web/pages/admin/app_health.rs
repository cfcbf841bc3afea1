//! How an app fares, `/admin/clients/<id>/health`, and the requests of apps that nobody knows, `/admin/unknown-apps`.

use super::{AppFrame, AppTab, NoticeRow, RefusedRequest, Section, Shell};
use crate::oidc::failures::Cause;
use crate::web::page::Page;
use crate::web::pages::When;
use serde::Serialize;

/// An app's health.
#[derive(Clone, Debug, Serialize)]
pub struct AppHealth {
    /// Surroundings.
    #[serde(flatten)]
    pub frame: AppFrame,
    /// When people signed in last by a code.
    pub last_code_exchange: Option<When>,
    /// When it refreshed last.
    pub last_refresh: Option<When>,
    /// When it got tokens for itself last.
    pub last_client_credentials: Option<When>,
    /// Whether people sign in to it.
    pub has_people: bool,
    /// Token requests that succeeded in these days.
    pub succeeded: i64,
    /// Requests that were refused in these days.
    pub failed: i64,
    /// How many days these counts are of.
    pub days: i64,
    /// Why requests were refused, the most frequent first.
    pub causes: Vec<CauseRow>,
    /// The newest refused requests, the newest first.
    pub requests: Vec<RefusedRequest>,
    /// The newest notices of ended sessions that did not get through to it.
    pub notices: Vec<NoticeRow>,
    /// Whether the role allows to send one again.
    pub may_send: bool,
    /// How many refused requests name an app that is not there.
    pub unknown: i64,
}

/// How often requests were refused for one reason.
#[derive(Clone, Debug, Serialize)]
pub struct CauseRow {
    /// Why: `cause-<cause>` in the catalogue.
    pub cause: &'static str,
    /// How often.
    pub count: i64,
    /// The bar's length, of 100.
    pub share: i64,
    /// When last.
    pub last: When,
}

impl Page for AppHealth {
    const TEMPLATE: &'static str = "admin/clients/health.html";

    fn samples() -> Vec<Self> {
        let when = When::new(1_795_269_000, 1_795_269_789);
        let cause = |cause: &Cause, count| CauseRow {
            cause: cause.as_str(),
            count,
            share: count.clamp(2, 100),
            last: when.clone(),
        };
        let quiet = Self {
            frame: AppFrame::sample(AppTab::Health),
            last_code_exchange: Some(when.clone()),
            last_refresh: Some(when.clone()),
            last_client_credentials: None,
            has_people: true,
            succeeded: 12_840,
            failed: 0,
            days: 7,
            causes: Vec::new(),
            requests: Vec::new(),
            notices: Vec::new(),
            may_send: true,
            unknown: 0,
        };
        let causes = Cause::ALL.iter().zip(1..).map(|(one, count)| cause(one, count)).collect();
        let every = Cause::ALL.iter().map(|one| RefusedRequest {
            cause: one.as_str(),
            difference: None,
            ..RefusedRequest::sample()
        });
        let some: Vec<_> = quiet_causes().iter().map(|(one, count)| cause(one, *count)).collect();
        vec![
            quiet.clone(),
            Self {
                failed: 118,
                causes: some.clone(),
                requests: RefusedRequest::samples(),
                notices: NoticeRow::samples(),
                unknown: 2,
                ..quiet.clone()
            },
            Self { failed: 118, causes: some.clone(), ..quiet.clone() },
            Self { failed: 3, causes, requests: every.collect(), ..quiet.clone() },
            Self {
                frame: AppFrame::sample_auditor(AppTab::Health),
                failed: 118,
                causes: some.clone(),
                requests: RefusedRequest::samples(),
                ..quiet.clone()
            },
            Self {
                frame: AppFrame::sample_public(AppTab::Health),
                last_code_exchange: None,
                last_refresh: None,
                last_client_credentials: Some(when.clone()),
                has_people: false,
                ..quiet.clone()
            },
            Self {
                frame: AppFrame::sample_awkward(AppTab::Health),
                failed: 1_000_000,
                causes: some,
                requests: RefusedRequest::samples(),
                ..quiet
            },
        ]
    }
}

const fn quiet_causes() -> [(Cause, i64); 3] {
    [(Cause::RedirectUri, 96), (Cause::SecretWrong, 18), (Cause::NotAllowed, 4)]
}

/// Requests that name an app which is not there: a `client_id` that was mistyped, or removed.
#[derive(Clone, Debug, Serialize)]
pub struct UnknownApps {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// The newest, the newest first.
    pub requests: Vec<RefusedRequest>,
}

impl Page for UnknownApps {
    const TEMPLATE: &'static str = "admin/clients/unknown.html";

    fn samples() -> Vec<Self> {
        let mut requests = RefusedRequest::samples();
        for request in &mut requests {
            request.cause = "unknown_client";
            request.difference = None;
            request.mend = super::Mend { meant: Some("harbor-wiki".into()), ..super::Mend::default() };
        }
        let plain = Self { shell: Shell::sample(Section::Apps), requests };
        vec![
            plain.clone(),
            Self { requests: Vec::new(), ..plain.clone() },
            Self { shell: Shell::sample_awkward(Section::Apps), ..plain },
        ]
    }
}
