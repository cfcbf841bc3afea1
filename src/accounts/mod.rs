//! People: sign-in, passwords, throttling, sessions, groups.
