//! Physical names: `<stack>-<stage>-<name>`, made legal for the service and short enough for it.
use cutover_schemas::address::Address;
use cutover_schemas::graph::Identity;
use sha2::{Digest as _, Sha256};

/// What a service allows in a name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    longest: usize,
    extra: &'static str,
    /// Whether capitals become small letters.
    lower: bool,
}

const fn rule(longest: usize, extra: &'static str) -> Rule {
    Rule { longest, extra, lower: false }
}

/// Lambda functions: 64 characters, letters, digits, `-`, `_`.
pub(crate) const FUNCTION: Rule = rule(64, "-_");
/// IAM roles: 64 characters.
pub(crate) const ROLE: Rule = rule(64, "-_+=,.@");
/// SQS queues: 80 characters.
pub(crate) const QUEUE: Rule = rule(80, "-_");
/// SNS topics: 256 characters.
pub(crate) const TOPIC: Rule = rule(256, "-_");
/// DynamoDB tables: 255 characters.
pub(crate) const TABLE: Rule = rule(255, "-_.");
/// Kinesis data streams: 128 characters.
pub(crate) const STREAM: Rule = rule(128, "-_.");
/// CloudWatch alarms: 255 characters.
pub(crate) const ALARM: Rule = rule(255, "-_.");
/// Lambda layers: 140 characters.
pub(crate) const LAYER: Rule = rule(140, "-_");
/// EventBridge event buses: 256 characters.
pub(crate) const BUS: Rule = rule(256, "-_.");
/// EventBridge rules, schedules and subscription filters: 64 characters, though the last may have more.
pub(crate) const RULE: Rule = rule(64, "-_.");
/// HTTP APIs: 128 characters.
pub(crate) const API: Rule = rule(128, "-_ .");
/// S3 buckets: 63 characters, small letters, digits and `-`; dots would break TLS.
pub(crate) const BUCKET: Rule = Rule { lower: true, ..rule(63, "-") };

/// The name of a block's resource, with `suffix` kept whole at its end.
pub(crate) fn physical(identity: &Identity, block: &Address, suffix: &str, rule: Rule) -> String {
    let mut words = vec![identity.stack.clone(), identity.stage.clone()];
    for (module, key) in block.modules() {
        words.push(module);
        words.extend(key);
    }
    words.push(block.name().to_owned());
    words.extend(block.key());
    let name: String = words.join("-").chars().map(|c| shaped(c, rule)).collect();
    let room = rule.longest.saturating_sub(suffix.len());
    if name.len() <= room {
        return format!("{name}{suffix}");
    }
    let hash: String = hex::encode(Sha256::digest(block.as_str())).chars().take(6).collect();
    let kept: String = name.chars().take(room.saturating_sub(hash.len() + 1)).collect();
    format!("{kept}-{hash}{suffix}")
}

/// A character as the service takes it.
fn shaped(c: char, rule: Rule) -> char {
    let c = if rule.lower { c.to_ascii_lowercase() } else { c };
    if c.is_ascii_alphanumeric() || rule.extra.contains(c) { c } else { '-' }
}

/// The name of something that a deployment has once: `<stack>-<stage>`. `address` only tells it apart when it is cut.
pub(crate) fn deployment(identity: &Identity, address: &Address, rule: Rule) -> String {
    let name = format!("{}-{}", identity.stack, identity.stage);
    let name: String = name.chars().map(|c| shaped(c, rule)).collect();
    if name.len() <= rule.longest {
        return name;
    }
    let whole = format!("{} {} {}", identity.stack, identity.stage, address.as_str());
    let hash: String = hex::encode(Sha256::digest(whole)).chars().take(6).collect();
    let kept: String = name.chars().take(rule.longest.saturating_sub(hash.len() + 1)).collect();
    format!("{kept}-{hash}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity() -> Identity {
        Identity {
            stack: "shop".into(),
            stage: "pr-1".into(),
            partition: "aws".into(),
            account: "1".into(),
            region: "eu".into(),
            caller: String::new(),
        }
    }

    #[test]
    fn names_are_legal_short_and_distinct() {
        let check = |address: &str, suffix, expect: &str| {
            let name = physical(&identity(), &Address::parse(address).unwrap(), suffix, FUNCTION);
            assert_eq!(name, expect);
            assert!(name.len() <= 64);
        };
        check("function.orders", "", "shop-pr-1-orders");
        check("module.web.function.orders[\"eu/west\"]", "", "shop-pr-1-web-orders-eu-west");
        check("queue.jobs", ".fifo", "shop-pr-1-jobs.fifo");
        let bucket = Address::parse("bucket.Raw_Images").unwrap();
        let name = physical(&identity(), &bucket, "-1-eu", BUCKET);
        assert_eq!(name, "shop-pr-1-raw-images-1-eu");
        let long = format!("function.{}", "x".repeat(80));
        let name = physical(&identity(), &Address::parse(&long).unwrap(), "-exec", FUNCTION);
        assert_eq!((name.len(), name.ends_with("-exec")), (64, true));
    }
}
