//! `claviger keys import`.

use super::{BY, algorithm};
use crate::cli::{Context, Failure};
use crate::keys::Algorithm;
use crate::keys::import::{LONGEST_FILE, is_encrypted};
use crate::model::secret::Redacted;
use crate::oidc::key_acts::Fate;
use clap::Args;
use serde_json::json;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const EXAMPLES: &str = "\
Examples:
  claviger keys import old-server.pem
  claviger keys import old-server.pem --passphrase-file passphrase.txt --yes
  openssl genpkey -algorithm ED25519 | claviger keys import - --yes

The key is published at once and signs from the next rotation on.";

/// Brings a private key along, which becomes the next key of its ring.
///
/// PEM with PKCS#8 (encrypted or not), PKCS#1 or SEC 1, or JWK. The key that stood by before goes for good: it never
/// signed. Refused while a rotation is pending.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Import {
    /// The file; `-` for stdin
    file: PathBuf,
    /// The algorithm that it is for [default: what a JWK says, else RS256 for an RSA key]
    #[arg(long, value_parser = algorithm)]
    alg: Option<Algorithm>,
    /// File whose first line is the passphrase of an encrypted key; typed where it is left out
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl Import {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let file = self.read_file(cx)?;
        let passphrase = if is_encrypted(&file) { self.read_passphrase(cx)? } else { None };
        let acts = cx.open().await?.provider().await?.key_acts();
        let (brought, fate) = acts.read_key(file, passphrase, self.alg).await?;
        cx.confirm(&foretell(&fate), self.yes)?;
        let fate = acts.import(&BY, brought, &fate).await?;
        if self.json {
            return cx.print_json(&json!({ "kid": fate.kid, "alg": fate.ring, "replaced": fate.replaces }));
        }
        cx.notice(format!("{} stands by in the ring {}: the next rotation goes to it.", fate.kid, fate.ring))
    }

    fn read_file(&self, cx: &mut Context<'_>) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let mut bytes = Zeroizing::new(Vec::new());
        let most = LONGEST_FILE as u64 + 1;
        let read = if self.file == Path::new("-") {
            (&mut cx.input).take(most).read_to_end(&mut bytes)
        } else {
            File::open(&self.file).and_then(|file| file.take(most).read_to_end(&mut bytes))
        };
        let shown = self.file.display();
        read.map_err(|error| Failure::said(format!("{shown} cannot be read: {error}.")))?;
        if bytes.len() > LONGEST_FILE {
            return Err(Failure::said(format!("{shown} is too long to be a key.")));
        }
        Ok(bytes)
    }

    /// Never from the arguments, which every user of the machine can see.
    fn read_passphrase(&self, cx: &Context<'_>) -> Result<Option<Redacted>, Failure> {
        let Some(path) = &self.passphrase_file else {
            let typed = cx.is_interactive.then(|| (cx.ask_unseen)("Passphrase: "));
            return Ok(typed.transpose()?.map(Redacted::from));
        };
        let failed = |error| Failure::said(format!("{} cannot be read: {error}.", path.display()));
        let text = Zeroizing::new(std::fs::read_to_string(path).map_err(failed)?);
        Ok(Some(Redacted::from(text.lines().next().unwrap_or_default().to_owned())))
    }
}

fn foretell(fate: &Fate) -> String {
    let Fate { kid, ring, replaces } = fate;
    let begin = format!("The key {kid} will stand by in the ring {ring}, published at once.");
    match replaces {
        Some(replaced) => format!("{begin} {replaced}, which stands by now and never signed, goes for good."),
        None => begin,
    }
}
