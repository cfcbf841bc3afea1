//! Signing keys while two servers run on one database: what one of them or a command does, the other follows.

use crate::support::{ALICE, House, Request, SHOP, SecondNode, on_every_engine};
use claviger::keys::rotation::{By, Ending, Haste};
use claviger::keys::{Algorithm, State};
use serde_json::Value;
use std::time::{Duration, Instant};

const RS256: Algorithm = Algorithm::Rs256;
const DAY: i64 = 86_400;

async fn kids_at(node: &SecondNode) -> Vec<Value> {
    let set = Request::get("/.well-known/jwks.json").send(node.address).await.json_of(200);
    set["keys"].as_array().expect("a list of keys").iter().map(|key| key["kid"].clone()).collect()
}

/// Waits until it is so, at most the two seconds that are promised.
async fn soon(mut is_so: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !is_so().await {
        assert!(begun.elapsed() < Duration::from_secs(2), "not within {:?}", begun.elapsed());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

on_every_engine! {
    async fn tokens_of_a_revoked_key_are_refused_by_another_server_within_two_seconds(house: &House) {
        let node = house.second_node().await;
        let tokens = house.tokens_of(ALICE, &SHOP, "openid offline_access").await;
        let kid = house.verify(&tokens.access).await.header["kid"].clone();
        let userinfo = async || Request::get("/oauth2/userinfo").bearer(&tokens.access).send(node.address).await;
        assert_eq!(userinfo().await.status, 200);
        let name = kid.as_str().expect("a kid");
        house.provider.rotation().revoke(name, Ending::Keep, &By::command_line()).await.expect("a revocation");
        soon(async || userinfo().await.status == 401).await;
        let answer = SHOP.post("/oauth2/introspect", &[("token", &tokens.access)]).send(node.address).await;
        assert_eq!(answer.json_of(200)["active"], false);
        let ask = SHOP.ask().with("id_token_hint", tokens.id());
        let answer = Request::get(&ask.url()).send(node.address).await;
        answer.reply_to(SHOP.redirect_uri).assert_error("invalid_request");
        assert!(!kids_at(&node).await.contains(&kid));
        assert!(house.is_active(&SHOP, tokens.refresh()).await, "refresh tokens were kept");
        node.stop().await;
    }

    async fn a_revocation_that_ends_sessions_signs_people_out_and_ends_refresh_tokens(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let ask = SHOP.ask().with("scope", "openid offline_access");
        let tokens = house.tokens(&browser, &SHOP, &ask).await;
        let kid = house.verify(&tokens.access).await.header["kid"].clone();
        let rotation = house.provider.rotation();
        let done = rotation.revoke(kid.as_str().expect("a kid"), Ending::End, &By::command_line()).await;
        let done = done.expect("a revocation");
        assert_eq!((done.ended.sessions, done.ended.families, done.apps.len()), (1, 1, 1));
        house.refresh(&SHOP, tokens.refresh()).await.assert_error(400, "invalid_grant");
        assert_eq!(browser.get("/account").await.location(), "/login");
    }

    async fn a_switch_happens_on_every_server_and_the_next_standby_is_made_once(house: &House) {
        let (mine, node) = (house.background(), house.second_node().await);
        let rotation = house.provider.rotation();
        rotation.rotate(RS256, Haste::WhenSafe, &By::command_line()).await.expect("a rotation");
        let before = kids_at(&node).await;
        soon(async || node.provider.rotation().outlook()[0].keys[0].listed.row.sign_from.is_some()).await;
        house.clock.advance(DAY);
        // No reading is needed for what follows from the time.
        assert_eq!(kids_at(&node).await, [before[1].clone(), before[0].clone()]);
        soon(async || kids_at(&node).await.len() == 3).await;
        let states = || house.provider.ring.list(house.clock.now()).iter().map(|key| key.state).collect::<Vec<_>>();
        soon(async || states() == [State::Retired, State::Active, State::Standby]).await;
        assert_eq!(house.count("SELECT COUNT(*) FROM signing_keys").await, 3);
        let tokens = house.tokens_of(ALICE, &SHOP, "openid").await;
        assert_eq!(house.verify(tokens.id()).await.header["kid"], before[1]);
        mine.stop().await;
        node.stop().await;
    }

    async fn a_staged_app_receives_both_of_its_tokens_from_the_next_key(house: &House) {
        house.clock.advance(DAY);
        let rotation = house.provider.rotation();
        let staging = rotation.stage(RS256, &[SHOP.id.into()], &By::command_line()).await.expect("a stage");
        let tokens = house.tokens_of(ALICE, &SHOP, "openid").await;
        for token in [&tokens.access, tokens.id()] {
            assert_eq!(house.verify(token).await.header["kid"], *staging.kid);
        }
        assert_eq!(house.userinfo(&tokens.access).await.status, 200);
        let other = house.tokens_of(ALICE, &crate::support::LEGACY, "openid").await;
        assert_ne!(house.verify(other.id()).await.header["kid"], *staging.kid);
    }
}
