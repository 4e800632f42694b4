//! An operation's row in its service's table, who calls it, and what it answers.

use bytes::Bytes;
use serde_json::{Value, json};

use super::{Effect, Fault, Input};
use crate::world::World;

/// Who calls, and how they reached the server.
#[derive(Debug, Clone, Default)]
pub(crate) struct Caller {
    /// The access key of the signature, if the call was signed.
    pub(crate) access_key: Option<String>,
    /// The `Host` header: queue URLs and API endpoints are made from it.
    pub(crate) host: String,
    /// The request's id.
    pub(crate) request_id: String,
}

/// What an operation answers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reply {
    /// The members of the output shape.
    pub(crate) body: Value,
    /// Another status than the table's.
    pub(crate) status: Option<u16>,
    /// Members that travel as headers.
    pub(crate) headers: Vec<(String, String)>,
    /// A raw body in place of `body` (a streaming or blob payload).
    pub(crate) payload: Option<Bytes>,
    /// Work to do outside the world before there is an answer.
    pub(crate) effect: Option<Effect>,
    /// The caller waits so long for a better answer: on real time the operation is run again until then.
    pub(crate) wait_ms: Option<u64>,
}

impl Reply {
    /// An answer without members.
    pub(crate) fn empty() -> Reply {
        Reply::from(json!({}))
    }

    /// An answer that the outside completes.
    pub(crate) fn effect(effect: Effect) -> Reply {
        Reply { effect: Some(effect), ..Reply::empty() }
    }
}

impl From<Value> for Reply {
    fn from(body: Value) -> Reply {
        Reply { body, ..Reply::default() }
    }
}

/// The code of an operation.
pub(crate) type Run = fn(&mut World, &Caller, &Input) -> Result<Reply, Fault>;

/// How faithful an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fidelity {
    /// As AWS does, as far as known.
    Modelled,
    /// Part of it; the text says which part is missing.
    Partly(&'static str),
}

/// Where a REST-JSON operation's members travel.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Route {
    pub(crate) method: &'static str,
    /// The path, with `{Member}` segments, `{Member+}` for the rest of the path, and an optional fixed `?query`.
    pub(crate) path: &'static str,
    pub(crate) code: u16,
    /// Query parameters whose member has another name, as `(parameter, Member)`; `Member[]` collects repetitions
    /// into a list. Other parameters keep their names.
    pub(crate) query: &'static [(&'static str, &'static str)],
    /// Request headers that are members, as `(header in lower case, Member)`.
    pub(crate) headers: &'static [(&'static str, &'static str)],
    /// The member that is the raw request body; it reaches the operation through `Input::payload`.
    pub(crate) payload: bool,
    /// The root of the XML document a REST-XML request carries, and the member it becomes; empty for none.
    pub(crate) document: &'static str,
    /// The root of the XML document a REST-XML answer is; empty for none.
    pub(crate) root: &'static str,
}

/// One row of a service's operation table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Operation {
    pub(crate) name: &'static str,
    pub(crate) run: Run,
    /// Whether it may change the world.
    pub(crate) mutating: bool,
    pub(crate) fidelity: Fidelity,
    pub(crate) route: Option<Route>,
}

impl Operation {
    /// An operation that changes nothing.
    pub(crate) const fn read(name: &'static str, run: Run) -> Operation {
        Operation { name, run, mutating: false, fidelity: Fidelity::Modelled, route: None }
    }

    /// An operation that changes the world.
    pub(crate) const fn write(name: &'static str, run: Run) -> Operation {
        Operation { name, run, mutating: true, fidelity: Fidelity::Modelled, route: None }
    }

    /// Says what is missing from the operation.
    pub(crate) const fn partly(self, note: &'static str) -> Operation {
        Operation { fidelity: Fidelity::Partly(note), ..self }
    }

    /// Where a REST-JSON operation is found, and the status of its success.
    pub(crate) const fn at(self, method: &'static str, path: &'static str, code: u16) -> Operation {
        let route = Route {
            method,
            path,
            code,
            query: &[],
            headers: &[],
            payload: false,
            document: "",
            root: "",
        };
        Operation { route: Some(route), ..self }
    }

    /// Query parameters that are members of another name.
    pub(crate) const fn query(self, query: &'static [(&'static str, &'static str)]) -> Operation {
        match self.route {
            Some(route) => Operation { route: Some(Route { query, ..route }), ..self },
            None => self,
        }
    }

    /// Request headers that are members.
    pub(crate) const fn headers(
        self,
        headers: &'static [(&'static str, &'static str)],
    ) -> Operation {
        match self.route {
            Some(route) => Operation { route: Some(Route { headers, ..route }), ..self },
            None => self,
        }
    }

    /// The XML document of a REST-XML request.
    pub(crate) const fn document(self, document: &'static str) -> Operation {
        match self.route {
            Some(route) => Operation { route: Some(Route { document, ..route }), ..self },
            None => self,
        }
    }

    /// The XML document of a REST-XML answer.
    pub(crate) const fn root(self, root: &'static str) -> Operation {
        match self.route {
            Some(route) => Operation { route: Some(Route { root, ..route }), ..self },
            None => self,
        }
    }

    /// Marks the request body as a raw payload.
    pub(crate) const fn payload(self) -> Operation {
        match self.route {
            Some(route) => Operation { route: Some(Route { payload: true, ..route }), ..self },
            None => self,
        }
    }
}
