//! What surrounds every page: language, who runs the server, whom to ask, the request's id.

use crate::web::guards::local_path::LocalPath;
use crate::web::messages::LANGUAGES;
use serde::Serialize;

/// The part that every page has; each context flattens it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Chrome {
    /// Language of the texts, as its folder in `locales/` is named: `en`.
    pub lang: String,
    /// The languages that the page can be had in.
    pub languages: Vec<LanguageLink>,
    /// Who runs this server, as people say it: "with your Northwind account".
    pub organization: String,
    /// Shown on error pages, so that a person can quote it and an admin can find it in the log.
    pub request_id: String,
    /// Whom to ask for help.
    pub contact: Option<Contact>,
}

impl Chrome {
    /// A page's surroundings without anyone to ask for help.
    pub fn new(lang: impl Into<String>, organization: impl Into<String>, request_id: impl Into<String>) -> Self {
        Self {
            lang: lang.into(),
            languages: Vec::new(),
            organization: organization.into(),
            request_id: request_id.into(),
            contact: None,
        }
    }

    /// Adds whom to ask for help, as configured: an e-mail address, a URL or a sentence.
    #[must_use]
    pub fn with_contact(mut self, contact: Option<&str>) -> Self {
        self.contact = contact.map(Contact::new);
        self
    }

    /// Adds links to the same page in every language.
    #[must_use]
    pub fn with_languages(mut self, here: &LocalPath) -> Self {
        let link = |code: &str| format!("/language?to={code}&return_to={}", here.encoded());
        let links = LANGUAGES.iter().map(|language| LanguageLink {
            code: language.code.clone(),
            name: language.name.clone(),
            url: link(&language.code),
        });
        self.languages = links.collect();
        self
    }

    /// What the samples of all pages are surrounded by.
    pub(super) fn sample() -> Self {
        let plain = Self::new("en", "Northwind", "01JD8Q2X7M4T").with_contact(Some("help@northwind.example"));
        plain.with_languages(&LocalPath::account())
    }
}

/// A link to the same page in another language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LanguageLink {
    /// As its folder in `locales/` is named.
    pub code: String,
    /// As its speakers call it.
    pub name: String,
    /// Where it is chosen.
    pub url: String,
}

/// Whom to ask for help: text, and a link when the text is an e-mail address or a URL.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// What to show.
    pub text: String,
    /// `mailto:…`, `https://…`, or nothing for a plain sentence.
    pub href: Option<String>,
}

impl Contact {
    /// Finds out what kind of contact a configured text is.
    pub fn new(text: &str) -> Self {
        let text = text.trim();
        let is_web = text.starts_with("https://") || text.starts_with("http://");
        let is_mail = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
            && !text.contains(|c: char| c.is_whitespace() || "?&<>\"".contains(c));
        let href = if is_web {
            Some(text.to_owned())
        } else if is_mail {
            Some(format!("mailto:{text}"))
        } else {
            None
        };
        Self { text: text.to_owned(), href }
    }
}

/// Where a person came from: "Back to Harbor Wiki".
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Back {
    /// A registered address of the app, or a path of ours.
    pub url: String,
    /// The app's name.
    pub name: String,
}

impl Back {
    /// A way back to the app `name` at `url`.
    pub fn new(url: impl Into<String>, name: impl Into<String>) -> Self {
        Self { url: url.into(), name: name.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::Contact;

    #[test]
    fn an_address_becomes_a_link_and_a_sentence_stays_a_sentence() {
        assert_eq!(Contact::new(" help@a.example ").href.as_deref(), Some("mailto:help@a.example"));
        assert_eq!(Contact::new("https://a.example/help").href.as_deref(), Some("https://a.example/help"));
        assert_eq!(Contact::new("Ask Olga, room 4").href, None);
        assert_eq!(Contact::new("javascript:alert(1)").href, None);
        assert_eq!(Contact::new("write to a@b.example today").href, None);
    }
}
