//! Functions, their versions and aliases, and what invokes them.
use super::{Bench, With, attrs, ours, role, tags, with};
use cutover_cloud::{Attempt, Class, Cloud as _, ProbeAnswer};
use cutover_schemas::kinds::KindName;
use cutover_schemas::ledger::Timestamp;
use cutover_schemas::measure::{Count, Measurement};
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::Probe;
use cutover_schemas::snapshot::{Ownership, Sight};
use cutover_schemas::value::{Attrs, Value};
use serde_json::json;

pub(super) async fn functions(b: &Bench) {
    let kind = KindName::Function;
    let (desired, revision) = function(b).await;
    let settled = Probe::FunctionSettled { function: "shop-test-orders".into() };
    let changed = with(
        &desired,
        json!({
            "environment": {"TABLE": "orders"}, "memory": 256, "log_format": "JSON",
            "log_level": "DEBUG", "system_log_level": "WARN", "description": "new",
        }),
    );
    let paths = [
        "environment.MODE",
        "memory",
        "log_format",
        "log_level",
        "system_log_level",
        "description",
    ];
    let guarded =
        |revision: &str| With { paths: &paths, revision: Some(revision.into()), ..With::default() };
    let configure = Operation::UpdateFunctionConfiguration;
    b.call(kind, configure, &changed, guarded(&revision)).await;
    let (_, newer) = b.ready(settled.clone()).await;
    b.same(kind, &changed).await;
    let stale = b.attempt(kind, configure, &desired, guarded(&revision)).await;
    assert!(matches!(stale, Attempt::Refused { class: Class::Guard, .. }), "{stale:?}");
    b.call(kind, configure, &desired, guarded(&newer.unwrap())).await;
    b.ready(settled.clone()).await;
    b.same(kind, &desired).await;

    let zip = zip(CODE);
    let upload = With { body: Some(&zip), paths: &["architecture"], ..With::default() };
    let arm = with(&desired, json!({"architecture": "arm64"}));
    b.call(kind, Operation::UpdateFunctionCode, &arm, upload).await;
    b.ready(settled).await;
    let live = b.same(kind, &arm).await.attrs;
    let reserved = with(&arm, json!({"reserved": 5}));
    b.call(kind, Operation::PutFunctionConcurrency, &reserved, With::default()).await;
    b.same(kind, &reserved).await;
    b.call(kind, Operation::DeleteFunctionConcurrency, &arm, With::default()).await;
    let mut retagged = arm.clone();
    let Some(Value::Map(entries)) = retagged.get_mut("tags") else { panic!("no tags") };
    entries.insert("cost".into(), Value::text("7"));
    entries.remove("team");
    let live = || With { live: live.clone(), ..With::default() };
    b.call(kind, Operation::TagFunction, &retagged, live()).await;
    b.call(kind, Operation::UntagFunction, &retagged, live()).await;
    b.same(kind, &retagged).await;
    b.call(kind, Operation::DeleteFunction, &retagged, With::default()).await;
    b.gone(kind, &retagged).await;
    b.call(KindName::Role, Operation::DeleteRole, &role(), With::default()).await;
}

pub(super) async fn rollouts(b: &Bench) {
    let kind = KindName::Alias;
    let (function, revision) = function(b).await;
    let name = || "shop-test-orders".to_owned();
    let base = attrs(kind, json!({"function": name(), "name": "live"}));
    b.gone(kind, &base).await;
    let publish = with(&base, json!({"digest": "d1", "code": function["code"].as_text()}));
    let guard = With { revision: Some(revision), ..With::default() };
    let (made, _) = b.call(kind, Operation::PublishVersion, &publish, guard).await;
    let version = made["version"].as_int().unwrap();
    b.ready(Probe::VersionActive { function: name(), version }).await;
    let (found, _) =
        b.ready(Probe::VersionWithDigest { function: name(), digest: "d1".into() }).await;
    assert_eq!(found["version"], Value::Int(version));
    let none = Probe::VersionWithDigest { function: name(), digest: "d2".into() };
    assert_eq!(b.aws.probe(&none).await, ProbeAnswer::Absent);

    let warm = with(&base, json!({"version": version, "provisioned": 2}));
    b.call(kind, Operation::PutProvisionedConcurrency, &warm, With::default()).await;
    b.ready(Probe::ProvisionedReady { function: name(), version }).await;
    let (_, first) = b.call(kind, Operation::CreateAlias, &warm, With::default()).await;
    let live = b.same(kind, &with(&base, json!({"provisioned": 2}))).await;
    assert_eq!(
        (&live.attrs["version"], &live.attrs["digest"]),
        (&Value::Int(version), &Value::text("d1"))
    );
    assert_eq!((live.revision.as_ref(), live.ownership), (first.as_ref(), Ownership::Parent));
    let again = b.attempt(kind, Operation::CreateAlias, &warm, With::default()).await;
    assert!(matches!(again, Attempt::Refused { class: Class::Exists, .. }), "{again:?}");

    // A second version, and the flip to it.
    let slower = with(&function, json!({"timeout": 9}));
    let paths = With { paths: &["timeout"], ..With::default() };
    b.call(KindName::Function, Operation::UpdateFunctionConfiguration, &slower, paths).await;
    b.ready(Probe::FunctionSettled { function: name() }).await;
    let publish = with(&publish, json!({"digest": "d2"}));
    let (made, _) = b.call(kind, Operation::PublishVersion, &publish, With::default()).await;
    let second = made["version"].clone();
    let flip = with(&base, json!({"version": second.as_int()}));
    let guard = With { revision: first.clone(), ..With::default() };
    b.call(kind, Operation::UpdateAlias, &flip, guard).await;
    let stale = b
        .attempt(kind, Operation::UpdateAlias, &flip, With { revision: first, ..With::default() })
        .await;
    assert!(matches!(stale, Attempt::Refused { class: Class::Guard, .. }), "{stale:?}");
    let live = b.same(kind, &base).await.attrs;
    assert_eq!((&live["version"], &live["digest"]), (&second, &Value::text("d2")));
    assert_eq!(live["leaked"].as_map().unwrap()[&version.to_string()], Value::Int(2));
    b.call(kind, Operation::RestoreAlias, &warm, With::default()).await;
    assert_eq!(
        b.same(kind, &with(&base, json!({"provisioned": 2}))).await.attrs["version"],
        Value::Int(version)
    );
    b.call(kind, Operation::DeleteProvisionedConcurrency, &warm, With::default()).await;
    b.same(kind, &base).await;

    let permission = attrs(
        KindName::Permission,
        json!({
            "function": name(), "qualifier": "live", "sid": "api-1", "principal": "apigateway.amazonaws.com",
            "source_arn": "arn:aws:execute-api:us-east-1:123456789012:abc/*/*", "source_account": "123456789012",
        }),
    );
    b.gone(KindName::Permission, &permission).await;
    b.call(KindName::Permission, Operation::AddPermission, &permission, With::default()).await;
    b.same(KindName::Permission, &permission).await;
    b.call(KindName::Permission, Operation::RemovePermission, &permission, With::default()).await;
    b.gone(KindName::Permission, &permission).await;
    b.call(kind, Operation::DeleteAlias, &base, With::default()).await;
    b.gone(kind, &base).await;
    let whole = With::default();
    b.call(KindName::Function, Operation::DeleteFunction, &function, whole).await;
    b.call(KindName::Role, Operation::DeleteRole, &role(), With::default()).await;
}

/// A smoke test, an invocation by a person, what both leave in the metrics and in the log.
pub(super) async fn invocations(b: &Bench) {
    let kind = KindName::Alias;
    let (function, _) = function(b).await;
    let name = || "shop-test-orders".to_owned();
    let base = attrs(kind, json!({"function": name(), "name": "live"}));
    let publish = with(&base, json!({"digest": "d1"}));
    let (made, _) = b.call(kind, Operation::PublishVersion, &publish, With::default()).await;
    let version = made["version"].as_int().unwrap();
    let here = with(&base, json!({"version": version}));
    let event = With { body: Some(b"{}"), ..With::default() };
    let (answer, _) = b.call(kind, Operation::InvokeVersion, &here, event).await;
    assert_eq!((&answer["status"], &answer["function_error"]), (&Value::Int(200), &Value::Null));
    assert_eq!(answer["payload"].as_text(), Some("{\"ok\": true}"));

    b.call(kind, Operation::CreateAlias, &here, With::default()).await;
    let answer = b.aws.invoke(&name(), Some("live"), b"{}").await.unwrap();
    assert_eq!((answer.status, answer.function_error), (200, None));
    assert_eq!(answer.version, Some(version.to_string()));
    let recent = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let from_millis = i64::try_from(recent.as_millis()).unwrap() - 60_000;
    let wanted = Measurement {
        function: name(),
        alias: "live".into(),
        candidate: version,
        stable: None,
        log_group: "/aws/lambda/shop-test-orders".into(),
        from: Timestamp(from_millis),
        signals: vec![Count::Errors],
    };
    let counts = b.aws.count(&[wanted]).await.unwrap();
    let arms = counts[0].signals[0].iter().filter_map(|point| point.candidate);
    let sums = arms.fold((0.0, 0.0), |(total, bad), arm| (total + arm.total, bad + arm.bad));
    assert_eq!(sums, (1.0, 0.0));
    let lines = b.aws.tail("/aws/lambda/shop-test-orders", from_millis, None).await.unwrap();
    assert!(lines.iter().any(|line| line.message.starts_with("START")), "{lines:?}");
    b.call(KindName::Function, Operation::DeleteFunction, &function, With::default()).await;
    b.call(KindName::Role, Operation::DeleteRole, &role(), With::default()).await;
}

/// Makes a role and a function, and waits for the function.
async fn function(b: &Bench) -> (Attrs, String) {
    function_of(b, "shop-test-orders", CODE).await
}

/// The same, of this name and code.
pub(super) async fn function_of(b: &Bench, name: &str, code: &[u8]) -> (Attrs, String) {
    let kind = KindName::Function;
    let (made, _) = b.call(KindName::Role, Operation::CreateRole, &role(), With::default()).await;
    let mut desired = attrs(
        kind,
        json!({
            "name": name, "runtime": "python3.12", "handler": "app.handler",
            "role": made["arn"].as_text(), "environment": {"TABLE": "orders", "MODE": "x"},
            "tags": tags(kind), "code": "set below",
        }),
    );
    b.gone(kind, &desired).await;
    let zip = zip(code);
    let create = With { body: Some(&zip), ..With::default() };
    b.call(kind, Operation::CreateFunction, &desired, create).await;
    let (_, revision) = b.ready(Probe::FunctionSettled { function: name.into() }).await;
    let Sight::Seen(live) = b.sight(kind, &desired).await else { panic!("not seen") };
    desired.insert("code".into(), live.attrs["code"].clone());
    let live = b.same(kind, &desired).await;
    assert_eq!((live.ownership, live.revision.as_ref()), (ours(kind), revision.as_ref()));
    (desired, revision.unwrap())
}

const CODE: &[u8] = b"def handler(event, context):\n    return {'ok': True}\n";

/// A zip with one stored file, as small as it gets.
fn zip(code: &[u8]) -> Vec<u8> {
    const NAME: &[u8] = b"app.py";
    // CRC-32 of the code, bit by bit.
    let crc = !code.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 * (crc & 1)))
    });
    let name = u16::try_from(NAME.len()).unwrap().to_le_bytes();
    let size = u32::try_from(code.len()).unwrap().to_le_bytes();
    let common =
        [&[20, 0, 0, 0, 0, 0, 0, 0, 33, 0][..], &crc.to_le_bytes(), &size, &size, &name, &[0, 0]]
            .concat();
    let local = [b"PK\x03\x04", &common[..], NAME, code].concat();
    let attributes = [0, 0, 0, 0, 0, 0, 0, 0, 0xa4, 0x81, 0, 0, 0, 0];
    let central = [b"PK\x01\x02\x14\x03", &common[..], &attributes, NAME].concat();
    let at = u32::try_from(local.len()).unwrap().to_le_bytes();
    let length = u32::try_from(central.len()).unwrap().to_le_bytes();
    [&local[..], &central, b"PK\x05\x06\0\0\0\0\x01\0\x01\0", &length, &at, &[0, 0]].concat()
}
