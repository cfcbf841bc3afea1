//! The form of an app's settings: how it is filled, and what it says when it comes back.

use super::new::lines;
use super::{
    settings_authz, settings_encryption, settings_logout, settings_proof, settings_requests, settings_subject,
};
use crate::config;
use crate::keys::SigningAlg;
use crate::model::client::{Client, GrantType};
use crate::model::client_options::ClientOptions;
use crate::model::ids::GroupId;
use crate::model::scope::Scope;
use crate::oidc::scope::OF_PEOPLE;
use crate::store;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::AdminForm;
use crate::web::pages::HiddenField;
use crate::web::pages::admin::{Choice, Fields, Lifetime};
use std::sync::Arc;

/// How many of each stand in the form as boxes to tick; of more, the rest is typed. Together they stay far below what a
/// form may send.
const MOST_GROUPS: i64 = 30;
const MOST_APIS: usize = 10;
const MOST_API_SCOPES: usize = 20;

/// Units of lifetimes, in seconds.
const UNITS: [(&str, i64); 4] = [("seconds", 1), ("minutes", 60), ("hours", 3600), ("days", 86_400)];

/// The fields that have one value.
const SINGLE: [&str; 45] = [
    "name",
    "url",
    "redirect_uris",
    "post_logout_redirect_uris",
    "more_scopes",
    "more_resources",
    "audiences",
    "open_to",
    "more_groups",
    "pkce",
    "consent",
    "access_time",
    "access_unit",
    "refresh_time",
    "refresh_unit",
    "id_token_alg",
    "access_token_alg",
    "color",
    settings_encryption::FIELDS[0],
    settings_encryption::FIELDS[1],
    settings_encryption::FIELDS[2],
    settings_encryption::FIELDS[3],
    settings_authz::FIELDS[0],
    settings_authz::FIELDS[1],
    settings_authz::FIELDS[2],
    settings_logout::FIELDS[0],
    settings_logout::FIELDS[1],
    settings_logout::FIELDS[2],
    settings_logout::FIELDS[3],
    settings_logout::FIELDS[4],
    settings_subject::FIELDS[0],
    settings_subject::FIELDS[1],
    settings_subject::FIELDS[2],
    settings_subject::FIELDS[3],
    settings_proof::FIELDS[0],
    settings_proof::FIELDS[1],
    settings_proof::FIELDS[2],
    settings_proof::FIELDS[3],
    settings_subject::FIELDS[4],
    settings_subject::FIELDS[5],
    settings_requests::FIELDS[0],
    settings_requests::FIELDS[1],
    settings_requests::FIELDS[2],
    settings_requests::FIELDS[3],
    settings_requests::FIELDS[4],
];

/// The fields that are lists of boxes.
const REPEATED: [&str; 4] = ["grant", "scope", "resource", "group"];

/// What there is to choose from, besides what the app has.
pub(super) struct Offered {
    /// Groups by id and name.
    groups: Vec<(GroupId, String)>,
    pub(super) has_more_groups: bool,
    /// Audience and name.
    apis: Vec<(String, String)>,
    /// Scope, the API's name, and what it means.
    api_scopes: Vec<(String, String, String)>,
}

impl Offered {
    /// What an admin can choose from for an app.
    pub(super) async fn load(admin: &Admin<'_>, app: &Client) -> store::Result<Self> {
        let mut read = admin.provider.store.read().await?;
        // One more than are offered tells whether there are others.
        let mut groups: Vec<_> =
            read.db().first_groups(MOST_GROUPS + 1).await?.into_iter().map(|group| (group.id, group.name)).collect();
        let has_more_groups = i64::try_from(groups.len()).is_ok_and(|found| found > MOST_GROUPS);
        groups.truncate(usize::try_from(MOST_GROUPS).unwrap_or(usize::MAX));
        for id in app.allowed_groups.iter().flatten() {
            if !groups.iter().any(|(known, _)| known == id) {
                let found = read.db().find_group_by_id(id).await?;
                groups.push((id.clone(), found.map_or_else(|| id.to_string(), |group| group.name)));
            }
        }
        let apis = read.db().list_apis().await?;
        let is_own = |audience: &String| app.resources.contains(audience);
        let scopes = apis.iter().filter(|api| is_own(&api.audience)).flat_map(|api| {
            api.scopes.iter().map(|scope| (scope.name.clone(), api.name.clone(), scope.description.clone()))
        });
        let api_scopes = scopes.take(MOST_API_SCOPES).collect();
        let mut apis: Vec<_> = apis.into_iter().map(|api| (api.audience, api.name)).collect();
        // Its own ones first, or those beyond the last box would be lost.
        apis.sort_by_key(|(audience, _)| !is_own(audience));
        apis.truncate(MOST_APIS);
        Ok(Self { groups, has_more_groups, apis, api_scopes })
    }

    pub(super) fn groups(&self, app: &Client) -> Vec<Choice> {
        let is_chosen = |id: &GroupId| app.allowed_groups.as_ref().is_some_and(|allowed| allowed.contains(id));
        self.groups.iter().map(|(id, name)| Choice::new(id.as_str(), name, is_chosen(id))).collect()
    }

    pub(super) fn apis(&self, app: &Client) -> Vec<Choice> {
        let choice = |(audience, name): &(String, String)| Choice {
            hint: audience.clone(),
            ..Choice::new(audience, name, app.resources.contains(audience))
        };
        self.apis.iter().map(choice).collect()
    }

    pub(super) fn api_scopes(&self, app: &Client) -> Vec<Choice> {
        let choice = |(scope, api, meaning): &(String, String, String)| Choice {
            hint: meaning.clone(),
            ..Choice::new(scope, api, app.scopes.contains(scope))
        };
        self.api_scopes.iter().map(choice).collect()
    }

    fn has_api(&self, audience: &str) -> bool {
        self.apis.iter().any(|(known, _)| known == audience)
    }

    fn has_scope(&self, name: &str) -> bool {
        OF_PEOPLE.contains(&name) || self.api_scopes.iter().any(|(known, ..)| known == name)
    }
}

/// The fields of an app as it is stored.
pub(super) fn filled(app: &Client, offered: &Offered) -> Fields {
    let more_scopes: Vec<_> = app.scopes.iter().filter(|name| !offered.has_scope(name)).collect();
    let more_resources: Vec<_> = app.resources.iter().filter(|uri| !offered.has_api(uri)).map(String::as_str).collect();
    let fields = settings_requests::filled(app, settings_logout::filled(app, Fields::default()));
    fields
        .with("name", &*app.name)
        .with("url", app.url.as_deref().unwrap_or_default())
        .with("redirect_uris", app.redirect_uris.join("\n"))
        .with("post_logout_redirect_uris", app.post_logout_redirect_uris.join("\n"))
        .with("more_scopes", more_scopes.join(" "))
        .with("more_resources", more_resources.join("\n"))
        .with("audiences", app.audiences.join("\n"))
        .with("access_time", time_of(app.access_seconds))
        .with("refresh_time", time_of(app.refresh_seconds))
        .with("color", app.color.as_deref().unwrap_or_default())
        .with("encryption_keys", settings_encryption::keys_as_text(app))
        .with("default_max_age", settings_authz::max_age_as_text(app))
        .with("default_acr_values", settings_authz::acr_as_text(app))
}

/// The fields as they were sent.
pub(super) fn typed(form: &AdminForm) -> Fields {
    SINGLE.into_iter().fold(Fields::default(), |fields, name| fields.with(name, form.text(name)))
}

/// Everything that was sent, to be sent again.
pub(super) fn hidden(form: &AdminForm) -> Vec<HiddenField> {
    let single = SINGLE.into_iter().filter(|name| form.has(name)).map(|name| HiddenField::new(name, form.text(name)));
    let repeated = REPEATED.into_iter().flat_map(|name| form.all(name).map(move |value| HiddenField::new(name, value)));
    single.chain(repeated).collect()
}

/// The app as the form wants it; what cannot be read is told in `fields`.
pub(super) async fn read(
    admin: &Admin<'_>,
    form: &AdminForm,
    before: &Client,
    fields: &mut Fields,
) -> store::Result<Client> {
    let some = |text: String| (!text.is_empty()).then_some(text);
    let has_grant = |grant: &GrantType| form.all("grant").any(|name| name == grant.as_str());
    let resources = form.all("resource").map(str::to_owned).chain(lines(&form.text("more_resources")));
    let options = ClientOptions {
        post_logout_redirect_uris: lines(&form.text("post_logout_redirect_uris")),
        resources: in_order(resources.collect(), &before.resources),
        audiences: if before.is_public { before.audiences.clone() } else { lines(&form.text("audiences")) },
        access_seconds: seconds(form, "access_time", "access_unit", fields),
        refresh_seconds: seconds(form, "refresh_time", "refresh_unit", fields),
        allowed_groups: groups(admin, form, before, fields).await?,
        id_token_alg: algorithm(form.get("id_token_alg"), before.id_token_alg.as_deref()),
        access_token_alg: algorithm(form.get("access_token_alg"), before.access_token_alg.as_deref()),
        color: some(form.text("color").to_lowercase()),
        ..(*before.options).clone()
    };
    let app = Client {
        name: form.text("name"),
        url: some(form.text("url")),
        redirect_uris: lines(&form.text("redirect_uris")),
        grant_types: GrantType::ALL.into_iter().filter(has_grant).collect(),
        scopes: scopes(form, before),
        requires_pkce: before.is_public || form.has("pkce"),
        requires_consent: form.has("consent"),
        options: Arc::new(options),
        ..before.clone()
    };
    let app = settings_proof::read(form, settings_logout::read(form, app), fields);
    let app = settings_encryption::read(form, settings_requests::read(form, app), fields);
    Ok(settings_subject::read(form, settings_authz::read(form, app, fields)))
}

/// In the order of before, so that a form that changes nothing changes nothing.
fn scopes(form: &AdminForm, before: &Client) -> Scope {
    let more = form.text("more_scopes");
    let wanted: Vec<String> = form
        .all("scope")
        .chain(more.split_whitespace())
        .map(str::to_owned)
        .collect::<Scope>()
        .iter()
        .map(str::to_owned)
        .collect();
    let own: Vec<String> = before.scopes.iter().map(str::to_owned).collect();
    in_order(wanted, &own).into_iter().collect()
}

/// Those that stood there before, in their order, and the new ones behind them; each once.
fn in_order(wanted: Vec<String>, before: &[String]) -> Vec<String> {
    let mut ordered: Vec<String> = before.iter().filter(|own| wanted.contains(own)).cloned().collect();
    for one in wanted {
        if !ordered.contains(&one) {
            ordered.push(one);
        }
    }
    ordered
}

async fn groups(
    admin: &Admin<'_>,
    form: &AdminForm,
    before: &Client,
    fields: &mut Fields,
) -> store::Result<Option<Vec<GroupId>>> {
    if form.get("open_to") != Some("groups") {
        return Ok(None);
    }
    let mut wanted: Vec<String> = form.all("group").map(str::to_owned).collect();
    let mut read = admin.provider.store.read().await?;
    for name in lines(&form.text("more_groups")) {
        match read.db().find_group(&name).await? {
            Some(group) => wanted.push(group.id.to_string()),
            None => fields.refuse_because("more_groups", "app-problem-group", 0, &name),
        }
    }
    if wanted.is_empty() && fields.are_sound() {
        fields.refuse("group", "app-problem-no-group");
    }
    let own: Vec<_> = before.allowed_groups.iter().flatten().map(GroupId::to_string).collect();
    Ok(Some(in_order(wanted, &own).into_iter().map(GroupId::from).collect()))
}

/// The number and the unit of a lifetime; none where it is left as configured.
fn seconds(form: &AdminForm, time: &str, unit: &str, fields: &mut Fields) -> Option<i64> {
    let text = form.text(time);
    if text.is_empty() {
        return None;
    }
    let unit = form.get(unit).and_then(|name| UNITS.iter().find(|(known, _)| *known == name)).map_or(60, |unit| unit.1);
    match text.parse::<i64>() {
        Ok(number) if number > 0 => Some(number.saturating_mul(unit)),
        _ => {
            fields.refuse(time, "app-problem-number");
            None
        }
    }
}

/// The largest unit that tells a lifetime in a whole number.
fn unit_of(seconds: Option<i64>) -> (&'static str, i64) {
    let Some(seconds) = seconds else { return UNITS[1] };
    UNITS.into_iter().rev().find(|(_, unit)| seconds % unit == 0).unwrap_or(UNITS[0])
}

fn time_of(seconds: Option<i64>) -> String {
    seconds.map(|seconds| (seconds / unit_of(Some(seconds)).1).to_string()).unwrap_or_default()
}

/// A lifetime with its units; the one that the form sent is chosen, else the one that fits.
pub(super) fn lifetime(
    name: &'static str,
    configured: i64,
    seconds: Option<i64>,
    form: Option<&AdminForm>,
) -> Lifetime {
    let (setting, field) = if name == "access" {
        ("tokens.access_seconds", "access_unit")
    } else {
        ("tokens.refresh_seconds", "refresh_unit")
    };
    let (min, max) = config::bounds(setting);
    let sent = form.and_then(|form| form.get(field)).unwrap_or_else(|| unit_of(seconds).0);
    let units = UNITS.iter().map(|(unit, _)| Choice::new(*unit, "", *unit == sent)).collect();
    Lifetime { name, configured, min, max, units }
}

pub(super) fn grants(app: &Client) -> Vec<Choice> {
    // A public app has no secret that would prove who takes tokens for itself, or for a password.
    let needs_secret = |grant: &GrantType| matches!(grant, GrantType::ClientCredentials | GrantType::Password);
    let offered = GrantType::ALL.into_iter().filter(|grant| !app.is_public || !needs_secret(grant));
    offered.map(|grant| Choice::new(grant.as_str(), "", app.allows(grant))).collect()
}

pub(super) fn scopes_of_people(app: &Client) -> Vec<Choice> {
    OF_PEOPLE.iter().map(|name| Choice::new(*name, "", app.scopes.contains(name))).collect()
}

/// The algorithm that a form names, or the one from before where it names none. RS256 is said by saying nothing.
fn algorithm(named: Option<&str>, before: Option<&str>) -> Option<String> {
    named.or(before).filter(|alg| *alg != SigningAlg::DEFAULT.name()).map(str::to_owned)
}

/// What an app may choose for its ID tokens, and what it has.
pub(super) fn id_token_algs(app: &Client, offered: &[SigningAlg]) -> Vec<Choice> {
    let is_fit = |alg: &&SigningAlg| !app.is_public || **alg != SigningAlg::Secret;
    choices(offered.iter().filter(is_fit), app.id_token_alg.as_deref())
}

/// The same for its access tokens, which APIs verify without its secret.
pub(super) fn access_token_algs(app: &Client, offered: &[SigningAlg]) -> Vec<Choice> {
    choices(offered.iter().filter(|alg| **alg != SigningAlg::Secret), app.access_token_alg.as_deref())
}

fn choices<'a>(offered: impl Iterator<Item = &'a SigningAlg>, chosen: Option<&str>) -> Vec<Choice> {
    let chosen = chosen.unwrap_or(SigningAlg::DEFAULT.name());
    let mut names: Vec<_> = offered.map(|alg| alg.name()).collect();
    if !names.contains(&chosen) {
        names.push(chosen);
    }
    names.into_iter().map(|name| Choice::new(name, name, name == chosen)).collect()
}

#[cfg(test)]
mod tests {
    use super::{in_order, time_of, unit_of};

    #[test]
    fn a_lifetime_is_told_in_the_largest_whole_unit() {
        let told = |seconds| (time_of(Some(seconds)), unit_of(Some(seconds)).0);
        assert_eq!(told(300), ("5".to_owned(), "minutes"));
        assert_eq!(told(86_400), ("1".to_owned(), "days"));
        assert_eq!(told(5400), ("90".to_owned(), "minutes"));
        assert_eq!(told(61), ("61".to_owned(), "seconds"));
        assert_eq!((time_of(None), unit_of(None).0), (String::new(), "minutes"));
    }

    #[test]
    fn a_form_that_changes_nothing_keeps_the_order() {
        let texts = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
        assert_eq!(in_order(texts(&["a", "b", "c", "b"]), &texts(&["c", "x", "a"])), texts(&["c", "a", "b"]));
    }
}
