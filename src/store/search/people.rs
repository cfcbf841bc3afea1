//! The list of people.

use super::super::users::UserRow;
use super::super::{Db, Result, both};
use super::{Argument, Statement, like, run};
use crate::model::people_list::{
    COUNTED, Count, Cursor, LastSeen, Page, PageRequest, PeopleFilter, PeopleSort, RoleFilter, SortKey,
};
use crate::model::user::{Status, User};
use crate::model::username::username_key;
use sqlx::AssertSqlSafe;

/// From so many characters on any part of a name is found, below it the beginning of a word.
const SHORTEST_PART: usize = 3;

/// People of a word who are gathered and sorted by SQLite, if need be: about as many as it walks past in the same time.
const GATHERED: i64 = 50_000;

/// How far a walk goes at first, where more than [`COUNTED`] match: spread evenly over a million, they fill a page by then.
const REACH: i64 = 10_000;

/// Greater than every text that goes on after the same beginning.
const LAST: char = '\u{10ffff}';

/// A condition that few rows may fulfil.
#[derive(Clone, Debug)]
enum Condition {
    /// Username, e-mail or name begins with this folded text.
    Begins(String),
    /// The search text holds this.
    Contains(String),
    Group(String),
    Status(Status),
    Role(RoleFilter),
    LastSeen(LastSeen),
}

/// How a condition is written: so that an index of its own can find its rows, or so that none can.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    ByIndex,
    RowByRow,
}

/// Which way leads to the people of a filter.
struct Survey {
    /// The condition that few fulfil.
    driver: Option<usize>,
    /// Where there is none: the word to gather by where a short walk does not fill the page.
    resort: Option<usize>,
    count: Count,
}

/// An order and where a page of it begins.
struct Order<'p> {
    sort: PeopleSort,
    cursor: Option<&'p Cursor>,
    is_falling: bool,
}

impl Db<'_> {
    /// One page of the people whom a filter lets through.
    pub async fn list_people(
        &mut self,
        filter: &PeopleFilter,
        sort: PeopleSort,
        page: &PageRequest,
    ) -> Result<Page<User>> {
        let conditions = self.conditions(filter).await?;
        let Survey { driver, resort, count } = self.survey(&conditions).await?;
        let cursor = page.cursor.as_ref();
        let is_backward = cursor.is_some_and(|cursor| cursor.is_backward);
        let order = Order { sort, cursor, is_falling: page.is_descending != is_backward };
        let mut people = Vec::new();
        let is_far = match (driver, resort) {
            (None, Some(_)) => {
                let reach = self.reach(&order).await?;
                people = self.read_people(&conditions, &order, (None, reach.as_ref()), page.limit + 1).await?;
                // Where the order ended within reach, that was all.
                reach.is_some() && i64::try_from(people.len()).is_ok_and(|found| found <= page.limit)
            }
            _ => true,
        };
        if is_far {
            people = self.read_people(&conditions, &order, (driver.or(resort), None), page.limit + 1).await?;
        }
        let has_more = i64::try_from(people.len()).is_ok_and(|found| found > page.limit);
        people.truncate(usize::try_from(page.limit).unwrap_or_default());
        if is_backward {
            people.reverse();
        }
        let beside = |user: Option<&User>, is_backward| user.map(|user| cursor_at(user, sort, is_backward));
        let (has_next, has_previous) = if is_backward { (true, has_more) } else { (has_more, cursor.is_some()) };
        Ok(Page {
            next: beside(people.last(), false).filter(|_| has_next),
            previous: beside(people.first(), true).filter(|_| has_previous),
            rows: people,
            count,
        })
    }

    /// The first people of an order, led to by a condition, or along the order and no further than `reach`.
    async fn read_people(
        &mut self,
        conditions: &[Condition],
        order: &Order<'_>,
        (driver, reach): (Option<usize>, Option<&Cursor>),
        limit: i64,
    ) -> Result<Vec<User>> {
        let mut statement = Statement::new("SELECT users.* FROM users WHERE ");
        self.write_conditions(&mut statement, conditions, driver);
        self.write_order(&mut statement, order, reach, driver.is_some());
        statement.push(" LIMIT ").number(limit);
        let rows: Vec<UserRow> = run!(self, statement, sqlx::query_as, fetch_all)?;
        rows.into_iter().map(User::try_from).collect()
    }

    /// How far a first walk along an order goes; none where the order ends before.
    async fn reach(&mut self, order: &Order<'_>) -> Result<Option<Cursor>> {
        let mut statement = Statement::new("SELECT ");
        statement.push(match order.sort {
            PeopleSort::Name => "name_key, CAST(0 AS BIGINT), id",
            PeopleSort::Username => "username_key, CAST(0 AS BIGINT), ''",
            PeopleSort::LastSeen => "'', seen_at, id",
            PeopleSort::Created => "'', created_at, id",
        });
        statement.push(" FROM users WHERE 1 = 1");
        self.write_order(&mut statement, order, None, false);
        statement.push(" LIMIT 1 OFFSET ").number(REACH);
        let found: Option<(String, i64, String)> = run!(self, statement, sqlx::query_as, fetch_optional)?;
        Ok(found.map(|(text, number, id)| {
            let is_text = matches!(order.sort, PeopleSort::Name | PeopleSort::Username);
            let key = if is_text { SortKey::Text(text) } else { SortKey::Number(number) };
            Cursor { sort: order.sort.as_str().to_owned(), key, id, is_backward: false }
        }))
    }

    /// How many people a filter lets through.
    pub async fn count_people(&mut self, filter: &PeopleFilter) -> Result<Count> {
        let conditions = self.conditions(filter).await?;
        Ok(self.survey(&conditions).await?.count)
    }

    async fn conditions(&mut self, filter: &PeopleFilter) -> Result<Vec<Condition>> {
        let mut conditions = Vec::new();
        let folded = username_key(&filter.q);
        let q = folded.split_whitespace().collect::<Vec<_>>().join("\n");
        let length = q.chars().count();
        if length > 0 {
            let finds_parts = length > 1 && self.finds_parts_of_names().await?;
            conditions.push(match length {
                SHORTEST_PART.. if finds_parts => Condition::Contains(q),
                // With the line break before the word there are three characters: enough for a trigram.
                2 if finds_parts => Condition::Contains(format!("\n{q}")),
                _ => Condition::Begins(folded.trim().to_owned()),
            });
        }
        conditions.extend(filter.group.as_ref().map(|group| Condition::Group(group.as_str().to_owned())));
        conditions.extend(filter.status.map(Condition::Status));
        conditions.extend(filter.role.map(Condition::Role));
        conditions.extend(filter.last_seen.map(Condition::LastSeen));
        Ok(conditions)
    }

    /// Counts the people of each condition alone and of all together: the condition that few fulfil leads to the rows,
    /// where there is one.
    async fn survey(&mut self, conditions: &[Condition]) -> Result<Survey> {
        if let ([word @ Condition::Contains(_)], true) = (conditions, self.is_postgres()) {
            // One word alone is counted once: PostgreSQL looks at every row that it counts.
            let mut alone = self.alone(word);
            alone.push(" AND deleted_at IS NULL");
            let found = self.count_capped(alone).await?;
            let (driver, resort) = if found <= COUNTED { (Some(0), None) } else { (None, Some(0)) };
            return Ok(Survey { driver, resort, count: Count::capped(found) });
        }
        let mut fewest = (None, COUNTED + 1);
        let mut resort = (None, i64::MAX);
        for (position, condition) in conditions.iter().enumerate() {
            let is_word = matches!(condition, Condition::Contains(_));
            // PostgreSQL counts as slowly as it gathers, and never walks faster.
            let most = if is_word && !self.is_postgres() { GATHERED } else { COUNTED };
            let found = self.count_to(most, self.alone(condition)).await?;
            if found < fewest.1 {
                fewest = (Some(position), found);
            }
            if is_word && found < resort.1 && (found <= most || self.is_postgres()) {
                resort = (Some(position), found);
            }
        }
        let mut together = Statement::new("FROM users WHERE ");
        self.write_conditions(&mut together, conditions, fewest.0.or(resort.0));
        let count = Count::capped(self.count_capped(together).await?);
        Ok(Survey { driver: fewest.0, resort: resort.0, count })
    }

    /// The rows of one condition. A popular group or word is read no further than the count goes: a list of all its rows,
    /// which an `IN` would make first, takes as long as a walk through everybody.
    fn alone(&self, condition: &Condition) -> Statement {
        let mut alone = Statement::default();
        match condition {
            Condition::Group(group) => {
                alone.push("FROM group_members WHERE group_id = ").text(group);
            }
            Condition::Contains(text) if !self.is_postgres() => {
                alone.push("FROM people_search WHERE people_search MATCH ").text(phrase(text));
            }
            condition => {
                self.write_condition(alone.push("FROM users WHERE "), condition, Way::ByIndex);
            }
        }
        alone
    }

    fn write_conditions(&self, statement: &mut Statement, conditions: &[Condition], driver: Option<usize>) {
        let has_status = conditions.iter().any(|condition| matches!(condition, Condition::Status(_)));
        statement.push(if has_status { "1 = 1" } else { "deleted_at IS NULL" });
        for (position, condition) in conditions.iter().enumerate() {
            statement.push(" AND ");
            let way = if driver == Some(position) { Way::ByIndex } else { Way::RowByRow };
            self.write_condition(statement, condition, way);
        }
    }

    fn write_condition(&self, statement: &mut Statement, condition: &Condition, way: Way) {
        match condition {
            Condition::Begins(text) => self.write_begins(statement, text, way),
            Condition::Contains(text) => self.write_contains(statement, text, way),
            Condition::Group(group) if way == Way::ByIndex => {
                statement.push("users.id IN (SELECT user_id FROM group_members WHERE group_id = ").text(group);
                statement.push(")");
            }
            Condition::Group(group) => {
                statement.push("EXISTS (SELECT 1 FROM group_members WHERE group_id = ").text(group);
                statement.push(" AND user_id = users.id)");
            }
            Condition::Status(status) => {
                statement.push(match (status, way) {
                    (Status::Active, _) => "deleted_at IS NULL AND disabled_at IS NULL AND password_hash IS NOT NULL",
                    (Status::Invited, _) => "password_hash IS NULL AND deleted_at IS NULL AND disabled_at IS NULL",
                    (Status::Disabled, _) => "disabled_at IS NOT NULL AND deleted_at IS NULL",
                    (Status::Deleted, _) => "deleted_at IS NOT NULL",
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

    fn write_begins(&self, statement: &mut Statement, text: &str, way: Way) {
        let columns = ["username_key", "email_key", "name_key"];
        let end = format!("{text}{LAST}");
        if way == Way::RowByRow && !self.is_postgres() {
            // Every one of them begins a word: most rows are passed over by what the index of names holds.
            let word = text.split_whitespace().next().unwrap_or_default();
            statement.push("instr(search_text, ").text(format!("\n{word}")).push(") > 0 AND ");
        }
        for (position, column) in columns.into_iter().enumerate() {
            statement.push(if position == 0 { "((" } else { ") OR (" });
            for (comparison, bound) in [(" >= ", text), (" < ", &*end)] {
                statement.push(if comparison == " < " { " AND " } else { "" });
                statement.push(if way == Way::RowByRow && !self.is_postgres() { "+" } else { "" });
                statement.push(column).push(self.byte_order()).push(comparison).text(bound);
            }
        }
        statement.push("))");
    }

    fn write_contains(&self, statement: &mut Statement, text: &str, way: Way) {
        match (self.is_postgres(), way) {
            (true, Way::ByIndex) => {
                statement.push("search_text LIKE ").text(like(text)).push(" ESCAPE '\\'");
            }
            (true, Way::RowByRow) => {
                statement.push("strpos(search_text, ").text(text).push(") > 0");
            }
            (false, Way::ByIndex) => {
                statement.push("users.rowid IN (SELECT rowid FROM people_search WHERE people_search MATCH ");
                statement.text(phrase(text)).push(")");
            }
            (false, Way::RowByRow) => {
                statement.push("instr(search_text, ").text(text).push(") > 0");
            }
        }
    }

    /// The order and where the page begins. Where a condition leads to the rows, the order must not: its columns are
    /// written so that no index fits.
    fn write_order(&self, statement: &mut Statement, order: &Order<'_>, reach: Option<&Cursor>, is_led: bool) {
        let &Order { sort, cursor, is_falling } = order;
        let way = if is_led { Way::RowByRow } else { Way::ByIndex };
        let column = match sort {
            PeopleSort::Name => self.plain("name_key", "+name_key", "(name_key || '')", way),
            PeopleSort::Username => self.plain("username_key", "+username_key", "(username_key || '')", way),
            PeopleSort::LastSeen => self.plain("seen_at", "+seen_at", "(seen_at + 0)", way),
            PeopleSort::Created => self.plain("created_at", "+created_at", "(created_at + 0)", way),
        };
        let is_text = matches!(sort, PeopleSort::Name | PeopleSort::Username);
        let collation = if is_text { self.byte_order() } else { "" };
        // A username is unique by itself, and its index holds nothing else.
        let has_id = sort != PeopleSort::Username;
        let beyond = if is_falling { ") < (" } else { ") > (" };
        let within = if is_falling { ") >= (" } else { ") <= (" };
        for (bound, comparison) in [(cursor, beyond), (reach, within)] {
            let Some(bound) = bound else { continue };
            statement.push(" AND (").push(column).push(collation).push(if has_id { ", users.id" } else { "" });
            statement.push(comparison);
            match &bound.key {
                SortKey::Text(text) => statement.text(text),
                SortKey::Number(number) => statement.number(*number),
            };
            if has_id {
                statement.push(", ").text(&bound.id);
            }
            statement.push(")");
        }
        let direction = if is_falling { " DESC" } else { "" };
        statement.push(" ORDER BY ").push(column).push(collation).push(direction);
        if has_id {
            statement.push(", users.id").push(direction);
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
fn phrase(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn cursor_at(user: &User, sort: PeopleSort, is_backward: bool) -> Cursor {
    let key = match sort {
        PeopleSort::Name => SortKey::Text(user.name_key()),
        PeopleSort::Username => SortKey::Text(username_key(&user.username)),
        PeopleSort::LastSeen => SortKey::Number(user.last_seen_at.unwrap_or_default()),
        PeopleSort::Created => SortKey::Number(user.created_at),
    };
    Cursor { sort: sort.as_str().to_owned(), key, id: user.id.as_str().to_owned(), is_backward }
}
