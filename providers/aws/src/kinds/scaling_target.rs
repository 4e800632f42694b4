//! Scaling targets: the bounds of a version's provisioned concurrency. `Register` writes a whole one.
use super::{attrs, seen};
use crate::attempt::{Done, Outcome, Writer, narrow};
use crate::errors::Failure;
use crate::observation::{Observation, key};
use aws_sdk_applicationautoscaling::types::{ScalableDimension, ServiceNamespace};
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::scaling_target::ScalingTarget;
use cutover_schemas::snapshot::{Ownership, Sight};
use cutover_schemas::value::Value;

/// What of a function is scaled.
pub(super) const DIMENSION: ScalableDimension =
    ScalableDimension::LambdaFunctionProvisionedConcurrency;
/// Whose it is.
pub(super) const LAMBDA: ServiceNamespace = ServiceNamespace::Lambda;

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let Some(resource) = key(wanted, "resource") else { return Ok(Sight::Absent) };
    let targets = o.scaling_targets().await?;
    Ok(targets.get(resource).map_or(Sight::Absent, |(min, max)| {
        let live = attrs([
            ("resource", Value::text(resource)),
            ("min", Value::Int(i64::from(*min))),
            ("max", Value::Int(i64::from(*max))),
        ]);
        seen(KindName::ScalingTarget, live, None, Ownership::Parent)
    }))
}

pub(crate) async fn register(w: &Writer<'_>) -> Outcome {
    let wanted: ScalingTarget = w.typed()?;
    let call = w.clients.scaling.register_scalable_target().service_namespace(LAMBDA);
    call.scalable_dimension(DIMENSION)
        .resource_id(wanted.resource)
        .min_capacity(narrow(wanted.min)?)
        .max_capacity(narrow(wanted.max)?)
        .send()
        .await?;
    Ok(Done::default())
}

pub(crate) async fn deregister(w: &Writer<'_>) -> Outcome {
    let call = w.clients.scaling.deregister_scalable_target().service_namespace(LAMBDA);
    call.scalable_dimension(DIMENSION).resource_id(w.text("resource")?).send().await?;
    Ok(Done::default())
}
