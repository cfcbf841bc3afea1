//! `claviger keys list`.

use crate::cli::output::{date, date_or_empty};
use crate::cli::{Context, Failure};
use crate::keys::rotation::{KeyOutlook, Leaves, NextSwitch, RingOutlook};
use crate::model::ids::ClientId;
use clap::Args;
use serde_json::{Value, json};

#[derive(Args)]
pub struct List {
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        // Makes the first keys where there are none.
        let provider = cx.open().await?.provider().await?;
        let rings = provider.rotation().outlook();
        if self.json {
            let keys = rings.iter().flat_map(|ring| ring.keys.iter().rev().map(|key| to_json(ring, key)));
            return cx.print_json(&keys.collect::<Vec<_>>());
        }
        let heading = ["STATE", "ALGORITHM", "KEY ID", "PUBLISHED", "SIGNS FROM", "SIGNS UNTIL", "LEAVES"];
        let mut rows = vec![heading.map(str::to_owned).to_vec()];
        rows.extend(rings.iter().flat_map(|ring| ring.keys.iter().rev().map(to_row)));
        cx.print_table(&rows)?;
        rings.iter().flat_map(sentences).try_for_each(|sentence| cx.print(&sentence))
    }
}

fn to_row(key: &KeyOutlook) -> Vec<String> {
    let row = &key.listed.row;
    vec![
        key.listed.flaw.map_or(key.listed.state.name(), |_| "damaged").to_owned(),
        row.ring.clone(),
        row.kid.clone(),
        date(row.publish_at),
        date_or_empty(row.sign_from),
        date_or_empty(row.sign_until),
        match key.leaves {
            Leaves::Gone { at } | Leaves::Dated { at, .. } => date(at),
            Leaves::NotBefore { at, .. } => format!("not before {}", date(at)),
            Leaves::WhileUsed | Leaves::Flawed(_) => String::new(),
        },
    ]
}

/// What comes next, and why no earlier.
fn sentences(ring: &RingOutlook) -> Vec<String> {
    let name = &ring.ring;
    let mut said = Vec::new();
    match (&ring.next, ring.switch) {
        (None, _) => said.push(format!("{name} has no next key yet; a running server makes one.")),
        (Some(next), NextSwitch::Pending { at }) => {
            said.push(format!("{name} switches to {} at {}, as planned.", next.kid, date(at)));
        }
        (Some(next), NextSwitch::Scheduled { at }) => {
            said.push(format!("{name} switches to {} by itself at {}.", next.kid, date(at)));
        }
        (Some(next), NextSwitch::NotScheduled) => {
            said.push(format!("{name} switches to {} when it is told to: claviger keys rotate.", next.kid));
        }
    }
    if let Some(next) = ring.next.as_ref().filter(|next| !next.staged_for.is_empty()) {
        let apps: Vec<_> = next.staged_for.iter().map(ClientId::as_str).collect();
        said.push(format!("{} signs for {} already.", next.kid, apps.join(", ")));
    }
    for key in &ring.keys {
        let kid = &key.listed.row.kid;
        match key.leaves {
            Leaves::Dated { at, last_token } => said.push(format!(
                "{kid} stays published until {}: its last token expires at {}, and clocks differ.",
                date(at),
                date(last_token)
            )),
            Leaves::Flawed(flaw) => said.push(format!("{kid} is neither published nor used: {flaw}.")),
            _ => {}
        }
    }
    said
}

fn to_json(ring: &RingOutlook, key: &KeyOutlook) -> Value {
    let row = &key.listed.row;
    let is_next = ring.next.as_ref().is_some_and(|next| next.kid == row.kid);
    let switch = match ring.switch {
        NextSwitch::Pending { at } => json!({ "at": at, "is_planned": true }),
        NextSwitch::Scheduled { at } => json!({ "at": at, "is_planned": false }),
        NextSwitch::NotScheduled => Value::Null,
    };
    let (leaves, last_token) = match key.leaves {
        Leaves::Gone { at } => (json!({ "at": at, "why": "gone" }), None),
        Leaves::Dated { at, last_token } => {
            (json!({ "at": at, "why": "its last token has expired by then" }), Some(last_token))
        }
        Leaves::NotBefore { at, last_token } => {
            (json!({ "not_before": at, "why": "tokens of it may be alive until then" }), Some(last_token))
        }
        Leaves::WhileUsed | Leaves::Flawed(_) => (Value::Null, None),
    };
    json!({
        "kid": row.kid,
        "alg": row.ring,
        "state": key.listed.state.name(),
        "flaw": key.listed.flaw.map(|flaw| flaw.to_string()),
        "publish_at": row.publish_at,
        "sign_from": row.sign_from,
        "sign_until": row.sign_until,
        "remove_at": row.remove_at,
        "revoked_at": row.revoked_at,
        "created_at": row.created_at,
        "staged_for": row.staged_for,
        "switch": if is_next { switch } else { Value::Null },
        "last_token_expires_at": last_token,
        "leaves": leaves,
    })
}
