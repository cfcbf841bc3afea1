//! What became of the notices that tell apps of ended sessions, as admins see them.

use crate::accounts::{Accounts, Authority, EndError};
use crate::audit::Kind;
use crate::model::user::Permission;
use crate::store::{ListedNotice, LogoutNotice, NoticeFilter};

impl Accounts {
    /// The newest notices of a filter, from those before `(created_at, id)`. Every role may look.
    pub async fn logout_notices(
        &self,
        authority: &Authority,
        filter: &NoticeFilter,
        before: Option<(i64, &str)>,
        limit: i64,
    ) -> Result<Vec<ListedNotice>, EndError> {
        authority.require(Permission::View)?;
        Ok(self.store.read().await?.db().list_logout_notices(filter, before, limit).await?)
    }

    /// Takes a notice that its app has not confirmed, to be sent once more until `leased_until`, whatever it waits for
    /// and whether it was given up or not. Whoever may end sessions may do it.
    pub async fn take_notice(
        &self,
        authority: &Authority,
        id: &str,
        leased_until: i64,
    ) -> Result<LogoutNotice, EndError> {
        let mut write = self.begin_end(authority, Permission::EndSessions).await?;
        let mut db = write.db();
        let notice = db.lease_this_notice(id, leased_until).await?.ok_or(EndError::NotFound)?;
        let event = authority.event(Kind::LogoutNoticeResent).client(&notice.client_id);
        self.audit.record(&mut db, event.user(&notice.user_id).sid(&notice.sid)).await?;
        write.commit().await?;
        Ok(notice)
    }
}
