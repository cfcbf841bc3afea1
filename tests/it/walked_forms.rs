//! Every form of the admin area and of my account, found as an owner finds it, by following every link. Sent twice as by a
//! double click it changes things once; whatever is typed into it, nothing breaks, and nothing becomes markup. A new form
//! is walked by itself.

use crate::support::{BOB, Browser, House, SHOP, admin, on_sqlite, send, sent_by, unescape};
use claviger::model::user::Role;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What people would type into fields that stand empty.
const TYPED: [(&str, &str); 14] = [
    ("name", "walked"),
    ("label", "Walked"),
    ("username", "walked"),
    ("email", "walked@example.org"),
    ("client_id", "walked"),
    ("redirect_uris", "https://walked.example/callback"),
    ("redirect_uri", "https://walked.example/more"),
    ("audience", "https://api.walked.example/"),
    ("description", "walked"),
    ("claim", "walked"),
    ("token", "walked"),
    ("uses", "1"),
    ("days", "1"),
    ("reason", "walked"),
];

/// Forms that are there to be sent again, each with its reason.
const AGAIN: [(&str, &str); 4] = [
    ("/audit/verify", "each check is one, and is written down as one"),
    ("/selftest", "each run is one"),
    ("/clients/registration", "the token is shown once: it stands in the answer that is seen, which is the last one"),
    ("/reset-password", "the link is shown once, likewise; the one before stops working"),
];

/// A form as its page shows it.
#[derive(Debug)]
struct Form {
    page: String,
    action: String,
    fields: Vec<(String, String)>,
    /// The fields that people type into.
    typed: Vec<String>,
}

/// The route that an address belongs to, `<…>` for what stands in it.
struct Routes(Vec<String>);

impl Routes {
    fn of(house: &House) -> Self {
        let rocket = claviger::build(&house.provider);
        let mut paths: Vec<_> = rocket.routes().map(|route| route.uri.path().to_owned()).collect();
        paths.sort_by_key(|path| path.matches('<').count());
        Self(paths)
    }

    fn find(&self, address: &str) -> Option<&str> {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        let fits = |route: &&String| {
            let parts = |text: &'_ str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
            let (route, path) = (parts(route), parts(path));
            route.len() == path.len() && route.iter().zip(&path).all(|(own, part)| own.starts_with('<') || own == part)
        };
        self.0.iter().find(fits).map(String::as_str)
    }
}

fn attribute_values(page: &str, name: &str) -> Vec<String> {
    let begin = format!(" {name}=\"");
    page.split(&*begin).skip(1).filter_map(|rest| rest.split('"').next()).map(unescape).collect()
}

fn typed_in(form: &str) -> Vec<String> {
    let tags = form.split('<').filter_map(|part| part.split('>').next());
    let is_typed = |tag: &&str| {
        let kinds = ["hidden", "checkbox", "radio", "file"];
        tag.starts_with("textarea")
            || tag.starts_with("input") && !kinds.iter().any(|kind| tag.contains(&format!("type=\"{kind}\"")))
    };
    tags.filter(is_typed).filter_map(|tag| attribute_values(tag, "name").pop()).collect()
}

fn forms_of(url: &str, page: &str) -> Vec<Form> {
    let forms = page.split("<form ").skip(1).filter_map(|rest| rest.split("</form>").next());
    forms
        .filter(|form| form.split('>').next().is_some_and(|tag| tag.contains("method=\"post\"")))
        .map(|form| {
            let tag = form.split('>').next().unwrap_or_default();
            let action = attribute_values(&format!(" {tag}"), "action").pop().unwrap_or_else(|| url.to_owned());
            let mut fields = sent_by(form);
            // The first of several buttons that say something.
            let button = form.split("<button").skip(1).find_map(|button| {
                let tag = button.split('>').next()?;
                Some((attribute_values(tag, "name").pop()?, attribute_values(tag, "value").pop()?))
            });
            fields.extend(button);
            for (name, value) in &mut fields {
                let typed = TYPED.iter().find(|(own, _)| value.is_empty() && own == name);
                typed.iter().for_each(|(_, text)| *value = (*text).to_owned());
            }
            Form { page: url.to_owned(), action, fields, typed: typed_in(form) }
        })
        .collect()
}

/// Two pages of each kind, and every form on them; of what there are many, not the owner's own.
async fn walk(house: &House, browser: &Browser, routes: &Routes) -> BTreeMap<String, Form> {
    let own = house.person(crate::support::ALICE).await.id.to_string();
    let (mut open, mut seen) = (VecDeque::from(["/admin".to_owned(), "/account".to_owned()]), BTreeMap::new());
    let (mut known, mut forms) = (BTreeSet::new(), BTreeMap::new());
    while let Some(url) = open.pop_front() {
        let Some(route) = routes.find(&url) else { continue };
        let visits: &mut u32 = seen.entry(route.to_owned()).or_default();
        *visits += 1;
        if *visits > 3 {
            continue;
        }
        let answer = browser.get(&url).await;
        assert!(answer.status < 500, "{url}: {}", answer.text());
        if !answer.header("Content-Type").is_some_and(|kind| kind.starts_with("text/html")) {
            continue;
        }
        let page = answer.text();
        assert!(!page.contains("<script>alert(1)"), "{url}: {page}");
        for form in forms_of(&url, &page) {
            let is_ours = form.action.starts_with("/admin") || form.action.starts_with("/account");
            if let (true, Some(route)) = (is_ours, routes.find(&form.action)) {
                // The same route may be several forms, told apart by what they send.
                let names: Vec<_> = form.fields.iter().map(|(name, _)| name.as_str()).collect();
                forms.entry(format!("{route} {}", names.join(" "))).or_insert(form);
            }
        }
        for link in attribute_values(&page, "href") {
            let is_ours = link.starts_with("/admin") || link.starts_with("/account");
            if is_ours && !link.contains(&own) && known.insert(link.clone()) {
                open.push_back(link);
            }
        }
    }
    forms
}

/// What takes something away comes last, and what ends every session at the very end.
fn rank(form: &Form) -> u8 {
    let ends = ["delete", "remove", "revoke", "disable", "end", "clear"];
    match &*form.action {
        "/admin/sessions/end-all" => 3,
        action if action.starts_with("/account") => 2,
        action if ends.iter().any(|word| action.contains(word)) => 1,
        _ => 0,
    }
}

/// What an evening brings: markup, a script's address, names from right to left with a mark that turns all that follows,
/// characters that move cursors, marks without letters, and a very long word.
const STRANGE: [&str; 6] = [
    "\"'><script>alert(1)</script><b>",
    "javascript:alert(1)",
    "\u{202e}\u{645}\u{631}\u{62d}\u{628}\u{627} \u{5e9}\u{5dc}\u{5d5}\u{5dd}",
    "a\u{1}\u{7f}\u{85}\u{200b}\u{feff}b",
    "\u{300}\u{301}\u{489}",
    "{{ 7 * 7 }}{% raw %}${7*7}\\",
];

/// Sends a form with a text in one of its fields, as its page shows it by now; whether it was taken.
async fn type_into(browser: &Browser, form: &Form, field: &str, text: &str) -> bool {
    let page = browser.get(&form.page).await.text();
    let is_same = |now: &Form| now.action == form.action && now.typed == form.typed;
    let Some(mut form) = forms_of(&form.page, &page).into_iter().find(is_same) else { return false };
    form.fields.iter_mut().filter(|(name, _)| name == field).for_each(|(_, value)| *value = text.to_owned());
    let answer = send(browser, &form.action, &form.fields).await;
    let shown: String = text.chars().take(40).collect();
    assert!(answer.status < 500, "{} {field} {shown:?}: {}", form.action, answer.text());
    assert!(!answer.text().contains("<script>alert(1)"), "{} {field}: {}", form.action, answer.text());
    answer.status == 303
}

on_sqlite! {
    async fn whatever_is_typed_into_a_form_nothing_breaks_and_nothing_becomes_markup(house: &House) {
        let browser = admin(house, Role::Owner).await;
        let routes = Routes::of(house);
        let mut forms: Vec<_> = walk(house, &browser, &routes).await.into_values().collect();
        forms.sort_by_key(rank);
        let (long, mut taken) = ("x".repeat(40_000), 0);
        for form in forms.iter().filter(|form| rank(form) == 0) {
            for (field, text) in form.typed.iter().flat_map(|field| STRANGE.iter().map(move |text| (field, *text))) {
                taken += u32::from(type_into(&browser, form, field, text).await);
            }
            for field in &form.typed {
                type_into(&browser, form, field, &long).await;
            }
        }
        assert!(taken > 30, "{taken} texts were taken: too few to show anything");
        // And wherever they were kept, they are shown as text.
        walk(house, &browser, &routes).await;
    }

    async fn ten_megabytes_are_too_much_for_every_form(house: &House) {
        let browser = admin(house, Role::Owner).await;
        let routes = Routes::of(house);
        let forms = walk(house, &browser, &routes).await;
        let (much, before) = ("x".repeat(10 << 20), house.events().await);
        for form in forms.into_values() {
            let csrf = form.fields.iter().find(|(name, _)| name == "csrf").map_or("", |(_, value)| value);
            let answer = browser.post(&form.action, &[("csrf", csrf), ("name", &much)]).await;
            // An upload is no form of this kind; its own test sends too much of its own.
            let is_upload = form.action.ends_with("/logo");
            assert!(answer.status == 413 || is_upload && answer.status / 100 == 4, "{}: {}", form.action, answer.text());
        }
        assert_eq!(house.events().await, before);
    }

    async fn every_form_that_is_sent_twice_changes_things_once(house: &House) {
        let browser = admin(house, Role::Owner).await;
        house.tokens(&house.signed_in(BOB).await, &SHOP, &SHOP.ask()).await;
        let routes = Routes::of(house);
        let mut forms: Vec<_> = walk(house, &browser, &routes).await.into_values().collect();
        assert!(forms.len() >= 40, "{} forms are not all", forms.len());
        forms.sort_by_key(rank);
        let (mut told, mut worked) = (Vec::new(), 0);
        for form in &forms {
            let first = send(&browser, &form.action, &form.fields).await;
            let after_first = house.events().await;
            let second = send(&browser, &form.action, &form.fields).await;
            let (_, more) = (assert!(first.status < 500 && second.status < 500, "{form:?}"), house.events().await - after_first);
            worked += u32::from(first.status == 303);
            if more > 0 && !AGAIN.iter().any(|(path, _)| form.action.ends_with(path)) {
                told.push(format!("{} of {}: {} then {}, {more} events more", form.action, form.page, first.status, second.status));
            }
        }
        assert!(told.is_empty(), "{told:#?}");
        assert!(worked > 25, "{worked} of {} forms did something", forms.len());
    }
}
