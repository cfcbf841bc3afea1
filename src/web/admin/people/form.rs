//! `/admin/users/new` and `/admin/users/<id>/edit`: who somebody is, typed.

use super::fields::{self, Known, MOST_GROUPS};
use super::links::invitation_page;
use super::person::find;
use super::stale::stale;
use crate::accounts::{Access, ActError, NewPerson, PersonPage};
use crate::model::ids::{GroupId, UserId};
use crate::model::secret::Redacted;
use crate::model::user::Permission;
use crate::store::Group;
use crate::web::admin::refusal::{forbidden, not_found, refused};
use crate::web::answer::Answer;
use crate::web::flash::Flash;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::AdminForm;
use crate::web::messages::message;
use crate::web::pages::admin::{Choice, Fields, PersonForm, Section};
use rocket::http::Status;

#[rocket::get("/admin/users/new")]
pub(in crate::web::admin) async fn new(admin: Admin<'_>) -> Answer {
    if !admin.may(Permission::ManagePeople) {
        return forbidden(admin);
    }
    match Known::of_new(&admin).await {
        Ok(known) => show(admin, &known, Filled { must_change_password: true, ..Filled::default() }).await,
        Err(refusal) => refused(admin, refusal, "/admin/users"),
    }
}

#[rocket::post("/admin/users/new", data = "<form>")]
pub(in crate::web::admin) async fn add(admin: Admin<'_>, form: AdminForm) -> Answer {
    let known = match Known::of_new(&admin).await {
        Ok(known) => known,
        Err(refusal) => return refused(admin, refusal, "/admin/users"),
    };
    let is_by_password = form.get("way") == Some("password");
    let access = if is_by_password {
        Access::Password(Redacted::from(form.get("password").unwrap_or_default().to_owned()))
    } else {
        Access::Invitation
    };
    let must_change_password = form.has("must_change_password");
    let new = NewPerson { change: fields::change(&form, &known), access, must_change_password };
    match admin.provider.accounts.add_person(&admin.authority, &new).await {
        Ok(added) => match added.link {
            Some(link) => invitation_page(admin, &added.user, link),
            None => {
                let flash = Flash::good("flash-person-added").name(added.user.shown_name());
                admin.done(format!("/admin/users/{}", added.user.id), &flash)
            }
        },
        Err(ActError::Fields(errors)) => {
            let typed = fields::typed(&form, &known, &errors);
            let filled = Filled { is_by_password, must_change_password, ..Filled::typed(typed, &form) };
            show(admin, &known, filled).await
        }
        Err(refusal) => refused(admin, refusal, "/admin/users"),
    }
}

#[rocket::get("/admin/users/<id>/edit")]
pub(in crate::web::admin) async fn edit(admin: Admin<'_>, id: &str) -> Answer {
    let found = match found(&admin, id).await {
        Ok(Some(found)) => found,
        Ok(None) => return not_found(admin),
        Err(refusal) => return refused(admin, refusal, "/admin/users"),
    };
    let filled = Filled {
        fields: fields::stored(&found),
        is_email_verified: found.user.email_verified,
        groups: found.groups.iter().map(|group| group.id.clone()).collect(),
        ..Filled::default()
    };
    show(admin, &Known::of(found), filled).await
}

#[rocket::post("/admin/users/<id>/edit", data = "<form>")]
pub(in crate::web::admin) async fn save(admin: Admin<'_>, id: &str, form: AdminForm) -> Answer {
    let back = format!("/admin/users/{id}");
    let known = match found(&admin, id).await {
        Ok(Some(found)) => Known::of(found),
        Ok(None) => return not_found(admin),
        Err(refusal) => return refused(admin, refusal, &back),
    };
    let version = form.get("version").and_then(|version| version.parse().ok()).unwrap_or_default();
    let change = fields::change(&form, &known);
    match admin.provider.accounts.change_person(&admin.authority, &UserId::from(id), Some(version), &change).await {
        Ok((user, true)) => admin.done(back, &Flash::good("flash-person-saved").name(user.shown_name())),
        Ok((user, false)) => admin.done(back, &Flash::good("flash-nothing-changed").name(user.shown_name())),
        Err(ActError::Fields(errors)) => {
            let typed = fields::typed(&form, &known, &errors);
            let filled = Filled { version: Some(version), ..Filled::typed(typed, &form) };
            show(admin, &known, filled).await
        }
        Err(ActError::Stale(now)) => stale(admin, &known, &form, now).await,
        Err(refusal) => refused(admin, refusal, &back),
    }
}

/// The person, if they may be changed by whoever asks.
async fn found(admin: &Admin<'_>, id: &str) -> Result<Option<PersonPage>, ActError> {
    let found = find(admin, id).await?.filter(|found| found.user.deleted_at.is_none());
    match found {
        Some(found) if !found.may_change => Err(ActError::HigherRole),
        found => Ok(found),
    }
}

/// What stands in the form.
#[derive(Default)]
struct Filled {
    fields: Fields,
    is_email_verified: bool,
    groups: Vec<GroupId>,
    is_by_password: bool,
    must_change_password: bool,
    /// The version that the form was filled from, where it is not the present one.
    version: Option<i64>,
}

impl Filled {
    /// What was typed.
    fn typed(fields: Fields, form: &AdminForm) -> Self {
        let groups = form.all("group").map(GroupId::from).collect();
        Self { fields, groups, is_email_verified: form.has("email_verified"), ..Self::default() }
    }
}

async fn show(admin: Admin<'_>, known: &Known, filled: Filled) -> Answer {
    let groups = match group_choices(&admin, &known.groups, &filled.groups).await {
        Ok(groups) => groups,
        Err(refusal) => return refused(admin, refusal, "/admin/users"),
    };
    let user = known.user.as_ref();
    let status = if filled.fields.are_sound() { Status::Ok } else { Status::UnprocessableEntity };
    let offered = |group: &&GroupId| groups.iter().any(|choice| choice.value == group.as_str() && !choice.is_fixed);
    let groups_before = known.groups.iter().map(|group| &group.id).filter(offered).map(ToString::to_string);
    let page = PersonForm {
        id: user.map(|user| user.id.to_string()),
        title: user.map(|user| user.shown_name().to_owned()).unwrap_or_default(),
        version: filled.version.or(user.map(|user| user.version)).unwrap_or_default(),
        topics: fields::topics_of(&filled.fields),
        attributes: fields::attributes(&known.attributes),
        groups_before: groups_before.collect::<Vec<_>>().join(" "),
        groups,
        is_email_verified: filled.is_email_verified,
        is_by_password: filled.is_by_password,
        must_change_password: filled.must_change_password,
        min_length: admin.provider.config.passwords.min_length,
        fields: filled.fields,
        shell: admin.into_shell(Section::People),
    };
    Answer::with_status(status, &page)
}

/// The groups to choose from: their own, then others by name, as many as a form can hold. Who may not change a
/// protected one sees it and why.
async fn group_choices(admin: &Admin<'_>, own: &[Group], chosen: &[GroupId]) -> Result<Vec<Choice>, ActError> {
    let first = admin.provider.accounts.first_groups(&admin.authority, MOST_GROUPS).await?;
    let mut groups = own.to_vec();
    groups.extend(first.into_iter().filter(|group| !own.iter().any(|own| own.id == group.id)));
    groups.truncate(usize::try_from(MOST_GROUPS).unwrap_or(usize::MAX));
    groups.sort_by_key(|group| group.name.to_lowercase());
    let fixed = message(&admin.chrome.lang, "group-protected-tick", &[]).unwrap_or_default();
    let choice = |group: Group| {
        let is_fixed = admin.authority.check_group(&group).is_err();
        let hint = if is_fixed { fixed.clone() } else { group.description.clone().unwrap_or_default() };
        let is_in = own.iter().any(|own| own.id == group.id);
        let is_chosen = if is_fixed { is_in } else { chosen.contains(&group.id) };
        Choice { hint, is_fixed, ..Choice::new(group.id.to_string(), group.name, is_chosen) }
    };
    Ok(groups.into_iter().map(choice).collect())
}
