//! How an app looks: its logo and colour on our pages, served so that nothing in them can act.

use crate::support::{ALICE, House, SHOP, on_every_engine, unescape};
use claviger::accounts::Authority;

/// The smallest PNG there is.
pub fn png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let image = image::DynamicImage::new_rgb8(4, 4);
    image.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).expect("an image");
    bytes
}

async fn dress(house: &House) -> String {
    let by = Authority::command_line();
    let apps = house.provider.apps();
    let mut client = apps.get(&SHOP.id.into()).await.expect("the app");
    client.color = Some("#2f7f5f".to_owned());
    apps.edit(&by, client).await.expect("an edit");
    let client = apps.set_logo(&by, &SHOP.id.into(), Some(png())).await.expect("a logo");
    format!("/apps/shop/logo?v={}", client.logo_tag.as_ref().expect("a tag"))
}

on_every_engine! {
    async fn the_sign_in_and_consent_pages_show_logo_and_colour(house: &House) {
        let logo = dress(house).await;
        house.change_app(&SHOP, |client| client.requires_consent = true).await;
        let style = "/apps/shop/style.css?v=2f7f5f";
        let page = house.browser().authorize(&SHOP.ask().pairs()).await.assert_page(200);
        let consent = house.signed_in(ALICE).await.authorize(&SHOP.ask().pairs()).await.assert_page(200);
        for text in [unescape(&page), unescape(&consent)] {
            assert!(text.contains(&logo) && text.contains(style), "{text}");
        }
    }

    async fn the_sign_in_and_consent_pages_link_what_an_app_says_to_people(house: &House) {
        let change = |client: &mut claviger::model::client::Client| {
            client.requires_consent = true;
            let told = std::sync::Arc::make_mut(&mut client.metadata);
            told.policy_uri = Some("https://shop.example/privacy?a=1&b=2".to_owned());
            told.tos_uri = Some("https://shop.example/terms".to_owned());
        };
        house.change_app(&SHOP, change).await;
        let page = house.browser().authorize(&SHOP.ask().pairs()).await.assert_page(200);
        let consent = house.signed_in(ALICE).await.authorize(&SHOP.ask().pairs()).await.assert_page(200);
        for text in [unescape(&page), unescape(&consent)] {
            for uri in ["https://shop.example/privacy?a=1&b=2", "https://shop.example/terms"] {
                assert!(text.contains(&format!("<a href=\"{uri}\" rel=\"noopener noreferrer\">")), "{uri}: {text}");
            }
        }
    }

    async fn a_logo_is_served_as_an_image_that_cannot_act(house: &House) {
        let logo = dress(house).await;
        let answer = house.get(&logo).await;
        assert_eq!((answer.status, answer.header("Content-Type")), (200, Some("image/png")));
        assert!(answer.body.starts_with(b"\x89PNG"));
        assert_eq!(answer.header("X-Content-Type-Options"), Some("nosniff"));
        assert!(answer.header("Content-Security-Policy").is_some_and(|csp| csp.contains("sandbox")));
        assert!(answer.header("Cache-Control").is_some_and(|rule| rule.contains("immutable")));
        let other = house.get("/apps/shop/logo?v=old").await;
        assert_eq!(other.header("Cache-Control"), Some("public, max-age=60"));
    }

    async fn a_colour_is_a_stylesheet_of_nothing_else(house: &House) {
        dress(house).await;
        let answer = house.get("/apps/shop/style.css?v=2f7f5f").await;
        assert!(answer.header("Content-Type").is_some_and(|kind| kind.starts_with("text/css")));
        assert_eq!(answer.text(), ":root { --app: #2f7f5f; --app-ink: #ffffff; }\n");
    }

    async fn what_is_not_there_is_404(house: &House) {
        for path in ["/apps/shop/logo", "/apps/shop/style.css", "/apps/nobody/logo", "/apps/nobody/style.css"] {
            assert_eq!(house.get(path).await.status, 404, "{path}");
        }
        assert!(!house.browser().authorize(&SHOP.ask().pairs()).await.text().contains("/apps/"));
    }
}
