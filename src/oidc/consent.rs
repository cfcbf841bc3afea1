//! Consent: asked where it is switched on or wished for, remembered per person and app, asked again for more.

use super::authorize::Checked;
use super::{Provider, asked_claims, claims};
use crate::accounts::SignedIn;
use crate::audit::{Actor, Event, Kind};
use crate::model::claim_rule::ClaimRule;
use crate::model::ids::UserId;
use crate::model::scope::Scope;
use crate::store::{self, Consent};

/// Whether the person has yet to agree to what the request asks for.
pub async fn is_needed(provider: &Provider, checked: &Checked, user: &UserId) -> store::Result<bool> {
    if !checked.client.requires_consent {
        return Ok(false);
    }
    let given = provider.store.read().await?.db().find_consent(user, &checked.client.id).await?;
    Ok(!given.is_some_and(|given| {
        given.scope.covers(&checked.scope)
            && checked.resources.iter().all(|wanted| given.resources.contains(wanted))
            && asked_claims::all_rules(&checked.client, &checked.claims)
                .iter()
                .all(|rule| claims::is_agreed(rule, &given))
    }))
}

/// What the app's own claims and those that it asks for one by one tell besides the scope of a request, as a consent
/// remembers it.
pub fn told_claims(checked: &Checked) -> Vec<String> {
    let rules = asked_claims::all_rules(&checked.client, &checked.claims);
    claims::beyond_scope(&rules, &checked.scope).flat_map(ClaimRule::tells).collect()
}

/// Remembers that the person agrees, together with what they agreed to before.
pub async fn remember(provider: &Provider, checked: &Checked, signed_in: &SignedIn) -> store::Result<()> {
    let (user, client) = (&signed_in.user.id, &checked.client.id);
    let now = provider.clock.now();
    let mut write = provider.store.write().await?;
    let before = write.db().find_consent(user, client).await?;
    let mut consent = before.unwrap_or(Consent { scope: Scope::default(), resources: Vec::new(), claims: Vec::new() });
    consent.scope = consent.scope.iter().chain(checked.scope.iter()).map(str::to_owned).collect();
    add(&mut consent.resources, checked.resources.clone());
    let told = told_claims(checked);
    add(&mut consent.claims, told.clone());
    write.db().set_consent(user, client, &consent, now).await?;
    let event = Event::new(Kind::ConsentGiven, Actor::User(user.clone()))
        .user(user)
        .client(client)
        .sid(&signed_in.session.sid)
        .detail("scope", consent.scope.to_string());
    let event = if told.is_empty() { event } else { event.detail("claims", told) };
    provider.audit.record(&mut write.db(), event).await?;
    write.commit().await
}

fn add(known: &mut Vec<String>, new: Vec<String>) {
    let new: Vec<String> = new.into_iter().filter(|new| !known.contains(new)).collect();
    known.extend(new);
}
