//! The integration tests, one binary, since each binary links the whole tree anew.

mod architecture;
