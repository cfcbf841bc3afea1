//! `claviger seed`: fills an empty database with people, groups, apps, sign-ins and a past, to see how it fares with many.
//! Not for an installation that people use: everybody gets the same password.

mod activity;
mod apps;
mod dice;
mod events;
mod names;
mod people;

use super::{Context, Failure, Opened};
use crate::audit::{HeadsFile, Linker};
use crate::keys::audit_head_key;
use crate::model::ids::{GroupId, UserId};
use crate::model::secret::Redacted;
use crate::model::user::User;
use crate::store::{Error, Session};
use clap::Args;
use dice::Dice;

/// Rows of one transaction.
const AT_ONCE: usize = 10_000;

/// How many rows go between two lines of progress.
const TOLD_EVERY: usize = 100_000;

const NOTES: &str = "\
For measurements and demonstrations only: all people of it share one password. The database may hold owners, groups and
apps, but no other people; no server may run on it meanwhile. The same numbers give the same people, except for ids and
tokens.

Example:
  claviger seed --people 1000000 --clients 10000";

/// Fills a database that holds no people but owners.
#[derive(Args)]
#[command(after_help = NOTES)]
pub struct Seed {
    /// How many people
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1..=20_000_000))]
    people: u32,
    /// How many apps
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    clients: u32,
    /// How many groups [default: one for 2,000 people, at least 10]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    groups: Option<u32>,
    /// How many live sessions [default: one for 5 people]
    #[arg(long)]
    sessions: Option<u32>,
    /// How many events of the audit log [default: 3 for 10 people]
    #[arg(long)]
    events: Option<u32>,
    /// What everybody signs in with
    #[arg(long, default_value = "correct horse battery staple")]
    password: String,
}

/// What the later steps need of the earlier ones.
struct Seeded {
    people: Vec<UserId>,
    groups: Vec<GroupId>,
    apps: Vec<apps::App>,
    sessions: Vec<Session>,
}

impl Seed {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        refuse_people(&opened).await?;
        let hash = self.shared_hash(&opened).await?;
        let mut dice = Dice::new();
        opened.store.begin_filling().await?;
        let filled = self.fill(cx, &opened, &hash, &mut dice).await;
        // Also behind a failure: what it left is an ordinary database.
        cx.notice("Making what searching needs…")?;
        opened.store.finish_filling().await?;
        let linked = filled?;
        cx.notice(format!("Linked {linked} events. Everybody signs in with the password of --password."))
    }

    /// Answers how many events of the audit log it linked.
    async fn fill(&self, cx: &mut Context<'_>, opened: &Opened, hash: &str, dice: &mut Dice) -> Result<usize, Failure> {
        let of_people = |part: u32, whole: u32| u64::from(self.people) * u64::from(part) / u64::from(whole);
        let groups = self.groups.map_or_else(|| of_people(1, 2_000).max(10), u64::from);
        let sessions = self.sessions.map_or_else(|| of_people(1, 5), u64::from);
        let events = self.events.map_or_else(|| of_people(3, 10), u64::from);
        let mut seeded = Seeded { people: Vec::new(), groups: Vec::new(), apps: Vec::new(), sessions: Vec::new() };
        seeded.groups = people::add_groups(opened, groups).await.map_err(taken)?;
        seeded.people = people::add(cx, opened, &seeded.groups, (self.people, hash), dice).await?;
        seeded.apps = apps::add(opened, self.clients, dice).await.map_err(taken)?;
        cx.notice(format!("{} apps", seeded.apps.len()))?;
        seeded.sessions = activity::add(cx, opened, &seeded, sessions, dice).await?;
        events::add(cx, opened, &seeded, events, dice).await?;
        cx.notice("Linking the audit log…")?;
        Ok(linker(opened).link().await?)
    }

    async fn shared_hash(&self, opened: &Opened) -> Result<String, Failure> {
        let nobody = User::new(UserId::from(""), "seed", 0);
        Ok(opened.accounts().hash_new_password(&Redacted::from(self.password.clone()), &nobody).await?)
    }
}

async fn refuse_people(opened: &Opened) -> Result<(), Failure> {
    let mut read = opened.store.read().await?;
    let others = read.db().count_users().await? - i64::try_from(read.db().list_owners().await?.len()).unwrap_or(0);
    match others {
        0 => Ok(()),
        _ => Err(Failure::said(format!(
            "This database holds {others} people besides its owners: seed an empty one, which you can throw away."
        ))),
    }
}

/// Groups and apps that are there already may have the names of those to come.
fn taken(error: Error) -> Failure {
    match error {
        Error::Taken(what) => Failure::said(format!(
            "Something of this database has the name of what seed would add ({what}): seed an empty one."
        )),
        other => other.into(),
    }
}

fn linker(opened: &Opened) -> Linker {
    let signer = (audit_head_key(&opened.master_key), opened.config.public_url.clone());
    let file = opened.config.audit_heads_file().map(HeadsFile::new);
    Linker::new(opened.store.clone(), opened.audit.clone(), opened.clock.clone(), signer, file)
}

/// Says how far it came, now and then.
fn tell(cx: &mut Context<'_>, done: usize, whole: usize, what: &str) -> Result<(), Failure> {
    if done.is_multiple_of(TOLD_EVERY) || done == whole {
        cx.notice(format!("{done} of {whole} {what}"))?;
    }
    Ok(())
}
