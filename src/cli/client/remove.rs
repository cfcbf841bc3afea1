//! `claviger client remove`.

use super::find_client;
use crate::audit::{Actor, Event, Kind};
use crate::cli::output::plain;
use crate::cli::{Context, Failure};
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
        let loss = format!(
            "This removes the app {} ({}) with its secrets, its refresh tokens and people's consents. \
             Nobody can sign in to it any more.",
            client.id,
            plain(&client.name)
        );
        cx.confirm(&loss, self.yes)?;
        let mut write = opened.store.write().await?;
        write.db().delete_client(&client.id).await?;
        let event = Event::new(Kind::ClientRemoved, Actor::CommandLine).client(&client.id);
        opened.commit(write, event.detail("name", client.name.as_str())).await?;
        cx.notice(format!("Removed the app {}.", client.id))
    }
}
