//! What administrators read about people: the list, and everything about one person.

use crate::accounts::{Accounts, ActError, Authority};
use crate::model::attribute::AttributeDefinition;
use crate::model::ids::{ClientId, UserId};
use crate::model::people_list::{Page, PageRequest, PeopleFilter, PeopleSort};
use crate::model::user::{Permission, User};
use crate::store::{AuditEvent, Group, Session};

pub use crate::store::AppUse;

/// Most rows of each kind on a person's page; the rest is on pages of its own.
const ROWS: i64 = 50;

/// Everything about one person.
#[derive(Clone, Debug)]
pub struct PersonPage {
    /// Who they are; also when they were removed and it can still be undone.
    pub user: User,
    /// What the installation's own attributes are called and which type they have.
    pub attributes: Vec<AttributeDefinition>,
    /// The groups they are in.
    pub groups: Vec<Group>,
    /// Where they are signed in, last used first; at most 50.
    pub sessions: Vec<Session>,
    /// The apps that have tokens of theirs or that they agreed to, last used first; at most 50.
    pub apps: Vec<AppUse>,
    /// What the audit log says about them, newest first; at most 50.
    pub trail: Vec<AuditEvent>,
    /// Whether whoever looks may change them.
    pub may_change: bool,
}

impl Accounts {
    /// One page of the people.
    pub async fn list_people(
        &self,
        authority: &Authority,
        filter: &PeopleFilter,
        sort: PeopleSort,
        page: &PageRequest,
    ) -> Result<Page<User>, ActError> {
        authority.require(Permission::View)?;
        Ok(self.store.read().await?.db().list_people(filter, sort, page).await?)
    }

    /// Everything about one person; none where nobody has the id.
    pub async fn person_page(&self, authority: &Authority, id: &UserId) -> Result<Option<PersonPage>, ActError> {
        authority.require(Permission::View)?;
        let mut read = self.store.read().await?;
        let mut db = read.db();
        let Some(user) = db.find_user(id).await? else { return Ok(None) };
        let (now, idle) = (self.clock.now(), self.config.sessions.idle_seconds);
        Ok(Some(PersonPage {
            attributes: db.list_attributes().await?,
            groups: db.list_groups_of(id).await?,
            sessions: db.list_live_sessions_of(id, (now, idle), ROWS).await?,
            apps: db.list_apps_of(id, (now, idle), ROWS).await?,
            trail: db.recent_events_of(id, ROWS).await?,
            may_change: authority.may_change(&user),
            user,
        }))
    }
}

/// What a list shows beside a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Names of their groups, in the order of their bytes.
    pub groups: Vec<String>,
    /// How many live sessions they have.
    pub sessions: i64,
}

impl Accounts {
    /// What a list shows beside each of these people, in their order.
    pub async fn beside_people(&self, authority: &Authority, people: &[User]) -> Result<Vec<Beside>, ActError> {
        authority.require(Permission::View)?;
        let ids: Vec<_> = people.iter().map(|user| user.id.clone()).collect();
        let mut read = self.store.read().await?;
        let mut groups = read.db().groups_of_each(&ids).await?;
        let moment = (self.clock.now(), self.config.sessions.idle_seconds);
        let mut sessions = read.db().count_sessions_of_each(&ids, moment).await?;
        let beside = |id: &UserId| Beside {
            groups: groups.remove(id).unwrap_or_default(),
            sessions: sessions.remove(id).unwrap_or_default(),
        };
        Ok(ids.iter().map(beside).collect())
    }
}

impl AppUse {
    /// Whether the app holds tokens that work, or has only been agreed to.
    pub const fn is_live(&self) -> bool {
        self.live > 0
    }

    /// Which app.
    pub fn id(&self) -> ClientId {
        ClientId::from(&*self.client_id)
    }
}
