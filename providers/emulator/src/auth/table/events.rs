//! EventBridge.

use super::super::need::{Need, On, Row, Source, filled, need, pass, row, texts};
use crate::ops::Input;
use crate::world::World;

/// Rules of requests that call them `Name`.
const NAMED: On = On::Found(named);
/// Rules of requests that call them `Rule`.
const RULE: On = On::Found(rule);
const BUS: On = On::Arn("arn:aws:events:{region}:{account}:event-bus/{Name}");
const RESOURCE: On = On::Each("ResourceARN");
const ARCHIVE: On = On::Arn("arn:aws:events:{region}:{account}:archive/{ArchiveName}");
const PASSED: &[(&str, Source)] = &[("iam:PassedToService", Source::Fixed("events.amazonaws.com"))];
const TAGS: Need = need("events:TagResource", NAMED).given("Tags");

pub(super) const ROWS: &[Row] = &[
    row(
        "CreateEventBus",
        &[need("events:CreateEventBus", BUS), need("events:TagResource", BUS).given("Tags")],
    ),
    row("DeleteEventBus", &[need("events:DeleteEventBus", BUS)]),
    row("DescribeEventBus", &[need("events:DescribeEventBus", On::Found(bus))]),
    row("UpdateEventBus", &[need("events:UpdateEventBus", BUS)]),
    row("ListEventBuses", &[need("events:ListEventBuses", On::Nothing)]),
    row("PutPermission", &[need("events:PutPermission", On::Nothing)]),
    row("RemovePermission", &[need("events:RemovePermission", On::Nothing)]),
    row("PutRule", &[need("events:PutRule", NAMED), TAGS, pass("RoleArn", PASSED)]),
    row("DescribeRule", &[need("events:DescribeRule", NAMED)]),
    row("DeleteRule", &[need("events:DeleteRule", NAMED)]),
    row("EnableRule", &[need("events:EnableRule", NAMED)]),
    row("DisableRule", &[need("events:DisableRule", NAMED)]),
    row("ListRules", &[need("events:ListRules", On::Nothing)]),
    row("ListRuleNamesByTarget", &[need("events:ListRuleNamesByTarget", On::Nothing)]),
    row(
        "PutTargets",
        &[
            need("events:PutTargets", RULE)
                .with(&[("events:TargetArn", Source::At("Targets[].Arn"))]),
            pass("Targets[].RoleArn", PASSED),
        ],
    ),
    row("RemoveTargets", &[need("events:RemoveTargets", RULE)]),
    row("ListTargetsByRule", &[need("events:ListTargetsByRule", RULE)]),
    row(
        "PutEvents",
        &[need("events:PutEvents", On::Found(buses)).with(&[
            ("events:source", Source::At("Entries[].Source")),
            ("events:detail-type", Source::At("Entries[].DetailType")),
        ])],
    ),
    row("TagResource", &[need("events:TagResource", RESOURCE)]),
    row("UntagResource", &[need("events:UntagResource", RESOURCE)]),
    row("ListTagsForResource", &[need("events:ListTagsForResource", RESOURCE)]),
    row("TestEventPattern", &[need("events:TestEventPattern", On::Nothing)]),
    row("CreateArchive", &[need("events:CreateArchive", ARCHIVE)]),
    row("DescribeArchive", &[need("events:DescribeArchive", ARCHIVE)]),
    row("UpdateArchive", &[need("events:UpdateArchive", ARCHIVE)]),
    row("DeleteArchive", &[need("events:DeleteArchive", ARCHIVE)]),
    row("ListArchives", &[need("events:ListArchives", On::Nothing)]),
];

fn named(world: &World, input: &Input) -> Vec<String> {
    vec![rule_arn(world, input, "Name")]
}

fn rule(world: &World, input: &Input) -> Vec<String> {
    vec![rule_arn(world, input, "Rule")]
}

/// Rules of the default bus have no bus in their ARNs.
fn rule_arn(world: &World, input: &Input, member: &str) -> String {
    let name = texts(input, member).into_iter().next().unwrap_or_default();
    let bus = texts(input, "EventBusName").into_iter().next().unwrap_or_default();
    let bus = bus.rsplit('/').next().unwrap_or_default();
    let path = match bus {
        "" | "default" => name,
        bus => format!("{bus}/{name}"),
    };
    format!("{}{path}", filled("arn:aws:events:{region}:{account}:rule/", world, input))
}

/// A bus that is named, or the default one.
fn bus(world: &World, input: &Input) -> Vec<String> {
    vec![bus_arn(world, input, texts(input, "Name").into_iter().next())]
}

/// The buses that entries go to.
fn buses(world: &World, input: &Input) -> Vec<String> {
    let named = input.list("Entries").iter().map(|entry| {
        let bus = entry.get("EventBusName").and_then(serde_json::Value::as_str);
        bus_arn(world, input, bus.map(str::to_owned))
    });
    let mut buses: Vec<String> = named.collect();
    buses.sort();
    buses.dedup();
    buses
}

fn bus_arn(world: &World, input: &Input, name: Option<String>) -> String {
    match name {
        Some(arn) if arn.starts_with("arn:") => arn,
        name => {
            let name = name.unwrap_or_else(|| "default".to_owned());
            format!(
                "{}{name}",
                filled("arn:aws:events:{region}:{account}:event-bus/", world, input)
            )
        }
    }
}
