//! `CreateTable`: the table is `CREATING` until the clock says otherwise.

use serde_json::json;

use super::check::{self, one_of, part};
use super::faults::{in_use, invalid, parameters};
use super::model::{Billing, Capacity, Expiry, Status, Table, View};
use super::{life, render, schema, settings, streams};
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

/// What AWS takes and the local cloud does not.
const UNMODELLED: &[&str] = &[
    "WarmThroughput",
    "ResourcePolicy",
    "GlobalTableSourceArn",
    "GlobalTableSettingsReplicationMode",
];

pub(super) fn run(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    check::without(input, UNMODELLED)?;
    let name = check::table_name(world, input)?;
    let table = read(world, input, &name)?;
    if world.dynamodb.tables.contains(&name) {
        return Err(in_use(format!("Table already exists: {name}")));
    }
    let view = table.view;
    world.dynamodb.tables.insert(name.as_str(), table);
    if let Some(view) = view {
        streams::open(world, &name, view);
    }
    life::created(world, &name);
    Ok(json!({"TableDescription": render::table(world, &name)}).into())
}

fn read(world: &mut World, input: &Input, name: &str) -> Result<Table, Fault> {
    let definitions = schema::definitions(input)?;
    if !input.has("AttributeDefinitions") {
        return Err(check::constraint("attributeDefinitions", None, "Member must not be null"));
    }
    let words = ["PROVISIONED", "PAY_PER_REQUEST"];
    let billing = match one_of(input, "BillingMode", "billingMode", &words)? {
        Some("PAY_PER_REQUEST") => Billing::OnDemand,
        _ => Billing::Provisioned,
    };
    let units = schema::units(input, "")?;
    let classes = settings::CLASSES;
    let class = one_of(input, "TableClass", "tableClass", classes)?.map(str::to_owned);
    let key = schema::key(input, "", &definitions)?;
    let capacity = capacity(billing, units)?;
    let locals = schema::locals(input, &key, &definitions)?;
    let globals = schema::globals(input, billing, &definitions)?;
    schema::distinct(locals.iter().chain(&globals))?;
    let indexes = || locals.iter().chain(&globals);
    let keys = std::iter::once(&key).chain(indexes().map(|index| &index.key));
    schema::all_used(&definitions, keys, indexes().next().is_some())?;
    let table_tags = input.tag_list("Tags");
    if let Some(reason) = tags::refusal(&table_tags) {
        return Err(invalid(reason));
    }
    let ceiling = settings::ceiling(input, billing)?;
    let encryption = match part(input, "SSESpecification")? {
        Some(given) => settings::encryption(world, &given)?,
        None => None,
    };
    let now_ms = world.now_ms();
    Ok(Table {
        name: name.to_owned(),
        id: world.uuid(),
        created_ms: now_ms,
        status: Status::Creating,
        definitions,
        key,
        locals,
        globals,
        billing,
        on_demand_ms: (billing == Billing::OnDemand).then_some(now_ms),
        capacity,
        ceiling,
        view: view(input)?,
        stream: None,
        encryption,
        class: class.map(|class| (class, None)),
        protected: input.flag("DeletionProtectionEnabled").unwrap_or(false),
        expiry: Expiry::default(),
        recovery: None,
        tags: table_tags,
    })
}

fn capacity(billing: Billing, units: Option<(i64, i64)>) -> Result<Capacity, Fault> {
    match (billing, units) {
        (Billing::Provisioned, Some((read, write))) => Ok(Capacity::of(read, write)),
        (Billing::Provisioned, None) => Err(parameters(
            "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
        )),
        (Billing::OnDemand, None) => Ok(Capacity::default()),
        (Billing::OnDemand, Some(_)) => Err(parameters(
            "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
        )),
    }
}

/// The view of a new table's stream, when it has one.
fn view(input: &Input) -> Result<Option<View>, Fault> {
    let Some(given) = part(input, "StreamSpecification")? else { return Ok(None) };
    settings::view(&given)
}
