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

const RELEASE_TEMPLATE_DIR: &str = "/dev/null";

/// Where Rocket watches for edited templates: the source folder in debug builds, nowhere in release builds.
pub fn template_dir() -> &'static str {
    // Rocket refuses to start without some path that exists, and loads only `*.tera` files from it: we have none.
    if cfg!(debug_assertions) { concat!(env!("CARGO_MANIFEST_DIR"), "/templates") } else { RELEASE_TEMPLATE_DIR }
}

/// The languages that have a catalogue, in alphabetical order.
pub fn languages() -> Vec<String> {
    let mut languages: Vec<String> = CATALOGUES.locales().map(ToString::to_string).collect();
    languages.sort();
    languages
}

fn load(tera: &mut Tera) -> Result<(), Box<dyn Error>> {
    tera.register_function("t", translate);
    tera.register_function("duration", duration);
    tera.register_function("asset", Asset);
    tera.register_function("inline_script", InlineScript);
    tera.register_filter("href", href);
    tera.register_filter("initial", initial);
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
struct Asset;

impl tera::Function for Asset {
    fn call(&self, args: &HashMap<String, Value>) -> tera::Result<Value> {
        let path = string_argument(args, "path")?;
        let url = assets::url(path);
        url.map(Value::String).ok_or_else(|| tera::Error::msg(format!("asset: there is no static file {path}")))
    }

    /// Made of our own file names and hexadecimal digits: nothing to escape.
    fn is_safe(&self) -> bool {
        true
    }
}

/// `inline_script()`: the script that runs before the first paint.
struct InlineScript;

impl tera::Function for InlineScript {
    fn call(&self, _: &HashMap<String, Value>) -> tera::Result<Value> {
        Ok(assets::inline_script().into())
    }

    /// Our own script; the Content-Security-Policy knows its hash.
    fn is_safe(&self) -> bool {
        true
    }
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

/// `{{ name | initial }}`: the letter that stands for an app without a logo.
fn initial(value: &Value, _: &HashMap<String, Value>) -> tera::Result<Value> {
    let name = value.as_str().ok_or_else(|| tera::Error::msg("initial: not a text"))?;
    let letter = name.chars().find(|c| c.is_alphanumeric());
    Ok(Value::String(letter.into_iter().flat_map(char::to_uppercase).collect()))
}

fn string_argument<'a>(args: &'a HashMap<String, Value>, name: &str) -> tera::Result<&'a str> {
    args.get(name).and_then(Value::as_str).ok_or_else(|| tera::Error::msg(format!("{name} must be given, as a text")))
}

/// A message for a place that is no template: a terminal.
pub fn message(lang: &str, key: &str, arguments: &[(&'static str, String)]) -> tera::Result<String> {
    let values = arguments.iter().map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(value.as_str())));
    text(lang, key, &values.collect())
}

/// Fails where the catalogue's own function would print "Unknown localization key" into the page.
fn text(lang: &str, key: &str, args: &HashMap<Cow<'static, str>, FluentValue<'_>>) -> tera::Result<String> {
    let known: LanguageIdentifier = lang.parse().map_err(|_| tera::Error::msg(format!("{lang} is not a language")))?;
    if !CATALOGUES.locales().any(|locale| *locale == known) {
        return Err(tera::Error::msg(format!("there is no catalogue for the language {lang}")));
    }
    #[cfg(test)]
    tests::note(key);
    CATALOGUES
        .lookup_single_language(&known, key, Some(args))
        .map_err(|error| tera::Error::msg(format!("message {key} in {lang}: {error}")))
}

#[cfg(test)]
mod tests {
    use super::{RELEASE_TEMPLATE_DIR, attach_templates, href, languages, message, text};
    use crate::audit::Sentence;
    use crate::web::pages::render_samples;
    use rocket::local::blocking::Client;
    use std::collections::{BTreeSet, HashMap};
    use std::fs;
    use std::path::Path;
    use std::sync::{LazyLock, Mutex};

    static ASKED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

    /// Remembers which messages were asked for.
    pub(super) fn note(key: &str) {
        ASKED.lock().unwrap().insert(key.to_owned());
    }

    /// Every sample of every page, rendered once for all tests.
    static RENDERED: LazyLock<Vec<(String, Option<String>)>> = LazyLock::new(|| {
        let figment = rocket::figment::Figment::from(rocket::Config::default())
            .merge(("log_level", "off"))
            .merge(("template_dir", RELEASE_TEMPLATE_DIR));
        let client = Client::untracked(rocket::custom(figment).attach(attach_templates())).unwrap();
        render_samples(client.rocket())
    });

    fn each_page(visit: impl Fn(&str, &str)) {
        for (name, html) in RENDERED.iter() {
            visit(name, html.as_deref().unwrap_or_else(|| panic!("{name} does not render")));
        }
    }

    /// The messages of one language: its ids, from its files.
    fn ids(language: &str) -> BTreeSet<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(language);
        let mut ids = BTreeSet::new();
        for file in fs::read_dir(folder).unwrap() {
            for line in fs::read_to_string(file.unwrap().path()).unwrap().lines() {
                if let Some((id, _)) = line.split_once(" =").filter(|(id, _)| !id.contains([' ', '#', '[', '*'])) {
                    assert!(ids.insert(id.to_owned()), "{id} stands twice in {language}");
                }
            }
        }
        ids
    }

    #[test]
    fn every_sample_of_every_page_renders_with_a_title_and_a_language() {
        each_page(|name, html| {
            let title = html.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>")).unwrap().0;
            let words = title.split_once(" · ").unwrap_or_else(|| panic!("{name}: the title is {title:?}")).0;
            assert!(!words.trim().is_empty(), "{name} has no title");
            assert!(html.contains("<html lang=\"en\">"), "{name} names no language");
            assert_eq!(html.matches("<h1>").count(), 1, "{name} has one heading of the first order");
        });
    }

    #[test]
    fn markup_in_a_value_comes_out_as_text() {
        let escaped = std::cell::Cell::new(0);
        each_page(|name, html| {
            assert!(!html.contains("<b>"), "{name} lets markup through");
            assert!(!html.contains("\"'&\""), "{name} lets quotes through");
            escaped.set(escaped.get() + usize::from(html.contains("&lt;b&gt;bold")));
        });
        assert!(escaped.get() >= 10, "every page has a sample with markup");
    }

    #[test]
    fn no_page_needs_more_than_the_content_security_policy_allows() {
        each_page(|name, html| {
            assert!(!html.contains("style="), "{name} has an inline style");
            assert!(!html.contains("<style"), "{name} has a style element");
            let known = format!("<script>{}</script>", crate::web::assets::inline_script());
            assert!(html.contains(&known), "{name} holds the script of the first paint, byte for byte");
            assert_eq!(
                html.matches("<script").count(),
                html.matches("<script src=\"/s/").count() + 1,
                "{name}: inline script"
            );
            assert!(!html.contains("\"javascript:"), "{name} has a link that runs");
            for handler in [" onclick", " onload", " onsubmit", " onerror"] {
                assert!(!html.contains(handler), "{name} has {handler}");
            }
        });
    }

    #[test]
    fn every_form_of_ours_posts_a_csrf_token_and_names_its_fields_as_their_ids() {
        each_page(|name, html| {
            if name.contains("form_post") {
                return;
            }
            let forms = html.matches("method=\"post\"").count();
            assert_eq!(html.matches("name=\"csrf\"").count(), forms, "{name}: a form without a token");
            for input in html.split("<input ").skip(1).map(|rest| rest.split('>').next().unwrap()) {
                let value = |attribute: &str| {
                    input.split_once(&format!("{attribute}=\"")).map(|(_, rest)| rest.split('"').next().unwrap())
                };
                if !input.contains("hidden\"") {
                    assert_eq!(value("id"), value("name"), "{name}: {input}");
                }
            }
        });
    }

    #[test]
    fn a_page_with_a_problem_says_so_in_its_title() {
        each_page(|name, html| {
            assert_eq!(html.contains("data-summary"), html.contains("<title>Error: "), "{name}");
        });
    }

    #[test]
    fn the_catalogue_holds_what_the_pages_ask_for_and_nothing_else() {
        each_page(|_, _| ());
        // These lengths of time are in no sample.
        for key in ["duration-hours", "when-hours"] {
            text("en", key, &HashMap::from([("count".into(), 2.into())])).unwrap();
        }
        // The sentences of the audit log stand in no template.
        for key in Sentence::keys() {
            let arguments = Sentence::ARGUMENTS.map(|name| (name, "yes".to_owned()));
            assert!(!message("en", &key, &arguments).unwrap().is_empty());
        }
        let asked = ASKED.lock().unwrap().clone();
        let unused: Vec<_> = ids("en").into_iter().filter(|id| !asked.contains(id)).collect();
        assert!(unused.is_empty(), "no page asks for {unused:?}");
    }

    #[test]
    fn every_language_has_the_same_messages() {
        for language in languages() {
            assert_eq!(ids(&language), ids("en"), "{language}");
        }
    }

    #[test]
    fn an_unknown_message_or_language_is_an_error_and_not_a_text() {
        let none = HashMap::new();
        assert!(text("en", "no-such-message", &none).is_err());
        assert!(text("xx", "copy", &none).is_err());
        assert!(text("en-GB", "copy", &none).is_err(), "no silent fallback");
        assert!(text("en", "back-to", &none).is_err(), "a value is missing");
    }

    #[test]
    fn a_link_that_would_run_as_a_script_is_made_harmless() {
        let safe = |url: &str| href(&url.into(), &HashMap::new()).unwrap().as_str().unwrap().to_owned();
        for url in ["javascript:alert(1)", " JavaScript:x", "java\tscript:x", "data:text/html,x", "vbscript:x"] {
            assert!(safe(url).starts_with("unsafe:"), "{url}");
        }
        for url in ["https://a.example/?q=javascript:1", "/account", "mailto:a@b.example", "com.example.app:/cb"] {
            assert_eq!(safe(url), url);
        }
    }

    #[test]
    fn the_sign_in_page_with_all_it_loads_weighs_less_than_12_kilobytes() {
        let page = RENDERED.iter().find(|(name, _)| name == "sign_in-login-01.html").unwrap();
        let loaded = ["css/claviger.css", "js/claviger.js", "img/icons.svg", "img/favicon.svg"];
        let files: usize = loaded.iter().map(|path| crate::web::assets::wire_size(path).unwrap()).sum();
        let all = page.1.as_ref().unwrap().len() + files;
        assert!(all < 12_000, "{all} bytes");
    }
}
