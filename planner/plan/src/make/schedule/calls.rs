//! Which calls a change needs: read from the kind table, with no planner code per kind.
use crate::make::decide::Decision;
use cutover_schemas::canonical::complete;
use cutover_schemas::kinds::KindName;
use cutover_schemas::operations::{Operation, Settles};
use cutover_schemas::plan::{FieldChange, Probe};
use cutover_schemas::table::{Attr, Kind, Writes};
use cutover_schemas::value::{Attrs, Value};

/// One call to be placed.
pub(super) struct Planned {
    pub(super) operation: Operation,
    pub(super) paths: Vec<String>,
    /// Whether the resource's revision guards it.
    pub(super) guarded: bool,
    pub(super) with: Option<Attrs>,
}

impl Planned {
    fn new(operation: Operation, paths: Vec<String>, guarded: bool) -> Self {
        Self { operation, paths, guarded, with: None }
    }

    /// The same call with one more attribute.
    pub(super) fn with(mut self, name: &str, value: Value) -> Self {
        self.with.get_or_insert_with(Attrs::new).insert(name.to_owned(), value);
        self
    }

    /// What to wait for afterwards.
    pub(super) fn probe(&self, kind: KindName, attrs: &Attrs) -> Option<Probe> {
        if self.operation.row().settles == Settles::AtOnce {
            return None;
        }
        let text =
            |name: &str| attrs.get(name).and_then(Value::as_text).unwrap_or_default().to_owned();
        match kind {
            KindName::Alias => {
                let version = self.with.as_ref()?.get("version").and_then(Value::as_int)?;
                Some(Probe::ProvisionedReady { function: text("function"), version })
            }
            KindName::Table => Some(Probe::TableSettled { table: text("name") }),
            KindName::Stream => Some(Probe::StreamSettled { stream: text("name") }),
            _ => Some(Probe::FunctionSettled { function: text("name") }),
        }
    }
}

/// Calls that create: the first one, and each other one whose attributes are set to something.
pub(super) fn creating(kind: KindName, attrs: &Attrs) -> Vec<Planned> {
    let row = kind.row();
    let empty = complete(row, &Attrs::new());
    let mut calls = Vec::new();
    for (index, operation) in row.create.iter().enumerate() {
        let own: Vec<String> = written_by(row, *operation)
            .filter(|attr| attrs.get(attr.name) != empty.get(attr.name))
            .map(|attr| attr.name.to_owned())
            .collect();
        if index == 0 {
            calls.push(Planned::new(*operation, Vec::new(), true));
        } else if !own.is_empty() {
            calls.push(Planned::new(*operation, own, false));
        }
    }
    calls
}

/// The attribute that says where code has been put that is too large to be sent along. No kind has it: it goes with
/// the calls that need it, and nobody can read it back.
const SOURCE: &str = "source";

/// The same calls with the code put there first, where one of them needs the code.
pub(super) fn by_way_of(calls: Vec<Planned>, place: Option<&String>) -> Vec<Planned> {
    let sends = |call: &Planned| call.operation.sends_code();
    let Some(place) = place.filter(|_| calls.iter().any(sends)) else { return calls };
    let put = Planned::new(Operation::PutObject, Vec::new(), false);
    let calls = calls.into_iter().map(|call| {
        if sends(&call) { call.with(SOURCE, Value::text(place.clone())) } else { call }
    });
    std::iter::once(put.with(SOURCE, Value::text(place.clone()))).chain(calls).collect()
}

/// Calls that change exactly these fields, in the kind's own order.
pub(super) fn updating(kind: KindName, fields: &[FieldChange]) -> Vec<Planned> {
    let row = kind.row();
    let calls = row.update.iter().filter_map(|operation| {
        let paths: Vec<String> = fields
            .iter()
            .filter(|field| carries(row, *operation, field))
            .map(|field| field.path.clone())
            .collect();
        let guarded = operation.row().again == cutover_schemas::operations::Again::ByGuard;
        (!paths.is_empty()).then(|| Planned::new(*operation, paths, guarded))
    });
    calls.collect()
}

/// Calls that delete.
pub(super) fn deleting(kind: KindName) -> Vec<Planned> {
    kind.row().delete.iter().map(|operation| Planned::new(*operation, Vec::new(), false)).collect()
}

/// Takes provisioned concurrency off a version.
pub(super) fn release(version: Value) -> Planned {
    Planned::new(Operation::DeleteProvisionedConcurrency, vec!["provisioned".to_owned()], false)
        .with("version", version)
}

/// Puts an alias back on a version alone.
pub(super) fn restore(version: i64) -> Planned {
    Planned::new(Operation::RestoreAlias, Vec::new(), false)
        .with("version", Value::Int(version))
        .with("candidate", Value::Null)
        .with("candidate_share", Value::Null)
}

/// Whether the new thing and the old one can exist side by side.
pub(super) fn key_moves(kind: KindName, decision: &Decision) -> bool {
    kind.row()
        .natural_key
        .iter()
        .any(|name| decision.resolved.get(*name) != decision.present.get(*name))
}

fn written_by(row: &'static Kind, operation: Operation) -> impl Iterator<Item = &'static Attr> {
    row.attrs.iter().filter(move |attr| match attr.flags.writes {
        Writes::With(with) => with == operation,
        Writes::WithClearing(set, clear) => set == operation || clear == operation,
        Writes::Replaces | Writes::Never => false,
    })
}

/// Whether this operation carries out this field's change.
fn carries(row: &Kind, operation: Operation, field: &FieldChange) -> bool {
    let top = field.path.split('.').next().unwrap_or_default();
    match row.attr(top).map(|attr| attr.flags.writes) {
        Some(Writes::With(with)) => with == operation,
        // Taking the whole away, or one entry of a map of entries.
        Some(Writes::WithClearing(set, clear)) => {
            operation == if field.after.is_null() { clear } else { set }
        }
        _ => false,
    }
}
