//! What needs attention, the most urgent first: each with what it means, the mend, and the way there.

use super::super::keys::{report_url, rings, silent_before_switch};
use crate::keys::State;
use crate::keys::is_open_to_others;
use crate::model::client::Client;
use crate::model::ids::ClientId;
use crate::store::{self, Db, Read};
use crate::web::guards::admin::Admin;
use crate::web::pages::admin::{Attention, short};
use std::sync::Arc;

/// The linker looks about twice a second: an event that waits this long (seconds) waits for one that does not run.
const LATE_SECONDS: i64 = 5;

/// Failures that are no older than this (seconds) are told.
const FAILING_SECONDS: i64 = 3600;

/// An app whose last secret expires within this time (days) is told.
const EXPIRY_DAYS: i64 = 14;

/// A revoked key is told for so long (days).
const REVOKED_DAYS: i64 = 7;

/// Apps told of each kind.
const MOST_APPS: usize = 5;

const DAY: i64 = 86_400;

pub(super) async fn attention(admin: &Admin<'_>, read: &mut Read) -> store::Result<Vec<Attention>> {
    let mut all = of_keys(admin);
    all.extend(of_switches(admin).await?);
    all.extend(of_audit_log(admin, &mut read.db()).await?);
    all.extend(of_apps(admin, &mut read.db()).await?);
    if read.db().count_enabled_owners().await? < 2 {
        all.push(Attention::new("one-owner", "").at("/admin/users"));
    }
    all.extend(of_settings(admin));
    all.sort_by_key(|item| !item.is_bad);
    Ok(all)
}

fn of_keys(admin: &Admin<'_>) -> Vec<Attention> {
    let config = &admin.provider.config;
    let alarms = admin.provider.ring.alarms().into_iter();
    let flawed = alarms.map(|alarm| Attention::new("key-flaw", alarm.kid).at("/admin/keys").bad());
    let rings = rings(admin);
    let unready = rings.iter().filter(|ring| !ring.has_standby());
    let unready = unready.map(|ring| Attention::new("no-standby", &*ring.name).at("/admin/keys"));
    let path = &config.master_key_file;
    // A key that the configuration itself brought has no file.
    let is_open = config.master_key.is_none() && is_open_to_others(path);
    let open = is_open.then(|| Attention::new("master-key-open", path.display().to_string()).bad());
    let behind = admin.provider.ring.behind();
    let leap = (behind > 0).then(|| Attention::new("clock", "").count((behind + 59) / 60).bad());
    flawed.chain(open).chain(leap).chain(unready).collect()
}

/// Switches that apps may not be ready for, and keys that were revoked lately.
async fn of_switches(admin: &Admin<'_>) -> store::Result<Vec<Attention>> {
    let silent = silent_before_switch(admin).await?.into_iter().filter(|(_, apps)| !apps.is_empty());
    let silent = silent.map(|(ring, apps)| {
        let named = apps.iter().take(MOST_APPS).map(String::as_str).collect::<Vec<_>>().join(", ");
        let count = i64::try_from(apps.len()).unwrap_or(i64::MAX);
        Attention::new("switch-silent", format!("{ring}: {named}")).count(count).at("/admin/keys")
    });
    let since = admin.now() - REVOKED_DAYS * DAY;
    let keys = admin.provider.ring.list(admin.now()).into_iter();
    let revoked = keys.filter(|key| key.state == State::Revoked && key.row.revoked_at.is_some_and(|at| at > since));
    let revoked = revoked.map(|key| Attention::new("key-revoked", short(&key.row.kid)).at(report_url(&key.row.kid)));
    Ok(silent.chain(revoked).collect())
}

async fn of_audit_log(admin: &Admin<'_>, db: &mut Db<'_>) -> store::Result<Vec<Attention>> {
    let status = admin.provider.audit.status(db).await?;
    let forged = status.is_verified_forged.then(|| Attention::new("audit-forged", "").at("/admin/audit").bad());
    let faults = status.verified.map_or(0, |found| i64::try_from(found.faults).unwrap_or(i64::MAX));
    let faults = (faults > 0).then(|| Attention::new("audit-faults", "").count(faults).at("/admin/audit").bad());
    let oldest = db.oldest_unlinked_audit_event().await?;
    let is_late = oldest.is_some_and(|at_ms| at_ms < (admin.now() - LATE_SECONDS) * 1000);
    let unlinked = Attention::new("audit-unlinked", "").count(status.unlinked).at("/admin/audit").bad();
    Ok(forged.into_iter().chain(faults).chain(is_late.then_some(unlinked)).collect())
}

async fn of_apps(admin: &Admin<'_>, db: &mut Db<'_>) -> store::Result<Vec<Attention>> {
    let clients = admin.provider.clients.all();
    if clients.is_empty() {
        return Ok(vec![Attention::new("no-apps", "").at("/admin/clients/new")]);
    }
    let now = admin.now();
    let most = i64::try_from(MOST_APPS).unwrap_or(i64::MAX);
    let failing = db.failing_clients((now - FAILING_SECONDS) * 1000, most).await?;
    let failing = failing.into_iter().filter_map(|found| {
        let app = admin.provider.clients.get(&ClientId::from(&*found.client_id))?;
        Some(Attention::new("app-failing", &*app.name).count(found.count).at(page_of(&app, "health")))
    });
    Ok(failing.chain(expiring(&clients, now)).collect())
}

/// Apps that will have no secret left: one that is being rolled has a newer one besides.
fn expiring(clients: &[Arc<Client>], now: i64) -> Vec<Attention> {
    let last_expiry = |app: &Client| app.secrets.iter().map(|secret| secret.expires_at.unwrap_or(i64::MAX)).max();
    let apps = clients.iter().filter(|app| !app.is_disabled());
    let ends = apps.filter_map(|app| Some((last_expiry(app)?, app)));
    let mut ends: Vec<_> = ends.filter(|(end, _)| *end < now + EXPIRY_DAYS * DAY).collect();
    ends.sort_by_key(|(end, app)| (*end, app.name.to_lowercase()));
    let told = |(end, app): (i64, &Arc<Client>)| {
        let item = if end <= now {
            Attention::new("secret-expired", &*app.name).bad()
        } else {
            Attention::new("secret-expires", &*app.name).count((end - now + DAY - 1) / DAY)
        };
        item.at(page_of(app, "secrets"))
    };
    ends.into_iter().take(MOST_APPS).map(told).collect()
}

fn page_of(app: &Client, tab: &str) -> String {
    format!("/admin/clients/{}/{tab}", app.id)
}

fn of_settings(admin: &Admin<'_>) -> Vec<Attention> {
    let config = &admin.provider.config;
    let is_plain = config.public_url.starts_with("http:");
    let plain = is_plain.then(|| Attention::new("plain-http", &*config.public_url).at("/admin/settings"));
    let alone = config.contact.is_none().then(|| Attention::new("no-contact", "").at("/admin/settings"));
    plain.into_iter().chain(alone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::client::{ClientKind, ClientSecret};
    use crate::model::secret::TokenHash;

    fn app(id: &str, expiries: &[Option<i64>]) -> Arc<Client> {
        let mut app = Client::new(id, ClientKind::Web, 0);
        app.secrets = expiries
            .iter()
            .map(|expires_at| ClientSecret {
                id: format!("{expires_at:?}"),
                hash: TokenHash::of("x"),
                sealed: None,
                hint: "x".to_owned(),
                created_at: 0,
                expires_at: *expires_at,
                last_used_at: None,
            })
            .collect();
        Arc::new(app)
    }

    #[test]
    fn an_app_is_told_when_its_last_secret_is_about_to_expire_and_not_while_it_rolls() {
        let now = 100 * DAY;
        let apps = [
            app("rolling", &[Some(now + DAY), None]),
            app("later", &[Some(now + 15 * DAY)]),
            app("soon", &[Some(now + DAY), Some(now + 3 * DAY)]),
            app("over", &[Some(now)]),
            app("public", &[]),
        ];
        let found = expiring(&apps, now);
        let found: Vec<_> = found.iter().map(|item| (item.kind, &*item.name, item.count)).collect();
        assert_eq!(found, [("secret-expired", "over", 0), ("secret-expires", "soon", 3)]);
    }
}
