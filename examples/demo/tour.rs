//! What the demo prints: who is there, and what to click.

use crate::stage::{PEOPLE, Places};

/// The tour, as somebody at a terminal reads it.
pub fn text(places: &Places) -> String {
    let mut text = String::from("\nSign in once, known on every domain. Open the links in Chromium or Firefox.\n\n");
    for person in &PEOPLE {
        let note = if person.is_staff { "in the group staff" } else { "in no group" };
        text += &format!("    {:<6} password: {:<22} {note}\n", person.username, person.password);
    }
    for (number, (title, url, steps)) in (1..).zip(stops(places)) {
        text += &format!("\n {number}. {title}\n    {url}\n");
        for step in steps {
            text += &format!("      {step}\n");
        }
    }
    if places.desk.is_none() {
        text += "\n(A Django site joins in when its libraries are there: scripts/demo-python installs them.)\n";
    }
    text + "\nCtrl-C ends the demo and removes its data.\n"
}

/// Title, address and what to do there.
type Stop = (&'static str, String, &'static [&'static str]);

fn stops(places: &Places) -> Vec<Stop> {
    let mut stops: Vec<Stop> = vec![
        (
            "Harbor Wiki, a web app in Rust (openidconnect)",
            places.wiki.url(),
            &["Sign in as alice. Then ask the API for her tasks: the wiki sends it a token."],
        ),
        (
            "Bluebird Board, only JavaScript in the browser (oauth4webapi)",
            places.board.url(),
            &[
                "Sign in: no password, since another domain knows her. It asks once what the app may learn.",
                "Ask the API, refresh the tokens, and look into the access token.",
            ],
        ),
    ];
    if let Some(desk) = &places.desk {
        let steps: &[&str] = &["Sign in: she is in at once. The office is open to her: she is in the group staff."];
        stops.push(("Front Desk, a Django site (mozilla-django-oidc)", desk.url(), steps));
    }
    stops.push((
        "Tasks, an API that verifies tokens by itself (jsonwebtoken)",
        places.api.url(),
        &["Nothing to sign in to: it needs no secret and no call to Claviger, only the public keys."],
    ));
    stops.push((
        "Claviger itself: her apps and her sign-ins",
        format!("{}/account", places.claviger.url()),
        &[
            "Sign out at any app, and open another: within 40 seconds it knows nobody any more.",
            "Then sign in as bob, for whom the office stays closed.",
        ],
    ));
    stops
}
