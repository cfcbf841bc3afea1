//! Whether a change lets an app reach further than before: codes to more places, more of people, for longer, with less
//! asked. Such a change is worth a password; what only narrows must never wait for one.

use crate::model::client::Client;

/// Whether `after` reaches further than `before` in any way.
pub fn widens(before: &Client, after: &Client) -> bool {
    let has_more = |before: &[String], after: &[String]| after.iter().any(|item| !before.contains(item));
    let lives_longer = |before: Option<i64>, after: Option<i64>| match (before, after) {
        // Without one of its own the installation's holds, of which nothing is known here.
        (None, Some(_)) | (Some(_), None) => true,
        (Some(before), Some(after)) => after > before,
        (None, None) => false,
    };
    has_more(&before.redirect_uris, &after.redirect_uris)
        || has_more(&before.post_logout_redirect_uris, &after.post_logout_redirect_uris)
        || has_more(&before.resources, &after.resources)
        || has_more(&before.audiences, &after.audiences)
        || after.grant_types.iter().any(|grant| !before.grant_types.contains(grant))
        || !before.scopes.covers(&after.scopes)
        || before.requires_pkce && !after.requires_pkce
        || before.requires_consent && !after.requires_consent
        || lives_longer(before.access_seconds, after.access_seconds)
        || lives_longer(before.refresh_seconds, after.refresh_seconds)
        || is_open_to_more(before, after)
        || has_other_proof(before, after)
        || has_looser_requests(before, after)
        || after.claim_rules.iter().any(|rule| !before.claim_rules.contains(rule))
}

/// Whoever brings a key of their own, or an easier way to prove who it is, could be the app from then on.
fn has_other_proof(before: &Client, after: &Client) -> bool {
    let (before, after) = (&before.metadata, &after.metadata);
    before.token_endpoint_auth_method != after.token_endpoint_auth_method
        || after.jwks.is_some() && before.jwks != after.jwks
        || after.jwks_uri.is_some() && before.jwks_uri != after.jwks_uri
}

/// What it asks had to be signed or pushed, and has to be no longer, or by another algorithm; or it may lie elsewhere.
fn has_looser_requests(before: &Client, after: &Client) -> bool {
    let (before, after) = (&before.metadata, &after.metadata);
    let alg = &before.request_object_signing_alg;
    if after.request_uris.iter().any(|uri| !before.request_uris.contains(uri))
        || alg.is_some() && *alg != after.request_object_signing_alg
    {
        return true;
    }
    before.require_signed_request_object && !after.require_signed_request_object
        || before.require_pushed_authorization_requests && !after.require_pushed_authorization_requests
}

fn is_open_to_more(before: &Client, after: &Client) -> bool {
    match (&before.allowed_groups, &after.allowed_groups) {
        (Some(_), None) => true,
        (Some(before), Some(after)) => after.iter().any(|group| !before.contains(group)),
        (None, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::claim_rule::{ClaimRule, ClaimSource, Places};
    use crate::model::client::{ClientKind, GrantType};
    use crate::model::client_metadata::AuthMethod;
    use crate::model::scope::Scope;
    use std::sync::Arc;

    fn app() -> Client {
        let mut app = Client {
            redirect_uris: vec!["https://a.example/cb".to_owned()],
            scopes: Scope::parse("openid profile"),
            grant_types: vec![GrantType::AuthorizationCode],
            requires_pkce: true,
            requires_consent: true,
            ..Client::new("a", ClientKind::Web, 0)
        };
        app.allowed_groups = Some(vec!["staff".into()]);
        app.access_seconds = Some(300);
        app
    }

    #[test]
    fn each_way_of_reaching_further_is_one() {
        let ways: [fn(&mut Client); 16] = [
            |app| Arc::make_mut(&mut app.metadata).request_uris.push("https://a.example/r".to_owned()),
            |app| Arc::make_mut(&mut app.metadata).token_endpoint_auth_method = Some(AuthMethod::ClientSecretPost),
            |app| Arc::make_mut(&mut app.metadata).jwks = Some(serde_json::json!({ "keys": [] })),
            |app| Arc::make_mut(&mut app.metadata).jwks_uri = Some("https://a.example/keys".to_owned()),
            |app| app.redirect_uris.push("https://a.example/other".to_owned()),
            |app| app.post_logout_redirect_uris.push("https://a.example/out".to_owned()),
            |app| app.resources.push("https://api.example/".to_owned()),
            |app| app.audiences.push("https://api.example/".to_owned()),
            |app| app.grant_types.push(GrantType::RefreshToken),
            |app| app.scopes = Scope::parse("openid profile email"),
            |app| app.requires_pkce = false,
            |app| app.requires_consent = false,
            |app| app.access_seconds = Some(301),
            |app| app.access_seconds = None,
            |app| app.allowed_groups = None,
            |app| app.allowed_groups = Some(vec!["staff".into(), "guests".into()]),
        ];
        for (number, way) in ways.into_iter().enumerate() {
            let mut wider = app();
            way(&mut wider);
            assert!(widens(&app(), &wider), "{number}");
        }
        let strict: [fn(&mut Client); 3] = [
            |app| Arc::make_mut(&mut app.metadata).request_object_signing_alg = Some("ES256".to_owned()),
            |app| Arc::make_mut(&mut app.metadata).require_signed_request_object = true,
            |app| Arc::make_mut(&mut app.metadata).require_pushed_authorization_requests = true,
        ];
        for way in strict {
            let mut stricter = app();
            way(&mut stricter);
            assert!(widens(&stricter, &app()) && !widens(&app(), &stricter));
        }
        let source = ClaimSource::Attribute("level".to_owned());
        let rule = ClaimRule { claim: "level".to_owned(), source, places: Places::default() };
        let mut told = app();
        told.claim_rules = vec![rule];
        assert!(widens(&app(), &told));
    }

    #[test]
    fn what_narrows_or_only_renames_is_none() {
        let ways: [fn(&mut Client); 7] = [
            |app| app.redirect_uris.clear(),
            |app| app.scopes = Scope::parse("openid"),
            |app| app.grant_types.clear(),
            |app| app.access_seconds = Some(60),
            |app| app.allowed_groups = Some(Vec::new()),
            |app| app.name = "Another".to_owned(),
            |app| app.color = Some("#123456".to_owned()),
        ];
        for (number, way) in ways.into_iter().enumerate() {
            let mut other = app();
            way(&mut other);
            assert!(!widens(&app(), &other), "{number}");
        }
    }
}
