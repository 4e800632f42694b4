//! `api`: an HTTP API, its stage, one integration per function, its routes, and the permissions
//! that let exactly those routes invoke exactly those aliases.
use super::{ALIAS, Build, arn_of, copied};
use cutover_schemas::address::Address;
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::{Declared, Nested};
use cutover_schemas::value::{Attrs, Part, Value};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;

pub(super) fn expand(build: &mut Build<'_>, block: &Declared) {
    let mut attrs = copied(block, &["description", "cors"]);
    attrs.insert("name".into(), Value::text(build.name_of(&block.address)));
    attrs.insert("tags".into(), build.tags(&block.address, block));
    build.add(block.address.clone(), KindName::Api, block, attrs, None, BTreeSet::new());
    stage(build, block);
    for route in block.nested("route") {
        let Value::Reference(target) = route.attr("to").clone() else { continue };
        let integration = integration(build, block, &target);
        // A route that may not invoke its function answers 500, so the permission comes first.
        let permission = permission(build, block, route, &target);
        add_route(build, block, route, integration, permission);
    }
}

fn stage(build: &mut Build<'_>, block: &Declared) {
    let throttle = block.attr("throttle").as_map();
    let limit = |name: &str| {
        throttle.and_then(|throttle| throttle.get(name)).cloned().unwrap_or(Value::Null)
    };
    let attrs = Attrs::from([
        ("api".into(), Value::output(block.address.clone(), "id")),
        ("throttle_rate".into(), limit("rate")),
        ("throttle_burst".into(), limit("burst")),
    ]);
    build.add(
        block.address.with_part("stage"),
        KindName::Stage,
        block,
        attrs,
        Some(block.address.clone()),
        BTreeSet::new(),
    );
}

fn integration(build: &mut Build<'_>, block: &Declared, target: &Address) -> Address {
    let address = block.address.with_keyed_part("integration", target.as_str());
    if !build.graph.resources.contains_key(&address) {
        let attrs = Attrs::from([
            ("api".into(), Value::output(block.address.clone(), "id")),
            ("uri".into(), arn_of(build, target)),
        ]);
        let after = crate::desire::edge_to(target).into_iter().collect();
        build.add(
            address.clone(),
            KindName::Integration,
            block,
            attrs,
            Some(block.address.clone()),
            after,
        );
    }
    address
}

fn add_route(
    build: &mut Build<'_>,
    block: &Declared,
    route: &Nested,
    integration: Address,
    permission: Option<Address>,
) {
    let key = label(route);
    let attrs = Attrs::from([
        ("api".into(), Value::output(block.address.clone(), "id")),
        ("key".into(), Value::text(key)),
        ("integration".into(), Value::output(integration, "id")),
    ]);
    let address = block.address.with_keyed_part("route", key);
    // A route without stage answers nothing, so the stage comes first.
    let after = permission.into_iter().chain([block.address.with_part("stage")]).collect();
    build.add(address, KindName::Route, block, attrs, Some(block.address.clone()), after);
}

fn permission(
    build: &mut Build<'_>,
    block: &Declared,
    route: &Nested,
    target: &Address,
) -> Option<Address> {
    let function = build.spec.blocks.get(target).filter(|target| target.word == "function")?;
    let key = label(route);
    let (parent, name) = (function.address.with_part("alias"), build.name_of(target));
    let source = Value::Template(vec![
        Part::Output { address: block.address.clone(), field: "execution_arn".into() },
        Part::Text(format!("/*/{}", source_path(key))),
    ]);
    let sid = format!(
        "cutover-{}",
        digest(&[block.address.as_str(), key, &source.to_json().to_string()])
    );
    let attrs = Attrs::from([
        ("function".into(), Value::text(name)),
        ("qualifier".into(), Value::text(ALIAS)),
        ("sid".into(), Value::text(sid)),
        ("principal".into(), Value::text("apigateway.amazonaws.com")),
        ("source_arn".into(), source),
    ]);
    let address = target.with_keyed_part("permission", &format!("{} {key}", block.address));
    build.add(address.clone(), KindName::Permission, block, attrs, Some(parent), BTreeSet::new());
    Some(address)
}

fn label(route: &Nested) -> &str {
    route.labels.first().map(String::as_str).unwrap_or_default()
}

/// `METHOD/path` of the ARN that API Gateway calls from: parameters match anything.
fn source_path(key: &str) -> String {
    let Some((method, path)) = key.split_once(' ') else { return key.to_owned() };
    let method = if method == "ANY" { "*" } else { method };
    let path: Vec<&str> =
        path.split('/').map(|part| if part.starts_with('{') { "*" } else { part }).collect();
    format!("{method}{}", path.join("/"))
}

fn digest(parts: &[&str]) -> String {
    hex::encode(Sha256::digest(parts.join("\n"))).chars().take(20).collect()
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
