//! `role`: an IAM role with its inline policies and attachments.
use super::Build;
use crate::desire::{arns, derive};
use cutover_schemas::address::Address;
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::{Attrs, Value};
use serde_json::json;
use std::collections::BTreeSet;

pub(super) fn expand(build: &mut Build<'_>, block: &Declared) {
    let name = build.name_of(&block.address);
    let services = block.attr("services").clone();
    let mut attrs = base(build, &block.address, block, &name, &services);
    attrs.insert("description".into(), block.attr("description").clone());
    attrs.insert("max_session".into(), block.attr("max_session").clone());
    build.add(block.address.clone(), KindName::Role, block, attrs, None, BTreeSet::new());
    for allow in block.nested("allow") {
        let label = allow.labels.first().cloned().unwrap_or_default();
        let document = derive::document(vec![derive::written(build, &allow.attrs, None)]);
        policy(build, block, &block.address, &name, &label, document);
    }
    for arn in block.attr("managed").as_list().unwrap_or_default() {
        let Some(text) = arn.as_text() else { continue };
        let attrs = Attrs::from([
            ("role".into(), Value::text(name.clone())),
            ("policy_arn".into(), arn.clone()),
        ]);
        let address = block.address.with_keyed_part("managed", text);
        build.add(
            address,
            KindName::RoleAttachment,
            block,
            attrs,
            Some(block.address.clone()),
            BTreeSet::new(),
        );
    }
}

/// A declared role with its policies and attachments: what must exist before a function runs as it.
pub(super) fn parts(build: &Build<'_>, role: &Address) -> Vec<Address> {
    let Some(block) = build.spec.blocks.get(role).filter(|block| block.word == "role") else {
        return Vec::new();
    };
    let policies = block
        .nested("allow")
        .filter_map(|allow| allow.labels.first())
        .map(|label| role.with_keyed_part("policy", label));
    let managed =
        block.attr("managed").as_list().unwrap_or_default().iter().filter_map(Value::as_text);
    let attachments = managed.map(|arn| role.with_keyed_part("managed", arn));
    policies.chain(attachments).chain([role.clone()]).collect()
}

/// What every role of a deployment has.
pub(super) fn base(
    build: &Build<'_>,
    address: &Address,
    block: &Declared,
    name: &str,
    services: &Value,
) -> Attrs {
    let path = build.identity.role_path();
    Attrs::from([
        ("arn".into(), Value::text(arns::role(build.identity, &path, name))),
        ("name".into(), Value::text(name)),
        ("path".into(), Value::text(path)),
        ("trust".into(), trust(services)),
        (
            "permissions_boundary".into(),
            build.spec.stage.permissions_boundary.clone().map_or(Value::Null, Value::text),
        ),
        ("tags".into(), build.tags(address, block)),
    ])
}

/// An inline policy of a role.
pub(super) fn policy(
    build: &mut Build<'_>,
    block: &Declared,
    role: &Address,
    role_name: &str,
    label: &str,
    document: Value,
) {
    let attrs = Attrs::from([
        ("role".into(), Value::text(role_name)),
        ("name".into(), Value::text(label)),
        ("document".into(), document),
    ]);
    build.add(
        role.with_keyed_part("policy", label),
        KindName::RolePolicy,
        block,
        attrs,
        Some(role.clone()),
        BTreeSet::new(),
    );
}

fn trust(services: &Value) -> Value {
    let services = services.to_plain_json().unwrap_or_default();
    let document = json!({
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": { "Service": services }, "Action": "sts:AssumeRole" }],
    });
    Value::from_plain_json(&document).unwrap_or(Value::Null)
}
