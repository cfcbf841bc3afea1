//! Somebody else changed the person while the form was open: both versions side by side.

use super::fields::{self, Known};
use crate::accounts::Present;
use crate::audit::{Filter, Kind};
use crate::model::user::User;
use crate::store;
use crate::web::admin::last_change::last_change;
use crate::web::admin::refusal::not_found;
use crate::web::answer::Answer;
use crate::web::error;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::AdminForm;
use crate::web::messages::message;
use crate::web::pages::admin::{Difference, Section, Stale};
use crate::web::pages::{HiddenField, When};
use rocket::http::Status;

/// What stands there now beside what was typed; nothing was written.
pub(super) async fn stale(admin: Admin<'_>, known: &Known, form: &AdminForm, now: Present) -> Answer {
    let Present::Person(now) = now else { return not_found(admin) };
    let changed = match who_changed(&admin, &now).await {
        Ok(changed) => changed,
        Err(failed) => return error::store_page(admin.chrome, failed),
    };
    let page = Stale {
        name: now.shown_name().to_owned(),
        changed: When::new(changed.as_ref().map_or(now.updated_at, |(_, at)| *at), admin.now()),
        changed_by: changed.map(|(who, _)| who),
        differences: differences(&admin, known, form, &now),
        action: format!("/admin/users/{}/edit", now.id),
        fields: hidden(known, form, now.version),
        theirs_url: format!("/admin/users/{}", now.id),
        shell: admin.into_shell(Section::People),
    };
    Answer::with_status(Status::Conflict, &page)
}

/// Who changed them last, as the audit log says.
async fn who_changed(admin: &Admin<'_>, user: &User) -> store::Result<Option<(String, i64)>> {
    let kinds = vec![
        Kind::UserChanged,
        Kind::RoleChanged,
        Kind::UserDisabled,
        Kind::UserEnabled,
        Kind::UserRestored,
        Kind::UserPasswordSet,
    ];
    let filter = Filter { person: Some(user.id.clone()), kinds, ..Filter::default() };
    // The filter finds what they did to others, too.
    last_change(admin, &filter, |event| event.user_id.as_deref() == Some(user.id.as_str())).await
}

fn differences(admin: &Admin<'_>, known: &Known, form: &AdminForm, now: &User) -> Vec<Difference> {
    let theirs = fields::of_user(now, &known.attributes);
    let mut differences = Vec::new();
    for name in fields::names(&known.attributes) {
        let (theirs, mine) = (theirs.value(&name).to_owned(), form.text(&name));
        if theirs == mine {
            continue;
        }
        differences.push(match name.strip_prefix("attribute-") {
            None => Difference { label: label(&name), theirs, mine },
            Some(attribute) => {
                let label = known.attributes.iter().find(|known| known.name == attribute);
                let label = label.map_or(attribute, |known| &known.label);
                let named = |value: String| if value.is_empty() { value } else { format!("{label}: {value}") };
                Difference { label: "topic-attributes".to_owned(), theirs: named(theirs), mine: named(mine) }
            }
        });
    }
    let is_verified = form.has("email_verified");
    if now.email_verified != is_verified {
        let word = |is_true| message(&admin.chrome.lang, if is_true { "yes" } else { "no" }, &[]).unwrap_or_default();
        let (theirs, mine) = (word(now.email_verified), word(is_verified));
        differences.push(Difference { label: "person-email-verified".to_owned(), theirs, mine });
    }
    differences
}

fn label(field: &str) -> String {
    match field {
        "username" => "account-username".to_owned(),
        "name" | "email" => format!("field-{field}"),
        claim => claim.to_owned(),
    }
}

/// Every field of mine, to be sent again over what stands there now.
fn hidden(known: &Known, form: &AdminForm, version: i64) -> Vec<HiddenField> {
    let mut fields = vec![HiddenField::new("version", version.to_string())];
    fields.extend(fields::names(&known.attributes).into_iter().map(|name| HiddenField::new(&*name, form.text(&name))));
    fields.push(HiddenField::new("groups_before", form.text("groups_before")));
    fields.extend(form.all("group").map(|group| HiddenField::new("group", group)));
    if form.has("email_verified") {
        fields.push(HiddenField::new("email_verified", "yes"));
    }
    fields
}
