//! `/admin/clients/<id>/redirect-uri?uri=…`: adds a redirect URI that was refused, after a question.
//!
//! Anybody can send a request with an address of their own, and would like to see it added by one thoughtless click.
//! So only an address on a site where the app has one already is offered; any other is typed in on the settings page.

use super::{find, refused, tab_url};
use crate::model::client::{Client, GrantType};
use crate::model::redirect_uri::RedirectUri;
use crate::model::user::Permission;
use crate::oidc::apps::AppError;
use crate::web::answer::Answer;
use crate::web::error::error_page;
use crate::web::flash::Flash;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::RecentForm;
use crate::web::guards::params::Query;
use crate::web::guards::recent_sign_in::RecentSignIn;
use crate::web::pages::admin::{Confirm, Section};
use crate::web::pages::{ErrorPage, HiddenField};
use url::Url;

/// Whether a redirect URI may be added by a button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Offer {
    /// It may.
    Add,
    /// It leads to this site, where the app has no address yet.
    Foreign(String),
    /// It cannot be registered at all, or was cut short in our record.
    Unsound,
}

/// Whether a redirect URI that came may be added by a button.
pub(super) fn offer(app: &Client, sent: &str) -> Offer {
    let is_sound = app.allows(GrantType::AuthorizationCode) && RedirectUri::parse(sent, app.is_public).is_ok();
    let Some(site) = Some(sent).filter(|_| is_sound).and_then(site_of) else { return Offer::Unsound };
    let is_known = app.redirect_uris.iter().filter_map(|own| site_of(own)).any(|own| own == site);
    if is_known { Offer::Add } else { Offer::Foreign(site) }
}

/// Scheme, host and port; of an app's own scheme the scheme.
fn site_of(uri: &str) -> Option<String> {
    let url = Url::parse(uri).ok()?;
    let origin = url.origin();
    Some(if origin.is_tuple() { origin.ascii_serialization() } else { format!("{}:", url.scheme()) })
}

#[rocket::get("/admin/clients/<id>/redirect-uri")]
pub(super) async fn ask(admin: Admin<'_>, _recent: RecentSignIn, id: &str, query: Query) -> Result<Answer, Answer> {
    let app = find(&admin, id).await?;
    let params = query.params().unwrap_or_default();
    let uri = params.get("uri").unwrap_or_default();
    if !admin.may(Permission::ManageApps) || offer(&app, uri) != Offer::Add {
        return Err(error_page(&ErrorPage::not_found(admin.chrome)));
    }
    Ok(Answer::page(&Confirm {
        shell: admin.into_shell(Section::Apps),
        act: "add-redirect-uri",
        name: uri.to_owned(),
        count: 1,
        losses: Vec::new(),
        typed: None,
        is_danger: false,
        action: format!("/admin/clients/{}/redirect-uri", app.id),
        fields: vec![HiddenField::new("uri", uri)],
        cancel_url: tab_url(&app, "health"),
    }))
}

#[rocket::post("/admin/clients/<id>/redirect-uri", data = "<form>")]
pub(super) async fn add(admin: Admin<'_>, id: &str, form: RecentForm) -> Result<Answer, Answer> {
    let app = find(&admin, id).await?;
    let uri = form.get("uri").unwrap_or_default();
    let done = |admin: Admin<'_>, app: &Client| {
        admin.done(tab_url(app, "health"), &Flash::good("flash-redirect-uri-added").name(uri))
    };
    // Sent twice, the second finds it there.
    if app.redirect_uris.iter().any(|own| own == uri) && admin.may(Permission::ManageApps) {
        return Ok(done(admin, &app));
    }
    if offer(&app, uri) != Offer::Add {
        return Err(error_page(&ErrorPage::bad_request(admin.chrome, "this redirect URI cannot be added by a button")));
    }
    let mut wished = app.clone();
    wished.redirect_uris.push(uri.to_owned());
    match admin.provider.apps().edit(&admin.authority, wished).await {
        Ok(saved) => Ok(done(admin, &saved)),
        Err(AppError::Stale(now)) => {
            Ok(admin.done(tab_url(&now, "health"), &Flash::warn("flash-app-changed-meanwhile").name(&now.name)))
        }
        Err(error) => Err(refused(admin.chrome, error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::client::ClientKind;

    fn app(kind: ClientKind, uris: &[&str]) -> Client {
        Client { redirect_uris: uris.iter().map(|uri| (*uri).to_owned()).collect(), ..Client::new("a", kind, 0) }
    }

    #[test]
    fn only_an_address_on_a_site_of_the_apps_own_is_offered() {
        let shop = app(ClientKind::Web, &["https://shop.example/callback"]);
        assert_eq!(offer(&shop, "https://shop.example/callback/"), Offer::Add);
        for foreign in
            ["https://evil.example/callback", "https://shop.example:8443/x", "https://shop.example.evil.example/"]
        {
            assert!(matches!(offer(&shop, foreign), Offer::Foreign(_)), "{foreign}");
        }
        assert_eq!(offer(&shop, "http://localhost:3000/cb"), Offer::Foreign("http://localhost:3000".into()));
        for unsound in ["http://shop.example/cb", "https://shop.example/cb#x", "https://shop.example/…", "", "/cb"] {
            assert_eq!(offer(&shop, unsound), Offer::Unsound, "{unsound}");
        }
    }

    #[test]
    fn an_app_with_a_scheme_of_its_own_may_have_more_addresses_under_it() {
        let native = app(ClientKind::Native, &["com.example.app:/callback"]);
        assert_eq!(offer(&native, "com.example.app:/other"), Offer::Add);
        assert_eq!(offer(&native, "com.evil.app:/callback"), Offer::Foreign("com.evil.app:".into()));
    }

    #[test]
    fn a_service_has_no_address() {
        assert_eq!(offer(&app(ClientKind::Service, &[]), "https://shop.example/cb"), Offer::Unsound);
    }
}
