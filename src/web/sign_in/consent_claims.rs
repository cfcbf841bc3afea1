//! What an app's own claims tell of a person besides its scopes: a row for each on the consent page and among the
//! connected apps.

use super::consent::words;
use crate::model::attribute::AttributeDefinition;
use crate::model::claim_rule::{ClaimRule, ClaimSource, GroupChoice};
use crate::oidc::claims::Person;
use crate::web::pages::{ConsentItem, ToldClaim};

/// A row for each rule, with the real values. Rules that say the same to everybody have none.
pub(in crate::web) fn claim_items<'r>(
    rules: impl Iterator<Item = &'r ClaimRule>,
    person: &Person,
    attributes: &[AttributeDefinition],
) -> Vec<ConsentItem> {
    rules.filter_map(|rule| item(rule, person, attributes)).collect()
}

fn item(rule: &ClaimRule, person: &Person, attributes: &[AttributeDefinition]) -> Option<ConsentItem> {
    let values = person.told_by(rule).map(|value| words(&value)).unwrap_or_default();
    let (title, key, detail) = match &rule.source {
        ClaimSource::Constant(_) => return None,
        ClaimSource::Attribute(name) => {
            let label = attributes.iter().find(|known| known.name == *name).map_or(name, |known| &known.label);
            (Some(label.clone()), None, String::new())
        }
        ClaimSource::Standard(name) => (None, Some(format!("profile-{}", name.replace('_', "-"))), String::new()),
        ClaimSource::Groups(choice) => {
            let (key, detail) = in_words(choice);
            (None, Some(key.to_owned()), detail)
        }
    };
    Some(ConsentItem {
        scope: rule.claim.clone(),
        title,
        claim: Some(ToldClaim { name: rule.claim.clone(), key, detail }),
        values,
    })
}

fn in_words(choice: &GroupChoice) -> (&'static str, String) {
    match choice {
        GroupChoice::All => ("consent-groups", String::new()),
        GroupChoice::Prefix { prefix, .. } => ("consent-groups-prefix", prefix.clone()),
        GroupChoice::Chosen(names) => ("consent-groups-chosen", names.join(", ")),
    }
}
