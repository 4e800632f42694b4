//! Routes that hand requests to a queue or a bus: an integration with the service, and one role of the API's for all of them.
use super::id;
use crate::desire::edge_to;
use crate::desire::expand::service_role::{self, ServiceRole};
use crate::desire::expand::{Build, arn_of, kind_of};
use cutover_schemas::address::Address;
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::{Attrs, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Makes the role, if any route needs it.
pub(super) fn role(build: &mut Build<'_>, block: &Declared) -> Option<ServiceRole> {
    let mut targets: BTreeMap<Address, &'static str> = BTreeMap::new();
    for route in block.nested("route") {
        let Value::Reference(target) = route.attr("to") else { continue };
        let action = match kind_of(build, target) {
            Some("queue") => "sqs:SendMessage",
            Some("bus") => "events:PutEvents",
            _ => continue,
        };
        targets.insert(target.clone(), action);
    }
    let permissions: Vec<(&str, Value)> =
        targets.iter().map(|(target, action)| (*action, arn_of(build, target))).collect();
    (!permissions.is_empty())
        .then(|| service_role::make(build, block, super::PRINCIPAL, "routes", &permissions))
}

/// The integration with a target that is no function: one, however many routes lead there.
pub(super) fn integration(
    build: &mut Build<'_>,
    block: &Declared,
    target: &Address,
    role: Option<&ServiceRole>,
) -> Option<Address> {
    let (subtype, about, parameters) = match kind_of(build, target)? {
        "queue" => {
            ("SQS-SendMessage", Value::output(target.clone(), "url"), message(build, target))
        }
        "bus" => ("EventBridge-PutEvents", Value::output(target.clone(), "name"), event(build)),
        _ => return None,
    };
    let role = role?;
    let address = block.address.with_keyed_part("integration", target.as_str());
    if build.graph.resources.contains_key(&address) {
        return Some(address);
    }
    let parameters = parameters.into_iter().map(|(name, text)| (name.into(), Value::text(text)));
    let attrs = Attrs::from([
        ("api".into(), id(block)),
        ("subtype".into(), Value::text(subtype)),
        ("target".into(), about),
        ("parameters".into(), Value::Map(parameters.collect())),
        ("role".into(), role.arn.clone()),
    ]);
    let mut after: BTreeSet<Address> = edge_to(target).into_iter().collect();
    after.extend(role.after.iter().cloned());
    let parent = Some(block.address.clone());
    build.add(address.clone(), KindName::ServiceIntegration, block, attrs, parent, after);
    Some(address)
}

/// The request's body as a message. In a FIFO queue, requests of one route stay in their order.
fn message(build: &Build<'_>, queue: &Address) -> Vec<(&'static str, String)> {
    let mut parameters = vec![("MessageBody", "$request.body".to_owned())];
    let block = build.spec.blocks.get(queue);
    let arn = block.map(|block| crate::desire::existing::arn(build, block)).unwrap_or_default();
    let fifo = block.is_some_and(|block| block.attr("fifo").as_bool() == Some(true));
    if fifo || arn.strip_suffix(".fifo").is_some() {
        parameters.push(("MessageGroupId", "$context.routeKey".to_owned()));
        parameters.push(("MessageDeduplicationId", "$context.requestId".to_owned()));
    }
    parameters
}

/// The request's body as an event: from this stack, of the route's type.
fn event(build: &Build<'_>) -> Vec<(&'static str, String)> {
    vec![
        ("Detail", "$request.body".to_owned()),
        ("DetailType", "$context.routeKey".to_owned()),
        ("Source", build.identity.stack.clone()),
    ]
}
