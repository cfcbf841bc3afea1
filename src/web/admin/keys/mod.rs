//! `/admin/keys`: which key signs, which comes next and when, which apps have seen it, which algorithms apps may choose;
//! and the acts of owners on keys, each asked about first with what it will do.

mod acts;
mod algorithms;
mod question;
mod refusal;
mod revoke;
mod view;

pub(super) use revoke::report_url;
pub(super) use view::rings;

use view::names_of;

use crate::keys::evidence::{Verdict, seen_by};
use crate::store;
use crate::web::answer::Answer;
use crate::web::error;
use crate::web::guards::admin::Admin;
use crate::web::pages::admin::{KeysPage, RingView, Section};
use rocket::Route;
use std::collections::HashMap;

const PATH: &str = "/admin/keys";

/// Every route of these pages.
pub(super) fn routes() -> Vec<Route> {
    rocket::routes![
        get,
        acts::ask,
        acts::act,
        algorithms::ask,
        algorithms::act,
        revoke::ask,
        revoke::act,
        revoke::report
    ]
}

#[rocket::get("/admin/keys")]
async fn get(admin: Admin<'_>) -> Answer {
    let rings = match rings_with_evidence(&admin).await {
        Ok(rings) => rings,
        Err(failed) => return error::store_page(admin.chrome, failed),
    };
    let jwks_url = format!("{}/.well-known/jwks.json", admin.provider.issuer());
    let algorithms = algorithms::rows(admin.provider);
    Answer::page(&KeysPage { shell: admin.into_shell(Section::Keys), rings, algorithms, jwks_url })
}

/// Every ring with what is read from the database: evidence, and how many tokens each key has signed.
async fn rings_with_evidence(admin: &Admin<'_>) -> store::Result<Vec<RingView>> {
    let (store, now) = (&admin.provider.store, admin.now());
    let mut rings = rings(admin);
    let signed: HashMap<String, i64> = store.read().await?.db().signed_by_key().await?.into_iter().collect();
    for ring in &mut rings {
        for key in &mut ring.keys {
            key.signed = signed.get(&key.kid).copied().unwrap_or(0);
        }
        if let Some(next) = &ring.next {
            ring.seen = Some(view::seen(seen_by(store, &next.kid, now).await?, now));
        }
    }
    Ok(rings)
}

/// The rings that are about to switch, each with the names of the apps of which nothing says that they know the next key.
pub(super) async fn silent_before_switch(admin: &Admin<'_>) -> store::Result<Vec<(String, Vec<String>)>> {
    let mut found = Vec::new();
    for ring in rings(admin).into_iter().filter(|ring| ring.switch.kind == "pending") {
        let Some(next) = ring.next else { continue };
        let seen = seen_by(&admin.provider.store, &next.kid, admin.now()).await?;
        let silent = seen.apps.into_iter().filter(|app| app.verdict == Verdict::Silent);
        found.push((ring.name, silent.map(|app| app.name).collect()));
    }
    Ok(found)
}
