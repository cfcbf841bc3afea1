//! `private_key_jwt` and `client_secret_jwt` (RFC 7523, OIDC Core §9): a client signs who it is, for us, for now, and once.

use crate::support::{
    ALGS, App, House, ISSUER, ROBOT, Request, Response, SHOP, Signer, Tokens, VAULT, assertion_claims, mac,
    on_every_engine, on_sqlite, with, without,
};
use claviger::keys::SharedSecret;
use claviger::model::client::ClientSecret;
use claviger::model::client_metadata::AuthMethod;
use claviger::model::secret::{Redacted, TokenHash};
use claviger::oidc::client_auth::JWT_BEARER;
use claviger::oidc::failures::Cause;
use rocket::futures::future::join_all;
use serde_json::{Value, json};
use std::sync::Arc;

pub const SECRET: &str = "a secret that is sealed and not only hashed";

/// Registers the public half of a new key as all that an app authenticates with.
pub async fn with_key(house: &House, app: &App, alg: &'static str) -> Signer {
    let signer = Signer::new(alg);
    register(house, app, AuthMethod::PrivateKeyJwt, Some(signer.jwks())).await;
    signer
}

async fn register(house: &House, app: &App, method: AuthMethod, jwks: Option<Value>) {
    house
        .change_app(app, |client| {
            let metadata = Arc::make_mut(&mut client.metadata);
            (metadata.token_endpoint_auth_method, metadata.jwks) = (Some(method), jwks);
        })
        .await;
}

/// Lets an app authenticate with whatever its kind and secrets allow.
pub async fn with_any_method(house: &House, app: &App) {
    house.change_app(app, |client| Arc::make_mut(&mut client.metadata).token_endpoint_auth_method = None).await;
}

/// Gives an app a secret that can verify, as one that is made after client_secret_jwt was chosen.
pub async fn with_sealed_secret(house: &House, app: &App) {
    register(house, app, AuthMethod::ClientSecretJwt, None).await;
    let (id, secret_id) = (app.id.into(), "sealed");
    let sealed = SharedSecret::seal(&house.provider.master_key, &id, secret_id, &Redacted::from(SECRET.to_owned()));
    let secret = ClientSecret {
        id: secret_id.to_owned(),
        hash: TokenHash::of(SECRET),
        sealed: Some(sealed),
        hint: "a se".to_owned(),
        created_at: house.clock.now(),
        expires_at: Some(house.clock.now() + 600),
        last_used_at: None,
    };
    house.write(async |db| db.insert_client_secret(&id, &secret).await.expect("a secret is stored")).await;
    house.see_changes().await;
}

/// An assertion of the shop's by one of the two methods, for which it is registered.
pub async fn assertion_by(house: &House, method: &str) -> String {
    let claims = assertion_claims(SHOP.id, house.clock.now());
    if method == "private_key_jwt" {
        return with_key(house, &SHOP, "ES256").await.sign(&claims);
    }
    let known = house.provider.clients.get(&SHOP.id.into()).expect("the shop");
    if known.secrets.iter().any(|secret| secret.sealed.is_some()) {
        register(house, &SHOP, AuthMethod::ClientSecretJwt, None).await;
    } else {
        with_sealed_secret(house, &SHOP).await;
    }
    mac(SECRET.as_bytes(), &json!({ "alg": "HS256" }), &claims)
}

async fn post(house: &House, endpoint: &str, assertion: &str, more: &[(&str, &str)]) -> Response {
    let mut fields = vec![("grant_type", "client_credentials"), ("token", "unknown")];
    fields.extend([("client_assertion_type", JWT_BEARER), ("client_assertion", assertion)]);
    fields.extend(more);
    house.send(Request::post(endpoint, &fields)).await
}

async fn token(house: &House, assertion: &str) -> Response {
    post(house, "/oauth2/token", assertion, &[]).await
}

fn claims(house: &House) -> Value {
    assertion_claims(ROBOT.id, house.clock.now())
}

async fn refused(house: &House, assertion: &str, cause: Cause) {
    let answer = token(house, assertion).await;
    answer.assert_error(401, "invalid_client");
    assert_eq!(answer.header("WWW-Authenticate"), None);
    let failures = house.failures_of(ROBOT.id).await;
    assert_eq!(failures.first().map(|failure| failure.cause), Some(cause.as_str()), "{}", answer.text());
}

on_every_engine! {
    async fn an_assertion_counts_once_however_many_race_with_it(house: &House) {
        let signer = with_key(house, &ROBOT, "ES256").await;
        let assertion = signer.sign(&claims(house));
        let answers = join_all((0..16).map(|_| token(house, &assertion))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        refused(house, &assertion, Cause::AppJwtReplayed).await;
        // Where and when it comes again makes no difference, as long as it would be valid.
        post(house, "/oauth2/introspect", &assertion, &[]).await.assert_error(401, "invalid_client");
        house.clock.advance(59);
        refused(house, &assertion, Cause::AppJwtReplayed).await;
        house.clock.advance(61);
        refused(house, &assertion, Cause::AppJwtExpired).await;
        let same_id = with(claims(house), "jti", "the same");
        Tokens::of(&token(house, &signer.sign(&same_id)).await);
        refused(house, &signer.sign(&with(same_id, "iat", 5)), Cause::AppJwtReplayed).await;
    }

    async fn an_assertion_is_spent_for_every_server_of_a_database(house: &House) {
        let signer = with_key(house, &ROBOT, "ES256").await;
        let second = house.second_node().await;
        let assertion = signer.sign(&claims(house));
        Tokens::of(&token(house, &assertion).await);
        let fields = [
            ("grant_type", "client_credentials"), ("client_assertion_type", JWT_BEARER),
            ("client_assertion", &*assertion),
        ];
        let answer = Request::post("/oauth2/token", &fields).send(second.address).await;
        second.stop().await;
        answer.assert_error(401, "invalid_client");
    }

    async fn a_key_of_each_algorithm_signs_who_the_app_is_at_each_endpoint(house: &House) {
        for alg in ALGS {
            let signer = with_key(house, &ROBOT, alg).await;
            for endpoint in ["/oauth2/token", "/oauth2/introspect", "/oauth2/revoke"] {
                let answer = post(house, endpoint, &signer.sign(&claims(house)), &[]).await;
                assert_eq!(answer.status, 200, "{alg} {endpoint}: {}", answer.text());
            }
        }
    }

    async fn a_sealed_secret_signs_who_the_app_is(house: &House) {
        with_sealed_secret(house, &ROBOT).await;
        let sign = |secret: &str| mac(secret.as_bytes(), &json!({ "alg": "HS256", "typ": "JWT" }), &claims(house));
        for endpoint in ["/oauth2/token", "/oauth2/introspect", "/oauth2/revoke"] {
            let answer = post(house, endpoint, &sign(SECRET), &[]).await;
            assert_eq!(answer.status, 200, "{endpoint}: {}", answer.text());
        }
        refused(house, &sign("another secret of at least thirty-two characters"), Cause::AppSignatureWrong).await;
        // One that is kept as a hash only verifies nothing.
        refused(house, &sign(ROBOT.secret.expect("a secret")), Cause::AppSignatureWrong).await;
        house.clock.advance(600);
        refused(house, &sign(SECRET), Cause::SecretNotSealed).await;
    }
}

on_sqlite! {
    async fn the_audience_is_the_issuer_the_token_endpoint_or_the_endpoint_that_is_called(house: &House) {
        let signer = with_key(house, &ROBOT, "ES256").await;
        let url = |segment: &str| format!("{ISSUER}/oauth2/{segment}");
        for aud in [json!(ISSUER), json!(url("token")), json!(["https://other.example", ISSUER]), json!([url("token")])] {
            Tokens::of(&token(house, &signer.sign(&with(claims(house), "aud", aud))).await);
        }
        let aud = with(claims(house), "aud", url("introspect"));
        assert_eq!(post(house, "/oauth2/introspect", &signer.sign(&aud), &[]).await.status, 200);
        let slash = format!("{ISSUER}/");
        for aud in [json!(url("introspect")), json!("https://other.example"), json!(slash), json!([]), json!(ROBOT.id)] {
            refused(house, &signer.sign(&with(claims(house), "aud", aud)), Cause::AppJwtAudience).await;
        }
        refused(house, &signer.sign(&without(claims(house), "aud")), Cause::AppJwtAudience).await;
    }

    async fn issuer_and_subject_are_the_client(house: &House) {
        let signer = with_key(house, &ROBOT, "ES256").await;
        for claims in [with(claims(house), "iss", SHOP.id), without(claims(house), "iss"), without(claims(house), "sub")] {
            refused(house, &signer.sign(&claims), Cause::AppJwtIssuer).await;
        }
        let answer = token(house, &signer.sign(&json!({ "aud": ISSUER }))).await;
        answer.assert_error(401, "invalid_client");
        let beside = post(house, "/oauth2/token", &signer.sign(&claims(house)), &[("client_id", SHOP.id)]).await;
        beside.assert_error(401, "invalid_client");
        let beside = post(house, "/oauth2/token", &signer.sign(&claims(house)), &[("client_id", ROBOT.id)]).await;
        Tokens::of(&beside);
    }

    async fn it_must_expire_and_not_too_late(house: &House) {
        let signer = with_key(house, &ROBOT, "ES256").await;
        let now = house.clock.now();
        for exp in [now - 59, now + 3600, now + 3660] {
            Tokens::of(&token(house, &signer.sign(&with(claims(house), "exp", exp))).await);
        }
        refused(house, &signer.sign(&with(claims(house), "exp", now - 60)), Cause::AppJwtExpired).await;
        refused(house, &signer.sign(&with(claims(house), "exp", now + 3661)), Cause::AppJwtClock).await;
        refused(house, &signer.sign(&without(claims(house), "exp")), Cause::AppJwtMalformed).await;
    }

    async fn one_of_the_future_is_refused(house: &House) {
        let signer = with_key(house, &ROBOT, "ES256").await;
        let now = house.clock.now();
        for member in ["iat", "nbf"] {
            Tokens::of(&token(house, &signer.sign(&with(claims(house), member, now + 60))).await);
            refused(house, &signer.sign(&with(claims(house), member, now + 61)), Cause::AppJwtClock).await;
        }
        Tokens::of(&token(house, &signer.sign(&without(claims(house), "iat"))).await);
    }

    async fn huge_numbers_and_other_shapes_are_refused(house: &House) {
        let signer = with_key(house, &ROBOT, "ES256").await;
        let header = signer.header().to_string();
        for member in ["exp", "iat", "nbf"] {
            for number in ["1e400", "9223372036854775808", "1e300", "-1", "\"1800000000\"", "[]", "true"] {
                let other = format!("\"{member}\":{number}");
                let claims = without(claims(house), member).to_string();
                let answer = token(house, &signer.sign_raw(&header, &format!("{{{other},{}", &claims[1..]))).await;
                answer.assert_error(401, "invalid_client");
            }
        }
    }

    async fn it_needs_an_id(house: &House) {
        let signer = with_key(house, &ROBOT, "ES256").await;
        for claims in [without(claims(house), "jti"), with(claims(house), "jti", ""), with(claims(house), "jti", 5)] {
            refused(house, &signer.sign(&claims), Cause::AppJwtMalformed).await;
        }
    }

    async fn alg_none_is_refused(house: &House) {
        let signer = with_key(house, &ROBOT, "RS256").await;
        for alg in ["none", "None", "NONE", "nOnE"] {
            let signed = signer.sign_raw(&json!({ "alg": alg }).to_string(), &claims(house).to_string());
            let bare = format!("{}.", signed.rsplit_once('.').expect("three parts").0);
            for assertion in [signed, bare] {
                token(house, &assertion).await.assert_error(401, "invalid_client");
            }
        }
    }

    async fn a_mac_made_with_the_public_key_is_refused(house: &House) {
        let signer = with_key(house, &ROBOT, "RS256").await;
        for key in [signer.jwk().to_string(), signer.jwks().to_string(), signer.jwk()["n"].to_string()] {
            let assertion = mac(key.as_bytes(), &json!({ "alg": "HS256", "kid": signer.jwk()["kid"] }), &claims(house));
            refused(house, &assertion, Cause::AuthenticationMethod).await;
            // Nor where the secret is what the app signs with.
            house.change_app(&ROBOT, |client| {
                Arc::make_mut(&mut client.metadata).token_endpoint_auth_method = Some(AuthMethod::ClientSecretJwt);
            }).await;
            refused(house, &assertion, Cause::SecretNotSealed).await;
            register(house, &ROBOT, AuthMethod::PrivateKeyJwt, Some(signer.jwks())).await;
        }
    }

    async fn a_key_in_the_header_is_refused(house: &House) {
        let (signer, thief) = (with_key(house, &ROBOT, "RS256").await, Signer::new("RS256"));
        for (member, value) in [
            ("jwk", thief.jwk()), ("jku", json!("https://thief.example/jwks.json")),
            ("x5u", json!("https://thief.example/cert.pem")), ("x5c", json!(["AAAA"])), ("crit", json!(["exp"])),
        ] {
            for own in [&signer, &thief] {
                let header = with(own.header(), member, value.clone());
                let answer = token(house, &own.sign_raw(&header.to_string(), &claims(house).to_string())).await;
                answer.assert_error(401, "invalid_client");
            }
        }
    }

    async fn a_kid_that_is_a_path_a_statement_or_another_keys_finds_nothing(house: &House) {
        let (signer, thief) = (with_key(house, &ROBOT, "ES256").await, Signer::new("ES256"));
        for kid in ["../../../../dev/null", "' OR 1=1 --", "", "https://thief.example/key"] {
            let header = with(signer.header(), "kid", kid).to_string();
            refused(house, &signer.sign_raw(&header, &claims(house).to_string()), Cause::AppKeyMissing).await;
        }
        let posing = with(thief.header(), "kid", signer.jwk()["kid"].clone()).to_string();
        refused(house, &thief.sign_raw(&posing, &claims(house).to_string()), Cause::AppSignatureWrong).await;
    }

    async fn another_kind_of_token_is_no_assertion(house: &House) {
        let signer = with_key(house, &ROBOT, "ES256").await;
        let sign = |typ: &str| signer.sign_raw(&with(signer.header(), "typ", typ).to_string(), &claims(house).to_string());
        for typ in ["at+jwt", "logout+jwt", "oauth-authz-req+jwt", "secevent+jwt", "audit-head+jwt"] {
            refused(house, &sign(typ), Cause::AppJwtMalformed).await;
        }
        for typ in ["JWT", "jwt", "client-authentication+jwt"] {
            Tokens::of(&token(house, &sign(typ)).await);
        }
        let untyped = signer.sign_raw(r#"{"alg":"ES256"}"#, &claims(house).to_string());
        Tokens::of(&token(house, &untyped).await);
    }

    async fn duplicated_members_are_refused(house: &House) {
        let signer = with_key(house, &ROBOT, "ES256").await;
        let (header, claims) = (signer.header().to_string(), claims(house).to_string());
        let doubled = |text: &str, member: &str| format!("{{{member},{}", &text[1..]);
        for (header, claims) in [
            (doubled(&header, r#""alg":"none""#), claims.clone()),
            (header.clone(), doubled(&claims, r#""sub":"shop""#)),
            (header.clone(), doubled(&claims, r#""exp":1"#)),
        ] {
            token(house, &signer.sign_raw(&header, &claims)).await.assert_error(401, "invalid_client");
        }
    }

    async fn another_clients_key_is_worth_nothing(house: &House) {
        let (shop, robot) = (with_key(house, &SHOP, "ES256").await, with_key(house, &ROBOT, "ES256").await);
        refused(house, &shop.sign(&claims(house)), Cause::AppKeyMissing).await;
        let of_shop = assertion_claims(SHOP.id, house.clock.now());
        token(house, &robot.sign(&of_shop)).await.assert_error(401, "invalid_client");
        // The same jti of two clients is two assertions.
        Tokens::of(&token(house, &robot.sign(&with(claims(house), "jti", "1"))).await);
        let answer = post(house, "/oauth2/introspect", &shop.sign(&with(of_shop, "jti", "1")), &[]).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }

    async fn keys_without_a_name_are_tried(house: &House) {
        let (one, other) = (Signer::new("ES256"), Signer::new("ES256"));
        let keys = json!({ "keys": [one.nameless()["keys"][0], other.nameless()["keys"][0]] });
        register(house, &ROBOT, AuthMethod::PrivateKeyJwt, Some(keys)).await;
        for signer in [&one, &other] {
            Tokens::of(&token(house, &signer.sign(&claims(house))).await);
        }
        refused(house, &Signer::new("ES256").sign(&claims(house)), Cause::AppSignatureWrong).await;
    }

    async fn the_registered_algorithm_is_the_only_one(house: &House) {
        let (rsa, ec) = (Signer::new("RS256"), Signer::new("ES256"));
        let keys = json!({ "keys": [rsa.jwk(), ec.jwk()] });
        register(house, &ROBOT, AuthMethod::PrivateKeyJwt, Some(keys)).await;
        Tokens::of(&token(house, &rsa.sign(&claims(house))).await);
        house.change_app(&ROBOT, |client| {
            Arc::make_mut(&mut client.metadata).token_endpoint_auth_signing_alg = Some("ES256".to_owned());
        }).await;
        refused(house, &rsa.sign(&claims(house)), Cause::AppJwtAlgorithm).await;
        Tokens::of(&token(house, &ec.sign(&claims(house))).await);
    }

    async fn the_registered_method_is_the_only_one(house: &House) {
        let (secret, basic) = (ROBOT.secret.expect("a secret"), ROBOT.basic());
        let by = async |method: AuthMethod| {
            let fields = [("grant_type", "client_credentials")];
            let request = match method {
                AuthMethod::ClientSecretBasic => Request::post("/oauth2/token", &fields).header("Authorization", &basic),
                AuthMethod::ClientSecretPost => {
                    let fields = [fields[0], ("client_id", ROBOT.id), ("client_secret", secret)];
                    Request::post("/oauth2/token", &fields)
                }
                _ => Request::post("/oauth2/token", &[fields[0], ("client_id", ROBOT.id)]),
            };
            house.send(request).await.status
        };
        let ways = [AuthMethod::ClientSecretBasic, AuthMethod::ClientSecretPost, AuthMethod::None];
        for (registered, expected) in [
            (AuthMethod::ClientSecretBasic, [200, 401, 401]), (AuthMethod::ClientSecretPost, [401, 200, 401]),
            (AuthMethod::ClientSecretJwt, [401, 401, 401]), (AuthMethod::PrivateKeyJwt, [401, 401, 401]),
        ] {
            register(house, &ROBOT, registered, None).await;
            for (way, status) in ways.into_iter().zip(expected) {
                assert_eq!(by(way).await, status, "{registered:?} by {way:?}");
            }
        }
        // Nor is a key enough where the method was not chosen.
        let signer = with_key(house, &ROBOT, "ES256").await;
        house.change_app(&ROBOT, |client| {
            Arc::make_mut(&mut client.metadata).token_endpoint_auth_method = None;
        }).await;
        refused(house, &signer.sign(&claims(house)), Cause::AuthenticationMethod).await;
    }

    async fn two_methods_at_once_are_an_invalid_request(house: &House) {
        let signer = with_key(house, &ROBOT, "ES256").await;
        let assertion = signer.sign(&claims(house));
        let secret = ROBOT.secret.expect("a secret");
        post(house, "/oauth2/token", &assertion, &[("client_secret", secret)]).await.assert_error(400, "invalid_request");
        let fields = [("grant_type", "client_credentials"), ("client_assertion_type", JWT_BEARER), ("client_assertion", &*assertion)];
        let by_both = Request::post("/oauth2/token", &fields).header("Authorization", ROBOT.basic());
        house.send(by_both).await.assert_error(400, "invalid_request");
        for field in &fields[1..] {
            let alone = Request::post("/oauth2/token", &[fields[0], *field]);
            house.send(alone).await.assert_error(400, "invalid_request");
        }
        let saml = [fields[0], ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"), fields[2]];
        house.send(Request::post("/oauth2/token", &saml)).await.assert_error(401, "invalid_client");
        // None of these has spent it.
        Tokens::of(&token(house, &assertion).await);
    }

    async fn what_is_no_jwt_is_refused(house: &House) {
        with_key(house, &ROBOT, "ES256").await;
        for text in ["x", "e30.e30.e30", "a.b.c", "..", "e30.e30.e30.e30.e30"] {
            token(house, text).await.assert_error(401, "invalid_client");
        }
    }

    async fn a_disabled_client_and_a_public_one_prove_nothing(house: &House) {
        let signer = with_key(house, &VAULT, "ES256").await;
        house.change_app(&VAULT, |client| client.disabled_at = Some(1)).await;
        let of_vault = assertion_claims(VAULT.id, house.clock.now());
        token(house, &signer.sign(&of_vault)).await.assert_error(401, "invalid_client");
        let of_native = assertion_claims("native", house.clock.now());
        token(house, &signer.sign(&of_native)).await.assert_error(401, "invalid_client");
        let of_nobody = assertion_claims("nobody", house.clock.now());
        token(house, &signer.sign(&of_nobody)).await.assert_error(401, "invalid_client");
    }
}
