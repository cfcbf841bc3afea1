//! Tokens that only one app can read (OIDC Core §10.2), and userinfo as a JWT (§5.3.2): signed first, then encrypted.

use crate::support::{
    ALICE, Decryptor, House, ISSUER, Jwt, SHOP, Tokens, app, on_every_engine, on_sqlite, send, settings_form,
};
use claviger::model::encryption::Encryption;
use claviger::model::user::Role;

async fn encrypt_id_tokens(house: &House, keys: &Decryptor, how: Encryption) {
    let keys = keys.keys();
    house.change_app(&SHOP, |client| (client.encryption_keys, client.id_token_encryption) = (keys, Some(how))).await;
}

async fn sign_userinfo(house: &House, encryption: Option<(&Decryptor, Encryption)>) {
    let (keys, how) = encryption.map(|(keys, how)| (keys.keys(), how)).unzip();
    house
        .change_app(&SHOP, |client| {
            client.userinfo_alg = Some("RS256".to_owned());
            (client.encryption_keys, client.userinfo_encryption) = (keys.unwrap_or_default(), how);
        })
        .await;
}

fn any() -> Encryption {
    Encryption::all().next().expect("a way")
}

async fn userinfo_jwt(house: &House, tokens: &Tokens) -> String {
    let answer = house.userinfo(&tokens.access).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("Content-Type"), Some("application/jwt"));
    assert_eq!(answer.header("Cache-Control"), Some("no-store"));
    answer.text()
}

async fn assert_is_userinfo(house: &House, jwt: &str, tokens: &Tokens) -> Jwt {
    let userinfo = house.verify_signature(jwt).await;
    assert_eq!((userinfo.text("iss"), userinfo.text("aud")), (ISSUER, SHOP.id));
    assert_eq!(userinfo.text("sub"), house.verify(&tokens.access).await.text("sub"));
    assert_eq!(userinfo.text("email"), "alice@northwind.example");
    assert_eq!((userinfo.claims.get("exp"), userinfo.claims.get("nonce")), (None, None), "it is no ID token");
    userinfo
}

on_every_engine! {
    async fn an_id_token_is_signed_and_then_encrypted_in_every_way_that_is_advertised(house: &House) {
        let keys = Decryptor::new();
        let document = house.get("/.well-known/openid-configuration").await.json_of(200);
        for how in Encryption::all() {
            for (member, value) in [("alg", how.alg.as_str()), ("enc", how.enc.as_str())] {
                let advertised = &document[format!("id_token_encryption_{member}_values_supported")];
                assert!(advertised.as_array().is_some_and(|all| all.contains(&value.into())), "{advertised}");
            }
            encrypt_id_tokens(house, &keys, how).await;
            let tokens = house.tokens_of(ALICE, &SHOP, "openid").await;
            let (header, inside) = keys.open(tokens.id());
            assert_eq!((&header["cty"], &header["alg"], &header["enc"]), (&"JWT".into(), &how.alg.as_str().into(), &how.enc.as_str().into()));
            let kid = if how.alg.as_str() == "ECDH-ES" { "for-ec" } else { "for-rsa" };
            assert_eq!(header["kid"], kid);
            let id_token = house.verify(&inside).await;
            assert_eq!(id_token.text("aud"), SHOP.id);
        }
    }

    async fn access_tokens_stay_readable_for_apis(house: &House) {
        encrypt_id_tokens(house, &Decryptor::new(), any()).await;
        let tokens = house.tokens_of(ALICE, &SHOP, "openid").await;
        assert_eq!(house.verify(&tokens.access).await.text("client_id"), SHOP.id);
        assert_eq!(tokens.id().split('.').count(), 5);
    }

    async fn the_refreshed_id_token_is_encrypted_too(house: &House) {
        let keys = Decryptor::new();
        encrypt_id_tokens(house, &keys, any()).await;
        let tokens = house.tokens_of(ALICE, &SHOP, "openid offline_access").await;
        let again = Tokens::of(&house.refresh(&SHOP, tokens.refresh()).await);
        let (_, inside) = keys.open(again.id());
        assert_eq!(house.verify(&inside).await.text("aud"), SHOP.id);
    }

    async fn signed_userinfo_names_who_says_it_and_to_whom(house: &House) {
        sign_userinfo(house, None).await;
        let tokens = house.tokens_of(ALICE, &SHOP, "openid email").await;
        let jwt = userinfo_jwt(house, &tokens).await;
        assert_is_userinfo(house, &jwt, &tokens).await;
    }

    async fn encrypted_userinfo_is_signed_inside(house: &House) {
        let keys = Decryptor::new();
        for how in Encryption::all() {
            sign_userinfo(house, Some((&keys, how))).await;
            let tokens = house.tokens_of(ALICE, &SHOP, "openid email").await;
            let (header, inside) = keys.open(&userinfo_jwt(house, &tokens).await);
            assert_eq!(header["cty"], "JWT");
            assert_is_userinfo(house, &inside, &tokens).await;
        }
    }

    async fn an_encrypted_token_is_no_hint_but_what_is_inside_is(house: &House) {
        let keys = Decryptor::new();
        encrypt_id_tokens(house, &keys, any()).await;
        let browser = house.signed_in(ALICE).await;
        let tokens = house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        let (_, inside) = keys.open(tokens.id());
        let ask = SHOP.ask().with("prompt", "none");
        let refused = browser.get(&ask.clone().with("id_token_hint", tokens.id()).url()).await;
        let description = refused.reply_to(SHOP.redirect_uri).assert_error("invalid_request");
        assert!(description.contains("encrypted"), "{description}");
        browser.get(&ask.with("id_token_hint", &inside).url()).await.reply_to(SHOP.redirect_uri).code();
        let page = browser.get(&format!("/oauth2/logout?id_token_hint={}", tokens.id())).await;
        assert!(page.assert_page(400).contains("send the signed ID token"), "{}", page.text());
        browser.get(&format!("/oauth2/logout?id_token_hint={inside}")).await.assert_page(200);
    }

    async fn a_token_that_cannot_be_encrypted_is_not_sent_in_the_clear(house: &House) {
        encrypt_id_tokens(house, &Decryptor::new(), any()).await;
        let browser = house.signed_in(ALICE).await;
        let code = house.code(&browser, &SHOP.ask()).await;
        // Past the rules, as a row that was edited by hand.
        house.change_app(&SHOP, |client| client.encryption_keys.clear()).await;
        house.redeem(&SHOP, &code).await.assert_error(500, "server_error");
    }

    async fn an_admin_registers_the_key_and_chooses_the_ways(house: &House) {
        let (keys, browser) = (Decryptor::new(), crate::support::admin(house, Role::AppAdmin).await);
        let way = any().to_string();
        let typed = [
            ("encryption_keys", &*keys.jwks()), ("id_token_encryption", &way), ("userinfo_alg", "RS256"),
            ("userinfo_encryption", &way),
        ];
        let fields = settings_form(&browser, SHOP.id, &typed).await;
        let target = format!("/admin/clients/{}/settings", SHOP.id);
        assert_eq!(send(&browser, &target, &fields).await.status, 303);
        let stored = app(house, SHOP.id).await;
        assert_eq!((&stored.encryption_keys, stored.id_token_encryption), (&keys.keys(), Some(any())));
        assert_eq!((stored.userinfo_alg.as_deref(), stored.userinfo_encryption), (Some("RS256"), Some(any())));
        let unchanged = settings_form(&browser, SHOP.id, &[]).await;
        let version = stored.version;
        assert_eq!(send(&browser, &target, &unchanged).await.status, 303);
        assert_eq!(app(house, SHOP.id).await.version, version, "the form says what is stored");
        let connect = browser.get(&format!("/admin/clients/{}/connect", SHOP.id)).await.assert_page(200);
        assert!(connect.replace("&#x2F;", "/").contains(&way), "{connect}");
        let preview = browser.get(&format!("/admin/clients/{}/claims", SHOP.id)).await.assert_page(200);
        assert_eq!(preview.replace("&#x2F;", "/").matches(&way).count(), 2, "ID token and userinfo");
    }
}

on_sqlite! {
    async fn a_key_that_cannot_be_used_is_refused_beside_its_field(house: &House) {
        let browser = crate::support::admin(house, Role::Owner).await;
        let target = format!("/admin/clients/{}/settings", SHOP.id);
        let beside = r#"{"kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ","y":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ"}"#;
        for (typed, said) in [
            ("-----BEGIN PUBLIC KEY-----", "PEM is damaged"),
            ("kty: EC", "neither PEM nor a JSON Web Key"),
            (r#"{"kty":"EC","d":"x"}"#, "private key"),
            (beside, "no point on its curve"),
        ] {
            let fields = settings_form(&browser, SHOP.id, &[("encryption_keys", typed)]).await;
            let page = send(&browser, &target, &fields).await.assert_page(422);
            assert!(page.contains(said) && page.contains("encryption_keys-error"), "{typed}: {page}");
        }
        let fields = settings_form(&browser, SHOP.id, &[("userinfo_encryption", "ECDH-ES/A128GCM")]).await;
        let page = send(&browser, &target, &fields).await.assert_page(422);
        assert!(page.contains("userinfo_encryption-error") && page.contains("userinfo_alg-error"), "{page}");
        assert!(app(house, SHOP.id).await.encryption_keys.is_empty());
    }

    async fn signed_userinfo_is_no_id_token_hint(house: &House) {
        sign_userinfo(house, None).await;
        let browser = house.signed_in(ALICE).await;
        let tokens = house.tokens(&browser, &SHOP, &SHOP.ask()).await;
        let jwt = userinfo_jwt(house, &tokens).await;
        let answer = browser.get(&SHOP.ask().with("prompt", "none").with("id_token_hint", &jwt).url()).await;
        answer.reply_to(SHOP.redirect_uri).assert_error("invalid_request");
    }
}
