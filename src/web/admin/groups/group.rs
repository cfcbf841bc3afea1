//! `/admin/groups/<id>`: one group with its members, and the end of it.

use super::list::{apps_of, group_row};
use crate::accounts::ActError;
use crate::model::ids::GroupId;
use crate::model::params::Params;
use crate::model::people_list::{PageRequest, PeopleFilter, PeopleSort};
use crate::model::user::Permission;
use crate::store::Group;
use crate::web::admin::people::list::{page_request, paged, rows};
use crate::web::admin::refusal::{forbidden, not_found, refused};
use crate::web::answer::Answer;
use crate::web::flash::Flash;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::RecentForm;
use crate::web::guards::params::Query;
use crate::web::guards::recent_sign_in::RecentSignIn;
use crate::web::pages::When;
use crate::web::pages::admin::{Confirm, Count, Fields, GroupPage, Listing, Loss, PersonRow, Section, Typed};
use rocket::http::Status;

const LIST: &str = "/admin/groups";

/// Of a group with more members than this the name is to be typed before it goes.
const FEW: i64 = 20;

#[rocket::get("/admin/groups/<id>")]
pub(in crate::web::admin) async fn get(admin: Admin<'_>, id: &str, query: Query) -> Answer {
    let params = query.params().unwrap_or_default();
    match find(&admin, id).await {
        Ok(Some(group)) => show(admin, &group, &params, Fields::default()).await,
        Ok(None) => not_found(admin),
        Err(refusal) => refused(admin, refusal, LIST),
    }
}

/// The group of an id.
pub(super) async fn find(admin: &Admin<'_>, id: &str) -> Result<Option<Group>, ActError> {
    Ok(admin.provider.store.read().await?.db().find_group_by_id(&GroupId::from(id)).await?)
}

/// Whether whoever asks may change a group and who is in it.
pub(super) fn may_change(admin: &Admin<'_>, group: &Group) -> bool {
    admin.may(Permission::ManagePeople) && admin.authority.check_group(group).is_ok()
}

/// The page, with what stands in the field to add somebody.
pub(super) async fn show(admin: Admin<'_>, group: &Group, params: &Params, fields: Fields) -> Answer {
    let status = if fields.are_sound() { Status::Ok } else { Status::UnprocessableEntity };
    let (listing, people, members) = match members(&admin, group, params).await {
        Ok(found) => found,
        Err(refusal) => return refused(admin, refusal, LIST),
    };
    let page = GroupPage {
        group: group_row(&admin, group, members),
        is_in_claim: group.in_claim,
        created: When::new(group.created_at, admin.now()),
        listing,
        people,
        fields,
        may_change: may_change(&admin, group),
        shell: admin.into_shell(Section::Groups),
    };
    Answer::with_status(status, &page)
}

/// A page of the members, and how many there are in all.
async fn members(
    admin: &Admin<'_>,
    group: &Group,
    params: &Params,
) -> Result<(Listing, Vec<PersonRow>, Count), ActError> {
    let everybody = PeopleFilter { group: Some(group.id.clone()), ..PeopleFilter::default() };
    let all = admin.provider.store.read().await?.db().count_people(&everybody).await?;
    let filter = PeopleFilter { q: params.get("q").unwrap_or_default().trim().to_owned(), ..everybody };
    let page = PageRequest { is_descending: false, ..page_request(params, PeopleSort::Name.as_str()) };
    let found = admin.provider.accounts.list_people(&admin.authority, &filter, PeopleSort::Name, &page).await?;
    let listing = paged(Listing::new(&format!("{LIST}/{}", group.id), params), &found);
    let members = Count { number: all.number, is_more: all.is_more };
    Ok((listing, rows(admin, &found.rows).await?, members))
}

#[rocket::get("/admin/groups/<id>/delete")]
pub(in crate::web::admin) async fn ask_delete(admin: Admin<'_>, _recent: RecentSignIn, id: &str) -> Answer {
    match find(&admin, id).await {
        Ok(Some(group)) => question(admin, &group, false).await,
        Ok(None) => not_found(admin),
        Err(refusal) => refused(admin, refusal, LIST),
    }
}

async fn question(admin: Admin<'_>, group: &Group, is_wrong: bool) -> Answer {
    if !may_change(&admin, group) {
        return forbidden(admin);
    }
    let members = match members(&admin, group, &Params::default()).await {
        Ok((_, _, members)) => members.number,
        Err(refusal) => return refused(admin, refusal, LIST),
    };
    let apps = i64::try_from(apps_of(&admin, &group.id).len()).unwrap_or(i64::MAX);
    let mut losses = vec![Loss { kind: "members", count: members }, Loss { kind: "group-apps", count: apps }];
    losses.retain(|loss| loss.count > 0);
    let page = Confirm {
        act: "delete-group",
        name: group.name.clone(),
        count: members,
        losses,
        typed: (members > FEW || is_wrong).then(|| Typed { is_wrong, ..Typed::new(&*group.name) }),
        is_danger: true,
        action: format!("{LIST}/{}/delete", group.id),
        fields: Vec::new(),
        cancel_url: format!("{LIST}/{}", group.id),
        shell: admin.into_shell(Section::Groups),
    };
    let status = if is_wrong { Status::UnprocessableEntity } else { Status::Ok };
    Answer::with_status(status, &page)
}

#[rocket::post("/admin/groups/<id>/delete", data = "<form>")]
pub(in crate::web::admin) async fn delete(admin: Admin<'_>, id: &str, form: RecentForm) -> Answer {
    let group = match find(&admin, id).await {
        Ok(Some(group)) => group,
        // Sent twice: it is gone, as was wished.
        Ok(None) => return admin.done(LIST, &Flash::warn("flash-gone")),
        Err(refusal) => return refused(admin, refusal, LIST),
    };
    let members = match members(&admin, &group, &Params::default()).await {
        Ok((_, _, members)) => members.number,
        Err(refusal) => return refused(admin, refusal, LIST),
    };
    if members > FEW && form.text("typed") != group.name {
        return question(admin, &group, true).await;
    }
    match admin.provider.accounts.remove_group(&admin.authority, &group.id).await {
        Ok(group) => admin.done(LIST, &Flash::good("flash-group-deleted").name(&group.name)),
        Err(refusal) => refused(admin, refusal, LIST),
    }
}
