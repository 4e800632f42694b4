//! cutover-cloud.
