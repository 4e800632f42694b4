//! Finding and tagging resources across services.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests may fail loudly"
)]
#![allow(unreachable_pub, reason = "the support module is shared by the test files")]

mod support;

use serde_json::{Value, json};
use support::{TRUST, iam, json, sqs, virtual_server};

async fn tagging(server: &cutover_emulator::Server, operation: &str, body: Value) -> Value {
    let answer =
        json(server, &format!("ResourceGroupsTaggingAPI_20170126.{operation}"), body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

#[tokio::test]
async fn resources_are_found_by_tags_a_hundred_at_a_time() {
    let server = virtual_server().await;
    for number in 0..103 {
        let tags = json!({"stack": if number < 101 { "one" } else { "two" }});
        sqs(&server, "CreateQueue", json!({"QueueName": format!("q{number:03}"), "tags": tags}))
            .await;
    }
    sqs(&server, "CreateQueue", json!({"QueueName": "untagged"})).await;
    iam(
        &server,
        "CreateRole",
        &[
            ("RoleName", "r"),
            ("AssumeRolePolicyDocument", TRUST),
            ("Tags.member.1.Key", "stack"),
            ("Tags.member.1.Value", "one"),
        ],
    )
    .await;
    let filter = json!([{"Key": "stack", "Values": ["one"]}]);
    let first = tagging(&server, "GetResources", json!({"TagFilters": filter})).await;
    assert_eq!(first["ResourceTagMappingList"].as_array().unwrap().len(), 100);
    let rest = json!({"TagFilters": filter, "PaginationToken": first["PaginationToken"]});
    let second = tagging(&server, "GetResources", rest).await;
    assert_eq!(second["ResourceTagMappingList"].as_array().unwrap().len(), 1);
    assert_eq!(second["PaginationToken"], "");
    let none =
        tagging(&server, "GetResources", json!({"ResourceTypeFilters": ["lambda:function"]})).await;
    assert_eq!(none["ResourceTagMappingList"], json!([]));
    let values = tagging(&server, "GetTagValues", json!({"Key": "stack"})).await;
    assert_eq!(values["TagValues"], json!(["one", "two"]));
}

#[tokio::test]
async fn tags_are_edited_by_arn_and_strangers_are_named() {
    let server = virtual_server().await;
    sqs(&server, "CreateQueue", json!({"QueueName": "a"})).await;
    let (here, nowhere) =
        ("arn:aws:sqs:us-east-1:000000000000:a", "arn:aws:sqs:us-east-1:000000000000:b");
    let answer = tagging(
        &server,
        "TagResources",
        json!({"ResourceARNList": [here, nowhere], "Tags": {"k": "v", "l": "w"}}),
    )
    .await;
    let failed: Vec<&String> = answer["FailedResourcesMap"].as_object().unwrap().keys().collect();
    assert_eq!(failed, [nowhere]);
    tagging(&server, "UntagResources", json!({"ResourceARNList": [here], "TagKeys": ["l"]})).await;
    let found = tagging(&server, "GetResources", json!({"ResourceARNList": [here]})).await;
    assert_eq!(found["ResourceTagMappingList"][0]["Tags"], json!([{"Key": "k", "Value": "v"}]));
}
