//! How somebody signed in (`acr`, `amr`, `auth_time`): what apps may wish of it by request and by registration.

use crate::support::{
    ALICE, House, Jwt, PASSWORD, Response, SHOP, Tokens, admin, app, on_every_engine, on_sqlite, send, settings_form,
};
use claviger::model::client_metadata::ClientMetadata;
use claviger::model::user::Role;
use serde_json::{Value, json};
use std::sync::Arc;

const ACR: &str = "urn:claviger:acr:password";

async fn id_token(house: &House, answer: &Response) -> Jwt {
    let code = answer.reply_to(SHOP.redirect_uri).code();
    house.verify(Tokens::of(&house.redeem(&SHOP, &code).await).id()).await
}

fn demanded(acr: &Value) -> String {
    json!({"id_token": {"acr": acr}}).to_string()
}

async fn register(house: &House, metadata: ClientMetadata) {
    house.change_app(&SHOP, |client| client.metadata = Arc::new(metadata)).await;
}

on_every_engine! {
    async fn tokens_tell_the_level_and_the_method_of_the_sign_in(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, "openid").await;
        for token in [tokens.id(), &tokens.access] {
            let jwt = house.verify(token).await;
            assert_eq!((jwt.text("acr"), &jwt.claims["amr"]), (ACR, &json!(["pwd"])));
        }
        let again = Tokens::of(&house.refresh(&SHOP, tokens.refresh()).await);
        assert_eq!(house.verify(again.id()).await.text("acr"), ACR);
    }

    async fn the_told_level_is_one_of_the_wished_ones_when_it_can_be_met(house: &House) {
        let browser = house.signed_in(ALICE).await;
        for values in [ACR.to_owned(), format!("urn:mace:incommon:iap:silver {ACR}")] {
            let answer = browser.get(&SHOP.ask().with("acr_values", &values).url()).await;
            assert_eq!(id_token(house, &answer).await.text("acr"), ACR, "{values}");
        }
        for wish in [json!({"essential": true, "values": ["x", ACR]}), json!({"essential": true}), json!(null)] {
            let answer = browser.get(&SHOP.ask().with("claims", &demanded(&wish)).url()).await;
            assert_eq!(id_token(house, &answer).await.text("acr"), ACR, "{wish}");
        }
    }

    async fn a_wish_that_cannot_be_met_gets_the_level_that_there_is(house: &House) {
        let browser = house.signed_in(ALICE).await;
        for ask in [SHOP.ask().with("acr_values", "1 2"), SHOP.ask().with("claims", &demanded(&json!({"value": "1"})))] {
            let answer = browser.get(&ask.with("prompt", "none").url()).await;
            assert_eq!(id_token(house, &answer).await.text("acr"), ACR);
        }
    }

    async fn a_registered_max_age_holds_where_the_request_names_none(house: &House) {
        register(house, ClientMetadata { default_max_age: Some(60), ..ClientMetadata::default() }).await;
        let browser = house.signed_in(ALICE).await;
        house.clock.advance(61);
        let silent = browser.get(&SHOP.ask().with("prompt", "none").url()).await;
        silent.reply_to(SHOP.redirect_uri).assert_error("login_required");
        browser.get(&SHOP.ask().with("max_age", "600").url()).await.reply_to(SHOP.redirect_uri).code();
        let page = browser.authorize(&SHOP.ask().pairs()).await;
        let jwt = id_token(house, &browser.fill_in_sign_in(&page, ALICE, PASSWORD).await).await;
        assert_eq!(jwt.number("auth_time"), house.clock.now());
    }
}

on_every_engine! {
    async fn an_admin_sets_the_age_of_sign_ins_and_how_introspection_answers(house: &House) {
        let browser = admin(house, Role::AppAdmin).await;
        let url = "/admin/clients/shop/settings";
        let typed = [("default_max_age", "600"), ("introspection_alg", "RS256")];
        assert_eq!(send(&browser, url, &settings_form(&browser, SHOP.id, &typed).await).await.location(), url);
        let told = app(house, SHOP.id).await.metadata;
        assert_eq!((told.default_max_age, told.introspection_signed_response_alg.as_deref()), (Some(600), Some("RS256")));
        for wrong in ["-1", "soon", "1.5"] {
            let fields = settings_form(&browser, SHOP.id, &[("default_max_age", wrong)]).await;
            assert!(send(&browser, url, &fields).await.assert_page(422).contains("whole number from 0"), "{wrong}");
        }
        let none = [("default_max_age", ""), ("introspection_alg", "none")];
        assert_eq!(send(&browser, url, &settings_form(&browser, SHOP.id, &none).await).await.location(), url);
        assert_eq!(*app(house, SHOP.id).await.metadata, ClientMetadata::default());
    }
}

on_sqlite! {
    async fn an_essential_level_that_there_is_not_is_a_failed_authentication(house: &House) {
        let signed_in = house.signed_in(ALICE).await;
        for wish in [json!({"essential": true, "value": "1"}), json!({"essential": true, "values": ["1", "2", 3]})] {
            let ask = SHOP.ask().with("claims", &demanded(&wish));
            for (browser, ask) in [(&signed_in, ask.clone()), (&signed_in, ask.clone().with("prompt", "none")), (&house.browser(), ask)] {
                let reply = browser.get(&ask.url()).await.reply_to(SHOP.redirect_uri);
                let told = reply.assert_error("unmet_authentication_requirements");
                assert!(told.contains(ACR), "it names what there is: {told}");
            }
        }
    }

    async fn registered_levels_are_wishes_and_no_demands(house: &House) {
        let default_acr_values = vec!["urn:mace:incommon:iap:gold".to_owned(), ACR.to_owned()];
        register(house, ClientMetadata { default_acr_values, require_auth_time: true, ..ClientMetadata::default() }).await;
        let browser = house.signed_in(ALICE).await;
        let jwt = id_token(house, &browser.get(&SHOP.ask().url()).await).await;
        assert_eq!(jwt.text("acr"), ACR);
        assert!(jwt.number("auth_time") > 0);
    }
}
