//! How much of a version's provisioned concurrency should be in use: there is more when it is more, and less when it is less.
//!
//! Ranges: Application Auto Scaling's guide on Lambda, target tracking of `LambdaProvisionedConcurrencyUtilization`.
use crate::operations::Operation;
use crate::table::{by, immutable, kind};

kind! {
    /// A policy that keeps the use of provisioned concurrency near a share.
    ScalingPolicy = "scaling_policy" {
        /// What is scaled: `function:NAME:VERSION`.
        resource: String = immutable();
        /// Its name, unlike those of the target's other policies.
        name: String = immutable().range(1, 256);
        /// The share of the environments that should be in use, in ten-thousandths.
        utilization: i64 = by(Operation::PutScalingPolicy).range(1_000, 9_000);
    }
    create &[Operation::PutScalingPolicy];
    update &[Operation::PutScalingPolicy];
    delete &[Operation::DeleteScalingPolicy];
    with { rank: 120, dies_with_parent: true, natural_key: &["resource", "name"] }
}
