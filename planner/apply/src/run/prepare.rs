//! Making a call: everything unknown is known by now, or it is our mistake.
use super::rollout::Ticket;
use super::{Inputs, Run, RunError};
use cutover_schemas::address::Address;
use cutover_schemas::kinds::KindName;
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::{Action, Guard, Step, StepAction, StepId};
use cutover_schemas::value::{Attrs, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The name under which the deployment's own id is asked for.
pub(crate) const OWNER: &str = "deployment.owner";

/// A call with everything put in.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared {
    /// The step.
    pub step: StepId,
    /// The command of a rollout that this is.
    pub ticket: Option<Ticket>,
    /// The resource.
    pub address: Address,
    /// Its kind.
    pub kind: KindName,
    /// Which call.
    pub operation: Operation,
    /// The resource's attributes; for a deletion, what is live.
    pub desired: Attrs,
    /// What is live.
    pub live: Attrs,
    /// Attributes that changed; empty means all of them.
    pub paths: Vec<String>,
    /// What it insists on.
    pub revision: Option<String>,
    /// Bytes to send along.
    pub body: Body,
}

/// Bytes that go with a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// None.
    None,
    /// Packed code, by its digest.
    Code(String),
    /// An event.
    Event(serde_json::Value),
}

/// What is known before the first step: what is live and stays, and the deployment's id.
pub(super) fn initial_outputs(inputs: &Inputs) -> BTreeMap<Address, Attrs> {
    // What is about to be made anew has no fields yet, whatever its predecessor has.
    let changes = inputs.plan.changes.iter();
    let anew: BTreeSet<&Address> = changes
        .filter(|change| matches!(change.action, Action::Create | Action::Replace))
        .map(|change| &change.address)
        .collect();
    let mut outputs: BTreeMap<Address, Attrs> = inputs
        .present
        .iter()
        .filter(|(address, _)| !anew.contains(address))
        .map(|(address, attrs)| (address.clone(), attrs.clone()))
        .collect();
    if let Ok(owner) = Address::parse(OWNER) {
        outputs.insert(owner, Attrs::from([("id".into(), Value::text(inputs.owner.clone()))]));
    }
    outputs
}

impl Run {
    /// The desired attributes of a resource with everything put in that is known by now.
    pub(super) fn desired(&self, address: &Address) -> Attrs {
        let known = |other: &Address, field: &str| {
            self.outputs.get(other)?.get(field).filter(|value| !value.is_null()).cloned()
        };
        let attrs = self.inputs.resolved.get(address).cloned().unwrap_or_default();
        attrs.into_iter().map(|(name, value)| (name, value.substitute(&known))).collect()
    }

    pub(super) fn prepare(&self, step: &Step) -> Result<Prepared, RunError> {
        let StepAction::Call { operation, paths, guard, with } = &step.action else {
            return Err(RunError::NoStep(step.id));
        };
        let live = self.live(&step.address);
        let deletes = step.kind.row().delete.contains(operation);
        let mut desired = if deletes { live.clone() } else { self.desired(&step.address) };
        let substituted = with.iter().flatten().map(|(name, value)| (name.clone(), value.clone()));
        desired.extend(substituted);
        // Ids that the service made up are needed to change or delete what carries them.
        // What is made anew shares none of them with what it replaces.
        let creates = step.kind.row().create.first() == Some(operation);
        for (name, value) in live.iter().filter(|_| !creates) {
            if desired.get(name).is_none_or(Value::is_null) && computed(step.kind, name) {
                desired.insert(name.clone(), value.clone());
            }
        }
        let sent = |name: &String| {
            paths.is_empty() || paths.iter().any(|path| path.split('.').next() == Some(name))
        };
        let kept = |(name, value): &(&String, &Value)| sent(name) && value.has_redacted();
        if let Some((attr, _)) = desired.iter().find(kept).filter(|_| self.from_ledger && !deletes)
        {
            return Err(RunError::Secret {
                step: step.id,
                address: step.address.clone(),
                attr: attr.clone(),
            });
        }
        if let Some((attr, _)) = desired.iter().find(|(_, value)| value.is_unknown()) {
            return Err(RunError::Unknown {
                step: step.id,
                address: step.address.clone(),
                attr: attr.clone(),
            });
        }
        // An image is named, not sent, and so is code that was put into a bucket.
        let named = ["image", "source"]
            .iter()
            .any(|name| desired.get(*name).is_some_and(|value| !value.is_null()));
        let sends_code = *operation == Operation::PutObject || (operation.sends_code() && !named);
        let code = desired.get("code").and_then(Value::as_text).filter(|_| sends_code);
        let body = code.map_or(Body::None, |digest| Body::Code(digest.to_owned()));
        let revision = self.revision(guard);
        Ok(Prepared {
            step: step.id,
            ticket: None,
            address: step.address.clone(),
            kind: step.kind,
            operation: *operation,
            desired,
            live,
            paths: paths.clone(),
            revision,
            body,
        })
    }

    /// What is live under an address: as planning saw it, and what came back since.
    pub(super) fn live(&self, address: &Address) -> Attrs {
        let mut live = self.inputs.present.get(address).cloned().unwrap_or_default();
        live.extend(self.outputs.get(address).cloned().unwrap_or_default());
        live
    }

    pub(super) fn revision(&self, guard: &Guard) -> Option<String> {
        match guard {
            Guard::None | Guard::Absent => None,
            Guard::Revision(revision) => Some(revision.clone()),
            Guard::RevisionOf(step) => self.revisions.get(step).cloned(),
        }
    }
}

fn computed(kind: KindName, name: &str) -> bool {
    kind.row()
        .attr(name)
        .is_some_and(|attr| attr.flags.owner == cutover_schemas::table::Owner::Service)
}
