//! `/admin/keys`: which key signs, which are published, and since when. Only shown here, not changed.

use crate::keys::{ListedKey, State};
use crate::web::answer::Answer;
use crate::web::guards::admin::Admin;
use crate::web::pages::When;
use crate::web::pages::admin::{KeyView, KeysPage, RingView, Section};

#[rocket::get("/admin/keys")]
pub(super) fn get(admin: Admin<'_>) -> Answer {
    let rings = rings(&admin);
    let jwks_url = format!("{}/.well-known/jwks.json", admin.provider.issuer());
    Answer::page(&KeysPage { shell: admin.into_shell(Section::Keys), rings, jwks_url })
}

/// Every ring with its keys, the newest first.
pub(super) fn rings(admin: &Admin<'_>) -> Vec<RingView> {
    let now = admin.now();
    let mut keys = admin.provider.ring.list(now);
    keys.sort_by_key(|key| (key.row.ring.clone(), -key.row.generation));
    let mut rings: Vec<(String, Vec<KeyView>)> = Vec::new();
    for key in keys {
        let view = view(&key, now);
        match rings.last_mut().filter(|(name, _)| *name == key.row.ring) {
            Some((_, keys)) => keys.push(view),
            None => rings.push((key.row.ring, vec![view])),
        }
    }
    rings.into_iter().map(|(name, keys)| RingView::new(name, keys, now)).collect()
}

fn view(key: &ListedKey, now: i64) -> KeyView {
    let row = &key.row;
    let when = |at: Option<i64>| at.map(|at| When::new(at, now));
    let is_over = matches!(key.state, State::Removed | State::Revoked);
    KeyView {
        kid: row.kid.clone(),
        state: key.state.name(),
        flaw: key.flaw.map(|flaw| flaw.to_string()),
        created: When::new(row.created_at, now),
        signs_from: when(row.sign_from),
        signs_until: when(row.sign_until),
        leaves_at: when(row.revoked_at.or(row.remove_at)),
        times: (row.publish_at, row.sign_from, row.sign_until, row.revoked_at.or(row.remove_at).filter(|_| is_over)),
    }
}
