//! The sign-in page and the session that it begins: one text for every wrong pair, a throttle that answers at once,
//! forms bound to their browser, cookies with every flag.

use crate::support::{
    ALICE, BOB, Browser, Engine, House, ISSUER, PASSWORD, Request, Response, SHOP, on_every_engine, on_sqlite, run_with,
};

async fn try_it(browser: &Browser, username: &str, password: &str) -> Response {
    let page = browser.get("/login").await;
    browser.fill_in_sign_in(&page, username, password).await
}

/// What the page says, without what differs on every page: tokens, ids and the typed name.
fn saying(answer: &Response, username: &str) -> String {
    let text = answer.text();
    let begin = text.find(r#"id="problems""#).unwrap_or_else(|| panic!("an alert: {text}"));
    let end = text[begin..].find("</div>").expect("its end") + begin;
    text[begin..end].replace(username, "NAME")
}

on_every_engine! {
    async fn an_unknown_name_a_wrong_password_and_a_disabled_person_read_alike(house: &House) {
        house.disable_person(BOB).await;
        let mut sayings = Vec::new();
        for (username, password) in [("nobody", PASSWORD), (ALICE, "wrong"), (BOB, PASSWORD), (BOB, "wrong")] {
            let answer = try_it(&house.browser(), username, password).await;
            answer.assert_page(422);
            assert!(answer.all_headers("Set-Cookie").iter().all(|cookie| !cookie.contains("session")));
            sayings.push(saying(&answer, username));
        }
        assert!(sayings.iter().all(|saying| *saying == sayings[0]), "{sayings:?}");
    }

    async fn people_sign_in_by_name_or_address_whatever_the_case(house: &House) {
        for username in ["alice", "ALICE", " alice ", "alice@northwind.example", "Alice@Northwind.Example"] {
            let browser = house.browser();
            let answer = try_it(&browser, username, PASSWORD).await;
            assert!(answer.assert_page(200).contains("Alice Adams"), "{username}");
        }
    }

    async fn a_password_is_compared_whole(house: &House) {
        let shorter = &PASSWORD[1..];
        for password in [shorter, &PASSWORD.to_uppercase(), &format!("{PASSWORD} "), &format!("{PASSWORD}\u{1}")] {
            try_it(&house.browser(), ALICE, password).await.assert_page(422);
        }
    }

    async fn after_five_failures_tries_are_429_with_retry_after_and_the_wait_ends(house: &House) {
        let browser = house.browser();
        for _ in 0..5 {
            try_it(&browser, ALICE, "wrong").await.assert_page(422);
        }
        let answer = try_it(&browser, ALICE, PASSWORD).await;
        answer.assert_page(429);
        let wait: i64 = answer.header("Retry-After").expect("Retry-After").parse().expect("seconds");
        assert!((1..=60).contains(&wait), "{wait}");
        house.clock.advance(wait);
        try_it(&browser, ALICE, PASSWORD).await.assert_page(200);
    }

    async fn unknown_names_are_throttled_alike(house: &House) {
        let browser = house.browser();
        for _ in 0..5 {
            try_it(&browser, "nobody", "wrong").await.assert_page(422);
        }
        try_it(&browser, "nobody", "wrong").await.assert_page(429);
    }

    async fn a_known_device_keeps_its_own_allowance(house: &House) {
        let known = house.signed_in(ALICE).await;
        house.sign_out(&known).await;
        let stranger = house.browser();
        for _ in 0..5 {
            try_it(&stranger, ALICE, "wrong").await.assert_page(422);
        }
        try_it(&stranger, ALICE, PASSWORD).await.assert_page(429);
        try_it(&known, ALICE, PASSWORD).await.assert_page(200);
    }

    async fn one_throttled_person_does_not_stand_in_the_way_of_another(house: &House) {
        let browser = house.browser();
        for _ in 0..6 {
            try_it(&browser, ALICE, "wrong").await;
        }
        try_it(&browser, BOB, PASSWORD).await.assert_page(200);
    }

    async fn every_sign_in_good_or_bad_is_in_the_audit_log(house: &House) {
        try_it(&house.browser(), ALICE, "wrong").await.assert_page(422);
        try_it(&house.browser(), ALICE, PASSWORD).await.assert_page(200);
        let counts = (house.count_events("sign_in.failed").await, house.count_events("sign_in.succeeded").await);
        assert_eq!(counts, (1, 1));
    }

    async fn an_anonymous_flood_of_requests_writes_nothing(house: &House) {
        let before = house.count_rows().await;
        for number in 0..20 {
            let browser = house.browser();
            browser.authorize(&SHOP.ask().with("state", &number.to_string()).pairs()).await.assert_page(200);
            browser.get("/oauth2/logout").await.assert_page(200);
        }
        assert_eq!(house.count_rows().await, before);
    }

    async fn a_changed_password_ends_the_sessions_of_the_person(house: &House) {
        let browser = house.signed_in(ALICE).await;
        house.set_password(ALICE, "another lighthouse, another secret").await;
        assert_eq!(browser.get("/account").await.location(), "/login");
        try_it(&house.browser(), ALICE, PASSWORD).await.assert_page(422);
        try_it(&house.browser(), ALICE, "another lighthouse, another secret").await.assert_page(200);
    }

    async fn a_disabled_persons_session_is_over_at_once(house: &House) {
        let browser = house.signed_in(ALICE).await;
        house.disable_person(ALICE).await;
        assert_eq!(browser.get("/account").await.location(), "/login");
    }

    async fn a_session_cookie_given_by_a_stranger_is_never_taken_over(house: &House) {
        let browser = house.browser();
        let page = browser.get("/login").await;
        let fixed = "A".repeat(43);
        let mut fields = page.hidden_fields();
        fields.push(("username".to_owned(), ALICE.to_owned()));
        fields.push(("password".to_owned(), PASSWORD.to_owned()));
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let cookies: Vec<_> = browser.cookies().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = format!("{}; claviger-session={fixed}", cookies.join("; "));
        let answer = house.send(Request::post("/login", &fields).header("Cookie", &cookies).header("Origin", ISSUER)).await;
        answer.location();
        let given = answer.all_headers("Set-Cookie").into_iter().find(|cookie| cookie.starts_with("claviger-session="));
        assert!(given.is_some_and(|cookie| !cookie.contains(&fixed)), "{given:?}");
        let answer = house.send(Request::get("/account").header("Cookie", format!("claviger-session={fixed}"))).await;
        assert_eq!(answer.location(), "/login");
    }
}

on_sqlite! {
    async fn a_form_without_its_token_or_from_another_page_is_refused(house: &House) {
        let browser = house.browser();
        let csrf = browser.get("/login").await.hidden("csrf");
        let fields = |csrf: &str| [("csrf", csrf), ("username", ALICE), ("password", PASSWORD)].map(|(n, v)| (n, v.to_owned()));
        for (token, headers) in [
            ("", vec![("Origin", ISSUER)]),
            ("wrong", vec![("Origin", ISSUER)]),
            (&csrf, vec![("Origin", "https://evil.example")]),
            (&csrf, vec![("Origin", "null")]),
            (&csrf, vec![("Origin", ISSUER), ("Sec-Fetch-Site", "cross-site")]),
            (&csrf, vec![("Sec-Fetch-Site", "same-site")]),
        ] {
            let fields = fields(token);
            let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let mut request = Request::post("/login", &fields);
            for (name, value) in headers {
                request = request.header(name, value);
            }
            let answer = browser.send(request).await;
            answer.assert_page(403);
        }
        assert_eq!(browser.get("/account").await.location(), "/login");
    }

    async fn a_form_token_of_another_browser_is_refused(house: &House) {
        let csrf = house.browser().get("/login").await.hidden("csrf");
        let browser = house.browser();
        browser.get("/login").await.assert_page(200);
        let fields = [("csrf", csrf.as_str()), ("username", ALICE), ("password", PASSWORD)];
        browser.post("/login", &fields).await.assert_page(403);
    }

    async fn a_refused_form_can_be_sent_again_at_once(house: &House) {
        let browser = house.browser();
        let page = browser.post("/login", &[("csrf", "old"), ("username", ALICE), ("password", PASSWORD)]).await;
        page.assert_page(403);
        // The hidden fields of the page are fresh, whatever its status.
        let csrf = page.text();
        let csrf = csrf.split(r#"name="csrf" value=""#).nth(1).and_then(|rest| rest.split('"').next()).expect("a token");
        let fields = [("csrf", csrf), ("username", ALICE), ("password", PASSWORD)];
        assert_eq!(browser.post("/login", &fields).await.location(), "/account");
    }

    async fn empty_fields_are_told_apart_and_cost_no_try(house: &House) {
        let browser = house.browser();
        for _ in 0..7 {
            let answer = try_it(&browser, "", PASSWORD).await;
            assert!(answer.assert_page(422).contains("Type your username"), "{}", answer.text());
            let answer = try_it(&browser, ALICE, "").await;
            assert!(answer.assert_page(422).contains("Type your password"), "{}", answer.text());
        }
        try_it(&browser, ALICE, PASSWORD).await.assert_page(200);
    }

    async fn a_typed_password_never_comes_back_in_a_page(house: &House) {
        let answer = try_it(&house.browser(), "nobody", "correct-horse-4711").await;
        assert!(!answer.text().contains("correct-horse-4711"));
    }

    async fn cookies_on_plain_http_localhost_have_every_flag_but_secure(house: &House) {
        let browser = house.browser();
        let page = browser.get("/login").await;
        let mut lines: Vec<String> = page.all_headers("Set-Cookie").into_iter().map(str::to_owned).collect();
        let mut fields = page.hidden_fields();
        fields.push(("username".to_owned(), ALICE.to_owned()));
        fields.push(("password".to_owned(), PASSWORD.to_owned()));
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        lines.extend(browser.post("/login", &fields).await.all_headers("Set-Cookie").into_iter().map(str::to_owned));
        assert!(lines.iter().any(|line| line.starts_with("claviger-session=")), "{lines:?}");
        for line in lines {
            assert!(line.starts_with("claviger-") && !line.contains("__Host-"), "{line}");
            assert!(line.contains("HttpOnly") && line.contains("SameSite=Lax") && line.contains("Path=/"), "{line}");
            assert!(!line.contains("Secure") && !line.contains("Domain"), "{line}");
        }
    }

    async fn a_session_cookie_holds_at_least_128_random_bits_and_is_new_at_every_sign_in(house: &House) {
        let (one, other) = (house.signed_in(ALICE).await, house.signed_in(ALICE).await);
        let value = |browser: &Browser| browser.cookies()["claviger-session"].clone();
        assert!(value(&one).len() >= 22 && value(&one) != value(&other));
    }

    async fn a_signed_in_person_finds_their_account_and_may_sign_in_as_another(house: &House) {
        let browser = house.signed_in(ALICE).await;
        browser.get("/login").await.assert_page(200);
        assert_eq!(browser.get("/").await.location(), "/account");
    }

    async fn a_flow_of_another_browser_begins_anew_and_belongs_to_whoever_signs_in(house: &House) {
        let begun = house.browser().authorize(&SHOP.ask().pairs()).await.hidden("flow");
        let browser = house.browser();
        let page = browser.get(&format!("/login?flow={begun}")).await;
        browser.fill_in_sign_in(&page, ALICE, PASSWORD).await.reply_to(SHOP.redirect_uri).code();
    }

    async fn a_damaged_flow_leads_nowhere(house: &House) {
        let browser = house.browser();
        let flow = browser.authorize(&SHOP.ask().pairs()).await.hidden("flow");
        let mut damaged = flow.clone();
        damaged.replace_range(30..31, if &flow[30..31] == "A" { "B" } else { "A" });
        for flow in [damaged.as_str(), &flow[1..], "AAAA", "%01"] {
            let answer = browser.get(&format!("/oauth2/authorize/resume?flow={flow}")).await;
            answer.assert_page(400);
            let page = browser.get(&format!("/login?flow={flow}")).await;
            assert!(page.assert_page(200).contains("out of date"), "{}", page.text());
        }
    }

    async fn a_flow_is_forgotten_after_a_day(house: &House) {
        let browser = house.browser();
        let flow = browser.authorize(&SHOP.ask().pairs()).await.hidden("flow");
        house.clock.advance(24 * 3600);
        browser.get(&format!("/oauth2/authorize/resume?flow={flow}")).await.assert_page(400);
    }

    async fn the_app_is_named_on_the_page_and_its_registration_is_checked_anew_on_the_way_back(house: &House) {
        let browser = house.browser();
        let page = browser.authorize(&SHOP.ask().pairs()).await;
        assert!(page.assert_page(200).contains("The shop"));
        house.change_app(&SHOP, |client| client.redirect_uris.clear()).await;
        browser.fill_in_sign_in(&page, ALICE, PASSWORD).await.assert_page(400);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_https_cookies_are_secure_and_bound_to_the_host() {
    let settings = |config: &mut claviger::config::Config| config.public_url = "https://id.example".to_owned();
    run_with(Engine::Sqlite, settings, async |house: &House| {
        let answer = house.send(Request::get("/login").host("id.example")).await;
        answer.assert_page(200);
        for line in answer.all_headers("Set-Cookie") {
            assert!(line.starts_with("__Host-claviger-"), "{line}");
            assert!(line.contains("Secure") && line.contains("HttpOnly") && line.contains("Path=/"), "{line}");
            assert!(!line.contains("Domain"), "{line}");
        }
        assert!(!answer.all_headers("Set-Cookie").is_empty());
        assert!(answer.header("Strict-Transport-Security").is_some_and(|rule| rule.contains("max-age=")));
    })
    .await;
}
