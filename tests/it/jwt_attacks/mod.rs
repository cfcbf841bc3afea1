//! Attacks on JWTs (RFC 8725), each tried at every door that reads one: userinfo, introspection, revocation, the
//! `id_token_hint` of both endpoints, and the token doctor. The forger has the real key, so that nothing is refused for
//! its signature where it should be refused for what it says.

mod claims;
mod form;
mod header;

use crate::support::{ALICE, Browser, Forger, House, Parts, SHOP, encode, on_sqlite};
use claviger::diagnose::token_doctor::{Verdict, explain};
use serde_json::{Value, json};

/// Where the shop wants people back.
const BYE: &str = "https://shop.example/bye";

/// A forger and the browser of their victim.
struct Scene {
    forger: Forger,
    alice: Browser,
}

/// Which honest token is imitated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Access,
    Id,
}

impl Scene {
    async fn of(house: &House) -> Self {
        let alice = house.signed_in(ALICE).await;
        let tokens = house.tokens(&alice, &SHOP, &SHOP.ask()).await;
        Self { forger: Forger::of(house, tokens).await, alice }
    }

    fn token(&self, kind: Kind) -> &str {
        match kind {
            Kind::Access => &self.forger.tokens.access,
            Kind::Id => self.forger.tokens.id(),
        }
    }

    fn parts(&self, kind: Kind) -> Parts {
        Parts::of(self.token(kind))
    }

    /// An honest token with one change, and a signature that fits.
    fn forge(&self, kind: Kind, change: impl FnOnce(&mut Parts)) -> String {
        let mut parts = self.parts(kind);
        change(&mut parts);
        self.forger.sign(&parts.header.to_string(), &parts.claims.to_string())
    }

    /// Shows a token where an access token is wanted: how many doors took it.
    async fn access_doors(&self, house: &House, token: &str) -> Vec<&'static str> {
        let mut open = Vec::new();
        match house.userinfo(token).await {
            answer if answer.status == 200 => open.push("userinfo"),
            answer => drop(answer.assert_error(401, "invalid_token")),
        }
        let introspected = house.introspect(&SHOP, token).await;
        if introspected["active"] == true {
            open.push("introspect");
        } else {
            assert_eq!(introspected, json!({ "active": false }));
        }
        assert_eq!(house.revoke(&SHOP, token).await.status, 200, "unknown tokens are fine");
        if house.count("SELECT COUNT(*) FROM revoked_access_tokens").await > 0 {
            open.push("revoke");
            house.execute("DELETE FROM revoked_access_tokens").await;
        }
        open.extend(doctor(house, token).await);
        open
    }

    /// Shows a token where an ID token of ours is wanted.
    async fn hint_doors(&self, house: &House, token: &str) -> Vec<&'static str> {
        let mut open = Vec::new();
        let ask = SHOP.ask().with("prompt", "none").with("id_token_hint", token);
        let reply = self.alice.get(&ask.url()).await.reply_to(SHOP.redirect_uri);
        match reply.get("code") {
            Some(_) => open.push("authorize"),
            None => drop(reply.assert_error("invalid_request")),
        }
        let stranger = house.browser();
        let fields = [("id_token_hint", token), ("post_logout_redirect_uri", BYE)];
        let answer = stranger.get(&format!("/oauth2/logout?{}", encode(&fields))).await;
        match answer.status {
            303 => open.push("logout"),
            _ => drop(answer.assert_page(400)),
        }
        open.extend(doctor(house, token).await);
        open
    }

    async fn doors(&self, house: &House, kind: Kind, token: &str) -> Vec<&'static str> {
        match kind {
            Kind::Access => self.access_doors(house, token).await,
            Kind::Id => self.hint_doors(house, token).await,
        }
    }

    /// Demands that no door takes what `forge` makes of either kind of token.
    async fn refused(&self, house: &House, what: &str, forge: impl Fn(&Self, Kind) -> String) {
        for kind in [Kind::Access, Kind::Id] {
            let token = forge(self, kind);
            assert_eq!(self.doors(house, kind, &token).await, [""; 0], "{what} as {kind:?}: {token}");
        }
    }

    async fn refused_header(&self, house: &House, member: &str, value: Value) {
        let forge = |scene: &Self, kind| scene.forge(kind, |parts| parts.header[member] = value.clone());
        self.refused(house, &format!("{member}: {value}"), forge).await;
    }

    async fn refused_claim(&self, house: &House, claim: &str, value: Value) {
        let forge = |scene: &Self, kind| scene.forge(kind, |parts| parts.claims[claim] = value.clone());
        self.refused(house, &format!("{claim}: {value}"), forge).await;
    }
}

async fn doctor(house: &House, token: &str) -> Option<&'static str> {
    let report = explain(&house.provider, token, None).await.expect("a report");
    (report.verdict == Verdict::Ok).then_some("doctor")
}

fn but_the_doctor(mut open: Vec<&'static str>) -> Vec<&'static str> {
    open.retain(|door| *door != "doctor");
    open
}

/// A token's three parts.
fn split(token: &str) -> [&str; 3] {
    let parts: Vec<_> = token.split('.').collect();
    parts.try_into().expect("three parts")
}

on_sqlite! {
    async fn what_the_forger_does_not_change_is_taken_at_every_door(house: &House) {
        let scene = Scene::of(house).await;
        let access = scene.forge(Kind::Access, |_| ());
        assert_eq!(scene.access_doors(house, &access).await, ["userinfo", "introspect", "revoke", "doctor"]);
        let id = scene.forge(Kind::Id, |_| ());
        assert_eq!(scene.hint_doors(house, &id).await, ["authorize", "logout", "doctor"]);
    }

    async fn another_type_is_refused_everywhere(house: &House) {
        let scene = Scene::of(house).await;
        for typ in ["at+JWT", "application/at+jwt", "jwt", "logout+jwt", "secevent+jwt", "audit-head+jwt", "oauth-authz-req+jwt",
            "token-introspection+jwt", "client-authentication+jwt", "JOSE", ""] {
            scene.refused_header(house, "typ", json!(typ)).await;
        }
        for typ in [Value::Null, json!(1), json!(["at+jwt", "JWT"])] {
            scene.refused_header(house, "typ", typ).await;
        }
    }

    async fn one_kind_of_token_does_not_stand_in_for_another_anywhere(house: &House) {
        let scene = Scene::of(house).await;
        let id = scene.token(Kind::Id).to_owned();
        let taken = scene.access_doors(house, &id).await;
        assert_eq!(taken, ["doctor"], "an ID token is good, and no access token");
        let access = scene.token(Kind::Access).to_owned();
        assert_eq!(scene.hint_doors(house, &access).await, ["doctor"], "an access token is good, and no hint");
        let refresh = scene.forger.tokens.refresh().to_owned();
        assert_eq!(scene.hint_doors(house, &refresh).await, [""; 0]);
        // With the other's type and its own claims it lacks what the other has; the doctor decides nothing.
        let disguised = scene.forge(Kind::Id, |parts| parts.header["typ"] = json!("at+jwt"));
        assert_eq!(but_the_doctor(scene.access_doors(house, &disguised).await), [""; 0]);
        let disguised = scene.forge(Kind::Access, |parts| parts.header["typ"] = json!("JWT"));
        assert_eq!(but_the_doctor(scene.hint_doors(house, &disguised).await), [""; 0]);
        // OIDC Back-Channel Logout §2.4, with every claim that a hint has.
        let logout = scene.forge(Kind::Id, |parts| {
            parts.header["typ"] = json!("logout+jwt");
            parts.claims["events"] = json!({ "http://schemas.openid.net/event/backchannel-logout": {} });
        });
        assert_eq!(scene.hint_doors(house, &logout).await, [""; 0]);
    }

    async fn signed_userinfo_is_no_id_token_hint(house: &House) {
        let scene = Scene::of(house).await;
        // OIDC Core §5.3.2: it has no `exp`.
        let userinfo = scene.forge(Kind::Id, |parts| {
            parts.claims.as_object_mut().expect("claims").shift_remove("exp");
        });
        assert_eq!(but_the_doctor(scene.hint_doors(house, &userinfo).await), [""; 0]);
    }
}
