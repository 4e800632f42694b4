//! Both sides of an edge from a service to a target: the right to invoke an alias, and the statement in the policy of a
//! queue, a topic or a bus.
use super::{ALIAS, Build};
use crate::desire::derive;
use cutover_schemas::address::Address;
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::{Attrs, Value};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;

/// A service that acts for one resource.
#[derive(Clone, Debug)]
pub(super) struct Caller<'a> {
    /// Service principal, such as `events.amazonaws.com`.
    pub(super) principal: &'a str,
    /// ARN of the resource that it acts for.
    pub(super) source_arn: Value,
    /// The resource's account, where its ARN has none (S3).
    pub(super) source_account: Option<Value>,
    /// What tells this permission from others of the same block: a route's key, an action's name.
    pub(super) key: &'a str,
}

/// Lets a service invoke a function through its alias; whoever calls waits for the address. Functions that are not
/// managed here have owners who say who may invoke them.
pub(super) fn invoke(
    build: &mut Build<'_>,
    block: &Declared,
    target: &Address,
    caller: Caller<'_>,
) -> Option<Address> {
    let function = build.spec.blocks.get(target).filter(|target| target.word == "function")?;
    let (parent, name) = (function.address.with_part("alias"), build.name_of(target));
    let source = caller.source_arn.to_json().to_string();
    let sid = format!("cutover-{}", digest(&[block.address.as_str(), caller.key, &source]));
    let attrs = Attrs::from([
        ("function".into(), Value::text(name)),
        ("qualifier".into(), Value::text(ALIAS)),
        ("sid".into(), Value::text(sid)),
        ("principal".into(), Value::text(caller.principal)),
        ("source_arn".into(), caller.source_arn),
        ("source_account".into(), caller.source_account.unwrap_or(Value::Null)),
    ]);
    let label = format!("{} {}", block.address, caller.key);
    let address = target.with_keyed_part("permission", label.trim_end());
    build.add(address.clone(), KindName::Permission, block, attrs, Some(parent), BTreeSet::new());
    Some(address)
}

/// Lets everybody call a function's URL. Lambda asks for both rights: to call URLs of this function that want no
/// signature, and to invoke it through one (<https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html>).
pub(super) fn open_url(
    build: &mut Build<'_>,
    block: &Declared,
    function: &Address,
) -> Vec<Address> {
    let (name, parent) = (build.name_of(function), function.with_part("alias"));
    let rights = [("lambda:InvokeFunctionUrl", "url"), ("lambda:InvokeFunction", "through url")];
    let addresses = rights.map(|(action, key)| {
        let through = action == "lambda:InvokeFunction";
        let sid = format!("cutover-{}", digest(&[block.address.as_str(), action]));
        let auth = if through { Value::Null } else { Value::text("NONE") };
        let attrs = Attrs::from([
            ("function".into(), Value::text(name.clone())),
            ("qualifier".into(), Value::text(ALIAS)),
            ("sid".into(), Value::text(sid)),
            ("action".into(), Value::text(action)),
            ("principal".into(), Value::text("*")),
            ("url_auth".into(), auth),
            ("through_url".into(), Value::Bool(through)),
        ]);
        let address = function.with_keyed_part("permission", &format!("{} {key}", block.address));
        let kind = KindName::Permission;
        build.add(address.clone(), kind, block, attrs, Some(parent.clone()), BTreeSet::new());
        address
    });
    addresses.into()
}

/// Lets a service call a function or feed a queue, a topic or a bus of this stack, and tells whom the caller waits for: the
/// target as a whole, or the permission on it.
pub(super) fn let_in(
    build: &mut Build<'_>,
    block: &Declared,
    target: &Address,
    caller: Caller<'_>,
) -> Option<Address> {
    let word = build.spec.blocks.get(target).map(|target| target.word.as_str());
    let action = match word {
        Some("function") => return invoke(build, block, target, caller),
        Some("queue") => "sqs:SendMessage",
        Some("topic") => "sns:Publish",
        Some("bus") => "events:PutEvents",
        _ => return None,
    };
    admit(build, block, target, action, caller);
    crate::desire::edge_to(target)
}

/// Lets a service use a queue, a topic or a bus of this stack: a statement in that resource's own policy, beside what the
/// spec writes there. The source's ARN must be predictable, or the two would wait for each other.
pub(super) fn admit(
    build: &mut Build<'_>,
    block: &Declared,
    target: &Address,
    action: &str,
    caller: Caller<'_>,
) {
    let condition = Value::Map(Attrs::from([(
        "ArnEquals".into(),
        Value::Map(Attrs::from([("aws:SourceArn".into(), caller.source_arn)])),
    )]));
    let service = Attrs::from([("Service".into(), Value::text(caller.principal))]);
    let mut statement = Attrs::from([
        ("Sid".into(), Value::text(sid_of(&format!("{} {}", block.address, caller.key)))),
        ("Effect".into(), Value::text("Allow")),
        ("Principal".into(), Value::Map(service)),
        ("Action".into(), Value::text(action)),
        ("Resource".into(), super::arn_of(build, target)),
        ("Condition".into(), condition),
    ]);
    if let (Some(account), Some(Value::Map(condition))) =
        (caller.source_account, statement.get_mut("Condition"))
    {
        let equals = Attrs::from([("aws:SourceAccount".into(), account)]);
        condition.insert("StringEquals".into(), Value::Map(equals));
    }
    build.admissions.entry(target.clone()).or_default().push(Value::Map(statement));
}

/// Puts the admissions into the policies of their resources, now that every edge is known.
pub(in crate::desire) fn policies(build: &mut Build<'_>) {
    for (target, statements) in std::mem::take(&mut build.admissions) {
        let Some(mut resource) = build.graph.resources.remove(&target) else { continue };
        let Some(block) = build.spec.blocks.get(&target) else { continue };
        let written = resource.attrs.remove("policy").unwrap_or(Value::Null);
        resource.attrs.insert("policy".into(), joined(written, statements));
        build.add(target, resource.kind, block, resource.attrs, resource.parent, resource.after);
    }
}

/// A written policy with more statements; one of these alone where nothing is written.
fn joined(written: Value, more: Vec<Value>) -> Value {
    let Value::Map(mut document) = written else {
        return derive::document(more);
    };
    let mut all = match document.remove("Statement") {
        Some(Value::List(statements)) => statements,
        Some(one) => vec![one],
        None => Vec::new(),
    };
    all.extend(more);
    document.insert("Statement".into(), Value::List(all));
    Value::Map(document)
}

/// A statement id: letters and digits only, as SQS and SNS want it.
fn sid_of(text: &str) -> String {
    format!("cutover{}", digest(&[text]))
}

fn digest(parts: &[&str]) -> String {
    hex::encode(Sha256::digest(parts.join("\n"))).chars().take(20).collect()
}
