//! A page is a type with samples: one template, the one type that may be rendered into it, and examples of it that a
//! test renders. Nothing reaches HTML but a [`Page`]. May be imported by `web` only.

use rocket_dyn_templates::Template;
use serde::Serialize;

/// A page: one template and the one type that may be rendered into it.
///
/// The type serializes every field always: Tera takes a missing field in `{% if … %}` for false, in silence.
pub trait Page: Serialize + Sized {
    /// The template's path below `templates/`, with `.html`.
    const TEMPLATE: &'static str;

    /// One example of every face that the page has; tests and the gallery render them all.
    fn samples() -> Vec<Self>;

    /// The page as Rocket answers it, with status 200 unless wrapped in `(Status, …)`.
    fn render(&self) -> Template {
        Template::render(Self::TEMPLATE, self)
    }
}
