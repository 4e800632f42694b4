//! Where a command works: the embedded cloud, any endpoint, or AWS.
use crate::context::Context;
use crate::error::CliError;
use crate::local::{self, LocalCloud};
use cutover_aws::{Aws, Options};

/// The region of the local cloud, when nothing names one.
pub(super) const LOCAL_REGION: &str = "us-east-1";

/// A connected cloud.
#[derive(Debug)]
pub struct Target {
    /// The provider.
    pub aws: Aws,
    local: Option<LocalCloud>,
}

impl Target {
    /// Connects; `region` and `assume_role` are the stage's.
    pub(super) async fn connect(
        context: &Context,
        region: Option<&str>,
        assume_role: Option<&str>,
        rate: Option<i64>,
    ) -> Result<Self, CliError> {
        let global = &context.global;
        let local = if global.local {
            Some(LocalCloud::attach(&local::folder(context)).await?)
        } else {
            None
        };
        // The local cloud is one region: a spec's other region would name things it can't find.
        let elsewhere = global.region.as_deref().or(region);
        let region = if global.local { Some(LOCAL_REGION) } else { elsewhere };
        let endpoint = local
            .as_ref()
            .map(|local| local.endpoint().to_owned())
            .or_else(|| global.endpoint_url.clone());
        let loopback = endpoint.as_deref().is_some_and(is_loopback);
        #[expect(clippy::cast_precision_loss, reason = "ten-thousandths")]
        let rate = rate.map(|share| share as f64 / 10_000.0);
        let options = Options {
            profile: global.profile.clone(),
            region: region.map(str::to_owned),
            endpoint_url: endpoint,
            assume_role: assume_role.filter(|_| !loopback).map(str::to_owned),
            local: global.local,
            rate,
            journal: None,
        };
        let aws = Aws::connect(options).await?;
        Ok(Self { aws, local })
    }

    /// Whether this is a cloud that only pretends: guards on account and role don't apply.
    pub fn pretends(&self) -> bool {
        self.local.is_some() || self.aws.is_loopback()
    }

    /// Where a local cloud answers that goes on after this command: somebody may be looking at its page.
    pub fn watched(&self) -> Option<&str> {
        self.local.as_ref().filter(|local| !local.ends_with_command()).map(LocalCloud::endpoint)
    }

    /// Whether API addresses stop answering when the command ends.
    pub fn ends_with_command(&self) -> bool {
        self.local.as_ref().is_some_and(LocalCloud::ends_with_command)
    }

    /// Stops a cloud that this command started.
    pub async fn close(self) {
        if let Some(local) = self.local {
            local.stop().await;
        }
    }
}

fn is_loopback(endpoint: &str) -> bool {
    let host = endpoint.split("//").last().unwrap_or_default();
    ["127.", "localhost", "[::1]"].iter().any(|local| host.starts_with(local))
}
