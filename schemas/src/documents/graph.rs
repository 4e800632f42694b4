//! `graph`: the resources that should exist, and what each depends on.
use super::DOCUMENT_FORMAT;
use crate::address::Address;
use crate::graph::{Graph, Resource};
use crate::ledger::{Known, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The desired graph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GraphDocument {
    /// Format of this document.
    pub format: u32,
    /// Resources by address.
    pub resources: Vec<NodeDocument>,
}

/// One resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NodeDocument {
    /// Its address.
    pub address: String,
    /// Its kind.
    pub kind: String,
    /// The resource it lives in.
    pub parent: Option<String>,
    /// What must exist before it, the parent included.
    pub depends_on: Vec<String>,
}

impl From<&Graph> for GraphDocument {
    fn from(graph: &Graph) -> Self {
        Self {
            format: DOCUMENT_FORMAT,
            resources: graph.resources.values().map(|one| node(graph, one)).collect(),
        }
    }
}

impl From<&View> for GraphDocument {
    /// What a ledger knows to exist, instead of what should.
    fn from(view: &View) -> Self {
        let node = |(address, known): (&Address, &Known)| NodeDocument {
            address: address.to_string(),
            kind: known.kind.row().name.to_owned(),
            parent: known.parent.as_ref().map(ToString::to_string),
            depends_on: known
                .depends_on
                .iter()
                .chain(&known.parent)
                .filter(|on| view.known.contains_key(on))
                .map(ToString::to_string)
                .collect(),
        };
        Self { format: DOCUMENT_FORMAT, resources: view.known.iter().map(node).collect() }
    }
}

fn node(graph: &Graph, resource: &Resource) -> NodeDocument {
    // The deployment's own id is a value that is known late, not a resource to wait for.
    let on = resource.depends_on().into_iter().filter(|on| graph.resources.contains_key(on));
    NodeDocument {
        address: resource.address.to_string(),
        kind: resource.kind.row().name.to_owned(),
        parent: resource.parent.as_ref().map(ToString::to_string),
        depends_on: on.map(String::from).collect(),
    }
}
