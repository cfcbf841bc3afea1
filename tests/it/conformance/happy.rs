//! Requests that must succeed whatever else is in them (OIDC Core §3.1.2.1, §15.1).

use super::modules;
use super::rp::{Rp, asks_for_password};
use super::stage::Stage;
use crate::support::{ALICE, PASSWORD, unescape};

/// The whole way with one more parameter.
async fn succeeds_with(stage: &Stage<'_>, name: &str, value: &str) {
    let rp = stage.app().await;
    rp.flow(&rp.ask().with(name, value)).await;
}

/// The name that stands on the sign-in page already.
fn typed_name(page: &str) -> String {
    let tag = page.split("<input ").find(|tag| tag.contains(r#"name="username""#)).expect("a username field");
    crate::support::attribute(tag, "value")
}

modules! { EVERY:
    async fn oidcc_server(stage: &Stage<'_>) {
        let rp = stage.app().await;
        rp.flow(&rp.ask()).await;
    }

    async fn oidcc_alternate_happy_flow(stage: &Stage<'_>) {
        let rp = stage.app().await;
        let ask = rp.ask().with("scope", "email openid");
        let mut pairs = ask.pairs();
        pairs.reverse();
        let answer = rp.browser.authorize(&pairs).await;
        let answer = rp.go_on(answer).await;
        let (tokens, id_token) = rp.flow_from(&answer, &ask).await;
        assert_eq!(rp.userinfo(&tokens, &id_token).await["email"], "alice@northwind.example");
    }

    async fn oidcc_ensure_other_scope_order_succeeds(stage: &Stage<'_>) {
        let rp = stage.app().await;
        let (tokens, id_token) = rp.flow(&rp.ask().with("scope", "email openid")).await;
        assert_eq!(rp.userinfo(&tokens, &id_token).await["email"], "alice@northwind.example");
    }

    async fn oidcc_ensure_request_without_nonce_succeeds_for_code_flow(stage: &Stage<'_>) {
        let rp = stage.app().await;
        rp.flow(&rp.ask().without("nonce")).await;
    }

    async fn oidcc_display_page(stage: &Stage<'_>) {
        succeeds_with(stage, "display", "page").await;
    }

    async fn oidcc_display_popup(stage: &Stage<'_>) {
        succeeds_with(stage, "display", "popup").await;
    }

    async fn oidcc_ensure_request_with_unknown_parameter_succeeds(stage: &Stage<'_>) {
        succeeds_with(stage, "extra", "foobar").await;
    }

    async fn oidcc_ui_locales(stage: &Stage<'_>) {
        succeeds_with(stage, "ui_locales", "se").await;
    }

    async fn oidcc_claims_locales(stage: &Stage<'_>) {
        succeeds_with(stage, "claims_locales", "se").await;
    }

    async fn oidcc_login_hint(stage: &Stage<'_>) {
        let rp = stage.app().await;
        let ask = rp.ask().with("login_hint", "buffy@id.example.com");
        let page = rp.browser.authorize(&ask.pairs()).await;
        assert_eq!(typed_name(&page.text()), "buffy@id.example.com");
        let answer = rp.go_on(page).await;
        rp.flow_from(&answer, &ask).await;
    }

    async fn oidcc_ensure_request_with_acr_values_succeeds(stage: &Stage<'_>) {
        let rp = stage.app().await;
        let document = stage.house.get("/.well-known/openid-configuration").await.json_of(200);
        let offered = document["acr_values_supported"].as_array().expect("a list");
        let offered: Vec<_> = offered.iter().filter_map(serde_json::Value::as_str).collect();
        let (_, id_token) = rp.flow(&rp.ask().with("acr_values", &offered.join(" "))).await;
        assert!(offered.contains(&id_token.text("acr")), "{}", id_token.claims);
    }

    async fn oidcc_ensure_post_request_succeeds(stage: &Stage<'_>) {
        let rp = stage.app().await;
        let ask = rp.ask();
        let answer = rp.browser.post_from_elsewhere("/oauth2/authorize", &ask.pairs()).await;
        let answer = rp.browser.follow(answer).await;
        let answer = rp.go_on(answer).await;
        rp.flow_from(&answer, &ask).await;
        // Signed in already: the browser sends no cookie with the form, and the person is known all the same.
        let ask = rp.ask();
        let answer = rp.browser.post_from_elsewhere("/oauth2/authorize", &ask.pairs()).await;
        let answer = rp.browser.follow(answer).await;
        rp.flow_from(&answer, &ask).await;
    }

    async fn oidcc_idtoken_signature(stage: &Stage<'_>) {
        let rp = stage.app().await;
        let (_, id_token) = rp.flow(&rp.ask()).await;
        let set = stage.house.get("/.well-known/jwks.json").await.json_of(200);
        let of_kid = |key: &&serde_json::Value| key["kid"] == id_token.header["kid"];
        assert_eq!(set["keys"].as_array().expect("keys").iter().filter(of_kid).count(), 1);
    }

    async fn oidcc_idtoken_rs256(stage: &Stage<'_>) {
        let rp = stage.app().await;
        let (_, id_token) = rp.flow(&rp.ask()).await;
        assert_eq!(id_token.header["alg"], "RS256");
    }

    /// The suite leaves it out where discovery does not offer `none`.
    async fn oidcc_idtoken_unsigned(stage: &Stage<'_>) {
        let document = stage.house.get("/.well-known/openid-configuration").await.json_of(200);
        let offered = document["id_token_signing_alg_values_supported"].as_array().expect("a list");
        assert!(!offered.contains(&"none".into()) && offered.contains(&"RS256".into()), "{document}");
    }

    async fn oidcc_response_type_missing(stage: &Stage<'_>) {
        let rp = stage.app().await;
        let ask = rp.ask().without("response_type");
        let answer = rp.browser.authorize(&ask.pairs()).await;
        assert_eq!(rp.error(&answer, &ask), "invalid_request");
    }
}

modules! { POST:
    async fn oidcc_server_client_secret_post(stage: &Stage<'_>) {
        let rp = stage.app().await;
        rp.flow(&rp.ask()).await;
    }
}

modules! { PRIVATE_KEY:
    async fn oidcc_ensure_client_assertion_with_iss_aud_succeeds(stage: &Stage<'_>) {
        let rp = Rp { audience: crate::support::ISSUER.to_owned(), ..stage.app().await };
        rp.flow(&rp.ask()).await;
    }
}

modules! { DYNAMIC:
    /// What stands on the page on which the person types the password.
    async fn oidcc_registration_logo_uri(stage: &Stage<'_>) {
        let site = crate::support::Site::new(crate::app_look::png()).await;
        let text = sign_in_page(stage, "logo_uri", &site.url).await;
        assert!(text.contains("/logo?v="), "{text}");
        assert!(!text.contains(&site.url), "it comes from here: {text}");
    }

    async fn oidcc_registration_policy_uri(stage: &Stage<'_>) {
        let uri = "https://suite.example/policy";
        let text = sign_in_page(stage, "policy_uri", uri).await;
        assert!(text.contains(&format!("<a href=\"{uri}\"")), "{text}");
    }

    async fn oidcc_registration_tos_uri(stage: &Stage<'_>) {
        let uri = "https://suite.example/tos";
        let text = sign_in_page(stage, "tos_uri", uri).await;
        assert!(text.contains(&format!("<a href=\"{uri}\"")), "{text}");
    }
}

/// The sign-in page of an app that says something about itself; the sign-in on it succeeds.
async fn sign_in_page(stage: &Stage<'_>, member: &str, value: &str) -> String {
    let rp = stage.app_with(&serde_json::json!({ member: value })).await;
    let ask = rp.ask();
    let page = rp.browser.authorize(&ask.pairs()).await;
    assert!(asks_for_password(&page), "{}", page.text());
    let answer = rp.browser.fill_in_sign_in(&page, ALICE, PASSWORD).await;
    let answer = rp.go_on(answer).await;
    rp.flow_from(&answer, &ask).await;
    unescape(&page.text())
}
