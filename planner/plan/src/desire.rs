//! From a spec to the graph: expand every block, derive every role, resolve what is predictable.
pub(crate) mod arns;
mod derive;
mod existing;
mod expand;
mod extension;
mod limits;
mod names;
mod needs;
mod predict;
mod published;
mod smoke;
mod uploads;
mod verbs;

use crate::audit::Need;
use cutover_schemas::address::Address;
use cutover_schemas::canonical::complete;
use cutover_schemas::diagnostic::{Diagnostic, Place};
use cutover_schemas::graph::{Graph, Identity, OutputValue, Resource};
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::{Declared, Spec};
use cutover_schemas::value::{Attrs, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Packed code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// SHA-256 of the zip, base64.
    pub digest: String,
    /// Size of the zip in bytes.
    pub size: u64,
    /// Bytes of everything in it.
    pub unzipped: u64,
}

/// Packed code by the function block that asked for it.
pub type Artifacts = BTreeMap<Address, Artifact>;

/// What a spec asks for.
#[derive(Clone, Debug)]
pub struct Desired {
    /// Everything that should exist.
    pub graph: Graph,
    /// What each function must be allowed, whoever wrote its role.
    pub needs: Vec<Need>,
    /// Problems that only show once names and references are put together.
    pub diagnostics: Vec<Diagnostic>,
}

/// The name under which the deployment's own id is asked for before it is minted.
pub const OWNER: &str = "deployment.owner";

/// Turns a decoded spec into the graph. `owner` is the deployment's id, once it has one.
pub fn desire(
    spec: &Spec,
    identity: &Identity,
    artifacts: &Artifacts,
    owner: Option<&str>,
) -> Desired {
    let mut build = Build::new(spec, identity, artifacts, owner);
    build.name_blocks();
    for block in spec.blocks.values() {
        expand::block(&mut build, block);
    }
    expand::permission::policies(&mut build);
    let needs = derive::roles(&mut build);
    published::expand(&mut build);
    uploads::of(&mut build);
    build.resolve_outputs();
    build.graph.moved.clone_from(&spec.moved);
    limits::check(&mut build);
    Desired { graph: build.graph, needs, diagnostics: build.diagnostics }
}

/// The graph while it is being put together.
struct Build<'a> {
    spec: &'a Spec,
    identity: &'a Identity,
    artifacts: &'a Artifacts,
    owner: Option<&'a str>,
    /// Physical name of each block's main resource.
    names: BTreeMap<Address, String>,
    /// What each derived role must allow, by function.
    grants: BTreeMap<Address, Vec<derive::Grant>>,
    /// What the policy of a queue, a topic or a bus must allow besides what is written there.
    admissions: BTreeMap<Address, Vec<Value>>,
    graph: Graph,
    diagnostics: Vec<Diagnostic>,
}

/// What asks for a resource.
struct Asked<'a> {
    place: &'a Place,
    /// What it says must be there first.
    depends_on: &'a BTreeSet<Address>,
}

impl<'a> Build<'a> {
    fn new(
        spec: &'a Spec,
        identity: &'a Identity,
        artifacts: &'a Artifacts,
        owner: Option<&'a str>,
    ) -> Self {
        Self {
            spec,
            identity,
            artifacts,
            owner,
            names: BTreeMap::new(),
            grants: BTreeMap::new(),
            admissions: BTreeMap::new(),
            graph: Graph::default(),
            diagnostics: Vec::new(),
        }
    }

    /// Gives every block its physical name and refuses two equal ones of one kind.
    fn name_blocks(&mut self) {
        let mut taken: BTreeMap<(String, String), &Declared> = BTreeMap::new();
        for block in self.spec.blocks.values().filter(|block| block.word != "existing") {
            let name = self.physical_name(block);
            if let Some(first) = taken.insert((kind_word(block), name.clone()), block) {
                self.diagnostics.push(
                    Diagnostic::error(
                        "spec/duplicate-physical-name",
                        format!(
                            "`{}` and `{}` would both be named `{name}`",
                            first.address, block.address
                        ),
                    )
                    .at(block.place_of("name"))
                    .label("the same name again")
                    .related(first.place_of("name"), "first used here")
                    .help("give one of them a `name` of its own"),
                );
            }
            self.names.insert(block.address.clone(), name);
        }
    }

    fn physical_name(&self, block: &Declared) -> String {
        if let Some(name) = block.attr("name").as_text() {
            return name.to_owned();
        }
        let (suffix, rule) = match block.word.as_str() {
            "function" => (String::new(), names::FUNCTION),
            "role" => (format!("-{}", self.identity.region), names::ROLE),
            "queue" if block.attr("fifo").as_bool() == Some(true) => {
                (".fifo".to_owned(), names::QUEUE)
            }
            "queue" => (String::new(), names::QUEUE),
            "topic" if block.attr("fifo").as_bool() == Some(true) => {
                (".fifo".to_owned(), names::TOPIC)
            }
            "topic" => (String::new(), names::TOPIC),
            "bucket" => {
                let id = self.identity;
                (format!("-{}-{}", id.account, id.region), names::BUCKET)
            }
            "table" => (String::new(), names::TABLE),
            "stream" => (String::new(), names::STREAM),
            "layer" => (String::new(), names::LAYER),
            "alarm" => (String::new(), names::ALARM),
            "bus" => (String::new(), names::BUS),
            "trigger" => (String::new(), names::RULE),
            _ => (String::new(), names::API),
        };
        names::physical(self.identity, &self.first(&block.address), &suffix, rule)
    }

    /// The address that something was created with: its name is made of that one, so that a move renames nothing.
    fn first(&self, block: &Address) -> Address {
        let moves = &self.spec.moved;
        let before = |address: &Address| moves.iter().find_map(|one| one.before(address));
        // A circle of moves has no beginning, and ends here as well.
        let way = std::iter::successors(Some(block.clone()), before).take(moves.len() + 1);
        way.last().unwrap_or_else(|| block.clone())
    }

    /// The physical name of a block; empty for a block that doesn't exist, which the language has refused.
    fn name_of(&self, block: &Address) -> String {
        self.names.get(block).cloned().unwrap_or_default()
    }

    /// Adds a resource: predictable references become values, the rest become edges.
    fn add(
        &mut self,
        address: Address,
        kind: KindName,
        block: &Declared,
        attrs: Attrs,
        parent: Option<Address>,
        after: BTreeSet<Address>,
    ) {
        let asked = Asked { place: &block.place, depends_on: &block.depends_on };
        self.put(address, kind, &asked, attrs, parent, after);
    }

    /// The same for what no block of its own asks for.
    fn put(
        &mut self,
        address: Address,
        kind: KindName,
        asked: &Asked<'_>,
        attrs: Attrs,
        parent: Option<Address>,
        after: BTreeSet<Address>,
    ) {
        let mut after = after;
        let attrs: Attrs =
            attrs.into_iter().map(|(name, value)| (name, self.known(&value, &mut after))).collect();
        after.extend(asked.depends_on.iter().cloned());
        after.remove(&address);
        let attrs = complete(kind.row(), &attrs);
        let resource = Resource {
            address: address.clone(),
            kind,
            attrs,
            parent,
            after,
            place: Some(asked.place.clone()),
        };
        self.graph.resources.insert(address, resource);
    }

    /// Puts in every predictable field, and remembers whom the value then silently depends on.
    fn known(&self, value: &Value, after: &mut BTreeSet<Address>) -> Value {
        for address in value.references() {
            after.extend(edge_to(&address));
        }
        value.map(&mut |inner| match inner {
            Value::Output { address, field } => predict::field(self, address, field),
            Value::Template(_) => {
                Some(inner.substitute(&|address, field| predict::field(self, address, field)))
            }
            _ => None,
        })
    }

    /// Tags of a resource: the stack's, the block's, and ours.
    fn tags(&self, address: &Address, block: &Declared) -> Value {
        let mut tags: Attrs = self
            .spec
            .tags
            .iter()
            .map(|(key, value)| (key.clone(), Value::text(value.clone())))
            .collect();
        tags.extend(block.attr("tags").as_map().cloned().unwrap_or_default());
        tags.extend(self.marks(address));
        Value::Map(tags)
    }

    /// Tags of something that belongs to the whole deployment: the stack's and ours.
    fn own_tags(&self, address: &Address) -> Value {
        let stack = self.spec.tags.iter();
        let mut tags: Attrs =
            stack.map(|(key, value)| (key.clone(), Value::text(value.clone()))).collect();
        tags.extend(self.marks(address));
        Value::Map(tags)
    }

    /// The tags that tell whose a resource is.
    fn marks(&self, address: &Address) -> Attrs {
        let mut tags = Attrs::new();
        tags.insert("cutover:stack".into(), Value::text(self.identity.stack.clone()));
        tags.insert("cutover:stage".into(), Value::text(self.identity.stage.clone()));
        tags.insert("cutover:address".into(), Value::text(address.to_tag()));
        tags.insert("cutover:owner".into(), self.owner());
        tags
    }

    fn owner(&self) -> Value {
        let unknown =
            || Address::parse(OWNER).map_or(Value::Null, |address| Value::output(address, "id"));
        self.owner.map_or_else(unknown, Value::text)
    }

    fn resolve_outputs(&mut self) {
        let mut ignored = BTreeSet::new();
        for (name, output) in &self.spec.outputs {
            let value = self.known(&output.value, &mut ignored);
            self.graph.outputs.insert(
                name.clone(),
                OutputValue { value, description: output.description.clone() },
            );
        }
    }
}

/// The word that names are unique in: a trigger's kind is part of it.
fn kind_word(block: &Declared) -> String {
    let kind = block.address.trigger_kind().map(|kind| format!(".{kind}")).unwrap_or_default();
    format!("{}{kind}", block.word)
}

/// The resource that must exist before anyone can use this block.
fn edge_to(address: &Address) -> Option<Address> {
    match address.kind() {
        "existing" | "deployment" | "stack" => None,
        "function" if !address.is_part() => Some(address.with_part("alias")),
        _ => Some(address.clone()),
    }
}

#[cfg(test)]
mod tests;
