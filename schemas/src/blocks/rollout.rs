//! `rollout`, with its `judge`.
use super::{Block, NONE, Times};
use crate::table::{Attr, Literal, Type, attrs, written};

/// The rows of `smoke = { ... }`.
pub(super) const SMOKE: &[Attr] = attrs! {
    /// Method and path of a route: the candidate gets the event which that route would send.
    http: Type::Text => written().optional();
    /// The event itself.
    event: Type::Any => written().optional();
    /// What the answer must be: `status`, `body` (text it must contain), or nothing but success.
    expect: Type::Object(EXPECT) => written().optional();
};

/// The rows of `expect = { ... }`.
pub(super) const EXPECT: &[Attr] = attrs! {
    /// HTTP status of the answer.
    status: Type::Int => written().optional().range(100, 599);
    /// Text that the answer must contain.
    contains: Type::Text => written().optional();
};

/// Seconds of a day, the longest that anything is watched at one go.
const DAY: i64 = 86_400;

/// The rows of one of `steps = [{ ... }]`.
const STEP: &[Attr] = attrs! {
    /// The new version's share of the traffic.
    weight: Type::Share => written().range(1, 9_999);
    /// How long it keeps that share.
    bake: Type::Duration => written().range(0, DAY);
};

/// The rows of `linear = { ... }`.
const LINEAR: &[Attr] = attrs! {
    /// The first share; as much as `by` unless said otherwise.
    from: Type::Share => written().optional().range(1, 9_999);
    /// The last share before all of the traffic.
    to: Type::Share => written().or(Literal::Text("100%")).range(1, 10_000);
    /// By how much it grows.
    by: Type::Share => written().range(100, 9_999);
    /// How long each share is kept.
    every: Type::Duration => written().range(0, DAY);
};

/// The rows of `hold = { ... }`.
const HOLD: &[Attr] = attrs! {
    /// How long a person may decide; `0s` decides at once.
    timeout: Type::Duration => written().or(Literal::Text("4h")).range(0, 30 * DAY);
    /// What happens when nobody does: back to the old version, or on to the new one, if there is any data at all.
    then: Type::Enum(&["abort", "promote"]) => written().or(Literal::Text("abort"));
};

/// The rows of `traffic = { ... }`.
const TRAFFIC: &[Attr] = attrs! {
    /// Requests a second.
    rps: Type::Number => written().optional().range(0, 100_000);
    /// Requests a minute.
    rpm: Type::Number => written().optional().range(0, 6_000_000);
    /// Requests an hour.
    rph: Type::Number => written().optional().range(0, 360_000_000);
    /// Share of them that fails.
    error_rate: Type::Share => written().or(Literal::Text("0.1%")).range(0, 9_999);
};

/// The rows of `limits = { ... }`.
const LIMITS: &[Attr] = attrs! {
    /// Share of failed invocations.
    error_rate: Type::Share => written().optional().range(0, 10_000);
    /// What 99 of 100 invocations do not take longer than.
    duration_p99: Type::Millis => written().optional().range(1, 900_000);
};

static SIGNAL: Block = Block {
    word: "signal",
    doc: "Something else to count of both versions: lines of their logs, or a metric of the function's own.",
    labels: &["name"],
    attrs: attrs! {
        /// Where the counts come from.
        source: Type::Enum(&["logs", "metric"]) => written();
        /// Of `logs`: a filter pattern as CloudWatch Logs writes them; each line that it finds is a bad invocation.
        pattern: Type::Text => written().optional().range(1, 1_024);
        /// Of `metric`: its namespace, such as `Shop`.
        namespace: Type::Text => written().optional().range(1, 255);
        /// Of `metric`: the name of the metric that counts what is bad.
        bad: Type::Text => written().optional().range(1, 255);
        /// Of `metric`: the name of the metric that counts all; the function's invocations unless said otherwise.
        total: Type::Text => written().optional().range(1, 255);
        /// Of `metric`: the dimension that holds the version's number.
        version_dimension: Type::Text => written().optional().range(1, 255);
        /// Its weight among what is counted of the function; errors and latency share what is left.
        weight: Type::Share => written().or(Literal::Text("40%")).range(1, 9_999);
    },
    ..NONE
};

static JUDGE: Block = Block {
    word: "judge",
    doc: "How the new version is compared with the old one while they share the traffic.",
    times: Times::Once,
    attrs: attrs! {
        /// The chance of going back although the new version is no worse: for a whole `apply`.
        alpha: Type::Share => written().or(Literal::Text("5%")).range(1, 5_000);
        /// By how much the new version's share of failures may be above the old one's and still be promoted.
        margin: Type::Share => written().or(Literal::Text("1%")).range(1, 5_000);
        /// Invocations of the new version without which it is not promoted.
        min_invocations: Type::Int => written().or(Literal::Int(100)).range(0, 100_000_000);
        /// What no version may exceed: without an old one to compare with it goes back, else it is not promoted.
        limits: Type::Object(LIMITS) => written().optional();
        /// Alarms that must be quiet: of this stack, existing ones, or their names.
        alarms: Type::Set(&Type::Either(&[Type::Reference(&["alarm", "existing.alarm"]), Type::Text])) => written().or(Literal::Texts(&[]));
        /// Whether an alarm is enough to go back; what that costs is outside of `alpha`.
        alarm_aborts: Type::Bool => written().or(Literal::Bool(false));
        /// How long an unhealthy old version is waited for.
        patience: Type::Duration => written().or(Literal::Text("30m")).range(0, 7 * DAY);
        /// What comes after that: a person decides, or the new version is promoted, because it may be the repair.
        on_baseline_unhealthy: Type::Enum(&["hold", "promote"]) => written().or(Literal::Text("hold"));
    },
    blocks: &[&SIGNAL],
    ..NONE
};

pub(super) static ROLLOUT: Block = Block {
    word: "rollout",
    doc: "How a new version of a function takes over.",
    labels: &["name"],
    attrs: attrs! {
        /// `all_at_once` flips; `blue_green` warms, smokes, flips, watches and flips back; `canary` and `linear` give the new version growing shares and compare it with the old one; so do the shares that CodeDeploy has names for, which may begin with `CodeDeployDefault.Lambda`.
        strategy: Type::Enum(STRATEGIES) => written().or(Literal::Text("all_at_once"));
        /// Of `canary`: the new version's shares, each larger than the one before; after the last comes all of the traffic.
        steps: Type::List(&Type::Object(STEP)) => written().or(Literal::Texts(&[]));
        /// Of `linear`: shares that grow evenly.
        linear: Type::Object(LINEAR) => written().optional();
        /// How long the new version is watched once it has all of the traffic.
        bake: Type::Duration => written().or(Literal::Int(0)).range(0, DAY);
        /// A call of the new version before it gets traffic.
        smoke: Type::Object(SMOKE) => written().optional();
        /// Share of failed invocations during the bake that flips back; the short form of `error_rate` in `limits` of the `judge`.
        max_error_rate: Type::Share => written().optional();
        /// Of `blue_green`: whether a person says when to flip.
        approval: Type::Bool => written().or(Literal::Bool(false));
        /// Functions whose rollouts name one group shift together and get one verdict: all of them or none.
        group: Type::Text => written().optional().range(1, 64);
        /// What becomes of a function with too little traffic to judge by: a flip that is watched, or the shares all the same.
        quiet: Type::Enum(&["blue_green", "canary"]) => written().or(Literal::Text("blue_green"));
        /// The traffic to reckon with in the plan's forecast; what the last day's metrics tell unless said otherwise.
        traffic: Type::Object(TRAFFIC) => written().optional();
        /// What happens to a rollout that is held: undecided, paused, or waiting for approval.
        hold: Type::Object(HOLD) => written().optional();
        /// Time from the first share on after which a rollout that is not promoted goes back, whoever looks at it then.
        deadline: Type::Duration => written().optional().range(60, 30 * DAY);
        /// What an `apply` does that finds another rollout under way: nothing, or it takes that one back first.
        supersede: Type::Enum(&["refuse", "abort_first"]) => written().or(Literal::Text("refuse"));
        /// What becomes of the traffic when the command is told to stop: it stays as it is for `rollout watch`, or goes back.
        interrupt: Type::Enum(&["detach", "restore"]) => written().or(Literal::Text("detach"));
        /// How long the version that served before is kept warm to go back to; to come, and refused for now.
        rollback_window: Type::Duration => written().or(Literal::Int(0)).range(0, 30 * DAY);
        /// Old versions that are kept besides; to come, and refused for now: all of them are kept.
        keep_versions: Type::Int => written().optional().range(0, 10_000);
        /// Who shifts the traffic: this tool while it runs, or AWS CodeDeploy, which is to come and refused for now.
        engine: Type::Enum(&["cutover", "codedeploy"]) => written().or(Literal::Text("cutover"));
    },
    blocks: &[&JUDGE],
    ..NONE
};

/// Every word that `strategy` takes: four of our own, and the names of CodeDeploy's predefined configurations
/// (<https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html>), short as SAM writes them, or whole.
const STRATEGIES: &[&str] = &[
    "all_at_once",
    "blue_green",
    "canary",
    "linear",
    "AllAtOnce",
    "Canary10Percent5Minutes",
    "Canary10Percent10Minutes",
    "Canary10Percent15Minutes",
    "Canary10Percent30Minutes",
    "Linear10PercentEvery1Minute",
    "Linear10PercentEvery2Minutes",
    "Linear10PercentEvery3Minutes",
    "Linear10PercentEvery10Minutes",
    "CodeDeployDefault.LambdaAllAtOnce",
    "CodeDeployDefault.LambdaCanary10Percent5Minutes",
    "CodeDeployDefault.LambdaCanary10Percent10Minutes",
    "CodeDeployDefault.LambdaCanary10Percent15Minutes",
    "CodeDeployDefault.LambdaCanary10Percent30Minutes",
    "CodeDeployDefault.LambdaLinear10PercentEvery1Minute",
    "CodeDeployDefault.LambdaLinear10PercentEvery2Minutes",
    "CodeDeployDefault.LambdaLinear10PercentEvery3Minutes",
    "CodeDeployDefault.LambdaLinear10PercentEvery10Minutes",
];
