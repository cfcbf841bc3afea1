//! APIs as records: what people call them, and what their scopes mean on the consent page. An app may use audiences
//! without a record; then the bare URI is shown.

use super::Apps;
use super::describe::{api_to_json, changes};
use crate::accounts::{Authority, Forbidden};
use crate::audit::{Event, Kind};
use crate::model::api::{Api, ApiError, problems_of_api};
use crate::model::user::Permission;
use crate::oidc::scope;
use crate::store::{self, Error, Write};

/// Why an API was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ApiChangeError {
    /// The role does not allow it.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Everything that is wrong.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Invalid(Vec<ApiError>),
    /// There is one for the audience.
    #[error("there is an API {0} already")]
    Taken(String),
    /// There is none for the audience.
    #[error("there is no API {0}")]
    Missing(String),
    /// Somebody else changed it since it was read; this is how it is now.
    #[error("somebody else has changed {} meanwhile", .0.audience)]
    Stale(Box<Api>),
    /// The database.
    #[error(transparent)]
    Store(#[from] Error),
}

impl Apps {
    /// Every API, by audience.
    pub async fn list_apis(&self) -> store::Result<Vec<Api>> {
        self.store.read().await?.db().list_apis().await
    }

    /// Adds an API.
    pub async fn create_api(&self, by: &Authority, api: Api) -> Result<Api, ApiChangeError> {
        let now = self.clock.now();
        let api = Api { version: 1, created_at: now, updated_at: now, ..api };
        let mut write = self.begin_api(by, &api).await?;
        match write.db().insert_api(&api).await {
            Err(Error::Taken(_)) => return Err(ApiChangeError::Taken(api.audience)),
            other => other?,
        }
        self.commit(write, told(by.event(Kind::ApiCreated), &api)).await?;
        Ok(api)
    }

    /// Changes an API's name and scopes; its `version` is the one that was edited.
    pub async fn edit_api(&self, by: &Authority, api: Api) -> Result<Api, ApiChangeError> {
        let mut write = self.begin_api(by, &api).await?;
        let before = present_api(&mut write, &api.audience).await?;
        let api = Api { created_at: before.created_at, updated_at: self.clock.now(), ..api };
        if before.version != api.version || !write.db().update_api(&api).await? {
            return Err(ApiChangeError::Stale(Box::new(present_api(&mut write, &api.audience).await?)));
        }
        let changes = changes(&api_to_json(&before), &api_to_json(&api));
        if changes.is_empty() {
            return Ok(before);
        }
        let mut event = by.event(Kind::ApiChanged).detail("audience", api.audience.as_str());
        for (name, change) in changes {
            event = event.detail(&name, change);
        }
        self.commit(write, event).await?;
        Ok(Api { version: api.version + 1, ..api })
    }

    /// Removes an API's record; apps keep what they were given of it.
    pub async fn remove_api(&self, by: &Authority, audience: &str) -> Result<Api, ApiChangeError> {
        let mut write = self.begin::<ApiChangeError>(by).await?;
        let api = present_api(&mut write, audience).await?;
        write.db().delete_api(audience).await?;
        self.commit(write, told(by.event(Kind::ApiRemoved), &api)).await?;
        Ok(api)
    }

    async fn begin_api(&self, by: &Authority, api: &Api) -> Result<Write, ApiChangeError> {
        by.require(Permission::ManageApps)?;
        let problems = problems_of_api(api, &scope::OF_PEOPLE);
        if problems.is_empty() { self.begin(by).await } else { Err(ApiChangeError::Invalid(problems)) }
    }
}

async fn present_api(write: &mut Write, audience: &str) -> Result<Api, ApiChangeError> {
    write.db().find_api(audience).await?.ok_or_else(|| ApiChangeError::Missing(audience.to_owned()))
}

fn told(event: Event, api: &Api) -> Event {
    let json = api_to_json(api);
    ["audience", "name", "scopes"].into_iter().fold(event, |event, name| event.detail(name, json[name].clone()))
}
