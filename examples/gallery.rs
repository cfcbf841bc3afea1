//! Renders every sample of every page in every language into `artefacts/pages/` (English at its root), with the static
//! files they load, so that pages can be
//! looked at and photographed: `cargo run --example gallery`, then serve that folder.

use claviger::web::{assets, messages, pages, templates};
use rocket::local::blocking::Client;
use std::error::Error;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let figment = rocket::figment::Figment::from(rocket::Config::default())
        .merge(("log_level", "critical"))
        .merge(("template_dir", templates::template_dir()));
    let client = Client::untracked(rocket::custom(figment).attach(templates::attach_templates()))?;
    let folder = Path::new("artefacts/pages");
    fs::create_dir_all(folder)?;
    let mut index = String::from("<!doctype html><title>Pages</title><ul>");
    for language in messages::LANGUAGES.iter() {
        let is_first = language.code == messages::DEFAULT_LANGUAGE;
        let prefix = if is_first { String::new() } else { format!("{}/", language.code) };
        fs::create_dir_all(folder.join(&prefix))?;
        for (name, html) in pages::render_samples(client.rocket(), &language.code) {
            let html = html.ok_or_else(|| format!("{prefix}{name} does not render"))?;
            fs::write(folder.join(&prefix).join(&name), html)?;
            index.push_str(&format!("<li><a href=\"{prefix}{name}\">{prefix}{name}</a>"));
        }
    }
    fs::write(folder.join("index.html"), index)?;
    let files = assets::export(folder)?;
    eprintln!("wrote {} and {files} static files", folder.display());
    Ok(())
}
