//! `/admin/clients/<id>/settings`: everything of an app that can be changed, in one form; its logo in another.

use super::app_checks::Check;
use super::{AppFrame, AppTab, Choice, Fields};
use crate::model::client::ClientKind;
use crate::web::page::Page;
use crate::web::pages::MARKUP;
use serde::Serialize;

/// The settings of an app. Posts what the fields are called, `version`, and `open_to` with `group`.
#[derive(Clone, Debug, Serialize)]
pub struct AppSettings {
    /// Surroundings.
    #[serde(flatten)]
    pub frame: AppFrame,
    /// The version that the form was filled from.
    pub version: i64,
    /// What stands in the fields.
    pub fields: Fields,
    /// What is said of each redirect URI.
    pub uri_checks: Vec<Check>,
    /// What is said of each URI for the way back after signing out.
    pub post_logout_checks: Vec<Check>,
    /// What is said of the colour.
    pub color_checks: Vec<Check>,
    /// The grants; `app-grant-…` names them.
    pub grants: Vec<Choice>,
    /// The scopes about people; `app-scope-…` names them.
    pub scopes: Vec<Choice>,
    /// Scopes of the APIs that it may ask tokens for, with what they mean.
    pub api_scopes: Vec<Choice>,
    /// The APIs that are known here.
    pub apis: Vec<Choice>,
    /// Whether everybody may use it.
    pub is_open: bool,
    /// Groups to choose from.
    pub groups: Vec<Choice>,
    /// Whether there are more groups than those.
    pub has_more_groups: bool,
    /// Whether PKCE is demanded.
    pub requires_pkce: bool,
    /// Whether people are asked first.
    pub requires_consent: bool,
    /// How long its access tokens live.
    pub access: Lifetime,
    /// How long it may refresh after a sign-in.
    pub refresh: Lifetime,
    /// The algorithms that its ID tokens can be signed with.
    pub id_token_algs: Vec<Choice>,
    /// The same for its access tokens.
    pub access_token_algs: Vec<Choice>,
    /// Whether something is chosen of what most apps leave alone: proof, encryption, sign-in, identifiers.
    pub has_rare: bool,
    /// How it proves who it is.
    pub proof_fields: ProofFields,
    /// How its tokens are encrypted.
    pub encryption: EncryptionFields,
    /// What introspection answers to it can be signed with.
    pub introspection_algs: Vec<Choice>,
    /// What its request objects can be signed with.
    pub request_algs: Vec<Choice>,
    /// What it can call people; the fields `sector_identifier_uri`, `policy_uri` and `tos_uri` go with it.
    pub subjects: Vec<Choice>,
    /// What is wrong with the image that was sent.
    pub logo_problem: Option<&'static str>,
}

/// The ways of protecting tokens for one app alone; the field `encryption_keys` holds its keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EncryptionFields {
    /// How ID tokens can be encrypted.
    pub id_token: Vec<Choice>,
    /// What userinfo can be signed with.
    pub userinfo_alg: Vec<Choice>,
    /// How userinfo can be encrypted.
    pub userinfo: Vec<Choice>,
}

impl EncryptionFields {
    fn sample() -> Self {
        let way = |name, is_chosen| Choice::new(name, name, is_chosen);
        let ways = vec![way("none", false), way("RSA-OAEP-256/A256GCM", true), way("ECDH-ES/A128GCM", false)];
        Self { id_token: ways.clone(), userinfo_alg: vec![way("none", true), way("RS256", false)], userinfo: ways }
    }
}

/// The ways in which an app can prove who it is; the fields `jwks` and `jwks_uri` go with them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProofFields {
    /// The methods; `app-proof-…` names them.
    pub methods: Vec<Choice>,
    /// The algorithms of its assertions.
    pub algs: Vec<Choice>,
}

impl ProofFields {
    fn sample() -> Self {
        let methods = ["any", "client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt"];
        Self {
            methods: methods.map(|name| Choice::new(name, "", name == "private_key_jwt")).to_vec(),
            algs: ["any", "RS256", "HS256"].map(|name| Choice::new(name, name, name == "any")).to_vec(),
        }
    }
}

/// A lifetime: as configured, or one of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lifetime {
    /// `access` or `refresh`: the fields are `…_time` and `…_unit`.
    pub name: &'static str,
    /// As configured, in seconds.
    pub configured: i64,
    /// The bounds, in seconds.
    pub min: i64,
    /// See `min`.
    pub max: i64,
    /// The units; `app-unit-…` names them.
    pub units: Vec<Choice>,
}

impl AppSettings {
    fn sample(frame: AppFrame) -> Self {
        let choice = |value: &&str| Choice::new(*value, "", matches!(*value, "openid" | "profile" | "minutes"));
        let choices = |values: &[&str]| values.iter().map(choice).collect::<Vec<_>>();
        let lifetime = |name, configured, max| Lifetime {
            name,
            configured,
            min: 60,
            max,
            units: choices(&["seconds", "minutes", "hours", "days"]),
        };
        let fields = Fields::default()
            .with("name", "Harbor Wiki")
            .with("url", "https://wiki.northwind.example/")
            .with("redirect_uris", "https://wiki.northwind.example/callback")
            .with("backchannel_logout_uri", "https://wiki.northwind.example/logout")
            .with("backchannel_session_required", "yes")
            .with("color", "#2f7f5f");
        let group = |name: &str, is_chosen| Choice::new(name.to_lowercase(), name, is_chosen);
        let api = |name: &str, audience: &str| Choice { hint: audience.into(), ..Choice::new(audience, name, true) };
        Self {
            frame,
            version: 7,
            fields,
            uri_checks: vec![],
            post_logout_checks: vec![],
            color_checks: vec![],
            grants: choices(&["authorization_code", "refresh_token", "client_credentials", "password"]),
            scopes: choices(&["openid", "profile", "email", "address", "phone", "groups", "offline_access"]),
            api_scopes: vec![Choice { hint: "Read your orders".into(), ..Choice::new("orders:read", "Orders", true) }],
            apis: vec![api("Orders", "https://orders.northwind.example/")],
            is_open: false,
            groups: vec![group("Berlin", false), group("Editors", true)],
            has_more_groups: false,
            requires_pkce: true,
            requires_consent: false,
            access: lifetime("access", 300, 86_400),
            refresh: lifetime("refresh", 86_400, 31_536_000),
            id_token_algs: vec![Choice::new("RS256", "RS256", true)],
            access_token_algs: vec![Choice::new("RS256", "RS256", true)],
            has_rare: false,
            proof_fields: ProofFields::sample(),
            encryption: EncryptionFields::sample(),
            introspection_algs: ["none", "RS256"].map(|alg| Choice::new(alg, alg, alg == "none")).to_vec(),
            request_algs: ["any", "RS256", "ES256"].map(|alg| Choice::new(alg, alg, alg == "any")).to_vec(),
            subjects: ["public", "pairwise"].map(|name| Choice::new(name, "", name == "public")).to_vec(),
            logo_problem: None,
        }
    }

    fn sample_wrong() -> Fields {
        let mut wrong = Fields::default().with("redirect_uris", "/callback").with("color", "red");
        for (field, key) in [
            ("url", "app-problem-url"),
            ("redirect_uris", "app-problem-useless-uri"),
            ("group", "app-problem-no-group"),
            ("group", "app-problem-group-gone"),
            ("grant", "app-problem-no-grant"),
            ("grant", "app-problem-refresh"),
            ("grant", "app-problem-public-service"),
            ("pkce", "app-problem-pkce"),
            ("audiences", "app-problem-public-audience"),
            ("grant", "app-problem-public-password"),
            ("grant", "app-problem-password-consent"),
            ("default_max_age", "app-problem-max-age"),
            ("access_time", "app-problem-number"),
            ("refresh_time", "app-problem-seconds"),
            ("color", "app-problem-color"),
        ] {
            wrong.refuse(field, key);
        }
        for key in ["json", "pem", "certificate", "private", "empty", "many", "kind", "bits", "member", "alg", "point"]
        {
            wrong.refuse_because("encryption_keys", &format!("app-problem-key-{key}"), 0, "n");
        }
        wrong.refuse_because("id_token_encryption", "app-problem-no-key", 0, "ECDH-ES");
        wrong.refuse_because("backchannel_logout_uri", "app-problem-logout", 0, "http");
        wrong.refuse_because("frontchannel_logout_uri", "app-problem-logout", 0, "origin");
        wrong.refuse("userinfo_alg", "app-problem-unsigned");
        wrong.refuse("subject_type", "app-problem-sector");
        wrong.refuse_because("sector_identifier_uri", "app-problem-sector-document", 0, "it did not answer");
        wrong.refuse("policy_uri", "app-problem-uri-https");
        wrong.refuse("tos_uri", "app-problem-keys-twice");
        wrong.refuse_because("contacts", "app-problem-contact", 0, "Alice");
        wrong.refuse("require_signed_request_object", "app-problem-request-keys");
        wrong.refuse("request_uris", "app-problem-uri-https");
        Self::refuse_proof(&mut wrong);
        wrong.refuse_because("more_groups", "app-problem-group", 0, "Nobody");
        wrong.refuse_because("more_scopes", "app-problem-scope", 0, "a\"b");
        wrong.refuse_because("id_token_alg", "app-problem-alg", 0, "ES256");
        wrong.refuse_because("more_resources", "app-problem-resource", 0, "orders");
        wrong
    }

    fn refuse_proof(wrong: &mut Fields) {
        wrong.refuse("token_endpoint_auth_method", "app-problem-proof-none");
        wrong.refuse("token_endpoint_auth_method", "app-problem-proof-public");
        wrong.refuse("token_endpoint_auth_method", "app-problem-proof-unknown");
        wrong.refuse_because("token_endpoint_auth_signing_alg", "app-problem-proof-alg", 0, "HS256");
        for key in ["keys", "empty", "kind", "key-alg"] {
            wrong.refuse("jwks", &format!("app-problem-proof-{key}"));
        }
    }
}

impl Page for AppSettings {
    const TEMPLATE: &'static str = "admin/clients/settings.html";

    fn samples() -> Vec<Self> {
        let tab = AppTab::Settings;
        let full = Self::sample(AppFrame::sample(tab));
        let wrong = Self {
            fields: Self::sample_wrong(),
            uri_checks: Check::samples(),
            post_logout_checks: vec![Check::uri("/bye", false)],
            color_checks: vec![Check::color("red")],
            has_more_groups: true,
            ..full.clone()
        };
        let public = Self {
            has_rare: true,
            is_open: true,
            groups: vec![],
            apis: vec![],
            api_scopes: vec![],
            id_token_algs: ["RS256", "EdDSA"].map(|alg| Choice::new(alg, alg, alg == "RS256")).to_vec(),
            access_token_algs: ["RS256", "EdDSA"].map(|alg| Choice::new(alg, alg, alg == "EdDSA")).to_vec(),
            ..Self::sample(AppFrame::sample_public(tab))
        };
        let awkward = Self {
            fields: Fields::default().with("name", MARKUP).with("redirect_uris", MARKUP),
            groups: vec![Choice::new("1", MARKUP, true), Choice::new("2", "x".repeat(120), false)],
            apis: vec![Choice { hint: MARKUP.into(), ..Choice::new(MARKUP, MARKUP, true) }],
            api_scopes: vec![Choice { hint: MARKUP.into(), ..Choice::new(MARKUP, MARKUP, true) }],
            ..Self::sample(AppFrame::sample_awkward(tab))
        };
        let logo = |problem| Self { logo_problem: Some(problem), ..full.clone() };
        let mut all = vec![
            full.clone(),
            Self { frame: AppFrame::sample(tab).of_kind(ClientKind::Service), ..full.clone() },
            Self { frame: AppFrame::sample_auditor(tab), ..full.clone() },
            wrong,
            public,
            awkward,
        ];
        all.extend(["missing", "large", "format", "pixels", "damaged"].map(logo));
        all
    }
}
