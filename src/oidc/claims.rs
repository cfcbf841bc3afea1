//! Claims about people (OIDC Core §5.1 and §5.4): which scope shows what, each with its type, absent rather than null.

use super::asked_claims;
use crate::model::claim_rule::{ClaimRule, ClaimSource, Known};
use crate::model::claims_request::{ClaimsRequest, Wishes};
use crate::model::client::Client;
use crate::model::ids::UserId;
use crate::model::scope::Scope;
use crate::model::user::User;
use crate::store::{self, Consent, Db};
use serde_json::{Map, Value};

/// What an app's own claims may take of a token: it travels in headers, which servers limit to 8 KiB.
const MOST_TOKEN_BYTES: usize = 4096;
/// What they may take of an answer of userinfo.
const MOST_USERINFO_BYTES: usize = 65_536;

/// The claims behind each scope.
const BY_SCOPE: [(&str, &[&str]); 5] = [
    (
        "profile",
        &[
            "name",
            "given_name",
            "family_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "website",
            "gender",
            "birthdate",
            "zoneinfo",
            "locale",
            "updated_at",
        ],
    ),
    ("email", &["email", "email_verified"]),
    ("address", &["address"]),
    ("phone", &["phone_number", "phone_number_verified"]),
    ("groups", &["groups"]),
];

/// Every claim that a scope can show, for discovery.
pub fn supported() -> impl Iterator<Item = &'static str> {
    BY_SCOPE.iter().flat_map(|(_, claims)| claims.iter().copied())
}

/// The scope that shows a claim.
pub fn scope_of(claim: &str) -> Option<&'static str> {
    BY_SCOPE.iter().find(|(_, claims)| claims.contains(&claim)).map(|(scope, _)| *scope)
}

/// Whether the scope shows already what a rule takes: the claim may have another name, the person gives nothing more.
fn is_shown_by(scope: &Scope, source: &ClaimSource) -> bool {
    match source {
        ClaimSource::Standard(name) => scope_of(name).is_some_and(|shown_by| scope.contains(shown_by)),
        ClaimSource::Groups(_) => scope.contains("groups"),
        ClaimSource::Attribute(_) => false,
        ClaimSource::Constant(_) => true,
    }
}

/// The rules of an app that tell more of a person than the scope does.
pub fn beyond_scope<'r>(rules: &'r [ClaimRule], scope: &Scope) -> impl Iterator<Item = &'r ClaimRule> {
    rules.iter().filter(move |rule| !is_shown_by(scope, &rule.source))
}

/// Whether a person who agreed to this agreed to what a rule tells.
pub fn is_agreed(rule: &ClaimRule, given: &Consent) -> bool {
    is_shown_by(&given.scope, &rule.source) || rule.tells().iter().all(|told| given.claims.contains(told))
}

/// What an app that was granted `scope` may know of a person; `sub` is not among it.
pub fn of_user(user: &User, groups: &[String], scope: &Scope) -> Map<String, Value> {
    let all = everything(user, groups);
    let shown = BY_SCOPE.iter().filter(|(name, _)| scope.contains(name)).flat_map(|(_, claims)| claims.iter());
    shown.filter_map(|claim| all.get(*claim).map(|value| ((*claim).to_owned(), value.clone()))).collect()
}

/// Where an app's own claims go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// ID tokens.
    IdToken,
    /// Access tokens of people.
    AccessToken,
    /// Answers of userinfo.
    Userinfo,
}

impl Place {
    /// As rules name it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IdToken => "id_token",
            Self::AccessToken => "access_token",
            Self::Userinfo => "userinfo",
        }
    }

    /// Whether a rule's claim goes there.
    pub const fn takes(self, rule: &ClaimRule) -> bool {
        match self {
            Self::IdToken => rule.places.id_token,
            Self::AccessToken => rule.places.access_token,
            Self::Userinfo => rule.places.userinfo,
        }
    }

    /// What is asked for there.
    const fn wishes(self, asked: &ClaimsRequest) -> Option<&Wishes> {
        match self {
            Self::IdToken => Some(&asked.id_token),
            Self::AccessToken => None,
            Self::Userinfo => Some(&asked.userinfo),
        }
    }

    const fn most_bytes(self) -> usize {
        match self {
            Self::IdToken | Self::AccessToken => MOST_TOKEN_BYTES,
            Self::Userinfo => MOST_USERINFO_BYTES,
        }
    }
}

/// A person with all that claims are made of.
#[derive(Clone, Debug)]
pub struct Person {
    /// Who they are.
    pub user: User,
    /// Names of the groups that claims may name.
    pub groups: Vec<String>,
    /// What they agreed that the app may learn, where the app asks; of its own claims it learns nothing else.
    pub agreed: Option<Consent>,
    /// What the app asked for claim by claim, and may have.
    pub asked: ClaimsRequest,
}

/// An app's own claims for a person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mapped {
    /// The claims, in the order of the rules.
    pub claims: Map<String, Value>,
    /// Names of claims that had no room.
    pub left_out: Vec<String>,
}

impl Person {
    /// The person of an id, with nothing held back.
    pub async fn find(db: &mut Db<'_>, id: &UserId) -> store::Result<Option<Self>> {
        let Some(user) = db.find_user(id).await? else { return Ok(None) };
        let groups = db.claimed_groups_of(id).await?;
        Ok(Some(Self { user, groups, agreed: None, asked: ClaimsRequest::default() }))
    }

    /// The person of an id as an app may know them that asked for some claims: a rule that was added after they agreed
    /// tells nothing until they are asked again.
    pub async fn find_for(
        db: &mut Db<'_>,
        client: &Client,
        id: &UserId,
        asked: &ClaimsRequest,
    ) -> store::Result<Option<Self>> {
        let Some(person) = Self::find(db, id).await? else { return Ok(None) };
        let person = Self { asked: asked_claims::open_to(client, asked.clone()), ..person };
        if !client.requires_consent || client.claim_rules.is_empty() && person.asked.is_empty() {
            return Ok(Some(person));
        }
        let nothing = Consent { scope: Scope::default(), resources: Vec::new(), claims: Vec::new() };
        let agreed = Some(db.find_consent(id, &client.id).await?.unwrap_or(nothing));
        Ok(Some(Self { agreed, ..person }))
    }

    /// Whether the app may learn what a rule tells.
    pub fn may_be_told(&self, rule: &ClaimRule) -> bool {
        self.agreed.as_ref().is_none_or(|given| is_agreed(rule, given))
    }

    /// What a rule says of them; none where there is nothing to say.
    pub fn told_by(&self, rule: &ClaimRule) -> Option<Value> {
        let standard = everything(&self.user, &[]);
        rule.value(Known { standard: &standard, attributes: &self.user.attributes, groups: &self.groups })
    }

    /// What the rules make of them for a place. A claim that has no room is left out whole, since a shortened list of
    /// groups would be a wrong one.
    pub fn mapped(&self, rules: &[ClaimRule], place: Place) -> Mapped {
        let mut mapped = Mapped::default();
        let wishes = place.wishes(&self.asked);
        let asked = wishes.map(|_| asked_claims::standard_rules(rules, &self.asked)).unwrap_or_default();
        let wish_for = |rule: &ClaimRule| wishes.and_then(|wishes| wishes.get(&rule.claim));
        let is_told = |rule: &&ClaimRule| place.takes(rule) || wish_for(rule).is_some();
        let mut told = rules.iter().chain(&asked).filter(is_told).peekable();
        if told.peek().is_none() {
            return mapped;
        }
        let standard = everything(&self.user, &[]);
        let known = Known { standard: &standard, attributes: &self.user.attributes, groups: &self.groups };
        let mut room = place.most_bytes();
        for rule in told.filter(|rule| self.may_be_told(rule)) {
            let Some(value) = rule.value(known) else { continue };
            if !place.takes(rule) && !wish_for(rule).is_some_and(|wish| wish.is_met_by(&value)) {
                continue;
            }
            let size = rule.claim.len() + value.to_string().len() + 4;
            if size > room {
                mapped.left_out.push(rule.claim.clone());
                continue;
            }
            room -= size;
            mapped.claims.insert(rule.claim.clone(), value);
        }
        mapped
    }
}

fn everything(user: &User, groups: &[String]) -> Map<String, Value> {
    let mut all = user.claims.clone();
    let mut set = |name: &str, value: Value| all.insert(name.to_owned(), value);
    if let Some(name) = &user.name {
        set("name", name.clone().into());
    }
    set("preferred_username", user.username.clone().into());
    set("updated_at", user.updated_at.into());
    if let Some(email) = &user.email {
        set("email", email.clone().into());
        set("email_verified", user.email_verified.into());
    }
    if !groups.is_empty() {
        set("groups", groups.into());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::claim_rule::{ClaimSource, GroupChoice, Places, STANDARD};
    use crate::store::testing;
    use serde_json::json;

    #[test]
    fn rules_may_take_every_standard_claim_that_a_scope_shows() {
        let mut of_scopes: Vec<_> = supported().filter(|name| *name != "groups").collect();
        let mut of_rules = STANDARD.to_vec();
        of_scopes.sort_unstable();
        of_rules.sort_unstable();
        assert_eq!(of_rules, of_scopes);
    }

    #[test]
    fn a_claim_without_room_is_left_out_whole_and_said() {
        let groups = (0..400).map(|i| format!("a-rather-long-group-name-{i}")).collect();
        let person = Person { user: testing::person("alice"), groups, agreed: None, asked: ClaimsRequest::default() };
        let places = Places { id_token: true, userinfo: true, ..Places::default() };
        let rule = |claim: &str, source| ClaimRule { claim: claim.to_owned(), source, places };
        let rules = [
            rule("all", ClaimSource::Groups(GroupChoice::All)),
            rule("some", ClaimSource::Groups(GroupChoice::Chosen(vec!["a-rather-long-group-name-7".to_owned()]))),
        ];
        let mapped = person.mapped(&rules, Place::IdToken);
        assert_eq!(mapped.left_out, ["all"]);
        assert_eq!(Value::from(mapped.claims), json!({"some": ["a-rather-long-group-name-7"]}));
        assert_eq!(person.mapped(&rules, Place::Userinfo).left_out, Vec::<String>::new());
        assert_eq!(person.mapped(&rules, Place::AccessToken), Mapped::default());
    }
}
