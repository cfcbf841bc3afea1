//! The lives of a ring's keys as a picture: one bar each over time, what is to come fainter than what was. The table
//! beside it says the same in words.

use crate::web::pages::When;
use serde::Serialize;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Nothing further away than this (seconds) is drawn, so that what happens now keeps its room.
const HORIZON: i64 = 120 * DAY;

/// Steps between the dates below the picture; the first that needs no more than [`MOST_TICKS`] is taken.
const STEPS: [i64; 9] = [HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY];

const MOST_TICKS: i64 = 7;

/// Units of the whole width: tenths of a percent.
const WIDTH: i64 = 1000;

/// Dates nearer to an edge than this many units would be cut off.
const MARGIN: i64 = 40;

/// Pixels of a key's row, and of what stands above and below all rows.
const ROW: i64 = 46;
const TOP: i64 = 22;
const BOTTOM: i64 = 24;

/// The times of one key that the picture needs (unix seconds).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LifeTimes {
    /// Since when it is published.
    pub publish_at: i64,
    /// From when it signs for all: as dated, or as the next switch will have it.
    pub sign_from: Option<i64>,
    /// Until when.
    pub sign_until: Option<i64>,
    /// When it leaves, or left, the key set.
    pub gone: Option<i64>,
}

/// The picture. Positions are percentages, so that texts in it keep their size.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lives {
    /// Pixels.
    pub height: i64,
    /// For each key its bar.
    pub rows: Vec<Life>,
    /// Dates below.
    pub ticks: Vec<Tick>,
    /// Where the present is.
    pub now: Mark,
    /// Where the next switch is.
    pub switch: Option<Mark>,
}

/// One key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Life {
    /// Its place among the keys of its ring.
    pub index: usize,
    /// Pixels from above: its text's base line, and the top of its bar.
    pub text_y: i64,
    /// See `text_y`.
    pub bar_y: i64,
    /// The parts of its life.
    pub bars: Vec<Bar>,
}

/// A part of a key's life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bar {
    /// `published`, `signing`, `verifying`.
    pub kind: &'static str,
    /// Whether it lies ahead.
    pub is_planned: bool,
    /// Its left end.
    pub x: String,
    /// Its width.
    pub width: String,
}

/// A moment in the picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// Where.
    pub x: String,
    /// How a text at it is anchored: `start`, `middle`, `end`.
    pub anchor: &'static str,
}

/// A date below the picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tick {
    /// Where.
    pub x: String,
    /// Which.
    pub when: When,
    /// Whether its time of day is told, and not its date.
    pub is_hour: bool,
    /// Every other one; left out where there is little room.
    pub is_odd: bool,
}

/// From the beginning to the end of the picture (unix seconds).
struct Frame {
    begin: i64,
    now: i64,
    end: i64,
}

impl Lives {
    /// Draws keys, the newest first. Keys that had left before the picture begins are left out.
    pub fn new(keys: &[LifeTimes], switch: Option<i64>, now: i64) -> Self {
        let frame = Frame::of(keys, switch, now);
        let shown = keys.iter().enumerate().filter(|(_, key)| key.gone.is_none_or(|gone| gone > frame.begin));
        let rows: Vec<_> = shown.zip(0..).map(|((index, key), place)| frame.row(index, key, place)).collect();
        let count = i64::try_from(rows.len()).unwrap_or_default();
        let switch = switch.filter(|at| (frame.begin..frame.end).contains(at)).map(|at| frame.mark(at));
        Self { height: TOP + count * ROW + BOTTOM, rows, ticks: frame.ticks(), now: frame.mark(now), switch }
    }
}

impl Frame {
    fn of(keys: &[LifeTimes], switch: Option<i64>, now: i64) -> Self {
        let begin = keys.iter().map(|key| key.publish_at).min().unwrap_or(now).max(now - HORIZON).min(now - DAY);
        let dates = keys.iter().flat_map(|key| [key.sign_from, key.sign_until, key.gone]).chain([switch]);
        let last = dates.flatten().max().unwrap_or(now).clamp(now, now + HORIZON);
        let end = last.max(now + (now - begin) / 4) + (last - begin) / 8;
        Self { begin, now, end }
    }

    fn x(&self, at: i64) -> i64 {
        (at.clamp(self.begin, self.end) - self.begin) * WIDTH / (self.end - self.begin)
    }

    fn mark(&self, at: i64) -> Mark {
        let x = self.x(at);
        let anchor = match x {
            ..80 => "start",
            80..920 => "middle",
            _ => "end",
        };
        Mark { x: percent(x), anchor }
    }

    fn row(&self, index: usize, key: &LifeTimes, place: i64) -> Life {
        let gone = key.gone.unwrap_or(i64::MAX);
        let from = key.sign_from.unwrap_or(gone).min(gone);
        let until = key.sign_until.unwrap_or(gone).clamp(from, gone);
        let parts = [("published", key.publish_at, from), ("signing", from, until), ("verifying", until, gone)];
        let bars = parts.into_iter().flat_map(|(kind, from, until)| self.bars(kind, from, until)).collect();
        Life { index, text_y: TOP + place * ROW + 14, bar_y: TOP + place * ROW + 21, bars }
    }

    /// What was and what is to come of one part.
    fn bars(&self, kind: &'static str, from: i64, until: i64) -> impl Iterator<Item = Bar> {
        let pieces = [(from, until.min(self.now), false), (from.max(self.now), until, true)];
        let drawn = pieces.into_iter().filter(|(from, until, _)| until > from && *until > self.begin);
        let drawn: Vec<_> = drawn.map(|(from, until, is_planned)| self.bar(kind, (from, until), is_planned)).collect();
        drawn.into_iter()
    }

    fn bar(&self, kind: &'static str, (from, until): (i64, i64), is_planned: bool) -> Bar {
        let x = self.x(from);
        let width = (self.x(until) - x).max(3);
        Bar { kind, is_planned, x: percent(x), width: percent(width) }
    }

    fn ticks(&self) -> Vec<Tick> {
        let span = self.end - self.begin;
        let step = STEPS.into_iter().find(|step| span / step <= MOST_TICKS).unwrap_or(60 * DAY);
        let first = (self.begin / step + 1) * step;
        let times = (0..).map(|place| first + place * step).take_while(|at| *at < self.end);
        let inside = times.filter(|at| (MARGIN..WIDTH - MARGIN).contains(&self.x(*at)));
        let tick = |(place, at): (usize, i64)| Tick {
            x: percent(self.x(at)),
            when: When::new(at, self.now),
            is_hour: step < DAY,
            is_odd: place % 2 == 1,
        };
        inside.enumerate().map(tick).collect()
    }
}

/// Tenths of a percent as SVG reads them.
fn percent(tenths: i64) -> String {
    format!("{}.{}%", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_269_789;

    fn kinds(life: &Life) -> Vec<(&'static str, bool)> {
        life.bars.iter().map(|bar| (bar.kind, bar.is_planned)).collect()
    }

    #[test]
    fn a_key_is_published_then_signs_then_verifies_and_what_is_to_come_is_told_apart() {
        let switch = NOW + DAY;
        let next = LifeTimes { publish_at: NOW - 9 * DAY, sign_from: Some(switch), ..LifeTimes::default() };
        let active = LifeTimes {
            publish_at: NOW - 40 * DAY,
            sign_from: Some(NOW - 30 * DAY),
            sign_until: Some(switch),
            gone: Some(switch + HOUR),
        };
        let lives = Lives::new(&[next, active], Some(switch), NOW);
        let expected = [("published", false), ("published", true), ("signing", true)];
        assert_eq!(kinds(&lives.rows[0]), expected);
        let expected = [("published", false), ("signing", false), ("signing", true), ("verifying", true)];
        assert_eq!(kinds(&lives.rows[1]), expected);
        assert!(lives.switch.is_some());
    }

    #[test]
    fn keys_that_left_long_ago_are_left_out_and_keep_the_others_their_places() {
        let gone = LifeTimes { publish_at: NOW - 400 * DAY, gone: Some(NOW - 300 * DAY), ..LifeTimes::default() };
        let here = LifeTimes { publish_at: NOW - 500 * DAY, ..LifeTimes::default() };
        let lives = Lives::new(&[gone, here], None, NOW);
        assert_eq!(lives.rows.iter().map(|row| row.index).collect::<Vec<_>>(), [1]);
        assert_eq!(lives.height, TOP + ROW + BOTTOM);
    }

    #[test]
    fn a_key_of_this_second_is_drawn_and_so_are_dates() {
        for switch in [None, Some(NOW + 90 * DAY), Some(NOW + 900 * DAY)] {
            let key = LifeTimes { publish_at: NOW, sign_from: switch, ..LifeTimes::default() };
            let lives = Lives::new(&[key], switch, NOW);
            assert!(!lives.rows[0].bars.is_empty(), "{switch:?}");
            assert!((1..=MOST_TICKS + 1).contains(&i64::try_from(lives.ticks.len()).unwrap()), "{switch:?}");
        }
    }
}
