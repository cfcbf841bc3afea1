//! `/oauth2/token`: each grant with each of its parameters missing, doubled, empty, too long, of another kind. The good
//! code and the good refresh token that stand beside the bad parts are worth as much afterwards as before.

use super::table::{Demand, refused};
use crate::support::{ALICE, App, House, ROBOT, Request, SHOP, Tokens, VERIFIER, on_every_engine};

/// What is wrong, the body (`{code}`, `{refresh}` and `{verifier}` are good ones), status, code, part of the description.
type Row = (&'static str, &'static str, u16, &'static str, &'static str);

const REDIRECT: &str = "https%3A%2F%2Fshop.example%2Fcallback";

const ANY_GRANT: &[Row] = &[
    ("nothing", "", 400, "invalid_request", "grant_type is missing"),
    ("no grant_type", "scope=openid", 400, "invalid_request", "grant_type is missing"),
    ("an empty grant_type", "grant_type=&code={code}", 400, "invalid_request", "grant_type is missing"),
    ("an unknown grant_type", "grant_type=magic", 400, "unsupported_grant_type", "not supported"),
    (
        "the case of the grant_type",
        "grant_type=Refresh_Token&refresh_token={refresh}",
        400,
        "unsupported_grant_type",
        "",
    ),
    (
        "a blank behind the grant_type",
        "grant_type=refresh_token+&refresh_token={refresh}",
        400,
        "unsupported_grant_type",
        "",
    ),
    ("a tab in the grant_type", "grant_type=%09refresh_token", 400, "unsupported_grant_type", ""),
    ("the implicit grant", "grant_type=implicit", 400, "unsupported_grant_type", ""),
    (
        "grant_type twice",
        "grant_type=refresh_token&grant_type=refresh_token&refresh_token={refresh}",
        400,
        "invalid_request",
        "grant_type was sent twice",
    ),
    ("an array in the way of PHP", "grant_type[]=refresh_token", 400, "invalid_request", "grant_type is missing"),
    (
        "a grant that is not the app's",
        "grant_type=client_credentials",
        400,
        "unauthorized_client",
        "client_credentials",
    ),
    ("a name with a control character", "%01=x&grant_type=magic", 400, "unsupported_grant_type", ""),
    ("an unknown parameter twice", "grant_type=magic&x=1&x=2", 400, "invalid_request", "x was sent twice"),
];

const CODE: &[Row] = &[
    (
        "no code",
        "grant_type=authorization_code&redirect_uri={redirect}&code_verifier={verifier}",
        400,
        "invalid_request",
        "code is missing",
    ),
    (
        "an empty code",
        "grant_type=authorization_code&code=&redirect_uri={redirect}&code_verifier={verifier}",
        400,
        "invalid_request",
        "code is missing",
    ),
    (
        "a code twice",
        "grant_type=authorization_code&code={code}&code={code}&redirect_uri={redirect}&code_verifier={verifier}",
        400,
        "invalid_request",
        "code was sent twice",
    ),
    (
        "a code of nothing",
        "grant_type=authorization_code&code=x&redirect_uri={redirect}&code_verifier={verifier}",
        400,
        "invalid_grant",
        "unknown",
    ),
    (
        "a code and more",
        "grant_type=authorization_code&code={code}x&redirect_uri={redirect}&code_verifier={verifier}",
        400,
        "invalid_grant",
        "unknown",
    ),
    (
        "a code with a blank in front",
        "grant_type=authorization_code&code=+{code}&redirect_uri={redirect}&code_verifier={verifier}",
        400,
        "invalid_grant",
        "unknown",
    ),
    (
        "a code with a line end",
        "grant_type=authorization_code&code={code}%0a&redirect_uri={redirect}&code_verifier={verifier}",
        400,
        "invalid_grant",
        "unknown",
    ),
    (
        "a code of SQL",
        "grant_type=authorization_code&code='+OR+1=1--&redirect_uri={redirect}&code_verifier={verifier}",
        400,
        "invalid_grant",
        "unknown",
    ),
    (
        "a code in another script",
        "grant_type=authorization_code&code=%D0%BA%D0%BE%D0%B4&redirect_uri={redirect}&code_verifier={verifier}",
        400,
        "invalid_grant",
        "unknown",
    ),
    (
        "a refresh token as code",
        "grant_type=authorization_code&code={refresh}&redirect_uri={redirect}&code_verifier={verifier}",
        400,
        "invalid_grant",
        "unknown",
    ),
    (
        "no redirect_uri",
        "grant_type=authorization_code&code={code}&code_verifier={verifier}",
        400,
        "invalid_grant",
        "redirect_uri",
    ),
    (
        "an empty redirect_uri",
        "grant_type=authorization_code&code={code}&redirect_uri=&code_verifier={verifier}",
        400,
        "invalid_grant",
        "redirect_uri",
    ),
    (
        "redirect_uri twice",
        "grant_type=authorization_code&code={code}&redirect_uri={redirect}&redirect_uri={redirect}&code_verifier={verifier}",
        400,
        "invalid_request",
        "redirect_uri was sent twice",
    ),
    (
        "another redirect_uri",
        "grant_type=authorization_code&code={code}&redirect_uri=https%3A%2F%2Fshop.example%2Fother&code_verifier={verifier}",
        400,
        "invalid_grant",
        "redirect_uri",
    ),
    (
        "a redirect_uri with a slash more",
        "grant_type=authorization_code&code={code}&redirect_uri={redirect}%2F&code_verifier={verifier}",
        400,
        "invalid_grant",
        "redirect_uri",
    ),
    (
        "a redirect_uri in other case",
        "grant_type=authorization_code&code={code}&redirect_uri=HTTPS%3A%2F%2Fshop.example%2Fcallback&code_verifier={verifier}",
        400,
        "invalid_grant",
        "redirect_uri",
    ),
    (
        "no verifier",
        "grant_type=authorization_code&code={code}&redirect_uri={redirect}",
        400,
        "invalid_grant",
        "code_verifier is missing",
    ),
    (
        "an empty verifier",
        "grant_type=authorization_code&code={code}&redirect_uri={redirect}&code_verifier=",
        400,
        "invalid_grant",
        "code_verifier is missing",
    ),
    (
        "a verifier twice",
        "grant_type=authorization_code&code={code}&redirect_uri={redirect}&code_verifier={verifier}&code_verifier={verifier}",
        400,
        "invalid_request",
        "code_verifier was sent twice",
    ),
    (
        "a short verifier",
        "grant_type=authorization_code&code={code}&redirect_uri={redirect}&code_verifier=short",
        400,
        "invalid_grant",
        "does not belong",
    ),
    (
        "a verifier with a blank",
        "grant_type=authorization_code&code={code}&redirect_uri={redirect}&code_verifier={verifier}+",
        400,
        "invalid_grant",
        "does not belong",
    ),
    (
        "the challenge as verifier",
        "grant_type=authorization_code&code={code}&redirect_uri={redirect}&code_verifier=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        400,
        "invalid_grant",
        "does not belong",
    ),
    (
        "a foreign resource",
        "grant_type=authorization_code&code={code}&redirect_uri={redirect}&code_verifier={verifier}&resource=https%3A%2F%2Fx.example%2F",
        400,
        "invalid_target",
        "not registered",
    ),
    (
        "a resource that is no URI",
        "grant_type=authorization_code&code={code}&redirect_uri={redirect}&code_verifier={verifier}&resource=%0d%0a",
        400,
        "invalid_target",
        "not registered",
    ),
];

const REFRESH: &[Row] = &[
    ("no refresh_token", "grant_type=refresh_token", 400, "invalid_request", "refresh_token is missing"),
    (
        "an empty refresh_token",
        "grant_type=refresh_token&refresh_token=",
        400,
        "invalid_request",
        "refresh_token is missing",
    ),
    (
        "refresh_token twice",
        "grant_type=refresh_token&refresh_token={refresh}&refresh_token={refresh}",
        400,
        "invalid_request",
        "refresh_token was sent twice",
    ),
    ("a token of nothing", "grant_type=refresh_token&refresh_token=x", 400, "invalid_grant", "unknown"),
    ("a token and more", "grant_type=refresh_token&refresh_token={refresh}x", 400, "invalid_grant", "unknown"),
    (
        "a token with a blank in front",
        "grant_type=refresh_token&refresh_token=+{refresh}",
        400,
        "invalid_grant",
        "unknown",
    ),
    ("a code as token", "grant_type=refresh_token&refresh_token={code}", 400, "invalid_grant", "unknown"),
    (
        "a family without its secret",
        "grant_type=refresh_token&refresh_token=0190b7d1-0000-7000-8000-000000000000",
        400,
        "invalid_grant",
        "unknown",
    ),
    (
        "a token of control characters",
        "grant_type=refresh_token&refresh_token=%01%02%7f",
        400,
        "invalid_grant",
        "unknown",
    ),
    (
        "a wider scope",
        "grant_type=refresh_token&refresh_token={refresh}&scope=openid+address",
        400,
        "invalid_scope",
        "wider",
    ),
    (
        "a scope of nonsense",
        "grant_type=refresh_token&refresh_token={refresh}&scope=%22%5c%22",
        400,
        "invalid_scope",
        "wider",
    ),
    (
        "scope twice",
        "grant_type=refresh_token&refresh_token={refresh}&scope=openid&scope=email",
        400,
        "invalid_request",
        "scope was sent twice",
    ),
    (
        "a foreign resource",
        "grant_type=refresh_token&refresh_token={refresh}&resource=https%3A%2F%2Fx.example%2F",
        400,
        "invalid_target",
        "not registered",
    ),
];

const CLIENT_CREDENTIALS: &[Row] = &[
    ("an unknown scope", "grant_type=client_credentials&scope=everything", 400, "invalid_scope", "everything"),
    ("a scope about people", "grant_type=client_credentials&scope=openid", 400, "invalid_scope", "person"),
    (
        "a scope of control characters",
        "grant_type=client_credentials&scope=%01%0d%0a",
        400,
        "invalid_scope",
        "not allowed",
    ),
    ("a scope in other case", "grant_type=client_credentials&scope=Orders:read", 400, "invalid_scope", "not allowed"),
    (
        "scope twice",
        "grant_type=client_credentials&scope=orders:read&scope=orders:write",
        400,
        "invalid_request",
        "scope was sent twice",
    ),
    (
        "a foreign resource",
        "grant_type=client_credentials&resource=https%3A%2F%2Fx.example%2F",
        400,
        "invalid_target",
        "not registered",
    ),
    (
        "one good resource and one bad",
        "grant_type=client_credentials&resource=https%3A%2F%2Forders.example%2F&resource=x",
        400,
        "invalid_target",
        "not registered",
    ),
    ("an empty assertion type", "grant_type=client_credentials&client_secret=x", 400, "invalid_request", "came twice"),
];

async fn walk(house: &House, app: &App, rows: &[Row]) {
    let alice = house.signed_in(ALICE).await;
    let ask = SHOP.ask().with("scope", "openid profile offline_access");
    let code = house.code(&alice, &ask).await;
    let tokens = house.tokens(&alice, &SHOP, &ask).await;
    for (what, body, status, error, says) in rows {
        let good =
            [("{code}", &*code), ("{refresh}", tokens.refresh()), ("{verifier}", VERIFIER), ("{redirect}", REDIRECT)];
        let body = good.iter().fold((*body).to_owned(), |body, (name, value)| body.replace(name, value));
        let request = Request::post_raw("/oauth2/token", body).header("Authorization", app.basic());
        refused(house, what, request, Demand::Error(*status, error, says)).await;
    }
    Tokens::of(&house.redeem(&SHOP, &code).await);
    Tokens::of(&house.refresh(&SHOP, tokens.refresh()).await);
}

on_every_engine! {
    async fn no_malformed_token_request_is_taken_whatever_the_grant(house: &House) {
        walk(house, &SHOP, ANY_GRANT).await;
    }

    async fn no_malformed_request_spends_a_code(house: &House) {
        walk(house, &SHOP, CODE).await;
    }

    async fn no_malformed_request_spends_a_refresh_token(house: &House) {
        walk(house, &SHOP, REFRESH).await;
    }

    async fn no_malformed_request_brings_a_client_its_own_token(house: &House) {
        walk(house, &ROBOT, CLIENT_CREDENTIALS).await;
    }
}
