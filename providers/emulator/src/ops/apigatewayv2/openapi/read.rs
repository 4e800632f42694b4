//! From an OpenAPI document to the members of our own calls.

use serde_json::{Map, Value, json};

use super::super::model::bad;
use super::{ANY, AUTHORIZER, CORS, INTEGRATION, TAG};
use crate::ops::Fault;

/// What a document asks for.
#[derive(Debug, Clone)]
pub(super) struct Document {
    /// Members of CreateApi.
    pub(super) api: Map<String, Value>,
    /// Members of CreateAuthorizer by the scheme's name.
    pub(super) authorizers: Vec<(String, Map<String, Value>)>,
    pub(super) routes: Vec<Route>,
}

/// A route with its integration.
#[derive(Debug, Clone)]
pub(super) struct Route {
    pub(super) key: String,
    pub(super) integration: Map<String, Value>,
    /// The scheme that guards it, with its scopes.
    pub(super) security: Option<(String, Vec<String>)>,
}

/// Members of an integration: their names in a document, and in CreateIntegration.
const INTEGRATION_MEMBERS: &[(&str, &str)] = &[
    ("connectionId", "connectionId"),
    ("connectionType", "connectionType"),
    ("credentials", "credentialsArn"),
    ("httpMethod", "integrationMethod"),
    ("integrationSubtype", "integrationSubtype"),
    ("payloadFormatVersion", "payloadFormatVersion"),
    ("requestParameters", "requestParameters"),
    ("responseParameters", "responseParameters"),
    ("timeoutInMillis", "timeoutInMillis"),
    ("uri", "integrationUri"),
];

/// Members of an authorizer: their names in a document, and in CreateAuthorizer.
const AUTHORIZER_MEMBERS: &[(&str, &str)] = &[
    ("authorizerCredentials", "authorizerCredentialsArn"),
    ("authorizerPayloadFormatVersion", "authorizerPayloadFormatVersion"),
    ("authorizerResultTtlInSeconds", "authorizerResultTtlInSeconds"),
    ("authorizerUri", "authorizerUri"),
    ("enableSimpleResponses", "enableSimpleResponses"),
    ("jwtConfiguration", "jwtConfiguration"),
];

/// Reads a document.
pub(super) fn parse(text: &str) -> Result<Document, Fault> {
    let value: Value = serde_json::from_str(text)
        .map_err(|_| bad("Invalid OpenAPI input: the local cloud reads documents in JSON"))?;
    let version = value.get("openapi").and_then(Value::as_str).unwrap_or_default();
    if !version.starts_with("3.0") {
        return Err(bad("Unable to parse API definition: only OpenAPI 3.0 is supported"));
    }
    let schemes = value.get("components").and_then(|all| all.get("securitySchemes"));
    let schemes = schemes.and_then(Value::as_object).into_iter().flatten();
    let authorizers = schemes
        .filter_map(|(name, scheme)| Some((name.clone(), authorizer(scheme.get(AUTHORIZER)?))));
    Ok(Document { api: api(&value)?, authorizers: authorizers.collect(), routes: routes(&value)? })
}

fn api(value: &Value) -> Result<Map<String, Value>, Fault> {
    let info = |member: &str| value.get("info").and_then(|info| info.get(member)).cloned();
    let title = info("title").filter(Value::is_string);
    let title = title.ok_or_else(|| bad("Invalid OpenAPI input: info.title is missing"))?;
    let mut members = Map::from_iter([("name".to_owned(), title)]);
    for member in ["description", "version"] {
        if let Some(value) = info(member) {
            members.insert(member.to_owned(), value);
        }
    }
    if let Some(cors) = value.get(CORS) {
        members.insert("corsConfiguration".to_owned(), cors.clone());
    }
    let tags = value.get("tags").and_then(Value::as_array).into_iter().flatten();
    let tags: Map<String, Value> = tags
        .filter_map(|tag| Some((tag.get("name")?.as_str()?.to_owned(), tag.get(TAG)?.clone())))
        .collect();
    if !tags.is_empty() {
        members.insert("tags".to_owned(), Value::Object(tags));
    }
    Ok(members)
}

fn authorizer(given: &Value) -> Map<String, Value> {
    let mut members = taken(given, AUTHORIZER_MEMBERS);
    let kind = given.get("type").and_then(Value::as_str).unwrap_or_default();
    members.insert("authorizerType".to_owned(), kind.to_ascii_uppercase().into());
    let source = given.get("identitySource").and_then(Value::as_str).unwrap_or_default();
    let sources: Vec<&str> =
        source.split(',').map(str::trim).filter(|source| !source.is_empty()).collect();
    members.insert("identitySource".to_owned(), json!(sources));
    members
}

fn routes(value: &Value) -> Result<Vec<Route>, Fault> {
    let mut routes = Vec::new();
    for (path, operations) in value.get("paths").and_then(Value::as_object).into_iter().flatten() {
        for (method, operation) in operations.as_object().into_iter().flatten() {
            let key = match (path.as_str(), method.as_str()) {
                ("/$default", ANY) => "$default".to_owned(),
                (path, ANY) => format!("ANY {path}"),
                (path, method) => format!("{} {path}", method.to_ascii_uppercase()),
            };
            let integration = integration(value, operation)
                .ok_or_else(|| bad(&format!("No integration defined for method {key}")))?;
            routes.push(Route { key, integration, security: security(value, operation) });
        }
    }
    Ok(routes)
}

/// The integration of an operation, or the shared one that it refers to.
fn integration(document: &Value, operation: &Value) -> Option<Map<String, Value>> {
    let given = operation.get(INTEGRATION)?;
    let given = match given.get("$ref").and_then(Value::as_str) {
        Some(place) => document.pointer(place.trim_start_matches('#'))?,
        None => given,
    };
    let mut members = taken(given, INTEGRATION_MEMBERS);
    let kind = given.get("type").and_then(Value::as_str)?.to_ascii_uppercase();
    members.insert("integrationType".to_owned(), kind.into());
    Some(members)
}

/// The first scheme of an operation, else of the document; an empty list opens the operation.
fn security(document: &Value, operation: &Value) -> Option<(String, Vec<String>)> {
    let list = operation.get("security").or_else(|| document.get("security"))?;
    let (name, scopes) = list.get(0)?.as_object()?.iter().next()?;
    let scopes = scopes.as_array().into_iter().flatten().filter_map(Value::as_str);
    Some((name.clone(), scopes.map(str::to_owned).collect()))
}

fn taken(given: &Value, members: &[(&str, &str)]) -> Map<String, Value> {
    let pairs = members
        .iter()
        .filter_map(|(theirs, ours)| Some(((*ours).to_owned(), given.get(*theirs)?.clone())));
    pairs.collect()
}
