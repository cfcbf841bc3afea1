//! A browser without scripts: a jar of cookies, redirects of the server's own followed by hand, forms filled in and sent.

use super::html::{self, Form};
use super::http::{Answer, Http, Request};
use super::report::{Check, Stop, demand};
use crate::model::secret::Redacted;
use std::collections::BTreeMap;
use url::Url;

/// More redirects than this are a circle.
const MOST_REDIRECTS: usize = 10;

/// More pages than this no way into an app has.
const MOST_PAGES: usize = 6;

/// A person's browser. A clone has the same cookies and goes its own way from there.
#[derive(Clone)]
pub(super) struct Browser {
    http: Http,
    home: Url,
    languages: String,
    cookies: BTreeMap<String, String>,
    /// Every `Set-Cookie` that came, as it came.
    pub(super) set_cookies: Vec<String>,
}

/// Somebody who can sign in.
#[derive(Clone, Debug)]
pub(super) struct Login {
    pub(super) username: String,
    pub(super) password: Redacted,
}

/// Where a browser ends up.
#[derive(Clone, Debug)]
pub(super) enum Landing {
    /// On a page of the server's.
    Page(Answer),
    /// At another address: an app's.
    Away(Url),
}

/// What a page asks of the person.
pub(super) enum Question {
    SignIn(Form),
    Consent(Form),
    Account(Form),
    SignOut(Form),
    /// Nothing that is known here.
    None,
}

impl Landing {
    /// The page, where it is one.
    pub(super) fn page(self) -> Check<Answer> {
        match self {
            Self::Page(page) => Ok(page),
            Self::Away(url) => {
                Err(Stop::answer(format!("a redirect to {} instead of a page", url.origin().ascii_serialization())))
            }
        }
    }

    /// The address, where the browser has left.
    pub(super) fn away(self) -> Check<Url> {
        match self {
            Self::Away(url) => Ok(url),
            Self::Page(page) => {
                Err(Stop::answer(format!("{} with {} instead of a redirect", page.shown(), described(&page))))
            }
        }
    }
}

/// A page by its title.
pub(super) fn described(page: &Answer) -> String {
    html::title(&page.text()).map_or_else(|| "no page".to_owned(), |title| format!("the page “{title}”"))
}

/// What a page asks.
pub(super) fn question(page: &Answer) -> Question {
    for form in html::forms(&page.text()) {
        if form.has("username") && form.has("password") {
            return Question::SignIn(form);
        }
        if form.choices("decision").contains(&"allow") {
            return Question::Consent(form);
        }
        if !form.choices("choice").is_empty() {
            return Question::Account(form);
        }
        if form.has("logout") && form.has("csrf") {
            return Question::SignOut(form);
        }
    }
    Question::None
}

impl Browser {
    pub(super) fn new(http: &Http, home: &Url) -> Self {
        let languages = "en".to_owned();
        Self { http: http.clone(), home: home.clone(), languages, cookies: BTreeMap::new(), set_cookies: Vec::new() }
    }

    /// Goes to an address of the server's, and on as far as it redirects to itself.
    pub(super) async fn open(&mut self, url: &Url) -> Check<Landing> {
        let answer = self.send(Request::get(url)).await?;
        self.follow(answer).await
    }

    /// Posts fields to an address of the server's as another site's form would.
    pub(super) async fn post(&mut self, url: &Url, fields: &[(&str, &str)]) -> Check<Landing> {
        let answer = self.send(Request::post(url, fields)).await?;
        self.follow(answer).await
    }

    /// Sends a form of a page.
    pub(super) async fn submit(&mut self, page: &Answer, form: &Form, filled: &[(&str, &str)]) -> Check<Landing> {
        let action = page.url.join(&form.action).map_err(|_| Stop::answer("a form without an address"))?;
        demand(action.origin() == self.home.origin(), || "a form that leads to another site".to_owned())?;
        self.post(&action, &form.filled(filled)).await
    }

    /// Does what pages ask, as somebody who signs in and agrees, until none asks any more.
    pub(super) async fn pass(&mut self, login: &Login, mut landing: Landing) -> Check<Landing> {
        let mut has_signed_in = false;
        for _ in 0..MOST_PAGES {
            let Landing::Page(page) = &landing else { break };
            let page = page.clone();
            landing = match question(&page) {
                Question::SignIn(_) if has_signed_in => {
                    return Err(Stop::answer("signing in with the right password led back to the sign-in page"));
                }
                Question::SignIn(form) => {
                    has_signed_in = true;
                    self.sign_in(login, &page, &form).await?
                }
                Question::Consent(form) => self.submit(&page, &form, &[("decision", "allow")]).await?,
                Question::Account(form) => self.submit(&page, &form, &[("choice", "continue")]).await?,
                Question::SignOut(_) | Question::None => break,
            };
        }
        Ok(landing)
    }

    /// Fills in the sign-in form.
    pub(super) async fn sign_in(&mut self, login: &Login, page: &Answer, form: &Form) -> Check<Landing> {
        let filled = [("username", &*login.username), ("password", login.password.expose())];
        self.submit(page, form, &filled).await
    }

    async fn follow(&mut self, mut answer: Answer) -> Check<Landing> {
        for _ in 0..MOST_REDIRECTS {
            let Some(next) = answer.location() else { return Ok(Landing::Page(answer)) };
            if next.origin() != self.home.origin() {
                return Ok(Landing::Away(next));
            }
            answer = self.send(Request::get(&next)).await?;
        }
        Err(Stop::answer(format!("{}: more than {MOST_REDIRECTS} redirects", answer.asked)))
    }

    async fn send(&mut self, request: Request) -> Check<Answer> {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = request.header("Accept-Language", &*self.languages);
        if !cookies.is_empty() {
            request = request.header("Cookie", cookies.join("; "));
        }
        let answer = self.http.send(request).await?;
        let came: Vec<_> = answer.headers("set-cookie").map(str::to_owned).collect();
        for cookie in came {
            self.keep(&cookie);
            self.set_cookies.push(cookie);
        }
        Ok(answer)
    }

    fn keep(&mut self, cookie: &str) {
        let mut parts = cookie.split(';').map(str::trim);
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { return };
        let is_taken_back = parts.any(|part| part.eq_ignore_ascii_case("max-age=0"));
        if is_taken_back {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}
