//! `/admin/clients/<id>/health`: what the app got and what it was refused, each refusal explained with its mend; and
//! `/admin/unknown-apps`: requests that name an app which is not there.

use super::claims::encoded;
use super::redirect_uri::{Offer, offer};
use super::{find, frame};
use crate::model::client::{Client, GrantType};
use crate::model::ids::ClientId;
use crate::model::user::Permission;
use crate::oidc::failures::{Cause, Explained, Health, explain, health, nearest};
use crate::store::{self, FailedRequest};
use crate::web::admin::sessions::failed_of;
use crate::web::answer::Answer;
use crate::web::error::store_page;
use crate::web::guards::admin::Admin;
use crate::web::pages::When;
use crate::web::pages::admin::{AppHealth, AppTab, CauseRow, Mend, RefusedRequest, Section, UnknownApps};

/// Counts are of so many days.
const DAYS: i64 = 7;

/// An id that came is compared with no more ids than this.
const MOST_COMPARED: usize = 10_000;

/// A meant `client_id` differs from the one that came in less than half of it.
const LIKE_ENOUGH: f64 = 0.5;

#[rocket::get("/admin/clients/<id>/health")]
pub(super) async fn get(admin: Admin<'_>, id: &str) -> Result<Answer, Answer> {
    let app = find(&admin, id).await?;
    let now = admin.now();
    let (health, failed, unknown) = match read(&admin, &app).await {
        Ok(found) => found,
        Err(failed) => return Err(store_page(admin.chrome, failed)),
    };
    let notices = match failed_of(&admin, &app.id).await {
        Ok(found) => found,
        Err(failed) => return Err(store_page(admin.chrome, failed)),
    };
    let requests = failed.iter().map(|request| {
        let explained = explain(request, Some(&app));
        let mend = mend(&app, &explained);
        RefusedRequest::new(explained, mend, now)
    });
    let when = |at: Option<i64>| at.map(|at| When::new(at, now));
    Ok(Answer::page(&AppHealth {
        last_code_exchange: when(health.last_code_exchange),
        last_refresh: when(health.last_refresh),
        last_client_credentials: when(health.last_client_credentials),
        has_people: app.allows(GrantType::AuthorizationCode),
        succeeded: health.succeeded,
        failed: health.failed,
        days: DAYS,
        causes: causes(&health, now),
        requests: requests.collect(),
        notices,
        may_send: admin.may(Permission::EndSessions),
        unknown: i64::try_from(unknown).unwrap_or(i64::MAX),
        frame: frame(admin, &app, AppTab::Health),
    }))
}

#[rocket::get("/admin/unknown-apps")]
pub(super) async fn unknown(admin: Admin<'_>) -> Result<Answer, Answer> {
    let now = admin.now();
    let failed = match of_nobody(&admin).await {
        Ok(failed) => failed,
        Err(failed) => return Err(store_page(admin.chrome, failed)),
    };
    let explained: Vec<_> = failed.iter().map(|request| explain(request, None)).collect();
    let apps = admin.provider.clients.all();
    // Comparing with thousands of ids takes its time: off the workers that answer everybody else.
    let compared = tokio::task::spawn_blocking(move || {
        let ids: Vec<String> = apps.iter().map(|app| app.id.to_string()).collect();
        let meant: Vec<_> = explained.iter().map(|explained| meant(explained, &ids)).collect();
        explained.into_iter().zip(meant).collect::<Vec<_>>()
    });
    // Without what was probably meant the page is still of use.
    let compared = compared.await.unwrap_or_default();
    let request = |(explained, meant)| RefusedRequest::new(explained, Mend { meant, ..Mend::default() }, now);
    let requests = compared.into_iter().map(request).collect();
    Ok(Answer::page(&UnknownApps { shell: admin.into_shell(Section::Apps), requests }))
}

async fn read(admin: &Admin<'_>, app: &Client) -> store::Result<(Health, Vec<FailedRequest>, usize)> {
    let health = health(&admin.provider.store, &app.id, admin.now(), DAYS).await?;
    let failed = admin.provider.store.read().await?.db().failed_requests(&app.id).await?;
    Ok((health, failed, of_nobody(admin).await?.len()))
}

/// The newest requests that name no app that is known.
async fn of_nobody(admin: &Admin<'_>) -> store::Result<Vec<FailedRequest>> {
    admin.provider.store.read().await?.db().failed_requests(&ClientId::from("")).await
}

fn causes(health: &Health, now: i64) -> Vec<CauseRow> {
    let most = health.failures.iter().map(|failure| failure.count).max().unwrap_or(1).max(1);
    let row = |failure: &crate::oidc::failures::TroubleCount| CauseRow {
        cause: failure.cause,
        count: failure.count,
        share: (failure.count.saturating_mul(100) / most).max(2),
        last: When::new(failure.last_at, now),
    };
    health.failures.iter().map(row).collect()
}

fn mend(app: &Client, explained: &Explained) -> Mend {
    let cause = Cause::parse(explained.cause).unwrap_or(Cause::Other);
    if explained.is_mended {
        return Mend::default();
    }
    let mend = Mend { tab: tab(cause), ..Mend::default() };
    let sent = explained.came.iter().find(|(name, _)| name == "redirect_uri").map(|(_, value)| value.as_str());
    match sent.filter(|_| cause == Cause::RedirectUri).map(|sent| (sent, offer(app, sent))) {
        Some((sent, Offer::Add)) => {
            let url = format!("/admin/clients/{}/redirect-uri?uri={}", app.id, encoded(sent));
            Mend { add_url: Some(url), ..mend }
        }
        Some((_, Offer::Foreign(site))) => Mend { foreign_site: Some(site), ..mend },
        Some((_, Offer::Unsound)) | None => mend,
    }
}

/// The page of the app where a cause is mended; none where only the app's own configuration can be.
const fn tab(cause: Cause) -> Option<&'static str> {
    match cause {
        Cause::RedirectUri
        | Cause::NotAllowed
        | Cause::PkceMissing
        | Cause::Scope
        | Cause::Resource
        | Cause::Grant
        | Cause::SecretOfPublic
        | Cause::AppJwtAlgorithm
        | Cause::AppKeyMissing
        | Cause::AppKeysUnreachable => Some("settings"),
        Cause::SecretMissing | Cause::SecretWrong | Cause::SecretExpired | Cause::SecretNotSealed => Some("secrets"),
        Cause::ClientDisabled => Some("overview"),
        Cause::ResponseType
        | Cause::PkceMalformed
        | Cause::NoAuthentication
        | Cause::AuthenticationMethod
        | Cause::AppJwtIssuer
        | Cause::AppJwtAudience
        | Cause::CodeRedirectUri => Some("connect"),
        _ => None,
    }
}

/// The app whose id is most like the one that came. One that is less than half or more than twice as long cannot be.
fn meant(explained: &Explained, ids: &[String]) -> Option<String> {
    let sent = explained.came.iter().find(|(name, _)| name == "client_id").map(|(_, value)| value.to_lowercase())?;
    let is_near = |id: &&String| id.len() <= sent.len() * 2 && sent.len() <= id.len() * 2;
    let near: Vec<String> = ids.iter().filter(is_near).take(MOST_COMPARED).cloned().collect();
    let like = nearest(&sent, &near)?;
    (strsim::normalized_damerau_levenshtein(&like.to_lowercase(), &sent) > LIKE_ENOUGH).then(|| like.to_owned())
}
