//! The template engine: templates compiled in, and the few functions templates may call.
//! Attached once by the crate root; pages go through [`super::page::Page`].

use super::assets;
use super::messages::{self, text};
use super::numbers;
use fluent_bundle::FluentValue;
use rocket::fairing::Fairing;
use rocket_dyn_templates::Template;
use rust_embed::RustEmbed;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::error::Error;
use tera::Tera;

#[derive(RustEmbed)]
#[folder = "templates/"]
#[include = "*.html"]
struct Sources;

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

fn load(tera: &mut Tera) -> Result<(), Box<dyn Error>> {
    tera.register_function("t", translate);
    tera.register_function("duration", duration);
    tera.register_function("number", number);
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
        sources.push((name, String::from_utf8(file.data.into_owned())?));
    }
    let shared: HashSet<String> = sources.iter().flat_map(|(_, source)| names_in(source)).map(str::to_owned).collect();
    let (shared, pages): (Vec<_>, Vec<_>) = sources.into_iter().partition(|(name, _)| shared.contains(&**name));
    let mut workbench = Tera::default();
    // In one call, since they extend and import each other.
    workbench.add_raw_templates(shared)?;
    // One by one, each stripped before the next: with all of them at once the copies would stand beside each other.
    for (name, source) in pages {
        workbench.add_raw_template(&name, &source)?;
        tera.templates.extend(workbench.templates.remove_entry(&*name).map(without_copies));
    }
    tera.templates.extend(workbench.templates.into_iter().map(without_copies));
    Ok(())
}

/// The templates that a template extends or imports.
fn names_in(source: &str) -> impl Iterator<Item = &str> {
    source.lines().filter_map(|line| {
        let rest = line.strip_prefix("{%- extends \"").or_else(|| line.strip_prefix("{%- import \""))?;
        rest.split_once('"').map(|(name, _)| name)
    })
}

/// Tera keeps each block and each macro of a template up to three times: in the parsed text, by name, and by name with
/// those of its parents. Rendering reads a block by name, the text of the topmost parent, and macros by name; the other
/// copies are 6 MB of an idle server's memory.
fn without_copies((name, mut template): (String, tera::Template)) -> (String, tera::Template) {
    if template.parent.is_some() || name.starts_with("macros/") {
        template.ast = Vec::new();
    }
    template.blocks = HashMap::new();
    for own_and_parents in template.blocks_definitions.values_mut() {
        own_and_parents.truncate(1);
        own_and_parents.shrink_to_fit();
    }
    (name, template)
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
    messages::duration(lang, seconds).map(Value::String)
}

/// `number(lang=lang, value=12345)`: "12,345".
fn number(args: &HashMap<String, Value>) -> tera::Result<Value> {
    let lang = string_argument(args, "lang")?;
    let value =
        args.get("value").and_then(Value::as_i64).ok_or_else(|| tera::Error::msg("number: value is missing"))?;
    Ok(Value::String(numbers::grouped(value, lang)))
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

#[cfg(test)]
pub use tests::note;

#[cfg(test)]
mod tests;
