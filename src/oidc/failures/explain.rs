//! A failed request explained: what came, what was expected, where they part, and the mend.

use super::Cause;
use super::came::LONGEST_VALUE;
use crate::model::client::Client;
use crate::model::redirect_uri::matches_registered;
use crate::store::FailedRequest;
use serde::Serialize;

/// One refused request, for an admin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explained {
    /// Unix milliseconds.
    pub at_ms: i64,
    /// The last segment of the endpoint's URL.
    pub endpoint: String,
    /// Why, as one of a closed list.
    pub cause: &'static str,
    /// What the app or the person was told.
    pub error: String,
    /// The parameters; secrets by their length only.
    pub came: Vec<(String, String)>,
    /// What should have come, where it is one text, and where what came departs from it.
    pub difference: Option<Difference>,
    /// What to do about it.
    pub mend: &'static str,
    /// The redirect URI that was missing is registered by now.
    pub is_mended: bool,
}

/// Where two texts part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The parameter.
    pub parameter: &'static str,
    /// Its value.
    pub came: String,
    /// What should have come, or what is registered that is most like it.
    pub expected: String,
    /// The place of the first character that differs, from 1.
    pub at: usize,
    /// What stands there; none = it ends before.
    pub came_there: Option<char>,
    /// What should stand there; none = it ends before.
    pub expected_there: Option<char>,
}

/// Explains a refused request by the app's registration as it is now.
pub fn explain(request: &FailedRequest, client: Option<&Client>) -> Explained {
    let cause = Cause::parse(&request.cause).unwrap_or(Cause::Other);
    let came: Vec<(String, String)> = serde_json::from_str(&request.came).unwrap_or_default();
    let sent = came.iter().find(|(name, _)| name == "redirect_uri").map(|(_, value)| value.as_str());
    let registered = client.map(|client| client.redirect_uris.as_slice()).unwrap_or_default();
    let is_mended = cause == Cause::RedirectUri
        && sent.is_some_and(|sent| registered.iter().any(|own| own == sent || is_loopback_of(client, own, sent)));
    let expected = match cause {
        Cause::RedirectUri if !is_mended => sent.and_then(|sent| nearest(sent, registered)),
        Cause::CodeRedirectUri => request.expected.as_deref(),
        _ => None,
    };
    let difference = expected.zip(sent).and_then(|(expected, sent)| difference("redirect_uri", sent, expected));
    Explained {
        at_ms: request.at_ms,
        endpoint: request.endpoint.clone(),
        cause: cause.as_str(),
        error: request.error.clone(),
        came,
        difference,
        mend: cause.mend(),
        is_mended,
    }
}

fn is_loopback_of(client: Option<&Client>, registered: &str, sent: &str) -> bool {
    client.is_some_and(Client::has_loopback_ports) && matches_registered(registered, sent)
}

/// The registered URI that is most like the one that came.
pub fn nearest<'r>(sent: &str, registered: &'r [String]) -> Option<&'r str> {
    // Comparing costs the product of the lengths.
    let short = |text: &str| text.chars().take(LONGEST_VALUE).collect::<String>();
    let sent = short(sent);
    let likeness = |own: &String| strsim::normalized_damerau_levenshtein(&short(own), &sent);
    registered.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b))).map(String::as_str)
}

fn difference(parameter: &'static str, came: &str, expected: &str) -> Option<Difference> {
    let (at, came_there, expected_there) = first_difference(came, expected)?;
    Some(Difference { parameter, came: came.to_owned(), expected: expected.to_owned(), at, came_there, expected_there })
}

/// The place of the first differing character, from 1, and what stands there in each; none where the texts are equal.
pub fn first_difference(came: &str, expected: &str) -> Option<(usize, Option<char>, Option<char>)> {
    let (mut came, mut expected) = (came.chars(), expected.chars());
    (1..).map(|at| (at, came.next(), expected.next())).find_map(|(at, came, expected)| match (came, expected) {
        (None, None) => Some(None),
        _ if came != expected => Some(Some((at, came, expected))),
        _ => None,
    })?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::client::ClientKind;

    fn request(cause: Cause, sent: &str, expected: Option<&str>) -> FailedRequest {
        FailedRequest {
            id: "1".to_owned(),
            client_id: "shop".to_owned(),
            at_ms: 5,
            endpoint: "authorize".to_owned(),
            cause: cause.as_str().to_owned(),
            error: "e".to_owned(),
            came: serde_json::json!([["redirect_uri", sent]]).to_string(),
            expected: expected.map(str::to_owned),
        }
    }

    fn shop() -> Client {
        let redirect_uris = ["https://shop.example/callback", "https://other.example/x"].map(str::to_owned).to_vec();
        Client { redirect_uris, ..Client::new("shop", ClientKind::Web, 0) }
    }

    #[test]
    fn the_first_differing_character_is_found() {
        assert_eq!(first_difference("abc", "abd"), Some((3, Some('c'), Some('d'))));
        assert_eq!(first_difference("ab/", "ab"), Some((3, Some('/'), None)));
        assert_eq!(first_difference("", "x"), Some((1, None, Some('x'))));
        assert_eq!(first_difference("äb", "äc"), Some((2, Some('b'), Some('c'))), "counted in characters");
        assert_eq!(first_difference("same", "same"), None);
    }

    #[test]
    fn an_unregistered_redirect_uri_is_held_against_the_one_most_like_it() {
        let explained = explain(&request(Cause::RedirectUri, "https://shop.example/callback/", None), Some(&shop()));
        let difference = explained.difference.unwrap();
        assert_eq!(difference.expected, "https://shop.example/callback");
        assert_eq!((difference.at, difference.came_there, difference.expected_there), (30, Some('/'), None));
        assert!(!explained.is_mended);
    }

    #[test]
    fn what_was_registered_since_is_called_mended() {
        let sent = "https://other.example/x";
        let explained = explain(&request(Cause::RedirectUri, sent, None), Some(&shop()));
        assert!(explained.is_mended && explained.difference.is_none());
    }

    #[test]
    fn a_token_request_is_held_against_the_authorization_request() {
        let (sent, expected) = ("https://shop.example/Callback", "https://shop.example/callback");
        let explained = explain(&request(Cause::CodeRedirectUri, sent, Some(expected)), None);
        let difference = explained.difference.unwrap();
        assert_eq!((difference.at, difference.came_there, difference.expected_there), (22, Some('C'), Some('c')));
    }
}
