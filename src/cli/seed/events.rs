//! A past: events of the audit log as they would have been written, and what was counted by the hour.

use super::activity::address;
use super::dice::Dice;
use super::{AT_ONCE, Seeded, tell};
use crate::audit::{Actor, Count, Event, Kind};
use crate::cli::{Context, Failure, Opened};
use serde_json::json;

/// How far back the log goes (milliseconds).
const REACH_MS: i64 = 90 * 86_400 * 1_000;

/// Hours that were counted: a week, as pages show it.
const HOURS: i64 = 7 * 24;

/// Adds events, oldest first, and counts.
pub(super) async fn add(
    cx: &mut Context<'_>,
    opened: &Opened,
    seeded: &Seeded,
    number: u64,
    dice: &mut Dice,
) -> Result<(), Failure> {
    let now_ms = opened.clock.now_ms();
    let mut times: Vec<_> = (0..number).map(|_| now_ms - dice.below(REACH_MS)).collect();
    times.sort_unstable();
    let mut done = 0;
    for chunk in times.chunks(AT_ONCE) {
        let rows: Vec<_> = chunk.iter().map(|at_ms| opened.audit.row(event(seeded, dice), *at_ms)).collect();
        let mut write = opened.store.write().await?;
        write.db().insert_audit_events(&rows).await?;
        write.commit().await?;
        done += chunk.len();
        tell(cx, done, times.len(), "events")?;
    }
    add_counts(opened, dice).await
}

/// Sign-ins and tokens are most of a log; acts of admins are few.
fn event(seeded: &Seeded, dice: &mut Dice) -> Event {
    let (person, admin) = (dice.any(&seeded.people), dice.common(&seeded.people));
    let app = dice.common(&seeded.apps);
    let themselves = Actor::User(person.clone());
    let act = dice.below(100);
    let event = match act {
        0..50 => Event::new(Kind::SignInSucceeded, themselves).user(person).client(&app.id),
        50..62 => {
            let reason = *dice.common(&["wrong_password", "no_password", "disabled"]);
            Event::new(Kind::SignInFailed, Actor::Anonymous).user(person).client(&app.id).detail("reason", reason)
        }
        62..90 => {
            let event = Event::new(Kind::FamilyBegun, themselves).user(person).client(&app.id);
            event.detail("scope", app.scope.to_string())
        }
        90..95 => {
            let change = json!({ "before": "old@example.com", "after": "new@example.com" });
            Event::new(Kind::UserChanged, Actor::User(admin.clone())).user(person).detail("email", change)
        }
        95..97 => Event::new(Kind::UserDisabled, Actor::User(admin.clone())).user(person),
        97..99 => Event::new(Kind::SessionEnded, themselves).user(person).detail("reason", "signed_out"),
        _ => {
            let change = json!({ "before": false, "after": true });
            Event::new(Kind::ClientChanged, Actor::CommandLine).client(&app.id).detail("requires_consent", change)
        }
    };
    let event =
        if seeded.sessions.is_empty() || act >= 90 { event } else { event.sid(&dice.any(&seeded.sessions).sid) };
    if act == 99 { event } else { event.address(address(dice)) }
}

/// Busy days, quiet nights.
async fn add_counts(opened: &Opened, dice: &mut Dice) -> Result<(), Failure> {
    let this_hour = opened.clock.now().div_euclid(3_600);
    let mut write = opened.store.write().await?;
    for hour in this_hour - HOURS + 1..=this_hour {
        let busy = if (7..19).contains(&hour.rem_euclid(24)) { 900 } else { 90 };
        for (count, share) in
            [(Count::SignInGood, 40), (Count::SignInBad, 3), (Count::CodeGood, 60), (Count::RefreshGood, 100)]
        {
            write.db().add_hourly_count(hour, count.as_str(), busy * share / 100 + dice.below(20)).await?;
        }
    }
    Ok(write.commit().await?)
}
