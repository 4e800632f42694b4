//! cutover-tests.
