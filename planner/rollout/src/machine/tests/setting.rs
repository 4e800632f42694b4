//! What is rolled out: functions, and how their traffic moves.
use cutover_schemas::address::Address;
use cutover_schemas::plan::{Guard, Habits, Member, RolloutStep, Stable};
use cutover_schemas::rollout::{
    Hold, HoldThen, Judge, Limits, RolloutPolicy, ShareStep, Smoke, Strategy,
};

pub(super) const STABLE: i64 = 1;
pub(super) const CANDIDATE: i64 = 2;
/// Milliseconds of a metric period.
pub(super) const PERIOD: i64 = 60_000;
/// Seconds of each share, and of the watch after the flip.
pub(super) const BAKE: i64 = 180;

pub(super) fn all_at_once() -> Strategy {
    Strategy::AllAtOnce
}

pub(super) fn blue_green(approval: bool) -> Strategy {
    Strategy::BlueGreen { bake: BAKE, max_error_rate: Some(1_000), approval }
}

pub(super) fn canary(shares: &[i64]) -> Strategy {
    let steps = shares.iter().map(|share| ShareStep { share: *share, bake: BAKE }).collect();
    Strategy::Canary { named: "canary".into(), steps, bake: BAKE }
}

/// A rollout of functions that call each other: the first is called by the others.
pub(super) fn rollout(
    strategy: Strategy,
    functions: usize,
    provisioned: Option<i64>,
    smoke: bool,
    serves: bool,
) -> RolloutStep {
    let smoke = smoke.then(smoked);
    RolloutStep {
        policy: RolloutPolicy {
            strategy,
            judge: Judge {
                limits: Limits { error_rate: Some(2_000), duration_p99: None },
                patience: 120,
                ..Judge::default()
            },
            hold: Hold { timeout: 600, then: HoldThen::Abort },
            deadline: Some(36_000),
            group: (functions > 1).then(|| "shop".to_owned()),
            smoke: smoke.clone(),
            ..RolloutPolicy::default()
        },
        members: (0..functions)
            .map(|place| member(place, provisioned, smoke.clone(), serves))
            .collect(),
        may: Vec::new(),
        rollouts: 1,
        resume: None,
    }
}

pub(super) fn digests(step: &RolloutStep) -> Vec<String> {
    vec!["d".to_owned(); step.members.len()]
}

fn smoked() -> Smoke {
    Smoke { event: serde_json::json!({}), status: Some(200), contains: None }
}

fn member(place: usize, provisioned: Option<i64>, smoke: Option<Smoke>, serves: bool) -> Member {
    let function = Address::parse(&format!("function.f{place}")).unwrap();
    Member {
        alias: function.with_part("alias"),
        function,
        name: format!("shop-dev-f{place}"),
        alias_name: "live".into(),
        code: "sha".into(),
        latest: Guard::Revision("r".into()),
        provisioned,
        releases: true,
        digest: None,
        stable: serves.then(|| Stable {
            version: STABLE,
            provisioned,
            revision: Some("0".to_owned()),
        }),
        smoke,
        habits: Habits { timeout: 3, tries: 1, rank: i64::from(place > 0), ..Habits::default() },
    }
}

/// Every kind of rollout of one function.
pub(super) fn of_one() -> Vec<RolloutStep> {
    let strategies = [
        all_at_once(),
        blue_green(false),
        blue_green(true),
        canary(&[500, 5_000]),
        canary(&[500, 2_500, 5_000]),
    ];
    let mut all = Vec::new();
    for strategy in strategies {
        for provisioned in [None, Some(4)] {
            for smoke in [false, true] {
                for serves in [false, true] {
                    all.push(rollout(strategy.clone(), 1, provisioned, smoke, serves));
                }
            }
        }
    }
    all
}

/// Kinds of rollouts of a group.
pub(super) fn of_three() -> Vec<RolloutStep> {
    let strategies = [all_at_once(), blue_green(false), blue_green(true), canary(&[500, 5_000])];
    let mut all = Vec::new();
    for strategy in strategies {
        for (provisioned, smoke) in [(None, false), (Some(4), true)] {
            all.push(rollout(strategy.clone(), 3, provisioned, smoke, true));
        }
    }
    all
}
