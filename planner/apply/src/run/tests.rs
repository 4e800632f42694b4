use super::*;
use cutover_schemas::graph::Identity;
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::{Budget, Guard, Mode, PLAN_FORMAT, Phase, Summary};
use std::collections::VecDeque;

/// What each function takes, each link after the one before: two writes of IAM, three of Lambda, one of API Gateway.
const CHAIN: [(KindName, Operation); 6] = [
    (KindName::Role, Operation::CreateRole),
    (KindName::RolePolicy, Operation::PutRolePolicy),
    (KindName::Function, Operation::CreateFunction),
    (KindName::Alias, Operation::CreateAlias),
    (KindName::Permission, Operation::AddPermission),
    (KindName::Integration, Operation::CreateIntegration),
];

/// As many chains as functions, and a log group for each, which nothing waits for.
fn steps(functions: u32) -> Vec<Step> {
    let mut steps = Vec::new();
    for function in 0..functions {
        let mut before = None;
        let logs = (KindName::LogGroup, Operation::CreateLogGroup);
        for (at, (kind, operation)) in CHAIN.into_iter().chain([logs]).enumerate() {
            let id = StepId::try_from(steps.len() + 1).unwrap();
            let word = kind.row().name;
            // Each in a block of its own: here nothing but rate limits keeps calls apart.
            let address = Address::parse(&format!("{word}.f{function}")).unwrap();
            let (paths, guard, with) = (Vec::new(), Guard::None, None);
            steps.push(Step {
                id,
                address,
                kind,
                action: StepAction::Call { operation, paths, guard, with },
                after: before.filter(|_| at < CHAIN.len()).into_iter().collect(),
                phase: Phase::BeforeShift,
            });
            before = Some(id);
        }
    }
    steps
}

fn run_of(steps: Vec<Step>) -> Run {
    let identity = Identity {
        stack: "shop".into(),
        stage: "dev".into(),
        partition: "aws".into(),
        account: "111122223333".into(),
        region: "eu-west-1".into(),
        caller: String::new(),
    };
    let plan = Plan {
        format: PLAN_FORMAT,
        digest: String::new(),
        identity,
        mode: Mode::Apply,
        changes: Vec::new(),
        steps,
        rollouts: Vec::new(),
        outputs: Vec::new(),
        stubs: Vec::new(),
        unreadable: Vec::new(),
        not_looked_at: Vec::new(),
        access: Vec::new(),
        paused: BTreeMap::new(),
        budget: Budget::default(),
        summary: Summary::default(),
    };
    let (graph, owner, key) = (Graph::default(), String::new(), String::new());
    let (resolved, present) = (BTreeMap::new(), BTreeMap::new());
    Run::new(Inputs { plan, graph, resolved, present, owner, key })
}

/// Seconds until everything is done, when each rate limit lets its queue through one by one and nothing else takes time.
fn makespan(run: &mut Run, room: usize) -> f64 {
    let mut queues: BTreeMap<Bucket, VecDeque<StepId>> = BTreeMap::new();
    let mut free: BTreeMap<Bucket, f64> = BTreeMap::new();
    let (mut now, mut in_flight) = (0.0, 0);
    loop {
        for (id, task) in run.start(room - in_flight).unwrap() {
            let Task::Call(call) = task else { panic!("{task:?}") };
            queues.entry(call.operation.row().bucket).or_default().push_back(id);
            in_flight += 1;
        }
        let next = queues
            .iter()
            .filter(|(_, queue)| !queue.is_empty())
            .map(|(bucket, _)| (free.get(bucket).copied().unwrap_or(0.0).max(now), *bucket))
            .min_by(|one, other| one.partial_cmp(other).unwrap());
        let Some((at, bucket)) = next else { return now };
        now = at;
        free.insert(bucket, at + 1.0 / bucket.rate());
        let id = queues.get_mut(&bucket).unwrap().pop_front().unwrap();
        in_flight -= 1;
        run.end(id, StepEnd::Done { outputs: Attrs::new(), revision: None }).unwrap();
    }
}

/// The least that the slowest rate limit allows.
fn bound(steps: &[Step]) -> f64 {
    let mut calls: BTreeMap<Bucket, f64> = BTreeMap::new();
    for bucket in steps.iter().filter_map(limit_of) {
        *calls.entry(bucket).or_default() += 1.0;
    }
    calls.into_iter().map(|(bucket, calls)| calls / bucket.rate()).fold(0.0, f64::max)
}

#[test]
fn chains_keep_every_rate_limit_busy() {
    for functions in [50, 200] {
        let steps = steps(functions);
        let bound = bound(&steps);
        let took = makespan(&mut run_of(steps), 64);
        assert!(took <= 1.1 * bound, "{functions} functions: {took} s, at least {bound} s");
    }
}

#[test]
fn the_longest_chain_goes_first_and_no_rate_limit_takes_all_the_room() {
    let mut run = run_of(steps(100));
    let started = run.start(64).unwrap();
    let calls: Vec<&Prepared> = started
        .iter()
        .map(|(_, task)| if let Task::Call(call) = task { &**call } else { panic!("{task:?}") })
        .collect();
    let of = |operation| calls.iter().filter(|call| call.operation == operation).count();
    assert_eq!(calls.first().unwrap().address.as_str(), "role.f0");
    assert_eq!((of(Operation::CreateRole), of(Operation::CreateLogGroup)), (10, 10));
    // The next link of the first chain comes before the first one of the eleventh.
    run.end(started[0].0, StepEnd::Done { outputs: Attrs::new(), revision: None }).unwrap();
    let Task::Call(next) = &run.start(1).unwrap()[0].1 else { panic!("no call") };
    assert_eq!(next.operation, Operation::PutRolePolicy);
}
