//! Fault rules: which calls go wrong, how, and when. By seed, so that a failing run can be run again.

use serde::{Deserialize, Serialize};

use crate::ops::Fault;
use crate::server::hook::{CallInfo, Phase, Verdict};
use crate::world::rng::Rng;

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
    rules: Vec<(FaultRule, u64)>,
    rng: Rng,
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
        Faults { rules: rules.into_iter().map(|rule| (rule, 0)).collect(), rng: Rng::new(seed) }
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
        let rng = &mut self.rng;
        for (rule, count) in self.rules.iter_mut().filter(|(rule, _)| rule.fits(call)) {
            *count += 1;
            if rule.trigger.strikes(*count, rng) {
                return rule.injury.verdict(throttled);
            }
        }
        Verdict::Pass
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
    use super::{Faults, Injury, Trigger};

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
