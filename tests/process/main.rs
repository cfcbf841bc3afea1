//! The binary itself, as an operator meets it: started, asked over TCP, killed at any moment, started again.
//! One test binary of its own: it links none of the server.

mod crash;
mod flood;
mod server;
mod visitor;
