//! Between the form about a person and what it changes: what was typed, and what is wrong with it.

use super::person::{claim_name, claim_value};
use crate::accounts::{ActError, FieldError, FieldFault, FormField, PasswordProblem, PersonChange, PersonPage};
use crate::model::attribute::{AttributeDefinition, AttributeError, value_text};
use crate::model::ids::GroupId;
use crate::model::user::User;
use crate::model::username::NameError;
use crate::store::Group;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::AdminForm;
use crate::web::pages::admin::{AttributeField, Fields, TOPICS, Topic, topics};

/// Groups that the form offers: all its fields together stay below what a form may hold.
pub(super) const MOST_GROUPS: i64 = 40;

/// No value is shown again beyond this (characters); what is refused as too long need not be kept whole.
const LONGEST_SHOWN: usize = 2000;

/// What the form is about.
pub(super) struct Known {
    /// The person; none for a new one.
    pub(super) user: Option<User>,
    /// Their groups.
    pub(super) groups: Vec<Group>,
    /// The attributes that there are.
    pub(super) attributes: Vec<AttributeDefinition>,
}

impl Known {
    /// Of somebody who is there.
    pub(super) fn of(found: PersonPage) -> Self {
        Self { user: Some(found.user), groups: found.groups, attributes: found.attributes }
    }

    /// Of somebody new.
    pub(super) async fn of_new(admin: &Admin<'_>) -> Result<Self, ActError> {
        let attributes = admin.provider.accounts.list_attributes(&admin.authority).await?;
        Ok(Self { user: None, groups: Vec::new(), attributes })
    }
}

fn claims() -> impl Iterator<Item = &'static str> {
    TOPICS.iter().flat_map(|(_, claims)| claims.iter().copied())
}

/// What a form changes. Of groups, only what was ticked or cleared since the form was shown.
pub(super) fn change(form: &AdminForm, known: &Known) -> PersonChange {
    let before: Vec<_> = form.get("groups_before").unwrap_or_default().split(' ').map(GroupId::from).collect();
    let after: Vec<_> = form.all("group").map(GroupId::from).collect();
    let attribute =
        |attribute: &AttributeDefinition| (attribute.name.clone(), form.text(&format!("attribute-{}", attribute.name)));
    PersonChange {
        username: Some(form.text("username")),
        email: Some(form.text("email")),
        email_verified: is_email_verified(form, known),
        name: Some(form.text("name")),
        claims: claims().map(|claim| (claim_name(claim), form.text(&format!("claim-{claim}")))).collect(),
        attributes: known.attributes.iter().map(attribute).collect(),
        role: None,
        keeps_password: false,
        join: after.iter().filter(|group| !before.contains(group)).cloned().collect(),
        leave: before.into_iter().filter(|group| !group.as_str().is_empty() && !after.contains(group)).collect(),
    }
}

/// The tick belongs to the address that it stood beside: for another address it must have been made anew.
fn is_email_verified(form: &AdminForm, known: &Known) -> Option<bool> {
    let before = known.user.as_ref().filter(|user| user.email_verified).and_then(|user| user.email.as_deref());
    let is_another = before.is_some_and(|email| email != form.text("email"));
    if is_another { None } else { Some(form.has("email_verified")) }
}

/// What is stored, as the fields of the form.
pub(super) fn stored(found: &PersonPage) -> Fields {
    of_user(&found.user, &found.attributes)
}

/// What is stored of a person, as the fields of the form.
pub(super) fn of_user(user: &User, attributes: &[AttributeDefinition]) -> Fields {
    let fields = Fields::default()
        .with("username", &*user.username)
        .with("name", user.name.as_deref().unwrap_or_default())
        .with("email", user.email.as_deref().unwrap_or_default());
    let fields =
        claims().fold(fields, |fields, claim| fields.with(&format!("claim-{claim}"), claim_value(user, claim)));
    attributes.iter().fold(fields, |fields, attribute| {
        let value = user.attributes.get(&attribute.name).map(value_text).unwrap_or_default();
        fields.with(&format!("attribute-{}", attribute.name), value)
    })
}

/// The names of all fields that hold text.
pub(super) fn names(attributes: &[AttributeDefinition]) -> Vec<String> {
    let own = ["username", "name", "email"].map(str::to_owned);
    let attributes = attributes.iter().map(|attribute| format!("attribute-{}", attribute.name));
    own.into_iter().chain(claims().map(|claim| format!("claim-{claim}"))).chain(attributes).collect()
}

/// What was typed, with what is wrong with it, in the order of the form.
pub(super) fn typed(form: &AdminForm, known: &Known, errors: &[FieldError]) -> Fields {
    let names = names(&known.attributes);
    let shown = |name: &String| form.text(name).chars().take(LONGEST_SHOWN).collect::<String>();
    let mut fields = names.iter().fold(Fields::default(), |fields, name| fields.with(name, shown(name)));
    let mut errors: Vec<_> = errors.iter().map(|error| (field_id(&error.field), &error.fault)).collect();
    errors.sort_by_key(|(id, _)| names.iter().position(|name| name == id).unwrap_or(usize::MAX));
    for (id, fault) in errors {
        refuse(&mut fields, &id, fault);
    }
    fields
}

/// The id of a field in our forms.
pub(in crate::web::admin) fn field_id(field: &FormField) -> String {
    match field {
        FormField::Username => "username".to_owned(),
        FormField::Name => "name".to_owned(),
        FormField::Email => "email".to_owned(),
        FormField::Password => "password".to_owned(),
        FormField::Description => "description".to_owned(),
        FormField::Label => "label".to_owned(),
        FormField::Claim(name) => format!("claim-{}", name.trim_start_matches("address.")),
        FormField::Attribute(name) => format!("attribute-{name}"),
    }
}

/// Says beside a field what is wrong with it.
pub(in crate::web::admin) fn refuse(fields: &mut Fields, id: &str, fault: &FieldFault) {
    let key = match fault {
        FieldFault::Malformed(NameError::Empty) => format!("{id}-empty"),
        FieldFault::Malformed(NameError::TooLong) => format!("{id}-too-long"),
        FieldFault::Malformed(
            NameError::OuterSpace | NameError::Invisible | NameError::AtSign | NameError::NotAnAddress,
        ) => format!("{id}-malformed"),
        FieldFault::Taken(_) => format!("{id}-taken"),
        FieldFault::Password(PasswordProblem::TooShort(least)) => {
            let least = i64::try_from(*least).unwrap_or(i64::MAX);
            return fields.refuse_because(id, "password-too-short", least, "");
        }
        FieldFault::Password(PasswordProblem::TooLong) => "password-too-long".to_owned(),
        FieldFault::Password(PasswordProblem::Common | PasswordProblem::Personal) => "password-too-common".to_owned(),
        FieldFault::Password(PasswordProblem::Unchanged) => "password-unchanged".to_owned(),
        FieldFault::Claim(_) => claim_problem(id).to_owned(),
        FieldFault::Attribute(error) => attribute_problem(error).to_owned(),
    };
    fields.refuse(id, &key);
}

const fn attribute_problem(error: &AttributeError) -> &'static str {
    match error {
        AttributeError::BadName | AttributeError::Unknown => "attribute-name-malformed",
        AttributeError::StandardClaim => "attribute-name-standard",
        AttributeError::TokenClaim => "attribute-name-token",
        AttributeError::LooksSecret => "attribute-name-secret",
        AttributeError::BadLabel => "attribute-label-malformed",
        AttributeError::TooLong => "profile-too-long",
        AttributeError::Invisible => "profile-invisible",
        AttributeError::NotANumber => "attribute-not-number",
        AttributeError::NotABoolean => "attribute-not-boolean",
        AttributeError::NotADate => "attribute-not-date",
        AttributeError::TooMany => "attribute-too-many",
    }
}

fn claim_problem(id: &str) -> &'static str {
    match id {
        "claim-website" | "claim-profile" | "claim-picture" => "profile-malformed-url",
        "claim-birthdate" => "profile-malformed-birthdate",
        "claim-locale" => "profile-malformed-locale",
        "claim-zoneinfo" => "profile-malformed-zoneinfo",
        "claim-phone_number" => "profile-malformed-phone-number",
        _ => "claim-malformed",
    }
}

/// The topics of the form, those with something wrong unfolded.
pub(super) fn topics_of(fields: &Fields) -> Vec<Topic> {
    let id = |claim: &str| format!("claim-{claim}");
    topics(|claim| !fields.value(&id(claim)).is_empty(), |claim| fields.is_wrong(&id(claim)))
}

/// The attributes to fill in.
pub(super) fn attributes(definitions: &[AttributeDefinition]) -> Vec<AttributeField> {
    let field = |definition: &AttributeDefinition| AttributeField {
        name: definition.name.clone(),
        kind: definition.kind.as_str(),
        label: definition.label.clone(),
    };
    definitions.iter().map(field).collect()
}
