//! Who gets into the admin area, and whose forms may change something there: every route below `/admin`, as the server
//! mounts them, so that a new one without its guards fails here by itself.

use crate::support::{ALICE, BOB, Browser, House, ISSUER, Request, Response, encode, on_every_engine};
use claviger::model::user::Role;
use claviger::web::answer::Answer;
use claviger::web::flash::Flash;
use claviger::web::guards::admin::Admin;
use claviger::web::guards::admin_form::{AdminForm, RecentForm};
use claviger::web::guards::recent_sign_in::RecentSignIn;

/// A form of the kind that every part of the admin area has.
#[rocket::post("/admin/probe", data = "<form>")]
async fn probe(admin: Admin<'_>, form: AdminForm) -> Answer {
    admin.done("/admin", &Flash::good("flash-person-deleted").name(&form.text("name")))
}

/// A page with a sensitive question, and its form.
#[rocket::get("/admin/sensitive")]
async fn sensitive(_admin: Admin<'_>, _recent: RecentSignIn) -> &'static str {
    "the question"
}

#[rocket::post("/admin/sensitive", data = "<form>")]
async fn sensitive_act(admin: Admin<'_>, form: RecentForm) -> Answer {
    admin.done("/admin", &Flash::good("flash-person-deleted").name(&form.text("name")))
}

/// Forms that change nothing: an auditor may send them.
const CHANGES_NOTHING: [&str; 2] = ["/admin/audit/verify", "/admin/tokens"];

struct Route {
    method: String,
    path: String,
}

/// Every route of the admin area, its dynamic parts filled in.
fn routes(house: &House) -> Vec<Route> {
    let rocket = claviger::build(&house.provider).mount("/", rocket::routes![probe]);
    let routes = rocket.routes().filter(|route| route.uri.path().starts_with("/admin")).map(|route| {
        let path = route.uri.path().split('/').map(|part| if part.starts_with('<') { "anything" } else { part });
        Route { method: route.method.to_string(), path: path.collect::<Vec<_>>().join("/") }
    });
    let routes: Vec<_> = routes.collect();
    assert!(routes.len() >= 5, "{} routes", routes.len());
    routes
}

/// A browser whose person has a role, on a server with the routes of this file.
async fn admin(house: &House, role: Option<Role>) -> Browser {
    house.change_person(ALICE, |user| user.role = role).await;
    let server = house.server_with(|rocket| rocket.mount("/", rocket::routes![probe, sensitive, sensitive_act])).await;
    let browser = Browser::new(server);
    house.sign_in(&browser, ALICE).await;
    browser
}

async fn csrf(browser: &Browser) -> String {
    browser.get("/account").await.hidden("csrf")
}

fn is_write(route: &Route) -> bool {
    !matches!(route.method.as_str(), "GET" | "HEAD" | "OPTIONS")
}

fn ask(route: &Route, fields: &[(&str, &str)]) -> Request {
    if is_write(route) {
        let request = Request::post(&route.path, fields).header("Origin", ISSUER);
        return request.header("Referer", format!("{ISSUER}/admin/users/x"));
    }
    Request::new(&route.method, &route.path)
}

fn say(route: &Route, answer: &Response) -> String {
    format!("{} {}: {} {:?}", route.method, route.path, answer.status, answer.header("Location"))
}

on_every_engine! {
    async fn without_a_session_every_admin_route_leads_to_the_sign_in_and_back(house: &House) {
        let server = house.server_with(|rocket| rocket.mount("/", rocket::routes![probe])).await;
        for route in routes(house) {
            let answer = Browser::new(server).send(ask(&route, &[])).await;
            let back = if is_write(&route) { "/admin/users/x" } else { &*route.path };
            let expected = format!("/login?{}", encode(&[("return_to", back)]));
            assert_eq!((answer.status, answer.header("Location")), (303, Some(&*expected)), "{}", say(&route, &answer));
        }
    }

    async fn for_a_person_without_a_role_no_admin_route_exists(house: &House) {
        let browser = admin(house, None).await;
        let csrf = csrf(&browser).await;
        for route in routes(house) {
            let answer = browser.send(ask(&route, &[("csrf", &csrf)])).await;
            assert_eq!(answer.status, 404, "{}", say(&route, &answer));
        }
    }

    async fn an_auditor_reads_everything_and_changes_nothing(house: &House) {
        let browser = admin(house, Some(Role::Auditor)).await;
        let csrf = csrf(&browser).await;
        for route in routes(house) {
            let answer = browser.send(ask(&route, &[("csrf", &csrf), ("name", "x")])).await;
            // Pages that ask before an act are forbidden like the act.
            let expected: &[u16] = match is_write(&route) {
                true if CHANGES_NOTHING.contains(&&*route.path) => &[200, 303],
                true => &[403],
                false => &[200, 303, 403, 404],
            };
            assert!(expected.contains(&answer.status), "{}", say(&route, &answer));
        }
    }

    async fn no_admin_form_is_taken_from_elsewhere(house: &House) {
        let browser = admin(house, Some(Role::Owner)).await;
        let csrf = csrf(&browser).await;
        let stranger = house.browser();
        let foreign = stranger.get("/login").await.hidden("csrf");
        for route in routes(house).iter().filter(|route| is_write(route)) {
            for (token, origin) in [("", ISSUER), (&*foreign, ISSUER), (&*csrf, "https://evil.example"), (&*csrf, "null")] {
                let request = Request::post(&route.path, &[("csrf", token), ("name", "x")]).header("Origin", origin);
                let answer = browser.send(request).await;
                assert_eq!(answer.status, 400, "{token} from {origin}: {}", say(route, &answer));
            }
            let request = Request::post(&route.path, &[("csrf", &*csrf)]).header("Sec-Fetch-Site", "cross-site");
            assert_eq!(browser.send(request).await.status, 400, "{}", route.path);
        }
    }

    async fn a_sound_form_acts_and_its_message_is_said_once(house: &House) {
        let browser = admin(house, Some(Role::PeopleAdmin)).await;
        let csrf = csrf(&browser).await;
        let answer = browser.post("/admin/probe", &[("csrf", &csrf), ("name", " <b>Bo</b> ")]).await;
        assert_eq!(answer.location(), "/admin");
        let part = browser.send(Request::get("/admin/search?q=x").header("Sec-Fetch-Dest", "empty")).await;
        assert!(!part.assert_page(200).contains("role=\"status\">\n  <svg"), "a script's request uses nothing up");
        let page = browser.get("/admin").await.assert_page(200);
        assert!(page.contains("&lt;b&gt;Bo&lt;&#x2F;b&gt; was deleted."), "{page}");
        assert!(!browser.get("/admin").await.text().contains("was deleted."));
    }

    async fn a_message_of_another_session_is_not_said(house: &House) {
        let browser = admin(house, Some(Role::Owner)).await;
        let csrf = csrf(&browser).await;
        browser.post("/admin/probe", &[("csrf", &csrf), ("name", "Bo")]).await;
        let flash = browser.cookies()["claviger-flash"].clone();
        house.change_person(BOB, |user| user.role = Some(Role::Auditor)).await;
        let other = house.signed_in(BOB).await;
        for value in [&*flash, "x", ""] {
            let answer = other.send(Request::get("/admin").header("Cookie", cookies(&other, value))).await;
            assert!(!answer.assert_page(200).contains("was deleted."), "{value}");
        }
    }

    async fn unsound_fields_are_refused(house: &House) {
        let browser = admin(house, Some(Role::Owner)).await;
        let csrf = csrf(&browser).await;
        for (name, value) in [("name", "a\u{1b}b"), ("name", "a\u{85}b"), ("na\u{7}me", "x")] {
            let answer = browser.post("/admin/probe", &[("csrf", &csrf), (name, value)]).await;
            assert_eq!(answer.status, 400, "{value:?}");
        }
        let answer = browser.post("/admin/probe", &[("csrf", &csrf), ("name", "a"), ("name", "b")]).await;
        assert!(answer.assert_page(400).contains("name was sent twice"));
        let answer = browser.post("/admin/probe", &[("csrf", &csrf), ("name", "a\r\nb\tc"), ("id", "1"), ("id", "2")]).await;
        assert_eq!(answer.status, 303);
        let long = "x".repeat(70_000);
        assert_eq!(browser.post("/admin/probe", &[("csrf", &csrf), ("name", &long)]).await.status, 413);
        let request = Request::new("POST", "/admin/probe").header("Content-Type", "application/json");
        assert_eq!(browser.send(request.header("Origin", ISSUER)).await.status, 415);
    }

    async fn a_sensitive_act_asks_for_the_password_again_after_ten_minutes(house: &House) {
        let browser = admin(house, Some(Role::Owner)).await;
        assert_eq!(browser.get("/admin/sensitive").await.status, 200);
        house.clock.advance(601);
        let login = "/login?again=yes&return_to=%2Fadmin%2Fsensitive%3Fx%3D1";
        let answer = browser.get("/admin/sensitive?x=1").await;
        assert_eq!(answer.location(), login);
        let csrf = csrf(&browser).await;
        let fields = [("csrf", &*csrf), ("name", "x<y"), ("id", "1"), ("id", "2")];
        let asked = browser.post("/admin/sensitive", &fields).await;
        let text = asked.assert_page(403);
        for kept in [r#"name="name" value="x&lt;y""#, r#"name="id" value="1""#, r#"name="id" value="2""#] {
            assert!(text.contains(kept), "{kept}: {text}");
        }
        for (password, status) in [("", 422), ("wrong", 422), (crate::support::PASSWORD, 303)] {
            let answer = browser.post("/admin/sensitive", &[&fields[..], &[("again_password", password)]].concat()).await;
            assert_eq!(answer.status, status, "{password:?}: {}", answer.text());
        }
        house.clock.advance(601);
        let page = browser.get(login).await;
        assert!(page.assert_page(200).contains(r#"value="alice""#), "the name is there already");
        let back = browser.fill_in_sign_in(&page, ALICE, crate::support::PASSWORD).await;
        assert_eq!((back.status, &*back.text()), (200, "the question"));
    }

    async fn the_sign_in_leads_back_to_this_server_only(house: &House) {
        for evil in [
            "https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
            "/\t/evil.example", "evil.example", "/a\r\nX: y",
        ] {
            let browser = house.browser();
            let page = browser.get(&format!("/login?{}", encode(&[("return_to", evil)]))).await;
            assert!(!page.assert_page(200).contains(r#"name="return_to""#), "{evil}");
            let csrf = page.hidden("csrf");
            let fields =
                [("csrf", &*csrf), ("return_to", evil), ("username", ALICE), ("password", crate::support::PASSWORD)];
            assert_eq!(browser.post("/login", &fields).await.location(), "/account", "{evil:?}");
        }
    }

    async fn the_overview_the_keys_and_the_settings_show_how_it_stands(house: &House) {
        let browser = admin(house, Some(Role::Auditor)).await;
        let overview = browser.get("/admin").await.assert_page(200);
        assert!(overview.contains("plain http at http:&#x2F;&#x2F;localhost:8000"), "{overview}");
        let keys = browser.get("/admin/keys").await.assert_page(200);
        for key in house.provider.ring.list(house.clock.now()) {
            assert!(keys.contains(&key.row.kid), "{}", key.row.kid);
        }
        let settings = browser.get("/admin/settings").await.assert_page(200);
        for key in claviger::config::KEYS {
            assert!(settings.contains(&format!("<code>{}</code>", key.name)), "{}", key.name);
        }
        assert!(settings.contains("help@northwind.example") && !settings.contains("claviger-master-key"));
    }

    async fn search_finds_people_groups_and_apps(house: &House) {
        let browser = admin(house, Some(Role::Auditor)).await;
        for (asked, found) in [("ALI", "Alice Adams"), ("alice@northwind.example", "Alice Adams"), ("edit", "editors"), ("shop", "The shop")] {
            let page = browser.get(&format!("/admin/search?{}", encode(&[("q", asked)]))).await.assert_page(200);
            assert!(page.contains(&format!("<strong>{found}</strong>")), "{asked}: {page}");
        }
        for nothing in ["zzz", "%", "_", "' OR 1=1", "<b>"] {
            let page = browser.get(&format!("/admin/search?{}", encode(&[("q", nothing)]))).await.assert_page(200);
            assert!(!page.contains("panel hits"), "{nothing}: {page}");
        }
    }
}

fn cookies(browser: &Browser, flash: &str) -> String {
    let own = browser.cookies().into_iter().map(|(name, value)| format!("{name}={value}; "));
    format!("{}claviger-flash={flash}", own.collect::<String>())
}
