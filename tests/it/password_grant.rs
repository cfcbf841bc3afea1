//! The direct password grant (RFC 6749 §4.3): off unless an admin gives it to an app, and then a sign-in like any other.

use crate::support::{
    ALICE, BOB, Engine, House, ORDERS, PASSWORD, Request, Response, SHOP, SPA, Tokens, WIKI, admin, app,
    on_every_engine, on_sqlite, run_with, send, settings_form,
};
use claviger::model::client::GrantType;
use claviger::model::user::Role;
use rocket::futures::future::join_all;

async fn switch_on(house: &House) {
    house.change_app(&SHOP, |client| client.grant_types.push(GrantType::Password)).await;
}

async fn ask_with(house: &House, username: &str, password: &str, more: &[(&str, &str)]) -> Response {
    let mut fields = vec![("grant_type", "password"), ("username", username), ("password", password)];
    fields.extend_from_slice(more);
    house.token(&SHOP, &fields).await
}

async fn ask(house: &House, username: &str, password: &str) -> Response {
    ask_with(house, username, password, &[]).await
}

async fn tokens(house: &House, scope: &str) -> Tokens {
    Tokens::of(&ask_with(house, ALICE, PASSWORD, &[("scope", scope)]).await)
}

async fn assert_dead(house: &House, tokens: &Tokens) {
    house.userinfo(&tokens.access).await.assert_error(401, "invalid_token");
    assert!(!house.is_active(&SHOP, &tokens.access).await && !house.is_active(&SHOP, tokens.refresh()).await);
    house.refresh(&SHOP, tokens.refresh()).await.assert_error(400, "invalid_grant");
}

on_every_engine! {
    async fn no_app_may_use_it_until_an_admin_says_so(house: &House) {
        ask(house, ALICE, PASSWORD).await.assert_error(400, "unsupported_grant_type");
        let grants = house.get("/.well-known/openid-configuration").await.json_of(200)["grant_types_supported"].to_string();
        assert!(!grants.contains("password"), "{grants}");
        switch_on(house).await;
        Tokens::of(&ask(house, ALICE, PASSWORD).await);
        house.token(&WIKI, &[("grant_type", "password"), ("username", ALICE), ("password", PASSWORD)]).await
            .assert_error(400, "unauthorized_client");
    }

    async fn a_username_and_a_password_are_traded_for_tokens(house: &House) {
        switch_on(house).await;
        for name in [ALICE, "Alice@Northwind.example", "  alice "] {
            let tokens = Tokens::of(&ask_with(house, name, PASSWORD, &[("scope", "openid email")]).await);
            let (id, access) = (house.verify(tokens.id()).await, house.verify(&tokens.access).await);
            assert_eq!((tokens.scope(), id.text("aud"), access.text("client_id")), ("openid email", SHOP.id, SHOP.id));
            assert_eq!((id.text("sid"), id.number("auth_time")), (access.text("sid"), house.clock.now()));
            assert_eq!(house.userinfo(&tokens.access).await.json_of(200)["email"], "alice@northwind.example");
            assert!(house.is_active(&SHOP, &tokens.access).await);
            let again = Tokens::of(&house.refresh(&SHOP, tokens.refresh()).await);
            assert_eq!(house.verify(again.id()).await.claims["sid"], id.claims["sid"]);
        }
    }

    async fn an_unknown_person_a_wrong_password_and_a_disabled_person_are_one_and_the_same(house: &House) {
        switch_on(house).await;
        house.disable_person(BOB).await;
        let mut told = Vec::new();
        for (username, password) in [("nobody", PASSWORD), (ALICE, "wrong"), (BOB, PASSWORD)] {
            let answer = ask(house, username, password).await;
            answer.assert_error(400, "invalid_grant");
            told.push(answer.text());
        }
        assert!(told.iter().all(|text| *text == told[0]), "{told:?}");
        assert_eq!(house.count("SELECT COUNT(*) FROM sessions").await, 0);
    }

    async fn tries_are_throttled_together_with_those_at_the_sign_in_page(house: &House) {
        switch_on(house).await;
        for username in [ALICE, "nobody"] {
            for _ in 0..5 {
                ask(house, username, "wrong").await.assert_error(400, "invalid_grant");
            }
            let answer = ask(house, username, PASSWORD).await;
            answer.assert_error(429, "temporarily_unavailable");
            let wait: i64 = answer.header("Retry-After").expect("a time").parse().expect("seconds");
            assert!((1..=2).contains(&wait), "{wait}");
        }
        let browser = house.browser();
        let page = browser.get("/login").await;
        browser.fill_in_sign_in(&page, ALICE, PASSWORD).await.assert_page(429);
        house.clock.advance(2);
        Tokens::of(&ask(house, ALICE, PASSWORD).await);
    }

    async fn somebody_who_must_choose_another_password_is_told_so_and_gets_nothing(house: &House) {
        switch_on(house).await;
        house.write(async |db| {
            let user = db.find_user_by_key(ALICE).await.expect("a query").expect("Alice");
            assert!(db.demand_new_password(&user.id).await.expect("a query"));
        }).await;
        for _ in 0..7 {
            // The password is right: no try counts as a failure.
            let told = ask(house, ALICE, PASSWORD).await.assert_error(400, "invalid_grant");
            assert!(told.contains("another password"), "{told}");
        }
        assert_eq!(house.count("SELECT COUNT(*) FROM sessions").await, 0);
        ask(house, ALICE, "wrong").await.assert_error(400, "invalid_grant");
    }

    async fn only_members_of_the_allowed_groups_get_tokens(house: &House) {
        switch_on(house).await;
        house.allow_groups(&SHOP, &["editors"]).await;
        let tokens = Tokens::of(&ask(house, ALICE, PASSWORD).await);
        let told = ask(house, BOB, PASSWORD).await.assert_error(400, "invalid_grant");
        assert!(told.contains("groups"), "{told}");
        assert_eq!(house.count("SELECT COUNT(*) FROM sessions").await, 1);
        house.leave_group(ALICE, "editors").await;
        house.refresh(&SHOP, tokens.refresh()).await.assert_error(400, "invalid_grant");
        ask(house, ALICE, PASSWORD).await.assert_error(400, "invalid_grant");
    }

    async fn the_person_sees_the_session_and_ends_it(house: &House) {
        switch_on(house).await;
        let tokens = tokens(house, "openid").await;
        let sid = house.verify(tokens.id()).await.text("sid").to_owned();
        let browser = house.signed_in(ALICE).await;
        let page = browser.get("/account/sessions").await;
        assert!(page.assert_page(200).contains("The shop"), "{}", page.text());
        let csrf = page.hidden("csrf");
        browser.post("/account/sessions/end", &[("csrf", &csrf), ("sid", &sid)]).await;
        assert_dead(house, &tokens).await;
    }

    async fn a_change_of_password_and_a_disabling_end_it(house: &House) {
        switch_on(house).await;
        let before = tokens(house, "openid offline_access").await;
        house.set_password(ALICE, "another lighthouse keeps one").await;
        assert_dead(house, &before).await;
        ask(house, ALICE, PASSWORD).await.assert_error(400, "invalid_grant");
        let after = Tokens::of(&ask(house, ALICE, "another lighthouse keeps one").await);
        house.disable_person(ALICE).await;
        assert_dead(house, &after).await;
    }

    async fn it_ends_with_its_session_unless_offline_access_was_granted(house: &House) {
        switch_on(house).await;
        let (online, offline) = (tokens(house, "openid").await, tokens(house, "openid offline_access").await);
        for (tokens, lives) in [(&online, false), (&offline, true)] {
            let sid = house.verify(tokens.id()).await.text("sid").to_owned();
            let now = house.clock.now();
            house.write(async |db| assert!(db.end_session(&sid.as_str().into(), now).await.expect("a query"))).await;
            assert_eq!(house.is_active(&SHOP, tokens.refresh()).await, lives);
        }
    }

    async fn every_try_is_in_the_audit_log_with_the_app_that_it_came_through(house: &House) {
        switch_on(house).await;
        ask(house, ALICE, "wrong").await.assert_error(400, "invalid_grant");
        Tokens::of(&ask(house, ALICE, PASSWORD).await);
        let of_the_grant = "SELECT COUNT(*) FROM audit_events WHERE client_id = 'shop' AND user_id IS NOT NULL \
             AND kind IN ('sign_in.succeeded', 'sign_in.failed') AND detail LIKE '%\"grant\":\"password\"%'";
        assert_eq!(house.count(of_the_grant).await, 2);
        assert_eq!(house.count_events("family.begun").await, 1);
        assert_eq!(house.count("SELECT COUNT(*) FROM audit_events WHERE detail LIKE '%lighthouse%'").await, 0);
    }
}

on_every_engine! {
    async fn an_admin_gives_it_to_an_app_after_a_warning_and_takes_it_back(house: &House) {
        let browser = admin(house, Role::AppAdmin).await;
        let url = "/admin/clients/shop/settings";
        let page = browser.get(url).await.assert_page(200);
        assert!(page.contains("type their passwords into this app"), "{page}");
        assert!(!browser.get("/admin/clients/spa/settings").await.text().contains("type their passwords"), "no public app");
        let mut fields = settings_form(&browser, SHOP.id, &[]).await;
        fields.push(("grant".to_owned(), "password".to_owned()));
        assert_eq!(send(&browser, url, &fields).await.location(), url);
        assert!(app(house, SHOP.id).await.allows(GrantType::Password));
        fields = settings_form(&browser, SHOP.id, &[("consent", "yes")]).await;
        assert!(send(&browser, url, &fields).await.assert_page(422).contains("cannot be asked first"));
        fields = settings_form(&browser, SHOP.id, &[]).await;
        fields.retain(|(_, value)| value != "password");
        assert_eq!(send(&browser, url, &fields).await.location(), url);
        assert!(!app(house, SHOP.id).await.allows(GrantType::Password));
    }
}

on_sqlite! {
    async fn without_a_scope_the_app_gets_all_but_offline_access(house: &House) {
        switch_on(house).await;
        let tokens = Tokens::of(&ask(house, ALICE, PASSWORD).await);
        assert_eq!(tokens.scope(), "openid profile email address phone groups orders:read orders:write");
        for scope in ["openid unknown", "admin"] {
            ask_with(house, ALICE, PASSWORD, &[("scope", scope)]).await.assert_error(400, "invalid_scope");
        }
    }

    async fn a_token_may_be_for_a_registered_api(house: &House) {
        switch_on(house).await;
        let tokens = Tokens::of(&ask_with(house, ALICE, PASSWORD, &[("resource", ORDERS), ("scope", "orders:read")]).await);
        assert_eq!(house.verify(&tokens.access).await.list("aud"), [ORDERS]);
        assert!(tokens.id.is_none());
        let other = [("resource", "https://unknown.example/")];
        ask_with(house, ALICE, PASSWORD, &other).await.assert_error(400, "invalid_target");
    }

    async fn an_app_that_may_not_refresh_gets_no_refresh_token(house: &House) {
        house.change_app(&SHOP, |client| client.grant_types = vec![GrantType::Password]).await;
        assert!(Tokens::of(&ask(house, ALICE, PASSWORD).await).refresh.is_none());
    }

    async fn a_missing_name_or_password_is_an_invalid_request_and_costs_no_try(house: &House) {
        switch_on(house).await;
        let grant = ("grant_type", "password");
        for _ in 0..6 {
            for fields in [vec![grant], vec![grant, ("username", ALICE)], vec![grant, ("password", PASSWORD)]] {
                house.token(&SHOP, &fields).await.assert_error(400, "invalid_request");
            }
            ask(house, ALICE, "").await.assert_error(400, "invalid_request");
        }
        Tokens::of(&ask(house, ALICE, PASSWORD).await);
    }

    async fn the_app_proves_first_who_it_is(house: &House) {
        switch_on(house).await;
        let fields = [("grant_type", "password"), ("username", ALICE), ("password", PASSWORD), ("client_id", SHOP.id)];
        house.send(Request::post("/oauth2/token", &fields)).await.assert_error(401, "invalid_client");
        assert_eq!(house.count_rows().await, 0);
    }

    async fn public_apps_and_apps_that_ask_for_consent_may_not_whatever_their_registration_says(house: &House) {
        house.change_app(&SPA, |client| client.grant_types.push(GrantType::Password)).await;
        let fields = [("grant_type", "password"), ("username", ALICE), ("password", PASSWORD)];
        house.token(&SPA, &fields).await.assert_error(400, "unauthorized_client");
        switch_on(house).await;
        house.change_app(&SHOP, |client| client.requires_consent = true).await;
        ask(house, ALICE, PASSWORD).await.assert_error(400, "unauthorized_client");
    }

    async fn discovery_names_it_while_an_app_may_use_it(house: &House) {
        let grants = async || {
            let answer = house.get("/.well-known/openid-configuration").await;
            (answer.json_of(200)["grant_types_supported"].to_string(), answer.header("ETag").map(str::to_owned))
        };
        let (before, tag) = grants().await;
        switch_on(house).await;
        let (now, other_tag) = grants().await;
        assert!(!before.contains("\"password\"") && now.contains("\"password\""), "{before} {now}");
        assert_ne!(tag, other_tag);
        house.change_app(&SHOP, |client| client.disabled_at = Some(1)).await;
        assert_eq!(grants().await, (before, tag));
    }

    async fn what_people_mistyped_is_not_kept_for_the_apps_admin(house: &House) {
        switch_on(house).await;
        ask(house, ALICE, "wrong").await.assert_error(400, "invalid_grant");
        ask_with(house, ALICE, PASSWORD, &[("scope", "unknown")]).await.assert_error(400, "invalid_scope");
        let failures = house.failures_of(SHOP.id).await;
        assert_eq!(failures.len(), 1);
        let kept = format!("{:?}", failures[0]);
        assert!(kept.contains("invalid_scope") && !kept.contains(PASSWORD) && !kept.contains("\"alice\""), "{kept}");
    }
}

/// Room for one password at a time, each of which takes a while.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn past_the_room_for_hashing_it_is_503_with_retry_after() {
    let narrow = |config: &mut claviger::config::Config| {
        (config.passwords.slots, config.passwords.queue) = (1, 0);
        (config.passwords.memory_kib, config.passwords.iterations) = (19 * 1024, 4);
    };
    run_with(Engine::Sqlite, narrow, async |house: &House| {
        switch_on(house).await;
        let answers = join_all((0..6).map(|_| ask(house, ALICE, PASSWORD))).await;
        assert!(answers.iter().any(|answer| answer.status == 200));
        let busy = answers.iter().find(|answer| answer.status != 200).expect("one that found no room");
        busy.assert_error(503, "temporarily_unavailable");
        assert!(busy.header("Retry-After").is_some_and(|seconds| seconds.parse::<u64>().is_ok()));
    })
    .await;
}
