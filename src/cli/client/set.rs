//! `claviger client set`.

use super::authz::{PASSWORD_WARNING, SignInRules};
use super::encryption::{Wished, parse_encryption, read_encryption_keys};
use super::logout::Logout;
use super::proof::Proof;
use super::requests::Requests;
use super::subject::{self, SubjectArgs};
use super::{BY, distinct, find_client, group_ids, parse_grant, parse_kind, to_scope};
use crate::cli::{Context, Failure, Opened};
use crate::config;
use crate::keys::{Algorithm, SigningAlg};
use crate::model::client::{Client, ClientKind, GrantType};
use crate::model::encryption::EncryptionKey;
use crate::oidc::apps::{Apps, LogoError, MOST_LOGO_BYTES, MadeSecret, NewSecret, to_json};
use clap::Args;
use std::io::Read;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  claviger client set shop --add-redirect-uri https://shop.example.org/callback
  claviger client set shop --scope 'openid profile email' --consent
  claviger client set shop --disable

An option that may be repeated replaces the whole list; --add-… and --remove-… change one entry.";

/// Changes an app; what is not named stays.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Set {
    /// client_id
    id: String,
    /// What people call it
    #[arg(long)]
    name: Option<String>,
    /// Where people open it
    #[arg(long, conflicts_with = "no_url")]
    url: Option<String>,
    /// Without the tile on people's page
    #[arg(long)]
    no_url: bool,
    /// All redirect URIs; may be repeated
    #[arg(long, value_name = "URI", conflicts_with_all = ["add_redirect_uri", "remove_redirect_uri"])]
    redirect_uri: Vec<String>,
    /// One redirect URI more; may be repeated
    #[arg(long, value_name = "URI")]
    add_redirect_uri: Vec<String>,
    /// One redirect URI less; may be repeated
    #[arg(long, value_name = "URI")]
    remove_redirect_uri: Vec<String>,
    /// One URI more for the way back after signing out; may be repeated
    #[arg(long, value_name = "URI")]
    add_post_logout_redirect_uri: Vec<String>,
    /// One of these less; may be repeated
    #[arg(long, value_name = "URI")]
    remove_post_logout_redirect_uri: Vec<String>,
    /// All grants; may be repeated
    #[arg(long, value_name = "GRANT", value_parser = parse_grant)]
    grant: Vec<GrantType>,
    /// All scopes; may be repeated
    #[arg(long)]
    scope: Vec<String>,
    /// One API more that it may ask tokens for; may be repeated
    #[arg(long, value_name = "URI")]
    add_resource: Vec<String>,
    /// One of these less; may be repeated
    #[arg(long, value_name = "URI")]
    remove_resource: Vec<String>,
    /// One API more that it is; may be repeated
    #[arg(long, value_name = "URI")]
    add_audience: Vec<String>,
    /// One of these less; may be repeated
    #[arg(long, value_name = "URI")]
    remove_audience: Vec<String>,
    /// Ask people before it learns something of them
    #[arg(long, conflicts_with = "no_consent")]
    consent: bool,
    /// Do not ask them
    #[arg(long)]
    no_consent: bool,
    /// Demand PKCE
    #[arg(long, conflicts_with = "no_pkce")]
    pkce: bool,
    /// Do not demand PKCE
    #[arg(long)]
    no_pkce: bool,
    /// Lifetime of its access tokens; 0 = as configured
    #[arg(long, value_name = "SECONDS", value_parser = access_seconds)]
    access_seconds: Option<i64>,
    /// How long it may refresh after a sign-in; 0 = as configured
    #[arg(long, value_name = "SECONDS", value_parser = refresh_seconds)]
    refresh_seconds: Option<i64>,
    /// web, browser, native or service
    #[arg(long, value_parser = parse_kind)]
    kind: Option<ClientKind>,
    /// One group more whose members may use it; may be repeated
    #[arg(long, value_name = "GROUP", conflicts_with = "allow_everybody")]
    allow_group: Vec<String>,
    /// One of these less: nobody may use it any more when it was the last one
    #[arg(long, value_name = "GROUP", conflicts_with = "allow_everybody")]
    remove_group: Vec<String>,
    /// Everybody may use it
    #[arg(long)]
    allow_everybody: bool,
    /// Algorithm that its ID tokens are signed with; with HS256 it gets a new secret, printed once
    #[arg(long, value_name = "ALG")]
    id_token_alg: Option<String>,
    /// Algorithm that its access tokens are signed with
    #[arg(long, value_name = "ALG")]
    access_token_alg: Option<String>,
    /// How its ID tokens are encrypted, such as RSA-OAEP-256/A256GCM or ECDH-ES/A128GCM; none = signed only
    #[arg(long, value_name = "ALG/ENC", value_parser = parse_encryption)]
    id_token_encryption: Option<Wished>,
    /// Algorithm that userinfo is signed with; none = plain JSON
    #[arg(long, value_name = "ALG")]
    userinfo_alg: Option<String>,
    /// How userinfo is encrypted, which signs it too; none = it is not
    #[arg(long, value_name = "ALG/ENC", value_parser = parse_encryption)]
    userinfo_encryption: Option<Wished>,
    /// File with the app's public key, or several, as PEM or JWK; replaces the ones that it had
    #[arg(long, value_name = "FILE", conflicts_with = "no_encryption_key")]
    encryption_key: Option<PathBuf>,
    /// Without a key of its own
    #[arg(long)]
    no_encryption_key: bool,
    #[command(flatten)]
    sign_in: SignInRules,
    /// Colour of its mark on the sign-in page, such as #2f7f5f
    #[arg(long, value_name = "#RRGGBB", conflicts_with = "no_color")]
    color: Option<String>,
    /// No colour of its own
    #[arg(long)]
    no_color: bool,
    /// PNG, JPEG or WebP image to show on the sign-in page
    #[arg(long, value_name = "FILE", conflicts_with = "no_logo")]
    logo: Option<PathBuf>,
    /// Without a logo
    #[arg(long)]
    no_logo: bool,
    #[command(flatten)]
    logout: Logout,
    #[command(flatten)]
    subject: SubjectArgs,
    #[command(flatten)]
    proof: Proof,
    #[command(flatten)]
    requests: Requests,
    /// Refuse everything it asks, and end its tokens
    #[arg(long, conflicts_with = "enable")]
    disable: bool,
    /// Let it work again
    #[arg(long)]
    enable: bool,
    /// Answer with the changed app as JSON
    #[arg(long)]
    json: bool,
}

impl Set {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let logo = self.logo.as_deref().map(read_logo).transpose()?;
        let keys = self.encryption_key.as_deref().map(read_encryption_keys).transpose()?;
        let own_keys = self.proof.read_keys()?;
        let opened = cx.open().await?;
        let apps = opened.apps();
        let before = find_client(&opened, &self.id).await?;
        let (json, is_logo_gone) = (self.json, self.no_logo);
        let switch = if self.disable { Some(false) } else { self.enable.then_some(true) };
        let mut client = before.clone();
        change_groups(&opened, &mut client, &self).await?;
        change_encryption(&mut client, &self, keys);
        self.subject.apply(&mut client);
        self.proof.apply(&mut client, own_keys);
        self.requests.apply(&mut client);
        self.apply(&mut client)?;
        subject::check(&opened, &before, &client).await?;
        let mut after = apps.edit(&BY, client).await?;
        if logo.is_some() || is_logo_gone && before.logo_tag.is_some() {
            after = apps.set_logo(&BY, &before.id, logo).await?;
        }
        if let Some(is_enabled) = switch {
            after = apps.set_enabled(&BY, &before.id, is_enabled).await?;
        }
        if after.allows(GrantType::Password) && !before.allows(GrantType::Password) {
            cx.notice(PASSWORD_WARNING)?;
        }
        let made = lacking_secret(&apps, &after).await?;
        if json {
            let mut answer = to_json(&after);
            if let Some(made) = &made {
                answer["client_secret"] = made.secret.expose().into();
            }
            return cx.print_json(&answer);
        }
        if after == before && made.is_none() {
            return cx.notice("Nothing to change.");
        }
        cx.notice(format!("Changed the app {}.", after.id))?;
        let Some(made) = made else { return Ok(()) };
        cx.notice(if after.signs_with_secret() {
            "What is signed with a secret (HS256) begins with this new one, which is shown this once; with the ones \
             before ID tokens go on being RS256."
        } else {
            "It needs a secret again: this one, which is shown this once."
        })?;
        cx.print(made.secret.expose())
    }

    fn apply(self, client: &mut Client) -> Result<(), Failure> {
        if let Some(kind) = self.kind {
            (client.kind, client.is_public) = (kind, kind.is_public());
        }
        if let Some(name) = self.name {
            client.name = name;
        }
        if self.url.is_some() || self.no_url {
            client.url = self.url;
        }
        if !self.redirect_uri.is_empty() {
            client.redirect_uris = distinct(self.redirect_uri);
        }
        change(&mut client.redirect_uris, self.add_redirect_uri, &self.remove_redirect_uri)?;
        change(
            &mut client.post_logout_redirect_uris,
            self.add_post_logout_redirect_uri,
            &self.remove_post_logout_redirect_uri,
        )?;
        change(&mut client.resources, self.add_resource, &self.remove_resource)?;
        change(&mut client.audiences, self.add_audience, &self.remove_audience)?;
        if !self.grant.is_empty() {
            client.grant_types = self.grant;
        }
        if !self.scope.is_empty() {
            client.scopes = to_scope(&self.scope);
        }
        client.requires_consent = (client.requires_consent || self.consent) && !self.no_consent;
        client.requires_pkce = (client.requires_pkce || self.pkce) && !self.no_pkce;
        let lifetime =
            |given: Option<i64>, now: Option<i64>| given.map_or(now, |seconds| (seconds > 0).then_some(seconds));
        client.access_seconds = lifetime(self.access_seconds, client.access_seconds);
        client.refresh_seconds = lifetime(self.refresh_seconds, client.refresh_seconds);
        if let Some(alg) = self.id_token_alg {
            client.id_token_alg = chosen(alg);
        }
        if let Some(alg) = self.access_token_alg {
            client.access_token_alg = chosen(alg);
        }
        self.logout.apply(client);
        if self.color.is_some() || self.no_color {
            client.color = self.color;
        }
        self.sign_in.apply(client);
        Ok(())
    }
}

/// RS256 is said by saying nothing.
fn chosen(alg: String) -> Option<String> {
    (alg != SigningAlg::DEFAULT.name()).then_some(alg)
}

/// The secret that the app needs now, where it has none that will do.
async fn lacking_secret(apps: &Apps, app: &Client) -> Result<Option<MadeSecret>, Failure> {
    if !app.lacks_secret() {
        return Ok(None);
    }
    Ok(Some(apps.add_secret(&BY, &app.id, NewSecret::default()).await?))
}

fn access_seconds(text: &str) -> Result<i64, String> {
    lifetime(text, "tokens.access_seconds")
}

fn refresh_seconds(text: &str) -> Result<i64, String> {
    lifetime(text, "tokens.refresh_seconds")
}

/// 0, or what the setting of all apps may be.
fn lifetime(text: &str, setting: &str) -> Result<i64, String> {
    let (min, max) = config::bounds(setting);
    let seconds = text.parse().ok().filter(|seconds| *seconds == 0 || (min..=max).contains(seconds));
    seconds.ok_or_else(|| format!("write seconds from {min} to {max}, or 0 for what {setting} says"))
}

/// Removes, then adds; removing what is not there is refused, since it is most likely a slip of the pen.
fn change(list: &mut Vec<String>, add: Vec<String>, remove: &[String]) -> Result<(), Failure> {
    if let Some(missing) = remove.iter().find(|text| !list.contains(text)) {
        return Err(Failure::said(format!("{missing} is not registered, so it cannot be removed.")));
    }
    list.retain(|text| !remove.contains(text));
    list.extend(add);
    *list = distinct(std::mem::take(list));
    Ok(())
}

fn change_encryption(client: &mut Client, set: &Set, keys: Option<Vec<EncryptionKey>>) {
    if keys.is_some() || set.no_encryption_key {
        client.encryption_keys = keys.unwrap_or_default();
    }
    if let Some(Wished(how)) = set.id_token_encryption {
        client.id_token_encryption = how;
    }
    if let Some(alg) = &set.userinfo_alg {
        client.userinfo_alg = (alg != "none").then(|| alg.clone());
    }
    if let Some(Wished(how)) = set.userinfo_encryption {
        client.userinfo_encryption = how;
        if how.is_some() && client.userinfo_alg.is_none() && set.userinfo_alg.is_none() {
            client.userinfo_alg = Some(Algorithm::Rs256.name().to_owned());
        }
    }
}

async fn change_groups(opened: &Opened, client: &mut Client, set: &Set) -> Result<(), Failure> {
    if set.allow_everybody {
        client.allowed_groups = None;
    }
    if set.allow_group.is_empty() && set.remove_group.is_empty() {
        return Ok(());
    }
    let (more, less) = (group_ids(opened, &set.allow_group).await?, group_ids(opened, &set.remove_group).await?);
    let mut groups = client.allowed_groups.take().unwrap_or_default();
    if let Some(place) = less.iter().position(|id| !groups.contains(id)) {
        return Err(Failure::said(format!("{} is not among the allowed groups.", set.remove_group[place])));
    }
    groups.retain(|id| !less.contains(id));
    let new: Vec<_> = more.into_iter().filter(|id| !groups.contains(id)).collect();
    groups.extend(new);
    client.allowed_groups = Some(groups);
    Ok(())
}

/// Not more than can be used of it, whatever the file is.
fn read_logo(path: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |error: std::io::Error| Failure::said(format!("{} cannot be read: {error}.", path.display()));
    let mut bytes = Vec::new();
    let most = MOST_LOGO_BYTES as u64 + 1;
    std::fs::File::open(path).map_err(failed)?.take(most).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() > MOST_LOGO_BYTES {
        return Err(Failure::said(format!("The logo {}.", LogoError::TooLarge)));
    }
    Ok(bytes)
}
