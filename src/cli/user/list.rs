//! `claviger user list`.

use super::show::{role, to_json};
use crate::accounts::Authority;
use crate::cli::group::find_group;
use crate::cli::output::{date_or_empty, plain, seconds};
use crate::cli::{Context, Failure, Opened};
use crate::model::people_list::{LastSeen, PageRequest, PeopleFilter, PeopleSort, RoleFilter};
use crate::model::user::{Role, Status, User};
use clap::Args;
use clap::builder::PossibleValuesParser;
use std::io::Write;

const PAGE: i64 = 500;

const EXAMPLES: &str = "\
Examples:
  claviger user list --q stone
  claviger user list --group staff --status disabled
  claviger user list --seen-before 2026-01-01 --sort last_seen --json

--q finds part of a username, e-mail address or name: one or two characters the beginning of a word, three or more any
part.";

/// Lists people, by username.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct List {
    /// Part of a username, e-mail address or name
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    q: String,
    /// Members of this group only
    #[arg(long)]
    group: Option<String>,
    /// Where they stand; without it everybody but those who were removed
    #[arg(long, value_parser = PossibleValuesParser::new(["active", "invited", "disabled", "deleted"]))]
    status: Option<String>,
    /// Which role they hold
    #[arg(long, value_parser = PossibleValuesParser::new(["any", "owner", "people_admin", "app_admin", "auditor"]))]
    role: Option<String>,
    /// Last seen on this day or later
    #[arg(long, value_name = "YYYY-MM-DD")]
    seen_since: Option<String>,
    /// Last seen before this day, or never
    #[arg(long, value_name = "YYYY-MM-DD", conflicts_with = "seen_since")]
    seen_before: Option<String>,
    /// Never seen
    #[arg(long, conflicts_with_all = ["seen_since", "seen_before"])]
    never_seen: bool,
    /// The order
    #[arg(long, default_value = "username",
          value_parser = PossibleValuesParser::new(["name", "username", "last_seen", "created"]))]
    sort: String,
    /// Largest or latest first
    #[arg(long)]
    desc: bool,
    /// At most so many
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let filter = self.filter(&opened).await?;
        let sort = PeopleSort::parse(&self.sort).unwrap_or_default();
        let mut left = self.limit.map_or(i64::MAX, i64::from);
        let mut page = PageRequest { is_descending: self.desc, ..PageRequest::first(PAGE) };
        let accounts = opened.accounts();
        let mut is_first = true;
        // Page by page, so that a million people need no more memory than a few.
        loop {
            page.limit = left.min(PAGE);
            let found = accounts.list_people(&Authority::command_line(), &filter, sort, &page).await?;
            self.print(cx, &opened, &found.rows, is_first).await?;
            is_first &= found.rows.is_empty();
            left -= i64::try_from(found.rows.len()).unwrap_or(left);
            page.cursor = found.next;
            if page.cursor.is_none() || left == 0 {
                break;
            }
        }
        match (self.json, is_first) {
            (false, _) => Ok(()),
            (true, true) => cx.print("[]"),
            (true, false) => cx.print("\n]"),
        }
    }

    async fn filter(&self, opened: &Opened) -> Result<PeopleFilter, Failure> {
        let group = match &self.group {
            Some(name) => Some(find_group(opened, name).await?.id),
            None => None,
        };
        let last_seen = match (&self.seen_since, &self.seen_before) {
            (Some(day), _) => Some(LastSeen::Since(seconds(day)?)),
            (None, Some(day)) => Some(LastSeen::Before(seconds(day)?)),
            (None, None) => self.never_seen.then_some(LastSeen::Never),
        };
        let role = self.role.as_deref().map(|role| Role::parse(role).map_or(RoleFilter::Any, RoleFilter::Is));
        let status = self.status.as_deref().and_then(Status::parse);
        Ok(PeopleFilter { q: self.q.clone(), group, status, role, last_seen })
    }

    async fn print(
        &self,
        cx: &mut Context<'_>,
        opened: &Opened,
        people: &[User],
        is_first: bool,
    ) -> Result<(), Failure> {
        if !self.json {
            let heading = ["USERNAME", "NAME", "E-MAIL", "ROLE", "STATUS", "LAST SEEN"].map(str::to_owned).to_vec();
            let rows = is_first.then_some(heading).into_iter().chain(people.iter().map(to_row));
            return cx.print_table(&rows.collect::<Vec<_>>());
        }
        let mut separator = if is_first { "[\n  " } else { ",\n  " };
        for user in people {
            let groups = opened.store.read().await?.db().groups_of(&user.id).await?;
            let shown = serde_json::to_string_pretty(&to_json(user, &groups))?.replace('\n', "\n  ");
            write!(cx.out, "{separator}{shown}")?;
            separator = ",\n  ";
        }
        Ok(())
    }
}

fn to_row(user: &User) -> Vec<String> {
    vec![
        plain(&user.username),
        plain(user.name.as_deref().unwrap_or_default()),
        user.email.clone().unwrap_or_default(),
        role(user).to_owned(),
        user.status().as_str().to_owned(),
        date_or_empty(user.last_seen_at),
    ]
}
