//! Rocket with nothing around it: two fixed bodies, and one signature.

use crate::cost::Failure;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rocket::State;
use rocket::http::Status;
use rocket::response::content::RawJson;
use rocket::shield::Shield;
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

struct Bodies {
    discovery: Vec<u8>,
    jwks: Vec<u8>,
}

/// A key that was parsed once.
struct Kept {
    pair: RsaKeyPair,
    header: String,
}

/// Listens until it is ended.
pub fn serve(port: u16, discovery: Vec<u8>, jwks: Vec<u8>) -> Result<(), Failure> {
    let header = URL_SAFE_NO_PAD.encode(r#"{"typ":"at+jwt","alg":"RS256","kid":"floor"}"#);
    let figment = rocket::figment::Figment::from(rocket::Config::default())
        .merge(("port", port))
        .merge(("log_level", rocket::config::LogLevel::Off));
    let rocket = rocket::custom(figment)
        .manage(Bodies { discovery, jwks })
        .manage(Kept { pair: RsaKeyPair::generate(KeySize::Rsa2048)?, header })
        .attach(Shield::new())
        .mount("/", rocket::routes![discovery, jwks, sign]);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(rocket.launch())?;
    Ok(())
}

#[rocket::get("/discovery")]
fn discovery(bodies: &State<Bodies>) -> RawJson<&[u8]> {
    RawJson(&bodies.inner().discovery)
}

#[rocket::get("/jwks")]
fn jwks(bodies: &State<Bodies>) -> RawJson<&[u8]> {
    RawJson(&bodies.inner().jwks)
}

/// Signs on the worker that answers.
#[expect(clippy::disallowed_methods, reason = "the floor has no clock that is handed in")]
#[rocket::get("/sign")]
fn sign(kept: &State<Kept>) -> Result<RawJson<String>, Status> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| Status::InternalServerError)?.as_secs();
    let payload = URL_SAFE_NO_PAD.encode(claims(now).to_string());
    let mut token = format!("{}.{payload}", kept.header);
    let mut signature = vec![0; kept.pair.public_modulus_len()];
    kept.pair
        .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), token.as_bytes(), &mut signature)
        .map_err(|_| Status::InternalServerError)?;
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    Ok(RawJson(format!(r#"{{"access_token":"{token}","token_type":"Bearer","expires_in":300,"scope":"api:read"}}"#)))
}

/// As many claims as Claviger puts into a token of client_credentials.
pub fn claims(now: u64) -> Value {
    json!({
        "iss": "http://127.0.0.1:8000",
        "sub": "service",
        "aud": "https://api.bench.example",
        "exp": now + 300,
        "iat": now,
        "jti": "AAAAAAAAAAAAAAAAAAAAAA",
        "client_id": "service",
        "scope": "api:read",
    })
}
