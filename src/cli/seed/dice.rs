//! Numbers that look random and are the same at each run, so that two databases hold the same people.

/// SplitMix64.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn new() -> Self {
        Self(0x636c_6176_6967_6572)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 up to `end`, without it; 0 where there is none.
    pub(super) fn below(&mut self, end: i64) -> i64 {
        let end = u64::try_from(end).unwrap_or_default().max(1);
        i64::try_from(self.roll() % end).unwrap_or_default()
    }

    /// True so many times of a hundred.
    pub(super) fn percent(&mut self, share: i64) -> bool {
        self.below(100) < share
    }

    /// Any of them.
    pub(super) fn any<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.index(of.len())]
    }

    /// One of them, the earlier the likelier: as names are spread over people, and people over apps.
    pub(super) fn common<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let [one, two, three] = [of.len(); 3].map(|length| self.index(length));
        &of[one.min(two).min(three)]
    }

    fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(i64::try_from(length).unwrap_or(i64::MAX))).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn the_rolls_repeat_stay_in_range_and_the_first_are_common() {
        let rolls = || {
            let mut dice = Dice::new();
            (0..1000).map(|_| dice.below(6)).collect::<Vec<_>>()
        };
        assert_eq!(rolls(), rolls());
        assert!((0..6).all(|side| rolls().contains(&side)) && rolls().iter().all(|side| (0..6).contains(side)));
        let mut dice = Dice::new();
        assert_eq!((dice.below(0), dice.below(1)), (0, 0));
        let picked: Vec<u8> = (0..1000).map(|_| *dice.common(&[0, 1, 2, 3])).collect();
        let times = |of: u8| picked.iter().filter(|one| **one == of).count();
        assert!(times(0) > 500 && times(0) > times(1) && times(1) > times(3) && times(3) > 0);
    }
}
