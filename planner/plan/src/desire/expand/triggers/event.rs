//! `trigger "event"`: a rule, its target, and the right to deliver.
use super::{Build, attr_arn, target};
use crate::desire::expand::permission::{self, Caller};
use crate::desire::expand::{copied, service_role};
use crate::desire::{arns, edge_to};
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::Value;
use std::collections::BTreeSet;

const SERVICE: &str = "events.amazonaws.com";

/// The bus that every account has.
const DEFAULT: &str = "default";

/// A rule has one target here.
const TARGET: &str = "target";

pub(super) fn expand(build: &mut Build<'_>, block: &Declared) {
    let Some(target) = target(build, block) else { return };
    let (bus, name) = (bus(build, block), build.name_of(&block.address));
    let rule_arn = arn(build, block);
    rule(build, block, &bus, &name, &rule_arn);
    let mut after: BTreeSet<_> = edge_to(&target.address).into_iter().collect();
    after.insert(block.address.clone());
    after.extend(super::edges(block, &["on_failure"]));
    let caller = || Caller {
        principal: SERVICE,
        source_arn: rule_arn.clone(),
        source_account: None,
        key: "",
    };
    let mut role_arn = Value::Null;
    match target.kind.as_str() {
        "function" => after.extend(permission::invoke(build, block, &target.address, caller())),
        "queue" => permission::admit(build, block, &target.address, "sqs:SendMessage", caller()),
        "topic" => permission::admit(build, block, &target.address, "sns:Publish", caller()),
        // A bus takes another bus's events from a role only.
        _ => {
            let put = [("events:PutEvents", target.arn.clone())];
            let role = service_role::make(build, block, SERVICE, "event", &put);
            role_arn = role.arn;
            after.extend(role.after);
        }
    }
    if let Value::Reference(queue) = block.attr("on_failure") {
        permission::admit(build, block, queue, "sqs:SendMessage", caller());
    }
    let mut attrs = copied(block, &["input", "input_path", "group"]);
    attrs.extend(form(block));
    attrs.extend(super::retries(block));
    attrs.insert("bus".into(), Value::text(bus));
    attrs.insert("rule".into(), Value::text(name));
    attrs.insert("id".into(), Value::text(TARGET));
    attrs.insert("target_arn".into(), target.arn);
    attrs.insert("role_arn".into(), role_arn);
    attrs.insert("dead_letter_arn".into(), attr_arn(build, block, "on_failure"));
    let parent = Some(block.address.clone());
    build.add(block.address.with_part(TARGET), KindName::Target, block, attrs, parent, after);
}

/// The rule's ARN: known from account, region, bus and name.
pub(super) fn arn(build: &Build<'_>, block: &Declared) -> Value {
    let name = build.name_of(&block.address);
    Value::text(arns::rule(build.identity, &bus(build, block), &name))
}

/// The bus's name.
fn bus(build: &Build<'_>, block: &Declared) -> String {
    let arn = attr_arn(build, block, "bus");
    let name = arn.as_text().and_then(|arn| arn.split_once(":event-bus/"));
    name.map_or(DEFAULT, |(_, name)| name).to_owned()
}

fn rule(build: &mut Build<'_>, block: &Declared, bus: &str, name: &str, arn: &Value) {
    let mut attrs = copied(block, &["pattern", "description", "enabled"]);
    attrs.insert("arn".into(), arn.clone());
    attrs.insert("bus".into(), Value::text(bus));
    attrs.insert("name".into(), Value::text(name));
    attrs.insert("tags".into(), build.tags(&block.address, block));
    let after = super::edges(block, &["bus"]).into_iter().collect();
    build.add(block.address.clone(), KindName::Rule, block, attrs, None, after);
}

/// What the target gets, where parts of the event are put together.
fn form(block: &Declared) -> [(String, Value); 2] {
    let written = |name: &str| block.attr("transform").as_map()?.get(name).cloned();
    let value = |name: &str| (name.to_owned(), written(name).unwrap_or(Value::Null));
    [value("paths"), value("template")]
}
