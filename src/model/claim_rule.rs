//! What an app's tokens say besides the standard: a claim's name, where its value comes from, where it goes.
//! Everybody who holds a signed token can read it, so no claim may look like a secret.

use super::secret_name::is_secret_name;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Claims that belong to the token itself, and to its logic: no rule may set them.
pub const PROTECTED: &[&str] = &[
    "iss",
    "sub",
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "nonce",
    "auth_time",
    "acr",
    "amr",
    "azp",
    "sid",
    "at_hash",
    "c_hash",
    "s_hash",
    "client_id",
    "scope",
    "cnf",
    "act",
    "may_act",
    "events",
    "_claim_names",
    "_claim_sources",
    "active",
    "token_type",
];

/// The standard claims of a person (OIDC Core §5.1) that a rule may take; groups have a source of their own.
pub const STANDARD: &[&str] = &[
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
    "email",
    "email_verified",
    "address",
    "phone_number",
    "phone_number_verified",
];

/// More rules than this make no token that fits into a header.
const MOST_RULES: usize = 50;
const LONGEST_NAME: usize = 200;
const LONGEST_CONSTANT: usize = 2000;

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimRule {
    /// The name in the token: registered, public (a URI) or private (RFC 7519 §4).
    pub claim: String,
    /// Where the value comes from; without one the claim is left out.
    pub source: ClaimSource,
    /// Where it goes.
    pub places: Places,
}

/// Where a claim's value comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimSource {
    /// A standard claim of the person (OIDC Core §5.1), by its name.
    Standard(String),
    /// An attribute of the person that the installation made up.
    Attribute(String),
    /// Names of the person's groups, as a list.
    Groups(GroupChoice),
    /// The same for everybody.
    Constant(Value),
}

/// Which of a person's groups are told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupChoice {
    /// All.
    All,
    /// Those whose names begin so; what they begin with is left out where `is_cut`.
    Prefix {
        /// The beginning.
        prefix: String,
        /// `app-editors` becomes `editors`.
        is_cut: bool,
    },
    /// Those among these.
    Chosen(Vec<String>),
}

/// Where a claim goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Places {
    /// Into ID tokens.
    #[serde(default)]
    pub id_token: bool,
    /// Into access tokens of people.
    #[serde(default)]
    pub access_token: bool,
    /// Into the answers of userinfo.
    #[serde(default)]
    pub userinfo: bool,
}

impl Places {
    /// The names of the places: `id_token`, `access_token`, `userinfo`.
    pub fn names(self) -> Vec<&'static str> {
        let all = [(self.id_token, "id_token"), (self.access_token, "access_token"), (self.userinfo, "userinfo")];
        all.into_iter().filter_map(|(is_there, name)| is_there.then_some(name)).collect()
    }

    /// The same with one more place; none where the name is none.
    pub fn with(self, name: &str) -> Option<Self> {
        match name {
            "id_token" => Some(Self { id_token: true, ..self }),
            "access_token" => Some(Self { access_token: true, ..self }),
            "userinfo" => Some(Self { userinfo: true, ..self }),
            _ => None,
        }
    }
}

/// Why a rule is refused; each text names the mend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant says itself in its message")]
pub enum ClaimRuleError {
    #[error("a claim needs a name of 1 to {LONGEST_NAME} printable ASCII characters without spaces, not `{0}`")]
    BadName(String),
    #[error("`{0}` belongs to the token itself and cannot be set: choose another name")]
    Protected(String),
    #[error(
        "`{0}` looks like a secret, and a signed token can be read by everyone who holds it: secrets do not belong \
         into claims"
    )]
    LooksLikeASecret(String),
    #[error("`{0}` has two rules: remove one")]
    Repeated(String),
    #[error("`{0}` goes nowhere: choose ID token, access token or userinfo")]
    NoPlace(String),
    #[error("`{claim}` takes `{source_name}`, which is no standard claim of a person")]
    UnknownStandard { claim: String, source_name: String },
    #[error("`{0}` needs a value of {1}, as OpenID Connect says")]
    WrongType(String, &'static str),
    #[error("the value of `{0}` is empty, null or longer than {LONGEST_CONSTANT} characters")]
    BadConstant(String),
    #[error("`{0}` chooses no group")]
    NoGroup(String),
    #[error("an app has at most {MOST_RULES} claims of its own")]
    TooMany,
}

/// Everything that is wrong with an app's rules.
pub fn problems_of_rules(rules: &[ClaimRule]) -> Vec<ClaimRuleError> {
    let mut problems: Vec<_> = (rules.len() > MOST_RULES).then_some(ClaimRuleError::TooMany).into_iter().collect();
    for (place, rule) in rules.iter().enumerate() {
        problems.extend(problems_of_rule(rule));
        if rules[..place].iter().any(|before| before.claim == rule.claim) {
            problems.push(ClaimRuleError::Repeated(rule.claim.clone()));
        }
    }
    problems
}

fn problems_of_rule(rule: &ClaimRule) -> Vec<ClaimRuleError> {
    let name = || rule.claim.clone();
    let mut problems = Vec::new();
    if rule.claim.is_empty() || rule.claim.len() > LONGEST_NAME || !rule.claim.bytes().all(|b| b.is_ascii_graphic()) {
        problems.push(ClaimRuleError::BadName(rule.claim.escape_debug().take(LONGEST_NAME).collect()));
    }
    if PROTECTED.contains(&rule.claim.as_str()) {
        problems.push(ClaimRuleError::Protected(name()));
    }
    if is_secret_name(&rule.claim) {
        problems.push(ClaimRuleError::LooksLikeASecret(name()));
    }
    if rule.places == Places::default() {
        problems.push(ClaimRuleError::NoPlace(name()));
    }
    problems.extend(problem_of_source(rule));
    problems
}

fn problem_of_source(rule: &ClaimRule) -> Option<ClaimRuleError> {
    let name = || rule.claim.clone();
    match &rule.source {
        ClaimSource::Standard(source) => (!STANDARD.contains(&source.as_str()))
            .then(|| ClaimRuleError::UnknownStandard { claim: name(), source_name: source.clone() }),
        ClaimSource::Attribute(source) if is_secret_name(source) => {
            Some(ClaimRuleError::LooksLikeASecret(source.clone()))
        }
        ClaimSource::Attribute(source) => source.is_empty().then(|| ClaimRuleError::BadConstant(name())),
        ClaimSource::Groups(GroupChoice::Chosen(groups)) => groups.is_empty().then(|| ClaimRuleError::NoGroup(name())),
        ClaimSource::Groups(GroupChoice::Prefix { prefix, .. }) => {
            prefix.is_empty().then(|| ClaimRuleError::NoGroup(name()))
        }
        ClaimSource::Groups(GroupChoice::All) => None,
        ClaimSource::Constant(value) => problem_of_constant(&rule.claim, value),
    }
}

fn problem_of_constant(claim: &str, value: &Value) -> Option<ClaimRuleError> {
    if is_nothing(value) || value.to_string().len() > LONGEST_CONSTANT {
        return Some(ClaimRuleError::BadConstant(claim.to_owned()));
    }
    if let Some(secret) = secret_member(value) {
        return Some(ClaimRuleError::LooksLikeASecret(secret.to_owned()));
    }
    type_wanted(claim).filter(|(_, is_fit)| !is_fit(value)).map(|(kind, _)| {
        let claim = claim.to_owned();
        ClaimRuleError::WrongType(claim, kind)
    })
}

fn secret_member(value: &Value) -> Option<&str> {
    match value {
        Value::Object(members) => members
            .iter()
            .find_map(|(name, value)| if is_secret_name(name) { Some(name.as_str()) } else { secret_member(value) }),
        Value::Array(items) => items.iter().find_map(secret_member),
        _ => None,
    }
}

type Fits = fn(&Value) -> bool;

/// The type that OIDC Core §5.1 gives a registered claim, in words, and its test.
fn type_wanted(claim: &str) -> Option<(&'static str, Fits)> {
    Some(match claim {
        "email_verified" | "phone_number_verified" => ("true or false", Value::is_boolean),
        "updated_at" => ("seconds as a number", Value::is_number),
        "address" => ("an object", Value::is_object),
        "groups" | "roles" | "entitlements" => ("a list", Value::is_array),
        "name" | "given_name" | "family_name" | "middle_name" | "nickname" | "preferred_username" | "profile"
        | "picture" | "website" | "email" | "gender" | "birthdate" | "zoneinfo" | "locale" | "phone_number" => {
            ("text", Value::is_string)
        }
        _ => return None,
    })
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// What is known of a person when claims are made.
#[derive(Clone, Copy, Debug)]
pub struct Known<'p> {
    /// Their standard claims, typed.
    pub standard: &'p Map<String, Value>,
    /// Their attributes, typed.
    pub attributes: &'p Map<String, Value>,
    /// Their groups.
    pub groups: &'p [String],
}

impl ClaimRule {
    /// A standard claim of a person under its own name, or their groups; it goes nowhere yet.
    pub fn standard(name: &str) -> Self {
        let source = match name {
            "groups" => ClaimSource::Groups(GroupChoice::All),
            _ => ClaimSource::Standard(name.to_owned()),
        };
        Self { claim: name.to_owned(), source, places: Places::default() }
    }

    /// What the rule tells of a person, each part as a text that a consent remembers: a claim's name and its source. A
    /// value that is the same for everybody tells nothing of anybody.
    pub fn tells(&self) -> Vec<String> {
        let from = |source: &str, name: &str| format!("{}={source}:{name}", self.claim);
        match &self.source {
            ClaimSource::Standard(name) => vec![from("standard", name)],
            ClaimSource::Attribute(name) => vec![from("attribute", name)],
            ClaimSource::Groups(GroupChoice::All) => vec![from("groups", "")],
            ClaimSource::Groups(GroupChoice::Prefix { prefix, .. }) => vec![from("groups-with", prefix)],
            ClaimSource::Groups(GroupChoice::Chosen(names)) => names.iter().map(|name| from("group", name)).collect(),
            ClaimSource::Constant(_) => Vec::new(),
        }
    }

    /// The value for a person; none where they have none, or one of another type than the claim must have.
    pub fn value(&self, known: Known<'_>) -> Option<Value> {
        let value = match &self.source {
            ClaimSource::Standard(name) => known.standard.get(name)?.clone(),
            ClaimSource::Attribute(name) => known.attributes.get(name)?.clone(),
            ClaimSource::Groups(choice) => choice.of(known.groups).into(),
            ClaimSource::Constant(value) => value.clone(),
        };
        let is_fit = type_wanted(&self.claim).is_none_or(|(_, is_fit)| is_fit(&value));
        (is_fit && !is_nothing(&value)).then_some(value)
    }
}

impl GroupChoice {
    fn of(&self, groups: &[String]) -> Vec<String> {
        match self {
            Self::All => groups.to_vec(),
            Self::Chosen(chosen) => groups.iter().filter(|group| chosen.contains(group)).cloned().collect(),
            Self::Prefix { prefix, is_cut } => {
                let of_prefix = groups.iter().filter_map(|group| Some((group, group.strip_prefix(prefix.as_str())?)));
                of_prefix
                    .map(|(group, rest)| if *is_cut && !rest.is_empty() { rest } else { group }.to_owned())
                    .collect()
            }
        }
    }
}

#[cfg(test)]
#[path = "claim_rule_tests.rs"]
mod tests;
