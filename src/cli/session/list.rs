//! `claviger session list`.

use crate::accounts::{Authority, SessionSearch};
use crate::cli::output::{date, plain};
use crate::cli::{Context, Failure};
use crate::model::ids::ClientId;
use crate::store::ListedSession;
use clap::Args;
use serde_json::{Value, json};
use std::io::Write;

const PAGE: u16 = 500;

/// Lists the live sessions, newest first.
#[derive(Args)]
#[command(after_help = "Example:\n  claviger session list --person alice --json")]
pub struct List {
    /// Of this person only: username or e-mail address
    #[arg(long, value_name = "USERNAME")]
    person: Option<String>,
    /// Only those that this app holds tokens of
    #[arg(long, value_name = "CLIENT_ID")]
    app: Option<String>,
    /// From this network address only
    #[arg(long)]
    address: Option<String>,
    /// By browsers only whose own words hold this, such as Firefox or iPhone
    #[arg(long, value_name = "WORDS")]
    device: Option<String>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let accounts = cx.open().await?.accounts();
        let (person, app, address, device) = (self.person, self.app, self.address, self.device);
        let search = SessionSearch { person, app, address, device, name: None };
        let (mut after, mut is_first) = (None, true);
        if self.json {
            write!(cx.out, "[")?;
        }
        // Page by page, so that a hundred thousand sessions need no more memory than a few.
        loop {
            let page = accounts.search_sessions(&Authority::command_line(), &search, after.as_ref(), PAGE).await?;
            if self.json {
                for found in &page.sessions {
                    let separator = if is_first { "\n  " } else { ",\n  " };
                    let shown =
                        serde_json::to_string_pretty(&to_json(&found.listed, &found.apps))?.replace('\n', "\n  ");
                    write!(cx.out, "{separator}{shown}")?;
                    is_first = false;
                }
            } else {
                let heading = ["SID", "PERSON", "SIGNED IN", "LAST SEEN", "ADDRESS", "APPS"].map(str::to_owned);
                let heading = is_first.then(|| heading.to_vec());
                let rows = page.sessions.iter().map(|found| to_row(&found.listed, &found.apps));
                cx.print_table(&heading.into_iter().chain(rows).collect::<Vec<_>>())?;
                is_first = false;
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        match (self.json, is_first) {
            (false, _) => Ok(()),
            (true, true) => cx.print("]"),
            (true, false) => cx.print("\n]"),
        }
    }
}

fn to_row(listed: &ListedSession, apps: &[ClientId]) -> Vec<String> {
    let session = &listed.session;
    vec![
        session.sid.to_string(),
        plain(&listed.username),
        date(session.auth_time),
        date(session.last_seen_at),
        plain(session.address.as_deref().unwrap_or_default()),
        plain(&apps.iter().map(ClientId::as_str).collect::<Vec<_>>().join(" ")),
    ]
}

fn to_json(listed: &ListedSession, apps: &[ClientId]) -> Value {
    let session = &listed.session;
    json!({
        "sid": session.sid,
        "user_id": session.user_id,
        "username": listed.username,
        "name": listed.name,
        "apps": apps,
        "address": session.address,
        "user_agent": session.user_agent,
        "created_at": session.created_at,
        "auth_time": session.auth_time,
        "last_seen_at": session.last_seen_at,
        "expires_at": session.expires_at,
    })
}
