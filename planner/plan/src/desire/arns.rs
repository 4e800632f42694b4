//! ARNs that follow from account, region and names: known before anything exists.
use cutover_schemas::graph::Identity;

/// An IAM role; `path` begins and ends with `/`.
pub(crate) fn role(id: &Identity, path: &str, name: &str) -> String {
    format!("arn:{}:iam::{}:role{path}{name}", id.partition, id.account)
}
/// A function without qualifier.
pub(crate) fn function(id: &Identity, name: &str) -> String {
    format!("arn:{}:lambda:{}:{}:function:{name}", id.partition, id.region, id.account)
}
/// A queue.
pub(crate) fn queue(id: &Identity, name: &str) -> String {
    format!("arn:{}:sqs:{}:{}:{name}", id.partition, id.region, id.account)
}
/// A topic.
pub(crate) fn topic(id: &Identity, name: &str) -> String {
    format!("arn:{}:sns:{}:{}:{name}", id.partition, id.region, id.account)
}
/// A bucket: its ARN names neither account nor region.
pub(crate) fn bucket(id: &Identity, name: &str) -> String {
    format!("arn:{}:s3:::{name}", id.partition)
}
/// A table.
pub(crate) fn table(id: &Identity, name: &str) -> String {
    format!("arn:{}:dynamodb:{}:{}:table/{name}", id.partition, id.region, id.account)
}
/// A stream.
pub(crate) fn stream(id: &Identity, name: &str) -> String {
    format!("arn:{}:kinesis:{}:{}:stream/{name}", id.partition, id.region, id.account)
}
/// An event bus.
pub(crate) fn bus(id: &Identity, name: &str) -> String {
    format!("arn:{}:events:{}:{}:event-bus/{name}", id.partition, id.region, id.account)
}
/// A rule of a bus. The bus that every account has does not show in it.
pub(crate) fn rule(id: &Identity, bus: &str, name: &str) -> String {
    let path = if bus == "default" { name.to_owned() } else { format!("{bus}/{name}") };
    format!("arn:{}:events:{}:{}:rule/{path}", id.partition, id.region, id.account)
}
/// A group of schedules.
pub(crate) fn schedule_group(id: &Identity, name: &str) -> String {
    format!("arn:{}:scheduler:{}:{}:schedule-group/{name}", id.partition, id.region, id.account)
}
/// A schedule of a group.
pub(crate) fn schedule(id: &Identity, group: &str, name: &str) -> String {
    format!("arn:{}:scheduler:{}:{}:schedule/{group}/{name}", id.partition, id.region, id.account)
}
/// A secret, by its name: Secrets Manager puts six characters of its own behind it, which reading does without.
pub(crate) fn secret(id: &Identity, name: &str) -> String {
    format!("arn:{}:secretsmanager:{}:{}:secret:{name}", id.partition, id.region, id.account)
}
/// A parameter; names with a path begin with `/`.
pub(crate) fn parameter(id: &Identity, name: &str) -> String {
    let name = name.trim_start_matches('/');
    format!("arn:{}:ssm:{}:{}:parameter/{name}", id.partition, id.region, id.account)
}
/// A key by its id, or the alias of one.
pub(crate) fn key(id: &Identity, name: &str) -> String {
    let name = if name.starts_with("alias/") { name.to_owned() } else { format!("key/{name}") };
    format!("arn:{}:kms:{}:{}:{name}", id.partition, id.region, id.account)
}
/// A user pool of Cognito.
pub(crate) fn user_pool(id: &Identity, pool: &str) -> String {
    format!("arn:{}:cognito-idp:{}:{}:userpool/{pool}", id.partition, id.region, id.account)
}
/// An API of API Gateway's: its ARN names no account.
pub(crate) fn api(id: &Identity, api: &str) -> String {
    format!("arn:{}:apigateway:{}::/apis/{api}", id.partition, id.region)
}
/// A certificate.
pub(crate) fn certificate(id: &Identity, name: &str) -> String {
    format!("arn:{}:acm:{}:{}:certificate/{name}", id.partition, id.region, id.account)
}
/// An alarm.
pub(crate) fn alarm(id: &Identity, name: &str) -> String {
    format!("arn:{}:cloudwatch:{}:{}:alarm:{name}", id.partition, id.region, id.account)
}
/// A log group, without the `:*` that some services want behind it.
pub(crate) fn log_group(id: &Identity, name: &str) -> String {
    format!("arn:{}:logs:{}:{}:log-group:{name}", id.partition, id.region, id.account)
}
/// A layer, without the number of a version.
pub(crate) fn layer(id: &Identity, name: &str) -> String {
    format!("arn:{}:lambda:{}:{}:layer:{name}", id.partition, id.region, id.account)
}
