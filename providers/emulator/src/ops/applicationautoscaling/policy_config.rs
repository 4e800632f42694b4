//! What a scaling policy is told to do: read, checked, and kept as given.

use serde_json::Value;

use super::faults::invalid;
use super::model::Policy;
use super::names::Named;
use super::policies::TRACKING;
use crate::ops::{Fault, Input};

/// The types of policies, and the member that configures each.
const KINDS: &[(&str, &str)] = &[
    ("PredictiveScaling", "PredictiveScalingPolicyConfiguration"),
    ("StepScaling", "StepScalingPolicyConfiguration"),
    (TRACKING, "TargetTrackingScalingPolicyConfiguration"),
];

/// Namespaces without step scaling.
const WITHOUT_STEPS: &[&str] =
    &["cassandra", "comprehend", "dynamodb", "elasticache", "kafka", "lambda", "neptune"];

/// The predefined metric of provisioned concurrency.
const UTILIZATION: &str = "LambdaProvisionedConcurrencyUtilization";

/// The member that configures a type.
pub(super) fn member(kind: &str) -> &'static str {
    KINDS.iter().find(|(name, _)| *name == kind).map_or("", |(_, member)| member)
}

/// Reads the type and its configuration. A new policy needs both; without a type it is of step scaling.
pub(super) fn read(
    input: &Input,
    named: &Named,
    present: Option<&Policy>,
) -> Result<(String, Value), Fault> {
    let before = present.map_or("StepScaling", |policy| policy.kind.as_str());
    let kind = input.text("PolicyType").unwrap_or(before);
    let Some((kind, own)) = KINDS.iter().find(|(name, _)| *name == kind) else {
        let names: Vec<&str> = KINDS.iter().map(|(name, _)| *name).collect();
        let rule = format!("Member must satisfy enum value set: [{}]", names.join(", "));
        return Err(input.invalid("PolicyType", kind, &rule));
    };
    supported(named, kind)?;
    if let Some((_, other)) = KINDS.iter().find(|(_, other)| other != own && input.has(other)) {
        return Err(invalid(format!("{other} can't be given for the policy type {kind}")));
    }
    let given = match (input.get(own), present) {
        (Some(given), _) => given.clone(),
        (None, Some(policy)) if policy.kind == *kind => policy.configuration.clone(),
        (None, _) => return Err(invalid(format!("{own} is required for the policy type {kind}"))),
    };
    let part = input.part(&given);
    match *kind {
        TRACKING => tracking(&part, named)?,
        "StepScaling" => steps(&part)?,
        _ => {}
    }
    Ok(((*kind).to_owned(), given))
}

fn supported(named: &Named, kind: &str) -> Result<(), Fault> {
    let namespace = named.namespace.as_str();
    let supported = match kind {
        TRACKING => namespace != "elasticmapreduce",
        "StepScaling" => !WITHOUT_STEPS.contains(&namespace),
        _ => namespace == "ecs",
    };
    if supported {
        return Ok(());
    }
    Err(invalid(format!(
        "Policy type {kind} is not supported for service namespace: {namespace}, scalable dimension: {}",
        named.dimension
    )))
}

fn tracking(part: &Input, named: &Named) -> Result<(), Fault> {
    let value = part.get("TargetValue").and_then(Value::as_f64);
    let value = value.ok_or_else(|| part.missing("TargetValue"))?;
    for member in ["ScaleOutCooldown", "ScaleInCooldown"] {
        if part.integer(member)?.is_some_and(|seconds| seconds < 0) {
            return Err(invalid(format!("{member} must be greater than or equal to 0")));
        }
    }
    let (predefined, own) =
        (part.get("PredefinedMetricSpecification"), part.get("CustomizedMetricSpecification"));
    match (predefined, own) {
        (Some(predefined), None) => fits(&part.part(predefined), named, value),
        (None, Some(own)) => customized(&part.part(own)),
        _ => Err(invalid(
            "Exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification must be specified",
        )),
    }
}

/// Refuses a predefined metric of another service, and for Lambda a target that is no utilization.
fn fits(metric: &Input, named: &Named, value: f64) -> Result<(), Fault> {
    let kind = metric.need_text("PredefinedMetricType")?;
    if (named.namespace == "lambda") != (kind == UTILIZATION) {
        return Err(invalid(format!(
            "Predefined metric type {kind} is not supported for service namespace: {}",
            named.namespace
        )));
    }
    if kind == UTILIZATION && !(0.1..=0.9).contains(&value) {
        return Err(invalid(format!(
            "TargetValue {value} is not supported for {kind}: it must be between 0.1 and 0.9"
        )));
    }
    Ok(())
}

fn customized(metric: &Input) -> Result<(), Fault> {
    let single = ["MetricName", "Namespace", "Statistic"];
    let maths = metric.has("Metrics");
    if maths && single.iter().any(|member| metric.has(member)) {
        return Err(invalid(
            "Metrics can't be combined with MetricName, Namespace, Dimensions, Statistic or Unit",
        ));
    }
    if maths {
        return Ok(());
    }
    if let Some(absent) = single.iter().find(|member| !metric.has(member)) {
        return Err(invalid(format!("{absent} is required in CustomizedMetricSpecification")));
    }
    let statistic = metric.text("Statistic").unwrap_or_default();
    let known = ["Average", "Maximum", "Minimum", "SampleCount", "Sum"];
    if known.contains(&statistic) {
        return Ok(());
    }
    let rule = format!("Member must satisfy enum value set: [{}]", known.join(", "));
    Err(metric.invalid("Statistic", statistic, &rule))
}

fn steps(part: &Input) -> Result<(), Fault> {
    part.need_text("AdjustmentType")?;
    if part.list("StepAdjustments").is_empty() {
        return Err(invalid("At least one step adjustment is required"));
    }
    Ok(())
}

/// Whether a target tracking configuration only grows.
pub(super) fn never_shrinks(configuration: &Value) -> bool {
    configuration.get("DisableScaleIn").and_then(Value::as_bool) == Some(true)
}
