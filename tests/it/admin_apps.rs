//! Apps in the admin area: the list, new ones, switching off and removing, what each role may, and that nothing typed
//! becomes markup. Settings and secrets: see `admin_app_settings`.

use crate::support::{
    BOB, House, ORDERS, SHOP, SPA, admin, app, on_every_engine, post_form, send, settings_form, unescape,
};
use claviger::model::client::{Client, ClientKind};
use claviger::model::client_rules::{ClientError, problems_of_client};
use claviger::model::color::Color;
use claviger::model::user::Role;
use std::collections::BTreeSet;

const NEW: [(&str, &str); 3] =
    [("kind", "web"), ("name", "Harbor Wiki"), ("redirect_uris", "https://wiki.example/callback\r\n")];

on_every_engine! {
    async fn an_id_that_is_a_word_of_an_address_is_refused_everywhere(house: &House) {
        let rocket = claviger::build(&house.provider);
        let words: BTreeSet<String> = rocket
            .routes()
            .filter_map(|route| route.uri.path().strip_prefix("/admin/clients/")?.split('/').next().map(str::to_owned))
            .filter(|word| !word.starts_with('<'))
            .collect();
        assert!(words.contains("new"), "{words:?}");
        for word in words {
            let client = Client { id: word.as_str().into(), ..app(house, "shop").await };
            let problems = problems_of_client(&client);
            assert!(problems.iter().any(|problem| matches!(problem, ClientError::ReservedId(_))), "{word}");
        }
    }

    async fn an_app_of_each_kind_is_added_with_its_safe_defaults(house: &House) {
        let browser = admin(house, Role::AppAdmin).await;
        let page = post_form(&browser, "/admin/clients/new", &NEW).await.assert_page(200);
        let secret = page.split("id=\"client-secret\">").nth(1).and_then(|rest| rest.split('<').next()).expect("a secret");
        let wiki = app(house, "harbor-wiki").await;
        assert_eq!((wiki.secrets.len(), &*wiki.secrets[0].hint, wiki.requires_pkce), (1, &secret[..4], true));
        assert_eq!(wiki.redirect_uris, ["https://wiki.example/callback"]);
        assert!(!browser.get("/admin/clients/harbor-wiki/secrets").await.assert_page(200).contains(secret));

        let spa = [("kind", "browser"), ("name", "Board"), ("client_id", "my.board"), ("redirect_uris", "https://b.example/")];
        assert_eq!(post_form(&browser, "/admin/clients/new", &spa).await.location(), "/admin/clients/my.board/connect");
        assert!(app(house, "my.board").await.is_public);
        let native = [("kind", "native"), ("name", "日本"), ("redirect_uris", "com.example.app:/callback")];
        assert_eq!(post_form(&browser, "/admin/clients/new", &native).await.location(), "/admin/clients/app/connect");
        let service = [("kind", "service"), ("name", "Export"), ("resource", ORDERS), ("redirect_uris", "https://x.example/")];
        post_form(&browser, "/admin/clients/new", &service).await.assert_page(200);
        let export = app(house, "export").await;
        assert_eq!((export.redirect_uris.len(), &*export.resources), (0, &[ORDERS.to_owned()][..]));
        assert_eq!(house.count_events("client.created").await, 4);
    }

    async fn a_form_that_is_sent_twice_adds_one_app(house: &House) {
        let browser = admin(house, Role::Owner).await;
        post_form(&browser, "/admin/clients/new", &NEW).await.assert_page(200);
        let page = post_form(&browser, "/admin/clients/new", &NEW).await.assert_page(422);
        assert!(page.contains("If you sent the form twice, all is well."), "{page}");
        // Another app whose name makes the same word is another app.
        let other = [("kind", "web"), ("name", "harbor_wiki"), ("redirect_uris", "https://w.example/")];
        post_form(&browser, "/admin/clients/new", &other).await.assert_page(200);
        assert_eq!(app(house, "harbor-wiki-2").await.name, "harbor_wiki");
    }

    async fn what_is_wrong_with_a_new_app_is_said_beside_its_field(house: &House) {
        let browser = admin(house, Role::Owner).await;
        let long = "x".repeat(200);
        for (name, value, field) in [
            ("name", "", "name"),
            ("name", &long, "name"),
            ("name", "a\u{202e}b", "name"),
            ("client_id", "shop", "client_id"),
            ("client_id", "new", "client_id"),
            ("client_id", "a b", "client_id"),
            ("url", "javascript:alert(1)", "url"),
            ("redirect_uris", "", "redirect_uris"),
            ("redirect_uris", "http://wiki.example/", "redirect_uris"),
            ("redirect_uris", "javascript:alert(1)", "redirect_uris"),
        ] {
            let mut fields: Vec<_> = NEW.into_iter().filter(|(own, _)| *own != name).collect();
            fields.push((name, value));
            let page = post_form(&browser, "/admin/clients/new", &fields).await.assert_page(422);
            assert!(page.contains(&format!("<li><a href=\"#{field}\">")), "{name}={value}: {page}");
            assert!(page.contains("Error: ") && page.contains("aria-invalid"), "{name}={value}");
        }
        assert_eq!(house.count_events("client.created").await, 0);
        assert_eq!(post_form(&browser, "/admin/clients/new", &[("kind", "evil")]).await.location(), "/admin/clients/new");
    }

    async fn addresses_and_colours_are_checked_while_they_are_typed(house: &House) {
        let browser = admin(house, Role::Auditor).await;
        let asked = "/admin/clients/new/check?kind=web&uris=https%3A%2F%2Fa.example%2F%0Amyapp%3A%2Fcb&color=%23ffffff";
        let said = browser.get(asked).await.json_of(200);
        assert_eq!(said["lines"][0]["problem"], serde_json::Value::Null);
        assert!(said["lines"][1]["problem"].as_str().is_some_and(|text| text.contains("com.example.app:/callback")));
        assert!(said["lines"][2]["problem"].as_str().is_some_and(|text| text.contains('#')), "{said}");
        let native = browser.get(&asked.replace("web", "native")).await.json_of(200);
        assert_eq!(native["lines"][1]["problem"], serde_json::Value::Null);
        let good = browser.get("/admin/clients/new/check?color=%232f7f5f").await.json_of(200);
        assert_eq!(good["lines"][0]["ink"], Color::parse("#2f7f5f").expect("a colour").ink().to_string());
    }

    async fn an_app_is_switched_off_and_on_and_twice_is_harmless(house: &House) {
        let browser = admin(house, Role::AppAdmin).await;
        let tokens = house.tokens_of(BOB, &SHOP, "openid offline_access").await;
        let page = browser.get("/admin/clients/shop/disable").await.assert_page(200);
        assert!(page.contains("1 sign-in ends"), "{page}");
        for _ in 0..2 {
            assert_eq!(post_form(&browser, "/admin/clients/shop/disable", &[]).await.location(), "/admin/clients/shop");
        }
        assert!(app(house, "shop").await.is_disabled());
        assert_eq!(house.refresh(&SHOP, tokens.refresh.as_deref().expect("a refresh token")).await.status, 401);
        assert!(browser.get("/admin/clients/shop").await.assert_page(200).contains("This app is switched off."));
        post_form(&browser, "/admin/clients/shop/enable", &[]).await.location();
        assert!(!app(house, "shop").await.is_disabled());
        assert_eq!((house.count_events("client.disabled").await, house.count_events("client.enabled").await), (1, 1));
    }

    async fn an_app_is_removed_when_its_name_is_typed(house: &House) {
        let browser = admin(house, Role::Owner).await;
        house.tokens_of(BOB, &SHOP, "openid offline_access").await;
        let page = browser.get("/admin/clients/shop/remove").await.assert_page(200);
        assert!(page.contains("1 sign-in ends") && page.contains("1 secret is gone"), "{page}");
        for wrong in ["", "shop", "the shop"] {
            let page = post_form(&browser, "/admin/clients/shop/remove", &[("typed", wrong)]).await.assert_page(422);
            assert!(page.contains("Type it exactly."), "{wrong}");
        }
        assert_eq!(post_form(&browser, "/admin/clients/shop/remove", &[("typed", " The shop ")]).await.location(), "/admin/clients");
        assert!(browser.get("/admin/clients").await.assert_page(200).contains("The shop is removed."));
        assert_eq!(browser.get("/admin/clients/shop").await.status, 404);
        assert_eq!(post_form(&browser, "/admin/clients/shop/remove", &[("typed", "The shop")]).await.status, 404);
        assert_eq!(house.count_events("client.removed").await, 1);
    }

    async fn only_owners_and_app_admins_change_apps(house: &House) {
        let secret = app(house, "shop").await.secrets[0].id.clone();
        let remove = format!("shop/secrets/{secret}/remove");
        let before = app(house, "shop").await;
        for role in [Role::PeopleAdmin, Role::Auditor] {
            let browser = admin(house, role).await;
            for path in ["", "/shop", "/shop/settings", "/shop/secrets"] {
                let page = browser.get(&format!("/admin/clients{path}")).await.assert_page(200);
                for act in ["id=\"add-app\"", "id=\"disable\"", "id=\"remove\"", "id=\"save\"", "id=\"save-logo\"", "id=\"roll\""] {
                    assert!(!page.contains(act), "{role:?} {path} shows {act}");
                }
            }
            for path in ["new", "shop/disable", "shop/enable", "shop/remove", "shop/secrets/add", "shop/secrets/roll", &remove] {
                assert_eq!(browser.get(&format!("/admin/clients/{path}")).await.status, 403, "{role:?} GET {path}");
            }
            let typed = [("typed", "The shop"), ("kind", "web"), ("name", "X"), ("redirect_uris", "https://x.example/")];
            for path in ["new", "shop/settings", "shop/logo", "shop/disable", "shop/enable", "shop/remove", "shop/secrets/add", "shop/secrets/roll", &remove] {
                let mut fields = typed.to_vec();
                fields.push(("remove", "yes"));
                let answer = post_form(&browser, &format!("/admin/clients/{path}"), &fields).await;
                assert!(matches!(answer.status, 403 | 422), "{role:?} POST {path}: {}", answer.status);
            }
        }
        assert_eq!(app(house, "shop").await, before);
        assert_eq!(house.count_events("client.created").await, 0);
    }

    async fn the_list_is_searched_filtered_sorted_and_paged(house: &House) {
        let browser = admin(house, Role::Auditor).await;
        let by = claviger::accounts::Authority::command_line();
        for number in 0..30 {
            let app = Client {
                name: format!("Page {number:02}"),
                redirect_uris: vec![format!("https://p{number}.example/")],
                ..Client::new(format!("page-{number:02}"), ClientKind::Native, 0)
            };
            house.provider.apps().create(&by, app, Default::default()).await.expect("an app");
        }
        let names = |page: &str| page.split("/admin/clients/page-").skip(1).map(|rest| rest[..2].to_owned()).collect::<Vec<_>>();
        let first = browser.get("/admin/clients?q=page&kind=native&sort=-name").await.assert_page(200);
        assert_eq!((names(&first).len(), &*names(&first)[0], first.contains("30 found")), (25, "29", true));
        let next = link(&first, "next");
        let second = browser.get(&next).await.assert_page(200);
        assert_eq!(names(&second), ["04", "03", "02", "01", "00"]);
        assert_eq!(names(&browser.get(&link(&second, "prev")).await.assert_page(200)), names(&first));
        house.change_app(&SPA, |app| app.disabled_at = Some(1)).await;
        let off = browser.get("/admin/clients?state=off").await.assert_page(200);
        assert!(off.contains("1 found") && off.contains("/admin/clients/spa\""), "{off}");
        assert!(browser.get("/admin/clients?q=zzz").await.assert_page(200).contains("Nothing fits"));
        for odd in ["after=!", "before=x", "sort=evil", "kind=evil&state=evil", "q=%25_'", "after=AAAA&before=AAAA"] {
            browser.get(&format!("/admin/clients?{odd}")).await.assert_page(200);
        }
    }

    async fn the_list_and_the_overview_say_how_an_app_is_doing(house: &House) {
        let browser = admin(house, Role::Auditor).await;
        let waiting = browser.get("/admin/clients/shop").await.assert_page(200);
        assert!(waiting.contains("Waiting for its first sign-in."), "{waiting}");
        house.tokens_of(BOB, &SHOP, "openid offline_access").await;
        house.refresh(&SHOP, "no such token").await;
        house.provider.failures.flush(&house.store).await.expect("a flush");
        let overview = browser.get("/admin/clients/shop").await.assert_page(200);
        assert!(overview.contains("1 failed request in the last 7 days"), "{overview}");
        let list = browser.get("/admin/clients?q=shop").await.assert_page(200);
        assert!(list.contains("href=\"/admin/clients/shop/health\">1</a>"), "{list}");
    }

    async fn the_overview_tells_who_changed_what(house: &House) {
        let browser = admin(house, Role::Owner).await;
        let fields = settings_form(&browser, SHOP.id, &[("redirect_uris", "https://new.example/")]).await;
        send(&browser, "/admin/clients/shop/settings", &fields).await.location();
        let page = browser.get("/admin/clients/shop").await.assert_page(200);
        assert!(page.contains("Alice Adams changed") && page.contains("/admin/audit?app=shop"), "{page}");
    }

    async fn hostile_words_stay_words_everywhere(house: &House) {
        let browser = admin(house, Role::Owner).await;
        let evil = "<img src=x onerror=alert(1)>\u{5e9}\u{5dc}\u{5d5}\u{5dd}";
        let form = [("kind", "web"), ("name", evil), ("client_id", "evil"), ("redirect_uris", "https://e.example/?a=%3Cb%3E")];
        post_form(&browser, "/admin/clients/new", &form).await.assert_page(200);
        for path in ["", "/evil", "/evil/settings", "/evil/secrets", "/evil/secrets/roll", "/evil/disable", "/evil/remove"] {
            let page = browser.get(&format!("/admin/clients{path}")).await.assert_page(200);
            assert!(!page.contains("<img src=x") && page.contains("&lt;img src=x"), "{path}");
        }
        for name in ["name", "url", "redirect_uris", "post_logout_redirect_uris", "more_scopes", "more_resources", "audiences", "access_time", "color", "more_groups"] {
            let fields = settings_form(&browser, "evil", &[(name, "\"><script>alert(1)</script>"), ("open_to", "groups")]).await;
            let page = send(&browser, "/admin/clients/evil/settings", &fields).await.assert_page(422);
            assert!(!page.contains("<script>alert"), "{name}");
        }
        for (name, value) in [("name", "a\u{0}b"), ("name", "a\u{7}b"), ("redirect_uris", "\u{1b}[2J")] {
            let fields = settings_form(&browser, "evil", &[(name, value)]).await;
            assert_eq!(send(&browser, "/admin/clients/evil/settings", &fields).await.status, 400, "{value:?}");
        }
        let long = "x".repeat(10 * 1024 * 1024);
        for url in ["/admin/clients/new", "/admin/clients/evil/settings"] {
            assert_eq!(post_form(&browser, url, &[("kind", "web"), ("name", &long)]).await.status, 413, "{url}");
        }
        assert_eq!(app(house, "evil").await.name, evil);
    }
}

/// Where a link of the pager leads.
fn link(page: &str, rel: &str) -> String {
    let (_, rest) =
        page.split_once(&format!("rel=\"{rel}\" href=\"")).unwrap_or_else(|| panic!("no link {rel}: {page}"));
    unescape(rest.split('"').next().expect("an address"))
}
