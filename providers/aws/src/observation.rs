//! One look at the cloud: what has been asked so far, and the fan-out over what is wanted.
use crate::boxed::boxed;
use crate::clients::Clients;
use crate::errors::Failure;
use crate::lists::{
    self, Alarms, Buckets, Buses, Details, Functions, LogGroups, Mappings, Parameters, Queues,
    Roles, Rules, ScalingTargets, Schedules, Streams, Subscriptions, Tables, Tagged, Topics,
};
use crate::memo::Memo;
use crate::names::prefix;
use crate::signed::xml::Element;
use crate::{kinds, strangers};
use aws_sdk_apigatewayv2::types::{Api, Authorizer, Integration, Route, Stage};
use aws_sdk_lambda::operation::get_function::GetFunctionOutput;
use cutover_cloud::Depth;
use cutover_cloud::cloud::CloudError;
use cutover_schemas::address::Address;
use cutover_schemas::graph::{Identity, Wanted};
use cutover_schemas::kinds::KindName;
use cutover_schemas::reads::ROLES_WORTH_A_LIST;
use cutover_schemas::snapshot::{Sight, Snapshot};
use cutover_schemas::value::Value;
use futures_util::StreamExt as _;
use futures_util::future::BoxFuture;
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Things looked at at once on this machine.
pub(crate) const NEAR: usize = 32;

/// Things looked at at once where the limiter paces: enough that those which wait for a slow rate
/// limit don't keep the others from starting.
pub(crate) const PACED: usize = 256;

/// Up to this many log groups are asked for one by one in a close look; then a list of all of the deployment's is cheaper.
const GROUPS_WORTH_A_CALL: usize = 10;

/// What is remembered for one look.
#[derive(Debug)]
pub(crate) struct Observation<'a> {
    pub reads: &'a Clients,
    pub identity: &'a Identity,
    pub wanted: &'a [Wanted],
    pub depth: Depth,
    functions: Memo<(), Functions>,
    function: Memo<String, Option<GetFunctionOutput>>,
    roles: Memo<(), Roles>,
    details: Memo<(), Details>,
    queues: Memo<String, Queues>,
    log_groups: Memo<String, LogGroups>,
    alarms: Memo<String, Alarms>,
    buckets: Memo<String, Buckets>,
    notifications: Memo<String, Option<Element>>,
    tagged: Memo<(), Tagged>,
    topics: Memo<(), Topics>,
    mappings: Memo<(), Mappings>,
    subscriptions: Memo<(), Subscriptions>,
    tables: Memo<(), Tables>,
    streams: Memo<(), Streams>,
    /// By the first name of those that one call asks for.
    parameters: Memo<String, Parameters>,
    buses: Memo<(), Buses>,
    rules: Memo<(String, String), Rules>,
    schedules: Memo<String, Schedules>,
    scaling_targets: Memo<(), ScalingTargets>,
    apis: Memo<(), Vec<Api>>,
    authorizers: Memo<String, Vec<Authorizer>>,
    integrations: Memo<String, Vec<Integration>>,
    routes: Memo<String, Vec<Route>>,
    stages: Memo<String, Vec<Stage>>,
    policies: Memo<(String, String), Option<Json>>,
    attachments: Memo<String, Vec<String>>,
}

/// Looks for everything wanted, and for what carries this deployment's tags besides.
pub(crate) async fn observe(
    reads: &Clients,
    identity: &Identity,
    wanted: &[Wanted],
    depth: Depth,
    at_once: usize,
) -> Result<Snapshot, CloudError> {
    let observation = Observation::new(reads, identity, wanted, depth);
    let mut snapshot = Snapshot::default();
    // Futures first, stream second: a closure in the stream would lose that it is `Send`.
    let looks: Vec<_> = wanted.iter().map(|one| observation.named(one)).collect();
    let mut sights = futures_util::stream::iter(looks).buffer_unordered(at_once);
    while let Some((address, sight)) = sights.next().await {
        snapshot.seen.insert(address, sight?);
    }
    if depth != Depth::Close {
        snapshot.strangers = strangers::find(&observation, &snapshot).await;
    }
    Ok(snapshot)
}

/// Looks at one thing closely.
pub(crate) async fn look(
    reads: &Clients,
    identity: &Identity,
    wanted: &Wanted,
) -> Result<Sight, CloudError> {
    let all = std::slice::from_ref(wanted);
    let observation = Observation::new(reads, identity, all, Depth::Full);
    Box::pin(observation.one(wanted)).await
}

impl<'a> Observation<'a> {
    fn new(reads: &'a Clients, identity: &'a Identity, wanted: &'a [Wanted], depth: Depth) -> Self {
        Self {
            reads,
            identity,
            wanted,
            depth,
            functions: Memo::default(),
            function: Memo::default(),
            roles: Memo::default(),
            details: Memo::default(),
            queues: Memo::default(),
            log_groups: Memo::default(),
            alarms: Memo::default(),
            buckets: Memo::default(),
            notifications: Memo::default(),
            tagged: Memo::default(),
            topics: Memo::default(),
            mappings: Memo::default(),
            subscriptions: Memo::default(),
            tables: Memo::default(),
            streams: Memo::default(),
            parameters: Memo::default(),
            buses: Memo::default(),
            rules: Memo::default(),
            schedules: Memo::default(),
            scaling_targets: Memo::default(),
            apis: Memo::default(),
            authorizers: Memo::default(),
            integrations: Memo::default(),
            routes: Memo::default(),
            stages: Memo::default(),
            policies: Memo::default(),
            attachments: Memo::default(),
        }
    }

    async fn named(&self, wanted: &Wanted) -> (Address, Result<Sight, CloudError>) {
        (wanted.address.clone(), Box::pin(self.one(wanted)).await)
    }

    async fn one(&self, wanted: &Wanted) -> Result<Sight, CloudError> {
        let (look, action) = self.how(wanted);
        look.await.or_else(|failure| failure.sight(action))
    }

    /// How one thing is looked at, and the action that the caller needs for it.
    fn how<'o>(
        &'o self,
        wanted: &'o Wanted,
    ) -> (BoxFuture<'o, Result<Sight, Failure>>, &'static str) {
        match wanted.kind {
            KindName::Queue => {
                (boxed(|| kinds::queue::observe(self, wanted)), "sqs:GetQueueAttributes")
            }
            KindName::Role => (boxed(|| kinds::role::observe(self, wanted)), "iam:GetRole"),
            KindName::RolePolicy => {
                (boxed(|| kinds::role_policy::observe(self, wanted)), "iam:GetRolePolicy")
            }
            KindName::RoleAttachment => (
                boxed(|| kinds::role_attachment::observe(self, wanted)),
                "iam:ListAttachedRolePolicies",
            ),
            KindName::LogGroup => {
                (boxed(|| kinds::log_group::observe(self, wanted)), "logs:DescribeLogGroups")
            }
            KindName::Function => {
                (boxed(|| kinds::function::observe(self, wanted)), "lambda:GetFunction")
            }
            KindName::Alias => (boxed(|| kinds::alias::observe(self, wanted)), "lambda:GetAlias"),
            KindName::Permission => {
                (boxed(|| kinds::permission::observe(self, wanted)), "lambda:GetPolicy")
            }
            KindName::EventInvokeConfig => (
                boxed(|| kinds::event_invoke_config::observe(self, wanted)),
                "lambda:GetFunctionEventInvokeConfig",
            ),
            KindName::FunctionUrl => (
                boxed(|| kinds::function_url::observe(self, wanted)),
                "lambda:GetFunctionUrlConfig",
            ),
            KindName::SubscriptionFilter => (
                boxed(|| kinds::subscription_filter::observe(self, wanted)),
                "logs:DescribeSubscriptionFilters",
            ),
            KindName::Api => (boxed(|| kinds::api::observe(self, wanted)), "apigateway:GET"),
            KindName::Authorizer => {
                (boxed(|| kinds::authorizer::observe(self, wanted)), "apigateway:GET")
            }
            KindName::Integration => {
                (boxed(|| kinds::integration::observe(self, wanted)), "apigateway:GET")
            }
            KindName::ServiceIntegration => {
                (boxed(|| kinds::service_integration::observe(self, wanted)), "apigateway:GET")
            }
            KindName::Route => (boxed(|| kinds::route::observe(self, wanted)), "apigateway:GET"),
            KindName::Bucket => {
                (boxed(|| kinds::bucket::observe(self, wanted)), "s3:GetBucketTagging")
            }
            KindName::Notification => {
                (boxed(|| kinds::notification::observe(self, wanted)), "s3:GetBucketNotification")
            }
            KindName::Stage => (boxed(|| kinds::stage::observe(self, wanted)), "apigateway:GET"),
            KindName::EventSourceMapping => (
                boxed(|| kinds::event_source_mapping::observe(self, wanted)),
                "lambda:ListEventSourceMappings",
            ),
            KindName::RouteSettings => {
                (boxed(|| kinds::route_settings::observe(self, wanted)), "apigateway:GET")
            }
            KindName::Topic => {
                (boxed(|| kinds::topic::observe(self, wanted)), "sns:GetTopicAttributes")
            }
            KindName::Subscription => (
                boxed(|| kinds::subscription::observe(self, wanted)),
                "sns:GetSubscriptionAttributes",
            ),
            KindName::Table => {
                (boxed(|| kinds::table::observe(self, wanted)), "dynamodb:DescribeTable")
            }
            KindName::Stream => {
                (boxed(|| kinds::stream::observe(self, wanted)), "kinesis:DescribeStreamSummary")
            }
            KindName::LayerVersion => {
                (boxed(|| kinds::layer_version::observe(self, wanted)), "lambda:GetLayerVersion")
            }
            KindName::Alarm | KindName::CompositeAlarm => {
                (boxed(|| kinds::alarm::observe(self, wanted)), "cloudwatch:DescribeAlarms")
            }
            KindName::Parameter => {
                (boxed(|| kinds::parameter::observe(self, wanted)), "ssm:GetParameters")
            }
            KindName::Bus => {
                (boxed(|| kinds::bus::observe(self, wanted)), "events:DescribeEventBus")
            }
            KindName::Rule => (boxed(|| kinds::rule::observe(self, wanted)), "events:DescribeRule"),
            KindName::Target => {
                (boxed(|| kinds::target::observe(self, wanted)), "events:ListTargetsByRule")
            }
            KindName::ScheduleGroup => (
                boxed(|| kinds::schedule_group::observe(self, wanted)),
                "scheduler:GetScheduleGroup",
            ),
            KindName::Schedule => {
                (boxed(|| kinds::schedule::observe(self, wanted)), "scheduler:GetSchedule")
            }
            KindName::ScalingTarget => (
                boxed(|| kinds::scaling_target::observe(self, wanted)),
                "application-autoscaling:DescribeScalableTargets",
            ),
            KindName::ScalingPolicy => (
                boxed(|| kinds::scaling_policy::observe(self, wanted)),
                "application-autoscaling:DescribeScalingPolicies",
            ),
            KindName::ScheduledScaling => (
                boxed(|| kinds::scheduled_scaling::observe(self, wanted)),
                "application-autoscaling:DescribeScheduledActions",
            ),
        }
    }

    /// Whether only bulk calls may be made.
    pub(crate) fn bulk(&self) -> bool {
        self.depth == Depth::Bulk
    }

    /// The functions of the region.
    pub(crate) async fn functions(&self) -> Result<Arc<Functions>, Failure> {
        self.functions.get((), lists::functions::load(self.reads)).await
    }

    /// One function, by the call that tells everything and has the most generous rate limit.
    pub(crate) async fn function(
        &self,
        name: &str,
    ) -> Result<Arc<Option<GetFunctionOutput>>, Failure> {
        self.function.get(name.to_owned(), lists::functions::one(self.reads, name)).await
    }

    /// Whether a function is known not to exist, so that its parts need no calls of their own. Asks
    /// only when the function is wanted itself.
    pub(crate) async fn lacks_function(&self, name: &str) -> Result<bool, Failure> {
        let function =
            |one: &Wanted| one.kind == KindName::Function && key(one, "name") == Some(name);
        Ok(self.wanted.iter().any(function) && self.function(name).await?.is_none())
    }

    /// Function and alias of something that belongs to an alias, where it is worth asking for; or what is seen without.
    pub(crate) async fn on_alias<'w>(
        &self,
        wanted: &'w Wanted,
    ) -> Result<Result<(&'w str, &'w str), Sight>, Failure> {
        let Some((function, alias)) = key(wanted, "function").zip(key(wanted, "qualifier")) else {
            return Ok(Err(Sight::Absent));
        };
        if self.bulk() {
            let there = self.functions().await?.contains(function);
            return Ok(Err(if there { Sight::Listed } else { Sight::Absent }));
        }
        let lacks = self.lacks_function(function).await?;
        Ok(if lacks { Err(Sight::Absent) } else { Ok((function, alias)) })
    }

    /// Names of the region's tables.
    pub(crate) async fn tables(&self) -> Result<Arc<Tables>, Failure> {
        self.tables.get((), lists::tables::load(self.reads)).await
    }

    /// Names of the region's data streams.
    pub(crate) async fn streams(&self) -> Result<Arc<Streams>, Failure> {
        self.streams.get((), lists::streams::load(self.reads)).await
    }

    /// The functions, if something has asked for them already.
    pub(crate) fn functions_so_far(&self) -> Option<Arc<Functions>> {
        self.functions.peek(&())
    }

    /// The roles under this deployment's path.
    pub(crate) async fn roles(&self) -> Result<Arc<Roles>, Failure> {
        let path = self.identity.role_path();
        self.roles.get((), lists::roles::load(self.reads, path)).await
    }

    /// Policies, attachments and tags of every role of the account, where that is cheaper than
    /// asking for each role and the caller may; otherwise nothing.
    pub(crate) async fn role_details(&self) -> Option<Arc<Details>> {
        let roles = self.wanted.iter().filter(|one| one.kind == KindName::Role).count();
        if roles <= ROLES_WORTH_A_LIST {
            return None;
        }
        self.details.get((), lists::role_details::load(self.reads)).await.ok()
    }

    /// Managed policies attached to a role.
    pub(crate) async fn attachments(&self, role: &str) -> Result<Arc<Vec<String>>, Failure> {
        self.attachments.get(role.to_owned(), lists::attachments::load(self.reads, role)).await
    }

    /// Alarms whose names begin like this one's.
    pub(crate) async fn alarms_like(&self, name: &str) -> Result<Arc<Alarms>, Failure> {
        let prefix = prefix(self.identity, name);
        self.alarms.get(prefix.clone(), lists::alarms::load(self.reads, prefix)).await
    }

    /// Queues whose names begin like this one's.
    pub(crate) async fn queues_like(&self, name: &str) -> Result<Arc<Queues>, Failure> {
        let prefix = prefix(self.identity, name);
        self.queues.get(prefix.clone(), lists::queues::load(self.reads, prefix)).await
    }

    /// Log groups whose names begin like this one's.
    pub(crate) async fn log_groups_like(&self, name: &str) -> Result<Arc<LogGroups>, Failure> {
        let groups = self.wanted.iter().filter(|one| one.kind == KindName::LogGroup).count();
        let prefix = if self.depth == Depth::Close && groups <= GROUPS_WORTH_A_CALL {
            name.to_owned()
        } else {
            prefix(self.identity, name)
        };
        self.log_groups.get(prefix.clone(), lists::log_groups::load(self.reads, prefix)).await
    }

    /// Buckets whose names begin like this one's.
    pub(crate) async fn buckets_like(&self, name: &str) -> Result<Arc<Buckets>, Failure> {
        let prefix = prefix(self.identity, name);
        self.buckets.get(prefix.clone(), lists::buckets::load(self.reads, prefix)).await
    }

    /// The notification document of a bucket.
    pub(crate) async fn notifications(
        &self,
        bucket: &str,
    ) -> Result<Arc<Option<Element>>, Failure> {
        let load = lists::buckets::notifications(self.reads, bucket);
        self.notifications.get(bucket.to_owned(), load).await
    }

    /// Tags by ARN of what carries this deployment's tags. Eventually consistent: it proves
    /// presence, never absence.
    pub(crate) async fn tagged(&self) -> Result<Arc<Tagged>, Failure> {
        self.tagged.get((), lists::tagged::load(self.reads, self.identity)).await
    }

    /// The event source mappings of the region.
    pub(crate) async fn mappings(&self) -> Result<Arc<Mappings>, Failure> {
        self.mappings.get((), lists::mappings::load(self.reads)).await
    }

    /// The topics of the region.
    pub(crate) async fn topics(&self) -> Result<Arc<Topics>, Failure> {
        self.topics.get((), lists::topics::load(self.reads)).await
    }

    /// The subscriptions of the region's topics.
    pub(crate) async fn subscriptions(&self) -> Result<Arc<Subscriptions>, Failure> {
        self.subscriptions.get((), lists::topics::subscriptions(self.reads)).await
    }

    /// Wanted parameters, this one among them: as many as one call takes.
    pub(crate) async fn parameters_with(&self, name: &str) -> Result<Arc<Parameters>, Failure> {
        let parameters = self.wanted.iter().filter(|one| one.kind == KindName::Parameter);
        let names: BTreeSet<&str> = parameters.filter_map(|one| key(one, "name")).collect();
        let names: Vec<&str> = names.into_iter().collect();
        let batch = names.chunks(lists::parameters::AT_ONCE).find(|batch| batch.contains(&name));
        let batch = batch.unwrap_or_default();
        let first = batch.first().copied().unwrap_or_default().to_owned();
        self.parameters.get(first, lists::parameters::load(self.reads, batch)).await
    }

    /// The event buses of the region.
    pub(crate) async fn buses(&self) -> Result<Arc<Buses>, Failure> {
        self.buses.get((), lists::events::buses(self.reads)).await
    }

    /// The rules of a bus whose names begin like this one's.
    pub(crate) async fn rules_like(&self, bus: &str, name: &str) -> Result<Arc<Rules>, Failure> {
        let prefix = prefix(self.identity, name);
        let key = (bus.to_owned(), prefix.clone());
        self.rules.get(key, lists::events::rules(self.reads, bus, &prefix)).await
    }

    /// The scaling targets of the region's versions.
    pub(crate) async fn scaling_targets(&self) -> Result<Arc<ScalingTargets>, Failure> {
        self.scaling_targets.get((), lists::scaling_targets::load(self.reads)).await
    }

    /// The schedules of a group.
    pub(crate) async fn schedules(&self, group: &str) -> Result<Arc<Schedules>, Failure> {
        self.schedules.get(group.to_owned(), lists::schedules::load(self.reads, group)).await
    }

    /// The HTTP APIs of the region, tags included.
    pub(crate) async fn apis(&self) -> Result<Arc<Vec<Api>>, Failure> {
        self.apis.get((), lists::apis::load(self.reads)).await
    }

    /// The authorizers of an API.
    pub(crate) async fn authorizers(&self, api: &str) -> Result<Arc<Vec<Authorizer>>, Failure> {
        self.authorizers.get(api.to_owned(), lists::apis::authorizers(self.reads, api)).await
    }

    /// The integrations of an API.
    pub(crate) async fn integrations(&self, api: &str) -> Result<Arc<Vec<Integration>>, Failure> {
        self.integrations.get(api.to_owned(), lists::apis::integrations(self.reads, api)).await
    }

    /// The routes of an API.
    pub(crate) async fn routes(&self, api: &str) -> Result<Arc<Vec<Route>>, Failure> {
        self.routes.get(api.to_owned(), lists::apis::routes(self.reads, api)).await
    }

    /// The stages of an API.
    pub(crate) async fn stages(&self, api: &str) -> Result<Arc<Vec<Stage>>, Failure> {
        self.stages.get(api.to_owned(), lists::apis::stages(self.reads, api)).await
    }

    /// The resource policy of a function's alias.
    pub(crate) async fn policy(
        &self,
        function: &str,
        qualifier: &str,
    ) -> Result<Arc<Option<Json>>, Failure> {
        let key = (function.to_owned(), qualifier.to_owned());
        self.policies.get(key, lists::policies::load(self.reads, function, qualifier)).await
    }
}

/// A text of what a thing can be found by.
pub(crate) fn key<'w>(wanted: &'w Wanted, name: &str) -> Option<&'w str> {
    wanted.key.get(name).and_then(Value::as_text)
}
