//! `/admin/clients/<id>/claims`: what the app's tokens say besides the standard, and the tokens as a chosen person's
//! would be.

use super::{find, frame};
use crate::model::claim_rule::{ClaimRule, ClaimSource, GroupChoice};
use crate::model::client::Client;
use crate::model::ids::UserId;
use crate::model::params::Params;
use crate::model::people_list::{PageRequest, PeopleFilter, PeopleSort};
use crate::model::user::User;
use crate::oidc::apps::{Preview, Wish, preview};
use crate::oidc::claims::{Place, scope_of};
use crate::oidc::{Code, Error};
use crate::store;
use crate::web::answer::Answer;
use crate::web::error;
use crate::web::guards::admin::Admin;
use crate::web::guards::params::Query;
use crate::web::pages::admin::{AppClaims, AppTab, Choice, LeftOut, PersonLink, PreviewToken, RuleRow, TokenPreview};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use url::form_urlencoded::byte_serialize;

/// Most people that a search offers.
const MOST_FOUND: i64 = 8;

/// Longer questions find nobody.
const LONGEST_QUESTION: usize = 200;

#[rocket::get("/admin/clients/<id>/claims")]
pub(super) async fn get(admin: Admin<'_>, id: &str, query: Query) -> Result<Answer, Answer> {
    let app = find(&admin, id).await?;
    let params = query.params().unwrap_or_default();
    let preview = match tokens(&admin, &app, &params).await {
        Ok(preview) => preview,
        Err(failed) => return Err(error::page(admin.chrome, &failed)),
    };
    let rules = app.claim_rules.iter().map(row).collect();
    Ok(Answer::page(&AppClaims { rules, preview, frame: frame(admin, &app, AppTab::Claims) }))
}

fn row(rule: &ClaimRule) -> RuleRow {
    let (source, detail) = match &rule.source {
        ClaimSource::Standard(name) => ("standard", name.clone()),
        ClaimSource::Attribute(name) => ("attribute", name.clone()),
        ClaimSource::Groups(GroupChoice::All) => ("groups-all", String::new()),
        ClaimSource::Groups(GroupChoice::Prefix { prefix, is_cut: false }) => ("groups-prefix", prefix.clone()),
        ClaimSource::Groups(GroupChoice::Prefix { prefix, is_cut: true }) => ("groups-cut", prefix.clone()),
        ClaimSource::Groups(GroupChoice::Chosen(names)) => ("groups-chosen", names.join(", ")),
        ClaimSource::Constant(value) => ("constant", value.to_string()),
    };
    RuleRow { claim: rule.claim.clone(), source, detail, places: places(rule), query: encoded(&rule.claim) }
}

const fn place_key(place: Place) -> &'static str {
    match place {
        Place::IdToken => "id-token",
        Place::AccessToken => "access-token",
        Place::Userinfo => "userinfo",
    }
}

fn places(rule: &ClaimRule) -> Vec<&'static str> {
    let all = [Place::IdToken, Place::AccessToken, Place::Userinfo];
    all.into_iter().filter(|place| place.takes(rule)).map(place_key).collect()
}

pub(super) fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

/// The preview that the address asks for: of the person who looks, where it names nobody.
async fn tokens(admin: &Admin<'_>, app: &Client, params: &Params) -> Result<TokenPreview, Error> {
    let asked = Asked::new(app, params);
    let q: String = params.get("q").unwrap_or_default().trim().chars().take(LONGEST_QUESTION).collect();
    let mut shown =
        TokenPreview { scopes: asked.scopes(app), apis: apis(admin, app, &asked).await?, ..TokenPreview::default() };
    let mut user = None;
    if app.has_people() {
        shown.found = found(admin, app, &asked, &q).await?;
        let person = person(admin, params, &shown.found).await?;
        shown.is_you = person.id == admin.person.user.id;
        user = Some(person.id.clone());
        shown.person = Some(link(app, &asked, &person));
    }
    shown.q = q;
    let resources: Vec<String> = asked.api.iter().cloned().collect();
    // An app without people gets what it may have; naming scopes about people would be refused.
    let scope = asked.scope.as_deref().filter(|_| user.is_some());
    match preview(admin.provider, app, user.as_ref(), Wish { scope, resources: &resources, nonce: Some("…") }).await {
        Ok(found) => fill(&mut shown, app, found),
        Err(error) if error.code == Code::InvalidScope => shown.is_allowed = true,
        Err(error) => return Err(error),
    }
    Ok(shown)
}

/// Who was asked for: the only one whom the search found, else by id, else the one who looks. The form carries the id of
/// whom it showed before.
async fn person(admin: &Admin<'_>, params: &Params, found: &[PersonLink]) -> store::Result<User> {
    let only = if let [only] = found { Some(only.id.as_str()) } else { None };
    let Some(id) = only.or(params.get("person")) else { return Ok(admin.person.user.clone()) };
    let user = admin.provider.store.read().await?.db().find_user(&UserId::from(id)).await?;
    Ok(user.filter(|user| user.deleted_at.is_none()).unwrap_or_else(|| admin.person.user.clone()))
}

/// Whose name, username or e-mail address holds what was typed.
async fn found(admin: &Admin<'_>, app: &Client, asked: &Asked, q: &str) -> store::Result<Vec<PersonLink>> {
    if q.is_empty() {
        return Ok(Vec::new());
    }
    let filter = PeopleFilter { q: q.to_owned(), ..PeopleFilter::default() };
    let mut read = admin.provider.store.read().await?;
    let found = read.db().list_people(&filter, PeopleSort::Name, &PageRequest::first(MOST_FOUND)).await?;
    Ok(found.rows.iter().map(|user| link(app, asked, user)).collect())
}

fn link(app: &Client, asked: &Asked, user: &User) -> PersonLink {
    PersonLink {
        id: user.id.to_string(),
        name: user.name.clone().unwrap_or_else(|| user.username.clone()),
        line: user.email.clone().unwrap_or_else(|| user.username.clone()),
        url: format!("/admin/clients/{}/claims?person={}{}#preview", app.id, user.id, asked.query),
    }
}

/// What the app would ask for, out of what it may.
struct Asked {
    scope: Option<String>,
    api: Option<String>,
    /// The same for an address.
    query: String,
}

impl Asked {
    fn new(app: &Client, params: &Params) -> Self {
        let names: Vec<&str> = params.all("scope").filter(|name| app.scopes.contains(name)).collect();
        let api = params.get("api").filter(|api| app.resources.iter().any(|own| own == api)).map(str::to_owned);
        let mut query: String = names.iter().map(|name| format!("&scope={}", encoded(name))).collect();
        if let Some(api) = &api {
            query.push_str(&format!("&api={}", encoded(api)));
        }
        Self { scope: (!names.is_empty()).then(|| names.join(" ")), api, query }
    }

    fn scopes(&self, app: &Client) -> Vec<Choice> {
        let is_chosen =
            |name: &str| self.scope.as_deref().is_none_or(|scope| scope.split(' ').any(|chosen| chosen == name));
        app.scopes.iter().map(|name| Choice::new(name, name, is_chosen(name))).collect()
    }
}

/// The APIs to choose from, none of them first.
async fn apis(admin: &Admin<'_>, app: &Client, asked: &Asked) -> store::Result<Vec<Choice>> {
    if app.resources.is_empty() {
        return Ok(Vec::new());
    }
    let known = admin.provider.apps().list_apis().await?;
    let names: BTreeMap<&str, &str> = known.iter().map(|api| (api.audience.as_str(), api.name.as_str())).collect();
    let choice = |uri: &String| {
        let label = names.get(uri.as_str()).map_or_else(|| uri.clone(), |name| format!("{name} ({uri})"));
        Choice::new(uri, label, asked.api.as_ref() == Some(uri))
    };
    let none = Choice::new("", "", asked.api.is_none());
    Ok(std::iter::once(none).chain(app.resources.iter().map(choice)).collect())
}

fn fill(shown: &mut TokenPreview, app: &Client, found: Preview) {
    let has_person = shown.person.is_some();
    let token = |place: Place, members: &Map<String, Value>| {
        let is_own =
            |name: &str| has_person && app.claim_rules.iter().any(|rule| rule.claim == name && place.takes(rule));
        PreviewToken::new(place_key(place), members, is_own, scope_of)
    };
    let of = |place: Place, value: Option<&Value>| Some(token(place, value?.as_object()?));
    let id_token = of(Place::IdToken, found.id_token.as_ref());
    let userinfo = found.userinfo.as_ref().map(|members| token(Place::Userinfo, members));
    let tokens = [
        id_token.map(|token| PreviewToken { encryption: found.id_token_encryption, ..token }),
        of(Place::AccessToken, Some(&found.access_token)),
        userinfo.map(|token| PreviewToken { encryption: found.userinfo_encryption, ..token }),
    ];
    shown.tokens = tokens.into_iter().flatten().collect();
    shown.is_allowed = found.is_allowed;
    let key = |place: &str| match place {
        "id_token" => "id-token",
        "access_token" => "access-token",
        _ => "userinfo",
    };
    shown.left_out = found.left_out.into_iter().map(|(place, claim)| LeftOut { place: key(place), claim }).collect();
}
