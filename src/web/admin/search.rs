//! `/admin/search?q=…`: people, groups and apps by one field; the command palette shows the same list.

use crate::model::people_list::{PageRequest, PeopleFilter, PeopleSort};
use crate::model::user::User;
use crate::store;
use crate::web::answer::Answer;
use crate::web::error;
use crate::web::guards::admin::Admin;
use crate::web::guards::params::Query;
use crate::web::messages::message;
use crate::web::pages::admin::{Count, Hit, Hits, SearchPage, Section};

/// Of each kind.
const MOST_HITS: usize = 8;

/// Fewer letters name no page.
const SHORTEST_WORD: usize = 2;

/// Longer questions find nothing.
const LONGEST_QUESTION: usize = 200;

#[rocket::get("/admin/search")]
pub(super) async fn get(admin: Admin<'_>, query: Query) -> Answer {
    let params = query.params().unwrap_or_default();
    let asked: String = params.get("q").unwrap_or_default().trim().chars().take(LONGEST_QUESTION).collect();
    let found = if asked.is_empty() { Ok(Found::default()) } else { find(&admin, &asked).await };
    match found {
        Ok(Found { people, groups, apps }) => {
            let pages = pages(&admin.chrome.lang, &asked);
            Answer::page(&SearchPage { shell: admin.into_shell(Section::None), q: asked, people, groups, apps, pages })
        }
        Err(failed) => error::store_page(admin.chrome, failed),
    }
}

/// The first few of each kind.
#[derive(Default)]
struct Found {
    people: Hits,
    groups: Hits,
    apps: Hits,
}

async fn find(admin: &Admin<'_>, asked: &str) -> store::Result<Found> {
    let mut read = admin.provider.store.read().await?;
    let people = people(&mut read.db(), asked).await?;
    let limit = i64::try_from(MOST_HITS).unwrap_or(i64::MAX);
    let groups = read.db().list_groups(asked, &PageRequest::first(limit)).await?;
    let all = groups.count.into();
    let first = groups.rows.into_iter();
    let first =
        first.map(|row| Hit::new(format!("/admin/groups/{}", row.group.id), row.group.name, row.group.description));
    Ok(Found { people, groups: Hits { first: first.collect(), all }, apps: apps(admin, asked) })
}

/// Whose name, username or e-mail address holds what was asked.
async fn people(db: &mut store::Db<'_>, asked: &str) -> store::Result<Hits> {
    let filter = PeopleFilter { q: asked.to_owned(), ..PeopleFilter::default() };
    let limit = i64::try_from(MOST_HITS).unwrap_or(i64::MAX);
    let found = db.list_people(&filter, PeopleSort::Name, &PageRequest::first(limit)).await?;
    Ok(Hits { first: found.rows.into_iter().map(hit).collect(), all: found.count.into() })
}

fn hit(user: User) -> Hit {
    let line = user.email.unwrap_or_else(|| user.username.clone());
    Hit::new(format!("/admin/users/{}", user.id), user.name.unwrap_or(user.username), Some(line))
}

/// The token doctor, by any word of its name in the page's language or in the protocol's.
fn pages(lang: &str, asked: &str) -> Vec<Hit> {
    let title = message(lang, "doctor-title", &[]).unwrap_or_default();
    let words = format!("{} token jwt doctor", title.to_lowercase());
    let wanted = asked.to_lowercase();
    let is_meant = words.split([' ', '-']).any(|word| wanted.len() >= SHORTEST_WORD && word.starts_with(&wanted));
    if is_meant || title.to_lowercase() == wanted {
        vec![Hit::new("/admin/tokens".to_owned(), title, None)]
    } else {
        Vec::new()
    }
}

fn apps(admin: &Admin<'_>, asked: &str) -> Hits {
    let wanted = asked.to_lowercase();
    let mut found: Vec<_> = admin.provider.clients.all();
    found.retain(|app| app.name.to_lowercase().contains(&wanted) || app.id.as_str().to_lowercase().contains(&wanted));
    found.sort_by_cached_key(|app| (app.name.to_lowercase(), app.id.clone()));
    let hit = |app: &crate::model::client::Client| {
        Hit::new(format!("/admin/clients/{}", app.id), app.name.clone(), Some(app.id.to_string()))
    };
    let all = Count::new(i64::try_from(found.len()).unwrap_or(i64::MAX));
    Hits { first: found.iter().take(MOST_HITS).map(|app| hit(app)).collect(), all }
}
