//! Back-channel logout (OIDC Back-Channel Logout 1.0): each app of a session that ended is told once, again where it did
//! not answer, and no dead one keeps another waiting.

use crate::support::{ALICE, BOB, Decryptor, House, Jwt, SHOP, SILENT, SPA, WIKI, on_every_engine, on_sqlite};
use claviger::accounts::Authority;
use claviger::keys::SigningAlg;
use claviger::model::encryption::Encryption;
use claviger::oidc::apps::NewSecret;
use claviger::store::{ListedNotice, NoticeFilter, NoticeState};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use std::time::{Duration, Instant};

const BY: Authority = Authority::command_line();

async fn notices(house: &House) -> Vec<ListedNotice> {
    let mut read = house.store.read().await.expect("a connection");
    read.db().list_logout_notices(&NoticeFilter::default(), None, 1000).await.expect("a query")
}

/// Waits until the outbox has written down what became of every notice.
async fn settled(house: &House, is_so: impl Fn(&ListedNotice) -> bool) -> Vec<ListedNotice> {
    let begun = Instant::now();
    loop {
        let found = notices(house).await;
        if found.iter().all(&is_so) {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "{found:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn is_delivered(notice: &ListedNotice) -> bool {
    notice.state() == NoticeState::Delivered
}

on_every_engine! {
    async fn each_app_of_the_session_is_told_once_with_a_sound_token(house: &House) {
        let (shop, wiki, spa) = (house.told(&SHOP, 200).await, house.told(&WIKI, 204).await, house.told(&SPA, 200).await);
        let browser = house.signed_in(ALICE).await;
        // Two families at one app: still one notice. The third app was never used.
        house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        let tokens = house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        house.tokens(&browser, &WIKI, &WIKI.ask().with("scope", "openid offline_access")).await;
        let id_token = house.verify(tokens.id()).await;
        let background = house.background();
        house.sign_out(&browser).await;
        let mut jtis = Vec::new();
        for (app, told) in [(&SHOP, &shop), (&WIKI, &wiki)] {
            let token = told.wait_for(1).await.remove(0);
            let jwt = house.verify_logout_token(&token, app).await;
            assert_eq!((jwt.text("sub"), jwt.text("sid")), (id_token.text("sub"), id_token.text("sid")));
            jtis.push(jwt.text("jti").to_owned());
        }
        assert_ne!(jtis[0], jtis[1]);
        let done = settled(house, is_delivered).await;
        assert_eq!(done.len(), 2);
        assert!(done.iter().all(|notice| notice.tries == 1 && notice.delivered_at.is_some()), "{done:?}");
        tokio::time::sleep(Duration::from_millis(700)).await;
        assert_eq!((shop.posts().len(), wiki.posts().len(), spa.posts().len()), (1, 1, 0));
        background.stop().await;
    }

    async fn an_app_that_refuses_is_told_again_later_with_the_same_jti(house: &House) {
        let shop = house.told(&SHOP, 500).await;
        let browser = house.signed_in(ALICE).await;
        house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        let background = house.background();
        house.sign_out(&browser).await;
        shop.wait_for(1).await;
        let failed = settled(house, |notice| notice.last_error.is_some()).await;
        assert_eq!((failed[0].state(), failed[0].tries), (NoticeState::Pending, 1));
        assert_eq!(failed[0].last_error.as_deref(), Some("the app answered with status 500"));
        assert_eq!(failed[0].due_at, house.clock.now() + 5);
        house.clock.advance(5);
        shop.wait_for(2).await;
        let failed = settled(house, |notice| notice.due_at == house.clock.now() + 15).await;
        assert_eq!(failed[0].tries, 2);
        shop.answer_with(200);
        house.clock.advance(15);
        let tokens = shop.wait_for(3).await;
        let mut jtis = Vec::new();
        for token in &tokens[2..] {
            jtis.push(house.verify(token).await.text("jti").to_owned());
        }
        assert_eq!(jtis, [failed[0].id.clone()]);
        assert_eq!(settled(house, is_delivered).await[0].last_error, None, "what went wrong before is over");
        background.stop().await;
    }

    async fn an_app_that_came_back_is_told_all_that_it_missed_at_once(house: &House) {
        let shop = house.told(&SHOP, 503).await;
        for username in [ALICE, BOB] {
            let browser = house.signed_in(username).await;
            house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        }
        house.provider.accounts.end_all_sessions(&BY).await.expect("they are ended");
        // Each has failed several times already: the next tries are far away.
        for notice in notices(house).await {
            house.write(async |db| {
                let leased = db.lease_this_notice(&notice.id, 0).await.expect("a query").expect("the notice");
                db.mark_notice_failed(&leased, "it was away", house.clock.now() + 7200).await.expect("a query");
            }).await;
        }
        shop.answer_with(200);
        let first = notices(house).await[0].id.clone();
        house.write(async |db| { db.lease_this_notice(&first, house.clock.now()).await.expect("a query"); }).await;
        let background = house.background();
        shop.wait_for(2).await;
        settled(house, is_delivered).await;
        background.stop().await;
    }

    async fn a_notice_is_given_up_after_a_day_and_the_log_says_so(house: &House) {
        let shop = house.told(&SHOP, 500).await;
        let browser = house.signed_in(ALICE).await;
        house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        house.sign_out(&browser).await;
        house.clock.advance(24 * 3600 + 1);
        let background = house.background();
        shop.wait_for(1).await;
        let found = settled(house, |notice| notice.state() == NoticeState::GivenUp).await;
        assert_eq!(found.len(), 1);
        assert_eq!(house.count_events("session.notices_given_up").await, 1);
        house.clock.advance(24 * 3600);
        tokio::time::sleep(Duration::from_millis(700)).await;
        assert_eq!(shop.posts().len(), 1, "it is not sent any more");
        background.stop().await;
    }

    async fn a_notice_that_a_killed_server_had_taken_is_sent_by_the_next_one(house: &House) {
        let shop = house.told(&SHOP, 200).await;
        let browser = house.signed_in(ALICE).await;
        house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        house.sign_out(&browser).await;
        let now = house.clock.now();
        let mut write = house.store.write().await.expect("a transaction");
        let leased = write.db().lease_notice(&SHOP.id.into(), now, now + 10).await.expect("a query");
        write.commit().await.expect("a commit");
        let background = house.background();
        tokio::time::sleep(Duration::from_millis(700)).await;
        assert_eq!(shop.posts().len(), 0, "it is another server's, as far as anybody knows");
        house.clock.advance(10);
        let token = shop.wait_for(1).await.remove(0);
        assert_eq!(house.verify(&token).await.text("jti"), leased.expect("a notice").id);
        background.stop().await;
    }

    async fn two_servers_share_the_work_and_send_each_notice_once(house: &House) {
        let (shop, wiki) = (house.told(&SHOP, 200).await, house.told(&WIKI, 200).await);
        for _ in 0..8 {
            let browser = house.signed_in(ALICE).await;
            house.tokens(&browser, &SHOP, &SHOP.ask()).await;
            house.tokens(&browser, &WIKI, &WIKI.ask()).await;
        }
        let (one, other) = (house.background(), house.second_node().await);
        let alice = house.person(ALICE).await;
        house.provider.accounts.end_sessions_of_person(&BY, &alice.id).await.expect("an end");
        settled(house, is_delivered).await;
        for told in [&shop, &wiki] {
            let mut jtis = Vec::new();
            for token in told.tokens() {
                jtis.push(house.verify(&token).await.text("jti").to_owned());
            }
            jtis.sort_unstable();
            jtis.dedup();
            assert_eq!((jtis.len(), told.posts().len()), (8, 8));
        }
        one.stop().await;
        other.stop().await;
    }

    async fn an_app_that_has_no_address_any_more_is_waited_for_no_longer(house: &House) {
        house.told(&SHOP, 500).await;
        let browser = house.signed_in(ALICE).await;
        house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        house.sign_out(&browser).await;
        house.change_app(&SHOP, |client| client.metadata = std::sync::Arc::default()).await;
        let found = notices(house).await;
        assert_eq!(found.iter().map(ListedNotice::state).collect::<Vec<_>>(), [NoticeState::GivenUp]);
    }

    async fn a_session_that_simply_expires_sends_nothing(house: &House) {
        house.told(&SHOP, 200).await;
        let browser = house.signed_in(ALICE).await;
        house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        house.clock.advance(25 * 3600);
        house.write(async |db| { db.sweep(house.clock.now()).await.expect("a sweep"); }).await;
        assert_eq!(notices(house).await, []);
    }

    async fn an_app_whose_tokens_expired_long_ago_is_still_told_of_the_end(house: &House) {
        let shop = house.told(&SHOP, 200).await;
        house.change_app(&SHOP, |client| client.refresh_seconds = Some(600)).await;
        let browser = house.signed_in(ALICE).await;
        house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        house.clock.advance(4 * 3600);
        house.write(async |db| { db.sweep(house.clock.now()).await.expect("a sweep"); }).await;
        house.sign_out(&browser).await;
        let background = house.background();
        shop.wait_for(1).await;
        background.stop().await;
    }

    async fn notices_are_removed_when_they_are_old(house: &House) {
        house.told(&SHOP, 500).await;
        let browser = house.signed_in(ALICE).await;
        house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        house.sign_out(&browser).await;
        for (days, left) in [(7, 1), (2, 0)] {
            house.clock.advance(days * 86_400);
            house.write(async |db| { db.sweep(house.clock.now()).await.expect("a sweep"); }).await;
            assert_eq!(notices(house).await.len(), left, "after {days} days more");
        }
    }
}

on_sqlite! {
    async fn a_dead_app_keeps_no_other_waiting(house: &House) {
        let (dead, sound) = (house.told(&SHOP, SILENT).await, house.told(&WIKI, 200).await);
        let background = house.background();
        for _ in 0..4 {
            let browser = house.signed_in(ALICE).await;
            house.tokens(&browser, &SHOP, &SHOP.ask()).await;
            house.tokens(&browser, &WIKI, &WIKI.ask()).await;
            let begun = Instant::now();
            let before = sound.posts().len();
            house.sign_out(&browser).await;
            sound.wait_for(before + 1).await;
            assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
        }
        assert_eq!(dead.posts().len(), 1, "one at a time");
        background.stop().await;
    }

    async fn a_logout_token_is_signed_as_the_apps_id_tokens_are(house: &House) {
        let shop = house.told(&SHOP, 200).await;
        let acts = house.provider.key_acts();
        acts.enable(&BY, SigningAlg::find("ES256").expect("known")).await.expect("it is switched on");
        acts.enable(&BY, SigningAlg::Secret).await.expect("it is switched on");
        let background = house.background();
        for (alg, jwa) in [("ES256", Algorithm::ES256), ("HS256", Algorithm::HS256)] {
            let mut app = house.provider.apps().get(&SHOP.id.into()).await.expect("the app");
            app.id_token_alg = Some(alg.to_owned());
            house.provider.apps().edit(&BY, app).await.expect("the choice");
            let made = house.provider.apps().add_secret(&BY, &SHOP.id.into(), NewSecret::default()).await;
            let secret = made.expect("a secret").secret.expose().to_owned();
            let browser = house.signed_in(ALICE).await;
            house.tokens(&browser, &SHOP, &SHOP.ask()).await;
            let before = shop.posts().len();
            house.sign_out(&browser).await;
            let token = shop.wait_for(before + 1).await.remove(before);
            let jwt = match jwa {
                Algorithm::HS256 => by_secret(&token, &secret),
                other => house.verify_by(&token, other).await,
            };
            house.assert_is_logout_token(&jwt, &SHOP);
        }
        background.stop().await;
    }

    async fn a_logout_token_is_encrypted_as_the_apps_id_tokens_are(house: &House) {
        let (shop, keys) = (house.told(&SHOP, 200).await, Decryptor::new());
        let how = Encryption::all().next();
        house.change_app(&SHOP, |client| (client.encryption_keys, client.id_token_encryption) = (keys.keys(), how)).await;
        let browser = house.signed_in(ALICE).await;
        house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        let background = house.background();
        house.sign_out(&browser).await;
        let (_, inside) = keys.open(&shop.wait_for(1).await[0]);
        house.verify_logout_token(&inside, &SHOP).await;
        background.stop().await;
    }
}

fn by_secret(token: &str, secret: &str) -> Jwt {
    let mut rules = Validation::new(Algorithm::HS256);
    rules.set_audience(&[SHOP.id]);
    rules.validate_exp = false;
    let header = jsonwebtoken::decode_header(token).expect("the head of a JWT");
    let claims = jsonwebtoken::decode(token, &DecodingKey::from_secret(secret.as_bytes()), &rules);
    Jwt { header: serde_json::to_value(header).expect("a head"), claims: claims.expect("a sound token").claims }
}
