//! `claviger keys revoke`.

use crate::cli::output::date;
use crate::cli::{Context, Failure};
use crate::keys::rotation::{By, Ending, Radius};
use crate::model::ids::ClientId;
use clap::{ArgGroup, Args};
use serde_json::json;

/// Revokes a key: its tokens are refused here at once and by apps as soon as they fetch the key set anew, and the next
/// key signs in its place.
#[derive(Args)]
#[command(after_help = "Example:\n  claviger keys revoke KID --end-sessions")]
#[command(group = ArgGroup::new("ending").required(true).args(["end_sessions", "keep_sessions"]))]
pub struct Revoke {
    /// The key, as `claviger keys list` names it
    #[arg(allow_hyphen_values = true)]
    kid: String,
    /// Also end the sessions and refresh tokens of everybody who may have tokens of it
    #[arg(long)]
    end_sessions: bool,
    /// Leave sessions and refresh tokens as they are
    #[arg(long)]
    keep_sessions: bool,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl Revoke {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let rotation = cx.open().await?.provider().await?.rotation();
        let ending = if self.end_sessions { Ending::End } else { Ending::Keep };
        let radius = rotation.radius(&self.kid).await?;
        for line in told(&radius, ending) {
            cx.notice(line)?;
        }
        cx.confirm(&format!("This revokes {} for good.", self.kid), self.yes)?;
        let done = rotation.revoke(&self.kid, ending, &By::command_line()).await?;
        if self.json {
            return cx.print_json(&to_json(&done));
        }
        let successor = done.successor.as_ref().and_then(|successor| successor.kid.as_deref());
        let instead = successor.map_or_else(String::new, |kid| format!(" {kid} signs from now on."));
        cx.notice(format!(
            "Revoked {}.{instead} Ended {} sessions and {} sign-ins at apps.",
            done.kid, done.ended.sessions, done.ended.families
        ))
    }
}

/// The reach of a revocation, in sentences.
fn told(radius: &Radius, ending: Ending) -> Vec<String> {
    let mut lines = vec![format!("{} ({}) is {}.", radius.kid, radius.ring, radius.state.name())];
    match radius.tokens_valid_until {
        Some(at) => lines.push(format!("Tokens that it signed are alive until {} at the latest.", date(at))),
        None => lines.push("No token that it signed is alive.".to_owned()),
    }
    let until = date(radius.accepted_until);
    lines.push(format!(
        "Apps may accept tokens of it, also forged ones, until {until}: so long may they cache the key set."
    ));
    let fate = match ending {
        Ending::End => "end",
        Ending::Keep => "are kept",
    };
    lines.push(format!(
        "{} sessions and {} sign-ins at apps, of {} people, {fate}.",
        radius.sessions, radius.families, radius.people
    ));
    if !radius.apps.is_empty() {
        let names: Vec<_> = radius.apps.iter().map(ClientId::as_str).collect();
        lines.push(format!("Apps: {}.", names.join(", ")));
    }
    match &radius.successor {
        Some(successor) => {
            let kid = successor.kid.as_deref().unwrap_or("a new key");
            lines.push(format!("{kid} signs at once."));
            if let Some(until) = successor.fails_until {
                lines.push(format!("Apps cannot know it yet: sign-ins may fail at them until {}.", date(until)));
            }
        }
        None => lines.push("The key that signs goes on.".to_owned()),
    }
    lines
}

fn to_json(radius: &Radius) -> serde_json::Value {
    json!({
        "kid": radius.kid,
        "alg": radius.ring,
        "revoked_at": radius.at,
        "tokens_valid_until": radius.tokens_valid_until,
        "accepted_until": radius.accepted_until,
        "sessions": radius.sessions,
        "families": radius.families,
        "people": radius.people,
        "apps": radius.apps,
        "sessions_ended": radius.ended.sessions,
        "families_ended": radius.ended.families,
        "successor": radius.successor.as_ref().and_then(|successor| successor.kid.as_deref()),
        "apps_may_fail_until": radius.successor.as_ref().and_then(|successor| successor.fails_until),
    })
}
