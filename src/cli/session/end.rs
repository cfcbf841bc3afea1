//! `claviger session end`.

use crate::accounts::{Accounts, Authority};
use crate::cli::client::find_client;
use crate::cli::output::plain;
use crate::cli::user::find_user;
use crate::cli::{Context, Failure, Opened};
use crate::model::ids::Sid;
use crate::store::Ended;
use clap::{ArgGroup, Args};

/// Ends sessions with everything that came from them, at once: access and refresh tokens stop working too.
#[derive(Args)]
#[command(after_help = "Examples:\n  claviger session end --person alice\n  claviger session end --app shop --yes")]
#[command(group = ArgGroup::new("whose").required(true).args(["sid", "person", "app", "all"]))]
pub struct End {
    /// The sid of one session
    sid: Option<String>,
    /// All of a person: username or e-mail address
    #[arg(long, value_name = "USERNAME")]
    person: Option<String>,
    /// All that an app holds; people stay signed in here
    #[arg(long, value_name = "CLIENT_ID")]
    app: Option<String>,
    /// All of everybody
    #[arg(long)]
    all: bool,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
}

impl End {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let (accounts, line) = (opened.accounts(), Authority::command_line());
        if let Some(sid) = &self.sid {
            let ended = accounts.end_session_of(&line, &Sid::from(sid.as_str())).await?;
            return cx.notice(told(ended));
        }
        if let Some(name) = &self.person {
            let user = find_user(&opened, name).await?;
            let ended = accounts.end_sessions_of_person(&line, &user.id).await?;
            return cx.notice(told(ended));
        }
        match &self.app {
            Some(id) => end_of_app(cx, &opened, &accounts, (id, self.yes)).await,
            None => {
                let loss = "This signs everybody out of everything, also apps that work while people are away.";
                cx.confirm(loss, self.yes)?;
                let ended = accounts.end_all_sessions(&line).await?;
                cx.notice(told(ended))
            }
        }
    }
}

async fn end_of_app(
    cx: &mut Context<'_>,
    opened: &Opened,
    accounts: &Accounts,
    (id, is_confirmed): (&str, bool),
) -> Result<(), Failure> {
    let client = find_client(opened, id).await?;
    let loss = format!("This ends everybody's sign-ins to {} ({}).", client.id, plain(&client.name));
    cx.confirm(&loss, is_confirmed)?;
    let (families, _) = accounts.end_sessions_of_app(&Authority::command_line(), &client.id).await?;
    cx.notice(told(Ended { sessions: 0, families }))
}

fn told(ended: Ended) -> String {
    if ended.is_nothing() {
        return "There was nothing to end.".to_owned();
    }
    let of_sessions = if ended.sessions == 1 { "session" } else { "sessions" };
    let of_apps = if ended.families == 1 { "sign-in at an app" } else { "sign-ins at apps" };
    format!("Ended {} {of_sessions} and {} {of_apps}.", ended.sessions, ended.families)
}
