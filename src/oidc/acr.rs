//! Levels of authentication (`acr`, OIDC Core §2 and §5.5.1.1) and the methods that reach them (`amr`, RFC 8176): one
//! closed table. A stronger method is one more row; requests for its level then lead to a sign-in by it.

use super::authorize::Checked;
use crate::model::claims_request::Wish;
use crate::store::{Family, Session};

/// A password alone.
pub const PASSWORD: &str = "urn:claviger:acr:password";

/// One level.
struct Level {
    name: &'static str,
    /// Ways to reach it: the methods of each, all of which are needed.
    ways: &'static [&'static [&'static str]],
}

/// Weakest first: whoever has reached one has reached those before it. Each can be reached at the sign-in page.
const LEVELS: &[Level] = &[Level { name: PASSWORD, ways: &[&["pwd"]] }];

/// What a wish for a level comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is met, or was none that must be.
    Fine,
    /// A sign-in by another method would meet it.
    StepUp,
    /// It must be met and cannot be.
    Unmet,
}

/// The names of the levels, for discovery.
pub fn names() -> Vec<&'static str> {
    LEVELS.iter().map(|level| level.name).collect()
}

/// The methods of a sign-in as a list.
pub fn methods(amr: &str) -> Vec<String> {
    amr.split_whitespace().map(str::to_owned).collect()
}

/// The level that tokens of a family tell: the first wished one that its sign-in reached, else the best that it reached.
pub fn told(family: &Family) -> &'static str {
    told_of(LEVELS, &family.amr, family.claims.acr())
}

/// Whether a wish can be met at all, whoever signs in.
pub fn can_be_met(wish: Option<&Wish>) -> bool {
    wish.is_none_or(|wish| !wish.is_essential || wish.values.is_empty() || wished(LEVELS, wish).next().is_some())
}

/// What a request's wish comes to in a session.
pub fn judge_session(checked: &Checked, session: &Session) -> Verdict {
    judge(LEVELS, &session.amr, checked.claims.acr())
}

fn judge(levels: &[Level], amr: &str, wish: Option<&Wish>) -> Verdict {
    let Some(wish) = wish.filter(|wish| !wish.values.is_empty()) else { return Verdict::Fine };
    let reached = reached(levels, amr);
    let wished: Vec<usize> = wished(levels, wish).collect();
    if wished.iter().any(|level| *level <= reached) {
        return Verdict::Fine;
    }
    if !wished.is_empty() {
        return Verdict::StepUp;
    }
    // OIDC Core §5.5.1.1: one that need not be met gets the level that there is.
    if wish.is_essential { Verdict::Unmet } else { Verdict::Fine }
}

fn told_of(levels: &[Level], amr: &str, wish: Option<&Wish>) -> &'static str {
    let reached = reached(levels, amr);
    let met = wish.and_then(|wish| wished(levels, wish).find(|level| *level <= reached));
    levels[met.unwrap_or(reached)].name
}

/// The wished levels that there are, in the order of the wish.
fn wished<'l>(levels: &'l [Level], wish: &'l Wish) -> impl Iterator<Item = usize> + 'l {
    wish.values.iter().filter_map(|value| levels.iter().position(|level| *value == level.name))
}

/// The strongest level of some methods; every sign-in reaches the first.
fn reached(levels: &[Level], amr: &str) -> usize {
    let used: Vec<&str> = amr.split_whitespace().collect();
    let is_reached = |level: &Level| level.ways.iter().any(|way| way.iter().all(|method| used.contains(method)));
    levels.iter().rposition(is_reached).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As it may be once there are stronger methods.
    const LATER: &[Level] = &[
        Level { name: "password", ways: &[&["pwd"]] },
        Level { name: "two", ways: &[&["pwd", "otp"], &["hwk"]] },
        Level { name: "hardware", ways: &[&["hwk", "user"]] },
    ];

    fn wish(values: &str) -> Wish {
        Wish::voluntary(values.split(' '))
    }

    fn essential(values: &str) -> Wish {
        Wish { is_essential: true, ..wish(values) }
    }

    fn verdict(amr: &str, wish: &Wish) -> Verdict {
        judge(LATER, amr, Some(wish))
    }

    #[test]
    fn methods_reach_the_strongest_level_that_needs_no_others() {
        let level = |amr| told_of(LATER, amr, None);
        assert_eq!(["pwd", "otp pwd", "hwk", "pwd hwk user"].map(level), ["password", "two", "two", "hardware"]);
        assert_eq!(level("otp"), "password", "a second factor alone");
    }

    #[test]
    fn the_told_level_is_the_first_wished_one_that_was_reached() {
        let told = |amr, values| told_of(LATER, amr, Some(&wish(values)));
        assert_eq!(told("pwd otp", "hardware password two"), "password");
        assert_eq!(told("pwd otp", "two password"), "two");
        assert_eq!(told("pwd otp", "unheard-of"), "two", "else what there is");
        assert_eq!(told("pwd", "hardware"), "password");
    }

    #[test]
    fn a_level_that_another_sign_in_would_reach_is_worth_one() {
        assert_eq!(verdict("pwd", &wish("two")), Verdict::StepUp);
        assert_eq!(verdict("pwd", &essential("unheard-of hardware")), Verdict::StepUp);
        assert_eq!(verdict("hwk user", &essential("two")), Verdict::Fine, "more than was wished for");
        assert_eq!(verdict("pwd", &wish("two password")), Verdict::Fine);
    }

    #[test]
    fn a_level_that_there_is_not_must_be_met_only_where_it_is_essential() {
        assert_eq!(verdict("hwk user", &wish("unheard-of")), Verdict::Fine);
        assert_eq!(verdict("hwk user", &essential("unheard-of")), Verdict::Unmet);
        assert_eq!(verdict("pwd", &Wish { is_essential: true, values: Vec::new() }), Verdict::Fine);
        assert_eq!(judge(LATER, "pwd", None), Verdict::Fine);
        assert!(can_be_met(Some(&essential("1 urn:claviger:acr:password"))) && !can_be_met(Some(&essential("1"))));
    }

    #[test]
    fn whoever_signs_in_reaches_the_first_level() {
        for level in LEVELS {
            assert!(level.ways.iter().all(|way| !way.is_empty()), "{}", level.name);
        }
        assert_eq!(names(), [PASSWORD]);
    }
}
