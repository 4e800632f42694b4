//! A plan with everything in it, for the tests of the renderers.
use cutover_schemas::access::NewAccess;
use cutover_schemas::address::Address;
use cutover_schemas::finding::Witness;
use cutover_schemas::graph::Identity;
use cutover_schemas::kinds::KindName;
use cutover_schemas::ledger::{Pause, Timestamp};
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::{
    Action, Budget, Change, Contingent, FieldChange, Guard, Mode, Phase, Plan, Probe,
    RolloutForecast, RolloutStep, Step, StepAction, Summary,
};
use cutover_schemas::rollout::{RolloutPolicy, Strategy};
use cutover_schemas::value::Value;
use serde_json::json;
use std::collections::BTreeMap;

/// A text that no renderer may ever write.
pub(super) const SECRET: &str = "hunter2";

pub(super) fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn field(path: &str, before: Value, after: Value) -> FieldChange {
    FieldChange {
        path: path.into(),
        before,
        after,
        sensitive: false,
        replaces: false,
        versioned: false,
    }
}

fn change(
    text: &str,
    kind: KindName,
    action: Action,
    reason: &str,
    fields: Vec<FieldChange>,
) -> Change {
    let reasons = if reason.is_empty() { Vec::new() } else { vec![reason.to_owned()] };
    Change { address: address(text), kind, action, reasons, fields }
}

fn policy(actions: &[&str]) -> Value {
    let document = json!({"Version": "2012-10-17", "Statement": [
        {"Sid": "send", "Effect": "Allow", "Action": actions, "Resource": "arn:aws:sqs:eu-west-1:222222222222:shop-prod-jobs"}
    ]});
    Value::from_plain_json(&document).unwrap()
}

fn secret(text: &str) -> Value {
    Value::Secret(Box::new(Value::text(text)))
}

fn changes() -> Vec<Change> {
    let text = Value::text;
    let url = || Value::output(address("queue.jobs"), "url");
    vec![
        change(
            "function.orders",
            KindName::Function,
            Action::Update,
            "memory and environment differ from the spec",
            vec![
                FieldChange {
                    versioned: true,
                    ..field("memory", Value::Int(128), Value::Int(256))
                },
                field("timeout", Value::Int(3), Value::Int(90)),
                FieldChange { versioned: true, ..field("environment.JOBS", Value::Null, url()) },
                FieldChange {
                    sensitive: true,
                    ..field("environment.KEY", text(SECRET), text("hunter3"))
                },
                field("environment.TOKEN", Value::Null, secret(SECRET)),
                field("environment.OLD", text("1"), Value::Null),
            ],
        ),
        change(
            "function.orders/alias",
            KindName::Alias,
            Action::Update,
            "code differs: a new version takes over",
            vec![],
        ),
        change(
            "function.orders/role/policy",
            KindName::RolePolicy,
            Action::Update,
            "the function now receives from queue.jobs",
            vec![field(
                "document",
                policy(&["sqs:SendMessage"]),
                policy(&["sqs:ReceiveMessage", "sqs:SendMessage"]),
            )],
        ),
        change(
            "queue.jobs",
            KindName::Queue,
            Action::Replace,
            "it becomes a FIFO queue",
            vec![FieldChange {
                replaces: true,
                ..field("fifo", Value::Bool(false), Value::Bool(true))
            }],
        ),
        change(
            "queue.dead",
            KindName::Queue,
            Action::Create,
            "it doesn't exist",
            vec![
                field("name", Value::Null, text("shop-prod-dead")),
                field("retention", Value::Null, Value::Int(1_209_600)),
                field("tags.team", Value::Null, text("checkout")),
            ],
        ),
        change("queue.old", KindName::Queue, Action::Delete, "its block is gone", vec![]),
        change(
            "queue.mine",
            KindName::Queue,
            Action::Adopt,
            "it carries this deployment's tags",
            vec![],
        ),
        change(
            "queue.theirs",
            KindName::Queue,
            Action::Blocked,
            "it carries tags of stack crm, stage prod",
            vec![],
        ),
        change("api.shop", KindName::Api, Action::None, "", vec![]),
        change(
            "api.shop/route[\"GET /orders\"]",
            KindName::Route,
            Action::Create,
            "it doesn't exist",
            vec![],
        ),
    ]
}

fn call(id: u32, text: &str, kind: KindName, operation: Operation, after: &[u32]) -> Step {
    let action = StepAction::Call { operation, paths: Vec::new(), guard: Guard::None, with: None };
    Step {
        id,
        address: address(text),
        kind,
        action,
        after: after.to_vec(),
        phase: Phase::BeforeShift,
    }
}

fn steps() -> Vec<Step> {
    let rollout = RolloutStep {
        policy: RolloutPolicy {
            strategy: Strategy::BlueGreen { bake: 300, max_error_rate: None, approval: false },
            ..RolloutPolicy::default()
        },
        members: Vec::new(),
        may: vec![Contingent {
            operation: Operation::RestoreAlias,
            target: address("function.orders/alias"),
            at_most: 1,
            when: "the bake fails".into(),
        }],
        rollouts: 1,
        resume: None,
    };
    let wait = StepAction::Wait {
        probe: Probe::FunctionSettled { function: "shop-prod-orders".into() },
        budget: 60,
    };
    vec![
        call(1, "queue.dead", KindName::Queue, Operation::CreateQueue, &[]),
        call(
            2,
            "function.orders",
            KindName::Function,
            Operation::UpdateFunctionConfiguration,
            &[1],
        ),
        Step {
            action: wait,
            ..call(3, "function.orders", KindName::Function, Operation::CreateQueue, &[2])
        },
        Step {
            action: StepAction::Rollout(Box::new(rollout)),
            phase: Phase::Shift,
            ..call(4, "function.orders/alias", KindName::Alias, Operation::CreateQueue, &[3])
        },
    ]
}

fn access() -> Vec<NewAccess> {
    let action = "dynamodb:DeleteItem";
    let table = "arn:aws:dynamodb:eu-west-1:222222222222:table/shop-prod-orders";
    let known = NewAccess {
        role: address("function.orders/role"),
        new_role: false,
        action: action.into(),
        resource: table.into(),
        on: Some(address("table.orders")),
        witness: Some(Witness {
            principal: "arn:aws:iam::222222222222:role/any".into(),
            action: action.into(),
            resource: table.into(),
            context: BTreeMap::new(),
        }),
    };
    let of_new = NewAccess {
        role: address("function.ship/role"),
        new_role: true,
        action: "sqs:SendMessage".into(),
        resource: "arn:aws:sqs:eu-west-1:222222222222:shop-prod-jobs".into(),
        on: None,
        witness: None,
    };
    vec![known, of_new]
}

pub(super) fn plan() -> Plan {
    let changes = changes();
    Plan {
        format: 1,
        digest: "3f2a9c".into(),
        identity: Identity {
            stack: "shop".into(),
            stage: "prod".into(),
            partition: "aws".into(),
            account: "222222222222".into(),
            region: "eu-west-1".into(),
            caller: "arn:aws:iam::222222222222:user/ann".into(),
        },
        mode: Mode::Apply,
        summary: Summary::of(&changes),
        changes,
        steps: steps(),
        rollouts: vec![RolloutForecast {
            function: address("function.orders"),
            strategy: "blue_green".into(),
            feasible: false,
            why: vec!["the role changes too: both versions share it".into()],
            group: None,
            detects: None,
        }],
        outputs: vec![field(
            "url",
            Value::text("https://a.example"),
            Value::output(address("api.shop"), "url"),
        )],
        stubs: vec![address("existing.queue")],
        unreadable: vec![(address("queue.audit"), "sqs:GetQueueAttributes".into())],
        not_looked_at: vec![address("function.a"), address("function.b")],
        paused: BTreeMap::from([(
            address("trigger.queue.jobs"),
            Pause {
                reason: "poison messages".to_owned(),
                by: "arn:ann".to_owned(),
                at: Timestamp(1_800_000_000_000),
                was: BTreeMap::new(),
            },
        )]),
        access: access(),
        budget: Budget { reads: 20, writes: 5, lower_bound_seconds: 1.43 },
    }
}
