//! How answers are printed: tables for people, JSON for programs.

use super::{Context, Failure};
use serde::Serialize;
use std::io::Write;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

impl Context<'_> {
    /// One JSON value, readable, on stdout.
    pub fn print_json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        serde_json::to_writer_pretty(&mut self.out, value)?;
        Ok(writeln!(self.out)?)
    }

    /// A line on stdout.
    pub fn print(&mut self, text: &str) -> Result<(), Failure> {
        Ok(writeln!(self.out, "{text}")?)
    }

    /// Columns as wide as their widest cell; the first row is the heading.
    pub fn print_table(&mut self, rows: &[Vec<String>]) -> Result<(), Failure> {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |i: usize| rows.iter().filter_map(|row| row.get(i)).map(|cell| cell.chars().count()).max();
        let widths: Vec<usize> = (0..columns).map(|i| width(i).unwrap_or(0)).collect();
        for row in rows {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                let padding = width.saturating_sub(cell.chars().count()) + 2;
                line.push_str(cell);
                line.push_str(&" ".repeat(padding));
            }
            self.print(line.trim_end())?;
        }
        Ok(())
    }
}

/// Unix seconds as `2026-01-31T12:00:00Z`.
pub fn date(unix_seconds: i64) -> String {
    OffsetDateTime::from_unix_timestamp(unix_seconds)
        .ok()
        .and_then(|time| time.format(&Rfc3339).ok())
        .unwrap_or_else(|| unix_seconds.to_string())
}

/// The same, or nothing.
pub fn date_or_empty(unix_seconds: Option<i64>) -> String {
    unix_seconds.map_or_else(String::new, date)
}

/// Unix seconds at the beginning of a day that is written `2026-01-31` (UTC).
pub fn seconds(day: &str) -> Result<i64, Failure> {
    let time = OffsetDateTime::parse(&format!("{day}T00:00:00Z"), &Rfc3339);
    let refused = |_| Failure::said(format!("`{}` is not a day: write it as 2026-01-31.", plain(day)));
    time.map(OffsetDateTime::unix_timestamp).map_err(refused)
}

/// A text from the database for a terminal: control characters, which could move the cursor, are written out.
pub fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { c.escape_default().to_string() } else { c.to_string() }).collect()
}

/// A name as a shell takes it, for a command that is printed to be copied.
pub fn word(name: &str) -> String {
    let is_safe = |c: char| c.is_alphanumeric() || "._-@+".contains(c);
    if !name.is_empty() && name.chars().all(is_safe) {
        name.to_owned()
    } else {
        format!("'{}'", plain(name).replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_a_shell_would_take_apart_is_quoted() {
        for (name, quoted) in [
            ("alice", "alice"),
            ("zoë@example.com", "zoë@example.com"),
            ("Bob Stone", "'Bob Stone'"),
            ("o'neil", "'o'\\''neil'"),
            ("$(id)", "'$(id)'"),
        ] {
            assert_eq!(word(name), quoted);
        }
    }
}
