//! Where an app is told of a logout (OIDC Back-Channel Logout §2.2, Front-Channel Logout §2): what may be registered.

use super::client::Client;
use super::client_rules::ClientError;
use super::url_rules::is_local;
use std::fmt;
use url::Url;

const LONGEST: usize = 2000;

/// The way in which an app is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogoutChannel {
    /// From server to server.
    Back,
    /// By a frame in the person's browser.
    Front,
}

impl fmt::Display for LogoutChannel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Back => "back-channel logout URI",
            Self::Front => "front-channel logout URI",
        })
    }
}

/// Why a URI cannot be registered; each text names the mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant says itself in its message")]
pub enum LogoutUriError {
    #[error("is not a web address such as https://shop.example.com/logout")]
    NotWeb,
    #[error("has a fragment: leave out the `#` and what follows")]
    Fragment,
    #[error("carries a username or password: leave out everything before the `@`")]
    Credentials,
    #[error("is plain http, which is allowed for this machine and for apps with a secret only: use https")]
    PlainHttp,
    #[error("has another scheme, host or port than every redirect URI of the app")]
    OtherOrigin,
}

impl LogoutUriError {
    /// Names it, for texts in other languages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotWeb => "web",
            Self::Fragment => "fragment",
            Self::Credentials => "credentials",
            Self::PlainHttp => "http",
            Self::OtherOrigin => "origin",
        }
    }
}

/// Everything that is wrong with the addresses at which an app is told.
pub fn problems_of_logout(client: &Client) -> Vec<ClientError> {
    let metadata = &client.metadata;
    let back = metadata.backchannel_logout_uri.as_deref().map(|uri| (LogoutChannel::Back, check(uri, client)));
    let front = metadata.frontchannel_logout_uri.as_deref();
    let front = front.map(|uri| (LogoutChannel::Front, check(uri, client).and_then(|url| check_origin(&url, client))));
    let back = back.map(|(channel, checked)| (channel, checked.map(drop)));
    let bad = |(channel, checked): (LogoutChannel, Result<(), LogoutUriError>)| {
        checked.err().map(|source| ClientError::BadLogoutUri { channel, source })
    };
    [back, front].into_iter().flatten().filter_map(bad).collect()
}

fn check(uri: &str, client: &Client) -> Result<Url, LogoutUriError> {
    let is_plain_text = uri.len() <= LONGEST && uri.bytes().all(|b| b.is_ascii_graphic());
    let url = Url::parse(uri).ok().filter(|_| is_plain_text).ok_or(LogoutUriError::NotWeb)?;
    let host = url.host().filter(|_| matches!(url.scheme(), "https" | "http")).ok_or(LogoutUriError::NotWeb)?;
    if uri.contains('#') {
        return Err(LogoutUriError::Fragment);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(LogoutUriError::Credentials);
    }
    if url.scheme() == "http" && client.is_public && !is_local(&host) {
        return Err(LogoutUriError::PlainHttp);
    }
    Ok(url)
}

/// Front-Channel Logout §2: the domain, port and scheme of a redirect URI, so that an app's frame shows its own pages.
fn check_origin(url: &Url, client: &Client) -> Result<(), LogoutUriError> {
    let is_same = |redirect: &String| Url::parse(redirect).is_ok_and(|redirect| redirect.origin() == url.origin());
    if client.redirect_uris.iter().any(is_same) { Ok(()) } else { Err(LogoutUriError::OtherOrigin) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::client::ClientKind;
    use crate::model::client_metadata::ClientMetadata;
    use std::sync::Arc;

    fn problems(kind: ClientKind, back: Option<&str>, front: Option<&str>) -> Vec<LogoutUriError> {
        let metadata = ClientMetadata {
            backchannel_logout_uri: back.map(str::to_owned),
            frontchannel_logout_uri: front.map(str::to_owned),
            ..ClientMetadata::default()
        };
        let client = Client {
            redirect_uris: vec!["https://shop.example:8443/cb".to_owned(), "http://localhost:3000/cb".to_owned()],
            metadata: Arc::new(metadata),
            ..Client::new("shop", kind, 0)
        };
        let source = |problem| match problem {
            ClientError::BadLogoutUri { source, .. } => source,
            other => panic!("{other:?}"),
        };
        problems_of_logout(&client).into_iter().map(source).collect()
    }

    #[test]
    fn a_back_channel_address_is_https_or_http_of_this_machine_or_of_an_app_with_a_secret() {
        use LogoutUriError as E;
        for (uri, of_web, of_browser) in [
            ("https://logout.example/told?app=1", None, None),
            ("http://127.0.0.1:9/told", None, None),
            ("http://shop.intranet/told", None, Some(E::PlainHttp)),
            ("https://shop.example/told#x", Some(E::Fragment), Some(E::Fragment)),
            ("https://user@shop.example/told", Some(E::Credentials), Some(E::Credentials)),
            ("ftp://shop.example/told", Some(E::NotWeb), Some(E::NotWeb)),
            ("/told", Some(E::NotWeb), Some(E::NotWeb)),
            ("https://shop.example/a b", Some(E::NotWeb), Some(E::NotWeb)),
        ] {
            assert_eq!(problems(ClientKind::Web, Some(uri), None).first().copied(), of_web, "{uri}");
            assert_eq!(problems(ClientKind::Browser, Some(uri), None).first().copied(), of_browser, "{uri}");
        }
    }

    #[test]
    fn a_front_channel_address_has_the_origin_of_a_redirect_uri() {
        for uri in ["https://shop.example:8443/told", "http://localhost:3000/"] {
            assert_eq!(problems(ClientKind::Web, None, Some(uri)), [], "{uri}");
        }
        for uri in ["https://shop.example/told", "http://shop.example:8443/", "https://www.shop.example:8443/"] {
            assert_eq!(problems(ClientKind::Web, None, Some(uri)), [LogoutUriError::OtherOrigin], "{uri}");
        }
    }
}
