//! cutover-plan.
