//! The laws of linking, of heads outside, and of the end of old events.

use crate::audit::HeadClaims;
use crate::audit::testing::{BEGIN, Log, event, logs};
use crate::audit::verify::Finding;

const DAY: i64 = 86_400;

fn opened(heads: &[String]) -> Vec<HeadClaims> {
    heads.iter().map(|head| Log::head_key().verifier().open(head).unwrap()).collect()
}

/// Numbers of the heads in the database, and whether each was written outside.
async fn heads(log: &Log) -> Vec<(i64, bool)> {
    let heads = log.store.read().await.unwrap().db().audit_heads().await.unwrap();
    heads.into_iter().map(|head| (head.seq, head.is_outside)).collect()
}

#[tokio::test]
async fn many_linkers_at_once_make_one_chain() {
    for log in logs().await {
        log.record_some(300).await;
        let (mut one, mut two, mut three) = (log.linker(), log.linker(), log.linker());
        let (a, b, c) = tokio::join!(one.link(), two.link(), three.link());
        let linked = a.unwrap() + b.unwrap() + c.unwrap();
        let rest = log.linker().link().await.unwrap();
        assert_eq!(linked + rest, 300, "{}", log.name);
        let report = log.verify().await;
        assert!(report.is_sound() && report.linked == 300, "{}: {:?}", log.name, report.faults);
    }
}

#[tokio::test]
async fn events_are_linked_by_commit_and_not_by_id() {
    for log in logs().await {
        // SQLite has one writer: there no commit overtakes another.
        if log.name == "SQLite" {
            continue;
        }
        let mut slow = log.store.write().await.unwrap();
        log.audit.record(&mut slow.db(), event(1)).await.unwrap();
        log.record(event(2)).await;
        assert_eq!(log.linker().link().await.unwrap(), 1, "{}", log.name);
        slow.commit().await.unwrap();
        assert_eq!(log.linker().link().await.unwrap(), 1, "{}", log.name);
        let rows = log.store.read().await.unwrap().db().linked_audit_events(0, 10).await.unwrap();
        assert!(rows[0].event.id > rows[1].event.id, "{}", log.name);
        assert!(log.verify().await.is_sound(), "{}", log.name);
    }
}

#[tokio::test]
async fn a_busy_log_writes_a_head_outside_every_ten_seconds_and_at_the_end() {
    for log in logs().await {
        let mut linker = log.linker();
        for _ in 0..25 {
            log.record(event(1)).await;
            linker.link().await.unwrap();
            log.clock.advance(1);
        }
        let numbers = |heads: Vec<HeadClaims>| heads.iter().map(|head| head.seq).collect::<Vec<_>>();
        assert_eq!(numbers(opened(&log.outside().await)), [1, 11, 21], "{}", log.name);
        assert_eq!(heads(&log).await, [(1, true), (11, true), (21, true), (25, false)], "{}", log.name);
        linker.finish().await.unwrap();
        linker.finish().await.unwrap();
        let outside = opened(&log.outside().await);
        assert_eq!(numbers(outside.clone()), [1, 11, 21, 25], "{}", log.name);
        assert_eq!((outside[3].iat, &*outside[3].iss), (BEGIN + 24, "https://id.example"), "{}", log.name);
    }
}

#[tokio::test]
async fn a_head_that_waited_is_written_outside_when_its_time_has_come() {
    for log in logs().await {
        let mut linker = log.linker();
        log.record(event(1)).await;
        linker.link().await.unwrap();
        log.record(event(2)).await;
        linker.link().await.unwrap();
        assert_eq!(log.outside().await.len(), 1, "{}", log.name);
        log.clock.advance(10);
        linker.link().await.unwrap();
        linker.link().await.unwrap();
        assert_eq!(log.outside().await.len(), 2, "{}", log.name);
    }
}

#[tokio::test]
async fn old_events_end_at_a_signed_head_and_the_rest_stays_sound() {
    for log in logs().await {
        let mut linker = log.linker();
        for _ in 0..5 {
            log.record_some(10).await;
            linker.finish().await.unwrap();
            log.clock.advance(DAY);
        }
        // The newest head of more than two days is that of the third day.
        assert_eq!(linker.trim(0).await.unwrap(), 0, "{}", log.name);
        assert_eq!(linker.trim(2).await.unwrap(), 40, "{}", log.name);
        assert_eq!(linker.trim(2).await.unwrap(), 0, "{}", log.name);
        linker.finish().await.unwrap();
        let report = log.verify().await;
        assert!(report.is_sound(), "{}: {:?}", log.name, report.faults);
        // The ten that stay, and the record of the removal.
        assert_eq!((report.linked, report.removed_to), (11, Some(40)), "{}", log.name);
        let status = log.audit.status(&mut log.store.read().await.unwrap().db()).await.unwrap();
        assert_eq!((status.linked_to, status.removed_to, status.unlinked), (51, Some(40), 0), "{}", log.name);
        // Nothing but a start that we signed will do.
        log.tamper("DELETE FROM audit_heads WHERE is_start").await;
        let faults = log.verify().await.faults;
        assert_eq!(faults[0].finding, Finding::Missing { to: 40 }, "{}", log.name);
    }
}

#[tokio::test]
async fn an_old_event_that_is_put_back_is_found_and_a_removal_under_way_is_not_a_fault() {
    for log in logs().await {
        let mut linker = log.linker();
        log.record_some(10).await;
        log.clock.advance(600);
        linker.finish().await.unwrap();
        let before = log.dump().await;
        log.clock.advance(3 * DAY);
        log.record_some(2).await;
        linker.finish().await.unwrap();
        assert_eq!(linker.trim(2).await.unwrap(), 10, "{}", log.name);
        let columns = log.store.read().await.unwrap().db().columns_of("audit_events").await.unwrap();
        let mut write = log.store.write().await.unwrap();
        write.db().restore_row("audit_events", &columns, &before[0][3]).await.unwrap();
        write.commit().await.unwrap();
        assert!(log.verify().await.is_sound(), "{}: as if the removal had been cut short", log.name);
        log.tamper("UPDATE audit_events SET seq = NULL, link = NULL WHERE seq <= 10").await;
        linker.finish().await.unwrap();
        let faults = log.verify().await.faults;
        assert_eq!(faults.iter().map(|fault| &fault.finding).collect::<Vec<_>>(), [&Finding::PutBack], "{}", log.name);
    }
}

#[tokio::test]
async fn heads_are_thinned_to_one_a_day_and_the_log_stays_sound() {
    for log in logs().await {
        let mut linker = log.linker();
        for _ in 0..6 {
            log.record(event(1)).await;
            linker.finish().await.unwrap();
            log.clock.advance(DAY / 2);
        }
        assert_eq!(heads(&log).await.len(), 6, "{}", log.name);
        let mut write = log.store.write().await.unwrap();
        write.db().sweep(BEGIN + 30 * DAY).await.unwrap();
        write.commit().await.unwrap();
        let left = heads(&log).await;
        assert!(left.len() <= 4 && left.last() == Some(&(6, true)), "{}: {left:?}", log.name);
        assert!(log.verify().await.is_sound(), "{}", log.name);
    }
}

#[tokio::test]
async fn nobody_who_writes_into_the_database_makes_an_event_older_than_it_is() {
    for log in logs().await {
        let linker = log.linker();
        log.record_some(10).await;
        log.linker().finish().await.unwrap();
        log.tamper("UPDATE audit_heads SET made_at = 0").await;
        assert_eq!(linker.trim(2).await.unwrap(), 0, "{}: what was signed today is not two days old", log.name);
        let status = log.audit.status(&mut log.store.read().await.unwrap().db()).await.unwrap();
        assert_eq!((status.linked_to, status.removed_to), (10, None), "{}", log.name);
        let faults = log.verify().await.faults;
        assert_eq!(faults[0].finding, Finding::HeadColumns, "{}: {faults:?}", log.name);
    }
}

#[tokio::test]
async fn a_head_from_the_future_keeps_no_other_inside() {
    for log in logs().await {
        let mut linker = log.linker();
        log.record(event(1)).await;
        linker.link().await.unwrap();
        assert_eq!(log.outside().await.len(), 1, "{}", log.name);
        log.tamper("UPDATE audit_heads SET made_at = 9999999999").await;
        log.clock.advance(60);
        log.record(event(2)).await;
        linker.link().await.unwrap();
        log.tamper("UPDATE audit_heads SET made_at = 9999999999").await;
        log.record(event(3)).await;
        linker.finish().await.unwrap();
        assert_eq!(opened(&log.outside().await).last().map(|head| head.seq), Some(3), "{}", log.name);
    }
}
