//! APIs in the browser: added, changed and removed, with every refusal.

use crate::support::{ALICE, Browser, House, ORDERS, encode, on_every_engine, unescape};
use claviger::model::api::Api;
use claviger::model::user::Role;

const LIST: &str = "/admin/apis";
const SCOPES: &str = "orders:read Read your orders\r\norders:write Change your orders";

async fn signed_in(house: &House, role: Role) -> (Browser, String) {
    house.change_person(ALICE, |user| user.role = Some(role)).await;
    let browser = house.signed_in(ALICE).await;
    let csrf = browser.get("/account").await.hidden("csrf");
    (browser, csrf)
}

async fn apis(house: &House) -> Vec<Api> {
    house.provider.apps().list_apis().await.expect("a query")
}

fn orders<'f>(csrf: &'f str, scopes: &'f str) -> Vec<(&'f str, &'f str)> {
    vec![("csrf", csrf), ("audience", ORDERS), ("name", "Orders"), ("scopes", scopes)]
}

on_every_engine! {
    async fn an_api_is_added_changed_and_removed(house: &House) {
        let (browser, csrf) = signed_in(house, Role::AppAdmin).await;
        assert!(browser.get(LIST).await.assert_page(200).contains("No APIs yet"));
        for _ in 0..2 {
            assert_eq!(browser.post("/admin/apis/new", &orders(&csrf, SCOPES)).await.location(), LIST, "twice is once");
        }
        let page = unescape(&browser.get(LIST).await.assert_page(200));
        assert!(page.contains("The API Orders is saved.") && page.contains("Read your orders"), "{page}");
        assert!(page.contains("<td role=\"cell\" class=\"num\" data-label=\"Apps\"><span>2</span>"), "the shop and the robot: {page}");
        let found = |q: &str| format!("{LIST}?{}", encode(&[("q", q)]));
        assert!(browser.get(&found("ORDERS:W")).await.text().contains("Change your orders"));
        assert!(browser.get(&found("<b>")).await.assert_page(200).contains("&lt;b&gt;"));

        let form = browser.get(&format!("/admin/apis/edit?{}", encode(&[("audience", ORDERS)]))).await;
        let (was, version) = (form.hidden("was"), form.hidden("version"));
        let fields = [("csrf", &*csrf), ("was", &*was), ("version", &*version), ("name", "طلبات"), ("scopes", "orders:read Read")];
        for _ in 0..2 {
            assert_eq!(browser.post("/admin/apis/edit", &fields).await.location(), LIST);
        }
        assert_eq!((apis(house).await[0].name.as_str(), apis(house).await[0].scopes.len()), ("طلبات", 1));

        let question = browser.get(&format!("/admin/apis/remove?{}", encode(&[("audience", ORDERS)]))).await;
        assert!(question.assert_page(200).contains("2 apps use it"));
        for _ in 0..2 {
            assert_eq!(browser.post("/admin/apis/remove", &[("csrf", &csrf), ("audience", ORDERS)]).await.location(), LIST);
        }
        assert!(apis(house).await.is_empty());
    }

    async fn what_is_wrong_stands_beside_its_field(house: &House) {
        let (browser, csrf) = signed_in(house, Role::AppAdmin).await;
        let text = async |fields: &[(&str, &str)]| {
            unescape(&browser.post("/admin/apis/new", fields).await.assert_page(200))
        };
        let page = text(&[("csrf", &csrf), ("audience", "orders"), ("name", ""), ("scopes", "openid x\na b\na c\nbare\nä x")]).await;
        for told in [
            "“orders” is not a whole address", "The name must not be empty", "“openid” belongs to OpenID Connect",
            "“a” stands there twice", "what “bare” means", "“ä” cannot be a scope",
        ] {
            assert!(page.contains(told), "{told}: {page}");
        }
        assert!(page.contains("id=\"audience-error\"") && page.contains("id=\"scopes-error\""), "{page}");
        assert_eq!(browser.post("/admin/apis/new", &orders(&csrf, SCOPES)).await.status, 303);
        assert!(text(&orders(&csrf, "other Something else")).await.contains("already"), "taken");
        assert_eq!(browser.post("/admin/apis/new", &[("csrf", &*csrf), ("name", "a\u{7}")]).await.status, 400);
        assert_eq!(browser.post("/admin/apis/new", &[("csrf", &*csrf), ("scopes", &"x".repeat(10_000_000))]).await.status, 413);
        assert_eq!(apis(house).await.len(), 1);
    }

    async fn a_stale_edit_shows_both(house: &House) {
        let (browser, csrf) = signed_in(house, Role::Owner).await;
        browser.post("/admin/apis/new", &orders(&csrf, SCOPES)).await;
        let edit = async |name: &str, version: &str| {
            let fields = [("csrf", &*csrf), ("was", ORDERS), ("version", version), ("name", name), ("scopes", SCOPES)];
            browser.post("/admin/apis/edit", &fields).await
        };
        assert_eq!(edit("Theirs", "1").await.status, 303);
        let stale = edit("Mine", "1").await;
        let page = stale.assert_page(200);
        assert!(page.contains("Theirs was changed meanwhile") && page.contains("Mine"), "{page}");
        assert_eq!(edit("Mine", &stale.hidden("version")).await.status, 303);
        assert_eq!(apis(house).await[0].name, "Mine");
        let gone = [("csrf", &*csrf), ("was", "urn:gone"), ("version", "1"), ("name", "x")];
        assert_eq!(browser.post("/admin/apis/edit", &gone).await.status, 404);
    }

    async fn only_who_looks_after_apps_may_change_them(house: &House) {
        for role in [Role::Auditor, Role::PeopleAdmin] {
            let (browser, csrf) = signed_in(house, role).await;
            assert!(!browser.get(LIST).await.assert_page(200).contains("/admin/apis/new"), "{role:?}");
            assert_eq!(browser.get("/admin/apis/new").await.status, 404, "{role:?}");
            for act in ["new", "edit", "remove"] {
                let answer = browser.post(&format!("/admin/apis/{act}"), &orders(&csrf, SCOPES)).await;
                assert_eq!(answer.status, 403, "{role:?} {act}");
            }
        }
        assert!(apis(house).await.is_empty());
    }
}
