//! `alarm`: an alarm on a metric or on other alarms, and the right to tell of it.
use super::permission::{self, Caller};
use super::{ALIAS, Build, arn_of, copied, kind_of};
use crate::desire::{arns, edge_to, existing};
use cutover_schemas::address::Address;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::alarm::SIDES;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::{Attrs, Part, Value};
use std::collections::BTreeSet;

/// Who is told of what.
const TOLD: [&str; 3] = ["on_alarm", "on_ok", "on_missing"];

pub(super) fn expand(build: &mut Build<'_>, block: &Declared) {
    let name = build.name_of(&block.address);
    let mut attrs = copied(block, &["description", "enabled"]);
    let arn = Value::text(arns::alarm(build.identity, &name));
    let mut after = actions(build, block, &arn, &mut attrs);
    let kind = if let Some((rule, others)) = rule(build, block) {
        attrs.insert("rule".into(), rule);
        after.extend(others);
        KindName::CompositeAlarm
    } else {
        measure(build, block, &mut attrs);
        KindName::Alarm
    };
    attrs.insert("arn".into(), arn);
    attrs.insert("name".into(), Value::text(name));
    attrs.insert("tags".into(), build.tags(&block.address, block));
    build.add(block.address.clone(), kind, block, attrs, None, after);
}

/// Who is told, and with what right: the addresses that must be there first.
fn actions(
    build: &mut Build<'_>,
    block: &Declared,
    arn: &Value,
    attrs: &mut Attrs,
) -> BTreeSet<Address> {
    let mut targets = BTreeSet::new();
    for when in TOLD {
        let told = block.attr(when).as_list().unwrap_or_default().iter();
        let told = told.map(|one| match one {
            Value::Reference(target) => {
                targets.insert(target.clone());
                arn_of(build, target)
            }
            written => written.clone(),
        });
        attrs.insert(when.into(), Value::List(told.collect()));
    }
    let mut after = BTreeSet::new();
    for target in targets {
        let function = build.spec.blocks.get(&target).is_some_and(|one| one.word == "function");
        // Functions are called by a part of CloudWatch with a name of its own.
        let principal = if function {
            "lambda.alarms.cloudwatch.amazonaws.com"
        } else {
            "cloudwatch.amazonaws.com"
        };
        let account = Some(Value::text(build.identity.account.clone()));
        let caller =
            Caller { principal, source_arn: arn.clone(), source_account: account, key: "" };
        after.extend(permission::let_in(build, block, &target, caller));
        after.extend(edge_to(&target));
    }
    after
}

/// The rule over other alarms, and these.
fn rule(build: &Build<'_>, block: &Declared) -> Option<(Value, Vec<Address>)> {
    for (attr, operator) in [("any_of", " OR "), ("all_of", " AND ")] {
        let others: Vec<Address> = block
            .attr(attr)
            .as_list()
            .unwrap_or_default()
            .iter()
            .filter_map(|one| match one {
                Value::Reference(address) => Some(address.clone()),
                _ => None,
            })
            .collect();
        if !others.is_empty() {
            let term = |one: &Address| format!("ALARM(\"{}\")", named(build, one));
            let terms: Vec<String> = others.iter().map(term).collect();
            let managed = others.iter().filter_map(edge_to).collect();
            return Some((Value::text(terms.join(operator)), managed));
        }
    }
    if block.attr("rule").is_null() {
        return None;
    }
    let mut others = BTreeSet::new();
    let rule = build.known(block.attr("rule"), &mut others);
    others.extend(named_in(build, block, &rule));
    Some((rule, others.into_iter().collect()))
}

/// The physical name of a thing, managed here or not.
pub(super) fn named(build: &Build<'_>, target: &Address) -> String {
    let existing = build.spec.blocks.get(target).filter(|block| block.word == "existing");
    let name = existing.and_then(|block| existing::field(build, block, "name"));
    name.and_then(|name| name.as_text().map(str::to_owned)).unwrap_or_else(|| build.name_of(target))
}

/// The alarms of this stack that a rule names: they must be there before it, and go after it.
fn named_in(build: &Build<'_>, block: &Declared, rule: &Value) -> Vec<Address> {
    let text = rule.as_text().unwrap_or_default();
    let alarms = build.spec.blocks.values().filter(|one| one.word == "alarm");
    alarms
        .filter(|one| one.address != block.address)
        .filter(|one| text.contains(&format!("\"{}\"", build.name_of(&one.address))))
        .map(|one| one.address.clone())
        .collect()
}

fn measure(build: &Build<'_>, block: &Declared, attrs: &mut Attrs) {
    attrs.extend(copied(block, &["metric", "statistic", "period", "periods", "datapoints"]));
    let mut dimensions = block.attr("dimensions").as_map().cloned().unwrap_or_default();
    let mut namespace = block.attr("namespace").clone();
    if let Value::Reference(target) = block.attr("of") {
        let (own, more) = metrics_of(build, target);
        dimensions.extend(more);
        if namespace.is_null() {
            namespace = Value::text(own);
        }
    }
    attrs.insert("namespace".into(), namespace);
    attrs.insert("dimensions".into(), Value::Map(dimensions));
    for (word, comparison) in SIDES {
        if !block.attr(word).is_null() {
            attrs.insert("comparison".into(), Value::text(comparison));
            attrs.insert("threshold".into(), block.attr(word).clone());
        }
    }
    let missing = match block.attr("missing").as_text() {
        Some("ok") => "notBreaching",
        Some(word) => word,
        None => "missing",
    };
    attrs.insert("missing".into(), Value::text(missing));
}

/// The namespace and the dimensions of what AWS measures of a resource
/// (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html>).
fn metrics_of(build: &Build<'_>, target: &Address) -> (&'static str, Attrs) {
    let name = named(build, target);
    let word = kind_of(build, target).unwrap_or_default();
    let (namespace, dimension) = match word {
        "function" => ("AWS/Lambda", "FunctionName"),
        "queue" => ("AWS/SQS", "QueueName"),
        "topic" => ("AWS/SNS", "TopicName"),
        "table" => ("AWS/DynamoDB", "TableName"),
        "stream" => ("AWS/Kinesis", "StreamName"),
        "bus" => ("AWS/Events", "EventBusName"),
        _ => {
            let id =
                Value::Template(vec![Part::Output { address: target.clone(), field: "id".into() }]);
            return ("AWS/ApiGateway", Attrs::from([("ApiId".into(), id)]));
        }
    };
    let mut dimensions = Attrs::from([(dimension.into(), Value::text(name.clone()))]);
    if word == "function" && target.kind() == word {
        // What comes through the alias: calls of a version by its number are somebody's tests.
        dimensions.insert("Resource".into(), Value::text(format!("{name}:{ALIAS}")));
    }
    (namespace, dimensions)
}
