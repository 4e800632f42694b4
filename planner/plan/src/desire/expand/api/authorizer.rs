//! The authorizers of an API, and what they mean for its routes.
use super::{Build, PRINCIPAL, id, label, source};
use crate::desire::expand::{arn_of, permission};
use cutover_schemas::address::Address;
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::{Declared, Nested};
use cutover_schemas::value::{Attrs, Part, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The authorizers of an API by their names in the spec.
pub(super) type Guards = BTreeMap<String, Guard>;

/// What a route needs to know of its authorizer.
pub(super) struct Guard {
    address: Address,
    /// `JWT` or `CUSTOM`, as routes call it.
    authorization: &'static str,
    /// The right to invoke its function.
    permission: Option<Address>,
}

/// Adds the authorizers.
pub(super) fn expand(build: &mut Build<'_>, block: &Declared) -> Guards {
    let mut guards = Guards::new();
    for nested in block.nested("authorizer") {
        let guard = match (nested.attr("jwt").as_map(), nested.attr("lambda").as_map()) {
            (Some(jwt), _) => tokens(build, block, nested, jwt),
            (None, Some(lambda)) => function(build, block, nested, lambda),
            // The language has refused it.
            (None, None) => continue,
        };
        guards.insert(label(nested).to_owned(), guard);
    }
    guards
}

fn of(attrs: &Attrs, name: &str) -> Value {
    attrs.get(name).cloned().unwrap_or(Value::Null)
}

fn tokens(build: &mut Build<'_>, block: &Declared, nested: &Nested, jwt: &Attrs) -> Guard {
    let attrs = Attrs::from([
        ("name".into(), Value::text(format!("{}-jwt", label(nested)))),
        ("kind".into(), Value::text("JWT")),
        ("identity".into(), Value::List(vec![of(jwt, "identity")])),
        ("issuer".into(), of(jwt, "issuer")),
        ("audience".into(), of(jwt, "audience")),
    ]);
    let address = add(build, block, nested, attrs, BTreeSet::new());
    Guard { address, authorization: "JWT", permission: None }
}

fn function(build: &mut Build<'_>, block: &Declared, nested: &Nested, lambda: &Attrs) -> Guard {
    let target = match lambda.get("function") {
        Some(Value::Reference(target)) => Some(target.clone()),
        _ => None,
    };
    let arn = target.as_ref().map_or(Value::Null, |target| arn_of(build, target));
    let attrs = Attrs::from([
        ("name".into(), Value::text(format!("{}-lambda", label(nested)))),
        ("kind".into(), Value::text("REQUEST")),
        ("identity".into(), of(lambda, "identity")),
        ("uri".into(), invocation_path(build, &arn)),
        ("payload_format".into(), of(lambda, "payload")),
        ("simple".into(), Value::Bool(of(lambda, "answer").as_text() == Some("simple"))),
        ("ttl".into(), of(lambda, "ttl")),
    ]);
    let after = target.as_ref().and_then(crate::desire::edge_to).into_iter().collect();
    let address = add(build, block, nested, attrs, after);
    let permission = target.and_then(|target| may_invoke(build, block, nested, &address, &target));
    Guard { address, authorization: "CUSTOM", permission }
}

/// Authorizers name a function by the path of its invocation.
fn invocation_path(build: &Build<'_>, arn: &Value) -> Value {
    let id = build.identity;
    let start =
        format!("arn:{}:apigateway:{}:lambda:path/2015-03-31/functions/", id.partition, id.region);
    arn.as_text().map_or(Value::Null, |arn| Value::text(format!("{start}{arn}/invocations")))
}

fn add(
    build: &mut Build<'_>,
    block: &Declared,
    nested: &Nested,
    mut attrs: Attrs,
    after: BTreeSet<Address>,
) -> Address {
    attrs.insert("api".into(), id(block));
    let address = block.address.with_keyed_part("authorizer", label(nested));
    let parent = Some(block.address.clone());
    build.add(address.clone(), KindName::Authorizer, block, attrs, parent, after);
    address
}

fn may_invoke(
    build: &mut Build<'_>,
    block: &Declared,
    nested: &Nested,
    authorizer: &Address,
    target: &Address,
) -> Option<Address> {
    let key = format!("authorizer {}", label(nested));
    let own = Part::Output { address: authorizer.clone(), field: "id".into() };
    let source_arn = source(block, vec![Part::Text("/authorizers/".into()), own]);
    let caller =
        permission::Caller { principal: PRINCIPAL, source_arn, source_account: None, key: &key };
    permission::invoke(build, block, target, caller)
}

/// Says who may use a route, and answers what must be there before it is guarded so.
pub(super) fn guard(
    block: &Declared,
    route: &Nested,
    guards: &Guards,
    attrs: &mut Attrs,
) -> Option<Address> {
    let said = |name: &str| match route.attr(name) {
        Value::Null => block.attr(name).clone(),
        own => own.clone(),
    };
    let word = said("authorize");
    let guard = match word.as_text() {
        None | Some("none") => return None,
        Some("iam") => {
            attrs.insert("authorization".into(), Value::text("AWS_IAM"));
            return None;
        }
        // A name that is no authorizer's was refused by the language.
        Some(name) => guards.get(name)?,
    };
    attrs.insert("authorization".into(), Value::text(guard.authorization));
    attrs.insert("authorizer".into(), Value::output(guard.address.clone(), "id"));
    if guard.authorization == "JWT" {
        attrs.insert("scopes".into(), said("scopes"));
    }
    guard.permission.clone()
}
