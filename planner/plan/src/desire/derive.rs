//! Derived roles: what a function's edges in the graph need, and nothing else.
//!
//! Action sets are the exact minimum for each verb (AWS service authorization reference:
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/>).
use super::{Build, arns, expand};
use cutover_schemas::address::Address;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::{Attrs, Value};

/// Name of the inline policy in a derived role.
pub(super) const POLICY: &str = "derived";

/// One statement that a function's role needs.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    sid: String,
    actions: &'static [&'static str],
    resources: Vec<Value>,
}

/// Verbs of `access`, with the statement id and the actions they mean.
const VERBS: &[(&str, &str, &[&str])] = &[
    ("send", "Send", &["sqs:SendMessage"]),
    ("receive", "Receive", &["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]),
    ("invoke", "Invoke", &["lambda:InvokeFunction"]),
];

/// Notes what one function needs: its own log group, and what its `access` block says.
pub(super) fn grants(build: &mut Build<'_>, function: &Declared, name: &str) {
    let group = arns::log_group(build.identity, &expand::log_group_name(name));
    // The group is made by us, so `logs:CreateLogGroup` is not needed.
    let mut grants = vec![Grant {
        sid: "Logs".into(),
        actions: &["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: vec![Value::text(format!("{group}:*"))],
    }];
    for access in function.nested("access") {
        for (verb, sid, actions) in VERBS {
            let targets = access.attr(verb).as_list().unwrap_or_default();
            let resources: Vec<Value> =
                targets.iter().map(|target| target_arn(build, target)).collect();
            if !resources.is_empty() {
                grants.push(Grant { sid: (*sid).to_owned(), actions, resources });
            }
        }
    }
    build.grants.insert(function.address.clone(), grants);
}

/// Writes the derived policies, now that every edge is known.
pub(super) fn roles(build: &mut Build<'_>) {
    for (function, grants) in std::mem::take(&mut build.grants) {
        let Some(block) = build.spec.blocks.get(&function) else { continue };
        if !block.attr("role").is_null() {
            continue;
        }
        let mut statements: Vec<Value> = grants.into_iter().map(statement).collect();
        for access in block.nested("access") {
            for (index, allow) in
                access.attr("allow").as_list().unwrap_or_default().iter().enumerate()
            {
                let Some(allow) = allow.as_map() else { continue };
                statements.push(written(build, allow, Some(format!("Allow{index}"))));
            }
        }
        let (role, name) =
            (function.with_part("role"), expand::derived_role_name(build, &function));
        add_policy(build, block, &role, &name, document(statements));
    }
}

fn add_policy(
    build: &mut Build<'_>,
    block: &Declared,
    role: &Address,
    name: &str,
    document: Value,
) {
    let attrs = Attrs::from([
        ("role".into(), Value::text(name)),
        ("name".into(), Value::text(POLICY)),
        ("document".into(), document),
    ]);
    let address = role.with_keyed_part("policy", POLICY);
    build.add(
        address,
        cutover_schemas::kinds::KindName::RolePolicy,
        block,
        attrs,
        Some(role.clone()),
        std::collections::BTreeSet::new(),
    );
}

/// ARNs are predictable, so a policy names what it allows without waiting for it: two functions
/// that invoke each other are no cycle.
fn target_arn(build: &Build<'_>, target: &Value) -> Value {
    match target {
        Value::Reference(address) => expand::arn_of(build, address),
        other => other.clone(),
    }
}

/// A statement as a person wrote it.
pub(super) fn written(build: &Build<'_>, allow: &Attrs, sid: Option<String>) -> Value {
    let resources = allow.get("resources").and_then(Value::as_list).unwrap_or_default();
    let resources: Vec<Value> = resources.iter().map(|target| target_arn(build, target)).collect();
    let mut statement = Attrs::from([
        ("Effect".into(), Value::text("Allow")),
        ("Action".into(), allow.get("actions").cloned().unwrap_or(Value::Null)),
        ("Resource".into(), Value::List(resources)),
    ]);
    if let Some(sid) = sid {
        statement.insert("Sid".into(), Value::text(sid));
    }
    if let Some(conditions) = allow.get("conditions").filter(|conditions| !conditions.is_null()) {
        statement.insert("Condition".into(), conditions.clone());
    }
    Value::Map(statement)
}

/// A policy document of these statements.
pub(super) fn document(statements: Vec<Value>) -> Value {
    Value::Map(Attrs::from([
        ("Version".into(), Value::text("2012-10-17")),
        ("Statement".into(), Value::List(statements)),
    ]))
}

fn statement(grant: Grant) -> Value {
    Value::Map(Attrs::from([
        ("Sid".into(), Value::text(grant.sid)),
        ("Effect".into(), Value::text("Allow")),
        ("Action".into(), Value::List(grant.actions.iter().copied().map(Value::text).collect())),
        ("Resource".into(), Value::List(grant.resources)),
    ]))
}
