//! `claviger keys rotate` and `cancel`.

use super::algorithm;
use crate::cli::output::date;
use crate::cli::{Context, Failure};
use crate::keys::Algorithm;
use crate::keys::rotation::{By, Haste, Switch};
use clap::Args;
use serde_json::{Value, json};

/// Gives the next key its date. Asked again, it says what is planned and changes nothing.
#[derive(Args)]
#[command(after_help = "Examples:\n  claviger keys rotate\n  claviger keys rotate --sooner --dry-run")]
pub struct Rotate {
    /// The ring, by its algorithm
    #[arg(long, value_name = "ALGORITHM", value_parser = algorithm, default_value = "RS256")]
    alg: Algorithm,
    /// Do not wait for the configured lead, only for apps that keep to the cache time of the key set
    #[arg(long)]
    sooner: bool,
    /// Only say what would happen
    #[arg(long)]
    dry_run: bool,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// Calls a planned switch off: the present key goes on signing.
#[derive(Args)]
pub struct Cancel {
    /// The ring, by its algorithm
    #[arg(long, value_name = "ALGORITHM", value_parser = algorithm, default_value = "RS256")]
    alg: Algorithm,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl Rotate {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let rotation = cx.open().await?.provider().await?.rotation();
        let haste = if self.sooner { Haste::Sooner } else { Haste::WhenSafe };
        let switch = if self.dry_run {
            rotation.plan(self.alg, haste).await?
        } else {
            rotation.rotate(self.alg, haste, &By::command_line()).await?
        };
        if self.json {
            return cx.print_json(&to_json(&switch, self.dry_run));
        }
        let (to, at) = (&switch.to, date(switch.at));
        if !switch.is_new {
            return cx.notice(format!("{to} signs from {at} on, as planned before; nothing is changed."));
        }
        let verb = if self.dry_run { "would sign" } else { "signs" };
        let since = date(switch.published_since);
        cx.notice(format!("{to} {verb} from {at} on; apps can fetch it since {since}."))?;
        let from = switch.from.map(|from| format!("Tokens of {from} stay good until they expire."));
        from.map_or(Ok(()), |text| cx.notice(text))
    }
}

impl Cancel {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let rotation = cx.open().await?.provider().await?.rotation();
        let switch = rotation.cancel(self.alg, &By::command_line()).await?;
        if self.json {
            return cx.print_json(&to_json(&switch, false));
        }
        cx.notice(format!("Called off the switch to {} that was planned for {}.", switch.to, date(switch.at)))
    }
}

fn to_json(switch: &Switch, is_dry_run: bool) -> Value {
    json!({
        "alg": switch.ring,
        "from": switch.from,
        "to": switch.to,
        "at": switch.at,
        "published_since": switch.published_since,
        "is_changed": switch.is_new && !is_dry_run,
    })
}
