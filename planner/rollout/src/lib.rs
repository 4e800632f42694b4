//! cutover-rollout.
