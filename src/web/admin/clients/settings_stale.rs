//! Somebody else changed an app while its form was open: both versions side by side.

use super::{settings_authz, settings_encryption, settings_proof, settings_requests, settings_subject};
use crate::audit::{Filter, Kind, list};
use crate::model::client::Client;
use crate::model::encryption::Encryption;
use crate::model::ids::GroupId;
use crate::store::{self, Db};
use crate::web::admin::sentences::Sentences;
use crate::web::answer::Answer;
use crate::web::guards::admin::Admin;
use crate::web::pages::admin::{Difference, Section, Stale};
use crate::web::pages::{HiddenField, When};
use rocket::http::Status;

/// The page with both; `fields` is everything of mine.
pub(super) async fn stale(
    admin: Admin<'_>,
    theirs: &Client,
    mine: &Client,
    mut fields: Vec<HiddenField>,
) -> store::Result<Answer> {
    fields.push(HiddenField::new("version", theirs.version.to_string()));
    let mut read = admin.provider.store.read().await?;
    let mut db = read.db();
    let differences = differences(&mut db, theirs, mine).await?;
    let changed_by = changed_by(&admin, &mut db, theirs).await?;
    let action = format!("/admin/clients/{}/settings", theirs.id);
    let page = Stale {
        name: theirs.name.clone(),
        changed_by,
        changed: When::new(theirs.updated_at, admin.now()),
        differences,
        theirs_url: action.clone(),
        action,
        fields,
        shell: admin.into_shell(Section::Apps),
    };
    Ok(Answer::with_status(Status::Conflict, &page))
}

/// Who changed an app last, as the audit log knows it.
async fn changed_by(admin: &Admin<'_>, db: &mut Db<'_>, app: &Client) -> store::Result<Option<String>> {
    let filter = Filter { app: Some(app.id.clone()), kinds: vec![Kind::ClientChanged], ..Filter::default() };
    let page = list(db, &filter, None, 1).await?;
    let Some(found) = page.events.first() else { return Ok(None) };
    let said = Sentences::new(admin.provider, &admin.chrome.lang).say(db, &found.event).await?;
    Ok(Some(said.actor.name))
}

async fn differences(db: &mut Db<'_>, theirs: &Client, mine: &Client) -> store::Result<Vec<Difference>> {
    let (theirs, mine) = (described(db, theirs).await?, described(db, mine).await?);
    let differing = theirs.into_iter().zip(mine).filter(|((_, theirs), (_, mine))| theirs != mine);
    let difference = |((label, theirs), (_, mine)): ((&str, String), (&str, String))| Difference {
        label: label.to_owned(),
        theirs,
        mine,
    };
    Ok(differing.map(difference).collect())
}

/// Every field of the form with its label, in words.
async fn described(db: &mut Db<'_>, app: &Client) -> store::Result<Vec<(&'static str, String)>> {
    let some = |text: &Option<String>| text.clone().unwrap_or_default();
    let seconds = |seconds: Option<i64>| seconds.map(|seconds| format!("{seconds} s")).unwrap_or_default();
    let way = |how: Option<Encryption>| how.map(|how| how.to_string()).unwrap_or_default();
    let sign = |is_on: bool| if is_on { "✓" } else { "" }.to_owned();
    let grants: Vec<_> = app.grant_types.iter().map(|grant| grant.as_str()).collect();
    Ok(vec![
        ("field-name", app.name.clone()),
        ("app-url", some(&app.url)),
        ("app-redirect-uris", app.redirect_uris.join("\n")),
        ("app-post-logout", app.post_logout_redirect_uris.join("\n")),
        ("app-logout-back", some(&app.metadata.backchannel_logout_uri)),
        ("app-logout-back-session", sign(app.metadata.backchannel_logout_session_required)),
        ("app-logout-front", some(&app.metadata.frontchannel_logout_uri)),
        ("app-logout-front-session", sign(app.metadata.frontchannel_logout_session_required)),
        ("app-open-to", group_names(db, app.allowed_groups.as_deref()).await?),
        ("app-consent", sign(app.requires_consent)),
        ("app-scopes", app.scopes.to_string()),
        ("app-apis", app.resources.join("\n")),
        ("app-audiences", app.audiences.join("\n")),
        ("app-grants", grants.join(" ")),
        ("app-pkce", sign(app.requires_pkce)),
        ("app-access", seconds(app.access_seconds)),
        ("app-refresh", seconds(app.refresh_seconds)),
        ("app-alg", some(&app.id_token_alg)),
        ("app-access-alg", some(&app.access_token_alg)),
        ("app-proof-method", settings_proof::method(app).to_owned()),
        ("app-proof-alg", some(&app.metadata.token_endpoint_auth_signing_alg)),
        ("app-proof-keys", settings_proof::keys_as_text(app)),
        ("app-proof-uri", some(&app.metadata.jwks_uri)),
        ("app-encryption-keys", settings_encryption::keys_as_text(app)),
        ("app-id_token_encryption", way(app.id_token_encryption)),
        ("app-userinfo_alg", some(&app.userinfo_alg)),
        ("app-userinfo_encryption", way(app.userinfo_encryption)),
        ("app-default-max-age", settings_authz::max_age_as_text(app)),
        ("app-default-acr", settings_authz::acr_as_text(app)),
        ("app-introspection_alg", some(&app.metadata.introspection_signed_response_alg)),
        ("app-subject-type", settings_subject::subject(app).to_owned()),
        ("app-sector", some(&app.metadata.sector_identifier_uri)),
        ("app-policy", some(&app.metadata.policy_uri)),
        ("app-terms", some(&app.metadata.tos_uri)),
        ("app-contacts", app.metadata.contacts.join("\n")),
        ("app-initiate", some(&app.metadata.initiate_login_uri)),
        ("app-require-pushed", sign(app.metadata.require_pushed_authorization_requests)),
        ("app-require-signed", sign(app.metadata.require_signed_request_object)),
        ("app-request-alg", some(&app.metadata.request_object_signing_alg)),
        ("app-request-uris", settings_requests::uris_as_text(app)),
        ("app-color", some(&app.color)),
    ])
}

async fn group_names(db: &mut Db<'_>, allowed: Option<&[GroupId]>) -> store::Result<String> {
    let Some(allowed) = allowed else { return Ok("*".to_owned()) };
    let mut names = Vec::with_capacity(allowed.len());
    for id in allowed {
        names.push(db.find_group_by_id(id).await?.map_or_else(|| id.to_string(), |group| group.name));
    }
    names.sort();
    Ok(names.join(", "))
}
