//! `claviger session notices`.

use crate::accounts::Authority;
use crate::cli::client::find_client;
use crate::cli::output::{date, date_or_empty, plain};
use crate::cli::user::find_user;
use crate::cli::{Context, Failure};
use crate::store::{ListedNotice, NoticeFilter, NoticeState};
use clap::Args;
use serde_json::{Value, json};

const PAGE: i64 = 500;

/// Lists the notices by which apps are told of ended sessions, newest first, and what became of each.
#[derive(Args)]
#[command(after_help = "Example:\n  claviger session notices --state given_up --json")]
pub struct Notices {
    /// To this app only
    #[arg(long, value_name = "CLIENT_ID")]
    client: Option<String>,
    /// About this person only: username or e-mail address
    #[arg(long, value_name = "USERNAME")]
    user: Option<String>,
    /// pending, delivered or given_up
    #[arg(long, value_parser = parse_state)]
    state: Option<NoticeState>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

fn parse_state(text: &str) -> Result<NoticeState, String> {
    NoticeState::parse(text).ok_or_else(|| format!("write {}", NoticeState::ALL.map(NoticeState::as_str).join(", ")))
}

impl Notices {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let client = match &self.client {
            Some(id) => Some(find_client(&opened, id).await?.id),
            None => None,
        };
        let user = match &self.user {
            Some(name) => Some(find_user(&opened, name).await?.id),
            None => None,
        };
        let filter = NoticeFilter { client, user, state: self.state, is_failed: false };
        let (accounts, line) = (opened.accounts(), Authority::command_line());
        let mut all: Vec<ListedNotice> = Vec::new();
        loop {
            let last = all.last().map(|last| (last.created_at, last.id.clone()));
            let before = last.as_ref().map(|(at, id)| (*at, id.as_str()));
            let page = accounts.logout_notices(&line, &filter, before, PAGE).await?;
            if page.is_empty() {
                break;
            }
            all.extend(page);
        }
        if self.json {
            return cx.print_json(&all.iter().map(to_json).collect::<Vec<_>>());
        }
        let heading = ["APP", "PERSON", "STATE", "WRITTEN", "TRIES", "NEXT TRY", "LAST ERROR"].map(str::to_owned);
        let rows = all.iter().map(to_row);
        cx.print_table(&std::iter::once(heading.to_vec()).chain(rows).collect::<Vec<_>>())
    }
}

/// When it is sent next, while it is.
fn next_try(notice: &ListedNotice) -> Option<i64> {
    (notice.state() == NoticeState::Pending).then_some(notice.due_at)
}

fn to_row(notice: &ListedNotice) -> Vec<String> {
    vec![
        notice.client_id.to_string(),
        plain(notice.username.as_deref().unwrap_or(notice.user_id.as_str())),
        notice.state().to_string(),
        date(notice.created_at),
        notice.tries.to_string(),
        date_or_empty(next_try(notice)),
        plain(notice.last_error.as_deref().unwrap_or_default()),
    ]
}

fn to_json(notice: &ListedNotice) -> Value {
    json!({
        "jti": notice.id,
        "client_id": notice.client_id,
        "user_id": notice.user_id,
        "username": notice.username,
        "sid": notice.sid,
        "state": notice.state().as_str(),
        "created_at": notice.created_at,
        "tries": notice.tries,
        "next_try_at": next_try(notice),
        "last_error": notice.last_error,
        "delivered_at": notice.delivered_at,
    })
}
