//! A moment as pages show it: relative, with the exact time and its zone at hand.

use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;

/// A moment, ready for `<time>`. The words come from the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct When {
    /// For the `datetime` attribute: RFC 3339, UTC.
    pub iso: String,
    /// For the title: `2026-11-21 14:03:09 UTC`.
    pub exact: String,
    /// `now`, `minutes`, `hours`, `days`, `date` (last: older than 30 days, or not in the past).
    pub unit: &'static str,
    /// How many of the unit.
    pub count: i64,
    /// For the unit `date`: the day of the month, the month from 1 to 12, and the year, which is a text since it is not
    /// to be grouped in thousands.
    pub day: u8,
    /// See `day`.
    pub month: u8,
    /// See `day`.
    pub year: String,
    /// The time of day, UTC: `14:03`.
    pub time: String,
}

impl When {
    /// The moment `at` as seen from `now`, both in unix seconds.
    pub fn new(at: i64, now: i64) -> Self {
        let time = OffsetDateTime::from_unix_timestamp(at).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let exact = format_description!("[year]-[month]-[day] [hour]:[minute]:[second] UTC");
        let age = now.saturating_sub(at);
        let (unit, count) = match age {
            -60..60 => ("now", 0),
            60..3600 => ("minutes", age / 60),
            3600..86_400 => ("hours", age / 3600),
            86_400..2_592_000 => ("days", age / 86_400),
            _ => ("date", 0),
        };
        Self {
            iso: time.format(&Rfc3339).unwrap_or_default(),
            exact: time.format(&exact).unwrap_or_default(),
            unit,
            count,
            day: time.day(),
            month: time.month().into(),
            year: time.year().to_string(),
            time: time.format(format_description!("[hour]:[minute]")).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::When;

    #[test]
    fn the_age_is_told_in_the_largest_whole_unit() {
        let now = 1_795_269_789;
        let told = |age: i64| {
            let when = When::new(now - age, now);
            (when.unit, when.count)
        };
        assert_eq!(told(0), ("now", 0));
        assert_eq!(told(-30), ("now", 0), "clocks of two nodes may differ a little");
        assert_eq!(told(119), ("minutes", 1));
        assert_eq!(told(7200), ("hours", 2));
        assert_eq!(told(3 * 86_400), ("days", 3));
        assert_eq!(told(31 * 86_400), ("date", 0));
        assert_eq!(told(-3600), ("date", 0), "no moment of the future is called past");
    }

    #[test]
    fn the_exact_time_names_its_zone() {
        let when = When::new(0, 0);
        assert_eq!(when.iso, "1970-01-01T00:00:00Z");
        assert_eq!(when.exact, "1970-01-01 00:00:00 UTC");
        assert_eq!((when.day, when.month, when.year.as_str(), when.time.as_str()), (1, 1, "1970", "00:00"));
    }
}
