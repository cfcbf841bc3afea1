//! `/admin/apis`: the APIs that tokens can be asked for, what people call them, and what their scopes mean.

use crate::model::api::{Api, ApiError, ApiScope};
use crate::model::params::Params;
use crate::model::user::Permission;
use crate::oidc::apps::ApiChangeError;
use crate::web::answer::Answer;
use crate::web::error::{error_page, store_page};
use crate::web::flash::Flash;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::AdminForm;
use crate::web::guards::params::Query;
use crate::web::pages::admin::{
    ApiForm, ApiRow, ApisList, Confirm, Count, Difference, Fields, Loss, Section, Stale, apis_listing,
};
use crate::web::pages::{Chrome, ErrorPage, HiddenField, When};
use rocket::Route;
use std::collections::BTreeMap;
use url::form_urlencoded::byte_serialize;

const PATH: &str = "/admin/apis";

/// APIs on one page.
const PAGE: usize = 50;

/// Mounted at the root.
pub(super) fn routes() -> Vec<Route> {
    rocket::routes![get, new, add, edit, change, ask_remove, remove]
}

#[rocket::get("/admin/apis")]
async fn get(admin: Admin<'_>, query: Query) -> Result<Answer, Answer> {
    let params = query.params().unwrap_or_default();
    let apis = match admin.provider.apps().list_apis().await {
        Ok(apis) => apis,
        Err(failed) => return Err(store_page(admin.chrome, failed)),
    };
    let (apis, listing) = page(apis, &params);
    let uses = uses(&admin);
    let row = |api: Api| ApiRow {
        apps: uses.get(&api.audience).copied().unwrap_or_default(),
        query: encoded(&api.audience),
        scopes: api.scopes.into_iter().map(|scope| (scope.name, scope.description)).collect(),
        name: api.name,
        audience: api.audience,
    };
    let apis = apis.into_iter().map(row).collect();
    Ok(Answer::page(&ApisList { listing, apis, shell: admin.into_shell(Section::Apps) }))
}

#[rocket::get("/admin/apis/new")]
async fn new(admin: Admin<'_>) -> Result<Answer, Answer> {
    may_write(&admin)?;
    Ok(form_page(admin, Fields::default(), String::new(), 0))
}

#[rocket::post("/admin/apis/new", data = "<form>")]
async fn add(admin: Admin<'_>, form: AdminForm) -> Result<Answer, Answer> {
    let api = typed(&form, form.text("audience"), 1);
    match admin.provider.apps().create_api(&admin.authority, api.clone()).await {
        Ok(saved) => Ok(admin.done(PATH, &Flash::good("flash-api-saved").name(&saved.name))),
        Err(ApiChangeError::Taken(_)) if is_there(&admin, &api).await => {
            Ok(admin.done(PATH, &Flash::good("flash-api-saved").name(&api.name)))
        }
        Err(error) => not_saved(admin, error, &form, &api, String::new()),
    }
}

#[rocket::get("/admin/apis/edit")]
async fn edit(admin: Admin<'_>, query: Query) -> Result<Answer, Answer> {
    may_write(&admin)?;
    let api = find(&admin, query).await?;
    let fields = fields(&api.audience, &api.name, &text_of(&api.scopes));
    Ok(form_page(admin, fields, api.audience, api.version))
}

#[rocket::post("/admin/apis/edit", data = "<form>")]
async fn change(admin: Admin<'_>, form: AdminForm) -> Result<Answer, Answer> {
    let version = form.get("version").and_then(|version| version.parse().ok()).unwrap_or_default();
    let was = form.get("was").unwrap_or_default().to_owned();
    let api = typed(&form, was.clone(), version);
    match admin.provider.apps().edit_api(&admin.authority, api.clone()).await {
        Ok(saved) => Ok(admin.done(PATH, &Flash::good("flash-api-saved").name(&saved.name))),
        Err(ApiChangeError::Stale(now)) if now.name == api.name && now.scopes == api.scopes => {
            Ok(admin.done(PATH, &Flash::good("flash-api-saved").name(&now.name)))
        }
        Err(error) => not_saved(admin, error, &form, &api, was),
    }
}

#[rocket::get("/admin/apis/remove")]
async fn ask_remove(admin: Admin<'_>, query: Query) -> Result<Answer, Answer> {
    may_write(&admin)?;
    let api = find(&admin, query).await?;
    let count = uses(&admin).get(&api.audience).copied().unwrap_or_default();
    let losses = if count > 0 { vec![Loss { kind: "api-apps", count }] } else { Vec::new() };
    Ok(Answer::page(&Confirm {
        shell: admin.into_shell(Section::Apps),
        act: "remove-api",
        name: api.name,
        count: 1,
        losses,
        typed: None,
        is_danger: true,
        action: format!("{PATH}/remove"),
        fields: vec![HiddenField::new("audience", api.audience)],
        cancel_url: PATH.to_owned(),
    }))
}

#[rocket::post("/admin/apis/remove", data = "<form>")]
async fn remove(admin: Admin<'_>, form: AdminForm) -> Result<Answer, Answer> {
    let audience = form.get("audience").unwrap_or_default();
    match admin.provider.apps().remove_api(&admin.authority, audience).await {
        Ok(gone) => Ok(admin.done(PATH, &Flash::good("flash-api-removed").name(&gone.name))),
        // Sent twice, the second finds it gone.
        Err(ApiChangeError::Missing(_)) => Ok(Answer::SeeOther(PATH.to_owned())),
        Err(error) => Err(refused(admin.chrome, error)),
    }
}

/// The APIs that the address asks for, by name.
fn page(mut apis: Vec<Api>, params: &Params) -> (Vec<Api>, crate::web::pages::admin::Listing) {
    let wanted = params.get("q").unwrap_or_default().trim().to_lowercase();
    let holds = |text: &str| text.to_lowercase().contains(&wanted);
    apis.retain(|api| holds(&api.name) || holds(&api.audience) || api.scopes.iter().any(|scope| holds(&scope.name)));
    apis.sort_by_cached_key(key);
    let found = Count::new(i64::try_from(apis.len()).unwrap_or(i64::MAX));
    let start = match (params.get("after"), params.get("before")) {
        (Some(after), _) => apis.partition_point(|api| key(api).as_str() <= after),
        (None, Some(before)) => apis.partition_point(|api| key(api).as_str() < before).saturating_sub(PAGE),
        (None, None) => 0,
    };
    let has_more = apis.len() > start + PAGE;
    let shown: Vec<_> = apis.into_iter().skip(start).take(PAGE).collect();
    let before = shown.first().filter(|_| start > 0).map(key);
    let after = shown.last().filter(|_| has_more).map(key);
    (shown, apis_listing(params).pages(found, before.as_deref(), after.as_deref()))
}

/// What the list is sorted by; no name holds a tab.
fn key(api: &Api) -> String {
    format!("{}\t{}", api.name.to_lowercase(), api.audience)
}

/// How many apps may ask tokens for each.
fn uses(admin: &Admin<'_>) -> BTreeMap<String, i64> {
    let mut uses = BTreeMap::new();
    for app in admin.provider.clients.all() {
        for audience in &app.resources {
            *uses.entry(audience.clone()).or_default() += 1;
        }
    }
    uses
}

fn may_write(admin: &Admin<'_>) -> Result<(), Answer> {
    if admin.may(Permission::ManageApps) {
        return Ok(());
    }
    // Nobody finds the form of an act that their role does not allow.
    Err(error_page(&ErrorPage::not_found(admin.chrome.clone())))
}

async fn find(admin: &Admin<'_>, query: Query) -> Result<Api, Answer> {
    let params = query.params().unwrap_or_default();
    let audience = params.get("audience").unwrap_or_default();
    let apis = admin.provider.apps().list_apis().await.map_err(|failed| store_page(admin.chrome.clone(), failed))?;
    let found = apis.into_iter().find(|api| api.audience == audience);
    found.ok_or_else(|| error_page(&ErrorPage::not_found(admin.chrome.clone())))
}

/// Whether the very same API is there already: the form was sent twice.
async fn is_there(admin: &Admin<'_>, api: &Api) -> bool {
    let is_same = |own: &Api| own.audience == api.audience && own.name == api.name && own.scopes == api.scopes;
    admin.provider.apps().list_apis().await.is_ok_and(|apis| apis.iter().any(is_same))
}

fn typed(form: &AdminForm, audience: String, version: i64) -> Api {
    Api {
        audience,
        name: form.text("name"),
        scopes: scopes_of(&form.text("scopes")),
        version,
        created_at: 0,
        updated_at: 0,
    }
}

/// One scope on each line: its name, then what it means.
fn scopes_of(text: &str) -> Vec<ApiScope> {
    let scope = |line: &str| {
        let (name, description) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        ApiScope { name: name.to_owned(), description: description.trim().to_owned() }
    };
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(scope).collect()
}

fn text_of(scopes: &[ApiScope]) -> String {
    scopes.iter().map(|scope| format!("{} {}", scope.name, scope.description)).collect::<Vec<_>>().join("\n")
}

fn fields(audience: &str, name: &str, scopes: &str) -> Fields {
    Fields::default().with("audience", audience).with("name", name).with("scopes", scopes)
}

fn form_page(admin: Admin<'_>, fields: Fields, was: String, version: i64) -> Answer {
    Answer::page(&ApiForm { shell: admin.into_shell(Section::Apps), fields, was, version })
}

fn not_saved(
    admin: Admin<'_>,
    error: ApiChangeError,
    form: &AdminForm,
    api: &Api,
    was: String,
) -> Result<Answer, Answer> {
    let mut fields = fields(&form.text("audience"), &api.name, &form.text("scopes"));
    match error {
        ApiChangeError::Invalid(problems) => {
            for problem in &problems {
                let (field, key, name) = place_of(problem);
                fields.refuse_because(field, key, 200, name);
            }
            Ok(form_page(admin, fields, was, api.version))
        }
        ApiChangeError::Taken(audience) => {
            fields.refuse_because("audience", "api-taken", 0, &audience);
            Ok(form_page(admin, fields, was, api.version))
        }
        ApiChangeError::Stale(now) => Ok(stale_page(admin, &now, api)),
        error => Err(refused(admin.chrome, error)),
    }
}

fn place_of(problem: &ApiError) -> (&'static str, &'static str, &str) {
    match problem {
        ApiError::BadAudience(uri) => ("audience", "api-bad-audience", uri),
        ApiError::BadName(_) => ("name", "api-bad-name", ""),
        ApiError::BadScope(name) => ("scopes", "api-bad-scope", name),
        ApiError::RepeatedScope(name) => ("scopes", "api-repeated-scope", name),
        ApiError::ReservedScope(name) => ("scopes", "api-reserved-scope", name),
        ApiError::BadDescription(name) => ("scopes", "api-bad-description", name),
        ApiError::TooManyScopes => ("scopes", "api-too-many-scopes", ""),
    }
}

fn stale_page(admin: Admin<'_>, now: &Api, mine: &Api) -> Answer {
    let row = |label: &str, theirs: String, mine: String| Difference { label: label.to_owned(), theirs, mine };
    let rows = [
        row("field-name", now.name.clone(), mine.name.clone()),
        row("api-scopes", text_of(&now.scopes), text_of(&mine.scopes)),
    ];
    let fields = [
        ("was", now.audience.clone()),
        ("version", now.version.to_string()),
        ("name", mine.name.clone()),
        ("scopes", text_of(&mine.scopes)),
    ];
    let changed = When::new(now.updated_at, admin.now());
    Answer::page(&Stale {
        shell: admin.into_shell(Section::Apps),
        name: now.name.clone(),
        changed_by: None,
        changed,
        differences: rows.into_iter().filter(|row| row.theirs != row.mine).collect(),
        action: format!("{PATH}/edit"),
        fields: fields.into_iter().map(|(name, value)| HiddenField::new(name, value)).collect(),
        theirs_url: PATH.to_owned(),
    })
}

fn refused(chrome: Chrome, error: ApiChangeError) -> Answer {
    match error {
        ApiChangeError::Forbidden(_) => error_page(&ErrorPage::forbidden(chrome)),
        ApiChangeError::Missing(_) => error_page(&ErrorPage::not_found(chrome)),
        ApiChangeError::Store(failed) => store_page(chrome, failed),
        other => error_page(&ErrorPage::form_unreadable(chrome, other.to_string())),
    }
}

fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_typed_one_on_each_line() {
        let scopes = scopes_of("orders:read   Read your orders\n\n  orders:write\tChange them \nbare");
        let told: Vec<_> = scopes.iter().map(|scope| (&*scope.name, &*scope.description)).collect();
        assert_eq!(told, [("orders:read", "Read your orders"), ("orders:write", "Change them"), ("bare", "")]);
        assert_eq!(scopes_of(&text_of(&scopes)), scopes);
    }

    #[test]
    fn pages_lead_forth_and_back_over_every_api_once() {
        let api = |number: usize| Api {
            audience: format!("urn:x:{number:03}"),
            name: format!("N{}", number % 7),
            scopes: Vec::new(),
            version: 1,
            created_at: 0,
            updated_at: 0,
        };
        let all: Vec<_> = (0..120).map(api).collect();
        let at =
            |url: &str| page(all.clone(), &Params::parse(url.split_once('?').map_or("", |(_, query)| query)).unwrap());
        let (mut seen, mut url) = (Vec::new(), Some(String::new()));
        let mut last = None;
        while let Some(here) = url.take() {
            let (shown, listing) = at(&here);
            seen.extend(shown.iter().map(|api| api.audience.clone()));
            url = listing.next_url.clone();
            last = Some(listing);
        }
        assert_eq!(seen.len(), 120);
        let back = at(&last.unwrap().previous_url.unwrap()).0;
        assert_eq!(back.iter().map(|api| api.audience.clone()).collect::<Vec<_>>(), seen[50..100]);
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 120);
    }
}
