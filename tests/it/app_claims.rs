//! What an app's own claim rules put into its tokens; and that a preview says the very same.

use crate::support::{ALICE, House, ORDERS, SHOP, Tokens, on_every_engine};
use claviger::model::claim_rule::{ClaimRule, ClaimSource, GroupChoice, Places};
use claviger::oidc::apps::{Wish, preview};
use serde_json::{Map, Value, json};

fn rule(claim: &str, source: ClaimSource, places: &[&str]) -> ClaimRule {
    let places = places.iter().try_fold(Places::default(), |all, name| all.with(name)).expect("a place");
    ClaimRule { claim: claim.to_owned(), source, places }
}

async fn set_rules(house: &House) {
    let rules = vec![
        rule("email", ClaimSource::Standard("email".to_owned()), &["id_token"]),
        rule("city", ClaimSource::Standard("address".to_owned()), &["userinfo"]),
        rule("level", ClaimSource::Attribute("level".to_owned()), &["id_token", "access_token"]),
        rule("roles", ClaimSource::Groups(GroupChoice::Chosen(vec!["editors".to_owned()])), &["access_token"]),
        rule("https://northwind.example/tier", ClaimSource::Constant(json!("gold")), &["access_token", "userinfo"]),
        rule("none", ClaimSource::Attribute("missing".to_owned()), &["id_token", "access_token", "userinfo"]),
    ];
    house.change_person(ALICE, |user| drop(user.attributes.insert("level".to_owned(), json!(7)))).await;
    house.change_app(&SHOP, |client| client.claim_rules = rules).await;
}

/// Without what differs from one token to the next.
fn lasting(claims: &Value) -> Map<String, Value> {
    let mut claims = claims.as_object().cloned().expect("an object");
    for passing in ["jti", "sid", "at_hash", "iat", "exp", "auth_time", "nonce"] {
        claims.shift_remove(passing);
    }
    claims
}

async fn claims(house: &House, token: &str) -> Value {
    house.verify(token).await.claims
}

on_every_engine! {
    async fn each_claim_goes_where_its_rule_says_and_nowhere_else(house: &House) {
        set_rules(house).await;
        let tokens = house.tokens_of(ALICE, &SHOP, "openid").await;
        let id = claims(house, tokens.id.as_deref().expect("an ID token")).await;
        assert_eq!((&id["email"], &id["level"]), (&json!("alice@northwind.example"), &json!(7)), "{id}");
        let access = claims(house, &tokens.access).await;
        assert_eq!((&access["roles"], &access["level"]), (&json!(["editors"]), &json!(7)), "{access}");
        assert_eq!(access["https://northwind.example/tier"], "gold");
        let userinfo = house.userinfo(&tokens.access).await.json_of(200);
        assert_eq!(userinfo["city"]["locality"], "Berlin", "{userinfo}");
        for (claims, absent) in [(&id, "roles"), (&id, "none"), (&access, "email"), (&userinfo, "level")] {
            assert_eq!(claims.get(absent), None, "{absent} in {claims}");
        }
    }

    async fn without_rules_an_id_token_holds_no_profile_claims(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, "openid profile email").await;
        let id = claims(house, tokens.id.as_deref().expect("an ID token")).await;
        assert!(id.get("email").is_none() && id.get("name").is_none(), "{id}");
    }

    async fn a_refresh_takes_up_what_changed_since(house: &House) {
        set_rules(house).await;
        let tokens = house.tokens_of(ALICE, &SHOP, "openid offline_access").await;
        house.change_person(ALICE, |user| drop(user.attributes.insert("level".to_owned(), json!(8)))).await;
        let tokens = Tokens::of(&house.refresh(&SHOP, &tokens.refresh.expect("a refresh token")).await);
        assert_eq!(claims(house, &tokens.access).await["level"], 8);
    }

    async fn introspection_tells_an_apis_own_claims_too(house: &House) {
        set_rules(house).await;
        let tokens = house.tokens_of(ALICE, &SHOP, "openid").await;
        let told = house.introspect(&SHOP, &tokens.access).await;
        assert_eq!((&told["active"], &told["level"]), (&json!(true), &json!(7)), "{told}");
    }

    async fn a_preview_says_what_the_issued_tokens_say(house: &House) {
        set_rules(house).await;
        let scope = "openid profile groups orders:read";
        let browser = house.signed_in(ALICE).await;
        let ask = SHOP.ask().with("scope", scope).with("resource", ORDERS);
        let tokens = house.tokens(&browser, &SHOP, &ask).await;
        let client = house.provider.clients.get(&SHOP.id.into()).expect("the app");
        let user = house.person(ALICE).await.id;
        let resources = [ORDERS.to_owned()];
        let wish = Wish { scope: Some(scope), resources: &resources, nonce: None };
        let before = house.count_rows().await;
        let preview = preview(&house.provider, &client, Some(&user), wish).await.expect("a preview");
        assert_eq!(house.count_rows().await, before, "nothing is stored for it");
        assert!(preview.is_allowed);
        assert_eq!(lasting(&preview.access_token), lasting(&claims(house, &tokens.access).await));
        let id = claims(house, tokens.id.as_deref().expect("an ID token")).await;
        assert_eq!(lasting(&preview.id_token.expect("an ID token")), lasting(&id));
        let userinfo = house.userinfo(&tokens.access).await.json_of(200);
        assert_eq!(Value::Object(preview.userinfo.expect("userinfo")), userinfo);
    }
}
