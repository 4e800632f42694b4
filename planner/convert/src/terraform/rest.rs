//! REST APIs: resources, methods and integrations become the routes of an HTTP API.
use super::read::Found;
use super::references::References;

use crate::model::{Model, Resource};
use crate::node::Node;
use crate::sam::{REST, left, route_path};
use std::collections::{BTreeMap, BTreeSet};

/// Types that are read here, or that an HTTP API has no need of.
const PARTS: &[&str] = &[
    "aws_api_gateway_resource",
    "aws_api_gateway_method",
    "aws_api_gateway_integration",
    "aws_api_gateway_deployment",
    "aws_api_gateway_stage",
    "aws_api_gateway_integration_response",
    "aws_api_gateway_method_response",
    "aws_api_gateway_method_settings",
];

pub(super) fn is_part(ty: &str) -> bool {
    PARTS.contains(&ty)
}

/// Routes of every REST API.
pub(super) fn routes(found: &Found, references: &References, model: &mut Model) -> Vec<Resource> {
    let text = |node: &Node, name: &str| {
        node.get(name).and_then(Node::as_text).unwrap_or_default().to_owned()
    };
    let of = |ty: &'static str| found.managed.iter().filter(move |one| one.ty == ty);
    let mut paths: BTreeMap<String, String> = BTreeMap::new();
    let mut apis: BTreeMap<String, String> = BTreeMap::new();
    for api in of("aws_api_gateway_rest_api") {
        paths.insert(text(&api.values, "root_resource_id"), "/".to_owned());
        apis.insert(text(&api.values, "id"), api.address.clone());
        model.left.push(left(
            &api.address,
            "",
            0,
            "the REST API as such".to_owned(),
            REST,
            "let the code read the newer events, and callers the new address",
        ));
    }
    for resource in of("aws_api_gateway_resource") {
        paths.insert(text(&resource.values, "id"), text(&resource.values, "path"));
    }
    let mut open: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut keyed: BTreeSet<(String, String)> = BTreeSet::new();
    for method in of("aws_api_gateway_method") {
        let key = (text(&method.values, "resource_id"), text(&method.values, "http_method"));
        if method.values.get("api_key_required").and_then(Node::as_bool) == Some(true) {
            keyed.insert(key.clone());
        }
        open.insert(key, text(&method.values, "authorization"));
    }
    let mut all = Vec::new();
    for one in of("aws_api_gateway_integration") {
        let values = &one.values;
        let (resource, method) = (text(values, "resource_id"), text(values, "http_method"));
        let (Some(api), Some(path)) =
            (apis.get(&text(values, "rest_api_id")), paths.get(&resource))
        else {
            model.left.push(left(
                &one.address,
                "",
                0,
                "a method of a REST API".to_owned(),
                "its API or its path is not in the source",
                "write the `route` by hand",
            ));
            continue;
        };
        if text(values, "type") == "MOCK" {
            model.left.push(left(
                &one.address,
                "",
                0,
                format!("`{method} {path}`, which answers by itself"),
                "routes here call functions, queues and buses",
                "set `cors` of the `api`, if that is what it was for",
            ));
            continue;
        }
        let authorization =
            open.get(&(resource.clone(), method.clone())).cloned().unwrap_or_default();
        if !matches!(authorization.as_str(), "" | "NONE" | "AWS_IAM") {
            model.left.push(left(
                &one.address,
                "authorization",
                0,
                format!("who may call `{method} {path}`: `{authorization}`"),
                "authorizers of REST APIs are not read, and what they closed must not stand open",
                "write an `authorizer`, and name it in `authorize`",
            ));
        }
        let keyed = keyed.contains(&(resource.clone(), method.clone()));
        let uri = values.get("uri").map(|uri| references.of_others(&one.address).put(uri));
        let props = Node::map([
            ("ApiId", Some(Node::reference(api))),
            (
                "RouteKey",
                Some(Node::text(format!("{} {}", method.to_uppercase(), route_path(path)))),
            ),
            ("To", uri),
            (
                "Authorizer",
                (!matches!(authorization.as_str(), "" | "NONE")).then(|| Node::text(authorization)),
            ),
            ("ApiKeyRequired", keyed.then(|| Node::new(crate::node::Data::Bool(true), 0))),
        ]);
        all.push(Resource::new(
            &format!("{}#route", one.address),
            &one.address,
            "AWS::ApiGatewayV2::Route",
            props,
        ));
    }
    all
}
