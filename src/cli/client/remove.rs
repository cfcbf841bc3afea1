//! `claviger client remove`.

use super::{BY, find_client};
use crate::cli::output::plain;
use crate::cli::{Context, Failure};
use crate::oidc::apps::Losses;
use clap::Args;

/// Removes an app with its tokens and consents.
#[derive(Args)]
pub struct Remove {
    /// client_id
    id: String,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
}

impl Remove {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let client = find_client(&opened, &self.id).await?;
        let Losses { secrets, families, consents } = opened.apps().losses(&client.id).await?;
        let loss = format!(
            "This removes the app {} ({}) with its secrets ({secrets}), its refresh tokens ({families} sign-ins) and \
             people's consents ({consents}). Nobody can sign in to it any more.",
            client.id,
            plain(&client.name)
        );
        cx.confirm(&loss, self.yes)?;
        opened.apps().remove(&BY, &client.id).await?;
        cx.notice(format!("Removed the app {}.", client.id))
    }
}
