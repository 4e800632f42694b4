//! What was seen live, what could not be seen, and what was not looked at.
use crate::address::Address;
use crate::value::Attrs;
use std::collections::BTreeMap;

/// One look at the cloud.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// What was found out about each wanted address.
    pub seen: BTreeMap<Address, Sight>,
    /// Things that carry this deployment's tags or path but that nobody asked about.
    pub strangers: Vec<Stranger>,
}

/// What was found out about one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    /// It is there; these are its attributes, completed and canonical.
    Seen(Live),
    /// It is there; nobody looked closer.
    Listed,
    /// It is not there.
    Absent,
    /// The caller may not look: the action that was refused.
    Unreadable {
        /// Such as `sqs:GetQueueAttributes`.
        action: String,
        /// The service's words.
        message: String,
    },
}

/// A resource as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Live {
    /// Attributes of the kind table, the computed ones included.
    pub attrs: Attrs,
    /// What guards a change of it: Lambda's `RevisionId`.
    pub revision: Option<String>,
    /// Whose it is.
    pub ownership: Ownership,
}

/// Whose a live resource is, by its tags or its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// It carries this deployment's stack and stage; the owner id and address if tagged.
    Ours {
        /// The id minted at first apply.
        owner: Option<String>,
        /// The address in its tag.
        address: Option<Address>,
    },
    /// It carries another deployment's tags: "stack shop, stage prod".
    Theirs(String),
    /// It carries no tags of ours.
    Nobody,
    /// The kind has no tags: it is its parent's.
    Parent,
}

/// A live thing of this deployment that the graph and the ledger don't know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stranger {
    /// Its ARN.
    pub arn: String,
    /// The address in its tag.
    pub address: Option<Address>,
}
