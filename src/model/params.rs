//! Request parameters: `application/x-www-form-urlencoded` text as pairs in the order they came. Repetition is kept,
//! so that it can be refused (RFC 6749 §3.1: "parameters MUST NOT be included more than once").

use serde::{Deserialize, Serialize};

/// Parameters of a query or of a form body. An empty value counts as not sent (RFC 6749 §3.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Params(Vec<(String, String)>);

/// No request of any protocol needs more.
pub const MOST_PARAMS: usize = 100;

/// The text is not form-urlencoded UTF-8, holds a NUL (which no database keeps), or more than 100 parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the parameters are not form-urlencoded UTF-8, or more than 100")]
pub struct MalformedParams;

impl Params {
    /// Reads a query string or a form body.
    pub fn parse(text: &str) -> Result<Self, MalformedParams> {
        let pairs = text.split('&').filter(|pair| !pair.is_empty()).take(MOST_PARAMS + 1).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode(name)?, decode(value)?))
        });
        let pairs = pairs.collect::<Result<Vec<_>, _>>()?;
        if pairs.len() > MOST_PARAMS { Err(MalformedParams) } else { Ok(Self(pairs)) }
    }

    /// Reads the bytes of a form body.
    pub fn parse_bytes(bytes: &[u8]) -> Result<Self, MalformedParams> {
        Self::parse(std::str::from_utf8(bytes).map_err(|_| MalformedParams)?)
    }

    /// The value of a parameter, unless it is missing or empty; the first where it is repeated.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// Every value of a parameter that may be repeated (RFC 8707 `resource`).
    pub fn all<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p str> {
        self.0.iter().filter(move |(own, value)| own == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// A parameter that came more than once though it may not.
    pub fn repeated(&self) -> Option<&str> {
        let may_repeat = |name: &str| name == "resource";
        self.0.iter().enumerate().find_map(|(at, (name, _))| {
            let again = self.0[..at].iter().any(|(before, _)| before == name);
            (again && !may_repeat(name)).then_some(name.as_str())
        })
    }

    /// Every name and value as they came.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether a parameter came more than once.
    pub fn is_repeated(&self, name: &str) -> bool {
        self.0.iter().filter(|(own, _)| own == name).count() > 1
    }

    /// Adds a parameter.
    pub fn push(&mut self, name: &str, value: &str) {
        self.0.push((name.to_owned(), value.to_owned()));
    }

    /// Takes away all that came under a name.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(own, _)| own != name);
    }

    /// Puts a value in the place of all that came under its name.
    pub fn set(&mut self, name: &str, value: &str) {
        self.remove(name);
        self.push(name, value);
    }

    /// Characters of all names and values, with what separates them.
    pub fn len(&self) -> usize {
        self.0.iter().map(|(name, value)| name.len() + value.len() + 2).sum()
    }

    /// Whether nothing came.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Decodes one form-urlencoded name or value; `+` is a space.
pub fn decode(text: &str) -> Result<String, MalformedParams> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || rest.next().and_then(|d| char::from(d).to_digit(16)).ok_or(MalformedParams);
                let code = digit()? * 16 + digit()?;
                u8::try_from(code).map_err(|_| MalformedParams)?
            }
            other => other,
        });
    }
    if bytes.contains(&0) {
        return Err(MalformedParams);
    }
    String::from_utf8(bytes).map_err(|_| MalformedParams)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bad_utf8_and_broken_escapes_are_refused() {
        for text in ["a=%ff", "a=%", "a=%4", "a=%zz", "%c3=1", "a=%00"] {
            assert_eq!(Params::parse(text), Err(MalformedParams), "{text}");
        }
    }

    #[test]
    fn the_hundredth_parameter_is_the_last() {
        assert!(Params::parse(&"a=1&".repeat(100)).is_ok());
        assert_eq!(Params::parse(&"=&".repeat(101)), Err(MalformedParams));
    }

    #[test]
    fn a_repeated_parameter_is_found_and_resource_may_repeat() {
        let params = Params::parse("resource=a&state=1&resource=b&nonce=2").expect("well formed");
        assert_eq!((params.repeated(), params.all("resource").collect::<Vec<_>>()), (None, vec!["a", "b"]));
        assert_eq!(Params::parse("state=1&state=1").expect("well formed").repeated(), Some("state"));
    }

    #[test]
    fn a_value_that_is_set_is_the_only_one() {
        let mut params = Params::parse("a=1&b=2&a=3").expect("well formed");
        params.set("a", "4");
        assert_eq!(params.iter().collect::<Vec<_>>(), [("b", "2"), ("a", "4")]);
    }

    #[test]
    fn an_empty_value_counts_as_not_sent() {
        assert_eq!(Params::parse("state=&nonce").expect("well formed").get("state"), None);
    }

    proptest! {
        #[test]
        fn what_a_browser_encodes_is_what_is_read(value in "\\PC{1,40}") {
            let encoded: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("v", &value).finish();
            let params = Params::parse(&encoded);
            prop_assert_eq!(params.as_ref().map(|params| params.get("v")), Ok(Some(value.as_str())));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,60}") {
            let _ = Params::parse(&text);
        }
    }
}
