//! What can be wrong with the log.

use crate::audit::HeadFault;

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{}: {finding}", .seq.map_or_else(String::new, |seq| format!("number {seq}")), in_words(.id.as_deref(), .seq.is_some()))]
pub struct Fault {
    /// The number in the chain, where there is one.
    pub seq: Option<i64>,
    /// The id of the row, where there is one.
    pub id: Option<String>,
    /// What is wrong there.
    pub finding: Finding,
}

fn in_words(id: Option<&str>, has_seq: bool) -> String {
    match (id, has_seq) {
        (Some(id), true) => format!(" (row {id})"),
        (Some(id), false) => format!("row {id}"),
        (None, true) => String::new(),
        (None, false) => "the log".to_owned(),
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// A column differs from what was written, or it was never written by us.
    #[error("the MAC does not fit: the row was changed, or was not written by Claviger")]
    Mac,
    /// This event, its place or the link before it was changed.
    #[error("the link does not fit: the row or the one before it was changed, exchanged or moved")]
    Link,
    /// Events are gone.
    #[error("the events from here to number {to} are missing")]
    Missing {
        /// The last that is missing.
        to: i64,
    },
    /// A number below the first.
    #[error("no event has this number")]
    Number,
    /// An event that was removed in order has come back.
    #[error("the event is older than the start of the chain: it was put back after its removal")]
    PutBack,
    /// Linked events whose links nobody signed.
    #[error("no signed head covers the events after number {after}")]
    Uncovered {
        /// The last that is covered.
        after: i64,
    },
    /// A head in the database proves nothing.
    #[error("the head in the database proves nothing: {0}")]
    Head(HeadFault),
    /// A head from outside proves nothing.
    #[error("line {line} of the heads kept outside proves nothing: {fault}")]
    HeadOutside {
        /// Counted from 1 among those that were compared.
        line: usize,
        /// Why.
        fault: HeadFault,
    },
    /// The row of a head says something else than its signature covers.
    #[error("the columns of the head differ from what was signed")]
    HeadColumns,
    /// The chain has another link at the number of a head.
    #[error("the head{} names another link: events up to here were changed after it was signed", outside(*.is_outside))]
    HeadDiffers {
        /// Whether the head was kept outside the database.
        is_outside: bool,
    },
    /// The chain has no event of the number of a head.
    #[error("the head{} names an event that is not there: events were removed, at the end or here", outside(*.is_outside))]
    HeadBeyond {
        /// Whether the head was kept outside the database.
        is_outside: bool,
    },
}

const fn outside(is_outside: bool) -> &'static str {
    if is_outside { " kept outside the database" } else { "" }
}
