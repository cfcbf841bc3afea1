//! An app for some people only: nobody else comes in, by whatever door, and who leaves the group is out at once.

use crate::support::{ALICE, BOB, House, PASSWORD, SHOP, Tokens, WIKI, on_every_engine, unescape};

async fn editors_only(house: &House) {
    house.allow_groups(&SHOP, &["editors"]).await;
}

on_every_engine! {
    async fn a_member_comes_in(house: &House) {
        editors_only(house).await;
        let browser = house.signed_in(ALICE).await;
        house.tokens(&browser, &SHOP, &SHOP.ask()).await;
    }

    async fn somebody_else_is_told_whom_to_ask_and_leads_the_app_back(house: &House) {
        editors_only(house).await;
        let browser = house.signed_in(BOB).await;
        let text = unescape(&browser.authorize(&SHOP.ask().pairs()).await.assert_page(403));
        assert!(text.contains("The shop") && text.contains("help@northwind.example"), "{text}");
        let folded = text.split("<details").nth(1).expect("a fold for the developer");
        assert!(folded.contains("access_denied") && folded.contains(SHOP.id), "{folded}");
        let back = format!("{}?error=access_denied", SHOP.redirect_uri);
        assert!(text.contains(&back) && text.contains("state=af0ifjsldkj"), "{text}");
        house.code(&browser, &WIKI.ask()).await;
    }

    async fn somebody_else_is_stopped_right_after_the_sign_in(house: &House) {
        editors_only(house).await;
        let browser = house.browser();
        let page = browser.authorize(&SHOP.ask().pairs()).await;
        browser.fill_in_sign_in(&page, BOB, PASSWORD).await.assert_page(403);
    }

    async fn with_prompt_none_the_app_is_told_access_denied(house: &House) {
        editors_only(house).await;
        let browser = house.signed_in(BOB).await;
        let answer = browser.get(&SHOP.ask().with("prompt", "none").url()).await;
        answer.reply_to(SHOP.redirect_uri).assert_error("access_denied");
    }

    async fn nobody_comes_in_by_a_consent_page_that_was_open_before(house: &House) {
        house.change_app(&SHOP, |client| client.requires_consent = true).await;
        let browser = house.signed_in(BOB).await;
        let page = browser.authorize(&SHOP.ask().pairs()).await;
        editors_only(house).await;
        let mut fields = page.hidden_fields();
        fields.push(("decision".to_owned(), "allow".to_owned()));
        browser.submit("/consent", &fields).await.assert_page(403);
    }

    async fn a_refresh_of_somebody_who_left_the_group_is_refused_and_works_again_when_they_are_back(house: &House) {
        editors_only(house).await;
        let tokens = house.tokens_of(ALICE, &SHOP, "openid offline_access").await;
        let refresh = tokens.refresh.expect("a refresh token");
        house.leave_group(ALICE, "editors").await;
        house.refresh(&SHOP, &refresh).await.assert_error(400, "invalid_grant");
        house.allow_groups(&SHOP, &["Ärzte"]).await;
        Tokens::of(&house.refresh(&SHOP, &refresh).await);
    }

    async fn a_code_of_somebody_who_left_the_group_is_refused(house: &House) {
        editors_only(house).await;
        let browser = house.signed_in(ALICE).await;
        let code = house.code(&browser, &SHOP.ask()).await;
        house.leave_group(ALICE, "editors").await;
        house.redeem(&SHOP, &code).await.assert_error(400, "invalid_grant");
    }

    async fn a_group_that_is_gone_opens_the_app_to_nobody(house: &House) {
        editors_only(house).await;
        house.execute("DELETE FROM user_groups WHERE name = 'editors'").await;
        let browser = house.signed_in(ALICE).await;
        browser.authorize(&SHOP.ask().pairs()).await.assert_page(403);
    }

    async fn the_account_page_shows_only_tiles_that_let_in(house: &House) {
        house.change_app(&SHOP, |client| client.url = Some("https://shop.example/start".to_owned())).await;
        editors_only(house).await;
        let tile = "https://shop.example/start";
        let mine = house.signed_in(ALICE).await.get("/account").await.assert_page(200);
        let theirs = house.signed_in(BOB).await.get("/account").await.assert_page(200);
        assert!(unescape(&mine).contains(tile) && !unescape(&theirs).contains(tile));
    }

    async fn the_admin_sees_that_somebody_was_refused_for_their_groups(house: &House) {
        editors_only(house).await;
        house.signed_in(BOB).await.authorize(&SHOP.ask().pairs()).await.assert_page(403);
        let failures = house.failures_of(SHOP.id).await;
        assert_eq!((failures[0].cause, failures.len()), ("not_allowed", 1));
    }
}
