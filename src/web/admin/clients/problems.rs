//! What is wrong with an app, beside the fields of its forms, in the page's language.

use crate::keys::SigningAlg;
use crate::model::client::Signed;
use crate::model::client_keys::ClientKeyError;
use crate::model::client_rules::ClientError;
use crate::model::encryption::{Encrypted, EncryptionKeyError};
use crate::model::logout_uri::LogoutChannel;
use crate::model::metadata_rules::MetadataError;
use crate::model::username::{LONGEST, NameError};
use crate::web::pages::admin::Fields;

/// Says everything that is wrong beside its field.
pub(super) fn tell(fields: &mut Fields, problems: &[ClientError]) {
    tell_uris(fields, "redirect_uris", problems, |problem| match problem {
        ClientError::BadRedirectUri { uri, .. } => Some(uri),
        _ => None,
    });
    tell_uris(fields, "post_logout_redirect_uris", problems, |problem| match problem {
        ClientError::BadPostLogoutUri { uri, .. } => Some(uri),
        _ => None,
    });
    for problem in problems {
        tell_one(fields, problem);
    }
}

/// All addresses of a field at once: what is wrong with each stands below it.
fn tell_uris<'p>(
    fields: &mut Fields,
    field: &str,
    problems: &'p [ClientError],
    bad: impl Fn(&'p ClientError) -> Option<&'p String>,
) {
    let bad: Vec<_> = problems.iter().filter_map(bad).collect();
    if let Some(first) = bad.first() {
        fields.refuse_because(field, "app-problem-uris", i64::try_from(bad.len()).unwrap_or(i64::MAX), first);
    }
}

const fn field_of(what: Signed) -> &'static str {
    match what {
        Signed::IdTokens => "id_token_alg",
        Signed::AccessTokens => "access_token_alg",
        Signed::Userinfo => "userinfo_alg",
        Signed::Introspection => "introspection_alg",
    }
}

fn tell_one(fields: &mut Fields, problem: &ClientError) {
    use ClientError as E;
    let (field, key, name) = match problem {
        E::BadRedirectUri { .. } | E::BadPostLogoutUri { .. } => return,
        E::BadName(error) => return tell_name(fields, *error),
        E::BadId(_) => ("client_id", "app-problem-id", String::new()),
        E::ReservedId(_) => ("client_id", "app-problem-id-reserved", String::new()),
        E::IdLikeAPerson(_) => ("client_id", "app-problem-id-person", String::new()),
        E::BadUrl(_) => ("url", "app-problem-url", String::new()),
        E::BadLogoutUri { channel: LogoutChannel::Back, source } => {
            ("backchannel_logout_uri", "app-problem-logout", source.name().to_owned())
        }
        E::BadLogoutUri { channel: LogoutChannel::Front, source } => {
            ("frontchannel_logout_uri", "app-problem-logout", source.name().to_owned())
        }
        E::NoGrant => ("grant", "app-problem-no-grant", String::new()),
        E::NoRedirectUri => ("redirect_uris", "app-problem-no-uri", String::new()),
        E::UselessRedirectUri => ("redirect_uris", "app-problem-useless-uri", String::new()),
        E::RefreshWithoutCode => ("grant", "app-problem-refresh", String::new()),
        E::PublicService => ("grant", "app-problem-public-service", String::new()),
        E::PublicPassword => ("grant", "app-problem-public-password", String::new()),
        E::PasswordWithConsent => ("grant", "app-problem-password-consent", String::new()),
        E::PublicWithoutPkce => ("pkce", "app-problem-pkce", String::new()),
        E::PublicAudience => ("audiences", "app-problem-public-audience", String::new()),
        E::BadScope(name) => ("more_scopes", "app-problem-scope", name.clone()),
        E::BadResource(uri) => ("more_resources", "app-problem-resource", uri.clone()),
        E::BadAudience(uri) => ("audiences", "app-problem-resource", uri.clone()),
        E::BadSeconds { what, .. } if what.starts_with("access") => {
            ("access_time", "app-problem-seconds", String::new())
        }
        E::BadSeconds { .. } => ("refresh_time", "app-problem-seconds", String::new()),
        E::UnknownGroup(_) => ("group", "app-problem-group-gone", String::new()),
        E::BadMaxAge => ("default_max_age", "app-problem-max-age", String::new()),
        E::BadColor { .. } => ("color", "app-problem-color", String::new()),
        E::BadEncryptionKey(error) => return tell_key(fields, error),
        E::NoEncryptionKey { what: Encrypted::IdToken, alg } => {
            ("id_token_encryption", "app-problem-no-key", (*alg).to_owned())
        }
        E::NoEncryptionKey { what: Encrypted::Userinfo, alg } => {
            ("userinfo_encryption", "app-problem-no-key", (*alg).to_owned())
        }
        E::UnsignedUserinfo => ("userinfo_alg", "app-problem-unsigned", String::new()),
        E::AlgorithmOff { what, alg } => (field_of(*what), "app-problem-alg", (*alg).to_owned()),
        E::BadMetadata(MetadataError::BadKeys(error)) => return tell_own_key(fields, error),
        E::BadMetadata(error) => (error.member(), metadata_key(error), metadata_name(error)),
        // No form of ours can send these.
        E::WrongKind(..)
        | E::BadClaim(_)
        | E::BadAlgorithm { .. }
        | E::SecretForApis
        | E::SecretForUserinfo
        | E::SecretForIntrospection
        | E::SecretOfPublic
        | E::BadSecret => ("name", "app-problem-other", problem.to_string()),
    };
    fields.refuse_because(field, key, 0, &name);
}

const fn metadata_key(error: &MetadataError) -> &'static str {
    match error {
        MetadataError::BadUri { .. } => "app-problem-uri-https",
        MetadataError::NoSector => "app-problem-sector",
        MetadataError::KeysTwice => "app-problem-keys-twice",
        MetadataError::ProofOfPublic => "app-problem-proof-public",
        MetadataError::NoProof => "app-problem-proof-none",
        MetadataError::NoKeys | MetadataError::BadKeys(_) => "app-problem-proof-keys",
        MetadataError::BadProofAlg { .. } | MetadataError::BadRequestAlg(_) => "app-problem-proof-alg",
        MetadataError::BadContact(_) => "app-problem-contact",
        MetadataError::NoRequestKeys => "app-problem-request-keys",
    }
}

fn metadata_name(error: &MetadataError) -> String {
    match error {
        MetadataError::BadProofAlg { known, .. } => (*known).to_owned(),
        MetadataError::BadRequestAlg(_) => SigningAlg::ALL.map(SigningAlg::name).join(", "),
        MetadataError::BadContact(text) => text.clone(),
        _ => String::new(),
    }
}

/// A key that the app signs with.
fn tell_own_key(fields: &mut Fields, error: &ClientKeyError) {
    use ClientKeyError as E;
    let (key, name) = match error {
        E::NotJson => ("app-problem-key-json", String::new()),
        E::Pem(_) => ("app-problem-key-pem", String::new()),
        E::Certificate => ("app-problem-key-certificate", String::new()),
        E::Private => ("app-problem-key-private", String::new()),
        E::Empty => ("app-problem-proof-empty", String::new()),
        E::TooMany => ("app-problem-key-many", String::new()),
        E::Kind => ("app-problem-proof-kind", String::new()),
        E::RsaBits(bits) => ("app-problem-key-bits", bits.to_string()),
        E::Member(name) => ("app-problem-key-member", (*name).to_owned()),
        E::Alg => ("app-problem-proof-key-alg", String::new()),
        E::NoPoint => ("app-problem-key-point", String::new()),
    };
    fields.refuse_because("jwks", key, 0, &name);
}

fn tell_key(fields: &mut Fields, error: &EncryptionKeyError) {
    use EncryptionKeyError as E;
    let (key, name) = match error {
        E::NotJson => ("json", String::new()),
        E::Pem(_) => ("pem", String::new()),
        E::Certificate => ("certificate", String::new()),
        E::Private => ("private", String::new()),
        E::Empty => ("empty", String::new()),
        E::TooMany => ("many", String::new()),
        E::Kind => ("kind", String::new()),
        E::RsaBits(bits) => ("bits", bits.to_string()),
        E::Member(name) => ("member", (*name).to_owned()),
        E::Alg => ("alg", String::new()),
        E::NoPoint => ("point", String::new()),
    };
    fields.refuse_because("encryption_keys", &format!("app-problem-key-{key}"), 0, &name);
}

fn tell_name(fields: &mut Fields, error: NameError) {
    match error {
        NameError::Empty => fields.refuse("name", "app-problem-name-empty"),
        NameError::TooLong => {
            let most = i64::try_from(LONGEST).unwrap_or(i64::MAX);
            fields.refuse_because("name", "app-problem-name-long", most, "");
        }
        NameError::OuterSpace | NameError::Invisible | NameError::AtSign | NameError::NotAnAddress => {
            fields.refuse("name", "app-problem-name-invisible");
        }
    }
}
