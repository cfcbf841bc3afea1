//! Userinfo, introspection, revocation, sign-out and the public documents, asked as no sound client asks.

use super::table::{Demand, refused};
use crate::support::{ALICE, House, Request, SHOP, SPA, VAULT, encode, on_every_engine};

/// What the client sends, and the answer.
type Row = (&'static str, &'static str, u16, &'static str, &'static str);

const INTROSPECTION: &[Row] = &[
    ("nothing", "", 400, "invalid_request", "token is missing"),
    ("an empty token", "token=", 400, "invalid_request", "token is missing"),
    ("a token twice", "token=x&token=x", 400, "invalid_request", "token was sent twice"),
    (
        "a hint twice",
        "token=x&token_type_hint=a&token_type_hint=b",
        400,
        "invalid_request",
        "token_type_hint was sent twice",
    ),
    ("a secret in the body too", "token=x&client_secret=y", 400, "invalid_request", "came twice"),
    ("another client_id", "token=x&client_id=vault", 400, "invalid_request", "differs"),
];

/// What is no token: inactive, and fine to revoke.
const NO_TOKENS: &[&str] = &[
    "x",
    "%20",
    "+",
    "%01%02%7f",
    "%0d%0aSet-Cookie:%20x=1",
    "'+OR+'1'='1",
    "..",
    "a.b.c",
    "a.b.c.d.e",
    "eyJhbGciOiJub25lIn0.e30.",
    "%F0%9F%94%91",
    "null",
    "-1",
    "0190b7d1-0000-7000-8000-000000000000",
    "0190b7d1-0000-7000-8000-000000000000.x",
];

/// What is wrong, the fields, a part of the page.
type SignOut = (&'static str, &'static [(&'static str, &'static str)], &'static str);

/// Requests to sign out whose answer is a page and never a redirect.
const SIGN_OUTS: &[SignOut] = &[
    (
        "an unregistered way back",
        &[("client_id", "shop"), ("post_logout_redirect_uri", "https://evil.example/")],
        "not registered",
    ),
    (
        "an added query",
        &[("client_id", "shop"), ("post_logout_redirect_uri", "https://shop.example/bye?x=1")],
        "not registered",
    ),
    (
        "a registered one of another app",
        &[("client_id", "wiki:2"), ("post_logout_redirect_uri", "https://shop.example/bye")],
        "not registered",
    ),
    (
        "a way back for signing in",
        &[("client_id", "shop"), ("post_logout_redirect_uri", "https://shop.example/callback")],
        "not registered",
    ),
    (
        "a way back of nobody",
        &[("post_logout_redirect_uri", "https://shop.example/bye")],
        "needs an id_token_hint or a client_id",
    ),
    (
        "an unknown app",
        &[("client_id", "nobody"), ("post_logout_redirect_uri", "https://shop.example/bye")],
        "needs an id_token_hint or a client_id",
    ),
    ("javascript", &[("client_id", "shop"), ("post_logout_redirect_uri", "javascript:alert(1)")], "not registered"),
    ("a relative way back", &[("client_id", "shop"), ("post_logout_redirect_uri", "//evil.example")], "not registered"),
    (
        "a line end",
        &[("client_id", "shop"), ("post_logout_redirect_uri", "https://shop.example/bye\r\nX: y")],
        "not registered",
    ),
    (
        "a way back twice",
        &[
            ("client_id", "shop"),
            ("post_logout_redirect_uri", "https://shop.example/bye"),
            ("post_logout_redirect_uri", "https://evil.example/"),
        ],
        "sent twice",
    ),
    ("a hint twice", &[("id_token_hint", "x"), ("id_token_hint", "y")], "sent twice"),
    ("a client twice", &[("client_id", "shop"), ("client_id", "wiki:2")], "sent twice"),
    ("a state twice", &[("state", "x"), ("state", "y")], "sent twice"),
    ("a hint of nothing", &[("id_token_hint", "x")], "id_token_hint"),
    ("a hint without a signature", &[("id_token_hint", "eyJhbGciOiJub25lIn0.e30.")], "id_token_hint"),
    ("a hint of control characters", &[("id_token_hint", "\u{1}\u{7f}\r\n")], "id_token_hint"),
    ("a hint of five parts", &[("id_token_hint", "a.b.c.d.e")], "encrypted"),
];

on_every_engine! {
    async fn no_malformed_introspection_is_answered_with_more_than_an_error(house: &House) {
        for (what, body, status, error, says) in INTROSPECTION {
            for path in ["/oauth2/introspect", "/oauth2/revoke"] {
                let request = Request::post_raw(path, *body).header("Authorization", SHOP.basic());
                refused(house, &format!("{path}: {what}"), request, Demand::Error(*status, error, says)).await;
            }
        }
        let request = SPA.post("/oauth2/introspect", &[("token", "x")]);
        refused(house, "a public client", request, Demand::Error(401, "invalid_client", "with a secret")).await;
    }

    async fn what_is_no_token_is_inactive_and_fine_to_revoke(house: &House) {
        for token in NO_TOKENS {
            for hint in ["", "&token_type_hint=refresh_token", "&token_type_hint=%01nonsense"] {
                let body = format!("token={token}{hint}");
                let request = Request::post_raw("/oauth2/introspect", &*body).header("Authorization", VAULT.basic());
                let answer = refused(house, &body, request, Demand::Status(200)).await;
                assert_eq!(answer.json(), serde_json::json!({ "active": false }), "{body}");
                let request = Request::post_raw("/oauth2/revoke", &*body).header("Authorization", VAULT.basic());
                refused(house, &body, request, Demand::Status(200)).await;
            }
        }
        let long = "x".repeat(60_000);
        assert_eq!(house.introspect(&VAULT, &long).await, serde_json::json!({ "active": false }));
    }

    async fn userinfo_refuses_every_malformed_bearer_alike(house: &House) {
        for header in [
            "Bearer x", "bearer a.b.c", "Bearer \u{1}", "Bearer  two  blanks", "Bearer x y", "Bearer null", "Bearer ..",
            "Bearer eyJhbGciOiJub25lIn0.e30.", "Bearer ' OR '1'='1", "BEARER x",
        ] {
            for method in ["GET", "POST"] {
                let mut request = Request::new(method, "/oauth2/userinfo").header("Authorization", header);
                if method == "POST" {
                    request = request.header("Content-Type", "application/x-www-form-urlencoded");
                }
                let answer = refused(house, header, request, Demand::Http(&[400, 401])).await;
                if answer.status == 401 {
                    answer.assert_error(401, "invalid_token");
                    let challenge = answer.header("WWW-Authenticate").expect("a challenge");
                    assert!(challenge.contains("error=\"invalid_token\""), "{header}: {challenge}");
                }
            }
        }
        for header in ["", "Bearer", "Bearer ", "Basic c2hvcDp4", "Token x", "x", "DPoP x"] {
            let request = Request::get("/oauth2/userinfo").header("Authorization", header);
            let answer = refused(house, header, request, Demand::Error(401, "invalid_token", "no access token came")).await;
            assert_eq!(answer.header("WWW-Authenticate"), Some("Bearer realm=\"claviger\""), "{header}");
        }
    }

    async fn userinfo_reads_a_token_in_a_form_only(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, "openid").await;
        let body = encode(&[("access_token", &tokens.access)]);
        for kind in ["application/json", "text/plain", "multipart/form-data; boundary=x", ""] {
            let request = Request::new("POST", "/oauth2/userinfo").header("Content-Type", kind).body(&*body);
            refused(house, kind, request, Demand::Error(401, "invalid_token", "no access token came")).await;
        }
        let twice = Request::post_raw("/oauth2/userinfo", format!("{body}&{body}"));
        refused(house, "twice", twice, Demand::Error(400, "invalid_request", "access_token was sent twice")).await;
        let both = Request::post_raw("/oauth2/userinfo", &*body).bearer(&tokens.access);
        refused(house, "both", both, Demand::Error(400, "invalid_request", "came twice")).await;
        let query = Request::get(&format!("/oauth2/userinfo?{body}"));
        refused(house, "in the query", query, Demand::Error(401, "invalid_token", "no access token came")).await;
        for bad in ["access_token=%ff", "access_token=%00", "access_token=%zz"] {
            let request = Request::post_raw("/oauth2/userinfo", bad);
            refused(house, bad, request, Demand::Error(401, "invalid_token", "no access token came")).await;
        }
    }

    async fn no_malformed_sign_out_leads_anywhere_or_ends_a_session(house: &House) {
        let alice = house.signed_in(ALICE).await;
        for (what, fields, says) in SIGN_OUTS {
            let query = encode(fields);
            refused(house, what, Request::get(&format!("/oauth2/logout?{query}")), Demand::Page(400, says)).await;
            let answer = alice.get(&format!("/oauth2/logout?{query}")).await;
            Demand::Page(400, says).check(what, &answer);
            let kept = refused(house, what, Request::post_raw("/oauth2/logout", query), Demand::Leads("/oauth2/logout?request=")).await;
            Demand::Page(400, says).check(what, &alice.get(kept.location()).await);
        }
        assert!(alice.get("/account").await.assert_page(200).contains("Alice Adams"), "she is signed in");
    }

    async fn a_kept_sign_out_that_was_damaged_leads_nowhere(house: &House) {
        for sealed in ["x", "%01", "AAAA", "..", &"A".repeat(10_000)] {
            let request = Request::get(&format!("/oauth2/logout?request={sealed}"));
            refused(house, sealed, request, Demand::Page(400, "out of date")).await;
            let page = Request::get(&format!("/signed-out?logout={sealed}"));
            let answer = refused(house, sealed, page, Demand::Status(200)).await;
            assert!(!answer.text().contains("http-equiv"), "{}", answer.text());
        }
    }

    async fn public_documents_are_the_same_whatever_is_asked_along(house: &House) {
        for path in ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/.well-known/jwks.json"] {
            let plain = house.get(path).await;
            for query in ["?", "?x=%ff", "?issuer=https://evil.example", "?%00", "?x=<script>"] {
                let answer = refused(house, path, Request::get(&format!("{path}{query}")), Demand::Http(&[200, 400])).await;
                assert!(answer.status == 400 || answer.body == plain.body, "{path}{query}");
            }
            for (name, value) in [
                ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "https"), ("Forwarded", "host=evil.example"),
                ("If-None-Match", "nonsense"), ("If-None-Match", "\"x\", W/\"y\", *z"), ("Accept", "text/nonsense"), ("Range", "bytes=0-1"),
                ("Accept-Encoding", "\u{1}"), ("Origin", "\u{7f}"),
            ] {
                let answer = house.send(Request::get(path).header(name, value)).await;
                assert!([200, 400].contains(&answer.status), "{path} {name}: {value:?}: {}", answer.status);
                assert!(answer.status == 400 || answer.body == plain.body, "{path} {name}: {value:?}");
            }
            let with_body = Request::new("GET", path).header("Content-Type", "application/json").body("{\"x\":1}");
            assert_eq!(house.send(with_body).await.status, 200, "{path}");
        }
        let keys = house.get("/.well-known/jwks.json").await;
        for alias in ["nobody", "%ff", "..%2f..%2fetc%2fpasswd", "%00", "shop%20", "<b>"] {
            let answer = house.get(&format!("/.well-known/jwks/{alias}")).await;
            assert!([200, 400, 404, 422].contains(&answer.status), "{alias}: {}", answer.status);
            assert!(answer.status != 200 || answer.body == keys.body, "{alias}");
        }
    }
}
