//! What guards, limits and logs the routes of an API.
use super::{Bench, With, attrs, with};
use cutover_schemas::kinds::KindName;
use cutover_schemas::operations::Operation;
use cutover_schemas::value::Attrs;
use serde_json::json;

/// Where a function is invoked, as authorizers name it.
const PATH: &str = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:shop-test-orders:live/invocations";

/// An authorizer comes, guards a route that is there, and goes.
pub(super) async fn guards(b: &Bench, api: &str, route: &Attrs, routed: &Attrs) {
    let kind = KindName::Authorizer;
    let keys = attrs(
        kind,
        json!({
            "api": api, "name": "keys-lambda", "kind": "REQUEST", "identity": ["$request.header.x-key"], "uri": PATH,
            "payload_format": "2.0", "simple": true, "ttl": 300,
        }),
    );
    b.gone(kind, &keys).await;
    let (made, _) = b.call(kind, Operation::CreateAuthorizer, &keys, With::default()).await;
    let live = b.same(kind, &keys).await.attrs;
    assert_eq!(live["id"], made["id"]);
    let live = || With { live: live.clone(), ..With::default() };
    let brief = with(&keys, json!({"ttl": 60, "simple": false}));
    b.call(kind, Operation::UpdateAuthorizer, &brief, live()).await;
    b.same(kind, &brief).await;
    let guarded =
        with(route, json!({"authorization": "CUSTOM", "authorizer": made["id"].as_text()}));
    let paths = ["authorization", "authorizer", "scopes"];
    for wanted in [&guarded, route] {
        let change = With { live: routed.clone(), paths: &paths, ..With::default() };
        b.call(KindName::Route, Operation::UpdateRoute, wanted, change).await;
        b.same(KindName::Route, wanted).await;
    }
    b.call(kind, Operation::DeleteAuthorizer, &brief, live()).await;
    b.gone(kind, &brief).await;
}

/// A stage limits one of its routes and writes an access log, and does neither any more.
pub(super) async fn settings(b: &Bench, api: &str, stage: &Attrs) {
    let kind = KindName::RouteSettings;
    let limits = attrs(
        kind,
        json!({"api": api, "stage": "$default", "route": "GET /orders/{id}", "rate": 5, "burst": 10}),
    );
    b.gone(kind, &limits).await;
    b.call(kind, Operation::PutRouteSettings, &limits, With::default()).await;
    b.same(kind, &limits).await;
    b.call(kind, Operation::DeleteRouteSettings, &limits, With::default()).await;
    b.gone(kind, &limits).await;
    let logged = with(
        stage,
        json!({
            "access_log_group": "arn:aws:logs:us-east-1:123456789012:log-group:/api", "access_log_format": "$context.requestId",
        }),
    );
    b.call(KindName::Stage, Operation::PutAccessLogs, &logged, With::default()).await;
    b.same(KindName::Stage, &logged).await;
    b.call(KindName::Stage, Operation::DeleteAccessLogs, &logged, With::default()).await;
    b.same(KindName::Stage, stage).await;
}
