//! `/admin/clients/<id>/claims/new`, `/edit` and `/remove`: one rule at a time. What somebody else changed elsewhere in
//! the app disturbs nobody; of a rule that both changed, both versions are shown.

use super::claim_draft::{Draft, source_of, standards};
use super::{find, frame, refused};
use crate::model::claim_rule::ClaimRule;
use crate::model::client::Client;
use crate::model::user::Permission;
use crate::oidc::apps::{AppError, rule_to_json};
use crate::store;
use crate::web::answer::Answer;
use crate::web::error::{error_page, store_page};
use crate::web::flash::Flash;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::{AdminForm, RecentForm};
use crate::web::guards::params::Query;
use crate::web::pages::admin::{AppTab, Choice, ClaimForm, Confirm, Difference, Fields, Section, Stale};
use crate::web::pages::{ErrorPage, HiddenField, When};
use rocket::http::Status;

/// Two who save in the same moment are told apart by reading anew; more than this never meet.
const MOST_TRIES: usize = 3;

#[rocket::get("/admin/clients/<id>/claims/new")]
pub(super) async fn new(admin: Admin<'_>, id: &str) -> Result<Answer, Answer> {
    let app = may_write(&admin, id).await?;
    let draft = Draft::default();
    let fields = draft.fields();
    form_page(admin, &app, Opened::default(), &draft, fields).await
}

#[rocket::post("/admin/clients/<id>/claims/new", data = "<form>")]
pub(super) async fn add(admin: Admin<'_>, id: &str, form: RecentForm) -> Result<Answer, Answer> {
    save(admin, id, Opened::default(), Draft::read(&form)).await
}

#[rocket::get("/admin/clients/<id>/claims/edit")]
pub(super) async fn edit(admin: Admin<'_>, id: &str, query: Query) -> Result<Answer, Answer> {
    let app = may_write(&admin, id).await?;
    let (was, rule) = rule_of(&admin, &app, query)?;
    let (draft, opened) = (Draft::of(rule), Opened { was, before: text_of(Some(rule)) });
    let fields = draft.fields();
    form_page(admin, &app, opened, &draft, fields).await
}

#[rocket::post("/admin/clients/<id>/claims/edit", data = "<form>")]
pub(super) async fn change(admin: Admin<'_>, id: &str, form: RecentForm) -> Result<Answer, Answer> {
    let hidden = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let opened = Opened { was: hidden("was"), before: hidden("before") };
    save(admin, id, opened, Draft::read(&form)).await
}

#[rocket::get("/admin/clients/<id>/claims/remove")]
pub(super) async fn ask_remove(admin: Admin<'_>, id: &str, query: Query) -> Result<Answer, Answer> {
    let app = may_write(&admin, id).await?;
    let (claim, _) = rule_of(&admin, &app, query)?;
    Ok(Answer::page(&Confirm {
        shell: admin.into_shell(Section::Apps),
        act: "remove-claim",
        name: claim.clone(),
        count: 1,
        losses: Vec::new(),
        typed: None,
        is_danger: true,
        action: format!("/admin/clients/{}/claims/remove", app.id),
        fields: vec![HiddenField::new("claim", claim)],
        cancel_url: claims_url(&app),
    }))
}

#[rocket::post("/admin/clients/<id>/claims/remove", data = "<form>")]
pub(super) async fn remove(admin: Admin<'_>, id: &str, form: AdminForm) -> Result<Answer, Answer> {
    let claim = form.get("claim").unwrap_or_default().to_owned();
    let app = find(&admin, id).await?;
    let url = claims_url(&app);
    let without = |app: &mut Client| app.claim_rules.retain(|rule| rule.claim != claim);
    match edited(&admin, app, |app| {
        without(app);
        Ok(())
    })
    .await
    {
        Ok(_) => Ok(admin.done(url, &Flash::good("flash-claim-removed").name(&claim))),
        Err(Outcome::Refused(error)) => Err(refused(admin.chrome, error)),
        Err(Outcome::Differs(_)) => Ok(Answer::SeeOther(url)),
    }
}

/// The rule that a form was opened for; empty for a new one.
#[derive(Clone, Debug, Default)]
struct Opened {
    /// Its claim.
    was: String,
    /// The whole of it, as JSON.
    before: String,
}

/// Why a rule was not saved.
enum Outcome {
    /// The rule is another one by now.
    Differs(Box<Client>),
    /// The act was refused.
    Refused(AppError),
}

async fn may_write(admin: &Admin<'_>, id: &str) -> Result<Client, Answer> {
    let app = find(admin, id).await?;
    if admin.may(Permission::ManageApps) { Ok(app) } else { Err(missing(admin)) }
}

/// Nobody finds the form of an act that their role does not allow.
fn missing(admin: &Admin<'_>) -> Answer {
    error_page(&ErrorPage::not_found(admin.chrome.clone()))
}

fn rule_of<'a>(admin: &Admin<'_>, app: &'a Client, query: Query) -> Result<(String, &'a ClaimRule), Answer> {
    let params = query.params().unwrap_or_default();
    let claim = params.get("claim").unwrap_or_default();
    let found = app.claim_rules.iter().find(|rule| rule.claim == claim);
    found.map(|rule| (claim.to_owned(), rule)).ok_or_else(|| missing(admin))
}

fn text_of(rule: Option<&ClaimRule>) -> String {
    rule.map(|rule| rule_to_json(rule).to_string()).unwrap_or_default()
}

fn claims_url(app: &Client) -> String {
    format!("/admin/clients/{}/claims", app.id)
}

async fn save(admin: Admin<'_>, id: &str, opened: Opened, draft: Draft) -> Result<Answer, Answer> {
    let app = find(&admin, id).await?;
    let (url, rule) = (claims_url(&app), draft.rule());
    let shown = app.clone();
    match edited(&admin, app, |app| put(app, &opened, &rule)).await {
        Ok(_) => Ok(admin.done(url, &Flash::good("flash-claim-saved").name(&rule.claim))),
        Err(Outcome::Differs(now)) => Ok(stale_page(admin, &now, &opened, &draft)),
        Err(Outcome::Refused(AppError::Invalid(problems))) => {
            let mut fields = draft.fields();
            draft.refuse(&mut fields, &problems);
            form_page(admin, &shown, opened, &draft, fields).await
        }
        Err(Outcome::Refused(error)) => Err(refused(admin.chrome, error)),
    }
}

/// Puts a rule where the one stands that was opened, or at the end. Sent twice, the second changes nothing.
fn put(app: &mut Client, opened: &Opened, rule: &ClaimRule) -> Result<(), ()> {
    let of = |claim: &str| app.claim_rules.iter().position(|own| own.claim == claim);
    if of(&rule.claim).is_some_and(|at| app.claim_rules[at] == *rule) {
        return Ok(());
    }
    let at = if opened.was.is_empty() { None } else { of(&opened.was) };
    if text_of(at.map(|at| &app.claim_rules[at])) != opened.before {
        return Err(());
    }
    match at {
        Some(at) => app.claim_rules[at] = rule.clone(),
        None => app.claim_rules.push(rule.clone()),
    }
    Ok(())
}

/// Changes an app as it is now; when somebody else saves in the same moment, once more as it is then.
async fn edited(
    admin: &Admin<'_>,
    app: Client,
    change: impl Fn(&mut Client) -> Result<(), ()>,
) -> Result<Client, Outcome> {
    let mut app = app;
    for _ in 1..MOST_TRIES {
        let mut wished = app.clone();
        if change(&mut wished).is_err() {
            return Err(Outcome::Differs(Box::new(app)));
        }
        match admin.provider.apps().edit(&admin.authority, wished).await {
            Ok(saved) => return Ok(saved),
            Err(AppError::Stale(now)) => app = *now,
            Err(error) => return Err(Outcome::Refused(error)),
        }
    }
    Err(Outcome::Differs(Box::new(app)))
}

async fn form_page(
    admin: Admin<'_>,
    app: &Client,
    opened: Opened,
    draft: &Draft,
    fields: Fields,
) -> Result<Answer, Answer> {
    let attributes = match attributes(&admin, &draft.attribute).await {
        Ok(attributes) => attributes,
        Err(failed) => return Err(store_page(admin.chrome, failed)),
    };
    let standards = standards().iter().map(|name| Choice::new(*name, *name, *name == draft.standard)).collect();
    Ok(Answer::page(&ClaimForm {
        fields,
        was: opened.was,
        before: opened.before,
        source: draft.source,
        standards,
        attributes,
        group_choice: draft.group_choice,
        is_cut: draft.is_cut,
        places: draft.places,
        frame: frame(admin, app, AppTab::Claims),
    }))
}

/// The attributes that the installation has, and the chosen one though it is gone.
async fn attributes(admin: &Admin<'_>, chosen: &str) -> store::Result<Vec<Choice>> {
    let known = admin.provider.store.read().await?.db().list_attributes().await?;
    let choice = |name: &str, label: String| Choice::new(name, label, name == chosen);
    let mut all: Vec<_> =
        known.iter().map(|known| choice(&known.name, format!("{} ({})", known.label, known.name))).collect();
    if !chosen.is_empty() && !known.iter().any(|known| known.name == chosen) {
        all.push(choice(chosen, chosen.to_owned()));
    }
    Ok(all)
}

/// Both versions of a rule.
fn stale_page(admin: Admin<'_>, now: &Client, opened: &Opened, draft: &Draft) -> Answer {
    let theirs = now.claim_rules.iter().find(|rule| rule.claim == opened.was || rule.claim == draft.claim);
    let (mine, at) = (draft.rule(), When::new(now.updated_at, admin.now()));
    let row = |label: &str, of: fn(&ClaimRule) -> String| Difference {
        label: label.to_owned(),
        theirs: theirs.map(of).unwrap_or_default(),
        mine: of(&mine),
    };
    let rows = [
        row("claim-name", |rule| rule.claim.clone()),
        row("claim-source", source_of),
        row("claim-places", |rule| rule.places.names().join(", ")),
    ];
    let mut fields = draft.hidden();
    fields.push(HiddenField::new("was", theirs.map(|rule| rule.claim.clone()).unwrap_or_default()));
    fields.push(HiddenField::new("before", text_of(theirs)));
    Answer::with_status(
        Status::Conflict,
        &Stale {
            shell: admin.into_shell(Section::Apps),
            name: draft.claim.clone(),
            changed_by: None,
            changed: at,
            differences: rows.into_iter().filter(|row| row.theirs != row.mine).collect(),
            action: format!("/admin/clients/{}/claims/edit", now.id),
            fields,
            theirs_url: claims_url(now),
        },
    )
}
