//! The forms that people meet on the way into an app: without the page's token, without a field, with too many, and
//! with what no keyboard types. Nothing is signed in, agreed to or set.

use super::table::{Demand, refused};
use crate::support::{ALICE, Browser, House, ISSUER, PASSWORD, Request, SHOP, encode, on_every_engine};

/// Which form, the fields besides its token, and the answer.
type Row = (&'static str, &'static str, &'static [(&'static str, &'static str)], Demand);

/// Sent by a browser that has the token of its own forms.
const WITH_TOKEN: &[Row] = &[
    ("no name", "/login", &[("password", PASSWORD)], Demand::Page(422, "name=\"password\"")),
    (
        "a name of blanks",
        "/login",
        &[("username", "   "), ("password", PASSWORD)],
        Demand::Page(422, "name=\"password\""),
    ),
    ("no password", "/login", &[("username", ALICE)], Demand::Page(422, "name=\"password\"")),
    (
        "a name twice",
        "/login",
        &[("username", ALICE), ("username", "bob"), ("password", PASSWORD)],
        Demand::Page(400, "username was sent twice"),
    ),
    (
        "a password twice",
        "/login",
        &[("username", ALICE), ("password", PASSWORD), ("password", PASSWORD)],
        Demand::Page(400, "password was sent twice"),
    ),
    (
        "a flow that does not open",
        "/login",
        &[("flow", "x"), ("username", ALICE), ("password", PASSWORD)],
        Demand::Page(403, "name=\"password\""),
    ),
    ("no flow", "/consent", &[("decision", "allow")], Demand::Page(400, "out of date")),
    (
        "a flow that does not open",
        "/consent",
        &[("flow", "x"), ("decision", "allow")],
        Demand::Page(400, "out of date"),
    ),
    ("no flow", "/select-account", &[("choice", "continue")], Demand::Page(400, "out of date")),
    (
        "nobody to choose one",
        "/new-password",
        &[("password", "another lighthouse altogether")],
        Demand::Leads("/login"),
    ),
    (
        "no link",
        "/setup",
        &[("username", "eve"), ("password", "another lighthouse altogether")],
        Demand::Page(410, "no longer works"),
    ),
    (
        "a link of nothing",
        "/setup",
        &[("token", "x"), ("username", "eve"), ("password", "another lighthouse altogether")],
        Demand::Page(410, "no longer works"),
    ),
    (
        "a link of control characters",
        "/setup",
        &[("token", "\u{1}\r\n"), ("username", "eve"), ("password", "x")],
        Demand::Page(410, "no longer works"),
    ),
    ("no link", "/rescue", &[("password", "another lighthouse altogether")], Demand::Page(410, "no longer works")),
    (
        "a link of SQL",
        "/rescue",
        &[("token", "' OR '1'='1"), ("password", "another lighthouse altogether")],
        Demand::Page(410, "no longer works"),
    ),
];

/// Sent without it, or with one of another browser.
const FORMS: &[&str] =
    &["/login", "/consent", "/select-account", "/new-password", "/setup", "/rescue", "/oauth2/logout/confirm"];

fn cookie_of(browser: &Browser) -> String {
    let cookies = browser.cookies();
    cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
}

on_every_engine! {
    async fn no_malformed_form_signs_in_agrees_or_sets_anything(house: &House) {
        let browser = house.browser();
        let csrf = browser.get("/login").await.hidden("csrf");
        for (what, path, fields, demand) in WITH_TOKEN {
            let mut all = vec![("csrf", &*csrf)];
            all.extend_from_slice(fields);
            let request = Request::post(path, &all).header("Origin", ISSUER).header("Cookie", cookie_of(&browser));
            refused(house, &format!("{path}: {what}"), request, *demand).await;
        }
    }

    async fn no_form_is_taken_without_its_token_whole_and_once(house: &House) {
        let browser = house.browser();
        let csrf = browser.get("/login").await.hidden("csrf");
        let foreign = house.browser().get("/login").await.hidden("csrf");
        let bad = [
            String::new(), "x".to_owned(), foreign, csrf[1..].to_owned(), format!("{csrf}="), format!("{csrf}A"), csrf.to_lowercase(),
            format!(" {csrf}"), "\u{1}".to_owned(), "A".repeat(60_000),
        ];
        for path in FORMS {
            for token in &bad {
                let fields = [("csrf", &**token), ("username", ALICE), ("password", PASSWORD), ("decision", "allow"), ("token", "x")];
                let request = Request::post(path, &fields).header("Origin", ISSUER).header("Cookie", cookie_of(&browser));
                let answer = refused(house, path, request, Demand::Http(&[400, 403])).await;
                answer.assert_page(answer.status);
            }
        }
    }

    async fn a_consent_is_given_by_yes_or_no_and_by_nothing_else(house: &House) {
        house.change_app(&SHOP, |client| client.requires_consent = true).await;
        let alice = house.signed_in(ALICE).await;
        let page = alice.authorize(&SHOP.ask().pairs()).await;
        let (flow, csrf) = (page.hidden("flow"), page.hidden("csrf"));
        for decision in ["", "yes", "Allow", "allow ", "allow\n", "deny,allow", "1", "\u{1}"] {
            let fields = [("flow", &*flow), ("csrf", &*csrf), ("decision", decision)];
            let request = Request::post("/consent", &fields).header("Origin", ISSUER).header("Cookie", cookie_of(&alice));
            refused(house, decision, request, Demand::Page(400, "decision is allow or deny")).await;
        }
        for choice in ["", "maybe", "Continue", "other "] {
            let fields = [("flow", &*flow), ("csrf", &*csrf), ("choice", choice)];
            let request = Request::post("/select-account", &fields).header("Origin", ISSUER).header("Cookie", cookie_of(&alice));
            refused(house, choice, request, Demand::Page(400, "choice is continue or other")).await;
        }
    }

    async fn a_name_of_any_characters_is_just_a_wrong_name(house: &House) {
        for name in ["\u{1}\u{2}", "a\r\nb", "' OR '1'='1", "<script>alert(1)</script>", "\u{202e}ecila", "\u{1f511}", "ALICE\u{7f}", &"x".repeat(10_000)] {
            let browser = house.browser();
            let page = browser.get("/login").await;
            let answer = browser.fill_in_sign_in(&page, name, "a wrong password").await;
            let text = answer.assert_page(422);
            assert!(!text.contains("<script>alert") && text.len() < 50_000, "{name}: {}", text.len());
        }
    }

    async fn a_password_past_every_measure_is_a_wrong_password(house: &House) {
        for password in ["x".repeat(60_000), "\u{1f511}".repeat(5000), "\u{1}\r\n\t".to_owned(), format!("{PASSWORD}\u{200b}")] {
            let browser = house.browser();
            let page = browser.get("/login").await;
            let mut fields = page.hidden_fields();
            fields.extend([("username".to_owned(), ALICE.to_owned()), ("password".to_owned(), password)]);
            let answer = browser.submit("/login", &fields).await;
            assert!([413, 422].contains(&answer.status), "{}: {}", answer.status, answer.text());
        }
    }

    async fn a_return_path_leads_nowhere_but_into_this_server(house: &House) {
        for path in [
            "https://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example",
            "javascript:alert(1)", "http:/evil.example", "/account\r\nLocation: https://evil.example", "account", "", "/%0d%0aX: y",
            "///evil.example", "/.//evil.example", "/account@evil.example\u{0}", "\u{1}/evil",
        ] {
            let browser = house.browser();
            let page = browser.get(&format!("/login?{}", encode(&[("return_to", path)]))).await;
            if page.status == 400 {
                continue;
            }
            let csrf = page.hidden("csrf");
            let fields = [("csrf", &*csrf), ("return_to", path), ("username", ALICE), ("password", PASSWORD)];
            let answer = browser.post("/login", &fields).await;
            if answer.status != 400 {
                let location = answer.location();
                assert!(location.starts_with('/') && !location.starts_with("//") && !location.contains("evil.example/"), "{path}: {location}");
                assert!(!location.contains(['\\', '\r', '\n', '\t']), "{path}: {location}");
            }
        }
    }
}
