//! `/admin/clients/<id>/connect`: files to copy with the app's real values, and whether its first sign-in has worked.

use super::{find, frame};
use crate::model::client::{Client, ClientKind};
use crate::oidc::apps::snippets::{self, Place, SECRET, Snippet};
use crate::oidc::failures::health;
use crate::store;
use crate::web::answer::Answer;
use crate::web::error::store_page;
use crate::web::guards::admin::Admin;
use crate::web::guards::params::Query;
use crate::web::pages::When;
use crate::web::pages::admin::{AppConnect, AppTab, ConnectValue, FirstUse, FirstUseState, ShownFile, StackLink};

/// Refusals of this long are told beside "nothing has come yet" (days).
const REFUSED_WITHIN: i64 = 1;

#[rocket::get("/admin/clients/<id>/connect")]
pub(super) async fn get(admin: Admin<'_>, id: &str, query: Query) -> Result<Answer, Answer> {
    let app = find(&admin, id).await?;
    let params = query.params().unwrap_or_default();
    let first_use = match first_use(&admin, &app).await {
        Ok(first_use) => first_use,
        Err(failed) => return Err(store_page(admin.chrome, failed)),
    };
    let issuer = admin.provider.issuer();
    let jwks_uri = admin.provider.evidence.aliases().url(issuer, &app);
    let place = Place { issuer, jwks_uri: &jwks_uri };
    let snippets = snippets::fitting(&app, place);
    let asked = params.get("stack").or_else(|| snippets::named_by(&app)).unwrap_or_default();
    let chosen = snippets.iter().position(|snippet| snippet.stack == asked).unwrap_or_default();
    let values = values(&app, place);
    Ok(Answer::page(&AppConnect {
        first_use,
        has_own_key: app.has_own_key(),
        stacks: stacks(&app, &snippets, chosen),
        files: snippets.get(chosen).map(files).unwrap_or_default(),
        values,
        frame: frame(admin, &app, AppTab::Connect),
    }))
}

async fn first_use(admin: &Admin<'_>, app: &Client) -> store::Result<FirstUse> {
    let now = admin.now();
    let health = health(&admin.provider.store, &app.id, now, REFUSED_WITHIN).await?;
    let last = health.last_code_exchange.max(health.last_client_credentials).max(health.last_refresh);
    let state = match (app.is_disabled(), last, health.failed) {
        (true, ..) => FirstUseState::Off,
        (false, Some(_), _) => FirstUseState::Works,
        (false, None, 0) => FirstUseState::Waiting,
        (false, None, _) => FirstUseState::Refused,
    };
    Ok(FirstUse { state, last: last.map(|at| When::new(at, now)), refused: health.failed })
}

fn stacks(app: &Client, snippets: &[Snippet], chosen: usize) -> Vec<StackLink> {
    let link = |(place, snippet): (usize, &Snippet)| StackLink {
        title: snippet.title.to_owned(),
        url: format!("/admin/clients/{}/connect?stack={}#files", app.id, snippet.stack),
        is_chosen: place == chosen,
    };
    snippets.iter().enumerate().map(link).collect()
}

fn files(snippet: &Snippet) -> Vec<ShownFile> {
    snippet.files.iter().map(|file| ShownFile::new(file.name, &file.text, SECRET)).collect()
}

/// What a developer enters by hand; the addresses are those of discovery, except the app's own one of the key set.
fn values(app: &Client, place: Place<'_>) -> Vec<ConnectValue> {
    let issuer = place.issuer;
    let value = |name, value: String| ConnectValue { name, value };
    let mut values = vec![
        value("issuer", issuer.to_owned()),
        value("discovery", format!("{issuer}/.well-known/openid-configuration")),
        value("client-id", app.id.to_string()),
    ];
    values.extend(app.redirect_uris.iter().map(|uri| value("redirect-uri", uri.clone())));
    if app.kind != ClientKind::Service {
        values.push(value("authorization", format!("{issuer}/oauth2/authorize")));
        values.push(value("userinfo", format!("{issuer}/oauth2/userinfo")));
    }
    values.push(value("token", format!("{issuer}/oauth2/token")));
    values.push(value("jwks", place.jwks_uri.to_owned()));
    let encryptions =
        [("id-token-encryption", app.id_token_encryption), ("userinfo-encryption", app.userinfo_encryption)];
    values.extend(encryptions.into_iter().filter_map(|(name, how)| Some(value(name, how?.to_string()))));
    values
        .extend(app.metadata.token_endpoint_auth_method.map(|method| value("auth-method", method.as_str().to_owned())));
    if !app.scopes.is_empty() {
        values.push(value("scope", app.scopes.to_string()));
    }
    values
}
