//! Events of the audit log as pages show them: a sentence in the page's language, with the names that people and apps
//! have today, and the ways to their pages.

use crate::audit::{Argument, Kind, Word, sentence};
use crate::model::ids::{ClientId, UserId};
use crate::oidc::Provider;
use crate::store::{self, AuditEvent, Db};
use crate::web::messages::message;
use serde::Serialize;
use std::collections::HashMap;

/// An event in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Said {
    /// What happened, with every name in it.
    pub sentence: String,
    /// Who did it.
    pub actor: Named,
    /// Whom it concerns.
    pub person: Option<Named>,
    /// Which app it concerns.
    pub app: Option<Named>,
    /// Whether something was refused: a wrong password, a spent token.
    pub is_bad: bool,
    /// Whether the event is not as we wrote it: its MAC does not fit.
    pub is_forged: bool,
}

/// A person, an app or whoever else acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// By their name today; else, when they are gone, as the event knew them; else by the id.
    pub name: String,
    /// Their page; none where they are gone or have none.
    pub url: Option<String>,
}

/// Tells events in one language; each name is looked up once.
pub struct Sentences<'a> {
    provider: &'a Provider,
    lang: &'a str,
    people: HashMap<UserId, Option<String>>,
}

impl<'a> Sentences<'a> {
    /// No name looked up yet.
    pub fn new(provider: &'a Provider, lang: &'a str) -> Self {
        Self { provider, lang, people: HashMap::new() }
    }

    /// Several events, in their order; the names in them are looked up at once.
    pub async fn say_all<'e>(
        &mut self,
        db: &mut Db<'_>,
        events: impl IntoIterator<Item = &'e AuditEvent>,
    ) -> store::Result<Vec<Said>> {
        let events: Vec<_> = events.into_iter().collect();
        self.learn(db, &events).await?;
        let mut all = Vec::with_capacity(events.len());
        for event in events {
            all.push(self.say(db, event).await?);
        }
        Ok(all)
    }

    async fn learn(&mut self, db: &mut Db<'_>, events: &[&AuditEvent]) -> store::Result<()> {
        let arguments = events.iter().flat_map(|event| sentence(event).arguments);
        let mut ids: Vec<_> = arguments
            .filter_map(|(_, argument)| if let Argument::Person(id, _) = argument { Some(id) } else { None })
            .filter(|id| !self.people.contains_key(id))
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let mut names = db.names_of_each(&ids).await?;
        self.people.extend(ids.into_iter().map(|id| {
            let name = names.remove(&id);
            (id, name)
        }));
        Ok(())
    }

    /// One event.
    pub async fn say(&mut self, db: &mut Db<'_>, event: &AuditEvent) -> store::Result<Said> {
        let told = sentence(event);
        let mut words = Vec::with_capacity(told.arguments.len());
        let (mut actor, mut person, mut app) = (Named::plain(""), None, None);
        for (argument, value) in told.arguments {
            let named = self.named(db, value).await?;
            words.push((argument, named.name.clone()));
            match argument {
                "actor" => actor = named,
                "person" => person = event.user_id.is_some().then_some(named),
                "app" => app = event.client_id.is_some().then_some(named),
                _ => {}
            }
        }
        let is_bad = matches!(Kind::parse(&event.kind), Some(Kind::SignInFailed | Kind::FamilyReused));
        let is_forged = !self.provider.audit.is_authentic(event);
        Ok(Said { sentence: said(self.lang, &told.key, &words), actor, person, app, is_bad, is_forged })
    }

    async fn named(&mut self, db: &mut Db<'_>, argument: Argument) -> store::Result<Named> {
        Ok(match argument {
            Argument::Person(id, known_as) => match self.person(db, &id).await? {
                Some(name) => Named { name, url: Some(format!("/admin/users/{id}")) },
                None => Named::plain(known_as.unwrap_or_else(|| id.to_string())),
            },
            Argument::App(id, known_as) => self.app(&id, known_as),
            Argument::Message(key) => Named::plain(said(self.lang, key, &[])),
            Argument::Words(words) => Named::plain(self.listed(&words)),
            Argument::Text(text) => Named::plain(text),
        })
    }

    fn listed(&self, words: &[Word]) -> String {
        let words = words.iter().map(|word| match word {
            Word::Message(key) => said(self.lang, key, &[]),
            Word::Text(text) => text.clone(),
        });
        words.collect::<Vec<_>>().join(", ")
    }

    async fn person(&mut self, db: &mut Db<'_>, id: &UserId) -> store::Result<Option<String>> {
        if let Some(known) = self.people.get(id) {
            return Ok(known.clone());
        }
        let found = db.find_user(id).await?.map(|user| user.shown_name().to_owned());
        self.people.insert(id.clone(), found.clone());
        Ok(found)
    }

    fn app(&self, id: &ClientId, known_as: Option<String>) -> Named {
        match self.provider.clients.get(id) {
            Some(client) => Named { name: client.name.clone(), url: Some(format!("/admin/clients/{id}")) },
            None => Named::plain(known_as.unwrap_or_else(|| id.to_string())),
        }
    }
}

impl Named {
    fn plain(name: impl Into<String>) -> Self {
        Self { name: name.into(), url: None }
    }
}

/// A message of the catalogue. Tests hold every one that an event names against every language; should one be missing
/// all the same, its key is still better than no page.
fn said(lang: &str, key: &str, words: &[(&'static str, String)]) -> String {
    message(lang, key, words).unwrap_or_else(|error| {
        tracing::error!(key, reason = &error as &dyn std::error::Error, "an event has no words");
        key.to_owned()
    })
}
