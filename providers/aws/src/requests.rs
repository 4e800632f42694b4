//! Reads off a request which operation of which service it is, and whether it changes anything.
//!
//! The answer comes from what goes over the wire (method, path, `X-Amz-Target`, `Action`), not from
//! the SDK, so that no code path can get around it. What is not known to read is held to mutate.
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;

/// A request by its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// The service's signing name, such as `lambda`; empty when the request isn't signed.
    pub service: String,
    /// The operation, such as `UpdateAlias`.
    pub operation: String,
    /// Whether it may change something.
    pub mutating: bool,
    /// Whether a REST request names a version or alias in its query.
    pub qualified: bool,
}

/// REST operations by method and path; `*` stands for one segment. Lambda's paths begin with a date,
/// API Gateway's with `v2`; both are left out. The Scheduler's begin with neither.
const REST: &[(&str, &str, &str, &str)] = &[
    ("lambda", "GET", "functions", "ListFunctions"),
    ("lambda", "POST", "functions", "CreateFunction"),
    ("lambda", "GET", "functions/*", "GetFunction"),
    ("lambda", "DELETE", "functions/*", "DeleteFunction"),
    ("lambda", "PUT", "functions/*/configuration", "UpdateFunctionConfiguration"),
    ("lambda", "PUT", "functions/*/code", "UpdateFunctionCode"),
    ("lambda", "POST", "functions/*/versions", "PublishVersion"),
    ("lambda", "GET", "functions/*/versions", "ListVersionsByFunction"),
    ("lambda", "POST", "functions/*/aliases", "CreateAlias"),
    ("lambda", "GET", "functions/*/aliases/*", "GetAlias"),
    ("lambda", "PUT", "functions/*/aliases/*", "UpdateAlias"),
    ("lambda", "DELETE", "functions/*/aliases/*", "DeleteAlias"),
    ("lambda", "POST", "functions/*/policy", "AddPermission"),
    ("lambda", "GET", "functions/*/policy", "GetPolicy"),
    ("lambda", "DELETE", "functions/*/policy/*", "RemovePermission"),
    ("lambda", "GET", "functions/*/event-invoke-config", "GetFunctionEventInvokeConfig"),
    ("lambda", "PUT", "functions/*/event-invoke-config", "PutFunctionEventInvokeConfig"),
    ("lambda", "DELETE", "functions/*/event-invoke-config", "DeleteFunctionEventInvokeConfig"),
    ("lambda", "POST", "layers/*/versions", "PublishLayerVersion"),
    ("lambda", "GET", "layers/*/versions", "ListLayerVersions"),
    ("lambda", "DELETE", "layers/*/versions/*", "DeleteLayerVersion"),
    ("lambda", "GET", "functions/*/url", "GetFunctionUrlConfig"),
    ("lambda", "POST", "functions/*/url", "CreateFunctionUrlConfig"),
    ("lambda", "PUT", "functions/*/url", "UpdateFunctionUrlConfig"),
    ("lambda", "DELETE", "functions/*/url", "DeleteFunctionUrlConfig"),
    ("lambda", "POST", "functions/*/invocations", "Invoke"),
    ("lambda", "PUT", "functions/*/concurrency", "PutFunctionConcurrency"),
    ("lambda", "DELETE", "functions/*/concurrency", "DeleteFunctionConcurrency"),
    ("lambda", "PUT", "functions/*/provisioned-concurrency", "PutProvisionedConcurrencyConfig"),
    ("lambda", "GET", "functions/*/provisioned-concurrency", "GetProvisionedConcurrencyConfig"),
    (
        "lambda",
        "DELETE",
        "functions/*/provisioned-concurrency",
        "DeleteProvisionedConcurrencyConfig",
    ),
    ("lambda", "GET", "event-source-mappings", "ListEventSourceMappings"),
    ("lambda", "POST", "event-source-mappings", "CreateEventSourceMapping"),
    ("lambda", "GET", "event-source-mappings/*", "GetEventSourceMapping"),
    ("lambda", "PUT", "event-source-mappings/*", "UpdateEventSourceMapping"),
    ("lambda", "DELETE", "event-source-mappings/*", "DeleteEventSourceMapping"),
    ("lambda", "POST", "tags/*", "TagResource"),
    ("lambda", "DELETE", "tags/*", "UntagResource"),
    ("apigateway", "GET", "apis", "GetApis"),
    ("apigateway", "POST", "apis", "CreateApi"),
    ("apigateway", "PATCH", "apis/*", "UpdateApi"),
    ("apigateway", "DELETE", "apis/*", "DeleteApi"),
    ("apigateway", "DELETE", "apis/*/cors", "DeleteCorsConfiguration"),
    ("apigateway", "GET", "apis/*/authorizers", "GetAuthorizers"),
    ("apigateway", "POST", "apis/*/authorizers", "CreateAuthorizer"),
    ("apigateway", "PATCH", "apis/*/authorizers/*", "UpdateAuthorizer"),
    ("apigateway", "DELETE", "apis/*/authorizers/*", "DeleteAuthorizer"),
    ("apigateway", "GET", "apis/*/integrations", "GetIntegrations"),
    ("apigateway", "POST", "apis/*/integrations", "CreateIntegration"),
    ("apigateway", "PATCH", "apis/*/integrations/*", "UpdateIntegration"),
    ("apigateway", "DELETE", "apis/*/integrations/*", "DeleteIntegration"),
    ("apigateway", "GET", "apis/*/routes", "GetRoutes"),
    ("apigateway", "POST", "apis/*/routes", "CreateRoute"),
    ("apigateway", "PATCH", "apis/*/routes/*", "UpdateRoute"),
    ("apigateway", "DELETE", "apis/*/routes/*", "DeleteRoute"),
    ("apigateway", "GET", "apis/*/stages", "GetStages"),
    ("apigateway", "POST", "apis/*/stages", "CreateStage"),
    ("apigateway", "PATCH", "apis/*/stages/*", "UpdateStage"),
    ("apigateway", "DELETE", "apis/*/stages/*", "DeleteStage"),
    ("apigateway", "DELETE", "apis/*/stages/*/accesslogsettings", "DeleteAccessLogSettings"),
    ("apigateway", "DELETE", "apis/*/stages/*/routesettings/*", "DeleteRouteSettings"),
    ("apigateway", "POST", "tags/*", "TagResource"),
    ("apigateway", "DELETE", "tags/*", "UntagResource"),
    ("scheduler", "GET", "schedules", "ListSchedules"),
    ("scheduler", "GET", "schedules/*", "GetSchedule"),
    ("scheduler", "POST", "schedules/*", "CreateSchedule"),
    ("scheduler", "PUT", "schedules/*", "UpdateSchedule"),
    ("scheduler", "DELETE", "schedules/*", "DeleteSchedule"),
    ("scheduler", "GET", "schedule-groups/*", "GetScheduleGroup"),
    ("scheduler", "POST", "schedule-groups/*", "CreateScheduleGroup"),
    ("scheduler", "DELETE", "schedule-groups/*", "DeleteScheduleGroup"),
    ("scheduler", "GET", "tags/*", "ListTagsForResource"),
    ("scheduler", "POST", "tags/*", "TagResource"),
    ("scheduler", "DELETE", "tags/*", "UntagResource"),
];

/// S3's operations by method, by whether they are about the service, a bucket or an object, and by the parameter that
/// tells what of it.
const S3: &[(&str, Place, &str, &str)] = &[
    ("GET", Place::Service, "", "ListBuckets"),
    ("PUT", Place::Bucket, "", "CreateBucket"),
    ("DELETE", Place::Bucket, "", "DeleteBucket"),
    ("GET", Place::Bucket, "location", "GetBucketLocation"),
    ("GET", Place::Bucket, "versioning", "GetBucketVersioning"),
    ("PUT", Place::Bucket, "versioning", "PutBucketVersioning"),
    ("GET", Place::Bucket, "tagging", "GetBucketTagging"),
    ("PUT", Place::Bucket, "tagging", "PutBucketTagging"),
    ("DELETE", Place::Bucket, "tagging", "DeleteBucketTagging"),
    ("GET", Place::Bucket, "publicAccessBlock", "GetPublicAccessBlock"),
    ("PUT", Place::Bucket, "publicAccessBlock", "PutPublicAccessBlock"),
    ("DELETE", Place::Bucket, "publicAccessBlock", "DeletePublicAccessBlock"),
    ("GET", Place::Bucket, "encryption", "GetBucketEncryption"),
    ("PUT", Place::Bucket, "encryption", "PutBucketEncryption"),
    ("DELETE", Place::Bucket, "encryption", "DeleteBucketEncryption"),
    ("GET", Place::Bucket, "policy", "GetBucketPolicy"),
    ("PUT", Place::Bucket, "policy", "PutBucketPolicy"),
    ("DELETE", Place::Bucket, "policy", "DeleteBucketPolicy"),
    ("GET", Place::Bucket, "lifecycle", "GetBucketLifecycleConfiguration"),
    ("PUT", Place::Bucket, "lifecycle", "PutBucketLifecycleConfiguration"),
    ("DELETE", Place::Bucket, "lifecycle", "DeleteBucketLifecycle"),
    ("GET", Place::Bucket, "cors", "GetBucketCors"),
    ("PUT", Place::Bucket, "cors", "PutBucketCors"),
    ("DELETE", Place::Bucket, "cors", "DeleteBucketCors"),
    ("GET", Place::Bucket, "notification", "GetBucketNotificationConfiguration"),
    ("PUT", Place::Bucket, "notification", "PutBucketNotificationConfiguration"),
    ("GET", Place::Bucket, "versions", "ListObjectVersions"),
    ("POST", Place::Bucket, "delete", "DeleteObjects"),
    ("PUT", Place::Object, "", "PutObject"),
];

/// What an S3 request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Service,
    Bucket,
    Object,
}

/// First words of JSON and Query operations that only read.
const READING_WORDS: &[&str] = &["Get", "List", "Describe", "Filter"];

/// Names a request.
pub(crate) fn name(request: &HttpRequest) -> Named {
    let (path, query) = path_and_query(request.uri());
    let service = request.headers().get("authorization").and_then(signing_name).unwrap_or_default();
    named(service, request.method(), path, query, &operation_word(request, path))
}

fn named(service: &str, method: &str, path: &str, query: &str, word: &str) -> Named {
    let qualified = query.split('&').any(|pair| pair.starts_with("Qualifier="));
    if !word.is_empty() {
        return Named {
            service: service.to_owned(),
            operation: word.to_owned(),
            mutating: !READING_WORDS.iter().any(|reads| word.starts_with(reads)),
            qualified,
        };
    }
    let listing = query.split('&').any(|pair| pair == "List=ALL");
    let operation = match rest_operation(service, method, path) {
        Some("GetProvisionedConcurrencyConfig") if listing => {
            "ListProvisionedConcurrencyConfigs".to_owned()
        }
        Some(operation) => operation.to_owned(),
        None if service == "s3" => s3_operation(method, path, query),
        None => format!("{method} {path}"),
    };
    Named {
        service: service.to_owned(),
        operation,
        mutating: method != "GET" && method != "HEAD",
        qualified,
    }
}

/// The operation's name where the protocol spells it out: JSON's target, CBOR's path, Query's form.
fn operation_word(request: &HttpRequest, path: &str) -> String {
    if let Some(target) = request.headers().get("x-amz-target") {
        return target.rsplit('.').next().unwrap_or_default().to_owned();
    }
    if let Some((_, operation)) = path.split_once("/operation/") {
        return operation.to_owned();
    }
    let form = request.headers().get("content-type").unwrap_or_default();
    if !form.starts_with("application/x-www-form-urlencoded") {
        return String::new();
    }
    let body = request.body().bytes().unwrap_or_default();
    let action = body.strip_prefix(b"Action=").unwrap_or_default();
    let end = action.iter().position(|byte| *byte == b'&').unwrap_or(action.len());
    String::from_utf8_lossy(action.get(..end).unwrap_or_default()).into_owned()
}

fn rest_operation(service: &str, method: &str, path: &str) -> Option<&'static str> {
    let version = usize::from(service != "scheduler");
    let segments = path.split('/').filter(|part| !part.is_empty()).skip(version);
    let segments: Vec<&str> = segments.collect();
    REST.iter()
        .find(|(of, verb, pattern, _)| {
            let wanted: Vec<&str> = pattern.split('/').collect();
            *of == service
                && *verb == method
                && wanted.len() == segments.len()
                && wanted.iter().zip(&segments).all(|(want, got)| *want == "*" || want == got)
        })
        .map(|(.., operation)| *operation)
}

fn s3_operation(method: &str, path: &str, query: &str) -> String {
    let place = match path.trim_start_matches('/').split_once('/') {
        None if path.len() <= 1 => Place::Service,
        None | Some((_, "")) => Place::Bucket,
        Some(_) => Place::Object,
    };
    let has = |wanted: &str| query.split('&').any(|pair| pair.split('=').next() == Some(wanted));
    // Without a sub-resource nothing else may be asked for: it would be another operation.
    let bare = place == Place::Service || query.is_empty();
    let found = S3.iter().find(|(verb, about, wanted, _)| {
        *verb == method && *about == place && if wanted.is_empty() { bare } else { has(wanted) }
    });
    match found {
        Some((.., operation)) => (*operation).to_owned(),
        None => format!("{method} {path}?{query}"),
    }
}

fn path_and_query(uri: &str) -> (&str, &str) {
    let after_scheme = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    let path = after_scheme.find('/').and_then(|at| after_scheme.get(at..)).unwrap_or("/");
    path.split_once('?').unwrap_or((path, ""))
}

/// `lambda` in `AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/lambda/aws4_request, ...`.
fn signing_name(authorization: &str) -> Option<&str> {
    let scope = authorization.split("Credential=").nth(1)?.split(',').next()?;
    scope.rsplit('/').nth(1)
}

/// Whether an operation of this name would be held to mutate; REST services know only their rows.
#[cfg(test)]
pub(crate) fn mutates(service: &str, operation: &str) -> bool {
    if service == "s3" {
        return S3.iter().any(|(verb, _, _, name)| *name == operation && *verb != "GET");
    }
    if matches!(service, "lambda" | "apigateway" | "scheduler") {
        return REST
            .iter()
            .any(|(of, verb, _, name)| *of == service && *name == operation && *verb != "GET");
    }
    named(service, "POST", "/", "", operation).mutating
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(
        service: &str,
        method: &str,
        path: &str,
        query: &str,
        word: &str,
        operation: &str,
        mutating: bool,
    ) {
        let named = named(service, method, path, query, word);
        assert_eq!((named.operation.as_str(), named.mutating), (operation, mutating));
    }

    #[test]
    fn rest_requests_are_named_by_method_and_path() {
        check("lambda", "GET", "/2015-03-31/functions/", "", "", "ListFunctions", false);
        check("lambda", "PUT", "/2015-03-31/functions/f/aliases/live", "", "", "UpdateAlias", true);
        check("lambda", "POST", "/2015-03-31/functions/f/invocations", "", "", "Invoke", true);
        check("lambda", "POST", "/2017-03-31/tags/arn%3Aaws", "", "", "TagResource", true);
        check("apigateway", "PATCH", "/v2/apis/a1/stages/%24default", "", "", "UpdateStage", true);
        check(
            "lambda",
            "POST",
            "/2099-01-01/new-thing",
            "",
            "",
            "POST /2099-01-01/new-thing",
            true,
        );
        let path = "/2019-09-30/functions/f/provisioned-concurrency";
        check("lambda", "GET", path, "List=ALL", "", "ListProvisionedConcurrencyConfigs", false);
    }

    #[test]
    fn requests_of_s3_are_named_by_what_they_are_about() {
        check("s3", "GET", "/", "prefix=a&max-buckets=9", "", "ListBuckets", false);
        check("s3", "PUT", "/b", "", "", "CreateBucket", true);
        check("s3", "PUT", "/b", "tagging=", "", "PutBucketTagging", true);
        check("s3", "PUT", "/b", "website=", "", "PUT /b?website=", true);
        check("s3", "POST", "/b", "delete=", "", "DeleteObjects", true);
        check("s3", "DELETE", "/b/k", "", "", "DELETE /b/k?", true);
        check("s3", "PUT", "/b/a/k", "", "", "PutObject", true);
        check("s3", "PUT", "/b/k", "acl=", "", "PUT /b/k?acl=", true);
        check("s3", "GET", "/b", "versions=&key-marker=x", "", "ListObjectVersions", false);
    }

    #[test]
    fn spelled_out_operations_read_only_by_their_first_word() {
        check("sqs", "POST", "/", "", "GetQueueUrl", "GetQueueUrl", false);
        check("logs", "POST", "/", "", "FilterLogEvents", "FilterLogEvents", false);
        check("sqs", "POST", "/", "", "ReceiveMessage", "ReceiveMessage", true);
        check("iam", "POST", "/", "", "PutRolePolicy", "PutRolePolicy", true);
    }

    #[test]
    fn the_service_is_read_from_the_signature() {
        let header = "AWS4-HMAC-SHA256 Credential=A/20260101/eu-west-1/lambda/aws4_request, SignedHeaders=host";
        assert_eq!(signing_name(header), Some("lambda"));
        assert_eq!(
            path_and_query("http://127.0.0.1:1/2015/x?Qualifier=3"),
            ("/2015/x", "Qualifier=3")
        );
    }
}
