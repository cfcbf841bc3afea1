//! The template engine: templates and message catalogues compiled in, and the few functions templates may call.
//! Attached once by the crate root; pages go through [`super::page::Page`].

use super::assets;
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, static_loader};
use rocket::fairing::Fairing;
use rocket_dyn_templates::Template;
use rust_embed::RustEmbed;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::HashMap;
use std::error::Error;
use tera::Tera;

#[derive(RustEmbed)]
#[folder = "templates/"]
#[include = "*.html"]
struct Sources;

static_loader! {
    static CATALOGUES = {
        locales: "./locales",
        fallback_language: "en",
        // The marks around inserted values are for mixed scripts; they would end up in titles and attributes.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The fairing that loads all templates; the figment must hold [`template_dir`] as `template_dir`.
pub fn attach_templates() -> impl Fairing {
    Template::try_custom(|engines| load(&mut engines.tera))
}

/// Where Rocket watches for edited templates: the source folder in debug builds, nowhere in release builds.
pub fn template_dir() -> &'static str {
    // Rocket refuses to start without some path that exists, and loads only `*.tera` files from it: we have none.
    if cfg!(debug_assertions) { concat!(env!("CARGO_MANIFEST_DIR"), "/templates") } else { "/dev/null" }
}

/// The languages that have a catalogue, in alphabetical order.
pub fn languages() -> Vec<String> {
    let mut languages: Vec<String> = CATALOGUES.locales().map(ToString::to_string).collect();
    languages.sort();
    languages
}

/// One message of the catalogue, for answers that are not pages; `None` when the language or the key is unknown.
pub fn message(lang: &str, key: &str) -> Option<String> {
    text(lang, key, &HashMap::new()).ok()
}

fn load(tera: &mut Tera) -> Result<(), Box<dyn Error>> {
    tera.register_function("t", translate);
    tera.register_function("duration", duration);
    tera.register_function("asset", asset);
    tera.register_filter("href", href);
    let mut sources = Vec::new();
    for name in Sources::iter() {
        // Tera escapes by the end of the name: anything else would reach the page raw.
        if !name.ends_with(".html") {
            return Err(format!("the template {name} does not end in .html").into());
        }
        let file = Sources::get(&name).ok_or_else(|| format!("the template {name} went away"))?;
        sources.push((name.into_owned(), String::from_utf8(file.data.into_owned())?));
    }
    // In one call, since they extend and import each other.
    tera.add_raw_templates(sources)?;
    Ok(())
}

/// `t(lang=lang, key="…", name=value, …)`: a message of the catalogue. Tera escapes what it returns.
fn translate(args: &HashMap<String, Value>) -> tera::Result<Value> {
    let lang = string_argument(args, "lang")?;
    let key = string_argument(args, "key")?;
    let mut values = HashMap::new();
    for (name, value) in args.iter().filter(|(name, _)| *name != "lang" && *name != "key") {
        let value = match value {
            Value::String(text) => FluentValue::from(text.clone()),
            Value::Number(number) => FluentValue::from(number.as_f64().unwrap_or_default()),
            // A message that wants the value then fails below, by name.
            Value::Null => continue,
            _ => return Err(tera::Error::msg(format!("t: {name} must be a text or a number"))),
        };
        values.insert(Cow::Owned(name.clone()), value);
    }
    text(lang, key, &values).map(Value::String)
}

/// `duration(lang=lang, seconds=90)`: "2 minutes". Rounded up, so that nobody comes back too early.
fn duration(args: &HashMap<String, Value>) -> tera::Result<Value> {
    let lang = string_argument(args, "lang")?;
    let seconds =
        args.get("seconds").and_then(Value::as_u64).ok_or_else(|| tera::Error::msg("duration: seconds is missing"))?;
    let (key, count) = match seconds {
        0..90 => ("duration-seconds", seconds.max(1)),
        90..5400 => ("duration-minutes", seconds.div_ceil(60)),
        _ => ("duration-hours", seconds.div_ceil(3600)),
    };
    text(lang, key, &HashMap::from([(Cow::Borrowed("count"), FluentValue::from(count))])).map(Value::String)
}

/// `asset(path="css/claviger.css")`: the fingerprinted URL of a static file.
fn asset(args: &HashMap<String, Value>) -> tera::Result<Value> {
    let path = string_argument(args, "path")?;
    assets::url(path)
        .map(Value::String)
        .ok_or_else(|| tera::Error::msg(format!("asset: there is no static file {path}")))
}

/// `{{ url | href }}`: the URL, made harmless when it would run as a script.
fn href(value: &Value, _: &HashMap<String, Value>) -> tera::Result<Value> {
    let url = value.as_str().ok_or_else(|| tera::Error::msg("href: not a text"))?;
    // Browsers ignore blanks and control characters in front of and inside a scheme.
    let scheme: String = url
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .take_while(|&c| c != ':')
        .collect::<String>()
        .to_ascii_lowercase();
    let harmful = ["javascript", "data", "vbscript", "blob", "file"].contains(&scheme.as_str());
    Ok(Value::String(if harmful { format!("unsafe:{url}") } else { url.to_owned() }))
}

fn string_argument<'a>(args: &'a HashMap<String, Value>, name: &str) -> tera::Result<&'a str> {
    args.get(name).and_then(Value::as_str).ok_or_else(|| tera::Error::msg(format!("{name} must be given, as a text")))
}

/// Fails where the catalogue's own function would print "Unknown localization key" into the page.
fn text(lang: &str, key: &str, args: &HashMap<Cow<'static, str>, FluentValue<'_>>) -> tera::Result<String> {
    let known: LanguageIdentifier = lang.parse().map_err(|_| tera::Error::msg(format!("{lang} is not a language")))?;
    if !CATALOGUES.locales().any(|locale| *locale == known) {
        return Err(tera::Error::msg(format!("there is no catalogue for the language {lang}")));
    }
    CATALOGUES
        .lookup_single_language(&known, key, Some(args))
        .map_err(|error| tera::Error::msg(format!("message {key} in {lang}: {error}")))
}
