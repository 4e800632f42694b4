//! Queues, roles, log groups and APIs.
use super::doors;
use super::{Bench, With, attrs, ours, role, tags, with};
use cutover_cloud::{Attempt, Class};
use cutover_schemas::canonical::complete;
use cutover_schemas::kinds::KindName;
use cutover_schemas::operations::Operation;
use cutover_schemas::value::{Attrs, Value};
use serde_json::json;

pub(super) async fn queues(b: &Bench) {
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

pub(super) async fn roles(b: &Bench) {
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

pub(super) async fn log_groups(b: &Bench) {
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

pub(super) async fn apis(b: &Bench) {
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
    let manual =
        with(&stage, json!({"auto_deploy": false, "throttle_rate": 60, "detailed_metrics": true}));
    b.call(KindName::Stage, Operation::UpdateStage, &manual, With::default()).await;
    b.same(KindName::Stage, &manual).await;
    doors::guards(b, &api, &route, &routed).await;
    doors::settings(b, &api, &manual).await;
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
