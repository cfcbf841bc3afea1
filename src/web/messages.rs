//! The messages of the catalogues: which languages there are, and their texts. Used by `web` only.

use super::catalogues;
use fluent_bundle::FluentValue;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A language that pages can speak.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language {
    /// As its folder in `locales/` is named: `en`.
    pub code: String,
    /// As its speakers call it: `English`.
    pub name: String,
}

/// The languages that have a catalogue, in alphabetical order of their codes.
pub static LANGUAGES: LazyLock<Vec<Language>> = LazyLock::new(|| {
    let name = |code: &str| catalogues::name_of(code).unwrap_or_else(|_| code.to_owned());
    catalogues::codes().map(|code| Language { code: code.to_owned(), name: name(code) }).collect()
});

/// What pages speak where nobody asked for anything that we have.
pub const DEFAULT_LANGUAGE: &str = "en";

/// The codes of [`LANGUAGES`], for discovery.
pub fn codes() -> Vec<&'static str> {
    LANGUAGES.iter().map(|language| language.code.as_str()).collect()
}

/// The language for a tag (RFC 4647 §3.4 lookup): `de-AT` finds `de`.
pub fn find(tag: &str) -> Option<&'static str> {
    let mut tag = tag;
    loop {
        if let Some(found) = LANGUAGES.iter().find(|language| language.code.eq_ignore_ascii_case(tag)) {
            return Some(&found.code);
        }
        tag = tag.rsplit_once('-')?.0;
    }
}

/// A message; fails where the catalogue's own function would print "Unknown localization key" into the page.
pub fn text(lang: &str, key: &str, args: &HashMap<Cow<'static, str>, FluentValue<'_>>) -> tera::Result<String> {
    let catalogue = catalogues::of(lang).map_err(tera::Error::msg)?;
    catalogue.say(key, &isolated(args)).map_err(|error| tera::Error::msg(format!("message {key} in {lang}: {error}")))
}

/// A name that runs from right to left would draw the words around it along: it alone stands between marks that keep it to
/// itself (FIRST STRONG ISOLATE and its end, Unicode Standard Annex 9 §2.4).
fn isolated<'m>(
    args: &'m HashMap<Cow<'static, str>, FluentValue<'m>>,
) -> Cow<'m, HashMap<Cow<'static, str>, FluentValue<'m>>> {
    let is_rtl =
        |value: &FluentValue<'_>| matches!(value, FluentValue::String(text) if text.chars().any(runs_leftwards));
    if !args.values().any(is_rtl) {
        return Cow::Borrowed(args);
    }
    let value = |value: &FluentValue<'m>| match value {
        FluentValue::String(text) if text.chars().any(runs_leftwards) => {
            FluentValue::String(format!("\u{2068}{text}\u{2069}").into())
        }
        other => other.clone(),
    };
    Cow::Owned(args.iter().map(|(name, own)| (name.clone(), value(own))).collect())
}

/// The blocks of scripts that are written from right to left.
const fn runs_leftwards(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// A message for a place that is no template: a terminal.
pub fn message(lang: &str, key: &str, arguments: &[(&'static str, String)]) -> tera::Result<String> {
    let values = arguments.iter().map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(value.as_str())));
    text(lang, key, &values.collect())
}

/// A time in words: "2 minutes". Rounded up, so that nobody comes back too early.
pub fn duration(lang: &str, seconds: u64) -> tera::Result<String> {
    let (key, count) = match seconds {
        0..90 => ("duration-seconds", seconds.max(1)),
        90..5400 => ("duration-minutes", seconds.div_ceil(60)),
        5400..172_800 => ("duration-hours", seconds.div_ceil(3600)),
        _ => ("duration-days", seconds.div_ceil(86_400)),
    };
    text(lang, key, &HashMap::from([(Cow::Borrowed("count"), FluentValue::from(count))]))
}

/// `when-exact`: a moment with its date, its time of day and its zone.
pub fn exact(lang: &str, (day, month, year): (u8, u8, &str), time: &str) -> tera::Result<String> {
    let words = [
        ("day", FluentValue::from(day)),
        // A text would fit no variant of the message.
        ("month", FluentValue::from(month)),
        ("year", FluentValue::from(year)),
        ("time", FluentValue::from(time)),
    ];
    text(lang, "when-exact", &words.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect())
}

#[cfg(test)]
mod tests {
    use super::{codes, find, text};
    use crate::web::numbers::grouped;
    use std::collections::HashMap;

    #[test]
    fn an_unknown_message_or_language_is_an_error_and_not_a_text() {
        let none = HashMap::new();
        assert!(text("en", "no-such-message", &none).is_err());
        assert!(text("xx", "copy", &none).is_err());
        assert!(text("en-GB", "copy", &none).is_err(), "no silent fallback");
        assert!(text("en", "back-to", &none).is_err(), "a value is missing");
    }

    #[test]
    fn a_name_that_runs_from_right_to_left_keeps_to_itself() {
        let said =
            |name: &'static str| text("en", "sessions-end-person", &HashMap::from([("name".into(), name.into())]));
        assert_eq!(said("Anna").unwrap(), "End all of Anna");
        assert_eq!(said("سارة").unwrap(), "End all of \u{2068}سارة\u{2069}");
        assert_eq!(said("דוד (2)").unwrap(), "End all of \u{2068}דוד (2)\u{2069}");
    }

    #[test]
    fn thousands_are_kept_apart_as_the_language_does_it_and_years_are_not() {
        assert_eq!(grouped(1_204_999, "en"), "1,204,999");
        assert_eq!(grouped(-1204, "de"), "-1.204");
        assert_eq!(grouped(999, "de"), "999");
        let minutes = |lang| text(lang, "when-days", &HashMap::from([("count".into(), 12_345.into())])).unwrap();
        assert!(minutes("en").contains("12,345"), "{}", minutes("en"));
        assert!(minutes("de").contains("12.345"), "{}", minutes("de"));
    }

    #[test]
    fn a_tag_finds_its_language_by_leaving_out_what_is_special() {
        assert_eq!(find("de-CH-1996"), Some("de"));
        assert_eq!(find("EN-us"), Some("en"));
        assert_eq!((find("fr"), find(""), find("*")), (None, None, None));
        assert_eq!(codes(), ["de", "en"]);
    }
}
