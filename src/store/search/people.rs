//! The list of people.

use super::super::users::UserRow;
use super::super::{Db, Result, both};
use super::blocks::end_of;
use super::conditions::{Condition, Source, Way};
use super::count::Few;
use super::{Argument, Statement, run};
use crate::model::people_list::{Count, Cursor, Page, PageRequest, PeopleFilter, PeopleSort, SortKey};
use crate::model::user::User;
use crate::model::username::username_key;
use sqlx::AssertSqlSafe;

/// How far a walk along another order than that of names goes at first: people of a word that more than 10,000 have
/// fill a page by then, if they stand there as everywhere.
const REACH: i64 = 10_000;

/// Blocks that are read each by itself; behind them the walk goes on through everything.
const MOST_BLOCKS: usize = 100;

/// An order and where a page of it begins.
pub(super) struct Order<'p> {
    pub(super) sort: PeopleSort,
    pub(super) cursor: Option<&'p Cursor>,
    pub(super) is_falling: bool,
}

/// How a query comes to its rows.
enum Lead<'l> {
    /// By one of the conditions; what it finds is sorted.
    Condition(usize),
    /// Along the order.
    Walk,
    /// Along the order, up to a place.
    Reach(&'l Cursor),
    /// Along the order of names, between two of them.
    Between(Option<&'l str>, Option<&'l str>),
}

impl Db<'_> {
    /// One page of the people whom a filter lets through. Of several filters that each let more than 10,000 through, the
    /// count may say less than there are; it says so then.
    pub async fn list_people(
        &mut self,
        filter: &PeopleFilter,
        sort: PeopleSort,
        page: &PageRequest,
    ) -> Result<Page<User>> {
        let conditions = Condition::all_of(filter);
        let survey = self.survey(&conditions).await?;
        let cursor = page.cursor.as_ref();
        let is_backward = cursor.is_some_and(|cursor| cursor.is_backward);
        let order = Order { sort, cursor, is_falling: page.is_descending != is_backward };
        let limit = page.limit + 1;
        let (mut people, count) = match survey.few {
            Few::No => {
                let people = self.read_many(&conditions, &order, limit).await?;
                (people, self.count_many(&conditions, &survey).await?)
            }
            few => {
                let (people, number) = self.gather_few(&conditions, few, &order, limit).await?;
                (people, Count { number, is_more: false })
            }
        };
        let has_more = is_full(&people, limit);
        people.truncate(usize::try_from(page.limit).unwrap_or_default());
        if is_backward {
            people.reverse();
        }
        let shown = i64::try_from(people.len()).unwrap_or(i64::MAX);
        let count = match cursor {
            None if !has_more => Count { number: shown, is_more: false },
            _ => Count { number: count.number.max(shown), ..count },
        };
        let beside = |user: Option<&User>, is_backward| user.map(|user| cursor_at(user, sort, is_backward));
        let (has_next, has_previous) = if is_backward { (true, has_more) } else { (has_more, cursor.is_some()) };
        Ok(Page {
            next: beside(people.last(), false).filter(|_| has_next),
            previous: beside(people.first(), true).filter(|_| has_previous),
            rows: people,
            count,
        })
    }

    /// The first people of an order where many fulfil each condition.
    async fn read_many(&mut self, conditions: &[Condition], order: &Order<'_>, limit: i64) -> Result<Vec<User>> {
        match conditions.iter().position(|condition| condition.word().is_some()) {
            Some(_) if order.sort == PeopleSort::Name => self.walk_by_blocks(conditions, order, limit).await,
            Some(word) => self.walk_or_gather(conditions, order, word, limit).await,
            None => self.read_people(conditions, order, Lead::Walk, limit).await,
        }
    }

    /// Along the order of names, past the blocks in which nobody has the word.
    async fn walk_by_blocks(&mut self, conditions: &[Condition], order: &Order<'_>, limit: i64) -> Result<Vec<User>> {
        let word = conditions.iter().find_map(Condition::word).unwrap_or_default();
        let from =
            order.cursor.and_then(|cursor| if let SortKey::Text(text) = &cursor.key { Some(&**text) } else { None });
        let Some(blocks) = self.blocks_with(word, from, order.is_falling).await? else {
            return self.read_people(conditions, order, Lead::Walk, limit).await;
        };
        let mut people: Vec<User> = Vec::new();
        for (position, block) in blocks.iter().enumerate() {
            let left = limit.saturating_sub(i64::try_from(people.len()).unwrap_or(i64::MAX));
            // The bound on the side of the cursor only where the cursor is not in the block: with two bounds there, a
            // database may begin at the farther one.
            let (start, end) = (block.as_str(), end_of(block));
            let first = Some(start).filter(|start| order.is_falling || from.is_none_or(|from| from < *start));
            let last = Some(&*end).filter(|end| !order.is_falling || from.is_none_or(|from| from > *end));
            let is_apart = position < MOST_BLOCKS;
            let lead = Lead::Between(
                first.filter(|_| is_apart || !order.is_falling),
                last.filter(|_| is_apart || order.is_falling),
            );
            people.extend(self.read_people(conditions, order, lead, left).await?);
            if is_full(&people, limit) || position >= MOST_BLOCKS {
                break;
            }
        }
        Ok(people)
    }

    /// A short way along the order; where that does not fill the page, the people of the word are sorted after all.
    async fn walk_or_gather(
        &mut self,
        conditions: &[Condition],
        order: &Order<'_>,
        word: usize,
        limit: i64,
    ) -> Result<Vec<User>> {
        let Some(reach) = self.reach(order).await? else {
            return self.read_people(conditions, order, Lead::Walk, limit).await;
        };
        let people = self.read_people(conditions, order, Lead::Reach(&reach), limit).await?;
        if is_full(&people, limit) {
            return Ok(people);
        }
        let can_gather = !Condition::is_of_removed(conditions)
            && conditions.get(word).and_then(Condition::word).is_some_and(Condition::has_trigrams);
        let lead = if can_gather { Lead::Condition(word) } else { Lead::Walk };
        self.read_people(conditions, order, lead, limit).await
    }

    /// The first people of an order.
    async fn read_people(
        &mut self,
        conditions: &[Condition],
        order: &Order<'_>,
        lead: Lead<'_>,
        limit: i64,
    ) -> Result<Vec<User>> {
        let driver = if let Lead::Condition(driver) = lead { Some(driver) } else { None };
        // Along another order than that of names the wide rows are read anyway.
        let is_by_names = driver.is_some() || order.sort == PeopleSort::Name;
        let source = if is_by_names { self.source(conditions, driver, order.sort) } else { Source::Users };
        let mut statement = Statement::new(match source {
            Source::Users => "SELECT users.* FROM ",
            Source::Names | Source::Joined => "SELECT users.* FROM (SELECT people_names.user_id FROM ",
        });
        statement.push(source.table()).push(" WHERE ");
        self.write_conditions(&mut statement, conditions, driver, source);
        if let Lead::Between(first, last) = lead {
            self.write_between(&mut statement, (first, last), source);
        }
        let reach = if let Lead::Reach(reach) = lead { Some(reach) } else { None };
        let way = if driver.is_some() { Way::RowByRow } else { Way::ByIndex };
        self.write_order(&mut statement, order, reach, (way, source));
        statement.push(" LIMIT ").number(limit);
        if source != Source::Users {
            // An order of its own: that of a subquery need not last.
            statement.push(") AS found JOIN users ON users.id = found.user_id");
            self.write_order(&mut statement, &Order { cursor: None, ..*order }, None, (Way::RowByRow, Source::Users));
        }
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
        statement.push(" FROM users WHERE deleted_at IS NULL");
        self.write_order(&mut statement, order, None, (Way::ByIndex, Source::Users));
        statement.push(" LIMIT 1 OFFSET ").number(REACH);
        let found: Option<(String, i64, String)> = run!(self, statement, sqlx::query_as, fetch_optional)?;
        Ok(found.map(|(text, number, id)| {
            let is_text = matches!(order.sort, PeopleSort::Name | PeopleSort::Username);
            let key = if is_text { SortKey::Text(text) } else { SortKey::Number(number) };
            Cursor { sort: order.sort.as_str().to_owned(), key, id, is_backward: false }
        }))
    }

    /// The order and where the page begins. Where a condition leads to the rows, the order must not.
    fn write_order(
        &self,
        statement: &mut Statement,
        order: &Order<'_>,
        reach: Option<&Cursor>,
        (way, source): (Way, Source),
    ) {
        let &Order { sort, cursor, is_falling } = order;
        let (column, id) = (self.column_of(sort, way, source), source.id());
        let is_text = matches!(sort, PeopleSort::Name | PeopleSort::Username);
        let collation = if is_text { self.byte_order() } else { "" };
        // A username is unique by itself, and its index holds nothing else.
        let has_id = sort != PeopleSort::Username;
        let write_id = |statement: &mut Statement| {
            if has_id {
                statement.push(", ").push(id);
            }
        };
        let beyond = if is_falling { ") < (" } else { ") > (" };
        let within = if is_falling { ") >= (" } else { ") <= (" };
        for (bound, comparison) in [(cursor, beyond), (reach, within)] {
            let Some(bound) = bound else { continue };
            write_id(statement.push(" AND (").push(column).push(collation));
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
        write_id(statement.push(" ORDER BY ").push(column).push(collation).push(direction));
        statement.push(if has_id { direction } else { "" });
    }
}

fn is_full(people: &[User], limit: i64) -> bool {
    i64::try_from(people.len()).is_ok_and(|found| found >= limit)
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
