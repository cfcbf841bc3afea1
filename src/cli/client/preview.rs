//! `claviger client preview`.

use super::{find_client, refused};
use crate::cli::user::find_user;
use crate::cli::{Context, Failure};
use crate::oidc::apps::{self, Wish};
use clap::Args;

/// Shows what a person's tokens for an app would say, by the functions that issue them. Nothing is signed or stored.
#[derive(Args)]
pub struct Preview {
    /// client_id
    id: String,
    /// Whose tokens; without, those of the app itself (client_credentials)
    username: Option<String>,
    /// Scope that the app would ask for [default: all that it may]
    #[arg(long)]
    scope: Option<String>,
    /// API that it would ask a token for; may be repeated
    #[arg(long, value_name = "URI")]
    resource: Vec<String>,
}

impl Preview {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let client = find_client(&opened, &self.id).await?;
        let user = match &self.username {
            Some(username) => Some(find_user(&opened, username).await?.id),
            None => None,
        };
        let provider = opened.provider().await?;
        let wish = Wish { scope: self.scope.as_deref(), resources: &self.resource, nonce: None };
        let preview = apps::preview(&provider, &client, user.as_ref(), wish).await;
        let preview = preview.map_err(|error| refused(&error.description))?;
        if !preview.is_allowed {
            cx.notice("This person is in none of the groups that may use the app: they would get no tokens.")?;
        }
        cx.print_json(&preview)
    }
}
