//! `claviger client health` and `claviger client failures`.

use super::find_client;
use crate::cli::output::{date, date_or_empty, plain};
use crate::cli::{Context, Failure};
use crate::model::ids::ClientId;
use crate::oidc::failures::{self, Difference, Explained, KEPT_DAYS, explain};
use clap::Args;
use std::borrow::Cow;

/// Shows how an app fares; a running server writes it down every few seconds.
#[derive(Args)]
pub struct Health {
    /// client_id
    id: String,
    /// Counts of so many days, today counted
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(i64).range(1..=KEPT_DAYS))]
    days: i64,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// Explains an app's newest failed requests: what came, what was expected, and the mend.
#[derive(Args)]
pub struct Failures {
    /// client_id; without, requests that name no known app
    id: Option<String>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl Health {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let client = find_client(&opened, &self.id).await?;
        let health = failures::health(&opened.store, &client.id, cx.clock.now(), self.days).await?;
        if self.json {
            return cx.print_json(&health);
        }
        let never = |at: Option<i64>| if at.is_some() { date_or_empty(at) } else { "never".to_owned() };
        let mut rows = vec![
            vec!["last code exchange".to_owned(), never(health.last_code_exchange)],
            vec!["last refresh".to_owned(), never(health.last_refresh)],
            vec!["last client_credentials".to_owned(), never(health.last_client_credentials)],
            vec![format!("token requests in {} days", self.days), format!("{} succeeded", health.succeeded)],
            vec![format!("failures in {} days", self.days), health.failed.to_string()],
        ];
        rows.extend(health.failures.iter().map(|failure| {
            let told = format!("{}, last {}. {}", failure.count, date(failure.last_at), failure.mend);
            vec![format!("  {}", failure.cause), told]
        }));
        cx.print_table(&rows)
    }
}

impl Failures {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let client = match &self.id {
            Some(id) => Some(find_client(&opened, id).await?),
            None => None,
        };
        let id = client.as_ref().map_or_else(|| ClientId::from(""), |client| client.id.clone());
        let requests = opened.store.read().await?.db().failed_requests(&id).await?;
        let explained: Vec<_> = requests.iter().map(|request| explain(request, client.as_ref())).collect();
        if self.json {
            return cx.print_json(&explained);
        }
        if explained.is_empty() {
            return cx.notice(format!("No failed requests in the last {KEPT_DAYS} days."));
        }
        for request in &explained {
            for line in lines(request) {
                cx.print(&line)?;
            }
        }
        Ok(())
    }
}

fn lines(request: &Explained) -> Vec<String> {
    let at = date(request.at_ms.div_euclid(1000));
    let mut lines = vec![format!("{at}  {}  {}", request.endpoint, plain(&request.error))];
    lines.extend(request.came.iter().map(|(name, value)| format!("    {} = {}", plain(name), plain(value))));
    if let Some(difference) = &request.difference {
        lines.push(format!("  Nearest: {}", plain(&difference.expected)));
        lines.push(format!("  {}", where_they_part(difference)));
    }
    lines.push(format!("  {}", if request.is_mended { "Registered by now." } else { request.mend }));
    lines.push(String::new());
    lines
}

fn where_they_part(difference: &Difference) -> String {
    let said = |c: Option<char>| c.map_or(Cow::Borrowed("the end"), |c| Cow::Owned(format!("{c:?}")));
    let (came, expected) = (said(difference.came_there), said(difference.expected_there));
    format!("First difference at character {}: {came} instead of {expected}.", difference.at)
}
