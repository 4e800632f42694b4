//! The graph: every resource that should exist, with its references.
use crate::address::Address;
use crate::diagnostic::Place;
use crate::kinds::KindName;
use crate::rollout::RolloutPolicy;
use crate::spec::Moved;
use crate::value::{Attrs, Value};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Who is asking, in which account and region, for which deployment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The stack's name.
    pub stack: String,
    /// The stage's name.
    pub stage: String,
    /// AWS partition, such as `aws`.
    pub partition: String,
    /// Twelve-digit account id.
    pub account: String,
    /// Region.
    pub region: String,
    /// ARN of the caller.
    pub caller: String,
}

impl Identity {
    /// The IAM path of this deployment's roles.
    pub fn role_path(&self) -> String {
        format!("/cutover/{}/{}/", self.stack, self.stage)
    }

    /// The parameter under which an output of this deployment is published.
    pub fn parameter(&self, output: &str) -> String {
        format!("/cutover/{}/{}/{output}", self.stack, self.stage)
    }
}

/// One resource that should exist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    /// Its address.
    pub address: Address,
    /// Its kind.
    pub kind: KindName,
    /// Attributes of the kind table, completed and canonical; unknowns symbolic.
    pub attrs: Attrs,
    /// The resource it lives in, which is created before it and deleted after it.
    pub parent: Option<Address>,
    /// What must be finished before this, besides what its attributes refer to.
    pub after: BTreeSet<Address>,
    /// Where the block is that asked for it.
    #[serde(skip)]
    pub place: Option<Place>,
}

impl Resource {
    /// Every address this depends on: references, parent and explicit order.
    pub fn depends_on(&self) -> BTreeSet<Address> {
        let mut on: BTreeSet<Address> = self.attrs.values().flat_map(Value::references).collect();
        on.extend(self.after.iter().cloned());
        on.extend(self.parent.clone());
        on.remove(&self.address);
        on
    }
}

/// An output of the stack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputValue {
    /// Its value, maybe unknown, maybe secret.
    pub value: Value,
    /// Words for people.
    pub description: String,
}

/// Everything that should exist.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Graph {
    /// Resources by address.
    pub resources: BTreeMap<Address, Resource>,
    /// Rollout policy of each function.
    pub rollouts: BTreeMap<Address, RolloutPolicy>,
    /// Outputs by name.
    pub outputs: BTreeMap<String, OutputValue>,
    /// What has another address than before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moved: Vec<Moved>,
    /// Where code goes that is too large to be sent along, by the function or layer it is for: `s3://BUCKET/KEY`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub uploads: BTreeMap<Address, String>,
}

/// Something to look for in the cloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What we call it.
    pub address: Address,
    /// Its kind.
    pub kind: KindName,
    /// What it can be found by: names from the graph, ids from the ledger.
    pub key: Attrs,
    /// The resource it lives in.
    pub parent: Option<Address>,
}
