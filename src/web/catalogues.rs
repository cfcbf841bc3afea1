//! The message catalogues, compiled in. Each is read when somebody first needs its language: two take 3 MB.

use super::numbers::group_numbers;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use rust_embed::RustEmbed;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::{LazyLock, OnceLock};

/// As `de/common.ftl`.
#[derive(RustEmbed)]
#[folder = "locales/"]
#[include = "*.ftl"]
struct Texts;

/// The file of each language that says what it is called.
const NAMED_IN: &str = "common.ftl";

/// By the code of the language; the text is why it cannot be read.
static CATALOGUES: LazyLock<BTreeMap<String, OnceLock<Result<Catalogue, String>>>> = LazyLock::new(|| {
    let codes = Texts::iter().filter_map(|path| path.split_once('/').map(|(code, _)| code.to_owned()));
    codes.map(|code| (code, OnceLock::new())).collect()
});

/// The messages of one language.
pub struct Catalogue(FluentBundle<FluentResource>);

/// The codes of all languages, in alphabetical order.
pub fn codes() -> impl Iterator<Item = &'static str> {
    CATALOGUES.keys().map(String::as_str)
}

/// The catalogue of a language.
pub fn of(code: &str) -> Result<&'static Catalogue, String> {
    let known = CATALOGUES.get(code).ok_or_else(|| format!("there is no catalogue for the language {code}"))?;
    known.get_or_init(|| Catalogue::read(code, |_| true)).as_ref().map_err(Clone::clone)
}

/// What a language calls itself, without its other messages.
pub fn name_of(code: &str) -> Result<String, String> {
    Catalogue::read(code, |file| file == NAMED_IN)?.say("language-name", &HashMap::new())
}

impl Catalogue {
    /// The files of a language that `is_wanted` takes.
    fn read(code: &str, is_wanted: impl Fn(&str) -> bool) -> Result<Self, String> {
        let locale = code.parse().map_err(|error| format!("{code} is not a language: {error}"))?;
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // Marks around every inserted value would end up in titles and attributes; see `isolated`.
        bundle.set_use_isolating(false);
        group_numbers(&mut bundle);
        for path in Texts::iter() {
            if path.split_once('/').is_none_or(|(folder, file)| folder != code || !is_wanted(file)) {
                continue;
            }
            let file = Texts::get(&path).ok_or_else(|| format!("{path} went away"))?;
            let text = String::from_utf8(file.data.into_owned()).map_err(|error| format!("{path}: {error}"))?;
            let messages = FluentResource::try_new(text).map_err(|(_, errors)| format!("{path}: {errors:?}"))?;
            bundle.add_resource(messages).map_err(|errors| format!("{path}: {errors:?}"))?;
        }
        Ok(Self(bundle))
    }

    /// A message with its values; a missing message or value is an error.
    pub fn say(&self, key: &str, args: &HashMap<Cow<'static, str>, FluentValue<'_>>) -> Result<String, String> {
        #[cfg(test)]
        super::templates::note(key);
        let pattern = self.0.get_message(key).and_then(|message| message.value()).ok_or("it is not there")?;
        let args: FluentArgs<'_> = args.iter().map(|(name, value)| (name.as_ref(), value.clone())).collect();
        let mut errors = Vec::new();
        let said = self.0.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        if errors.is_empty() { Ok(said) } else { Err(format!("{errors:?}")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_catalogue_can_be_read_and_names_its_language() {
        for code in codes() {
            assert!(of(code).is_ok(), "{code}: {:?}", of(code).err());
            assert!(!name_of(code).unwrap().is_empty(), "{code}");
        }
        assert!(of("xx").is_err());
    }
}
