//! `/admin`: how many there are of each, the keys in small, and what needs attention.

use super::keys::rings;
use crate::web::answer::Answer;
use crate::web::guards::admin::Admin;
use crate::web::pages::admin::{Attention, Overview, RingView, Section};

#[rocket::get("/admin")]
pub(super) fn get(admin: Admin<'_>) -> Answer {
    let rings = rings(&admin);
    let attention = attention(&admin, &rings);
    Answer::page(&Overview { shell: admin.into_shell(Section::Overview), rings, attention })
}

fn attention(admin: &Admin<'_>, rings: &[RingView]) -> Vec<Attention> {
    let config = &admin.provider.config;
    let flawed = admin.provider.ring.alarms().into_iter().map(|alarm| Attention::new("key-flaw", alarm.kid));
    let unready = rings.iter().filter(|ring| !ring.has_standby()).map(|ring| Attention::new("no-standby", &*ring.name));
    let is_without_apps = admin.provider.clients.all().is_empty();
    let is_alone = config.contact.is_none();
    let plain = config.public_url.starts_with("http:").then(|| Attention::new("plain-http", &*config.public_url));
    flawed
        .chain(unready)
        .chain(plain)
        .chain(is_without_apps.then(|| Attention::new("no-apps", "")))
        .chain(is_alone.then(|| Attention::new("no-contact", "")))
        .collect()
}
