//! `api`: an HTTP API, its stage and access log, its authorizers, one integration per function, its routes, and the
//! permissions that let exactly those routes and authorizers invoke exactly those aliases.
mod authorizer;
mod service;
mod stage;

use super::{Build, arn_of, copied, permission};
use authorizer::Guards;
use cutover_schemas::address::Address;
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::{Declared, Nested};
use cutover_schemas::value::{Attrs, Part, Value};
use std::collections::BTreeSet;

/// The service that calls the functions.
const PRINCIPAL: &str = "apigateway.amazonaws.com";

pub(super) fn expand(build: &mut Build<'_>, block: &Declared) {
    let mut attrs = copied(block, &["description", "cors"]);
    attrs.insert("name".into(), Value::text(build.name_of(&block.address)));
    attrs.insert("tags".into(), build.tags(&block.address, block));
    build.add(block.address.clone(), KindName::Api, block, attrs, None, BTreeSet::new());
    stage::expand(build, block);
    let guards = authorizer::expand(build, block);
    let role = service::role(build, block);
    for nested in block.nested("route") {
        let Value::Reference(target) = nested.attr("to").clone() else { continue };
        let integration = service::integration(build, block, &target, role.as_ref())
            .unwrap_or_else(|| integration(build, block, &target));
        // A route that may not invoke its function answers 500, so the permission comes first.
        let permission = may_invoke(build, block, nested, &target);
        let route = add_route(build, block, nested, integration, permission, &guards);
        stage::limit(build, block, nested, route);
    }
}

/// The API's id, for everything in it.
fn id(block: &Declared) -> Value {
    Value::output(block.address.clone(), "id")
}

fn integration(build: &mut Build<'_>, block: &Declared, target: &Address) -> Address {
    let address = block.address.with_keyed_part("integration", target.as_str());
    if !build.graph.resources.contains_key(&address) {
        let attrs = Attrs::from([("api".into(), id(block)), ("uri".into(), arn_of(build, target))]);
        let after = crate::desire::edge_to(target).into_iter().collect();
        let parent = Some(block.address.clone());
        build.add(address.clone(), KindName::Integration, block, attrs, parent, after);
    }
    address
}

fn add_route(
    build: &mut Build<'_>,
    block: &Declared,
    route: &Nested,
    integration: Address,
    permission: Option<Address>,
    guards: &Guards,
) -> Address {
    let key = label(route);
    let mut attrs = Attrs::from([
        ("api".into(), id(block)),
        ("key".into(), Value::text(key)),
        ("integration".into(), Value::output(integration, "id")),
    ]);
    // A route without stage answers nothing, so the stage comes first.
    let mut after: BTreeSet<Address> =
        permission.into_iter().chain([block.address.with_part("stage")]).collect();
    after.extend(authorizer::guard(block, route, guards, &mut attrs));
    let address = block.address.with_keyed_part("route", key);
    build.add(address.clone(), KindName::Route, block, attrs, Some(block.address.clone()), after);
    address
}

fn may_invoke(
    build: &mut Build<'_>,
    block: &Declared,
    route: &Nested,
    target: &Address,
) -> Option<Address> {
    let key = label(route);
    let source_arn = source(block, vec![Part::Text(format!("/*/{}", source_path(key)))]);
    let caller = permission::Caller { principal: PRINCIPAL, source_arn, source_account: None, key };
    permission::invoke(build, block, target, caller)
}

/// The ARN of something that calls through this API.
fn source(block: &Declared, rest: Vec<Part>) -> Value {
    let api = Part::Output { address: block.address.clone(), field: "execution_arn".into() };
    Value::Template(std::iter::once(api).chain(rest).collect())
}

fn label(nested: &Nested) -> &str {
    nested.labels.first().map(String::as_str).unwrap_or_default()
}

/// `METHOD/path` of the ARN that API Gateway calls from: parameters match anything.
fn source_path(key: &str) -> String {
    let Some((method, path)) = key.split_once(' ') else { return key.to_owned() };
    let method = if method == "ANY" { "*" } else { method };
    let path: Vec<&str> =
        path.split('/').map(|part| if part.starts_with('{') { "*" } else { part }).collect();
    format!("{method}{}", path.join("/"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_permission_covers_exactly_its_route() {
        for (key, expect) in [
            ("GET /orders", "GET/orders"),
            ("ANY /orders/{id}/x", "*/orders/*/x"),
            ("POST /{proxy+}", "POST/*"),
            ("$default", "$default"),
            ("GET /", "GET/"),
        ] {
            assert_eq!(super::source_path(key), expect);
        }
    }
}
