//! Reads our own pages as far as a browser without scripts needs it: forms, their fields and buttons, the language.

/// A form of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Form {
    /// Where it is posted to.
    pub(super) action: String,
    /// Hidden and visible fields with their present values.
    pub(super) fields: Vec<(String, String)>,
    /// Names and values of its buttons.
    pub(super) buttons: Vec<(String, String)>,
}

impl Form {
    /// Whether it has a field of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(own, _)| own == name)
    }

    /// What its button of that name may say.
    pub(super) fn choices(&self, name: &str) -> Vec<&str> {
        self.buttons.iter().filter(|(own, _)| own == name).map(|(_, value)| &**value).collect()
    }

    /// Its fields with some of them filled in, as they are posted.
    pub(super) fn filled<'a>(&'a self, filled: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let is_filled = |name: &str| filled.iter().any(|(own, _)| *own == name);
        let kept = self.fields.iter().filter(|(name, _)| !is_filled(name));
        kept.map(|(name, value)| (&**name, &**value)).chain(filled.iter().copied()).collect()
    }
}

struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| &**value)
    }

    fn pair(&self) -> Option<(String, String)> {
        Some((self.attribute("name")?.to_owned(), self.attribute("value").unwrap_or_default().to_owned()))
    }
}

/// The posted forms of a page.
pub(super) fn forms(page: &str) -> Vec<Form> {
    let mut forms = Vec::new();
    let mut open: Option<Form> = None;
    for tag in tags(page) {
        match (&*tag.name, &mut open) {
            ("form", open) if tag.attribute("method").is_some_and(|method| method.eq_ignore_ascii_case("post")) => {
                let action = tag.attribute("action").unwrap_or_default().to_owned();
                *open = Some(Form { action, ..Form::default() });
            }
            ("/form", open) => forms.extend(open.take()),
            ("input" | "textarea" | "select", Some(form)) => form.fields.extend(tag.pair()),
            ("button", Some(form)) => form.buttons.extend(tag.pair()),
            _ => {}
        }
    }
    forms
}

/// The addresses of a page's frames.
pub(super) fn frames(page: &str) -> Vec<String> {
    let frames = tags(page).into_iter().filter(|tag| tag.name == "iframe");
    frames.filter_map(|tag| tag.attribute("src").map(str::to_owned)).collect()
}

/// The `lang` of a page.
pub(super) fn language(page: &str) -> Option<String> {
    tags(page).into_iter().find(|tag| tag.name == "html")?.attribute("lang").map(str::to_owned)
}

/// The title of a page.
pub(super) fn title(page: &str) -> Option<String> {
    let (_, rest) = page.split_once("<title>")?;
    rest.split_once("</title>").map(|(title, _)| unescape(title))
}

fn tags(page: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some((_, after)) = rest.split_once('<') {
        let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '/')).unwrap_or(after.len());
        let name = after[..end].to_ascii_lowercase();
        let (attributes, after) = attributes(&after[end..]);
        rest = after;
        // What a script says is none of the page's tags.
        if name == "script" {
            rest = rest.split_once("</script").map_or("", |(_, after)| after);
        }
        tags.push(Tag { name, attributes });
    }
    tags
}

/// The attributes up to the end of a tag, and what comes after it.
fn attributes(mut rest: &str) -> (Vec<(String, String)>, &str) {
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return (found, rest);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (found, after);
        }
        let end = rest.find(|c: char| c.is_ascii_whitespace() || "=>/".contains(c)).unwrap_or(rest.len());
        // Never empty: a stray mark is stepped over.
        let end = end.max(rest.chars().next().map_or(0, char::len_utf8));
        let name = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (text, left) = match quote {
                Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
                None => {
                    after.split_at(after.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(after.len()))
                }
            };
            (value, rest) = (unescape(text), left);
        }
        found.push((name, value));
    }
}

/// The characters that our templates escape.
pub(super) fn unescape(text: &str) -> String {
    let known = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'"), ("&#x2F;", "/")];
    let text = known.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    text.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<!doctype html><HTML lang="de"><title>A &amp; B</title>
        <script>if (a < b) { '<form method="post" action="/evil">' }</script>
        <form action="/search"><input name="q"></form>
        <form method="post" action="/login?x=1&amp;y=2" novalidate>
        <input type="hidden" name="csrf" value="a&#x2F;b"><input name=username required value='x>y'>
        <button class="button" name="decision" value="allow">Yes</button><button>Plain</button></form>"#;

    #[test]
    fn posted_forms_are_read_with_fields_and_buttons() {
        let forms = forms(PAGE);
        assert_eq!(forms.len(), 1);
        let form = &forms[0];
        assert_eq!(form.action, "/login?x=1&y=2");
        assert_eq!(form.fields, [("csrf", "a/b"), ("username", "x>y")].map(|(n, v)| (n.into(), v.into())));
        assert_eq!((form.choices("decision"), form.has("csrf"), form.has("q")), (vec!["allow"], true, false));
        assert_eq!(form.filled(&[("username", "u")]), [("csrf", "a/b"), ("username", "u")]);
    }

    #[test]
    fn language_and_title_are_read() {
        assert_eq!((language(PAGE).as_deref(), title(PAGE).as_deref()), (Some("de"), Some("A & B")));
    }

    #[test]
    fn a_page_that_is_cut_anywhere_is_read_as_far_as_it_goes() {
        for end in (0..PAGE.len()).filter(|end| PAGE.is_char_boundary(*end)) {
            assert!(forms(&PAGE[..end]).len() <= 1);
        }
    }
}
