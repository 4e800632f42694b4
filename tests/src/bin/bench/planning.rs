//! Planning alone: from text to plan in memory, for stacks of which nothing, everything and all but one thing is there.
use cutover_language::{Inputs, PathKind, Request, Source};
use cutover_plan::{Artifact, Artifacts, Made, Situation, desire, make, wanted};
use cutover_rollout::digest::of_function;
use cutover_schemas::address::Address;
use cutover_schemas::graph::{Graph, Identity};
use cutover_schemas::kinds::KindName;
use cutover_schemas::ledger::{Known, View};
use cutover_schemas::plan::{Action, Mode};
use cutover_schemas::snapshot::{Live, Ownership, Sight, Snapshot};
use cutover_schemas::table::{Owner, Type};
use cutover_schemas::value::{Attrs, Value};
use cutover_tests::many;
use std::collections::{BTreeMap, BTreeSet};

type Failure = Box<dyn std::error::Error>;

const OWNER: &str = "0123456789abcdef";

/// Times of one stack, in seconds of this thread's work.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Times {
    /// Resources of the graph.
    pub(crate) resources: usize,
    /// From text to graph.
    pub(crate) read: f64,
    /// A plan of everything new.
    pub(crate) new: f64,
    /// A plan with nothing to do.
    pub(crate) same: f64,
    /// A plan of one changed function.
    pub(crate) changed: f64,
}

impl Times {
    /// One line that [`Times::read`] takes apart.
    pub(crate) fn written(&self) -> String {
        let Self { resources, read, new, same, changed } = self;
        format!("{resources} {read} {new} {same} {changed}")
    }

    /// Reads what another process wrote.
    pub(crate) fn read(line: &str) -> Result<Self, Failure> {
        let numbers: Vec<f64> =
            line.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
        let [resources, read, new, same, changed] = numbers[..] else {
            return Err(format!("no times: {line}").into());
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it was a count"
        )]
        let resources = resources as usize;
        Ok(Self { resources, read, new, same, changed })
    }
}

/// Plans a stack of so many functions three times.
pub(crate) fn run(functions: usize, now: impl Fn() -> f64) -> Result<Times, Failure> {
    let text = many::text(functions, "1");
    let began = now();
    let graph = graph_of(&text)?;
    let read = now() - began;

    let began = now();
    let (view, snapshot) = (View::default(), absent(&graph));
    let made = plan(&graph, &view, &snapshot)?;
    let new = now() - began;
    if made.plan.summary.create != graph.resources.len() {
        return Err(format!("{:?} of {} new", made.plan.summary, graph.resources.len()).into());
    }

    let live = live(&graph, &made);
    let (view, snapshot) = (ledger_of(&graph, &live), seen_of(&graph, &live));
    drop((made, live));
    let began = now();
    let made = plan(&graph, &view, &snapshot)?;
    let same = now() - began;
    if !made.plan.steps.is_empty() || made.plan.summary.unchanged != graph.resources.len() {
        let change = made.plan.changes.iter().find(|one| one.action != Action::None);
        return Err(format!("a step too many: {change:?}").into());
    }

    let graph = graph_of(&many::text(functions, "2"))?;
    let began = now();
    let made = plan(&graph, &view, &snapshot)?;
    let changed = now() - began;
    if made.plan.summary.update == 0 || made.plan.summary.update > 3 {
        return Err(format!("another change: {:?}", made.plan.summary).into());
    }
    Ok(Times { resources: graph.resources.len(), read, new, same, changed })
}

/// Every path is there.
struct Everything;

impl Inputs for Everything {
    fn file(&self, path: &str) -> Result<Vec<u8>, String> {
        Err(format!("there is no {path}"))
    }
    fn exists(&self, path: &str) -> PathKind {
        if path.contains('.') { PathKind::File } else { PathKind::Dir }
    }
    fn env(&self, _: &str) -> Option<String> {
        None
    }
}

fn identity() -> Identity {
    Identity {
        stack: "bench".into(),
        stage: "default".into(),
        partition: "aws".into(),
        account: "111122223333".into(),
        region: "eu-west-1".into(),
        caller: "arn:aws:iam::111122223333:user/ada".into(),
    }
}

fn graph_of(text: &str) -> Result<Graph, Failure> {
    let sources = [Source { name: "stack.hcl".into(), text: text.as_bytes().to_vec() }];
    let request = Request {
        sources: &sources,
        stage: None,
        variables: &[],
        var_files: &[],
        local: false,
        account: Some("111122223333"),
        region: Some("eu-west-1"),
        found: None,
    };
    let decoded = cutover_language::decode(&request, &Everything);
    let spec = decoded.spec.ok_or_else(|| format!("{:?}", decoded.diagnostics.first()))?;
    let functions = spec.blocks.values().filter(|block| block.word == "function");
    let artifact = || Artifact {
        digest: "4kmEXR+Ifg2PNH0oXEmY0FqVZiwcse/LtIxSBWN5yBc=".into(),
        size: 1,
        unzipped: 1,
    };
    let artifacts: Artifacts = functions.map(|block| (block.address.clone(), artifact())).collect();
    Ok(desire(&spec, &identity(), &artifacts, Some(OWNER)).graph)
}

fn plan(graph: &Graph, view: &View, snapshot: &Snapshot) -> Result<Made, Failure> {
    // What a look would ask for is part of planning, though nobody is asked here.
    if wanted(graph, view).len() < graph.resources.len() {
        return Err("something is not looked for".into());
    }
    Ok(make(&Situation {
        identity: &identity(),
        graph,
        snapshot,
        view,
        mode: Mode::Apply,
        claim: false,
        protect: false,
        delete_data: false,
        only: &BTreeSet::new(),
        baselines: &BTreeMap::new(),
        returns: &BTreeMap::new(),
    })?)
}

fn absent(graph: &Graph) -> Snapshot {
    let seen = graph.resources.keys().map(|address| (address.clone(), Sight::Absent));
    Snapshot { seen: seen.collect(), ..Snapshot::default() }
}

/// What was planned, as if it had been made: what services make up is made up here.
fn live(graph: &Graph, made: &Made) -> BTreeMap<Address, Attrs> {
    let invented = |address: &Address, field: &str| Some(Value::text(format!("{address}.{field}")));
    let mut all: BTreeMap<Address, Attrs> = BTreeMap::new();
    for (address, resource) in &graph.resources {
        let resolved = made.resolved.get(address).into_iter().flatten();
        let mut attrs: Attrs =
            resolved.map(|(name, value)| (name.clone(), value.substitute(&invented))).collect();
        for row in resource.kind.row().attrs {
            let by_service = row.flags.owner == Owner::Service && !row.flags.predictable;
            if by_service && matches!(row.ty, Type::Text | Type::Arn) {
                attrs.insert(
                    row.name.to_owned(),
                    invented(address, row.name).unwrap_or(Value::Null),
                );
            }
        }
        all.insert(address.clone(), attrs);
    }
    let aliases = graph.resources.values().filter(|one| one.kind == KindName::Alias);
    let digests: Vec<(Address, Option<String>)> = aliases
        .filter_map(|alias| {
            let function = all.get(alias.parent.as_ref()?)?;
            Some((alias.address.clone(), of_function(function, &|_| None)))
        })
        .collect();
    for (alias, digest) in digests {
        if let Some(attrs) = all.get_mut(&alias) {
            attrs.insert("version".to_owned(), Value::Int(1));
            attrs.insert("digest".to_owned(), digest.map_or(Value::Null, Value::text));
        }
    }
    all
}

fn ledger_of(graph: &Graph, live: &BTreeMap<Address, Attrs>) -> View {
    let known = graph.resources.iter().map(|(address, resource)| {
        let known = Known {
            kind: resource.kind,
            parent: resource.parent.clone(),
            attrs: live.get(address).cloned().unwrap_or_default(),
            depends_on: resource.depends_on(),
            protect: false,
        };
        (address.clone(), known)
    });
    View { owner: Some(OWNER.to_owned()), known: known.collect(), revision: 1, ..View::default() }
}

fn seen_of(graph: &Graph, live: &BTreeMap<Address, Attrs>) -> Snapshot {
    let seen = live.iter().map(|(address, attrs)| {
        let tagged = graph.resources.get(address).is_some_and(|one| one.attrs.contains_key("tags"));
        let ours =
            || Ownership::Ours { owner: Some(OWNER.to_owned()), address: Some(address.clone()) };
        let ownership = if tagged { ours() } else { Ownership::Parent };
        (address.clone(), Sight::Seen(Live { attrs: attrs.clone(), revision: None, ownership }))
    });
    Snapshot { seen: seen.collect(), ..Snapshot::default() }
}
