//! API Gateway: the action is the verb, the resource is the path.

use super::super::need::{Need, On, Source, need};
use crate::ops::{Input, Operation};
use crate::world::World;

const PASSED: &[(&str, Source)] =
    &[("iam:PassedToService", Source::Fixed("apigateway.amazonaws.com"))];

/// What an operation needs, from its place in the table of paths.
pub(super) fn needs(operation: &Operation) -> Option<Vec<Need>> {
    let route = operation.route?;
    let action = match route.method {
        "GET" => "apigateway:GET",
        "POST" => "apigateway:POST",
        "PUT" => "apigateway:PUT",
        "PATCH" => "apigateway:PATCH",
        "DELETE" => "apigateway:DELETE",
        _ => return None,
    };
    let mut needs = vec![need(action, On::Path(route.path))];
    // The service asks for it although its reference names verbs alone
    // (https://github.com/aws-amplify/amplify-studio/issues/889).
    if operation.name.starts_with("Create") {
        needs.push(need("apigateway:TagResource", On::Path(route.path)).given("tags"));
    }
    let passing = ["CreateIntegration", "UpdateIntegration"].contains(&operation.name);
    if passing {
        needs.push(need("iam:PassRole", On::Found(credentials)).with(PASSED));
    }
    if operation.name.ends_with("Authorizer") {
        needs.push(need("iam:PassRole", On::Each("authorizerCredentialsArn")).with(PASSED));
    }
    Some(needs)
}

/// The role of an integration, unless it is the caller's own.
fn credentials(_world: &World, input: &Input) -> Vec<String> {
    let roles = super::super::need::texts(input, "credentialsArn").into_iter();
    roles.filter(|arn| arn.contains(":role/")).collect()
}
