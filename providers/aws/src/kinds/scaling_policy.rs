//! Scaling policies that track the use of provisioned concurrency. `Put` writes a whole one.
use super::scaling_target::{DIMENSION, LAMBDA};
use super::{attrs, seen};
use crate::attempt::{Done, Outcome, Writer};
use crate::errors::Failure;
use crate::observation::{Observation, key};
use aws_sdk_applicationautoscaling::types as sdk;
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::scaling_policy::ScalingPolicy;
use cutover_schemas::rollout::WHOLE;
use cutover_schemas::snapshot::{Ownership, Sight};
use cutover_schemas::units;
use cutover_schemas::value::Value;

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let (Some(resource), Some(name)) = (key(wanted, "resource"), key(wanted, "name")) else {
        return Ok(Sight::Absent);
    };
    if !o.scaling_targets().await?.contains_key(resource) {
        return Ok(Sight::Absent);
    }
    if o.bulk() {
        return Ok(Sight::Listed);
    }
    let call = o.reads.scaling.describe_scaling_policies().service_namespace(LAMBDA);
    let call = call.scalable_dimension(DIMENSION).resource_id(resource).policy_names(name);
    let told = call.send().await?;
    let found = told.scaling_policies().iter().find(|one| one.policy_name() == name);
    Ok(found.map_or(Sight::Absent, |found| {
        let live = attrs([
            ("resource", Value::text(resource)),
            ("name", Value::text(name)),
            ("utilization", utilization(found)),
        ]);
        seen(KindName::ScalingPolicy, live, None, Ownership::Parent)
    }))
}

/// The share that is tracked; of a policy of another sort there is none.
fn utilization(policy: &sdk::ScalingPolicy) -> Value {
    let Some(tracking) = policy.target_tracking_scaling_policy_configuration() else {
        return Value::Null;
    };
    let metric = tracking
        .predefined_metric_specification()
        .map(sdk::PredefinedMetricSpecification::predefined_metric_type);
    if metric != Some(&sdk::MetricType::LambdaProvisionedConcurrencyUtilization) {
        return Value::Null;
    }
    units::share_of_fraction(tracking.target_value()).map_or(Value::Null, Value::Int)
}

pub(crate) async fn put(w: &Writer<'_>) -> Outcome {
    let wanted: ScalingPolicy = w.typed()?;
    let whole = |_| Failure::internal("a part of a scaling policy is not known");
    let metric = sdk::PredefinedMetricSpecification::builder()
        .predefined_metric_type(sdk::MetricType::LambdaProvisionedConcurrencyUtilization)
        .build()
        .map_err(whole)?;
    #[allow(clippy::cast_precision_loss, reason = "ten-thousandths are far below 2^53")]
    let share = wanted.utilization as f64 / WHOLE as f64;
    let tracking = sdk::TargetTrackingScalingPolicyConfiguration::builder()
        .target_value(share)
        .predefined_metric_specification(metric)
        .build()
        .map_err(whole)?;
    let call = w.clients.scaling.put_scaling_policy().service_namespace(LAMBDA);
    call.scalable_dimension(DIMENSION)
        .resource_id(wanted.resource)
        .policy_name(wanted.name)
        .policy_type(sdk::PolicyType::TargetTrackingScaling)
        .target_tracking_scaling_policy_configuration(tracking)
        .send()
        .await?;
    Ok(Done::default())
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    let call = w.clients.scaling.delete_scaling_policy().service_namespace(LAMBDA);
    let call = call.scalable_dimension(DIMENSION).resource_id(w.text("resource")?);
    call.policy_name(w.text("name")?).send().await?;
    Ok(Done::default())
}
