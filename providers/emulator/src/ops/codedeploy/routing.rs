//! How traffic goes over: read from a request, checked against AWS's bounds, shown.
//!
//! <https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html>: shares are 1-99 %, and a deployment's
//! traffic is over within 2,880 minutes.

use serde_json::{Value, json};

use super::faults::refuse;
use super::model::Routing;
use crate::ops::{Fault, Input};

/// The longest a shift may take, in minutes.
const LONGEST: u32 = 2_880;

/// Reads a `trafficRoutingConfig`.
pub(super) fn read(part: &Input) -> Result<Routing, Fault> {
    let routing = match part.text("type") {
        Some("AllAtOnce") => Routing::AllAtOnce,
        Some("TimeBasedCanary") => {
            let given = detail(part, "timeBasedCanary")?;
            Routing::Canary {
                percentage: number(&given, "canaryPercentage")?,
                minutes: number(&given, "canaryInterval")?,
            }
        }
        Some("TimeBasedLinear") => {
            let given = detail(part, "timeBasedLinear")?;
            Routing::Linear {
                percentage: number(&given, "linearPercentage")?,
                minutes: number(&given, "linearInterval")?,
            }
        }
        _ => return Err(invalid("The type must be TimeBasedCanary, TimeBasedLinear or AllAtOnce")),
    };
    let (percentage, span) = match routing {
        Routing::AllAtOnce => return Ok(routing),
        Routing::Canary { percentage, minutes } => (percentage, minutes),
        Routing::Linear { percentage, minutes } => {
            (percentage, minutes.saturating_mul(100_u32.div_ceil(percentage.max(1)) - 1))
        }
    };
    if !(1..=99).contains(&percentage) {
        return Err(invalid("The percentage must be between 1 and 99"));
    }
    if span == 0 || span > LONGEST {
        return Err(invalid(format!("The traffic must be shifted within 1 to {LONGEST} minutes")));
    }
    Ok(routing)
}

fn detail(part: &Input, member: &str) -> Result<Input, Fault> {
    let given = part.get(member).ok_or_else(|| invalid(format!("{member} must be specified")))?;
    Ok(part.part(given))
}

fn number(given: &Input, member: &str) -> Result<u32, Fault> {
    let number = given.integer(member)?.and_then(|number| u32::try_from(number).ok());
    number.ok_or_else(|| invalid(format!("{member} must be a positive number")))
}

pub(super) fn invalid(message: impl Into<String>) -> Fault {
    refuse("InvalidTrafficRoutingConfigurationException", message)
}

/// Shows a `trafficRoutingConfig`.
pub(super) fn shown(routing: Routing) -> Value {
    match routing {
        Routing::AllAtOnce => json!({ "type": "AllAtOnce" }),
        Routing::Canary { percentage, minutes } => json!({
            "type": "TimeBasedCanary",
            "timeBasedCanary": { "canaryPercentage": percentage, "canaryInterval": minutes },
        }),
        Routing::Linear { percentage, minutes } => json!({
            "type": "TimeBasedLinear",
            "timeBasedLinear": { "linearPercentage": percentage, "linearInterval": minutes },
        }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{read, shown};
    use crate::ops::Input;

    #[test]
    fn shares_and_spans_have_bounds() {
        let check = |given: &Value| read(&Input::new(given.clone(), "")).map(shown).ok();
        let canary = |percentage: i64, minutes: i64| {
            let detail = json!({"canaryPercentage": percentage, "canaryInterval": minutes});
            json!({"type": "TimeBasedCanary", "timeBasedCanary": detail})
        };
        let linear = |percentage: i64, minutes: i64| {
            let detail = json!({"linearPercentage": percentage, "linearInterval": minutes});
            json!({"type": "TimeBasedLinear", "timeBasedLinear": detail})
        };
        for sound in [
            json!({"type": "AllAtOnce"}),
            canary(1, 2_880),
            canary(99, 1),
            linear(10, 320),
            linear(33, 960),
        ] {
            assert_eq!(check(&sound), Some(sound.clone()), "{sound}");
        }
        for wrong in [
            json!({}),
            json!({"type": "TimeBasedCanary"}),
            canary(0, 5),
            canary(100, 5),
            canary(10, 0),
            canary(10, 2_881),
            canary(-1, 5),
            linear(10, 321),
            linear(33, 961),
        ] {
            assert_eq!(check(&wrong), None, "{wrong}");
        }
    }
}
