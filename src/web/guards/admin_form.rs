//! A form of the admin area: it stood on our own page in this very browser, its sender's role may change something,
//! and its fields are sound. Used by `web` only.

use super::admin::{Found, here};
use super::browser::Browser;
use super::params;
use super::prove::{self, Proof};
use super::refusal::Refusal;
use crate::model::params::Params;
use crate::model::user::{Permission, Role};
use crate::oidc::Provider;
use crate::web::answer::Answer;
use crate::web::pages::Chrome;
use rocket::data::{Data, FromData, Outcome as DataOutcome};
use rocket::http::Status;
use rocket::outcome::Outcome;
use rocket::request::Request;
use std::ops::Deref;

/// Fields that lists of checkboxes and repeated rows send more than once; any other is refused when it comes twice.
const MAY_REPEAT: &[&str] =
    &["id", "group", "scope", "audience", "claim_name", "claim_type", "claim_value", "grant", "resource"];

/// The fields of a form whose sender may act. The handler must demand an [`Admin`](super::admin::Admin) before it.
///
/// Refused are: a missing or foreign token, another origin, the auditor's role, more than 64 KiB, a field that came
/// twice and may not, and control characters other than line breaks and tabs.
pub struct AdminForm {
    params: Params,
    /// Whether the sender has proved lately who they are.
    proof: Proof,
}

/// The form of a sensitive act: whose sender has not typed their password within the last ten minutes is asked for it,
/// and the form goes on from there as it was filled in.
pub struct RecentForm(AdminForm);

impl Deref for RecentForm {
    type Target = AdminForm;

    fn deref(&self) -> &AdminForm {
        &self.0
    }
}

impl AdminForm {
    /// A field's value without the blanks around it, its lines ended as we keep them; empty when nothing was typed.
    pub fn text(&self, name: &str) -> String {
        self.params.get(name).unwrap_or_default().replace("\r\n", "\n").trim().to_owned()
    }

    /// A field's value, untouched: for passwords and hidden fields.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.params.get(name)
    }

    /// Every value of a field that may be repeated.
    pub fn all<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p str> {
        self.params.all(name)
    }

    /// The page that asks for the password, where the form turns out to be a sensitive one and its sender has not typed
    /// it lately; the same form comes again from there.
    pub fn question(&self, chrome: &Chrome) -> Option<Answer> {
        match &self.proof {
            Proof::Given => None,
            Proof::Missing(question) => Some(question.clone().answer(chrome.clone())),
        }
    }

    /// Whether a box was ticked, or a button of this name pressed.
    pub fn has(&self, name: &str) -> bool {
        self.params.get(name).is_some()
    }
}

#[rocket::async_trait]
impl<'r> FromData<'r> for AdminForm {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> DataOutcome<'r, Self> {
        match read(request, data).await {
            Ok(form) => Outcome::Success(form),
            Err(refusal) => Outcome::Error((refusal.leave(request), ())),
        }
    }
}

#[rocket::async_trait]
impl<'r> FromData<'r> for RecentForm {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> DataOutcome<'r, Self> {
        let refusal = match read(request, data).await {
            Ok(AdminForm { proof: Proof::Missing(question), .. }) => Refusal::Prove(Box::new(question)),
            Ok(form) => return Outcome::Success(Self(form)),
            Err(refusal) => refusal,
        };
        Outcome::Error((refusal.leave(request), ()))
    }
}

async fn read<'r>(request: &'r Request<'_>, data: Data<'r>) -> Result<AdminForm, Refusal> {
    let params = check(request, data, may_change_something).await?;
    let proof = prove::proof(request, &params).await?;
    Ok(AdminForm { params, proof })
}

/// The form that has the audit log checked: it changes nothing, so that auditors may send it too.
pub struct VerifyForm(());

#[rocket::async_trait]
impl<'r> FromData<'r> for VerifyForm {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> DataOutcome<'r, Self> {
        match check(request, data, |role| role.allows(Permission::VerifyLog)).await {
            Ok(_) => Outcome::Success(Self(())),
            Err(refusal) => Outcome::Error((refusal.leave(request), ())),
        }
    }
}

/// A form that only asks, so that every role may send it: the token doctor's.
pub struct AskForm(Params);

impl AskForm {
    /// A field's value without the blanks around it; empty when nothing was typed.
    pub fn text(&self, name: &str) -> String {
        self.0.get(name).unwrap_or_default().trim().to_owned()
    }

    /// A field's value, untouched.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)
    }
}

#[rocket::async_trait]
impl<'r> FromData<'r> for AskForm {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> DataOutcome<'r, Self> {
        match check(request, data, |role| role.allows(Permission::View)).await {
            Ok(params) => Outcome::Success(Self(params)),
            Err(refusal) => Outcome::Error((refusal.leave(request), ())),
        }
    }
}

async fn check<'r>(request: &'r Request<'_>, data: Data<'r>, may: fn(Role) -> bool) -> Result<Params, Refusal> {
    check_role(request, may)?;
    let params = params::read(request, data).await.map_err(Refusal::Unreadable)?;
    check_fields(request, &params).await?;
    Ok(params)
}

/// Refuses a sender whose role may not send it, before anything is read.
pub(super) fn check_role(request: &Request<'_>, may: fn(Role) -> bool) -> Result<(), Refusal> {
    if request.local_cache(Found::default).0.is_some_and(may) { Ok(()) } else { Err(Refusal::Forbidden) }
}

/// Refuses a form that did not stand on our own page, and fields that are unsound.
pub(super) async fn check_fields(request: &Request<'_>, params: &Params) -> Result<(), Refusal> {
    let browser: Outcome<Browser, (Status, ()), Status> = request.guard().await;
    if !browser.succeeded().is_some_and(|browser| browser.check_csrf(params.get("csrf"))) {
        let back = request.rocket().state::<Provider>().map(|provider| here(request, provider));
        return Err(Refusal::FormExpired(back));
    }
    let bad = params.iter().find(|(name, value)| is_unsound(name, value) || is_doubled(params, name));
    match bad {
        Some((name, _)) => Err(Refusal::BadField(name.chars().filter(|c| !c.is_control()).take(60).collect())),
        None => Ok(()),
    }
}

pub(super) fn may_change_something(role: Role) -> bool {
    let acts = [Permission::ManagePeople, Permission::EndSessions, Permission::ManageApps, Permission::Own];
    acts.into_iter().any(|permission| role.allows(permission))
}

fn is_unsound(name: &str, value: &str) -> bool {
    let is_bad = |c: char| c.is_control() && !matches!(c, '\r' | '\n' | '\t');
    name.contains(is_bad) || value.contains(is_bad)
}

fn is_doubled(params: &Params, name: &str) -> bool {
    params.is_repeated(name) && !MAY_REPEAT.contains(&name)
}
