//! The algorithms that an app may have its tokens signed with: what it gets verifies as a library verifies it, and is
//! believed wherever it comes back to us.

use crate::support::{
    ALICE, App, House, ISSUER, ROBOT, Request, SHOP, SPA, Tokens, WIKI, admin, app, on_every_engine, send,
    settings_form,
};
use aws_lc_rs::digest::{SHA256, SHA384, SHA512, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use claviger::accounts::Authority;
use claviger::keys::SigningAlg;
use claviger::model::client::Client;
use claviger::model::user::Role;
use claviger::oidc::apps::NewSecret;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde_json::{Value, json};

const BY: Authority = Authority::command_line();
const BYE: &str = "https://shop.example/bye";

async fn enable(house: &House, alg: &str) {
    let alg = SigningAlg::find(alg).expect("an algorithm");
    house.provider.key_acts().enable(&BY, alg).await.expect("it is switched on");
}

async fn choose(house: &House, app: &App, id_token: &str, access_token: &str) {
    let mut app = house.provider.apps().get(&app.id.into()).await.expect("the app");
    let chosen = |alg: &str| (alg != "RS256").then(|| alg.to_owned());
    app.id_token_alg = chosen(id_token);
    app.access_token_alg = chosen(access_token);
    house.provider.apps().edit(&BY, app).await.expect("the choice");
}

/// A secret that the shop is given now.
async fn new_secret(house: &House) -> App {
    let made = house.provider.apps().add_secret(&BY, &SHOP.id.into(), NewSecret::default()).await.expect("a secret");
    App { secret: Some(made.secret.expose().to_owned().leak()), ..SHOP }
}

async fn tokens(house: &House, app: &App) -> Tokens {
    let browser = house.signed_in(ALICE).await;
    let ask = app.ask();
    let code = house.code(&browser, &ask).await;
    Tokens::of(&house.redeem(app, &code).await)
}

fn header(token: &str) -> Value {
    let header = URL_SAFE_NO_PAD.decode(token.split('.').next().expect("a header")).expect("base64url");
    serde_json::from_slice(&header).expect("JSON")
}

fn by_secret(token: &str, secret: &str) -> Result<Value, jsonwebtoken::errors::Error> {
    let mut rules = Validation::new(Algorithm::HS256);
    rules.set_issuer(&[ISSUER]);
    rules.set_audience(&[SHOP.id]);
    rules.validate_exp = false;
    jsonwebtoken::decode(token, &DecodingKey::from_secret(secret.as_bytes()), &rules).map(|token| token.claims)
}

/// Where a logout with a hint leads.
async fn sign_out_with(house: &House, hint: &str) -> u16 {
    let query = format!("id_token_hint={hint}&post_logout_redirect_uri=https%3A%2F%2Fshop.example%2Fbye");
    house.browser().get(&format!("/oauth2/logout?{query}")).await.status
}

fn at_hash(hash: &'static aws_lc_rs::digest::Algorithm, token: &str) -> String {
    let hash = digest(hash, token.as_bytes());
    URL_SAFE_NO_PAD.encode(&hash.as_ref()[..hash.as_ref().len() / 2])
}

async fn offered(house: &House) -> (Value, String) {
    let answer = house.get("/.well-known/openid-configuration").await;
    let etag = answer.header("ETag").expect("an ETag").to_owned();
    (answer.json_of(200)["id_token_signing_alg_values_supported"].clone(), etag)
}

on_every_engine! {
    async fn tokens_of_each_algorithm_verify_and_are_believed_at_every_endpoint(house: &House) {
        for (alg, jwa, hash) in [
            ("RS256", Algorithm::RS256, &SHA256),
            ("PS256", Algorithm::PS256, &SHA256),
            ("ES256", Algorithm::ES256, &SHA256),
            ("ES384", Algorithm::ES384, &SHA384),
            ("EdDSA", Algorithm::EdDSA, &SHA512),
        ] {
            enable(house, alg).await;
            choose(house, &SHOP, alg, alg).await;
            let tokens = tokens(house, &SHOP).await;
            let id = house.verify_by(tokens.id(), jwa).await;
            assert_eq!(id.text("at_hash"), at_hash(hash, &tokens.access), "{alg}");
            assert_eq!(house.verify_by(&tokens.access, jwa).await.header["typ"], "at+jwt", "{alg}");
            assert_eq!(house.userinfo(&tokens.access).await.status, 200, "{alg}");
            assert!(house.is_active(&SHOP, &tokens.access).await, "{alg}");
            assert_eq!(sign_out_with(house, tokens.id()).await, 303, "{alg}: a hint");
            house.revoke(&SHOP, &tokens.access).await;
            assert!(!house.is_active(&SHOP, &tokens.access).await, "{alg}");
        }
    }

    async fn id_tokens_and_access_tokens_are_chosen_apart_and_refreshed_ones_are_alike(house: &House) {
        enable(house, "ES256").await;
        enable(house, "EdDSA").await;
        choose(house, &SHOP, "EdDSA", "ES256").await;
        let browser = house.signed_in(ALICE).await;
        let tokens = house.tokens(&browser, &SHOP, &SHOP.ask().with("scope", "openid offline_access")).await;
        let refreshed = Tokens::of(&house.refresh(&SHOP, tokens.refresh()).await);
        for tokens in [&tokens, &refreshed] {
            assert_eq!((header(tokens.id())["alg"].clone(), header(&tokens.access)["alg"].clone()), (json!("EdDSA"), json!("ES256")));
        }
        choose(house, &ROBOT, "RS256", "ES256").await;
        let robot = Tokens::of(&house.token(&ROBOT, &[("grant_type", "client_credentials")]).await);
        assert_eq!(header(&robot.access)["alg"], "ES256");
        let others = house.tokens_of(ALICE, &WIKI, "openid").await;
        assert_eq!(header(others.id())["alg"], "RS256", "who has chosen nothing gets what it got");
    }

    async fn discovery_lists_what_is_on_and_the_key_set_holds_its_keys(house: &House) {
        let (before, etag) = offered(house).await;
        assert_eq!(before, json!(["RS256"]));
        for alg in ["HS256", "EdDSA", "ES384"] {
            enable(house, alg).await;
        }
        let (after, new_etag) = offered(house).await;
        assert_eq!(after, json!(["RS256", "ES384", "EdDSA", "HS256"]));
        assert_ne!(etag, new_etag);
        let set = house.get("/.well-known/jwks.json").await.json_of(200);
        let keys: Vec<_> = set["keys"].as_array().expect("keys").iter().map(|key| (key["alg"].clone(), key["kty"].clone())).collect();
        let key = |alg: &str, kty: &str| (json!(alg), json!(kty));
        let one_each = [key("RS256", "RSA"), key("ES384", "EC"), key("EdDSA", "OKP")];
        assert_eq!(keys, [one_each.clone(), one_each].concat(), "those that sign first, and no secret");
        house.provider.key_acts().disable(&BY, SigningAlg::Secret).await.expect("it is switched off");
        assert_eq!(offered(house).await.0, json!(["RS256", "ES384", "EdDSA"]));
    }

    async fn what_one_server_switches_on_another_offers_within_two_seconds(house: &House) {
        let node = house.second_node().await;
        enable(house, "ES256").await;
        let begun = std::time::Instant::now();
        loop {
            let document = Request::get("/.well-known/openid-configuration").send(node.address).await.json_of(200);
            if document["id_token_signing_alg_values_supported"] == json!(["RS256", "ES256"]) {
                break;
            }
            assert!(begun.elapsed().as_millis() < 2000, "not within {:?}", begun.elapsed());
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        node.stop().await;
    }

    async fn hs256_signs_with_the_secret_that_the_app_used_and_leaves_older_ones_at_rs256(house: &House) {
        enable(house, "HS256").await;
        choose(house, &SHOP, "HS256", "RS256").await;
        let shop = new_secret(house).await;
        let (old, new) = (tokens(house, &SHOP).await, tokens(house, &shop).await);
        house.verify(old.id()).await;
        assert_eq!(header(new.id()), json!({ "typ": "JWT", "alg": "HS256" }));
        let claims = by_secret(new.id(), shop.secret.expect("a secret")).expect("a sound signature");
        assert_eq!(claims["at_hash"], at_hash(&SHA256, &new.access));
        house.verify(&new.access).await;
        let next = new_secret(house).await;
        let newest = tokens(house, &next).await;
        assert!(by_secret(newest.id(), next.secret.expect("a secret")).is_ok());
        assert!(by_secret(newest.id(), shop.secret.expect("a secret")).is_err());
        assert!(by_secret(tokens(house, &shop).await.id(), shop.secret.expect("a secret")).is_ok(), "both work");
    }

    async fn an_id_token_by_hs256_is_believed_as_a_hint_of_its_own_app_alone(house: &House) {
        enable(house, "HS256").await;
        choose(house, &SHOP, "HS256", "RS256").await;
        let shop = new_secret(house).await;
        let real = tokens(house, &shop).await.id().to_owned();
        assert_eq!(sign_out_with(house, &real).await, 303);
        let claims = by_secret(&real, shop.secret.expect("a secret")).expect("claims");
        let sign = |alg, secret: &[u8], claims: &Value| {
            jsonwebtoken::encode(&Header::new(alg), claims, &EncodingKey::from_secret(secret)).expect("a token")
        };
        let set = house.get("/.well-known/jwks.json").await;
        let secret = shop.secret.expect("a secret").as_bytes();
        let mut of_wiki = claims.clone();
        of_wiki["aud"] = json!(WIKI.id);
        for (what, forged) in [
            ("another secret", sign(Algorithm::HS256, WIKI.secret.expect("a secret").as_bytes(), &claims)),
            ("the key set", sign(Algorithm::HS256, &set.body, &claims)),
            ("nothing", sign(Algorithm::HS256, b"", &claims)),
            ("a longer hash", sign(Algorithm::HS512, secret, &claims)),
            ("in another app's name", sign(Algorithm::HS256, secret, &of_wiki)),
            ("unsigned", format!("{}.", real.rsplit_once('.').expect("a signature").0)),
        ] {
            assert_eq!(sign_out_with(house, &forged).await, 400, "{what}");
        }
    }

    async fn an_access_token_by_hs256_is_believed_nowhere(house: &House) {
        enable(house, "HS256").await;
        choose(house, &SHOP, "HS256", "RS256").await;
        let shop = new_secret(house).await;
        let access = tokens(house, &shop).await.access;
        let claims = house.verify(&access).await.claims;
        let header = Header { typ: Some("at+jwt".to_owned()), ..Header::new(Algorithm::HS256) };
        let key = EncodingKey::from_secret(shop.secret.expect("a secret").as_bytes());
        let forged = jsonwebtoken::encode(&header, &claims, &key).expect("a token");
        assert_eq!(house.userinfo(&forged).await.status, 401);
        assert!(!house.is_active(&shop, &forged).await);
    }

    async fn what_is_switched_off_or_makes_no_sense_is_not_chosen(house: &House) {
        let refused = async |app: &App, change: fn(&mut Client)| {
            let mut client = house.provider.apps().get(&app.id.into()).await.expect("the app");
            change(&mut client);
            house.provider.apps().edit(&BY, client).await.expect_err("it was taken").to_string()
        };
        let off = refused(&SHOP, |client| client.id_token_alg = Some("ES256".into())).await;
        assert!(off.contains("switch it on"), "{off}");
        enable(house, "HS256").await;
        let public = refused(&SPA, |client| client.id_token_alg = Some("HS256".into())).await;
        assert!(public.contains("no secret"), "{public}");
        let access = refused(&SHOP, |client| client.access_token_alg = Some("HS256".into())).await;
        assert!(access.contains("does not know the app's secret"), "{access}");
        let unknown = refused(&SHOP, |client| client.access_token_alg = Some("none".into())).await;
        assert!(unknown.contains("cannot be signed with `none`"), "{unknown}");
    }

    async fn the_form_offers_what_is_on_and_leads_to_a_secret_where_hs256_needs_one(house: &House) {
        let browser = admin(house, Role::Owner).await;
        let url = "/admin/clients/shop/settings";
        assert!(!browser.get(url).await.assert_page(200).contains("id=\"id_token_alg\""), "nothing to choose from");
        enable(house, "ES256").await;
        enable(house, "HS256").await;
        let fields = settings_form(&browser, SHOP.id, &[]).await;
        let named: Vec<_> = fields.iter().filter(|(name, _)| ["id_token_alg", "access_token_alg"].contains(&&**name)).collect();
        assert!(named.len() == 2 && named.iter().all(|(_, value)| value == "RS256"), "{named:?}");
        assert_eq!(send(&browser, url, &fields).await.location(), url);
        assert_eq!(app(house, SHOP.id).await.id_token_alg, None, "RS256 is said by saying nothing");
        let fields = settings_form(&browser, SHOP.id, &[("access_token_alg", "ES256"), ("id_token_alg", "HS256")]).await;
        assert_eq!(send(&browser, url, &fields).await.location(), "/admin/clients/shop/secrets/add");
        let shop = app(house, SHOP.id).await;
        assert_eq!((shop.id_token_alg.as_deref(), shop.access_token_alg.as_deref()), (Some("HS256"), Some("ES256")));
        assert!(browser.get("/admin/clients/shop/secrets/add").await.assert_page(200).contains("need a new secret"));
        let fields = settings_form(&browser, SHOP.id, &[("id_token_alg", "PS256")]).await;
        let page = send(&browser, url, &fields).await.assert_page(422);
        assert!(page.contains("PS256 is switched off here"), "{page}");
        let spa = browser.get("/admin/clients/spa/settings").await.assert_page(200);
        assert!(!spa.contains("value=\"HS256\"") && spa.contains("value=\"ES256\""), "a public app has no secret");
    }
}

#[test]
fn the_way_back_that_these_tests_use_is_the_shops() {
    assert!(SHOP.client(0).post_logout_redirect_uris.contains(&BYE.to_owned()));
}
