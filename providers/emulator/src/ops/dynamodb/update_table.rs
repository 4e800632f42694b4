//! `UpdateTable`: one kind of change a call, and none while another is under way.

use serde_json::json;

use super::check::{self, one_of, part, parts, table_name};
use super::faults::{invalid, limit, parameters};
use super::model::{Billing, Capacity, Definition, Index, Key, Status, Table};
use super::{life, render, schema, settings, streams, write};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// What AWS takes and the local cloud does not.
const UNMODELLED: &[&str] = &[
    "ReplicaUpdates",
    "MultiRegionConsistency",
    "GlobalTableWitnessUpdates",
    "WarmThroughput",
    "GlobalTableSettingsReplicationMode",
];

/// The kinds of change; members of one kind may come together.
const KINDS: &[&[&str]] = &[
    &["BillingMode", "ProvisionedThroughput", "GlobalSecondaryIndexUpdates", "OnDemandThroughput"],
    &["StreamSpecification"],
    &["SSESpecification"],
    &["TableClass"],
    &["DeletionProtectionEnabled"],
];

pub(super) fn run(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    check::without(input, UNMODELLED)?;
    let name = table_name(world, input)?;
    one_kind(input)?;
    let table = life::settled(world, &name)?;
    if input.has("StreamSpecification") {
        stream(world, &table, input)?;
    } else if input.has("GlobalSecondaryIndexUpdates") && !only_units(input)? {
        one_index(world, table, input)?;
    } else {
        let changed = changed(world, table, input)?;
        world.dynamodb.tables.insert(name.as_str(), changed);
    }
    life::touched(world, &name);
    Ok(json!({"TableDescription": render::table(world, &name)}).into())
}

fn one_kind(input: &Input) -> Result<(), Fault> {
    let asked = KINDS.iter().filter(|members| members.iter().any(|member| input.has(member)));
    match asked.count() {
        0 => Err(invalid(
            "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or \
             SSESpecification or ReplicaUpdates is required",
        )),
        1 => Ok(()),
        // AWS's own words for each pair are not published.
        _ => Err(parameters("Only one kind of change can be made by one UpdateTable request")),
    }
}

/// A stream is switched on or off; changing what it shows is switching it off and on again.
fn stream(world: &mut World, table: &Table, input: &Input) -> Result<(), Fault> {
    let Some(given) = part(input, "StreamSpecification")? else { return Ok(()) };
    match (settings::view(&given)?, table.view) {
        (Some(_), Some(_)) => {
            Err(invalid(format!("Table already has an enabled stream: TableName: {}", table.name)))
        }
        (None, None) => {
            Err(invalid(format!("Table has no stream to disable: TableName: {}", table.name)))
        }
        (Some(view), None) => {
            streams::open(world, &table.name, view);
            Ok(())
        }
        (None, Some(_)) => {
            streams::close(world, &table.name);
            Ok(())
        }
    }
}

/// Whether the index updates change nothing but units.
fn only_units(input: &Input) -> Result<bool, Fault> {
    let updates = parts(input, "GlobalSecondaryIndexUpdates")?;
    Ok(updates.iter().all(|update| update.has("Update")))
}

/// Creates or deletes one index.
fn one_index(world: &mut World, table: Table, input: &Input) -> Result<(), Fault> {
    let updates = parts(input, "GlobalSecondaryIndexUpdates")?;
    distinct(&updates)?;
    let structural = |update: &&Input| update.has("Create") || update.has("Delete");
    let busy = table.globals.iter().any(|index| index.status != Status::Active);
    if busy || updates.iter().filter(structural).count() > 1 {
        return Err(limit(
            "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table",
        ));
    }
    let others = ["BillingMode", "ProvisionedThroughput", "OnDemandThroughput"];
    if updates.len() > 1 || others.iter().any(|member| input.has(member)) {
        return Err(parameters("Only one kind of change can be made by one UpdateTable request"));
    }
    let Some(update) = updates.first() else { return Ok(()) };
    match (part(update, "Create")?, part(update, "Delete")?) {
        (Some(create), _) => create_index(world, table, input, &create),
        (None, Some(delete)) => delete_index(world, table, &delete),
        (None, None) => Err(parameters(
            "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, \
             GlobalSecondaryIndexUpdate.Delete must not be null",
        )),
    }
}

fn distinct(updates: &[Input]) -> Result<(), Fault> {
    let mut seen = std::collections::BTreeSet::new();
    for update in updates {
        for member in ["Create", "Update", "Delete"] {
            let Some(name) =
                part(update, member)?.and_then(|it| it.text("IndexName").map(str::to_owned))
            else {
                continue;
            };
            if !seen.insert(name.clone()) {
                return Err(parameters(&format!(
                    "Only one global secondary index update per index is allowed simultaneously. Index: {name}"
                )));
            }
        }
    }
    Ok(())
}

fn create_index(
    world: &mut World,
    mut table: Table,
    input: &Input,
    create: &Input,
) -> Result<(), Fault> {
    let defined = merged(&table.definitions, schema::definitions(input)?)?;
    let path = "globalSecondaryIndexUpdates.1.member.create";
    let index = schema::global(create, path, table.billing, &defined)?;
    if table.indexes().any(|one| one.name == index.name) {
        return Err(parameters(&format!("Duplicate index name: {}", index.name)));
    }
    if table.globals.len() == 20 {
        return Err(limit(
            "Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit of 20",
        ));
    }
    let keys = keys_of(&table).chain([&index.key]);
    schema::all_used(&defined, keys, true)?;
    let name = index.name.clone();
    table.definitions = defined;
    table.globals.push(index);
    let table_name = table.name.clone();
    write::fill(world, &table, &name);
    world.dynamodb.tables.insert(table_name.as_str(), table);
    life::index_changes(world, &table_name, &name);
    Ok(())
}

fn keys_of(table: &Table) -> impl Iterator<Item = &Key> {
    std::iter::once(&table.key).chain(table.indexes().map(|index: &Index| &index.key))
}

/// The definitions of the table and of the request.
fn merged(present: &[Definition], given: Vec<Definition>) -> Result<Vec<Definition>, Fault> {
    let mut merged = present.to_vec();
    for definition in given {
        match merged.iter().find(|one| one.name == definition.name) {
            None => merged.push(definition),
            Some(one) if one.kind == definition.kind => {}
            Some(_) => {
                return Err(parameters(&format!(
                    "Attribute {} is already defined with another type",
                    definition.name
                )));
            }
        }
    }
    Ok(merged)
}

fn delete_index(world: &mut World, mut table: Table, delete: &Input) -> Result<(), Fault> {
    let Some(name) = delete.text("IndexName").map(str::to_owned) else {
        let path = "globalSecondaryIndexUpdates.1.member.delete.indexName";
        return Err(check::constraint(path, None, "Member must not be null"));
    };
    let Some(index) = table.globals.iter_mut().find(|index| index.name == name) else {
        return Err(super::faults::not_found(format!(
            "Requested resource not found: Index: {name} of table {} not found",
            table.name
        )));
    };
    index.status = Status::Deleting;
    let table_name = table.name.clone();
    world.dynamodb.tables.insert(table_name.as_str(), table);
    life::index_changes(world, &table_name, &name);
    Ok(())
}

/// The table after a change of settings.
fn changed(world: &World, mut table: Table, input: &Input) -> Result<Table, Fault> {
    let now_ms = world.now_ms();
    if let Some(class) = one_of(input, "TableClass", "tableClass", settings::CLASSES)? {
        table.class = Some((class.to_owned(), Some(now_ms)));
    }
    if let Some(protected) = input.flag("DeletionProtectionEnabled") {
        table.protected = protected;
    }
    if let Some(given) = part(input, "SSESpecification")? {
        table.encryption = settings::encryption(world, &given)?;
    }
    let words = ["PROVISIONED", "PAY_PER_REQUEST"];
    let mode = one_of(input, "BillingMode", "billingMode", &words)?;
    let asks = ["BillingMode", "ProvisionedThroughput", "GlobalSecondaryIndexUpdates"];
    if asks.iter().any(|member| input.has(member)) {
        capacities(&mut table, input, mode, now_ms)?;
    }
    if input.has("OnDemandThroughput") {
        table.ceiling = settings::ceiling(input, table.billing)?;
    }
    Ok(table)
}

/// Changes the billing mode, the units of the table, the units of its indexes.
fn capacities(
    table: &mut Table,
    input: &Input,
    mode: Option<&str>,
    now_ms: u64,
) -> Result<(), Fault> {
    let units = schema::units(input, "")?;
    let before = table.billing;
    table.billing = match mode {
        Some("PAY_PER_REQUEST") => Billing::OnDemand,
        Some(_) => Billing::Provisioned,
        None => before,
    };
    if table.billing == Billing::OnDemand {
        if units.is_some() {
            return Err(parameters(
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
            ));
        }
        if before == Billing::Provisioned {
            on_demand(table, now_ms);
        }
        return index_ceilings(table, input);
    }
    if mode == Some("PROVISIONED") && units.is_none() && before == Billing::OnDemand {
        return Err(parameters(
            "ProvisionedThroughput must be specified when BillingMode is PROVISIONED",
        ));
    }
    table.ceiling = None;
    if let Some((read, write)) = units {
        if before == Billing::Provisioned {
            differs(&table.capacity, read, write)?;
        }
        table.capacity = table.capacity.changed(read, write, now_ms);
    }
    index_units(table, input, before, now_ms)
}

fn on_demand(table: &mut Table, now_ms: u64) {
    table.on_demand_ms = Some(now_ms);
    table.capacity = table.capacity.changed(0, 0, now_ms);
    for index in &mut table.globals {
        index.capacity = index.capacity.changed(0, 0, now_ms);
    }
}

/// AWS refuses a change that changes nothing.
fn differs(present: &Capacity, read: i64, write: i64) -> Result<(), Fault> {
    if (present.read, present.write) != (read, write) {
        return Ok(());
    }
    Err(invalid(format!(
        "The provisioned throughput for the table will not change. The requested value equals the current value. \
         Current ReadCapacityUnits provisioned for the table: {read}. Requested ReadCapacityUnits: {read}. Current \
         WriteCapacityUnits provisioned for the table: {write}. Requested WriteCapacityUnits: {write}. Refer to the \
         Amazon DynamoDB Developer Guide for current limits and how to request higher limits."
    )))
}

/// Changes the units of indexes; coming from on demand, every index needs some.
fn index_units(
    table: &mut Table,
    input: &Input,
    before: Billing,
    now_ms: u64,
) -> Result<(), Fault> {
    let updates = parts(input, "GlobalSecondaryIndexUpdates")?;
    distinct(&updates)?;
    let mut given = std::collections::BTreeSet::new();
    for (place, update) in (1..).zip(&updates) {
        let Some(update) = part(update, "Update")? else { continue };
        let path = format!("globalSecondaryIndexUpdates.{place}.member.update");
        let index = named(table, &update, &path)?;
        let Some((read, write)) = schema::units(&update, &path)? else {
            let path = format!("{path}.provisionedThroughput");
            return Err(check::constraint(&path, None, "Member must not be null"));
        };
        if before == Billing::Provisioned {
            differs(&index.capacity, read, write)?;
        }
        index.capacity = index.capacity.changed(read, write, now_ms);
        index.status = Status::Updating;
        given.insert(index.name.clone());
    }
    let without: Vec<&str> = table
        .globals
        .iter()
        .filter(|index| !given.contains(&index.name))
        .map(|index| index.name.as_str())
        .collect();
    if before == Billing::OnDemand && table.billing == Billing::Provisioned && !without.is_empty() {
        return Err(parameters(&format!(
            "ProvisionedThroughput must be specified for index: {}",
            without.join(",")
        )));
    }
    Ok(())
}

/// Changes the ceilings of indexes on demand.
fn index_ceilings(table: &mut Table, input: &Input) -> Result<(), Fault> {
    let updates = parts(input, "GlobalSecondaryIndexUpdates")?;
    distinct(&updates)?;
    for (place, update) in (1..).zip(&updates) {
        let Some(update) = part(update, "Update")? else { continue };
        let path = format!("globalSecondaryIndexUpdates.{place}.member.update");
        if schema::units(&update, &path)?.is_some() {
            return Err(parameters(
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
            ));
        }
        let ceiling = schema::ceiling(&update)?;
        let index = named(table, &update, &path)?;
        index.ceiling = ceiling;
        index.status = Status::Updating;
    }
    Ok(())
}

/// The index that an update names.
fn named<'a>(table: &'a mut Table, update: &Input, path: &str) -> Result<&'a mut Index, Fault> {
    let path = format!("{path}.indexName");
    let name = check::text(update, "IndexName")?
        .ok_or_else(|| check::constraint(&path, None, "Member must not be null"))?;
    table
        .globals
        .iter_mut()
        .find(|index| index.name == name)
        .ok_or_else(|| invalid(format!("The table does not have the specified index: {name}")))
}
