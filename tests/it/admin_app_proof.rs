//! How an app proves who it is, chosen in the admin area.

use crate::support::{
    House, ROBOT, Request, Response, SHOP, Signer, admin, app, assertion_claims, on_every_engine, send, settings_form,
};
use claviger::model::client_metadata::AuthMethod;
use claviger::model::user::Role;
use claviger::oidc::client_auth::JWT_BEARER;

const METHOD: &str = "token_endpoint_auth_method";
const SETTINGS: &str = "/admin/clients/robot/settings";

async fn token(house: &House, assertion: &str) -> Response {
    let fields =
        [("grant_type", "client_credentials"), ("client_assertion_type", JWT_BEARER), ("client_assertion", assertion)];
    house.send(Request::post("/oauth2/token", &fields)).await
}

on_every_engine! {
    async fn an_app_changes_from_its_secret_to_a_key_of_its_own_and_on_to_the_next(house: &House) {
        let browser = admin(house, Role::AppAdmin).await;
        let (first, second) = (Signer::new("ES256"), Signer::new("RS256"));
        let claims = || assertion_claims(ROBOT.id, house.clock.now());
        assert_eq!(token(house, &first.sign(&claims())).await.status, 401);
        let jwks = format!("{:#}", first.jwks());
        let fields = settings_form(&browser, ROBOT.id, &[(METHOD, "private_key_jwt"), ("jwks", &jwks)]).await;
        send(&browser, SETTINGS, &fields).await.location();
        token(house, &first.sign(&claims())).await.json_of(200);
        let page = browser.get("/admin/clients/robot/connect").await.assert_page(200);
        assert!(page.contains("Give it its private key") && !page.contains("Put in the secret"), "{page}");
        assert!(page.contains("private_key_jwt"), "{page}");
        let mut both = first.jwks();
        both["keys"].as_array_mut().expect("keys").extend(second.jwks()["keys"].as_array().expect("keys").clone());
        let fields = settings_form(&browser, ROBOT.id, &[("jwks", &both.to_string())]).await;
        send(&browser, SETTINGS, &fields).await.location();
        for signer in [&first, &second] {
            token(house, &signer.sign(&claims())).await.json_of(200);
        }
        let before = app(house, ROBOT.id).await;
        send(&browser, SETTINGS, &settings_form(&browser, ROBOT.id, &[]).await).await.location();
        assert_eq!(app(house, ROBOT.id).await, before, "a form that changes nothing changes nothing");
    }

    async fn what_cannot_prove_anything_is_said_beside_its_field(house: &House) {
        let browser = admin(house, Role::AppAdmin).await;
        let set = Signer::new("ES256").jwks();
        let with = |member: &str, value: &str| {
            let mut set = set.clone();
            set["keys"][0][member] = value.into();
            set.to_string()
        };
        let (public, private, encryption) = (set.to_string(), with("d", "AAAA"), with("use", "enc"));
        let alg = "token_endpoint_auth_signing_alg";
        for (wrong, typed) in [
            (METHOD, vec![(METHOD, "tls_client_auth")]),
            (METHOD, vec![(METHOD, "none")]),
            ("jwks", vec![(METHOD, "private_key_jwt")]),
            ("jwks", vec![("jwks", "{\"kty\":")]),
            ("jwks", vec![("jwks", &*private)]),
            ("jwks", vec![("jwks", &*encryption)]),
            ("jwks", vec![("jwks", &*public), ("jwks_uri", "https://robot.example/keys")]),
            ("jwks_uri", vec![("jwks_uri", "http://robot.example/keys")]),
            (alg, vec![(METHOD, "private_key_jwt"), ("jwks", &*public), (alg, "HS256")]),
            (alg, vec![(METHOD, "client_secret_jwt"), (alg, "RS256")]),
        ] {
            let fields = settings_form(&browser, ROBOT.id, &typed).await;
            let page = send(&browser, SETTINGS, &fields).await.assert_page(422);
            assert!(page.contains(&format!("href=\"#{wrong}\"")), "{typed:?}: {page}");
        }
        assert_eq!(app(house, ROBOT.id).await.metadata.token_endpoint_auth_method, None);
        assert_eq!(house.count_events("client.changed").await, 0);
    }

    async fn a_secret_that_signs_is_made_anew(house: &House) {
        let browser = admin(house, Role::AppAdmin).await;
        let fields = settings_form(&browser, ROBOT.id, &[(METHOD, "client_secret_jwt")]).await;
        assert_eq!(send(&browser, SETTINGS, &fields).await.location(), "/admin/clients/robot/secrets/add");
        assert_eq!(app(house, ROBOT.id).await.metadata.token_endpoint_auth_method, Some(AuthMethod::ClientSecretJwt));
    }

    async fn a_public_app_has_nothing_to_choose(house: &House) {
        let browser = admin(house, Role::AppAdmin).await;
        assert!(browser.get("/admin/clients/shop/settings").await.assert_page(200).contains(METHOD), "{}", SHOP.id);
        assert!(!browser.get("/admin/clients/spa/settings").await.assert_page(200).contains(METHOD));
        let mut fields = settings_form(&browser, "spa", &[]).await;
        fields.push((METHOD.to_owned(), "private_key_jwt".to_owned()));
        send(&browser, "/admin/clients/spa/settings", &fields).await.location();
        assert_eq!(app(house, "spa").await.metadata.token_endpoint_auth_method, None);
    }
}
