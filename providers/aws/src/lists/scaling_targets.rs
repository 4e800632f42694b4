//! `DescribeScalableTargets` of Lambda, 50 a page.
use super::ScalingTargets;
use crate::clients::Clients;
use crate::errors::Failure;
use aws_sdk_applicationautoscaling::types::ServiceNamespace;

/// The bounds of everything of Lambda that is scaled in this account and region.
pub(crate) async fn load(reads: &Clients) -> Result<ScalingTargets, Failure> {
    let call =
        reads.scaling.describe_scalable_targets().service_namespace(ServiceNamespace::Lambda);
    let mut pages = call.into_paginator().items().send();
    let mut found = ScalingTargets::new();
    while let Some(one) = pages.next().await {
        let one = one.map_err(Failure::from)?;
        found.insert(one.resource_id, (one.min_capacity, one.max_capacity));
    }
    Ok(found)
}
