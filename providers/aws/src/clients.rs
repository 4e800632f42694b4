//! The SDK's clients, made twice from one configuration: one set for reading, one for writing.
use crate::recent::Recents;
use crate::signed::Signed;
use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use std::time::Duration;

/// One client a service.
#[derive(Clone, Debug)]
pub(crate) struct Clients {
    pub apis: aws_sdk_apigatewayv2::Client,
    pub cloudwatch: aws_sdk_cloudwatch::Client,
    pub dynamodb: aws_sdk_dynamodb::Client,
    pub events: aws_sdk_eventbridge::Client,
    pub iam: aws_sdk_iam::Client,
    pub lambda: aws_sdk_lambda::Client,
    pub logs: aws_sdk_cloudwatchlogs::Client,
    /// Documents that were written whole a moment ago.
    pub recent: Recents,
    pub scheduler: aws_sdk_scheduler::Client,
    /// S3, and small services that speak AWS JSON.
    pub signed: Signed,
    pub scaling: aws_sdk_applicationautoscaling::Client,
    pub sns: aws_sdk_sns::Client,
    pub sqs: aws_sdk_sqs::Client,
    pub sts: aws_sdk_sts::Client,
    pub tagging: aws_sdk_resourcegroupstagging::Client,
}

/// How long a connection may take to be made.
pub(crate) const CONNECT: Duration = Duration::from_secs(3);

/// Reads repeat what may pass. `standard`, never `adaptive`: its limiter collapses after a few
/// refusals and is shared by the whole process. No timeout of the whole attempt, because waiting for
/// the rate limit happens inside it.
pub(crate) fn reads(config: &SdkConfig, signed: Signed) -> Clients {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .read_timeout(Duration::from_secs(30))
        .build();
    clients(config, RetryConfig::standard().with_max_attempts(4), timeouts, signed)
}

/// Writes never repeat: the SDK would make a second API after a timed out `CreateApi`.
pub(crate) fn writes(config: &SdkConfig, signed: Signed) -> Clients {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .read_timeout(Duration::from_mins(1))
        .operation_attempt_timeout(Duration::from_mins(1))
        .build();
    clients(config, RetryConfig::disabled(), timeouts, signed)
}

/// Invocations last as long as the function may run: 15 minutes.
pub(crate) fn invocation_timeouts() -> TimeoutConfig {
    let longest = Duration::from_secs(910);
    TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .read_timeout(longest)
        .operation_attempt_timeout(longest)
        .build()
}

fn clients(
    config: &SdkConfig,
    retry: RetryConfig,
    timeouts: TimeoutConfig,
    signed: Signed,
) -> Clients {
    let config = config.clone().into_builder().retry_config(retry).timeout_config(timeouts).build();
    Clients {
        apis: aws_sdk_apigatewayv2::Client::new(&config),
        cloudwatch: aws_sdk_cloudwatch::Client::new(&config),
        dynamodb: aws_sdk_dynamodb::Client::new(&config),
        events: aws_sdk_eventbridge::Client::new(&config),
        iam: aws_sdk_iam::Client::new(&config),
        lambda: aws_sdk_lambda::Client::new(&config),
        logs: aws_sdk_cloudwatchlogs::Client::new(&config),
        recent: Recents::default(),
        scheduler: aws_sdk_scheduler::Client::new(&config),
        signed,
        scaling: aws_sdk_applicationautoscaling::Client::new(&config),
        sns: aws_sdk_sns::Client::new(&config),
        sqs: aws_sdk_sqs::Client::new(&config),
        sts: aws_sdk_sts::Client::new(&config),
        tagging: aws_sdk_resourcegroupstagging::Client::new(&config),
    }
}
