//! `/admin/users/bulk`: the same act on a selection, or on all that a search finds. The question says how many; the work
//! is a job with a page of its own.

use super::list::filter;
use crate::accounts::{ActError, PersonAct};
use crate::model::ids::UserId;
use crate::model::params::Params;
use crate::web::admin::jobs::{Job, Jobs, Selection, Task};
use crate::web::admin::refusal::{forbidden, refused};
use crate::web::answer::Answer;
use crate::web::flash::Flash;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::AdminForm;
use crate::web::guards::recent_sign_in::RecentSignIn;
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
}

impl BulkAct {
    fn parse(text: &str) -> Option<Self> {
        [Self::Disable, Self::Enable, Self::EndSessions, Self::Delete].into_iter().find(|act| act.word() == text)
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Disable => "disable",
            Self::Enable => "enable",
            Self::EndSessions => "end-sessions",
            Self::Delete => "delete",
        }
    }

    /// As the catalogue names the question and the work.
    const fn name(self) -> &'static str {
        match self {
            Self::Disable => "disable-people",
            Self::Enable => "enable-people",
            Self::EndSessions => "end-sessions-people",
            Self::Delete => "delete-people",
        }
    }

    const fn person_act(self) -> PersonAct {
        match self {
            Self::Disable => PersonAct::Disable,
            Self::Enable => PersonAct::Enable,
            Self::EndSessions => PersonAct::EndSessions,
            Self::Delete => PersonAct::Delete,
        }
    }

    fn flash(self) -> Flash {
        match self {
            Self::Disable => Flash::good("flash-people-disabled"),
            Self::Enable => Flash::good("flash-people-enabled"),
            Self::EndSessions => Flash::good("flash-people-sessions-ended"),
            Self::Delete => Flash::good("flash-people-deleted"),
        }
    }
}

/// What the list's form says.
struct Asked {
    act: BulkAct,
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
pub(in crate::web::admin) async fn ask(admin: Admin<'_>, _recent: RecentSignIn, form: AdminForm) -> Answer {
    match asked(&admin, &form).await {
        Ok(Some(asked)) => question(admin, asked, false),
        Ok(None) => admin.done(LIST, &Flash::warn("flash-nobody-selected")),
        Err(refusal) => refused(admin, refusal, LIST),
    }
}

/// The answer: the work begins.
#[rocket::post("/admin/users/bulk/begin", data = "<form>")]
pub(in crate::web::admin) async fn begin(
    admin: Admin<'_>,
    _recent: RecentSignIn,
    form: AdminForm,
    jobs: &State<Jobs>,
) -> Answer {
    let asked = match asked(&admin, &form).await {
        Ok(Some(asked)) => asked,
        Ok(None) => return admin.done(LIST, &Flash::warn("flash-nobody-selected")),
        Err(refusal) => return refused(admin, refusal, LIST),
    };
    if asked.must_be_typed() && form.text("typed") != asked.count.to_string() {
        return question(admin, asked, true);
    }
    let (act, list_url) = (asked.act, asked.list_url.clone());
    let task = Task {
        act: act.person_act(),
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
        Some(done) => admin.done(list_url, &act.flash().count(done)),
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
    admin.authority.require(act.person_act().permission())?;
    let mut params = Params::default();
    for name in FILTERS {
        if let Some(value) = form.get(&format!("filter-{name}")) {
            params.push(name, value);
        }
    }
    let mut fields = vec![HiddenField::new("act", act.word())];
    fields.extend(params.iter().map(|(name, value)| HiddenField::new(format!("filter-{name}"), value)));
    let list_url = list_url(&params);
    if form.has("all") {
        let filter = filter(&params, admin.now());
        let found = admin.provider.store.read().await?.db().count_people(&filter).await?;
        fields.push(HiddenField::new("all", "yes"));
        let selection = Selection::All(filter);
        let asked = Asked { act, selection, count: found.number, is_more: found.is_more, list_url, fields };
        return Ok(Some(asked).filter(|asked| asked.count > 0));
    }
    let mut ids: Vec<_> = form.all("id").map(UserId::from).collect();
    ids.sort_unstable();
    ids.dedup();
    fields.extend(ids.iter().map(|id| HiddenField::new("id", id.as_str())));
    let count = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let asked = Asked { act, selection: Selection::These(ids), count, is_more: false, list_url, fields };
    Ok(Some(asked).filter(|asked| asked.count > 0))
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
        name: String::new(),
        count: asked.count,
        losses: more.into_iter().collect(),
        typed,
        is_danger: asked.act != BulkAct::Enable,
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
