//! Sessions that an admin or the person ends: at once nothing of them works at userinfo, introspection, refresh and
//! `prompt=none`.

use crate::support::{ALICE, BOB, Browser, House, SHOP, Tokens, WIKI, on_every_engine};
use claviger::accounts::Authority;
use claviger::accounts::FoundSession;
use claviger::model::ids::Sid;
use claviger::model::user::Role;

const LINE: Authority = Authority::command_line();

/// A browser that is signed in, with tokens that end with it and tokens that would outlive it.
struct Guest {
    browser: Browser,
    online: Tokens,
    offline: Tokens,
    sid: Sid,
}

impl Guest {
    async fn arrive(house: &House, username: &str) -> Self {
        let browser = house.signed_in(username).await;
        let online = house.tokens(&browser, &SHOP, &SHOP.ask().with("scope", "openid")).await;
        let offline = house.tokens(&browser, &WIKI, &WIKI.ask().with("scope", "openid offline_access")).await;
        let sid = Sid::from(house.verify(online.id()).await.text("sid"));
        let guest = Self { browser, online, offline, sid };
        guest.assert_in(house).await;
        guest
    }

    async fn assert_in(&self, house: &House) {
        for (app, tokens) in [(&SHOP, &self.online), (&WIKI, &self.offline)] {
            assert_eq!(house.userinfo(&tokens.access).await.status, 200, "{}", app.id);
            assert!(house.is_active(app, &tokens.access).await, "{}", app.id);
            assert!(house.is_active(app, tokens.refresh()).await, "{}", app.id);
        }
        assert!(self.silent_sign_in().await.is_none(), "prompt=none still succeeds");
    }

    async fn assert_out(&self, house: &House) {
        self.assert_tokens_are_dead(house).await;
        assert_eq!(self.silent_sign_in().await.as_deref(), Some("login_required"));
        assert_eq!(self.browser.get("/account").await.location(), "/login");
    }

    async fn assert_tokens_are_dead(&self, house: &House) {
        for (app, tokens) in [(&SHOP, &self.online), (&WIKI, &self.offline)] {
            house.userinfo(&tokens.access).await.assert_error(401, "invalid_token");
            assert!(!house.is_active(app, &tokens.access).await, "{}: access token", app.id);
            assert!(!house.is_active(app, tokens.refresh()).await, "{}: refresh token", app.id);
            house.refresh(app, tokens.refresh()).await.assert_error(400, "invalid_grant");
        }
    }

    /// The error of a silent sign-in, if any.
    async fn silent_sign_in(&self) -> Option<String> {
        let answer = self.browser.get(&SHOP.ask().with("prompt", "none").url()).await;
        answer.reply_to(SHOP.redirect_uri).get("error").map(str::to_owned)
    }
}

on_every_engine! {
    async fn one_session_ends_with_all_that_came_from_it_and_no_other_does(house: &House) {
        let (one, other, bob) =
            (Guest::arrive(house, ALICE).await, Guest::arrive(house, ALICE).await, Guest::arrive(house, BOB).await);
        let ended = house.provider.accounts.end_session_of(&LINE, &one.sid).await.expect("it is ended");
        assert_eq!(ended.sessions, 1);
        one.assert_out(house).await;
        other.assert_in(house).await;
        bob.assert_in(house).await;
        assert_eq!(house.count_events("session.ended").await, 1);
    }

    async fn all_sessions_of_a_person_end(house: &House) {
        let (one, other, bob) =
            (Guest::arrive(house, ALICE).await, Guest::arrive(house, ALICE).await, Guest::arrive(house, BOB).await);
        let alice = house.person(ALICE).await;
        house.provider.accounts.end_sessions_of_person(&LINE, &alice.id).await.expect("they are ended");
        one.assert_out(house).await;
        other.assert_out(house).await;
        bob.assert_in(house).await;
        // A second time there is nothing to end, and nothing to record.
        house.provider.accounts.end_sessions_of_person(&LINE, &alice.id).await.expect("a query");
        assert_eq!(house.count_events("user.sessions_ended").await, 1);
    }

    async fn all_that_one_app_holds_ends_and_people_stay_signed_in(house: &House) {
        let (alice, bob) = (Guest::arrive(house, ALICE).await, Guest::arrive(house, BOB).await);
        let (ended, left) =
            house.provider.accounts.end_sessions_of_app(&LINE, &SHOP.id.into()).await.expect("they are ended");
        assert!(ended >= 2 && left == 0, "{ended} ended, {left} left");
        for guest in [&alice, &bob] {
            house.userinfo(&guest.online.access).await.assert_error(401, "invalid_token");
            house.refresh(&SHOP, guest.online.refresh()).await.assert_error(400, "invalid_grant");
            assert!(house.is_active(&WIKI, &guest.offline.access).await, "another app's");
            guest.browser.get("/account").await.assert_page(200);
        }
        assert_eq!(house.count_events("client.sessions_ended").await, 1);
    }

    async fn a_people_admin_leaves_the_owners_sign_ins_at_an_app_alone(house: &House) {
        let (alice, bob) = (Guest::arrive(house, ALICE).await, Guest::arrive(house, BOB).await);
        house.change_person(ALICE, |user| user.role = Some(Role::Owner)).await;
        house.change_person(BOB, |user| user.role = Some(Role::PeopleAdmin)).await;
        let admin = Authority::admin(&house.person(BOB).await.id, Role::PeopleAdmin, [192, 0, 2, 1].into());
        let (_, left) = house.provider.accounts.end_sessions_of_app(&admin, &SHOP.id.into()).await.expect("a query");
        assert!(left >= 1, "{left} left");
        alice.assert_in(house).await;
        house.userinfo(&bob.online.access).await.assert_error(401, "invalid_token");
    }

    async fn everything_ends_on_the_bad_night(house: &House) {
        let (alice, bob) = (Guest::arrive(house, ALICE).await, Guest::arrive(house, BOB).await);
        house.provider.accounts.end_all_sessions(&LINE).await.expect("they are ended");
        alice.assert_out(house).await;
        bob.assert_out(house).await;
    }

    async fn the_list_shows_each_session_with_its_apps(house: &House) {
        let guest = Guest::arrive(house, ALICE).await;
        house.signed_in(BOB).await;
        let accounts = &house.provider.accounts;
        let all = accounts.search_sessions(&LINE, &Default::default(), None, 50).await.expect("a list");
        assert_eq!((all.sessions.len(), all.next.is_some()), (2, false));
        let search = claviger::accounts::SessionSearch::parse("app:shop");
        let found = accounts.search_sessions(&LINE, &search, None, 50).await.expect("a list");
        let [FoundSession { listed, apps, .. }] = &*found.sessions else { panic!("{found:?}") };
        assert_eq!((&listed.session.sid, listed.username.as_str()), (&guest.sid, ALICE));
        assert_eq!(apps.iter().map(claviger::model::ids::ClientId::as_str).collect::<Vec<_>>(), [SHOP.id, WIKI.id]);
        let search = claviger::accounts::SessionSearch::parse("127.0.0.1");
        let first = accounts.search_sessions(&LINE, &search, None, 1).await.expect("a page");
        let second = accounts.search_sessions(&LINE, &search, first.next.as_ref(), 1).await.expect("a page");
        assert_ne!(first.sessions[0].listed.session.sid, second.sessions[0].listed.session.sid);
        assert!(second.next.is_none());
    }

    async fn a_disconnected_app_loses_everything_and_has_to_ask_again(house: &House) {
        house.change_app(&SHOP, |client| client.requires_consent = true).await;
        let browser = house.signed_in(ALICE).await;
        let page = browser.authorize(&SHOP.ask().with("scope", "openid email offline_access").pairs()).await;
        let mut fields = page.hidden_fields();
        fields.push(("decision".to_owned(), "allow".to_owned()));
        let code = browser.submit("/consent", &fields).await.reply_to(SHOP.redirect_uri).code();
        let tokens = Tokens::of(&house.redeem(&SHOP, &code).await);
        let kept = house.tokens(&browser, &WIKI, &WIKI.ask()).await;
        let page = browser.get("/account/apps").await;
        let text = page.assert_page(200);
        assert!(text.contains("alice@northwind.example") && text.contains(r#"value="shop""#), "{text}");
        let fields = [("csrf", page.hidden("csrf")), ("client_id", SHOP.id.to_owned())];
        let fields = fields.map(|(name, value)| (name.to_owned(), value));
        let page = browser.submit("/account/apps/disconnect", &fields).await;
        assert!(!page.assert_page(200).contains(r#"value="shop""#));
        house.userinfo(&tokens.access).await.assert_error(401, "invalid_token");
        house.refresh(&SHOP, tokens.refresh()).await.assert_error(400, "invalid_grant");
        assert!(house.is_active(&WIKI, &kept.access).await, "another app's");
        let asked = browser.authorize(&SHOP.ask().with("scope", "openid email offline_access").pairs()).await;
        assert!(asked.assert_page(200).contains(r#"name="decision""#));
        // The same form once more, and one for an app that is not there.
        for client_id in [SHOP.id, "nobody"] {
            let again = browser.post("/account/apps/disconnect", &[fields_csrf(&fields), ("client_id", client_id)]).await;
            assert_eq!(again.location(), "/account/apps?done=gone");
        }
        assert_eq!(house.count_events("consent.withdrawn").await, 1);
    }
}

fn fields_csrf(fields: &[(String, String)]) -> (&str, &str) {
    ("csrf", &fields[0].1)
}
