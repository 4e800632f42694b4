//! The alias `live` of a function: the only thing that routes, triggers and people point at.
//!
//! Only the rollout engine writes its version and weights. Provisioned concurrency is kept on the
//! version behind the alias, never on the alias itself: a flip is then atomic and weights stay free.
use crate::operations::Operation;
use crate::table::{ArnText, Literal, by_clearing, computed, immutable, kind, rolled};
use std::collections::BTreeMap;

kind! {
    /// A function's alias, and the version behind it.
    Alias = "alias" {
        /// The function's name.
        function: String = immutable();
        /// The alias's name.
        name: String = immutable().range(1, 128);
        /// Environments kept warm on the version behind the alias.
        provisioned: Option<i64> =
            by_clearing(Operation::PutProvisionedConcurrency, Operation::DeleteProvisionedConcurrency).optional().range(1, 100_000);
        /// Digest of code and versioned settings: decides whether there is anything to roll out.
        digest: Option<String> = rolled();
        /// The version that serves.
        version: Option<i64> = rolled();
        /// The second version that serves while a rollout shifts traffic.
        candidate: Option<i64> = rolled();
        /// The second version's share in ten-thousandths.
        candidate_share: Option<i64> = rolled();
        /// Provisioned concurrency on versions that nothing routes to, by version: a leak that costs money.
        leaked: BTreeMap<String, i64> = computed().or(Literal::NoEntries);
        /// ARN of the role of the version that serves.
        role: Option<ArnText> = computed();
        /// ARN of the dead-letter queue of the version that serves.
        dead_letter: Option<ArnText> = computed();
        /// ARN, known from account, region and names.
        arn: Option<ArnText> = computed().predictable();
    }
    // All of these are calls of a rollout: publish, warm, smoke, then the alias appears.
    create &[Operation::CreateAlias];
    update &[Operation::PutProvisionedConcurrency, Operation::DeleteProvisionedConcurrency];
    delete &[Operation::DeleteAlias];
    with { rank: 70, dies_with_parent: true, natural_key: &["function", "name"] }
}
