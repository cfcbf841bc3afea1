//! `/admin/clients/<id>`: what an app is and how it is doing.

use super::{find, frame};
use crate::web::answer::Answer;
use crate::web::guards::admin::Admin;
use crate::web::pages::When;
use crate::web::pages::admin::{AppOverview, AppTab};

#[rocket::get("/admin/clients/<id>")]
pub(super) async fn get(admin: Admin<'_>, id: &str) -> Result<Answer, Answer> {
    let app = find(&admin, id).await?;
    let now = admin.now();
    let (created, changed) = (When::new(app.created_at, now), When::new(app.updated_at, now));
    Ok(Answer::page(&AppOverview { frame: frame(admin, &app, AppTab::Overview), created, changed }))
}
