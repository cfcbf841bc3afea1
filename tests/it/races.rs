//! Many at once: of racing redeemers of one code one wins; racing refreshes of one token leave one sound family.

use crate::support::{ALICE, House, PASSWORD, Response, SHOP, Tokens, VERIFIER, on_every_engine};
use rocket::futures::future::join_all;

const RACERS: usize = 32;

on_every_engine! {
    async fn of_thirty_two_redemptions_of_one_code_one_wins_and_the_others_get_invalid_grant(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let code = house.code(&browser, &SHOP.ask().with("scope", "openid offline_access")).await;
        let fields = [
            ("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", SHOP.redirect_uri),
            ("code_verifier", VERIFIER),
        ];
        let answers: Vec<Response> = join_all((0..RACERS).map(|_| house.token(&SHOP, &fields))).await;
        let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
        assert_eq!(won.len(), 1, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
        for answer in lost {
            answer.assert_error(400, "invalid_grant");
        }
        // The others used the code a second time, so what the winner got has ended.
        let tokens = Tokens::of(won[0]);
        assert!(!house.is_active(&SHOP, &tokens.access).await);
        house.refresh(&SHOP, tokens.refresh()).await.assert_error(400, "invalid_grant");
    }

    async fn thirty_two_refreshes_of_one_token_all_answer_and_one_successor_goes_on(house: &House) {
        let first = house.tokens_of(ALICE, &SHOP, "openid offline_access").await;
        let answers = join_all((0..RACERS).map(|_| house.refresh(&SHOP, first.refresh()))).await;
        let siblings: Vec<_> = answers.iter().map(Tokens::of).collect();
        let mut distinct: Vec<_> = siblings.iter().map(Tokens::refresh).collect();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), RACERS);
        let next = Tokens::of(&house.refresh(&SHOP, siblings[0].refresh()).await);
        for ended in &siblings[1..] {
            assert!(!house.is_active(&SHOP, ended.refresh()).await);
        }
        Tokens::of(&house.refresh(&SHOP, next.refresh()).await);
    }

    async fn thirty_two_siblings_used_at_once_let_one_through_and_end_the_family(house: &House) {
        let first = house.tokens_of(ALICE, &SHOP, "openid offline_access").await;
        let siblings: Vec<_> = join_all((0..RACERS).map(|_| house.refresh(&SHOP, first.refresh()))).await;
        let siblings: Vec<_> = siblings.iter().map(Tokens::of).collect();
        let answers = join_all(siblings.iter().map(|tokens| house.refresh(&SHOP, tokens.refresh()))).await;
        let won: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
        assert_eq!(won.len(), 1, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
        assert!(!house.is_active(&SHOP, Tokens::of(won[0]).refresh()).await);
    }

    async fn a_revocation_that_races_refreshes_wins_in_the_end(house: &House) {
        let first = house.tokens_of(ALICE, &SHOP, "openid offline_access").await;
        let refreshes = join_all((0..8).map(|_| house.refresh(&SHOP, first.refresh())));
        let (answers, revoked) = tokio::join!(refreshes, house.revoke(&SHOP, first.refresh()));
        assert_eq!(revoked.status, 200);
        for answer in answers {
            match answer.status {
                200 => assert!(!house.is_active(&SHOP, Tokens::of(&answer).refresh()).await),
                _ => drop(answer.assert_error(400, "invalid_grant")),
            }
        }
    }

    async fn ten_sign_ins_of_one_person_at_once_all_succeed(house: &House) {
        let sign_in = || async {
            let browser = house.browser();
            let page = browser.authorize(&SHOP.ask().pairs()).await;
            let answer = browser.fill_in_sign_in(&page, ALICE, PASSWORD).await;
            Tokens::of(&house.redeem(&SHOP, &answer.reply_to(SHOP.redirect_uri).code()).await)
        };
        let tokens = join_all((0..10).map(|_| sign_in())).await;
        for one in tokens {
            house.userinfo(&one.access).await.json_of(200);
        }
    }

    async fn racing_authorizations_in_one_browser_each_get_a_code_of_their_own(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let ask = SHOP.ask();
        let mut codes = join_all((0..RACERS).map(|_| house.code(&browser, &ask))).await;
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), RACERS);
    }
}
