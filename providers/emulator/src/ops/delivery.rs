//! What one service hands to another's resource on its own behalf: notifications, events, dead letters.
//!
//! The sender names the target by ARN; the target's service takes the parcel through its `receive` hook, which asks
//! the target's resource policy first. Retries and dead letters are the sender's affair.

use std::collections::BTreeMap;

use serde_json::Value;

use super::iam::evaluate::{ByService, role_may, service_may};
use super::{SERVICES, iam, service::Service};
use crate::world::World;

/// Something to hand over.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parcel {
    /// The service that acts, such as `sns.amazonaws.com`.
    pub(crate) principal: &'static str,
    /// The resource it acts for; policies see it as `aws:SourceArn`.
    pub(crate) source_arn: String,
    /// The role it acts as, where it has one: then the role's own policies may allow it too.
    pub(crate) role: Option<String>,
    /// ARN of the target.
    pub(crate) target: String,
    /// What is handed over.
    pub(crate) body: String,
    /// A subject, for targets that carry one (topics).
    pub(crate) subject: Option<String>,
    /// Message attributes, as `SendMessage` takes them.
    pub(crate) attributes: BTreeMap<String, Value>,
    /// The message group, for FIFO targets.
    pub(crate) group: Option<String>,
    /// The deduplication id, for FIFO targets.
    pub(crate) deduplication: Option<String>,
}

impl Parcel {
    /// Whether the sender may do this to the target: by the target's policy, or by the role it acts in.
    pub(crate) fn may(&self, world: &World, action: &str, policy: Option<&str>) -> bool {
        if let Some(role) = &self.role {
            return iam::can_be_assumed_for(world, role, self.principal, Some(&self.source_arn))
                && role_may(world, role, action, &self.target, policy);
        }
        let call = ByService {
            service: self.principal,
            source: &self.source_arn,
            action,
            resource: &self.target,
        };
        policy.is_some_and(|policy| service_may(world, policy, call))
    }
}

/// Why a parcel was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Undelivered {
    /// There is no such target.
    Missing,
    /// Its policy does not let the sender.
    Denied,
    /// The target can't take it now.
    Unavailable,
}

/// Hands a parcel to the service of its target.
pub(crate) fn deliver(world: &mut World, parcel: &Parcel) -> Result<(), Undelivered> {
    let receive = service_of(&parcel.target).and_then(|service| service.receive);
    receive.map_or(Err(Undelivered::Missing), |receive| receive(world, parcel))
}

/// How long EventBridge waits before it tries again: one second doubling to an hour, with half of it left to chance.
pub(crate) fn pause_ms(world: &mut World, tries: u64) -> u64 {
    let whole = 1_000_u64 << tries.saturating_sub(1).min(12);
    let part = whole.min(3_600_000) / 2;
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most half an hour"
    )]
    let chance = (part as f64 * world.chance()) as u64;
    part + chance
}

/// The service whose resource an ARN names.
fn service_of(arn: &str) -> Option<&'static Service> {
    let word = arn.split(':').nth(2)?;
    SERVICES.iter().copied().find(|service| service.signing == word)
}

#[cfg(test)]
mod tests {
    use super::{Parcel, Undelivered, deliver};
    use crate::world::{World, settings::Settings};

    #[test]
    fn what_no_service_takes_is_missing() {
        let mut world = World::new(Settings::default());
        for target in [
            "arn:aws:nowhere:us-east-1:000000000000:x",
            "arn:aws:sqs:us-east-1:000000000000:none",
            "x",
        ] {
            let parcel = Parcel { target: target.to_owned(), ..Parcel::default() };
            assert_eq!(deliver(&mut world, &parcel), Err(Undelivered::Missing), "{target}");
        }
    }
}
