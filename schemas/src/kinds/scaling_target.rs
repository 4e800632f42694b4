//! What Application Auto Scaling may do to the provisioned concurrency of a function's version.
//!
//! A target is known by the version's number, so each version that serves gets its own. Nothing compares how many
//! environments there are meanwhile: between the bounds that is the service's business.
use crate::operations::Operation;
use crate::table::{by, immutable, kind};

kind! {
    /// The bounds of a version's provisioned concurrency.
    ScalingTarget = "scaling_target" {
        /// What is scaled: `function:NAME:VERSION`.
        resource: String = immutable();
        /// Fewest environments kept warm.
        min: i64 = by(Operation::RegisterScalableTarget).range(1, 100_000);
        /// Most of them.
        max: i64 = by(Operation::RegisterScalableTarget).range(1, 100_000);
    }
    create &[Operation::RegisterScalableTarget];
    update &[Operation::RegisterScalableTarget];
    delete &[Operation::DeregisterScalableTarget];
    with { rank: 115, natural_key: &["resource"] }
}

/// The function's name and the version in `function:NAME:VERSION`.
pub fn version_of(resource: &str) -> Option<(&str, i64)> {
    let (function, version) = resource.strip_prefix("function:")?.rsplit_once(':')?;
    Some((function, version.parse().ok()?))
}
