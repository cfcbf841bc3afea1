//! An app of the suite's with its browser: it asks, and reads every answer as the suite does, with what the suite only
//! warns of demanded too.

use super::stage::{CALLBACK, Mode, Proof, Stage, Variant};
use crate::support::{
    ALICE, Ask, Browser, House, ISSUER, Jwt, PASSWORD, Reply, Request, Response, Signer, Tokens, assertion_claims,
    basic, with,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use claviger::model::ids::random_id;
use claviger::oidc::client_auth::JWT_BEARER;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The app, and a browser that was never here before.
pub struct Rp<'a> {
    pub house: &'a House,
    pub browser: Browser,
    pub id: String,
    pub redirect_uri: String,
    pub signer: Arc<Signer>,
    pub variant: Variant,
    pub secret: Option<String>,
    /// Assertions name their key; the suite's usual keys have no names.
    pub names_key: bool,
    /// What assertions are for.
    pub audience: String,
}

/// Claims that belong to userinfo where an access token is issued (OIDC Core §5.4).
const OF_PROFILE: [&str; 5] = ["name", "email", "address", "phone_number", "preferred_username"];

impl<'a> Rp<'a> {
    pub fn new(stage: &Stage<'a>, id: String, secret: Option<String>, signer: Arc<Signer>) -> Self {
        Self {
            house: stage.house,
            browser: stage.house.browser(),
            id,
            redirect_uri: CALLBACK.to_owned(),
            signer,
            variant: stage.variant,
            secret,
            names_key: false,
            audience: format!("{ISSUER}/oauth2/token"),
        }
    }

    /// What the suite asks for where a module asks for nothing of its own.
    pub fn ask(&self) -> Ask {
        let ask = Ask::default()
            .with("client_id", &self.id)
            .with("redirect_uri", &self.redirect_uri)
            .with("scope", "openid")
            .with("state", &random_id()[..10])
            .with("nonce", &random_id()[..10])
            .with("response_type", "code");
        match self.variant.mode {
            Mode::Default => ask,
            Mode::FormPost => ask.with("response_mode", "form_post"),
        }
    }

    /// Opens a request; the person types the password and agrees where a page asks for that.
    pub async fn send(&self, ask: &Ask) -> Response {
        let answer = self.browser.authorize(&ask.pairs()).await;
        self.go_on(answer).await
    }

    /// The same from a page that is open.
    pub async fn go_on(&self, mut answer: Response) -> Response {
        for _ in 0..3 {
            answer = if asks_for_password(&answer) {
                self.browser.fill_in_sign_in(&answer, ALICE, PASSWORD).await
            } else if answer.text().contains(r#"name="decision""#) {
                let mut fields = answer.hidden_fields();
                fields.push(("decision".to_owned(), "allow".to_owned()));
                self.browser.submit("/consent", &fields).await
            } else {
                return answer;
            };
        }
        answer
    }

    /// What came to the app: where it must come and how, with the state that was sent.
    #[track_caller]
    pub fn reply(&self, answer: &Response, ask: &Ask) -> Reply {
        let reply = match self.variant.mode {
            Mode::Default => answer.reply_to(&self.redirect_uri),
            Mode::FormPost => answer.reply_by_form_to(&self.redirect_uri),
        };
        assert_eq!(reply.get("state"), ask.get("state"));
        reply
    }

    /// The code that came, with nothing beside it.
    #[track_caller]
    pub fn code(&self, answer: &Response, ask: &Ask) -> String {
        let reply = self.reply(answer, ask);
        let code = reply.code();
        let mut names = reply.names();
        names.sort_unstable();
        assert_eq!(names, ["code", "iss", "state"]);
        assert_unguessable(&code);
        code
    }

    /// The error that came; no code, and nothing that the suite does not know (OIDC Core §3.1.2.6).
    #[track_caller]
    pub fn error(&self, answer: &Response, ask: &Ask) -> String {
        let reply = self.reply(answer, ask);
        let error = reply.get("error").unwrap_or_else(|| panic!("an error in {reply:?}")).to_owned();
        reply.assert_error(&error);
        error
    }

    /// A posted form with the app's own authentication.
    pub fn post(&self, target: &str, fields: &[(&str, &str)]) -> Request {
        let secret = || self.secret.as_deref().expect("a secret");
        let mut fields = fields.to_vec();
        match self.variant.proof {
            Proof::Basic => Request::post(target, &fields).header("Authorization", basic(&self.id, secret())),
            Proof::Post => {
                fields.extend([("client_id", &*self.id), ("client_secret", secret())]);
                Request::post(target, &fields)
            }
            Proof::PrivateKey => {
                let assertion = self.assertion();
                fields.extend([("client_assertion_type", JWT_BEARER), ("client_assertion", &*assertion)]);
                Request::post(target, &fields)
            }
        }
    }

    fn assertion(&self) -> String {
        let claims = with(assertion_claims(&self.id, self.house.clock.now()), "aud", self.audience.as_str());
        if self.names_key {
            return self.signer.sign(&claims);
        }
        self.signer.sign_raw(&json!({ "alg": self.signer.alg }).to_string(), &claims.to_string())
    }

    /// Redeems a code, with more than every app must send.
    pub async fn redeem_with(&self, code: &str, more: &[(&str, &str)]) -> Response {
        let mut fields =
            vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", &*self.redirect_uri)];
        fields.extend(more);
        self.house.send(self.post("/oauth2/token", &fields)).await
    }

    pub async fn redeem(&self, code: &str) -> Response {
        self.redeem_with(code, &[]).await
    }

    pub async fn refresh(&self, token: &str, scope: Option<&str>) -> Response {
        let mut fields = vec![("grant_type", "refresh_token"), ("refresh_token", token)];
        fields.extend(scope.map(|scope| ("scope", scope)));
        self.house.send(self.post("/oauth2/token", &fields)).await
    }

    /// The whole way, with every check of the suite's on it.
    pub async fn flow(&self, ask: &Ask) -> (Tokens, Jwt) {
        let answer = self.send(ask).await;
        self.flow_from(&answer, ask).await
    }

    /// The same from the answer to the request.
    pub async fn flow_from(&self, answer: &Response, ask: &Ask) -> (Tokens, Jwt) {
        let code = self.code(answer, ask);
        let tokens = read_tokens(&self.redeem(&code).await);
        let id_token = self.id_token(&tokens, ask.get("nonce")).await;
        self.userinfo(&tokens, &id_token).await;
        (tokens, id_token)
    }

    /// The ID token, as the suite reads every one (OIDC Core §3.1.3.7).
    pub async fn id_token(&self, tokens: &Tokens, nonce: Option<&str>) -> Jwt {
        // RS256, by a key that its `kid` names in the served set, of our issuer, not expired.
        let jwt = self.house.verify(tokens.id()).await;
        let (claims, now) = (&jwt.claims, self.house.clock.now());
        assert_eq!(claims["aud"], self.id);
        assert_eq!(jwt.number("iat"), now);
        assert!(jwt.number("auth_time") <= now, "{claims}");
        assert_eq!(claims.get("nonce").and_then(Value::as_str), nonce);
        assert!(claims.get("azp").is_none_or(|azp| *azp == self.id), "{claims}");
        let sub = jwt.text("sub");
        assert!((1..=255).contains(&sub.len()) && sub.bytes().all(|byte| (0x20..0x7f).contains(&byte)), "{sub}");
        let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, tokens.access.as_bytes());
        assert_eq!(jwt.text("at_hash"), URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16]));
        for claim in OF_PROFILE {
            assert_eq!(claims.get(claim), None, "it belongs to userinfo");
        }
        jwt
    }

    /// Userinfo of the person of an ID token.
    pub async fn userinfo(&self, tokens: &Tokens, id_token: &Jwt) -> Value {
        let claims = self.house.userinfo(&tokens.access).await.json_of(200);
        assert_eq!(claims["sub"], id_token.claims["sub"]);
        assert_standard_claims(&claims);
        claims
    }
}

pub fn asks_for_password(page: &Response) -> bool {
    page.status == 200 && page.text().contains(r#"name="password""#)
}

/// A token answer (RFC 6749 §5.1).
#[track_caller]
pub fn read_tokens(answer: &Response) -> Tokens {
    let tokens = Tokens::of(answer);
    assert_eq!(answer.header("Pragma"), Some("no-cache"));
    for token in [Some(&tokens.access), tokens.refresh.as_ref()].into_iter().flatten() {
        assert!(token.bytes().all(|byte| (0x20..0x7f).contains(&byte)), "{token}");
        assert_unguessable(token);
    }
    tokens
}

/// As the suite measures it: Shannon's entropy of the characters times their number is 96 bits or more (RFC 6749 §10.10).
#[track_caller]
fn assert_unguessable(token: &str) {
    let mut counts = BTreeMap::new();
    for byte in token.bytes() {
        *counts.entry(byte).or_insert(0_u32) += 1;
    }
    let length = f64::from(u32::try_from(token.len()).expect("a short token"));
    let bits: f64 = counts.values().map(|count| f64::from(*count) * (length / f64::from(*count)).log2()).sum();
    assert!(token.len() >= 22 && bits >= 96.0, "{bits} bits in {token}");
}

/// Every claim of OIDC Core §5.1 that is there has its type, and none is null or empty.
#[track_caller]
pub fn assert_standard_claims(claims: &Value) {
    for (name, value) in claims.as_object().expect("an object") {
        let is_right = match name.as_str() {
            "email_verified" | "phone_number_verified" => value.is_boolean(),
            "updated_at" => value.is_u64(),
            "groups" => value.is_array(),
            "address" => value.as_object().is_some_and(|parts| {
                !parts.is_empty() && parts.values().all(|part| part.as_str().is_some_and(|text| !text.is_empty()))
            }),
            "birthdate" => value.as_str().is_some_and(|text| matches!(text.len(), 4 | 10)),
            _ => value.as_str().is_some_and(|text| !text.is_empty()),
        };
        assert!(is_right, "{name} in {claims}");
    }
}
