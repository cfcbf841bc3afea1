//! What happened, who did it, from where.
