//! Apps of every kind, each with a secret that nobody knows where it has one.

use super::dice::Dice;
use crate::cli::Opened;
use crate::model::client::{Client, ClientKind, ClientSecret};
use crate::model::ids::{ClientId, random_id};
use crate::model::scope::Scope;
use crate::model::secret::Token;
use crate::store::Result;

/// Apps of one transaction: every one of them raises a number of one row, which PostgreSQL keeps in all its versions
/// until the end.
const AT_ONCE: usize = 500;

const NAMES: &[&str] = &[
    "Wiki",
    "Tickets",
    "Payroll",
    "Mail",
    "Calendar",
    "Shop",
    "Reports",
    "Photos",
    "Library",
    "Builds",
    "Monitoring",
    "Travel",
    "Learning",
    "Surveys",
    "Inventory",
];

const PLACES: &[&str] =
    &["Hamburg", "Lyon", "Osaka", "Porto", "Zürich", "Austin", "Nairobi", "Pune", "Bergen", "Québec", "São Paulo"];

/// What later steps need of an app that people use.
pub(super) struct App {
    /// Its id.
    pub id: ClientId,
    /// What it asks for.
    pub scope: Scope,
    /// Whether people are asked.
    pub requires_consent: bool,
}

/// Adds apps. Answers those that people sign in to.
pub(super) async fn add(opened: &Opened, number: u32, dice: &mut Dice) -> Result<Vec<App>> {
    let now = opened.clock.now();
    let apps: Vec<_> = (1..=number).map(|at| app(at, now, dice)).collect();
    for chunk in apps.chunks(AT_ONCE) {
        let mut write = opened.store.write().await?;
        for app in chunk {
            write.db().insert_client(app).await?;
        }
        write.commit().await?;
    }
    let used = apps.into_iter().filter(|app| app.kind != ClientKind::Service && !app.is_disabled());
    Ok(used.map(|app| App { id: app.id, scope: app.scopes, requires_consent: app.requires_consent }).collect())
}

fn app(at: u32, now: i64, dice: &mut Dice) -> Client {
    let (name, place) = (dice.any(NAMES), dice.any(PLACES));
    let kind = match at {
        // The first one is for people, whatever the dice say: sessions need it.
        2.. if dice.percent(15) => ClientKind::Service,
        2.. if dice.percent(20) => ClientKind::Browser,
        2.. if dice.percent(10) => ClientKind::Native,
        _ => ClientKind::Web,
    };
    let created_at = now - dice.below(1_000 * 86_400);
    let mut app = Client::new(format!("{}-{at:05}", name.to_lowercase()), kind, created_at);
    app.name = format!("{name} {place} {at}");
    let base = format!("https://{}.apps.northwind.example", app.id);
    app.redirect_uris = match kind {
        ClientKind::Service => Vec::new(),
        ClientKind::Native => vec!["http://127.0.0.1/callback".to_owned()],
        ClientKind::Web | ClientKind::Browser => vec![format!("{base}/callback")],
    };
    app.requires_consent = dice.percent(20);
    app.disabled_at = (at > 1 && dice.percent(3)).then_some(now);
    app.url = (kind != ClientKind::Service).then_some(base);
    if !app.is_public {
        let secret = Token::random();
        let hint = secret.expose().chars().take(4).collect();
        let (id, hash) = (random_id(), secret.hash());
        let secret = ClientSecret { id, hash, sealed: None, hint, created_at, expires_at: None, last_used_at: None };
        app.secrets = vec![secret];
    }
    app
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::client_rules::problems_of_client;

    #[test]
    fn seeded_apps_are_sound_and_of_every_kind_and_the_first_is_for_people() {
        let mut dice = Dice::new();
        let apps: Vec<_> = (1..=300).map(|at| app(at, 1_800_000_000, &mut dice)).collect();
        for app in &apps {
            let problems = problems_of_client(app);
            assert!(problems.is_empty(), "{app:?}: {problems:?}");
        }
        assert!(ClientKind::ALL.iter().all(|kind| apps.iter().any(|app| app.kind == *kind)));
        assert!(apps[0].kind == ClientKind::Web && !apps[0].is_disabled());
    }
}
