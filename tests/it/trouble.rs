//! When the fault is ours: clean answers that say nothing of the inside, and recovery without a hand.

use crate::support::{
    ALICE, App, Engine, House, LEGACY, NATIVE, ORDERS, ROBOT, Request, SHOP, Tokens, on_every_engine, run,
};
use claviger::keys::{State, lifecycle};

const JSON_ENDPOINTS: [(&str, App); 3] =
    [("/oauth2/token", SHOP), ("/oauth2/introspect", SHOP), ("/oauth2/revoke", SHOP)];

on_every_engine! {
    async fn a_lost_database_is_503_with_retry_after_for_apps(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, "openid offline_access").await;
        house.store.close().await;
        for (path, app) in JSON_ENDPOINTS {
            let fields = [("grant_type", "refresh_token"), ("refresh_token", tokens.refresh()), ("token", tokens.refresh())];
            let answer = house.send(app.post(path, &fields)).await;
            answer.assert_error(503, "temporarily_unavailable");
            assert_eq!(answer.header("Retry-After"), Some("1"), "{path}");
        }
        house.userinfo(&tokens.access).await.assert_error(503, "temporarily_unavailable");
    }

    async fn a_lost_database_is_a_503_page_for_people(house: &House) {
        let browser = house.signed_in(ALICE).await;
        house.store.close().await;
        for target in ["/account", &SHOP.ask().url(), "/oauth2/logout"] {
            let text = browser.get(target).await.assert_page(503);
            assert!(!text.contains("pool") && !text.contains("sqlx"), "{text}");
        }
    }

    async fn public_documents_and_liveness_need_no_database_and_readiness_does(house: &House) {
        house.store.close().await;
        for path in ["/.well-known/openid-configuration", "/.well-known/jwks.json", "/healthz", "/login"] {
            assert_eq!(house.get(path).await.status, 200, "{path}");
        }
        assert_eq!(house.get("/readyz").await.status, 503);
    }

    async fn a_damaged_row_is_a_500_that_tells_nothing(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, "openid offline_access").await;
        house.execute("UPDATE families SET resources = 'garbage'").await;
        let answer = house.refresh(&SHOP, tokens.refresh()).await;
        let description = answer.assert_error(500, "server_error");
        assert!(!description.contains("families") && !description.contains("garbage"), "{description}");
        house.userinfo(&tokens.access).await.assert_error(500, "server_error");
    }

    async fn a_refresh_that_failed_can_be_repeated(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, "openid offline_access").await;
        house.execute("UPDATE families SET resources = 'garbage'").await;
        house.refresh(&SHOP, tokens.refresh()).await.assert_error(500, "server_error");
        house.execute("UPDATE families SET resources = '[]'").await;
        let next = Tokens::of(&house.refresh(&SHOP, tokens.refresh()).await);
        assert!(house.is_active(&SHOP, next.refresh()).await);
    }

    async fn a_revoked_key_leaves_the_key_set_and_its_tokens_are_refused_at_once(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, "openid offline_access").await;
        let kid = house.verify(&tokens.access).await.header["kid"].clone();
        house.revoke_signing_key().await;
        let set = house.get("/.well-known/jwks.json").await.json_of(200);
        assert!(!set.to_string().contains(kid.as_str().expect("a kid")), "{set}");
        house.userinfo(&tokens.access).await.assert_error(401, "invalid_token");
        assert!(!house.is_active(&SHOP, &tokens.access).await);
        let answer = house.get(&SHOP.ask().with("id_token_hint", tokens.id()).url()).await;
        answer.reply_to(SHOP.redirect_uri).assert_error("invalid_request");
    }

    async fn without_a_key_that_signs_no_token_leaves_and_the_server_is_not_ready(house: &House) {
        house.revoke_signing_key().await;
        house.token(&ROBOT, &[("grant_type", "client_credentials")]).await.assert_error(500, "server_error");
        assert_eq!(house.get("/readyz").await.status, 503);
        assert_eq!(house.provider.ring.list(house.clock.now())[0].state, State::Revoked);
    }

    async fn changes_of_another_process_are_seen_within_two_seconds(house: &House) {
        let background = claviger::background::Background::start(&house.provider);
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        let mut late = LEGACY.client(house.clock.now());
        late.redirect_uris = vec!["https://late.example/cb".to_owned()];
        house.write(async |db| assert!(db.update_client(&late).await.expect("a query"))).await;
        let ask = LEGACY.ask().with("redirect_uri", "https://late.example/cb").with("prompt", "none");
        let begun = std::time::Instant::now();
        while house.get(&ask.url()).await.status != 303 {
            assert!(begun.elapsed().as_secs() < 3, "not seen within {:?}", begun.elapsed());
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        background.stop().await;
    }

    async fn an_app_that_another_process_added_is_known_at_its_first_request(house: &House) {
        let mut client = NATIVE.client(house.clock.now());
        client.id = "newcomer".into();
        house.write(async |db| db.insert_client(&client).await.expect("a query")).await;
        let ask = NATIVE.ask().with("client_id", "newcomer").with("prompt", "none");
        house.get(&ask.url()).await.reply_to(NATIVE.redirect_uri).assert_error("login_required");
    }

    async fn what_expired_is_swept_and_nothing_that_is_still_needed(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let old = house.tokens(&browser, &SHOP, &SHOP.ask().with("scope", "openid offline_access")).await;
        house.revoke(&SHOP, &old.access).await;
        house.clock.advance(30 * 86_400);
        let fresh = house.tokens_of(ALICE, &SHOP, "openid offline_access").await;
        house.write(async |db| assert!(db.sweep(house.clock.now()).await.expect("a sweep") >= 3)).await;
        assert!(house.is_active(&SHOP, fresh.refresh()).await);
        house.refresh(&SHOP, old.refresh()).await.assert_error(400, "invalid_grant");
        assert_eq!(house.count("SELECT COUNT(*) FROM families").await, 1);
        assert_eq!(house.count("SELECT COUNT(*) FROM sessions").await, 1);
        assert_eq!(house.count("SELECT COUNT(*) FROM revoked_access_tokens").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_postgresql_cuts_every_connection_the_next_request_is_answered() {
    run(Engine::Postgres, async |house: &House| {
        let tokens = house.tokens_of(ALICE, &SHOP, "openid offline_access").await;
        house
            .execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                 WHERE datname = current_database() AND pid <> pg_backend_pid()",
            )
            .await;
        Tokens::of(&house.refresh(&SHOP, tokens.refresh()).await);
    })
    .await;
}

impl House {
    /// Revokes the key that signs, as an emergency rotation does, without putting another in its place.
    async fn revoke_signing_key(&self) {
        let mut keys = self.store.read().await.expect("a connection").db().signing_keys().await.expect("a query");
        let mut key = keys.swap_remove(0);
        key.revoked_at = Some(self.clock.now());
        lifecycle::sign_row(&self.provider.master_key, &mut key);
        self.store_revocation(&key).await;
        self.provider.ring.reload(&self.store).await.expect("a query");
        let request = Request::post("/oauth2/introspect", &[("token", ORDERS)]);
        assert_eq!(self.send(request).await.status, 401, "the server answers on");
    }
}
