//! The sign-in page, `/login`: what succeeds, what fails alike, how often one may try, and whose form it was.

use crate::support::{
    ALICE, BOB, Browser, Engine, House, PASSWORD, Request, Response, SHOP, encode, on_every_engine, on_sqlite, run_with,
};
use claviger::config::Network;

const SESSION: &str = "claviger-session";

/// Opens the page and sends a name and a password; the answer is not followed.
async fn try_in(browser: &Browser, username: &str, password: &str) -> Response {
    let csrf = browser.get("/login").await.hidden("csrf");
    browser.post("/login", &[("csrf", &csrf), ("username", username), ("password", password)]).await
}

/// What the page says in its summary of problems.
fn problem(answer: &Response) -> String {
    let text = answer.text();
    let summary = text.split_once(r#"id="problems""#).and_then(|(_, rest)| rest.split_once("</div>"));
    summary.unwrap_or_else(|| panic!("a summary of problems: {text}")).0.to_owned()
}

fn wait(answer: &Response) -> Option<&str> {
    (answer.status == 429).then(|| answer.header("Retry-After").expect("429 says when to come again"))
}

on_every_engine! {
    async fn the_right_password_leads_to_the_account(house: &House) {
        let browser = house.browser();
        let answer = try_in(&browser, ALICE, PASSWORD).await;
        assert_eq!(answer.status, 303);
        assert_eq!(answer.location(), "/account");
        assert!(browser.get("/account").await.assert_page(200).contains("Alice Adams"));
    }

    async fn with_an_app_waiting_it_leads_back_to_the_app(house: &House) {
        let browser = house.browser();
        let page = browser.authorize(&SHOP.ask().with("login_hint", "alice@northwind.example").pairs()).await;
        let text = page.assert_page(200);
        assert!(text.contains("The shop") && text.contains(r#"value="alice@northwind.example""#), "{text}");
        browser.fill_in_sign_in(&page, ALICE, PASSWORD).await.reply_to(SHOP.redirect_uri).code();
    }

    async fn every_mismatch_has_the_same_status_and_text_and_keeps_the_name(house: &House) {
        house.disable_person(BOB).await;
        let wrong = try_in(&house.browser(), ALICE, "wrong").await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text().contains(r#"value="alice""#) && !wrong.text().contains(r#"value="wrong""#));
        for name in [BOB, "nobody"] {
            let browser = house.browser();
            let answer = try_in(&browser, name, PASSWORD).await;
            assert_eq!((answer.status, problem(&answer)), (422, problem(&wrong)), "{name}");
            assert!(!browser.cookies().contains_key(SESSION), "{name}");
        }
    }

    async fn after_five_failures_tries_are_delayed_for_known_and_unknown_names_alike(house: &House) {
        for name in [ALICE, "nobody"] {
            for _ in 0..5 {
                assert_eq!(try_in(&house.browser(), name, "wrong").await.status, 422, "{name}");
            }
            for seconds in ["1", "2", "4"] {
                assert_eq!(wait(&try_in(&house.browser(), name, PASSWORD).await), Some(seconds), "{name}");
                house.clock.advance(seconds.parse().expect("seconds"));
                assert_eq!(try_in(&house.browser(), name, "wrong").await.status, 422, "{name}");
            }
        }
        assert_eq!(house.count_events("sign_in.failed").await, 16);
    }

    async fn a_known_browser_gets_in_while_a_stranger_tries(house: &House) {
        let known = house.signed_in(ALICE).await;
        house.sign_out(&known).await;
        for _ in 0..9 {
            try_in(&house.browser(), ALICE, "wrong").await;
        }
        assert!(wait(&try_in(&house.browser(), ALICE, PASSWORD).await).is_some());
        assert_eq!(try_in(&known, ALICE, PASSWORD).await.status, 303);
    }

    async fn signing_in_again_keeps_the_session_with_another_cookie(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let before = browser.cookies()[SESSION].clone();
        let page = browser.authorize(&SHOP.ask().with("prompt", "login").pairs()).await;
        browser.fill_in_sign_in(&page, ALICE, PASSWORD).await.reply_to(SHOP.redirect_uri).code();
        let thief = house.browser();
        let old = Request::get("/account").header("Cookie", format!("{SESSION}={before}"));
        assert_eq!(thief.send(old).await.location(), "/login");
        assert!(browser.get("/account").await.assert_page(200).contains("Alice Adams"));
    }

    async fn somebody_else_signing_in_ends_the_first_ones_session(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let alice = browser.cookies()[SESSION].clone();
        assert_eq!(try_in(&browser, BOB, PASSWORD).await.status, 303);
        let old = Request::get("/account").header("Cookie", format!("{SESSION}={alice}"));
        assert_eq!(house.send(old).await.location(), "/login");
        assert_eq!(house.count_events("session.ended").await, 1);
    }

    async fn ten_tabs_of_one_browser_are_ten_flows(house: &House) {
        let browser = house.browser();
        let mut tabs = Vec::new();
        for number in 0..10 {
            // None of them has brought a cookie yet.
            let state = format!("tab{number}");
            let target = format!("/oauth2/authorize?{}", encode(&SHOP.ask().with("state", &state).pairs()));
            let fresh = house.browser();
            let answer = fresh.get(&target).await;
            tabs.push((state, fresh, answer));
        }
        let cookies: Vec<_> = tabs.iter().flat_map(|(_, tab, _)| tab.cookies()).map(|(k, v)| format!("{k}={v}")).collect();
        assert_eq!(cookies.len(), 10);
        for (state, _, answer) in tabs {
            let with_all = |request: Request| request.header("Cookie", cookies.join("; "));
            let page = browser.send(with_all(Request::get(answer.location()))).await;
            let mut fields = page.hidden_fields();
            fields.extend([("username".into(), ALICE.to_owned()), ("password".into(), PASSWORD.to_owned())]);
            let fields: Vec<_> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
            let signed_in = browser.send(with_all(Request::post("/login", &fields))).await;
            assert_eq!(signed_in.status, 303, "{state}");
            let session = format!("{}; {SESSION}={}", cookies.join("; "), browser.cookies()[SESSION]);
            let reply = house.send(Request::get(signed_in.location()).header("Cookie", session)).await.reply_to(SHOP.redirect_uri);
            assert_eq!(reply.get("state"), Some(&*state));
            browser.forget_cookies();
        }
    }
}

on_sqlite! {
    async fn a_form_of_another_site_or_browser_signs_nobody_in(house: &House) {
        let browser = house.browser();
        let csrf = browser.get("/login").await.hidden("csrf");
        let fields = [("csrf", csrf.as_str()), ("username", ALICE), ("password", PASSWORD)];
        let foreign = [
            Request::post("/login", &fields).header("Origin", "https://evil.example"),
            Request::post("/login", &fields).header("Origin", "null"),
            Request::post("/login", &fields).header("Sec-Fetch-Site", "cross-site"),
            Request::post("/login", &fields).header("Sec-Fetch-Site", "same-site"),
            Request::post("/login", &fields[1..]),
        ];
        for request in foreign {
            let answer = browser.send(request.clone()).await;
            assert_eq!(answer.status, 403, "{request:?}");
            assert!(answer.text().contains(r#"value="alice""#), "the page is shown anew");
        }
        let other = house.browser();
        other.get("/login").await;
        assert_eq!(other.send(Request::post("/login", &fields)).await.status, 403);
        assert!(!browser.cookies().contains_key(SESSION) && !other.cookies().contains_key(SESSION));
        assert_eq!(browser.send(Request::post("/login", &fields)).await.status, 303);
    }

    async fn an_empty_field_is_named_and_counts_nothing(house: &House) {
        for _ in 0..10 {
            assert!(problem(&try_in(&house.browser(), ALICE, "").await).contains("#password"));
            assert!(problem(&try_in(&house.browser(), " ", PASSWORD).await).contains("#username"));
        }
        assert_eq!(house.count_events("sign_in.failed").await, 0);
        assert_eq!(try_in(&house.browser(), ALICE, PASSWORD).await.status, 303);
    }

    async fn a_field_sent_twice_is_refused(house: &House) {
        let browser = house.browser();
        let csrf = browser.get("/login").await.hidden("csrf");
        let fields = [("csrf", csrf.as_str()), ("username", ALICE), ("username", BOB), ("password", PASSWORD)];
        assert_eq!(browser.post("/login", &fields).await.status, 400);
    }

    async fn a_flow_that_does_not_open_is_told_and_the_rest_works(house: &House) {
        let browser = house.browser();
        let page = browser.get("/login?flow=junk").await;
        assert!(problem(&page).contains("</strong>"));
        assert_eq!(browser.fill_in_sign_in(&page, ALICE, PASSWORD).await.status, 200);
    }

    async fn a_forwarded_address_from_a_stranger_does_not_matter(house: &House) {
        let attempt = async |number: usize| {
            let browser = house.browser();
            let csrf = browser.get("/login").await.hidden("csrf");
            let fields = [("csrf", csrf.as_str()), ("username", &format!("person{number}")), ("password", "x")];
            let address = format!("198.51.100.{}", number % 250);
            browser.send(Request::post("/login", &fields).header("X-Forwarded-For", address)).await.status
        };
        for number in 0..300 {
            assert_eq!(attempt(number).await, 422, "{number}");
        }
        assert_eq!(attempt(300).await, 429);
    }

    async fn signed_out_people_are_led_to_the_sign_in_page(house: &House) {
        let browser = house.browser();
        assert_eq!(browser.get("/").await.location(), "/account");
        assert_eq!(browser.get("/account").await.location(), "/login");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_https_the_cookies_are_bound_to_the_host() {
    let settings = |config: &mut claviger::config::Config| config.public_url = "https://id.example".to_owned();
    run_with(Engine::Sqlite, settings, async |house: &House| {
        let browser = house.browser();
        let page = browser.send(Request::get("/login").host("id.example")).await;
        let csrf = page.hidden("csrf");
        let fields = [("csrf", csrf.as_str()), ("username", ALICE), ("password", PASSWORD)];
        let form = Request::post("/login", &fields).host("id.example").header("Origin", "https://id.example");
        let answer = browser.send(form).await;
        assert_eq!(answer.status, 303);
        let mut set = page.all_headers("Set-Cookie");
        set.extend(answer.all_headers("Set-Cookie"));
        assert_eq!(set.len(), 3, "{set:?}");
        for cookie in set {
            assert!(cookie.starts_with("__Host-claviger-"), "{cookie}");
            for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
                assert!(cookie.split("; ").any(|part| part == attribute), "{attribute}: {cookie}");
            }
            assert!(!cookie.contains("Domain"), "{cookie}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trusted_proxys_word_about_the_address_is_believed_and_shown() {
    let settings = |config: &mut claviger::config::Config| {
        config.trusted_proxies = vec![Network::parse("127.0.0.0/8").expect("a network")];
    };
    run_with(Engine::Sqlite, settings, async |house: &House| {
        let browser = house.browser();
        let csrf = browser.get("/login").await.hidden("csrf");
        let fields = [("csrf", csrf.as_str()), ("username", ALICE), ("password", PASSWORD)];
        let form = Request::post("/login", &fields).header("X-Forwarded-For", "203.0.113.7, 198.51.100.9");
        assert_eq!(browser.send(form).await.status, 303);
        let account = browser.get("/account").await.assert_page(200);
        assert!(account.contains("198.51.100.9") && !account.contains("203.0.113.7"), "{account}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn past_the_queue_of_the_password_pool_people_are_told_when_to_come_again() {
    let settings = |config: &mut claviger::config::Config| {
        (config.passwords.slots, config.passwords.queue) = (1, 0);
        (config.passwords.memory_kib, config.passwords.iterations) = (65_536, 4);
    };
    run_with(Engine::Sqlite, settings, async |house: &House| {
        let tries = (0..12).map(|number| async move {
            let name = format!("person{number}");
            try_in(&house.browser(), &name, "wrong").await
        });
        let answers = rocket::futures::future::join_all(tries).await;
        let busy: Vec<_> = answers.iter().filter(|answer| answer.status == 503).collect();
        assert!(!busy.is_empty(), "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
        assert!(busy.iter().all(|answer| answer.header("Retry-After").is_some()));
        assert!(answers.iter().all(|answer| answer.status == 503 || answer.status == 422));
    })
    .await;
}
