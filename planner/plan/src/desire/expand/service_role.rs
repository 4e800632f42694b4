//! The role that a service takes on to do one trigger's work: trusted by that service, and allowed nothing else.
use super::{Build, role};
use crate::desire::{arns, derive, names};
use cutover_schemas::address::Address;
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeSet;

/// The role and what must exist before it can be used.
pub(super) struct ServiceRole {
    pub(super) arn: Value,
    pub(super) after: Vec<Address>,
}

/// Makes the role of a trigger. `word` tells its name from those of other roles; each permission is an action and the
/// ARN it is about.
pub(super) fn make(
    build: &mut Build<'_>,
    block: &Declared,
    service: &str,
    word: &str,
    permissions: &[(&str, Value)],
) -> ServiceRole {
    let address = block.address.with_part("role");
    let suffix = format!("-{word}-{}", build.identity.region);
    let name = names::physical(build.identity, &build.first(&block.address), &suffix, names::ROLE);
    let services = Value::List(vec![Value::text(service)]);
    let mut attrs = role::base(build, &address, block, &name, &services);
    attrs.insert("description".into(), Value::text(format!("Derived from {}", block.address)));
    let arn = Value::text(arns::role(build.identity, &build.identity.role_path(), &name));
    build.add(address.clone(), KindName::Role, block, attrs, None, BTreeSet::new());
    let statements = permissions.iter().map(statement).collect();
    let document = derive::document(statements);
    role::policy(build, block, &address, &name, derive::POLICY, document);
    ServiceRole { arn, after: vec![address.with_keyed_part("policy", derive::POLICY), address] }
}

fn statement((action, resource): &(&str, Value)) -> Value {
    Value::Map(Attrs::from([
        ("Effect".into(), Value::text("Allow")),
        ("Action".into(), Value::text(*action)),
        ("Resource".into(), resource.clone()),
    ]))
}
