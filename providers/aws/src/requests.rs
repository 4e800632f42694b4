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
/// API Gateway's with `v2`; both are left out.
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
    ("lambda", "POST", "tags/*", "TagResource"),
    ("lambda", "DELETE", "tags/*", "UntagResource"),
    ("apigateway", "GET", "apis", "GetApis"),
    ("apigateway", "POST", "apis", "CreateApi"),
    ("apigateway", "PATCH", "apis/*", "UpdateApi"),
    ("apigateway", "DELETE", "apis/*", "DeleteApi"),
    ("apigateway", "DELETE", "apis/*/cors", "DeleteCorsConfiguration"),
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
    ("apigateway", "POST", "tags/*", "TagResource"),
    ("apigateway", "DELETE", "tags/*", "UntagResource"),
];

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
    let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).skip(1).collect();
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
    if matches!(service, "lambda" | "apigateway") {
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
