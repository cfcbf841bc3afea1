//! What a chosen person's tokens for an app would say, by the functions that issue them; nothing is signed or stored.

use crate::model::client::Client;
use crate::model::encryption::Encryption;
use crate::model::ids::UserId;
use crate::oidc::claims::{Person, Place};
use crate::oidc::{Error, Provider, Result, access_token, allowed_groups, id_token, scope, userinfo};
use crate::store::Family;
use serde::Serialize;
use serde_json::{Map, Value};

/// What the app would ask for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish<'w> {
    /// `scope`; none = all that the app may ask for.
    pub scope: Option<&'w str>,
    /// `resource`, each.
    pub resources: &'w [String],
    /// `nonce`.
    pub nonce: Option<&'w str>,
}

/// The claims of what the app would get.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Preview {
    /// Whether the person may use the app at all.
    pub is_allowed: bool,
    /// The granted scope.
    pub scope: String,
    /// Of the access token.
    pub access_token: Value,
    /// Of the ID token; with `openid`.
    pub id_token: Option<Value>,
    /// How the ID token is encrypted besides.
    pub id_token_encryption: Option<String>,
    /// The answer of userinfo; with `openid`.
    pub userinfo: Option<Map<String, Value>>,
    /// How userinfo is encrypted besides.
    pub userinfo_encryption: Option<String>,
    /// Claims that were left out since a token would grow too long: place and name.
    pub left_out: Vec<(&'static str, String)>,
}

/// What stands in a preview where only a real sign-in has a value.
const OF_THE_SIGN_IN: &str = "preview";

/// The tokens of a person, or with none those of the app itself (client_credentials).
pub async fn preview(provider: &Provider, client: &Client, user: Option<&UserId>, wish: Wish<'_>) -> Result<Preview> {
    let resources = scope::resources(client, wish.resources.iter().map(String::as_str))?;
    let Some(user) = user else {
        let granted = scope::granted_to_client_itself(client, wish.scope)?;
        let claims = access_token::for_client(provider, client, &granted, &resources);
        return Ok(Preview {
            is_allowed: true,
            scope: granted.to_string(),
            access_token: serde_json::to_value(claims).map_err(Error::server)?,
            id_token: None,
            id_token_encryption: None,
            userinfo: None,
            userinfo_encryption: None,
            left_out: Vec::new(),
        });
    };
    let all = client.scopes.to_string();
    let granted = scope::granted_at_authorize(client, wish.scope.or(Some(&all)))?;
    let mut read = provider.store.read().await?;
    let person = Person::find(&mut read.db(), user).await?.ok_or_else(|| Error::invalid_request("no such person"))?;
    let is_allowed = allowed_groups::may_use(&mut read.db(), client, user).await?;
    let family = family_of(provider, client, user, (&granted, &resources));
    let access = access_token::for_family(provider, client, &family, &granted, &resources, Some(&person));
    let is_openid = granted.contains(scope::OPENID);
    let nonce = wish.nonce.map(str::to_owned);
    let id_token = is_openid
        .then(|| id_token::for_family(provider, client, &family, nonce, OF_THE_SIGN_IN.to_owned(), Some(&person)))
        .map(|claims| serde_json::to_value(claims).map_err(Error::server));
    let places = [Place::AccessToken, Place::IdToken, Place::Userinfo];
    let told = |how: Option<Encryption>| how.filter(|_| is_openid).map(|how| how.to_string());
    let left_out = places.into_iter().flat_map(|place| {
        let left_out = person.mapped(&client.claim_rules, place).left_out;
        left_out.into_iter().map(move |name| (place.as_str(), name))
    });
    Ok(Preview {
        is_allowed,
        scope: granted.to_string(),
        access_token: serde_json::to_value(access).map_err(Error::server)?,
        id_token: id_token.transpose()?,
        id_token_encryption: told(client.id_token_encryption),
        userinfo: is_openid.then(|| userinfo::claims_for(provider, client, &person, &granted)),
        userinfo_encryption: told(client.userinfo_encryption),
        left_out: left_out.collect(),
    })
}

/// The family that a sign-in of this moment would begin.
fn family_of(
    provider: &Provider,
    client: &Client,
    user: &UserId,
    (scope, resources): (&crate::model::scope::Scope, &[String]),
) -> Family {
    let now = provider.clock.now();
    Family {
        id: OF_THE_SIGN_IN.into(),
        client_id: client.id.clone(),
        user_id: user.clone(),
        sid: OF_THE_SIGN_IN.into(),
        is_offline: scope.contains(scope::OFFLINE_ACCESS),
        scope: scope.clone(),
        resources: resources.to_vec(),
        auth_time: now,
        amr: "pwd".to_owned(),
        nonce: None,
        created_at: now,
        expires_at: now,
    }
}
