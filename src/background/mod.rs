//! What runs on a timer.
