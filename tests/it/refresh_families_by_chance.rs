//! Families of refresh tokens against a model of the law: whatever order tokens are used in and however much time goes
//! by between, the server answers as the model does.

use crate::support::{ALICE, House, SHOP, Tokens, on_every_engine};

const FAMILIES: u64 = 25;
const STEPS: usize = 14;
const ALLOWANCE: i64 = 60;

/// The law, over tokens by number.
#[derive(Debug, Default)]
struct Model {
    tokens: Vec<Token>,
    is_ended: bool,
}

#[derive(Debug)]
struct Token {
    parent: Option<usize>,
    used_at: Option<i64>,
    is_ended: bool,
}

impl Model {
    fn add(&mut self, parent: Option<usize>) {
        self.tokens.push(Token { parent, used_at: None, is_ended: false });
    }

    /// Whether a use is answered with a successor.
    fn is_used(&mut self, number: usize, now: i64) -> bool {
        let has_used_successor = self.tokens.iter().any(|own| own.parent == Some(number) && own.used_at.is_some());
        let token = &self.tokens[number];
        let may_be_used = match token.used_at {
            _ if self.is_ended || token.is_ended => false,
            None => true,
            Some(used_at) => now - used_at < ALLOWANCE && !has_used_successor,
        };
        if !may_be_used {
            self.is_ended = true;
            return false;
        }
        if token.used_at.is_none() {
            let parent = token.parent;
            let is_sibling = |own: &Token| parent.is_some() && own.parent == parent && own.used_at.is_none();
            for other in self.tokens.iter_mut().filter(|own| is_sibling(own)) {
                other.is_ended = true;
            }
            self.tokens[number].is_ended = false;
            self.tokens[number].used_at = Some(now);
        }
        self.add(Some(number));
        true
    }

    fn is_active(&self, number: usize) -> bool {
        let token = &self.tokens[number];
        !self.is_ended && !token.is_ended && token.used_at.is_none()
    }
}

/// Numbers that look random and are the same in every run (Knuth's linear congruential generator).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }
}

on_every_engine! {
    async fn whatever_is_done_to_a_family_the_server_answers_as_the_law_says(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let ask = SHOP.ask().with("scope", "openid offline_access");
        let mut answered = [0, 0];
        for seed in 0..FAMILIES {
            let mut chance = Chance(seed);
            let mut model = Model::default();
            let mut secrets = vec![house.tokens(&browser, &SHOP, &ask).await.refresh().to_owned()];
            model.add(None);
            let mut done = Vec::new();
            for _ in 0..STEPS {
                // Mostly one of the newest: families that end at once teach little.
                let reach = secrets.len().min(1 + chance.below(4));
                let number = secrets.len() - 1 - chance.below(reach);
                let wait: i64 = [0, 0, 1, 20, 59, 60][chance.below(6)];
                house.clock.advance(wait);
                done.push((wait, number));
                let answer = house.refresh(&SHOP, &secrets[number]).await;
                let may = model.is_used(number, house.clock.now());
                answered[usize::from(may)] += 1;
                if may {
                    assert_eq!(answer.status, 200, "family {seed} after {done:?}: {}", answer.text());
                    secrets.push(Tokens::of(&answer).refresh().to_owned());
                } else {
                    assert_eq!(answer.status, 400, "family {seed} after {done:?}");
                    answer.assert_error(400, "invalid_grant");
                    break;
                }
            }
            for (number, secret) in secrets.iter().enumerate() {
                let is_active = house.is_active(&SHOP, secret).await;
                assert_eq!(is_active, model.is_active(number), "token {number} of family {seed} after {done:?}");
            }
        }
        assert!(answered[0] > 5 && answered[1] > 50, "both answers were met often: {answered:?}");
    }
}
