//! `claviger group list`.

use crate::accounts::Authority;
use crate::cli::output::plain;
use crate::cli::{Context, Failure};
use crate::model::people_list::{Count, PageRequest};
use crate::store::GroupRow;
use clap::Args;
use serde_json::{Value, json};

const PAGE: i64 = 500;

/// Lists the groups by name. Who is in one: `claviger user list --group NAME`.
#[derive(Args)]
pub struct List {
    /// Part of a name or description
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    q: String,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let accounts = opened.accounts();
        let (mut groups, mut page) = (Vec::new(), PageRequest::first(PAGE));
        loop {
            let found = accounts.list_groups(&Authority::command_line(), &self.q, &page).await?;
            groups.extend(found.rows);
            page.cursor = found.next;
            if page.cursor.is_none() {
                break;
            }
        }
        if self.json {
            return cx.print_json(&groups.iter().map(to_json).collect::<Vec<_>>());
        }
        let mut rows = vec![["NAME", "MEMBERS", "NOTES", "DESCRIPTION"].map(str::to_owned).to_vec()];
        rows.extend(groups.iter().map(to_row));
        cx.print_table(&rows)
    }
}

fn to_json(row: &GroupRow) -> Value {
    let group = &row.group;
    json!({"name": group.name, "description": group.description, "members": row.members.number,
           "has_more_members": row.members.is_more, "protected": group.is_protected, "in_claim": group.in_claim,
           "created_at": group.created_at})
}

fn to_row(row: &GroupRow) -> Vec<String> {
    let group = &row.group;
    let members = match row.members {
        Count { number, is_more: true } => format!("more than {number}"),
        Count { number, is_more: false } => number.to_string(),
    };
    let notes = [(group.is_protected, "protected"), (!group.in_claim, "not in claim")];
    let notes: Vec<_> = notes.into_iter().filter_map(|(holds, note)| holds.then_some(note)).collect();
    vec![plain(&group.name), members, notes.join(", "), plain(group.description.as_deref().unwrap_or_default())]
}
