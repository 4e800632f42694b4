//! Follows the world: starts provisioned workers ahead, ends the workers of functions that are gone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use super::locked;
use super::workers::Spec;
use crate::ops::lambda::{invoke, provisioned, reference};
use crate::ops::sts::worker;
use crate::server::shared::Shared;
use crate::world::World;
use crate::world::settings::Clock;

/// The most log streams named for one version; fewer workers are really started.
const MOST: u32 = 16;

/// One version's workers wanted ahead.
struct Wanted {
    /// The configuration's row.
    row: String,
    spec: Arc<Spec>,
    count: u32,
}

/// Follows until dropped.
pub(super) async fn follow(shared: &Arc<Shared>) {
    let mut known: BTreeMap<String, (String, u32)> = BTreeMap::new();
    let mut functions: BTreeSet<String> = BTreeSet::new();
    loop {
        let changed = shared.changed.notified();
        // A short rest gathers the writes of a busy moment; the long one catches what time alone does.
        tokio::select! {
            () = changed => tokio::time::sleep(Duration::from_millis(20)).await,
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
        let (wanted, present) = shared.with(|world| (wanted(world), functions_of(world)));
        for gone in functions.difference(&present) {
            forget(shared, gone);
        }
        functions = present;
        change(shared, &mut known, wanted).await;
    }
}

fn functions_of(world: &World) -> BTreeSet<String> {
    world.lambda.functions.keys().map(str::to_owned).collect()
}

/// The workers wanted ahead. None while time stands still: allocations then end by the clock alone, so that a run
/// does not depend on how fast a process starts.
fn wanted(world: &mut World) -> Vec<Wanted> {
    if world.settings().clock != Clock::Real {
        return Vec::new();
    }
    let rows = provisioned::wanted(world).into_iter();
    rows.filter_map(|(row, name, version, count)| {
        let role = reference::configuration(world, &name, &version).ok()?.role.clone();
        worker::open(world, &name, &role);
        let configuration = reference::configuration(world, &name, &version).ok()?;
        let spec = invoke::spec(world, &name, &version, configuration).ok()?;
        Some(Wanted { row, spec: Arc::new(spec), count })
    })
    .collect()
}

fn forget(shared: &Arc<Shared>, function: &str) {
    let workers = locked(&shared.outside.workers).clone();
    if let Some(workers) = workers {
        workers.forget(&format!("{function}:"));
    }
}

/// Brings the workers from what is known to what is wanted.
async fn change(
    shared: &Arc<Shared>,
    known: &mut BTreeMap<String, (String, u32)>,
    wanted: Vec<Wanted>,
) {
    let keys: BTreeSet<&str> = wanted.iter().map(|wanted| wanted.spec.key.as_str()).collect();
    let ended: Vec<String> =
        known.keys().filter(|key| !keys.contains(key.as_str())).cloned().collect();
    for key in ended {
        known.remove(&key);
        let workers = locked(&shared.outside.workers).clone();
        if let Some(workers) = workers {
            workers.forget(&key);
        }
    }
    for one in wanted {
        let state = (one.spec.generation.clone(), one.count);
        if known.get(&one.spec.key) == Some(&state) {
            continue;
        }
        known.insert(one.spec.key.clone(), state);
        // Without workers the next invocation tells why.
        let Ok(workers) = shared.outside.workers(shared) else { continue };
        let now_ms = shared.with(|world| world.now_ms());
        let streams =
            (0..one.count.min(MOST)).map(|number| stream(&one.spec, now_ms, number)).collect();
        if let Err(reason) = workers.provision(Arc::clone(&one.spec), streams).await {
            shared.with(|world| provisioned::fail(world, &one.row, &reason));
        }
    }
}

/// A log stream named after what runs in it: no number is drawn, so that runs with one seed stay alike.
fn stream(spec: &Spec, now_ms: u64, number: u32) -> String {
    use sha2::Digest as _;
    let digest = sha2::Sha256::digest(format!("{} {} {number}", spec.key, spec.generation));
    let id = hex::encode(digest.get(..16).unwrap_or_default());
    invoke::stream(spec, now_ms, &id)
}
