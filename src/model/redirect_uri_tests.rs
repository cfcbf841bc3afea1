//! The laws of redirect URIs.

use super::*;
use proptest::prelude::*;

fn error(text: &str) -> RedirectUriError {
    RedirectUri::parse(text, false).unwrap_err()
}

#[test]
fn an_absolute_https_uri_or_one_of_this_machine_can_be_registered() {
    for uri in [
        "https://shop.example.com/callback",
        "https://shop.example.com",
        "https://shop.example.com:8443/cb?tenant=a&x=%20",
        "http://localhost:3000/cb",
        "http://shop.localhost/cb",
        "http://127.0.0.1/cb",
        "http://[::1]:9/cb",
        "com.example.app:/callback",
        "com.example.app://callback",
    ] {
        assert_eq!(RedirectUri::parse(uri, false).map(|uri| uri.to_string()), Ok(uri.to_owned()));
    }
}

#[test]
fn what_could_lead_elsewhere_is_refused_with_its_reason() {
    use RedirectUriError as E;
    for (uri, expected) in [
        ("/callback", E::NotAbsolute),
        ("shop.example.com/cb", E::NotAbsolute),
        ("localhost:3000/cb", E::NotAbsolute),
        ("shop.example.com:443/cb", E::NotAbsolute),
        ("https:shop.example.com", E::NotAbsolute),
        ("https:///shop.example.com", E::NotAbsolute),
        ("https://", E::NotAbsolute),
        ("", E::NotAbsolute),
        ("https://shop.example.com/cb#x", E::Fragment),
        ("https://shop.example.com/cb#", E::Fragment),
        ("https://*.example.com/cb", E::Wildcard),
        ("https://shop.example.com/*", E::Wildcard),
        ("https://u:p@shop.example.com/cb", E::Credentials),
        ("https://shop.example.com@evil.example/cb", E::Credentials),
        ("com.example.app://user@host/cb", E::Credentials),
        ("http://shop.example.com/cb", E::PlainHttp),
        ("HTTP://shop.example.com/cb", E::PlainHttp),
        ("http://127.0.0.1.example.com/cb", E::PlainHttp),
        ("https://shop.example.com/a/../b", E::DotSegment),
        ("https://shop.example.com/a/%2E%2e/b", E::DotSegment),
        ("https://shop.example.com/a b", E::IllegalCharacter(' ')),
        ("https://shop.example.com\\@evil.example", E::IllegalCharacter('\\')),
        ("https://shop.example.com/\n", E::IllegalCharacter('\n')),
        ("https://bücher.example/", E::IllegalCharacter('ü')),
        ("https://shop.example.com/%zz", E::BadPercent),
        ("https://shop.example.com/%2", E::BadPercent),
        ("https://shop.example.com/?state=1", E::AnswerParameter("state".to_owned())),
        ("https://shop.example.com/?a=1&c%6fde=1", E::AnswerParameter("code".to_owned())),
        ("myapp:/cb", E::UndottedScheme("myapp".to_owned())),
    ] {
        assert_eq!(error(uri), expected, "{uri}");
    }
    assert_eq!(error(&format!("https://x.example/{}", "a".repeat(2000))), E::TooLong);
}

#[test]
fn schemes_that_browsers_run_or_open_are_refused_for_every_app() {
    for scheme in REFUSED_SCHEMES.iter().chain(&["JavaScript", "ms-word"]) {
        let uri = format!("{scheme}:/x");
        let expected = RedirectUriError::RefusedScheme(scheme.to_ascii_lowercase());
        assert_eq!(RedirectUri::parse(&uri, true), Err(expected));
    }
}

#[test]
fn a_scheme_without_a_dot_is_for_public_apps_only() {
    assert!(RedirectUri::parse("myapp:/cb", true).is_ok());
    assert!(RedirectUri::parse("myapp:/cb", false).is_err());
}

#[test]
fn a_loopback_address_may_differ_in_its_port_only() {
    for registered in ["http://127.0.0.1/cb?x=1", "http://127.0.0.1:1234/cb?x=1"] {
        for presented in ["http://127.0.0.1/cb?x=1", "http://127.0.0.1:1/cb?x=1", "http://127.0.0.1:65535/cb?x=1"] {
            assert!(matches_registered(registered, presented), "{registered} {presented}");
        }
        for presented in [
            "http://127.0.0.1:1/cb",
            "http://127.0.0.1:1/cb?x=2",
            "http://127.0.0.1:1/CB?x=1",
            "http://127.0.0.1:/cb?x=1",
            "http://127.0.0.1:65536/cb?x=1",
            "http://127.0.0.1:+1/cb?x=1",
            "http://127.0.0.1:1@evil.example/cb?x=1",
            "http://127.0.0.1.evil.example/cb?x=1",
            "http://127.0.0.10/cb?x=1",
            "http://[::1]:1/cb?x=1",
            "https://127.0.0.1:1/cb?x=1",
            "http://localhost:1/cb?x=1",
        ] {
            assert!(!matches_registered(registered, presented), "{registered} {presented}");
        }
    }
    assert!(matches_registered("http://[::1]/cb", "http://[::1]:5000/cb"));
    assert!(matches_registered("http://127.0.0.1", "http://127.0.0.1:5000"));
}

#[test]
fn any_other_uri_must_be_the_same_string() {
    for (registered, presented) in [
        ("https://shop.example.com/cb", "https://shop.example.com/cb/"),
        ("https://shop.example.com/cb", "https://shop.example.com:443/cb"),
        ("https://shop.example.com/cb", "https://SHOP.example.com/cb"),
        ("https://shop.example.com/cb", "https://shop.example.com/cb?x=1"),
        ("http://localhost:3000/cb", "http://localhost:3001/cb"),
        ("com.example.app:/cb", "com.example.app:/cb2"),
    ] {
        assert!(matches_registered(registered, registered));
        assert!(!matches_registered(registered, presented), "{presented}");
    }
}

#[test]
fn parameters_are_appended_after_the_registered_query() {
    let pair = [("code", "a b+c"), ("state", "é")];
    for (uri, expected) in [
        ("https://a.example/cb", "https://a.example/cb?code=a%20b%2Bc&state=%C3%A9"),
        ("https://a.example/cb?", "https://a.example/cb?code=a%20b%2Bc&state=%C3%A9"),
        ("https://a.example/cb?x=%7e&", "https://a.example/cb?x=%7e&code=a%20b%2Bc&state=%C3%A9"),
        ("https://a.example/cb?x=+", "https://a.example/cb?x=+&code=a%20b%2Bc&state=%C3%A9"),
    ] {
        assert_eq!(append_query(uri, &pair), expected);
    }
    assert_eq!(append_query("https://a.example/cb", &[]), "https://a.example/cb");
}

#[test]
fn an_origin_is_what_browsers_send() {
    assert_eq!(origin("https://Shop.example.com:443/cb?x").as_deref(), Some("https://shop.example.com"));
    assert_eq!(origin("http://[::1]:80/cb").as_deref(), Some("http://[::1]"));
    assert_eq!(origin("com.example.app:/cb"), None);
}

proptest! {
    #[test]
    fn whatever_state_was_sent_comes_back(state in any::<String>(), query in "(\\?[a-z]{1,3}=[a-z%0-9]{0,3})?") {
        let uri = format!("https://a.example/cb{query}");
        let answer = append_query(&uri, &[("state", &state)]);
        prop_assert!(answer.starts_with(&uri));
        let parsed = Url::parse(&answer).unwrap();
        let states: Vec<_> = parsed.query_pairs().filter(|(name, _)| name == "state").map(|(_, v)| v.into_owned()).collect();
        prop_assert_eq!(states, vec![state]);
    }

    #[test]
    fn no_text_breaks_the_parser_and_what_it_takes_is_kept(text in "[a-z]{0,5}:?/{0,3}[!-~]{0,30}") {
        if let Ok(uri) = RedirectUri::parse(&text, true) {
            prop_assert_eq!(uri.as_str(), &text);
            prop_assert!(matches_registered(uri.as_str(), &text));
        }
    }

    #[test]
    fn a_uri_that_matches_a_loopback_address_leads_to_that_address(port in ":?[0-9@.a-z]{0,8}", tail in "[/?@:a-z0-9.]{0,6}") {
        let presented = format!("http://127.0.0.1{port}{tail}");
        if matches_registered("http://127.0.0.1:80/cb", &presented) {
            let url = Url::parse(&presented).unwrap();
            prop_assert_eq!(url.host_str(), Some("127.0.0.1"));
            prop_assert_eq!(url.path(), "/cb");
        }
    }
}
