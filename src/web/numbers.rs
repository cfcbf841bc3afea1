//! Numbers as a language writes them, by themselves and in messages.

use fluent_bundle::{FluentResource, FluentValue, bundle::FluentBundle};
use std::borrow::Borrow;

/// A number with its thousands kept apart as the language does it.
pub fn grouped(number: i64, lang: &str) -> String {
    let separator = if lang == "de" { '.' } else { ',' };
    let digits = number.unsigned_abs().to_string();
    let mut out = String::from(if number < 0 { "-" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

/// Numbers in messages are written as the language does it.
pub(super) fn group_numbers<R: Borrow<FluentResource>, M>(bundle: &mut FluentBundle<R, M>) {
    let is_german = bundle.locales.first().is_some_and(|locale| locale.language.as_str() == "de");
    bundle.set_formatter(Some(if is_german { german } else { english }));
}

fn german<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    whole(value).map(|number| grouped(number, "de"))
}

fn english<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    whole(value).map(|number| grouped(number, "en"))
}

/// The number, if it is a whole one; others are printed as they are.
fn whole(value: &FluentValue<'_>) -> Option<i64> {
    let FluentValue::Number(number) = value else { return None };
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
    let whole = (number.value.fract() == 0.0 && number.value.abs() < 9e15).then_some(number.value as i64);
    whole
}
