//! The metadata documents (OIDC Discovery, RFC 8414): served well, and true in every word.

use crate::client_assertions::{assertion_by, with_any_method};
use crate::support::{
    ALICE, CHALLENGE, House, ISSUER, NATIVE, ROBOT, Request, SHOP, Tokens, VAULT, on_every_engine, on_sqlite,
};
use claviger::oidc::client_auth::JWT_BEARER;
use serde_json::Value;

const DOCUMENTS: [&str; 2] = ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"];
const PUBLIC: [&str; 3] = [DOCUMENTS[0], DOCUMENTS[1], "/.well-known/jwks.json"];

async fn document(house: &House) -> Value {
    house.get(DOCUMENTS[0]).await.json_of(200)
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap_or_else(|| panic!("a list, not {value}")).iter().filter_map(Value::as_str).collect()
}

on_sqlite! {
    async fn both_documents_say_the_same(house: &House) {
        let [one, other] = [house.get(DOCUMENTS[0]).await, house.get(DOCUMENTS[1]).await];
        assert_eq!(one.json_of(200), other.json_of(200));
    }

    async fn the_issuer_is_the_public_url_without_a_slash(house: &House) {
        let document = document(house).await;
        assert_eq!(document["issuer"], ISSUER);
        assert!(!ISSUER.ends_with('/'));
    }

    async fn the_issuer_never_comes_from_a_request_header(house: &House) {
        let request = Request::get(DOCUMENTS[0])
            .header("X-Forwarded-Host", "evil.example")
            .header("X-Forwarded-Proto", "https")
            .header("Forwarded", "host=evil.example;proto=https");
        let document = house.send(request).await.json_of(200);
        assert!(!document.to_string().contains("evil.example"), "{document}");
        assert_eq!(document["issuer"], ISSUER);
    }

    async fn the_document_has_every_member_that_is_required_or_expected(house: &House) {
        let document = document(house).await;
        for member in [
            "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "introspection_endpoint",
            "revocation_endpoint", "end_session_endpoint",
        ] {
            let url = document[member].as_str().unwrap_or_else(|| panic!("{member} in {document}"));
            assert!(url.starts_with(&format!("{ISSUER}/")), "{member}: {url}");
        }
        assert_eq!(texts(&document["response_types_supported"]), ["code"]);
        assert_eq!(texts(&document["subject_types_supported"]), ["public", "pairwise"]);
        assert_eq!(texts(&document["code_challenge_methods_supported"]), ["S256"]);
        assert!(texts(&document["id_token_signing_alg_values_supported"]).contains(&"RS256"));
        assert!(texts(&document["scopes_supported"]).contains(&"openid"));
        assert_eq!(document["authorization_response_iss_parameter_supported"], true);
        for member in
            ["request_parameter_supported", "request_uri_parameter_supported", "require_request_uri_registration"]
        {
            assert_eq!(document[member], true, "{member}");
        }
        let algorithms = texts(&document["request_object_signing_alg_values_supported"]);
        assert!(algorithms.contains(&"RS256") && !algorithms.contains(&"none"), "{algorithms:?}");
        let locales = texts(&document["ui_locales_supported"]);
        assert!(locales.contains(&"en"), "{locales:?}");
    }

    async fn public_documents_have_a_validator_a_cache_time_and_cors_for_all(house: &House) {
        for path in PUBLIC {
            let answer = house.send(Request::get(path).header("Origin", "https://anybody.example")).await;
            answer.json_of(200);
            assert_eq!(answer.header("Access-Control-Allow-Origin"), Some("*"), "{path}");
            assert_eq!(answer.header("Access-Control-Allow-Credentials"), None, "{path}");
            let rule = answer.header("Cache-Control").expect("a cache rule");
            assert!(rule.contains("public") && rule.contains("max-age="), "{path}: {rule}");
            assert!(answer.header("ETag").is_some_and(|tag| tag.starts_with('"') && tag.len() > 10), "{path}");
            assert!(answer.all_headers("Set-Cookie").is_empty(), "{path}");
        }
    }

    async fn a_known_validator_is_answered_with_304_and_no_body(house: &House) {
        for path in PUBLIC {
            let tag = house.get(path).await.header("ETag").expect("a validator").to_owned();
            for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
                let answer = house.send(Request::get(path).header("If-None-Match", &known)).await;
                assert_eq!((answer.status, answer.body.len()), (304, 0), "{path} {known}");
                assert_eq!(answer.header("ETag"), Some(&*tag), "{path}");
                assert!(answer.header("Cache-Control").is_some(), "{path}");
            }
            let answer = house.send(Request::get(path).header("If-None-Match", "\"other\"")).await;
            assert_eq!(answer.status, 200, "{path}");
        }
    }

    async fn head_is_answered_as_get_without_the_body(house: &House) {
        for path in PUBLIC {
            let (get, head) = (house.get(path).await, house.send(Request::new("HEAD", path)).await);
            assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
            for name in ["ETag", "Cache-Control", "Content-Type", "Content-Length", "Access-Control-Allow-Origin"] {
                assert_eq!(head.header(name), get.header(name), "{path} {name}");
            }
        }
    }

    async fn a_preflight_for_a_public_document_allows_any_origin(house: &House) {
        for path in PUBLIC {
            let request = Request::new("OPTIONS", path)
                .header("Origin", "https://anybody.example")
                .header("Access-Control-Request-Method", "GET");
            let answer = house.send(request).await;
            assert_eq!(answer.status, 204, "{path}");
            assert_eq!(answer.header("Access-Control-Allow-Origin"), Some("*"), "{path}");
            assert_eq!(answer.header("Access-Control-Allow-Credentials"), None, "{path}");
        }
    }

    async fn other_methods_on_public_documents_are_405(house: &House) {
        for path in PUBLIC {
            for method in ["POST", "PUT", "PATCH", "DELETE"] {
                let answer = house.send(Request::new(method, path)).await;
                assert_eq!(answer.status, 405, "{method} {path}");
                assert_eq!(answer.header("Allow"), Some("GET, HEAD, OPTIONS"), "{method} {path}");
            }
        }
    }
}

on_every_engine! {
    async fn the_issuer_is_byte_identical_in_discovery_redirects_tokens_and_introspection(house: &House) {
        let browser = house.signed_in(ALICE).await;
        // `reply_to` demands the same `iss` of the redirect, `verify` of both tokens.
        let tokens = house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        assert_eq!(house.verify(tokens.id()).await.text("iss"), ISSUER);
        assert_eq!(house.verify(&tokens.access).await.text("iss"), ISSUER);
        assert_eq!(house.introspect(&SHOP, &tokens.access).await["iss"], ISSUER);
        assert_eq!(document(house).await["issuer"], ISSUER);
    }

    async fn every_advertised_grant_works(house: &House) {
        let document = document(house).await;
        let browser = house.signed_in(ALICE).await;
        for grant in texts(&document["grant_types_supported"]) {
            match grant {
                "authorization_code" => drop(house.tokens(&browser, &SHOP, &SHOP.ask()).await),
                "refresh_token" => {
                    let tokens = house.tokens(&browser, &SHOP, &SHOP.ask()).await;
                    Tokens::of(&house.refresh(&SHOP, tokens.refresh()).await);
                }
                "client_credentials" => {
                    Tokens::of(&house.token(&ROBOT, &[("grant_type", "client_credentials")]).await);
                }
                other => panic!("{other} is advertised and not tested"),
            }
        }
    }

    async fn every_advertised_client_authentication_works_at_every_endpoint_that_names_it(house: &House) {
        let document = document(house).await;
        for (endpoint, member) in [
            ("/oauth2/token", "token_endpoint_auth_methods_supported"),
            ("/oauth2/introspect", "introspection_endpoint_auth_methods_supported"),
            ("/oauth2/revoke", "revocation_endpoint_auth_methods_supported"),
        ] {
            let fields = [("token", "unknown"), ("grant_type", "refresh_token"), ("refresh_token", "unknown")];
            with_any_method(house, &SHOP).await;
            for method in texts(&document[member]) {
                let request = match method {
                    "client_secret_basic" => SHOP.post(endpoint, &fields),
                    "client_secret_post" => {
                        let mut fields = fields.to_vec();
                        fields.extend([("client_id", SHOP.id), ("client_secret", SHOP.secret.expect("a secret"))]);
                        Request::post(endpoint, &fields)
                    }
                    "none" => NATIVE.post(endpoint, &fields),
                    "client_secret_jwt" | "private_key_jwt" => {
                        let assertion = assertion_by(house, method).await;
                        let mut fields = fields.to_vec();
                        fields.extend([("client_assertion", &*assertion), ("client_assertion_type", JWT_BEARER)]);
                        Request::post(endpoint, &fields)
                    }
                    other => panic!("{other} is advertised and not tested"),
                };
                let answer = house.send(request).await;
                assert!(!answer.text().contains("invalid_client"), "{endpoint} {method}: {}", answer.text());
                assert!([200, 400].contains(&answer.status), "{endpoint} {method}: {}", answer.status);
            }
        }
    }

    async fn every_advertised_scope_is_granted_and_every_claim_behind_it_is_known(house: &House) {
        let document = document(house).await;
        let scope = texts(&document["scopes_supported"]).join(" ");
        let tokens = house.tokens_of(ALICE, &SHOP, &scope).await;
        assert_eq!(tokens.scope(), scope);
        let known = texts(&document["claims_supported"]);
        let userinfo = house.userinfo(&tokens.access).await.json_of(200);
        let (id, access) = (house.verify(tokens.id()).await, house.verify(&tokens.access).await);
        let told = userinfo.as_object().into_iter().chain(id.claims.as_object()).flatten();
        for (claim, _) in told {
            assert!(known.contains(&claim.as_str()), "{claim} is told and not advertised");
        }
        for claim in known {
            let value = [&userinfo, &id.claims, &access.claims].into_iter().find(|place| !place[claim].is_null());
            assert!(value.is_some(), "{claim} is advertised and cannot be had");
        }
    }

    async fn every_advertised_response_mode_brings_a_code(house: &House) {
        let document = document(house).await;
        let browser = house.signed_in(ALICE).await;
        for mode in texts(&document["response_modes_supported"]) {
            let answer = browser.get(&SHOP.ask().with("response_mode", mode).url()).await;
            let code = match mode {
                "query" => answer.reply_to(SHOP.redirect_uri).code(),
                "fragment" => answer.reply_in_fragment_to(SHOP.redirect_uri).code(),
                "form_post" => answer.hidden("code"),
                other => panic!("{other} is advertised and not tested"),
            };
            Tokens::of(&house.redeem(&SHOP, &code).await);
        }
    }

    async fn every_advertised_prompt_display_and_acr_is_taken(house: &House) {
        let document = document(house).await;
        for (parameter, member) in [
            ("prompt", "prompt_values_supported"),
            ("display", "display_values_supported"),
            ("acr_values", "acr_values_supported"),
            ("ui_locales", "ui_locales_supported"),
        ] {
            for value in texts(&document[member]) {
                let browser = house.signed_in(ALICE).await;
                let answer = browser.authorize(&SHOP.ask().with(parameter, value).pairs()).await;
                assert!([200, 303].contains(&answer.status), "{parameter}={value}: {}", answer.text());
                assert!(!answer.header("Location").unwrap_or_default().contains("error="), "{parameter}={value}");
            }
        }
        let tokens = house.tokens_of(ALICE, &SHOP, "openid").await;
        let acr = house.verify(tokens.id()).await.text("acr").to_owned();
        assert!(texts(&document["acr_values_supported"]).contains(&acr.as_str()), "{acr}");
    }

    async fn every_advertised_endpoint_is_there(house: &House) {
        let document = document(house).await;
        let endpoints = document.as_object().expect("an object").iter();
        for (name, url) in endpoints.filter(|(name, _)| name.ends_with("_endpoint") || *name == "jwks_uri") {
            let path = url.as_str().and_then(|url| url.strip_prefix(ISSUER)).expect("a URL of ours");
            assert_ne!(house.get(path).await.status, 404, "{name}: {path}");
        }
        assert_eq!(house.introspect(&VAULT, "unknown").await["active"], false);
    }

    async fn the_one_advertised_challenge_method_is_the_one_that_is_taken(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let ask = SHOP.ask().with("code_challenge", CHALLENGE);
        house.code(&browser, &ask.clone().with("code_challenge_method", "S256")).await;
        let answer = browser.get(&ask.with("code_challenge_method", "plain").url()).await;
        answer.reply_to(SHOP.redirect_uri).assert_error("invalid_request");
    }
}
