//! The token doctor: each thing that can be wrong with a token is named, and the token itself is nowhere to be found
//! afterwards.

use crate::support::{
    ALICE, App, Decryptor, Desk, House, ISSUER, ORDERS, ROBOT, SHOP, STOCK, Tokens, VAULT, WIKI, on_every_engine,
    on_sqlite,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use claviger::accounts::Authority;
use claviger::diagnose::token_doctor::{Code, Finding, Kind, Report, Verdict, explain};
use claviger::keys::generate::PrivateKey;
use claviger::keys::lifecycle::sign_row;
use claviger::keys::signer::SigningHandle;
use claviger::keys::{Algorithm, jwt};
use claviger::model::api::{Api, ApiScope};
use claviger::model::encryption::Encryption;
use claviger::model::signing_key::SigningKey;
use claviger::model::user::Role;
use claviger::oidc::apps::NewSecret;
use serde_json::{Value, json};

async fn look(house: &House, token: &str, app: Option<&str>) -> Report {
    let app = app.and_then(|id| house.provider.clients.get(&id.into()));
    explain(&house.provider, token, app.as_deref()).await.expect("a report")
}

#[track_caller]
fn found(report: &Report, code: Code) -> &Finding {
    let all = &report.findings;
    all.iter().find(|finding| finding.code == code).unwrap_or_else(|| panic!("{code:?} in {all:?}"))
}

fn codes(report: &Report) -> Vec<Code> {
    report.findings.iter().map(|finding| finding.code).collect()
}

async fn access_token(house: &House) -> String {
    house.tokens_of(ALICE, &SHOP, "openid email").await.access
}

/// Signs anything with the key that signs now.
async fn signed(house: &House, typ: &str, claims: &Value) -> String {
    let now = house.clock.now();
    house.provider.ring.sign(now, Algorithm::Rs256, typ, claims, now + 300).await.expect("a signature")
}

async fn with_claims(house: &House, change: impl FnOnce(&mut Value)) -> String {
    let mut claims = house.verify(&access_token(house).await).await.claims;
    change(&mut claims);
    signed(house, "at+jwt", &claims).await
}

fn with_header(token: &str, header: &Value) -> String {
    let (_, rest) = token.split_once('.').expect("a JWT");
    format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header.to_string()))
}

on_every_engine! {
    async fn a_good_token_is_called_good_and_every_check_is_told(house: &House) {
        let token = access_token(house).await;
        let report = look(house, &token, None).await;
        use Code as C;
        assert_eq!(codes(&report), [
            C::KeyActive, C::SignatureGood, C::IssuerGood, C::TimeGood, C::AudienceIs, C::ScopeIs, C::Alive,
        ]);
        assert_eq!((report.kind, report.verdict), (Kind::AccessToken, Verdict::Ok));
        assert_eq!(found(&report, C::TimeGood).seconds, Some(300));
        let robot = Tokens::of(&house.token(&ROBOT, &[("grant_type", "client_credentials")]).await);
        let report = look(house, &robot.access, None).await;
        assert_eq!((report.verdict, found(&report, C::AliveService).name.as_deref()), (Verdict::Ok, Some("The robot")));
    }

    async fn the_end_of_everything_behind_a_token_is_named(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let tokens = house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        house.revoke(&SHOP, &tokens.access).await;
        assert_eq!(found(&look(house, &tokens.access, None).await, Code::Revoked).verdict, Verdict::Wrong);

        let tokens = house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        house.revoke(&SHOP, tokens.refresh()).await;
        found(&look(house, &tokens.access, None).await, Code::FamilyEnded);

        let tokens = house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        let id_token = tokens.id().to_owned();
        house.sign_out(&browser).await;
        found(&look(house, &tokens.access, None).await, Code::SessionEnded);
        assert_eq!(found(&look(house, &id_token, None).await, Code::SessionEnded).verdict, Verdict::Warning);

        let token = access_token(house).await;
        house.change_app(&SHOP, |app| app.disabled_at = Some(1)).await;
        assert_eq!(found(&look(house, &token, None).await, Code::ClientDisabled).name.as_deref(), Some("The shop"));
        house.change_app(&SHOP, |app| app.disabled_at = None).await;
        house.disable_person(ALICE).await;
        assert_eq!(found(&look(house, &token, None).await, Code::PersonDisabled).name.as_deref(), Some(ALICE));
    }

    async fn somebody_who_may_not_use_the_app_any_more_is_told(house: &House) {
        house.allow_groups(&SHOP, &["editors"]).await;
        let token = access_token(house).await;
        assert_eq!(look(house, &token, None).await.verdict, Verdict::Ok);
        house.leave_group(ALICE, "editors").await;
        let report = look(house, &token, None).await;
        assert_eq!(found(&report, Code::PersonNotAllowed).verdict, Verdict::Warning);
    }

    async fn refresh_tokens_and_codes_are_told_with_what_is_left_of_them(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let code = house.code(&browser, &SHOP.ask()).await;
        let report = look(house, &code, None).await;
        assert_eq!((report.kind, codes(&report)), (Kind::Code, vec![Code::AuthorizationCode, Code::CodeUsable]));
        let tokens = Tokens::of(&house.redeem(&SHOP, &code).await);
        found(&look(house, &code, None).await, Code::CodeUsed);
        let late = house.code(&browser, &SHOP.ask()).await;
        house.clock.advance(3600);
        found(&look(house, &late, None).await, Code::CodeExpired);

        let report = look(house, tokens.refresh(), None).await;
        assert_eq!(codes(&report), [Code::RefreshToken, Code::Alive, Code::RefreshUsable]);
        assert_eq!((report.kind, report.verdict), (Kind::RefreshToken, Verdict::Warning));
        house.refresh(&SHOP, tokens.refresh()).await.json_of(200);
        found(&look(house, tokens.refresh(), None).await, Code::RefreshUsed);
        let guess = format!("{}{}", &tokens.refresh()[..36], "A".repeat(65));
        found(&look(house, &guess, None).await, Code::RefreshUnknown);
    }

    async fn the_page_tells_an_auditor_and_shows_the_token_nowhere(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Auditor).await;
        let token = access_token(house).await;
        let form = desk.page("/admin/tokens?client=vault").await;
        assert!(form.contains(r#"value="vault""#), "{form}");
        let answer = desk.post("/admin/tokens", &[("token", &format!("Bearer {token}")), ("client", VAULT.id)]).await;
        assert_eq!(answer.header("Cache-Control"), Some("no-store"));
        let page = answer.assert_page(200);
        for code in ["bearer", "audience-userinfo", "key-active", "signature-good"] {
            assert!(page.contains(&format!("data-code=\"{code}\"")), "{code}: {page}");
        }
        let parts: Vec<_> = token.split('.').collect();
        assert!(parts.iter().all(|part| !page.contains(part)), "a part of the token: {page}");
        assert!(page.contains("This token is refused"), "{page}");
        let log = desk.page("/admin/audit").await;
        assert!(!log.contains(parts[1]) && !log.contains(parts[2]));
    }

    async fn an_app_that_is_not_there_is_told_beside_the_field(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Auditor).await;
        let answer = desk.post("/admin/tokens", &[("token", "x"), ("client", "nobody")]).await;
        let page = answer.assert_page(422);
        assert!(page.contains("client-error") && page.contains("There is no app “nobody”"), "{page}");
    }
}

on_sqlite! {
    async fn a_key_is_told_by_its_state(house: &House) {
        let token = access_token(house).await;
        let kid = house.verify(&token).await.header["kid"].as_str().expect("a kid").to_owned();
        assert_eq!(found(&look(house, &token, None).await, Code::KeyActive).name.as_deref(), Some(&*kid));

        // Another installation with the same name.
        let elsewhere = foreign_token(house, &token).await;
        let report = look(house, &elsewhere, None).await;
        assert_eq!(found(&report, Code::KeyUnknown).verdict, Verdict::Wrong);
        found(&report, Code::SignatureUnchecked);
        assert!(!codes(&report).contains(&Code::Alive), "what is not ours is not looked up");

        let now = Some(house.clock.now());
        type Change = fn(&mut SigningKey, Option<i64>);
        let changes: [(Change, Code); 3] = [
            (|key, now| key.sign_until = now, Code::KeyRetired),
            (|key, now| key.remove_at = now, Code::KeyRemoved),
            (|key, now| key.revoked_at = now, Code::KeyRevoked),
        ];
        for (change, code) in changes {
            date_key(house, &kid, |key| change(key, now)).await;
            let report = look(house, &token, None).await;
            found(&report, code);
            let is_good = codes(&report).contains(&Code::SignatureGood);
            assert_eq!(is_good, code == Code::KeyRetired, "{code:?}");
        }
    }

    async fn a_changed_token_is_told_from_a_cut_one(house: &House) {
        let token = access_token(house).await;
        let (head, rest) = token.split_once('.').expect("a JWT");
        let (claims, signature) = rest.split_once('.').expect("a JWT");
        let mut forged: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).expect("base64")).expect("JSON");
        forged["sub"] = "mallory".into();
        let forged = format!("{head}.{}.{signature}", URL_SAFE_NO_PAD.encode(forged.to_string()));
        let report = look(house, &forged, None).await;
        found(&report, Code::SignatureBad);
        assert!(!codes(&report).contains(&Code::Alive), "nothing is looked up by what somebody made up");
        found(&look(house, &token[..token.len() - 40], None).await, Code::Cut);
        found(&look(house, &format!("{head}.{claims}"), None).await, Code::Cut);
    }

    async fn headers_that_are_never_accepted_are_told(house: &House) {
        let token = access_token(house).await;
        let kid = house.verify(&token).await.header["kid"].clone();
        for (header, code) in [
            (json!({ "alg": "none", "typ": "at+jwt" }), Code::Unsigned),
            (json!({ "alg": "RS256", "typ": "at+jwt" }), Code::KeyMissing),
            (json!({ "alg": "RS512", "typ": "at+jwt", "kid": kid }), Code::OtherAlgorithm),
            (json!({ "alg": "HS256", "typ": "at+jwt", "kid": kid }), Code::SharedSecret),
            (json!({ "alg": "RS256", "typ": "at+jwt", "kid": kid, "jku": "https://evil.example/" }), Code::OddHeader),
            (json!({ "alg": "RS256", "kid": kid }), Code::TypeMissing),
        ] {
            let report = look(house, &with_header(&token, &header), None).await;
            found(&report, code);
            assert_ne!(report.verdict, Verdict::Ok);
        }
        let head = signed(house, "audit-head+jwt", &json!({ "iss": ISSUER, "exp": house.clock.now() + 5 })).await;
        assert_eq!(found(&look(house, &head, None).await, Code::TypeOther).came.as_deref(), Some("audit-head+jwt"));
    }

    async fn an_id_token_that_was_signed_with_the_apps_secret_is_good_and_tells_whose(house: &House) {
        let (by, apps) = (Authority::command_line(), house.provider.apps());
        let alg = claviger::keys::SigningAlg::find("HS256").expect("an algorithm");
        house.provider.key_acts().enable(&by, alg).await.expect("it is switched on");
        let mut shop = apps.get(&SHOP.id.into()).await.expect("the shop");
        shop.id_token_alg = Some("HS256".to_owned());
        apps.edit(&by, shop).await.expect("the choice");
        let made = apps.add_secret(&by, &SHOP.id.into(), NewSecret::default()).await.expect("a secret");
        let shop = App { secret: Some(made.secret.expose().to_owned().leak()), ..SHOP };
        let tokens = house.tokens_of(ALICE, &shop, "openid").await;
        let report = look(house, tokens.id(), Some(SHOP.id)).await;
        assert_eq!(found(&report, Code::SecretGood).name.as_deref(), Some("The shop"));
        assert_eq!(report.verdict, Verdict::Ok, "{:?}", report.findings);
        apps.remove_secret(&by, &SHOP.id.into(), &made.kept.id).await.expect("it is gone");
        assert_eq!(found(&look(house, tokens.id(), None).await, Code::SharedSecret).verdict, Verdict::Warning);
    }

    async fn issuers_are_shown_where_they_part(house: &House) {
        let slash = with_claims(house, |claims| claims["iss"] = format!("{ISSUER}/").into()).await;
        let report = look(house, &slash, None).await;
        assert_eq!(found(&report, Code::IssuerSlash).verdict, Verdict::Wrong);
        found(&report, Code::SignatureGood);
        let difference = report.difference.expect("a difference");
        assert_eq!((difference.at, difference.came_there, difference.expected_there), (ISSUER.len() + 1, Some('/'), None));
        let scheme = with_claims(house, |claims| claims["iss"] = ISSUER.replace("http:", "https:").into()).await;
        found(&look(house, &scheme, None).await, Code::IssuerScheme);
        let missing = with_claims(house, |claims| drop(claims.as_object_mut().expect("claims").remove("iss"))).await;
        found(&look(house, &missing, None).await, Code::IssuerMissing);
    }

    async fn times_are_told_with_how_long(house: &House) {
        let token = access_token(house).await;
        house.clock.advance(400);
        let report = look(house, &token, None).await;
        assert_eq!((found(&report, Code::Expired).seconds, report.verdict), (Some(100), Verdict::Wrong));
        let now = house.clock.now();
        let early = with_claims(house, |claims| (claims["nbf"], claims["iat"]) = ((now + 90).into(), (now + 60).into())).await;
        let report = look(house, &early, None).await;
        assert_eq!(found(&report, Code::NotYetValid).seconds, Some(90));
        assert_eq!(found(&report, Code::FromTheFuture).seconds, Some(60));
        let endless = with_claims(house, |claims| drop(claims.as_object_mut().expect("claims").remove("exp"))).await;
        found(&look(house, &endless, None).await, Code::ExpiryMissing);
    }

    async fn a_token_is_held_against_the_app_that_it_is_for(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let ask = SHOP.ask().with("scope", "openid orders:read").with("resource", ORDERS);
        let orders = house.tokens(&browser, &SHOP, &ask).await;
        found(&look(house, &orders.access, Some(VAULT.id)).await, Code::AudienceGood);
        let report = look(house, orders.id(), Some(VAULT.id)).await;
        assert_eq!((report.kind, found(&report, Code::IdTokenForApi).verdict), (Kind::IdToken, Verdict::Wrong));
        found(&look(house, orders.id(), Some(SHOP.id)).await, Code::AudienceGood);
        found(&look(house, orders.id(), Some(WIKI.id)).await, Code::AudienceOther);
        found(&look(house, &orders.access, Some(SHOP.id)).await, Code::IssuedTo);
        found(&look(house, &orders.access, Some(WIKI.id)).await, Code::NoApi);
        let plain = access_token(house).await;
        assert_eq!(found(&look(house, &plain, Some(VAULT.id)).await, Code::AudienceUserinfo).expected.as_deref(), Some(ORDERS));
        let stock = house.tokens(&browser, &SHOP, &SHOP.ask().with("resource", STOCK)).await;
        found(&look(house, &stock.access, Some(VAULT.id)).await, Code::AudienceOther);
    }

    async fn scopes_are_held_against_those_of_the_api_and_of_the_app(house: &House) {
        let browser = house.signed_in(ALICE).await;
        let ask = |scope: &str| SHOP.ask().with("scope", scope).with("resource", ORDERS);
        let reading = house.tokens(&browser, &SHOP, &ask("openid orders:read")).await;
        let none = house.tokens(&browser, &SHOP, &ask("openid")).await;
        describe_orders(house).await;
        assert_eq!(found(&look(house, &reading.access, Some(VAULT.id)).await, Code::ScopeFits).came.as_deref(), Some("orders:read"));
        found(&look(house, &none.access, Some(VAULT.id)).await, Code::ScopeLacks);
        house.change_app(&SHOP, |app| app.scopes = claviger::model::scope::Scope::parse("openid")).await;
        assert_eq!(found(&look(house, &reading.access, None).await, Code::ScopeTaken).came.as_deref(), Some("orders:read"));
        let scopeless = with_claims(house, |claims| drop(claims.as_object_mut().expect("claims").remove("scope"))).await;
        found(&look(house, &scopeless, None).await, Code::ScopeNone);
    }

    async fn an_encrypted_token_names_the_app_that_can_read_it(house: &House) {
        let keys = Decryptor::new();
        let registered = keys.keys();
        house.change_app(&SHOP, |app| {
            (app.encryption_keys, app.id_token_encryption) = (registered, Encryption::all().next());
        }).await;
        let tokens = house.tokens_of(ALICE, &SHOP, "openid").await;
        let report = look(house, tokens.id(), None).await;
        assert_eq!((report.kind, codes(&report)), (Kind::Encrypted, vec![Code::Encrypted, Code::EncryptedFor]));
        assert_eq!(found(&report, Code::EncryptedFor).name.as_deref(), Some("The shop"));
        let (_, inside) = keys.open(tokens.id());
        assert_eq!(look(house, &inside, Some(SHOP.id)).await.verdict, Verdict::Ok);
    }

    async fn what_is_told_of_a_token_is_never_the_whole_of_it(house: &House) {
        let long = "x".repeat(3000);
        let token = with_claims(house, |claims| (claims["sub"], claims["scope"]) = (long.clone().into(), long.clone().into())).await;
        let report = look(house, &token, None).await;
        let told = serde_json::to_string(&report).expect("JSON");
        assert!(!told.contains(&"x".repeat(201)), "{told}");
        for text in ["", "x", "....", "eyJ", "\u{0}", &"a.".repeat(9000), "{\"access_token\":7}"] {
            assert_ne!(look(house, text, Some(SHOP.id)).await.verdict, Verdict::Ok, "{text}");
        }
    }

    async fn the_way_to_the_doctor_is_found_from_the_app_and_by_search(house: &House) {
        let desk = Desk::of(house, ALICE, Role::Auditor).await;
        assert!(desk.page("/admin/clients/shop").await.contains("/admin/tokens?client=shop"));
        assert!(desk.page("/admin/search?q=tok").await.contains("href=\"/admin/tokens\""));
        assert!(!desk.page("/admin/search?q=ali").await.contains("href=\"/admin/tokens\""));
    }
}

/// The same claims signed by a server with other keys.
async fn foreign_token(house: &House, token: &str) -> String {
    let key = PrivateKey::generate_blocking(Algorithm::Rs256, 2048).expect("a key");
    let handle = SigningHandle::new(&key, "elsewhere").expect("a handle");
    let claims = house.verify(token).await.claims;
    jwt::sign(&handle, "at+jwt", &claims).expect("a signature")
}

/// Changes the dates of a key, as the ring does.
async fn date_key(house: &House, kid: &str, change: impl FnOnce(&mut SigningKey)) {
    let mut rows = house.store.read().await.expect("a connection").db().signing_keys().await.expect("the keys");
    let row = rows.iter_mut().find(|row| row.kid == kid).expect("the key");
    change(row);
    sign_row(&house.provider.master_key, row);
    house.provider.ring.replace(rows);
}

async fn describe_orders(house: &House) {
    let scope = |name: &str| ApiScope { name: name.to_owned(), description: "Something".to_owned() };
    let scopes = vec![scope("orders:read"), scope("orders:write")];
    let (audience, name) = (ORDERS.to_owned(), "Orders".to_owned());
    let api = Api { audience, name, scopes, version: 1, created_at: 0, updated_at: 0 };
    house.provider.apps().create_api(&Authority::command_line(), api).await.expect("an API");
    house.see_changes().await;
}
