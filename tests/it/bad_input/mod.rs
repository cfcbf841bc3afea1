//! Requests that no sound client sends: refused with the right status, cleanly, and without any effect.

mod authorize;
mod credentials;
mod endpoints;
mod forms;
mod pages;
mod registration;
mod shapes;
mod table;
mod token;

use crate::support::{ALICE, House, ISSUER, ROBOT, Request, SHOP, encode, on_sqlite};

const JSON_ENDPOINTS: [&str; 4] = ["/oauth2/token", "/oauth2/introspect", "/oauth2/revoke", "/oauth2/par"];

fn form(path: &str, body: impl Into<Vec<u8>>) -> Request {
    Request::post_raw(path, body).header("Authorization", ROBOT.basic())
}

on_sqlite! {
    async fn a_form_over_sixty_four_kib_is_413_everywhere(house: &House) {
        let body = format!("grant_type=client_credentials&x={}", "x".repeat(64 * 1024));
        for path in JSON_ENDPOINTS {
            house.send(form(path, body.clone())).await.assert_error(413, "invalid_request");
        }
        for path in ["/oauth2/authorize", "/oauth2/logout", "/login", "/consent", "/select-account"] {
            house.send(Request::post_raw(path, body.clone())).await.assert_page(413);
        }
    }

    async fn a_form_just_under_the_limit_is_read(house: &House) {
        let head = "grant_type=client_credentials&x=";
        let body = format!("{head}{}", "x".repeat(64 * 1024 - head.len()));
        house.send(form("/oauth2/token", body)).await.json_of(200);
    }

    async fn a_body_of_another_media_type_is_415(house: &House) {
        for kind in ["application/json", "text/plain", "multipart/form-data; boundary=x", "nonsense"] {
            for path in JSON_ENDPOINTS {
                let request = Request::new("POST", path).header("Content-Type", kind).body("grant_type=client_credentials");
                let answer = house.send(request.header("Authorization", ROBOT.basic())).await;
                answer.assert_error(415, "invalid_request");
            }
            for path in ["/oauth2/authorize", "/oauth2/logout", "/login"] {
                let request = Request::new("POST", path).header("Content-Type", kind).body("x=y");
                house.send(request).await.assert_page(415);
            }
        }
    }

    async fn a_form_type_with_a_charset_is_still_a_form(house: &House) {
        let request = Request::new("POST", "/oauth2/token")
            .header("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
            .header("Authorization", ROBOT.basic())
            .body("grant_type=client_credentials");
        house.send(request).await.json_of(200);
    }

    async fn what_is_not_form_urlencoded_utf8_is_400(house: &House) {
        for body in [&b"grant_type=%ff"[..], b"grant_type=%zz", b"grant_type=%", b"a=\xff\xfe", b"%c3%28=x", b"token=%00"] {
            for path in JSON_ENDPOINTS {
                house.send(form(path, body)).await.assert_error(400, "invalid_request");
            }
            for path in ["/oauth2/authorize", "/oauth2/logout", "/login", "/consent"] {
                house.send(Request::post_raw(path, body)).await.assert_page(400);
            }
        }
        for path in ["/oauth2/authorize", "/oauth2/logout", "/login"] {
            for value in ["%ff", "%00"] {
                house.get(&format!("{path}?state={value}")).await.assert_page(400);
            }
        }
    }

    async fn an_empty_body_is_an_empty_form(house: &House) {
        for path in JSON_ENDPOINTS {
            house.send(form(path, "")).await.assert_error(400, "invalid_request");
        }
        house.send(Request::post_raw("/oauth2/authorize", "")).await.assert_page(400);
    }

    async fn a_state_of_five_kib_is_refused_cleanly(house: &House) {
        let state = "s".repeat(5 * 1024);
        let answer = house.get(&SHOP.ask().with("state", &state).url()).await;
        let reply = answer.reply_to(SHOP.redirect_uri);
        reply.assert_error("invalid_request");
        assert_eq!(reply.get("state"), Some(state.as_str()));
        let browser = house.browser();
        let answer = browser.post("/oauth2/authorize", &SHOP.ask().with("state", &state).pairs()).await;
        answer.assert_page(400);
    }

    async fn a_state_of_five_kib_that_needs_no_page_comes_back(house: &House) {
        let state = "s".repeat(5 * 1024);
        let browser = house.signed_in(ALICE).await;
        let answer = browser.get(&SHOP.ask().with("state", &state).url()).await;
        assert_eq!(answer.reply_to(SHOP.redirect_uri).get("state"), Some(state.as_str()));
    }

    async fn a_method_in_a_field_overrides_nothing(house: &House) {
        for method in ["GET", "DELETE", "PUT"] {
            let body = format!("_method={method}&grant_type=client_credentials");
            house.send(form("/oauth2/token", body)).await.json_of(200);
            let answer = house.send(Request::post("/login", &[("_method", method), ("username", ALICE)])).await;
            assert_eq!(answer.status, 403, "{}", answer.text());
        }
        let answer = house.send(form("/oauth2/token", "grant_type=client_credentials").header("X-HTTP-Method-Override", "GET"));
        answer.await.json_of(200);
    }

    async fn unknown_addresses_are_404(house: &House) {
        for path in [
            "/nothing", "/oauth2", "/oauth2/", "/oauth2/tokens", "/.well-known/", "/.well-known/nothing",
            "/.git/config", "/keys/master.key", "/data/claviger.db", "/s/0000000000000000/css/claviger.css",
            "/s/x/../../Cargo.toml", "/s/0/%2e%2e/%2e%2e/Cargo.toml", "/login/x", "/account/admin",
        ] {
            for method in ["GET", "POST", "DELETE"] {
                let answer = house.send(Request::new(method, path)).await;
                assert!([404, 400, 405].contains(&answer.status), "{method} {path}: {}", answer.status);
                assert!(!answer.text().contains("rocket") && !answer.text().contains("Rocket"), "{}", answer.text());
            }
        }
        house.get("/nothing").await.assert_page(404);
    }

    async fn a_404_below_the_protocols_addresses_is_json(house: &House) {
        house.get("/.well-known/nothing").await.assert_error(404, "invalid_request");
    }

    async fn another_host_is_421_and_learns_nothing(house: &House) {
        for host in ["evil.example", "localhost", "localhost:8001", "127.0.0.1:8000", "localhost:8000.evil.example"] {
            for path in ["/.well-known/openid-configuration", "/login", "/oauth2/authorize?client_id=shop", "/nothing"] {
                let answer = house.send(Request::get(path).host(host)).await;
                assert_eq!(answer.status, 421, "{host} {path}");
                assert!(answer.all_headers("Set-Cookie").is_empty(), "{host} {path}");
            }
            let answer = house.send(form("/oauth2/token", "grant_type=client_credentials").host(host)).await;
            assert_eq!(answer.status, 421, "{host}");
        }
        assert_eq!(house.send(Request::get("/.well-known/jwks.json").host("LOCALHOST:8000")).await.status, 200);
    }

    async fn probes_answer_under_any_host(house: &House) {
        for path in ["/healthz", "/readyz"] {
            assert_eq!(house.send(Request::get(path).host("10.0.0.7")).await.status, 200, "{path}");
        }
    }

    async fn headers_without_end_are_refused(house: &House) {
        let mut request = Request::get("/.well-known/jwks.json");
        for number in 0..200 {
            request = request.header(&format!("X-Filler-{number}"), "x".repeat(4000));
        }
        let refused = tokio::spawn({
            let address = house.address;
            async move { request.send(address).await.status }
        });
        // Hanging up without an answer is a refusal too.
        let status = refused.await.unwrap_or(431);
        assert!([400, 413, 414, 431].contains(&status), "{status}");
        house.get("/.well-known/jwks.json").await.json_of(200);
    }

    async fn a_path_of_many_kib_is_refused_cleanly(house: &House) {
        let answer = house.get(&format!("/{}", "x".repeat(30_000))).await;
        assert!([404, 414].contains(&answer.status), "{}", answer.status);
    }

    async fn a_thousand_parameters_are_taken_in_good_time(house: &House) {
        let begun = std::time::Instant::now();
        let names: Vec<String> = (0..5000).map(|number| format!("p{number}")).collect();
        let fields: Vec<_> = names.iter().map(|name| (name.as_str(), "")).collect();
        house.send(form("/oauth2/token", encode(&fields))).await.assert_error(400, "invalid_request");
        assert!(begun.elapsed().as_secs() < 3, "{:?}", begun.elapsed());
    }

    async fn markup_in_parameters_never_reaches_a_page_as_markup(house: &House) {
        let markup = "\"'><script>alert(1)</script>";
        for target in [
            format!("/oauth2/authorize?{}", encode(&[("client_id", markup)])),
            SHOP.ask().with("redirect_uri", markup).url(),
            SHOP.ask().with("login_hint", markup).url(),
            format!("/oauth2/logout?{}", encode(&[("client_id", "shop"), ("post_logout_redirect_uri", markup)])),
            format!("/login?{}", encode(&[("flow", markup)])),
            format!("/setup?{}", encode(&[("token", markup)])),
            format!("/rescue?{}", encode(&[("token", markup)])),
            format!("/signed-out?{}", encode(&[("logout", markup)])),
        ] {
            let browser = house.browser();
            let answer = browser.get(&target).await;
            let answer = browser.follow(answer).await;
            assert!(!answer.text().contains("<script>alert"), "{target}: {}", answer.text());
        }
    }

    async fn pages_carry_the_security_headers(house: &House) {
        for path in ["/login", "/nothing", "/oauth2/authorize", "/oauth2/logout"] {
            let answer = house.get(path).await;
            assert_eq!(answer.header("X-Content-Type-Options"), Some("nosniff"), "{path}");
            assert_eq!(answer.header("Referrer-Policy"), Some("same-origin"), "{path}");
            let policy = answer.header("Content-Security-Policy").expect("a policy");
            assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe-inline"), "{path}: {policy}");
            assert!(answer.header("X-Request-Id").is_some_and(|id| id.len() > 10), "{path}");
            assert!(answer.header("Server").is_none_or(|server| !server.contains("Rocket")), "{path}");
        }
    }

    async fn a_header_from_a_stranger_changes_no_url_that_we_make(house: &House) {
        let request = Request::get(&SHOP.ask().with("prompt", "none").url())
            .header("X-Forwarded-Host", "evil.example")
            .header("X-Forwarded-Proto", "https")
            .header("X-Original-URL", "/account");
        let reply = house.send(request).await.reply_to(SHOP.redirect_uri);
        assert_eq!(reply.get("iss"), Some(ISSUER));
    }
}
