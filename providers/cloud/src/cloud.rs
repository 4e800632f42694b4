//! The cloud, as four verbs: observe, probe, attempt, measure.
use crate::attempt::{Attempt, Call};
use crate::permit::Permit;
use cutover_schemas::graph::{Identity, Wanted};
use cutover_schemas::measure::{AlarmState, Baseline, BaselineOf, Series};
use cutover_schemas::plan::Probe;
use cutover_schemas::snapshot::{Sight, Snapshot};
use cutover_schemas::value::Attrs;
use std::collections::BTreeMap;
use std::future::Future;

/// How closely to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// By bulk calls only: what they don't tell is `Listed`.
    Bulk,
    /// Every attribute of everything wanted.
    Full,
    /// Every attribute of what is wanted, which is a part of what was looked at before: nothing is said of strangers.
    Close,
}

/// What a probe found.
#[derive(Clone, Debug, PartialEq)]
pub enum ProbeAnswer {
    /// It is ready: attributes that came to light (`version`), and the revision that now guards it.
    Ready {
        /// Attributes.
        outputs: Attrs,
        /// Revision.
        revision: Option<String>,
    },
    /// Not yet.
    Pending,
    /// It never will be.
    Failed {
        /// The service's reason.
        reason: String,
    },
    /// There is no such thing.
    Absent,
    /// The question got no answer; ask again.
    Unanswered {
        /// Why.
        why: String,
    },
}

/// Why a question to the cloud as a whole got no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CloudError {
    /// No usable credentials were found, or the cloud rejects them.
    #[error("no usable AWS credentials: {message}")]
    Credentials {
        /// What was tried, or what the service said.
        message: String,
    },
    /// The caller may not do what reading needs.
    #[error("the caller may not {action}: {message}")]
    Denied {
        /// IAM action.
        action: String,
        /// The service's words.
        message: String,
    },
    /// The endpoint can't be reached.
    #[error("can't reach {endpoint}: {message}")]
    Unreachable {
        /// Service or address.
        endpoint: String,
        /// What went wrong.
        message: String,
    },
    /// Anything else the service said.
    #[error("{operation} failed ({code}): {message}")]
    Service {
        /// The call.
        operation: String,
        /// The service's code.
        code: String,
        /// The service's words.
        message: String,
    },
}

/// A parameter as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// `String`, `StringList` or `SecureString`.
    pub shape: String,
    /// Its value; of a secret one the ciphertext.
    pub value: String,
}

/// A cloud.
pub trait Cloud: Send + Sync {
    /// Who we are: the answer of STS, with an empty stack and stage.
    fn identify(&self) -> impl Future<Output = Result<Identity, CloudError>> + Send;
    /// Looks for everything wanted. Refusals to read one thing are part of the snapshot.
    fn observe(
        &self,
        identity: &Identity,
        wanted: &[Wanted],
        depth: Depth,
    ) -> impl Future<Output = Result<Snapshot, CloudError>> + Send;
    /// Looks at one thing that is expected to change.
    fn probe(&self, probe: &Probe) -> impl Future<Output = ProbeAnswer> + Send;
    /// Makes one request, once.
    fn attempt(&self, call: Call<'_>, permit: Permit) -> impl Future<Output = Attempt> + Send;
    /// Counts invocations by metric period, for every measurement in its order; one question for all of them.
    fn count(
        &self,
        wanted: &[cutover_schemas::measure::Measurement],
    ) -> impl Future<Output = Result<Vec<Series>, CloudError>> + Send;
    /// What functions did on the last day, each in its order.
    fn baselines(
        &self,
        wanted: &[BaselineOf],
    ) -> impl Future<Output = Result<Vec<Baseline>, CloudError>> + Send;
    /// The states of alarms, by name: every name has one.
    fn alarms(
        &self,
        names: &[String],
    ) -> impl Future<Output = Result<BTreeMap<String, AlarmState>, CloudError>> + Send;
    /// ARNs of everything of a service, in this account and region, that carries all of these tags. A cloud without
    /// anything besides our own finds nothing.
    fn tagged(
        &self,
        _service: &str,
        _tags: &BTreeMap<String, String>,
    ) -> impl Future<Output = Result<Vec<String>, CloudError>> + Send {
        std::future::ready(Ok(Vec::new()))
    }
    /// Parameters by name, those that are there.
    fn parameters(
        &self,
        _names: &[String],
    ) -> impl Future<Output = Result<BTreeMap<String, Parameter>, CloudError>> + Send {
        std::future::ready(Ok(BTreeMap::new()))
    }
    /// Looks at one resource closely: what reconciliation does after a lost answer.
    fn look(
        &self,
        identity: &Identity,
        wanted: &Wanted,
    ) -> impl Future<Output = Result<Sight, CloudError>> + Send {
        async move {
            let mut snapshot =
                self.observe(identity, std::slice::from_ref(wanted), Depth::Full).await?;
            Ok(snapshot.seen.remove(&wanted.address).unwrap_or(Sight::Absent))
        }
    }
}
