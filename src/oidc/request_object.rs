//! Request objects (RFC 9101, OIDC Core §6): an authorization request that its app has signed, by value in `request` or by
//! reference at a registered `request_uri`. What it says stands above what came beside it.

use super::app_jwt::{Fault, check_times};
use super::authorize::{self, PageRefusal, Refusal};
use super::documents::Wanted;
use super::flow::Asked;
use super::{Cause, Code, Error, Provider, Result, client_keys, clients, flow, pushed};
use crate::keys::ForeignJwt;
use crate::model::client::Client;
use crate::model::params::{MOST_PARAMS, Params};
use serde_json::{Map, Value};
use std::sync::Arc;

/// The type of RFC 9101 §4, by which only what is signed counts.
const TYPE: &str = "oauth-authz-req+jwt";

/// The types that a header may name; OIDC Core names none.
const TYPES: [&str; 2] = [TYPE, "JWT"];

/// Claims about the object itself, which are no parameters.
const ABOUT_ITSELF: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

/// The parameters that bring an object.
const BRINGING: [&str; 2] = ["request", "request_uri"];

/// What lies at an address is believed for so long (seconds): whoever takes it away there has taken it away here.
const MOST_AGE: i64 = 10;

/// The request with what its object says, or what was pushed, if it has one, and how it came. A refusal is kept for the
/// app's admin.
pub async fn resolve(provider: &Provider, params: Params) -> Result<(Params, Asked), Refusal> {
    match resolved(provider, &params).await {
        Ok(Some(resolved)) => Ok(resolved),
        Ok(None) => Ok((params, Asked::default())),
        Err(refusal) => {
            authorize::keep(provider, &params, &refusal);
            Err(refusal)
        }
    }
}

async fn resolved(provider: &Provider, params: &Params) -> Result<Option<(Params, Asked)>, Refusal> {
    let client = authorize::find_client(provider, params).await?;
    let reference = params.get("request_uri").filter(|uri| pushed::is_reference(uri));
    if let Some(uri) = reference.filter(|_| !params.is_repeated("request_uri")) {
        // Nothing beside it counts, nor says where to go back to.
        return pushed::take(provider, &client, uri).await.map(Some).map_err(|error| used(&client, error));
    }
    // It is refused by the checks that follow, in their words.
    if params.repeated().is_some() {
        return Ok(None);
    }
    let signed = signed(provider, &client, params).await.map_err(|error| refusal(&client, params, error))?;
    Ok(signed.map(|params| (params, Asked { is_signed: true, is_pushed: false })))
}

fn used(client: &Client, error: Error) -> Refusal {
    if error.source.is_some() {
        return Refusal::Failed(error);
    }
    Refusal::Page(PageRefusal::Used(error.to_string(), client.name.clone(), client.url.clone()))
}

/// Told to the app where a registered redirect URI stands beside the object, which may be anybody's.
fn refusal(client: &Client, params: &Params, error: Error) -> Refusal {
    if error.source.is_some() {
        return Refusal::Failed(error);
    }
    match authorize::reply_to(client, params) {
        Ok((reply, _)) => Refusal::Redirect(Box::new(reply), error),
        Err(_) => {
            let cause = error.cause.unwrap_or(Cause::RequestObject);
            Refusal::Page(PageRefusal::RequestObject(error.to_string(), cause))
        }
    }
}

/// The request with what its object says, if it has one.
pub(super) async fn signed(provider: &Provider, client: &Client, params: &Params) -> Result<Option<Params>> {
    let object: Arc<str> = match BRINGING.map(|name| params.get(name)) {
        [Some(_), Some(_)] => return Err(Error::invalid_request("request and request_uri came both; send one")),
        [Some(object), None] => object.into(),
        [None, Some(uri)] => fetch(provider, client, uri).await?,
        [None, None] => return Ok(None),
    };
    let (claims, is_alone) = verified(provider, client, object.trim()).await?;
    merge(params, &claims, is_alone).map(Some)
}

/// OIDC Core §6.2: an address that is registered, with the fragment that names the version of what lies there. So an app
/// decides alone which addresses are asked, and how many there are.
async fn fetch(provider: &Provider, client: &Client, uri: &str) -> Result<Arc<str>> {
    let refused = |text: &'static str| Error::new(Code::InvalidRequestUri, text).because(Cause::RequestUri);
    if !client.metadata.request_uris.iter().any(|registered| registered == uri) {
        return Err(refused("the request_uri is not registered for this client"));
    }
    let wanted =
        Wanted { client: &client.id, url: uri, trust: clients::trust(client), most_age: MOST_AGE, is_strict: true };
    provider
        .request_documents
        .get(provider, wanted)
        .await
        .map_err(|_| refused("nothing could be fetched from the request_uri"))
}

/// The claims of an object that its app has signed for us, and whether it stands alone.
async fn verified(provider: &Provider, client: &Client, object: &str) -> Result<(Map<String, Value>, bool)> {
    let checked = check(provider, client, object).await;
    checked.map_err(|fault| fault.into_error(Code::InvalidRequestObject, "the request object"))
}

async fn check(provider: &Provider, client: &Client, object: &str) -> Result<(Map<String, Value>, bool), Fault> {
    let jwt = ForeignJwt::read(object)?;
    if !jwt.is_of_type(&TYPES) {
        return Err(Fault::Type);
    }
    let registered = client.metadata.request_object_signing_alg.as_deref();
    if registered.is_some_and(|alg| alg != jwt.alg().name()) {
        return Err(Fault::Algorithm);
    }
    client_keys::verify(provider, client, &jwt).await?;
    let id = client.id.as_str();
    let is_alone = jwt.says_type(TYPE) || client.metadata.require_signed_request_object;
    let names_another = jwt.claims().contains_key("iss") && jwt.text("iss") != Some(id);
    // Of one that stands alone nothing beside it says whose it is.
    if names_another || is_alone && jwt.text("iss").or(jwt.text("client_id")).is_none() {
        return Err(Fault::Issuer);
    }
    // RFC 9101 §10.8: an assertion of who the app is must not stand in for what it asks.
    if jwt.text("sub") == Some(id) {
        return Err(Fault::Subject);
    }
    if jwt.audiences()?.is_some_and(|all| !all.contains(&provider.issuer())) {
        return Err(Fault::Audience);
    }
    check_times(&jwt, provider.clock.now())?;
    Ok((jwt.claims().clone(), is_alone))
}

/// What the object says stands in the place of what came beside it. The rest stays (OIDC Core §6.1), unless the object
/// stands alone (RFC 9101 §6.3). The two that a request must say outside as well must not differ.
fn merge(params: &Params, claims: &Map<String, Value>, is_alone: bool) -> Result<Params> {
    let refused = |text: String| Error::new(Code::InvalidRequestObject, text).because(Cause::RequestObject);
    if let Some(name) = BRINGING.into_iter().find(|name| claims.contains_key(*name)) {
        return Err(refused(format!("a request object holds no {name}")));
    }
    let too_much =
        || refused(format!("the request has more than {MOST_PARAMS} parameters or {} characters", flow::MAX_LENGTH));
    if claims.len() > MOST_PARAMS + ABOUT_ITSELF.len() {
        return Err(too_much());
    }
    let mut merged = Params::default();
    let stays = |name: &str| !BRINGING.contains(&name) && (!is_alone || name == "client_id");
    params.iter().filter(|(name, _)| stays(name)).for_each(|(name, value)| merged.push(name, value));
    for (name, value) in claims.iter().filter(|(name, _)| !ABOUT_ITSELF.contains(&name.as_str())) {
        let texts =
            texts_of(name, value).ok_or_else(|| refused("a member of the request object cannot be read".into()))?;
        let must_agree = ["client_id", "response_type"].contains(&name.as_str());
        if must_agree && params.get(name).is_some_and(|outside| texts != [outside]) {
            return Err(refused(format!("the {name} of the request object differs from the one beside it")));
        }
        merged.remove(name);
        texts.iter().for_each(|text| merged.push(name, text));
    }
    // It waits while its person signs in, as every request does.
    if merged.iter().count() > MOST_PARAMS || merged.len() > flow::MAX_LENGTH {
        return Err(too_much());
    }
    Ok(merged)
}

/// A claim as the parameter that it stands for: numbers, truths and objects become texts (OIDC Core §6.1); only
/// `resource` may be a list (RFC 8707 §2).
fn texts_of(name: &str, value: &Value) -> Option<Vec<String>> {
    let texts = match value {
        Value::Null => Vec::new(),
        Value::String(text) => vec![text.clone()],
        Value::Array(all) if name == "resource" => {
            all.iter().map(|one| one.as_str().map(str::to_owned)).collect::<Option<_>>()?
        }
        other => vec![other.to_string()],
    };
    // No database keeps a NUL.
    let is_plain = |text: &str| !text.contains('\0');
    (is_plain(name) && texts.iter().all(|text| is_plain(text))).then_some(texts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn merged(query: &str, claims: &Value) -> Result<Vec<(String, String)>> {
        merged_if(query, claims, false)
    }

    fn merged_if(query: &str, claims: &Value, is_alone: bool) -> Result<Vec<(String, String)>> {
        let merged = merge(&Params::parse(query).unwrap(), claims.as_object().unwrap(), is_alone)?;
        Ok(merged.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
        all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_the_object_says_stands_in_the_place_of_what_came_beside_it() {
        let claims = json!({
            "iss": "shop", "aud": "x", "exp": 1, "scope": "openid", "max_age": 60, "claims": { "userinfo": {} },
            "resource": ["https://a.example", "https://b.example"], "state": null,
        });
        let found = merged("client_id=shop&scope=all&state=1&nonce=2&resource=x&request=jwt", &claims).unwrap();
        let expected = [
            ("client_id", "shop"),
            ("nonce", "2"),
            ("scope", "openid"),
            ("max_age", "60"),
            ("claims", r#"{"userinfo":{}}"#),
            ("resource", "https://a.example"),
            ("resource", "https://b.example"),
        ];
        assert_eq!(found, pairs(&expected), "null takes away");
    }

    #[test]
    fn of_an_object_that_stands_alone_only_its_client_came_beside_it() {
        let claims = json!({ "scope": "openid", "response_type": "code" });
        let found = merged_if("client_id=shop&response_type=code&state=1&nonce=2&request=jwt", &claims, true).unwrap();
        assert_eq!(found, pairs(&[("client_id", "shop"), ("scope", "openid"), ("response_type", "code")]));
    }

    #[test]
    fn client_and_response_type_agree_with_those_outside() {
        let query = "client_id=shop&response_type=code";
        assert!(merged(query, &json!({ "client_id": "shop", "response_type": "code" })).is_ok());
        for claims in
            [json!({ "client_id": "wiki" }), json!({ "response_type": "token" }), json!({ "client_id": null })]
        {
            assert_eq!(merged(query, &claims).unwrap_err().code, Code::InvalidRequestObject, "{claims}");
        }
        assert!(merged("client_id=shop", &json!({ "response_type": "code" })).is_ok(), "RFC 9101 §5");
    }

    #[test]
    fn what_cannot_be_a_parameter_is_refused() {
        let many: Map<String, Value> = (0..=MOST_PARAMS).map(|n| (n.to_string(), json!("x"))).collect();
        for claims in [
            json!({ "request": "jwt" }),
            json!({ "request_uri": "https://a.example" }),
            json!({ "state": "a\0b" }),
            json!({ "resource": ["https://a.example", 5] }),
            json!({ "state": "x".repeat(flow::MAX_LENGTH) }),
            Value::Object(many),
        ] {
            assert_eq!(merged("client_id=shop", &claims).unwrap_err().code, Code::InvalidRequestObject);
        }
    }

    fn any_claim() -> impl Strategy<Value = (String, Value)> {
        let name = prop_oneof![
            prop::sample::select(vec!["client_id", "response_type", "request", "resource", "state", "sub", "exp"])
                .prop_map(str::to_owned),
            "\\PC{0,8}",
        ];
        let value = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".{0,20}".prop_map(Value::from),
            prop::collection::vec(".{0,8}", 0..3).prop_map(Value::from),
        ];
        (name, value)
    }

    proptest! {
        #[test]
        fn whatever_an_object_says_the_request_stays_of_its_app_and_small(
            claims in prop::collection::vec(any_claim(), 0..8),
            is_alone in any::<bool>(),
        ) {
            let params = Params::parse("client_id=shop&response_type=code&state=1&request=jwt").unwrap();
            let claims: Map<String, Value> = claims.into_iter().collect();
            if let Ok(merged) = merge(&params, &claims, is_alone) {
                prop_assert_eq!(merged.get("client_id"), Some("shop"));
                prop_assert!(BRINGING.iter().all(|name| merged.get(name).is_none()));
                prop_assert!(ABOUT_ITSELF.iter().all(|name| merged.get(name).is_none()));
                prop_assert!(merged.repeated().is_none() && merged.len() <= flow::MAX_LENGTH);
            }
        }
    }
}
