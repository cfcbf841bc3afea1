//! Apps that manage their own registration (RFC 7592).

use crate::support::{App, House, Request, Response, on_every_engine, registered};
use serde_json::{Value, json};

const CALLBACK: &str = "https://app.example/cb";

/// A registered app with what manages it.
struct Managed {
    body: Value,
}

impl Managed {
    async fn fresh(house: &House) -> Self {
        let scope = "openid email offline_access";
        let wish = json!({
            "redirect_uris": [CALLBACK], "client_name": "An app", "scope": scope, "contacts": ["ops@app.example"],
            "grant_types": ["authorization_code", "refresh_token"],
        });
        Self { body: registered(house, &wish).await }
    }

    fn text(&self, name: &str) -> &str {
        self.body[name].as_str().unwrap_or_else(|| panic!("a text {name} in {}", self.body))
    }

    fn request(&self, method: &str) -> Request {
        let target = format!("/oauth2/register/{}", self.text("client_id"));
        Request::new(method, &target).bearer(self.text("registration_access_token"))
    }

    async fn read(&self, house: &House) -> Response {
        house.send(self.request("GET")).await
    }

    async fn put(&self, house: &House, metadata: &Value) -> Response {
        let request = self.request("PUT").header("Content-Type", "application/json");
        let body = metadata.to_string();
        house.send(request.header("Content-Length", body.len().to_string()).body(body)).await
    }

    /// What the app would send to leave everything as it is.
    fn same(&self) -> Value {
        let mut same = self.body.clone();
        let members = same.as_object_mut().expect("an object");
        for ours in
            ["registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at"]
        {
            members.remove(ours);
        }
        same
    }
}

#[track_caller]
fn assert_refused(answer: &Response, member: &str) {
    let body = answer.json_of(400);
    assert_eq!(body["error"], "invalid_client_metadata", "{body}");
    let told = body["error_description"].as_str().expect("a description");
    assert!(told.starts_with(member), "{member}: {told}");
}

on_every_engine! {
    async fn an_app_reads_its_registration_without_the_secret(house: &House) {
        let app = Managed::fresh(house).await;
        let answer = app.read(house).await;
        let read = answer.json_of(200);
        assert_eq!(answer.header("Cache-Control"), Some("no-store"));
        let mut expected = app.body.clone();
        for secret in ["client_secret", "client_secret_expires_at"] {
            expected.as_object_mut().expect("an object").remove(secret);
        }
        assert_eq!(read, expected);
    }

    async fn what_is_demanded_of_its_requests_an_app_does_not_take_back(house: &House) {
        let app = Managed::fresh(house).await;
        let demand = "require_pushed_authorization_requests";
        let mut wish = app.same();
        wish[demand] = true.into();
        assert_eq!(app.put(house, &wish).await.json_of(200)[demand], true);
        for wish in [crate::support::without(wish.clone(), demand), crate::support::with(wish, demand, false)] {
            assert_eq!(app.put(house, &wish).await.json_of(200)[demand], true);
        }
    }

    async fn a_wrong_token_is_told_nothing(house: &House) {
        let (app, other) = (Managed::fresh(house).await, Managed::fresh(house).await);
        let target = format!("/oauth2/register/{}", app.text("client_id"));
        for method in ["GET", "DELETE"] {
            for token in [None, Some("x"), Some(other.text("registration_access_token")), Some(app.text("client_secret"))] {
                let request = Request::new(method, &target);
                let answer = house.send(token.iter().fold(request, |request, token| request.bearer(token))).await;
                let gone = house.send(Request::new(method, "/oauth2/register/nobody").bearer("x")).await;
                assert_eq!((answer.status, answer.json_of(401)), (401, gone.json_of(401)), "{method} {token:?}");
                assert!(answer.header("WWW-Authenticate").is_some_and(|value| value.starts_with("Bearer ")));
            }
        }
        // An app that an admin added is managed by admins alone.
        let shop = Request::get("/oauth2/register/shop").bearer(app.text("registration_access_token"));
        assert_eq!(house.send(shop).await.status, 401);
        app.read(house).await.json_of(200);
    }

    async fn an_update_replaces_everything_that_the_app_said(house: &House) {
        let app = Managed::fresh(house).await;
        let wish = json!({
            "client_id": app.text("client_id"), "client_secret": app.text("client_secret"),
            "redirect_uris": ["https://app.example/other"], "client_name": "Another name",
        });
        let body = app.put(house, &wish).await.json_of(200);
        assert_eq!(body["redirect_uris"], json!(["https://app.example/other"]));
        assert_eq!((&body["client_name"], &body["grant_types"]), (&json!("Another name"), &json!(["authorization_code"])));
        assert_eq!(body.get("contacts"), None, "what is left out is gone");
        assert_eq!(body["scope"], "openid profile email address phone", "all that its token allowed");
        let read = app.read(house).await.json_of(200);
        assert_eq!(read["client_name"], "Another name");
        assert_eq!(house.count_events("client.changed").await, 1);
    }

    async fn an_update_that_says_the_same_changes_nothing(house: &House) {
        let app = Managed::fresh(house).await;
        let body = app.put(house, &app.same()).await.json_of(200);
        for (name, value) in app.same().as_object().expect("an object") {
            assert_eq!(&body[name], value, "{name}");
        }
    }

    async fn an_app_cannot_raise_itself(house: &House) {
        let app = Managed::fresh(house).await;
        let change = async |name: &str, value: Value| {
            let mut wish = app.same();
            wish[name] = value;
            app.put(house, &wish).await
        };
        assert_refused(&change("client_id", json!("shop")).await, "client_id: ");
        assert_refused(&change("client_id", Value::Null).await, "client_id: ");
        assert_refused(&change("client_secret", json!("chosen-by-the-app-chosen-by-the-app")).await, "client_secret: ");
        assert_refused(&change("token_endpoint_auth_method", json!("none")).await, "token_endpoint_auth_method: ");
        for ours in
            ["registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at"]
        {
            assert_refused(&change(ours, json!("x")).await, &format!("{ours}: "));
        }
        assert_eq!(change("scope", json!("openid groups")).await.json_of(200)["scope"], "openid");
        for (name, value) in [("registered", json!(false)), ("requires_consent", json!(false)), ("disabled", json!(false))] {
            change(name, value).await.json_of(200);
        }
        let client = house.provider.clients.get(&app.text("client_id").into()).expect("the app");
        assert!(client.is_registered() && client.requires_consent);
    }

    async fn what_an_admin_gave_it_stays(house: &House) {
        let app = Managed::fresh(house).await;
        let id: &'static str = Box::leak(app.text("client_id").to_owned().into_boxed_str());
        let known = App { id, secret: None, redirect_uri: CALLBACK };
        let change = |client: &mut claviger::model::client::Client| {
            client.scopes = claviger::model::scope::Scope::parse("openid email groups");
            client.resources = vec!["https://api.example/".to_owned()];
            client.requires_consent = false;
        };
        house.change_app(&known, change).await;
        let mut wish = app.same();
        wish["scope"] = "openid groups phone".into();
        assert_eq!(app.put(house, &wish).await.json_of(200)["scope"], "openid groups phone");
        let client = house.provider.clients.get(&id.into()).expect("the app");
        assert_eq!((client.resources.len(), client.requires_consent), (1, false));
    }

    async fn hs256_takes_the_secret_along(house: &House) {
        house.execute("INSERT INTO settings (name, value, changed_at) VALUES ('signing_algorithms', 'HS256', 0)").await;
        let app = Managed::fresh(house).await;
        let mut wish = app.same();
        wish["id_token_signed_response_alg"] = "HS256".into();
        let secret = wish.as_object_mut().expect("an object").remove("client_secret").expect("a secret");
        assert_refused(&app.put(house, &wish).await, "client_secret: ");
        wish["client_secret"] = secret;
        assert_eq!(app.put(house, &wish).await.json_of(200)["id_token_signed_response_alg"], "HS256");
        let client = house.provider.clients.get(&app.text("client_id").into()).expect("the app");
        assert!(!client.lacks_secret());
    }

    async fn a_removed_app_is_gone_and_its_token_with_it(house: &House) {
        let app = Managed::fresh(house).await;
        let answer = house.send(app.request("DELETE")).await;
        assert_eq!((answer.status, answer.body.len()), (204, 0));
        assert!(house.provider.clients.get(&app.text("client_id").into()).is_none());
        for method in ["GET", "DELETE"] {
            assert_eq!(house.send(app.request(method)).await.status, 401, "{method}");
        }
        assert_eq!(app.put(house, &app.same()).await.status, 401);
        assert_eq!(house.count_events("client.removed").await, 1);
    }

    async fn an_app_that_an_admin_switched_off_manages_nothing(house: &House) {
        let app = Managed::fresh(house).await;
        let by = claviger::accounts::Authority::command_line();
        let id = app.text("client_id").into();
        house.provider.apps().set_enabled(&by, &id, false).await.expect("it is switched off");
        assert_eq!(app.read(house).await.status, 401);
        assert_eq!(house.send(app.request("DELETE")).await.status, 401);
        assert!(house.provider.apps().get(&id).await.is_ok());
    }
}
