//! An app that was removed by a command or another node, in the moment before this server's memory follows.

use crate::support::{ALICE, House, SHOP, on_every_engine};

on_every_engine! {
    async fn a_request_of_a_removed_app_is_a_page_and_not_a_failure(house: &House) {
        let browser = house.signed_in(ALICE).await;
        house.write(async |db| assert!(db.delete_client(&SHOP.id.into()).await.expect("a query"))).await;
        let text = browser.get(&SHOP.ask().url()).await.assert_page(400);
        assert!(text.contains("client_id"), "{text}");
    }
}
