//! An app's Connect, Claims and Health in the browser: what is shown, what the acts do, and whom they refuse.

use crate::support::{ALICE, BOB, Browser, House, Request, SHOP, encode, on_every_engine, unescape};
use claviger::model::claim_rule::ClaimRule;
use claviger::model::user::Role;

const CLAIMS: &str = "/admin/clients/shop/claims";
const HEALTH: &str = "/admin/clients/shop/health";

async fn signed_in(house: &House, username: &str, role: Role) -> Browser {
    house.change_person(username, |user| user.role = Some(role)).await;
    house.signed_in(username).await
}

async fn csrf(browser: &Browser) -> String {
    browser.get("/account").await.hidden("csrf")
}

async fn rules(house: &House) -> Vec<ClaimRule> {
    house.provider.apps().get(&SHOP.id.into()).await.expect("the app").claim_rules.clone()
}

/// The words of a page, with what our templates escape resolved.
async fn words(browser: &Browser, url: &str) -> String {
    unescape(&browser.get(url).await.assert_page(200))
}

/// The fields of a new claim of the kind that everybody gets.
fn constant<'f>(csrf: &'f str, claim: &'f str, value: &'f str) -> Vec<(&'f str, &'f str)> {
    vec![("csrf", csrf), ("claim", claim), ("source", "constant"), ("constant", value), ("id_token", "yes")]
}

async fn refuse_redirect_uri(house: &House, uri: &str) {
    house.get(&SHOP.ask().with("redirect_uri", uri).url()).await.assert_page(400);
    house.provider.failures.flush(&house.store).await.expect("a flush");
}

on_every_engine! {
    async fn connect_holds_the_real_values_and_tells_when_the_first_sign_in_worked(house: &House) {
        let browser = signed_in(house, ALICE, Role::Auditor).await;
        let url = "/admin/clients/shop/connect?stack=express";
        let page = words(&browser, url).await;
        assert!(page.contains("Waiting for the first sign-in to The shop") && page.contains("data-refresh"), "{page}");
        for value in [crate::support::ISSUER, SHOP.redirect_uri, "<mark>REPLACE_WITH_THE_CLIENT_SECRET</mark>", "app.mjs"] {
            assert!(page.contains(value), "{value}: {page}");
        }
        assert!(!page.contains("settings.py") && !page.contains("Make a new secret"), "an auditor makes no secrets: {page}");
        refuse_redirect_uri(house, "https://shop.example/nowhere").await;
        assert!(words(&browser, url).await.contains("1 request was refused today"));
        house.tokens_of(BOB, &SHOP, "openid").await;
        house.provider.failures.flush(&house.store).await.expect("a flush");
        let page = words(&browser, url).await;
        assert!(page.contains("It works: The shop is connected") && !page.contains("data-refresh"), "{page}");
    }

    async fn a_claim_is_added_changed_and_removed_and_the_preview_shows_it(house: &House) {
        let browser = signed_in(house, ALICE, Role::AppAdmin).await;
        let csrf = csrf(&browser).await;
        let answer = browser.post(&format!("{CLAIMS}/new"), &constant(&csrf, "https://x.example/tier", "gold")).await;
        assert_eq!(answer.location(), CLAIMS);
        let page = words(&browser, CLAIMS).await;
        assert!(page.contains("The claim https://x.example/tier is saved."), "{page}");
        assert!(page.contains(r#""https://x.example/tier": "gold""#) && page.contains("from your rule above"), "{page}");
        assert_eq!(rules(house).await.len(), 1);

        let form = browser.get(&format!("{CLAIMS}/edit?{}", encode(&[("claim", "https://x.example/tier")]))).await;
        let (was, before) = (form.hidden("was"), form.hidden("before"));
        let mut fields = constant(&csrf, "tier", r#"["gold", 1]"#);
        fields.extend([("was", was.as_str()), ("before", before.as_str())]);
        for _ in 0..2 {
            assert_eq!(browser.post(&format!("{CLAIMS}/edit"), &fields).await.location(), CLAIMS, "twice is once");
        }
        assert_eq!(rules(house).await[0].claim, "tier");
        let alice = house.person(ALICE).await.id;
        let page = words(&browser, &format!("{CLAIMS}?{}", encode(&[("person", alice.as_str()), ("q", BOB)]))).await;
        assert!(page.contains(r#"["gold",1]"#) && page.contains("Tokens of</span><strong>bob"), "{page}");

        let question = words(&browser, &format!("{CLAIMS}/remove?claim=tier")).await;
        assert!(question.contains("Remove the claim tier?"), "{question}");
        for _ in 0..2 {
            let answer = browser.post(&format!("{CLAIMS}/remove"), &[("csrf", &csrf), ("claim", "tier")]).await;
            assert_eq!(answer.location(), CLAIMS);
        }
        assert_eq!(rules(house).await, []);
    }

    async fn a_claim_that_looks_like_a_secret_is_refused_with_the_reason(house: &House) {
        let browser = signed_in(house, ALICE, Role::AppAdmin).await;
        let csrf = csrf(&browser).await;
        let text = async |fields: &[(&str, &str)]| {
            unescape(&browser.post(&format!("{CLAIMS}/new"), fields).await.assert_page(200))
        };
        let page = text(&constant(&csrf, "api_key", "x")).await;
        assert!(page.contains("“api_key” looks like a secret. A signed token can be read by everybody"), "{page}");
        assert!(page.contains(r##"<a href="#claim">"##) && page.contains(r#"value="api_key""#), "{page}");
        assert!(text(&constant(&csrf, "sub", "x")).await.contains("belongs to the token itself"));
        assert!(text(&constant(&csrf, "email", "7")).await.contains("OpenID Connect says that “email” is text."));
        assert!(text(&constant(&csrf, "settings", r#"{"a":{"password":"x"}}"#)).await.contains("“password” looks like a secret"));
        assert!(text(&[("csrf", &csrf), ("claim", "x"), ("source", "attribute"), ("id_token", "yes")]).await.contains("Choose the attribute"));
        let page = text(&[("csrf", &csrf), ("claim", "<b>"), ("source", "constant"), ("constant", "\u{202e}<b>")]).await;
        assert!(page.contains("Choose at least one place"), "{page}");
        let again = constant(&csrf, "tier", "gold");
        assert_eq!(browser.post(&format!("{CLAIMS}/new"), &again).await.status, 303);
        assert!(text(&constant(&csrf, "tier", "silver")).await.contains("There is a rule for “tier” already."));
        assert_eq!(rules(house).await.len(), 1);
    }

    async fn of_two_who_change_one_claim_the_second_sees_both_and_others_are_not_disturbed(house: &House) {
        let browser = signed_in(house, ALICE, Role::AppAdmin).await;
        let csrf = csrf(&browser).await;
        for claim in ["tier", "plan"] {
            browser.post(&format!("{CLAIMS}/new"), &constant(&csrf, claim, "gold")).await;
        }
        let form = browser.get(&format!("{CLAIMS}/edit?claim=tier")).await;
        let (was, before) = (form.hidden("was"), form.hidden("before"));
        let edit = async |value: &str, before: &str| {
            let mut fields = constant(&csrf, "tier", value);
            fields.extend([("was", was.as_str()), ("before", before)]);
            browser.post(&format!("{CLAIMS}/edit"), &fields).await
        };
        house.change_app(&SHOP, |app| app.name = "Renamed".to_owned()).await;
        assert_eq!(edit("silver", &before).await.status, 303, "the name is another matter");
        let stale = edit("bronze", &before).await;
        let page = unescape(&stale.assert_page(409));
        assert!(page.contains("tier was changed meanwhile") && page.contains("\"silver\"") && page.contains("\"bronze\""), "{page}");
        assert_eq!(edit("bronze", &stale.hidden("before")).await.status, 303, "mine, now that I have seen theirs");
        let all = rules(house).await;
        let names: Vec<_> = all.iter().map(|rule| rule.claim.as_str()).collect();
        assert_eq!(names, ["tier", "plan"], "in their places");
        assert!(format!("{all:?}").contains("bronze"));
    }

    async fn the_preview_says_who_is_not_let_in_and_never_holds_a_signature(house: &House) {
        let browser = signed_in(house, ALICE, Role::Auditor).await;
        house.allow_groups(&SHOP, &["editors"]).await;
        let bob = house.person(BOB).await.id;
        let page = words(&browser, &format!("{CLAIMS}?{}", encode(&[("person", bob.as_str()), ("scope", "openid"), ("scope", "email")]))).await;
        assert!(page.contains("bob would get none of these") && page.contains(r#""scope": "openid email""#), "{page}");
        assert!(!page.contains("from the scope profile"), "only what was asked for: {page}");
        assert!(!page.contains("eyJ"), "{page}");
        let nobody = words(&browser, &format!("{CLAIMS}?q=%3Cb%3Ezzz&person=' OR 1=1&scope=evil&api=evil").replace(' ', "%20")).await;
        assert!(nobody.contains("Tokens of</span><strong>Alice Adams") && !nobody.contains("\"evil\""), "{nobody}");
        let robot = words(&browser, "/admin/clients/robot/claims").await;
        assert!(robot.contains("these are the tokens that it gets for itself") && robot.contains(r#""client_id": "robot""#), "{robot}");
    }

    async fn health_explains_a_refused_redirect_uri_and_mends_it(house: &House) {
        let browser = signed_in(house, ALICE, Role::AppAdmin).await;
        let quiet = words(&browser, HEALTH).await;
        assert!(quiet.contains("Nothing was refused"), "{quiet}");
        refuse_redirect_uri(house, "https://shop.example/callback/").await;
        refuse_redirect_uri(house, "https://evil.example/callback").await;
        let page = words(&browser, HEALTH).await;
        assert!(page.contains("The redirect URI is not registered"), "{page}");
        assert!(page.contains("https://shop.example/callback<mark>/</mark>"), "{page}");
        assert!(page.contains("At character 30 something follows that is not registered: /"), "{page}");
        assert!(page.contains("It leads to https://evil.example"), "{page}");
        assert_eq!(page.matches("Add this redirect URI").count(), 1, "only the one on a site of its own: {page}");

        let uri = encode(&[("uri", "https://shop.example/callback/")]);
        let question = browser.get(&format!("/admin/clients/shop/redirect-uri?{uri}")).await;
        let (csrf, sent) = (question.hidden("csrf"), question.hidden("uri"));
        for _ in 0..2 {
            let answer = browser.post("/admin/clients/shop/redirect-uri", &[("csrf", &csrf), ("uri", &sent)]).await;
            assert_eq!(answer.location(), HEALTH);
        }
        let page = words(&browser, HEALTH).await;
        assert!(page.contains("https://shop.example/callback/ was added") && page.contains("Mended since"), "{page}");
        house.get(&SHOP.ask().with("redirect_uri", &sent).url()).await.location();
        let app = house.provider.apps().get(&SHOP.id.into()).await.expect("the app");
        assert_eq!(app.redirect_uris.len(), 3);
    }

    async fn no_address_of_another_site_is_added_by_a_forged_form(house: &House) {
        let browser = signed_in(house, ALICE, Role::Owner).await;
        let csrf = csrf(&browser).await;
        for uri in ["https://evil.example/callback", "javascript:alert(1)", "", "https://shop.example/#x"] {
            assert_eq!(browser.get(&format!("/admin/clients/shop/redirect-uri?{}", encode(&[("uri", uri)]))).await.status, 404);
            let answer = browser.post("/admin/clients/shop/redirect-uri", &[("csrf", &csrf), ("uri", uri)]).await;
            assert_eq!(answer.status, 400, "{uri}");
        }
        house.clock.advance(601);
        let answer = browser.get(&format!("/admin/clients/shop/redirect-uri?{}", encode(&[("uri", "https://shop.example/x")]))).await;
        assert!(answer.location().starts_with("/login?again=yes"), "the password is asked again");
    }

    async fn roles_that_look_after_no_apps_see_all_and_change_nothing(house: &House) {
        refuse_redirect_uri(house, "https://shop.example/callback/").await;
        for role in [Role::Auditor, Role::PeopleAdmin] {
            let browser = signed_in(house, ALICE, role).await;
            let csrf = csrf(&browser).await;
            let page = words(&browser, HEALTH).await;
            assert!(page.contains("At character 30") && !page.contains("Add this redirect URI"), "{role:?}: {page}");
            assert!(!words(&browser, CLAIMS).await.contains("/claims/new"), "{role:?}");
            for form in ["claims/new", "claims/edit?claim=x", "redirect-uri?uri=https://shop.example/x"] {
                assert_eq!(browser.get(&format!("/admin/clients/shop/{form}")).await.status, 404, "{role:?} {form}");
            }
            let fields = constant(&csrf, "tier", "gold");
            let uri = [("csrf", csrf.as_str()), ("uri", "https://shop.example/callback/")];
            assert_eq!(browser.post(&format!("{CLAIMS}/new"), &fields).await.status, 403, "{role:?}");
            assert_eq!(browser.post(&format!("{CLAIMS}/remove"), &fields).await.status, 403, "{role:?}");
            assert_eq!(browser.post("/admin/clients/shop/redirect-uri", &uri).await.status, 403, "{role:?}");
        }
        assert_eq!(rules(house).await, []);
    }

    async fn a_request_with_a_mistyped_client_id_is_found_from_the_apps_health(house: &House) {
        let browser = signed_in(house, ALICE, Role::Auditor).await;
        house.get(&SHOP.ask().with("client_id", "shoop").url()).await.assert_page(400);
        let secret = SHOP.secret.expect("a secret");
        house.send(Request::post("/oauth2/token", &[("client_id", "shoop"), ("client_secret", secret)])).await;
        house.provider.failures.flush(&house.store).await.expect("a flush");
        let page = words(&browser, HEALTH).await;
        assert!(page.contains("2 requests named an app that is not there.") && page.contains("/admin/unknown-apps"), "{page}");
        let page = words(&browser, "/admin/unknown-apps").await;
        assert!(page.contains("shoop") && page.contains(r#"<a href="/admin/clients/shop">shop</a>"#), "{page}");
        assert!(page.contains("35 characters, not kept") && !page.contains(secret), "{page}");
    }
}
