//! Codes and refresh tokens begin with the id of their family, whose row decides over them. The rest is random, and
//! only its holder knows it.

use super::ids::FamilyId;
use super::secret::{Token, TokenHash, random_bytes};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A family's id is a UUID (`random_id`).
const ID_LEN: usize = 36;
/// 16 random bytes in base64url.
const MARK_LEN: usize = 22;
/// 32 random bytes in base64url.
const SECRET_LEN: usize = 43;

/// A new authorization code (RFC 6749 §4.1.2) of a family.
pub fn code(family: &FamilyId) -> Token {
    Token::presented(&format!("{family}{}", Token::random().expose()))
}

/// The family that a presented code names.
pub fn family_of_code(code: &str) -> Option<FamilyId> {
    parts(code, ID_LEN + SECRET_LEN).map(|(id, _)| FamilyId::from(id))
}

/// A refresh token (RFC 6749 §1.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    family: FamilyId,
    /// The same in all tokens of a family: whoever brings it held one of them, even one that nobody remembers.
    mark: Token,
    token: Token,
}

impl RefreshToken {
    /// The first of a family.
    pub fn first(family: FamilyId) -> Self {
        Self::with_mark(family, Token::presented(&URL_SAFE_NO_PAD.encode(random_bytes::<16>())))
    }

    /// The next of the same family.
    pub fn successor(&self) -> Self {
        Self::with_mark(self.family.clone(), self.mark.clone())
    }

    fn with_mark(family: FamilyId, mark: Token) -> Self {
        let token = Token::presented(&format!("{family}{}{}", mark.expose(), Token::random().expose()));
        Self { family, mark, token }
    }

    /// Reads what a request brought; none when it cannot be one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let (id, rest) = parts(text, ID_LEN + MARK_LEN + SECRET_LEN)?;
        let mark = Token::presented(rest.get(..MARK_LEN)?);
        Some(Self { family: FamilyId::from(id), mark, token: Token::presented(text) })
    }

    /// The family that it names; that it belongs there is for the family's row to say.
    pub const fn family(&self) -> &FamilyId {
        &self.family
    }

    /// What the family keeps of it while it may be used.
    pub fn hash(&self) -> TokenHash {
        self.token.hash()
    }

    /// What the family keeps of the mark, for ever.
    pub fn mark_hash(&self) -> TokenHash {
        self.mark.hash()
    }

    /// The token as its holder keeps it.
    pub fn expose(&self) -> &str {
        self.token.expose()
    }
}

fn parts(text: &str, length: usize) -> Option<(&str, &str)> {
    (text.is_ascii() && text.len() == length).then(|| text.split_at(ID_LEN))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::random_id;

    #[test]
    fn a_code_names_its_family() {
        let family = FamilyId::from(random_id());
        let code = code(&family);
        assert_eq!(family_of_code(code.expose()), Some(family));
        assert_eq!(family_of_code(&code.expose()[1..]), None);
        assert_eq!(family_of_code(&"ä".repeat(79)), None);
    }

    #[test]
    fn refresh_tokens_of_a_family_share_its_mark_and_nothing_else() {
        let first = RefreshToken::first(random_id().into());
        let second = first.successor();
        let read = RefreshToken::parse(second.expose()).unwrap();
        assert_eq!(read, second);
        assert_eq!((read.family(), read.mark_hash()), (first.family(), first.mark_hash()));
        assert_ne!(read.hash(), first.hash());
        assert_ne!(RefreshToken::first(first.family().clone()).mark_hash(), first.mark_hash());
    }

    #[test]
    fn what_is_longer_shorter_or_not_ascii_is_no_refresh_token() {
        let token = RefreshToken::first(random_id().into());
        assert_eq!(RefreshToken::parse(&format!("{}A", token.expose())), None);
        assert_eq!(RefreshToken::parse(&token.expose()[1..]), None);
        assert_eq!(RefreshToken::parse(&"é".repeat(token.expose().len() / 2)), None);
    }
}
