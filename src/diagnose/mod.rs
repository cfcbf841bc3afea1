//! What finds out why something does not work, for pages and commands alike. Nothing here changes anything.

pub mod token_doctor;
