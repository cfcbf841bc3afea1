//! `/admin/users`: everybody, searched, filtered, sorted, page by page.

use crate::accounts::{ActError, Beside};
use crate::model::ids::GroupId;
use crate::model::params::Params;
use crate::model::people_list::{Cursor, LastSeen, Page, PageRequest, PeopleFilter, PeopleSort, RoleFilter};
use crate::model::user::{Role, Status, User};
use crate::web::admin::refusal::refused;
use crate::web::answer::Answer;
use crate::web::guards::admin::Admin;
use crate::web::guards::params::Query;
use crate::web::pages::admin::{
    Count, FilterOption, Listing, PeopleList, PersonRow, PersonStatus, Section, people_listing,
};
use crate::web::pages::{Person, When};

/// People on one page.
pub(in crate::web::admin) const PAGE: i64 = 50;

/// Groups to choose from in the filter; of more, the search of groups leads on.
const MOST_GROUPS: i64 = 200;

/// Groups that a row names.
const GROUPS_SHOWN: usize = 3;

const DAY: i64 = 86_400;

#[rocket::get("/admin/users")]
pub(in crate::web::admin) async fn get(admin: Admin<'_>, query: Query) -> Answer {
    let params = query.params().unwrap_or_default();
    match page(&admin, &params).await {
        Ok((listing, people)) => {
            Answer::page(&PeopleList { shell: admin.into_shell(Section::People), listing, people })
        }
        Err(refusal) => refused(admin, refusal, "/admin"),
    }
}

async fn page(admin: &Admin<'_>, params: &Params) -> Result<(Listing, Vec<PersonRow>), ActError> {
    let accounts = &admin.provider.accounts;
    let sort = if params.get("sort").is_some_and(|sort| sort.trim_start_matches('-') == "seen") {
        PeopleSort::LastSeen
    } else {
        PeopleSort::Name
    };
    let filter = filter(params, admin.now());
    let found = accounts.list_people(&admin.authority, &filter, sort, &page_request(params, sort.as_str())).await?;
    let listing = people_listing(params, group_options(admin, &filter).await?);
    let listing = paged(listing, &found);
    Ok((listing, rows(admin, &found.rows).await?))
}

/// What an address asks for.
pub(super) fn filter(params: &Params, now: i64) -> PeopleFilter {
    let role = match params.get("role") {
        Some("some") => Some(RoleFilter::Any),
        other => other.and_then(Role::parse).map(RoleFilter::Is),
    };
    let last_seen = match params.get("seen") {
        Some("day") => Some(LastSeen::Since(now - DAY)),
        Some("week") => Some(LastSeen::Since(now - 7 * DAY)),
        Some("month") => Some(LastSeen::Since(now - 30 * DAY)),
        Some("older") => Some(LastSeen::Before(now - 30 * DAY)),
        Some("never") => Some(LastSeen::Never),
        _ => None,
    };
    PeopleFilter {
        q: params.get("q").unwrap_or_default().trim().to_owned(),
        group: params.get("group").map(GroupId::from),
        status: params.get("status").and_then(Status::parse),
        role,
        last_seen,
    }
}

/// Which page of a list an address asks for; a cursor of another order begins the list anew.
pub(in crate::web::admin) fn page_request(params: &Params, sort: &str) -> PageRequest {
    let word = params.get("after").or_else(|| params.get("before"));
    PageRequest {
        is_descending: params.get("sort").is_some_and(|sort| sort.starts_with('-')),
        cursor: word.and_then(|word| Cursor::decode(word, sort)),
        limit: PAGE,
    }
}

/// Says how many there are, and the ways to the pages beside this one.
pub(in crate::web::admin) fn paged<T>(listing: Listing, page: &Page<T>) -> Listing {
    let word = |cursor: &Option<Cursor>| cursor.as_ref().map(Cursor::encode);
    let found = Count { number: page.count.number, is_more: page.count.is_more };
    listing.pages(found, word(&page.previous).as_deref(), word(&page.next).as_deref())
}

async fn group_options(admin: &Admin<'_>, filter: &PeopleFilter) -> Result<Vec<FilterOption>, ActError> {
    let mut groups = admin.provider.accounts.first_groups(&admin.authority, MOST_GROUPS).await?;
    if let Some(wanted) = filter.group.as_ref().filter(|id| !groups.iter().any(|group| group.id == **id)) {
        groups.extend(admin.provider.store.read().await?.db().find_group_by_id(wanted).await?);
    }
    let option = |group: crate::store::Group| FilterOption { value: group.id.to_string(), label: Some(group.name) };
    Ok(groups.into_iter().map(option).collect())
}

/// People as rows of a list, with what stands beside them.
pub(in crate::web::admin) async fn rows(admin: &Admin<'_>, people: &[User]) -> Result<Vec<PersonRow>, ActError> {
    let beside = admin.provider.accounts.beside_people(&admin.authority, people).await?;
    Ok(people.iter().zip(beside).map(|(user, beside)| row(user, beside, admin.now())).collect())
}

/// A person as a row.
pub(super) fn row(user: &User, beside: Beside, now: i64) -> PersonRow {
    let mut groups = beside.groups;
    let more = groups.len().saturating_sub(GROUPS_SHOWN);
    groups.truncate(GROUPS_SHOWN);
    PersonRow {
        id: user.id.to_string(),
        person: person(user),
        role: user.role.map(Role::as_str),
        status: match user.status() {
            Status::Active => PersonStatus::Active,
            Status::Invited => PersonStatus::Invited,
            Status::Disabled => PersonStatus::Disabled,
            Status::Deleted => PersonStatus::Deleted,
        },
        groups,
        more_groups: i64::try_from(more).unwrap_or(i64::MAX),
        last_seen: user.last_seen_at.map(|at| When::new(at, now)),
        sessions: beside.sessions,
    }
}

/// A person as pages show them.
pub(super) fn person(user: &User) -> Person {
    Person::new(user.name.as_deref().unwrap_or_default(), user.username.clone(), user.email.clone())
}
