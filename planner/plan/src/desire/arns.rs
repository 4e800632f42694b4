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
/// A log group, without the `:*` that some services want behind it.
pub(crate) fn log_group(id: &Identity, name: &str) -> String {
    format!("arn:{}:logs:{}:{}:log-group:{name}", id.partition, id.region, id.account)
}
