use super::*;
use cutover_schemas::address::Address;
use cutover_schemas::evidence::{FunctionEvidence, SignalEvidence};
use cutover_schemas::graph::Graph;
use cutover_schemas::kinds::KindName;
use cutover_schemas::ledger::{
    Entry, LEDGER_FORMAT, LookRecord, Opened, PersonRecord, RolloutRecord, Run, Timestamp,
};
use cutover_schemas::measure::Count;
use cutover_schemas::plan::{
    Guard, Habits, Member, Mode, Phase, RolloutStep, Stable, Step, StepAction,
};
use cutover_schemas::progress::{At, Ending, MemberProgress, Progress, Request, Shift, Stage};
use cutover_schemas::rollout::{RolloutPolicy, ShareStep, Strategy};

const BEGIN: i64 = 1_769_860_800_000;

fn web() -> Address {
    Address::parse("function.web").unwrap()
}

fn member() -> Member {
    Member {
        function: web(),
        alias: web().with_part("alias"),
        name: "shop-prod-web".into(),
        alias_name: "live".into(),
        code: "c".into(),
        latest: Guard::None,
        provisioned: None,
        releases: true,
        digest: None,
        stable: Some(Stable { version: 1, provisioned: None, revision: None }),
        smoke: None,
        habits: Habits::default(),
    }
}

fn opened() -> Entry {
    let steps = vec![ShareStep { share: 500, bake: 600 }, ShareStep { share: 2_500, bake: 600 }];
    let strategy = Strategy::Canary { named: "canary".into(), steps, bake: 0 };
    let rollout = RolloutStep {
        policy: RolloutPolicy { strategy, ..RolloutPolicy::default() },
        members: vec![member()],
        may: Vec::new(),
        rollouts: 2,
        resume: None,
    };
    let caller = "arn:aws:iam::222222222222:user/<ada>".into();
    let reason = Some("faster search".into());
    Entry::Opened(Box::new(Opened {
        run: Run { caller, command: "apply".into(), reason, ..Run::default() },
        mode: Mode::Apply,
        owner: "o".into(),
        key: "k".into(),
        protect: false,
        partial: false,
        graph: Graph::default(),
        steps: vec![Step {
            id: 7,
            address: web(),
            kind: KindName::Function,
            action: StepAction::Rollout(Box::new(rollout)),
            after: Vec::new(),
            phase: Phase::Shift,
        }],
    }))
}

fn moved(minute: i64, stage: Stage, share: i64) -> Entry {
    let at = Timestamp(BEGIN + minute * 60_000);
    let progress = Progress {
        stage,
        members: vec![MemberProgress {
            function: web(),
            digest: "d".into(),
            candidate: Some(2),
            at: At::Done,
            revision: None,
        }],
        shifts: vec![Shift { at, share }],
        period: None,
        extensions: 0,
        unhealthy: None,
        pausing: false,
    };
    Entry::Rollout(RolloutRecord {
        step: 7,
        function: web(),
        phase: progress.phase().into(),
        candidate: Some(2),
        stable: Some(1),
        why: progress.why().map(str::to_owned),
        at,
        heard: 0,
        progress: Some(progress),
    })
}

fn looked(minute: i64, e: f64, upper: f64) -> Entry {
    let (candidate, stable) = (Arm { total: 120.0, bad: 9.0 }, Arm { total: 2_280.0, bad: 11.0 });
    let signal = SignalEvidence { count: Count::Errors, weight: 0.8, e, candidate, stable };
    let upper = Some(upper);
    let signals = vec![signal];
    let at = Timestamp(BEGIN + minute * 60_000);
    Entry::Looked(Box::new(LookRecord {
        step: 7,
        function: web(),
        share: 500,
        evidence: Evidence {
            e,
            threshold: 40.0,
            upper,
            margin: 0.01,
            candidate,
            stable,
            counted_until: at,
            functions: vec![FunctionEvidence { e, upper, candidate, stable, signals }],
        },
        at,
    }))
}

fn asked(minute: i64, request: Request) -> Entry {
    Entry::Person(PersonRecord {
        number: 1,
        request,
        functions: [].into(),
        by: "arn:aws:iam::222222222222:user/grace".into(),
        reason: Some("lunch".into()),
        at: Timestamp(BEGIN + minute * 60_000),
    })
}

fn records(entries: Vec<Entry>) -> Vec<Record> {
    let numbered = (1..).zip(entries);
    let record = |(seq, entry)| Record {
        format: LEDGER_FORMAT,
        seq,
        epoch: 1,
        at: Timestamp(BEGIN),
        writer: "w".into(),
        entry,
        checksum: String::new(),
    };
    numbered.map(record).collect()
}

fn baking(minute: i64, share: i64) -> Entry {
    let at = Timestamp(BEGIN + minute * 60_000);
    moved(minute, Stage::Baking { step: 0, since: at, look: at, due: false }, share)
}

fn back(minute: i64, why: &str) -> Entry {
    let end = Ending::RolledBack { why: why.into(), pin: true };
    moved(minute, Stage::Over { end }, 500)
}

/// The words of a page, a line for each piece of text.
fn words(page: &str) -> String {
    let body = page.split_once("<body>").map_or(page, |(_, body)| body);
    let pieces = body.split('<').filter_map(|piece| piece.split_once('>'));
    let texts = pieces.map(|(_, text)| text.trim()).filter(|text| !text.is_empty());
    texts.collect::<Vec<_>>().join("\n")
}

#[test]
fn an_aborted_rollout_is_told_with_its_evidence() {
    let entries = vec![
        opened(),
        moved(0, Stage::Preparing, 0),
        baking(1, 500),
        looked(3, 0.4, 0.9),
        asked(4, Request::Pause),
        looked(5, 3.0, 0.2),
        looked(7, 55.0, 0.12),
        back(8, "more errors than the stable version"),
    ];
    let page = page("shop", "prod", &records(entries));
    insta::assert_snapshot!(words(&page));
    for foreign in ["<script", "http://", "https://", "<ada>"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
}

#[test]
fn an_end_that_no_evidence_brought_is_outside_of_the_guarantee() {
    let entries = vec![opened(), baking(1, 500), looked(3, 0.4, 0.9), back(8, "an alarm is red")];
    let told = words(&page("shop", "prod", &records(entries)));
    assert!(told.contains("was not taken back by the evidence"), "{told}");
}

#[test]
fn a_promotion_says_what_it_rests_on() {
    let promoted = || moved(30, Stage::Promoted, 2_500);
    let proven = vec![opened(), baking(1, 500), looked(20, 0.1, 0.004), promoted()];
    let told = words(&page("shop", "prod", &records(proven)));
    assert!(told.contains("fails at most 0.4 % more often"), "{told}");
    let asked = vec![opened(), baking(1, 500), asked(2, Request::Promote), promoted()];
    let told = words(&page("shop", "prod", &records(asked)));
    assert!(told.contains("user/grace asked for the promotion"), "{told}");
    assert!(told.contains("there is no evidence to show"), "{told}");
}

#[test]
fn the_last_that_is_over_stands_behind_the_one_under_way() {
    let first = [opened(), baking(1, 500), back(2, "the first")];
    let second = [opened(), baking(11, 500), back(12, "the second")];
    let third = [opened(), baking(21, 500)];
    let entries = [first, second].into_iter().flatten().chain(third).collect();
    let told = words(&page("shop", "prod", &records(entries)));
    let place = |text: &str| told.find(text);
    assert!(place("under way: baking, 5% of traffic") < place("the second"), "{told}");
    assert!(place("the second").is_some() && place("the first").is_none(), "{told}");
}

#[test]
fn a_deployment_without_rollouts_says_so() {
    assert!(page("shop", "prod", &[]).contains("There was no rollout yet."));
}
