//! `/account/activity`: who signed in as me, or tried to, page by page.

use super::home::sign_in;
use super::{asked, frame, person};
use crate::accounts::SignedIn;
use crate::store;
use crate::web::answer::Answer;
use crate::web::error;
use crate::web::guards::params::Query;
use crate::web::pages::{AccountActivity, AccountSection};
use crate::web::visit::Visit;

/// Sign-ins on one page.
const PAGE: usize = 50;

#[rocket::get("/account/activity")]
pub(super) async fn get(query: Query, mut visit: Visit<'_>) -> Answer {
    let person = match person(&mut visit) {
        Ok(person) => person,
        Err(answer) => return answer,
    };
    // Anything that is no id of an event: the newest.
    let is_id = |text: &String| text.len() == 36 && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    let before = asked(query, "before").filter(is_id);
    match page(&visit, &person, before.as_deref()).await {
        Ok(page) => Answer::page(&page),
        Err(failed) => error::store_page(visit.chrome, failed),
    }
}

async fn page(visit: &Visit<'_>, person: &SignedIn, before: Option<&str>) -> store::Result<AccountActivity> {
    let provider = visit.provider;
    // One more than the page holds tells whether there are older ones.
    let wanted = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut events = provider.accounts.own_sign_ins(person, before, wanted).await?;
    let has_older = events.len() > PAGE;
    events.truncate(PAGE);
    let last = events.last().filter(|_| has_older);
    let older_url = last.map(|event| format!("/account/activity?before={}", event.id));
    let now = provider.clock.now();
    Ok(AccountActivity {
        frame: frame(visit, person, AccountSection::Activity),
        sign_ins: events.iter().map(|event| sign_in(provider, event, person, now)).collect(),
        older_url,
        is_newest: before.is_none(),
    })
}
