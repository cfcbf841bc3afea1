//! Blocks: people whose names begin with the same two characters, and the trigrams that occur among them. Somebody who
//! walks along the order of names for a word passes over blocks that lack one of its trigrams: 張 stands behind
//! everybody from A to Z, and none of those need be read.
//!
//! What occurred once stays: a person who was renamed or removed makes a walk look into a block in vain, nothing more.

use super::super::{Db, Result, both};
use super::{Argument, Statement, run};
use sqlx::AssertSqlSafe;
use std::collections::BTreeSet;

/// People who are read at once while blocks are filled.
const FILLED_AT_ONCE: i64 = 5_000;

/// A word of many trigrams is told by some of them.
const MOST_GRAMS: usize = 8;

/// Greater than every text that goes on after the same beginning.
const LAST: char = '\u{10ffff}';

/// The two characters that a folded name begins with.
fn block_of(name_key: &str) -> String {
    name_key.chars().take(2).collect()
}

/// The last folded name, and more, of a block. A name of one character is a block by itself.
pub(super) fn end_of(block: &str) -> String {
    if block.chars().count() < 2 { block.to_owned() } else { format!("{block}{LAST}") }
}

/// What a search text holds: its trigrams, and the first character of each word with the line break before it.
fn grams_of(search_text: &str) -> BTreeSet<String> {
    let text: Vec<char> = search_text.chars().collect();
    let beginnings = text.windows(2).filter(|pair| pair[0] == '\n');
    text.windows(3).chain(beginnings).map(|gram| gram.iter().collect()).collect()
}

/// What the search text of everybody who is found by a word must hold; nothing is known of a single character.
fn grams_of_word(word: &str) -> Vec<String> {
    let word: Vec<char> = word.chars().collect();
    let grams: BTreeSet<String> = match word.len() {
        0..3 => word.windows(2).filter(|pair| pair[0] == '\n').map(|pair| pair.iter().collect()).collect(),
        _ => word.windows(3).map(|gram| gram.iter().collect()).collect(),
    };
    let step = grams.len().div_ceil(MOST_GRAMS).max(1);
    grams.into_iter().step_by(step).collect()
}

impl Db<'_> {
    /// The blocks, in the order of names or the reverse, in which somebody may be found by a word; none where each may.
    pub(super) async fn blocks_with(
        &mut self,
        word: &str,
        from: Option<&str>,
        is_falling: bool,
    ) -> Result<Option<Vec<String>>> {
        let grams = grams_of_word(word);
        if grams.is_empty() {
            return Ok(None);
        }
        let mut statement = Statement::new("SELECT block FROM people_blocks WHERE gram IN (");
        let number = i64::try_from(grams.len()).unwrap_or(i64::MAX);
        for (position, gram) in grams.into_iter().enumerate() {
            statement.push(if position == 0 { "" } else { ", " }).text(gram);
        }
        statement.push(")");
        if let Some(from) = from {
            statement.push(if is_falling { " AND block <= " } else { " AND block >= " }).text(block_of(from));
        }
        statement.push(" GROUP BY block HAVING COUNT(DISTINCT gram) = ").number(number);
        statement.push(if is_falling { " ORDER BY block DESC" } else { " ORDER BY block" });
        Ok(Some(run!(self, statement, sqlx::query_scalar, fetch_all)?))
    }

    /// Notes of everybody what occurs in their block.
    pub(super) async fn fill_blocks(&mut self) -> Result<()> {
        let (mut block, mut grams) = (String::new(), BTreeSet::new());
        let (mut name_key, mut id) = (String::new(), String::new());
        loop {
            let people = self.people_after(&name_key, &id).await?;
            let Some(last) = people.last() else { break };
            (name_key, id) = (last.0.clone(), last.1.clone());
            for (name_key, _, search_text) in people {
                let own = block_of(&name_key);
                if own != block {
                    self.insert_grams(&block, &grams).await?;
                    (block, grams) = (own, BTreeSet::new());
                }
                grams.append(&mut grams_of(&search_text));
            }
        }
        self.insert_grams(&block, &grams).await
    }

    /// Name, id and search text of the next people in the order of names.
    async fn people_after(&mut self, name_key: &str, id: &str) -> Result<Vec<(String, String, String)>> {
        let sql = if self.is_postgres() {
            "SELECT name_key, user_id, search_text FROM people_names WHERE (name_key, user_id) > ($1, $2) \
             ORDER BY name_key, user_id LIMIT $3"
        } else {
            "SELECT name_key, id, search_text FROM users WHERE (name_key, id) > ($1, $2) ORDER BY name_key, id LIMIT $3"
        };
        Ok(both!(self, c => sqlx::query_as(sql).bind(name_key).bind(id).bind(FILLED_AT_ONCE).fetch_all(c).await)?)
    }

    async fn insert_grams(&mut self, block: &str, grams: &BTreeSet<String>) -> Result<()> {
        let sql = if self.is_postgres() {
            "INSERT INTO people_blocks (block, gram) SELECT $1, jsonb_array_elements_text(CAST($2 AS JSONB))"
        } else {
            "INSERT OR IGNORE INTO people_blocks (block, gram) SELECT $1, value FROM json_each($2)"
        };
        let grams = serde_json::Value::from_iter(grams.iter().map(String::as_str)).to_string();
        Ok(both!(self, c => sqlx::query(sql).bind(block).bind(grams).execute(c).await.map(drop))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_told_by_what_is_in_every_text_that_holds_it() {
        let text = "\nanna\nanna.smith@northwind.example\n李雷";
        for word in ["anna", "\n李", "\nan", "smith@north", "example\n李雷", "na\nanna.smith@northwind.example\n李"]
        {
            let (grams, all) = (grams_of_word(word), grams_of(text));
            assert!(!grams.is_empty() && grams.len() <= MOST_GRAMS, "{word:?}");
            assert!(text.contains(word) && grams.iter().all(|gram| all.contains(gram)), "{word:?}: {grams:?}");
        }
        assert!(grams_of_word("a").is_empty());
    }

    #[test]
    fn every_name_of_a_block_is_before_its_end_and_no_name_of_the_next() {
        for (name, next) in [("anna", "ao"), ("an", "ao"), ("張偉", "張傳"), ("a", "ab"), ("", "a")] {
            let (block, end) = (block_of(name), end_of(&block_of(name)));
            assert!(block.as_str() <= name && name <= end.as_str() && end.as_str() < next, "{name}");
        }
    }
}
