//! `/account/profile`: name and standard claims, as far as people may change them themselves.

use super::{asked, frame, person, sent};
use crate::accounts::{PROFILE_FIELDS, ProfileError, ProfileProblem, SignedIn, profile_value, profile_version};
use crate::model::params::Params;
use crate::model::user::User;
use crate::store;
use crate::web::answer::Answer;
use crate::web::error;
use crate::web::guards::params::{Form, Query};
use crate::web::guards::peer::Peer;
use crate::web::pages::{AccountProfile, AccountSection, ProfileField, ProfileTopic};
use crate::web::visit::Visit;
use rocket::http::Status;

const PATH: &str = "/account/profile";

/// No value is shown again beyond this (characters); what is refused as too long need not be kept whole.
const LONGEST_SHOWN: usize = 2000;

#[rocket::get("/account/profile")]
pub(super) async fn get(query: Query, mut visit: Visit<'_>) -> Answer {
    let person = match person(&mut visit) {
        Ok(person) => person,
        Err(answer) => return answer,
    };
    let is_saved = asked(query, "done").as_deref() == Some("saved");
    match page(&visit, &person, ProfileTopic::all(|field| profile_value(&person.user, field).to_owned())).await {
        Ok(page) => Answer::page(&AccountProfile { is_saved, ..page }),
        Err(failed) => error::store_page(visit.chrome, failed),
    }
}

#[rocket::post("/account/profile", data = "<form>")]
pub(super) async fn post(form: Form, mut visit: Visit<'_>, peer: Peer) -> Answer {
    let (person, params) = match sent(form, &mut visit, PATH) {
        Ok(sent) => sent,
        Err(answer) => return answer,
    };
    let typed = PROFILE_FIELDS.map(|field| (field, params.get(field).unwrap_or_default().to_owned()));
    let version = params.get("version").unwrap_or_default();
    let outcome = visit.provider.accounts.edit_own_profile(&person, version, &typed, &peer.0).await;
    let page = match outcome {
        Ok(_) => return Answer::SeeOther(format!("{PATH}?done=saved")),
        Err(ProfileError::Wrong(wrong)) => with_problems(&visit, &person, &params, &wrong).await,
        Err(ProfileError::Stale(now)) => stale(&visit, &person, &params, *now).await,
        Err(ProfileError::Store(failed)) => Err(failed),
    };
    match page {
        Ok(page) if page.is_stale => Answer::with_status(Status::Conflict, &page),
        Ok(page) => Answer::with_status(Status::UnprocessableEntity, &page),
        Err(failed) => error::store_page(visit.chrome, failed),
    }
}

async fn page(visit: &Visit<'_>, person: &SignedIn, topics: Vec<ProfileTopic>) -> store::Result<AccountProfile> {
    let groups = visit.provider.store.read().await?.db().groups_of(&person.user.id).await?;
    Ok(AccountProfile {
        frame: frame(visit, person, AccountSection::Profile),
        version: profile_version(&person.user),
        email_verified: person.user.email_verified,
        groups,
        topics,
        has_problems: false,
        is_stale: false,
        is_saved: false,
    })
}

fn typed(params: &Params) -> Vec<ProfileTopic> {
    ProfileTopic::all(|field| params.get(field).unwrap_or_default().chars().take(LONGEST_SHOWN).collect())
}

async fn with_problems(
    visit: &Visit<'_>,
    person: &SignedIn,
    params: &Params,
    wrong: &[(&'static str, ProfileProblem)],
) -> store::Result<AccountProfile> {
    let mut topics = typed(params);
    for field in fields(&mut topics) {
        field.problem = wrong.iter().find(|(name, _)| *name == field.name).map(|(_, problem)| match problem {
            ProfileProblem::TooLong => "too-long",
            ProfileProblem::Invisible => "invisible",
            ProfileProblem::Malformed => "malformed",
        });
    }
    // The version that the form had: mending a typo must not overwrite what somebody else wrote meanwhile.
    let version = params.get("version").unwrap_or_default().chars().take(64).collect();
    Ok(AccountProfile { version, has_problems: true, ..page(visit, person, topics).await? })
}

/// What was typed, beside what stands there now; saved again it counts.
async fn stale(visit: &Visit<'_>, person: &SignedIn, params: &Params, now: User) -> store::Result<AccountProfile> {
    let mut topics = typed(params);
    for field in fields(&mut topics) {
        let stored = profile_value(&now, field.name);
        field.stored = (stored != field.value.replace("\r\n", "\n").trim()).then(|| stored.to_owned());
    }
    let person = SignedIn { user: now, ..person.clone() };
    Ok(AccountProfile { is_stale: true, ..page(visit, &person, topics).await? })
}

fn fields(topics: &mut [ProfileTopic]) -> impl Iterator<Item = &mut ProfileField> {
    topics.iter_mut().flat_map(|topic| &mut topic.fields)
}
