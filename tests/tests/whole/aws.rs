//! The cloud port over the SDK, against the embedded local cloud: every kind is made, looked at,
//! changed, looked at again and deleted, one permitted call at a time. Another cloud can be tried with
//! `CUTOVER_CONFORMANCE_ENDPOINT=http://127.0.0.1:5000` and one test thread.
use cutover_aws::{Aws, Options};
use cutover_cloud::cloud::Measurement;
use cutover_cloud::{
    Attempt, Call, Class, Cloud as _, Depth, Journal, Lease, LedgerError, LedgerStore, Permit,
    ProbeAnswer,
};
use cutover_emulator::{Config, Server, Settings, World};
use cutover_schemas::address::Address;
use cutover_schemas::canonical::complete;
use cutover_schemas::graph::{Identity, Wanted};
use cutover_schemas::kinds::KindName;
use cutover_schemas::ledger::{Entry, Record, Started};
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::Probe;
use cutover_schemas::snapshot::{Live, Ownership, Sight};
use cutover_schemas::table::Owner;
use cutover_schemas::value::{Attrs, Value};
use serde_json::json;
use std::time::Duration;

/// A ledger that forgets: permits need one.
struct Forgetful;

impl LedgerStore for Forgetful {
    async fn read(&mut self) -> Result<Vec<Record>, LedgerError> {
        Ok(Vec::new())
    }
    async fn acquire(&mut self, _: &str) -> Result<Lease, LedgerError> {
        Ok(Lease { epoch: 1, takes_over: None })
    }
    async fn append(&mut self, _: Vec<Entry>) -> Result<Vec<Record>, LedgerError> {
        Ok(Vec::new())
    }
    async fn release(&mut self) -> Result<(), LedgerError> {
        Ok(())
    }
}

/// A cloud, and one resource in it.
struct Bench {
    aws: Aws,
    identity: Identity,
}

/// What one call says besides its operation.
#[derive(Default)]
struct With<'a> {
    live: Attrs,
    paths: &'a [&'a str],
    revision: Option<String>,
    body: Option<&'a [u8]>,
}

impl Bench {
    async fn at(url: &str) -> Self {
        let options =
            Options { endpoint_url: Some(url.to_owned()), local: true, ..Options::default() };
        let aws = Aws::connect(options).await.unwrap();
        let mut identity = aws.identify().await.unwrap();
        identity.stack = "shop".into();
        identity.stage = "test".into();
        Self { aws, identity }
    }

    async fn attempt(
        &self,
        kind: KindName,
        operation: Operation,
        desired: &Attrs,
        with: With<'_>,
    ) -> Attempt {
        let paths: Vec<String> = with.paths.iter().map(|&path| path.to_owned()).collect();
        let started = Started {
            step: 1,
            attempt: 1,
            operation,
            address: address(kind),
            kind,
            key: Attrs::new(),
        };
        let (_, proofs) =
            Journal::new(Forgetful).append(vec![Entry::Started(started)]).await.unwrap();
        let permit = Permit::new(1, operation, proofs.into_iter().next().unwrap());
        let call = Call {
            kind,
            operation,
            desired,
            live: &with.live,
            paths: &paths,
            revision: with.revision.as_deref(),
            body: with.body,
        };
        self.aws.attempt(call, permit).await
    }

    /// A call that must succeed; a role that is too new is asked for again.
    async fn call(
        &self,
        kind: KindName,
        operation: Operation,
        desired: &Attrs,
        with: With<'_>,
    ) -> (Attrs, Option<String>) {
        match self.attempt(kind, operation, desired, with).await {
            Attempt::Done { outputs, revision } => (outputs, revision),
            other => panic!("{}: {other:?}", operation.name()),
        }
    }

    fn wanted(kind: KindName, key: &Attrs) -> Wanted {
        Wanted { address: address(kind), kind, key: key.clone(), parent: None }
    }

    async fn sight(&self, kind: KindName, key: &Attrs) -> Sight {
        self.aws.look(&self.identity, &Self::wanted(kind, key)).await.unwrap()
    }

    /// Looks, and compares everything that the spec decides.
    async fn same(&self, kind: KindName, desired: &Attrs) -> Live {
        let Sight::Seen(live) = self.sight(kind, desired).await else {
            panic!("{} is not seen", kind.row().name);
        };
        for row in kind.row().attrs.iter().filter(|row| row.flags.owner == Owner::Spec) {
            let wanted = desired.get(row.name).unwrap();
            if !(wanted.is_null() && row.name == "max_message_size") {
                assert_eq!(
                    live.attrs.get(row.name),
                    Some(wanted),
                    "{}.{}",
                    kind.row().name,
                    row.name
                );
            }
        }
        live
    }

    async fn gone(&self, kind: KindName, key: &Attrs) {
        assert_eq!(self.sight(kind, key).await, Sight::Absent, "{}", kind.row().name);
    }

    async fn ready(&self, probe: Probe) -> (Attrs, Option<String>) {
        for _ in 0..200 {
            match self.aws.probe(&probe).await {
                ProbeAnswer::Ready { outputs, revision } => return (outputs, revision),
                ProbeAnswer::Pending => tokio::time::sleep(Duration::from_millis(20)).await,
                other => panic!("{probe:?}: {other:?}"),
            }
        }
        panic!("{probe:?}: never ready");
    }
}

fn address(kind: KindName) -> Address {
    Address::new(kind.row().name, "x").unwrap()
}

fn attrs(kind: KindName, json: serde_json::Value) -> Attrs {
    let tree = Value::from_plain_json(&json).unwrap();
    complete(kind.row(), tree.as_map().unwrap())
}

fn with(attrs: &Attrs, changes: serde_json::Value) -> Attrs {
    let mut changed = attrs.clone();
    changed.extend(Value::from_plain_json(&changes).unwrap().as_map().unwrap().clone());
    changed
}

fn tags(kind: KindName) -> serde_json::Value {
    json!({
        "cutover:stack": "shop", "cutover:stage": "test", "cutover:owner": "o1",
        "cutover:address": address(kind).to_tag(), "team": "red",
    })
}

fn ours(kind: KindName) -> Ownership {
    Ownership::Ours { owner: Some("o1".into()), address: Some(address(kind)) }
}

/// A zip with one stored file, as small as it gets.
fn zip() -> Vec<u8> {
    const NAME: &[u8] = b"app.py";
    const CODE: &[u8] = b"def handler(event, context):\n    return {'ok': True}\n";
    // CRC-32 of the code, bit by bit.
    let crc = !CODE.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 * (crc & 1)))
    });
    let name = u16::try_from(NAME.len()).unwrap().to_le_bytes();
    let size = u32::try_from(CODE.len()).unwrap().to_le_bytes();
    let common =
        [&[20, 0, 0, 0, 0, 0, 0, 0, 33, 0][..], &crc.to_le_bytes(), &size, &size, &name, &[0, 0]]
            .concat();
    let local = [b"PK\x03\x04", &common[..], NAME, CODE].concat();
    let attributes = [0, 0, 0, 0, 0, 0, 0, 0, 0xa4, 0x81, 0, 0, 0, 0];
    let central = [b"PK\x01\x02\x14\x03", &common[..], &attributes, NAME].concat();
    let at = u32::try_from(local.len()).unwrap().to_le_bytes();
    let length = u32::try_from(central.len()).unwrap().to_le_bytes();
    [&local[..], &central, b"PK\x05\x06\0\0\0\0\x01\0\x01\0", &length, &at, &[0, 0]].concat()
}

/// The embedded local cloud, or whatever else answers at `CUTOVER_CONFORMANCE_ENDPOINT`.
async fn cloud() -> (Option<Server>, Bench) {
    if let Ok(url) = std::env::var("CUTOVER_CONFORMANCE_ENDPOINT") {
        return (None, Bench::at(&url).await);
    }
    let server = Server::start(World::new(Settings::default()), Config::default()).await.unwrap();
    let bench = Bench::at(&server.url()).await;
    (Some(server), bench)
}

async fn queues(b: &Bench) {
    let kind = KindName::Queue;
    let desired = attrs(
        kind,
        json!({
            "name": "shop-test-jobs", "visibility_timeout": 90, "delay": 5, "tags": tags(kind),
            "policy": {"Version": "2012-10-17", "Statement": [{"Sid": "s", "Effect": "Allow",
                "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*"}]},
        }),
    );
    let dead = attrs(kind, json!({"name": "shop-test-dead", "tags": tags(kind)}));
    b.gone(kind, &desired).await;
    let (made, _) = b.call(kind, Operation::CreateQueue, &dead, With::default()).await;
    let dead = with(&dead, json!({"url": made["url"].as_text(), "arn": made["arn"].as_text()}));
    let (made, _) = b.call(kind, Operation::CreateQueue, &desired, With::default()).await;
    let live = b.same(kind, &desired).await;
    assert_eq!(live.ownership, ours(kind));
    assert_eq!(live.attrs["arn"], made["arn"]);
    assert_eq!(live.attrs["url"], made["url"]);

    let live = || With { live: live.attrs.clone(), ..With::default() };
    let changed = with(
        &desired,
        json!({
            "delay": 0, "policy": null, "dead_letter_arn": dead["arn"].as_text(), "max_receive": 3,
        }),
    );
    let paths = ["delay", "policy", "dead_letter_arn", "max_receive"];
    b.call(kind, Operation::SetQueueAttributes, &changed, With { paths: &paths, ..live() }).await;
    let live_now = b.same(kind, &changed).await;
    let plain = with(&changed, json!({"dead_letter_arn": null, "max_receive": null}));
    let paths = ["dead_letter_arn"];
    let removing = With { live: live_now.attrs, paths: &paths, ..With::default() };
    b.call(kind, Operation::SetQueueAttributes, &plain, removing).await;
    b.same(kind, &plain).await;

    let mut retagged = plain.clone();
    let Some(Value::Map(entries)) = retagged.get_mut("tags") else { panic!("no tags") };
    entries.insert("cost".into(), Value::text("7"));
    entries.remove("team");
    b.call(kind, Operation::TagQueue, &retagged, With { paths: &["tags.cost"], ..live() }).await;
    b.call(kind, Operation::UntagQueue, &retagged, With { paths: &["tags.team"], ..live() }).await;
    let live = b.same(kind, &retagged).await.attrs;
    b.call(kind, Operation::DeleteQueue, &retagged, With { live, ..With::default() }).await;
    b.call(kind, Operation::DeleteQueue, &dead, With::default()).await;
    b.gone(kind, &desired).await;
}

fn role() -> Attrs {
    attrs(
        KindName::Role,
        json!({
            "name": "shop-test-run", "path": "/cutover/shop/test/", "tags": tags(KindName::Role),
            "description": "runs it", "trust": {"Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
        }),
    )
}

async fn roles(b: &Bench) {
    let (kind, desired) = (KindName::Role, role());
    b.gone(kind, &desired).await;
    let (made, _) = b.call(kind, Operation::CreateRole, &desired, With::default()).await;
    let live = b.same(kind, &desired).await;
    assert_eq!((live.ownership, &live.attrs["arn"]), (ours(kind), &made["arn"]));
    let live = || With { live: live.attrs.clone(), ..With::default() };

    let changed = with(&desired, json!({"description": "", "max_session": 7200}));
    b.call(kind, Operation::UpdateRole, &changed, With { paths: &["description"], ..live() }).await;
    b.same(kind, &changed).await;
    let trust = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Principal": {"Service": ["lambda.amazonaws.com", "scheduler.amazonaws.com"]}, "Action": "sts:AssumeRole"}]});
    let changed = complete(kind.row(), &with(&changed, json!({"trust": trust})));
    b.call(kind, Operation::UpdateAssumeRolePolicy, &changed, live()).await;
    b.same(kind, &changed).await;
    let bounded =
        with(&changed, json!({"permissions_boundary": "arn:aws:iam::aws:policy/ReadOnlyAccess"}));
    b.call(kind, Operation::PutRolePermissionsBoundary, &bounded, live()).await;
    b.same(kind, &bounded).await;
    b.call(kind, Operation::DeleteRolePermissionsBoundary, &changed, live()).await;
    let mut retagged = changed.clone();
    retagged.insert(
        "tags".into(),
        Value::Map(Attrs::from([("cutover:stack".into(), Value::text("shop"))])),
    );
    b.call(kind, Operation::UntagRole, &retagged, With { paths: &["tags.team"], ..live() }).await;
    b.call(kind, Operation::TagRole, &desired, With::default()).await;
    b.same(kind, &changed).await;

    let policy = attrs(
        KindName::RolePolicy,
        json!({
            "role": "shop-test-run", "name": "logs", "document": {"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": ["logs:PutLogEvents", "logs:CreateLogStream"], "Resource": "*"}]},
        }),
    );
    b.gone(KindName::RolePolicy, &policy).await;
    b.call(KindName::RolePolicy, Operation::PutRolePolicy, &policy, With::default()).await;
    b.same(KindName::RolePolicy, &policy).await;
    let attachment = attrs(
        KindName::RoleAttachment,
        json!({
            "role": "shop-test-run", "policy_arn": "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        }),
    );
    b.gone(KindName::RoleAttachment, &attachment).await;
    b.call(KindName::RoleAttachment, Operation::AttachRolePolicy, &attachment, With::default())
        .await;
    b.same(KindName::RoleAttachment, &attachment).await;

    let early = b.attempt(kind, Operation::DeleteRole, &desired, With::default()).await;
    assert!(matches!(early, Attempt::Refused { class: Class::Busy, .. }), "{early:?}");
    b.call(KindName::RoleAttachment, Operation::DetachRolePolicy, &attachment, With::default())
        .await;
    b.call(KindName::RolePolicy, Operation::DeleteRolePolicy, &policy, With::default()).await;
    b.call(kind, Operation::DeleteRole, &desired, With::default()).await;
    b.gone(kind, &desired).await;
}

async fn log_groups(b: &Bench) {
    let kind = KindName::LogGroup;
    let desired = attrs(kind, json!({"name": "/aws/lambda/shop-test-orders", "tags": tags(kind)}));
    b.gone(kind, &desired).await;
    b.call(kind, Operation::CreateLogGroup, &desired, With::default()).await;
    assert_eq!(b.same(kind, &desired).await.ownership, ours(kind));
    let again = b.attempt(kind, Operation::CreateLogGroup, &desired, With::default()).await;
    assert!(matches!(again, Attempt::Refused { class: Class::Exists, .. }), "{again:?}");
    let kept = with(&desired, json!({"retention_days": 30}));
    b.call(kind, Operation::PutRetentionPolicy, &kept, With::default()).await;
    let live = b.same(kind, &kept).await;
    let live = || With { live: live.attrs.clone(), ..With::default() };
    b.call(kind, Operation::DeleteRetentionPolicy, &desired, live()).await;
    let mut retagged = desired.clone();
    let Some(Value::Map(entries)) = retagged.get_mut("tags") else { panic!("no tags") };
    entries.insert("cost".into(), Value::text("7"));
    entries.remove("team");
    b.call(kind, Operation::TagLogGroup, &retagged, live()).await;
    b.call(kind, Operation::UntagLogGroup, &retagged, live()).await;
    b.same(kind, &retagged).await;
    assert_eq!(b.aws.tail("/aws/lambda/shop-test-orders", 0, None).await.unwrap(), []);
    b.call(kind, Operation::DeleteLogGroup, &desired, With::default()).await;
    b.gone(kind, &desired).await;
    assert_eq!(b.aws.tail("/aws/lambda/shop-test-orders", 0, None).await.unwrap(), []);
}

/// Makes a role and a function, and waits for the function.
async fn function(b: &Bench) -> (Attrs, String) {
    let kind = KindName::Function;
    let (made, _) = b.call(KindName::Role, Operation::CreateRole, &role(), With::default()).await;
    let mut desired = attrs(
        kind,
        json!({
            "name": "shop-test-orders", "runtime": "python3.12", "handler": "app.handler",
            "role": made["arn"].as_text(), "environment": {"TABLE": "orders", "MODE": "x"},
            "tags": tags(kind), "code": "set below",
        }),
    );
    b.gone(kind, &desired).await;
    let zip = zip();
    let create = With { body: Some(&zip), ..With::default() };
    b.call(kind, Operation::CreateFunction, &desired, create).await;
    let (_, revision) =
        b.ready(Probe::FunctionSettled { function: "shop-test-orders".into() }).await;
    let Sight::Seen(live) = b.sight(kind, &desired).await else { panic!("not seen") };
    desired.insert("code".into(), live.attrs["code"].clone());
    let live = b.same(kind, &desired).await;
    assert_eq!((live.ownership, live.revision.as_ref()), (ours(kind), revision.as_ref()));
    (desired, revision.unwrap())
}

async fn functions(b: &Bench) {
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

    let zip = zip();
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

async fn rollouts(b: &Bench) {
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

async fn apis(b: &Bench) {
    let kind = KindName::Api;
    let desired = attrs(
        kind,
        json!({
            "name": "shop-test-web", "description": "shop", "tags": tags(kind),
            "cors": {"origins": ["https://shop.example"], "methods": ["GET"], "max_age": 60},
        }),
    );
    b.gone(kind, &desired).await;
    let (made, _) = b.call(kind, Operation::CreateApi, &desired, With::default()).await;
    let live = b.same(kind, &desired).await;
    assert_eq!((&live.attrs["id"], live.ownership), (&made["id"], ours(kind)));
    let api = made["id"].as_text().unwrap().to_owned();
    let live = || With { live: live.attrs.clone(), ..With::default() };
    let changed = with(&desired, json!({"name": "shop-test-web2", "cors": null}));
    b.call(kind, Operation::UpdateApi, &changed, With { paths: &["name"], ..live() }).await;
    b.call(kind, Operation::DeleteCorsConfiguration, &changed, live()).await;
    b.same(kind, &changed).await;
    let mut retagged = changed.clone();
    let Some(Value::Map(entries)) = retagged.get_mut("tags") else { panic!("no tags") };
    entries.insert("cost".into(), Value::text("7"));
    entries.remove("team");
    b.call(kind, Operation::TagApi, &retagged, live()).await;
    b.call(kind, Operation::UntagApi, &retagged, live()).await;
    b.same(kind, &retagged).await;

    let integration = attrs(
        KindName::Integration,
        json!({
            "api": api, "uri": "arn:aws:lambda:us-east-1:123456789012:function:shop-test-orders:live",
        }),
    );
    b.gone(KindName::Integration, &integration).await;
    let (made, _) = b
        .call(KindName::Integration, Operation::CreateIntegration, &integration, With::default())
        .await;
    let live = b.same(KindName::Integration, &integration).await.attrs;
    assert_eq!(live["id"], made["id"]);
    let quick = with(&integration, json!({"timeout_ms": 5000}));
    let update = With { live: live.clone(), paths: &["timeout_ms"], ..With::default() };
    b.call(KindName::Integration, Operation::UpdateIntegration, &quick, update).await;
    b.same(KindName::Integration, &quick).await;

    let route = attrs(
        KindName::Route,
        json!({"api": api, "key": "GET /orders/{id}", "integration": made["id"].as_text()}),
    );
    b.gone(KindName::Route, &route).await;
    b.call(KindName::Route, Operation::CreateRoute, &route, With::default()).await;
    let routed = b.same(KindName::Route, &route).await.attrs;
    b.call(
        KindName::Route,
        Operation::UpdateRoute,
        &route,
        With { live: routed.clone(), ..With::default() },
    )
    .await;

    let stage = attrs(
        KindName::Stage,
        json!({"api": api, "name": "$default", "throttle_rate": 50, "throttle_burst": 100}),
    );
    b.gone(KindName::Stage, &stage).await;
    b.call(KindName::Stage, Operation::CreateStage, &stage, With::default()).await;
    b.same(KindName::Stage, &stage).await;
    let manual = with(&stage, json!({"auto_deploy": false, "throttle_rate": 60}));
    b.call(KindName::Stage, Operation::UpdateStage, &manual, With::default()).await;
    b.same(KindName::Stage, &manual).await;
    b.call(KindName::Stage, Operation::DeleteStage, &stage, With::default()).await;
    b.gone(KindName::Stage, &stage).await;
    b.call(
        KindName::Route,
        Operation::DeleteRoute,
        &route,
        With { live: routed, ..With::default() },
    )
    .await;
    b.call(
        KindName::Integration,
        Operation::DeleteIntegration,
        &integration,
        With { live, ..With::default() },
    )
    .await;
    b.gone(KindName::Integration, &integration).await;
    let delete = Attrs::from([("id".to_owned(), Value::text(api))]);
    b.call(kind, Operation::DeleteApi, &delete, With::default()).await;
    b.gone(kind, &desired).await;
}

/// Bulk tells what lists tell; strangers are what nobody asked about.
async fn bulk(b: &Bench) {
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
async fn nothing(b: &Bench) {
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
async fn crowd(b: &Bench) {
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
async fn measures(b: &Bench) {
    let wanted = Measurement {
        function: "f".into(),
        alias: "live".into(),
        version: 1,
        from_millis: 1_700_000_000_000,
    };
    let counts = b.aws.measure(&[wanted.clone(), wanted]).await.unwrap();
    assert_eq!(counts.len(), 2);
    assert_eq!(counts[0].invocations + counts[1].errors, 0);
}

macro_rules! on_the_cloud {
    ($($name:ident: $drive:path;)*) => { $(
        #[tokio::test]
        async fn $name() {
            let (server, bench) = cloud().await;
            $drive(&bench).await;
            if let Some(server) = server {
                server.stop().await;
            }
        }
    )* };
}

on_the_cloud! {
    a_queue_lives_through_the_port: queues;
    a_role_lives_through_the_port: roles;
    a_log_group_lives_through_the_port: log_groups;
    a_function_lives_through_the_port: functions;
    versions_and_aliases_roll_through_the_port: rollouts;
    an_api_lives_through_the_port: apis;
    bulk_reads_list_and_find_strangers: bulk;
    a_missing_function_settles_its_parts: nothing;
    many_roles_are_read_by_lists: crowd;
    measures_are_asked_in_one_call: measures;
}
