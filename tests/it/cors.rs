//! Cross-origin use: token, userinfo and revoke answer pages at the client's own redirect origins, and no others.

use crate::support::{ALICE, App, House, NATIVE, Request, Response, SHOP, SPA, on_every_engine, on_sqlite};

const OWN: &str = "https://spa.example";

#[track_caller]
fn assert_shown_to(answer: &Response, origin: Option<&str>) {
    assert_eq!(answer.header("Access-Control-Allow-Origin"), origin, "{}", answer.text());
    assert_eq!(answer.header("Access-Control-Allow-Credentials"), None);
    assert!(answer.all_headers("Vary").iter().any(|value| value.contains("Origin")), "Vary: Origin is missing");
}

fn from(app: &App, path: &str, origin: &str) -> Request {
    app.post(path, &[("grant_type", "refresh_token"), ("refresh_token", "x"), ("token", "x")]).header("Origin", origin)
}

on_sqlite! {
    async fn token_and_revoke_show_their_answers_to_the_clients_own_origin(house: &House) {
        for path in ["/oauth2/token", "/oauth2/revoke", "/oauth2/par"] {
            assert_shown_to(&house.send(from(&SPA, path, OWN)).await, Some(OWN));
        }
    }

    async fn the_origin_of_another_client_sees_nothing(house: &House) {
        for path in ["/oauth2/token", "/oauth2/revoke", "/oauth2/par"] {
            assert_shown_to(&house.send(from(&SPA, path, "https://shop.example")).await, None);
            assert_shown_to(&house.send(from(&SHOP, path, OWN)).await, None);
        }
    }

    async fn an_origin_is_compared_whole(house: &House) {
        for origin in [
            "http://spa.example", "https://spa.example:8443", "https://spa.example.evil.example", "https://evil.example",
            "null", "https://sub.spa.example", "https://spa.example/app",
        ] {
            assert_shown_to(&house.send(from(&SPA, "/oauth2/token", origin)).await, None);
        }
    }

    async fn without_an_origin_nothing_is_said(house: &House) {
        let answer = house.send(SPA.post("/oauth2/token", &[("grant_type", "refresh_token")])).await;
        assert_eq!(answer.header("Access-Control-Allow-Origin"), None);
    }

    async fn a_refused_client_authentication_is_shown_to_its_origin_too(house: &House) {
        let fields = [("client_id", SHOP.id), ("client_secret", "wrong"), ("grant_type", "refresh_token")];
        let request = Request::post("/oauth2/token", &fields).header("Origin", "https://shop.example");
        let answer = house.send(request).await;
        answer.assert_error(401, "invalid_client");
        assert_shown_to(&answer, Some("https://shop.example"));
    }

    async fn a_preflight_names_methods_and_headers_to_a_registered_origin(house: &House) {
        for (path, method) in [("/oauth2/token", "POST"), ("/oauth2/revoke", "POST"), ("/oauth2/par", "POST"), ("/oauth2/userinfo", "GET")] {
            let request = Request::new("OPTIONS", path)
                .header("Origin", OWN)
                .header("Access-Control-Request-Method", method)
                .header("Access-Control-Request-Headers", "authorization,content-type");
            let answer = house.send(request).await;
            assert_eq!(answer.status, 204, "{path}");
            assert_shown_to(&answer, Some(OWN));
            let methods = answer.header("Access-Control-Allow-Methods").expect("methods");
            assert!(methods.split(", ").any(|own| own == method), "{path}: {methods}");
            let headers = answer.header("Access-Control-Allow-Headers").expect("headers").to_ascii_lowercase();
            assert!(headers.contains("authorization") && headers.contains("content-type"), "{path}: {headers}");
        }
    }

    async fn a_preflight_of_an_origin_that_no_app_has_is_not_answered_with_leave(house: &House) {
        for path in ["/oauth2/token", "/oauth2/revoke", "/oauth2/par", "/oauth2/userinfo"] {
            let request = Request::new("OPTIONS", path)
                .header("Origin", "https://evil.example")
                .header("Access-Control-Request-Method", "POST");
            assert_shown_to(&house.send(request).await, None);
        }
    }

    async fn introspection_authorization_and_logout_are_for_no_pages_of_others(house: &House) {
        for path in ["/oauth2/introspect", "/oauth2/authorize", "/oauth2/logout"] {
            for method in ["OPTIONS", "POST"] {
                let request = Request::new(method, path)
                    .header("Origin", "https://shop.example")
                    .header("Access-Control-Request-Method", "POST");
                let answer = house.send(request).await;
                assert_eq!(answer.header("Access-Control-Allow-Origin"), None, "{method} {path}");
            }
        }
    }

    async fn a_native_app_has_no_origin_to_be_shown_to(house: &House) {
        assert_shown_to(&house.send(from(&NATIVE, "/oauth2/token", "http://127.0.0.1:5000")).await, None);
    }
}

on_every_engine! {
    async fn userinfo_shows_its_answer_to_the_origin_of_the_tokens_client(house: &House) {
        let tokens = house.tokens_of(ALICE, &SPA, "openid").await;
        let ask = |origin: &str| Request::get("/oauth2/userinfo").bearer(&tokens.access).header("Origin", origin);
        let answer = house.send(ask(OWN)).await;
        answer.json_of(200);
        assert_shown_to(&answer, Some(OWN));
        assert_shown_to(&house.send(ask("https://shop.example")).await, None);
    }

    async fn userinfo_by_post_shows_its_answers_and_refusals_alike(house: &House) {
        let tokens = house.tokens_of(ALICE, &SPA, "openid").await;
        let token = ("access_token", tokens.access.as_str());
        for (request, status) in [
            (Request::post("/oauth2/userinfo", &[token]), 200),
            (Request::post("/oauth2/userinfo", &[]).bearer(&tokens.access), 200),
            (Request::post("/oauth2/userinfo", &[token, token]), 400),
            (Request::post("/oauth2/userinfo", &[token]).bearer(&tokens.access), 400),
            (Request::post("/oauth2/userinfo", &[]), 401),
            (Request::post("/oauth2/userinfo", &[("access_token", "unknown")]), 401),
        ] {
            let answer = house.send(request.header("Origin", OWN)).await;
            assert_eq!(answer.status, status, "{}", answer.text());
            assert_shown_to(&answer, Some(OWN));
        }
        let other = Request::post("/oauth2/userinfo", &[token]).header("Origin", "https://evil.example");
        assert_shown_to(&house.send(other).await, None);
    }

    async fn an_expired_token_is_told_to_its_clients_origin_with_the_challenge_readable(house: &House) {
        let tokens = house.tokens_of(ALICE, &SPA, "openid").await;
        house.clock.advance(301);
        let answer = house.send(Request::get("/oauth2/userinfo").bearer(&tokens.access).header("Origin", OWN)).await;
        answer.assert_error(401, "invalid_token");
        assert_shown_to(&answer, Some(OWN));
        let exposed = answer.header("Access-Control-Expose-Headers").expect("exposed headers");
        assert!(exposed.contains("WWW-Authenticate"), "{exposed}");
    }
}
