//! `claviger user show`.

use super::find_even_removed;
use crate::cli::output::{date, date_or_empty, plain};
use crate::cli::{Context, Failure};
use crate::model::user::{Role, User};
use clap::Args;
use serde_json::{Value, json};

/// Shows one person.
#[derive(Args)]
pub struct Show {
    /// Username or e-mail address
    username: String,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl Show {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let user = find_even_removed(&opened, &self.username).await?;
        let groups = opened.store.read().await?.db().groups_of(&user.id).await?;
        if self.json { cx.print_json(&to_json(&user, &groups)) } else { cx.print_table(&to_rows(&user, &groups)) }
    }
}

/// A person as JSON, without anything secret.
pub(super) fn to_json(user: &User, groups: &[String]) -> Value {
    json!({
        "id": user.id,
        "username": user.username,
        "email": user.email,
        "email_verified": user.email_verified,
        "name": user.name,
        "claims": user.claims,
        "attributes": user.attributes,
        "groups": groups,
        "role": user.role.map(Role::as_str),
        "status": user.status().as_str(),
        "disabled": user.disabled_at.is_some(),
        "has_password": user.password_hash.is_some(),
        "must_change_password": user.must_change_password,
        "created_at": user.created_at,
        "updated_at": user.updated_at,
        "last_sign_in_at": user.last_sign_in_at,
        "last_seen_at": user.last_seen_at,
        "deleted_at": user.deleted_at,
    })
}

pub(super) fn role(user: &User) -> &'static str {
    user.role.map_or("", Role::as_str)
}

fn to_rows(user: &User, groups: &[String]) -> Vec<Vec<String>> {
    let email = user.email.as_ref().map_or_else(String::new, |email| {
        let note = if user.email_verified { "" } else { " (not verified)" };
        format!("{email}{note}")
    });
    let mut rows = vec![
        ("id".to_owned(), user.id.to_string()),
        ("username".to_owned(), plain(&user.username)),
        ("name".to_owned(), plain(user.name.as_deref().unwrap_or_default())),
        ("email".to_owned(), email),
        ("groups".to_owned(), plain(&groups.join(", "))),
        ("role".to_owned(), role(user).to_owned()),
        ("status".to_owned(), user.status().as_str().to_owned()),
        ("created".to_owned(), date(user.created_at)),
        ("changed".to_owned(), date(user.updated_at)),
        ("last sign-in".to_owned(), date_or_empty(user.last_sign_in_at)),
        ("last seen".to_owned(), date_or_empty(user.last_seen_at)),
    ];
    for (name, value) in user.claims.iter().chain(&user.attributes) {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        rows.push((name.clone(), plain(&text)));
    }
    rows.into_iter().map(|(label, value)| vec![label, value]).collect()
}
