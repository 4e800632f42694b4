//! One look at the cloud: what has been asked so far, and the fan-out over what is wanted.
use crate::clients::Clients;
use crate::errors::Failure;
use crate::lists::{self, Details, Functions, LogGroups, Queues, Roles, Tagged};
use crate::memo::Memo;
use crate::names::prefix;
use crate::{kinds, strangers};
use aws_sdk_apigatewayv2::types::{Api, Integration, Route, Stage};
use aws_sdk_lambda::operation::get_function::GetFunctionOutput;
use cutover_cloud::Depth;
use cutover_cloud::cloud::CloudError;
use cutover_schemas::address::Address;
use cutover_schemas::graph::{Identity, Wanted};
use cutover_schemas::kinds::KindName;
use cutover_schemas::snapshot::{Sight, Snapshot};
use cutover_schemas::value::Value;
use futures_util::StreamExt as _;
use serde_json::Value as Json;
use std::sync::Arc;

/// Things looked at at once on this machine.
pub(crate) const NEAR: usize = 32;

/// Things looked at at once where the limiter paces: enough that those which wait for a slow rate
/// limit don't keep the others from starting.
pub(crate) const PACED: usize = 256;

/// From this many roles on, one list of the account's roles is cheaper than asking for each.
const ROLES_WORTH_A_LIST: usize = 10;

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
    tagged: Memo<(), Tagged>,
    apis: Memo<(), Vec<Api>>,
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
    snapshot.strangers = strangers::find(&observation, &snapshot).await;
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
            tagged: Memo::default(),
            apis: Memo::default(),
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
        let (sight, action) = match wanted.kind {
            KindName::Queue => {
                (kinds::queue::observe(self, wanted).await, "sqs:GetQueueAttributes")
            }
            KindName::Role => (kinds::role::observe(self, wanted).await, "iam:GetRole"),
            KindName::RolePolicy => {
                (kinds::role_policy::observe(self, wanted).await, "iam:GetRolePolicy")
            }
            KindName::RoleAttachment => (
                kinds::role_attachment::observe(self, wanted).await,
                "iam:ListAttachedRolePolicies",
            ),
            KindName::LogGroup => {
                (kinds::log_group::observe(self, wanted).await, "logs:DescribeLogGroups")
            }
            KindName::Function => {
                (kinds::function::observe(self, wanted).await, "lambda:GetFunction")
            }
            KindName::Alias => (kinds::alias::observe(self, wanted).await, "lambda:GetAlias"),
            KindName::Permission => {
                (kinds::permission::observe(self, wanted).await, "lambda:GetPolicy")
            }
            KindName::Api => (kinds::api::observe(self, wanted).await, "apigateway:GET"),
            KindName::Integration => {
                (kinds::integration::observe(self, wanted).await, "apigateway:GET")
            }
            KindName::Route => (kinds::route::observe(self, wanted).await, "apigateway:GET"),
            KindName::Stage => (kinds::stage::observe(self, wanted).await, "apigateway:GET"),
        };
        sight.or_else(|failure| failure.sight(action))
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

    /// Queues whose names begin like this one's.
    pub(crate) async fn queues_like(&self, name: &str) -> Result<Arc<Queues>, Failure> {
        let prefix = prefix(self.identity, name);
        self.queues.get(prefix.clone(), lists::queues::load(self.reads, prefix)).await
    }

    /// Log groups whose names begin like this one's.
    pub(crate) async fn log_groups_like(&self, name: &str) -> Result<Arc<LogGroups>, Failure> {
        let prefix = prefix(self.identity, name);
        self.log_groups.get(prefix.clone(), lists::log_groups::load(self.reads, prefix)).await
    }

    /// Tags by ARN of what carries this deployment's tags. Eventually consistent: it proves
    /// presence, never absence.
    pub(crate) async fn tagged(&self) -> Result<Arc<Tagged>, Failure> {
        self.tagged.get((), lists::tagged::load(self.reads, self.identity)).await
    }

    /// The HTTP APIs of the region, tags included.
    pub(crate) async fn apis(&self) -> Result<Arc<Vec<Api>>, Failure> {
        self.apis.get((), lists::apis::load(self.reads)).await
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
