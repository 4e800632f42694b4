//! CreateEventSourceMapping.

use super::model::{Mapping, State};
use super::render::{self, shown};
use super::source::{self, Kind};
use super::{check, states};
use crate::ops::lambda::faults::{conflict, invalid};
use crate::ops::lambda::model::Configuration;
use crate::ops::lambda::reference::{self, Reference, Target};
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

pub(in crate::ops::lambda) fn create(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let named = reference::parse(world, input.need_text("FunctionName")?)?;
    let arn = input.text("EventSourceArn").unwrap_or_default();
    let kind = source::kind(arn).ok_or_else(|| invalid(unknown(input, arn)))?;
    let mut settings = check::defaults(kind);
    check::merge(input, kind, &mut settings)?;
    settings.starting = check::starting(input, kind, arn)?;
    let configuration = function(world, &named)?.clone();
    source::exists(world, kind, arn)?;
    source::readable(world, kind, arn, &configuration.role)?;
    if let Some(target) = &settings.on_failure {
        source::writable(world, target, &configuration.role)?;
    }
    source::covered(world, kind, arn, &configuration)?;
    no_other(world, kind, arn, &named, None)?;
    let tags = input.text_map("Tags").unwrap_or_default();
    if let Some(text) = tags::refusal(&tags) {
        return Err(invalid(text));
    }
    let uuid = world.uuid();
    let row = Mapping {
        uuid: uuid.clone(),
        source_arn: arn.to_owned(),
        function: named.name,
        qualifier: named.qualifier,
        state: State::Creating,
        enabled: input.flag("Enabled").unwrap_or(true),
        settings,
        result: "No records processed".to_owned(),
        modified_ms: world.now_ms(),
        change: 0,
        tags,
    };
    world.lambda.mappings.insert(uuid.clone(), row);
    Ok(Reply::from(states::begin(world, &uuid, State::Creating)))
}

fn unknown(input: &Input, arn: &str) -> String {
    if arn.is_empty() && !input.has("SelfManagedEventSource") {
        return "Unrecognized event source.".to_owned();
    }
    format!(
        "Unrecognized event source: the local cloud reads SQS queues, DynamoDB streams and Kinesis streams, not `{}`.",
        if arn.is_empty() { "a self-managed cluster" } else { arn }
    )
}

/// The configuration that a reference runs with; an alias's is its primary version's.
pub(super) fn function<'a>(
    world: &'a World,
    named: &Reference,
) -> Result<&'a Configuration, Fault> {
    let missing = |_| invalid("Function does not exist");
    let target = reference::target(world, &named.name, named.qualifier.as_deref());
    let version = match target.map_err(missing)? {
        Target::Latest => "$LATEST".to_owned(),
        Target::Version(number) => number.to_string(),
        Target::Alias(alias) => {
            let row = world.lambda.aliases.get(&format!("{}/{alias}", named.name));
            row.map_or_else(|| "$LATEST".to_owned(), |row| row.version.clone())
        }
    };
    reference::configuration(world, &named.name, &version).map_err(missing)
}

/// Refuses a second mapping of one source to one function and qualifier.
pub(super) fn no_other(
    world: &World,
    kind: Kind,
    arn: &str,
    named: &Reference,
    but: Option<&str>,
) -> Result<(), Fault> {
    let twin = world.lambda.mappings.values().find(|row| {
        row.source_arn == arn
            && row.function == named.name
            && row.qualifier == named.qualifier
            && but != Some(row.uuid.as_str())
    });
    let Some(twin) = twin else { return Ok(()) };
    let function = match &named.qualifier {
        Some(qualifier) => format!("{}:{qualifier}", named.name),
        None => named.name.clone(),
    };
    let rest = format!(
        "already exists. Please update or delete the existing mapping with UUID {}",
        twin.uuid
    );
    Err(conflict(match kind {
        Kind::Queue { .. } => format!(
            "An event source mapping with SQS arn (\" {arn} \") and function (\" {function} \") {rest}"
        ),
        Kind::TableStream | Kind::Stream => format!(
            "The event source arn (\" {arn} \") and function (\" {function} \") provided mapping {rest}"
        ),
    }))
}

/// The answer of a row that is there.
pub(super) fn answer(world: &World, uuid: &str) -> serde_json::Value {
    world.lambda.mappings.get(uuid).map(|row| render::shown(world, row)).unwrap_or_default()
}

/// The answer of a row at hand.
pub(super) fn reply(world: &World, row: &Mapping) -> Reply {
    Reply::from(shown(world, row))
}
