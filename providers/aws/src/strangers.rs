//! What carries this deployment's tags or path although nobody asked about it.
//!
//! Best effort: the tagging API lags by minutes and may be refused, and a stranger is only ever
//! reported. Relative to what was wanted: an observation of a part has the rest as strangers.
use crate::names::{
    alarm_arn, api_arn, bucket_arn, bus_arn, function_arn, log_group_arn, parameter_arn, queue_arn,
    rule_arn, schedule_group_arn, stream_arn, table_arn, topic_arn,
};
use crate::observation::{Observation, key};
use crate::tags;
use cutover_schemas::kinds::KindName;
use cutover_schemas::snapshot::{Sight, Snapshot, Stranger};
use cutover_schemas::value::Value;
use std::collections::BTreeSet;

/// Everything of this deployment that no wanted entry matched, by ARN.
pub(crate) async fn find(observation: &Observation<'_>, snapshot: &Snapshot) -> Vec<Stranger> {
    let known = known(observation, snapshot);
    let mut strangers = tagged(observation).await;
    strangers.extend(apis(observation).await);
    strangers.extend(roles(observation).await);
    strangers.retain(|stranger| !known.contains(&stranger.arn));
    strangers.sort_by(|one, other| one.arn.cmp(&other.arn));
    strangers.dedup_by(|one, other| one.arn == other.arn);
    strangers
}

/// ARNs of what was wanted; roles are matched by name where they are listed.
fn known(observation: &Observation<'_>, snapshot: &Snapshot) -> BTreeSet<String> {
    let identity = observation.identity;
    let arn = |one: &_| {
        let name = || key(one, "name");
        match one.kind {
            KindName::Function => name().map(|name| function_arn(identity, name)),
            KindName::Bucket => name().map(|name| bucket_arn(identity, name)),
            KindName::Queue => name().map(|name| queue_arn(identity, name)),
            KindName::Topic => name().map(|name| topic_arn(identity, name)),
            KindName::Table => name().map(|name| table_arn(identity, name)),
            KindName::Stream => name().map(|name| stream_arn(identity, name)),
            KindName::Alarm | KindName::CompositeAlarm => {
                name().map(|name| alarm_arn(identity, name))
            }
            KindName::Parameter => name().map(|name| parameter_arn(identity, name)),
            KindName::Bus => name().map(|name| bus_arn(identity, name)),
            KindName::Rule => {
                name().zip(key(one, "bus")).map(|(name, bus)| rule_arn(identity, bus, name))
            }
            KindName::ScheduleGroup => name().map(|name| schedule_group_arn(identity, name)),
            KindName::LogGroup => name().map(|name| log_group_arn(identity, name)),
            KindName::Api => match snapshot.seen.get(&one.address) {
                Some(Sight::Seen(live)) => live.attrs.get("id").and_then(Value::as_text),
                _ => key(one, "id"),
            }
            .map(|id| api_arn(identity, id)),
            KindName::Role
            | KindName::RolePolicy
            | KindName::RoleAttachment
            | KindName::Alias
            | KindName::Permission
            | KindName::EventInvokeConfig
            | KindName::FunctionUrl
            | KindName::LayerVersion
            | KindName::SubscriptionFilter
            | KindName::Authorizer
            | KindName::Integration
            | KindName::ServiceIntegration
            | KindName::Route
            | KindName::Notification
            | KindName::Stage
            | KindName::Subscription
            | KindName::RouteSettings
            | KindName::Target
            | KindName::Schedule
            | KindName::ScalingTarget
            | KindName::ScalingPolicy
            | KindName::ScheduledScaling => None,
            KindName::EventSourceMapping => match snapshot.seen.get(&one.address) {
                Some(Sight::Seen(live)) => live.attrs.get("arn").and_then(Value::as_text),
                _ => key(one, "arn"),
            }
            .map(str::to_owned),
        }
    };
    observation.wanted.iter().filter_map(arn).collect()
}

/// Of the services whose things we make, other than APIs, which are better asked for directly.
async fn tagged(observation: &Observation<'_>) -> Vec<Stranger> {
    let Ok(tagged) = observation.tagged().await else {
        return Vec::new();
    };
    let functions = observation.functions_so_far();
    let still_there = |arn: &str| match (&functions, arn.split(":function:").nth(1)) {
        (Some(functions), Some(name)) => functions.contains(name),
        _ => true,
    };
    let made_here = |arn: &str| {
        let services = [
            ":lambda:",
            ":sqs:",
            ":logs:",
            ":sns:",
            ":s3:::",
            ":events:",
            ":scheduler:",
            ":dynamodb:",
            ":ssm:",
        ];
        services.iter().any(|service| arn.contains(service))
    };
    tagged
        .iter()
        .filter(|(arn, _)| made_here(arn) && still_there(arn))
        .map(|(arn, tags)| Stranger { arn: arn.clone(), address: tags::address(tags) })
        .collect()
}

async fn apis(observation: &Observation<'_>) -> Vec<Stranger> {
    let Ok(apis) = observation.apis().await else {
        return Vec::new();
    };
    let stranger = |api: &aws_sdk_apigatewayv2::types::Api| {
        let tags = tags::from_map(api.tags());
        let arn = api_arn(observation.identity, api.api_id()?);
        tags::ours(observation.identity, &tags)
            .then(|| Stranger { arn, address: tags::address(&tags) })
    };
    apis.iter().filter_map(stranger).collect()
}

async fn roles(observation: &Observation<'_>) -> Vec<Stranger> {
    let Ok(roles) = observation.roles().await else {
        return Vec::new();
    };
    let wanted: BTreeSet<&str> = observation
        .wanted
        .iter()
        .filter(|one| one.kind == KindName::Role)
        .filter_map(|one| key(one, "name"))
        .collect();
    roles
        .values()
        .filter(|role| !wanted.contains(role.role_name()))
        .map(|role| Stranger {
            arn: role.arn().to_owned(),
            address: tags::address(&tags::from_pairs(
                role.tags().iter().map(|tag| (tag.key(), tag.value())),
            )),
        })
        .collect()
}
