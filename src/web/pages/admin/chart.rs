//! Counts by the hour as a picture of bars: what succeeded above the line, what failed below it, both to one scale. The
//! table behind it says the same in numbers.

use serde::Serialize;
use time::OffsetDateTime;
use time::macros::format_description;

/// Units of the picture's height that bars have together.
const HEIGHT: i64 = 120;

/// Units of an hour's width.
const STEP: i64 = 10;

/// The least height of a bar that stands for anything.
const LEAST: i64 = 2;

const SECONDS_PER_HOUR: i64 = 3600;

/// One picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Chart {
    /// What is counted: `chart-<name>`, `-good`, `-bad` of the catalogue.
    pub name: &'static str,
    /// All that succeeded.
    pub good: i64,
    /// All that failed.
    pub bad: i64,
    /// What succeeded in the best hour: the height of the picture.
    pub most: i64,
    /// Units of its width.
    pub width: i64,
    /// Units of its height.
    pub height: i64,
    /// Where the line is.
    pub line: i64,
    /// The hours, the oldest first.
    pub hours: Vec<Hour>,
}

/// One hour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hour {
    /// When it begins: `2026-11-27 14:00`, UTC.
    pub label: String,
    /// For `<time>`.
    pub iso: String,
    /// What succeeded.
    pub good: i64,
    /// What failed.
    pub bad: i64,
    /// Where its bars begin.
    pub x: i64,
    /// The top of the bar above the line.
    pub y: i64,
    /// Its height.
    pub good_height: i64,
    /// The height of the bar below the line.
    pub bad_height: i64,
}

impl Chart {
    /// A picture of pairs (succeeded, failed), the oldest first; `first_hour` in hours since 1970.
    pub fn new(name: &'static str, first_hour: i64, counts: &[(i64, i64)]) -> Self {
        let (most_good, most_bad) =
            counts.iter().fold((0, 0), |most, count| (most.0.max(count.0), most.1.max(count.1)));
        let whole = (most_good + most_bad).max(1);
        let scaled = |count: i64| if count == 0 { 0 } else { (count * HEIGHT / whole).max(LEAST) };
        let line = scaled(most_good) + 1;
        let hour = |(place, (good, bad)): (i64, &(i64, i64))| Hour {
            label: label(first_hour + place),
            iso: iso(first_hour + place),
            good: *good,
            bad: *bad,
            x: place * STEP,
            y: line - 1 - scaled(*good),
            good_height: scaled(*good),
            bad_height: scaled(*bad),
        };
        Self {
            name,
            good: counts.iter().map(|count| count.0).sum(),
            bad: counts.iter().map(|count| count.1).sum(),
            most: most_good,
            width: i64::try_from(counts.len()).unwrap_or(i64::MAX).saturating_mul(STEP),
            height: line + 1 + scaled(most_bad),
            line,
            hours: (0..).zip(counts).map(hour).collect(),
        }
    }
}

fn time(hour: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(hour.saturating_mul(SECONDS_PER_HOUR)).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

fn label(hour: i64) -> String {
    time(hour).format(format_description!("[year]-[month]-[day] [hour]:00")).unwrap_or_default()
}

fn iso(hour: i64) -> String {
    time(hour).format(format_description!("[year]-[month]-[day]T[hour]:00Z")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_and_bad_have_one_scale_and_whatever_happened_is_seen() {
        let chart = Chart::new("sign-ins", 24, &[(0, 0), (1000, 1), (500, 200)]);
        let bars: Vec<_> = chart.hours.iter().map(|hour| (hour.x, hour.y, hour.good_height, hour.bad_height)).collect();
        assert_eq!(bars, [(0, 100, 0, 0), (10, 0, 100, 2), (20, 50, 50, 20)]);
        assert_eq!((chart.good, chart.bad, chart.width, chart.line, chart.height), (1500, 201, 30, 101, 122));
        assert_eq!((&*chart.hours[0].label, &*chart.hours[0].iso), ("1970-01-02 00:00", "1970-01-02T00:00Z"));
    }

    #[test]
    fn a_quiet_time_is_a_line() {
        let chart = Chart::new("tokens", 0, &[(0, 0); 24]);
        assert!(chart.hours.iter().all(|hour| hour.good_height == 0 && hour.bad_height == 0 && hour.y == 0));
        assert_eq!((chart.line, chart.height), (1, 2));
    }
}
