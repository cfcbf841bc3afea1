//! Who has seen the new key: by an app's own address of the key set, from its network address, by a token that comes
//! back; and what a proxy in front hides.

use crate::support::{ALICE, App, House, ROBOT, Request, Response, SHOP, VAULT, WIKI, on_every_engine, run_with};
use claviger::config::Network;
use claviger::keys::State;
use claviger::keys::evidence::{By, Seen, Sighting, Verdict, seen_by};

const PLAIN: &str = "/.well-known/jwks.json";

/// The kid of the key that signs next.
fn next_key(house: &House) -> String {
    let keys = house.provider.ring.list(house.clock.now());
    keys.into_iter().find(|key| key.state == State::Standby).expect("a standby key").row.kid
}

/// The kid of the key that signs now.
fn present_key(house: &House) -> String {
    let keys = house.provider.ring.list(house.clock.now());
    keys.into_iter().find(|key| key.state == State::Active).expect("an active key").row.kid
}

/// The path of the key set that an app was told.
fn own_path(house: &House, app: &App) -> String {
    let client = house.provider.clients.get(&app.id.into()).expect("the app");
    house.provider.evidence.aliases().url("", &client)
}

async fn seen(house: &House, kid: &str) -> Seen {
    house.provider.evidence.flush(&house.store).await.expect("a flush");
    seen_by(&house.store, kid, house.clock.now()).await.expect("a query")
}

fn of(seen: &Seen, app: &App) -> Sighting {
    seen.apps.iter().find(|sighting| sighting.client == app.id).expect("the app").clone()
}

/// A request as the trusted proxy of these tests hands it on.
fn from(address: &str, request: Request) -> Request {
    request.header("X-Forwarded-For", address)
}

async fn robot_gets_a_token(house: &House, address: &str) -> Response {
    house.send(from(address, ROBOT.post("/oauth2/token", &[("grant_type", "client_credentials")]))).await
}

/// Behind a proxy on this machine.
macro_rules! behind_a_proxy {
    ($($(#[$note:meta])* async fn $name:ident($house:ident: $kind:ty) $body:block)+) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            async fn law($house: $kind) $body
            for engine in [crate::support::Engine::Sqlite, crate::support::Engine::Postgres] {
                let proxy = Network::parse("127.0.0.1").expect("an address");
                run_with(engine, |config| config.trusted_proxies = vec![proxy], law).await;
            }
        }
    )+};
}

on_every_engine! {
    async fn any_address_below_the_key_set_serves_the_same_set_and_tells_nothing(house: &House) {
        let plain = house.get(PLAIN).await;
        for path in [own_path(house, &SHOP), "/.well-known/jwks/AAAAAAAAAAAAAAAAAAAA.json".to_owned(),
            "/.well-known/jwks/shop.json".to_owned(), "/.well-known/jwks/x".to_owned()] {
            let own = house.get(&path).await;
            assert_eq!((own.status, &own.body), (200, &plain.body), "{path}");
            for name in ["ETag", "Cache-Control", "Content-Type", "Access-Control-Allow-Origin"] {
                assert_eq!(own.header(name), plain.header(name), "{path} {name}");
            }
            let tag = own.header("ETag").expect("a validator").to_owned();
            assert_eq!(house.send(Request::get(&path).header("If-None-Match", tag)).await.status, 304, "{path}");
            assert_eq!(house.send(Request::post(&path, &[])).await.status, 405, "{path}");
        }
    }

    async fn a_fetch_by_its_own_address_is_seen_and_others_stay_silent(house: &House) {
        let next = next_key(house);
        assert!(seen(house, &next).await.apps.iter().all(|app| app.verdict == Verdict::Silent && app.when.is_none()));
        house.get(&own_path(house, &SHOP)).await;
        let seen = seen(house, &next).await;
        assert_eq!((of(&seen, &SHOP).verdict, of(&seen, &SHOP).by), (Verdict::Seen, Some(By::Alias)));
        assert_eq!(of(&seen, &SHOP).when, Some(house.clock.now()));
        assert_eq!(of(&seen, &WIKI).verdict, Verdict::Silent);
        assert_eq!(seen.apps.last().map(|app| &*app.client), Some(SHOP.id), "the silent ones stand first");
    }

    async fn who_asks_for_the_head_alone_has_not_seen_the_keys(house: &House) {
        let next = next_key(house);
        assert_eq!(house.send(Request::new("HEAD", &own_path(house, &SHOP))).await.status, 200);
        assert_eq!(of(&seen(house, &next).await, &SHOP).verdict, Verdict::Silent);
    }

    async fn a_token_that_comes_back_shows_that_its_app_knows_the_key(house: &House) {
        let present = present_key(house);
        let tokens = house.tokens_of(ALICE, &SHOP, "openid orders:read").await;
        assert_eq!(of(&seen(house, &present).await, &SHOP).verdict, Verdict::Silent, "it was only handed out");
        assert_eq!(house.userinfo(&tokens.access).await.status, 200);
        let after_userinfo = seen(house, &present).await;
        assert_eq!((of(&after_userinfo, &SHOP).verdict, of(&after_userinfo, &SHOP).by), (Verdict::Seen, Some(By::Use)));
        assert_eq!(of(&after_userinfo, &VAULT).verdict, Verdict::Silent);
        assert_eq!(of(&seen(house, &next_key(house)).await, &SHOP).verdict, Verdict::Silent, "of that key only");
    }

    async fn an_api_that_asks_about_a_token_has_used_it(house: &House) {
        let present = present_key(house);
        let token = house.token(&ROBOT, &[("grant_type", "client_credentials"),
            ("resource", crate::support::ORDERS)]).await.json_of(200);
        let token = token["access_token"].as_str().expect("a token");
        assert!(house.is_active(&VAULT, token).await);
        assert_eq!(of(&seen(house, &present).await, &VAULT).by, Some(By::Use));
        house.is_active(&WIKI, token).await;
        assert_eq!(of(&seen(house, &present).await, &WIKI).verdict, Verdict::Silent, "it is none of its tokens");
    }
}

behind_a_proxy! {
    async fn a_fetch_from_where_an_app_proves_who_it_is_is_assumed_and_only_for_that_app(house: &House) {
        let next = next_key(house);
        // In the order of a start: first the keys, then the first token.
        house.send(from("192.0.2.1", Request::get(PLAIN))).await;
        assert_eq!(robot_gets_a_token(house, "192.0.2.1").await.status, 200);
        house.send(from("192.0.2.7", Request::get(PLAIN))).await;
        let seen = seen(house, &next).await;
        let robot = of(&seen, &ROBOT);
        assert_eq!((robot.verdict, robot.by), (Verdict::Assumed, Some(By::Address("192.0.2.1".to_owned()))));
        assert!(seen.apps.iter().filter(|app| app.client != ROBOT.id).all(|app| app.verdict == Verdict::Silent));
        assert_eq!(seen.cache, None);
    }

    async fn a_wrong_secret_makes_no_address_an_apps(house: &House) {
        let wrong = crate::support::basic(ROBOT.id, "wrong");
        let request = Request::post("/oauth2/token", &[("grant_type", "client_credentials")]);
        let answer = house.send(from("192.0.2.1", request).header("Authorization", wrong)).await;
        assert_eq!(answer.status, 401);
        house.send(from("192.0.2.1", Request::get(PLAIN))).await;
        assert_eq!(of(&seen(house, &next_key(house)).await, &ROBOT).verdict, Verdict::Silent);
    }

    async fn a_proxy_that_fetches_for_itself_is_told_and_is_nobodys_address(house: &House) {
        let request = ROBOT.post("/oauth2/token", &[("grant_type", "client_credentials")]);
        assert_eq!(house.send(request).await.status, 200);
        house.get(PLAIN).await;
        let seen = seen(house, &next_key(house)).await;
        assert_eq!(of(&seen, &ROBOT).verdict, Verdict::Silent);
        assert_eq!(seen.cache.map(|cache| cache.fetched_at), Some(house.clock.now()));
    }

    async fn the_address_of_a_cache_is_no_apps_and_an_apps_own_fetch_through_it_says_so(house: &House) {
        let request = ROBOT.post("/oauth2/token", &[("grant_type", "client_credentials")]).header("Via", "1.1 varnish");
        assert_eq!(house.send(from("192.0.2.1", request)).await.status, 200);
        house.send(from("192.0.2.1", Request::get(PLAIN).header("Via", "1.1 varnish"))).await;
        house.send(from("192.0.2.1", Request::get(&own_path(house, &SHOP)).header("CDN-Loop", "edge"))).await;
        let seen = seen(house, &next_key(house)).await;
        assert_eq!(of(&seen, &ROBOT).verdict, Verdict::Silent, "everybody comes from there");
        assert_eq!((of(&seen, &SHOP).verdict, of(&seen, &SHOP).through.as_deref()), (Verdict::Seen, Some("edge")));
    }
}
