//! What people change about themselves: profile, password, sessions; and the file with their data.

use crate::support::{ALICE, BOB, Browser, House, PASSWORD, Response, SHOP, on_every_engine, on_sqlite, unescape};
use claviger::accounts::Authority;
use claviger::model::attribute::{AttributeDefinition, AttributeKind};
use serde_json::{Value, json};

const NEW: &str = "orchard window marble";

/// Sends a form of a page with its own hidden `csrf` and `version`.
async fn fill_in(browser: &Browser, page: &Response, target: &str, typed: &[(&str, &str)]) -> Response {
    let hidden = page.hidden_fields();
    let field = |name: &str| hidden.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.as_str());
    let mut fields = vec![("csrf", field("csrf")), ("version", field("version"))];
    fields.extend_from_slice(typed);
    browser.post(target, &fields).await
}

async fn change_password(browser: &Browser, typed: &[(&str, &str)]) -> Response {
    let page = browser.get("/account/security").await;
    fill_in(browser, &page, "/account/security", typed).await
}

fn passwords<'t>(old: &'t str, new: &'t str) -> [(&'t str, &'t str); 2] {
    [("old_password", old), ("new_password", new)]
}

on_every_engine! {
    async fn a_new_password_keeps_this_session_and_ends_the_others_where_it_is_ticked(house: &House) {
        let (browser, other) = (house.signed_in(ALICE).await, house.signed_in(ALICE).await);
        let before = browser.cookies();
        let answer = change_password(&browser, &passwords(PASSWORD, NEW)).await;
        assert_eq!(answer.location(), "/account/security?done=changed");
        assert!(browser.get("/account/security?done=changed").await.assert_page(200).contains("Your password is changed."));
        assert_ne!(browser.cookies()["claviger-session"], before["claviger-session"], "a new cookie");
        other.get("/account").await.assert_page(200);
        let ticked = [&passwords(NEW, PASSWORD)[..], &[("end_others", "yes")]].concat();
        change_password(&browser, &ticked).await.location();
        browser.get("/account").await.assert_page(200);
        assert_eq!(other.get("/account").await.location(), "/login");
        house.signed_in(ALICE).await;
        assert_eq!(house.count_events("user.password_set").await, 2);
    }

    async fn what_is_wrong_with_a_password_is_said_at_its_field_and_nothing_changes(house: &House) {
        let browser = house.signed_in(ALICE).await;
        for (typed, field) in [
            (passwords("wrong", NEW), "old_password"),
            (passwords("", NEW), "old_password"),
            (passwords(PASSWORD, ""), "new_password"),
            (passwords(PASSWORD, "short"), "new_password"),
            (passwords(PASSWORD, "iloveyou"), "new_password"),
            (passwords(PASSWORD, "alice@northwind.example"), "new_password"),
        ] {
            let text = change_password(&browser, &typed).await.assert_page(422);
            assert!(text.contains(&format!("<li><a href=\"#{field}\">")), "{typed:?}: {text}");
            assert!(!text.contains(NEW), "no password comes back");
        }
        house.signed_in(ALICE).await;
    }

    async fn guessing_the_old_password_is_slowed_down_as_at_sign_in(house: &House) {
        let browser = house.signed_in(ALICE).await;
        for _ in 0..5 {
            change_password(&browser, &passwords("wrong", NEW)).await.assert_page(422);
        }
        let answer = change_password(&browser, &passwords(PASSWORD, NEW)).await;
        answer.assert_page(429);
        assert_eq!(answer.header("Retry-After"), Some("1"));
        assert_eq!(house.count_events("sign_in.failed").await, 5);
        house.clock.advance(2);
        change_password(&browser, &passwords(PASSWORD, NEW)).await.location();
    }

    async fn the_password_form_sent_twice_changes_it_once(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let page = browser.get("/account/security").await;
        fill_in(&browser, &page, "/account/security", &passwords(PASSWORD, NEW)).await.location();
        let again = fill_in(&browser, &page, "/account/security", &passwords(PASSWORD, NEW)).await;
        assert!(again.assert_page(409).contains("If you sent the form twice, all is well."));
        assert_eq!((house.count_events("user.password_set").await, house.count_events("sign_in.failed").await), (1, 0));
    }

    async fn a_person_edits_what_describes_them_and_apps_see_it(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let tokens = house.tokens(&browser, &SHOP, &SHOP.ask().with("scope", "openid profile address phone")).await;
        let page = browser.get("/account/profile").await;
        let typed = [
            ("name", "  عائشة أحمد "), ("nickname", "<b>Al</b>"), ("zoneinfo", "Europe/Paris"),
            ("address.locality", "Köln"), ("phone_number", "+49301234567"), ("username", "root"),
            ("email", "x@evil.example"), ("email_verified", "true"), ("phone_number_verified", "true"), ("role", "owner"),
        ];
        let answer = fill_in(&browser, &page, "/account/profile", &typed).await;
        assert_eq!(answer.location(), "/account/profile?done=saved");
        let text = browser.get("/account/profile").await.assert_page(200);
        assert!(!text.contains("<b>") && unescape(&text).contains("<b>Al</b>") && text.contains("عائشة أحمد"), "{text}");
        let seen = house.userinfo(&tokens.access).await.json_of(200);
        assert_eq!((&seen["name"], &seen["zoneinfo"]), (&json!("عائشة أحمد"), &json!("Europe/Paris")));
        assert_eq!((&seen["address"], seen.get("website")), (&json!({ "locality": "Köln" }), None));
        assert_eq!((&seen["preferred_username"], &seen["phone_number_verified"]), (&json!(ALICE), &json!(false)));
        let alice = house.person(ALICE).await;
        assert_eq!((alice.role, alice.email.as_deref()), (None, Some("alice@northwind.example")));
        // Sent twice it is still one change.
        fill_in(&browser, &page, "/account/profile", &typed).await.location();
        assert_eq!(house.count_events("user.changed").await, 1);
    }

    async fn a_person_fills_in_the_attributes_that_are_open_to_them_and_no_other(house: &House) {
        for (name, label, kind, is_open) in
            [("desk", "Your desk", AttributeKind::Number, true), ("level", "Level", AttributeKind::Number, false)]
        {
            let (name, label, is_person_editable) = (name.to_owned(), label.to_owned(), is_open);
            let attribute = AttributeDefinition { name, label, kind, is_person_editable, created_at: 0 };
            let added = house.provider.accounts.add_attribute(&Authority::command_line(), &attribute).await;
            added.expect("an attribute is added");
        }
        let browser = house.signed_in(ALICE).await;
        let page = browser.get("/account/profile").await;
        let text = page.assert_page(200);
        assert!(text.contains("Your desk") && !text.contains("attribute.level"), "{text}");
        let wrong = fill_in(&browser, &page, "/account/profile", &[("attribute.desk", "by the window")]).await;
        let text = wrong.assert_page(422);
        assert!(text.contains("<li><a href=\"#attribute.desk\">Your desk: This is no number."), "{text}");
        let typed = [("attribute.desk", "12"), ("attribute.level", "9")];
        fill_in(&browser, &page, "/account/profile", &typed).await.location();
        assert_eq!(Value::from(house.person(ALICE).await.attributes), json!({ "desk": 12 }));
        let typed = [("attribute.desk", "13")];
        let stale = fill_in(&browser, &page, "/account/profile", &typed).await.assert_page(409);
        assert!(stale.contains("Stands there now: 12"), "{stale}");
        assert_eq!(house.count_events("user.changed").await, 1);
    }

    async fn what_is_wrong_with_a_profile_is_said_at_each_field_and_what_was_typed_is_kept(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let long = "x".repeat(600);
        let page = browser.get("/account/profile").await;
        let typed = [
            ("name", "Al\u{202e}ice"), ("given_name", "Al\u{7}"), ("nickname", long.as_str()), ("birthdate", "tomorrow"),
            ("website", "javascript:alert(1)"), ("picture", "ftp://x"), ("locale", "en_GB"), ("zoneinfo", "Berlin time"),
            ("phone_number", "030 1"), ("gender", "kept as typed"),
        ];
        let text = fill_in(&browser, &page, "/account/profile", &typed).await.assert_page(422);
        for (field, _) in typed.iter().filter(|(field, _)| *field != "gender") {
            assert!(text.contains(&format!("<li><a href=\"#{field}\">")), "{field}: {text}");
        }
        assert!(text.contains("kept as typed") && text.contains(&long), "{text}");
        assert_eq!(house.count_events("user.changed").await, 0);
    }

    async fn a_profile_that_somebody_changed_meanwhile_shows_both_and_saves_mine_only_when_asked_again(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let page = browser.get("/account/profile").await;
        house.change_person(ALICE, |user| user.name = Some("Alice Berg".to_owned())).await;
        let typed = [("name", "Alice Cole"), ("nickname", "Al")];
        let answer = fill_in(&browser, &page, "/account/profile", &typed).await;
        let text = answer.assert_page(409);
        assert!(text.contains("Alice Cole") && text.contains("Alice Berg"), "{text}");
        assert_eq!(house.person(ALICE).await.name.as_deref(), Some("Alice Berg"));
        let version = text.split(r#"name="version" value=""#).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("");
        let csrf = page.hidden("csrf");
        let fields = [("csrf", csrf.as_str()), ("version", version), typed[0], typed[1]];
        browser.post("/account/profile", &fields).await.location();
        assert_eq!(house.person(ALICE).await.name.as_deref(), Some("Alice Cole"));
    }

    async fn sessions_are_shown_with_this_one_marked_and_others_end_one_by_one_or_together(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let others = [house.signed_in(ALICE).await, house.signed_in(ALICE).await, house.signed_in(ALICE).await];
        let bob = house.signed_in(BOB).await;
        let page = browser.get("/account/sessions").await;
        let text = page.assert_page(200);
        assert_eq!((text.matches("This session").count(), text.matches(r#"name="sid""#).count()), (1, 3), "{text}");
        let sid = page.hidden("sid");
        let end = async |sid: &str| fill_in(&browser, &page, "/account/sessions/end", &[("sid", sid)]).await;
        assert_eq!(end(&sid).await.location(), "/account/sessions?done=one");
        assert_eq!(end(&sid).await.location(), "/account/sessions?done=gone", "sent twice");
        let of_bob = bob.get("/account/data/download").await.json_of(200)["sessions"][0]["sid"].clone();
        assert_eq!(end(of_bob.as_str().unwrap_or_default()).await.location(), "/account/sessions?done=gone");
        assert_eq!(count_in(&others).await, 2);
        let answer = fill_in(&browser, &page, "/account/sessions/end-others", &[]).await;
        assert!(browser.follow(answer).await.assert_page(200).contains("signed out everywhere else"));
        assert_eq!(count_in(&others).await, 0);
        bob.get("/account").await.assert_page(200);
        assert_eq!((house.count_events("session.ended").await, house.count_events("user.sessions_ended").await), (1, 1));
    }

    async fn my_sign_ins_are_paged(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let stranger = house.browser();
        for _ in 0..51 {
            let page = stranger.get("/login").await;
            stranger.fill_in_sign_in(&page, ALICE, "wrong").await;
            house.clock.advance(901);
        }
        house.sign_in(&browser, ALICE).await;
        let count = |text: &str| text.split("panel events").nth(1).map_or(0, |list| list.matches("<li>").count());
        let text = browser.get("/account/activity").await.assert_page(200);
        assert_eq!(count(&text), 50, "{text}");
        let older = unescape(text.split(r#"rel="next" href=""#).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or(""));
        let text = browser.get(&older).await.assert_page(200);
        assert_eq!((count(&text), text.contains(r#"rel="next""#)), (3, false), "{text}");
        assert_eq!(count(&browser.get("/account/activity?before=%27%3B--").await.assert_page(200)), 50);
    }

    async fn my_data_comes_as_a_file_with_all_that_is_mine_and_no_secret(house: &House) {
        house.signed_in(BOB).await;
        let browser = house.signed_in(ALICE).await;
        house.tokens(&browser, &SHOP, &SHOP.ask().with("scope", "openid email")).await;
        let answer = browser.get("/account/data/download").await;
        let disposition = answer.header("Content-Disposition").expect("an attachment");
        assert!(disposition.starts_with("attachment; filename=\"my-data-") && disposition.ends_with(".json\""));
        assert_eq!(answer.header("Cache-Control"), Some("no-store"));
        let data: Value = answer.json_of(200);
        assert_eq!((&data["profile"]["username"], &data["groups"]), (&json!(ALICE), &json!(["editors", "Ärzte"])));
        assert_eq!(data["profile"]["claims"]["address"]["locality"], "Berlin");
        assert!(data["profile"]["attributes"].is_object(), "{data}");
        assert_eq!((&data["apps"][0]["client_id"], &data["apps"][0]["scope"]), (&json!(SHOP.id), &json!("openid email")));
        let lengths = ["sessions", "sign_ins", "apps"].map(|list| data[list].as_array().map_or(0, Vec::len));
        assert_eq!(lengths, [1, 1, 1], "{data}");
        for secret in ["argon2", "hash", "cookie", BOB] {
            assert!(!data.to_string().contains(secret), "{secret}: {data}");
        }
    }
}

const FORMS: [&str; 5] = [
    "/account/profile",
    "/account/security",
    "/account/sessions/end",
    "/account/sessions/end-others",
    "/account/apps/disconnect",
];

on_sqlite! {
    async fn no_form_acts_without_its_token_or_from_another_site(house: &House) {
        let (browser, other) = (house.signed_in(ALICE).await, house.signed_in(ALICE).await);
        let stranger = house.signed_in(BOB).await.get("/account").await.hidden("csrf");
        let own = browser.get("/account").await.hidden("csrf");
        for target in FORMS {
            for csrf in ["", "wrong", &stranger] {
                browser.post(target, &[("csrf", csrf), ("name", "x")]).await.assert_page(400);
            }
            let foreign = crate::support::Request::post(target, &[("csrf", &own), ("name", "x")]);
            for headers in [("Origin", "https://elsewhere.example"), ("Sec-Fetch-Site", "cross-site"), ("Origin", "null")] {
                browser.send(foreign.clone().header(headers.0, headers.1)).await.assert_page(400);
            }
            browser.post(target, &[("csrf", &own), ("csrf", &own)]).await.assert_page(400);
        }
        other.get("/account").await.assert_page(200);
        assert_eq!(house.person(ALICE).await.name.as_deref(), Some("Alice Adams"));
    }

    async fn without_a_session_every_page_and_form_leads_to_the_sign_in(house: &House) {
        let browser = house.browser();
        let csrf = browser.get("/login").await.hidden("csrf");
        for target in FORMS {
            assert_eq!(browser.post(target, &[("csrf", &csrf)]).await.location(), "/login", "{target}");
        }
        for page in ["profile", "security", "sessions", "apps", "activity", "data", "data/download"] {
            assert_eq!(browser.get(&format!("/account/{page}")).await.location(), "/login", "{page}");
        }
    }

    async fn a_form_of_ten_megabytes_is_413(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let csrf = browser.get("/account").await.hidden("csrf");
        for target in FORMS {
            browser.post(target, &[("csrf", &csrf), ("name", &"x".repeat(10 << 20))]).await.assert_page(413);
        }
    }

    async fn somebody_without_a_password_is_told_whom_to_ask(house: &House) {
        let browser = house.signed_in(ALICE).await;
        house.execute("UPDATE users SET password_hash = NULL WHERE username = 'alice'").await;
        let text = browser.get("/account/security").await.assert_page(200);
        assert!(text.contains("help@northwind.example") && !text.contains("old_password"), "{text}");
    }
}

async fn count_in(browsers: &[Browser]) -> usize {
    let mut count = 0;
    for browser in browsers {
        count += usize::from(browser.get("/account").await.status == 200);
    }
    count
}
