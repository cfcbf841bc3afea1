//! `/admin/sessions/notices`: what became of the notices that tell apps of ended sessions, and one more try.

use super::{app_options, encoded, refused};
use crate::accounts::EndError;
use crate::model::ids::ClientId;
use crate::model::user::Permission;
use crate::model::username::username_key;
use crate::oidc::backchannel::{self, LEASE_SECONDS};
use crate::store::{self, ListedNotice, NoticeFilter, NoticeState};
use crate::web::answer::Answer;
use crate::web::error::store_page;
use crate::web::flash::Flash;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::AdminForm;
use crate::web::guards::params::Query;
use crate::web::pages::admin::{Count, Listing, NoticeRow, NoticesPage, Section, notices_listing};
use crate::web::pages::{Person, When};

/// Notices on one page.
const PAGE: usize = 50;

/// Beside an app's health.
const FEW: i64 = 5;

pub(super) const PATH: &str = "/admin/sessions/notices";

#[rocket::get("/admin/sessions/notices")]
pub(super) async fn get(admin: Admin<'_>, query: Query) -> Result<Answer, Answer> {
    let params = query.params().unwrap_or_default();
    let listing = notices_listing(&params, app_options(admin.provider, params.get("app")));
    let before = params.get("after").and_then(parse_cursor);
    match page(&admin, &listing, before.as_ref()).await {
        Ok((rows, next)) => {
            let found = Count::new(i64::try_from(rows.len()).unwrap_or(i64::MAX));
            let newest_url = before.is_some().then(|| listing.beginning());
            let listing = listing.steps(found, &params, next.as_deref());
            let may_send = admin.may(Permission::EndSessions);
            Ok(Answer::page(&NoticesPage {
                shell: admin.into_shell(Section::Sessions),
                listing,
                rows,
                newest_url,
                may_send,
            }))
        }
        Err(failed) => Err(refused(admin.chrome, failed)),
    }
}

/// Sends a notice once more, at once, and says what came of it.
#[rocket::post("/admin/sessions/notices/send", data = "<form>")]
pub(super) async fn send(admin: Admin<'_>, form: AdminForm) -> Result<Answer, Answer> {
    let until = admin.provider.clock.now() + LEASE_SECONDS;
    let back = if form.has("app") { format!("{PATH}?app={}", encoded(&form.text("app"))) } else { PATH.to_owned() };
    let taken = admin.provider.accounts.take_notice(&admin.authority, &form.text("id"), until).await;
    let notice = match taken {
        Ok(notice) => notice,
        Err(EndError::NotFound) => return Ok(admin.done(back, &Flash::warn("flash-notice-gone"))),
        Err(failed) => return Err(refused(admin.chrome, failed)),
    };
    let name = admin.provider.clients.get(&notice.client_id).map(|app| app.name.clone()).unwrap_or_default();
    match backchannel::send(admin.provider, &notice).await {
        Ok(Ok(())) => Ok(admin.done(back, &Flash::good("flash-notice-sent").name(&name))),
        Ok(Err(_)) => Ok(admin.done(back, &Flash::warn("flash-notice-failed").name(&name))),
        Err(failed) => Err(store_page(admin.chrome, failed)),
    }
}

type Found = (Vec<NoticeRow>, Option<String>);

async fn page(admin: &Admin<'_>, listing: &Listing, before: Option<&(i64, String)>) -> Result<Found, EndError> {
    let Some(filter) = filter(admin, listing).await? else { return Ok((Vec::new(), None)) };
    let before = before.map(|(at, id)| (*at, id.as_str()));
    // One more than the page holds tells whether there is another.
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut found = admin.provider.accounts.logout_notices(&admin.authority, &filter, before, limit).await?;
    let has_more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| has_more).map(|last| format!("{}.{}", last.created_at, last.id));
    Ok((found.iter().map(|notice| row(notice, admin.now())).collect(), next))
}

/// What the address asks for; none where it names nobody.
async fn filter(admin: &Admin<'_>, listing: &Listing) -> store::Result<Option<NoticeFilter>> {
    let client = listing.chosen("app").map(ClientId::from);
    let state = listing.chosen("notice").and_then(NoticeState::parse);
    let mut filter = NoticeFilter { client, state, ..NoticeFilter::default() };
    if !listing.q.is_empty() {
        let mut read = admin.provider.store.read().await?;
        match read.db().find_user_by_key(&username_key(&listing.q)).await? {
            Some(user) => filter.user = Some(user.id),
            None => return Ok(None),
        }
    }
    Ok(Some(filter))
}

fn parse_cursor(text: &str) -> Option<(i64, String)> {
    let (at, id) = text.split_once('.')?;
    Some((at.parse().ok()?, id.to_owned()))
}

fn row(notice: &ListedNotice, now: i64) -> NoticeRow {
    let state = notice.state();
    let username = notice.username.clone().unwrap_or_else(|| notice.user_id.to_string());
    NoticeRow {
        id: notice.id.clone(),
        client_id: notice.client_id.to_string(),
        app: notice.client_name.clone(),
        user_id: notice.user_id.to_string(),
        person: Person::new(notice.name.as_deref().unwrap_or_default(), username, None),
        state: state.as_str(),
        written: When::new(notice.created_at, now),
        tries: notice.tries,
        next: (state == NoticeState::Pending && notice.tries > 0).then(|| When::new(notice.due_at, now)),
        delivered: notice.delivered_at.map(|at| When::new(at, now)),
        last_error: notice.last_error.clone(),
    }
}

/// The newest notices that did not get through to an app, for its page of health.
pub(in crate::web::admin) async fn failed_of(admin: &Admin<'_>, client: &ClientId) -> store::Result<Vec<NoticeRow>> {
    let filter = NoticeFilter { client: Some(client.clone()), is_failed: true, ..NoticeFilter::default() };
    let found = admin.provider.store.read().await?.db().list_logout_notices(&filter, None, FEW).await?;
    Ok(found.iter().map(|notice| row(notice, admin.now())).collect())
}
