//! The standard claims that may be set for a person (OIDC Core §5.1): parsed from `name=value`, kept typed.

use super::user::User;
use super::username::is_invisible;
use serde_json::{Map, Value};
use time::{Date, Month};
use url::Url;

const LONGEST: usize = 500;

/// Claims that hold a text, with the rule of that text.
const TEXTS: &[(&str, Rule)] = &[
    ("given_name", free),
    ("family_name", free),
    ("middle_name", free),
    ("nickname", free),
    ("profile", web_address),
    ("picture", web_address),
    ("website", web_address),
    ("gender", free),
    ("birthdate", birthdate),
    ("zoneinfo", zoneinfo),
    ("locale", locale),
    ("phone_number", phone_number),
];
/// Members of the `address` claim (OIDC Core §5.1.1).
const ADDRESS: &[&str] = &["formatted", "street_address", "locality", "region", "postal_code", "country"];

type Rule = fn(&str) -> Result<(), &'static str>;

/// Why a claim is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant says itself in its message")]
pub enum ClaimError {
    #[error("`{0}` is not an assignment: write name=value, or name= to remove the claim")]
    NotAnAssignment(String),
    #[error("`{name}` {instead}")]
    ElsewhereSet { name: String, instead: &'static str },
    #[error("`{name}` is not a standard claim; these can be set: {known}")]
    Unknown { name: String, known: String },
    #[error("{name} `{value}` {reason}")]
    BadValue { name: String, value: String, reason: &'static str },
}

/// The names that [`set_claim`] takes, in the order of the standard.
pub fn settable_claims() -> Vec<String> {
    let texts = TEXTS.iter().map(|(name, _)| (*name).to_owned());
    let verified = ["phone_number_verified", "email_verified"].map(str::to_owned);
    texts.chain(verified).chain(ADDRESS.iter().map(|member| format!("address.{member}"))).collect()
}

/// Applies `name=value` to a person; an empty value removes the claim, so that it is absent rather than empty.
///
/// A changed or removed phone number is no longer verified.
pub fn set_claim(user: &mut User, assignment: &str) -> Result<(), ClaimError> {
    let (name, value) = assignment.split_once('=').ok_or_else(|| ClaimError::NotAnAssignment(assignment.to_owned()))?;
    let (name, value) = (name.trim(), value.trim());
    if let Some((_, rule)) = TEXTS.iter().find(|(known, _)| *known == name) {
        check(name, value, *rule)?;
        if name == "phone_number" && user.claims.get(name).and_then(Value::as_str) != Some(value) {
            user.claims.shift_remove("phone_number_verified");
        }
        put(&mut user.claims, name, value);
        return Ok(());
    }
    if let Some(member) = name.strip_prefix("address.").filter(|member| ADDRESS.contains(member)) {
        check(name, value, address_line)?;
        set_address_member(&mut user.claims, member, value);
        return Ok(());
    }
    match name {
        "email_verified" => set_email_verified(user, value),
        "phone_number_verified" => set_phone_verified(user, value),
        _ => Err(unsettable(name)),
    }
}

fn set_address_member(claims: &mut Map<String, Value>, member: &str, value: &str) {
    let mut address = claims.get("address").and_then(Value::as_object).cloned().unwrap_or_default();
    put(&mut address, member, value);
    if address.is_empty() {
        claims.shift_remove("address");
    } else {
        claims.insert("address".to_owned(), Value::Object(address));
    }
}

fn set_email_verified(user: &mut User, value: &str) -> Result<(), ClaimError> {
    let is_verified = boolean("email_verified", value)?;
    if is_verified && user.email.is_none() {
        return Err(bad("email_verified", value, "needs an e-mail address first"));
    }
    user.email_verified = is_verified;
    Ok(())
}

fn set_phone_verified(user: &mut User, value: &str) -> Result<(), ClaimError> {
    let name = "phone_number_verified";
    if value.is_empty() {
        user.claims.shift_remove(name);
        return Ok(());
    }
    let is_verified = boolean(name, value)?;
    if !user.claims.contains_key("phone_number") {
        return Err(bad(name, value, "needs a phone_number first"));
    }
    user.claims.insert(name.to_owned(), Value::Bool(is_verified));
    Ok(())
}

fn put(object: &mut Map<String, Value>, name: &str, value: &str) {
    if value.is_empty() {
        object.shift_remove(name);
    } else {
        object.insert(name.to_owned(), Value::from(value));
    }
}

fn check(name: &str, value: &str, rule: Rule) -> Result<(), ClaimError> {
    if value.is_empty() {
        return Ok(());
    }
    if value.chars().count() > LONGEST {
        return Err(bad(name, &value.chars().take(20).collect::<String>(), "is longer than 500 characters"));
    }
    rule(value).map_err(|reason| bad(name, value, reason))
}

fn bad(name: &str, value: &str, reason: &'static str) -> ClaimError {
    ClaimError::BadValue { name: name.to_owned(), value: value.escape_debug().to_string(), reason }
}

/// Whose a claim's name is already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assigned {
    /// A standard claim about people, set as such.
    Standard,
    /// A claim of the token itself.
    Token,
}

/// Whether a name is that of a standard claim or of one that belongs to tokens.
pub fn is_taken_claim(name: &str) -> Option<Assigned> {
    let is_settable = TEXTS.iter().any(|(known, _)| *known == name) || name.ends_with("_verified");
    match unsettable(name) {
        _ if is_settable => Some(Assigned::Standard),
        ClaimError::ElsewhereSet { instead: OF_THE_TOKEN, .. } => Some(Assigned::Token),
        ClaimError::ElsewhereSet { .. } => Some(Assigned::Standard),
        _ => None,
    }
}

const OF_THE_TOKEN: &str = "belongs to the token and cannot be set";

fn unsettable(name: &str) -> ClaimError {
    let instead = match name {
        "name" => "is set with --name",
        "email" => "is set with --email",
        "preferred_username" => "is the username; set it with --username",
        "groups" => "is set with --group and --no-group",
        "updated_at" => "is kept by Claviger",
        "address" => "has members: set address.street_address, address.locality and so on",
        "sub" | "iss" | "aud" | "exp" | "iat" | "nbf" | "jti" | "nonce" | "auth_time" | "acr" | "amr" | "azp"
        | "sid" | "at_hash" | "c_hash" | "client_id" | "scope" | "cnf" | "act" | "may_act" | "events" | "typ"
        | "token_use" => OF_THE_TOKEN,
        _ => return ClaimError::Unknown { name: name.to_owned(), known: settable_claims().join(", ") },
    };
    ClaimError::ElsewhereSet { name: name.to_owned(), instead }
}

fn boolean(name: &str, value: &str) -> Result<bool, ClaimError> {
    value.parse().map_err(|_| bad(name, value, "is neither true nor false"))
}

fn free(value: &str) -> Result<(), &'static str> {
    if value.chars().any(is_invisible) { Err("holds a control or invisible character") } else { Ok(()) }
}

fn address_line(value: &str) -> Result<(), &'static str> {
    free(&value.replace(['\n', '\r'], " "))
}

fn web_address(value: &str) -> Result<(), &'static str> {
    let reason = "is not a web address such as https://example.com/alice";
    let url = Url::parse(value).map_err(|_| reason)?;
    if matches!(url.scheme(), "https" | "http") && url.has_host() { free(value) } else { Err(reason) }
}

fn birthdate(value: &str) -> Result<(), &'static str> {
    let reason = "is not a date: write YYYY-MM-DD, 0000-MM-DD for a birthday without its year, or YYYY";
    let digits = |text: &str, length| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = value.split('-').collect();
    let is_date = match parts[..] {
        [year] => digits(year, 4) && year != "0000",
        [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2) => {
            let month = month.parse::<u8>().ok().and_then(|month| Month::try_from(month).ok());
            // The year 0000 is a leap year, so a birthday on 29 February can be given without its year.
            match (year.parse(), month, day.parse()) {
                (Ok(year), Some(month), Ok(day)) => Date::from_calendar_date(year, month, day).is_ok(),
                _ => false,
            }
        }
        _ => false,
    };
    if is_date { Ok(()) } else { Err(reason) }
}

fn zoneinfo(value: &str) -> Result<(), &'static str> {
    let is_part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || "_+-".contains(c))
    };
    let is_zone = value.split('/').count() <= 3 && value.split('/').all(is_part);
    if is_zone { Ok(()) } else { Err("is not a time zone such as Europe/Berlin") }
}

fn locale(value: &str) -> Result<(), &'static str> {
    let mut subtags = value.split('-');
    let has_language = subtags.next().is_some_and(|language| {
        matches!(language.len(), 2 | 3 | 5..=8) && language.chars().all(|c| c.is_ascii_alphabetic())
    });
    let is_tag = has_language
        && subtags.all(|tag| tag.len() <= 8 && !tag.is_empty() && tag.chars().all(|c| c.is_ascii_alphanumeric()));
    if is_tag { Ok(()) } else { Err("is not a BCP 47 language tag such as en or pt-BR") }
}

fn phone_number(value: &str) -> Result<(), &'static str> {
    let reason = "is not an E.164 number such as +15551234567: `+`, country code, digits only";
    let (number, extension) = value.split_once(";ext=").map_or((value, None), |(n, e)| (n, Some(e)));
    let digits = number.strip_prefix('+').ok_or(reason)?;
    let is_number = (4..=15).contains(&digits.len()) && !digits.starts_with('0');
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if is_number && is_digits(digits) && extension.is_none_or(is_digits) { Ok(()) } else { Err(reason) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::UserId;
    use serde_json::json;

    fn person() -> User {
        User::new(UserId::from("1"), "alice", 0)
    }

    fn claims(assignments: &[&str]) -> Value {
        let mut user = person();
        for assignment in assignments {
            set_claim(&mut user, assignment).unwrap();
        }
        Value::Object(user.claims)
    }

    fn refusal(assignment: &str) -> String {
        set_claim(&mut person(), assignment).unwrap_err().to_string()
    }

    #[test]
    fn claims_are_kept_with_their_types() {
        let set = claims(&[
            "given_name=Alice",
            "birthdate=1990-02-28",
            "website=https://example.com/?a=b",
            "address.locality=Berlin",
            "address.street_address=1 Main St\nFlat 2",
            "phone_number=+4930123456",
            "phone_number_verified=true",
            "locale=de-DE",
            "zoneinfo=Europe/Berlin",
        ]);
        assert_eq!(
            set,
            json!({
                "given_name": "Alice", "birthdate": "1990-02-28", "website": "https://example.com/?a=b",
                "address": {"locality": "Berlin", "street_address": "1 Main St\nFlat 2"},
                "phone_number": "+4930123456", "phone_number_verified": true, "locale": "de-DE", "zoneinfo": "Europe/Berlin",
            })
        );
    }

    #[test]
    fn an_empty_value_removes_a_claim_and_an_empty_address() {
        let set = claims(&["nickname=Al", "address.country=DE", "nickname=", "address.country=", "gender="]);
        assert_eq!(set, json!({}));
    }

    #[test]
    fn another_phone_number_is_not_verified_any_more() {
        let set = claims(&["phone_number=+4930123456", "phone_number_verified=true", "phone_number=+4930123457"]);
        assert_eq!(set, json!({"phone_number": "+4930123457"}));
    }

    #[test]
    fn every_claim_that_is_named_as_settable_can_be_removed() {
        for name in settable_claims().iter().filter(|name| *name != "email_verified") {
            assert_eq!(set_claim(&mut person(), &format!("{name}=")), Ok(()), "{name}");
        }
    }

    #[test]
    fn an_address_can_be_verified_only_where_there_is_one() {
        assert!(refusal("email_verified=true").contains("needs an e-mail address first"));
        assert!(refusal("phone_number_verified=true").contains("needs a phone_number first"));
        let mut user = User { email: Some("a@example.com".to_owned()), ..person() };
        set_claim(&mut user, "email_verified=true").unwrap();
        assert!(user.email_verified && user.claims.is_empty());
    }

    #[test]
    fn a_birthdate_is_a_day_a_birthday_or_a_year() {
        for good in ["1990-02-28", "0000-02-29", "2000-02-29", "1990"] {
            assert_eq!(birthdate(good), Ok(()), "{good}");
        }
        for bad in
            ["1990-02-29", "1990-13-01", "90-01-01", "0000", "1990-1-1", "01.02.1990", "1990-02", "+990-01-01", "-"]
        {
            assert!(birthdate(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_value_of_another_form_is_refused_with_an_example() {
        for (assignment, part) in [
            ("phone_number=030 123", "E.164"),
            ("phone_number=+0123456", "E.164"),
            ("phone_number=+49301234;ext=", "E.164"),
            ("locale=en_US", "BCP 47"),
            ("locale=e", "BCP 47"),
            ("zoneinfo=Berlin time", "Europe/Berlin"),
            ("website=example.com", "https://"),
            ("picture=javascript:alert(1)", "https://"),
            ("given_name=A\u{202e}b", "invisible"),
            ("phone_number_verified=yes", "neither true nor false"),
            ("nickname", "name=value"),
        ] {
            assert!(refusal(assignment).contains(part), "{assignment}: {}", refusal(assignment));
        }
    }

    #[test]
    fn claims_that_are_set_elsewhere_or_not_at_all_say_so() {
        for (assignment, part) in [
            ("name=x", "--name"),
            ("email=x", "--email"),
            ("preferred_username=x", "--username"),
            ("sub=x", "belongs to the token"),
            ("address=x", "address.street_address"),
            ("shoe_size=43", "these can be set: given_name"),
        ] {
            assert!(refusal(assignment).contains(part), "{assignment}: {}", refusal(assignment));
        }
    }
}
