//! Derived roles: what a function's edges in the graph need, and nothing else.
//!
//! Action sets are the exact minimum for each verb (AWS service authorization reference:
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/>).
use super::verbs::resources;
use super::{Build, existing, expand, needs};
use crate::audit::Need;
use cutover_schemas::address::Address;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::{Attrs, Value};
use cutover_schemas::verbs::{VERBS, Verb};

/// Name of the inline policy in a derived role.
pub(super) const POLICY: &str = "derived";

/// One statement that a function's role needs.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    pub(super) sid: String,
    pub(super) actions: &'static [&'static str],
    pub(super) resources: Vec<Value>,
    /// When it holds; null for always.
    pub(super) condition: Value,
    /// Whether it takes away what another gives.
    pub(super) denies: bool,
}

impl Grant {
    /// A statement that always allows.
    pub(super) fn new(
        sid: impl Into<String>,
        actions: &'static [&'static str],
        resources: Vec<Value>,
    ) -> Self {
        Self { sid: sid.into(), actions, resources, condition: Value::Null, denies: false }
    }
}

/// Notes what one function needs: its own log group, and what its `access` block says.
pub(super) fn grants(build: &mut Build<'_>, function: &Declared, name: &str) {
    let mut grants = needs::of(build, function, name);
    for access in function.nested("access") {
        for verb in VERBS {
            let targets = access.attr(verb.word).as_list().unwrap_or_default();
            let targets: Vec<&Value> =
                targets.iter().filter(|target| is_a(build, target, verb.kind)).collect();
            grants.extend(of_verb(build, verb, &targets));
        }
    }
    grants.extend(needs::keys(build, function));
    let grants = grants.into_iter().flat_map(|grant| needs::by_alias(build, grant));
    let grants: Vec<Grant> = grants.collect();
    build.grants.entry(function.address.clone()).or_default().extend(grants);
}

/// What a verb on targets of its kind needs: the right itself, and the use of the keys they encrypt with.
fn of_verb(build: &Build<'_>, verb: &Verb, targets: &[&Value]) -> Vec<Grant> {
    let own = targets.iter().flat_map(|target| resources(verb, &target_arn(build, target)));
    let keys = targets.iter().filter_map(|target| key_of(build, target));
    let via = needs::through(build, verb.service);
    let anywhere = if targets.is_empty() { Vec::new() } else { vec![Value::text("*")] };
    let (own, key) = (own.collect(), keys.collect());
    let grants = [
        Grant::new(verb.sid, verb.actions, own),
        Grant::new(format!("{}Anywhere", verb.sid), verb.anywhere, anywhere),
        Grant { condition: via, ..Grant::new(format!("{}Key", verb.sid), verb.key, key) },
    ];
    let needed = |grant: &Grant| !grant.resources.is_empty() && !grant.actions.is_empty();
    grants.into_iter().filter(needed).collect()
}

/// Whether a target is of a kind: a block of it, or an existing one.
fn is_a(build: &Build<'_>, target: &Value, kind: &str) -> bool {
    let Value::Reference(address) = target else { return false };
    expand::kind_of(build, address) == Some(kind)
}

/// Notes that a function needs a verb on a target, because of an edge that is written elsewhere.
pub(super) fn need(build: &mut Build<'_>, function: &Address, word: &str, target: &Value) {
    let verbs = VERBS.iter().filter(|verb| verb.word == word && is_a(build, target, verb.kind));
    let grants: Vec<Grant> = verbs.flat_map(|verb| of_verb(build, verb, &[target])).collect();
    build.grants.entry(function.clone()).or_default().extend(grants);
}

/// The address of a function's derived policy.
pub(super) fn policy_of(function: &Address) -> Address {
    function.with_part("role").with_keyed_part("policy", POLICY)
}

/// One grant a statement id: a verb and an edge may ask for the same.
fn merged(grants: Vec<Grant>) -> Vec<Grant> {
    let mut out: Vec<Grant> = Vec::new();
    for grant in grants {
        match out.iter_mut().find(|one| one.sid == grant.sid) {
            Some(one) => {
                let more = grant.resources.into_iter();
                let new: Vec<Value> = more.filter(|arn| !one.resources.contains(arn)).collect();
                one.resources.extend(new);
            }
            None => out.push(grant),
        }
    }
    out
}

/// The key that a target of this stack is encrypted with; AWS's own, which has no ARN here, lets everybody of the account
/// use it who may use the target.
fn key_of(build: &Build<'_>, target: &Value) -> Option<Value> {
    let Value::Reference(address) = target else { return None };
    let encryption = build.spec.blocks.get(address)?.attrs.get("encryption")?;
    let key = encryption.as_map()?.get("key")?;
    key.as_text().is_none_or(|text| text.starts_with("arn:")).then(|| key.clone())
}

/// Writes the derived policies, now that every edge is known, and tells what every function needs.
pub(super) fn roles(build: &mut Build<'_>) -> Vec<Need> {
    let mut needs = Vec::new();
    for (function, grants) in std::mem::take(&mut build.grants) {
        let Some(block) = build.spec.blocks.get(&function) else { continue };
        let grants: Vec<Value> = merged(grants).into_iter().map(statement).collect();
        let statements: Vec<Value> = grants.into_iter().chain(allowed(build, block)).collect();
        let document = document(statements);
        let role = match block.attr("role") {
            Value::Null => {
                let role = function.with_part("role");
                let name = expand::derived_role_name(build, &function);
                add_policy(build, block, &role, &name, document.clone());
                Some(role)
            }
            Value::Reference(role) => Some(role.clone()),
            _ => None,
        };
        needs.push(Need { function, role, document });
    }
    needs
}

/// What the `access` block of a function writes itself.
fn allowed(build: &Build<'_>, block: &Declared) -> Vec<Value> {
    let lists = block.nested("access").filter_map(|access| access.attr("allow").as_list());
    let written = lists.flat_map(|list| list.iter().filter_map(Value::as_map).enumerate());
    written
        .map(|(index, allow)| self::written(build, allow, Some(format!("Allow{index}"))))
        .collect()
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
pub(super) fn target_arn(build: &Build<'_>, target: &Value) -> Value {
    match target {
        Value::Reference(address) => match build.spec.blocks.get(address) {
            Some(block) if block.word == "existing" => {
                Value::text(existing::policy_arn(build, block))
            }
            _ => expand::arn_of(build, address),
        },
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
    let effect = if grant.denies { "Deny" } else { "Allow" };
    let mut statement = Attrs::from([
        ("Sid".into(), Value::text(grant.sid)),
        ("Effect".into(), Value::text(effect)),
        ("Action".into(), Value::List(grant.actions.iter().copied().map(Value::text).collect())),
        ("Resource".into(), Value::List(grant.resources)),
    ]);
    if !grant.condition.is_null() {
        statement.insert("Condition".into(), grant.condition);
    }
    Value::Map(statement)
}
