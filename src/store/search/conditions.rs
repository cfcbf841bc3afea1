//! What a filter asks of people, in the words of each engine.

use super::super::Db;
use super::Statement;
use crate::model::people_list::{LastSeen, PeopleFilter, PeopleSort, RoleFilter};
use crate::model::user::Status;
use crate::model::username::username_key;

/// From so many characters on any part of a name is found, below it the beginning of a word.
const SHORTEST_PART: usize = 3;

/// A condition that few rows may fulfil.
#[derive(Clone, Debug)]
pub(super) enum Condition {
    /// The search text holds this.
    Word(String),
    Group(String),
    Status(Status),
    Role(RoleFilter),
    LastSeen(LastSeen),
}

/// How a condition is written: so that an index of its own can find its rows, or so that none can.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    ByIndex,
    RowByRow,
}

/// Where a query reads people.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// Everybody, in wide rows.
    Users,
    /// PostgreSQL's narrow rows: names and search texts of those who were not removed.
    Names,
    /// Both together.
    Joined,
}

impl Condition {
    /// What a filter asks.
    pub(super) fn all_of(filter: &PeopleFilter) -> Vec<Self> {
        let folded = username_key(&filter.q);
        let q = folded.split_whitespace().collect::<Vec<_>>().join("\n");
        let word = match q.chars().count() {
            0 => None,
            1..SHORTEST_PART => Some(format!("\n{q}")),
            _ => Some(q),
        };
        let mut all: Vec<_> = word.map(Self::Word).into_iter().collect();
        all.extend(filter.group.as_ref().map(|group| Self::Group(group.as_str().to_owned())));
        all.extend(filter.status.map(Self::Status));
        all.extend(filter.role.map(Self::Role));
        all.extend(filter.last_seen.map(Self::LastSeen));
        all
    }

    /// The word that people are looked for by.
    pub(super) fn word(&self) -> Option<&str> {
        if let Self::Word(word) = self { Some(word) } else { None }
    }

    /// Whether trigrams lead to a word: they do to all but a single character.
    pub(super) fn has_trigrams(word: &str) -> bool {
        word.chars().count() >= SHORTEST_PART
    }

    /// Whether the people who were removed are asked for; trigrams know only the others.
    pub(super) fn is_of_removed(all: &[Self]) -> bool {
        all.iter().any(|condition| matches!(condition, Self::Status(Status::Deleted)))
    }
}

impl Source {
    pub(super) const fn table(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Names => "people_names",
            Self::Joined => "people_names JOIN users ON users.id = people_names.user_id",
        }
    }

    pub(super) const fn id(self) -> &'static str {
        if matches!(self, Self::Users) { "users.id" } else { "people_names.user_id" }
    }

    const fn search_text(self) -> &'static str {
        if matches!(self, Self::Users) { "users.search_text" } else { "people_names.search_text" }
    }
}

impl Db<'_> {
    /// Where people of these conditions are read who are led to by one of them, or by the order of names.
    pub(super) fn source(&self, conditions: &[Condition], driver: Option<usize>, sort: PeopleSort) -> Source {
        let word = conditions.iter().position(|condition| condition.word().is_some());
        let is_led_elsewhere = driver.is_some() && driver != word;
        if !self.is_postgres() || word.is_none() || is_led_elsewhere || Condition::is_of_removed(conditions) {
            return Source::Users;
        }
        let is_told_by_names = |condition: &Condition| matches!(condition, Condition::Word(_) | Condition::Group(_));
        if sort == PeopleSort::Name && conditions.iter().all(is_told_by_names) { Source::Names } else { Source::Joined }
    }

    pub(super) fn write_conditions(
        &self,
        statement: &mut Statement,
        conditions: &[Condition],
        driver: Option<usize>,
        source: Source,
    ) {
        let has_status = conditions.iter().any(|condition| matches!(condition, Condition::Status(_)));
        statement.push(if has_status || source != Source::Users { "1 = 1" } else { "deleted_at IS NULL" });
        for (position, condition) in conditions.iter().enumerate() {
            statement.push(" AND ");
            let way = if driver == Some(position) { Way::ByIndex } else { Way::RowByRow };
            self.write_condition(statement, condition, way, source);
        }
    }

    pub(super) fn write_condition(&self, statement: &mut Statement, condition: &Condition, way: Way, source: Source) {
        match condition {
            Condition::Word(word) => self.write_word(statement, word, way, source),
            Condition::Group(group) if way == Way::ByIndex => {
                statement.push(source.id()).push(" IN (SELECT user_id FROM group_members WHERE group_id = ");
                statement.text(group).push(")");
            }
            Condition::Group(group) => {
                statement.push("EXISTS (SELECT 1 FROM group_members WHERE group_id = ").text(group);
                statement.push(" AND user_id = ").push(source.id()).push(")");
            }
            // Left to itself, SQLite reads everybody in an index that holds what else is asked.
            Condition::Status(_) | Condition::Role(_) if way == Way::ByIndex && !self.is_postgres() => {
                statement.push("users.rowid IN (SELECT rowid FROM users WHERE ");
                self.write_condition(statement, condition, Way::RowByRow, source);
                statement.push(")");
            }
            Condition::Status(status) => {
                statement.push(match status {
                    Status::Active => "deleted_at IS NULL AND disabled_at IS NULL AND password_hash IS NOT NULL",
                    Status::Invited => "password_hash IS NULL AND deleted_at IS NULL AND disabled_at IS NULL",
                    Status::Disabled => "disabled_at IS NOT NULL AND deleted_at IS NULL",
                    Status::Deleted => "deleted_at IS NOT NULL",
                });
            }
            Condition::Role(RoleFilter::Any) => {
                statement.push("role IS NOT NULL");
            }
            Condition::Role(RoleFilter::Is(role)) => {
                statement.push("role = ").text(role.as_str());
            }
            Condition::LastSeen(seen) => {
                statement.push(self.plain("seen_at", "+seen_at", "seen_at + 0", way));
                match seen {
                    LastSeen::Since(at) => statement.push(" >= ").number(*at),
                    LastSeen::Before(at) => statement.push(" < ").number(*at),
                    LastSeen::Never => statement.push(" = ").number(0),
                };
            }
        }
    }

    fn write_word(&self, statement: &mut Statement, word: &str, way: Way, source: Source) {
        match (self.is_postgres(), way) {
            (false, Way::ByIndex) => {
                statement.push("users.rowid IN (SELECT rowid FROM people_search WHERE people_search MATCH ");
                statement.text(phrase(word)).push(")");
            }
            (false, Way::RowByRow) => {
                statement.push("instr(users.search_text, ").text(word).push(") > 0");
            }
            (true, _) => {
                if way == Way::ByIndex && source != Source::Users {
                    statement.push("people_grams(people_names.search_text) @> people_grams(").text(word);
                    statement.push(") AND ");
                }
                statement.push("strpos(").push(source.search_text()).push(", ").text(word).push(") > 0");
            }
        }
    }

    /// Names from one to another.
    pub(super) fn write_between(
        &self,
        statement: &mut Statement,
        (first, last): (Option<&str>, Option<&str>),
        source: Source,
    ) {
        for (bound, comparison) in [(first, " >= "), (last, " <= ")] {
            let Some(bound) = bound else { continue };
            statement.push(" AND ").push(self.column_of(PeopleSort::Name, Way::ByIndex, source));
            statement.push(self.byte_order()).push(comparison).text(bound);
        }
    }

    /// The column of an order; written so that no index fits where something else leads to the rows.
    pub(super) fn column_of(&self, sort: PeopleSort, way: Way, source: Source) -> &'static str {
        match sort {
            PeopleSort::Name if source == Source::Users => {
                self.plain("users.name_key", "+users.name_key", "(users.name_key || '')", way)
            }
            PeopleSort::Name => self.plain("people_names.name_key", "", "(people_names.name_key || '')", way),
            PeopleSort::Username => self.plain("username_key", "+username_key", "(username_key || '')", way),
            PeopleSort::LastSeen => self.plain("seen_at", "+seen_at", "(seen_at + 0)", way),
            PeopleSort::Created => self.plain("created_at", "+created_at", "(created_at + 0)", way),
        }
    }

    /// A column as it is, or as an expression that no index fits, in the spelling of the engine.
    const fn plain(
        &self,
        column: &'static str,
        sqlite: &'static str,
        postgres: &'static str,
        way: Way,
    ) -> &'static str {
        match (way, self.is_postgres()) {
            (Way::ByIndex, _) => column,
            (Way::RowByRow, false) => sqlite,
            (Way::RowByRow, true) => postgres,
        }
    }

    /// SQLite compares bytes anyway.
    pub(super) const fn byte_order(&self) -> &'static str {
        if self.is_postgres() { " COLLATE \"C\"" } else { "" }
    }
}

/// A text as a phrase of FTS5: its characters side by side, none of them an operator.
pub(super) fn phrase(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
