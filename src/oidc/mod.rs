//! The protocol: no Rocket, no SQL.
