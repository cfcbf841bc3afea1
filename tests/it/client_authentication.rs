//! Client authentication (RFC 6749 §2.3, §5.2): by Basic, in the body, or none for public apps; one method at a time.

use crate::support::{House, NATIVE, ROBOT, Request, Response, SHOP, VAULT, WIKI, basic, on_every_engine, on_sqlite};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use claviger::model::client::ClientSecret;
use claviger::model::secret::TokenHash;

const ENDPOINTS: [&str; 4] = ["/oauth2/token", "/oauth2/introspect", "/oauth2/revoke", "/oauth2/par"];
const FIELDS: [(&str, &str); 2] = [("grant_type", "client_credentials"), ("token", "unknown")];

async fn post(house: &House, endpoint: &str, authorization: Option<&str>, more: &[(&str, &str)]) -> Response {
    let mut fields = FIELDS.to_vec();
    fields.extend(more);
    let request = Request::post(endpoint, &fields);
    let request = match authorization {
        Some(value) => request.header("Authorization", value),
        None => request,
    };
    house.send(request).await
}

#[track_caller]
fn assert_refused(answer: &Response, by_basic: bool) {
    answer.assert_error(401, "invalid_client");
    let challenge = answer.header("WWW-Authenticate");
    assert_eq!(challenge.is_some_and(|value| value.starts_with("Basic ")), by_basic, "{challenge:?}");
}

on_sqlite! {
    async fn basic_works_and_its_scheme_has_no_case(house: &House) {
        for scheme in ["Basic", "basic", "BASIC"] {
            let value = ROBOT.basic().replacen("Basic", scheme, 1);
            post(house, "/oauth2/token", Some(&value), &[]).await.json_of(200);
        }
    }

    async fn basic_credentials_are_form_urlencoded_before_base64(house: &House) {
        // Colon in the id; space, plus, percent and colon in the secret.
        post(house, "/oauth2/introspect", Some(&WIKI.basic()), &[]).await.json_of(200);
        let raw = format!("Basic {}", STANDARD.encode(format!("{}:{}", WIKI.id, WIKI.secret.expect("a secret"))));
        assert_refused(&post(house, "/oauth2/introspect", Some(&raw), &[]).await, true);
    }

    async fn the_body_works(house: &House) {
        let secret = ROBOT.secret.expect("a secret");
        let fields = [("client_id", ROBOT.id), ("client_secret", secret)];
        post(house, "/oauth2/token", None, &fields).await.json_of(200);
    }

    async fn two_methods_at_once_are_an_invalid_request(house: &House) {
        let secret = ROBOT.secret.expect("a secret");
        for endpoint in ENDPOINTS {
            let fields = [("client_id", ROBOT.id), ("client_secret", secret)];
            let answer = post(house, endpoint, Some(&ROBOT.basic()), &fields).await;
            answer.assert_error(400, "invalid_request");
        }
    }

    async fn the_same_client_id_beside_basic_is_fine_and_another_is_not(house: &House) {
        post(house, "/oauth2/token", Some(&ROBOT.basic()), &[("client_id", ROBOT.id)]).await.json_of(200);
        let answer = post(house, "/oauth2/token", Some(&ROBOT.basic()), &[("client_id", SHOP.id)]).await;
        answer.assert_error(400, "invalid_request");
    }

    async fn a_wrong_secret_by_basic_is_401_with_a_challenge(house: &House) {
        for endpoint in ENDPOINTS {
            for secret in ["wrong", "", "robot-secret-robot-secret-robot-secre", "Robot-secret-robot-secret-robot-secret"] {
                assert_refused(&post(house, endpoint, Some(&basic(ROBOT.id, secret)), &[]).await, true);
            }
        }
    }

    async fn a_wrong_secret_in_the_body_is_401_without_a_challenge(house: &House) {
        for endpoint in ENDPOINTS {
            let fields = [("client_id", ROBOT.id), ("client_secret", "wrong")];
            assert_refused(&post(house, endpoint, None, &fields).await, false);
        }
    }

    async fn no_authentication_at_all_is_401(house: &House) {
        for endpoint in ENDPOINTS {
            assert_refused(&post(house, endpoint, None, &[]).await, false);
        }
    }

    async fn a_confidential_app_cannot_pass_as_public(house: &House) {
        for endpoint in ENDPOINTS {
            assert_refused(&post(house, endpoint, None, &[("client_id", ROBOT.id)]).await, false);
        }
    }

    async fn a_public_app_has_no_secret_to_send(house: &House) {
        for endpoint in ENDPOINTS {
            let fields = [("client_id", NATIVE.id), ("client_secret", "anything")];
            assert_refused(&post(house, endpoint, None, &fields).await, false);
            assert_refused(&post(house, endpoint, Some(&basic(NATIVE.id, "anything")), &[]).await, true);
        }
    }

    async fn an_unknown_client_is_401(house: &House) {
        assert_refused(&post(house, "/oauth2/token", Some(&basic("nobody", "secret")), &[]).await, true);
        assert_refused(&post(house, "/oauth2/token", None, &[("client_id", "nobody")]).await, false);
    }

    async fn another_clients_secret_is_worth_nothing(house: &House) {
        let answer = post(house, "/oauth2/token", Some(&basic(ROBOT.id, SHOP.secret.expect("a secret"))), &[]).await;
        assert_refused(&answer, true);
    }

    async fn credentials_that_cannot_be_read_are_401(house: &House) {
        let not_utf8 = STANDARD.encode(b"robot:\xff\xfe");
        let no_colon = STANDARD.encode("robot");
        let bad_escape = STANDARD.encode("robot:%zz");
        for value in ["!!!", &not_utf8, &no_colon, &bad_escape, "cm9ib3Q6"] {
            assert_refused(&post(house, "/oauth2/token", Some(&format!("Basic {value}")), &[]).await, true);
        }
    }

    async fn a_header_of_another_scheme_is_no_authentication(house: &House) {
        for value in ["Bearer abc", "Digest username=robot", "Basic"] {
            assert_eq!(post(house, "/oauth2/token", Some(value), &[]).await.status, 401, "{value}");
        }
    }

    async fn parameters_given_twice_are_an_invalid_request(house: &House) {
        for name in ["grant_type", "client_id", "client_secret", "scope", "code", "refresh_token", "anything"] {
            let fields = [(name, "1"), (name, "1")];
            post(house, "/oauth2/token", Some(&ROBOT.basic()), &fields).await.assert_error(400, "invalid_request");
        }
    }
}

on_every_engine! {
    async fn an_expired_secret_is_refused_and_its_successor_works(house: &House) {
        let now = house.clock.now();
        house.write(async |db| {
            let successor = ClientSecret {
                id: "s2".into(),
                hash: TokenHash::of("successor-successor-successor-successor"),
                sealed: None,
                hint: "succ".into(),
                created_at: now,
                expires_at: Some(now + 60),
                last_used_at: None,
            };
            db.insert_client_secret(&ROBOT.id.into(), &successor).await.expect("a secret is stored");
        }).await;
        house.see_changes().await;
        let successor = basic(ROBOT.id, "successor-successor-successor-successor");
        post(house, "/oauth2/token", Some(&successor), &[]).await.json_of(200);
        house.clock.advance(59);
        post(house, "/oauth2/token", Some(&successor), &[]).await.json_of(200);
        house.clock.advance(1);
        assert_refused(&post(house, "/oauth2/token", Some(&successor), &[]).await, true);
        post(house, "/oauth2/token", Some(&ROBOT.basic()), &[]).await.json_of(200);
    }

    async fn a_disabled_client_is_refused_everywhere(house: &House) {
        house.change_app(&VAULT, |client| client.disabled_at = Some(1)).await;
        for endpoint in ENDPOINTS {
            assert_refused(&post(house, endpoint, Some(&VAULT.basic()), &[]).await, true);
        }
    }

    async fn a_removed_client_is_unknown(house: &House) {
        house.write(async |db| {
            assert!(db.delete_client(&ROBOT.id.into()).await.expect("a query"));
        }).await;
        house.see_changes().await;
        assert_refused(&post(house, "/oauth2/token", Some(&ROBOT.basic()), &[]).await, true);
    }
}
