//! Families of refresh tokens: a lost reply and two tabs do no harm, a thief ends everything (RFC 9700 §4.14.2).
//!
//! Within 60 s of its first use a token may be repeated while no successor has been used; the answers are siblings.
//! The first sibling that is used ends the others. An ended sibling, or a retired token at any other time, ends the
//! family.

use crate::support::{ALICE, House, SHOP, Tokens, on_every_engine};

async fn begin(house: &House) -> Tokens {
    house.tokens_of(ALICE, &SHOP, "openid offline_access").await
}

async fn refresh(house: &House, tokens: &Tokens) -> Tokens {
    Tokens::of(&house.refresh(&SHOP, tokens.refresh()).await)
}

async fn refuse(house: &House, tokens: &Tokens) {
    house.refresh(&SHOP, tokens.refresh()).await.assert_error(400, "invalid_grant");
}

async fn assert_ended(house: &House, tokens: &[&Tokens]) {
    for one in tokens {
        assert!(!house.is_active(&SHOP, &one.access).await, "an access token lives");
        assert!(!house.is_active(&SHOP, one.refresh()).await, "a refresh token lives");
        house.userinfo(&one.access).await.assert_error(401, "invalid_token");
        refuse(house, one).await;
    }
}

on_every_engine! {
    async fn a_lost_reply_may_be_asked_for_again_within_sixty_seconds(house: &House) {
        let first = begin(house).await;
        let lost = refresh(house, &first).await;
        house.clock.advance(59);
        let sibling = refresh(house, &first).await;
        assert_ne!(lost.refresh(), sibling.refresh());
        let next = refresh(house, &sibling).await;
        refresh(house, &next).await;
    }

    async fn a_retired_token_after_the_allowance_ends_the_family(house: &House) {
        let first = begin(house).await;
        let second = refresh(house, &first).await;
        house.clock.advance(60);
        refuse(house, &first).await;
        assert_ended(house, &[&first, &second]).await;
    }

    async fn repeating_does_not_lengthen_the_allowance(house: &House) {
        let first = begin(house).await;
        refresh(house, &first).await;
        house.clock.advance(40);
        let sibling = refresh(house, &first).await;
        house.clock.advance(20);
        refuse(house, &first).await;
        assert_ended(house, &[&sibling]).await;
    }

    async fn a_retired_token_whose_successor_was_used_ends_the_family(house: &House) {
        let first = begin(house).await;
        let second = refresh(house, &first).await;
        let third = refresh(house, &second).await;
        refuse(house, &first).await;
        assert_ended(house, &[&second, &third]).await;
    }

    async fn the_first_sibling_that_is_used_ends_the_others(house: &House) {
        let first = begin(house).await;
        let (one, other) = (refresh(house, &first).await, refresh(house, &first).await);
        let next = refresh(house, &one).await;
        assert!(!house.is_active(&SHOP, other.refresh()).await);
        assert!(house.is_active(&SHOP, next.refresh()).await);
    }

    async fn a_sibling_that_was_ended_ends_the_family(house: &House) {
        let first = begin(house).await;
        let (one, other) = (refresh(house, &first).await, refresh(house, &first).await);
        let next = refresh(house, &one).await;
        refuse(house, &other).await;
        assert_ended(house, &[&next, &one, &first]).await;
    }

    async fn a_thief_who_comes_after_the_owner_gains_nothing_that_lasts(house: &House) {
        let stolen = begin(house).await;
        let owner = refresh(house, &stolen).await;
        let owner = refresh(house, &owner).await;
        house.clock.advance(3600);
        refuse(house, &stolen).await;
        assert_ended(house, &[&owner]).await;
    }

    async fn a_thief_who_comes_before_the_owner_is_found_out_when_the_owner_comes(house: &House) {
        let stolen = begin(house).await;
        let thief = refresh(house, &stolen).await;
        let thief = refresh(house, &thief).await;
        house.clock.advance(10);
        refuse(house, &stolen).await;
        assert_ended(house, &[&thief]).await;
    }

    async fn a_thief_within_the_allowance_is_found_out_at_the_second_use(house: &House) {
        let stolen = begin(house).await;
        let owner = refresh(house, &stolen).await;
        let thief = refresh(house, &stolen).await;
        let owner = refresh(house, &owner).await;
        refuse(house, &thief).await;
        assert_ended(house, &[&owner]).await;
    }

    async fn two_tabs_on_one_storage_go_on_together(house: &House) {
        let shared = begin(house).await;
        // Both read the same token; the storage keeps what the slower tab wrote last.
        let _faster = refresh(house, &shared).await;
        let slower = refresh(house, &shared).await;
        let shared = refresh(house, &slower).await;
        house.clock.advance(300);
        refresh(house, &shared).await;
    }

    async fn a_narrower_repeat_is_held_to_the_same_rules(house: &House) {
        let first = begin(house).await;
        refresh(house, &first).await;
        let fields =
            [("grant_type", "refresh_token"), ("refresh_token", first.refresh()), ("scope", "openid profile")];
        house.token(&SHOP, &fields).await.assert_error(400, "invalid_scope");
        refresh(house, &first).await;
    }

    async fn an_ended_family_leaves_other_families_of_the_same_person_alone(house: &House) {
        let (one, other) = (begin(house).await, begin(house).await);
        refresh(house, &one).await;
        house.clock.advance(61);
        refuse(house, &one).await;
        refresh(house, &other).await;
    }

    async fn a_reuse_is_written_to_the_audit_log_once(house: &House) {
        let first = begin(house).await;
        refresh(house, &first).await;
        house.clock.advance(61);
        refuse(house, &first).await;
        refuse(house, &first).await;
        assert_eq!(house.count_events("family.reused").await, 1);
    }

    async fn an_allowance_of_zero_means_never(house: &House) {
        // The allowance is a setting of the whole server: a second server on the same database has another.
        let strict = house.second_server(|config| config.tokens.refresh_retry_seconds = 0).await;
        let first = begin(house).await;
        let fields = [("grant_type", "refresh_token"), ("refresh_token", first.refresh())];
        Tokens::of(&SHOP.post("/oauth2/token", &fields).send(strict).await);
        SHOP.post("/oauth2/token", &fields).send(strict).await.assert_error(400, "invalid_grant");
    }
}
