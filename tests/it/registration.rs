//! Apps that register themselves (RFC 7591, OpenID Connect Dynamic Client Registration 1.0).

use crate::support::{ALICE, App, House, ISSUER, NewToken, Request, Response, on_every_engine, register, registered};
use claviger::accounts::Authority;
use claviger::oidc::registration::{MOST_UNUSED, Mode, remove_unused};
use serde_json::{Value, json};

const CALLBACK: &str = "https://app.example/cb";

fn app() -> Value {
    json!({ "redirect_uris": [CALLBACK], "client_name": "An app" })
}

/// The app with some members in place of its own.
fn with(members: &Value) -> Value {
    let mut wish = app();
    for (name, value) in members.as_object().expect("members") {
        wish[name] = value.clone();
    }
    wish
}

async fn open(house: &House, mode: Mode) {
    let by = Authority::command_line();
    house.provider.apps().set_registration_mode(&by, mode).await.expect("the mode is set");
    house.provider.registration.refresh(&house.store).await.expect("a query");
}

#[track_caller]
fn assert_refused(answer: &Response, code: &str, member: &str) {
    let body = answer.json_of(400);
    assert_eq!(body["error"], code, "{body}");
    let told = body["error_description"].as_str().expect("a description");
    assert!(told.starts_with(member), "{member}: {told}");
    crate::support::assert_description(told);
}

/// What is registered, as the tests know apps.
fn known(body: &Value) -> App {
    let leak = |name: &str| body[name].as_str().map(|text| &*Box::leak(text.to_owned().into_boxed_str()));
    App { id: leak("client_id").expect("an id"), secret: leak("client_secret"), redirect_uri: CALLBACK }
}

on_every_engine! {
    async fn an_app_with_a_token_is_registered_and_told_everything_that_holds(house: &House) {
        let token = house.initial_token(NewToken::default()).await;
        let answer = register(house, Some(&token), &app()).await;
        let body = answer.json_of(201);
        assert_eq!(answer.header("Cache-Control"), Some("no-store"));
        let id = body["client_id"].as_str().expect("an id");
        assert_eq!(body["client_id_issued_at"], house.clock.now());
        assert_eq!((&body["client_secret_expires_at"], body["client_secret"].as_str().map(str::len)), (&json!(0), Some(43)));
        assert_eq!(body["registration_client_uri"], format!("{ISSUER}/oauth2/register/{id}"));
        assert!(body["registration_access_token"].as_str().is_some_and(|token| token.len() == 43));
        let expected = json!({
            "redirect_uris": [CALLBACK], "client_name": "An app", "response_types": ["code"],
            "grant_types": ["authorization_code"], "application_type": "web", "subject_type": "public",
            "scope": "openid profile email address phone", "token_endpoint_auth_method": "client_secret_basic",
            "id_token_signed_response_alg": "RS256",
        });
        for (name, value) in expected.as_object().expect("members") {
            assert_eq!(&body[name], value, "{name}");
        }
        assert_eq!(house.count_events("client.registered").await, 1);
    }

    async fn it_signs_people_in_without_pkce_and_only_after_they_agreed(house: &House) {
        let app = known(&registered(house, &app()).await);
        let browser = house.signed_in(ALICE).await;
        let page = browser.authorize(&app.ask().plain().pairs()).await;
        let text = page.assert_page(200);
        assert!(text.contains("An app") && text.contains(r#"name="decision""#), "{text}");
        let mut fields = page.hidden_fields();
        fields.push(("decision".to_owned(), "allow".to_owned()));
        let answer = browser.submit("/consent", &fields).await;
        let code = browser.follow(answer).await.reply_to(CALLBACK).code();
        let fields = [("grant_type", "authorization_code"), ("code", &*code), ("redirect_uri", CALLBACK)];
        house.token(&app, &fields).await.json_of(200);
    }

    async fn every_member_is_honoured_and_echoed(house: &House) {
        let members = json!({
            "client_uri": "https://app.example/", "policy_uri": "https://app.example/policy",
            "tos_uri": "https://app.example/tos", "contacts": ["ops@app.example"],
            "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
            "scope": "openid email offline_access", "application_type": "web",
            "token_endpoint_auth_method": "client_secret_post", "userinfo_signed_response_alg": "RS256",
            "subject_type": "pairwise", "default_max_age": 3600, "require_auth_time": true,
            "default_acr_values": ["urn:example:high"], "initiate_login_uri": "https://app.example/begin",
            "request_uris": ["https://app.example/request#abc"], "require_signed_request_object": true,
            "post_logout_redirect_uris": ["https://app.example/bye"],
            "backchannel_logout_uri": "https://app.example/out", "backchannel_logout_session_required": true,
            "frontchannel_logout_uri": "https://app.example/frame", "frontchannel_logout_session_required": true,
            "jwks": { "keys": [{ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" }] },
            "software_id": "4NRB1-0XZABZI9E6-5SM3R", "software_version": "1.4.2",
        });
        let body = registered(house, &with(&members)).await;
        for (name, value) in members.as_object().expect("members") {
            assert_eq!(&body[name], value, "{name}");
        }
        let client = house.provider.clients.get(&body["client_id"].as_str().expect("an id").into()).expect("the app");
        assert!(client.is_registered() && client.requires_consent && !client.requires_pkce);
        assert!(client.resources.is_empty() && client.audiences.is_empty() && client.claim_rules.is_empty());
    }

    async fn unknown_members_and_names_in_other_languages_are_passed_over(house: &House) {
        let members = json!({ "client_name#de": "Eine App", "software_statement": "x", "registered": false, "scope": null });
        let body = registered(house, &with(&members)).await;
        assert_eq!(body["client_name"], "An app");
        assert!(body.get("client_name#de").is_none() && body.get("registered").is_none());
    }

    async fn an_app_gets_no_scope_that_its_token_does_not_allow(house: &House) {
        let wish = with(&json!({ "scope": "openid email groups orders:read" }));
        assert_eq!(registered(house, &wish).await["scope"], "openid email");
        let token = house.initial_token(NewToken { scope: "openid groups", ..NewToken::default() }).await;
        assert_eq!(register(house, Some(&token), &wish).await.json_of(201)["scope"], "openid groups");
        let token = house.initial_token(NewToken { scope: "orders:write", ..NewToken::default() }).await;
        assert_refused(&register(house, Some(&token), &wish).await, "invalid_client_metadata", "scope: ");
    }

    async fn a_public_app_has_no_secret_and_keeps_pkce(house: &House) {
        let native = json!({ "token_endpoint_auth_method": "none", "redirect_uris": ["http://127.0.0.1/cb", "com.example.app:/cb"] });
        let body = registered(house, &with(&native)).await;
        assert_eq!((&body["application_type"], body.get("client_secret")), (&json!("native"), None));
        assert_eq!(body.get("client_secret_expires_at"), None);
        let browser = house.signed_in(ALICE).await;
        let app = App { redirect_uri: "http://127.0.0.1:4321/cb", ..known(&body) };
        let answer = browser.authorize(&app.ask().plain().pairs()).await;
        assert!(answer.reply_to(app.redirect_uri).assert_error("invalid_request").contains("PKCE"));
    }

    async fn bad_metadata_is_refused_by_name_and_leaves_nothing_behind(house: &House) {
        let token = house.initial_token(NewToken::default()).await;
        let before = house.count("SELECT COUNT(*) FROM clients").await;
        for (members, member) in [
            (json!({ "response_types": ["code id_token"] }), "response_types: "),
            (json!({ "response_types": ["token"] }), "response_types: "),
            (json!({ "response_types": [] }), "response_types: "),
            (json!({ "grant_types": ["implicit"] }), "grant_types: "),
            (json!({ "grant_types": ["password"] }), "grant_types: "),
            (json!({ "grant_types": "authorization_code" }), "grant_types: "),
            (json!({ "application_type": "cli" }), "application_type: "),
            (json!({ "token_endpoint_auth_method": "tls_client_auth" }), "token_endpoint_auth_method: "),
            (json!({ "client_name": 7 }), "client_name: "),
            (json!({ "client_name": "a\u{0}b" }), "client_name: "),
            (json!({ "client_name": " " }), "client_name: "),
            (json!({ "client_uri": "javascript:alert(1)" }), "client_uri: "),
            (json!({ "policy_uri": "http://app.example/" }), "policy_uri: "),
            (json!({ "tos_uri": "http://app.example/" }), "tos_uri: "),
            (json!({ "logo_uri": "http://app.example/" }), "logo_uri: "),
            (json!({ "initiate_login_uri": "http://app.example/" }), "initiate_login_uri: "),
            (json!({ "jwks_uri": "http://app.example/" }), "jwks_uri: "),
            (json!({ "jwks_uri": "https://a.example/", "jwks": { "keys": [{ "kty": "OKP" }] } }), "jwks: "),
            (json!({ "jwks": { "keys": [] } }), "jwks: "),
            (json!({ "jwks": { "keys": [{ "kty": "oct", "k": "AAAA" }] } }), "jwks: "),
            (json!({ "jwks": { "keys": [{ "kty": "EC", "d": "AAAA" }] } }), "jwks: "),
            (json!({ "jwks": "https://a.example/" }), "jwks: "),
            (json!({ "id_token_signed_response_alg": "none" }), "id_token_signed_response_alg: "),
            (json!({ "id_token_signed_response_alg": "ES256" }), "id_token_signed_response_alg: "),
            (json!({ "userinfo_signed_response_alg": "HS256" }), "userinfo_signed_response_alg: "),
            (json!({ "id_token_encrypted_response_alg": "RSA1_5" }), "id_token_encrypted_response_alg: "),
            (json!({ "id_token_encrypted_response_enc": "A256GCM" }), "id_token_encrypted_response_enc: "),
            (json!({ "id_token_encrypted_response_alg": "ECDH-ES" }), "id_token_encrypted_response_enc: "),
            (json!({ "subject_type": "private" }), "subject_type: "),
            (json!({ "subject_type": "pairwise", "redirect_uris": [CALLBACK, "https://b.example/"] }), "subject_type: "),
            (json!({ "default_max_age": -1 }), "default_max_age: "),
            (json!({ "require_auth_time": "yes" }), "require_auth_time: "),
            (json!({ "request_uris": ["ftp://app.example/"] }), "request_uris: "),
            (json!({ "post_logout_redirect_uris": ["https://app.example/#x"] }), "post_logout_redirect_uris: "),
            (json!({ "backchannel_logout_uri": "http://app.example/" }), "backchannel_logout_uri: "),
            (json!({ "frontchannel_logout_uri": "https://other.example/" }), "frontchannel_logout_uri: "),
            (json!({ "sector_identifier_uri": "http://app.example/" }), "sector_identifier_uri: "),
            (json!({ "software_id": ["x"] }), "software_id: "),
        ] {
            let answer = register(house, Some(&token), &with(&members)).await;
            assert_refused(&answer, "invalid_client_metadata", member);
        }
        assert_eq!(house.count("SELECT COUNT(*) FROM clients").await, before);
        register(house, Some(&token), &app()).await.json_of(201);
    }

    async fn a_redirect_uri_that_cannot_be_is_refused_as_one(house: &House) {
        let token = house.initial_token(NewToken::default()).await;
        for (uris, kind) in [
            (json!(["https://app.example/cb#fragment"]), "web"),
            (json!(["http://app.example/cb"]), "web"),
            (json!(["https://*.example/cb"]), "web"),
            (json!(["javascript:alert(1)"]), "native"),
            (json!(["com.example.app:/cb"]), "web"),
            (json!([]), "web"),
            (json!(null), "web"),
        ] {
            let wish = with(&json!({ "redirect_uris": uris, "application_type": kind }));
            assert_refused(&register(house, Some(&token), &wish).await, "invalid_redirect_uri", "redirect_uris: ");
        }
    }

    async fn a_body_that_is_no_object_of_distinct_members_is_refused(house: &House) {
        let token = house.initial_token(NewToken::default()).await;
        let send = async |kind: &str, body: &[u8]| {
            let request = Request::new("POST", "/oauth2/register").bearer(&token).header("Content-Type", kind);
            house.send(request.body(body)).await
        };
        for body in [&b"[]"[..], b"", b"{", b"null", b"{\"a\":1,\"a\":2}", b"{\"a\":\"\xff\"}"] {
            assert_refused(&send("application/json", body).await, "invalid_client_metadata", "the body ");
        }
        assert_eq!(send("text/plain", b"{}").await.status, 415);
        assert_eq!(send("application/json", &[b' '; 64 * 1024 + 1]).await.status, 413);
    }

    async fn without_a_good_token_nobody_is_let_in(house: &House) {
        let answer = register(house, None, &app()).await;
        assert_eq!(answer.json_of(401)["error"], "invalid_token");
        assert_eq!(answer.header("WWW-Authenticate"), Some("Bearer realm=\"claviger\""));
        let token = house.initial_token(NewToken { days: 1, ..NewToken::default() }).await;
        let answer = register(house, Some(&format!("{token}x")), &app()).await;
        assert_eq!(answer.json_of(401)["error"], "invalid_token");
        assert!(answer.header("WWW-Authenticate").is_some_and(|value| value.contains("error=\"invalid_token\"")));
        house.clock.advance(86_400);
        assert_eq!(register(house, Some(&token), &app()).await.status, 401, "expired");
        let token = house.initial_token(NewToken::default()).await;
        register(house, Some(&token), &app()).await.json_of(201);
        assert_eq!(register(house, Some(&token), &app()).await.status, 401, "spent");
    }

    async fn racing_apps_share_the_uses_of_one_token(house: &House) {
        let token = house.initial_token(NewToken { uses: 2, ..NewToken::default() }).await;
        let wish = app();
        let (a, b, c, d) = tokio::join!(
            register(house, Some(&token), &wish), register(house, Some(&token), &wish),
            register(house, Some(&token), &wish), register(house, Some(&token), &wish),
        );
        let mut statuses = [a, b, c, d].map(|answer| answer.status);
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 201, 401, 401]);
    }

    async fn where_it_is_off_nobody_registers_and_discovery_is_silent(house: &House) {
        let endpoint = format!("{ISSUER}/oauth2/register");
        let token = house.initial_token(NewToken::default()).await;
        let document = async || house.get("/.well-known/openid-configuration").await.json_of(200);
        assert_eq!(document().await["registration_endpoint"], endpoint);
        open(house, Mode::Off).await;
        assert_eq!(register(house, Some(&token), &app()).await.json_of(400)["error"], "registration_not_supported");
        assert_eq!(document().await.get("registration_endpoint"), None);
    }

    async fn where_it_is_open_a_network_registers_so_many_and_no_service(house: &House) {
        open(house, Mode::Open).await;
        let service = json!({ "grant_types": ["client_credentials"] });
        assert_refused(&register(house, None, &service).await, "invalid_client_metadata", "grant_types: ");
        assert_eq!(register(house, Some("x"), &app()).await.status, 401, "a token that comes must be good");
        for _ in 1..20 {
            register(house, None, &app()).await.json_of(201);
        }
        let answer = register(house, None, &app()).await;
        assert_eq!(answer.status, 429, "{}", answer.text());
        assert!(answer.header("Retry-After").is_some());
    }

    async fn what_nobody_vouched_for_goes_when_nobody_uses_it(house: &House) {
        open(house, Mode::Open).await;
        let used = known(&register(house, None, &app()).await.json_of(201));
        let unused = known(&register(house, None, &app()).await.json_of(201));
        let vouched_for = known(&registered(house, &app()).await);
        house.change_app(&used, |client| client.requires_consent = false).await;
        let browser = house.signed_in(ALICE).await;
        house.code(&browser, &used.ask()).await;
        assert_eq!(remove_unused(&house.provider).await.expect("a query"), 0);
        // The sign-in is over for long, and still it was one.
        house.execute("DELETE FROM families").await;
        house.clock.advance(31 * 86_400);
        assert_eq!(remove_unused(&house.provider).await.expect("a query"), 1);
        let is_there = |app: &App| house.provider.clients.get(&app.id.into()).is_some();
        assert_eq!([&used, &unused, &vouched_for].map(is_there), [true, false, true]);
        assert_eq!(house.count_events("client.removed").await, 1);
    }

    async fn so_many_apps_wait_for_their_first_use_and_no_more(house: &House) {
        open(house, Mode::Open).await;
        let model = known(&register(house, None, &app()).await.json_of(201));
        let model = house.provider.apps().get(&model.id.into()).await.expect("the app");
        house.write(async |db| {
            let registration = db.find_registration(&model.id).await.expect("a query").expect("a registration");
            for number in 1..MOST_UNUSED {
                let id = claviger::model::ids::ClientId::from(format!("other-{number}"));
                let client = claviger::model::client::Client { id: id.clone(), secrets: Vec::new(), ..model.clone() };
                db.insert_client(&client).await.expect("a query");
                let other = claviger::store::Registration { client_id: id, ..registration.clone() };
                db.insert_registration(&other).await.expect("a query");
            }
        })
        .await;
        let answer = register(house, None, &app()).await;
        assert_eq!(answer.json_of(503)["error"], "temporarily_unavailable");
        registered(house, &app()).await;
    }
}
