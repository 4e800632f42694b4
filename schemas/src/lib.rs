//! cutover-schemas.
