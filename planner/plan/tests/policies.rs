//! What the words of a `rollout` become in the graph.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]
mod support;

use cutover_schemas::rollout::{
    Engine, Hold, HoldThen, Interrupt, Judge, Limits, Quiet, RolloutPolicy, Signal, Source,
    Strategy, Supersede, Traffic, Unhealthy,
};
use support::lab::{Ask, Lab};

/// The policy of the one function under a rollout.
fn policy(rollout: &str) -> RolloutPolicy {
    let text = format!(
        "stack \"shop\" {{}}
rollout \"r\" {{
{rollout}
}}
alarm \"errors\" {{
  metric = \"Errors\"
  of     = function.f
  above  = 0
}}
existing \"alarm\" \"pager\" {{ name = \"pager\" }}
function \"f\" {{
  code    = \"src/v1\"
  runtime = \"python3.12\"
  handler = \"app.handler\"
  rollout = rollout.r
}}"
    );
    let graph = Lab::new(1).graph(&text, &Ask::apply());
    graph.rollouts.into_values().next().unwrap()
}

fn shares(rollout: &str) -> (String, Vec<(i64, i64)>, i64) {
    match policy(rollout).strategy {
        Strategy::Canary { named, steps, bake } => {
            (named, steps.iter().map(|step| (step.share, step.bake)).collect(), bake)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn shares_are_what_is_written_or_what_a_name_means() {
    let steps = "strategy = \"canary\"\nbake = \"2m\"\nsteps = [{ weight = \"5%\", bake = \"5m\" }, { weight = 0.25, bake = \"0s\" }]";
    assert_eq!(shares(steps), ("canary".into(), vec![(500, 300), (2_500, 0)], 120));
    let linear = "strategy = \"linear\"\nlinear = { from = \"5%\", to = \"50%\", by = \"20%\", every = \"3m\" }";
    let grown = vec![(500, 180), (2_500, 180), (4_500, 180), (5_000, 180)];
    assert_eq!(shares(linear), ("linear".into(), grown, 0));
    let (named, steps, _) =
        shares("strategy = \"CodeDeployDefault.LambdaCanary10Percent15Minutes\"");
    assert_eq!(named, "CodeDeployDefault.LambdaCanary10Percent15Minutes");
    assert_eq!(steps, [(1_000, 900)]);
    let (_, steps, _) = shares("strategy = \"Linear10PercentEvery2Minutes\"");
    assert_eq!((steps.len(), steps[0], steps[8]), (9, (1_000, 120), (9_000, 120)));
    assert_eq!(policy("strategy = \"AllAtOnce\"").strategy, Strategy::AllAtOnce);
}

#[test]
fn the_tables_defaults_are_those_of_the_data() {
    let RolloutPolicy { name, strategy, judge, .. } =
        policy("strategy = \"Canary10Percent5Minutes\"\njudge {}");
    assert_eq!(judge, Judge::default());
    let plain = policy("strategy = \"Canary10Percent5Minutes\"");
    assert_eq!(plain, RolloutPolicy { name, strategy, ..RolloutPolicy::default() });
    assert_eq!(policy("strategy = \"Canary10Percent5Minutes\"\nhold = {}").hold, plain.hold);
}

#[test]
fn what_is_judged_is_carried_over_whole() {
    let judge = policy(
        "strategy = \"Canary10Percent5Minutes\"
judge {
  alpha                 = 0.01
  margin                = \"0.5%\"
  min_invocations       = 0
  limits                = { error_rate = \"20%\", duration_p99 = \"800ms\" }
  alarms                = [alarm.errors, existing.alarm.pager, \"shop-5xx\", \"${alarm.errors.name}-old\"]
  alarm_aborts          = true
  patience              = \"10m\"
  on_baseline_unhealthy = \"promote\"
  signal \"http_5xx\" {
    source  = \"logs\"
    pattern = \"{ $.status >= 500 }\"
  }
  signal \"orders\" {
    source            = \"metric\"
    namespace         = \"Shop\"
    bad               = \"OrdersFailed\"
    total             = \"Orders\"
    version_dimension = \"version\"
    weight            = \"20%\"
  }
}",
    )
    .judge;
    let signal = |name: &str, weight, source| Signal { name: name.into(), weight, source };
    let logs = Source::Logs { pattern: "{ $.status >= 500 }".into() };
    let metric = Source::Metric {
        namespace: "Shop".into(),
        bad: "OrdersFailed".into(),
        total: Some("Orders".into()),
        version_dimension: "version".into(),
    };
    let alarms = ["pager", "shop-5xx", "shop-default-errors", "shop-default-errors-old"];
    assert_eq!(
        judge,
        Judge {
            alpha: 100,
            margin: 50,
            min_invocations: 0,
            limits: Limits { error_rate: Some(2_000), duration_p99: Some(800) },
            alarms: alarms.map(str::to_owned).into(),
            alarm_aborts: true,
            patience: 600,
            on_baseline_unhealthy: Unhealthy::Promote,
            signals: vec![signal("http_5xx", 4_000, logs), signal("orders", 2_000, metric)],
        }
    );
}

#[test]
fn one_limit_of_errors_has_two_spellings() {
    let short = policy("strategy = \"blue_green\"\nbake = \"1m\"\nmax_error_rate = \"1%\"");
    let long = policy(
        "strategy = \"blue_green\"\nbake = \"1m\"\njudge {\nlimits = { error_rate = \"1%\" }\n}",
    );
    assert_eq!(short, long);
    let Strategy::BlueGreen { max_error_rate, approval, .. } = short.strategy else {
        panic!("{:?}", short.strategy)
    };
    assert_eq!((max_error_rate, approval), (Some(100), false));
}

#[test]
fn traffic_is_one_rate_whatever_its_unit() {
    let of = |words: &str| {
        policy(&format!("strategy = \"Canary10Percent5Minutes\"\ntraffic = {{ {words} }}")).traffic
    };
    let expect =
        |per_thousand_seconds, error_rate| Some(Traffic { per_thousand_seconds, error_rate });
    assert_eq!(of("rps = 20, error_rate = \"0.5%\""), expect(20_000, 50));
    assert_eq!(of("rpm = 12"), expect(200, 10));
    assert_eq!(of("rps = 0.2"), expect(200, 10));
    assert_eq!(of("rph = 0.001"), expect(1, 10));
}

#[test]
fn words_of_a_rollout_that_only_the_machine_reads_are_all_there() {
    let one = policy(
        "strategy = \"Canary10Percent5Minutes\"
group           = \"api\"
quiet           = \"canary\"
hold            = { timeout = \"0s\", then = \"promote\" }
supersede       = \"abort_first\"
interrupt       = \"restore\"
deadline        = \"12h\"",
    );
    let RolloutPolicy { name, strategy, judge, .. } = one.clone();
    assert_eq!(
        one,
        RolloutPolicy {
            name,
            strategy,
            smoke: None,
            group: Some("api".into()),
            judge,
            hold: Hold { timeout: 0, then: HoldThen::Promote },
            quiet: Quiet::Canary,
            engine: Engine::Cutover,
            supersede: Supersede::AbortFirst,
            interrupt: Interrupt::Restore,
            deadline: Some(43_200),
            rollback_window: 0,
            keep_versions: None,
            traffic: None,
        }
    );
    assert_eq!(
        policy("strategy = \"blue_green\"\napproval = true").strategy,
        Strategy::BlueGreen { bake: 0, max_error_rate: None, approval: true }
    );
}
