//! `/oauth2/authorize` by GET and by POST: what can be told to the app is told to the app, and what leaves no safe way
//! back is a page that redirects nowhere.

use super::table::{Demand, fields, refused};
use crate::support::{Ask, Browser, House, Request, SHOP, encode, on_every_engine};

/// What is wrong, and how the usual request is changed: a parameter and its value instead (`None`: left out), or, with
/// `+` before the name, once more.
type Row = (&'static str, &'static str, Option<&'static str>, Demand);

/// No safe way back.
const PAGES: &[Row] = &[
    ("no client_id", "client_id", None, Demand::Page(400, "client_id is missing")),
    ("an empty client_id", "client_id", Some(""), Demand::Page(400, "client_id is missing")),
    ("an unknown client_id", "client_id", Some("nobody"), Demand::Page(400, "no client is named")),
    ("a client_id of SQL", "client_id", Some("' OR '1'='1"), Demand::Page(400, "no client is named")),
    ("a client_id of markup", "client_id", Some("<b>"), Demand::Page(400, "&lt;b&gt;")),
    ("a client_id in other case", "client_id", Some("SHOP"), Demand::Page(400, "no client is named")),
    ("a client_id with a line end", "client_id", Some("shop\r\n"), Demand::Page(400, "no client is named")),
    ("client_id twice", "+client_id", Some("shop"), Demand::Page(400, "client_id was sent twice")),
    ("no redirect_uri", "redirect_uri", None, Demand::Page(400, "redirect_uri is missing")),
    ("an empty redirect_uri", "redirect_uri", Some(""), Demand::Page(400, "redirect_uri is missing")),
    (
        "redirect_uri twice",
        "+redirect_uri",
        Some("https://shop.example/callback"),
        Demand::Page(400, "redirect_uri was sent twice"),
    ),
    (
        "a second redirect_uri",
        "+redirect_uri",
        Some("https://evil.example/"),
        Demand::Page(400, "redirect_uri was sent twice"),
    ),
    ("another host", "redirect_uri", Some("https://evil.example/callback"), Demand::Page(400, "not registered")),
    ("a host below", "redirect_uri", Some("https://evil.shop.example/callback"), Demand::Page(400, "not registered")),
    (
        "a host that begins so",
        "redirect_uri",
        Some("https://shop.example.evil.example/callback"),
        Demand::Page(400, "not registered"),
    ),
    (
        "a host behind credentials",
        "redirect_uri",
        Some("https://shop.example@evil.example/callback"),
        Demand::Page(400, "not registered"),
    ),
    ("another scheme", "redirect_uri", Some("http://shop.example/callback"), Demand::Page(400, "not registered")),
    (
        "javascript",
        "redirect_uri",
        Some("javascript:alert(1)//shop.example/callback"),
        Demand::Page(400, "not registered"),
    ),
    ("another port", "redirect_uri", Some("https://shop.example:8443/callback"), Demand::Page(400, "not registered")),
    (
        "the default port",
        "redirect_uri",
        Some("https://shop.example:443/callback"),
        Demand::Page(400, "not registered"),
    ),
    ("a slash more", "redirect_uri", Some("https://shop.example/callback/"), Demand::Page(400, "not registered")),
    ("a path more", "redirect_uri", Some("https://shop.example/callback/../evil"), Demand::Page(400, "not registered")),
    ("an encoded path", "redirect_uri", Some("https://shop.example/%63allback"), Demand::Page(400, "not registered")),
    ("a query added", "redirect_uri", Some("https://shop.example/callback?x=1"), Demand::Page(400, "not registered")),
    (
        "an empty query added",
        "redirect_uri",
        Some("https://shop.example/callback?"),
        Demand::Page(400, "not registered"),
    ),
    ("a fragment", "redirect_uri", Some("https://shop.example/callback#"), Demand::Page(400, "not registered")),
    ("a capital letter", "redirect_uri", Some("https://shop.example/Callback"), Demand::Page(400, "not registered")),
    ("a capital host", "redirect_uri", Some("https://SHOP.example/callback"), Demand::Page(400, "not registered")),
    (
        "a dot behind the host",
        "redirect_uri",
        Some("https://shop.example./callback"),
        Demand::Page(400, "not registered"),
    ),
    (
        "a look-alike host",
        "redirect_uri",
        Some("https://sh\u{43e}p.example/callback"),
        Demand::Page(400, "not registered"),
    ),
    ("a tab inside", "redirect_uri", Some("https://shop.example/\tcallback"), Demand::Page(400, "not registered")),
    (
        "a line end behind",
        "redirect_uri",
        Some("https://shop.example/callback\r\n"),
        Demand::Page(400, "not registered"),
    ),
    ("a backslash", "redirect_uri", Some("https:\\\\shop.example\\callback"), Demand::Page(400, "not registered")),
    ("a blank in front", "redirect_uri", Some(" https://shop.example/callback"), Demand::Page(400, "not registered")),
    ("a relative one", "redirect_uri", Some("/callback"), Demand::Page(400, "not registered")),
    (
        "a registered one of another app",
        "redirect_uri",
        Some("https://wiki.example/callback?from=claviger"),
        Demand::Page(400, "not registered"),
    ),
];

/// Told to the app.
const TOLD: &[Row] = &[
    ("no response_type", "response_type", None, Demand::Told("invalid_request", "response_type is missing")),
    ("an empty response_type", "response_type", Some(""), Demand::Told("invalid_request", "response_type is missing")),
    ("an unknown response_type", "response_type", Some("magic"), Demand::Told("unsupported_response_type", "code")),
    ("the implicit one", "response_type", Some("token"), Demand::Told("unsupported_response_type", "code")),
    ("a hybrid one", "response_type", Some("code id_token"), Demand::Told("unsupported_response_type", "code")),
    ("code twice in it", "response_type", Some("code code"), Demand::Told("unsupported_response_type", "code")),
    ("its case", "response_type", Some("Code"), Demand::Told("unsupported_response_type", "code")),
    (
        "response_type twice",
        "+response_type",
        Some("code"),
        Demand::Told("invalid_request", "response_type was sent twice"),
    ),
    ("an unknown response_mode", "response_mode", Some("magic"), Demand::Told("invalid_request", "response_mode")),
    ("no scope", "scope", None, Demand::Told("invalid_scope", "scope is missing")),
    ("an empty scope", "scope", Some(""), Demand::Told("invalid_scope", "scope is missing")),
    ("a scope of blanks", "scope", Some("   "), Demand::Told("invalid_scope", "none of")),
    ("an unknown scope", "scope", Some("everything"), Demand::Told("invalid_scope", "none of")),
    ("a scope with tabs", "scope", Some("openid\tprofile"), Demand::Told("invalid_scope", "none of")),
    ("a scope of control characters", "scope", Some("\u{1}\u{7f}"), Demand::Told("invalid_scope", "none of")),
    ("scope twice", "+scope", Some("openid"), Demand::Told("invalid_request", "scope was sent twice")),
    ("state twice", "+state", Some("other"), Demand::Told("invalid_request", "state was sent twice")),
    ("nonce twice", "+nonce", Some("other"), Demand::Told("invalid_request", "nonce was sent twice")),
    ("an unknown parameter twice", "+client_id_", Some("1"), Demand::Leads("/login")),
    (
        "a resource that is not registered",
        "resource",
        Some("https://x.example/"),
        Demand::Told("invalid_target", "not registered"),
    ),
    ("a resource that is no URI", "resource", Some("\r\n"), Demand::Told("invalid_target", "not registered")),
    ("no code_challenge", "code_challenge", None, Demand::Told("invalid_request", "code_challenge")),
    ("an empty code_challenge", "code_challenge", Some(""), Demand::Told("invalid_request", "code_challenge")),
    ("a short code_challenge", "code_challenge", Some("short"), Demand::Told("invalid_request", "43 characters")),
    (
        "a code_challenge with padding",
        "code_challenge",
        Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM="),
        Demand::Told("invalid_request", "43 characters"),
    ),
    (
        "a code_challenge of another alphabet",
        "code_challenge",
        Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM"),
        Demand::Told("invalid_request", "43 characters"),
    ),
    (
        "a code_challenge in another script",
        "code_challenge",
        Some("\u{44d}9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c"),
        Demand::Told("invalid_request", "43 characters"),
    ),
    ("no code_challenge_method", "code_challenge_method", None, Demand::Told("invalid_request", "S256")),
    ("plain", "code_challenge_method", Some("plain"), Demand::Told("invalid_request", "S256")),
    ("an unknown method", "code_challenge_method", Some("S512"), Demand::Told("invalid_request", "S256")),
    ("the method's case", "code_challenge_method", Some("s256"), Demand::Told("invalid_request", "S256")),
    (
        "code_challenge twice",
        "+code_challenge",
        Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        Demand::Told("invalid_request", "sent twice"),
    ),
    ("prompt=none and more", "prompt", Some("none login"), Demand::Told("invalid_request", "prompt=none stands alone")),
    (
        "prompt=none twice in it",
        "prompt",
        Some("none none"),
        Demand::Told("invalid_request", "prompt=none stands alone"),
    ),
    ("an unknown prompt", "prompt", Some("magic"), Demand::Told("invalid_request", "prompt is one or more of")),
    ("prompt twice", "+prompt", Some("login"), Demand::Leads("/login")),
    ("a max_age of letters", "max_age", Some("soon"), Demand::Told("invalid_request", "max_age")),
    ("a max_age below zero", "max_age", Some("-1"), Demand::Told("invalid_request", "max_age")),
    ("a max_age with a part", "max_age", Some("1.5"), Demand::Told("invalid_request", "max_age")),
    (
        "a max_age past every measure",
        "max_age",
        Some("99999999999999999999"),
        Demand::Told("invalid_request", "max_age"),
    ),
    ("a max_age in hexadecimal", "max_age", Some("0x10"), Demand::Told("invalid_request", "max_age")),
    ("a max_age of other digits", "max_age", Some("\u{661}\u{662}"), Demand::Told("invalid_request", "max_age")),
    ("an id_token_hint of nothing", "id_token_hint", Some("x"), Demand::Told("invalid_request", "id_token_hint")),
    (
        "an id_token_hint without a signature",
        "id_token_hint",
        Some("eyJhbGciOiJub25lIn0.e30."),
        Demand::Told("invalid_request", "id_token_hint"),
    ),
    ("registration", "registration", Some("{}"), Demand::Told("registration_not_supported", "registration")),
    ("an object of nothing", "request", Some("x"), Demand::Told("invalid_request_object", "is no JWT")),
    (
        "an object of control characters",
        "request",
        Some("\u{1}.\r\n."),
        Demand::Told("invalid_request_object", "no JWT"),
    ),
    (
        "an unsigned object",
        "request",
        Some("eyJhbGciOiJub25lIn0.e30."),
        Demand::Told("invalid_request_object", "an algorithm that this client may not use"),
    ),
    ("an encrypted object", "request", Some("a.b.c.d.e"), Demand::Told("invalid_request_object", "is no JWT")),
    ("an address of nothing", "request_uri", Some("x"), Demand::Told("invalid_request_uri", "not registered")),
    (
        "an address inside",
        "request_uri",
        Some("http://169.254.169.254/latest/meta-data"),
        Demand::Told("invalid_request_uri", "not registered"),
    ),
    (
        "an address of a file",
        "request_uri",
        Some("file:///etc/passwd"),
        Demand::Told("invalid_request_uri", "registered"),
    ),
];

/// Odd, and no reason to refuse.
const HARMLESS: &[Row] = &[
    ("a nonce of control characters", "nonce", Some("\u{1}\r\n"), Demand::Leads("/login")),
    ("a state of control characters", "state", Some("\u{1}\r\n"), Demand::Leads("/login")),
    ("a display of nonsense", "display", Some("\u{1}<b>"), Demand::Leads("/login")),
    (
        "a language of nonsense",
        "ui_locales",
        Some("../../etc/passwd \u{1} xx-xx-xx-xx-xx-xx-xx"),
        Demand::Leads("/login"),
    ),
    ("an acr of nonsense", "acr_values", Some("\u{1} ' OR 1=1"), Demand::Leads("/login")),
    ("a login_hint of nonsense", "login_hint", Some("\u{1}\u{202e}<script>"), Demand::Leads("/login")),
    ("an unknown parameter", "x[$ne]", Some("1"), Demand::Leads("/login")),
];

fn changed((_, name, value, _): &Row) -> Ask {
    match (name.strip_prefix('+'), value) {
        (Some(name), Some(value)) => SHOP.ask().and(name, value),
        (_, Some(value)) => SHOP.ask().with(name, value),
        (_, None) => SHOP.ask().without(name),
    }
}

async fn by_get(house: &House, rows: &[Row]) {
    for row in rows {
        refused(house, row.0, Request::get(&changed(row).url()), row.3).await;
    }
}

/// What an app posts is kept, and looked into when the browser comes back with its cookies; but for whom it is of, and
/// what it has signed.
async fn by_post(house: &House, rows: &[Row]) {
    for row in rows {
        let ask = changed(row);
        let post = Request::post("/oauth2/authorize", &ask.pairs());
        if ["client_id", "request", "request_uri"].contains(&row.1.trim_start_matches('+')) {
            refused(house, row.0, post, row.3).await;
            continue;
        }
        let kept = refused(house, row.0, post, Demand::Leads("/oauth2/authorize/resume")).await;
        refused(house, row.0, Request::get(kept.location()), row.3).await;
    }
}

on_every_engine! {
    async fn what_leaves_no_safe_way_back_is_a_page_by_get_and_post(house: &House) {
        by_get(house, PAGES).await;
        by_post(house, PAGES).await;
    }

    async fn what_can_be_told_to_the_app_is_told_by_get_and_post(house: &House) {
        by_get(house, TOLD).await;
        by_post(house, TOLD).await;
    }

    async fn what_is_odd_and_harmless_leads_to_the_sign_in_and_leaves_nothing(house: &House) {
        by_get(house, HARMLESS).await;
        by_post(house, HARMLESS).await;
    }

    async fn errors_in_the_fragment_and_by_form_hold_to_the_same_rules(house: &House) {
        let ask = SHOP.ask().with("response_mode", "fragment").with("scope", "everything");
        let answer = house.get(&ask.url()).await;
        answer.reply_in_fragment_to(SHOP.redirect_uri).assert_error("invalid_scope");
        let ask = SHOP.ask().with("response_mode", "form_post").with("scope", "everything").with("state", "\"><script>");
        let page = house.get(&ask.url()).await;
        assert!(!page.assert_page(200).contains("\"><script>"));
        assert_eq!((page.hidden("error"), page.hidden("state")), ("invalid_scope".to_owned(), "\"><script>".to_owned()));
    }

    async fn a_state_that_would_split_the_answer_travels_encoded(house: &House) {
        for state in ["a\r\nSet-Cookie: x=1", "a\r\n\r\n<html>", "&code=stolen&iss=x", "#code=stolen", "a;b,c\\\"'", "\u{1f511}"] {
            let answer = house.get(&SHOP.ask().with("state", state).with("prompt", "none").url()).await;
            let reply = answer.reply_to(SHOP.redirect_uri);
            assert_eq!((reply.get("state"), reply.get("code")), (Some(state), None));
            assert!(answer.all_headers("Set-Cookie").iter().all(|cookie| !cookie.starts_with("x=")));
        }
    }

    async fn too_much_of_a_request_is_refused_by_get_and_post(house: &House) {
        let long = "s".repeat(5 * 1024);
        for name in ["state", "nonce", "scope", "login_hint", "claims_locales", "x"] {
            let value = if name == "scope" { format!("openid {long}") } else { long.clone() };
            let ask = SHOP.ask().with(name, &value);
            refused(house, name, Request::get(&ask.url()), Demand::Told("invalid_request", "4096 characters")).await;
            refused(house, name, Request::post("/oauth2/authorize", &ask.pairs()), Demand::Page(400, "4096 characters")).await;
        }
        let many = format!("{}&{}", encode(&SHOP.ask().pairs()), fields(200));
        refused(house, "200 more", Request::get(&format!("/oauth2/authorize?{many}")), Demand::Page(400, "more than 100")).await;
        refused(house, "200 more", Request::post_raw("/oauth2/authorize", many), Demand::Page(400, "more than 100")).await;
    }

    async fn a_kept_request_that_was_damaged_leads_nowhere(house: &House) {
        let kept = house.send(Request::post("/oauth2/authorize", &SHOP.ask().pairs())).await;
        let sealed = kept.location().split_once("flow=").expect("a flow").1.to_owned();
        let browser: Browser = house.browser();
        for bad in [
            String::new(), "x".to_owned(), sealed[1..].to_owned(), format!("{sealed}A"), format!("{sealed}="), sealed.to_lowercase(),
            sealed.replacen(&sealed[10..11], if &sealed[10..11] == "A" { "B" } else { "A" }, 1), "A".repeat(20_000),
        ] {
            for path in ["/oauth2/authorize/resume", "/consent", "/select-account"] {
                let request = Request::get(&format!("{path}?flow={bad}"));
                refused(house, path, request, Demand::Page(400, "out of date")).await;
            }
            browser.get(&format!("/login?flow={bad}")).await.assert_page(200);
        }
    }
}
