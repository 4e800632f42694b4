//! Which resource each action of each call takes: the one table of it.
//!
//! After AWS's service authorization reference
//! (<https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>),
//! a page a service. An action takes its own kind's resource, unless a row of [`ACTIONS`] or, for one call, of [`CALLS`]
//! says otherwise. Places in braces are attributes of the resource, or begin with `@` and are filled in by `facts`; what
//! is not known yet becomes `*`.
use cutover_schemas::kinds::KindName;

/// Templates of ARNs.
pub(super) type On = &'static [&'static str];

/// No resource: the reference names none, or the call lists what is there.
pub(super) const ANYTHING: On = &["*"];

macro_rules! arn {
    ($service:literal, $rest:literal) => {
        concat!("arn:{@partition}:", $service, ":{@region}:{@account}:", $rest)
    };
    (global $service:literal, $rest:literal) => {
        concat!("arn:{@partition}:", $service, ":", $rest)
    };
}

macro_rules! api {
    ($path:literal) => {
        concat!("arn:{@partition}:apigateway:{@region}::", $path)
    };
}

const FUNCTION: On = &[arn!("lambda", "function:{@function}")];
const QUALIFIED: On = &[arn!("lambda", "function:{@function}:{@qualifier}")];
/// A version's number is not known before it is published.
const VERSIONS: On = &[arn!("lambda", "function:{@function}:*")];
const GROUP: On = &[arn!("logs", "log-group:{name}:*")];
/// Calls about tags name the group without the `:*` that all others have behind it.
const BARE_GROUP: On = &[arn!("logs", "log-group:{name}")];
/// With a creation the tags are asked for as the group itself is, and in the form of the tagging calls.
const NEW_GROUP: On = &[arn!("logs", "log-group:{name}"), arn!("logs", "log-group:{name}:*")];
const OBJECTS: On = &[arn!(global "s3", "::{name}/*")];
const UPLOAD: On = &[arn!(global "s3", "::{@upload}")];
/// The service makes up the ids of its targets, and its alarms' names from what they scale: the version that serves,
/// which another plan's rollout follows with another number.
const SCALABLE: On = &[arn!("application-autoscaling", "scalable-target/*")];
const SCALED: On = &[arn!("lambda", "{@scaled}:*")];
const TRACKING: On = &[arn!("cloudwatch", "alarm:TargetTracking-{@scaled}:*")];
const LINKED_ROLE: On = &[arn!(
    global "iam",
    ":{@account}:role/aws-service-role/lambda.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_LambdaConcurrency"
)];
const NEW_MAPPING: On = &[arn!("lambda", "event-source-mapping:*")];
const API: On = &[api!("/apis/{id}")];

/// What a kind's own actions take.
pub(super) fn own(kind: KindName) -> On {
    match kind {
        KindName::Queue => &[arn!("sqs", "{name}")],
        KindName::Topic => &[arn!("sns", "{name}")],
        KindName::Subscription => &["{topic}"],
        KindName::Role => &[arn!(global "iam", ":{@account}:role{path}{name}")],
        KindName::RolePolicy | KindName::RoleAttachment => &["{@role}"],
        KindName::LogGroup => GROUP,
        KindName::SubscriptionFilter => &[arn!("logs", "log-group:{log_group}:*")],
        KindName::Function => FUNCTION,
        KindName::Alias
        | KindName::Permission
        | KindName::EventInvokeConfig
        | KindName::FunctionUrl => QUALIFIED,
        KindName::LayerVersion => &["{@layer}"],
        KindName::EventSourceMapping => &[arn!("lambda", "event-source-mapping:{uuid}")],
        KindName::Api => API,
        KindName::Authorizer => &[api!("/apis/{api}/authorizers/{id}")],
        KindName::Integration | KindName::ServiceIntegration => {
            &[api!("/apis/{api}/integrations/{id}")]
        }
        KindName::Route => &[api!("/apis/{api}/routes/{id}")],
        KindName::Stage => &[api!("/apis/{api}/stages/{name}")],
        KindName::RouteSettings => &[api!("/apis/{api}/stages/{stage}")],
        KindName::Bucket => &[arn!(global "s3", "::{name}")],
        KindName::Notification => &[arn!(global "s3", "::{bucket}")],
        KindName::Table => &[arn!("dynamodb", "table/{name}")],
        KindName::Stream => &[arn!("kinesis", "stream/{name}")],
        KindName::Alarm | KindName::CompositeAlarm => &[arn!("cloudwatch", "alarm:{name}")],
        KindName::Bus => &[arn!("events", "event-bus/{name}")],
        KindName::Rule | KindName::Target => &[arn!("events", "rule/{@rule}")],
        KindName::ScheduleGroup => &[arn!("scheduler", "schedule-group/{name}")],
        KindName::Schedule => &[arn!("scheduler", "schedule/{group}/{name}")],
        KindName::ScalingTarget | KindName::ScalingPolicy | KindName::ScheduledScaling => SCALABLE,
        KindName::Parameter => &[arn!("ssm", "parameter/{@parameter}")],
    }
}

/// Actions that don't take their own kind's resource, whichever call needs them.
pub(super) const ACTIONS: &[(&str, On)] = &[
    ("application-autoscaling:DescribeScalableTargets", ANYTHING),
    ("application-autoscaling:DescribeScalingPolicies", ANYTHING),
    ("application-autoscaling:DescribeScheduledActions", ANYTHING),
    ("cloudwatch:DescribeAlarms", &[arn!("cloudwatch", "alarm:*")]),
    ("cloudwatch:GetMetricData", ANYTHING),
    ("dynamodb:ListTables", ANYTHING),
    ("events:ListEventBuses", ANYTHING),
    ("events:ListRules", ANYTHING),
    // The policy of a bus is written by calls that take no resource.
    ("events:PutPermission", ANYTHING),
    ("events:RemovePermission", ANYTHING),
    ("iam:CreateServiceLinkedRole", LINKED_ROLE),
    ("iam:GetAccountAuthorizationDetails", ANYTHING),
    ("iam:ListRoles", ANYTHING),
    ("kinesis:ListStreams", ANYTHING),
    ("kms:DescribeKey", &["{@key}"]),
    // Creating a mapping takes no resource: its condition names the function.
    ("lambda:CreateEventSourceMapping", ANYTHING),
    // Aliases are the function's.
    ("lambda:CreateAlias", FUNCTION),
    ("lambda:DeleteAlias", FUNCTION),
    ("lambda:GetAlias", FUNCTION),
    ("lambda:UpdateAlias", FUNCTION),
    ("lambda:GetFunction", FUNCTION),
    ("lambda:ListEventSourceMappings", ANYTHING),
    ("lambda:ListFunctions", ANYTHING),
    ("lambda:ListLayerVersions", ANYTHING),
    ("lambda:ListProvisionedConcurrencyConfigs", FUNCTION),
    ("lambda:ListVersionsByFunction", FUNCTION),
    ("lambda:PublishLayerVersion", &[arn!("lambda", "layer:{name}")]),
    ("lambda:PublishVersion", FUNCTION),
    ("lambda:InvokeFunction", VERSIONS),
    ("lambda:DeleteProvisionedConcurrencyConfig", VERSIONS),
    ("logs:CreateLogDelivery", ANYTHING),
    ("logs:DeleteLogDelivery", ANYTHING),
    ("logs:DescribeLogGroups", &[arn!("logs", "log-group:*")]),
    ("logs:DescribeResourcePolicies", ANYTHING),
    ("logs:FilterLogEvents", &[arn!("logs", "log-group:{@log_group}:*")]),
    ("logs:GetLogDelivery", ANYTHING),
    ("logs:ListLogDeliveries", ANYTHING),
    ("logs:ListTagsForResource", BARE_GROUP),
    ("logs:PutResourcePolicy", ANYTHING),
    ("logs:TagResource", BARE_GROUP),
    ("logs:UntagResource", BARE_GROUP),
    ("logs:UpdateLogDelivery", ANYTHING),
    ("s3:DeleteObject", OBJECTS),
    ("s3:DeleteObjectVersion", OBJECTS),
    ("s3:GetObject", UPLOAD),
    ("s3:ListAllMyBuckets", ANYTHING),
    ("s3:PutObject", UPLOAD),
    ("scheduler:ListSchedules", ANYTHING),
    // Of subscriptions only `Subscribe` takes a resource, which is the topic.
    ("sns:GetSubscriptionAttributes", ANYTHING),
    ("sns:ListSubscriptions", ANYTHING),
    ("sns:ListTopics", ANYTHING),
    ("sns:SetSubscriptionAttributes", ANYTHING),
    ("sns:Unsubscribe", ANYTHING),
    ("sqs:ListQueues", ANYTHING),
    ("tag:GetResources", ANYTHING),
];

/// Actions that take another resource in one call than elsewhere.
pub(super) const CALLS: &[(&str, &str, On)] = &[
    // A new thing is posted to the list that it enters.
    ("CreateApi", "apigateway:POST", &[api!("/apis")]),
    ("CreateApi", "apigateway:TagResource", &[api!("/apis")]),
    ("CreateAuthorizer", "apigateway:POST", &[api!("/apis/{api}/authorizers")]),
    ("CreateIntegration", "apigateway:POST", &[api!("/apis/{api}/integrations")]),
    ("CreateServiceIntegration", "apigateway:POST", &[api!("/apis/{api}/integrations")]),
    ("CreateRoute", "apigateway:POST", &[api!("/apis/{api}/routes")]),
    ("CreateStage", "apigateway:POST", &[api!("/apis/{api}/stages")]),
    ("DeleteCorsConfiguration", "apigateway:DELETE", &[api!("/apis/{id}/cors")]),
    // Tags are behind a path of their own, which ends with the encoded ARN.
    ("TagApi", "apigateway:POST", &[api!("/tags/{@tagged_api}")]),
    ("UntagApi", "apigateway:DELETE", &[api!("/tags/{@tagged_api}")]),
    (
        "DeleteAccessLogs",
        "apigateway:DELETE",
        &[api!("/apis/{api}/stages/{name}/accesslogsettings")],
    ),
    // The key of the route at the end is encoded, and nothing says how far.
    (
        "DeleteRouteSettings",
        "apigateway:DELETE",
        &[api!("/apis/{api}/stages/{stage}/routesettings/*")],
    ),
    ("GetApis", "apigateway:GET", &[api!("/apis")]),
    ("GetAuthorizers", "apigateway:GET", &[api!("/apis/{api}/authorizers")]),
    ("GetIntegrations", "apigateway:GET", &[api!("/apis/{api}/integrations")]),
    ("GetRoutes", "apigateway:GET", &[api!("/apis/{api}/routes")]),
    ("GetStages", "apigateway:GET", &[api!("/apis/{api}/stages")]),
    // Passed roles.
    ("CreateFunction", "iam:PassRole", &["{role}"]),
    ("UpdateFunctionConfiguration", "iam:PassRole", &["{role}"]),
    ("CreateServiceIntegration", "iam:PassRole", &["{role}"]),
    ("UpdateServiceIntegration", "iam:PassRole", &["{role}"]),
    ("PutTargets", "iam:PassRole", &["{role_arn}"]),
    ("CreateSchedule", "iam:PassRole", &["{role_arn}"]),
    ("UpdateSchedule", "iam:PassRole", &["{role_arn}"]),
    // Whoever gives a function layers must be allowed to get them.
    ("CreateFunction", "lambda:GetLayerVersion", &["{layers}"]),
    ("UpdateFunctionConfiguration", "lambda:GetLayerVersion", &["{layers}"]),
    ("CreateEventSourceMapping", "lambda:TagResource", NEW_MAPPING),
    ("GetFunction", "lambda:ListTags", FUNCTION),
    ("PutProvisionedConcurrency", "lambda:PutProvisionedConcurrencyConfig", VERSIONS),
    ("GetProvisionedConcurrencyConfig", "lambda:GetProvisionedConcurrencyConfig", VERSIONS),
    ("CreateLogGroup", "logs:TagResource", NEW_GROUP),
    ("DeleteScheduleGroup", "scheduler:DeleteSchedule", &[arn!("scheduler", "schedule/{name}/*")]),
    // Scaling is set up with the caller's rights on what is scaled.
    ("RegisterScalableTarget", "lambda:GetProvisionedConcurrencyConfig", SCALED),
    ("RegisterScalableTarget", "lambda:PutProvisionedConcurrencyConfig", SCALED),
    ("DeregisterScalableTarget", "cloudwatch:DeleteAlarms", TRACKING),
    ("PutScalingPolicy", "cloudwatch:PutMetricAlarm", TRACKING),
    ("DeleteScalingPolicy", "cloudwatch:DeleteAlarms", TRACKING),
];

/// What `GetFunction` is asked of besides the function itself: of an alias by every look, of its versions while one is
/// waited for.
pub(super) const OF_ALIAS: On = QUALIFIED;
/// What looking for a role, or for something in it, is asked about while there is none: its path is not known then.
pub(super) const OF_NO_ROLE: On = &[arn!(global "iam", ":{@account}:role/{@role_name}")];
/// See [`OF_ALIAS`].
pub(super) const OF_VERSIONS: On = VERSIONS;

/// The resources that an action takes in a call about something of a kind.
pub(super) fn on(call: &str, action: &str, kind: KindName) -> On {
    let in_call = CALLS.iter().find(|(one, needs, _)| *one == call && *needs == action);
    let anywhere = || ACTIONS.iter().find(|(one, _)| *one == action);
    in_call
        .map(|(_, _, on)| *on)
        .or_else(|| anywhere().map(|(_, on)| *on))
        .unwrap_or_else(|| own(kind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_schemas::operations::Operation;
    use cutover_schemas::reads::{Asked, JUDGING, READS};
    use std::collections::BTreeSet;

    /// Calls that no kind's row has: of rollouts, which are about aliases, and of code that is put into a bucket.
    const ELSEWHERE: &[(Operation, KindName)] = &[
        (Operation::PublishVersion, KindName::Alias),
        (Operation::UpdateAlias, KindName::Alias),
        (Operation::RestoreAlias, KindName::Alias),
        (Operation::InvokeVersion, KindName::Alias),
        (Operation::PutObject, KindName::Function),
        (Operation::PutObject, KindName::LayerVersion),
    ];

    /// Every call about every kind, with the actions it needs.
    fn calls() -> Vec<(&'static str, &'static [&'static str], KindName)> {
        let mut all = Vec::new();
        for kind in KindName::ALL {
            let row = kind.row();
            let operations = row.create.iter().chain(row.update).chain(row.delete);
            all.extend(operations.map(|one| (one.name(), one.row().actions, *kind)));
            let looks = READS
                .iter()
                .filter(|read| matches!(read.asked, Asked::For(kinds) if kinds.contains(kind)));
            all.extend(looks.map(|read| (read.operation, read.actions, *kind)));
        }
        all.extend(ELSEWHERE.iter().map(|(one, kind)| (one.name(), one.row().actions, *kind)));
        let always = READS.iter().filter(|read| read.asked == Asked::Always);
        all.extend(always.map(|read| (read.operation, read.actions, KindName::Api)));
        for judging in JUDGING {
            let read =
                READS.iter().find(|read| (read.service, read.operation) == judging.read).unwrap();
            all.push((read.operation, read.actions, KindName::Alias));
        }
        all
    }

    /// The attributes that a template names.
    fn places(template: &str) -> Vec<&str> {
        let ends = template.split('{').skip(1);
        ends.map(|rest| rest.split('}').next().unwrap()).collect()
    }

    #[test]
    fn every_action_of_every_call_takes_something() {
        for (call, actions, kind) in calls() {
            for action in actions {
                let on = on(call, action, kind);
                assert!(!on.is_empty(), "{call} {action} {kind:?}");
                for place in on.iter().flat_map(|template| places(template)) {
                    let known = place.starts_with('@') || kind.row().attr(place).is_some();
                    assert!(known, "{call} {action}: `{place}` is no attribute of {kind:?}");
                }
            }
        }
        let told: BTreeSet<&str> = calls().iter().map(|(call, ..)| *call).collect();
        for operation in Operation::ALL {
            assert!(told.contains(operation.name()), "{operation:?} is about nothing");
        }
    }

    #[test]
    fn every_row_is_of_a_call_that_is_made() {
        let calls = calls();
        for (action, _) in ACTIONS {
            assert!(calls.iter().any(|(_, actions, _)| actions.contains(action)), "{action}");
        }
        for (call, action, _) in CALLS {
            let is_made =
                |(one, actions, _): &(&str, &[&str], _)| one == call && actions.contains(action);
            assert!(calls.iter().any(is_made), "{call} {action}");
        }
        let rows: BTreeSet<_> = CALLS.iter().map(|(call, action, _)| (call, action)).collect();
        assert_eq!(rows.len(), CALLS.len());
        let rows: BTreeSet<_> = ACTIONS.iter().map(|(action, _)| action).collect();
        assert_eq!(rows.len(), ACTIONS.len());
    }

    #[test]
    fn an_action_takes_all_resources_only_where_it_takes_none() {
        // Whatever changes one thing names it, but for what the reference has without resources.
        let without = [
            "events:PutPermission",
            "events:RemovePermission",
            "lambda:CreateEventSourceMapping",
            "sns:SetSubscriptionAttributes",
            "sns:Unsubscribe",
        ];
        for (call, actions, kind) in calls() {
            for action in actions.iter().filter(|action| on(call, action, kind).contains(&"*")) {
                let name = action.split(':').nth(1).unwrap();
                let lists = ["List", "Describe", "Get"].iter().any(|verb| name.starts_with(verb));
                let delivers = name.ends_with("LogDelivery") || name == "PutResourcePolicy";
                assert!(lists || delivers || without.contains(action), "{call} {action}");
            }
        }
    }
}
