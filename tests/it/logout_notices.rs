//! Whatever ends a session, or what an app holds of one, leaves a notice for the app in the same transaction: none of
//! the ways is forgotten.

use crate::support::{ALICE, BOB, Browser, House, PASSWORD, SHOP, WIKI, encode, on_every_engine};
use claviger::accounts::{Authority, PersonAct};
use claviger::audit::Actor;
use claviger::keys::rotation::{By, Ending};
use claviger::model::ids::Sid;
use claviger::model::user::Role;
use claviger::store::{NoticeFilter, NoticeState};
use std::collections::BTreeSet;

const BY: Authority = Authority::command_line();

/// Nobody listens there: the notices stay.
const NOWHERE: &str = "http://127.0.0.1:9/told";

/// A browser whose person uses two apps that are told of logouts, and their session.
struct Guest {
    browser: Browser,
    sid: Sid,
    id_token: String,
}

impl Guest {
    async fn arrive(house: &House, username: &str) -> Self {
        let browser = house.signed_in(username).await;
        let tokens = house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        house.tokens(&browser, &WIKI, &WIKI.ask()).await;
        let sid = Sid::from(house.verify(tokens.id()).await.text("sid"));
        Self { browser, sid, id_token: tokens.id().to_owned() }
    }
}

/// Waiting notices, as app and session; sent ones from here on.
async fn taken(house: &House) -> Vec<(String, String)> {
    let filter = NoticeFilter { state: Some(NoticeState::Pending), ..NoticeFilter::default() };
    let mut write = house.store.write().await.expect("a transaction");
    let found = write.db().list_logout_notices(&filter, None, 1000).await.expect("a query");
    for notice in &found {
        write.db().mark_notice_delivered(&notice.id, house.clock.now()).await.expect("a query");
    }
    write.commit().await.expect("a commit");
    // What ends in one second counts as ended together.
    house.clock.advance(1);
    let mut pairs: Vec<_> = found.iter().map(|found| (found.client_id.to_string(), found.sid.to_string())).collect();
    pairs.sort_unstable();
    pairs
}

fn both(guests: &[&Guest]) -> Vec<(String, String)> {
    of(&[SHOP.id, WIKI.id], guests)
}

fn of(apps: &[&str], guests: &[&Guest]) -> Vec<(String, String)> {
    let pairs = guests.iter().flat_map(|guest| apps.iter().map(|app| ((*app).to_owned(), guest.sid.to_string())));
    pairs.collect::<BTreeSet<_>>().into_iter().collect()
}

async fn tell_both(house: &House) {
    house.tell_at(&SHOP, NOWHERE).await;
    house.tell_at(&WIKI, NOWHERE).await;
}

async fn form(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> u16 {
    let csrf = browser.get("/account").await.hidden("csrf");
    let mut all = vec![("csrf", &*csrf)];
    all.extend_from_slice(fields);
    browser.post(path, &all).await.status
}

on_every_engine! {
    async fn the_persons_own_ways_to_end_sessions_tell_the_apps(house: &House) {
        tell_both(house).await;
        let guest = Guest::arrive(house, ALICE).await;
        house.sign_out(&guest.browser).await;
        assert_eq!(taken(house).await, both(&[&guest]), "signing out");
        house.write(async |db| { db.end_session(&guest.sid, house.clock.now()).await.expect("a query"); }).await;
        assert_eq!(taken(house).await, [], "what has ended does not end again");

        let guest = Guest::arrive(house, ALICE).await;
        let query = [("id_token_hint", &*guest.id_token), ("post_logout_redirect_uri", "https://shop.example/bye")];
        guest.browser.get(&format!("/oauth2/logout?{}", encode(&query))).await.location();
        assert_eq!(taken(house).await, both(&[&guest]), "at an app's wish");

        let (one, other, here) =
            (Guest::arrive(house, ALICE).await, Guest::arrive(house, ALICE).await, Guest::arrive(house, ALICE).await);
        assert_eq!(form(&here.browser, "/account/sessions/end", &[("sid", one.sid.as_str())]).await, 303);
        assert_eq!(taken(house).await, both(&[&one]), "ending one of one's own");
        assert_eq!(form(&here.browser, "/account/sessions/end-others", &[]).await, 303);
        assert_eq!(taken(house).await, both(&[&other]), "ending all others");
        assert_eq!(form(&here.browser, "/account/apps/disconnect", &[("client_id", WIKI.id)]).await, 303);
        assert_eq!(taken(house).await, of(&[WIKI.id], &[&here]), "disconnecting an app");

        let other = Guest::arrive(house, ALICE).await;
        let page = here.browser.get("/account/security").await;
        let mut fields = vec![("csrf".to_owned(), page.hidden("csrf")), ("version".to_owned(), page.hidden("version"))];
        for (name, value) in [("old_password", PASSWORD), ("new_password", "a lighthouse keeps a lamp"), ("end_others", "yes")] {
            fields.push((name.to_owned(), value.to_owned()));
        }
        here.browser.submit("/account/security", &fields).await.assert_page(200);
        assert_eq!(taken(house).await, both(&[&other]), "changing one's password");
    }

    async fn another_person_at_the_same_browser_ends_the_session_and_its_apps_are_told(house: &House) {
        tell_both(house).await;
        let guest = Guest::arrive(house, ALICE).await;
        let page = guest.browser.authorize(&SHOP.ask().with("prompt", "login").pairs()).await;
        guest.browser.fill_in_sign_in(&page, BOB, PASSWORD).await;
        assert_eq!(taken(house).await, both(&[&guest]));
    }

    async fn an_admins_ways_to_end_sessions_tell_the_apps(house: &House) {
        tell_both(house).await;
        let accounts = &house.provider.accounts;
        let alice = house.person(ALICE).await;
        let (one, other, bob) =
            (Guest::arrive(house, ALICE).await, Guest::arrive(house, ALICE).await, Guest::arrive(house, BOB).await);
        accounts.end_session_of(&BY, &one.sid).await.expect("it is ended");
        assert_eq!(taken(house).await, both(&[&one]), "one session");
        accounts.end_sessions_of_person(&BY, &alice.id).await.expect("they are ended");
        assert_eq!(taken(house).await, both(&[&other]), "all of a person");
        let here = Guest::arrive(house, ALICE).await;
        accounts.end_sessions_of_app(&BY, &SHOP.id.into()).await.expect("they are ended");
        assert_eq!(taken(house).await, of(&[SHOP.id], &[&here, &bob]), "all of an app");
        house.provider.apps().set_enabled(&BY, &WIKI.id.into(), false).await.expect("it is switched off");
        assert_eq!(taken(house).await, of(&[WIKI.id], &[&here, &bob]), "an app that is switched off");
        house.provider.apps().set_enabled(&BY, &WIKI.id.into(), true).await.expect("it is switched on");
        accounts.end_all_sessions(&BY).await.expect("they are ended");
        assert_eq!(taken(house).await, both(&[&here, &bob]), "all there are: the apps may have kept their own");
    }

    async fn what_is_done_to_a_person_tells_the_apps(house: &House) {
        tell_both(house).await;
        let accounts = &house.provider.accounts;
        let alice = house.person(ALICE).await;
        for (act, undone) in [(PersonAct::Disable, PersonAct::Enable), (PersonAct::Delete, PersonAct::Restore)] {
            let guest = Guest::arrive(house, ALICE).await;
            accounts.act_on_person(&BY, &alice.id, &act).await.expect("it is done");
            assert_eq!(taken(house).await, both(&[&guest]), "{act:?}");
            accounts.act_on_person(&BY, &alice.id, &undone).await.expect("it is undone");
        }
        let guest = Guest::arrive(house, ALICE).await;
        accounts.act_on_person(&BY, &alice.id, &PersonAct::EndSessions).await.expect("they are ended");
        assert_eq!(taken(house).await, both(&[&guest]), "ending their sessions");
        let guest = Guest::arrive(house, ALICE).await;
        accounts.set_role(&BY, &alice.id, Some(Role::Auditor)).await.expect("a role");
        assert_eq!(taken(house).await, both(&[&guest]), "a role");
        accounts.set_role(&BY, &alice.id, None).await.expect("no role");
        // Whoever rose must choose another password; this person may go on with the present one.
        house.set_password(ALICE, PASSWORD).await;
        let guest = Guest::arrive(house, ALICE).await;
        let alice = house.person(ALICE).await;
        let password = "a lighthouse keeps a lamp".to_owned().into();
        accounts.set_password(&alice, &password, Actor::CommandLine).await.expect("a password");
        assert_eq!(taken(house).await, both(&[&guest]), "a password");
    }

    async fn an_emergency_revocation_that_ends_sessions_tells_the_apps(house: &House) {
        tell_both(house).await;
        let guest = Guest::arrive(house, ALICE).await;
        let kid = house.verify(&guest.id_token).await.header["kid"].clone();
        let rotation = house.provider.rotation();
        rotation.revoke(kid.as_str().expect("a kid"), Ending::End, &By::command_line()).await.expect("a revocation");
        assert_eq!(taken(house).await, both(&[&guest]));
    }

    async fn an_app_that_let_go_of_its_tokens_is_told_when_the_session_ends(house: &House) {
        tell_both(house).await;
        let browser = house.signed_in(ALICE).await;
        let tokens = house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        let sid = house.verify(tokens.id()).await.text("sid").to_owned();
        assert_eq!(house.revoke(&SHOP, tokens.refresh()).await.status, 200);
        assert_eq!(taken(house).await, [], "the app did that itself");
        house.sign_out(&browser).await;
        assert_eq!(taken(house).await, [(SHOP.id.to_owned(), sid)]);
    }

    async fn offline_access_that_outlived_a_sign_out_is_told_again_when_it_ends_too(house: &House) {
        house.tell_at(&WIKI, NOWHERE).await;
        let browser = house.signed_in(ALICE).await;
        let tokens = house.tokens(&browser, &WIKI, &WIKI.ask().with("scope", "openid offline_access")).await;
        let told = [(WIKI.id.to_owned(), house.verify(tokens.id()).await.text("sid").to_owned())];
        house.sign_out(&browser).await;
        assert_eq!(taken(house).await, told);
        let alice = house.person(ALICE).await;
        house.provider.accounts.act_on_person(&BY, &alice.id, &PersonAct::Disable).await.expect("it is done");
        assert_eq!(taken(house).await, told);
    }

    async fn an_end_that_is_rolled_back_tells_nobody(house: &House) {
        tell_both(house).await;
        let guest = Guest::arrive(house, ALICE).await;
        let mut write = house.store.write().await.expect("a transaction");
        assert!(write.db().end_session(&guest.sid, house.clock.now()).await.expect("a query"));
        drop(write);
        assert_eq!(taken(house).await, []);
        guest.browser.get("/account").await.assert_page(200);
    }

    async fn apps_without_an_address_get_no_notice(house: &House) {
        house.tell_at(&SHOP, NOWHERE).await;
        let guest = Guest::arrive(house, ALICE).await;
        house.sign_out(&guest.browser).await;
        assert_eq!(taken(house).await, of(&[SHOP.id], &[&guest]));
    }
}

/// Every statement of the store that ends sessions or families stands in a function that tells the apps. One does not:
/// a single family ends when its app revokes it or a thief is about, and the session goes on.
#[test]
fn no_function_of_the_store_ends_sessions_and_tells_nobody() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/store");
    let mut silent = Vec::new();
    let mut ending = 0;
    for entry in std::fs::read_dir(folder).expect("the store") {
        let path = entry.expect("a file").path();
        let Ok(source) = std::fs::read_to_string(&path) else { continue };
        for function in source.split("pub async fn ").skip(1) {
            let is_ending = ["UPDATE sessions SET ended_at", "UPDATE families SET ended_at"]
                .iter()
                .any(|text| function.contains(text));
            ending += usize::from(is_ending);
            if is_ending && !function.contains("self.tell_app") {
                silent.push(function.split('(').next().unwrap_or_default().to_owned());
            }
        }
    }
    assert!(ending >= 8, "only {ending} were found: does this test still see them?");
    assert_eq!(silent, ["end_family"]);
}
