//! `/admin/groups`: every group, with what it opens and how many are in it.

use crate::accounts::ActError;
use crate::model::ids::GroupId;
use crate::model::params::Params;
use crate::store;
use crate::web::admin::people::list::{page_request, paged};
use crate::web::admin::refusal::refused;
use crate::web::answer::Answer;
use crate::web::guards::admin::Admin;
use crate::web::guards::params::Query;
use crate::web::pages::admin::{Count, GroupRow, GroupsList, Listing, Section};

const PATH: &str = "/admin/groups";

#[rocket::get("/admin/groups")]
pub(in crate::web::admin) async fn get(admin: Admin<'_>, query: Query) -> Answer {
    let params = query.params().unwrap_or_default();
    match page(&admin, &params).await {
        Ok((listing, groups)) => {
            Answer::page(&GroupsList { shell: admin.into_shell(Section::Groups), listing, groups })
        }
        Err(refusal) => refused(admin, refusal, "/admin"),
    }
}

async fn page(admin: &Admin<'_>, params: &Params) -> Result<(Listing, Vec<GroupRow>), ActError> {
    let q = params.get("q").unwrap_or_default().trim();
    let found = admin.provider.accounts.list_groups(&admin.authority, q, &page_request(params, "name")).await?;
    let listing = paged(Listing::new(PATH, params).sort_by(&["name"]), &found);
    let row = |row: store::GroupRow| {
        let members = Count { number: row.members.number, is_more: row.members.is_more };
        group_row(admin, &row.group, members)
    };
    Ok((listing, found.rows.into_iter().map(row).collect()))
}

/// A group as a row.
pub(super) fn group_row(admin: &Admin<'_>, group: &store::Group, members: Count) -> GroupRow {
    GroupRow {
        id: group.id.to_string(),
        name: group.name.clone(),
        description: group.description.clone().unwrap_or_default(),
        is_protected: group.is_protected,
        members,
        apps: apps_of(admin, &group.id),
    }
}

/// The names of the apps that are open to a group and not to everybody.
pub(super) fn apps_of(admin: &Admin<'_>, group: &GroupId) -> Vec<String> {
    let apps = admin.provider.clients.all();
    let is_open = |allowed: &Option<Vec<GroupId>>| allowed.as_ref().is_some_and(|groups| groups.contains(group));
    let mut names: Vec<_> =
        apps.iter().filter(|app| is_open(&app.allowed_groups)).map(|app| app.name.clone()).collect();
    names.sort_by_key(|name| name.to_lowercase());
    names
}
