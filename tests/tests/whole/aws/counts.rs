//! What is read of a rollout: counts by version and period, what was before, and alarms.
use super::lambda::function_of;
use super::{Bench, With, attrs, role, tags, with};
use cutover_cloud::Cloud as _;
use cutover_emulator::{Config, Server, Settings, World};
use cutover_schemas::kinds::KindName;
use cutover_schemas::ledger::Timestamp;
use cutover_schemas::measure::{AlarmState, Arm, Baseline, BaselineOf, Count, Measurement, Series};
use cutover_schemas::operations::Operation;
use cutover_schemas::rollout::Source;
use cutover_schemas::value::Attrs;
use cutover_tests::http::Connection;
use serde_json::json;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A name of its own: metrics outlive their function, and the tests may share a cloud.
const NAME: &str = "shop-test-counted";

const CODE: &[u8] = b"
import time
def handler(event, context):
    if event.get('say'):
        print('REFUSED', event['say'])
    if event.get('fail'):
        raise ValueError('asked to')
    time.sleep(event.get('sleep', 0))
    return {}
";

/// Two versions of a function, and its alias `live` on the first.
async fn two_versions(b: &Bench) -> (i64, i64) {
    let kind = KindName::Alias;
    let (function, _) = function_of(b, NAME, CODE).await;
    let base = attrs(kind, json!({"function": NAME, "name": "live"}));
    let publish = async |digest: &str| {
        let wanted = with(&base, json!({"digest": digest}));
        let made = b.call(kind, Operation::PublishVersion, &wanted, With::default()).await.0;
        made["version"].as_int().unwrap()
    };
    let first = publish("d1").await;
    let slower = with(&function, json!({"timeout": 9}));
    let paths = With { paths: &["timeout"], ..With::default() };
    b.call(KindName::Function, Operation::UpdateFunctionConfiguration, &slower, paths).await;
    b.ready(cutover_schemas::plan::Probe::FunctionSettled { function: NAME.into() }).await;
    let second = publish("d2").await;
    let live = with(&base, json!({"version": first}));
    b.call(kind, Operation::CreateAlias, &live, With::default()).await;
    (first, second)
}

async fn remove(b: &Bench) {
    let function = attrs(
        KindName::Function,
        json!({"name": NAME, "runtime": "python3.12", "handler": "app.handler", "role": "r", "code": "c"}),
    );
    b.call(KindName::Function, Operation::DeleteFunction, &function, With::default()).await;
    b.call(KindName::Role, Operation::DeleteRole, &role(), With::default()).await;
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp(i64::try_from(since.as_millis()).unwrap())
}

/// Waits for a second in which nothing was called yet.
async fn next_second() -> Timestamp {
    let next = Timestamp((now().0 / 1_000 + 1) * 1_000);
    let left = u64::try_from((next.0 - now().0).max(0)).unwrap();
    tokio::time::sleep(Duration::from_millis(left)).await;
    next
}

fn wanted((stable, candidate): (i64, i64), from: Timestamp, signals: &[Count]) -> Measurement {
    Measurement {
        function: NAME.into(),
        alias: "live".into(),
        candidate,
        stable: Some(stable),
        log_group: format!("/aws/lambda/{NAME}"),
        from,
        signals: signals.to_vec(),
    }
}

/// Bad and all of candidate and stable version of one signal, all periods together.
fn sums(series: &Series, signal: usize) -> [(f64, f64); 2] {
    let plus = |sum: (f64, f64), arm: Option<Arm>| {
        let arm = arm.unwrap_or_default();
        (sum.0 + arm.bad, sum.1 + arm.total)
    };
    series.signals[signal].iter().fold([(0.0, 0.0); 2], |[one, other], point| {
        [plus(one, point.candidate), plus(other, point.stable)]
    })
}

/// Three calls of one version, two of the other, each with something to count.
pub(super) async fn by_version(b: &Bench) {
    let versions = two_versions(b).await;
    let of = |function: &str| BaselineOf { function: function.into(), alias: "live".into() };
    let before = b.aws.baselines(&[of(NAME)]).await.unwrap()[0];
    let from = next_second().await;
    let call = async |event: serde_json::Value| {
        b.aws.invoke(NAME, Some("live"), event.to_string().as_bytes()).await.unwrap();
    };
    for event in [json!({}), json!({"fail": true}), json!({"say": "no"})] {
        call(event).await;
    }
    let flip =
        attrs(KindName::Alias, json!({"function": NAME, "name": "live", "version": versions.1}));
    b.call(KindName::Alias, Operation::UpdateAlias, &flip, With::default()).await;
    for event in [json!({"sleep": 0.4}), json!({"say": "never"})] {
        call(event).await;
    }
    let lines = Count::Own(Source::Logs { pattern: "REFUSED".into() });
    let signals = [Count::Errors, Count::Slower(350_000), lines];
    let one = wanted(versions, from, &signals);
    let other = Measurement { stable: None, signals: vec![Count::Errors], ..one.clone() };
    let found = b.aws.count(&[one, other]).await.unwrap();
    let [all, alone] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(sums(all, 0), [(0.0, 2.0), (1.0, 3.0)]);
    assert_eq!(sums(all, 1), [(1.0, 2.0), (0.0, 3.0)]);
    assert_eq!(sums(all, 2), [(1.0, 2.0), (1.0, 3.0)]);
    assert_eq!(sums(alone, 0), [(0.0, 2.0), (0.0, 0.0)]);
    // Nothing lags here: a second without a call of the stable version is known to be one.
    assert!(all.signals.iter().flatten().all(|point| point.stable.is_some()), "{all:?}");

    let after = b.aws.baselines(&[of(NAME), of("another")]).await.unwrap();
    let more = (after[0].invocations - before.invocations, after[0].errors - before.errors);
    assert_eq!((more, after[0].p99), ((5, 1), None));
    assert!((0..=600).contains(&after[0].seconds), "{after:?}");
    assert_eq!(after[1], Baseline::default());
    remove(b).await;
}

/// An alarm, one on that alarm, and none.
pub(super) async fn alarms(b: &Bench) {
    let quiet = |name: &str| {
        attrs(
            KindName::Alarm,
            json!({
                "name": name, "namespace": "AWS/Lambda", "metric": "Errors", "dimensions": {"FunctionName": "f"},
                "statistic": "Sum", "period": 60, "comparison": "GreaterThanThreshold", "threshold": 0.0,
                "missing": "notBreaching", "tags": tags(KindName::Alarm),
            }),
        )
    };
    let composite = attrs(
        KindName::CompositeAlarm,
        json!({"name": "both", "rule": "ALARM(quiet)", "tags": tags(KindName::CompositeAlarm)}),
    );
    let put = |kind, operation, desired: Attrs| async move {
        b.call(kind, operation, &desired, With::default()).await;
    };
    put(KindName::Alarm, Operation::PutMetricAlarm, quiet("quiet")).await;
    put(KindName::CompositeAlarm, Operation::PutCompositeAlarm, composite.clone()).await;
    let names = ["quiet", "both", "none"].map(str::to_owned);
    let mut states = b.aws.alarms(&names).await.unwrap();
    for _ in 0..200 {
        if states["quiet"] == AlarmState::Ok && states["both"] == AlarmState::Ok {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        states = b.aws.alarms(&names).await.unwrap();
    }
    let found = names.each_ref().map(|name| states[name]);
    assert_eq!(found, [AlarmState::Ok, AlarmState::Ok, AlarmState::Insufficient]);
    put(KindName::CompositeAlarm, Operation::DeleteAlarm, composite).await;
    put(KindName::Alarm, Operation::DeleteAlarm, quiet("quiet")).await;
}

const CALLERS: usize = 8;

/// Calls of each of the three steps: a third of `CUTOVER_SPLIT`, or few enough for every run.
fn calls() -> usize {
    let all = std::env::var("CUTOVER_SPLIT").ok().and_then(|text| text.parse().ok());
    all.map_or(1_000, |all: usize| all.div_ceil(3))
}

/// Calls `live` so often, by many callers at once: how often the second version answered.
fn candidates(host: &str, calls: usize, candidate: i64) -> usize {
    let path = format!("/2015-03-31/functions/{NAME}:live/invocations");
    let answers = |caller: usize| {
        let mut connection = Connection::open(host).unwrap();
        let mut ask = || connection.ask("POST", &path, b"{}").unwrap();
        let mine = (caller..calls).step_by(CALLERS).map(|_| ask()).map(|answer| {
            assert_eq!((answer.status, answer.header("x-amz-function-error")), (200, None));
            answer.header("x-amz-executed-version") == Some(&candidate.to_string())
        });
        mine.filter(|is_candidate| *is_candidate).count()
    };
    std::thread::scope(|scope| {
        let answers = &answers;
        let callers: Vec<_> =
            (0..CALLERS).map(|caller| scope.spawn(move || answers(caller))).collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).sum()
    })
}

/// A canary at 5, 25 and 50 %, one step after the other: each splits as it should, and is counted as it was answered.
#[expect(clippy::cast_precision_loss, reason = "some thousand calls")]
async fn split(b: &Bench, host: &str, calls: usize) {
    let versions = two_versions(b).await;
    for percent in [5_u32, 25, 50] {
        let share = f64::from(percent) / 100.0;
        let weights =
            json!({"RoutingConfig": {"AdditionalVersionWeights": {versions.1.to_string(): share}}});
        let alias = format!("/2015-03-31/functions/{NAME}/aliases/live");
        let mut connection = Connection::open(host).unwrap();
        let shifted = connection.ask("PUT", &alias, weights.to_string().as_bytes()).unwrap();
        assert_eq!(shifted.status, 200, "{shifted:?}");
        // The judge books the second of a shift to one step; here each has its own.
        let from = next_second().await;
        let second = tokio::task::block_in_place(|| candidates(host, calls, versions.1));
        let found = b.aws.count(&[wanted(versions, from, &[Count::Errors])]).await.unwrap();
        let counted = sums(&found[0], 0);
        let answered = [(0.0, second as f64), (0.0, (calls - second) as f64)];
        assert_eq!(counted, answered, "{percent} %");
        let mean = calls as f64 * share;
        // 3.29 standard deviations hold 99.9 % of a binomial.
        let spread = 3.29 * (mean * (1.0 - share)).sqrt();
        println!("{percent} %: {second} of {calls}, {mean:.0} ± {spread:.0} expected, all counted");
        assert!((second as f64 - mean).abs() <= spread, "{percent} %: {second} of {calls}");
    }
    remove(b).await;
}

/// With `CUTOVER_SPLIT=100000` it is the canary of a hundred thousand calls.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_canary_splits_its_calls_by_weight_and_every_call_is_counted() {
    if std::env::var("CUTOVER_CONFORMANCE_ENDPOINT").is_ok() {
        // It needs a seed of its own, and says nothing new of the calls.
        return;
    }
    let world = World::new(Settings { seed: 7, ..Settings::default() });
    let server = Server::start(world, Config::default()).await.unwrap();
    let url = server.url();
    split(&Bench::at(&url).await, url.trim_start_matches("http://"), calls()).await;
    server.stop().await;
}
