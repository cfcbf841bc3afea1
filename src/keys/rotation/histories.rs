//! A thousand random histories of rotations, stages, revocations, crashes and clock steps, on rows alone, watched by
//! strict verifiers: each keeps the key set for exactly `max-age` and never fetches it again because of an unknown key.

use super::plan::{self, Haste, Ringful};
use super::upkeep::{Chore, chores};
use super::{By, RotationError, revoke, stage};
use crate::clock::Clock;
use crate::keys::choice::{self, Candidate};
use crate::keys::lifecycle::State;
use crate::keys::pace::{Horizon, Pace};
use crate::keys::timing::Timing;
use crate::model::ids::ClientId;
use crate::model::signing_key::SigningKey;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::cell::Cell;
use std::collections::HashMap;

const RING: &str = "RS256";
const TIMING: Timing = Timing { max_age: 600, lead: 86_400, skew: 60, ahead: 600, rotate_every: 10 * 86_400 };
/// Of the tokens of each client; some live longer than it takes a key to be known.
const LIFETIMES: [i64; 2] = [300, 5_000];
/// A server learns of what another did within this.
const LAG: i64 = 2;
const CLIENTS: [&str; 2] = ["shop", "wiki"];

/// What happens next.
#[derive(Clone, Debug)]
enum Step {
    Rotate(Haste),
    Cancel,
    Stage(usize),
    Unstage,
    /// Of the keys that are there, counted from the newest.
    Revoke(usize),
    /// Time goes by, and whether a server looks after the keys meanwhile.
    Pass(i64, bool),
    /// The clock of the servers jumps, ahead or back.
    Jump(i64),
}

fn step() -> impl Strategy<Value = Step> {
    let pass = prop_oneof![1..60_i64, 60..2_000_i64, 2_000..200_000_i64, Just(86_400), Just(1_200)];
    prop_oneof![
        3 => prop_oneof![Just(Haste::WhenSafe), Just(Haste::Sooner)].prop_map(Step::Rotate),
        1 => Just(Step::Cancel),
        2 => (0..CLIENTS.len()).prop_map(Step::Stage),
        1 => Just(Step::Unstage),
        1 => (0..4_usize).prop_map(Step::Revoke),
        10 => (pass, prop::bool::weighted(0.9)).prop_map(|(seconds, is_up)| Step::Pass(seconds, is_up)),
        1 => (-3_700..0_i64).prop_map(Step::Jump),
        1 => prop_oneof![3..3_700_i64, 3_700..200_000_i64].prop_map(Step::Jump),
    ]
}

/// An app that verifies, with the keys that it knows and since when.
#[derive(Default)]
struct Verifier {
    fetched_at: Option<i64>,
    known: Vec<String>,
}

/// A token and when it ceases to be good, by the true time.
struct Token {
    kid: String,
    good_until: i64,
}

/// The database, two servers and two apps.
struct World {
    rows: Vec<SigningKey>,
    /// What servers read last, each at its own true time.
    nodes: [(i64, Vec<SigningKey>); 2],
    verifiers: [Verifier; 2],
    tokens: Vec<Token>,
    true_time: i64,
    /// When each key was published, by the true time.
    born: HashMap<String, i64>,
    /// Of the servers.
    clock: Clock,
    pace: Pace,
    /// Until then a revocation's successor may be unknown, by the true time.
    excused_until: i64,
}

impl World {
    fn new() -> Self {
        let mut rows = vec![new_key(1, 0), new_key(2, 0)];
        rows[0].sign_from = Some(0);
        let nodes = [(0, rows.clone()), (0, rows.clone())];
        let (clock, born) = (Clock::fixed(0), rows.iter().map(|row| (row.kid.clone(), 0)).collect());
        Self {
            rows,
            nodes,
            verifiers: Default::default(),
            tokens: Vec::new(),
            true_time: 0,
            born,
            pace: Pace::new(clock.clone()),
            clock,
            excused_until: TIMING.ripening(),
        }
    }

    /// The time that acts go by.
    fn now(&self) -> i64 {
        at_least(&self.rows, self.paced())
    }

    /// The clock without its leaps.
    fn paced(&self) -> i64 {
        let last_token = self.rows.iter().map(|row| row.exp_ceiling).max().unwrap_or(i64::MIN);
        let newest = choice::floor_of(self.rows.iter());
        self.clock.now() - self.pace.behind(|| Horizon { ripening: TIMING.ripening(), newest, last_token })
    }

    /// What an act comes to, made true at once; the constraints of the database hold after each row.
    fn act<T>(&mut self, work_out: impl Fn(&Ringful<'_>) -> Result<(T, Vec<SigningKey>), RotationError>) -> Option<T> {
        let (answer, changed) = work_out(&Ringful::new(&self.rows, RING, self.now())).ok()?;
        for row in changed {
            self.put(row);
        }
        Some(answer)
    }

    fn put(&mut self, row: SigningKey) {
        let is_early = row.revoked_at.is_none() && row.remove_at.is_some_and(|at| at < row.exp_ceiling);
        assert!(!is_early, "the database refuses an early removal: {row:?}");
        self.born.entry(row.kid.clone()).or_insert(self.true_time);
        self.rows.retain(|old| old.kid != row.kid);
        self.rows.push(row);
        self.rows.sort_by_key(|row| row.generation);
        let count = |wanted: fn(&SigningKey) -> bool| self.rows.iter().filter(|row| wanted(row)).count();
        let open = count(|row| row.sign_from.is_some() && row.sign_until.is_none());
        let waiting = count(|row| row.sign_from.is_none() && row.revoked_at.is_none() && row.remove_at.is_none());
        assert!(open <= 1 && waiting <= 1, "the database refuses a second one: {:?}", self.rows);
    }

    fn keep_up(&mut self) {
        for chore in chores(&self.rows, self.now(), &TIMING, |_| true) {
            match chore {
                Chore::MakeStandby(_) => {
                    let generation = Ringful::new(&self.rows, RING, self.now()).newest_generation() + 1;
                    self.put(new_key(generation, self.now()));
                }
                Chore::Rotate(_) => {
                    self.act(|ring| plan::rotate_by_schedule(ring, &TIMING).ok_or(RotationError::NoStandby));
                }
                Chore::DateRemoval(kid) => self.change(&kid, |row| {
                    let until = row.sign_until.expect("it signs no more");
                    row.remove_at = Some(plan::earliest_removal(until, row.exp_ceiling, &TIMING));
                }),
                Chore::GiveUp(kid) => self.change(&kid, |row| row.sealed = None),
            }
        }
    }

    fn change(&mut self, kid: &str, change: impl FnOnce(&mut SigningKey)) {
        let mut row = self.rows.iter().find(|row| row.kid == kid).expect("the key").clone();
        change(&mut row);
        self.put(row);
    }

    fn revoke(&mut self, from_newest: usize) {
        let (now, rows) = (self.now(), self.rows.clone());
        let Some(target) = rows.iter().rev().nth(from_newest) else { return };
        let ring = Ringful::new(&rows, RING, now);
        let Ok(worked) = revoke::revocation(&ring, target, &TIMING, |_| true) else { return };
        for row in worked.changed {
            self.put(row);
        }
        if worked.needs_key {
            let mut made = new_key(ring.newest_generation() + 1, now);
            made.sign_from = Some(now);
            self.put(made);
        }
        if let Some(until) = worked.successor.and_then(|successor| successor.fails_until) {
            self.excused_until = self.excused_until.max(self.true_time + until - now);
        }
    }

    fn take(&mut self, step: &Step) {
        let by = By::command_line();
        match step {
            Step::Rotate(haste) => {
                self.act(|ring| plan::rotate(ring, &TIMING, *haste));
            }
            Step::Cancel => {
                self.act(plan::cancel);
            }
            Step::Stage(client) => {
                let client = [ClientId::from(CLIENTS[*client])];
                self.act(|ring| stage::staged(ring, &TIMING, &client, &by).map(|(answer, rows, _)| (answer, rows)));
            }
            Step::Unstage => {
                self.act(|ring| stage::unstaged(ring, &[], &by).map(|(answer, rows, _)| (answer, rows)));
            }
            Step::Revoke(from_newest) => self.revoke(*from_newest),
            Step::Pass(seconds, is_up) => self.pass(*seconds, *is_up),
            Step::Jump(seconds) => self.clock.leap(*seconds),
        }
    }

    /// Time goes by in strides, so that whatever falls due is done when it is due.
    fn pass(&mut self, seconds: i64, is_up: bool) {
        let mut left = seconds;
        while left > 0 {
            let to_event = self.rows.iter().flat_map(dates).filter(|at| *at > self.now()).min();
            let stride = to_event.map_or(left, |at| (at - self.now()).min(left)).clamp(1, 3_600);
            let stride = stride.min(left);
            (self.true_time, left) = (self.true_time + stride, left - stride);
            self.clock.advance(stride);
            if is_up {
                self.keep_up();
            }
            self.serve();
        }
    }

    /// Each server signs for each app, and each app verifies what it is given and what it was given before.
    fn serve(&mut self) {
        for node in 0..self.nodes.len() {
            // The second server is as late as it may be.
            if node == 0 || self.true_time - self.nodes[node].0 >= LAG {
                self.nodes[node] = (self.true_time, self.rows.clone());
            }
            for client in 0..CLIENTS.len() {
                self.sign(node, client);
            }
        }
        let (now, paced, excused) = (self.true_time, self.paced(), self.true_time < self.excused_until);
        self.tokens.retain(|token| token.good_until > now);
        for (node, verifier) in self.verifiers.iter_mut().enumerate() {
            if verifier.fetched_at.is_none_or(|at| now - at >= TIMING.max_age) {
                let (_, rows) = &self.nodes[node];
                (verifier.fetched_at, verifier.known) = (Some(now), published(rows, paced));
            }
            for token in &self.tokens {
                let is_revoked = self.rows.iter().any(|row| row.kid == token.kid && row.revoked_at.is_some());
                let is_known = verifier.known.contains(&token.kid);
                assert!(is_known || is_revoked || excused, "{} is unknown at {now}: {:?}", token.kid, self.rows);
            }
        }
    }

    fn sign(&mut self, node: usize, client: usize) {
        let paced = self.paced();
        let (_, rows) = &self.nodes[node];
        let now = at_least(rows, paced);
        let usable = rows.iter().filter(|row| row.sealed.is_some());
        let candidates =
            usable.map(|row| Candidate { row, predecessor_until: choice::predecessor_until(row, rows, |_| true) });
        let chosen = choice::choose(&candidates, Some(&ClientId::from(CLIENTS[client])), now, TIMING.ripening());
        let chosen = chosen.unwrap_or_else(|| panic!("nothing signs at {now}: {rows:?}"));
        let is_ripe = self.true_time - self.born[&chosen.kid] >= TIMING.ripening();
        let before = rows.iter().filter(|row| row.generation < chosen.generation && row.sign_from.is_some());
        let before = before.max_by_key(|row| row.generation);
        let is_excused = before.is_none_or(|before| !State::of(before, now).verifies());
        assert!(is_ripe || is_excused, "{chosen:?} signs too early at {now}");
        let (kid, lifetime) = (chosen.kid.clone(), LIFETIMES[client]);
        if self.cover(&kid, self.clock.now() + lifetime) {
            self.tokens.push(Token { kid, good_until: self.true_time + lifetime });
        }
    }

    /// What the database makes of it: see `raise_exp_ceiling`.
    fn cover(&mut self, kid: &str, exp: i64) -> bool {
        let Some(row) = self.rows.iter_mut().find(|row| row.kid == kid) else { return false };
        if row.revoked_at.is_some() || row.remove_at.is_some_and(|at| at < exp) {
            assert!(row.revoked_at.is_some(), "a key that is about to go is asked to sign: {row:?}");
            return false;
        }
        if row.exp_ceiling < exp {
            row.exp_ceiling = exp + TIMING.ahead;
        }
        true
    }

    /// What holds at any time.
    fn check(&mut self) {
        let now = self.now();
        let states: Vec<State> = self.rows.iter().map(|row| State::of(row, now)).collect();
        let active = states.iter().filter(|state| **state == State::Active).count();
        assert_eq!(active, 1, "one key is active at {now}: {:?}", self.rows);
        let order: Vec<State> = published(&self.rows, now)
            .iter()
            .map(|kid| State::of(self.rows.iter().find(|row| row.kid == *kid).expect("the key"), now))
            .collect();
        assert!(order.is_sorted(), "{order:?}");
        for row in self.rows.iter().filter(|row| row.revoked_at.is_none()) {
            let is_kept = row.remove_at.is_none_or(|at| row.exp_ceiling == 0 || at >= row.exp_ceiling + TIMING.skew);
            assert!(is_kept, "{row:?}");
            // Or it was, before the clock jumped back.
            assert!(row.sealed.is_some() || row.remove_at.is_some(), "{row:?}");
        }
    }
}

fn new_key(generation: i64, now: i64) -> SigningKey {
    SigningKey {
        kid: format!("key-{generation}"),
        ring: RING.to_owned(),
        generation,
        sealed: Some(Vec::new()),
        public_jwk: String::new(),
        publish_at: now,
        sign_from: None,
        sign_until: None,
        remove_at: None,
        revoked_at: None,
        staged_for: Vec::new(),
        exp_ceiling: 0,
        created_at: now,
        mac: Vec::new(),
    }
}

fn at_least(rows: &[SigningKey], wall: i64) -> i64 {
    wall.max(choice::floor_of(rows.iter()))
}

fn dates(row: &SigningKey) -> impl Iterator<Item = i64> + use<> {
    let times = [row.sign_from, row.sign_until, row.sign_until.map(|at| at + TIMING.skew), row.remove_at];
    times.into_iter().flatten()
}

/// The key set as the ring orders it.
fn published(rows: &[SigningKey], wall: i64) -> Vec<String> {
    let now = at_least(rows, wall);
    let is_published = |row: &&SigningKey| row.sealed.is_some() && State::of(row, now).verifies();
    let mut keys: Vec<&SigningKey> = rows.iter().filter(is_published).collect();
    keys.sort_by_key(|row| (State::of(row, now), std::cmp::Reverse(row.generation)));
    keys.into_iter().map(|row| row.kid.clone()).collect()
}

#[test]
fn through_any_history_no_strict_verifier_meets_an_unknown_key() {
    let [retired, revoked, staged] = [const { Cell::new(0) }; 3];
    let mut runner =
        TestRunner::new(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() });
    let outcome = runner.run(&prop::collection::vec(step(), 5..40), |steps| {
        let mut world = World::new();
        world.serve();
        for step in &steps {
            world.take(step);
            world.check();
        }
        let count = |wanted: fn(&SigningKey) -> bool| world.rows.iter().filter(|row| wanted(row)).count();
        retired.set(retired.get() + count(|row| row.sign_until.is_some() && row.revoked_at.is_none()));
        revoked.set(revoked.get() + count(|row| row.revoked_at.is_some()));
        staged.set(staged.get() + count(|row| !row.staged_for.is_empty()));
        Ok(())
    });
    outcome.unwrap();
    // Histories in which nothing happens would prove nothing.
    assert!(retired.get() > 1000 && revoked.get() > 500 && staged.get() > 200, "{retired:?} {revoked:?} {staged:?}");
}
