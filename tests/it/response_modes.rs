//! How answers travel (OAuth 2.0 Multiple Response Types §2.1, Form Post Response Mode): in the query, in the fragment,
//! in a posted form; errors too.

use crate::support::{ALICE, House, Response, SHOP, Tokens, WIKI, attribute, on_every_engine, on_sqlite};

/// Demands a form that a browser without JavaScript can send by a visible button.
#[track_caller]
fn assert_form_to(answer: &Response, redirect_uri: &str) {
    let text = answer.assert_page(200);
    let form = text.split("<form ").nth(1).and_then(|form| form.split("</form>").next()).expect("a form");
    assert!(form.contains(r#"method="post""#), "{form}");
    assert_eq!(attribute(form, "action"), redirect_uri);
    let button = form.split("<button").nth(1).expect("a button");
    assert!(!button.contains("hidden"), "{button}");
}

#[track_caller]
fn assert_fields(answer: &Response, names: &[&str]) {
    let fields = answer.hidden_fields();
    let found: Vec<_> = fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(found, names);
}

on_every_engine! {
    async fn a_form_post_carries_code_state_and_iss_in_hidden_fields(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let state: String = (' '..='~').collect();
        let answer = browser.get(&SHOP.ask().with("response_mode", "form_post").with("state", &state).url()).await;
        assert_form_to(&answer, SHOP.redirect_uri);
        assert_fields(&answer, &["code", "state", "iss"]);
        assert_eq!(answer.hidden("state"), state);
        assert_eq!(answer.hidden("iss"), crate::support::ISSUER);
        Tokens::of(&house.redeem(&SHOP, &answer.hidden("code")).await);
    }

    async fn a_fragment_carries_code_state_and_iss_and_the_query_nothing(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let answer = browser.get(&WIKI.ask().with("response_mode", "fragment").url()).await;
        let reply = answer.reply_in_fragment_to(WIKI.redirect_uri);
        assert_eq!(reply.get("state"), WIKI.ask().get("state"));
        Tokens::of(&house.redeem(&WIKI, &reply.code()).await);
    }
}

on_sqlite! {
    async fn a_form_post_tells_errors_too_with_nothing_in_the_url(house: &House) {
        let ask = SHOP.ask().with("response_mode", "form_post").with("prompt", "none");
        let answer = house.get(&ask.url()).await;
        assert_form_to(&answer, SHOP.redirect_uri);
        assert_fields(&answer, &["error", "error_description", "state", "iss"]);
        assert_eq!(answer.hidden("error"), "login_required");
        assert_eq!(Some(answer.hidden("state").as_str()), ask.get("state"));
        crate::support::assert_description(&answer.hidden("error_description"));
    }

    async fn a_form_post_without_state_has_no_field_for_it(house: &House) {
        let ask = SHOP.ask().with("response_mode", "form_post").with("prompt", "none").without("state");
        assert_fields(&house.get(&ask.url()).await, &["error", "error_description", "iss"]);
    }

    async fn a_form_post_posts_to_the_registered_query(house: &House) {
        let answer = house.get(&WIKI.ask().with("response_mode", "form_post").with("prompt", "none").url()).await;
        assert_form_to(&answer, WIKI.redirect_uri);
    }

    async fn markup_in_a_state_stays_text_in_the_form(house: &House) {
        let state = "\"><script>alert(1)</script>";
        let ask = SHOP.ask().with("response_mode", "form_post").with("prompt", "none").with("state", state);
        let answer = house.get(&ask.url()).await;
        assert_eq!(answer.hidden("state"), state);
        assert!(!answer.text().contains("<script>alert"), "{}", answer.text());
    }

    async fn a_fragment_tells_errors_too(house: &House) {
        let answer = house.get(&SHOP.ask().with("response_mode", "fragment").with("prompt", "none").url()).await;
        answer.reply_in_fragment_to(SHOP.redirect_uri).assert_error("login_required");
    }

    async fn errors_in_the_rest_of_the_request_travel_in_the_mode_that_was_asked_for(house: &House) {
        let ask = SHOP.ask().with("response_mode", "form_post").without("response_type");
        assert_eq!(house.get(&ask.url()).await.hidden("error"), "invalid_request");
    }

    async fn the_form_page_may_be_sent_by_the_browser_to_the_app(house: &House) {
        let ask = SHOP.ask().with("response_mode", "form_post").with("prompt", "none");
        let answer = house.get(&ask.url()).await;
        let policy = answer.header("Content-Security-Policy").expect("a policy");
        let form_action = policy.split(';').map(str::trim).find(|rule| rule.starts_with("form-action"));
        assert!(form_action.is_none_or(|rule| rule.contains("https://shop.example")), "{policy}");
    }
}
