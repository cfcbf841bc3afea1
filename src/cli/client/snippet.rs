//! `claviger client snippet`.

use super::{find_client, known};
use crate::cli::{Context, Failure};
use crate::keys::evidence::Aliases;
use crate::oidc::apps::snippets::{self, Place};
use clap::Args;

/// Prints the configuration that connects an app, with its real values; the secret is left open.
#[derive(Args)]
pub struct Snippet {
    /// client_id
    id: String,
    /// nginx, apache, django, express, nextjs, spring, aspnet, rust, grafana, gitlab, oidc-client-ts or curl; without,
    /// those that fit the app are listed
    stack: Option<String>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl Snippet {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let client = find_client(&opened, &self.id).await?;
        let aliases = Aliases::load(&opened.store, cx.clock.now()).await?;
        let issuer = &*opened.config.public_url;
        let place = Place { issuer, jwks_uri: &aliases.url(issuer, &client) };
        let Some(stack) = &self.stack else {
            let fitting = snippets::fitting(&client, place);
            if self.json {
                return cx.print_json(&fitting);
            }
            return cx.print_table(&fitting.iter().map(|s| vec![s.stack.into(), s.title.into()]).collect::<Vec<_>>());
        };
        let snippet = snippets::find(stack, &client, place).ok_or_else(|| {
            let all: Vec<_> = snippets::stacks().collect();
            Failure::said(format!("There is no snippet {stack}: {}.", known("stacks", &all)))
        })?;
        if self.json {
            return cx.print_json(&snippet);
        }
        for file in &snippet.files {
            if snippet.files.len() > 1 {
                cx.notice(format!("{}:", file.name))?;
            }
            cx.print(file.text.trim_end())?;
        }
        Ok(())
    }
}
