//! Registration and its management, and assertions at the endpoints that take them, in shapes that no sound client sends.

use super::table::{Demand, refused, rows};
use crate::support::{House, NewToken, Request, on_every_engine, registered};
use claviger::oidc::client_auth::JWT_BEARER;
use serde_json::json;

const CALLBACK: &str = "https://app.example/cb";

/// Bodies that are no metadata, and a part of what is said of them.
fn bodies() -> Vec<(&'static str, Vec<u8>, u16, &'static str)> {
    let good = |member: &str| format!("{{\"redirect_uris\":[\"{CALLBACK}\"],{member}}}").into_bytes();
    let many: String = (0..10_000).map(|n| format!("\"m{n}\":1,")).collect();
    vec![
        ("nothing", vec![], 400, "the body"),
        ("a list", b"[]".to_vec(), 400, "the body"),
        ("a text", b"\"x\"".to_vec(), 400, "the body"),
        ("a number", b"7".to_vec(), 400, "the body"),
        ("a name twice", good("\"client_name\":\"a\",\"client_name\":\"b\""), 400, "the body"),
        ("a name twice, deep", good("\"jwks\":{\"keys\":[],\"keys\":[]}"), 400, "the body"),
        (
            "bytes that are no UTF-8",
            good("\"client_name\":\"\u{0}\"").into_iter().chain([0xff]).collect(),
            400,
            "the body",
        ),
        ("a comment", b"{/**/}".to_vec(), 400, "the body"),
        ("a comma too many", b"{\"a\":1,}".to_vec(), 400, "the body"),
        ("brackets without end", b"[".repeat(60_000), 400, "the body"),
        ("objects without end", b"{\"a\":".repeat(10_000), 400, "the body"),
        ("a number without end", good("\"default_max_age\":1e999"), 400, ""),
        ("a half number", good("\"default_max_age\":1.5"), 400, "default_max_age: "),
        ("a great number", good("\"default_max_age\":99999999999999999999"), 400, "default_max_age: "),
        ("NUL", good("\"client_name\":\"a\\u0000b\""), 400, "client_name: "),
        ("half a character", good("\"client_name\":\"\\ud800\""), 400, ""),
        ("a line end", good("\"client_uri\":\"https://a.example/\\r\\nX: y\""), 400, "client_uri: "),
        ("10,000 members", format!("{{{many}\"a\":1}}").into_bytes(), 413, ""),
        ("1 MB", good(&format!("\"client_name\":\"{}\"", "a".repeat(1 << 20))), 413, ""),
        ("a name of 60,000", good(&format!("\"client_name\":\"{}\"", "a".repeat(60_000))), 400, "client_name: "),
        (
            "1,000 redirect URIs",
            {
                let uris: Vec<_> = (0..1000).map(|n| format!("{CALLBACK}{n}")).collect();
                json!({ "redirect_uris": uris }).to_string().into_bytes()
            },
            400,
            "redirect_uris: ",
        ),
    ]
}

const ASSERTIONS: &[&str] = &[
    "x",
    "..",
    "a.b.c",
    "a.b.c.d.e",
    "%00",
    "%0d%0a",
    "%ff",
    "eyJhbGciOiJub25lIn0.e30.",
    "eyJhbGciOiJIUzI1NiJ9.e30.AAAA",
    "eyJhbGciOiJSUzI1NiJ9.W10.AAAA",
    "eyJhbGciOjd9.e30.AAAA",
    "bnVsbA.bnVsbA.bnVsbA",
    "%F0%9F%94%91.a.b",
];

on_every_engine! {
    async fn no_malformed_metadata_registers_or_changes_an_app(house: &House) {
        let known = registered(house, &json!({ "redirect_uris": [CALLBACK] })).await;
        let (id, bearer) = (known["client_id"].as_str().expect("an id"), known["registration_access_token"].as_str().expect("a token"));
        let (initial, managed) = (house.initial_token(NewToken::default()).await, format!("/oauth2/register/{id}"));
        for (what, body, status, says) in bodies() {
            for (method, path, token) in [("POST", "/oauth2/register", &*initial), ("PUT", &*managed, bearer)] {
                let request = Request::new(method, path).bearer(token).header("Content-Type", "application/json");
                let demand = Demand::Status(status);
                let answer = refused(house, &format!("{method} {what}"), request.body(&*body), demand).await;
                let error = answer.json_of(status);
                // Of an app that is changed its client_id is looked at first.
                let is_said = |text: &str| text.contains(says) || method == "PUT" && text.contains("client_id");
                assert!(error["error_description"].as_str().is_some_and(is_said), "{method} {what}: {error}");
            }
        }
        house.send(Request::get(&managed).bearer(bearer)).await.json_of(200);
    }

    async fn registration_takes_json_and_its_own_methods_only(house: &House) {
        let known = registered(house, &json!({ "redirect_uris": [CALLBACK] })).await;
        let (id, bearer) = (known["client_id"].as_str().expect("an id"), known["registration_access_token"].as_str().expect("a token"));
        let (initial, managed) = (house.initial_token(NewToken::default()).await, format!("/oauth2/register/{id}"));
        for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jwt", "multipart/form-data; boundary=x", "nonsense", ""] {
            for (method, path, token) in [("POST", "/oauth2/register", &*initial), ("PUT", &*managed, bearer)] {
                let request = Request::new(method, path).bearer(token).header("Content-Type", kind).body("{}");
                refused(house, &format!("{method} {kind:?}"), request, Demand::Status(415)).await;
            }
        }
        for (path, token, methods) in [("/oauth2/register", &*initial, &["GET", "PUT", "PATCH", "DELETE"][..]), (&managed, bearer, &["POST", "PATCH"])] {
            for method in methods {
                let request = Request::new(method, path).bearer(token);
                refused(house, &format!("{method} {path}"), request, Demand::Status(405)).await;
            }
        }
        for id in ["nobody", "..%2f..", "%00", "%ff", "'%20OR%20'1", &"x".repeat(4000)] {
            for method in ["GET", "DELETE"] {
                let request = Request::new(method, &format!("/oauth2/register/{id}")).bearer(bearer);
                refused(house, &format!("{method} {id}"), request, Demand::Http(&[400, 401, 404])).await;
            }
        }
    }

    async fn no_malformed_assertion_proves_anything_or_leaves_a_trace(house: &House) {
        let before = rows(house).await;
        for path in ["/oauth2/token", "/oauth2/introspect", "/oauth2/revoke", "/oauth2/par"] {
            let start = format!("grant_type=client_credentials&token=x&client_assertion_type={}", JWT_BEARER.replace(':', "%3A"));
            for assertion in ASSERTIONS {
                let request = Request::post_raw(path, format!("{start}&client_assertion={assertion}"));
                let demand = match *assertion {
                    "%00" | "%ff" => Demand::Error(400, "invalid_request", "not form-urlencoded"),
                    _ => Demand::Error(401, "invalid_client", "client_assertion"),
                };
                refused(house, &format!("{path}: {assertion}"), request, demand).await;
            }
            let twice = |says| Demand::Error(400, "invalid_request", says);
            for (what, body, demand) in [
                ("twice", format!("{start}&client_assertion=a.b.c&client_assertion=a.b.c"), twice("client_assertion was sent twice")),
                ("two types", format!("{start}&client_assertion_type=x&client_assertion=a.b.c"), twice("client_assertion_type was sent twice")),
                ("no type", "grant_type=client_credentials&token=x&client_assertion=a.b.c".to_owned(), twice("come together")),
                ("no assertion", start.clone(), twice("come together")),
                ("with a secret", format!("{start}&client_assertion=a.b.c&client_id=robot&client_secret=x"), twice("came twice")),
                (
                    "another type",
                    "grant_type=client_credentials&client_assertion_type=saml2&client_assertion=a.b.c".to_owned(),
                    Demand::Error(401, "invalid_client", "client_assertion_type is not supported"),
                ),
            ] {
                refused(house, &format!("{path}: {what}"), Request::post_raw(path, body), demand).await;
            }
            let long = format!("{start}&client_assertion={}", "a".repeat(1 << 20));
            refused(house, &format!("{path}: 1 MB"), Request::post_raw(path, long), Demand::Error(413, "invalid_request", "")).await;
        }
        assert_eq!(rows(house).await, before);
    }
}
