//! `/admin/attributes`: the organization's own attributes of people, defined and removed.

use super::people::fields::{field_id, refuse};
use super::refusal::{forbidden, not_found, refused};
use crate::accounts::{ActError, FieldError, FieldFault, FormField};
use crate::model::attribute::{AttributeDefinition, AttributeKind};
use crate::model::user::Permission;
use crate::web::answer::Answer;
use crate::web::error::error_page;
use crate::web::flash::Flash;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::{AdminForm, RecentForm};
use crate::web::guards::recent_sign_in::RecentSignIn;
use crate::web::messages::message;
use crate::web::pages::ErrorPage;
use crate::web::pages::admin::{AttributeRow, AttributesPage, Choice, Confirm, Fields, Section, Typed};
use rocket::Route;
use rocket::http::Status;
use std::time::Duration;

const PATH: &str = "/admin/attributes";

/// No value is shown again beyond this (characters).
const LONGEST_SHOWN: usize = 200;

/// The values of a removed attribute go on going after this.
const MOMENT: Duration = Duration::from_secs(2);

/// Every route of these pages.
pub(super) fn routes() -> Vec<Route> {
    rocket::routes![get, add, ask_remove, remove]
}

#[rocket::get("/admin/attributes")]
async fn get(admin: Admin<'_>) -> Answer {
    show(admin, Fields::default(), (AttributeKind::Text, false)).await
}

#[rocket::post("/admin/attributes", data = "<form>")]
async fn add(admin: Admin<'_>, form: AdminForm) -> Answer {
    let kind = form.get("kind").and_then(AttributeKind::parse).unwrap_or(AttributeKind::Text);
    let attribute = AttributeDefinition {
        name: form.text("name"),
        label: form.text("label"),
        kind,
        is_person_editable: form.has("person_editable"),
        created_at: admin.now(),
    };
    match admin.provider.accounts.add_attribute(&admin.authority, &attribute).await {
        Ok(()) => admin.done(PATH, &Flash::good("flash-attribute-added").name(&attribute.label)),
        Err(ActError::Fields(errors)) => {
            show(admin, typed(&attribute, &errors), (kind, attribute.is_person_editable)).await
        }
        Err(refusal) => refused(admin, refusal, PATH),
    }
}

/// What was typed, with what is wrong with it.
fn typed(attribute: &AttributeDefinition, errors: &[FieldError]) -> Fields {
    let cut = |text: &str| text.chars().take(LONGEST_SHOWN).collect::<String>();
    let mut fields = Fields::default().with("label", cut(&attribute.label)).with("name", cut(&attribute.name));
    for error in errors {
        let id =
            if matches!(error.field, FormField::Attribute(_)) { "name".to_owned() } else { field_id(&error.field) };
        match &error.fault {
            FieldFault::Taken(_) => fields.refuse(&id, "attribute-taken"),
            fault => refuse(&mut fields, &id, fault),
        }
    }
    fields
}

async fn show(admin: Admin<'_>, fields: Fields, (kind, is_person_editable): (AttributeKind, bool)) -> Answer {
    let status = if fields.are_sound() { Status::Ok } else { Status::UnprocessableEntity };
    let attributes = match admin.provider.accounts.list_attributes(&admin.authority).await {
        Ok(attributes) => attributes,
        Err(refusal) => return refused(admin, refusal, "/admin/users"),
    };
    let row = |attribute: AttributeDefinition| AttributeRow {
        name: attribute.name,
        label: attribute.label,
        kind: attribute.kind.as_str(),
        is_person_editable: attribute.is_person_editable,
    };
    let choice = |known: AttributeKind| {
        let label = message(&admin.chrome.lang, &format!("attribute-type-{}", known.as_str()), &[]);
        Choice::new(known.as_str(), label.unwrap_or_else(|_| known.as_str().to_owned()), known == kind)
    };
    let page = AttributesPage {
        attributes: attributes.into_iter().map(row).collect(),
        fields,
        kinds: AttributeKind::ALL.map(choice).into(),
        is_person_editable,
        shell: admin.into_shell(Section::People),
    };
    Answer::with_status(status, &page)
}

#[rocket::get("/admin/attributes/<name>/remove")]
async fn ask_remove(admin: Admin<'_>, _recent: RecentSignIn, name: &str) -> Answer {
    question(admin, name, false).await
}

async fn question(admin: Admin<'_>, name: &str, is_wrong: bool) -> Answer {
    if !admin.may(Permission::ManagePeople) {
        return forbidden(admin);
    }
    let known = match admin.provider.accounts.list_attributes(&admin.authority).await {
        Ok(known) => known,
        Err(refusal) => return refused(admin, refusal, PATH),
    };
    let Some(attribute) = known.into_iter().find(|attribute| attribute.name == name) else { return not_found(admin) };
    let page = Confirm {
        act: "remove-attribute",
        name: attribute.label,
        count: 1,
        losses: Vec::new(),
        typed: Some(Typed { is_wrong, ..Typed::new(&*attribute.name) }),
        is_danger: true,
        action: format!("{PATH}/{}/remove", attribute.name),
        fields: Vec::new(),
        cancel_url: PATH.to_owned(),
        shell: admin.into_shell(Section::People),
    };
    let status = if is_wrong { Status::UnprocessableEntity } else { Status::Ok };
    Answer::with_status(status, &page)
}

#[rocket::post("/admin/attributes/<name>/remove", data = "<form>")]
async fn remove(admin: Admin<'_>, name: &str, form: RecentForm) -> Answer {
    if form.text("typed") != name {
        return question(admin, name, true).await;
    }
    let (accounts, authority) = (admin.provider.accounts.clone(), admin.authority.clone());
    let wanted = name.to_owned();
    // The attribute is gone at once; with a million people its values take longer than anybody waits.
    let removal = tokio::spawn(async move { accounts.remove_attribute(&authority, &wanted).await });
    match tokio::time::timeout(MOMENT, removal).await {
        Ok(Ok(Err(ActError::Gone))) => admin.done(PATH, &Flash::warn("flash-gone")),
        Ok(Ok(Err(refusal))) => refused(admin, refusal, PATH),
        Ok(Err(broken)) => {
            tracing::error!(reason = &broken as &dyn std::error::Error, "an attribute was not wholly removed");
            error_page(&ErrorPage::internal(admin.chrome))
        }
        Ok(Ok(Ok(()))) | Err(_) => admin.done(PATH, &Flash::good("flash-attribute-removed").name(name)),
    }
}
