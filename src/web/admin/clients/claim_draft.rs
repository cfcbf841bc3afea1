//! A claim rule as it stands in a form: read from a rule or from what was typed, checked, and made a rule again.

use crate::model::claim_rule::{ClaimRule, ClaimRuleError, ClaimSource, GroupChoice, Places, STANDARD};
use crate::model::client_rules::ClientError;
use crate::web::guards::admin_form::AdminForm;
use crate::web::pages::HiddenField;
use crate::web::pages::admin::{Fields, PlaceTicks};
use serde_json::Value;

/// What the form holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Draft {
    pub claim: String,
    pub source: &'static str,
    pub standard: String,
    pub attribute: String,
    pub group_choice: &'static str,
    pub prefix: String,
    pub is_cut: bool,
    pub chosen: String,
    pub constant: String,
    pub places: PlaceTicks,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            claim: String::new(),
            source: "attribute",
            standard: "email".to_owned(),
            attribute: String::new(),
            group_choice: "all",
            prefix: String::new(),
            is_cut: true,
            chosen: String::new(),
            constant: String::new(),
            places: PlaceTicks { id_token: true, access_token: true, userinfo: true },
        }
    }
}

impl Draft {
    /// A rule to be changed.
    pub fn of(rule: &ClaimRule) -> Self {
        let Places { id_token, access_token, userinfo } = rule.places;
        let places = PlaceTicks { id_token, access_token, userinfo };
        let draft = Self { claim: rule.claim.clone(), places, ..Self::default() };
        let groups = |group_choice| Self { source: "groups", group_choice, ..draft.clone() };
        match &rule.source {
            ClaimSource::Standard(name) => Self { source: "standard", standard: name.clone(), ..draft },
            ClaimSource::Attribute(name) => Self { source: "attribute", attribute: name.clone(), ..draft },
            ClaimSource::Groups(GroupChoice::All) => groups("all"),
            ClaimSource::Groups(GroupChoice::Prefix { prefix, is_cut }) => {
                Self { prefix: prefix.clone(), is_cut: *is_cut, ..groups("prefix") }
            }
            ClaimSource::Groups(GroupChoice::Chosen(names)) => Self { chosen: names.join("\n"), ..groups("chosen") },
            ClaimSource::Constant(value) => Self { source: "constant", constant: typed(value), ..draft },
        }
    }

    /// What was typed.
    pub fn read(form: &AdminForm) -> Self {
        let one_of = |name: &str, all: &[&'static str]| {
            let asked = form.get(name).unwrap_or_default();
            all.iter().copied().find(|value| *value == asked)
        };
        Self {
            claim: form.text("claim"),
            source: one_of("source", &["standard", "attribute", "groups", "constant"]).unwrap_or("attribute"),
            standard: form.text("standard"),
            attribute: form.text("attribute"),
            group_choice: one_of("group_choice", &["all", "prefix", "chosen"]).unwrap_or("all"),
            prefix: form.text("prefix"),
            is_cut: form.has("is_cut"),
            chosen: form.text("chosen"),
            constant: form.text("constant"),
            places: PlaceTicks {
                id_token: form.has("id_token"),
                access_token: form.has("access_token"),
                userinfo: form.has("userinfo"),
            },
        }
    }

    /// The rule that it makes.
    pub fn rule(&self) -> ClaimRule {
        let source = match (self.source, self.group_choice) {
            ("standard", _) => ClaimSource::Standard(self.standard.clone()),
            ("constant", _) => ClaimSource::Constant(meant(&self.constant)),
            ("groups", "prefix") => {
                ClaimSource::Groups(GroupChoice::Prefix { prefix: self.prefix.clone(), is_cut: self.is_cut })
            }
            ("groups", "chosen") => ClaimSource::Groups(GroupChoice::Chosen(lines(&self.chosen))),
            ("groups", _) => ClaimSource::Groups(GroupChoice::All),
            _ => ClaimSource::Attribute(self.attribute.clone()),
        };
        let PlaceTicks { id_token, access_token, userinfo } = self.places;
        ClaimRule { claim: self.claim.clone(), source, places: Places { id_token, access_token, userinfo } }
    }

    /// The fields of the form, with nothing wrong.
    pub fn fields(&self) -> Fields {
        Fields::default()
            .with("claim", &*self.claim)
            .with("prefix", &*self.prefix)
            .with("chosen", &*self.chosen)
            .with("constant", &*self.constant)
    }

    /// The same as hidden fields, to be sent again.
    pub fn hidden(&self) -> Vec<HiddenField> {
        let mut fields = vec![
            HiddenField::new("claim", &*self.claim),
            HiddenField::new("source", self.source),
            HiddenField::new("standard", &*self.standard),
            HiddenField::new("attribute", &*self.attribute),
            HiddenField::new("group_choice", self.group_choice),
            HiddenField::new("prefix", &*self.prefix),
            HiddenField::new("chosen", &*self.chosen),
            HiddenField::new("constant", &*self.constant),
        ];
        let ticks = [
            ("is_cut", self.is_cut),
            ("id_token", self.places.id_token),
            ("access_token", self.places.access_token),
            ("userinfo", self.places.userinfo),
        ];
        fields.extend(ticks.iter().filter(|(_, is_set)| *is_set).map(|(name, _)| HiddenField::new(*name, "yes")));
        fields
    }

    /// Puts what is wrong beside the fields.
    pub fn refuse(&self, fields: &mut Fields, problems: &[ClientError]) {
        for problem in problems {
            let (field, key, name) = match problem {
                ClientError::BadClaim(problem) => self.place_of(problem),
                other => ("claim", "claim-other", other.to_string()),
            };
            fields.refuse_because(field, key, 50, &name);
        }
    }

    fn place_of(&self, problem: &ClaimRuleError) -> (&'static str, &'static str, String) {
        use ClaimRuleError as E;
        let source = match (self.source, self.group_choice) {
            ("groups", "prefix") => "prefix",
            ("groups", _) => "chosen",
            (source, _) => source,
        };
        let (field, key, name) = match problem {
            E::BadName(name) => ("claim", "claim-bad-name", name),
            E::Protected(name) => ("claim", "claim-protected", name),
            E::LooksLikeASecret(name) if *name == self.claim => ("claim", "claim-secret", name),
            E::LooksLikeASecret(name) => (source, "claim-secret", name),
            E::Repeated(name) => ("claim", "claim-repeated", name),
            E::NoPlace(name) => ("id_token", "claim-no-place", name),
            E::UnknownStandard { source_name, .. } => ("standard", "claim-unknown-standard", source_name),
            E::WrongType(name, kind) => (source, wrong_type(kind), name),
            E::BadConstant(name) if self.source == "attribute" => ("attribute", "claim-no-attribute", name),
            E::BadConstant(name) => ("constant", "claim-bad-constant", name),
            E::NoGroup(name) if source == "prefix" => ("prefix", "claim-no-prefix", name),
            E::NoGroup(name) => ("chosen", "claim-no-group", name),
            E::TooMany => return ("claim", "claim-too-many", String::new()),
        };
        (field, key, name.clone())
    }
}

/// The message for the type that a registered claim must have, which its error names in words.
fn wrong_type(kind: &str) -> &'static str {
    match kind {
        "true or false" => "claim-wrong-type-boolean",
        "seconds as a number" => "claim-wrong-type-number",
        "an object" => "claim-wrong-type-object",
        "a list" => "claim-wrong-type-list",
        _ => "claim-wrong-type-text",
    }
}

/// The standard claims to choose from.
pub(super) const fn standards() -> &'static [&'static str] {
    STANDARD
}

/// Where a rule's value comes from, in the words of the protocol.
pub(super) fn source_of(rule: &ClaimRule) -> String {
    match &rule.source {
        ClaimSource::Standard(name) | ClaimSource::Attribute(name) => name.clone(),
        ClaimSource::Groups(GroupChoice::All) => "groups".to_owned(),
        ClaimSource::Groups(GroupChoice::Prefix { prefix, is_cut: false }) => format!("groups: {prefix}*"),
        ClaimSource::Groups(GroupChoice::Prefix { prefix, is_cut: true }) => format!("groups: {prefix}* → *"),
        ClaimSource::Groups(GroupChoice::Chosen(names)) => format!("groups: {}", names.join(", ")),
        ClaimSource::Constant(value) => value.to_string(),
    }
}

/// What a typed constant means: JSON where it is some, else the text itself.
fn meant(text: &str) -> Value {
    if text.is_empty() {
        return Value::Null;
    }
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}

/// A constant as it is typed, so that it means the same again.
fn typed(value: &Value) -> String {
    match value {
        Value::String(text) if meant(text) == *value => text.clone(),
        other => other.to_string(),
    }
}

fn lines(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in text.lines().map(str::trim).filter(|name| !name.is_empty()) {
        if !names.iter().any(|own| own == name) {
            names.push(name.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_rule_that_is_opened_and_saved_stays_the_same() {
        let places = Places { id_token: true, access_token: false, userinfo: true };
        let sources = [
            ClaimSource::Standard("email".into()),
            ClaimSource::Attribute("department".into()),
            ClaimSource::Groups(GroupChoice::All),
            ClaimSource::Groups(GroupChoice::Prefix { prefix: "wiki-".into(), is_cut: false }),
            ClaimSource::Groups(GroupChoice::Chosen(vec!["Editors".into(), "R & D".into()])),
            ClaimSource::Constant(json!("gold")),
            ClaimSource::Constant(json!("true")),
            ClaimSource::Constant(json!(true)),
            ClaimSource::Constant(json!("\"quoted\"")),
            ClaimSource::Constant(json!({"a": ["b", 1]})),
        ];
        for source in sources {
            let rule = ClaimRule { claim: "x".into(), source, places };
            assert_eq!(Draft::of(&rule).rule(), rule);
        }
    }

    #[test]
    fn each_type_of_a_registered_claim_has_a_message_of_its_own() {
        let constants =
            [("email_verified", "boolean"), ("updated_at", "number"), ("address", "object"), ("groups", "list")];
        for (claim, key) in constants.into_iter().chain([("email", "text")]) {
            let (claim, constant) = (claim.to_owned(), r#"[{"a":1}]"#.to_owned());
            let constant = if key == "list" { "{\"a\":1}".to_owned() } else { constant };
            let draft = Draft { claim, source: "constant", constant, ..Draft::default() };
            let problems = crate::model::claim_rule::problems_of_rules(&[draft.rule()]);
            let told = draft.place_of(&problems[0]);
            assert_eq!((told.0, told.1), ("constant", &*format!("claim-wrong-type-{key}")));
        }
    }
}
