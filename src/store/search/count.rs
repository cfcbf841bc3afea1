//! How many people fulfil conditions, counted no further than pages say it, and which condition leads to few of them.

use super::super::{Db, Result, both};
use super::blocks::end_of;
use super::conditions::{Condition, Source, Way, phrase};
use super::{Argument, Statement, run};
use crate::model::people_list::{COUNTED, Count, PeopleFilter, PeopleSort};
use sqlx::AssertSqlSafe;

/// So many people at the beginning of the order of names tell whether a word is everywhere.
const SAMPLE: i64 = 10_000;

/// Where several conditions are fulfilled by many each, so many people of the first of them are looked at.
const PROBED: i64 = 2_000;

/// People of a single character are counted up to here: no trigram leads to them.
const COUNTED_OF_A_CHARACTER: i64 = 1_000;

/// What counting each condition alone tells.
pub(super) struct Survey {
    /// Which way leads to few people.
    pub(super) few: Few,
    /// How many fulfil all conditions, where it is known by then.
    known: Option<Count>,
    /// Of the word, where it was counted.
    having: Option<Having>,
}

/// Which way leads to few people.
#[derive(Clone, Copy)]
pub(super) enum Few {
    /// The index of one condition.
    By(usize),
    /// The blocks in which somebody may have the word, which is too short for an index.
    InBlocks,
    /// None.
    No,
}

/// How many people have a word.
#[derive(Clone, Copy)]
struct Having {
    count: Count,
    /// One of ten or more: whoever reads along an order meets them all the time.
    is_everywhere: bool,
}

impl Db<'_> {
    /// How many people a filter lets through: exact up to [`COUNTED`], at whatever price.
    pub async fn count_people(&mut self, filter: &PeopleFilter) -> Result<Count> {
        let conditions = Condition::all_of(filter);
        let survey = self.survey(&conditions).await?;
        let driver = match (survey.known, survey.few) {
            (Some(known), _) => return Ok(known),
            (None, Few::By(driver)) => Some(driver),
            (None, Few::InBlocks | Few::No) => led_by_trigrams(&conditions),
        };
        let source = self.source(&conditions, driver, PeopleSort::Name);
        let mut together = Statement::new("FROM ");
        together.push(source.table()).push(" WHERE ");
        self.write_conditions(&mut together, &conditions, driver, source);
        Ok(Count::capped(self.count_capped(together).await?))
    }

    /// How many fulfil all conditions of a survey that led to nothing few fulfil. Several conditions are not counted to
    /// the end: more people fulfil them all than the count says.
    pub(super) async fn count_many(&mut self, conditions: &[Condition], survey: &Survey) -> Result<Count> {
        match survey.known {
            Some(known) => Ok(known),
            None => Ok(Count { number: self.probe(conditions, survey.having).await?, is_more: true }),
        }
    }

    /// Counts each condition alone; the word only where no other leads to few, who are looked at sooner than it is
    /// counted.
    pub(super) async fn survey(&mut self, conditions: &[Condition]) -> Result<Survey> {
        let mut survey = Survey { few: Few::No, known: None, having: None };
        let mut fewest = Count { number: COUNTED, is_more: true };
        for (position, condition) in conditions.iter().enumerate().filter(|(_, one)| one.word().is_none()) {
            let count = Count::capped(self.count_alone(condition).await?);
            if fewest.is_more || count.number < fewest.number {
                fewest = count;
                survey.few = if count.is_more { Few::No } else { Few::By(position) };
            }
        }
        let word = conditions.iter().find_map(Condition::word).filter(|_| !Condition::is_of_removed(conditions));
        if let (Few::No, Some(word)) = (survey.few, word) {
            let having = self.count_having(word).await?;
            survey.having = Some(having);
            survey.few = match led_by_trigrams(conditions) {
                _ if having.count.is_more => Few::No,
                Some(position) => Few::By(position),
                None => Few::InBlocks,
            };
            fewest = having.count;
        }
        survey.known = match conditions {
            [] => Some(Count::capped(self.count_capped(self.everybody()).await?)),
            [_] => Some(fewest),
            _ => None,
        };
        Ok(survey)
    }

    fn everybody(&self) -> Statement {
        Statement::new(if self.is_postgres() { "FROM people_names" } else { "FROM users WHERE deleted_at IS NULL" })
    }

    /// How many fulfil one condition that is no word, without who was removed unless it asks for them.
    async fn count_alone(&mut self, condition: &Condition) -> Result<i64> {
        if let Condition::Group(group) = condition {
            return self.count_members(group).await;
        }
        let mut alone = Statement::new("FROM users WHERE ");
        self.write_condition(&mut alone, condition, way_to_some(condition), Source::Users);
        alone.push(if matches!(condition, Condition::Status(_)) { "" } else { " AND deleted_at IS NULL" });
        self.count_capped(alone).await
    }

    /// How many are in a group: those who were removed are few, and counted apart.
    async fn count_members(&mut self, group: &str) -> Result<i64> {
        // CROSS JOIN: SQLite begins with the removed then.
        let mut removed = Statement::new(
            "SELECT COUNT(*) FROM users CROSS JOIN group_members WHERE users.deleted_at IS NOT NULL \
             AND group_members.user_id = users.id AND group_members.group_id = ",
        );
        removed.text(group);
        let removed: i64 = run!(self, removed, sqlx::query_scalar, fetch_one)?;
        let mut members = Statement::new("FROM group_members WHERE group_id = ");
        members.text(group);
        Ok(self.count_to(COUNTED + removed, members).await? - removed)
    }

    /// How many have a word.
    async fn count_having(&mut self, word: &str) -> Result<Having> {
        if !Condition::has_trigrams(word) {
            return Ok(Having { count: self.count_in_blocks(word).await?, is_everywhere: true });
        }
        let is_everywhere = self.is_everywhere(word).await?;
        let condition = Condition::Word(word.to_owned());
        let mut having = Statement::default();
        match (self.is_postgres(), is_everywhere) {
            (false, false) => {
                having.push("FROM people_search WHERE people_search MATCH ").text(phrase(word));
            }
            (false, true) => self.write_condition(
                having.push("FROM users WHERE deleted_at IS NULL AND "),
                &condition,
                Way::RowByRow,
                Source::Users,
            ),
            (true, _) => {
                let way = if is_everywhere { Way::RowByRow } else { Way::ByIndex };
                self.write_condition(having.push("FROM people_names WHERE "), &condition, way, Source::Names);
            }
        }
        Ok(Having { count: Count::capped(self.count_capped(having).await?), is_everywhere })
    }

    async fn is_everywhere(&mut self, word: &str) -> Result<bool> {
        let mut sample = Statement::new("SELECT COUNT(*) FROM (SELECT search_text FROM ");
        sample.push(if self.is_postgres() {
            "people_names ORDER BY name_key, user_id LIMIT "
        } else {
            "users WHERE deleted_at IS NULL ORDER BY name_key, id LIMIT "
        });
        sample.number(SAMPLE).push(") AS sample WHERE ");
        sample.push(if self.is_postgres() { "strpos(search_text, " } else { "instr(search_text, " });
        sample.text(word).push(") > 0");
        let found: i64 = run!(self, sample, sqlx::query_scalar, fetch_one)?;
        Ok(found * 10 >= SAMPLE)
    }

    /// How many have a word that no trigram knows.
    async fn count_in_blocks(&mut self, word: &str) -> Result<Count> {
        let (source, condition) = (self.source_of_words(), Condition::Word(word.to_owned()));
        let mut counted = 0;
        for block in self.blocks_with(word, None, false).await?.unwrap_or_default() {
            let mut within = Statement::new("FROM ");
            within.push(source.table()).push(" WHERE ");
            self.write_conditions(&mut within, std::slice::from_ref(&condition), None, source);
            self.write_between(&mut within, (Some(&block), Some(&end_of(&block))), source);
            counted += self.count_to(COUNTED_OF_A_CHARACTER - counted, within).await?;
            if counted > COUNTED_OF_A_CHARACTER {
                return Ok(Count { number: COUNTED_OF_A_CHARACTER, is_more: true });
            }
        }
        Ok(Count { number: counted, is_more: false })
    }

    const fn source_of_words(&self) -> Source {
        if self.is_postgres() { Source::Names } else { Source::Users }
    }

    /// How many of some people who have the word, or fulfil the first condition, fulfil all of them.
    async fn probe(&mut self, conditions: &[Condition], having: Option<Having>) -> Result<i64> {
        let [first, ..] = conditions else { return Ok(0) };
        let mut probe = Statement::default();
        match (first, having) {
            (Condition::Word(_), Some(having)) if self.is_postgres() => {
                let way = if having.is_everywhere { Way::RowByRow } else { Way::ByIndex };
                probe.push("FROM (SELECT users.* FROM (SELECT user_id FROM people_names WHERE ");
                self.write_condition(&mut probe, first, way, Source::Names);
                probe.push(" LIMIT ").number(PROBED).push(") AS probed JOIN users ON users.id = probed.user_id");
            }
            (Condition::Word(word), Some(_)) if Condition::has_trigrams(word) => {
                probe.push("FROM (SELECT * FROM users WHERE rowid IN (SELECT rowid FROM people_search ");
                probe.push("WHERE people_search MATCH ").text(phrase(word)).push(" LIMIT ").number(PROBED).push(")");
            }
            _ => {
                self.write_condition(
                    probe.push("FROM (SELECT * FROM users WHERE "),
                    first,
                    way_to_some(first),
                    Source::Users,
                );
                probe.push(" LIMIT ").number(PROBED);
            }
        }
        probe.push(") AS users WHERE ");
        self.write_conditions(&mut probe, conditions, None, Source::Users);
        self.count_capped(probe).await
    }
}

/// How to write a condition whose first people will do: one that leads to all of them makes a list of them.
const fn way_to_some(condition: &Condition) -> Way {
    if matches!(condition, Condition::LastSeen(_)) { Way::ByIndex } else { Way::RowByRow }
}

/// The word, where trigrams lead to whoever has it.
fn led_by_trigrams(conditions: &[Condition]) -> Option<usize> {
    let is_led = |one: &Condition| one.word().is_some_and(Condition::has_trigrams);
    conditions.iter().position(is_led).filter(|_| !Condition::is_of_removed(conditions))
}
