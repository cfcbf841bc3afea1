//! Who is signed in where: live sessions, what apps hold of them, and what people agreed to.

use super::apps::App;
use super::dice::Dice;
use super::{AT_ONCE, Seeded, tell};
use crate::cli::{Context, Failure, Opened};
use crate::model::claims_request::ClaimsRequest;
use crate::model::family_token::RefreshToken;
use crate::model::ids::{FamilyId, Sid, UserId, random_id};
use crate::model::secret::{TokenHash, random_bytes};
use crate::store::{Consent, Family, GivenConsent, Session};

const BROWSERS: &[&str] = &[
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 \
     Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
];

/// An address of a network for documentation (RFC 5737), or of an office.
pub(super) fn address(dice: &mut Dice) -> String {
    match dice.below(4) {
        0 => format!("198.51.100.{}", dice.below(256)),
        1 => format!("203.0.113.{}", dice.below(256)),
        _ => format!("10.{}.{}.{}", dice.below(16), dice.below(256), dice.below(256)),
    }
}

/// Adds live sessions, each with a family of an app, and consents where that app asks for them. Answers the sessions.
pub(super) async fn add(
    cx: &mut Context<'_>,
    opened: &Opened,
    seeded: &Seeded,
    number: u64,
    dice: &mut Dice,
) -> Result<Vec<Session>, Failure> {
    let mut sids: Vec<_> = (0..number).map(|_| Sid::from(random_id())).collect();
    sids.sort_unstable();
    let mut sessions = Vec::with_capacity(sids.len());
    let mut apps = seeded.apps.iter().cycle();
    for chunk in sids.chunks(AT_ONCE) {
        let begun: Vec<_> = chunk.iter().map(|sid| session(opened, sid, dice.any(&seeded.people), dice)).collect();
        let (mut families, mut consents) = (Vec::new(), std::collections::BTreeMap::new());
        for session in &begun {
            // Every app has somebody; half of all sign-ins are to the popular ones.
            let Some(app) = (if dice.percent(50) { apps.next() } else { Some(dice.common(&seeded.apps)) }) else {
                continue;
            };
            families.push(family(opened, session, app, dice));
            if app.requires_consent {
                consents.insert((session.user_id.clone(), app.id.clone()), consent(session, app));
            }
        }
        let mut write = opened.store.write().await?;
        let cookie = |session| (session, TokenHash::of_bytes(&random_bytes::<32>()));
        write.db().insert_sessions(&begun.iter().cloned().map(cookie).collect::<Vec<_>>()).await?;
        write.db().insert_families(&families).await?;
        let consents: Vec<_> = consents.into_iter().map(|((user, _), given)| (user, given)).collect();
        write.db().insert_consents(&consents).await?;
        write.commit().await?;
        sessions.extend(begun);
        tell(cx, sessions.len(), sids.len(), "sessions")?;
    }
    Ok(sessions)
}

fn session(opened: &Opened, sid: &Sid, user: &UserId, dice: &mut Dice) -> Session {
    let (now, lifetimes) = (opened.clock.now(), &opened.config.sessions);
    // Alive for a while yet.
    let created_at = now - dice.below(lifetimes.absolute_seconds.min(lifetimes.idle_seconds) / 2);
    let last_seen_at = created_at.max(now - dice.below(lifetimes.idle_seconds / 4));
    Session {
        sid: sid.clone(),
        user_id: user.clone(),
        auth_time: created_at,
        amr: "pwd".to_owned(),
        address: Some(address(dice)),
        user_agent: Some((*dice.common(BROWSERS)).to_owned()),
        created_at,
        last_seen_at,
        expires_at: created_at + lifetimes.absolute_seconds,
        ended_at: None,
    }
}

fn family(opened: &Opened, session: &Session, app: &App, dice: &mut Dice) -> (Family, RefreshToken) {
    let family = Family {
        id: FamilyId::from(random_id()),
        client_id: app.id.clone(),
        user_id: session.user_id.clone(),
        sid: session.sid.clone(),
        is_offline: dice.percent(10),
        scope: app.scope.clone(),
        resources: Vec::new(),
        claims: ClaimsRequest::default(),
        auth_time: session.auth_time,
        amr: session.amr.clone(),
        nonce: None,
        created_at: session.created_at,
        expires_at: session.created_at + opened.config.tokens.refresh_seconds,
    };
    let token = RefreshToken::first(family.id.clone());
    (family, token)
}

fn consent(session: &Session, app: &App) -> GivenConsent {
    let consent = Consent { scope: app.scope.clone(), resources: Vec::new(), claims: Vec::new() };
    GivenConsent { client_id: app.id.clone(), consent, granted_at: session.created_at }
}
