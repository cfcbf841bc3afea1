//! The installation's own attributes: defined and removed here, set with the people.

use super::act_error::{FieldError, FieldFault, FormField};
use super::{Accounts, ActError, Authority};
use crate::audit::Kind;
use crate::model::attribute::{AttributeDefinition, check_attribute_label, check_attribute_name};
use crate::model::user::Permission;
use crate::store;

/// People from whom a removed attribute is taken in one transaction.
const AT_ONCE: i64 = 500;

impl Accounts {
    /// Every attribute, by name.
    pub async fn list_attributes(&self, authority: &Authority) -> Result<Vec<AttributeDefinition>, ActError> {
        authority.require(Permission::View)?;
        Ok(self.store.read().await?.db().list_attributes().await?)
    }

    /// Defines an attribute. A name that looks like a secret is refused: attributes may go into tokens.
    pub async fn add_attribute(&self, authority: &Authority, attribute: &AttributeDefinition) -> Result<(), ActError> {
        authority.require(Permission::ManagePeople)?;
        let name = FormField::Attribute(attribute.name.clone());
        let checks = [
            (name.clone(), check_attribute_name(&attribute.name)),
            (FormField::Label, check_attribute_label(&attribute.label)),
        ];
        let failed = checks.into_iter().filter_map(|(field, check)| Some(FieldError::new(field, check.err()?)));
        let errors: Vec<_> = failed.collect();
        if !errors.is_empty() {
            return Err(ActError::Fields(errors));
        }
        let known = self.store.read().await?.db().list_attributes().await?;
        if known.iter().any(|known| known.name == attribute.name) {
            return Err(ActError::Fields(vec![FieldError::new(name, FieldFault::Taken(None))]));
        }
        // A removal of the same name that was cut short may have left values of another type.
        self.strip(&attribute.name).await?;
        let mut write = self.begin_act(authority, Permission::ManagePeople).await?;
        let mut db = write.db();
        match db.insert_attribute(attribute).await {
            Err(store::Error::Taken(_)) => {
                return Err(ActError::Fields(vec![FieldError::new(name, FieldFault::Taken(None))]));
            }
            inserted => inserted?,
        }
        let event = authority.event(Kind::AttributeCreated).detail("attribute", attribute.name.as_str());
        let event = event.detail("label", attribute.label.as_str()).detail("kind", attribute.kind.as_str());
        self.audit.record(&mut db, event.detail("person_editable", attribute.is_person_editable)).await?;
        Ok(write.commit().await?)
    }

    /// Removes an attribute with everybody's value of it. It is gone at once; the values follow in parts, so that nobody
    /// waits behind a million of them.
    pub async fn remove_attribute(&self, authority: &Authority, name: &str) -> Result<(), ActError> {
        let mut write = self.begin_act(authority, Permission::ManagePeople).await?;
        let mut db = write.db();
        if !db.delete_attribute(name).await? {
            return Err(ActError::Gone);
        }
        self.audit.record(&mut db, authority.event(Kind::AttributeRemoved).detail("attribute", name)).await?;
        write.commit().await?;
        self.strip(name).await
    }

    async fn strip(&self, name: &str) -> Result<(), ActError> {
        let mut after = String::new();
        loop {
            let mut write = self.store.write().await?;
            let last = write.db().strip_attribute(name, &after, AT_ONCE).await?;
            write.commit().await?;
            let Some(last) = last else { return Ok(()) };
            after = last;
        }
    }
}
