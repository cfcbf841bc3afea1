//! `/account/profile`: name and standard claims, as far as people may change them themselves.

use super::{asked, frame, person, sent};
use crate::accounts::{
    ATTRIBUTE, PROFILE_FIELDS, ProfileError, ProfileProblem, SignedIn, attribute_text, open_attributes, profile_value,
    profile_version,
};
use crate::model::attribute::AttributeDefinition;
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
    let shown = async {
        let attributes = visit.provider.accounts.attributes().await?;
        let topics = topics(&attributes, |field| stored_value(&person.user, field));
        page(&visit, &person, topics, &attributes).await
    };
    match shown.await {
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
    let page = match edit(&visit, &person, &params, &peer).await {
        Ok(None) => return Answer::SeeOther(format!("{PATH}?done=saved")),
        Ok(Some(page)) => page,
        Err(failed) => return error::store_page(visit.chrome, failed),
    };
    Answer::with_status(if page.is_stale { Status::Conflict } else { Status::UnprocessableEntity }, &page)
}

/// Saves what was typed; the page to show again where it was not.
async fn edit(
    visit: &Visit<'_>,
    person: &SignedIn,
    params: &Params,
    peer: &Peer,
) -> store::Result<Option<AccountProfile>> {
    let accounts = &visit.provider.accounts;
    let attributes = accounts.attributes().await?;
    let fields = PROFILE_FIELDS.map(str::to_owned).into_iter().chain(open_attributes(&attributes).map(field_name));
    let typed: Vec<_> =
        fields.map(|field| (field.clone(), params.get(&field).unwrap_or_default().to_owned())).collect();
    let version = params.get("version").unwrap_or_default();
    match accounts.edit_own_profile(person, version, &typed, &peer.0).await {
        Ok(_) => Ok(None),
        Err(ProfileError::Wrong(wrong)) => with_problems(visit, person, params, &wrong, &attributes).await.map(Some),
        Err(ProfileError::Stale(now)) => stale(visit, person, params, *now, &attributes).await.map(Some),
        Err(ProfileError::Store(failed)) => Err(failed),
    }
}

fn field_name(attribute: &AttributeDefinition) -> String {
    format!("{ATTRIBUTE}{}", attribute.name)
}

/// What is stored of a field of the page.
fn stored_value(user: &User, field: &str) -> String {
    match field.strip_prefix(ATTRIBUTE) {
        Some(name) => attribute_text(user, name),
        None => profile_value(user, field).to_owned(),
    }
}

/// Every field of the page, filled in by `value`.
fn topics(attributes: &[AttributeDefinition], value: impl Fn(&str) -> String) -> Vec<ProfileTopic> {
    let mut topics = ProfileTopic::all(&value);
    let own = open_attributes(attributes).map(|open| {
        let name = field_name(open);
        ProfileField::of_attribute(&name, &open.label, open.kind.as_str(), value(&name))
    });
    topics.extend(ProfileTopic::of_attributes(own.collect()));
    topics
}

async fn page(
    visit: &Visit<'_>,
    person: &SignedIn,
    topics: Vec<ProfileTopic>,
    attributes: &[AttributeDefinition],
) -> store::Result<AccountProfile> {
    let groups = visit.provider.store.read().await?.db().groups_of(&person.user.id).await?;
    Ok(AccountProfile {
        frame: frame(visit, person, AccountSection::Profile),
        version: profile_version(&person.user, attributes),
        email_verified: person.user.email_verified,
        groups,
        topics,
        has_problems: false,
        is_stale: false,
        is_saved: false,
    })
}

fn typed(params: &Params, attributes: &[AttributeDefinition]) -> Vec<ProfileTopic> {
    topics(attributes, |field| params.get(field).unwrap_or_default().chars().take(LONGEST_SHOWN).collect())
}

async fn with_problems(
    visit: &Visit<'_>,
    person: &SignedIn,
    params: &Params,
    wrong: &[(String, ProfileProblem)],
    attributes: &[AttributeDefinition],
) -> store::Result<AccountProfile> {
    let mut topics = typed(params, attributes);
    for field in fields(&mut topics) {
        field.problem = wrong.iter().find(|(name, _)| *name == field.name).map(|(_, problem)| match problem {
            ProfileProblem::TooLong => "too-long",
            ProfileProblem::Invisible => "invisible",
            ProfileProblem::Malformed => "malformed",
            ProfileProblem::NotANumber => "not-a-number",
            ProfileProblem::NotADate => "not-a-date",
            ProfileProblem::TooMany => "too-many",
        });
    }
    // The version that the form had: mending a typo must not overwrite what somebody else wrote meanwhile.
    let version = params.get("version").unwrap_or_default().chars().take(64).collect();
    Ok(AccountProfile { version, has_problems: true, ..page(visit, person, topics, attributes).await? })
}

/// What was typed, beside what stands there now; saved again it counts.
async fn stale(
    visit: &Visit<'_>,
    person: &SignedIn,
    params: &Params,
    now: User,
    attributes: &[AttributeDefinition],
) -> store::Result<AccountProfile> {
    let mut topics = typed(params, attributes);
    for field in fields(&mut topics) {
        let stored = stored_value(&now, &field.name);
        field.stored = (stored != field.value.replace("\r\n", "\n").trim()).then_some(stored);
    }
    let person = SignedIn { user: now, ..person.clone() };
    Ok(AccountProfile { is_stale: true, ..page(visit, &person, topics, attributes).await? })
}

fn fields(topics: &mut [ProfileTopic]) -> impl Iterator<Item = &mut ProfileField> {
    topics.iter_mut().flat_map(|topic| &mut topic.fields)
}
