//! Physical names: `<stack>-<stage>-<name>`, made legal for the service and short enough for it.
use cutover_schemas::address::Address;
use cutover_schemas::graph::Identity;
use sha2::{Digest as _, Sha256};

/// What a service allows in a name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    longest: usize,
    extra: &'static str,
}

/// Lambda functions: 64 characters, letters, digits, `-`, `_`.
pub(crate) const FUNCTION: Rule = Rule { longest: 64, extra: "-_" };
/// IAM roles: 64 characters.
pub(crate) const ROLE: Rule = Rule { longest: 64, extra: "-_+=,.@" };
/// SQS queues: 80 characters.
pub(crate) const QUEUE: Rule = Rule { longest: 80, extra: "-_" };
/// HTTP APIs: 128 characters.
pub(crate) const API: Rule = Rule { longest: 128, extra: "-_ ." };

/// The name of a block's resource, with `suffix` kept whole at its end.
pub(crate) fn physical(identity: &Identity, block: &Address, suffix: &str, rule: Rule) -> String {
    let mut words = vec![identity.stack.as_str(), identity.stage.as_str()];
    words.extend(block.modules());
    words.push(block.name());
    let key = block.key();
    words.extend(key.as_deref());
    let name: String =
        words.join("-").chars().map(|c| if legal(c, rule) { c } else { '-' }).collect();
    let room = rule.longest.saturating_sub(suffix.len());
    if name.len() <= room {
        return format!("{name}{suffix}");
    }
    let hash: String = hex::encode(Sha256::digest(block.as_str())).chars().take(6).collect();
    let kept: String = name.chars().take(room.saturating_sub(hash.len() + 1)).collect();
    format!("{kept}-{hash}{suffix}")
}

fn legal(c: char, rule: Rule) -> bool {
    c.is_ascii_alphanumeric() || rule.extra.contains(c)
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
        let long = format!("function.{}", "x".repeat(80));
        let name = physical(&identity(), &Address::parse(&long).unwrap(), "-exec", FUNCTION);
        assert_eq!((name.len(), name.ends_with("-exec")), (64, true));
    }
}
