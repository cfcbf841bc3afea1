//! Every route that the server has, tried by people who have no business there: without a session, with a plain one,
//! and with ids and sealed requests of somebody else. Nothing breaks, nothing personal is shown.

use crate::support::{ALICE, BOB, Browser, House, ISSUER, Request, Response, SHOP, encode, on_every_engine};
use std::collections::BTreeSet;

/// What only Alice's own pages and apps may show.
const PERSONAL: [&str; 3] = ["Alice Adams", "alice@northwind.example", "+49301234567"];

struct Route {
    method: String,
    path: String,
}

/// Every route with each dynamic part filled in.
fn routes(house: &House) -> Vec<Route> {
    let rocket = claviger::build(&house.provider);
    let routes = rocket.routes().map(|route| {
        let path = route.uri.path().split('/').map(|part| if part.starts_with('<') { "anything" } else { part });
        Route { method: route.method.to_string(), path: path.collect::<Vec<_>>().join("/") }
    });
    routes.collect()
}

/// Fields that handlers look for, filled with what belongs to somebody else.
struct Stolen {
    fields: Vec<(String, String)>,
}

impl Stolen {
    async fn from_alice(house: &House) -> (Browser, Self) {
        house.change_app(&SHOP, |client| client.requires_consent = true).await;
        let alice = house.signed_in(ALICE).await;
        let consent = alice.authorize(&SHOP.ask().pairs()).await;
        let logout = alice.get("/oauth2/logout").await;
        let logout = logout.hidden_fields().into_iter().find(|(name, _)| name == "logout").expect("a sealed request");
        let mut fields = vec![("flow".to_owned(), consent.hidden("flow")), ("csrf".to_owned(), consent.hidden("csrf"))];
        fields.push(logout);
        for (name, value) in [
            ("decision", "allow"),
            ("choice", "continue"),
            ("username", ALICE),
            ("password", "wrong"),
            ("token", "x"),
            ("client_id", SHOP.id),
            ("redirect_uri", SHOP.redirect_uri),
            ("response_type", "code"),
            ("grant_type", "authorization_code"),
            ("name", "x"),
            ("email", "x"),
        ] {
            fields.push((name.to_owned(), value.to_owned()));
        }
        (alice, Self { fields })
    }

    fn request(&self, route: &Route) -> Request {
        let fields: Vec<_> = self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        match route.method.as_str() {
            "POST" => Request::post(&route.path, &fields).header("Origin", ISSUER),
            method => Request::new(method, &format!("{}?{}", route.path, encode(&fields))),
        }
    }
}

#[track_caller]
fn assert_harmless(route: &Route, answer: &Response) {
    let asked = format!("{} {}", route.method, route.path);
    assert!(answer.status < 500, "{asked}: {}: {}", answer.status, answer.text());
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    for secret in PERSONAL {
        assert!(!text.contains(secret), "{asked} shows {secret}: {text}");
    }
    let location = answer.header("Location").unwrap_or_default();
    assert!(!location.contains("code="), "{asked} leads to {location}");
}

async fn walk(house: &House, browser: &Browser, request: impl Fn(&Route) -> Request) {
    for route in routes(house) {
        let answer = browser.send(request(&route)).await;
        assert_harmless(&route, &answer);
    }
}

on_every_engine! {
    async fn without_a_session_no_route_breaks_or_shows_anything_personal(house: &House) {
        walk(house, &house.browser(), |route| Request::new(&route.method, &route.path)).await;
        let form = |route: &Route| match route.method.as_str() {
            "POST" => Request::post(&route.path, &[]),
            method => Request::new(method, &route.path),
        };
        walk(house, &house.browser(), form).await;
    }

    async fn with_a_plain_session_no_route_breaks_or_shows_anybody_else(house: &House) {
        let browser = house.signed_in(BOB).await;
        walk(house, &browser, |route| Request::new(&route.method, &route.path)).await;
    }

    async fn with_another_persons_requests_and_tokens_no_route_acts_for_them(house: &House) {
        let (alice, stolen) = Stolen::from_alice(house).await;
        // Bob's own consent page must not be answered by the walk itself, so he is asked for nothing but what is hers.
        let bob = house.signed_in(BOB).await;
        walk(house, &bob, |route| stolen.request(route)).await;
        let stranger = house.browser();
        walk(house, &stranger, |route| stolen.request(route)).await;
        let answer = alice.get("/account").await;
        assert!(answer.assert_page(200).contains("Alice Adams"), "her session lives");
        let page = alice.authorize(&SHOP.ask().pairs()).await;
        assert!(page.assert_page(200).contains(r#"name="decision""#), "nobody agreed in her name");
    }

    async fn a_stolen_session_cookie_alone_cannot_send_her_forms(house: &House) {
        let (alice, stolen) = Stolen::from_alice(house).await;
        let thief = house.browser();
        let session = alice.cookies()["claviger-session"].clone();
        let request = stolen.request(&Route { method: "POST".to_owned(), path: "/consent".to_owned() });
        let answer = thief.send(request.header("Cookie", format!("claviger-session={session}"))).await;
        assert_eq!(answer.status / 100, 4, "{:?}", answer.header("Location"));
    }

    async fn every_documented_address_is_a_route(house: &House) {
        let known: BTreeSet<String> =
            routes(house).into_iter().map(|route| format!("{} {}", route.method, route.path)).collect();
        for expected in [
            "GET /.well-known/openid-configuration", "GET /.well-known/oauth-authorization-server",
            "GET /.well-known/jwks.json", "GET /oauth2/authorize", "POST /oauth2/authorize", "POST /oauth2/token",
            "GET /oauth2/userinfo", "POST /oauth2/userinfo", "POST /oauth2/introspect", "POST /oauth2/revoke", "POST /oauth2/par",
            "GET /oauth2/logout", "POST /oauth2/logout", "GET /login", "POST /login", "GET /consent", "POST /consent",
            "GET /select-account", "POST /select-account", "GET /account", "GET /setup", "POST /setup", "GET /rescue",
            "POST /rescue", "GET /signed-out", "GET /healthz", "GET /readyz",
        ] {
            assert!(known.contains(expected), "{expected} is missing among {known:?}");
        }
    }

    async fn probes_tell_that_the_server_is_alive_and_ready(house: &House) {
        for path in ["/healthz", "/readyz"] {
            assert_eq!(house.get(path).await.status, 200, "{path}");
        }
    }
}
