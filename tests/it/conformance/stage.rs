//! Where modules are played: a house that a suite on this machine may be fetched from, and apps of the suite's, registered
//! in the ways that the plans name.

use super::rp::Rp;
use crate::support::{Engine, House, NewToken, Request, Signer, register, run_with};
use claviger::accounts::Authority;
use claviger::config::{Config, Network};
use claviger::model::client::{Client, ClientKind};
use claviger::model::client_metadata::{AuthMethod, ClientMetadata};
use claviger::model::ids::random_id;
use claviger::model::scope::Scope;
use claviger::oidc::apps::NewSecret;
use rocket::futures::FutureExt;
use serde_json::{Value, json};
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::{Arc, LazyLock, Mutex};

/// Where the suite takes answers, with the alias of the plan in it.
pub const CALLBACK: &str = "https://suite.example/test/a/claviger/callback";
/// Where it wants browsers back after a logout.
pub const POST_LOGOUT: &str = "https://suite.example/test/a/claviger/post_logout_redirect";

/// Made once: what is new in each module is the app, not its key.
static SIGNER: LazyLock<Arc<Signer>> = LazyLock::new(|| Arc::new(Signer::new("RS256")));

/// How an app comes to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registration {
    /// An admin adds it.
    Static,
    /// It registers itself, with a token of the plan's configuration.
    Dynamic,
}

/// How it authenticates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    Basic,
    Post,
    PrivateKey,
}

/// How answers travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Default,
    FormPost,
}

/// One column of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant {
    pub registration: Registration,
    pub proof: Proof,
    pub mode: Mode,
}

const fn variant(registration: Registration, proof: Proof, mode: Mode) -> Variant {
    Variant { registration, proof, mode }
}

/// The plans Basic and Form Post Basic, and the general one with private_key_jwt.
pub const EVERY: [Variant; 6] = [
    variant(Registration::Static, Proof::Basic, Mode::Default),
    variant(Registration::Dynamic, Proof::Basic, Mode::Default),
    variant(Registration::Static, Proof::Basic, Mode::FormPost),
    variant(Registration::Dynamic, Proof::Basic, Mode::FormPost),
    variant(Registration::Static, Proof::PrivateKey, Mode::Default),
    variant(Registration::Dynamic, Proof::PrivateKey, Mode::Default),
];
/// The one module of the plans Basic and Form Post Basic that sends its secret in the body.
pub const POST: [Variant; 4] = [
    variant(Registration::Static, Proof::Post, Mode::Default),
    variant(Registration::Dynamic, Proof::Post, Mode::Default),
    variant(Registration::Static, Proof::Post, Mode::FormPost),
    variant(Registration::Dynamic, Proof::Post, Mode::FormPost),
];
/// Modules that only apps play that register themselves.
pub const DYNAMIC: [Variant; 3] = [
    variant(Registration::Dynamic, Proof::Basic, Mode::Default),
    variant(Registration::Dynamic, Proof::Basic, Mode::FormPost),
    variant(Registration::Dynamic, Proof::PrivateKey, Mode::Default),
];
/// Modules about assertions.
pub const PRIVATE_KEY: [Variant; 2] = [EVERY[4], EVERY[5]];
/// Modules about keys that an app keeps at an address of its own.
pub const DYNAMIC_KEY: [Variant; 1] = [EVERY[5]];
/// The logout plans.
pub const LOGOUT: [Variant; 2] = [EVERY[0], EVERY[1]];

/// A variant that is being played.
pub struct Stage<'a> {
    pub house: &'a House,
    pub variant: Variant,
    /// What registered itself: where it is managed, and by which token.
    managed: Mutex<Vec<(String, String)>>,
}

/// Plays a module once for each variant.
pub async fn play(engine: Engine, variants: &[Variant], module: impl AsyncFn(&Stage<'_>)) {
    run_with(engine, reach_this_machine, async |house: &House| {
        for variant in variants {
            let stage = Stage { house, variant: *variant, managed: Mutex::default() };
            if let Err(panic) = AssertUnwindSafe(module(&stage)).catch_unwind().await {
                eprintln!("it was played as {variant:?}");
                resume_unwind(panic);
            }
            stage.unregister().await;
        }
    })
    .await;
}

/// As docs/conformance.md has it for a suite on the same machine.
fn reach_this_machine(config: &mut Config) {
    config.fetch.allowed_networks = vec![Network::parse("127.0.0.0/8").expect("a network")];
}

/// What the suite says about each app that it registers.
fn usual(id: &str) -> Value {
    json!({
        "client_name": format!("claviger {id}"), "grant_types": ["authorization_code"], "response_types": ["code"],
        "redirect_uris": [CALLBACK], "contacts": ["certification@oidf.org"], "jwks": SIGNER.nameless(),
    })
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().expect("a list").iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

impl Stage<'_> {
    /// An app with what the suite always says.
    pub async fn app(&self) -> Rp<'_> {
        self.app_with(&json!({})).await
    }

    /// An app that says more, or something else.
    pub async fn app_with(&self, more: &Value) -> Rp<'_> {
        match self.variant.registration {
            Registration::Static => self.add(more).await,
            Registration::Dynamic => self.register(more).await,
        }
    }

    /// What the suite would send to register an app that says this, too.
    pub fn metadata(&self, more: &Value) -> Value {
        let mut metadata = usual(&random_id());
        metadata["token_endpoint_auth_method"] = self.method().as_str().into();
        for (name, value) in more.as_object().expect("members") {
            metadata[name] = value.clone();
        }
        if metadata.get("jwks_uri").is_some() {
            metadata.as_object_mut().expect("members").remove("jwks");
        }
        metadata
    }

    fn method(&self) -> AuthMethod {
        match self.variant.proof {
            Proof::Basic => AuthMethod::ClientSecretBasic,
            Proof::Post => AuthMethod::ClientSecretPost,
            Proof::PrivateKey => AuthMethod::PrivateKeyJwt,
        }
    }

    /// Asks the registration endpoint with a token of the configuration.
    pub async fn ask_to_register(&self, more: &Value) -> crate::support::Response {
        let token = self.house.initial_token(NewToken::default()).await;
        register(self.house, Some(&token), &self.metadata(more)).await
    }

    async fn register(&self, more: &Value) -> Rp<'_> {
        let body = self.ask_to_register(more).await.json_of(201);
        let text = |name: &str| body[name].as_str().map(str::to_owned);
        let told = |name: &str| text(name).unwrap_or_else(|| panic!("{name} in {body}"));
        assert_eq!(body.get("error"), None);
        let secret = text("client_secret");
        assert!(secret.is_none() || body["client_secret_expires_at"].is_u64(), "{body}");
        let managed = (told("registration_client_uri"), told("registration_access_token"));
        self.managed.lock().expect("a list").push(managed);
        Rp::new(self, told("client_id"), secret, Arc::clone(&SIGNER))
    }

    /// `claviger client add suite --no-pkce --consent …`
    async fn add(&self, more: &Value) -> Rp<'_> {
        let id = format!("suite-{}", random_id());
        let mut client = Client::new(id.as_str(), ClientKind::Web, self.house.clock.now());
        (client.requires_pkce, client.requires_consent) = (false, true);
        client.redirect_uris = vec![CALLBACK.to_owned()];
        client.scopes = Scope::parse("openid profile email address phone offline_access");
        let mut members = serde_json::Map::new();
        for (name, value) in more.as_object().expect("members") {
            match name.as_str() {
                "redirect_uris" => client.redirect_uris = texts(value),
                "post_logout_redirect_uris" => client.post_logout_redirect_uris = texts(value),
                // An app that an admin adds may refresh.
                "grant_types" => {}
                _ => drop(members.insert(name.clone(), value.clone())),
            }
        }
        let mut metadata: ClientMetadata = serde_json::from_value(members.into()).expect("members of metadata");
        if self.variant.proof == Proof::PrivateKey {
            metadata.token_endpoint_auth_method = Some(AuthMethod::PrivateKeyJwt);
            metadata.jwks = Some(SIGNER.nameless());
        }
        client.metadata = Arc::new(metadata);
        let created = self.house.provider.apps().create(&Authority::command_line(), client, NewSecret::default()).await;
        let secret = created.expect("the app is added").1.map(|made| made.secret.expose().to_owned());
        Rp::new(self, id, secret, Arc::clone(&SIGNER))
    }

    /// At the end of each module the suite takes back what it registered, and warns where it cannot.
    async fn unregister(&self) {
        let managed = std::mem::take(&mut *self.managed.lock().expect("a list"));
        for (uri, token) in managed {
            let target = uri.strip_prefix(crate::support::ISSUER).expect("an address of ours");
            let answer = self.house.send(Request::new("DELETE", target).bearer(&token)).await;
            assert_eq!(answer.status, 204, "{}", answer.text());
        }
    }
}
