//! The laws of claim rules.

use super::*;
use serde_json::json;

fn rule(claim: &str, source: ClaimSource) -> ClaimRule {
    ClaimRule { claim: claim.to_owned(), source, places: Places { id_token: true, ..Places::default() } }
}

fn constant(claim: &str, value: Value) -> ClaimRule {
    rule(claim, ClaimSource::Constant(value))
}

fn problem(rule: ClaimRule) -> Option<ClaimRuleError> {
    problems_of_rules(&[rule]).into_iter().next()
}

#[test]
fn registered_public_and_private_names_are_fine() {
    for name in ["email", "https://northwind.example/claims/department", "dept", "urn:x:y"] {
        assert_eq!(problem(rule(name, ClaimSource::Standard("email".into()))), None, "{name}");
    }
}

#[test]
fn a_claim_of_the_token_itself_is_refused() {
    for name in
        "iss sub aud exp nbf iat jti nonce auth_time acr amr azp sid at_hash client_id scope cnf act events".split(' ')
    {
        assert_eq!(problem(constant(name, json!("x"))), Some(ClaimRuleError::Protected(name.to_owned())));
    }
}

#[test]
fn what_looks_like_a_secret_is_refused_with_the_reason() {
    let refused = [
        constant("api_key", json!("x")),
        rule("pass", ClaimSource::Attribute("userPassword".into())),
        constant("settings", json!({"deep": [{"client_secret": "x"}]})),
    ];
    for rule in refused {
        let problem = problem(rule.clone()).unwrap_or_else(|| panic!("{rule:?} passed"));
        assert!(matches!(problem, ClaimRuleError::LooksLikeASecret(_)), "{problem}");
        assert!(problem.to_string().contains("can be read by everyone who holds it"), "{problem}");
    }
}

#[test]
fn every_other_fault_has_its_own_words() {
    use ClaimRuleError as E;
    let x = || "x".to_owned();
    assert_eq!(problem(constant("a b", json!(1))), Some(E::BadName("a b".to_owned())));
    assert_eq!(problem(constant("", json!(1))), Some(E::BadName(String::new())));
    assert_eq!(problem(ClaimRule { places: Places::default(), ..constant("x", json!(1)) }), Some(E::NoPlace(x())));
    assert_eq!(problem(constant("x", Value::Null)), Some(E::BadConstant(x())));
    assert_eq!(problem(constant("x", json!("y".repeat(2000)))), Some(E::BadConstant(x())));
    assert_eq!(problem(constant("email", json!(1))), Some(E::WrongType("email".to_owned(), "text")));
    assert_eq!(problem(rule("x", ClaimSource::Groups(GroupChoice::Chosen(Vec::new())))), Some(E::NoGroup(x())));
    let unknown = E::UnknownStandard { claim: x(), source_name: "password_hash".to_owned() };
    assert_eq!(problem(rule("x", ClaimSource::Standard("password_hash".into()))), Some(unknown));
    let twice = [constant("x", json!(1)), constant("x", json!(2))];
    assert_eq!(problems_of_rules(&twice), [E::Repeated(x())]);
    let many: Vec<_> = (0..51).map(|i| constant(&format!("x{i}"), json!(1))).collect();
    assert_eq!(problems_of_rules(&many), [E::TooMany]);
}

#[test]
fn a_value_comes_from_where_the_rule_says() {
    let standard = json!({"email": "alice@northwind.example"}).as_object().cloned().unwrap_or_default();
    let attributes = json!({"level": 3, "empty": ""}).as_object().cloned().unwrap_or_default();
    let groups = ["app-admins", "app-", "editors"].map(str::to_owned);
    let known = Known { standard: &standard, attributes: &attributes, groups: &groups };
    let of = |source| rule("x", source).value(known);
    assert_eq!(of(ClaimSource::Standard("email".into())), Some(json!("alice@northwind.example")));
    assert_eq!(of(ClaimSource::Standard("name".into())), None);
    assert_eq!(of(ClaimSource::Attribute("level".into())), Some(json!(3)));
    assert_eq!(of(ClaimSource::Attribute("empty".into())), None, "absent rather than empty");
    assert_eq!(of(ClaimSource::Constant(json!(false))), Some(json!(false)));
    let of_groups = |choice| of(ClaimSource::Groups(choice));
    assert_eq!(of_groups(GroupChoice::All), Some(json!(["app-admins", "app-", "editors"])));
    assert_eq!(of_groups(GroupChoice::Chosen(vec!["editors".into(), "x".into()])), Some(json!(["editors"])));
    let prefix = |is_cut| GroupChoice::Prefix { prefix: "app-".into(), is_cut };
    assert_eq!(of_groups(prefix(false)), Some(json!(["app-admins", "app-"])));
    assert_eq!(of_groups(prefix(true)), Some(json!(["admins", "app-"])));
    assert_eq!(of_groups(GroupChoice::Chosen(vec!["x".into()])), None);
    let typed = rule("email", ClaimSource::Attribute("level".into()));
    assert_eq!(typed.value(known), None, "a registered claim has its type or is absent");
}
