//! From options to a configured SDK: region, credentials, endpoint, and the guarded connector.
use crate::calls::Calls;
use crate::connector::{Door, GuardedClient, Journal, plain_client};
use crate::limiter::Limiter;
use crate::signed::{self, Reach, Signed};
use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::environment::region::EnvironmentVariableRegionProvider;
use aws_config::identity::IdentityCache;
use aws_config::meta::region::RegionProviderChain;
use aws_config::profile::{ProfileFileCredentialsProvider, ProfileFileRegionProvider};
use aws_config::provider_config::ProviderConfig;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use cutover_cloud::cloud::CloudError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

/// How to reach AWS, or something that answers like it.
#[derive(Clone, Default)]
pub struct Options {
    /// Named profile; wins over credentials in the environment because it was asked for.
    pub profile: Option<String>,
    /// Region; otherwise the environment's or the profile's.
    pub region: Option<String>,
    /// Endpoint of every service, for local clouds.
    pub endpoint_url: Option<String>,
    /// ARN of a role to assume first.
    pub assume_role: Option<String>,
    /// Fake credentials and no look at the environment or at files: for the embedded local cloud.
    pub local: bool,
    /// Part of AWS's rate limits to use, from 0 to 1; all of it when not given. An endpoint on this machine is not
    /// paced unless this is given, and may be set to limits that are this many times AWS's.
    pub rate: Option<f64>,
    /// Is told of every request before it goes out.
    pub journal: Option<Journal>,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("profile", &self.profile)
            .field("region", &self.region)
            .field("endpoint_url", &self.endpoint_url)
            .field("local", &self.local)
            .finish_non_exhaustive()
    }
}

/// A configuration, and what its connector shares.
pub(crate) struct Connection {
    pub config: SdkConfig,
    /// The client for reads of services without an SDK crate, and the one for writes.
    pub signed: (Signed, Signed),
    pub calls: Calls,
    pub limiter: Option<Limiter>,
    pub region: String,
    pub loopback: bool,
}

/// Reads the environment and the files, but sends nothing yet.
pub(crate) async fn connect(options: &Options) -> Result<Connection, CloudError> {
    let endpoint = endpoint(options);
    let loopback = endpoint.as_deref().is_some_and(is_loopback);
    let region = region(options, loopback).await?;
    let plain = plain_client(endpoint.as_deref());
    let credentials = credentials(options, &region, &plain, loopback).await;
    let calls = Calls::default();
    let limiter = share(options.rate, loopback).map(Limiter::start);
    let door =
        Door { calls: calls.clone(), limiter: limiter.clone(), journal: options.journal.clone() };
    let door = Arc::new(door);
    let reach = Reach {
        region: region.to_string(),
        endpoint: endpoint.clone(),
        provider: credentials.clone(),
        credentials: Mutex::default(),
    };
    let signed = signed::clients(reach, &door);
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(region.clone())
        .credentials_provider(credentials)
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        // One cache for all clients: else each of them would sign in by itself.
        .identity_cache(IdentityCache::lazy().build())
        .http_client(GuardedClient { inner: plain, door });
    config.set_endpoint_url(endpoint);
    let region = region.to_string();
    Ok(Connection { config: config.build(), signed, calls, limiter, region, loopback })
}

/// The part of AWS's limits to keep to; nothing where nobody throttles.
fn share(wanted: Option<f64>, loopback: bool) -> Option<f64> {
    match (wanted, loopback) {
        // A local cloud has no limits worth keeping, unless it was told to have AWS's.
        (None, true) => None,
        (Some(share), true) => Some(share.max(LEAST)),
        (share, false) => Some(share.unwrap_or(1.0).clamp(LEAST, 1.0)),
    }
}

/// Below this nothing would come to its end.
const LEAST: f64 = 0.01;

fn endpoint(options: &Options) -> Option<String> {
    let from_environment = || if options.local { None } else { variable("AWS_ENDPOINT_URL") };
    options.endpoint_url.clone().or_else(from_environment)
}

/// Whether the endpoint is on this machine.
pub(crate) fn is_loopback(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host == "localhost"
        || host.ends_with(".localhost")
        || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

async fn region(options: &Options, loopback: bool) -> Result<Region, CloudError> {
    if let Some(region) = &options.region {
        return Ok(Region::new(region.clone()));
    }
    if !options.local {
        let mut profile = ProfileFileRegionProvider::builder();
        if let Some(name) = &options.profile {
            profile = profile.profile_name(name);
        }
        // The environment first, also with a named profile: as the AWS CLI does it.
        let environment = EnvironmentVariableRegionProvider::new();
        let chain = RegionProviderChain::first_try(environment).or_else(profile.build());
        if let Some(region) = chain.region().await {
            return Ok(region);
        }
    }
    if options.local || loopback {
        return Ok(Region::new("us-east-1"));
    }
    Err(CloudError::Service {
        operation: "finding the region".into(),
        code: "no region".into(),
        message:
            "neither `--region`, nor `AWS_REGION`, nor the profile names one; set one of them, \
                  such as `--region eu-west-1`"
                .into(),
    })
}

async fn credentials(
    options: &Options,
    region: &Region,
    plain: &SharedHttpClient,
    loopback: bool,
) -> SharedCredentialsProvider {
    let none_given = options.profile.is_none()
        && variable("AWS_ACCESS_KEY_ID").is_none()
        && variable("AWS_PROFILE").is_none();
    if options.local || (loopback && none_given) {
        let fake = Credentials::from_keys("test", "test", None);
        return SharedCredentialsProvider::new(fake);
    }
    // Signing in talks through a client of its own: it is no call of ours to count or to refuse.
    let config = ProviderConfig::default()
        .with_region(Some(region.clone()))
        .with_http_client(plain_client(None));
    let base = match &options.profile {
        Some(name) => SharedCredentialsProvider::new(
            ProfileFileCredentialsProvider::builder().profile_name(name).configure(&config).build(),
        ),
        None => SharedCredentialsProvider::new(chain(config, region).await),
    };
    match &options.assume_role {
        Some(role) => {
            SharedCredentialsProvider::new(assume(role, region, plain, base, options).await)
        }
        None => base,
    }
}

/// The standard chain; the instance's metadata comes last and gets little time, because most
/// machines have none and would wait for it.
async fn chain(config: ProviderConfig, region: &Region) -> DefaultCredentialsChain {
    let instance = aws_config::imds::Client::builder()
        .configure(&config)
        .connect_timeout(Duration::from_millis(500))
        .read_timeout(Duration::from_secs(1))
        .max_attempts(2)
        .build();
    DefaultCredentialsChain::builder()
        .region(region.clone())
        .imds_client(instance)
        .configure(config)
        .build()
        .await
}

async fn assume(
    role: &str,
    region: &Region,
    plain: &SharedHttpClient,
    base: SharedCredentialsProvider,
    options: &Options,
) -> AssumeRoleProvider {
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .region(region.clone())
        .credentials_provider(base.clone())
        .http_client(plain.clone());
    if let Some(url) = endpoint(options) {
        loader = loader.endpoint_url(url);
    }
    AssumeRoleProvider::builder(role)
        .session_name("cutover")
        .region(region.clone())
        .configure(&loader.load().await)
        .build_from_provider(base)
        .await
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_told_from_the_rest() {
        for url in [
            "http://127.0.0.1:4566",
            "http://localhost:1/x",
            "http://[::1]:80",
            "https://aws.localhost",
        ] {
            assert!(is_loopback(url), "{url}");
        }
        for url in [
            "https://lambda.eu-west-1.amazonaws.com",
            "http://10.0.0.1:4566",
            "http://localhost.evil.com",
        ] {
            assert!(!is_loopback(url), "{url}");
        }
    }

    #[test]
    fn this_machine_is_paced_only_when_asked_and_aws_never_past_its_limits() {
        assert_eq!((share(None, true), share(None, false)), (None, Some(1.0)));
        assert_eq!((share(Some(0.25), true), share(Some(0.25), false)), (Some(0.25), Some(0.25)));
        assert_eq!((share(Some(20.0), true), share(Some(20.0), false)), (Some(20.0), Some(1.0)));
        assert_eq!((share(Some(0.0), true), share(Some(0.0), false)), (Some(0.01), Some(0.01)));
    }

    #[tokio::test]
    async fn a_local_cloud_needs_neither_region_nor_credentials() {
        let options = Options {
            local: true,
            endpoint_url: Some("http://127.0.0.1:1".into()),
            ..Options::default()
        };
        let connection = connect(&options).await.unwrap();
        assert_eq!((connection.region.as_str(), connection.loopback), ("us-east-1", true));
    }
}
