//! An app that proves itself with a key of its own (RFC 7523): its key, and as many assertions as a load can use up.

use crate::cost::Failure;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::RsaKeyPair;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use claviger::keys::generate::PrivateKey;
use claviger::keys::jwk::PublicJwk;
use claviger::keys::jwt;
use claviger::keys::signer::SigningHandle;
use serde_json::json;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const KEY: &str = "key.der";
const LIFE_SECONDS: u64 = 600;

/// Makes the key: the private one for [`lines`], the public one as a JWK set.
pub fn make_key(folder: &Path) -> Result<(), Failure> {
    let private: Pkcs8V1Der<'_> = RsaKeyPair::generate(KeySize::Rsa2048)?.as_der()?;
    std::fs::write(folder.join(KEY), private.as_ref())?;
    let jwk = PublicJwk::of(&read_key(folder)?)?.to_json()?;
    std::fs::write(folder.join("jwks.json"), format!(r#"{{"keys":[{jwk}]}}"#))?;
    Ok(())
}

fn read_key(folder: &Path) -> Result<PrivateKey, Failure> {
    Ok(PrivateKey::from_pkcs8(claviger::keys::Algorithm::Rs256, std::fs::read(folder.join(KEY))?.into()))
}

/// Signs on all cores for this long; an assertion a line, each with a `jti` of its own.
pub fn lines(folder: &Path, issuer: &str, client: &str, time: Duration) -> Result<String, Failure> {
    let key = read_key(folder)?;
    let handle = SigningHandle::new(&key, PublicJwk::of(&key)?.kid())?;
    let signer = Signer { handle: &handle, issuer, client, time };
    let cores = std::thread::available_parallelism()?.get();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(|| signer.sign_on())).collect();
        let mut all = String::new();
        for thread in threads {
            all += &thread.join().map_err(|_| "a signing thread died")??;
        }
        Ok(all)
    })
}

struct Signer<'a> {
    handle: &'a SigningHandle,
    issuer: &'a str,
    client: &'a str,
    time: Duration,
}

impl Signer<'_> {
    #[expect(clippy::disallowed_methods, reason = "the floor has no clock that is handed in")]
    fn sign_on(&self) -> Result<String, Failure> {
        let (begun, now) = (Instant::now(), SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs());
        let mut lines = String::new();
        while begun.elapsed() < self.time {
            let mut id = [0; 16];
            aws_lc_rs::rand::fill(&mut id)?;
            let claims = json!({
                "iss": self.client,
                "sub": self.client,
                "aud": self.issuer,
                "iat": now,
                "exp": now + LIFE_SECONDS,
                "jti": URL_SAFE_NO_PAD.encode(id),
            });
            lines += &jwt::sign(self.handle, "JWT", &claims)?;
            lines.push('\n');
        }
        Ok(lines)
    }
}
