//! Until when a certificate is good (RFC 5280 §4.1.2.5): as much of DER as that takes.

use time::{Date, Month, PrimitiveDateTime, Time};

const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// `notAfter` in unix seconds; none where it cannot be read.
pub(super) fn not_after(der: &[u8]) -> Option<i64> {
    let (tag, certificate, _) = element(der)?;
    let (inner, body, _) = element(certificate)?;
    if (tag, inner) != (SEQUENCE, SEQUENCE) {
        return None;
    }
    // version (may be left out), serialNumber, signature, issuer, validity
    let mut rest = body;
    if element(rest)?.0 == VERSION {
        rest = element(rest)?.2;
    }
    for _ in 0..3 {
        rest = element(rest)?.2;
    }
    let (_, validity, _) = element(rest)?;
    let (_, _, end) = element(validity)?;
    let (tag, text, _) = element(end)?;
    moment(tag, std::str::from_utf8(text).ok()?)
}

/// A tag, its content, and what comes after it (X.690 §8.1).
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match usize::from(*first) {
        short @ ..=0x7f => (short, rest),
        long => {
            let count = long & 0x7f;
            let (digits, rest) = rest.split_at_checked(count).filter(|_| (1..=4).contains(&count))?;
            (digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit)), rest)
        }
    };
    let (content, after) = rest.split_at_checked(length)?;
    Some((*tag, content, after))
}

/// `YYMMDDhhmmssZ` or `YYYYMMDDhhmmssZ`.
fn moment(tag: u8, text: &str) -> Option<i64> {
    let digits = text.strip_suffix('Z')?;
    let (year, rest) = match tag {
        UTC_TIME => {
            let year: i32 = digits.get(..2)?.parse().ok()?;
            (if year < 50 { 2000 + year } else { 1900 + year }, digits.get(2..)?)
        }
        GENERALIZED_TIME => (digits.get(..4)?.parse().ok()?, digits.get(4..)?),
        _ => return None,
    };
    let part = |at: usize| rest.get(at..at + 2)?.parse::<u8>().ok();
    let date = Date::from_calendar_date(year, Month::try_from(part(0)?).ok()?, part(2)?).ok()?;
    let time = Time::from_hms(part(4)?, part(6)?, part(8)?).ok()?;
    Some(PrimitiveDateTime::new(date, time).assume_utc().unix_timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A certificate with nothing but its head, from the tag of `version` to `validity`.
    fn certificate(end: &[u8]) -> Vec<u8> {
        let wrap = |tag: u8, content: &[u8]| [&[tag, u8::try_from(content.len()).unwrap()], content].concat();
        let begin = wrap(UTC_TIME, b"250101000000Z");
        let validity = wrap(SEQUENCE, &[&begin, end].concat());
        let version = wrap(VERSION, &[2, 1, 2]);
        let body = [&version[..], &[2, 1, 7], &[SEQUENCE, 0], &[SEQUENCE, 0], &validity].concat();
        wrap(SEQUENCE, &wrap(SEQUENCE, &body))
    }

    #[test]
    fn both_forms_of_the_end_are_read() {
        let utc = [&[UTC_TIME, 13], &b"270131120000Z"[..]].concat();
        assert_eq!(not_after(&certificate(&utc)), Some(1_801_396_800));
        let general = [&[GENERALIZED_TIME, 15], &b"20270131120000Z"[..]].concat();
        assert_eq!(not_after(&certificate(&general)), Some(1_801_396_800));
    }

    #[test]
    fn what_is_no_certificate_is_read_as_nothing_however_it_is_cut() {
        let whole = certificate(&[&[UTC_TIME, 13], &b"270131120000Z"[..]].concat());
        for end in 0..whole.len() {
            assert_eq!(not_after(&whole[..end]), None, "{end}");
        }
        assert_eq!(not_after(&[SEQUENCE, 0x85, 1, 1, 1, 1, 1]), None);
        assert_eq!(not_after(&certificate(&[&[UTC_TIME, 13], &b"271331120000Z"[..]].concat())), None);
    }
}
