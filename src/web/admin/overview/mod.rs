//! `/admin`: how many there are of each, what happens by the hour, how busy the server is, the keys in small, and what
//! needs attention. Every query here is bounded, so that the page is quick at a million people too.

mod attention;

use super::keys::rings;
use crate::audit::Count;
use crate::store::{self, HourlyCount};
use crate::web::answer::Answer;
use crate::web::error;
use crate::web::guards::admin::Admin;
use crate::web::guards::params::Query;
use crate::web::pages::admin::{Attention, Chart, Overview, PasswordPool, Section, Span};

const SECONDS_PER_HOUR: i64 = 3600;

const SIGN_INS: (&[Count], &[Count]) = (&[Count::SignInGood], &[Count::SignInBad, Count::SignInRefused]);

const TOKENS: (&[Count], &[Count]) = (
    &[Count::CodeGood, Count::RefreshGood, Count::ClientCredentialsGood, Count::PasswordGood],
    &[Count::CodeBad, Count::RefreshBad, Count::ClientCredentialsBad, Count::PasswordBad, Count::TokenRequestBad],
);

#[rocket::get("/admin")]
pub(super) async fn get(admin: Admin<'_>, query: Query) -> Answer {
    let span = Span::parse(query.params().unwrap_or_default().get("span"));
    let (charts, attention) = match look(&admin, span).await {
        Ok(found) => found,
        Err(failed) => return error::store_page(admin.chrome, failed),
    };
    let load = admin.provider.accounts.password_load();
    let rings = rings(&admin);
    Answer::page(&Overview {
        shell: admin.into_shell(Section::Overview),
        span,
        charts,
        passwords: PasswordPool {
            slots: load.slots,
            busy: load.busy,
            waiting: load.waiting,
            queue: load.queue,
            refused: load.refused,
        },
        rings,
        attention,
    })
}

async fn look(admin: &Admin<'_>, span: Span) -> store::Result<(Vec<Chart>, Vec<Attention>)> {
    let mut read = admin.provider.store.read().await?;
    // This hour is the last of the span.
    let first = admin.now().div_euclid(SECONDS_PER_HOUR) - span.hours() + 1;
    let counts = read.db().hourly_counts(first).await?;
    let chart = |name, (good, bad): (&[Count], &[Count])| {
        let hours = first..first + span.hours();
        let pairs: Vec<_> = hours.map(|hour| (sum(&counts, hour, good), sum(&counts, hour, bad))).collect();
        Chart::new(name, first, &pairs)
    };
    let charts = vec![chart("sign-ins", SIGN_INS), chart("tokens", TOKENS)];
    Ok((charts, attention::attention(admin, &mut read).await?))
}

fn sum(counts: &[HourlyCount], hour: i64, wanted: &[Count]) -> i64 {
    let begin = counts.partition_point(|count| count.hour < hour);
    let of_hour = counts[begin..].iter().take_while(|count| count.hour == hour);
    of_hour.filter(|count| wanted.iter().any(|kind| kind.as_str() == count.name)).map(|count| count.count).sum()
}
