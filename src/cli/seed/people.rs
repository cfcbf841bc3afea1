//! People of many names, and the groups that they are in.

use super::dice::Dice;
use super::names::{CULTURES, Culture, DOMAINS, Name};
use super::{AT_ONCE, taken, tell};
use crate::cli::{Context, Failure, Opened};
use crate::model::ids::{GroupId, UserId, random_id};
use crate::model::user::{Role, User};
use crate::store::{Group, Result};
use serde_json::{Map, Value};
use std::collections::HashMap;

const DAY: i64 = 86_400;

/// How long people have been coming.
const YEARS: i64 = 3;

/// One person of so many holds a role.
const ONE_WITH_A_ROLE: i64 = 20_000;

const DEPARTMENTS: &[&str] = &[
    "Engineering",
    "Sales",
    "Support",
    "Finance",
    "Marketing",
    "Legal",
    "Operations",
    "Research",
    "Design",
    "Security",
    "Purchasing",
    "Logistics",
    "Students",
    "Teachers",
    "Volunteers",
];

/// Adds groups: everybody on the payroll, departments, and teams of departments.
pub(super) async fn add_groups(opened: &Opened, number: u64) -> Result<Vec<GroupId>> {
    let now = opened.clock.now();
    let mut ids = Vec::new();
    let mut write = opened.store.write().await?;
    for (at, department) in (0..number).zip(DEPARTMENTS.iter().cycle()) {
        let turn = at / u64::try_from(DEPARTMENTS.len()).unwrap_or(1);
        let name = match (at, turn) {
            (0, _) => "Staff".to_owned(),
            (_, 0) => (*department).to_owned(),
            (_, turn) => format!("{department} team {turn}"),
        };
        let description = Some(format!("Seeded: who belongs to {name}"));
        let group = Group { description, ..Group::new(GroupId::from(random_id()), name, now - YEARS * 365 * DAY) };
        write.db().insert_group(&group).await?;
        ids.push(group.id);
    }
    write.commit().await?;
    Ok(ids)
}

/// Adds people, who all have one password hash, and puts them into groups. Answers their ids.
pub(super) async fn add(
    cx: &mut Context<'_>,
    opened: &Opened,
    groups: &[GroupId],
    (number, hash): (u32, &str),
    dice: &mut Dice,
) -> std::result::Result<Vec<UserId>, Failure> {
    let mut ids: Vec<_> = (0..number).map(|_| UserId::from(random_id())).collect();
    // Rows in the order of an index are added several times faster than in any other.
    ids.sort_unstable();
    let mut crowd = Crowd { now: opened.clock.now(), hash, dice, usernames: HashMap::new() };
    let mut done = 0;
    for chunk in ids.chunks(AT_ONCE) {
        let people: Vec<_> = chunk.iter().map(|id| crowd.person(id)).collect();
        let members: Vec<_> = people.iter().flat_map(|user| crowd.memberships(user, groups)).collect();
        let mut write = opened.store.write().await?;
        write.db().insert_users(&people).await.map_err(taken)?;
        write.db().insert_group_members(&members).await?;
        write.commit().await?;
        done += chunk.len();
        tell(cx, done, ids.len(), "people")?;
    }
    Ok(ids)
}

struct Crowd<'a> {
    now: i64,
    hash: &'a str,
    dice: &'a mut Dice,
    /// How many people would have one username.
    usernames: HashMap<String, u32>,
}

impl Crowd<'_> {
    fn person(&mut self, id: &UserId) -> User {
        let culture = self.dice.common(CULTURES);
        let (given, family) = (*self.dice.common(culture.given), *self.dice.common(culture.family));
        let username = self.username(given, family);
        let created_at = self.now - self.dice.below(YEARS * 365 * DAY) - 1;
        let domain = self.dice.common(DOMAINS);
        let mut user = User::new(id.clone(), username.clone(), created_at);
        user.email = Some(format!("{username}@{domain}"));
        user.email_verified = self.dice.percent(90);
        user.name = Some(shown(culture, given, family));
        user.claims = claims(culture, given, family);
        user.password_hash = (!self.dice.percent(4)).then(|| self.hash.to_owned());
        user.disabled_at = self.dice.percent(3).then(|| self.now - self.dice.below(self.now - created_at));
        if self.dice.below(ONE_WITH_A_ROLE) == 0 {
            user.role = Some(*self.dice.any(&[Role::PeopleAdmin, Role::AppAdmin, Role::Auditor]));
        }
        if self.dice.below(500) == 0 {
            user.deleted_at = Some(self.now - self.dice.below(5 * DAY));
        }
        if user.password_hash.is_some() && self.dice.percent(90) {
            user.last_sign_in_at = Some(self.now - self.recently(self.now - created_at));
            user.last_seen_at = user.last_sign_in_at;
        }
        user
    }

    /// Half of the people were there within a few weeks.
    fn recently(&mut self, longest: i64) -> i64 {
        let reach = if self.dice.percent(50) { longest.min(20 * DAY) } else { longest };
        self.dice.below(reach)
    }

    /// `anna.smith`, `anna.smith2` …
    fn username(&mut self, given: Name, family: Name) -> String {
        let base = format!("{}.{}", given.1, family.1).to_lowercase();
        let times = self.usernames.entry(base.clone()).and_modify(|times| *times += 1).or_insert(1);
        if *times == 1 { base } else { format!("{base}{times}") }
    }

    /// Most people are staff, nearly everybody is in a department or a team of one.
    fn memberships(&mut self, user: &User, groups: &[GroupId]) -> Vec<(GroupId, UserId)> {
        let mut memberships = Vec::new();
        if let [staff, others @ ..] = groups {
            memberships.extend(self.dice.percent(60).then(|| (staff.clone(), user.id.clone())));
            if !others.is_empty() && self.dice.percent(95) {
                memberships.push((self.dice.common(others).clone(), user.id.clone()));
            }
        }
        memberships
    }
}

fn shown(culture: &Culture, given: Name, family: Name) -> String {
    let (first, last) = if culture.family_first { (family, given) } else { (given, family) };
    format!("{}{}{}", first.0, culture.between, last.0)
}

fn claims(culture: &Culture, given: Name, family: Name) -> Map<String, Value> {
    let claims =
        [("given_name", given.0), ("family_name", family.0), ("locale", culture.locale), ("zoneinfo", culture.zone)];
    claims.into_iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::username::{check_email, check_name, check_username};
    use std::collections::HashSet;

    #[test]
    fn people_have_sound_names_no_username_twice_and_a_past_before_now() {
        let mut dice = Dice::new();
        let mut crowd = Crowd { now: 1_800_000_000, hash: "$argon2id$", dice: &mut dice, usernames: HashMap::new() };
        let people: Vec<_> = (0..20_000).map(|_| crowd.person(&UserId::from("id"))).collect();
        let mut usernames = HashSet::new();
        for user in &people {
            assert_eq!(check_username(&user.username, None), Ok(()), "{user:?}");
            assert_eq!(user.name.as_deref().map(check_name), Some(Ok(())), "{user:?}");
            assert_eq!(user.email.as_deref().map(check_email), Some(Ok(())), "{user:?}");
            assert!(usernames.insert(&user.username), "{user:?}");
            let times = [Some(user.created_at), user.last_seen_at, user.disabled_at, user.deleted_at];
            assert!(times.into_iter().flatten().all(|at| at <= 1_800_000_000), "{user:?}");
            assert!(user.last_seen_at.is_none_or(|at| at >= user.created_at), "{user:?}");
        }
        for culture in CULTURES {
            let lives = |user: &&User| user.claims["locale"] == culture.locale;
            assert!(people.iter().any(|user| lives(&user)), "{}", culture.locale);
        }
    }
}
