//! Fault rules: which calls go wrong, how, and when. By seed, so that a failing run can be run again.
//!
//! The dice are not thrown in the order in which calls arrive, which differs from run to run where callers work on many
//! things at once, but for each call by itself: from the seed, what is asked, and how often the same was asked before.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ops::Fault;
use crate::server::hook::{CallInfo, Phase, Verdict};
use crate::world::rng::{Rng, fnv};

/// How a call goes wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Injury {
    /// Refused as too fast, with the service's own code.
    Throttle,
    /// A failure of the service, without effect.
    ServerError,
    /// A failure of the service, although the effect happened.
    ServerErrorAfter,
    /// The connection closes, without effect.
    ResetBefore,
    /// The connection closes, although the effect happened.
    ResetAfter,
    /// The call takes this many milliseconds longer.
    Delay(u64),
    /// The page holds at most this many items.
    ShortPage(usize),
    /// A read does not see the latest write.
    StaleRead,
    /// The server's process dies, without effect: as `kill -9` kills it.
    Kill,
    /// The server's process dies once the effect is kept.
    KillAfter,
    /// Any error by status, code and message, without effect.
    Error {
        /// The HTTP status.
        status: u16,
        /// The code on the wire.
        code: String,
        /// What people read.
        message: String,
    },
}

/// Which of the calls that fit a rule go wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trigger {
    /// Each, with this probability.
    Chance(f64),
    /// The n-th call that fits, counted from 1, and no other.
    Nth(u64),
    /// The first n calls that fit.
    First(u64),
    /// All of them.
    Always,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultRule {
    /// The service's name; absent fits all.
    #[serde(default)]
    pub service: Option<String>,
    /// The operation's name; absent fits all.
    #[serde(default)]
    pub operation: Option<String>,
    /// Which of the fitting calls.
    pub trigger: Trigger,
    /// What happens to them.
    pub injury: Injury,
}

/// A set of rules and the state of their dice.
///
/// In a file: `{"seed": 7, "rules": [{"service": "lambda", "trigger": {"chance": 0.1}, "injury": "throttle"}]}`.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "FaultFile")]
pub struct Faults {
    seed: u64,
    rules: Vec<(FaultRule, u64)>,
    /// How often the same was asked, by its fingerprint.
    asked: BTreeMap<u64, u64>,
    /// How many calls went wrong.
    struck: u64,
}

/// The form of rules in a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FaultFile {
    #[serde(default)]
    seed: u64,
    rules: Vec<FaultRule>,
}

impl From<FaultFile> for Faults {
    fn from(file: FaultFile) -> Faults {
        Faults::new(file.seed, file.rules)
    }
}

impl Default for Faults {
    fn default() -> Faults {
        Faults::new(0, Vec::new())
    }
}

impl Faults {
    /// Rules with a seed. The first rule that strikes decides about a call.
    pub fn new(seed: u64, rules: Vec<FaultRule>) -> Faults {
        let rules = rules.into_iter().map(|rule| (rule, 0)).collect();
        Faults { seed, rules, asked: BTreeMap::new(), struck: 0 }
    }

    /// How many calls went wrong so far.
    pub(crate) fn struck(&self) -> u64 {
        self.struck
    }

    /// Whether some rule makes reads stale.
    pub(crate) fn read_stale(&self) -> bool {
        self.rules.iter().any(|(rule, _)| rule.injury == Injury::StaleRead)
    }

    /// Decides about a call. All but late failures are decided before the effect.
    pub(crate) fn verdict(
        &mut self,
        call: &CallInfo,
        throttled: impl FnOnce() -> Fault,
    ) -> Verdict {
        if self.rules.is_empty() {
            return Verdict::Pass;
        }
        let mut rng = self.dice(call);
        for (rule, count) in self.rules.iter_mut().filter(|(rule, _)| rule.fits(call)) {
            *count += 1;
            if rule.trigger.strikes(*count, &mut rng) {
                self.struck += 1;
                return rule.injury.verdict(throttled);
            }
        }
        Verdict::Pass
    }
}

impl Faults {
    /// The dice of one call.
    fn dice(&mut self, call: &CallInfo) -> Rng {
        let name = format!("{} {} {:?}", call.service, call.operation, call.phase);
        let fingerprint = fnv(name.as_bytes()) ^ fingerprint(&call.request);
        let times = self.asked.entry(fingerprint).or_default();
        *times += 1;
        Rng::new(self.seed ^ fingerprint ^ times.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }
}

/// The same for the same members, in whatever order they were sent.
fn fingerprint(value: &Value) -> u64 {
    match value {
        Value::Object(members) => members.iter().fold(1, |sum, (name, value)| {
            sum.wrapping_add(fnv(format!("{name} {}", fingerprint(value)).as_bytes()))
        }),
        Value::Array(items) => items
            .iter()
            .fold(2, |hash, item| fnv(format!("{hash} {}", fingerprint(item)).as_bytes())),
        one => fnv(one.to_string().as_bytes()),
    }
}

impl FaultRule {
    fn fits(&self, call: &CallInfo) -> bool {
        let is_late = matches!(self.injury, Injury::ServerErrorAfter | Injury::KillAfter);
        let phase = if is_late { Phase::After } else { Phase::Before };
        phase == call.phase
            && self.service.as_deref().is_none_or(|service| service == call.service)
            && self.operation.as_deref().is_none_or(|operation| operation == call.operation)
    }
}

impl Trigger {
    fn strikes(&self, count: u64, rng: &mut Rng) -> bool {
        match self {
            Trigger::Chance(chance) => rng.unit() < *chance,
            Trigger::Nth(nth) => count == *nth,
            Trigger::First(first) => count <= *first,
            Trigger::Always => true,
        }
    }
}

impl Injury {
    fn verdict(&self, throttled: impl FnOnce() -> Fault) -> Verdict {
        match self {
            Injury::Throttle => Verdict::Fail(throttled()),
            Injury::ServerError | Injury::ServerErrorAfter => Verdict::Fail(Fault::receiver(
                500,
                "InternalFailure",
                "The service failed (injected)",
            )),
            Injury::ResetBefore => Verdict::ResetBefore,
            Injury::ResetAfter => Verdict::ResetAfter,
            Injury::Delay(ms) => Verdict::Delay(*ms),
            Injury::ShortPage(cap) => Verdict::ShortPage(*cap),
            Injury::StaleRead => Verdict::StaleRead,
            Injury::Kill | Injury::KillAfter => Verdict::Kill,
            Injury::Error { status, code, message } => {
                Verdict::Fail(Fault::sender(*status, code, message))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::{FaultRule, Faults, Injury, Trigger};
    use crate::ops::Fault;
    use crate::server::hook::{CallInfo, Phase, Verdict};

    fn call(name: &str) -> CallInfo {
        CallInfo {
            service: "sqs",
            operation: "CreateQueue",
            request: Arc::new(json!({ "QueueName": name })),
            phase: Phase::Before,
            nth: 1,
            nth_of_all: 1,
            mutating: true,
        }
    }

    #[test]
    fn what_becomes_of_a_call_depends_on_no_other_call() {
        let rule = FaultRule {
            service: None,
            operation: None,
            trigger: Trigger::Chance(0.3),
            injury: Injury::ResetBefore,
        };
        let names: Vec<String> = (0..1_000).map(|number| format!("q{}", number / 2)).collect();
        let thrown = |seed: u64, names: &mut dyn Iterator<Item = &String>| {
            let mut faults = Faults::new(seed, vec![rule.clone()]);
            let refused = || Fault::sender(400, "Throttling", "");
            let all = names.map(|name| (name.clone(), faults.verdict(&call(name), refused)));
            let mut struck: Vec<_> = all.filter(|(_, one)| *one != Verdict::Pass).collect();
            struck.sort_by(|one, other| one.0.cmp(&other.0));
            struck.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        let forth = thrown(7, &mut names.iter());
        assert_eq!(forth, thrown(7, &mut names.iter().rev()));
        assert_ne!(forth, thrown(8, &mut names.iter()));
        assert!((250..350).contains(&forth.len()), "{}", forth.len());
    }

    #[test]
    fn rules_are_read_from_a_file_and_misspelt_ones_are_refused() {
        let text = r#"{"seed": 3, "rules": [
            {"service": "lambda", "operation": "UpdateAlias", "trigger": {"nth": 2}, "injury": "reset-after"},
            {"trigger": {"chance": 0.1}, "injury": {"delay": 50}},
            {"trigger": "always", "injury": {"error": {"status": 403, "code": "AccessDenied", "message": "no"}}}
        ]}"#;
        let faults: Faults = serde_json::from_str(text).unwrap();
        let first = &faults.rules.first().unwrap().0;
        assert_eq!((&first.trigger, &first.injury), (&Trigger::Nth(2), &Injury::ResetAfter));
        assert!(serde_json::from_str::<Faults>(&text.replace("trigger", "triger")).is_err());
    }
}
