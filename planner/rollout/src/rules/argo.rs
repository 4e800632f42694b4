//! Argo Rollouts: the analysis of its page on CloudWatch, in the background from the first share on.
//!
//! Every minute the share of failed requests of the last fifteen minutes is asked for, in periods of five minutes;
//! `all(result[0].Values, {# <= 0.01})` is a success, and more failures than `failureLimit: 3` abort. Without data the
//! list is empty, and all of nothing is true.
//! <https://argo-rollouts.readthedocs.io/en/stable/analysis/cloudwatch/>
use super::{Check, Seen, sum};

/// Largest share of failed requests.
const MOST: f64 = 0.01;
/// Measurements that may fail.
const FAILURE_LIMIT: u32 = 3;
/// Minutes that are asked for.
const INTERVAL: i64 = 15;
/// Minutes of one value.
const VALUE: usize = 5;

#[derive(Debug, Default)]
pub(super) struct Argo {
    failed: u32,
}

impl Argo {
    pub(super) fn check(&mut self, seen: &Seen<'_>) -> Check {
        let over = seen
            .candidates(INTERVAL)
            .any(|arms| arms.rchunks(VALUE).map(sum).any(|value| value.bad > MOST * value.total));
        self.failed += u32::from(over);
        if self.failed > FAILURE_LIMIT { Check::Abort } else { Check::Pass }
    }
}
