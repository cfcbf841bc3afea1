//! The binary itself, as an operator meets it: started, asked over TCP, killed at any moment, started again.
//! One test binary of its own: it links none of the server.

#![expect(clippy::panic, reason = "a test ends by panicking, in its helpers too")]
#![expect(clippy::disallowed_methods, reason = "tests are told by the environment where a database server is")]

mod crash;
mod drill;
mod evidence;
mod flood;
mod from_outside;
mod nginx;
mod reseal;
mod restore;
mod selftest;
mod server;
mod start_and_stop;
mod told;
mod visitor;
