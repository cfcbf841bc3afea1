//! The throw-away people and apps of a self-test, made and removed through the acts that pages and commands use.

use super::SelfTestError;
use super::acts::Acts;
use super::browser::Login;
use super::proof::Proof;
use super::report::{Check, Mend, Stop};
use crate::accounts::{Access, Authority, GroupChange, NewPerson, PersonChange};
use crate::model::client::{Client, ClientKind};
use crate::model::ids::{ClientId, UserId};
use crate::model::scope::Scope;
use crate::model::secret::{Redacted, Token};
use crate::model::standard_claims::settable_claims;
use crate::model::username::username_key;
use crate::oidc::Provider;
use crate::oidc::apps::{AppError, InitialTokenError, NewInitialToken, NewSecret};

/// A person of each run beside the first.
const OTHER: &str = "-other";

/// Makes and removes what a run needs.
pub(super) struct Cast {
    pub(super) provider: Provider,
    by: Authority,
    /// What the names of all that it makes begin with.
    pub(super) run: String,
    acts: Acts,
    /// Somebody about whom everything is known that a claim can tell.
    pub(super) person: Person,
    /// Somebody else.
    pub(super) other: Person,
}

/// A throw-away person.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) id: UserId,
    pub(super) login: Login,
}

/// A throw-away app.
#[derive(Clone)]
pub(super) struct App {
    pub(super) id: ClientId,
    /// How it proves who it is.
    pub(super) proof: Proof,
    /// Its secret, where it has one.
    pub(super) secret: Option<Redacted>,
    pub(super) redirect_uri: String,
    pub(super) post_logout_redirect_uri: String,
    /// The origin of both.
    pub(super) origin: String,
}

impl Cast {
    /// Makes the people of a run.
    pub(super) async fn make(
        provider: &Provider,
        by: &Authority,
        (run, acts): (&str, Acts),
    ) -> Result<Self, SelfTestError> {
        let group = GroupChange { name: Some(run.to_owned()), in_claim: Some(true), ..GroupChange::default() };
        let (accounts, authority) = (provider.accounts.clone(), by.clone());
        let group = acts.carry_out(async move { accounts.add_group(&authority, &group).await }).await?;
        let everything = settable_claims().into_iter().filter(|name| name != "email_verified");
        let everything = everything.map(|name| (name.clone(), sample_of(&name).to_owned())).collect();
        let change = PersonChange { claims: everything, join: vec![group.id], ..described(run) };
        let person = add_person(provider, by, change, &acts).await?;
        let other = add_person(provider, by, described(&format!("{run}{OTHER}")), &acts).await?;
        Ok(Self { provider: provider.clone(), by: by.clone(), run: run.to_owned(), acts, person, other })
    }

    /// Makes an app that signs people in; `change` may make it another.
    pub(super) async fn app(&self, label: impl Into<String>, change: impl FnOnce(&mut Client)) -> Check<App> {
        self.app_of_kind(ClientKind::Web, label, change).await
    }

    /// A token with which one app may register itself.
    pub(super) async fn initial_token(&self) -> Check<Token> {
        let new = NewInitialToken { label: self.run.clone(), days: 1, ..NewInitialToken::default() };
        let (apps, by) = (self.provider.apps(), self.by.clone());
        let made = self.acts.carry_out(async move { apps.make_initial_token(&by, new).await }).await;
        let (_, token) = made.map_err(|error| not_made(&error))?;
        Ok(token)
    }

    /// Makes an app of a kind.
    pub(super) async fn app_of_kind(
        &self,
        kind: ClientKind,
        label: impl Into<String>,
        change: impl FnOnce(&mut Client),
    ) -> Check<App> {
        let (id, now) = (format!("{}-{}", self.run, label.into()), self.provider.clock.now());
        let mut client = Client::new(&*id, kind, now);
        // RFC 2606 §2: a name that leads nowhere. Nothing is ever sent there.
        let origin = format!("https://{}.invalid", id.replace('_', "-").to_ascii_lowercase());
        if kind != ClientKind::Service {
            client.scopes = Scope::parse(&crate::oidc::scope::OF_PEOPLE.join(" "));
            client.redirect_uris = vec![format!("{origin}/callback")];
            client.post_logout_redirect_uris = vec![format!("{origin}/signed-out")];
        }
        change(&mut client);
        let (redirect_uri, post_logout_redirect_uri) =
            (first(&client.redirect_uris), first(&client.post_logout_redirect_uris));
        let (apps, by) = (self.provider.apps(), self.by.clone());
        let made = self.acts.carry_out(async move { apps.create(&by, client, NewSecret::default()).await }).await;
        let (client, made) = made.map_err(|error| not_made(&error))?;
        let secret = made.map(|made| made.secret);
        let proof = secret.clone().map_or(Proof::None, Proof::Basic);
        Ok(App { id: client.id, proof, secret, redirect_uri, post_logout_redirect_uri, origin })
    }
}

impl App {
    /// The same app with another way to prove who it is.
    pub(super) fn with(&self, proof: Proof) -> Self {
        Self { proof, ..self.clone() }
    }
}

/// Removes all that a run has made: apps, those that registered themselves too, initial access tokens, people, the group.
pub(super) async fn remove(provider: &Provider, by: &Authority, run: &str) -> Result<(), SelfTestError> {
    let mut read = provider.store.read().await?;
    let mut last: Option<ClientId> = None;
    let mut apps = Vec::new();
    loop {
        let clients = read.db().clients_after(last.as_ref()).await?;
        let Some(newest) = clients.last() else { break };
        last = Some(newest.id.clone());
        let is_of_run = |client: &&Client| client.id.as_str().starts_with(run) || client.name.starts_with(run);
        apps.extend(clients.iter().filter(is_of_run).map(|client| client.id.clone()));
    }
    let mut people = Vec::new();
    for username in [run.to_owned(), format!("{run}{OTHER}")] {
        people.extend(read.db().find_user_by_key(&username_key(&username)).await?);
    }
    let group = read.db().find_group(run).await?;
    drop(read);
    for id in apps {
        match provider.apps().remove(by, &id).await {
            Ok(_) | Err(AppError::Missing(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    for token in provider.apps().list_initial_tokens().await?.iter().filter(|token| token.label == run) {
        match provider.apps().end_initial_token(by, &token.id).await {
            Ok(_) | Err(InitialTokenError::Missing(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    for person in people {
        provider.accounts.remove_for_good(by, &person.id).await?;
    }
    if let Some(group) = group {
        provider.accounts.remove_group(by, &group.id).await?;
    }
    Ok(())
}

fn described(name: &str) -> PersonChange {
    PersonChange {
        username: Some(name.to_owned()),
        email: Some(format!("{name}@selftest.invalid")),
        email_verified: Some(true),
        name: Some(format!("Self Test {name}")),
        ..PersonChange::default()
    }
}

async fn add_person(
    provider: &Provider,
    by: &Authority,
    change: PersonChange,
    acts: &Acts,
) -> Result<Person, SelfTestError> {
    let password = Redacted::from(Token::random().expose().to_owned());
    let username = change.username.clone().unwrap_or_default();
    let new = NewPerson::new(change, Access::Password(password.clone()));
    let (accounts, by) = (provider.accounts.clone(), by.clone());
    let added = acts.carry_out(async move { accounts.add_person(&by, &new).await }).await?;
    Ok(Person { id: added.user.id, login: Login { username, password } })
}

fn not_made(error: &SelfTestError) -> Stop {
    Stop::Failed(format!("something to throw away could not be made: {error}"), Mend::Database)
}

fn first(uris: &[String]) -> String {
    uris.first().cloned().unwrap_or_default()
}

/// A value of a claim's form.
fn sample_of(claim: &str) -> &'static str {
    match claim {
        "profile" | "picture" | "website" => "https://selftest.invalid/person",
        "birthdate" => "1990-02-28",
        "zoneinfo" => "Europe/Berlin",
        "locale" => "en",
        "phone_number" => "+15555550100",
        "phone_number_verified" => "true",
        "address.country" => "DE",
        _ => "Selftest",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::standard_claims::set_claim;
    use crate::model::user::User;

    #[test]
    fn every_claim_of_a_person_has_a_sample_that_is_accepted() {
        let mut user = User::new(UserId::from("1"), "selftest", 0);
        user.email = Some("a@selftest.invalid".to_owned());
        for name in settable_claims().iter().filter(|name| *name != "email_verified") {
            assert_eq!(set_claim(&mut user, &format!("{name}={}", sample_of(name))), Ok(()), "{name}");
        }
    }
}
