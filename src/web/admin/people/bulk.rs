//! `/admin/users/bulk`: the same act on a selection, or on all that a search finds. The question says how many; the work
//! is a job with a page of its own.

use super::list::filter;
use crate::accounts::{ActError, PersonAct};
use crate::model::ids::{GroupId, UserId};
use crate::model::params::Params;
use crate::store::Group;
use crate::web::admin::jobs::{Job, Jobs, Selection, Task};
use crate::web::admin::refusal::{forbidden, refused};
use crate::web::answer::Answer;
use crate::web::flash::Flash;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::{AdminForm, RecentForm};
use crate::web::pages::HiddenField;
use crate::web::pages::admin::{Confirm, Loss, Section, Typed};
use rocket::State;
use std::time::Duration;
use url::form_urlencoded::Serializer;

/// Of more people than this the number is to be typed.
const FEW: i64 = 20;

/// Work that is done within this time is answered by the list itself.
const MOMENT: Duration = Duration::from_millis(900);

const LIST: &str = "/admin/users";

/// The filters of the list, as its form sends them along.
const FILTERS: [&str; 5] = ["q", "status", "group", "role", "seen"];

/// What is done to each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BulkAct {
    Disable,
    Enable,
    EndSessions,
    Delete,
    Join,
    Leave,
}

impl BulkAct {
    const ALL: [Self; 6] = [Self::Disable, Self::Enable, Self::EndSessions, Self::Delete, Self::Join, Self::Leave];

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.word() == text)
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Disable => "disable",
            Self::Enable => "enable",
            Self::EndSessions => "end-sessions",
            Self::Delete => "delete",
            Self::Join => "join",
            Self::Leave => "leave",
        }
    }

    /// As the catalogue names the question and the work.
    const fn name(self) -> &'static str {
        match self {
            Self::Disable => "disable-people",
            Self::Enable => "enable-people",
            Self::EndSessions => "end-sessions-people",
            Self::Delete => "delete-people",
            Self::Join => "join-people",
            Self::Leave => "leave-people",
        }
    }

    /// Whether it is about a group.
    const fn is_of_group(self) -> bool {
        matches!(self, Self::Join | Self::Leave)
    }

    fn person_act(self, group: Option<&Group>) -> Option<PersonAct> {
        Some(match self {
            Self::Disable => PersonAct::Disable,
            Self::Enable => PersonAct::Enable,
            Self::EndSessions => PersonAct::EndSessions,
            Self::Delete => PersonAct::Delete,
            Self::Join => PersonAct::Join(group?.id.clone()),
            Self::Leave => PersonAct::Leave(group?.id.clone()),
        })
    }

    fn flash(self) -> Flash {
        match self {
            Self::Disable => Flash::good("flash-people-disabled"),
            Self::Enable => Flash::good("flash-people-enabled"),
            Self::EndSessions => Flash::good("flash-people-sessions-ended"),
            Self::Delete => Flash::good("flash-people-deleted"),
            Self::Join => Flash::good("flash-people-joined"),
            Self::Leave => Flash::good("flash-people-left"),
        }
    }
}

/// What the list's form says.
struct Asked {
    act: BulkAct,
    /// What is done to each.
    person_act: PersonAct,
    /// The group that it is about; empty where it is about none.
    group: String,
    selection: Selection,
    count: i64,
    is_more: bool,
    /// The list as it was filtered.
    list_url: String,
    /// To be sent again with the answer.
    fields: Vec<HiddenField>,
}

/// The question.
#[rocket::post("/admin/users/bulk", data = "<form>")]
pub(in crate::web::admin) async fn ask(admin: Admin<'_>, form: RecentForm) -> Answer {
    match asked(&admin, &form).await {
        Ok(Some(asked)) => question(admin, asked, false),
        Ok(None) => admin.done(LIST, &Flash::warn("flash-nobody-selected")),
        Err(refusal) => refused(admin, refusal, LIST),
    }
}

/// The answer: the work begins.
#[rocket::post("/admin/users/bulk/begin", data = "<form>")]
pub(in crate::web::admin) async fn begin(admin: Admin<'_>, form: RecentForm, jobs: &State<Jobs>) -> Answer {
    let asked = match asked(&admin, &form).await {
        Ok(Some(asked)) => asked,
        Ok(None) => return admin.done(LIST, &Flash::warn("flash-nobody-selected")),
        Err(refusal) => return refused(admin, refusal, LIST),
    };
    if asked.must_be_typed() && form.text("typed") != asked.count.to_string() {
        return question(admin, asked, true);
    }
    let (act, list_url) = (asked.act, asked.list_url.clone());
    let flash = act.flash().name(&asked.group);
    let task = Task {
        act: asked.person_act,
        name: act.name(),
        selection: asked.selection,
        total: asked.count,
        is_more: asked.is_more,
        back_url: asked.list_url,
    };
    let job = match jobs.begin(admin.provider, &admin.authority, &admin.person.user.id, task) {
        Ok(job) => job,
        Err(running) => return admin.done(running.url(), &Flash::warn("flash-job-running")),
    };
    match finished(&job).await {
        Some(done) => admin.done(list_url, &flash.count(done)),
        None => Answer::SeeOther(job.url()),
    }
}

/// How many were done, where all were and soon.
async fn finished(job: &Job) -> Option<i64> {
    tokio::time::timeout(MOMENT, job.ended()).await.ok()?;
    job.done_without_failure()
}

impl Asked {
    const fn must_be_typed(&self) -> bool {
        self.count > FEW
    }
}

async fn asked(admin: &Admin<'_>, form: &AdminForm) -> Result<Option<Asked>, ActError> {
    let Some(act) = form.get("act").and_then(BulkAct::parse) else { return Ok(None) };
    let group = group_of(admin, act, form).await?;
    let Some(person_act) = act.person_act(group.as_ref()) else { return Ok(None) };
    admin.authority.require(person_act.permission())?;
    let mut params = Params::default();
    for name in FILTERS {
        if let Some(value) = form.get(&format!("filter-{name}")) {
            params.push(name, value);
        }
    }
    let mut fields = vec![HiddenField::new("act", act.word())];
    fields.extend(group.iter().map(|group| HiddenField::new("into", group.id.as_str())));
    fields.extend(params.iter().map(|(name, value)| HiddenField::new(format!("filter-{name}"), value)));
    let (selection, count, is_more) = if form.has("all") {
        let filter = filter(&params, admin.now());
        let found = admin.provider.store.read().await?.db().count_people(&filter).await?;
        fields.push(HiddenField::new("all", "yes"));
        (Selection::All(filter), found.number, found.is_more)
    } else {
        let mut ids: Vec<_> = form.all("id").map(UserId::from).collect();
        ids.sort_unstable();
        ids.dedup();
        fields.extend(ids.iter().map(|id| HiddenField::new("id", id.as_str())));
        let count = i64::try_from(ids.len()).unwrap_or(i64::MAX);
        (Selection::These(ids), count, false)
    };
    let list_url = list_url(&params);
    let group = group.map(|group| group.name).unwrap_or_default();
    let asked = Asked { act, person_act, group, selection, count, is_more, list_url, fields };
    Ok(Some(asked).filter(|asked| asked.count > 0))
}

/// The group that an act is about, if it is about one and may be changed by whoever asks.
async fn group_of(admin: &Admin<'_>, act: BulkAct, form: &AdminForm) -> Result<Option<Group>, ActError> {
    let Some(id) = form.get("into").filter(|_| act.is_of_group()) else { return Ok(None) };
    let group = admin.provider.store.read().await?.db().find_group_by_id(&GroupId::from(id)).await?;
    if let Some(group) = &group {
        admin.authority.check_group(group)?;
    }
    Ok(group)
}

fn list_url(params: &Params) -> String {
    if params.is_empty() {
        return LIST.to_owned();
    }
    let mut query = Serializer::new(String::new());
    query.extend_pairs(params.iter());
    format!("{LIST}?{}", query.finish())
}

fn question(admin: Admin<'_>, asked: Asked, is_wrong: bool) -> Answer {
    let typed = asked.must_be_typed().then(|| Typed { is_wrong, ..Typed::new(asked.count.to_string()) });
    let more = asked.is_more.then_some(Loss { kind: "more", count: asked.count });
    let page = Confirm {
        act: asked.act.name(),
        name: asked.group,
        count: asked.count,
        losses: more.into_iter().collect(),
        typed,
        is_danger: !matches!(asked.act, BulkAct::Enable | BulkAct::Join),
        action: "/admin/users/bulk/begin".to_owned(),
        fields: asked.fields,
        cancel_url: asked.list_url,
        shell: admin.into_shell(Section::People),
    };
    let status = if is_wrong { rocket::http::Status::UnprocessableEntity } else { rocket::http::Status::Ok };
    Answer::with_status(status, &page)
}

/// Reloading the address of a question leads back to the list.
#[rocket::get("/admin/users/bulk")]
pub(in crate::web::admin) fn again(admin: Admin<'_>) -> Answer {
    if admin.may(crate::model::user::Permission::ManagePeople) {
        Answer::SeeOther(LIST.to_owned())
    } else {
        forbidden(admin)
    }
}
