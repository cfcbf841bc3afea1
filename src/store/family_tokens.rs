//! The code (RFC 6749 §4.1.2) and the refresh tokens (§6) of a family. Each step that spends one is one guarded update
//! of the family's row: of racing callers one gets it, on either engine, and it is durable when it returns.

use super::families::{FamilyRow, columns, is_live};
use super::{Db, Family, Result, both};
use crate::model::family_token::RefreshToken;
use crate::model::ids::{ClientId, FamilyId};
use crate::model::secret::TokenHash;

/// A code as stored with its family.
#[derive(sqlx::FromRow, Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationCode {
    /// SHA-256 of the code.
    #[sqlx(rename = "code_hash", try_from = "Vec<u8>")]
    pub hash: TokenHash,
    /// The redirect URI of the request.
    pub redirect_uri: String,
    /// S256 challenge, when one was sent.
    pub code_challenge: Option<String>,
    /// Unix seconds.
    #[sqlx(rename = "code_expires_at")]
    pub expires_at: i64,
    /// When it was spent (unix seconds).
    #[sqlx(rename = "code_redeemed_at")]
    pub redeemed_at: Option<i64>,
}

/// What a family remembers of its refresh tokens.
#[derive(sqlx::FromRow, Clone, Debug, PartialEq, Eq)]
pub struct RefreshTokens {
    #[sqlx(try_from = "Vec<u8>")]
    mark_hash: TokenHash,
    #[sqlx(rename = "refresh_hashes")]
    usable: String,
    retired_hash: Option<String>,
    retired_at: Option<i64>,
    /// When the newest was made (unix seconds).
    #[sqlx(rename = "used_at")]
    pub made_at: i64,
}

impl RefreshTokens {
    /// Whether a token once was of this family, used or not.
    pub fn had(&self, token: &RefreshToken) -> bool {
        self.mark_hash == token.mark_hash()
    }

    /// Whether a token may be used for the first time.
    pub fn is_unused(&self, token: &RefreshToken) -> bool {
        self.usable.contains(&token.hash().to_hex())
    }

    /// Whether a token is the one that was used last, within its allowance: `retry_seconds` from that use, while no
    /// successor has been used.
    pub fn may_be_repeated(&self, token: &RefreshToken, now: i64, retry_seconds: i64) -> bool {
        // A clock that is behind the one that wrote `retired_at` makes no allowance.
        self.retired_hash.as_deref() == Some(&*token.hash().to_hex())
            && self.retired_at.is_some_and(|at| (0..retry_seconds).contains(&(now - at)))
    }
}

/// When a decision is made and what it needs of the clock (unix seconds).
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Now.
    pub now: i64,
    /// How long a session may lie idle (seconds).
    pub idle_seconds: i64,
}

/// What a client brings to redeem a code.
#[derive(Clone, Copy, Debug)]
pub struct Presented<'p> {
    /// SHA-256 of the code.
    pub hash: &'p TokenHash,
    /// Who brings it.
    pub client: &'p ClientId,
    /// The redirect URI that it was sent to.
    pub redirect_uri: &'p str,
    /// The S256 challenge of the verifier.
    pub code_challenge: Option<&'p str>,
}

impl Db<'_> {
    /// Spends the code of a live family if, and only if, it is this client's, fresh, unused and bound to what is
    /// presented, and gives the family its first refresh token. The rest of the row stays, so that a second use is
    /// recognised.
    pub async fn redeem_code(
        &mut self,
        family: &FamilyId,
        presented: Presented<'_>,
        first: Option<&RefreshToken>,
        moment: Moment,
    ) -> Result<Option<Family>> {
        let rows: Vec<FamilyRow> = both!(self, c => sqlx::query_as(concat!(
            "UPDATE families SET code_redeemed_at = $2, used_at = $2, mark_hash = $8, refresh_hashes = $9 \
             WHERE id = $1 AND client_id = $4 AND code_hash = $5 AND code_redeemed_at IS NULL AND code_expires_at > $2 \
             AND redirect_uri = $6 AND code_challenge IS NOT DISTINCT FROM $7 AND ", is_live!(),
            " RETURNING ", columns!()))
            .bind(family.as_str()).bind(moment.now).bind(moment.now - moment.idle_seconds)
            .bind(presented.client.as_str()).bind(presented.hash.as_bytes()).bind(presented.redirect_uri)
            .bind(presented.code_challenge).bind(first.map(|first| first.mark_hash().as_bytes().to_vec()))
            .bind(first.map_or_else(String::new, |first| format!("{} ", first.hash().to_hex())))
            .fetch_all(c).await)?;
        only(rows)
    }

    /// The code of a family, spent or not, if it is this client's.
    pub async fn find_code(&mut self, family: &FamilyId, client: &ClientId) -> Result<Option<AuthorizationCode>> {
        Ok(both!(self, c => sqlx::query_as(
            "SELECT code_hash, redirect_uri, code_challenge, code_expires_at, code_redeemed_at FROM families \
             WHERE id = $1 AND client_id = $2 AND code_hash IS NOT NULL")
            .bind(family.as_str()).bind(client.as_str()).fetch_optional(c).await)?)
    }

    /// Retires a refresh token of a live family that has not expired, and puts `successor` in its place: the tokens
    /// that were its siblings end. A token that was retired less than `retry_seconds` ago may come again while no
    /// successor was used; `successor` then becomes a sibling (of more than 32 the oldest ends). None for any other.
    pub async fn rotate_refresh_token(
        &mut self,
        used: &RefreshToken,
        successor: &RefreshToken,
        client: &ClientId,
        moment: Moment,
        retry_seconds: i64,
    ) -> Result<Option<Family>> {
        let rows: Vec<FamilyRow> = both!(self, c => sqlx::query_as(concat!(
            "UPDATE families SET used_at = $2, retired_hash = $5, \
             retired_at = CASE WHEN refresh_hashes LIKE '%' || $5 || '%' THEN $2 ELSE retired_at END, \
             refresh_hashes = CASE WHEN refresh_hashes LIKE '%' || $5 || '%' THEN $6 \
                 WHEN LENGTH(refresh_hashes) >= 32 * 65 THEN SUBSTR(refresh_hashes, 66) || $6 \
                 ELSE refresh_hashes || $6 END \
             WHERE id = $1 AND client_id = $4 AND expires_at > $2 \
             AND (refresh_hashes LIKE '%' || $5 || '%' \
                  OR (retired_hash = $5 AND retired_at <= $2 AND retired_at > $7)) AND ", is_live!(),
            " RETURNING ", columns!()))
            .bind(used.family().as_str()).bind(moment.now).bind(moment.now - moment.idle_seconds)
            .bind(client.as_str()).bind(used.hash().to_hex()).bind(format!("{} ", successor.hash().to_hex()))
            .bind(moment.now - retry_seconds).fetch_all(c).await)?;
        only(rows)
    }

    /// What a family remembers of its refresh tokens; none when it never had one.
    pub async fn find_refresh_tokens(&mut self, family: &FamilyId) -> Result<Option<RefreshTokens>> {
        Ok(both!(self, c => sqlx::query_as(
            "SELECT mark_hash, refresh_hashes, retired_hash, retired_at, used_at FROM families \
             WHERE id = $1 AND mark_hash IS NOT NULL")
            .bind(family.as_str()).fetch_optional(c).await)?)
    }
}

/// The row, of a statement that was read to its end: only then it is committed.
fn only(mut rows: Vec<FamilyRow>) -> Result<Option<Family>> {
    rows.pop().map(Family::try_from).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::random_id;

    fn remembered(token: &RefreshToken, retired_at: Option<i64>) -> RefreshTokens {
        RefreshTokens {
            mark_hash: token.mark_hash(),
            usable: String::new(),
            retired_hash: Some(token.hash().to_hex()),
            retired_at,
            made_at: 0,
        }
    }

    #[test]
    fn the_allowance_ends_with_its_last_second() {
        let token = RefreshToken::first(random_id().into());
        let tokens = remembered(&token, Some(100));
        assert!(tokens.may_be_repeated(&token, 159, 60));
        assert!(!tokens.may_be_repeated(&token, 160, 60));
        assert!(!tokens.may_be_repeated(&token, 99, 60), "a clock that is behind");
        assert!(!tokens.may_be_repeated(&token.successor(), 101, 60), "another token of the family");
    }

    #[test]
    fn an_allowance_of_zero_means_never() {
        let token = RefreshToken::first(random_id().into());
        assert!(!remembered(&token, Some(100)).may_be_repeated(&token, 100, 0));
        assert!(!remembered(&token, Some(100)).may_be_repeated(&token, 99, 0));
    }
}
