//! Pairwise subjects (OIDC Core §8): each sector knows a person by a name of its own, the same in all that we say.

use crate::support::{
    ALICE, App, BOB, Engine, House, LEGACY, SHOP, Tokens, WIKI, on_every_engine, register, registered, run_with,
};
use claviger::accounts::Authority;
use claviger::model::client_metadata::SubjectType;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Lets an app know people by names of its own, in a sector.
async fn make_pairwise(house: &House, app: &App, sector_identifier_uri: Option<&str>) {
    house
        .change_app(app, |client| {
            let told = Arc::make_mut(&mut client.metadata);
            told.subject_type = SubjectType::Pairwise;
            told.sector_identifier_uri = sector_identifier_uri.map(str::to_owned);
        })
        .await;
}

async fn sub_of(house: &House, tokens: &Tokens) -> String {
    house.verify(tokens.id()).await.text("sub").to_owned()
}

/// A server that answers with one text, whatever is asked.
async fn serve(text: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://localhost:{}/sector.json", listener.local_addr().expect("an address").port());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let answer =
                format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{text}", text.len());
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    url
}

fn local_fetches(config: &mut claviger::config::Config) {
    let network = |text| claviger::config::Network::parse(text).expect("a network");
    config.fetch.allowed_networks = vec![network("127.0.0.0/8"), network("::1")];
}

on_every_engine! {
    async fn all_that_an_app_gets_names_the_person_alike(house: &House) {
        make_pairwise(house, &SHOP, None).await;
        let tokens = house.tokens_of(ALICE, &SHOP, "openid email offline_access").await;
        let sub = sub_of(house, &tokens).await;
        assert_eq!(sub.len(), 43);
        assert_ne!(sub, house.person(ALICE).await.id.as_str());
        assert_eq!(house.verify(&tokens.access).await.text("sub"), sub);
        assert_eq!(house.userinfo(&tokens.access).await.json_of(200)["sub"], sub);
        assert_eq!(house.introspect(&SHOP, &tokens.access).await["sub"], sub);
        assert_eq!(house.introspect(&SHOP, tokens.refresh()).await["sub"], sub);
        let again = Tokens::of(&house.refresh(&SHOP, tokens.refresh()).await);
        assert_eq!(sub_of(house, &again).await, sub);
    }

    async fn apps_of_different_sectors_cannot_link_people_and_those_of_one_can(house: &House) {
        let public = sub_of(house, &house.tokens_of(ALICE, &LEGACY, "openid").await).await;
        make_pairwise(house, &SHOP, None).await;
        make_pairwise(house, &WIKI, None).await;
        let (shop, wiki) = (house.tokens_of(ALICE, &SHOP, "openid").await, house.tokens_of(ALICE, &WIKI, "openid").await);
        let (shop, wiki) = (sub_of(house, &shop).await, sub_of(house, &wiki).await);
        assert!(shop != wiki && shop != public && wiki != public);
        let bob = sub_of(house, &house.tokens_of(BOB, &SHOP, "openid").await).await;
        assert_ne!(bob, shop);
        for app in [&SHOP, &WIKI] {
            make_pairwise(house, app, Some("https://sector.example/apps.json")).await;
        }
        let (shop, wiki) = (house.tokens_of(ALICE, &SHOP, "openid").await, house.tokens_of(ALICE, &WIKI, "openid").await);
        assert_eq!(sub_of(house, &shop).await, sub_of(house, &wiki).await);
    }

    async fn a_hint_is_read_by_the_app_that_it_was_issued_to(house: &House) {
        make_pairwise(house, &SHOP, None).await;
        let browser = house.signed_in(ALICE).await;
        let shop = house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        let legacy = house.tokens(&browser, &LEGACY, &LEGACY.ask()).await;
        // Sent by the app itself or by another, a pairwise or a public name: it is her.
        for app in [&SHOP, &LEGACY] {
            for hint in [shop.id(), legacy.id()] {
                let ask = app.ask().with("prompt", "none").with("id_token_hint", hint);
                house.code(&browser, &ask).await;
            }
        }
        let bob = house.signed_in(BOB).await;
        let ask = SHOP.ask().with("prompt", "none").with("id_token_hint", shop.id());
        bob.authorize(&ask.pairs()).await.reply_to(SHOP.redirect_uri).assert_error("login_required");
        let fields = [("id_token_hint", shop.id()), ("post_logout_redirect_uri", "https://shop.example/bye")];
        let target = format!("/oauth2/logout?{}", crate::support::encode(&fields));
        assert_eq!(bob.get(&target).await.status, 200, "somebody else is asked");
        assert_eq!(browser.get(&target).await.location(), "https://shop.example/bye");
    }
}

/// With a server of the test's own behind `sector_identifier_uri`.
async fn with_sector(test: impl AsyncFnOnce(&House)) {
    run_with(Engine::Sqlite, local_fetches, test).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sector_document_names_every_redirect_uri_or_the_app_is_refused() {
    with_sector(async |house: &House| {
        let (one, other) = ("https://a.example/cb", "https://b.example/cb");
        let wish = |uri: &str| {
            json!({ "redirect_uris": [one, other], "subject_type": "pairwise", "sector_identifier_uri": uri })
        };
        let good = serve(json!([one, other, "https://c.example/cb"]).to_string()).await;
        let body = registered(house, &wish(&good)).await;
        assert_eq!((&body["subject_type"], &body["sector_identifier_uri"]), (&json!("pairwise"), &json!(good)));
        let token = house.initial_token(crate::support::NewToken::default()).await;
        for bad in [json!([one]).to_string(), json!({ "uris": [one, other] }).to_string(), "no JSON".to_owned(), String::new()] {
            let uri = serve(bad).await;
            let answer = register(house, Some(&token), &wish(&uri)).await.json_of(400);
            assert_eq!(answer["error"], "invalid_client_metadata");
            assert!(told(&answer).starts_with("sector_identifier_uri: "), "{answer}");
        }
        register(house, Some(&token), &wish(&good)).await.json_of(201);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_makes_us_fetch_nothing_from_the_inside() {
    crate::support::run(Engine::Sqlite, async |house: &House| {
        let uri = serve(json!(["https://a.example/cb"]).to_string()).await;
        let wish = json!({ "redirect_uris": ["https://a.example/cb"], "sector_identifier_uri": uri });
        let token = house.initial_token(crate::support::NewToken::default()).await;
        let answer = register(house, Some(&token), &wish).await.json_of(400);
        assert!(told(&answer).starts_with("sector_identifier_uri: "), "{answer}");
    })
    .await;
}

fn told(answer: &Value) -> &str {
    answer["error_description"].as_str().expect("a description")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_logo_is_fetched_once_and_shown_from_here() {
    with_sector(async |house: &House| {
        let png = GREY_PIXEL;
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let uri = format!("http://localhost:{}/logo.png", listener.local_addr().expect("an address").port());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let _ = stream.read(&mut [0; 4096]).await;
                let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", png.len());
                let _ = stream.write_all(&[head.as_bytes(), png].concat()).await;
            }
        });
        let body = registered(house, &json!({ "redirect_uris": ["https://a.example/cb"], "logo_uri": uri })).await;
        let id = body["client_id"].as_str().expect("an id").into();
        let app = house.provider.clients.get(&id).expect("the app");
        assert!(app.logo_tag.is_some() && house.provider.apps().logo(&id).await.expect("a query").is_some());
        // One that cannot be had stops nobody.
        let wish = json!({ "redirect_uris": ["https://a.example/cb"], "logo_uri": serve("no image".to_owned()).await });
        let body = registered(house, &wish).await;
        let app = house.provider.apps().get(&body["client_id"].as_str().expect("an id").into()).await.expect("the app");
        assert_eq!(app.logo_tag, None);
        let by = Authority::command_line();
        house.provider.apps().remove(&by, &id).await.expect("it is removed");
    })
    .await;
}

/// One grey pixel.
const GREY_PIXEL: &[u8] = &[
    137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 58, 126, 155,
    85, 0, 0, 0, 10, 73, 68, 65, 84, 120, 156, 99, 104, 0, 0, 0, 130, 0, 129, 119, 205, 114, 182, 0, 0, 0, 0, 73, 69,
    78, 68, 174, 66, 96, 130,
];
