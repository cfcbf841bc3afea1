//! An administrator at work: a browser whose person has a role, and the token that their forms carry.

use super::browser::Browser;
use super::house::House;
use super::http::Response;
use claviger::accounts::{Access, Authority, NewPerson, PersonChange};
use claviger::model::user::{Role, User};

/// A signed-in administrator.
pub struct Desk {
    pub browser: Browser,
    csrf: String,
}

impl Desk {
    /// Gives a person a role and signs them in.
    pub async fn of(house: &House, username: &str, role: Role) -> Self {
        house.change_person(username, |user| user.role = Some(role)).await;
        let browser = house.signed_in(username).await;
        let csrf = browser.get("/account").await.hidden("csrf");
        Self { browser, csrf }
    }

    pub async fn get(&self, path: &str) -> Response {
        self.browser.get(path).await
    }

    /// The text of a page that is there, with the slashes of its addresses as they are typed.
    pub async fn page(&self, path: &str) -> String {
        slashed(&self.get(path).await)
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let mut all = vec![("csrf", &*self.csrf)];
        all.extend(fields);
        self.browser.post(path, &all).await
    }

    /// Sends the form of a page as it stands there, with more in it.
    pub async fn answer(&self, page: &Response, path: &str, more: &[(&str, &str)]) -> Response {
        let hidden = page.hidden_fields();
        let hidden = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let mut fields: Vec<_> = hidden.filter(|(name, _)| *name != "csrf").collect();
        fields.extend(more);
        self.post(path, &fields).await
    }

    /// Sends a form that succeeds; the page that confirms it.
    pub async fn done(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.post(path, fields).await;
        assert_eq!(answer.status, 303, "{path}: {}", answer.text());
        slashed(&self.browser.follow(answer).await)
    }
}

fn slashed(page: &Response) -> String {
    page.assert_page(200).replace("&#x2F;", "/")
}

impl House {
    /// Adds somebody who has no password yet.
    pub async fn add_person(&self, username: &str) -> User {
        let change = PersonChange { username: Some(username.to_owned()), ..PersonChange::default() };
        let new = NewPerson::new(change, Access::Later);
        self.provider.accounts.add_person(&Authority::command_line(), &new).await.expect("a person is added").user
    }
}
