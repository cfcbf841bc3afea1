//! What somebody pasted: freed of what came along, and recognised by its form. Nothing is believed yet.

use super::finding::{Code, Finding};
use crate::model::family_token::{RefreshToken, family_of_code};
use crate::model::ids::FamilyId;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

/// Longer texts than this are no tokens of ours, nor anything that a header could carry.
const LONGEST: usize = 16 * 1024;

/// Bytes of the shortest signature that we make, Ed25519's or that of P-256.
const SHORTEST_SIGNATURE: usize = 64;
/// Of the shortest RSA signature.
const SHORTEST_RSA_SIGNATURE: usize = 256;

/// What a text is.
pub(super) enum Form {
    /// Nothing that can be looked into, for the reason that was found.
    Nothing,
    /// RFC 7515, with its parts read.
    Signed(Jwt),
    /// RFC 7516: only its header can be read.
    Encrypted(Map<String, Value>),
    /// RFC 6749 §1.5.
    Refresh(RefreshToken),
    /// RFC 6749 §4.1.2.
    Code(FamilyId),
}

/// The readable parts of a JWT.
#[derive(Clone, Debug, Default)]
pub(super) struct Jwt {
    pub header: Map<String, Value>,
    pub claims: Map<String, Value>,
}

/// The token in a pasted text, and what was found on the way to it.
pub(super) fn read(text: &str) -> (Zeroizing<String>, Form, Vec<Finding>) {
    let (token, mut findings) = clean(text);
    let (form, found) = recognise(&token);
    findings.extend(found);
    (token, form, findings)
}

fn clean(text: &str) -> (Zeroizing<String>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut rest = text.trim();
    if let Some((member, token)) = token_in_json(rest) {
        findings.push(Finding::warning(Code::Json).name(member));
        return (Zeroizing::new(token), findings);
    }
    loop {
        let (code, after) = if let Some(after) = after_word(rest, "authorization:") {
            (None, after)
        } else if let Some(after) = after_word(rest, "bearer ") {
            (Some(Code::Bearer), after)
        } else if let Some(inner) = unquoted(rest) {
            (Some(Code::Quotes), inner)
        } else {
            break;
        };
        findings.extend(code.map(Finding::warning));
        rest = after.trim();
    }
    if rest.contains(char::is_whitespace) {
        findings.push(Finding::warning(Code::Blanks));
    }
    (Zeroizing::new(rest.split_whitespace().collect()), findings)
}

/// The access token of a whole token answer, else its ID token.
fn token_in_json(text: &str) -> Option<(&'static str, String)> {
    let answer: Value = serde_json::from_str(text).ok().filter(Value::is_object)?;
    let member = |name: &'static str| Some((name, answer.get(name)?.as_str()?.to_owned()));
    member("access_token").or_else(|| member("id_token"))
}

fn after_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let begin = text.get(..word.len())?;
    begin.eq_ignore_ascii_case(word).then(|| &text[word.len()..])
}

fn unquoted(text: &str) -> Option<&str> {
    ['"', '\'', '`'].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
}

fn recognise(token: &str) -> (Form, Option<Finding>) {
    let trouble = |code| (Form::Nothing, Some(Finding::wrong(code)));
    if token.is_empty() {
        return trouble(Code::Empty);
    }
    if token.len() > LONGEST {
        return trouble(Code::TooLong);
    }
    let parts: Vec<&str> = token.split('.').collect();
    match (parts.as_slice(), object(parts[0])) {
        ([_, _, _, _, _], Some(header)) if header.contains_key("enc") => (Form::Encrypted(header), None),
        ([_, claims, signature], Some(header)) => signed(header, claims, signature),
        ([_] | [_, _], Some(_)) => trouble(Code::Cut),
        (_, Some(_)) => trouble(Code::Unreadable),
        (_, None) if parts.len() == 3 => trouble(Code::Unreadable),
        (_, None) => match opaque(token) {
            Some(form) => (form, None),
            None => trouble(Code::Opaque),
        },
    }
}

fn signed(header: Map<String, Value>, claims: &str, signature: &str) -> (Form, Option<Finding>) {
    let Some(claims) = object(claims) else { return (Form::Nothing, Some(Finding::wrong(Code::Cut))) };
    let alg = header.get("alg").and_then(Value::as_str).unwrap_or_default();
    let shortest = match alg.get(..2) {
        Some("RS" | "PS") => SHORTEST_RSA_SIGNATURE,
        Some("ES" | "Ed") => SHORTEST_SIGNATURE,
        // What else there is has no length of ours.
        _ => 0,
    };
    let is_whole = URL_SAFE_NO_PAD.decode(signature).is_ok_and(|bytes| bytes.len() >= shortest);
    let cut = (!is_whole).then(|| Finding::wrong(Code::Cut));
    (Form::Signed(Jwt { header, claims }), cut)
}

/// Codes and refresh tokens begin with the id of their family.
fn opaque(token: &str) -> Option<Form> {
    uuid::Uuid::try_parse(token.get(..36)?).ok()?;
    if let Some(refresh) = RefreshToken::parse(token) {
        return Some(Form::Refresh(refresh));
    }
    family_of_code(token).map(Form::Code)
}

fn object(part: &str) -> Option<Map<String, Value>> {
    let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
    serde_json::from_slice(&bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::random_id;
    use serde_json::json;

    fn part(value: &Value) -> String {
        URL_SAFE_NO_PAD.encode(value.to_string())
    }

    fn jwt() -> String {
        let signature = URL_SAFE_NO_PAD.encode([7; 256]);
        format!("{}.{}.{signature}", part(&json!({ "alg": "RS256" })), part(&json!({ "sub": "x" })))
    }

    fn codes(text: &str) -> Vec<Code> {
        read(text).2.iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn what_came_along_is_left_out_and_told() {
        let jwt = jwt();
        for (text, expected) in [
            (jwt.clone(), vec![]),
            (format!("  {jwt}\n"), vec![]),
            (format!("Bearer {jwt}"), vec![Code::Bearer]),
            (format!("authorization: bearer  {jwt}"), vec![Code::Bearer]),
            (format!("\"Bearer {jwt}\""), vec![Code::Quotes, Code::Bearer]),
            (format!("{}\n {}", &jwt[..50], &jwt[50..]), vec![Code::Blanks]),
            (json!({ "access_token": jwt, "token_type": "Bearer" }).to_string(), vec![Code::Json]),
            (json!({ "id_token": jwt }).to_string(), vec![Code::Json]),
        ] {
            let (token, form, _) = read(&text);
            assert_eq!((&**token, codes(&text)), (&*jwt, expected), "{text}");
            assert!(matches!(form, Form::Signed(jwt) if jwt.claims["sub"] == "x"), "{text}");
        }
    }

    #[test]
    fn what_is_no_whole_jwt_is_told_by_its_form() {
        let (whole, header) = (jwt(), part(&json!({ "alg": "RS256" })));
        for (text, code) in [
            (String::new(), Code::Empty),
            ("x".repeat(LONGEST + 1), Code::TooLong),
            (header.clone(), Code::Cut),
            (format!("{header}.{}", part(&json!({}))), Code::Cut),
            (whole[..whole.len() - 20].to_owned(), Code::Cut),
            (format!("{header}.e30x!.AAAA"), Code::Cut),
            (format!("{whole}.x"), Code::Unreadable),
            ("a.b.c".to_owned(), Code::Unreadable),
            ("correct horse".to_owned(), Code::Opaque),
            ("é".repeat(50), Code::Opaque),
        ] {
            assert!(codes(&text).contains(&code), "{text}: {:?}", codes(&text));
        }
    }

    #[test]
    fn codes_refresh_tokens_and_encrypted_tokens_are_known_by_their_form() {
        let family = FamilyId::from(random_id());
        let refresh = RefreshToken::first(family.clone());
        assert!(matches!(read(refresh.expose()).1, Form::Refresh(found) if found == refresh));
        let code = crate::model::family_token::code(&family);
        assert!(matches!(read(code.expose()).1, Form::Code(found) if found == family));
        let encrypted = format!("{}..a.b.c", part(&json!({ "alg": "ECDH-ES", "enc": "A128GCM" })));
        assert!(matches!(read(&encrypted).1, Form::Encrypted(header) if header["enc"] == "A128GCM"));
    }
}
