//! The tour: who is there, and what to click. Printed at the terminal, and a page to click from.

use crate::stage::{PEOPLE, Places};

/// Something to visit.
struct Stop {
    /// The class that gives it its colour and letter in the stylesheet.
    look: &'static str,
    name: &'static str,
    what: &'static str,
    url: String,
    steps: &'static [&'static str],
}

fn stops(places: &Places) -> Vec<Stop> {
    let wiki = Stop {
        look: "harbor",
        name: "Harbor Wiki",
        what: "a web app in Rust, on openidconnect",
        url: places.wiki.url(),
        steps: &[
            "Sign in as alice: Claviger asks for the password.",
            "Ask the API for her tasks: the wiki sends it a token of hers.",
        ],
    };
    let board = Stop {
        look: "bluebird",
        name: "Bluebird Board",
        what: "only JavaScript in the browser, on oauth4webapi",
        url: places.board.url(),
        steps: &[
            "Sign in: no password, since Claviger knows her. It asks once what the board may learn.",
            "Ask the API, refresh the tokens, look into the access token. Reload: she is in again.",
        ],
    };
    let desk = places.desk.as_ref().map(|desk| Stop {
        look: "desk",
        name: "Front Desk",
        what: "a Django site, on mozilla-django-oidc",
        url: desk.url(),
        steps: &["Sign in: she is in at once.", "The office is open to her, who is in the group staff."],
    });
    let api = Stop {
        look: "tasks",
        name: "Tasks",
        what: "an API that verifies tokens by itself, on jsonwebtoken",
        url: places.api.url(),
        steps: &["Nothing to sign in to: it has no secret and asks nobody, it only knows the public keys."],
    };
    let claviger = Stop {
        look: "claviger",
        name: "Claviger",
        what: "her own page: her apps, her sign-ins",
        url: format!("{}/account", places.claviger.url()),
        steps: &[
            "Sign out here or at any app. Ten seconds later the others notice: the wiki when it asks the API, the board \
             at a reload, the desk at the next click.",
            "Then sign in as bob, for whom the office stays closed.",
        ],
    };
    [Some(wiki), Some(board), desk, Some(api), Some(claviger)].into_iter().flatten().collect()
}

/// As somebody at a terminal reads it.
pub fn text(places: &Places) -> String {
    let mut text = String::from("\nSign in once, known on every domain. Open the links in Chromium or Firefox.\n\n");
    for person in &PEOPLE {
        text += &format!("    {:<6} password: {:<22} {}\n", person.username, person.password, person.note());
    }
    for (number, stop) in (1..).zip(stops(places)) {
        text += &format!("\n {number}. {}, {}\n    {}\n", stop.name, stop.what, stop.url);
        for step in stop.steps {
            text += &format!("      {step}\n");
        }
    }
    if places.desk.is_none() {
        text += "\n(A Django site joins in when its libraries are there: scripts/demo-python installs them.)\n";
    }
    text + &format!("\nThe same as a page: {}\nCtrl-C ends the demo and removes its data.\n", places.tour.url())
}

/// As a page.
pub fn page(places: &Places) -> String {
    let mut people = String::new();
    for person in &PEOPLE {
        let (username, password, note) = (person.username, person.password, person.note());
        people += &format!("<li><b>{username}</b><code>{password}</code><span>{note}</span></li>\n");
    }
    let mut list = String::new();
    for Stop { look, name, what, url, steps } in stops(places) {
        let steps: String = steps.iter().map(|step| format!("<p>{step}</p>")).collect();
        list += &format!(
            "<li class=\"{look}\"><h2><a href=\"{url}\" target=\"_blank\">{name}</a></h2><p class=\"what\">{what}</p>\
             {steps}<p class=\"url\">{url}</p></li>\n"
        );
    }
    include_str!("tour.html").replace("<!-- people -->", &people).replace("<!-- stops -->", &list)
}
