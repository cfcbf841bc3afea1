//! The code (RFC 6749 §4.1.2) and the refresh tokens (§6) of a family. Each step that spends one is one guarded update
//! of the family's row: of racing callers one gets it, on either engine, and it is durable when it returns.

use super::families::{FamilyRow, columns, is_live};
use super::group_commit::{Decided, Step};
use super::writer::Taken;
use super::{Db, Family, Result, Store, both};
use crate::model::family_token::RefreshToken;
use crate::model::ids::{ClientId, FamilyId};
use crate::model::secret::TokenHash;
use serde_json::{Value, json};
use sqlx::PgPool;

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

/// What a client brings to redeem a code, and what it gets.
#[derive(Clone, Debug)]
pub struct Redemption {
    /// The family that the code names.
    pub family: FamilyId,
    /// SHA-256 of the code.
    pub hash: TokenHash,
    /// Who brings it.
    pub client: ClientId,
    /// The redirect URI that it was sent to.
    pub redirect_uri: String,
    /// The S256 challenge of the verifier.
    pub code_challenge: Option<String>,
    /// The refresh token that the family begins with.
    pub first: Option<RefreshToken>,
    /// When.
    pub moment: Moment,
}

/// A refresh token that a client brings, and what it gets for it.
#[derive(Clone, Debug)]
pub struct Rotation {
    /// What it brings.
    pub used: RefreshToken,
    /// What takes its place.
    pub successor: RefreshToken,
    /// Who brings it.
    pub client: ClientId,
    /// When.
    pub moment: Moment,
    /// How long a retired token may come again.
    pub retry_seconds: i64,
}

/// Decides over codes; `$source` names what is presented: `family, client, code, redirect_uri, challenge, mark,
/// refresh`.
macro_rules! redeem {
    ($source:literal) => {
        concat!(
            "UPDATE families SET code_redeemed_at = $2, used_at = $2, mark_hash = j.mark, refresh_hashes = j.refresh \
             FROM (SELECT ",
            $source,
            ") AS j WHERE families.id = j.family AND client_id = j.client AND code_hash = j.code \
             AND code_redeemed_at IS NULL AND code_expires_at > $2 AND families.redirect_uri = j.redirect_uri \
             AND code_challenge IS NOT DISTINCT FROM j.challenge AND ",
            is_live!(),
            " RETURNING ",
            columns!()
        )
    };
}

/// Decides over refresh tokens; `$source` names what is presented: `family, client, presented, successor, since`.
macro_rules! rotate {
    ($source:literal) => {
        concat!(
            "UPDATE families SET used_at = $2, retired_hash = j.presented, \
             retired_at = CASE WHEN refresh_hashes LIKE '%' || j.presented || '%' THEN $2 ELSE retired_at END, \
             refresh_hashes = CASE WHEN refresh_hashes LIKE '%' || j.presented || '%' THEN j.successor \
                 WHEN LENGTH(refresh_hashes) >= 32 * 65 THEN SUBSTR(refresh_hashes, 66) || j.successor \
                 ELSE refresh_hashes || j.successor END \
             FROM (SELECT ",
            $source,
            ") AS j WHERE families.id = j.family AND client_id = j.client AND expires_at > $2 \
             AND (refresh_hashes LIKE '%' || j.presented || '%' \
                  OR (retired_hash = j.presented AND retired_at <= $2 AND retired_at > j.since)) AND ",
            is_live!(),
            " RETURNING ",
            columns!()
        )
    };
}

/// Decides over the list `$1`.
pub(super) const REDEMPTION_OF_MANY: &str = redeem!(
    "value ->> 0 AS family, value ->> 1 AS client, unhex(value ->> 2) AS code, value ->> 3 AS redirect_uri, \
     value ->> 4 AS challenge, unhex(value ->> 5) AS mark, value ->> 6 AS refresh FROM json_each($1)"
);

impl Redemption {
    fn refresh_hashes(&self) -> String {
        self.first.as_ref().map_or_else(String::new, listed)
    }

    /// The element of the list that stands for it.
    fn to_json(&self) -> Value {
        let mark = self.first.as_ref().map(|first| first.mark_hash().to_hex());
        let (family, client, code) = (self.family.as_str(), self.client.as_str(), self.hash.to_hex());
        json!([family, client, code, self.redirect_uri, self.code_challenge, mark, self.refresh_hashes()])
    }

    async fn on_postgres(&self, pool: &PgPool) -> Result<Option<Family>> {
        let Moment { now, idle_seconds } = self.moment;
        let rows: Vec<FamilyRow> = sqlx::query_as(redeem!(
            "$1 AS family, $4 AS client, CAST($5 AS BYTEA) AS code, $6 AS redirect_uri, $7 AS challenge, \
             CAST($8 AS BYTEA) AS mark, $9 AS refresh"
        ))
        .bind(self.family.as_str())
        .bind(now)
        .bind(now - idle_seconds)
        .bind(self.client.as_str())
        .bind(self.hash.as_bytes())
        .bind(&*self.redirect_uri)
        .bind(self.code_challenge.as_deref())
        .bind(self.first.as_ref().map(|first| first.mark_hash().as_bytes().to_vec()))
        .bind(self.refresh_hashes())
        .fetch_all(pool)
        .await?;
        only(rows)
    }
}

impl Step for Redemption {
    type Answer = Family;

    fn key(&self) -> &str {
        self.family.as_str()
    }

    async fn decide(taken: Taken, steps: &[&Self]) -> Result<Decided<Family>> {
        let moments = steps.iter().map(|step| step.moment);
        let list = steps.iter().map(|step| step.to_json()).collect();
        decide(taken, REDEMPTION_OF_MANY, list, moments).await
    }
}

/// Decides over the list `$1`.
pub(super) const ROTATION_OF_MANY: &str = rotate!(
    "value ->> 0 AS family, value ->> 1 AS client, value ->> 2 AS presented, value ->> 3 AS successor, \
     value ->> 4 AS since FROM json_each($1)"
);

impl Rotation {
    /// A token that was retired at this second or before does not come again.
    const fn since(&self) -> i64 {
        self.moment.now - self.retry_seconds
    }

    /// The element of the list that stands for it.
    fn to_json(&self) -> Value {
        let (family, client, used) = (self.used.family().as_str(), self.client.as_str(), self.used.hash().to_hex());
        json!([family, client, used, listed(&self.successor), self.since()])
    }

    async fn on_postgres(&self, pool: &PgPool) -> Result<Option<Family>> {
        let Moment { now, idle_seconds } = self.moment;
        let rows: Vec<FamilyRow> = sqlx::query_as(rotate!(
            "$1 AS family, $4 AS client, $5 AS presented, $6 AS successor, CAST($7 AS BIGINT) AS since"
        ))
        .bind(self.used.family().as_str())
        .bind(now)
        .bind(now - idle_seconds)
        .bind(self.client.as_str())
        .bind(self.used.hash().to_hex())
        .bind(listed(&self.successor))
        .bind(self.since())
        .fetch_all(pool)
        .await?;
        only(rows)
    }
}

impl Step for Rotation {
    type Answer = Family;

    fn key(&self) -> &str {
        self.used.family().as_str()
    }

    async fn decide(taken: Taken, steps: &[&Self]) -> Result<Decided<Family>> {
        let moments = steps.iter().map(|step| step.moment);
        let list = steps.iter().map(|step| step.to_json()).collect();
        decide(taken, ROTATION_OF_MANY, list, moments).await
    }
}

impl Store {
    /// Spends the code of a live family if, and only if, it is this client's, fresh, unused and bound to what is
    /// presented, and gives the family its first refresh token. The rest of the row stays, so that a second use is
    /// recognised.
    pub async fn redeem_code(&self, redemption: Redemption) -> Result<Option<Family>> {
        match self {
            Self::Sqlite { writer, .. } => writer.redemptions.take(redemption, writer).await,
            Self::Postgres(pool) => redemption.on_postgres(pool).await,
        }
    }

    /// Retires a refresh token of a live family that has not expired, and puts `successor` in its place: the tokens
    /// that were its siblings end. A token that was retired less than `retry_seconds` ago may come again while no
    /// successor was used; `successor` then becomes a sibling (of more than 32 the oldest ends). None for any other.
    pub async fn rotate_refresh_token(&self, rotation: Rotation) -> Result<Option<Family>> {
        match self {
            Self::Sqlite { writer, .. } => writer.rotations.take(rotation, writer).await,
            Self::Postgres(pool) => rotation.on_postgres(pool).await,
        }
    }
}

impl Db<'_> {
    /// The code of a family, spent or not, if it is this client's.
    pub async fn find_code(&mut self, family: &FamilyId, client: &ClientId) -> Result<Option<AuthorizationCode>> {
        Ok(both!(self, c => sqlx::query_as(
            "SELECT code_hash, redirect_uri, code_challenge, code_expires_at, code_redeemed_at FROM families \
             WHERE id = $1 AND client_id = $2 AND code_hash IS NOT NULL")
            .bind(family.as_str()).bind(client.as_str()).fetch_optional(c).await)?)
    }

    /// What a family remembers of its refresh tokens; none when it never had one.
    pub async fn find_refresh_tokens(&mut self, family: &FamilyId) -> Result<Option<RefreshTokens>> {
        Ok(both!(self, c => sqlx::query_as(
            "SELECT mark_hash, refresh_hashes, retired_hash, retired_at, used_at FROM families \
             WHERE id = $1 AND mark_hash IS NOT NULL")
            .bind(family.as_str()).fetch_optional(c).await)?)
    }
}

/// Decides over a list with one statement, which is a transaction by itself.
async fn decide(
    mut taken: Taken,
    statement: &'static str,
    list: Value,
    moments: impl Iterator<Item = Moment>,
) -> Result<Decided<Family>> {
    // The latest: nothing is spent that one of them would refuse as expired.
    let Some(Moment { now, idle_seconds }) = moments.max_by_key(|moment| moment.now) else { return Ok(Decided::new()) };
    let rows: Vec<FamilyRow> = sqlx::query_as(statement)
        .bind(list.to_string())
        .bind(now)
        .bind(now - idle_seconds)
        .fetch_all(&mut *taken)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id.clone(), Family::try_from(row))).collect())
}

/// A token as `refresh_hashes` lists it.
fn listed(token: &RefreshToken) -> String {
    format!("{} ", token.hash().to_hex())
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
