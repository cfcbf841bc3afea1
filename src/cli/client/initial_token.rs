//! `claviger client initial-token` and `claviger client registration`: who may register apps that no admin adds.

use super::{BY, known, refused, to_scope};
use crate::cli::output::{date, date_or_empty, plain};
use crate::cli::{Context, Failure};
use crate::oidc::apps::{InitialTokenError, NewInitialToken};
use crate::oidc::registration::Mode;
use crate::store::InitialToken as Token;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

const EXAMPLES: &str = "\
Examples:
  claviger client initial-token add 'Team blue'
  claviger client initial-token add 'Test run' --uses 100 --days 1
  claviger client initial-token add 'Intranet' --scope 'openid profile email groups'

An app sends it as `Authorization: Bearer …` to /oauth2/register.";

/// Tokens that let apps register themselves (RFC 7591).
#[derive(Subcommand)]
pub enum InitialToken {
    /// Make a token; it is shown this once
    Add(Add),
    /// List the tokens that still let somebody in
    List(List),
    /// End a token; the apps that came with it stay
    Remove(Remove),
}

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Add {
    /// Who it is for
    label: String,
    /// So many apps may come with it
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    uses: i64,
    /// It ends after so many days
    #[arg(long, value_name = "DAYS", default_value = "7")]
    days: i64,
    /// Scope that these apps may ask for; may be repeated [default: openid profile email address phone offline_access]
    #[arg(long)]
    scope: Vec<String>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub struct List {
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub struct Remove {
    /// The token's id, from `claviger client initial-token list`
    id: String,
}

/// Says who may register apps, or shows it.
#[derive(Args)]
#[command(after_help = "Examples:\n  claviger client registration\n  claviger client registration off")]
pub struct Registration {
    /// off: nobody; token: whoever has an initial access token; open: anybody who reaches this server
    #[arg(value_parser = parse_mode)]
    mode: Option<Mode>,
}

impl From<InitialTokenError> for Failure {
    fn from(error: InitialTokenError) -> Self {
        match error {
            InitialTokenError::Store(error) => error.into(),
            other => refused(&other),
        }
    }
}

impl InitialToken {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::Add(add) => add.run(cx).await,
            Self::List(list) => list.run(cx).await,
            Self::Remove(remove) => remove.run(cx).await,
        }
    }
}

impl Add {
    async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let mut new =
            NewInitialToken { label: self.label, uses: self.uses, days: self.days, ..NewInitialToken::default() };
        if !self.scope.is_empty() {
            new.scopes = to_scope(&self.scope);
        }
        // Before anything is made on a machine where nothing has run yet.
        new.check()?;
        let (token, secret) = cx.open().await?.apps().make_initial_token(&BY, new).await?;
        if self.json {
            let mut answer = to_json(&token);
            answer["initial_access_token"] = secret.expose().into();
            return cx.print_json(&answer);
        }
        cx.notice(format!("Made the token {}; it is shown this once.", token.id))?;
        cx.print(secret.expose())
    }
}

impl List {
    async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let tokens = cx.open().await?.apps().list_initial_tokens().await?;
        if self.json {
            return cx.print_json(&tokens.iter().map(to_json).collect::<Vec<_>>());
        }
        let mut rows = vec![["ID", "LABEL", "USES LEFT", "ENDS", "LAST USED", "SCOPE"].map(str::to_owned).to_vec()];
        rows.extend(tokens.iter().map(|token| {
            let (uses, ends) = (token.uses_left.to_string(), date(token.expires_at));
            let (used, scope) = (date_or_empty(token.last_used_at), token.scopes.to_string());
            vec![token.id.clone(), plain(&token.label), uses, ends, used, scope]
        }));
        cx.print_table(&rows)
    }
}

impl Remove {
    async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let gone = cx.open().await?.apps().end_initial_token(&BY, &self.id).await?;
        cx.notice(format!("Ended the token {} ({}).", gone.id, plain(&gone.label)))
    }
}

impl Registration {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let apps = cx.open().await?.apps();
        let Some(mode) = self.mode else { return cx.print(apps.registration_mode().await?.as_str()) };
        let is_new = apps.set_registration_mode(&BY, mode).await?;
        if mode == Mode::Open {
            cx.notice("Anybody who reaches this server may register apps now; people are always asked before one learns something.")?;
        }
        cx.notice(format!("Registration is {}{}.", if is_new { "now " } else { "" }, mode.as_str()))
    }
}

fn to_json(token: &Token) -> Value {
    json!({
        "id": token.id,
        "label": token.label,
        "scope": token.scopes.to_string(),
        "uses_left": token.uses_left,
        "created_by": token.created_by,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "last_used_at": token.last_used_at,
    })
}

fn parse_mode(text: &str) -> Result<Mode, String> {
    Mode::parse(text).ok_or_else(|| known("modes", &Mode::ALL.map(Mode::as_str)))
}
