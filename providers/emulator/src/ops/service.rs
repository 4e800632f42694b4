//! What the server knows of a service: its names on the wire, its operations, its hooks.

use std::collections::BTreeMap;

use serde_json::Value;

use super::delivery::{Parcel, Undelivered};
use super::{Caller, Fault, Input, Operation, Reply};
use crate::world::World;

/// How a service speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// Paths and JSON bodies.
    RestJson,
    /// `X-Amz-Target` and JSON bodies; the version of the content type, `1.0` or `1.1`.
    AwsJson(&'static str),
    /// Form bodies and XML answers.
    Query,
    /// Methods, addresses and XML bodies, as S3 speaks it.
    RestXml,
    /// `/service/<target>/operation/<name>` and CBOR bodies.
    RpcCbor,
}

/// A resource's tags.
pub(crate) type TagMap = BTreeMap<String, String>;

/// A change of one resource's tags.
#[derive(Debug, Clone)]
pub(crate) enum TagEdit {
    /// Add or replace these.
    Put(TagMap),
    /// Remove these keys.
    Remove(Vec<String>),
}

/// How a service's resources show in the Resource Groups Tagging API.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taggable {
    /// Every resource that can carry tags, as (ARN, tags).
    pub(crate) list: fn(&World) -> Vec<(String, TagMap)>,
    /// Changes the tags of one resource; `Ok(false)` when the ARN is no resource of this service.
    pub(crate) edit: fn(&mut World, &str, &TagEdit) -> Result<bool, Fault>,
}

/// Takes what another service hands to one of this service's resources.
pub(crate) type Receive = fn(&mut World, &Parcel) -> Result<(), Undelivered>;

/// How a service answers a caller who goes too fast.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Throttle {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) message: &'static str,
    /// Members of the error body besides the message.
    pub(crate) extra: &'static [(&'static str, &'static str)],
}

/// One service.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Service {
    /// Our name for it: the folder under `ops` and the field of `World`.
    pub(crate) name: &'static str,
    /// The service name in SigV4 scopes.
    pub(crate) signing: &'static str,
    /// The prefix of `X-Amz-Target`, and the service segment of CBOR paths.
    pub(crate) target: &'static str,
    /// The API version of the Query protocol.
    pub(crate) version: &'static str,
    /// The XML namespace of Query answers.
    pub(crate) xmlns: &'static str,
    /// The protocol preferred where a request does not show one, and the content type of JSON answers.
    pub(crate) protocol: Protocol,
    /// Written before `#` in `__type`, for example `com.amazonaws.sqs`; empty for none.
    pub(crate) namespace: &'static str,
    /// Whether errors carry `x-amzn-query-error` for JSON clients that ask for it.
    pub(crate) query_compatible: bool,
    /// The code of refusals by shape validation.
    pub(crate) validation: &'static str,
    pub(crate) throttle: Throttle,
    pub(crate) operations: &'static [Operation],
    /// Operations people may look for that are not modelled, for the fidelity table.
    pub(crate) missing: &'static [&'static str],
    /// Output members that are timestamps: epoch seconds as a JSON number, written by each protocol its own way.
    pub(crate) timestamps: &'static [&'static str],
    /// Reshapes a Query request that is not plain `Name.member.N` (SQS's flattened lists).
    pub(crate) query_input: Option<fn(&str, Value) -> Value>,
    /// Reshapes an answer for Query clients; a key `Name[]` writes a list without its wrapper.
    pub(crate) query_output: Option<fn(&str, Value) -> Value>,
    /// Called when an event scheduled by the service is due, with its subject.
    pub(crate) happen: Option<fn(&mut World, &str)>,
    /// Called when a world begins to be served: what was in hand when it last stopped is taken up again.
    pub(crate) wake: Option<fn(&mut World)>,
    pub(crate) taggable: Option<Taggable>,
    /// Takes what another service hands to one of this service's resources.
    pub(crate) receive: Option<Receive>,
    /// The policy of one of this service's resources, by its ARN.
    pub(crate) policy: Option<fn(&World, &str) -> Option<String>>,
}

impl Service {
    /// What most services share.
    pub(crate) const EMPTY: Service = Service {
        name: "",
        signing: "",
        target: "",
        version: "",
        xmlns: "",
        protocol: Protocol::AwsJson("1.1"),
        namespace: "",
        query_compatible: false,
        validation: "ValidationException",
        throttle: Throttle {
            status: 400,
            code: "ThrottlingException",
            message: "Rate exceeded",
            extra: &[],
        },
        operations: &[],
        missing: &[],
        timestamps: &[],
        query_input: None,
        query_output: None,
        happen: None,
        wake: None,
        taggable: None,
        receive: None,
        policy: None,
    };

    pub(crate) fn operation(&self, name: &str) -> Option<&'static Operation> {
        self.operations.iter().find(|operation| operation.name == name)
    }

    /// Carries out an operation for another service, which has asked for permission already.
    pub(crate) fn act(
        &self,
        world: &mut World,
        operation: &str,
        members: Value,
    ) -> Result<Reply, Fault> {
        let Some(found) = self.operation(operation) else {
            let text = format!("{} has no operation {operation}", self.name);
            return Err(Fault::receiver(500, "InternalFailure", text));
        };
        (found.run)(world, &Caller::default(), &Input::new(members, self.validation))
    }

    /// The fault of a caller who goes too fast.
    pub(crate) fn throttled(&self) -> Fault {
        let Throttle { status, code, message, extra } = self.throttle;
        let fault = Fault::sender(status, code, message);
        extra.iter().fold(fault, |fault, (member, value)| fault.with(member, *value))
    }
}
