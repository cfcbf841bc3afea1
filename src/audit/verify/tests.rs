//! Every edit, removal and reordering is found; each law on every engine, over a chain that eight writers and a linker
//! made at the same time.

use super::{Fault, Finding, Report};
use crate::audit::link::{START, link};
use crate::audit::testing::{Log, event, logs};
use crate::audit::{HeadFault, HeadKey};
use crate::store::{AuditHead, AuditLink};
use serde_json::Value;

/// Events in the chain that is tampered with.
const EVENTS: i64 = 8 * 6;

/// A log that is sound, with everything linked.
struct Sound {
    log: Log,
    rows: Vec<Vec<Vec<Value>>>,
}

async fn sound_logs() -> Vec<Sound> {
    let mut sound = Vec::new();
    for log in logs().await {
        log.write_by_eight(6).await;
        log.linker().finish().await.unwrap();
        let report = log.verify().await;
        assert!(report.is_sound(), "{}: {:?}", log.name, report.faults);
        assert_eq!((report.linked, report.unlinked), (EVENTS.unsigned_abs(), 0), "{}", log.name);
        assert_eq!(report.newest.unwrap().seq, EVENTS, "{}", log.name);
        let rows = log.dump().await;
        sound.push(Sound { log, rows });
    }
    sound
}

impl Sound {
    /// What is found after these statements; then all is as before.
    async fn after(&self, statements: &[&str]) -> Report {
        for statement in statements {
            assert!(self.log.tamper(statement).await > 0, "{}: {statement} changes nothing", self.log.name);
        }
        let report = self.log.verify().await;
        self.log.restore(&self.rows).await;
        let again = self.log.verify().await;
        assert!(again.is_sound(), "{}: {:?}", self.log.name, again.faults);
        report
    }

    /// Asserts that these statements lead to a fault at a number.
    async fn assert_found(&self, statements: &[&str], seq: i64, is_it: impl Fn(&Finding) -> bool) {
        let report = self.after(statements).await;
        let is_found = report.faults.iter().any(|fault| fault.seq == Some(seq) && is_it(&fault.finding));
        assert!(is_found && !report.is_sound(), "{}: {statements:?} at {seq}: {:?}", self.log.name, report.faults);
    }
}

fn is_missing(finding: &Finding) -> bool {
    matches!(finding, Finding::Missing { .. })
}

#[tokio::test]
async fn an_edit_of_any_column_is_found() {
    for sound in sound_logs().await {
        for change in [
            "id = 'x' || id",
            "at_ms = at_ms + 1",
            "kind = 'sign_in.failed'",
            "actor = 'system'",
            "user_id = 'mallory'",
            "user_id = NULL",
            "client_id = NULL",
            "sid = ''",
            "address = '192.0.2.2'",
            "detail = '{}'",
            "mac = (SELECT mac FROM audit_events WHERE seq = 8)",
        ] {
            let statement = format!("UPDATE audit_events SET {change} WHERE seq = 7");
            sound.assert_found(&[&statement], 7, |finding| *finding == Finding::Mac).await;
        }
    }
}

#[tokio::test]
async fn an_edit_of_the_chain_s_own_columns_is_found() {
    for sound in sound_logs().await {
        let set = |change: &str| format!("UPDATE audit_events SET {change} WHERE seq = 7");
        let is_link = |finding: &Finding| *finding == Finding::Link;
        sound.assert_found(&[&set("seq = NULL")], 7, is_missing).await;
        sound.assert_found(&[&set("seq = 1000")], 7, is_missing).await;
        sound.assert_found(&[&set("seq = 0")], 0, |finding| *finding == Finding::Number).await;
        sound.assert_found(&[&set("seq = -7")], 7, is_missing).await;
        sound.assert_found(&[&set("link = NULL")], 7, is_link).await;
        sound.assert_found(&[&set("link = mac")], 7, is_link).await;
        sound.assert_found(&[&set("link = (SELECT link FROM audit_events WHERE seq = 6)")], 7, is_link).await;
    }
}

#[tokio::test]
async fn the_removal_of_any_event_is_found() {
    for sound in sound_logs().await {
        for seq in 1..EVENTS {
            let delete = format!("DELETE FROM audit_events WHERE seq = {seq}");
            sound.assert_found(&[&delete], seq, is_missing).await;
        }
        let is_beyond = |finding: &Finding| *finding == Finding::HeadBeyond { is_outside: false };
        let delete = format!("DELETE FROM audit_events WHERE seq = {EVENTS}");
        sound.assert_found(&[&delete], EVENTS, is_beyond).await;
        sound.assert_found(&["DELETE FROM audit_events"], EVENTS, is_beyond).await;
    }
}

#[tokio::test]
async fn two_events_that_change_places_are_found() {
    for sound in sound_logs().await {
        for (one, other) in [(1, 2), (7, 8), (3, EVENTS)] {
            let set = |from: i64, to: i64| format!("UPDATE audit_events SET seq = {to} WHERE seq = {from}");
            let statements = [set(one, -1), set(other, one), set(-1, other)];
            let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
            sound.assert_found(&statements, one, |finding| *finding == Finding::Link).await;
        }
    }
}

#[tokio::test]
async fn events_that_change_places_together_with_their_links_are_found() {
    for sound in sound_logs().await {
        let statements = [
            "UPDATE audit_events SET seq = -1 WHERE seq = 7",
            "UPDATE audit_events SET seq = 7 WHERE seq = 8",
            "UPDATE audit_events SET seq = 8 WHERE seq = -1",
            "UPDATE audit_events SET link = CASE seq \
             WHEN 7 THEN (SELECT link FROM audit_events WHERE seq = 8) \
             ELSE (SELECT link FROM audit_events WHERE seq = 7) END WHERE seq IN (7, 8)",
        ];
        sound.assert_found(&statements, 7, |finding| *finding == Finding::Link).await;
    }
}

/// Links anew, as somebody could who knows how links are made but has no key.
async fn relink(log: &Log) {
    log.tamper("UPDATE audit_events SET link = NULL, seq = NULL").await;
    let mut write = log.store.write().await.unwrap();
    let events = write.db().unlinked_audit_events("", 1000).await.unwrap();
    let (mut previous, mut links) = (START.to_vec(), Vec::new());
    for (seq, event) in (1..).zip(&events) {
        previous = link(&previous, seq, event);
        links.push(AuditLink { id: event.id.clone(), seq, link: previous.clone() });
    }
    write.db().link_audit_events(&links).await.unwrap();
    write.commit().await.unwrap();
}

#[tokio::test]
async fn a_chain_that_was_linked_anew_after_a_removal_does_not_fit_its_heads() {
    for sound in sound_logs().await {
        let log = &sound.log;
        log.tamper("DELETE FROM audit_events WHERE seq = 7").await;
        relink(log).await;
        let report = log.verify_against(&[]).await;
        let is_beyond = |fault: &Fault| fault.finding == Finding::HeadBeyond { is_outside: false };
        assert!(report.faults.iter().any(is_beyond), "{}: {:?}", log.name, report.faults);
        // Without the heads in the database nobody signed the links; those outside tell more.
        log.tamper("DELETE FROM audit_heads").await;
        let report = log.verify_against(&[]).await;
        let uncovered = Fault { seq: Some(EVENTS - 1), id: None, finding: Finding::Uncovered { after: 0 } };
        assert_eq!(report.faults, std::slice::from_ref(&uncovered), "{}", log.name);
        let report = log.verify().await;
        assert!(report.faults.contains(&uncovered) && report.fault_count > 1, "{}: {:?}", log.name, report.faults);
        // A linker that goes on signs what it finds; only the heads outside remember.
        log.record_some(3).await;
        log.linker().finish().await.unwrap();
        let report = log.verify().await;
        let differs = |fault: &Fault| fault.finding == Finding::HeadDiffers { is_outside: true };
        assert!(report.faults.iter().any(differs), "{}: {:?}", log.name, report.faults);
    }
}

#[tokio::test]
async fn the_removal_of_the_newest_batch_with_its_head_is_found_by_the_heads_outside() {
    for sound in sound_logs().await {
        let log = &sound.log;
        log.record_some(2).await;
        log.linker().finish().await.unwrap();
        log.tamper(&format!("DELETE FROM audit_events WHERE seq > {EVENTS}")).await;
        log.tamper(&format!("DELETE FROM audit_heads WHERE seq > {EVENTS}")).await;
        let expected = Fault { seq: Some(EVENTS + 2), id: None, finding: Finding::HeadBeyond { is_outside: true } };
        assert_eq!(log.verify().await.faults, [expected], "{}", log.name);
        assert!(log.verify_against(&[]).await.is_sound(), "{}: a cut at the end passes any chain", log.name);
        log.record_some(5).await;
        log.linker().finish().await.unwrap();
        let expected = Fault { seq: Some(EVENTS + 2), id: None, finding: Finding::HeadDiffers { is_outside: true } };
        assert_eq!(log.verify().await.faults, [expected], "{}", log.name);
    }
}

#[tokio::test]
async fn the_newest_events_cannot_go_while_their_head_stays_even_when_others_follow() {
    for sound in sound_logs().await {
        let log = &sound.log;
        log.tamper(&format!("DELETE FROM audit_events WHERE seq > {}", EVENTS - 2)).await;
        log.record_some(1).await;
        log.linker().finish().await.unwrap();
        let report = log.verify_against(&[]).await;
        let expected = Fault { seq: Some(EVENTS - 1), id: None, finding: Finding::Missing { to: EVENTS } };
        assert!(report.faults.contains(&expected), "{}: {:?}", log.name, report.faults);
    }
}

#[tokio::test]
async fn an_event_that_is_put_back_after_its_removal_is_found() {
    for sound in sound_logs().await {
        let log = &sound.log;
        log.tamper("UPDATE audit_events SET seq = NULL, link = NULL WHERE seq = 7").await;
        log.linker().finish().await.unwrap();
        let report = log.verify_against(&[]).await;
        assert_eq!(report.unlinked, 0, "{}: the linker took it for a new one", log.name);
        let expected = Fault { seq: Some(7), id: None, finding: Finding::Missing { to: 7 } };
        assert!(report.faults.contains(&expected), "{}: {:?}", log.name, report.faults);
    }
}

#[tokio::test]
async fn an_event_that_we_did_not_write_is_found_before_and_after_it_is_linked() {
    for sound in sound_logs().await {
        let log = &sound.log;
        log.tamper(
            "INSERT INTO audit_events (id, at_ms, kind, actor, user_id, detail, mac) \
             SELECT 'forged', at_ms, kind, actor, 'mallory', detail, mac FROM audit_events WHERE seq = 7",
        )
        .await;
        let forged = |seq| Fault { seq, id: Some("forged".to_owned()), finding: Finding::Mac };
        assert_eq!(log.verify().await.faults, [forged(None)], "{}", log.name);
        log.linker().finish().await.unwrap();
        assert_eq!(log.verify().await.faults, [forged(Some(EVENTS + 1))], "{}", log.name);
    }
}

#[tokio::test]
async fn an_edit_of_an_event_that_waits_for_the_linker_is_found() {
    for log in logs().await {
        log.record(event(1)).await;
        assert_eq!(log.verify().await.unlinked, 1, "{}", log.name);
        log.tamper("UPDATE audit_events SET address = '192.0.2.9'").await;
        let report = log.verify().await;
        assert_eq!((report.unlinked, report.fault_count), (1, 1), "{}", log.name);
        assert_eq!(report.faults[0].finding, Finding::Mac, "{}", log.name);
    }
}

#[tokio::test]
async fn a_head_that_was_replaced_is_found() {
    for sound in sound_logs().await {
        let log = &sound.log;
        log.clock.advance(60);
        log.record_some(1).await;
        log.linker().finish().await.unwrap();
        let older = format!("UPDATE audit_heads SET jwt = (SELECT jwt FROM audit_heads WHERE seq = {EVENTS})");
        log.tamper(&format!("{older} WHERE seq = {}", EVENTS + 1)).await;
        let report = log.verify_against(&[]).await;
        let finding = |seq, finding| Fault { seq: Some(seq), id: None, finding };
        let expected =
            [finding(EVENTS + 1, Finding::HeadColumns), finding(EVENTS + 1, Finding::Uncovered { after: EVENTS })];
        assert_eq!(report.faults, expected, "{}", log.name);
        let claims = Log::head_key().verifier().open(&log.outside().await[0]).unwrap();
        let thief = HeadKey::from_seed(&[9; 32]).sign(&claims);
        let head = AuditHead { seq: EVENTS + 1, jwt: thief, made_at: 0, is_outside: true, is_start: false };
        let mut write = log.store.write().await.unwrap();
        write.db().insert_audit_head(&head).await.unwrap();
        write.commit().await.unwrap();
        let report = log.verify().await;
        let expected = finding(EVENTS + 1, Finding::Head(HeadFault::Key));
        assert!(report.faults.contains(&expected), "{}: {:?}", log.name, report.faults);
        let report = log.verify_against(&["nonsense".to_owned()]).await;
        let expected = Finding::HeadOutside { line: 1, fault: HeadFault::Malformed };
        assert!(report.faults.iter().any(|fault| fault.finding == expected), "{}: {:?}", log.name, report.faults);
    }
}

#[tokio::test]
async fn the_first_events_cannot_go_without_a_signed_start() {
    for sound in sound_logs().await {
        let log = &sound.log;
        log.clock.advance(60);
        log.record_some(1).await;
        log.linker().finish().await.unwrap();
        log.tamper(&format!("DELETE FROM audit_events WHERE seq <= {EVENTS}")).await;
        log.tamper(&format!("UPDATE audit_heads SET is_start = TRUE WHERE seq = {EVENTS}")).await;
        let report = log.verify_against(&[]).await;
        let missing = Fault { seq: Some(1), id: None, finding: Finding::Missing { to: EVENTS } };
        assert!(report.faults.contains(&missing), "{}: {:?}", log.name, report.faults);
        assert!(report.faults.iter().any(|fault| fault.finding == Finding::HeadColumns), "{}", log.name);
    }
}

#[tokio::test]
async fn a_report_tells_the_first_hundred_faults_and_counts_the_rest() {
    for log in logs().await {
        log.record_some(150).await;
        log.linker().finish().await.unwrap();
        log.tamper("UPDATE audit_events SET address = NULL").await;
        let report = log.verify().await;
        assert_eq!(report.faults.len(), 100, "{}", log.name);
        // Each has a wrong MAC and a wrong link.
        assert_eq!(report.fault_count, 300, "{}", log.name);
        let told = report.faults[0].to_string();
        assert!(told.starts_with("number 1 (row ") && told.contains("the MAC does not fit"), "{told}");
    }
}
