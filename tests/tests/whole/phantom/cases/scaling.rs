//! Bounds of warm environments.
use super::{Case, cases};

const TARGET: &str = "function.scaled/scaling";
const POLICY: &str = "function.scaled/scaling/policy";
const MORNING: &str = "function.scaled/scaling/schedule[\"morning\"]";

pub(super) const CASES: &[Case] = cases! {
    scaling_target_min: "scaling_target" "min" at TARGET => ["min"];
    scaling_target_max: "scaling_target" "max" at TARGET => ["max"];
    scaling_policy_utilization: "scaling_policy" "utilization" at POLICY => ["utilization"];
    scheduled_scaling_expression: "scheduled_scaling" "expression" at MORNING => ["expression"];
    scheduled_scaling_timezone: "scheduled_scaling" "timezone" at MORNING => ["timezone"];
    scheduled_scaling_min: "scheduled_scaling" "min" at MORNING => ["min"];
    scheduled_scaling_max: "scheduled_scaling" "max" at MORNING => ["max"];
};
