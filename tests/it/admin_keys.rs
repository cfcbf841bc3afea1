//! The page of keys: what it shows, and the acts of owners from the question to what came of it.

use crate::support::{ALICE, BOB, Browser, Desk, House, SHOP, on_every_engine};
use claviger::keys::State;
use claviger::keys::rotation::{By, Haste, NextSwitch};
use claviger::keys::{Algorithm, rotation::RingOutlook};
use claviger::model::user::Role;

const DAY: i64 = 86_400;
const ROTATE: &str = "/admin/keys/rings/RS256/rotate";
const SOONER: &str = "/admin/keys/rings/RS256/sooner";
const CANCEL: &str = "/admin/keys/rings/RS256/cancel";
const STAGE: &str = "/admin/keys/rings/RS256/stage";
const UNSTAGE: &str = "/admin/keys/rings/RS256/unstage";
const ENABLE: &str = "/admin/keys/algorithms/ES256/enable";
const DISABLE: &str = "/admin/keys/algorithms/ES256/disable";

fn offered(house: &House) -> Vec<&'static str> {
    house.provider.offered.get().iter().map(|alg| alg.name()).collect()
}

fn ring(house: &House) -> RingOutlook {
    house.provider.rotation().outlook().remove(0)
}

fn key(house: &House, state: State) -> String {
    let keys = house.provider.ring.list(house.clock.now());
    keys.into_iter().find(|key| key.state == state).expect("a key in that state").row.kid
}

fn short(kid: &str) -> &str {
    &kid[..8]
}

/// Asks, and sends the question's form as it stands.
async fn agree(desk: &Desk, path: &str, more: &[(&str, &str)]) -> String {
    let question = desk.get(path).await;
    question.assert_page(200);
    let answer = desk.answer(&question, path, more).await;
    desk.browser.follow(answer).await.assert_page(200)
}

async fn is_in(browser: &Browser) -> bool {
    browser.get("/account").await.status == 200
}

on_every_engine! {
    async fn the_page_names_what_comes_next_and_who_is_silent(house: &House) {
        house.tokens_of(BOB, &SHOP, "openid").await;
        house.provider.ring.flush_signed(&house.store, house.clock.now()).await.expect("a flush");
        let page = Desk::of(house, ALICE, Role::Auditor).await.page("/admin/keys").await;
        let next = key(house, State::Standby);
        assert!(page.contains(&format!("Who has seen {}", short(&next))) && page.contains("The shop"), "{page}");
        assert!(page.contains("It does not prove that every replica"), "{page}");
        assert!(page.contains("data-label=\"Tokens signed\">2<"), "an access and an ID token: {page}");
        assert!(!page.contains("/rotate") && !page.contains("/revoke"), "an auditor acts on nothing: {page}");
    }

    async fn an_owner_rotates_when_it_is_safe_and_calls_it_off(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        let question = desk.page(ROTATE).await;
        assert!(question.contains("signs every new token from") && question.contains("have not surely seen it"), "{question}");
        let done = agree(&desk, ROTATE, &[]).await;
        assert!(done.contains("The next key signs from"), "{done}");
        let NextSwitch::Pending { at } = ring(house).switch else { panic!("no switch is planned") };
        assert_eq!(at, ring(house).next.expect("a next key").safe_at);
        assert_eq!(house.count_events("key.rotation_planned").await, 1);
        let overview = desk.page("/admin").await;
        assert!(overview.contains("not fetched the next key"), "{overview}");
        let done = agree(&desk, CANCEL, &[]).await;
        assert!(done.contains("is called off"), "{done}");
        assert!(!matches!(ring(house).switch, NextSwitch::Pending { .. }));
        assert_eq!(house.count_events("key.rotation_cancelled").await, 1);
    }

    async fn a_form_that_is_sent_twice_plans_one_switch(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        let question = desk.get(ROTATE).await;
        desk.answer(&question, ROTATE, &[]).await.location();
        let again = desk.answer(&question, ROTATE, &[]).await;
        let told = desk.browser.follow(again).await.assert_page(200);
        assert!(told.contains("the switch is planned already"), "{told}");
        assert_eq!(house.count_events("key.rotation_planned").await, 1);
    }

    async fn an_answer_to_an_old_question_is_asked_anew(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        let rotation = house.provider.rotation();
        rotation.rotate(Algorithm::Rs256, Haste::WhenSafe, &By::command_line()).await.expect("a plan");
        let question = desk.get(CANCEL).await;
        rotation.rotate(Algorithm::Rs256, Haste::Sooner, &By::command_line()).await.expect("an earlier date");
        let stale = desk.answer(&question, CANCEL, &[]).await.assert_page(409);
        assert!(stale.contains("Somebody changed these keys meanwhile"), "{stale}");
        assert_eq!(house.count_events("key.rotation_cancelled").await, 0);
    }

    async fn sooner_names_who_may_fail_and_never_skips_twice_the_cache_time(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        let question = desk.page(SOONER).await;
        assert!(question.contains("may refuse their people") && question.contains("The shop"), "{question}");
        agree(&desk, SOONER, &[]).await;
        let NextSwitch::Pending { at } = ring(house).switch else { panic!("no switch is planned") };
        assert_eq!(at, ring(house).next.expect("a next key").ripe_at);
    }

    async fn chosen_apps_go_first_and_come_back(house: &House) {
        let young = Desk::of(house, ALICE, Role::Owner).await;
        let told = young.browser.follow(young.get(STAGE).await).await.assert_page(200);
        assert!(told.contains("Apps cannot know the next key before"), "{told}");
        house.clock.advance(DAY);
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        let question = desk.get(STAGE).await;
        let nobody = desk.answer(&question, STAGE, &[]).await;
        assert!(nobody.assert_page(422).contains("Choose at least one app"));
        let done = agree(&desk, STAGE, &[("id", SHOP.id)]).await;
        assert!(done.contains("1 app receives tokens of the next key"), "{done}");
        assert_eq!(ring(house).next.expect("a next key").staged_for, [SHOP.id.into()]);
        let done = agree(&desk, UNSTAGE, &[("id", SHOP.id)]).await;
        assert!(done.contains("1 app is back"), "{done}");
        assert!(ring(house).next.expect("a next key").staged_for.is_empty());
    }

    async fn a_revocation_asks_for_a_choice_and_the_name_and_leaves_a_report(house: &House) {
        let bob = house.signed_in(BOB).await;
        house.tokens(&bob, &SHOP, &SHOP.ask()).await;
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        let kid = key(house, State::Active);
        let path = format!("/admin/keys/{kid}/revoke");
        let question = desk.get(&path).await;
        let text = question.assert_page(200);
        assert!(text.contains("Apps may believe tokens of it") && text.contains("The shop"), "{text}");
        let wrong = desk.answer(&question, &path, &[("typed", "not it")]).await.assert_page(422);
        assert!(wrong.contains("Choose what becomes of sessions") && wrong.contains("That is not"), "{wrong}");
        let typed = [("typed", short(&kid)), ("ending", "keep")];
        let answer = desk.answer(&question, &path, &typed).await;
        let report = format!("/admin/keys/{kid}/report");
        assert_eq!(answer.location(), report);
        let again = desk.answer(&question, &path, &typed).await;
        assert_eq!((again.location(), house.count_events("key.revoked").await), (&*report, 1));
        assert!(is_in(&bob).await, "sessions were kept");
        let page = Desk::of(house, ALICE, Role::Auditor).await.page(&report).await;
        assert!(page.contains("Sessions and refresh tokens were kept") && page.contains("The shop"), "{page}");
        assert!(page.contains("127.0.0.1") && page.contains("Alice Adams"), "actor and address: {page}");
        let log = desk.page("/admin/audit?event=key").await;
        assert!(log.contains(&report), "the event leads to the report: {log}");
        let overview = desk.page("/admin").await;
        assert!(overview.contains(&format!("The key {} was revoked", short(&kid))), "{overview}");
    }

    async fn a_revocation_that_ends_sessions_ends_them(house: &House) {
        let bob = house.signed_in(BOB).await;
        house.tokens(&bob, &SHOP, &SHOP.ask()).await;
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        let kid = key(house, State::Active);
        let path = format!("/admin/keys/{kid}/revoke");
        let question = desk.get(&path).await;
        desk.answer(&question, &path, &[("typed", short(&kid)), ("ending", "end")]).await.location();
        assert!(!is_in(&bob).await);
    }

    async fn an_owner_offers_an_algorithm_and_withdraws_it(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        let page = desk.page("/admin/keys").await;
        assert!(page.contains(ENABLE) && !page.contains("/admin/keys/algorithms/RS256/"), "{page}");
        let question = desk.page(ENABLE).await;
        assert!(question.contains("Its first two keys are made") && question.contains("let no app choose"), "{question}");
        assert_eq!(offered(house), ["RS256"], "a question changes nothing");
        let done = agree(&desk, ENABLE, &[]).await.replace("&#x2F;", "/");
        assert!(done.contains("may not know its first key yet") && done.contains(DISABLE), "{done}");
        assert_eq!(offered(house), ["RS256", "ES256"]);
        let rings: Vec<_> = house.provider.rotation().outlook().into_iter().map(|ring| ring.ring).collect();
        assert_eq!(rings, ["ES256", "RS256"]);
        let done = agree(&desk, DISABLE, &[]).await;
        assert!(done.contains("Apps may not choose ES256 any more"), "{done}");
        assert_eq!(offered(house), ["RS256"]);
        assert!(desk.page(ENABLE).await.contains("Its keys are in the key set already"));
        assert_eq!(house.count_events("settings.changed").await, 2);
    }

    async fn an_algorithm_that_an_app_uses_is_not_withdrawn_and_the_app_is_named(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        agree(&desk, ENABLE, &[]).await;
        let question = desk.get(DISABLE).await;
        house.change_app(&SHOP, |app| app.id_token_alg = Some("ES256".to_owned())).await;
        let stale = desk.answer(&question, DISABLE, &[]).await.assert_page(409);
        assert!(stale.contains("An app chose ES256 meanwhile") && stale.contains("The shop"), "{stale}");
        let stuck = desk.page(DISABLE).await;
        assert!(stuck.contains("1 app uses ES256") && stuck.contains("/admin/clients/shop/settings"), "{stuck}");
        assert!(!stuck.contains("id=\"confirm\""), "there is nothing to agree to: {stuck}");
        assert_eq!(offered(house), ["RS256", "ES256"]);
    }

    async fn an_algorithm_that_is_switched_twice_is_switched_once(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        let question = desk.get(ENABLE).await;
        desk.answer(&question, ENABLE, &[]).await.location();
        let again = desk.answer(&question, ENABLE, &[]).await;
        let told = desk.browser.follow(again).await.assert_page(200);
        assert!(told.contains("ES256 is offered already"), "{told}");
        for (path, text) in [
            (ENABLE, "ES256 is offered already"),
            ("/admin/keys/algorithms/HS256/disable", "HS256 is not offered"),
            ("/admin/keys/algorithms/RS256/disable", "RS256 is always offered"),
        ] {
            let told = desk.browser.follow(desk.get(path).await).await.assert_page(200);
            assert!(told.contains(text), "{path}: {told}");
        }
        assert_eq!(house.count_events("settings.changed").await, 1);
    }

    async fn only_owners_act_and_only_after_a_recent_sign_in(house: &House) {
        let revoke = format!("/admin/keys/{}/revoke", key(house, State::Active));
        for role in [Role::Auditor, Role::PeopleAdmin, Role::AppAdmin] {
            let desk = Desk::of(house, ALICE, role).await;
            for path in [ROTATE, SOONER, CANCEL, STAGE, UNSTAGE, ENABLE, DISABLE, &revoke] {
                assert_eq!(desk.get(path).await.status, 403, "{role:?} {path}");
                assert_eq!(desk.post(path, &[("ending", "end")]).await.status, 403, "{role:?} {path}");
            }
        }
        let desk = Desk::of(house, ALICE, Role::Owner).await;
        assert_eq!(desk.get("/admin/keys/rings/HS256/rotate").await.status, 404);
        assert_eq!(desk.get("/admin/keys/rings/RS256/forge").await.status, 404);
        assert_eq!(desk.get("/admin/keys/algorithms/none/enable").await.status, 404);
        assert_eq!(desk.get("/admin/keys/algorithms/ES256/forge").await.status, 404);
        assert_eq!(desk.get("/admin/keys/nobody/report").await.status, 404);
        house.clock.advance(601);
        assert!(desk.get(ROTATE).await.location().starts_with("/login?again=yes"));
        assert!(desk.post(ROTATE, &[]).await.assert_page(403).contains("Is it still you?"), "the form goes on from there");
        assert!(desk.get(ENABLE).await.location().starts_with("/login?again=yes"));
        assert!(desk.post(ENABLE, &[]).await.assert_page(403).contains("Is it still you?"), "the form goes on from there");
        assert_eq!(house.count_events("key.rotation_planned").await, 0);
        assert_eq!(offered(house), ["RS256"]);
    }
}
