//! Every form of the account pages and of the admin area, found among the routes: malformed bodies are refused alike
//! wherever they come, and change nothing.

use super::table::{Demand, fields, refused, rows};
use crate::support::{ALICE, Browser, House, ISSUER, Request, admin, on_every_engine, on_sqlite};
use claviger::model::user::Role;

/// Uploads take another body than forms.
const UPLOADS: &[&str] = &["/admin/clients/anything/logo", "/admin/people/import"];

/// Every address of a person's own area and of the admin area that takes a POST.
fn forms(house: &House) -> Vec<String> {
    let rocket = claviger::build(&house.provider);
    let posts = rocket.routes().filter(|route| route.method.to_string() == "POST");
    let path = posts.map(|route| {
        let parts = route.uri.path().split('/').map(|part| if part.starts_with('<') { "anything" } else { part });
        parts.collect::<Vec<_>>().join("/")
    });
    let mut found: Vec<_> = path.filter(|path| path.starts_with("/account") || path.starts_with("/admin")).collect();
    found.sort();
    found.dedup();
    assert!(found.len() > 40, "{found:?}");
    found
}

fn by(browser: &Browser, request: Request) -> Request {
    let cookies =
        browser.cookies().iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
    request.header("Cookie", cookies).header("Origin", ISSUER)
}

fn form(browser: &Browser, path: &str, body: impl Into<Vec<u8>>) -> Request {
    by(browser, Request::post_raw(path, body))
}

on_every_engine! {
    async fn no_form_of_an_owner_is_taken_that_cannot_be_read(house: &House) {
        let owner = admin(house, Role::Owner).await;
        let csrf = owner.get("/account").await.hidden("csrf");
        for path in forms(house).iter().filter(|path| !UPLOADS.contains(&path.as_str())) {
            for body in ["a=%ff", "a=%zz", "a=%00", "%c3%28=x"] {
                let request = form(&owner, path, format!("csrf={csrf}&{body}"));
                refused(house, &format!("{path}: {body}"), request, Demand::Page(400, "<h1")).await;
            }
            let long = format!("csrf={csrf}&x={}", "x".repeat(70_000));
            refused(house, &format!("{path}: 70 KB"), form(&owner, path, long), Demand::Page(413, "<h1")).await;
            let many = format!("csrf={csrf}&{}", fields(150));
            refused(house, &format!("{path}: 150 fields"), form(&owner, path, many), Demand::Page(400, "<h1")).await;
        }
    }

    async fn no_form_of_an_owner_does_anything_without_its_token(house: &House) {
        let owner = admin(house, Role::Owner).await;
        for path in forms(house) {
            for body in ["", "csrf=", "csrf=x", "csrf=AAAA&name=x&username=x&confirm=yes"] {
                let answer = refused(house, &format!("{path}: {body}"), form(&owner, &path, body), Demand::Http(&[400, 403, 404, 415])).await;
                answer.assert_page(answer.status);
            }
        }
    }
}

on_sqlite! {
    async fn no_form_of_an_owner_is_taken_in_another_media_type(house: &House) {
        let owner = admin(house, Role::Owner).await;
        for path in forms(house).iter().filter(|path| !UPLOADS.contains(&path.as_str())) {
            for kind in ["application/json", "text/plain", "multipart/form-data; boundary=x", ""] {
                let request = by(&owner, Request::new("POST", path).header("Content-Type", kind).body("x=y"));
                refused(house, &format!("{path}: {kind}"), request, Demand::Http(&[415])).await;
            }
        }
    }

    async fn an_admin_form_with_control_characters_or_a_field_twice_is_unreadable(house: &House) {
        let owner = admin(house, Role::Owner).await;
        let csrf = owner.get("/account").await.hidden("csrf");
        for path in forms(house).iter().filter(|path| path.starts_with("/admin") && !UPLOADS.contains(&path.as_str())) {
            for body in ["name=a%01b", "name=%7f", "x%02=1", "name=1&name=2", "reason=%1b%5b2J"] {
                let request = form(&owner, path, format!("csrf={csrf}&{body}"));
                let answer = refused(house, &format!("{path}: {body}"), request, Demand::Http(&[400, 404])).await;
                answer.assert_page(answer.status);
            }
        }
    }

    async fn no_sound_form_with_nonsense_in_it_breaks_anything(house: &House) {
        let owner = admin(house, Role::Owner).await;
        let csrf = owner.get("/account").await.hidden("csrf");
        let huge = "9".repeat(40);
        for path in forms(house) {
            for value in ["", "-1", &huge, "' OR '1'='1", "<script>", "../../x", "\u{202e}", "{}", "null", "\u{1f511}"] {
                let names = [
                    "id", "name", "username", "email", "role", "state", "scope", "grant", "group", "redirect_uris", "days", "hours",
                    "access_seconds", "version", "kid", "algorithm", "q", "cursor", "color", "claim_name", "claim_type", "claim_value",
                ];
                let fields: Vec<_> = [("csrf", &*csrf)].into_iter().chain(names.iter().map(|name| (*name, value))).collect();
                let answer = house.send(by(&owner, Request::post(&path, &fields))).await;
                assert!(answer.status < 500, "{path} {value}: {}", answer.text());
                // The one script without attributes that our pages have begins with its comment.
                assert!(!answer.text().contains("<script></") && !answer.text().contains("\"<script>\""), "{path}");
                assert_eq!(answer.text().matches("<script>").count(), answer.text().matches("<script>// Runs before").count(), "{path}");
            }
        }
        assert!(owner.get("/account").await.status == 200 || house.person(ALICE).await.role.is_some());
        assert!(rows(house).await.iter().any(|(table, count)| table == "users" && *count >= 2), "nobody was removed");
    }
}
