//! Golden plans: `tests/plans/<case>/`, a stack, what was there before, and the plan that follows.
//!
//! `stack.hcl` is asked for; `before.hcl.txt`, if there is one, was applied before; `live.json` says
//! how the plan is asked for and what happened to the world meanwhile. `UPDATE=1` writes the plans.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::unreachable,
    reason = "in tests, what fails fails the test"
)]
#![allow(
    clippy::disallowed_methods,
    reason = "the cases are files, and a variable says whether to write them"
)]
mod support;

use cutover_schemas::address::Address;
use cutover_schemas::kinds::KindName;
use cutover_schemas::plan::{
    Action, FieldChange, Guard, Mode, Phase, Plan, Probe, Step, StepAction,
};
use cutover_schemas::value::{Attrs, Value};
use serde_json::Value as Json;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use support::cloud::Version;
use support::lab::{Ask, Lab, Ran};

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/plans")
}

#[test]
fn every_case_has_its_plan() {
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(cases()).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    assert!(folders.len() >= 25, "only {} cases", folders.len());
    let update = std::env::var_os("UPDATE").is_some();
    let mut stale = Vec::new();
    for folder in folders {
        let plan = plan_of(&folder);
        let json = serde_json::to_string_pretty(&plan).unwrap() + "\n";
        assert_eq!(serde_json::from_str::<Plan>(&json).unwrap().steps, plan.steps);
        for (name, text) in [("plan.txt", shown(&plan)), ("plan.json", json)] {
            let path = folder.join(name);
            if update {
                std::fs::write(&path, &text).unwrap();
            }
            let golden = std::fs::read_to_string(&path).unwrap_or_default();
            if golden != text {
                stale.push(format!("{}: not as written, but\n{text}", path.display()));
            }
        }
    }
    assert!(stale.is_empty(), "UPDATE=1 writes them anew\n{}", stale.join("\n"));
}

fn plan_of(folder: &Path) -> Plan {
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    let stack = text("stack.hcl").unwrap();
    let live: Json =
        text("live.json").map_or(Json::Null, |text| serde_json::from_str(&text).unwrap());
    let mut lab = Lab::new(1);
    if let Some(before) = text("before.hcl.txt") {
        lab.must(&before, &Ask { protect: live["protected_before"] == true, ..Ask::apply() });
    }
    if live["dies"] == "baking" {
        lab = died_baking(&lab, &stack);
    }
    for edit in live["world"].as_array().into_iter().flatten() {
        happen(&mut lab, edit);
    }
    if live["ledger"] == "lost" {
        lab.records.clear();
    }
    let only = live["only"].as_array().into_iter().flatten();
    let ask = Ask {
        mode: if live["mode"] == "destroy" { Mode::Destroy } else { Mode::Apply },
        claim: live["claim"] == true,
        protect: live["protect"] == true,
        full: live["full"] == true,
        only: only.map(|one| Address::parse(one.as_str().unwrap()).unwrap()).collect(),
    };
    lab.plan(&lab.graph(&stack, &ask), &ask).plan
}

/// The first moment of a run at which a bake is under way.
fn died_baking(lab: &Lab, stack: &str) -> Lab {
    for at in lab.moments.. {
        let mut lab = lab.clone();
        lab.dies_in = Some(at);
        assert!(matches!(lab.run(stack, &Ask::apply()), Ran::Crashed), "nothing bakes");
        lab.dies_in = None;
        if support::bakes(&lab) {
            return lab;
        }
    }
    unreachable!("a run has an end")
}

/// `{kind, where: {attribute: text}, set | gone}`, `{kind, insert}`, `{function, version, provisioned}`,
/// `{unreadable, action}`.
fn happen(lab: &mut Lab, edit: &Json) {
    let attrs =
        |json: &Json| -> Attrs { Value::from_plain_json(json).unwrap().as_map().unwrap().clone() };
    if let Some(address) = edit["unreadable"].as_str() {
        let action = edit["action"].as_str().unwrap().to_owned();
        lab.cloud.unreadable.insert(Address::parse(address).unwrap(), action);
        return;
    }
    if let Some(function) = edit["function"].as_str() {
        let (number, provisioned) =
            (edit["version"].as_i64().unwrap(), edit["provisioned"].as_i64());
        let version = Version { number, digest: String::new(), provisioned, ..Version::default() };
        lab.cloud.versions.get_mut(function).unwrap().push(version);
        return;
    }
    let kind = KindName::from_word(edit["kind"].as_str().unwrap()).unwrap();
    if edit["insert"].is_object() {
        lab.cloud.insert(kind, attrs(&edit["insert"]));
        return;
    }
    let place = edit["where"].as_object().unwrap().iter();
    let place: Vec<(&str, &str)> =
        place.map(|(name, text)| (&**name, text.as_str().unwrap())).collect();
    let id = lab.cloud.find(kind, &place).expect("something there");
    if edit["gone"] == true {
        lab.cloud.remove(id);
    } else {
        lab.cloud.things.get_mut(&id).unwrap().attrs.extend(attrs(&edit["set"]));
    }
}

/// A plan as text: what changes and why, then what is done, in order.
fn shown(plan: &Plan) -> String {
    let mut out = String::new();
    let s = &plan.summary;
    let _ = writeln!(
        out,
        "create {} update {} replace {} delete {} adopt {} blocked {} unchanged {}",
        s.create, s.update, s.replace, s.delete, s.adopt, s.blocked, s.unchanged
    );
    for change in plan.changes.iter().filter(|change| change.action != Action::None) {
        let action = format!("{:?}", change.action).to_lowercase();
        let _ = writeln!(out, "{action} {}: {}", change.address, change.reasons.join("; "));
        for one in &change.fields {
            let _ = writeln!(out, "    {}", field(one));
        }
    }
    for step in &plan.steps {
        let _ = writeln!(out, "{}", line(step));
    }
    for rollout in &plan.rollouts {
        let _ = writeln!(
            out,
            "rollout {} {}: {}",
            rollout.function,
            rollout.strategy,
            rollout.why.join("; ")
        );
    }
    for one in &plan.outputs {
        let _ = writeln!(out, "output {}", field(one));
    }
    for (address, action) in &plan.unreadable {
        let _ = writeln!(out, "unreadable {address}: {action}");
    }
    for address in &plan.not_looked_at {
        let _ = writeln!(out, "not looked at {address}");
    }
    out
}

fn field(one: &FieldChange) -> String {
    let marks =
        [(one.sensitive, " sensitive"), (one.replaces, " replaces"), (one.versioned, " versioned")];
    let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect();
    format!("{} {} -> {}{marks}", one.path, one.before.to_json(), one.after.to_json())
}

fn line(step: &Step) -> String {
    let after: Vec<String> = step.after.iter().map(ToString::to_string).collect();
    let phase = match step.phase {
        Phase::BeforeShift => "before",
        Phase::Shift => "shift",
        Phase::AfterBake => "after",
    };
    let what = match &step.action {
        StepAction::Call { operation, paths, guard, with } => {
            let guard = match guard {
                Guard::None => String::new(),
                Guard::Absent => " if absent".into(),
                Guard::Revision(_) => " if unchanged".into(),
                Guard::RevisionOf(step) => format!(" if as {step} left it"),
            };
            let with = with.as_ref().map_or(String::new(), |with| {
                format!(" with {}", serde_json::to_string(with).unwrap())
            });
            format!("{operation:?} [{}]{guard}{with}", paths.join(" "))
        }
        StepAction::Wait { probe, .. } => match probe {
            Probe::FunctionSettled { .. } => "wait until settled".into(),
            Probe::ProvisionedReady { version, .. } => {
                format!("wait until version {version} is warm")
            }
            other => format!("wait for {other:?}"),
        },
        StepAction::Rollout(rollout) => {
            let may = rollout.may.iter().map(|call| format!("{:?}", call.operation));
            let member = &rollout.members[0];
            let stable = member.stable.as_ref().map(|stable| (stable.version, stable.provisioned));
            let resume = rollout.resume.as_ref().map(cutover_schemas::progress::Progress::phase);
            let may: Vec<String> = may.collect();
            format!("roll out from {stable:?} resume {resume:?} may {}", may.join(" "))
        }
    };
    format!("{:>3} {phase:<6} after [{}] {} {what}", step.id, after.join(" "), step.address)
}
