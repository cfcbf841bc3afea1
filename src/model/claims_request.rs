//! The `claims` parameter (OIDC Core §5.5): claims asked for one by one, and where they should be told. What a request
//! leaves of it is kept with its family, as JSON of the same form.

use super::claim_rule::{ClaimRule, STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// More than this no app needs; a pending request must fit into a URL (bytes).
const MOST_BYTES: usize = 4096;

/// Claims that are asked for, by name.
pub type Wishes = BTreeMap<String, Wish>;

/// What is asked for, by place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClaimsRequest {
    /// For userinfo.
    #[serde(skip_serializing_if = "Wishes::is_empty")]
    pub userinfo: Wishes,
    /// For the ID token.
    #[serde(skip_serializing_if = "Wishes::is_empty")]
    pub id_token: Wishes,
}

/// How a claim is asked for (OIDC Core §5.5.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wish {
    /// The app cannot do well without it. Only for `acr` this decides anything.
    #[serde(rename = "essential", skip_serializing_if = "std::ops::Not::not")]
    pub is_essential: bool,
    /// The claim is wanted with one of these values, the first before the second; none = with any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
}

/// Why the parameter cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant says itself in its message")]
pub enum ClaimsRequestError {
    #[error("claims is longer than {MOST_BYTES} bytes")]
    TooLong,
    #[error("claims is not JSON")]
    NotJson,
    #[error("{0} is not a JSON object")]
    NotAnObject(&'static str),
    #[error("the claim {0} is asked for with neither null nor a JSON object")]
    NotAWish(String),
    #[error("essential of the claim {0} is neither true nor false")]
    Essential(String),
    #[error("values of the claim {0} is not a list with something in it")]
    Values(String),
}

impl ClaimsRequest {
    /// Reads the parameter. Members that nobody has defined are passed over.
    pub fn parse(text: &str) -> Result<Self, ClaimsRequestError> {
        if text.len() > MOST_BYTES {
            return Err(ClaimsRequestError::TooLong);
        }
        let all = match serde_json::from_str(text) {
            Ok(Value::Object(all)) => all,
            Ok(_) => return Err(ClaimsRequestError::NotAnObject("claims")),
            Err(_) => return Err(ClaimsRequestError::NotJson),
        };
        Ok(Self { userinfo: wishes(&all, "userinfo")?, id_token: wishes(&all, "id_token")? })
    }

    /// What is kept of it; none where nothing is left.
    pub fn to_text(&self) -> Option<String> {
        let text = || serde_json::to_string(self).ok();
        (!self.is_empty()).then(text).flatten()
    }

    /// Reads what [`ClaimsRequest::to_text`] wrote.
    pub fn from_text(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The standard claims among what a consent remembers.
    pub fn remembered(told: &[String]) -> Self {
        let is_told = |name: &&&str| ClaimRule::standard(name).tells().iter().all(|text| told.contains(text));
        let names = STANDARD.iter().chain(&["groups"]).filter(is_told);
        Self { userinfo: names.map(|name| ((*name).to_owned(), Wish::default())).collect(), id_token: Wishes::new() }
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.userinfo.is_empty() && self.id_token.is_empty()
    }

    /// Every name that is asked for, some twice.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.userinfo.keys().chain(self.id_token.keys()).map(String::as_str)
    }

    /// Leaves only claims of some names.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.userinfo.retain(|name, _| keep(name));
        self.id_token.retain(|name, _| keep(name));
    }

    /// Takes out for whom the request is; a person must meet each of these wishes.
    pub fn take_subjects(&mut self) -> Vec<Wish> {
        [&mut self.userinfo, &mut self.id_token].into_iter().filter_map(|wishes| wishes.remove("sub")).collect()
    }

    /// The wished level of authentication.
    pub fn acr(&self) -> Option<&Wish> {
        self.id_token.get("acr")
    }

    /// Asks for everything that another request asks for besides, with any value.
    pub fn add(&mut self, other: &Self) {
        for (own, more) in [(&mut self.userinfo, &other.userinfo), (&mut self.id_token, &other.id_token)] {
            own.extend(more.keys().map(|name| (name.clone(), Wish::default())));
        }
    }
}

impl Wish {
    /// A wish for one of some texts that is no condition.
    pub fn voluntary<'v>(values: impl Iterator<Item = &'v str>) -> Self {
        Self { is_essential: false, values: values.map(Value::from).collect() }
    }

    /// Whether a value is one that is wanted.
    pub fn is_met_by(&self, value: &Value) -> bool {
        self.values.is_empty() || self.values.contains(value)
    }
}

fn wishes(all: &Map<String, Value>, place: &'static str) -> Result<Wishes, ClaimsRequestError> {
    match all.get(place) {
        None => Ok(Wishes::new()),
        Some(Value::Object(claims)) => {
            claims.iter().map(|(name, asked)| Ok((name.clone(), wish(name, asked)?))).collect()
        }
        Some(_) => Err(ClaimsRequestError::NotAnObject(place)),
    }
}

fn wish(name: &str, asked: &Value) -> Result<Wish, ClaimsRequestError> {
    let asked = match asked {
        Value::Null => return Ok(Wish::default()),
        Value::Object(asked) => asked,
        _ => return Err(ClaimsRequestError::NotAWish(name.to_owned())),
    };
    let is_essential = match asked.get("essential") {
        None => false,
        Some(Value::Bool(is_essential)) => *is_essential,
        Some(_) => return Err(ClaimsRequestError::Essential(name.to_owned())),
    };
    let mut values: Vec<Value> = asked.get("value").cloned().into_iter().collect();
    match asked.get("values") {
        None => {}
        Some(Value::Array(several)) if !several.is_empty() => values.extend(several.iter().cloned()),
        Some(_) => return Err(ClaimsRequestError::Values(name.to_owned())),
    }
    Ok(Wish { is_essential, values })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn the_example_of_the_standard_is_read() {
        // OIDC Core §5.5.
        let text = r#"{
            "userinfo": {
                "given_name": {"essential": true}, "nickname": null, "email": {"essential": true},
                "http://example.info/claims/groups": null
            },
            "id_token": {
                "auth_time": {"essential": true},
                "acr": {"values": ["urn:mace:incommon:iap:silver"]}
            }
        }"#;
        let request = ClaimsRequest::parse(text).unwrap();
        assert!(request.userinfo["given_name"].is_essential && !request.userinfo["nickname"].is_essential);
        assert_eq!(request.acr().unwrap().values, [json!("urn:mace:incommon:iap:silver")]);
        assert_eq!(request.names().count(), 6);
    }

    #[test]
    fn what_nobody_has_defined_is_passed_over() {
        let request = ClaimsRequest::parse(r#"{"verified_claims": [1], "userinfo": {"name": {"purpose": "x"}}}"#);
        assert_eq!(request.unwrap().userinfo["name"], Wish::default());
    }

    #[test]
    fn what_is_malformed_is_told_by_name() {
        use ClaimsRequestError as E;
        let name = || "name".to_owned();
        for (text, error) in [
            ("", E::NotJson),
            ("{", E::NotJson),
            (r#"{"userinfo": {}"#, E::NotJson),
            ("[]", E::NotAnObject("claims")),
            ("null", E::NotAnObject("claims")),
            (r#"{"userinfo": null}"#, E::NotAnObject("userinfo")),
            (r#"{"id_token": ["name"]}"#, E::NotAnObject("id_token")),
            (r#"{"userinfo": {"name": true}}"#, E::NotAWish(name())),
            (r#"{"userinfo": {"name": {"essential": "yes"}}}"#, E::Essential(name())),
            (r#"{"userinfo": {"name": {"values": []}}}"#, E::Values(name())),
            (r#"{"id_token": {"name": {"values": "Alice"}}}"#, E::Values(name())),
        ] {
            assert_eq!(ClaimsRequest::parse(text), Err(error), "{text}");
        }
        assert_eq!(ClaimsRequest::parse(&" ".repeat(MOST_BYTES + 1)), Err(E::TooLong));
    }

    #[test]
    fn those_for_whom_a_request_is_are_taken_out_of_it() {
        let text =
            r#"{"userinfo": {"sub": {"value": "a"}, "name": null}, "id_token": {"sub": {"values": ["a", "b"]}}}"#;
        let mut request = ClaimsRequest::parse(text).unwrap();
        let subjects = request.take_subjects();
        let are_met_by = |sub: &str| subjects.iter().all(|wish| wish.is_met_by(&sub.into()));
        assert_eq!((are_met_by("a"), are_met_by("b")), (true, false));
        assert_eq!(request.names().collect::<Vec<_>>(), ["name"]);
    }

    #[test]
    fn a_consent_remembers_standard_claims_by_what_they_tell() {
        let told = ["nickname=standard:nickname", "known_as=standard:name", "groups=groups:", "x=attribute:x"];
        let remembered = ClaimsRequest::remembered(&told.map(str::to_owned));
        assert_eq!(remembered.names().collect::<Vec<_>>(), ["groups", "nickname"]);
    }

    proptest! {
        #[test]
        fn what_is_kept_reads_back(names in prop::collection::btree_map("[a-z_#:/]{1,12}", (any::<bool>(), "\\PC{0,8}"), 0..5)) {
            let wish = |(is_essential, value): (bool, String)| Wish { is_essential, values: vec![value.into()] };
            let userinfo: Wishes = names.into_iter().map(|(name, asked)| (name, wish(asked))).collect();
            let request = ClaimsRequest { id_token: userinfo.clone(), userinfo };
            let kept = request.to_text();
            prop_assert_eq!(kept.is_none(), request.is_empty());
            let read = kept.map_or_else(|| Some(ClaimsRequest::default()), |text| ClaimsRequest::from_text(&text));
            prop_assert_eq!(read, Some(request));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "[{}\\[\\]\":,a-z0-9 ]{0,80}") {
            let _ = ClaimsRequest::parse(&text);
        }
    }
}
