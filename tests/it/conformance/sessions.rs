//! Who is in front of the browser: `prompt`, `max_age`, `id_token_hint` (OIDC Core §3.1.2.1).

use super::modules;
use super::rp::asks_for_password;
use super::stage::Stage;

modules! { EVERY:
    async fn oidcc_prompt_login(stage: &Stage<'_>) {
        let rp = stage.app().await;
        let (_, before) = rp.flow(&rp.ask()).await;
        let ask = rp.ask().with("prompt", "login");
        let page = rp.browser.authorize(&ask.pairs()).await;
        assert!(asks_for_password(&page), "{}", page.text());
        let answer = rp.go_on(page).await;
        let code = rp.code(&answer, &ask);
        // Time has not moved; the second sign-in counts as later all the same.
        let tokens = super::rp::read_tokens(&rp.redeem(&code).await);
        let after = stage.house.verify(tokens.id()).await;
        assert!(after.number("auth_time") > before.number("auth_time"), "{} {}", after.claims, before.claims);
        assert_eq!(after.claims["sub"], before.claims["sub"]);
    }

    async fn oidcc_prompt_none_not_logged_in(stage: &Stage<'_>) {
        let rp = stage.app().await;
        let ask = rp.ask().with("prompt", "none");
        let answer = rp.browser.authorize(&ask.pairs()).await;
        assert_eq!(rp.error(&answer, &ask), "login_required");
    }

    async fn oidcc_prompt_none_logged_in(stage: &Stage<'_>) {
        let rp = stage.app().await;
        let (_, before) = rp.flow(&rp.ask()).await;
        stage.house.clock.advance(1);
        let ask = rp.ask().with("prompt", "none");
        let answer = rp.browser.authorize(&ask.pairs()).await;
        let (_, after) = rp.flow_from(&answer, &ask).await;
        for claim in ["sub", "auth_time"] {
            assert_eq!(after.claims[claim], before.claims[claim], "{claim}");
        }
    }

    async fn oidcc_max_age_1(stage: &Stage<'_>) {
        let rp = stage.app().await;
        let (_, before) = rp.flow(&rp.ask()).await;
        stage.house.clock.advance(2);
        let ask = rp.ask().with("max_age", "1");
        let page = rp.browser.authorize(&ask.pairs()).await;
        assert!(asks_for_password(&page), "{}", page.text());
        let answer = rp.go_on(page).await;
        let (_, after) = rp.flow_from(&answer, &ask).await;
        assert_eq!(after.number("auth_time"), before.number("auth_time") + 2);
    }

    async fn oidcc_max_age_10000(stage: &Stage<'_>) {
        let rp = stage.app().await;
        let (_, before) = rp.flow(&rp.ask().with("max_age", "15000")).await;
        stage.house.clock.advance(1);
        let ask = rp.ask().with("max_age", "10000");
        let answer = rp.browser.authorize(&ask.pairs()).await;
        let (_, after) = rp.flow_from(&answer, &ask).await;
        for claim in ["sub", "auth_time"] {
            assert_eq!(after.claims[claim], before.claims[claim], "{claim}");
        }
    }

    async fn oidcc_id_token_hint(stage: &Stage<'_>) {
        let rp = stage.app().await;
        let (tokens, before) = rp.flow(&rp.ask()).await;
        let ask = rp.ask().with("prompt", "none").with("id_token_hint", tokens.id());
        let answer = rp.browser.authorize(&ask.pairs()).await;
        let (_, after) = rp.flow_from(&answer, &ask).await;
        assert_eq!(after.claims["sub"], before.claims["sub"]);
    }
}
