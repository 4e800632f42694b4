//! The cloud port over the SDK: dispatches to the modules that know how.
use crate::calls::Calls;
use crate::clients::{self, Clients};
use crate::connect::{self, Options};
use crate::errors::Failure;
use crate::limiter::{Lane, Limiter};
use crate::observation::{self, NEAR, PACED};
use crate::{attempt, lists, measure, pass, probe};
use cutover_cloud::cloud::CloudError;
use cutover_cloud::{Attempt, Call, Class, Cloud, Depth, Parameter, Permit, ProbeAnswer};
use cutover_schemas::graph::{Identity, Wanted};
use cutover_schemas::measure::{self as wanted, AlarmState, Baseline, BaselineOf, Series};
use cutover_schemas::plan::Probe;
use cutover_schemas::snapshot::{Sight, Snapshot};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// AWS, or a local cloud that answers like it.
#[derive(Debug)]
pub struct Aws {
    pub(crate) reads: Clients,
    pub(crate) writes: Clients,
    pub(crate) loopback: bool,
    profile: Option<String>,
    region: String,
    calls: Calls,
    limiter: Option<Limiter>,
    /// The last answer of STS: ids in calls and outputs are made from it.
    identity: Mutex<Option<Identity>>,
}

impl Aws {
    /// Reads the environment and the files and gets ready; sends nothing yet.
    pub async fn connect(options: Options) -> Result<Self, CloudError> {
        let connection = connect::connect(&options).await?;
        Ok(Self {
            reads: clients::reads(&connection.config, connection.signed.0),
            writes: clients::writes(&connection.config, connection.signed.1),
            loopback: connection.loopback,
            profile: options.profile,
            region: connection.region,
            calls: connection.calls,
            limiter: connection.limiter,
            identity: Mutex::new(None),
        })
    }

    /// The region that calls go to.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Whether the endpoint is on this machine.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Counts of every request so far.
    pub fn calls(&self) -> &Calls {
        &self.calls
    }

    /// The identity last seen, or else STS's answer.
    pub(crate) async fn known_identity(&self) -> Result<Identity, Failure> {
        let known = self.identity.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match known {
            Some(identity) => Ok(identity),
            None => self.ask_identity().await,
        }
    }

    async fn ask_identity(&self) -> Result<Identity, Failure> {
        let answer = self.reads.sts.get_caller_identity().send().await.map_err(Failure::from)?;
        let caller = answer.arn().unwrap_or_default().to_owned();
        let identity = Identity {
            stack: String::new(),
            stage: String::new(),
            partition: caller.split(':').nth(1).unwrap_or("aws").to_owned(),
            account: answer.account().unwrap_or_default().to_owned(),
            region: self.region.clone(),
            caller,
        };
        self.remember(&identity);
        Ok(identity)
    }

    fn remember(&self, identity: &Identity) {
        *self.identity.lock().unwrap_or_else(PoisonError::into_inner) = Some(identity.clone());
    }
}

impl Cloud for Aws {
    async fn identify(&self) -> Result<Identity, CloudError> {
        let asked = self.ask_identity().await;
        asked.map_err(|failure| match (failure, &self.profile) {
            (Failure::Unsigned { why }, Some(profile)) => CloudError::Credentials {
                message: format!(
                    "profile `{profile}` gives none: {why}; check its name in `~/.aws/config`, or sign \
                     in with `aws sso login --profile {profile}`"
                ),
            },
            (failure, _) => failure.cloud("sts:GetCallerIdentity"),
        })
    }

    async fn observe(
        &self,
        identity: &Identity,
        wanted: &[Wanted],
        depth: Depth,
    ) -> Result<Snapshot, CloudError> {
        self.remember(identity);
        let at_once = if self.limiter.is_some() { PACED } else { NEAR };
        observation::observe(&self.reads, identity, wanted, depth, at_once).await
    }

    async fn probe(&self, probe: &Probe) -> ProbeAnswer {
        pass::waiting(probe::probe(&self.reads, probe)).await
    }

    async fn attempt(&self, call: Call<'_>, permit: Permit) -> Attempt {
        let operation = call.operation;
        let identity = match self.known_identity().await {
            Ok(identity) => identity,
            Err(failure) => {
                return Attempt::NotSent {
                    why: failure.cloud("sts:GetCallerIdentity").to_string(),
                };
            }
        };
        let request = Box::pin(attempt::send(&self.writes, &identity, &call));
        let answer = match pass::under(permit, operation, request).await {
            Ok(done) => Attempt::Done { outputs: done.outputs, revision: done.revision },
            Err(failure) => failure.attempt(operation),
        };
        if let (Attempt::Refused { class: Class::Throttle, .. }, Some(limiter)) =
            (&answer, &self.limiter)
        {
            limiter.throttled(Lane::Table(operation.row().bucket));
        }
        answer
    }

    async fn count(&self, wanted: &[wanted::Measurement]) -> Result<Vec<Series>, CloudError> {
        pass::waiting(measure::count(&self.reads, wanted, self.loopback)).await
    }

    async fn baselines(&self, wanted: &[BaselineOf]) -> Result<Vec<Baseline>, CloudError> {
        let loaded = measure::baselines::load(&self.reads, wanted, self.loopback).await;
        loaded.map_err(|failure| failure.cloud("cloudwatch:GetMetricData"))
    }

    async fn alarms(&self, names: &[String]) -> Result<BTreeMap<String, AlarmState>, CloudError> {
        let states = pass::waiting(measure::alarms::states(&self.reads, names)).await;
        states.map_err(|failure| failure.cloud("cloudwatch:DescribeAlarms"))
    }

    async fn tagged(
        &self,
        service: &str,
        tags: &BTreeMap<String, String>,
    ) -> Result<Vec<String>, CloudError> {
        let found = lists::tagged::find(&self.reads, service, tags).await;
        found.map_err(|failure| failure.cloud("tag:GetResources"))
    }

    async fn parameters(
        &self,
        names: &[String],
    ) -> Result<BTreeMap<String, Parameter>, CloudError> {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut found = BTreeMap::new();
        for batch in names.chunks(lists::parameters::AT_ONCE) {
            let some = lists::parameters::load(&self.reads, batch).await;
            found.extend(some.map_err(|failure| failure.cloud("ssm:GetParameters"))?);
        }
        Ok(found)
    }

    /// Looks at one thing without looking for strangers.
    async fn look(&self, identity: &Identity, wanted: &Wanted) -> Result<Sight, CloudError> {
        self.remember(identity);
        pass::waiting(observation::look(&self.reads, identity, wanted)).await
    }
}
