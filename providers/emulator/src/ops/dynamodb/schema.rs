//! Keys and indexes of a request, read and checked: what `CreateTable` and `UpdateTable` share.

use super::check::{self, at_least, constraint, one_of, part, parts, text};
use super::faults::{invalid, parameters};
use super::model::{
    Billing, Capacity, Ceiling, Definition, Index, Key, Projection, Scalar, Status,
};
use crate::ops::{Fault, Input};

/// The most units a table can be given.
const UNITS: i64 = 1_000_000_000_000;

/// The attribute definitions of a request.
pub(super) fn definitions(input: &Input) -> Result<Vec<Definition>, Fault> {
    let mut definitions = Vec::new();
    for (place, part) in (1..).zip(parts(input, "AttributeDefinitions")?) {
        let path = format!("attributeDefinitions.{place}.member");
        let name = needed(&part, "AttributeName", &format!("{path}.attributeName"))?;
        length(name, 255, &format!("{path}.attributeName"))?;
        let kind_path = format!("{path}.attributeType");
        let kind = match one_of(&part, "AttributeType", &kind_path, &["B", "N", "S"])? {
            Some("S") => Scalar::Text,
            Some("N") => Scalar::Number,
            Some(_) => Scalar::Bytes,
            None => return Err(constraint(&kind_path, None, "Member must not be null")),
        };
        definitions.push(Definition { name: name.to_owned(), kind });
    }
    Ok(definitions)
}

/// The key of a `KeySchema`; `path` is the member that holds it, empty for the request itself.
pub(super) fn key(input: &Input, path: &str, defined: &[Definition]) -> Result<Key, Fault> {
    let path = if path.is_empty() { "keySchema".to_owned() } else { format!("{path}.keySchema") };
    if !input.has("KeySchema") {
        return Err(constraint(&path, None, "Member must not be null"));
    }
    let mut elements = Vec::new();
    for (place, part) in (1..).zip(parts(input, "KeySchema")?) {
        let member = format!("{path}.{place}.member");
        let name = needed(&part, "AttributeName", &format!("{member}.attributeName"))?.to_owned();
        length(&name, 255, &format!("{member}.attributeName"))?;
        let kind = one_of(&part, "KeyType", &format!("{member}.keyType"), &["HASH", "RANGE"])?;
        let Some(kind) = kind else {
            return Err(constraint(&format!("{member}.keyType"), None, "Member must not be null"));
        };
        elements.push((name, kind.to_owned()));
    }
    if elements.is_empty() || elements.len() > 2 {
        let rule = match elements.len() {
            0 => "Member must have length greater than or equal to 1",
            _ => "Member must have length less than or equal to 2",
        };
        return Err(constraint(&path, Some(&shown(&elements)), rule));
    }
    let names: Vec<&str> = elements.iter().map(|(name, _)| name.as_str()).collect();
    all_defined(&names, defined)?;
    ordered(elements)
}

/// The elements as AWS's words show them.
fn shown(elements: &[(String, String)]) -> String {
    let one = |(name, kind): &(String, String)| {
        format!("KeySchemaElement(attributeName={name}, keyType={kind})")
    };
    format!("[{}]", elements.iter().map(one).collect::<Vec<_>>().join(", "))
}

fn ordered(elements: Vec<(String, String)>) -> Result<Key, Fault> {
    let mut elements = elements.into_iter();
    let Some((hash, first)) = elements.next() else {
        return Err(invalid("No hash key specified in schema"));
    };
    let second = elements.next();
    if second.as_ref().is_some_and(|(range, _)| *range == hash) {
        return Err(invalid(
            "Both the Hash Key and the Range Key element in the KeySchema have the same name",
        ));
    }
    if first != "HASH" {
        return Err(invalid(
            "Invalid KeySchema: The first KeySchemaElement is not a HASH key type",
        ));
    }
    if second.as_ref().is_some_and(|(_, kind)| kind != "RANGE") {
        return Err(invalid(
            "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type",
        ));
    }
    Ok(Key { hash, range: second.map(|(range, _)| range) })
}

fn all_defined(names: &[&str], defined: &[Definition]) -> Result<(), Fault> {
    let known: Vec<&str> = defined.iter().map(|definition| definition.name.as_str()).collect();
    if names.iter().all(|name| known.contains(name)) {
        return Ok(());
    }
    Err(parameters(&format!(
        "Some index key attributes are not defined in AttributeDefinitions. Keys: [{}], AttributeDefinitions: [{}]",
        names.join(", "),
        known.join(", ")
    )))
}

/// Refuses definitions that no key uses.
pub(super) fn all_used<'a>(
    defined: &[Definition],
    keys: impl Iterator<Item = &'a Key>,
    indexed: bool,
) -> Result<(), Fault> {
    let used: Vec<&str> = keys.flat_map(Key::names).collect();
    if defined.iter().all(|definition| used.contains(&definition.name.as_str())) {
        return Ok(());
    }
    if !indexed {
        return Err(parameters(
            "Number of attributes in KeySchema does not exactly match number of attributes defined in \
             AttributeDefinitions",
        ));
    }
    let mut used = used;
    used.sort_unstable();
    used.dedup();
    let mut names: Vec<&str> = defined.iter().map(|definition| definition.name.as_str()).collect();
    names.sort_unstable();
    Err(parameters(&format!(
        "Some AttributeDefinitions are not used. AttributeDefinitions: [{}], keys used: [{}]",
        names.join(", "),
        used.join(", ")
    )))
}

/// One index of a request; `path` is the member it stands in.
pub(super) fn index(input: &Input, path: &str, defined: &[Definition]) -> Result<Index, Fault> {
    let name_path = format!("{path}.indexName");
    let name = needed(input, "IndexName", &name_path)?.to_owned();
    check::name(&name_path, &name)?;
    let key = key(input, path, defined)?;
    Ok(Index {
        name,
        key,
        projection: projection(input, path)?,
        status: Status::Active,
        backfilling: false,
        capacity: Capacity::default(),
        ceiling: ceiling(input)?,
    })
}

fn projection(input: &Input, path: &str) -> Result<Projection, Fault> {
    let path = format!("{path}.projection");
    let Some(given) = part(input, "Projection")? else {
        return Err(constraint(&path, None, "Member must not be null"));
    };
    let words = ["ALL", "INCLUDE", "KEYS_ONLY"];
    let kind = one_of(&given, "ProjectionType", &format!("{path}.projectionType"), &words)?;
    let extra = given.texts("NonKeyAttributes");
    if given.has("NonKeyAttributes") && extra.is_empty() {
        let path = format!("{path}.nonKeyAttributes");
        return Err(constraint(
            &path,
            Some("[]"),
            "Member must have length greater than or equal to 1",
        ));
    }
    for (place, name) in (1..).zip(&extra) {
        length(name, 255, &format!("{path}.nonKeyAttributes.{place}.member"))?;
    }
    match kind {
        None => Err(parameters("Unknown ProjectionType: null")),
        Some(kind @ ("ALL" | "KEYS_ONLY")) if !extra.is_empty() => {
            Err(parameters(&format!("ProjectionType is {kind}, but NonKeyAttributes is specified")))
        }
        Some("ALL") => Ok(Projection::All),
        Some("KEYS_ONLY") => Ok(Projection::Keys),
        Some(_) if extra.is_empty() => {
            Err(parameters("ProjectionType is INCLUDE, but NonKeyAttributes is not specified"))
        }
        Some(_) => Ok(Projection::Include(extra)),
    }
}

/// The local indexes of a new table.
pub(super) fn locals(
    input: &Input,
    table: &Key,
    defined: &[Definition],
) -> Result<Vec<Index>, Fault> {
    let given = parts(input, "LocalSecondaryIndexes")?;
    if input.has("LocalSecondaryIndexes") && given.is_empty() {
        return Err(parameters("List of LocalSecondaryIndexes is empty"));
    }
    if !given.is_empty() && table.range.is_none() {
        return Err(parameters(
            "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
        ));
    }
    let mut indexes: Vec<Index> = Vec::new();
    for (place, part) in (1..).zip(given) {
        let index = index(&part, &format!("localSecondaryIndexes.{place}.member"), defined)?;
        if index.key.range.is_none() {
            return Err(parameters(&format!(
                "Index KeySchema does not have a range key for index: {}",
                index.name
            )));
        }
        if index.key.hash != table.hash {
            return Err(parameters(&format!(
                "Index KeySchema does not have the same leading hash key as table KeySchema for index: {}. index \
                 hash key: {}, table hash key: {}",
                index.name, index.key.hash, table.hash
            )));
        }
        indexes.push(index);
    }
    if indexes.len() > 5 {
        return Err(parameters("Number of LocalSecondaryIndexes exceeds per-table limit of 5"));
    }
    Ok(indexes)
}

/// The global indexes of a new table.
pub(super) fn globals(
    input: &Input,
    billing: Billing,
    defined: &[Definition],
) -> Result<Vec<Index>, Fault> {
    let given = parts(input, "GlobalSecondaryIndexes")?;
    if input.has("GlobalSecondaryIndexes") && given.is_empty() {
        return Err(parameters("List of GlobalSecondaryIndexes is empty"));
    }
    let mut indexes: Vec<Index> = Vec::new();
    for (place, part) in (1..).zip(given) {
        let path = format!("globalSecondaryIndexes.{place}.member");
        indexes.push(global(&part, &path, billing, defined)?);
    }
    if indexes.len() > 20 {
        return Err(parameters("GlobalSecondaryIndex count exceeds the per-table limit of 20"));
    }
    Ok(indexes)
}

/// One global index, with the capacity its table's billing asks for.
pub(super) fn global(
    input: &Input,
    path: &str,
    billing: Billing,
    defined: &[Definition],
) -> Result<Index, Fault> {
    check::without(input, &["WarmThroughput"])?;
    let index = index(input, path, defined)?;
    let units = units(input, path)?;
    let capacity = match (billing, units) {
        (Billing::OnDemand, None) => Capacity::default(),
        (Billing::OnDemand, Some(_)) => {
            return Err(parameters(&format!(
                "ProvisionedThroughput should not be specified for index: {} when BillingMode is PAY_PER_REQUEST",
                index.name
            )));
        }
        (Billing::Provisioned, Some((read, write))) => Capacity::of(read, write),
        (Billing::Provisioned, None) => {
            return Err(parameters(&format!(
                "ProvisionedThroughput must be specified for index: {}",
                index.name
            )));
        }
    };
    Ok(Index { status: Status::Creating, capacity, ..index })
}

/// Refuses two indexes of a name.
pub(super) fn distinct<'a>(indexes: impl Iterator<Item = &'a Index>) -> Result<(), Fault> {
    let mut seen = std::collections::BTreeSet::new();
    for index in indexes {
        if !seen.insert(&index.name) {
            return Err(parameters(&format!("Duplicate index name: {}", index.name)));
        }
    }
    Ok(())
}

/// Read and write units of a `ProvisionedThroughput`.
pub(super) fn units(input: &Input, path: &str) -> Result<Option<(i64, i64)>, Fault> {
    let Some(given) = part(input, "ProvisionedThroughput")? else { return Ok(None) };
    let dot = if path.is_empty() { "" } else { "." };
    let path = format!("{path}{dot}provisionedThroughput");
    let unit = |member: &str, word: &str| {
        let path = format!("{path}.{word}");
        let value = at_least(&given, member, &path, 1)?;
        let value = value.ok_or_else(|| constraint(&path, None, "Member must not be null"))?;
        if value > UNITS {
            return Err(invalid(format!("Given value {value} for {member} is out of bounds")));
        }
        Ok(value)
    };
    Ok(Some((
        unit("ReadCapacityUnits", "readCapacityUnits")?,
        unit("WriteCapacityUnits", "writeCapacityUnits")?,
    )))
}

/// The most units on demand; `-1` lifts a ceiling.
pub(super) fn ceiling(input: &Input) -> Result<Option<Ceiling>, Fault> {
    let Some(given) = part(input, "OnDemandThroughput")? else { return Ok(None) };
    let unit = |member: &str| match at_least(&given, member, member, -1)? {
        Some(0) => Err(invalid(format!("Given value 0 for {member} is out of bounds"))),
        Some(-1) | None => Ok(None),
        units => Ok(units),
    };
    let ceiling =
        Ceiling { read: unit("MaxReadRequestUnits")?, write: unit("MaxWriteRequestUnits")? };
    Ok(Some(ceiling))
}

fn needed<'a>(input: &'a Input, member: &str, path: &str) -> Result<&'a str, Fault> {
    text(input, member)?.ok_or_else(|| constraint(path, None, "Member must not be null"))
}

fn length(text: &str, most: usize, path: &str) -> Result<(), Fault> {
    let rule = if text.is_empty() {
        "Member must have length greater than or equal to 1".to_owned()
    } else if text.len() > most {
        format!("Member must have length less than or equal to {most}")
    } else {
        return Ok(());
    };
    Err(constraint(path, Some(text), &rule))
}
