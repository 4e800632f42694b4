//! The right to send, as the connector sees it: set around the SDK call, looked at below it.
//!
//! The SDK polls its connector in the task that made the call, so a task-local reaches it. A pass is
//! good for one request: whatever the SDK would repeat is refused.
use crate::limiter::Priority;
use crate::requests::Named;
use cutover_cloud::Permit;
use cutover_cloud::permit::PERMIT_LIFE;
use cutover_schemas::operations::Operation;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

tokio::task_local! {
    static PASS: Arc<Pass>;
    static WAITING: ();
}

/// What allows one mutating request.
#[derive(Debug)]
pub(crate) struct Pass {
    right: Right,
    used: AtomicBool,
}

#[derive(Debug)]
enum Right {
    /// A recorded intent.
    Permit { permit: Permit, operation: Operation },
    /// A person asked for this invocation by name, on the command line.
    Asked,
}

/// Why a request was not let through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoPermit {
    /// Nothing allows it: a broken invariant.
    Missing(String),
    /// What allowed it expired while it waited for its rate limit; it can be allowed again.
    Late(String),
}

impl fmt::Display for NoPermit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(what) => write!(f, "internal error: call without permit: {what}"),
            Self::Late(operation) => {
                write!(f, "the permit for `{operation}` expired before its turn came")
            }
        }
    }
}
impl std::error::Error for NoPermit {}

/// Runs a call under a permit for this operation.
pub(crate) async fn under<F: Future>(permit: Permit, operation: Operation, call: F) -> F::Output {
    let right = Right::Permit { permit, operation };
    PASS.scope(Arc::new(Pass { right, used: AtomicBool::new(false) }), call).await
}

/// Runs one invocation that a person asked for.
pub(crate) async fn asked<F: Future>(call: F) -> F::Output {
    let pass = Pass { right: Right::Asked, used: AtomicBool::new(false) };
    PASS.scope(Arc::new(pass), call).await
}

/// Runs reads that something waits for: they go before other reads.
pub(crate) async fn waiting<F: Future>(call: F) -> F::Output {
    WAITING.scope((), call).await
}

/// The pass of the present task.
pub(crate) fn current() -> Option<Arc<Pass>> {
    PASS.try_with(Arc::clone).ok()
}

/// How urgent a request of the present task is.
pub(crate) fn priority(named: &Named) -> Priority {
    let restoring = current().is_some_and(|pass| {
        matches!(&pass.right, Right::Permit { operation: Operation::RestoreAlias, .. })
    });
    match (named.mutating, restoring) {
        (true, true) => Priority::Restore,
        (true, false) => Priority::Write,
        (false, _) if WAITING.try_with(|()| ()).is_ok() => Priority::Wait,
        (false, _) => Priority::Read,
    }
}

/// How long a mutating request may queue at most: longer than any permit lives makes no sense.
pub(crate) const LONGEST_QUEUE: Duration = PERMIT_LIFE;

impl Pass {
    /// Whether this allows the request now.
    pub(crate) fn check(&self, named: &Named) -> Result<(), NoPermit> {
        let allowed = match &self.right {
            Right::Permit { permit, operation } => {
                if permit.began().elapsed() >= PERMIT_LIFE {
                    return Err(NoPermit::Late(named.operation.clone()));
                }
                permit.covers(*operation) && matches(*operation, named)
            }
            Right::Asked => named.service == "lambda" && named.operation == "Invoke",
        };
        if !allowed {
            return Err(NoPermit::Missing(format!(
                "`{}` is not what was permitted",
                named.operation
            )));
        }
        if self.used.load(Ordering::SeqCst) {
            return Err(NoPermit::Missing(format!("`{}` was already sent once", named.operation)));
        }
        Ok(())
    }

    /// Uses the pass up.
    pub(crate) fn spend(&self, named: &Named) -> Result<(), NoPermit> {
        self.check(named)?;
        if self.used.swap(true, Ordering::SeqCst) {
            return Err(NoPermit::Missing(format!("`{}` was already sent once", named.operation)));
        }
        Ok(())
    }
}

/// Whether the request on the wire is the operation of the table.
fn matches(operation: Operation, named: &Named) -> bool {
    let (name, qualified) = wire(operation);
    // Retention has a call for more and one for less.
    let less = operation == Operation::SetStreamRetention
        && named.operation == "DecreaseStreamRetentionPeriod";
    named.service == signing(operation.row().service)
        && (named.operation == name || less)
        && qualified.is_none_or(|wanted| wanted == named.qualified)
}

/// The name that a service signs with, where it is not its prefix in IAM actions.
fn signing(service: &'static str) -> &'static str {
    if service == "cloudwatch" { "monitoring" } else { service }
}

/// The name on the wire, and whether the query must (or must not) name a version.
fn wire(operation: Operation) -> (&'static str, Option<bool>) {
    match operation {
        Operation::TagFunction
        | Operation::TagApi
        | Operation::TagLogGroup
        | Operation::TagMapping
        | Operation::TagTopic
        | Operation::TagBus
        | Operation::TagRule
        | Operation::TagScheduleGroup
        | Operation::TagAlarm
        | Operation::TagTable => ("TagResource", None),
        Operation::TagStream => ("AddTagsToStream", None),
        Operation::CreateParameter => ("PutParameter", None),
        Operation::TagParameter => ("AddTagsToResource", None),
        Operation::UntagParameter => ("RemoveTagsFromResource", None),
        Operation::UntagFunction
        | Operation::UntagApi
        | Operation::UntagLogGroup
        | Operation::UntagMapping
        | Operation::UntagTopic
        | Operation::UntagBus
        | Operation::UntagRule
        | Operation::UntagScheduleGroup
        | Operation::UntagAlarm
        | Operation::UntagTable => ("UntagResource", None),
        Operation::UntagStream => ("RemoveTagsFromStream", None),
        Operation::UpdateTableCapacity
        | Operation::UpdateTableIndexes
        | Operation::UpdateTableStream
        | Operation::UpdateTableClass
        | Operation::UpdateTableEncryption
        | Operation::UpdateTableProtection => ("UpdateTable", None),
        Operation::SetStreamRetention => ("IncreaseStreamRetentionPeriod", None),
        Operation::DeleteAlarm => ("DeleteAlarms", None),
        Operation::CreateServiceIntegration => ("CreateIntegration", None),
        Operation::UpdateServiceIntegration => ("UpdateIntegration", None),
        Operation::DeleteServiceIntegration => ("DeleteIntegration", None),
        Operation::PutBusPolicy => ("PutPermission", None),
        Operation::RemoveBusPolicy => ("RemovePermission", None),
        Operation::SetTopicDisplayName
        | Operation::SetTopicDeduplication
        | Operation::SetTopicKey
        | Operation::SetTopicPolicy => ("SetTopicAttributes", None),
        Operation::SetSubscriptionFilterScope
        | Operation::SetSubscriptionFilter
        | Operation::SetSubscriptionRawDelivery
        | Operation::SetSubscriptionRedrive => ("SetSubscriptionAttributes", None),
        Operation::PutProvisionedConcurrency => ("PutProvisionedConcurrencyConfig", Some(true)),
        Operation::DeleteProvisionedConcurrency => {
            ("DeleteProvisionedConcurrencyConfig", Some(true))
        }
        Operation::InvokeVersion => ("Invoke", Some(true)),
        Operation::PutEventInvokeConfig => ("PutFunctionEventInvokeConfig", Some(true)),
        Operation::DeleteEventInvokeConfig => ("DeleteFunctionEventInvokeConfig", Some(true)),
        Operation::CreateFunctionUrl => ("CreateFunctionUrlConfig", Some(true)),
        Operation::UpdateFunctionUrl => ("UpdateFunctionUrlConfig", Some(true)),
        Operation::DeleteFunctionUrl => ("DeleteFunctionUrlConfig", Some(true)),
        Operation::RestoreAlias => ("UpdateAlias", None),
        Operation::PutAccessLogs | Operation::PutRouteSettings => ("UpdateStage", None),
        Operation::DeleteAccessLogs => ("DeleteAccessLogSettings", None),
        Operation::PutBucketLifecycle => ("PutBucketLifecycleConfiguration", None),
        // S3 takes all tags, and all notifications, at once.
        Operation::TagBucket | Operation::UntagBucket => ("PutBucketTagging", None),
        Operation::PutBucketNotification | Operation::TakeBucketNotification => {
            ("PutBucketNotificationConfiguration", None)
        }
        Operation::EmptyBucket => ("DeleteObjects", None),
        // With a qualifier this would delete one version, without one the whole function.
        Operation::DeleteFunction => ("DeleteFunction", Some(false)),
        other => (other.name(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests;

    fn request(service: &str, operation: &str, qualified: bool) -> Named {
        Named { service: service.into(), operation: operation.into(), mutating: true, qualified }
    }

    #[test]
    fn an_operation_matches_only_its_own_request() {
        assert!(matches(Operation::TagFunction, &request("lambda", "TagResource", false)));
        assert!(!matches(Operation::TagFunction, &request("apigateway", "TagResource", false)));
        assert!(!matches(Operation::DeleteFunction, &request("lambda", "DeleteFunction", true)));
        assert!(matches(Operation::RestoreAlias, &request("lambda", "UpdateAlias", false)));
        assert!(!matches(Operation::CreateQueue, &request("sqs", "DeleteQueue", false)));
    }

    #[test]
    fn every_operation_of_the_table_is_known_to_mutate() {
        for operation in Operation::ALL {
            let (name, _) = wire(*operation);
            assert!(requests::mutates(operation.row().service, name), "{name}");
        }
        assert!(!requests::mutates("lambda", "GetFunction"));
    }

    #[test]
    fn a_person_may_ask_for_an_invocation_and_nothing_else_and_once() {
        let pass = Pass { right: Right::Asked, used: AtomicBool::new(false) };
        assert!(pass.check(&request("lambda", "DeleteFunction", false)).is_err());
        assert!(pass.spend(&request("lambda", "Invoke", true)).is_ok());
        assert!(pass.spend(&request("lambda", "Invoke", true)).is_err());
    }
}
