//! The settings of an app in the admin area, its logo and its secrets.

use crate::support::{
    App, Browser, House, ISSUER, PASSWORD, Request, Response, SHOP, admin, app, on_every_engine, post_form, send,
    sent_by, settings_form, unescape,
};
use claviger::accounts::Authority;
use claviger::model::client::Client;
use claviger::model::user::Role;

on_every_engine! {
    async fn settings_saved_unchanged_change_nothing(house: &House) {
        let browser = admin(house, Role::Owner).await;
        for id in ["shop", "spa", "robot", "legacy", "native"] {
            let before = app(house, id).await;
            let url = format!("/admin/clients/{id}/settings");
            let fields = settings_form(&browser, id, &[]).await;
            assert_eq!(send(&browser, &url, &fields).await.location(), url, "{id}");
            assert_eq!(app(house, id).await, before, "{id}");
        }
        assert_eq!(house.count_events("client.changed").await, 0);
    }

    async fn what_it_calls_people_and_says_of_itself_is_changed(house: &House) {
        let browser = admin(house, Role::Owner).await;
        let typed = [
            ("subject_type", "pairwise"),
            ("policy_uri", "https://shop.example/privacy"),
            ("tos_uri", " https://shop.example/terms "),
            ("default_acr_values", " urn:a  urn:b "),
        ];
        let fields = settings_form(&browser, SHOP.id, &typed).await;
        send(&browser, "/admin/clients/shop/settings", &fields).await.location();
        let told = app(house, SHOP.id).await.metadata;
        assert_eq!(told.policy_uri.as_deref(), Some("https://shop.example/privacy"));
        assert_eq!(told.tos_uri.as_deref(), Some("https://shop.example/terms"));
        assert_eq!(told.default_acr_values, ["urn:a", "urn:b"]);
        assert_eq!(told.subject_type, claviger::model::client_metadata::SubjectType::Pairwise);
        for (field, value) in [
            ("policy_uri", "http://shop.example/"),
            ("redirect_uris", "https://shop.example/a\nhttps://other.example/b"),
            ("sector_identifier_uri", "https://127.0.0.1:1/"),
        ] {
            let fields = settings_form(&browser, SHOP.id, &[(field, value)]).await;
            let page = send(&browser, "/admin/clients/shop/settings", &fields).await.assert_page(422);
            let wrong = if field == "redirect_uris" { "subject_type" } else { field };
            assert!(page.contains(&format!("href=\"#{wrong}\"")), "{field}: {page}");
        }
    }

    async fn how_it_asks_and_who_looks_after_it_is_changed(house: &House) {
        let browser = admin(house, Role::Owner).await;
        let typed = [
            ("require_pushed_authorization_requests", "yes"),
            ("require_signed_request_object", "yes"),
            ("request_object_signing_alg", "HS256"),
            ("request_uris", "https://shop.example/r#1\r\nhttps://shop.example/r#2\r\n"),
            ("initiate_login_uri", "https://shop.example/begin"),
            ("contacts", "ops@shop.example\r\nhttps://shop.example/help"),
        ];
        let fields = settings_form(&browser, SHOP.id, &typed).await;
        send(&browser, "/admin/clients/shop/settings", &fields).await.location();
        let told = app(house, SHOP.id).await.metadata;
        assert!(told.require_pushed_authorization_requests && told.require_signed_request_object);
        assert_eq!(told.request_object_signing_alg.as_deref(), Some("HS256"));
        assert_eq!(told.request_uris, ["https://shop.example/r#1", "https://shop.example/r#2"]);
        assert_eq!(told.initiate_login_uri.as_deref(), Some("https://shop.example/begin"));
        assert_eq!(told.contacts, ["ops@shop.example", "https://shop.example/help"]);
        for (field, value, wrong) in [
            ("request_object_signing_alg", "any", "require_signed_request_object"),
            ("request_object_signing_alg", "none", "request_object_signing_alg"),
            ("request_uris", "http://shop.example/", "request_uris"),
            ("contacts", "Alice", "contacts"),
            ("initiate_login_uri", "http://shop.example/", "initiate_login_uri"),
        ] {
            let fields = settings_form(&browser, SHOP.id, &[(field, value)]).await;
            let page = send(&browser, "/admin/clients/shop/settings", &fields).await.assert_page(422);
            assert!(page.contains(&format!("href=\"#{wrong}\"")), "{field}: {page}");
        }
    }

    async fn each_setting_is_changed(house: &House) {
        let browser = admin(house, Role::Owner).await;
        let group = house.store.read().await.expect("a connection").db().find_group("Ärzte").await.expect("a query").expect("the group");
        let mut fields = settings_form(&browser, SHOP.id, &[
            ("name", "The new shop"),
            ("url", "https://shop.example/"),
            ("redirect_uris", "https://shop.example/one\r\nhttps://shop.example/two\r\n\r\n"),
            ("post_logout_redirect_uris", ""),
            ("open_to", "groups"),
            ("consent", "yes"),
            ("scope", "openid"),
            ("more_scopes", "orders:read  stock:read"),
            ("resource", ""),
            ("more_resources", "https://stock.example/\nurn:example:new"),
            ("audiences", "urn:example:shop"),
            ("grant", "authorization_code"),
            ("access_time", "10"),
            ("access_unit", "minutes"),
            ("refresh_time", "7"),
            ("refresh_unit", "days"),
            ("color", "#2F7F5F"),
        ]).await;
        fields.retain(|(name, _)| name != "pkce");
        fields.push(("group".into(), group.id.to_string()));
        let answer = send(&browser, "/admin/clients/shop/settings", &fields).await;
        assert_eq!(answer.location(), "/admin/clients/shop/settings");
        let shop = app(house, "shop").await;
        assert_eq!((&*shop.name, shop.url.as_deref(), shop.color.as_deref()), ("The new shop", Some("https://shop.example/"), Some("#2f7f5f")));
        assert_eq!(shop.redirect_uris, ["https://shop.example/one", "https://shop.example/two"]);
        assert_eq!((shop.post_logout_redirect_uris.len(), shop.scopes.to_string()), (0, "openid orders:read stock:read".into()));
        assert_eq!(shop.resources, ["https://stock.example/", "urn:example:new"]);
        assert_eq!(shop.audiences, ["urn:example:shop"]);
        assert_eq!(shop.allowed_groups, Some(vec![group.id]));
        assert_eq!((shop.access_seconds, shop.refresh_seconds), (Some(600), Some(604_800)));
        assert_eq!((shop.requires_consent, shop.requires_pkce, shop.grant_types.len()), (true, false, 1));
        assert_eq!(shop.secrets.len(), 1, "secrets stay");
        let saved = browser.get("/admin/clients/shop/settings").await.assert_page(200);
        assert!(saved.contains("The settings of The new shop are saved."), "{saved}");
    }

    async fn what_is_wrong_with_settings_is_said_beside_its_field_and_nothing_changes(house: &House) {
        let browser = admin(house, Role::Owner).await;
        let before = app(house, "shop").await;
        for (name, value, field) in [
            ("name", "", "name"),
            ("url", "ftp://x/", "url"),
            ("redirect_uris", "https://*.example/", "redirect_uris"),
            ("post_logout_redirect_uris", "/bye", "post_logout_redirect_uris"),
            ("grant", "", "grant"),
            ("grant", "refresh_token", "redirect_uris"),
            ("more_scopes", "a\"b", "more_scopes"),
            ("more_resources", "orders", "more_resources"),
            ("audiences", "orders", "audiences"),
            ("access_time", "0", "access_time"),
            ("access_time", "-1", "access_time"),
            ("access_time", "ten", "access_time"),
            ("refresh_time", "99999999999999999999", "refresh_time"),
            ("refresh_time", "9223372036854775807", "refresh_time"),
            ("color", "red", "color"),
            ("color", "#ffffff", "color"),
            ("open_to", "groups", "group"),
        ] {
            let fields = settings_form(&browser, SHOP.id, &[(name, value)]).await;
            let page = send(&browser, "/admin/clients/shop/settings", &fields).await.assert_page(422);
            assert!(page.contains(&format!("<li><a href=\"#{field}\">")), "{name}={value}: {page}");
        }
        let mut fields = settings_form(&browser, SHOP.id, &[("open_to", "groups")]).await;
        fields.push(("group".into(), "gone".into()));
        let page = send(&browser, "/admin/clients/shop/settings", &fields).await.assert_page(422);
        assert!(page.contains("One of these groups is gone meanwhile."), "{page}");
        assert_eq!(app(house, "shop").await, before);
    }

    async fn a_stale_form_shows_both_and_mine_may_still_win(house: &House) {
        let browser = admin(house, Role::Owner).await;
        let fields = settings_form(&browser, SHOP.id, &[("name", "Mine"), ("redirect_uris", "https://mine.example/")]).await;
        let theirs = Client { name: "Theirs".into(), ..app(house, "shop").await };
        house.provider.apps().edit(&Authority::command_line(), theirs).await.expect("an edit");
        let answer = send(&browser, "/admin/clients/shop/settings", &fields).await;
        assert_eq!(answer.status, 409);
        let page = unescape(&answer.text());
        for text in ["Theirs", "Mine", "https://mine.example/", "https://shop.example/callback"] {
            assert!(page.contains(text), "{text}: {page}");
        }
        assert_eq!(app(house, "shop").await.name, "Theirs");
        let form = answer.text();
        let form = form.split("<main").nth(1).expect("the page");
        assert_eq!(send(&browser, "/admin/clients/shop/settings", &sent_by(form)).await.location(), "/admin/clients/shop/settings");
        let shop = app(house, "shop").await;
        assert_eq!((&*shop.name, shop.redirect_uris), ("Mine", vec!["https://mine.example/".to_owned()]));
        assert_eq!(shop.scopes, SHOP.client(0).scopes, "what neither touched stays");
    }

    async fn a_secret_is_rolled_with_both_working_and_a_form_sent_twice_makes_one(house: &House) {
        let browser = admin(house, Role::AppAdmin).await;
        let seen = browser.get("/admin/clients/shop/secrets/roll").await.hidden("seen");
        let form = [("seen", &*seen), ("grace", "3600"), ("expires", "90")];
        let page = post_form(&browser, "/admin/clients/shop/secrets/roll", &form).await.assert_page(200);
        let fresh = page.split("id=\"secret\">").nth(1).and_then(|rest| rest.split('<').next()).expect("a secret").to_owned();
        assert_eq!(post_form(&browser, "/admin/clients/shop/secrets/roll", &form).await.location(), "/admin/clients/shop/secrets");
        let shop = app(house, "shop").await;
        let now = house.clock.now();
        let mut ends: Vec<_> = shop.secrets.iter().map(|secret| secret.expires_at.map(|at| at - now)).collect();
        ends.sort_unstable();
        assert_eq!(ends, [Some(3600), Some(90 * 86_400)]);
        let page = browser.get("/admin/clients/shop/secrets").await.assert_page(200);
        assert!(page.contains("A secret was made meanwhile") && page.contains("Ends in 60 minutes"), "{page}");
        assert!(!page.contains(&fresh));
        house.clock.advance(3601);
        house.see_changes().await;
        let with = |secret: &'static str| App { secret: Some(secret), ..SHOP };
        let fresh: &'static str = Box::leak(fresh.into_boxed_str());
        let ask = [("grant_type", "refresh_token"), ("refresh_token", "x")];
        assert_eq!(house.token(&SHOP, &ask).await.status, 401, "the old one has ended");
        assert_eq!(house.token(&with(fresh), &ask).await.status, 400, "the new one is known, the token is not");
    }

    async fn secrets_are_added_and_removed_and_the_last_one_is_told_apart(house: &House) {
        let browser = admin(house, Role::Owner).await;
        let last = app(house, "shop").await.secrets[0].id.clone();
        let url = format!("/admin/clients/shop/secrets/{last}/remove");
        assert!(browser.get(&url).await.assert_page(200).contains("Remove the last secret"));
        let seen = browser.get("/admin/clients/shop/secrets/add").await.hidden("seen");
        post_form(&browser, "/admin/clients/shop/secrets/add", &[("seen", &seen), ("expires", "7")]).await.assert_page(200);
        let shop = app(house, "shop").await;
        assert_eq!(shop.secrets.iter().filter(|secret| secret.expires_at.is_none()).count(), 2, "7 was not offered");
        assert!(!browser.get(&url).await.assert_page(200).contains("last secret"));
        for _ in 0..2 {
            assert_eq!(post_form(&browser, &url, &[]).await.location(), "/admin/clients/shop/secrets");
        }
        assert_eq!(app(house, "shop").await.secrets.len(), 1);
        assert_eq!(browser.get(&url).await.status, 404);
        assert_eq!(browser.get("/admin/clients/spa/secrets").await.status, 404, "a public app has none");
        assert_eq!(post_form(&browser, "/admin/clients/spa/secrets/add", &[]).await.status, 404);
        assert_eq!(house.count_events("client.secret_removed").await, 1);
    }

    async fn more_than_ten_secrets_are_refused_in_words(house: &House) {
        let browser = admin(house, Role::Owner).await;
        let by = Authority::command_line();
        for _ in 0..9 {
            house.provider.apps().add_secret(&by, &"shop".into(), Default::default()).await.expect("a secret");
        }
        assert_eq!(browser.get("/admin/clients/shop/secrets/add").await.location(), "/admin/clients/shop/secrets");
        let page = browser.get("/admin/clients/shop/secrets").await.assert_page(200);
        assert!(page.contains("It has 10 secrets, which is the most.") && !page.contains("id=\"roll\""), "{page}");
    }

    async fn what_touches_secrets_or_removes_asks_for_the_password_again(house: &House) {
        let browser = admin(house, Role::Owner).await;
        let secret = app(house, "shop").await.secrets[0].id.clone();
        house.clock.advance(601);
        let remove = format!("secrets/{secret}/remove");
        for path in ["remove", "secrets/add", "secrets/roll", &remove] {
            let url = format!("/admin/clients/shop/{path}");
            let page = browser.get(&url).await;
            assert!(page.location().starts_with("/login?again=yes"), "{path}: {:?}", page.header("Location"));
            let form = post_form(&browser, &url, &[("typed", "The shop")]).await;
            assert!(form.assert_page(403).contains("Is it still you?"), "{path}");
        }
        assert_eq!(app(house, "shop").await.secrets.len(), 1);
        browser.get("/admin/clients/shop/secrets").await.assert_page(200);
    }

    async fn what_lets_an_app_reach_further_asks_for_the_password_and_keeps_what_was_typed(house: &House) {
        let browser = admin(house, Role::AppAdmin).await;
        let uris = "https://shop.example/callback\nhttps://shop.example/new";
        let wider = settings_form(&browser, "shop", &[("redirect_uris", uris), ("name", "Shop & Co")]).await;
        house.clock.advance(601);
        let narrower = settings_form(&browser, "shop", &[("url", "https://shop.example/start")]).await;
        assert_eq!(send(&browser, "/admin/clients/shop/settings", &narrower).await.status, 303, "asks for nothing");
        let version = app(house, "shop").await.version.to_string();
        let wider: Vec<_> = wider.into_iter().filter(|(name, _)| name != "version").collect();
        let wider = [wider, vec![("version".to_owned(), version)]].concat();
        let page = send(&browser, "/admin/clients/shop/settings", &wider).await;
        let asked = page.assert_page(403);
        assert!(asked.contains("Is it still you?") && asked.contains("Shop &amp; Co"), "{asked}");
        let again = |password: &str| {
            let mut fields = sent_by(asked.split("<form").nth(1).expect("the form"));
            fields.retain(|(name, _)| name != "again_password");
            fields.push(("again_password".to_owned(), password.to_owned()));
            fields
        };
        let wrong = send(&browser, "/admin/clients/shop/settings", &again("guess")).await;
        assert!(wrong.assert_page(422).contains("The password is wrong."));
        assert_eq!(app(house, "shop").await.name, "The shop");
        let before = browser.cookies();
        assert_eq!(send(&browser, "/admin/clients/shop/settings", &again(PASSWORD)).await.status, 303);
        assert_ne!(browser.cookies()["claviger-session"], before["claviger-session"], "a rise of privilege, a new cookie");
        let saved = app(house, "shop").await;
        assert_eq!((&*saved.name, saved.redirect_uris.len()), ("Shop & Co", 2));
        assert_eq!(house.count_events("sign_in.failed").await, 1, "a guess is recorded and counts");
    }

    async fn a_logo_is_uploaded_taken_away_and_refused_in_words(house: &House) {
        let browser = admin(house, Role::AppAdmin).await;
        let mut png = Vec::new();
        image::DynamicImage::new_rgb8(4, 4).write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png).expect("an image");
        assert_eq!(upload(&browser, &png, "").await.location(), "/admin/clients/shop/settings");
        assert!(app(house, "shop").await.logo_tag.is_some());
        for (bytes, text) in [(&b"GIF89a"[..], "none of PNG, JPEG and WebP"), (&png[..40], "is damaged"), (b"", "Choose an image first")] {
            let page = upload(&browser, bytes, "").await.assert_page(422);
            assert!(page.contains(text), "{text}: {page}");
        }
        assert_eq!(upload(&browser, &vec![0; 1024 * 1024 + 1], "").await.assert_page(422).matches("larger than 1 MiB").count(), 2);
        assert_eq!(upload(&browser, &vec![0; 10 * 1024 * 1024], "").await.status, 413);
        assert_eq!(upload(&browser, &png, "x").await.status, 400, "a foreign token");
        assert!(app(house, "shop").await.logo_tag.is_some());
        assert_eq!(post_form(&browser, "/admin/clients/shop/logo", &[("remove", "yes")]).await.location(), "/admin/clients/shop/settings");
        assert_eq!(app(house, "shop").await.logo_tag, None);
    }
}

/// Uploads a logo of the shop; `damage` goes into the token.
async fn upload(browser: &Browser, bytes: &[u8], damage: &str) -> Response {
    let csrf = browser.get("/account").await.hidden("csrf");
    let mut body = format!(
        "--xYzZY\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}{damage}\r\n--xYzZY\r\n\
         Content-Disposition: form-data; name=\"logo\"; filename=\"logo.png\"\r\nContent-Type: image/png\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--xYzZY--\r\n");
    let request = Request::new("POST", "/admin/clients/shop/logo").header("Origin", ISSUER);
    browser.send(request.header("Content-Type", "multipart/form-data; boundary=xYzZY").body(body)).await
}
