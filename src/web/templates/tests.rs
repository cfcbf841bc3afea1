//! Every page with every sample in every language: what renders, and what must never come out.

use super::{RELEASE_TEMPLATE_DIR, attach_templates, href};
use crate::audit::Sentence;
use crate::web::messages::{LANGUAGES, codes, message, text};
use crate::web::pages::render_samples;
use rocket::local::blocking::Client;
use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use std::sync::{LazyLock, Mutex};

static ASKED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Remembers which messages were asked for.
pub fn note(key: &str) {
    ASKED.lock().unwrap().insert(key.to_owned());
}

/// Every sample of every page in every language, as `en/…`, rendered once for all tests.
static RENDERED: LazyLock<Vec<(String, Option<String>)>> = LazyLock::new(|| {
    let figment = rocket::figment::Figment::from(rocket::Config::default())
        .merge(("log_level", "off"))
        .merge(("template_dir", RELEASE_TEMPLATE_DIR));
    let client = Client::untracked(rocket::custom(figment).attach(attach_templates())).unwrap();
    let in_language = |code: &'static str| {
        render_samples(client.rocket(), code).into_iter().map(move |(name, html)| (format!("{code}/{name}"), html))
    };
    codes().into_iter().flat_map(in_language).collect()
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
        let lang = name.split('/').next().unwrap();
        assert!(html.contains(&format!("<html lang=\"{lang}\">")), "{name} names no language");
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
            // Of boxes several have one name; a search field may stand twice on a page.
            let is_one_of_many = ["hidden\"", "\"checkbox\"", "\"radio\"", "\"search\""];
            if !is_one_of_many.iter().any(|kind| input.contains(kind)) {
                assert_eq!(value("id"), value("name"), "{name}: {input}");
            }
        }
    });
}

#[test]
fn a_page_with_a_problem_says_so_in_its_title() {
    each_page(|name, html| {
        let is_told = ["<title>Error: ", "<title>Fehler: "].iter().any(|begin| html.contains(begin));
        assert_eq!(html.contains("data-summary"), is_told, "{name}");
    });
}

#[test]
fn the_catalogue_holds_what_the_pages_ask_for_and_nothing_else() {
    each_page(|_, _| ());
    // These lengths of time are in no sample.
    for key in ["duration-hours", "when-hours", "language-name"] {
        text("en", key, &HashMap::from([("count".into(), 2.into())])).unwrap();
    }
    for key in flash_keys() {
        text("en", &key, &HashMap::from([("count".into(), 2.into()), ("name".into(), "x".into())])).unwrap();
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

/// What acts leave for the next page: `Flash::good("…")` and `Flash::warn("…")` anywhere in the source.
fn flash_keys() -> BTreeSet<String> {
    fn collect(folder: &Path, keys: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, keys);
                continue;
            }
            let source = fs::read_to_string(path).unwrap();
            for begin in ["Flash::good(\"", "Flash::warn(\""] {
                keys.extend(source.split(begin).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
            }
        }
    }
    let mut keys = BTreeSet::new();
    for room in ["src/web/admin", "src/web/account", "src/web/pages"] {
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join(room), &mut keys);
    }
    keys
}

#[test]
fn every_language_has_the_same_messages() {
    assert!(LANGUAGES.len() >= 2);
    for language in codes() {
        assert_eq!(ids(language), ids("en"), "{language}");
    }
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
fn the_sign_in_page_with_all_it_loads_weighs_less_than_13_kilobytes() {
    let page = RENDERED.iter().find(|(name, _)| name == "en/sign_in-login-01.html").unwrap();
    let loaded = ["css/claviger.css", "js/claviger.js", "img/icons.svg", "img/favicon.svg"];
    let files: usize = loaded.iter().map(|path| crate::web::assets::wire_size(path).unwrap()).sum();
    let all = page.1.as_ref().unwrap().len() + files;
    assert!(all < 13_000, "{all} bytes");
}
