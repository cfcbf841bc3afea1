//! The audit log behind a running server: linked within a second and at shutdown, and what is too frequent for it is
//! counted by the hour.

use crate::support::{ALICE, House, PASSWORD, ROBOT, SHOP, on_every_engine};
use claviger::audit::verify::{Report, verify};
use claviger::audit::{self, HeadsFile};
use claviger::background::Background;
use claviger::keys::audit_head_key;
use std::time::Duration;

const IS_UNLINKED: &str = "SELECT COUNT(*) FROM audit_events WHERE seq IS NULL";

async fn verified(house: &House) -> Report {
    let provider = &house.provider;
    let key = audit_head_key(&provider.master_key);
    let outside = match provider.config.audit_heads_file() {
        Some(path) => HeadsFile::new(path).read().await.expect("the heads are readable").unwrap_or_default(),
        None => Vec::new(),
    };
    verify(&house.store, &provider.audit, key.verifier(), &outside).await.expect("the log is readable")
}

/// The counts of all hours, as `name=count`.
async fn counts(house: &House) -> Vec<String> {
    let mut read = house.store.read().await.expect("a connection");
    let counts = read.db().hourly_counts(0).await.expect("the counts");
    // Tokens are counted by the key that signed them, whose name no test knows.
    let name = |name: &str| if name.starts_with("key.signed.") { "key.signed" } else { name }.to_owned();
    counts.into_iter().map(|count| format!("{}={}", name(&count.name), count.count)).collect()
}

async fn fail_to_sign_in(house: &House) {
    let browser = house.browser();
    let page = browser.get("/login").await;
    browser.fill_in_sign_in(&page, ALICE, "wrong").await.assert_page(422);
}

on_every_engine! {
    async fn events_are_linked_within_about_a_second(house: &House) {
        let background = Background::start(&house.provider);
        house.signed_in(ALICE).await;
        let mut tries = 0;
        while house.count(IS_UNLINKED).await > 0 {
            assert!(tries < 40, "still unlinked after two seconds");
            tries += 1;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let report = verified(house).await;
        assert!(report.is_sound() && report.linked > 0, "{:?}", report.faults);
        background.stop().await;
    }

    async fn a_server_that_stops_leaves_nothing_unlinked_and_a_head_outside(house: &House) {
        let background = Background::start(&house.provider);
        fail_to_sign_in(house).await;
        background.stop().await;
        let report = verified(house).await;
        assert!(report.is_sound() && report.unlinked == 0, "{report:?}");
        let newest = report.newest.expect("a head");
        assert_eq!((newest.seq, newest.iss.as_str()), (report.linked.cast_signed(), house.provider.issuer()));
        let is_sqlite = house.provider.config.audit_heads_file().is_some();
        assert_eq!(report.heads_outside > 0, is_sqlite);
    }

    async fn sign_ins_and_token_answers_are_counted_by_the_hour_good_and_bad(house: &House) {
        let background = Background::start(&house.provider);
        fail_to_sign_in(house).await;
        let tokens = house.tokens_of(ALICE, &SHOP, "openid offline_access").await;
        house.refresh(&SHOP, tokens.refresh()).await;
        house.refresh(&SHOP, "nonsense").await.assert_error(400, "invalid_grant");
        house.redeem(&SHOP, "nonsense").await.assert_error(400, "invalid_grant");
        for _ in 0..3 {
            house.token(&ROBOT, &[("grant_type", "client_credentials")]).await;
        }
        house.token(&ROBOT, &[("grant_type", "client_credentials"), ("scope", "nonsense")]).await;
        house.token(&SHOP, &[("grant_type", "nonsense")]).await.assert_error(400, "unsupported_grant_type");
        assert_eq!(house.count_events("family.begun").await, 1, "rotations are no events");
        background.stop().await;
        let expected = [
            // Two for the code, two for the refresh, three for the service.
            "key.signed=7",
            "sign_in.bad=1",
            "sign_in.good=1",
            "token.authorization_code.bad=1",
            "token.authorization_code.good=1",
            "token.client_credentials.bad=1",
            "token.client_credentials.good=3",
            "token.refresh_token.bad=1",
            "token.refresh_token.good=1",
            "token.request.bad=1",
        ];
        assert_eq!(counts(house).await, expected);
    }

    async fn a_try_that_the_throttle_refuses_is_counted_and_not_logged(house: &House) {
        for _ in 0..5 {
            fail_to_sign_in(house).await;
        }
        let browser = house.browser();
        let page = browser.get("/login").await;
        browser.fill_in_sign_in(&page, ALICE, PASSWORD).await.assert_page(429);
        house.provider.audit.counters().flush(&house.store, house.clock.now()).await.expect("a flush");
        assert_eq!(counts(house).await, ["sign_in.bad=5", "sign_in.refused=1"]);
        assert_eq!(house.count_events("sign_in.failed").await, 5);
    }

    async fn the_status_tells_how_far_the_chain_goes_and_what_the_last_verification_found(house: &House) {
        fail_to_sign_in(house).await;
        let status = async || {
            let mut read = house.store.read().await.expect("a connection");
            house.provider.audit.status(&mut read.db()).await.expect("a status")
        };
        let before = status().await;
        assert_eq!((before.linked_to, before.unlinked, before.head, before.verified), (0, 1, None, None));
        Background::start(&house.provider).stop().await;
        let report = verified(house).await;
        let now = house.clock.now();
        house.write(async |db| house.provider.audit.remember_verified(db, &report, now).await.expect("a setting")).await;
        let after = status().await;
        assert_eq!((after.linked_to, after.unlinked, after.removed_to), (1, 0, None));
        assert_eq!(after.head.map(|head| head.seq), Some(1));
        assert_eq!(after.verified, Some(audit::Verified { at: now, to: 1, faults: 0 }));
        assert!(!after.is_verified_forged);
        for forged in [
            format!(r#"{{"at":{now},"to":9,"faults":0}}"#),
            format!(r#"{{"at":{now},"to":9,"faults":0,"mac":"AAAA"}}"#),
            "nonsense".to_owned(),
        ] {
            house.write(async |db| db.set_setting("audit_verified", &forged, now).await.expect("a setting")).await;
            let status = status().await;
            assert_eq!((status.verified, status.is_verified_forged), (None, true), "{forged}");
        }
    }
}
