//! A house: the server as `claviger serve` runs it, on a free port, over a database of its own, with a clock that only
//! moves when it is told to.

use super::apps::{App, Ask, VERIFIER};
use super::browser::Browser;
use super::database::{Database, Engine};
use super::http::{Request, Response};
use super::seed::{self, PASSWORD};
use super::tokens::Tokens;
use claviger::audit::Actor;
use claviger::clock::Clock;
use claviger::config::Config;
use claviger::model::client::Client;
use claviger::model::secret::Redacted;
use claviger::model::user::User;
use claviger::model::username::username_key;
use claviger::oidc::Provider;
use claviger::oidc::failures::{Explained, explain};
use claviger::store::{Db, Store};
use rocket::fairing::AdHoc;
use rocket::futures::FutureExt;
use rocket::{Build, Rocket};
use serde_json::Value;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, resume_unwind};
use tokio::sync::oneshot;

/// A running server and what stands behind it.
pub struct House {
    pub provider: Provider,
    pub store: Store,
    pub clock: Clock,
    pub address: SocketAddr,
    shutdown: rocket::Shutdown,
}

/// Runs a test in a fresh house; the house is torn down whether it passes or not.
pub async fn run(engine: Engine, test: impl AsyncFnOnce(&House)) {
    run_with(engine, |_| (), test).await;
}

/// The same with other settings.
pub async fn run_with(engine: Engine, settings: impl FnOnce(&mut Config), test: impl AsyncFnOnce(&House)) {
    let database = Database::fresh(engine).await;
    let house = House::start(&database.url, settings).await;
    let outcome = AssertUnwindSafe(test(&house)).catch_unwind().await;
    house.shutdown.notify();
    house.store.close().await;
    database.give_back(outcome.is_ok()).await;
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

impl House {
    async fn start(url: &str, settings: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config { database_url: url.to_owned(), ..Config::default() };
        config.listen.set_port(0);
        config.sqlite.synchronous_full = false;
        config.passwords.memory_kib = 64;
        config.passwords.iterations = 1;
        config.contact = Some("help@northwind.example".to_owned());
        settings(&mut config);
        let clock = seed::clock();
        let store = Store::connect(url, config.sqlite.synchronous_full).await.expect("the database opens");
        store.migrate().await.expect("the database takes its schema");
        seed::fill(&store).await;
        let provider = claviger::provider(config, store.clone(), seed::master_key(), clock.clone());
        let provider = provider.await.expect("a provider");
        seed::add_people(&provider).await;
        let (address, shutdown) = launch(claviger::build(&provider)).await;
        Self { provider, store, clock, address, shutdown }
    }

    /// A browser that has never been here.
    pub fn browser(&self) -> Browser {
        Browser::new(self.address)
    }

    /// A browser whose person has signed in at their account page.
    pub async fn signed_in(&self, username: &str) -> Browser {
        let browser = self.browser();
        self.sign_in(&browser, username).await;
        browser
    }

    /// Signs in at the account page.
    pub async fn sign_in(&self, browser: &Browser, username: &str) {
        let page = browser.get("/login").await;
        let answer = browser.fill_in_sign_in(&page, username, PASSWORD).await;
        assert_eq!(answer.status, 200, "{username} is in: {}", answer.text());
        assert!(!answer.text().contains(r#"name="password""#), "{username} is in: {}", answer.text());
    }

    pub async fn send(&self, request: Request) -> Response {
        request.send(self.address).await
    }

    /// Sends bytes that need not be HTTP.
    pub async fn send_raw(&self, bytes: &[u8]) -> Option<u16> {
        super::http::send_raw(self.address, bytes).await
    }

    pub async fn get(&self, target: &str) -> Response {
        self.send(Request::get(target)).await
    }

    /// A request to the token endpoint with the app's own authentication.
    pub async fn token(&self, app: &App, fields: &[(&str, &str)]) -> Response {
        self.send(app.post("/oauth2/token", fields)).await
    }

    /// The code that a signed-in browser brings to the app.
    pub async fn code(&self, browser: &Browser, ask: &Ask) -> String {
        let answer = browser.authorize(&ask.pairs()).await;
        answer.reply_to(ask.get("redirect_uri").expect("a redirect_uri")).code()
    }

    /// Redeems a code of the app's usual request.
    pub async fn redeem(&self, app: &App, code: &str) -> Response {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", app.redirect_uri),
            ("code_verifier", VERIFIER),
        ];
        self.token(app, &fields).await
    }

    /// The whole way from a signed-in browser to tokens.
    pub async fn tokens(&self, browser: &Browser, app: &App, ask: &Ask) -> Tokens {
        let code = self.code(browser, ask).await;
        Tokens::of(&self.redeem(app, &code).await)
    }

    /// The tokens of a fresh sign-in with a scope.
    pub async fn tokens_of(&self, username: &str, app: &App, scope: &str) -> Tokens {
        let browser = self.signed_in(username).await;
        self.tokens(&browser, app, &app.ask().with("scope", scope)).await
    }

    pub async fn refresh(&self, app: &App, token: &str) -> Response {
        self.token(app, &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    pub async fn revoke(&self, app: &App, token: &str) -> Response {
        self.send(app.post("/oauth2/revoke", &[("token", token)])).await
    }

    pub async fn introspect(&self, app: &App, token: &str) -> Value {
        self.send(app.post("/oauth2/introspect", &[("token", token)])).await.json_of(200)
    }

    /// Whether introspection by its own app calls a token active.
    pub async fn is_active(&self, app: &App, token: &str) -> bool {
        self.introspect(app, token).await["active"].as_bool().expect("active is a boolean")
    }

    pub async fn userinfo(&self, access_token: &str) -> Response {
        self.send(Request::get("/oauth2/userinfo").bearer(access_token)).await
    }

    /// Changes an app's registration, as an admin does, and lets the server see it.
    pub async fn change_app(&self, app: &App, change: impl FnOnce(&mut Client)) {
        let id = app.id.into();
        let mut write = self.store.write().await.expect("a transaction");
        let mut client = write.db().find_client(&id).await.expect("a query").expect("the app");
        change(&mut client);
        write.db().update_client(&client).await.expect("a query");
        write.commit().await.expect("a commit");
        self.see_changes().await;
    }

    /// Does something to the database in a transaction of its own.
    pub async fn write(&self, act: impl AsyncFnOnce(&mut Db<'_>)) {
        let mut write = self.store.write().await.expect("a transaction");
        act(&mut write.db()).await;
        write.commit().await.expect("a commit");
    }

    /// Lets only the members of these groups use an app.
    pub async fn allow_groups(&self, app: &App, names: &[&str]) {
        let mut ids = Vec::new();
        let mut read = self.store.read().await.expect("a connection");
        for name in names {
            ids.push(read.db().find_group(name).await.expect("a query").expect("the group").id);
        }
        drop(read);
        self.change_app(app, |client| client.allowed_groups = Some(ids)).await;
    }

    /// Takes a person out of a group.
    pub async fn leave_group(&self, username: &str, name: &str) {
        let user = self.person(username).await;
        self.write(async |db| {
            let group = db.find_group(name).await.expect("a query").expect("the group");
            db.remove_group_member(&group.id, &user.id).await.expect("a query");
        })
        .await;
    }

    /// An app's newest failed requests, explained, as an admin sees them.
    pub async fn failures_of(&self, id: &str) -> Vec<Explained> {
        self.provider.failures.flush(&self.store).await.expect("a flush");
        let client = self.provider.clients.get(&id.into());
        let mut read = self.store.read().await.expect("a connection");
        let requests = read.db().failed_requests(&id.into()).await.expect("a query");
        requests.iter().map(|request| explain(request, client.as_deref())).collect()
    }

    /// Lets the server see changes to apps now, not within its 2 s.
    pub async fn see_changes(&self) {
        let revision = self.store.read().await.expect("a connection").db().revisions().await.expect("a query").clients;
        self.provider.clients.refresh(&self.store, revision).await.expect("a query");
    }

    /// Switches a person off, leaving their sessions and tokens to be refused.
    pub async fn disable_person(&self, username: &str) {
        let now = self.clock.now();
        self.change_person(username, |user| user.disabled_at = Some(now)).await;
    }

    /// Changes what describes a person, as an admin does.
    pub async fn change_person(&self, username: &str, change: impl FnOnce(&mut User)) {
        let mut user = self.person(username).await;
        change(&mut user);
        let email_key = user.email.as_deref().map(username_key);
        let keys = (username_key(&user.username), email_key);
        self.write(async |db| db.update_user(&user, (&keys.0, keys.1.as_deref())).await.expect("a query")).await;
    }

    /// Sets a person's password, as an admin does.
    pub async fn set_password(&self, username: &str, password: &str) {
        let user = self.person(username).await;
        let password = Redacted::from(password.to_owned());
        self.provider.accounts.set_password(&user, &password, Actor::CommandLine).await.expect("a password is set");
    }

    pub async fn person(&self, username: &str) -> User {
        let mut read = self.store.read().await.expect("a connection");
        read.db().find_user_by_key(&username_key(username)).await.expect("a query").expect("the person")
    }

    /// Signs out by the button on the account page.
    pub async fn sign_out(&self, browser: &Browser) {
        let csrf = browser.get("/account").await.hidden("csrf");
        let answer = browser.post("/oauth2/logout/confirm", &[("csrf", &csrf)]).await;
        assert!(answer.location().starts_with("/signed-out"), "{}", answer.location());
    }

    /// Another server on the same database with other settings; it lives as long as the test.
    pub async fn second_server(&self, settings: impl FnOnce(&mut Config)) -> SocketAddr {
        let mut config = (*self.provider.config).clone();
        settings(&mut config);
        let provider = claviger::provider(config, self.store.clone(), seed::master_key(), self.clock.clone());
        launch(claviger::build(&provider.await.expect("a provider"))).await.0
    }

    /// Another server of the same provider, with routes of a test's own; it lives as long as the test.
    pub async fn server_with(&self, change: impl FnOnce(Rocket<Build>) -> Rocket<Build>) -> SocketAddr {
        launch(change(claviger::build(&self.provider))).await.0
    }
}

/// Starts a server on a free port.
pub(super) async fn launch(rocket: Rocket<Build>) -> (SocketAddr, rocket::Shutdown) {
    let (told, port) = oneshot::channel();
    let rocket = rocket.attach(AdHoc::on_liftoff("port", |rocket| {
        let address = SocketAddr::new(rocket.config().address, rocket.config().port);
        Box::pin(async move {
            let _ = told.send(address);
        })
    }));
    let rocket = rocket.ignite().await.expect("the server ignites");
    let shutdown = rocket.shutdown();
    tokio::spawn(rocket.launch());
    (port.await.expect("the server listens"), shutdown)
}
