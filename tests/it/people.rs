//! What administrators do to people and groups, as apps and the people themselves see it.

use crate::support::{ALICE, House, PASSWORD, SHOP, on_every_engine};
use claviger::accounts::{Access, Authority, GroupChange, NewPerson, PersonAct, PersonChange};
use claviger::model::ids::GroupId;
use serde_json::{Value, json};

const OFFLINE: &str = "openid groups offline_access";

async fn act(house: &House, act: PersonAct) {
    let alice = house.person(ALICE).await;
    let acted = house.provider.accounts.act_on_person(&Authority::command_line(), &alice.id, &act).await;
    assert!(acted.expect("it is allowed"), "{act:?}");
}

async fn group(house: &House, name: &str) -> GroupId {
    let mut read = house.store.read().await.expect("a connection");
    read.db().find_group(name).await.expect("a query").expect("the group").id
}

async fn groups_claim(house: &House, token: &str) -> Value {
    let answer: Value = serde_json::from_str(&house.userinfo(token).await.text()).expect("JSON");
    answer["groups"].clone()
}

on_every_engine! {
    async fn a_removed_person_has_no_session_and_no_token_from_the_same_moment_on(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let tokens = house.tokens_of(ALICE, &SHOP, OFFLINE).await;
        // The mark alone decides: whatever was begun at that very moment is refused too.
        house.change_person(ALICE, |user| user.deleted_at = Some(1)).await;
        assert_eq!(browser.get("/account").await.location(), "/login");
        assert!(!house.is_active(&SHOP, &tokens.access).await && !house.is_active(&SHOP, tokens.refresh()).await);
        house.userinfo(&tokens.access).await.assert_error(401, "invalid_token");
        house.refresh(&SHOP, tokens.refresh()).await.assert_error(400, "invalid_grant");
    }

    async fn ending_all_sessions_ends_every_token_and_leaves_the_way_in_open(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let tokens = house.tokens_of(ALICE, &SHOP, OFFLINE).await;
        act(house, PersonAct::EndSessions).await;
        assert_eq!(browser.get("/account").await.location(), "/login");
        house.refresh(&SHOP, tokens.refresh()).await.assert_error(400, "invalid_grant");
        house.signed_in(ALICE).await;
    }

    async fn a_group_is_in_the_claim_only_if_it_says_so_and_only_for_its_members(house: &House) {
        let tokens = house.tokens_of(ALICE, &SHOP, OFFLINE).await;
        assert_eq!(groups_claim(house, &tokens.access).await, json!(["editors", "Ärzte"]));
        let (editors, doctors) = (group(house, "editors").await, group(house, "ärzte").await);
        let (accounts, authority) = (&house.provider.accounts, Authority::command_line());
        let hide = GroupChange { in_claim: Some(false), ..GroupChange::default() };
        accounts.change_group(&authority, &editors, None, &hide).await.expect("a change");
        let rename = GroupChange { name: Some("doctors".to_owned()), ..GroupChange::default() };
        accounts.change_group(&authority, &doctors, None, &rename).await.expect("a change");
        assert_eq!(groups_claim(house, &tokens.access).await, json!(["doctors"]));
        act(house, PersonAct::Leave(doctors)).await;
        assert_eq!(groups_claim(house, &tokens.access).await, Value::Null);
    }

    async fn an_invited_person_chooses_a_password_and_is_signed_in(house: &House) {
        let change = PersonChange { username: Some("carol".to_owned()), ..PersonChange::default() };
        let new = NewPerson::new(change, Access::Invitation);
        let added = house.provider.accounts.add_person(&Authority::command_line(), &new).await.expect("a person");
        let link = added.link.expect("a link");
        let link = link.strip_prefix("http://localhost:8000").expect("a link of ours");
        let browser = house.browser();
        let page = browser.get(link).await;
        assert!(page.assert_page(200).contains(r#"value="carol""#));
        let fields = page.hidden_fields();
        let mut fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.push(("password", PASSWORD));
        assert_eq!(browser.post("/rescue", &fields).await.location(), "/account");
        browser.get("/account").await.assert_page(200);
        house.browser().get(link).await.assert_page(410);
    }
}
