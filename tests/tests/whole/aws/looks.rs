//! Looking at many things at once.
use super::{Bench, With, address, attrs, role, tags, with};
use cutover_cloud::{Cloud as _, Depth};
use cutover_schemas::address::Address;
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::ledger::Timestamp;
use cutover_schemas::measure::{Count, Measurement};
use cutover_schemas::operations::Operation;
use cutover_schemas::snapshot::Sight;
use cutover_schemas::table::Owner;
use cutover_schemas::value::{Attrs, Value};
use serde_json::json;

/// Bulk tells what lists tell; strangers are what nobody asked about.
pub(super) async fn bulk(b: &Bench) {
    let queue =
        attrs(KindName::Queue, json!({"name": "shop-test-jobs", "tags": tags(KindName::Queue)}));
    b.call(KindName::Queue, Operation::CreateQueue, &queue, With::default()).await;
    b.call(KindName::Role, Operation::CreateRole, &role(), With::default()).await;
    let missing = Attrs::from([("name".to_owned(), Value::text("shop-test-nothing"))]);
    let mut nothing = Bench::wanted(KindName::Queue, &missing);
    nothing.address = Address::new("queue", "nothing").unwrap();
    let all = [
        Bench::wanted(KindName::Queue, &queue),
        Bench::wanted(KindName::Role, &role()),
        nothing.clone(),
    ];
    let snapshot = b.aws.observe(&b.identity, &all, Depth::Bulk).await.unwrap();
    assert_eq!(snapshot.seen[&address(KindName::Queue)], Sight::Listed);
    assert_eq!(snapshot.seen[&address(KindName::Role)], Sight::Listed);
    assert_eq!(snapshot.seen[&nothing.address], Sight::Absent);
    assert_eq!(snapshot.strangers, []);
    let snapshot = b.aws.observe(&b.identity, &[nothing], Depth::Full).await.unwrap();
    let strangers: Vec<&str> = snapshot.strangers.iter().map(|one| one.arn.as_str()).collect();
    assert!(strangers.iter().any(|arn| arn.ends_with(":shop-test-jobs")), "{strangers:?}");
    assert!(strangers.iter().any(|arn| arn.ends_with("/shop-test-run")), "{strangers:?}");
    let Sight::Seen(live) = b.sight(KindName::Queue, &queue).await else { panic!("not seen") };
    b.call(
        KindName::Queue,
        Operation::DeleteQueue,
        &queue,
        With { live: live.attrs, ..With::default() },
    )
    .await;
    b.call(KindName::Role, Operation::DeleteRole, &role(), With::default()).await;
}

/// Of a function that isn't there, nothing else is asked for.
pub(super) async fn nothing(b: &Bench) {
    let function = json!({"name": "shop-test-none"});
    let alias = json!({"function": "shop-test-none", "name": "live"});
    let permission = json!({"function": "shop-test-none", "qualifier": "live", "sid": "s"});
    let wanted = [
        Bench::wanted(KindName::Function, &attrs(KindName::Function, function)),
        Bench::wanted(KindName::Alias, &attrs(KindName::Alias, alias)),
        Bench::wanted(KindName::Permission, &attrs(KindName::Permission, permission)),
    ];
    let snapshot = b.aws.observe(&b.identity, &wanted, Depth::Full).await.unwrap();
    assert!(snapshot.seen.values().all(|sight| *sight == Sight::Absent));
    let calls = b.aws.calls().by_operation();
    let lambda: Vec<_> = calls.iter().filter(|((service, _), _)| service == "lambda").collect();
    assert_eq!(lambda.len(), 1, "{lambda:?}");
    assert_eq!(lambda[0].1.sent, 1, "{lambda:?}");
}

/// Many roles are read by two lists, policies included, and not one by one.
pub(super) async fn crowd(b: &Bench) {
    let numbered = |n: i32| with(&role(), json!({"name": format!("shop-test-run{n}")}));
    let policy = |n: i32| {
        attrs(
            KindName::RolePolicy,
            json!({
                "role": format!("shop-test-run{n}"), "name": "p", "document": {"Version": "2012-10-17",
                "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}]},
            }),
        )
    };
    let mut wanted = Vec::new();
    for n in 0..12 {
        b.call(KindName::Role, Operation::CreateRole, &numbered(n), With::default()).await;
        b.call(KindName::RolePolicy, Operation::PutRolePolicy, &policy(n), With::default()).await;
        for (kind, key) in [(KindName::Role, numbered(n)), (KindName::RolePolicy, policy(n))] {
            let address = Address::new(kind.row().name, &format!("r{n}")).unwrap();
            wanted.push(Wanted { address, ..Bench::wanted(kind, &key) });
        }
    }
    let before = b.aws.calls().reads();
    let snapshot = b.aws.observe(&b.identity, &wanted, Depth::Bulk).await.unwrap();
    let reads = b.aws.calls().reads() - before;
    assert!(reads < 8, "{reads} reads");
    for one in &wanted {
        let Sight::Seen(live) = &snapshot.seen[&one.address] else { panic!("{}", one.address) };
        let spec = one.kind.row().attrs.iter().filter(|row| row.flags.owner == Owner::Spec);
        for row in spec {
            assert_eq!(live.attrs.get(row.name), one.key.get(row.name), "{}", row.name);
        }
    }
    for n in 0..12 {
        b.call(KindName::RolePolicy, Operation::DeleteRolePolicy, &policy(n), With::default())
            .await;
        b.call(KindName::Role, Operation::DeleteRole, &numbered(n), With::default()).await;
    }
}

/// Metrics can be asked for although there are none.
pub(super) async fn measures(b: &Bench) {
    let wanted = Measurement {
        function: "f".into(),
        alias: "live".into(),
        candidate: 1,
        stable: None,
        log_group: "/aws/lambda/f".into(),
        from: Timestamp(1_700_000_000_000),
        signals: vec![Count::Errors],
    };
    let counts = b.aws.count(&[wanted.clone(), wanted]).await.unwrap();
    assert_eq!(counts.len(), 2);
    assert!(counts.iter().all(|series| series.signals.iter().all(Vec::is_empty)), "{counts:?}");
}
