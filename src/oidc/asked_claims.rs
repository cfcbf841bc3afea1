//! Claims that an app asks for one by one (OIDC Core §5.5): which of them it may have, and where the request says for whom
//! it is and how they should have signed in.

use super::{Code, Error, Result, acr, claims, scope};
use crate::model::claim_rule::{ClaimRule, STANDARD};
use crate::model::claims_request::{ClaimsRequest, Wish};
use crate::model::client::Client;
use crate::model::params::Params;
use crate::model::scope::Scope;

/// What the `claims` parameter of a request comes to, with the wished level of authentication among it, and whom the
/// request is for: a person whose `sub` meets each of the wishes.
pub fn check(client: &Client, params: &Params, granted: &Scope) -> Result<(ClaimsRequest, Vec<Wish>)> {
    let asked = params.get("claims").map(ClaimsRequest::parse).transpose();
    let mut asked = asked.map_err(|error| Error::invalid_request(error.to_string()))?.unwrap_or_default();
    if !granted.contains(scope::OPENID) {
        asked = ClaimsRequest::default();
    }
    let subjects = asked.take_subjects();
    let mut asked = open_to(client, asked);
    if asked.acr().is_none_or(|wish| wish.values.is_empty()) {
        asked.id_token.remove("acr");
        asked.id_token.extend(wished_by_parameter(client, params).map(|wish| ("acr".to_owned(), wish)));
    }
    if !acr::can_be_met(asked.acr()) {
        let text = format!("none of the demanded acr values can be met; there is {}", acr::names().join(", "));
        return Err(Error::new(Code::UnmetAuthenticationRequirements, text));
    }
    Ok((asked, subjects))
}

/// `acr_values`, else what the app has registered.
fn wished_by_parameter(client: &Client, params: &Params) -> Option<Wish> {
    let wish = match params.get("acr_values") {
        Some(values) => Wish::voluntary(values.split_whitespace()),
        None => Wish::voluntary(client.metadata.default_acr_values.iter().map(String::as_str)),
    };
    (!wish.values.is_empty()).then_some(wish)
}

/// What an app may be told of a request: its own claims, and standard ones that a scope of its would show. Others are
/// passed over (OIDC Core §5.5); those of the token itself are told anyway.
pub fn open_to(client: &Client, mut asked: ClaimsRequest) -> ClaimsRequest {
    let is_own = |name: &str| client.claim_rules.iter().any(|rule| rule.claim == name);
    let is_open = |name: &str| claims::scope_of(name).is_some_and(|scope| client.scopes.contains(scope));
    let acr = asked.id_token.remove_entry("acr");
    asked.retain(|name| is_own(name) || is_open(name));
    asked.id_token.extend(acr);
    asked
}

/// The standard claims that are asked for, as rules beside those of the app, which go before.
pub fn standard_rules(own: &[ClaimRule], asked: &ClaimsRequest) -> Vec<ClaimRule> {
    let is_asked = |name: &&&str| asked.names().any(|asked| asked == **name);
    let is_new = |name: &&&str| own.iter().all(|rule| rule.claim != **name);
    let names = STANDARD.iter().chain(&["groups"]).filter(is_asked).filter(is_new);
    names.map(|name| ClaimRule::standard(name)).collect()
}

/// Everything that an app is told besides what its scopes show: by its own rules and because it asks.
pub fn all_rules(client: &Client, asked: &ClaimsRequest) -> Vec<ClaimRule> {
    let mut all = client.claim_rules.clone();
    all.extend(standard_rules(&client.claim_rules, asked));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::claim_rule::{ClaimSource, Places};
    use crate::model::client::ClientKind;
    use crate::oidc::claims::{Person, Place};
    use crate::store::testing;
    use serde_json::{Value, json};

    fn app() -> Client {
        let source = ClaimSource::Constant(json!("gold"));
        let places = Places { access_token: true, ..Places::default() };
        let scopes = Scope::parse("openid profile");
        let mut app = Client { scopes, ..Client::new("shop", ClientKind::Web, 0) };
        app.claim_rules = vec![ClaimRule { claim: "tier".to_owned(), source, places }];
        app
    }

    fn checked(query: &str) -> Result<(ClaimsRequest, Vec<Wish>)> {
        check(&app(), &Params::parse(query).unwrap(), &Scope::parse("openid"))
    }

    fn told(asked: &Value, place: Place) -> Value {
        let user = crate::model::user::User { name: Some("Alice".to_owned()), ..testing::person("alice") };
        let asked = open_to(&app(), ClaimsRequest::parse(&asked.to_string()).unwrap());
        let person = Person { user, groups: vec!["staff".to_owned()], agreed: None, asked };
        Value::from(person.mapped(&app().claim_rules, place).claims)
    }

    #[test]
    fn an_app_may_ask_for_its_own_claims_and_for_what_its_scopes_would_show() {
        let wanted = json!({"name": null, "email": null, "groups": null, "tier": null, "shoe_size": null});
        let asked = json!({"userinfo": wanted, "id_token": wanted});
        assert_eq!(told(&asked, Place::Userinfo), json!({"tier": "gold", "name": "Alice"}));
        assert_eq!(told(&asked, Place::IdToken), json!({"tier": "gold", "name": "Alice"}));
        assert_eq!(told(&asked, Place::AccessToken), json!({"tier": "gold"}), "no place to ask for");
    }

    #[test]
    fn a_claim_is_told_where_it_is_asked_for() {
        let asked = json!({"userinfo": {"name": null}, "id_token": {"preferred_username": null}});
        assert_eq!(told(&asked, Place::Userinfo), json!({"name": "Alice"}));
        assert_eq!(told(&asked, Place::IdToken), json!({"preferred_username": "alice"}));
    }

    #[test]
    fn a_claim_that_is_wanted_with_a_value_is_told_if_it_has_it() {
        let asked = |value: &str| json!({"userinfo": {"name": {"value": value}}});
        assert_eq!(told(&asked("Alice"), Place::Userinfo), json!({"name": "Alice"}));
        assert_eq!(told(&asked("Bob"), Place::Userinfo), json!({}));
    }

    #[test]
    fn the_level_is_wished_by_claims_before_acr_values_before_the_registration() {
        let mut app = app();
        std::sync::Arc::make_mut(&mut app.metadata).default_acr_values = vec!["registered".to_owned()];
        let wished = |query: &str| {
            let params = Params::parse(query).unwrap();
            let (asked, _) = check(&app, &params, &Scope::parse("openid")).unwrap();
            asked.acr().unwrap().values.clone()
        };
        let claims = "claims=%7B%22id_token%22:%7B%22acr%22:%7B%22value%22:%22claimed%22%7D%7D%7D";
        assert_eq!(wished(&format!("{claims}&acr_values=one+two")), [json!("claimed")]);
        assert_eq!(wished("acr_values=one+two"), [json!("one"), json!("two")]);
        assert_eq!(wished(""), [json!("registered")]);
    }

    #[test]
    fn a_request_without_openid_asks_for_no_claims() {
        let params = Params::parse("claims=%7B%22userinfo%22:%7B%22name%22:null%7D%7D").unwrap();
        assert!(check(&app(), &params, &Scope::parse("orders:read")).unwrap().0.is_empty());
        assert!(!check(&app(), &params, &Scope::parse("openid")).unwrap().0.is_empty());
    }

    #[test]
    fn what_cannot_be_read_is_an_invalid_request_and_what_cannot_be_met_is_said() {
        assert_eq!(checked("claims=no").unwrap_err().code, Code::InvalidRequest);
        let demanded = "claims=%7B%22id_token%22:%7B%22acr%22:%7B%22essential%22:true,%22value%22:%22x%22%7D%7D%7D";
        assert_eq!(checked(demanded).unwrap_err().code, Code::UnmetAuthenticationRequirements);
    }
}
