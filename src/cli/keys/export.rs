//! `claviger keys export`.

use super::BY;
use crate::cli::{Context, Failure};
use crate::keys::export::KeyFormat;
use clap::{Args, ValueEnum};
use std::io::Write;

/// How a key is written.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// PEM
    Pem,
    /// JSON Web Key (RFC 7517)
    Jwk,
}

/// Prints a key: its public part, unless the private one is asked for.
#[derive(Args)]
#[command(after_help = "Examples:\n  claviger keys export KID\n  claviger keys export KID --private >key.pem")]
pub struct Export {
    /// Key id, from `claviger keys list`
    #[arg(allow_hyphen_values = true)]
    kid: String,
    /// PEM or JWK
    #[arg(long, value_enum, default_value = "pem")]
    format: Format,
    /// The private part, unencrypted: whoever has it can sign in the name of this server. Recorded in the audit log
    #[arg(long)]
    private: bool,
}

impl Export {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let acts = cx.open().await?.provider().await?.key_acts();
        let format = match self.format {
            Format::Pem => KeyFormat::Pem,
            Format::Jwk => KeyFormat::Jwk,
        };
        if self.private {
            let text = acts.export_private(&BY, &self.kid, format).await?;
            cx.notice("This is a private key: keep it where only those can read it who may sign as this server.")?;
            return Ok(cx.out.write_all(text.as_bytes())?);
        }
        Ok(cx.out.write_all(acts.export_public(&self.kid, format).await?.as_bytes())?)
    }
}
