//! Whether what stands behind a token still stands: the token itself, its app, its family, the session and the person.

use super::Kind;
use super::finding::{Code, Finding};
use crate::model::client::Client;
use crate::model::client_metadata::SubjectType;
use crate::model::family_token::RefreshToken;
use crate::model::ids::{ClientId, FamilyId, Sid, UserId};
use crate::model::secret::Token;
use crate::oidc::subject::subject;
use crate::oidc::{Provider, allowed_groups};
use crate::store::{self, Db, Family, Session};
use serde_json::{Map, Value};
use std::sync::Arc;

/// Of a token whose signature is ours.
pub(super) async fn of_jwt(
    provider: &Provider,
    kind: Kind,
    claims: &Map<String, Value>,
) -> store::Result<Option<Finding>> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let mut read = provider.store.read().await?;
    let mut db = read.db();
    match (kind, text("jti"), text("client_id"), text("aud"), text("sub")) {
        (Kind::AccessToken, Some(jti), Some(client), ..) => {
            of_access_token(provider, &mut db, jti, &client.into()).await
        }
        (Kind::IdToken | Kind::Userinfo, _, _, Some(client), Some(sub)) => {
            of_sign_in(provider, &mut db, (&client.into(), sub), text("sid").map(Sid::from)).await
        }
        _ => Ok(None),
    }
}

async fn of_access_token(
    provider: &Provider,
    db: &mut Db<'_>,
    jti: &str,
    client: &ClientId,
) -> store::Result<Option<Finding>> {
    let client = match living_client(provider, client) {
        Ok(client) => client,
        Err(finding) => return Ok(Some(finding)),
    };
    if db.is_access_token_revoked(jti).await? {
        return Ok(Some(Finding::wrong(Code::Revoked).name(&client.name)));
    }
    match jti.split_once('.') {
        Some((family, _)) => of_family(provider, db, &family.into()).await.map(Some),
        None => Ok(Some(Finding::ok(Code::AliveService).name(&client.name))),
    }
}

/// An ID token tells of a sign-in that was; that it ended makes the token no worse, but its holder may want to know.
async fn of_sign_in(
    provider: &Provider,
    db: &mut Db<'_>,
    (client, sub): (&ClientId, &str),
    sid: Option<Sid>,
) -> store::Result<Option<Finding>> {
    let told = |finding: Finding| Finding::warning(finding.code).name(finding.name.as_deref().unwrap_or_default());
    let client = match living_client(provider, client) {
        Ok(client) => client,
        Err(finding) => return Ok(Some(told(finding))),
    };
    let session = match &sid {
        Some(sid) => db.find_session(sid).await?,
        None => None,
    };
    if let Some(user) = person_of(provider, &client, sub, session.as_ref())
        && let Some(finding) = trouble_of_person(db, &user).await?
    {
        return Ok(Some(told(finding)));
    }
    if sid.is_none() {
        return Ok(None);
    }
    Ok(Some(if session.is_some_and(|session| is_live(provider, &session)) {
        Finding::ok(Code::Alive)
    } else {
        Finding::warning(Code::SessionEnded)
    }))
}

/// Of a family, by the same query that decides at our endpoints; where it says no, the reason is looked for.
async fn of_family(provider: &Provider, db: &mut Db<'_>, id: &FamilyId) -> store::Result<Finding> {
    let (now, idle) = (provider.clock.now(), provider.config.sessions.idle_seconds);
    let Some(family) = db.find_family(id).await? else { return Ok(Finding::wrong(Code::FamilyGone)) };
    if let Some(finding) = trouble_of_person(db, &family.user_id).await? {
        return Ok(finding);
    }
    if db.find_live_family(id, now, idle).await?.is_none() {
        let session = db.find_session(&family.sid).await?;
        let is_with_session = session.is_some_and(|session| session.ended_at.is_some());
        let is_by_itself = !is_with_session && db.is_family_ended(id).await?;
        return Ok(Finding::wrong(if is_by_itself { Code::FamilyEnded } else { Code::SessionEnded }));
    }
    match living_client(provider, &family.client_id) {
        Ok(client) if !allowed_groups::may_use(db, &client, &family.user_id).await? => {
            Ok(Finding::warning(Code::PersonNotAllowed).name(&client.name))
        }
        _ => Ok(Finding::ok(Code::Alive)),
    }
}

/// A refresh token: what it is for, and whether it may still be used there.
pub(super) async fn of_refresh_token(provider: &Provider, token: &RefreshToken) -> store::Result<Vec<Finding>> {
    let mut read = provider.store.read().await?;
    let mut db = read.db();
    let mut findings = vec![Finding::warning(Code::RefreshToken)];
    let Some(tokens) = db.find_refresh_tokens(token.family()).await?.filter(|tokens| tokens.had(token)) else {
        findings.push(Finding::wrong(Code::RefreshUnknown));
        return Ok(findings);
    };
    let Some(family) = db.find_family(token.family()).await? else { return Ok(findings) };
    findings.extend(living_client(provider, &family.client_id).err());
    findings.push(of_family(provider, &mut db, token.family()).await?);
    findings.push(if !tokens.is_unused(token) {
        Finding::warning(Code::RefreshUsed)
    } else if family.expires_at <= provider.clock.now() {
        Finding::wrong(Code::Expired).seconds(provider.clock.now() - family.expires_at)
    } else {
        Finding::ok(Code::RefreshUsable).name(&name_of(provider, &family))
    });
    Ok(findings)
}

/// A code: what it is for, and whether it may still be used there.
pub(super) async fn of_code(provider: &Provider, id: &FamilyId, code: &str) -> store::Result<Vec<Finding>> {
    let mut read = provider.store.read().await?;
    let mut db = read.db();
    let mut findings = vec![Finding::warning(Code::AuthorizationCode)];
    let Some(family) = db.find_family(id).await? else {
        findings.push(Finding::wrong(Code::CodeUnknown));
        return Ok(findings);
    };
    let hash = Token::presented(code).hash();
    let known = db.find_code(id, &family.client_id).await?.filter(|known| known.hash == hash);
    findings.push(match known {
        None => Finding::wrong(Code::CodeUnknown),
        Some(known) if known.redeemed_at.is_some() => Finding::wrong(Code::CodeUsed),
        Some(known) if known.expires_at <= provider.clock.now() => {
            Finding::wrong(Code::CodeExpired).seconds(provider.clock.now() - known.expires_at)
        }
        Some(_) => Finding::ok(Code::CodeUsable).name(&name_of(provider, &family)),
    });
    Ok(findings)
}

fn name_of(provider: &Provider, family: &Family) -> String {
    provider.clients.get(&family.client_id).map_or_else(|| family.client_id.to_string(), |client| client.name.clone())
}

fn living_client(provider: &Provider, id: &ClientId) -> Result<Arc<Client>, Finding> {
    match provider.clients.get(id) {
        None => Err(Finding::wrong(Code::ClientGone).name(id.as_str())),
        Some(client) if client.is_disabled() => Err(Finding::wrong(Code::ClientDisabled).name(&client.name)),
        Some(client) => Ok(client),
    }
}

async fn trouble_of_person(db: &mut Db<'_>, id: &UserId) -> store::Result<Option<Finding>> {
    Ok(match db.find_user(id).await? {
        None => Some(Finding::wrong(Code::PersonGone)),
        Some(user) if user.deleted_at.is_some() => Some(Finding::wrong(Code::PersonGone)),
        Some(user) if user.disabled_at.is_some() => Some(Finding::wrong(Code::PersonDisabled).name(&user.username)),
        Some(_) => None,
    })
}

/// Whom a `sub` names. From a pairwise one nobody can be told; the session that the token came from knows.
fn person_of(provider: &Provider, client: &Client, sub: &str, session: Option<&Session>) -> Option<UserId> {
    match client.metadata.subject_type {
        SubjectType::Public => Some(sub.into()),
        SubjectType::Pairwise => {
            let user = &session?.user_id;
            (subject(provider, client, user) == sub).then(|| user.clone())
        }
    }
}

fn is_live(provider: &Provider, session: &Session) -> bool {
    let (now, idle) = (provider.clock.now(), provider.config.sessions.idle_seconds);
    session.ended_at.is_none() && session.expires_at > now && session.last_seen_at > now - idle
}
