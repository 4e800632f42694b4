//! cutover-audit.
