//! The binary itself, as an operator meets it: started, asked over TCP, killed at any moment, started again.
//! One test binary of its own: it links none of the server.

#![expect(
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests fail by panicking and are told things by variables"
)]

mod crash;
mod flood;
mod server;
mod visitor;
