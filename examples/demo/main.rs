//! Claviger with two people and apps of four kinds on unrelated domains, to click through:
//! `cargo run --release --example demo`.
//!
//! Every part is a process of its own, and all but the Django site are this binary: `DEMO_PART` says which one it is to
//! be. The parts find each other by their environment, as anywhere else.

#![expect(clippy::disallowed_methods, reason = "samples that stand alone read their own environment")]

#[expect(dead_code, reason = "its `main` is for those who copy the file")]
mod api;
mod browser_app;
mod look;
mod part;
mod stage;
mod tour;
#[expect(dead_code, reason = "its `main` is for those who copy the file")]
mod web_app;

use rocket::{Build, Rocket};
use std::error::Error;
use std::process::ExitCode;

/// Why the demo cannot go on: a sentence for the person at the terminal.
type Failure = Box<dyn Error + Send + Sync>;

fn main() -> ExitCode {
    let outcome = match std::env::var(part::WHICH).as_deref() {
        Err(_) => stage::run(),
        Ok(part::CLAVIGER) => return claviger::cli::main(),
        Ok(part::WEB_APP) => serve(async { Ok(web_app::rocket().await?.mount("/", look::style_route())) }),
        Ok(part::BROWSER_APP) => serve(async { browser_app::rocket() }),
        Ok(part::API) => serve(async { Ok(api::rocket().await?.mount("/", look::api_routes())) }),
        Ok(part::TOUR) => serve(async { look::tour() }),
        Ok(other) => Err(format!("There is no part {other}.").into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

/// Listens until it is ended.
fn serve(rocket: impl Future<Output = Result<Rocket<Build>, Failure>> + Send) -> Result<(), Failure> {
    rocket::execute(async {
        rocket.await?.launch().await?;
        Ok(())
    })
}
