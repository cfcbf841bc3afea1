//! `claviger user list`.

use super::show::{role, state, to_json};
use crate::cli::output::{date_or_empty, plain};
use crate::cli::{Context, Failure};
use crate::model::user::User;
use crate::model::username::username_key;
use clap::Args;
use std::io::Write;

const PAGE: i64 = 500;

/// Lists people by username.
#[derive(Args)]
pub struct List {
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let mut after = String::new();
        let mut is_first = true;
        if self.json {
            write!(cx.out, "[")?;
        }
        // Page by page, so that a hundred thousand people need no more memory than a few.
        loop {
            let people = opened.store.read().await?.db().list_users(&after, PAGE).await?;
            if self.json {
                for user in &people {
                    let groups = opened.store.read().await?.db().groups_of(&user.id).await?;
                    let separator = if is_first { "\n  " } else { ",\n  " };
                    let shown = serde_json::to_string_pretty(&to_json(user, &groups))?.replace('\n', "\n  ");
                    write!(cx.out, "{separator}{shown}")?;
                    is_first = false;
                }
            } else if is_first || !people.is_empty() {
                let heading =
                    ["USERNAME", "NAME", "E-MAIL", "ROLE", "STATE", "LAST SIGN-IN"].map(str::to_owned).to_vec();
                let rows = is_first.then_some(heading).into_iter().chain(people.iter().map(to_row));
                cx.print_table(&rows.collect::<Vec<_>>())?;
                is_first = false;
            }
            let Some(last) = people.last() else { break };
            after = username_key(&last.username);
        }
        match (self.json, is_first) {
            (false, _) => Ok(()),
            (true, true) => cx.print("]"),
            (true, false) => cx.print("\n]"),
        }
    }
}

fn to_row(user: &User) -> Vec<String> {
    vec![
        plain(&user.username),
        plain(user.name.as_deref().unwrap_or_default()),
        user.email.clone().unwrap_or_default(),
        role(user).to_owned(),
        state(user).to_owned(),
        date_or_empty(user.last_sign_in_at),
    ]
}
