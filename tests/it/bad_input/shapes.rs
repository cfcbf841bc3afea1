//! Shapes of requests that are wrong wherever they come: bodies that are no form, bytes that are no text, too much of
//! everything, other methods. One table of endpoints, one of shapes, and every pair of them is tried.

use super::table::{Demand, fields, refused};
use crate::support::{House, ROBOT, Request, on_every_engine, on_sqlite};

/// How an endpoint tells its errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Face {
    /// JSON with `error` (RFC 6749 §5.2).
    Json,
    /// A page.
    Page,
}

/// Every address that takes a form from apps or from strangers.
const FORMS: &[(&str, Face)] = &[
    ("/oauth2/token", Face::Json),
    ("/oauth2/introspect", Face::Json),
    ("/oauth2/revoke", Face::Json),
    ("/oauth2/par", Face::Json),
    ("/oauth2/authorize", Face::Page),
    ("/oauth2/logout", Face::Page),
    ("/oauth2/logout/confirm", Face::Page),
    ("/login", Face::Page),
    ("/consent", Face::Page),
    ("/select-account", Face::Page),
    ("/new-password", Face::Page),
    ("/setup", Face::Page),
    ("/rescue", Face::Page),
];

/// Every address that reads its query.
const QUERIES: &[(&str, &[u16])] = &[
    ("/oauth2/authorize", &[400]),
    ("/oauth2/logout", &[400]),
    ("/login", &[400]),
    ("/consent", &[400]),
    ("/select-account", &[400]),
    ("/oauth2/authorize/resume", &[400, 403]),
    ("/signed-out", &[200]),
    ("/setup", &[200, 400, 404]),
    ("/rescue", &[200, 400, 404]),
    ("/.well-known/openid-configuration", &[200]),
    ("/.well-known/jwks.json", &[200]),
    ("/oauth2/userinfo", &[401]),
];

/// What every endpoint takes, and nothing else (RFC 9110 §15.5.6).
const METHODS: &[(&str, &[&str])] = &[
    ("/.well-known/openid-configuration", &["GET", "HEAD"]),
    ("/.well-known/oauth-authorization-server", &["GET", "HEAD"]),
    ("/.well-known/jwks.json", &["GET", "HEAD"]),
    ("/oauth2/authorize", &["GET", "POST"]),
    ("/oauth2/token", &["POST"]),
    ("/oauth2/userinfo", &["GET", "HEAD", "POST"]),
    ("/oauth2/introspect", &["POST"]),
    ("/oauth2/revoke", &["POST"]),
    ("/oauth2/par", &["POST"]),
    ("/oauth2/logout", &["GET", "POST"]),
    ("/oauth2/authorize/resume", &["GET"]),
    ("/oauth2/register", &["POST"]),
    ("/oauth2/register/shop", &["GET", "HEAD", "PUT", "DELETE"]),
    ("/.well-known/jwks/shop", &["GET", "HEAD"]),
];

/// Bodies that say they are a form and are none, or hold what no parameter may hold.
const NO_FORMS: &[(&str, &[u8])] = &[
    ("bytes that are no UTF-8", b"a=\xff\xfe"),
    ("bytes that are no UTF-8 in a name", b"\xc3\x28=x"),
    ("an escape that is no UTF-8", b"a=%ff"),
    ("an overlong escape", b"a=%c0%80"),
    ("a surrogate", b"a=%ed%a0%80"),
    ("an escape of letters that are no digits", b"a=%zz"),
    ("an escape that breaks off", b"a=%"),
    ("an escape of one digit", b"a=%4"),
    ("a NUL", b"a=%00"),
    ("a NUL that is not escaped", b"a=\0"),
    ("a NUL in a name", b"%00=a"),
    ("UTF-16", b"\xff\xfeg\0r\0a\0n\0t\0"),
];

const OTHER_TYPES: &[&str] = &[
    "application/json",
    "application/jwt",
    "application/xml",
    "text/plain",
    "text/html",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencodedx",
    "nonsense",
    "/",
    "",
];

impl Face {
    fn demand(self, status: u16, says: &'static str) -> Demand {
        match self {
            Self::Json => Demand::Error(status, "invalid_request", says),
            Self::Page => Demand::Page(status, "<h1"),
        }
    }
}

fn form(path: &str, body: impl Into<Vec<u8>>) -> Request {
    Request::post_raw(path, body).header("Authorization", ROBOT.basic())
}

on_every_engine! {
    async fn a_body_that_is_no_form_is_400_everywhere_and_leaves_nothing(house: &House) {
        for (path, face) in FORMS {
            for (what, body) in NO_FORMS {
                let demand = face.demand(400, "not form-urlencoded UTF-8");
                refused(house, &format!("{path}: {what}"), form(path, *body), demand).await;
            }
        }
    }

    async fn too_much_of_everything_is_refused_everywhere_and_leaves_nothing(house: &House) {
        let (megabyte, many, long_name) = ("s".repeat(1 << 20), fields(10_000), "n".repeat(70_000));
        for (path, face) in FORMS {
            let too_long = face.demand(413, "longer than 64 KiB");
            refused(house, &format!("{path}: 1 MB"), form(path, format!("state={megabyte}")), too_long).await;
            refused(house, &format!("{path}: 10,000 parameters"), form(path, many.clone()), too_long).await;
            refused(house, &format!("{path}: a name of 70,000"), form(path, format!("{long_name}=x")), too_long).await;
            let too_many = face.demand(400, "more than 100");
            let hundred = form(path, "=&".repeat(101));
            refused(house, &format!("{path}: 101 parameters"), hundred, face.demand(400, "")).await;
            refused(house, &format!("{path}: 5,000 parameters"), form(path, fields(5000)), too_many).await;
        }
    }
}

on_sqlite! {
    async fn another_media_type_is_415_everywhere(house: &House) {
        for (path, face) in FORMS {
            for kind in OTHER_TYPES {
                let request = Request::new("POST", path).header("Content-Type", kind).body("grant_type=client_credentials");
                let request = request.header("Authorization", ROBOT.basic());
                let demand = face.demand(415, "application/x-www-form-urlencoded");
                refused(house, &format!("{path}: {kind:?}"), request, demand).await;
            }
            let untyped = Request::new("POST", path).body("grant_type=client_credentials");
            refused(house, &format!("{path}: no type"), untyped, face.demand(415, "urlencoded")).await;
        }
    }

    async fn a_query_that_is_no_text_is_refused_by_whoever_reads_it(house: &House) {
        for (path, statuses) in QUERIES {
            for value in ["%ff", "%00", "%zz", "%", "%c3%28", "%ed%a0%80"] {
                let target = format!("{path}?flow={value}&request={value}&state={value}&token={value}&logout={value}");
                refused(house, &target, Request::get(&target), Demand::Http(statuses)).await;
            }
        }
    }

    async fn a_megabyte_in_the_query_never_reaches_us(house: &House) {
        let megabyte = "s".repeat(1 << 20);
        for (path, _) in QUERIES {
            let request = Request::get(&format!("{path}?state={megabyte}"));
            refused(house, &format!("{path}: 1 MB"), request, Demand::Http(&[414, 431])).await;
        }
    }

    async fn ten_thousand_parameters_in_the_query_are_too_many(house: &House) {
        let many = fields(10_000);
        for (path, _) in QUERIES.iter().take(3) {
            let request = Request::get(&format!("{path}?{many}"));
            refused(house, &format!("{path}: 10,000"), request, Demand::Http(&[400, 414, 431])).await;
        }
    }

    async fn other_methods_are_405_and_say_which_are_taken(house: &House) {
        for (path, allowed) in METHODS {
            for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] {
                if allowed.contains(&method) {
                    continue;
                }
                let answer = refused(house, path, Request::new(method, path), Demand::Status(405)).await;
                let allow = answer.header("Allow").expect("an Allow").to_owned();
                assert!(allowed.iter().all(|method| allow.contains(method)) && !allow.contains(method), "{path}: {allow}");
            }
            for method in ["TRACE", "CONNECT", "PROPFIND", "get", "X-NONSENSE"] {
                let demand = Demand::Http(&[400, 404, 405, 501]);
                refused(house, &format!("{method} {path}"), Request::new(method, path), demand).await;
            }
        }
    }

    async fn a_method_in_a_form_or_header_overrides_nothing(house: &House) {
        for (path, face) in FORMS {
            for method in ["PUT", "DELETE", "GET", "PATCH", "HEAD", "nonsense"] {
                let plain = house.send(form(path, "x=y")).await.status;
                let overridden = form(path, format!("_method={method}&x=y"));
                refused(house, &format!("{path}: _method={method}"), overridden, Demand::Status(plain)).await;
                let by_header = form(path, "x=y").header("X-HTTP-Method-Override", method).header("X-HTTP-Method", method);
                refused(house, &format!("{path}: {face:?} {method}"), by_header, Demand::Status(plain)).await;
            }
        }
    }

    async fn an_empty_body_is_an_empty_form(house: &House) {
        for (path, face) in FORMS {
            let plain = house.send(form(path, "x=y")).await.status;
            refused(house, &format!("{path}: {face:?}, empty"), form(path, ""), Demand::Status(plain)).await;
            refused(house, &format!("{path}: {face:?}, ampersands"), form(path, "&&&"), Demand::Status(plain)).await;
        }
    }

    async fn a_body_in_chunks_is_read_as_any_other(house: &House) {
        for (path, face) in FORMS {
            let plain = house.send(form(path, "x=y")).await.status;
            let chunked = form(path, "").chunked(&["x", "=", "y"]);
            refused(house, &format!("{path}: {face:?}, chunked"), chunked, Demand::Status(plain)).await;
            let bad = form(path, "").chunked(&["a=%", "ff"]);
            refused(house, &format!("{path}: chunked"), bad, face.demand(400, "not form-urlencoded")).await;
            let long = "x".repeat(1000);
            let endless = form(path, "").chunked(&[&*long; 70]);
            refused(house, &format!("{path}: chunked, 70 KB"), endless, face.demand(413, "64 KiB")).await;
        }
    }

    async fn two_lengths_or_a_length_and_chunks_are_refused_before_anything_is_read(house: &House) {
        for (path, _) in FORMS {
            let two = form(path, "x=y").header("Content-Length", "0");
            refused(house, &format!("{path}: two lengths"), two, Demand::Http(&[400])).await;
            let bad = Request::new("PUT", path).header("Content-Length", "nonsense");
            refused(house, &format!("{path}: no number"), bad, Demand::Http(&[400])).await;
        }
    }

    async fn headers_that_carry_control_characters_are_refused_or_of_no_effect(house: &House) {
        let plain = house.send(Request::get("/login")).await.status;
        for name in ["Cookie", "Accept-Language", "User-Agent", "Referer", "Origin", "X-Forwarded-For", "X-Request-Id", "If-None-Match"] {
            for value in ["\u{7f}", "\u{1}", "a\u{b}b", "ü", "\t", ";;;,,,===", "\"", &"x".repeat(9000)] {
                let answer = house.send(Request::get("/login").header(name, value)).await;
                assert!([plain, 400, 431].contains(&answer.status), "{name}: {value:?}: {}", answer.status);
                let echoed = answer.text().contains("x".repeat(9000).as_str());
                assert!(!echoed, "{name} is echoed");
            }
        }
    }

    async fn another_version_of_http_is_refused(house: &House) {
        for line in ["GET /login HTTP/9.9", "GET /login", "GET  /login HTTP/1.1", "/login GET HTTP/1.1", "\u{16}\u{3}\u{1}"] {
            let status = house.send_raw(format!("{line}\r\nHost: localhost:8000\r\n\r\n").as_bytes()).await;
            assert!(status.is_none_or(|status| [400, 505].contains(&status)), "{line}: {status:?}");
        }
    }
}
