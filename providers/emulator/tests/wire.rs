//! How answers and errors look on the wire.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests may fail loudly"
)]
#![allow(unreachable_pub, reason = "the support module is shared by the test files")]

mod support;

use http::Request;
use http_body_util::Full;
use serde_json::json;
use support::{iam, json, send, sqs, try_query, virtual_server};

#[tokio::test]
async fn an_error_of_sqs_carries_both_its_codes() {
    let server = virtual_server().await;
    let answer = json(&server, "AmazonSQS.GetQueueUrl", json!({"QueueName": "none"})).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.json()["__type"], "com.amazonaws.sqs#QueueDoesNotExist");
    assert_eq!(
        answer.header("x-amzn-query-error"),
        "AWS.SimpleQueueService.NonExistentQueue;Sender"
    );
    assert_eq!(answer.header("content-type"), "application/x-amz-json-1.0");
    assert_eq!(answer.header("x-amzn-requestid").len(), 36);
    let old = try_query(&server, "sqs", "GetQueueUrl", &[("QueueName", "none")]).await.unwrap();
    assert_eq!(old.element("Code"), "AWS.SimpleQueueService.NonExistentQueue");
}

#[tokio::test]
async fn an_error_of_iam_is_xml_with_type_code_and_message() {
    let server = virtual_server().await;
    let answer = iam(&server, "GetRole", &[("RoleName", "none")]).await;
    assert_eq!(
        (answer.status, answer.element("Type"), answer.element("Code")),
        (404, "Sender", "NoSuchEntity")
    );
    assert_eq!(answer.element("Message"), "The role with name none cannot be found.");
    assert_eq!(answer.element("RequestId"), answer.header("x-amzn-requestid"));
}

#[tokio::test]
async fn unknown_operations_and_services_are_refused_in_the_callers_protocol() {
    let server = virtual_server().await;
    assert_eq!(iam(&server, "ListGroups", &[]).await.element("Code"), "InvalidAction");
    let answer = json(&server, "AmazonSQS.Fly", json!({})).await;
    assert_eq!(
        (answer.status, answer.json()["__type"].as_str().unwrap()),
        (400, "com.amazon.coral.service#UnknownOperationException")
    );
    let answer = json(&server, "Nobody_2012.Fly", json!({})).await;
    assert!(answer.text.contains("does not serve target Nobody_2012.Fly"), "{}", answer.text);
    let rest = send(
        Request::get(format!("{}/2099-01-01/nothing", server.url())).body(Full::default()).unwrap(),
    )
    .await
    .unwrap();
    assert_eq!((rest.status, rest.header("x-amzn-errortype")), (404, "UnknownOperationException"));
}

#[tokio::test]
async fn broken_bodies_are_refused_and_unknown_members_are_not() {
    let server = virtual_server().await;
    let request = Request::post(server.url())
        .header("x-amz-target", "AmazonSQS.ListQueues")
        .body(Full::from("{"))
        .unwrap();
    assert!(send(request).await.unwrap().text.contains("SerializationException"));
    sqs(&server, "ListQueues", json!({"Colour": "red"})).await;
}

#[tokio::test]
async fn a_queue_works_for_clients_of_the_query_protocol() {
    let server = virtual_server().await;
    let created = try_query(
        &server,
        "sqs",
        "CreateQueue",
        &[
            ("QueueName", "old"),
            ("Attribute.1.Name", "VisibilityTimeout"),
            ("Attribute.1.Value", "7"),
        ],
    )
    .await
    .unwrap();
    let url = created.element("QueueUrl").to_owned();
    assert_eq!(url, format!("{}/000000000000/old", server.url()));
    let shown = try_query(
        &server,
        "sqs",
        "GetQueueAttributes",
        &[("QueueUrl", &url), ("AttributeName.1", "VisibilityTimeout")],
    )
    .await
    .unwrap();
    assert!(
        shown
            .text
            .contains("<Attribute><Name>VisibilityTimeout</Name><Value>7</Value></Attribute>"),
        "{}",
        shown.text
    );
    try_query(&server, "sqs", "SendMessage", &[("QueueUrl", &url), ("MessageBody", "a<b")])
        .await
        .unwrap();
    let received =
        try_query(&server, "sqs", "ReceiveMessage", &[("QueueUrl", &url)]).await.unwrap();
    assert!(
        received.text.contains("<Message><MessageId>") && received.element("Body") == "a&lt;b",
        "{}",
        received.text
    );
}

#[tokio::test]
async fn the_tagging_api_speaks_cbor_too() {
    let server = virtual_server().await;
    sqs(&server, "CreateQueue", json!({"QueueName": "a", "tags": {"k": "v"}})).await;
    let mut body = Vec::new();
    ciborium::into_writer(&json!({"TagFilters": [{"Key": "k"}]}), &mut body).unwrap();
    let request = Request::post(format!(
        "{}/service/ResourceGroupsTaggingAPI_20170126/operation/GetResources",
        server.url()
    ))
    .header("smithy-protocol", "rpc-v2-cbor")
    .header("content-type", "application/cbor")
    .body(Full::from(body))
    .unwrap();
    let answer = send(request).await.unwrap();
    assert_eq!((answer.status, answer.header("smithy-protocol")), (200, "rpc-v2-cbor"));
    assert!(answer.text.contains("arn:aws:sqs:us-east-1:000000000000:a"));
}

#[tokio::test]
async fn a_role_session_is_known_by_its_key() {
    let server = virtual_server().await;
    let trust =
        support::TRUST.replace(r#""Service":"lambda.amazonaws.com""#, r#""AWS":"000000000000""#);
    iam(&server, "CreateRole", &[("RoleName", "deployer"), ("AssumeRolePolicyDocument", &trust)])
        .await;
    let arn = "arn:aws:iam::000000000000:role/deployer";
    let session =
        try_query(&server, "sts", "AssumeRole", &[("RoleArn", arn), ("RoleSessionName", "me")])
            .await
            .unwrap();
    let request = Request::post(server.url())
        .header("content-type", "application/x-www-form-urlencoded")
        .header(
            "authorization",
            format!(
                "AWS4-HMAC-SHA256 Credential={}/20260101/us-east-1/sts/aws4_request",
                session.element("AccessKeyId")
            ),
        )
        .body(Full::from("Action=GetCallerIdentity&Version=2011-06-15"))
        .unwrap();
    assert_eq!(
        send(request).await.unwrap().element("Arn"),
        "arn:aws:sts::000000000000:assumed-role/deployer/me"
    );
    let refused = try_query(
        &server,
        "sts",
        "AssumeRole",
        &[("RoleArn", &arn.replace("deployer", "none")), ("RoleSessionName", "me")],
    )
    .await
    .unwrap();
    assert_eq!((refused.status, refused.element("Code")), (403, "AccessDenied"));
}

#[tokio::test]
async fn people_see_health_status_journal_and_notes() {
    let server = virtual_server().await;
    let page = |path: &str| {
        Request::get(format!("{}/_cutover/{path}", server.url())).body(Full::default()).unwrap()
    };
    assert_eq!(send(page("health")).await.unwrap().json()["status"], "ok");
    sqs(&server, "CreateQueue", json!({"QueueName": "a"})).await;
    assert_eq!(send(page("status")).await.unwrap().json()["services"]["sqs"]["queues"], 1);
    assert_eq!(send(page("journal")).await.unwrap().json()[0]["operation"], "CreateQueue");
    let note = Request::put(format!("{}/_cutover/notes/phase", server.url()))
        .body(Full::from("{\"step\": 2}"))
        .unwrap();
    assert_eq!(send(note).await.unwrap().status, 200);
    assert_eq!(send(page("notes")).await.unwrap().json(), json!({"phase": {"step": 2}}));
    assert_eq!(send(page("none")).await.unwrap().status, 404);
}

#[tokio::test]
async fn a_web_page_of_another_site_is_refused() {
    let server = virtual_server().await;
    let request = Request::post(server.url())
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", "https://example.com")
        .body(Full::from("Action=CreateQueue&QueueName=a&Version=2012-11-05"))
        .unwrap();
    assert_eq!(send(request).await.unwrap().status, 403);
    assert_eq!(sqs(&server, "ListQueues", json!({})).await, json!({}));
}
