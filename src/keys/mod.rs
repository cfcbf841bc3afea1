//! Signing keys: the ring, sealing at rest, JWK and JWT.
