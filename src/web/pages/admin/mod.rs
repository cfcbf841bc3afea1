//! The contexts of the admin area's pages. Built by the routes in `web/admin` only.

mod apis;
mod app_checks;
mod app_claims;
mod app_connect;
mod app_frame;
mod app_health;
mod app_new;
mod app_overview;
mod app_secrets;
mod app_settings;
mod apps_list;
mod attributes;
mod audit;
mod chart;
mod claim_form;
mod confirm;
mod fields;
mod groups;
mod keys;
mod listing;
mod overview;
mod people;
mod person;
mod person_form;
mod person_role;
mod progress;
mod refused_request;
mod search;
mod sessions;
mod settings;
mod shell;
mod shown_once;
mod stale;
mod token_doctor;
mod token_preview;
mod verify;

pub use apis::{ApiForm, ApiRow, ApisList, apis_listing};
pub use app_checks::Check;
pub use app_claims::{AppClaims, RuleRow};
pub use app_connect::{AppConnect, ConnectValue, FirstUse, FirstUseState, ShownFile, StackLink};
pub use app_frame::{AppFrame, AppHead, AppTab};
pub use app_health::{AppHealth, CauseRow, UnknownApps};
pub use app_new::{AppMade, AppNew};
pub use app_overview::AppOverview;
pub use app_secrets::{AppSecretForm, AppSecrets, SecretRow};
pub use app_settings::{AppSettings, EncryptionFields, Lifetime};
pub use apps_list::{AppRow, AppsList, apps_listing};
pub use attributes::{AttributeRow, AttributesPage};
pub use audit::{
    AuditFields, AuditPage, Chain, ChainState, ChangeLine, ChangeRow, Concerned, Detail, EventRow, Head, Mark,
    audit_listing,
};
pub use chart::{Chart, Hour};
pub use claim_form::{ClaimForm, PlaceTicks};
pub use confirm::{Confirm, Loss, Typed};
pub use fields::{Choice, Fields, Problem};
pub use groups::{GroupForm, GroupPage, GroupRow, GroupsList};
pub use keys::{Bar, KeyView, KeysPage, RingView};
pub use listing::{Filter, FilterOption, Listing, Sort};
pub use overview::{Attention, Overview, PasswordPool, Span};
pub use people::{PeopleList, PersonRow, PersonStatus, people_listing};
pub use person::{AppUse, Fact, GroupBadge, PersonActs, PersonPage, SessionRow, TrailRow};
pub use person_form::{AttributeField, PersonForm, TOPICS, Topic, topics};
pub use person_role::PersonRole;
pub use progress::{Failure, Progress, ProgressState};
pub use refused_request::{MarkedDifference, Mend, Parameter, RefusedRequest};
pub use search::{Hit, SearchPage};
pub use sessions::{AppName, DEVICES, SessionEntry, SessionsPage, Whole, sessions_listing};
pub use settings::{Policies, Setting, SettingsPage, SettingsSection};
pub use shell::{Count, Counts, May, Section, Shell};
pub use shown_once::ShownOnce;
pub use stale::{Difference, Stale};
pub use token_doctor::{Examined, FactRow, FindingRow, TokenDoctor};
pub use token_preview::{JsonLine, LeftOut, Note, PersonLink, PreviewToken, TokenPreview};
pub use verify::{FaultRow, VerifyPage, VerifyResult, VerifyState};

use super::{Rendered, show};
use rocket::{Orbit, Rocket};

/// Every sample of the admin area.
pub(super) fn render_samples(rocket: &Rocket<Orbit>, lang: &str, all: &mut Vec<Rendered>) {
    show::<Overview>(rocket, lang, all);
    show::<SearchPage>(rocket, lang, all);
    show::<KeysPage>(rocket, lang, all);
    show::<SettingsPage>(rocket, lang, all);
    show::<PeopleList>(rocket, lang, all);
    show::<PersonPage>(rocket, lang, all);
    show::<PersonForm>(rocket, lang, all);
    show::<PersonRole>(rocket, lang, all);
    show::<AttributesPage>(rocket, lang, all);
    show::<GroupsList>(rocket, lang, all);
    show::<GroupPage>(rocket, lang, all);
    show::<GroupForm>(rocket, lang, all);
    show::<AppsList>(rocket, lang, all);
    show::<AppNew>(rocket, lang, all);
    show::<AppMade>(rocket, lang, all);
    show::<AppOverview>(rocket, lang, all);
    show::<AppConnect>(rocket, lang, all);
    show::<AppClaims>(rocket, lang, all);
    show::<ClaimForm>(rocket, lang, all);
    show::<AppHealth>(rocket, lang, all);
    show::<UnknownApps>(rocket, lang, all);
    show::<ApisList>(rocket, lang, all);
    show::<ApiForm>(rocket, lang, all);
    show::<AppSettings>(rocket, lang, all);
    show::<AppSecrets>(rocket, lang, all);
    show::<AppSecretForm>(rocket, lang, all);
    show::<SessionsPage>(rocket, lang, all);
    show::<AuditPage>(rocket, lang, all);
    show::<VerifyPage>(rocket, lang, all);
    show::<TokenDoctor>(rocket, lang, all);
    show::<Confirm>(rocket, lang, all);
    show::<Stale>(rocket, lang, all);
    show::<Progress>(rocket, lang, all);
    show::<ShownOnce>(rocket, lang, all);
}
