//! `/admin/clients/registration`: who may register apps, and the tokens that let them.

use crate::support::{House, admin, on_every_engine, post_form, register};
use claviger::model::user::Role;
use claviger::oidc::registration::Mode;
use serde_json::json;

const PATH: &str = "/admin/clients/registration";

fn wish() -> serde_json::Value {
    json!({ "redirect_uris": ["https://app.example/cb"], "client_name": "Blue app" })
}

/// What the page shows once.
fn shown_once(page: &str) -> String {
    let value = page.split("id=\"secret\"").nth(1).expect("a value");
    let inside = value.split_once('>').and_then(|(_, rest)| rest.split_once('<')).expect("its text").0;
    inside.trim().to_owned()
}

on_every_engine! {
    async fn an_admin_makes_a_token_that_is_shown_once_and_lets_an_app_in(house: &House) {
        let browser = admin(house, Role::AppAdmin).await;
        let fields = [("label", "Team blue"), ("uses", "2"), ("days", "3"), ("scopes", "openid email")];
        let page = post_form(&browser, PATH, &fields).await.assert_page(200);
        let token = shown_once(&page);
        let page = browser.get(PATH).await.assert_page(200);
        assert!(page.contains("Team blue") && page.contains("openid email") && !page.contains(&token));
        let body = register(house, Some(&token), &wish()).await.json_of(201);
        let id = body["client_id"].as_str().expect("an id");
        let overview = browser.get(&format!("/admin/clients/{id}")).await.assert_page(200);
        assert!(overview.contains("Team blue"), "it says whose token let it in");
        assert!(browser.get("/admin/clients").await.assert_page(200).contains("registered itself"));
        assert_eq!(house.count_events("initial_token.made").await, 1);
    }

    async fn what_is_typed_wrong_is_said_beside_its_field(house: &House) {
        let browser = admin(house, Role::AppAdmin).await;
        for (field, value) in [("label", ""), ("uses", "0"), ("uses", "many"), ("days", "366"), ("scopes", "a\"b")] {
            let mut fields = vec![("label", "x"), ("uses", "1"), ("days", "1"), ("scopes", "openid")];
            fields.retain(|(name, _)| *name != field);
            fields.push((field, value));
            let page = post_form(&browser, PATH, &fields).await.assert_page(422);
            assert!(page.contains(&format!("href=\"#{field}\"")), "{field}: {page}");
        }
        assert_eq!(house.count("SELECT COUNT(*) FROM initial_access_tokens").await, 0);
    }

    async fn an_ended_token_lets_nobody_in(house: &House) {
        let browser = admin(house, Role::AppAdmin).await;
        let token = house.initial_token(crate::support::NewToken::default()).await;
        let id = house.provider.apps().list_initial_tokens().await.expect("a query")[0].id.clone();
        for _ in 0..2 {
            let answer = post_form(&browser, &format!("{PATH}/tokens/{id}/end"), &[]).await;
            assert_eq!(answer.location(), PATH);
        }
        assert_eq!(register(house, Some(&token), &wish()).await.status, 401);
        assert_eq!(house.count_events("initial_token.ended").await, 1);
    }

    async fn only_owners_open_the_door_and_are_warned(house: &House) {
        let by_admin = admin(house, Role::AppAdmin).await;
        assert_eq!(post_form(&by_admin, &format!("{PATH}/mode"), &[("mode", "open")]).await.status, 403);
        assert_eq!(house.provider.registration.get(), Mode::Token);
        let owner = admin(house, Role::Owner).await;
        post_form(&owner, &format!("{PATH}/mode"), &[("mode", "open")]).await.location();
        assert!(owner.get(PATH).await.assert_page(200).contains("open-warning"));
        register(house, None, &wish()).await.json_of(201);
        post_form(&owner, &format!("{PATH}/mode"), &[("mode", "off")]).await.location();
        assert_eq!(register(house, None, &wish()).await.status, 400);
        assert_eq!(house.count_events("settings.changed").await, 2);
    }

    async fn an_auditor_looks_and_changes_nothing(house: &House) {
        let browser = admin(house, Role::Auditor).await;
        let page = browser.get(PATH).await.assert_page(200);
        assert!(!page.contains("make-token") && !page.contains("save-mode"));
        for target in [PATH, "/admin/clients/registration/mode", "/admin/clients/registration/tokens/x/end"] {
            assert_eq!(post_form(&browser, target, &[]).await.status, 403, "{target}");
        }
    }
}
