//! One change of one item, alone or within a transaction.

use super::super::attribute::{Item, show, size};
use super::super::check::{one_of, serving, text};
use super::super::expression::{self, Condition, Placeholders, Update, holds};
use super::super::faults::{condition_failed, invalid, parameters};
use super::super::key;
use super::super::model::Table;
use super::super::write::{self, Cause};
use super::{LARGEST, attributes, no_legacy};
use crate::ops::{Fault, Input};
use crate::world::World;

/// A change, checked and ready.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub(super) table: Table,
    pub(super) row: String,
    kind: Kind,
    condition: Option<Condition>,
    /// Whether a refusal by the condition shows the item.
    shows_item: bool,
}

#[derive(Debug, Clone)]
enum Kind {
    Put(Item),
    Delete,
    Update { key: Item, update: Option<Update> },
    Check,
}

/// An item before and after.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    pub(super) before: Option<Item>,
    pub(super) after: Option<Item>,
}

impl Change {
    pub(super) fn put(world: &World, input: &Input) -> Result<Change, Fault> {
        no_legacy(input)?;
        let item = attributes(input, "Item")?;
        let (condition, _) = expressions(input, &["ConditionExpression"])?;
        if size(&item) > LARGEST {
            return Err(invalid("Item size has exceeded the maximum allowed size"));
        }
        let table = serving(world, input)?;
        key::check_item(&table, &item)?;
        Change::of(input, table, &item, Kind::Put(item.clone()), condition)
    }

    pub(super) fn delete(world: &World, input: &Input) -> Result<Change, Fault> {
        no_legacy(input)?;
        let key = attributes(input, "Key")?;
        let (condition, _) = expressions(input, &["ConditionExpression"])?;
        let table = serving(world, input)?;
        key::check_key(&table, &key)?;
        Change::of(input, table, &key, Kind::Delete, condition)
    }

    pub(super) fn check(world: &World, input: &Input) -> Result<Change, Fault> {
        no_legacy(input)?;
        let key = attributes(input, "Key")?;
        let (condition, _) = expressions(input, &["ConditionExpression"])?;
        if condition.is_none() {
            return Err(super::constraint("conditionExpression", None, "Member must not be null"));
        }
        let table = serving(world, input)?;
        key::check_key(&table, &key)?;
        Change::of(input, table, &key, Kind::Check, condition)
    }

    pub(super) fn update(world: &World, input: &Input) -> Result<Change, Fault> {
        no_legacy(input)?;
        let key = attributes(input, "Key")?;
        let (condition, update) = expressions(input, &["UpdateExpression", "ConditionExpression"])?;
        let table = serving(world, input)?;
        key::check_key(&table, &key)?;
        if let Some(update) = &update {
            for path in update.paths() {
                if table.key.has(path.head()) {
                    return Err(parameters(&format!(
                        "Cannot update attribute {}. This attribute is part of the key",
                        path.head()
                    )));
                }
            }
        }
        let kind = Kind::Update { key: key.clone(), update };
        Change::of(input, table, &key, kind, condition)
    }

    fn of(
        input: &Input,
        table: Table,
        key: &Item,
        kind: Kind,
        condition: Option<Condition>,
    ) -> Result<Change, Fault> {
        let words = ["ALL_OLD", "NONE"];
        let member = "ReturnValuesOnConditionCheckFailure";
        let shows_item = one_of(input, member, "returnValuesOnConditionCheckFailure", &words)?
            == Some("ALL_OLD");
        let Some(row) = key::row(&table, key) else {
            return Err(invalid("The provided key element does not match the schema"));
        };
        Ok(Change { table, row, kind, condition, shows_item })
    }

    /// What the change would make of the item, or why it is refused.
    pub(super) fn outcome(&self, world: &World) -> Result<Outcome, Fault> {
        let before = world.dynamodb.items.get(&self.row).cloned();
        if let Some(condition) = &self.condition {
            let nothing = Item::new();
            if !holds(condition, before.as_ref().unwrap_or(&nothing)) {
                let shown = before.as_ref().filter(|_| self.shows_item).map(show);
                return Err(condition_failed(shown));
            }
        }
        let after = match &self.kind {
            Kind::Put(item) => Some(item.clone()),
            Kind::Delete => None,
            Kind::Check => before.clone(),
            Kind::Update { key, update } => {
                let present = before.clone().unwrap_or_else(|| key.clone());
                let after = match update {
                    Some(update) => update.apply(&present)?,
                    None => present,
                };
                key::check_index_keys(&self.table, &after)?;
                if size(&after) > LARGEST {
                    return Err(invalid(
                        "Item size to update has exceeded the maximum allowed size",
                    ));
                }
                Some(after)
            }
        };
        Ok(Outcome { before, after })
    }

    /// Carries the change out.
    pub(super) fn carry_out(&self, world: &mut World, outcome: &Outcome) {
        write::replace(world, &self.table, &self.row, outcome.after.clone(), Cause::Caller);
    }

    /// The paths that an update writes.
    pub(super) fn paths(&self) -> Vec<expression::Path> {
        match &self.kind {
            Kind::Update { update: Some(update), .. } => update.paths().cloned().collect(),
            Kind::Update { update: None, .. } | Kind::Put(_) | Kind::Delete | Kind::Check => {
                Vec::new()
            }
        }
    }
}

impl Outcome {
    /// The bytes that writing costs: the larger of the two.
    pub(super) fn bytes(&self) -> usize {
        let bytes = |item: &Option<Item>| item.as_ref().map_or(0, size);
        bytes(&self.before).max(bytes(&self.after))
    }
}

/// The condition and the update of a request that share placeholders.
fn expressions(
    input: &Input,
    allowed: &[&str],
) -> Result<(Option<Condition>, Option<Update>), Fault> {
    let mut placeholders = Placeholders::read(input, allowed)?;
    let update = match text(input, "UpdateExpression")? {
        Some(text) if allowed.contains(&"UpdateExpression") => {
            Some(expression::update(text, &mut placeholders)?)
        }
        _ => None,
    };
    let condition = match text(input, "ConditionExpression")? {
        Some(text) => Some(expression::condition("ConditionExpression", text, &mut placeholders)?),
        None => None,
    };
    placeholders.all_used()?;
    Ok((condition, update))
}
