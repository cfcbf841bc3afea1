//! `/admin/clients`: the list of apps, the way to a new one, and the pages about one app.

mod acts;
mod check;
mod claim_draft;
mod claim_rules;
mod claims;
mod connect;
mod health;
mod list;
mod new;
mod overview;
mod problems;
mod redirect_uri;
mod registration;
mod secrets;
mod settings;
mod settings_authz;
mod settings_encryption;
mod settings_form;
mod settings_logout;
mod settings_proof;
mod settings_requests;
mod settings_stale;
mod settings_subject;

use crate::model::client::Client;
use crate::model::ids::ClientId;
use crate::oidc::apps::AppError;
use crate::web::answer::Answer;
use crate::web::apps::look;
use crate::web::error::{error_page, store_page};
use crate::web::guards::admin::Admin;
use crate::web::pages::admin::{AppFrame, AppHead, AppTab, Section};
use crate::web::pages::{Chrome, ErrorPage};
use rocket::Route;

/// Mounted at the root.
pub fn routes() -> Vec<Route> {
    let insight = rocket::routes![
        connect::get,
        claims::get,
        claim_rules::new,
        claim_rules::add,
        claim_rules::edit,
        claim_rules::change,
        claim_rules::ask_remove,
        claim_rules::remove,
        health::get,
        health::unknown,
        redirect_uri::ask,
        redirect_uri::add,
    ];
    let own = rocket::routes![
        list::get,
        registration::get,
        registration::set_mode,
        registration::make,
        registration::end,
        new::get,
        new::post,
        check::get,
        overview::get,
        settings::get,
        settings::post,
        settings::logo,
        secrets::get,
        secrets::add_form,
        secrets::add,
        secrets::roll_form,
        secrets::roll,
        secrets::remove_question,
        secrets::remove,
        acts::disable_question,
        acts::disable,
        acts::enable_question,
        acts::enable,
        acts::remove_question,
        acts::remove,
    ];
    [own, insight].concat()
}

/// The app of an id as the database has it now, or the page that says why not.
async fn find(admin: &Admin<'_>, id: &str) -> Result<Client, Answer> {
    let found = admin.provider.apps().get(&ClientId::from(id)).await;
    found.map_err(|error| refused(admin.chrome.clone(), error))
}

/// What surrounds a page about an app.
fn frame(admin: Admin<'_>, app: &Client, tab: AppTab) -> AppFrame {
    AppFrame::new(admin.into_shell(Section::Apps), app, look(app), tab)
}

/// The address of a page about an app.
fn tab_url(app: &Client, tab: &str) -> String {
    format!("/admin/clients/{}/{tab}", app.id)
}

/// What lists say of an app.
fn head(app: &Client) -> AppHead {
    AppHead::new(app, look(app))
}

/// The page for an act that was not done, where no form can say it better.
fn refused(chrome: Chrome, error: AppError) -> Answer {
    match error {
        AppError::Forbidden(_) => error_page(&ErrorPage::forbidden(chrome)),
        AppError::Missing(_) | AppError::NoSuchSecret(..) => error_page(&ErrorPage::not_found(chrome)),
        AppError::Store(failed) => store_page(chrome, failed),
        other => error_page(&ErrorPage::form_unreadable(chrome, other.to_string())),
    }
}
