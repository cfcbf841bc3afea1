//! The laws of the acts on what signs.
