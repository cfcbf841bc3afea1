//! People: who they are, how they sign in, how long they stay signed in. No HTTP here.
//! May be imported by `oidc` and the floors above it.

mod act_error;
mod attributes;
mod authority;
mod connections;
mod device;
mod error;
mod gate;
mod groups;
mod links;
mod own_data;
mod password;
mod password_change;
mod people;
mod profile;
mod rights;
mod rules;
mod seen;
mod sessions;
mod sign_in;
mod throttle;
mod users;

pub use act_error::{ActError, FieldError, FieldFault, FormField, Present};
pub use authority::{Authority, Forbidden};
pub use connections::Connection;
pub use device::Device;
pub use error::{Field, UserError};
pub use groups::GroupChange;
pub use links::LinkPurpose;
pub use own_data::OwnData;
pub use password::{Busy, PasswordLoad};
pub use password_change::{PasswordChange, PasswordChangeError};
pub use people::{Access, ActedOn, AppUse, Beside, BroughtIn, NewPerson, PersonAct, PersonChange, PersonPage};
pub use profile::{
    ATTRIBUTE, PROFILE_FIELDS, ProfileError, ProfileProblem, attribute_text, open_attributes, profile_value,
    profile_version,
};
pub use rules::PasswordProblem;
pub use sessions::{EndError, FoundSession, SessionPage, SessionSearch, SignedIn, Started};
pub use sign_in::{Attempt, NotEnough, SignInError, Success, Way};

use crate::audit::Audit;
use crate::clock::Clock;
use crate::config::Config;
use crate::store::{self, Store, Write};
use aws_lc_rs::hmac;
use gate::Gates;
use password::PasswordPool;
use seen::Seen;
use std::net::IpAddr;
use std::sync::Arc;
use tokio::sync::Notify;

/// Everything that concerns people. Cheap to clone; clones share the hashing pool.
#[derive(Clone)]
pub struct Accounts {
    store: Store,
    clock: Clock,
    config: Arc<Config>,
    audit: Audit,
    passwords: PasswordPool,
    seen: Seen,
    gates: Gates,
    device_key: hmac::Key,
    /// Told when sessions ended here, since their apps are told of it.
    ended: Arc<Notify>,
}

impl Accounts {
    /// Accounts over a database. `device_key` makes the cookies of known devices and the names of throttle counters.
    /// Hashes nothing and reads nothing yet.
    pub fn new(store: Store, clock: Clock, config: Arc<Config>, audit: Audit, device_key: &[u8; 32]) -> Self {
        let passwords = PasswordPool::new(&config.passwords);
        let device_key = hmac::Key::new(hmac::HMAC_SHA256, device_key);
        let (seen, gates, ended) = (Seen::default(), Gates::default(), Arc::default());
        Self { store, clock, config, audit, passwords, seen, gates, device_key, ended }
    }

    /// How busy the hashing of passwords is now.
    pub fn password_load(&self) -> PasswordLoad {
        self.passwords.load()
    }

    /// Waits until a session ended here by somebody's act: its apps are to be told. One that ended since the last call
    /// counts.
    pub async fn notices_written(&self) {
        self.ended.notified().await;
    }

    /// Commits what may have ended sessions, and has their apps told.
    async fn commit_end(&self, write: Write) -> store::Result<()> {
        write.commit().await?;
        self.ended.notify_one();
        Ok(())
    }

    /// Gives back the memory of hashes when none was made since the last call; called on a timer.
    pub fn release_idle_memory(&self) {
        self.passwords.release_idle_memory();
    }
}

/// Where a request comes from, as sessions and the audit log keep it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The client's network address.
    pub address: IpAddr,
    /// The browser's own words, cut to 300 characters.
    pub user_agent: Option<String>,
}

impl Caller {
    /// Cuts a long `user_agent` and drops an empty one.
    pub fn new(address: IpAddr, user_agent: Option<&str>) -> Self {
        let words = user_agent.map(|text| text.chars().take(300).collect::<String>());
        Self { address, user_agent: words.filter(|text| !text.is_empty()) }
    }
}

#[cfg(test)]
mod testing;
