//! `/admin/groups/new` and `/admin/groups/<id>/edit`.

use super::group::{find, may_change};
use crate::accounts::{ActError, FieldError, FieldFault, GroupChange, Present};
use crate::audit::{Filter, Kind};
use crate::model::ids::GroupId;
use crate::model::user::Permission;
use crate::store::{self, Group};
use crate::web::admin::last_change::last_change;
use crate::web::admin::people::fields::{field_id, refuse};
use crate::web::admin::refusal::{forbidden, not_found, refused};
use crate::web::answer::Answer;
use crate::web::error;
use crate::web::flash::Flash;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::AdminForm;
use crate::web::messages::message;
use crate::web::pages::admin::{Difference, Fields, GroupForm, Section, Stale};
use crate::web::pages::{HiddenField, When};
use rocket::http::Status;

const LIST: &str = "/admin/groups";

/// No value is shown again beyond this (characters).
const LONGEST_SHOWN: usize = 2000;

#[rocket::get("/admin/groups/new")]
pub(in crate::web::admin) fn new(admin: Admin<'_>) -> Answer {
    if !admin.may(Permission::ManagePeople) {
        return forbidden(admin);
    }
    Answer::page(&GroupForm {
        id: None,
        title: String::new(),
        version: 0,
        fields: Fields::default(),
        is_protected: false,
        is_in_claim: true,
        shell: admin.into_shell(Section::Groups),
    })
}

#[rocket::post("/admin/groups/new", data = "<form>")]
pub(in crate::web::admin) async fn add(admin: Admin<'_>, form: AdminForm) -> Answer {
    match admin.provider.accounts.add_group(&admin.authority, &change(&admin, &form)).await {
        Ok(group) => {
            let flash = Flash::good("flash-group-added").name(&group.name);
            admin.done(format!("{LIST}/{}", group.id), &flash)
        }
        Err(ActError::Fields(errors)) => again(admin, None, &form, &errors),
        Err(refusal) => refused(admin, refusal, LIST),
    }
}

#[rocket::get("/admin/groups/<id>/edit")]
pub(in crate::web::admin) async fn edit(admin: Admin<'_>, id: &str) -> Answer {
    match find(&admin, id).await {
        Ok(Some(group)) if may_change(&admin, &group) => Answer::page(&GroupForm {
            id: Some(group.id.to_string()),
            title: group.name.clone(),
            version: group.version,
            fields: stored(&group),
            is_protected: group.is_protected,
            is_in_claim: group.in_claim,
            shell: admin.into_shell(Section::Groups),
        }),
        Ok(Some(_)) => forbidden(admin),
        Ok(None) => not_found(admin),
        Err(refusal) => refused(admin, refusal, LIST),
    }
}

#[rocket::post("/admin/groups/<id>/edit", data = "<form>")]
pub(in crate::web::admin) async fn save(admin: Admin<'_>, id: &str, form: AdminForm) -> Answer {
    let back = format!("{LIST}/{id}");
    let group = match find(&admin, id).await {
        Ok(Some(group)) => group,
        Ok(None) => return not_found(admin),
        Err(refusal) => return refused(admin, refusal, &back),
    };
    let change = change(&admin, &form);
    match admin
        .provider
        .accounts
        .change_group(&admin.authority, &GroupId::from(id), Some(version(&form)), &change)
        .await
    {
        Ok((group, true)) => admin.done(back, &Flash::good("flash-group-saved").name(&group.name)),
        Ok((group, false)) => admin.done(back, &Flash::good("flash-nothing-changed").name(&group.name)),
        Err(ActError::Fields(errors)) => again(admin, Some(&group), &form, &errors),
        Err(ActError::Stale(Present::Group(now))) => stale(admin, &form, &now).await,
        Err(ActError::Gone) => admin.done(LIST, &Flash::warn("flash-gone")),
        Err(refusal) => refused(admin, refusal, &back),
    }
}

fn version(form: &AdminForm) -> i64 {
    form.get("version").and_then(|version| version.parse().ok()).unwrap_or_default()
}

/// What a form changes; whether a group is protected is for owners to say.
fn change(admin: &Admin<'_>, form: &AdminForm) -> GroupChange {
    GroupChange {
        name: Some(form.text("name")),
        description: Some(form.text("description")),
        is_protected: admin.may(Permission::Own).then(|| form.has("protected")),
        in_claim: Some(form.has("in_claim")),
    }
}

fn stored(group: &Group) -> Fields {
    let description = group.description.as_deref().unwrap_or_default();
    Fields::default().with("name", &*group.name).with("description", description)
}

/// The form once more, with what is wrong in it.
fn again(admin: Admin<'_>, group: Option<&Group>, form: &AdminForm, errors: &[FieldError]) -> Answer {
    let shown = |name: &str| form.text(name).chars().take(LONGEST_SHOWN).collect::<String>();
    let mut fields = Fields::default().with("name", shown("name")).with("description", shown("description"));
    for error in errors {
        match &error.fault {
            FieldFault::Taken(_) => fields.refuse("name", "group-taken"),
            fault => refuse(&mut fields, &field_id(&error.field), fault),
        }
    }
    let page = GroupForm {
        id: group.map(|group| group.id.to_string()),
        title: group.map(|group| group.name.clone()).unwrap_or_default(),
        version: version(form),
        fields,
        is_protected: form.has("protected"),
        is_in_claim: form.has("in_claim"),
        shell: admin.into_shell(Section::Groups),
    };
    Answer::with_status(Status::UnprocessableEntity, &page)
}

/// What stands there now beside what was typed; nothing was written.
async fn stale(admin: Admin<'_>, form: &AdminForm, now: &Group) -> Answer {
    let changed = match who_changed(&admin, now).await {
        Ok(changed) => changed,
        Err(failed) => return error::store_page(admin.chrome, failed),
    };
    let mut fields = vec![
        HiddenField::new("version", now.version.to_string()),
        HiddenField::new("name", form.text("name")),
        HiddenField::new("description", form.text("description")),
    ];
    let ticks = ["protected", "in_claim"].into_iter().filter(|name| form.has(name));
    fields.extend(ticks.map(|name| HiddenField::new(name, "yes")));
    let page = Stale {
        name: now.name.clone(),
        changed: When::new(changed.as_ref().map_or(now.created_at, |(_, at)| *at), admin.now()),
        changed_by: changed.map(|(who, _)| who),
        differences: differences(&admin, form, now),
        action: format!("{LIST}/{}/edit", now.id),
        fields,
        theirs_url: format!("{LIST}/{}", now.id),
        shell: admin.into_shell(Section::Groups),
    };
    Answer::with_status(Status::Conflict, &page)
}

fn differences(admin: &Admin<'_>, form: &AdminForm, now: &Group) -> Vec<Difference> {
    let word = |is_true| message(&admin.chrome.lang, if is_true { "yes" } else { "no" }, &[]).unwrap_or_default();
    let text = |label: &str, theirs: &str, mine: String| Difference {
        label: label.to_owned(),
        theirs: theirs.to_owned(),
        mine,
    };
    let mut differences = vec![
        text("field-name", &now.name, form.text("name")),
        text("group-description", now.description.as_deref().unwrap_or_default(), form.text("description")),
        text("group-claim", &word(now.in_claim), word(form.has("in_claim"))),
    ];
    if admin.may(Permission::Own) {
        differences.push(text("group-protected", &word(now.is_protected), word(form.has("protected"))));
    }
    differences.retain(|difference| difference.theirs != difference.mine);
    differences
}

/// Who changed it last, as the audit log says.
async fn who_changed(admin: &Admin<'_>, group: &Group) -> store::Result<Option<(String, i64)>> {
    let filter = Filter { kinds: vec![Kind::GroupChanged], text: Some(group.id.to_string()), ..Filter::default() };
    last_change(admin, &filter, |_| true).await
}
