//! Observing and planning: a bulk look at everything, a close look at what the plan touches.
use super::outside::Outside;
use super::switch::{self, Switch};
use crate::error::CliError;
use cutover_cloud::{Clock, Cloud, Depth, ProbeAnswer};
use cutover_plan::pause::under_pauses;
use cutover_plan::{Made, Situation};
use cutover_schemas::address::Address;
use cutover_schemas::graph::{Graph, Identity, OutputValue, Resource, Wanted};
use cutover_schemas::kinds::KindName;
use cutover_schemas::ledger::{Entry, Pin, Timestamp, View};
use cutover_schemas::measure::{Baseline, BaselineOf};
use cutover_schemas::plan::{Mode, Plan, Probe};
use cutover_schemas::snapshot::{Sight, Snapshot};
use cutover_schemas::value::{Attrs, Value};
use std::collections::{BTreeMap, BTreeSet};

/// How often the circle of what is looked at closely may grow: what a close look changes can
/// touch more.
const ROUNDS: usize = 4;

/// Seconds to wait for a function that somebody is changing at this moment.
const SETTLE_BUDGET: i64 = 120;

/// What a plan is asked for.
#[derive(Clone, Debug, Default)]
pub struct PlanOptions {
    /// Look at every attribute of everything.
    pub full: bool,
    /// Take over what carries our tags.
    pub claim: bool,
    /// Allow deleting what holds data.
    pub delete_data: bool,
    /// Work on these only.
    pub only: BTreeSet<Address>,
    /// Stop or start a trigger. It alone is looked at, since it can't wait: about the rest the ledger is believed.
    pub switch: Option<Switch>,
    /// Versions of before that come back.
    pub returns: Vec<Return>,
}

/// A version of before that comes back in place of the one that serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    /// The function.
    pub function: Address,
    /// Digest of what comes back.
    pub digest: String,
    /// Digest of what goes: it is pinned.
    pub instead_of: String,
    /// Why.
    pub why: String,
}

impl PlanOptions {
    /// What goes must not come back by itself.
    pub(super) fn pins<'a>(
        &'a self,
        view: &View,
        by: &'a str,
        at: Timestamp,
    ) -> impl Iterator<Item = Entry> + use<'a> {
        let fresh: Vec<&Return> = self
            .returns
            .iter()
            .filter(|one| view.pinned(&one.function, &one.instead_of).is_none())
            .collect();
        fresh.into_iter().map(move |one| Entry::Pinned {
            function: one.function.clone(),
            pin: Pin {
                digest: one.instead_of.clone(),
                why: one.why.clone(),
                by: by.to_owned(),
                at,
            },
        })
    }
}

/// A plan and what it was made from.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// Desired attributes as far as they are known.
    pub resolved: BTreeMap<Address, Attrs>,
    /// Attributes as they are.
    pub present: BTreeMap<Address, Attrs>,
    /// What was asked for.
    pub options: PlanOptions,
    /// What was seen.
    snapshot: Snapshot,
    /// What functions did on the last day, as the plan reckons with it.
    baselines: BTreeMap<Address, Baseline>,
    /// The highest epoch of the ledger that it was made from.
    epoch: u64,
}

/// A deployment at work: what should exist, where, by which cloud. Generic over the cloud, so that
/// tests put a doctored one in.
#[derive(Debug)]
pub struct Deployment<'a, C, K> {
    /// The cloud.
    pub cloud: &'a C,
    /// Time.
    pub clock: &'a K,
    /// Who, where, which deployment.
    pub identity: &'a Identity,
    /// What should exist.
    pub graph: &'a Graph,
    /// Building or taking down.
    pub mode: Mode,
    /// Protect what exists from deletion.
    pub protect: bool,
    /// Data may go without being asked for.
    pub disposable_data: bool,
    /// What was looked up of things that are not managed here.
    pub outside: Option<&'a Outside>,
}

impl<C: Cloud, K: Clock> Deployment<'_, C, K> {
    /// Plans from what the ledger says and a look at the cloud.
    pub async fn plan(&self, view: &View, options: &PlanOptions) -> Result<Planned, CliError> {
        let view = switch::recorded(view, options.switch.as_ref(), &self.graph.moved);
        let graph = under_pauses(self.graph, &view.paused);
        self.look(&graph, &view, self.mode, options).await
    }

    /// Plans once more what was shown: a close look at everything that the plan touches. What it leaves alone was
    /// seen when it was made, and is seen again only if somebody else has worked on the deployment since.
    pub async fn plan_again(&self, view: &View, shown: &Planned) -> Result<Planned, CliError> {
        if view.epoch != shown.epoch || shown.options.full {
            return self.plan(view, &shown.options).await;
        }
        let view = &*switch::recorded(view, shown.options.switch.as_ref(), &self.graph.moved);
        let graph = &*under_pauses(self.graph, &view.paused);
        let wanted = cutover_plan::wanted(graph, view);
        let touched = cutover_plan::touched(&shown.plan, graph);
        let (mut snapshot, mut close) = (shown.snapshot.clone(), BTreeSet::new());
        let near = wanted.iter().filter(|one| touched.contains(&one.address)).cloned();
        self.come_closer(near.collect(), &mut snapshot, &mut close).await?;
        let known = Seen { snapshot, baselines: shown.baselines.clone(), close };
        self.settled(graph, view, self.mode, &shown.options, &wanted, known).await
    }

    /// Compares what is live with what the ledger last wrote: what was changed behind our back.
    pub async fn drift(&self, view: &View) -> Result<Planned, CliError> {
        let options = PlanOptions { full: true, ..PlanOptions::default() };
        let mut found = self.look(&as_left(view), view, Mode::Apply, &options).await?;
        // Outputs are made from resources: they don't drift by themselves.
        found.plan.outputs.clear();
        Ok(found)
    }

    async fn look(
        &self,
        graph: &Graph,
        view: &View,
        mode: Mode,
        options: &PlanOptions,
    ) -> Result<Planned, CliError> {
        let wanted = cutover_plan::wanted(graph, view);
        let mut snapshot = match options {
            PlanOptions { switch: Some(_), .. } => believed(view),
            PlanOptions { full: true, .. } => self.closely(&wanted, Depth::Full).await?,
            _ => self.cloud.observe(self.identity, &wanted, Depth::Bulk).await?,
        };
        hide(&mut snapshot, graph);
        let known = Seen { snapshot, ..Seen::default() };
        self.settled(graph, view, mode, options, &wanted, known).await
    }

    /// Plans, and looks closely at what the plan touches, until a plan touches nothing else.
    async fn settled(
        &self,
        graph: &Graph,
        view: &View,
        mode: Mode,
        options: &PlanOptions,
        wanted: &[Wanted],
        mut known: Seen,
    ) -> Result<Planned, CliError> {
        let mut made = self.make(graph, view, mode, &known, options)?;
        for _ in 0..ROUNDS {
            let mut touched = cutover_plan::touched(&made.plan, graph);
            touched.extend(cutover_plan::left_warm(view));
            let more: Vec<Wanted> = wanted
                .iter()
                .filter(|one| touched.contains(&one.address) && !known.close.contains(&one.address))
                .cloned()
                .collect();
            if options.full || more.is_empty() {
                break;
            }
            self.come_closer(more, &mut known.snapshot, &mut known.close).await?;
            made = self.make(graph, view, mode, &known, options)?;
        }
        if self.count(&made.plan, &mut known.baselines).await? {
            made = self.make(graph, view, mode, &known, options)?;
        }
        Ok(Planned {
            plan: made.plan,
            resolved: made.resolved,
            present: made.present,
            options: options.clone(),
            snapshot: known.snapshot,
            baselines: known.baselines,
            epoch: view.epoch,
        })
    }

    async fn come_closer(
        &self,
        more: Vec<Wanted>,
        snapshot: &mut Snapshot,
        close: &mut BTreeSet<Address>,
    ) -> Result<(), CliError> {
        snapshot.seen.extend(self.closely(&more, Depth::Close).await?.seen);
        close.extend(more.into_iter().map(|one| one.address));
        Ok(())
    }

    /// Looks at everything about these. A function that is still being created or changed, by a run
    /// that was interrupted, is waited for: until then nothing about it can be promised.
    async fn closely(&self, wanted: &[Wanted], depth: Depth) -> Result<Snapshot, CliError> {
        let mut snapshot = self.cloud.observe(self.identity, wanted, depth).await?;
        let until = self.clock.now().plus_seconds(SETTLE_BUDGET);
        let mut unsettled = BTreeSet::new();
        for one in wanted.iter().filter(|one| one.kind == KindName::Function) {
            let Some(Sight::Seen(live)) = snapshot.seen.get(&one.address) else { continue };
            let name = live.attrs.get("name").and_then(Value::as_text);
            if let (Some(function), None) = (name, &live.revision) {
                self.settle(function, until).await;
                unsettled.insert(one.address.block());
            }
        }
        let again: Vec<Wanted> =
            wanted.iter().filter(|one| unsettled.contains(&one.address.block())).cloned().collect();
        if !again.is_empty() {
            let seen = self.cloud.observe(self.identity, &again, Depth::Close).await?;
            snapshot.seen.extend(seen.seen);
        }
        Ok(snapshot)
    }

    async fn settle(&self, function: &str, until: Timestamp) {
        let probe = Probe::FunctionSettled { function: function.to_owned() };
        let mut looks = 0;
        while self.cloud.probe(&probe).await == ProbeAnswer::Pending && self.clock.now() < until {
            let pause = cutover_apply::retry::look_again(looks);
            self.clock.sleep_until(self.clock.now().plus_millis(pause)).await;
            looks += 1;
        }
    }

    /// Counts what the functions did that the plan compares with; whether there was anything to count.
    async fn count(
        &self,
        plan: &Plan,
        baselines: &mut BTreeMap<Address, Baseline>,
    ) -> Result<bool, CliError> {
        let members: Vec<(Address, BaselineOf)> = cutover_plan::compared(plan)
            .filter(|member| !baselines.contains_key(&member.function))
            .map(|member| {
                let (function, alias) = (member.name.clone(), member.alias_name.clone());
                (member.function.clone(), BaselineOf { function, alias })
            })
            .collect();
        if members.is_empty() {
            return Ok(false);
        }
        let (functions, wanted): (Vec<_>, Vec<_>) = members.into_iter().unzip();
        // Counts that can't be read are as if nothing were known: the plan says so, and judging will fail by itself.
        let counted = self.cloud.baselines(&wanted).await.unwrap_or_default();
        baselines.extend(functions.into_iter().zip(counted));
        Ok(true)
    }

    fn make(
        &self,
        graph: &Graph,
        view: &View,
        mode: Mode,
        known: &Seen,
        options: &PlanOptions,
    ) -> Result<Made, CliError> {
        let returns = options.returns.iter();
        let returns: BTreeMap<Address, String> =
            returns.map(|one| (one.function.clone(), one.digest.clone())).collect();
        let situation = Situation {
            identity: self.identity,
            graph,
            snapshot: &known.snapshot,
            view,
            mode,
            claim: options.claim,
            protect: self.protect,
            delete_data: options.delete_data || self.disposable_data,
            only: &options.only,
            baselines: &known.baselines,
            returns: &returns,
        };
        cutover_plan::make(&situation).map_err(|error| CliError::internal(error.to_string()))
    }
}

/// What was seen so far.
#[derive(Clone, Debug, Default)]
struct Seen {
    snapshot: Snapshot,
    baselines: BTreeMap<Address, Baseline>,
    /// What was looked at closely.
    close: BTreeSet<Address>,
}

/// What would be seen if everything were as the ledger has it.
fn believed(view: &View) -> Snapshot {
    let seen = view.known.keys().map(|address| (address.clone(), Sight::Listed)).collect();
    Snapshot { seen, ..Snapshot::default() }
}

/// The graph as the last runs left it, secrets as digests.
pub(super) fn as_left(view: &View) -> Graph {
    let found_out = |address: &Address, field: &str| {
        view.known.get(address)?.attrs.get(field).filter(|value| !value.is_null()).cloned()
    };
    let as_known = |attrs: &Attrs| -> Attrs {
        attrs.iter().map(|(name, value)| (name.clone(), value.substitute(&found_out))).collect()
    };
    let resources = view.known.iter().map(|(address, known)| {
        let resource = Resource {
            address: address.clone(),
            kind: known.kind,
            attrs: as_known(&known.attrs),
            parent: known.parent.clone(),
            after: known
                .depends_on
                .iter()
                .filter(|on| view.known.contains_key(*on))
                .cloned()
                .collect(),
            place: None,
        };
        (address.clone(), resource)
    });
    let outputs = view.outputs.iter().map(|(name, value)| {
        (name.clone(), OutputValue { value: value.clone(), description: String::new() })
    });
    Graph { resources: resources.collect(), outputs: outputs.collect(), ..Graph::default() }
}

/// Makes a secret in the snapshot of everything that the graph knows by its digest alone: then the
/// two compare, and what somebody put in a secret's place stays off the screen.
fn hide(snapshot: &mut Snapshot, graph: &Graph) {
    for (address, sight) in &mut snapshot.seen {
        let (Sight::Seen(live), Some(resource)) = (sight, graph.resources.get(address)) else {
            continue;
        };
        for (name, value) in &mut live.attrs {
            if let Some(known) = resource.attrs.get(name) {
                *value = hidden(known, value);
            }
        }
    }
}

fn hidden(known: &Value, live: &Value) -> Value {
    match (known, live) {
        (_, Value::Null | Value::Secret(_)) => live.clone(),
        (Value::Redacted(_), _) => Value::Secret(Box::new(live.clone())),
        (Value::Map(known), Value::Map(live)) => {
            let one = |(key, value): (&String, &Value)| {
                let value = known.get(key).map_or_else(|| value.clone(), |it| hidden(it, value));
                (key.clone(), value)
            };
            Value::Map(live.iter().map(one).collect())
        }
        _ => live.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_known_by_its_digest_is_hidden() {
        let map = |pairs: &[(&str, Value)]| {
            Value::Map(pairs.iter().map(|(key, one)| ((*key).to_owned(), one.clone())).collect())
        };
        let digest = Value::Redacted(Some("00".into()));
        let known = map(&[("MODE", Value::text("fast")), ("TOKEN", digest)]);
        let live = map(&[
            ("ADDED", Value::text("1")),
            ("MODE", Value::text("slow")),
            ("TOKEN", Value::text("hunter2")),
        ]);
        let secret = Value::Secret(Box::new(Value::text("hunter2")));
        let expect = map(&[
            ("ADDED", Value::text("1")),
            ("MODE", Value::text("slow")),
            ("TOKEN", secret.clone()),
        ]);
        assert_eq!(hidden(&known, &live), expect);
        assert_eq!(hidden(&known, &expect), expect);
        assert_eq!(hidden(&known, &Value::Null), Value::Null);
    }
}
