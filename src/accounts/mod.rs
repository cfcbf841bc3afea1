//! People: sign-in, passwords, throttling, sessions, groups.
use crate::model::ids::Sid;
use crate::model::user::User;
use crate::store::{self, Session};
/// x
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// x
    pub session: Session,
    /// x
    pub user: User,
}
/// x
#[derive(Clone)]
pub struct Accounts;
impl Accounts {
    /// x
    pub fn seen(&self, _sid: &Sid, _now: i64) {}
    /// x
    pub async fn end_session(&self, _p: &SignedIn) -> store::Result<()> {
        Ok(())
    }
}
