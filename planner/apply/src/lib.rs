//! cutover-apply.
