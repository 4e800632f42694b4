//! Queues and messages, on a clock that moves only when told.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests may fail loudly"
)]
#![allow(unreachable_pub, reason = "the support module is shared by the test files")]

mod support;

use cutover_emulator::Server;
use serde_json::{Value, json};
use support::{START_MS, sqs, sqs_refusal, virtual_server};

async fn queue(server: &Server, name: &str, attributes: Value) -> String {
    let answer =
        sqs(server, "CreateQueue", json!({"QueueName": name, "Attributes": attributes})).await;
    answer["QueueUrl"].as_str().unwrap().to_owned()
}

async fn bodies(server: &Server, url: &str) -> Vec<String> {
    let answer =
        sqs(server, "ReceiveMessage", json!({"QueueUrl": url, "MaxNumberOfMessages": 10})).await;
    let messages = answer["Messages"].as_array().cloned().unwrap_or_default();
    messages.iter().map(|message| message["Body"].as_str().unwrap().to_owned()).collect()
}

async fn attribute(server: &Server, url: &str, name: &str) -> Option<String> {
    let answer =
        sqs(server, "GetQueueAttributes", json!({"QueueUrl": url, "AttributeNames": ["All"]}))
            .await;
    answer["Attributes"].get(name).map(|value| value.as_str().unwrap().to_owned())
}

#[tokio::test]
async fn creating_the_same_queue_again_finds_it_and_another_shape_is_refused() {
    let server = virtual_server().await;
    let first = queue(&server, "a", json!({"VisibilityTimeout": "5"})).await;
    assert_eq!(queue(&server, "a", json!({"VisibilityTimeout": "5"})).await, first);
    let other = json!({"QueueName": "a", "Attributes": {"VisibilityTimeout": "6"}});
    assert_eq!(sqs_refusal(&server, "CreateQueue", other).await, "QueueAlreadyExists");
}

#[tokio::test]
async fn bad_names_and_attributes_are_refused() {
    let server = virtual_server().await;
    let create =
        |name: &str, attributes: Value| json!({"QueueName": name, "Attributes": attributes});
    for (body, code) in [
        (create("a b", json!({})), "InvalidParameterValue"),
        (create("a.fifo", json!({})), "InvalidParameterValue"),
        (create("a", json!({"FifoQueue": "true"})), "InvalidParameterValue"),
        (create("a", json!({"Colour": "red"})), "InvalidAttributeName"),
        (create("a", json!({"VisibilityTimeout": "43201"})), "InvalidAttributeValue"),
        (create("a", json!({"MessageRetentionPeriod": "59"})), "InvalidAttributeValue"),
        (create("a", json!({"ContentBasedDeduplication": "true"})), "InvalidAttributeName"),
        (create("a", json!({"RedrivePolicy": "{"})), "InvalidParameterValue"),
    ] {
        assert_eq!(sqs_refusal(&server, "CreateQueue", body.clone()).await, code, "{body}");
    }
}

#[tokio::test]
async fn setting_attributes_is_partial_and_an_empty_value_clears() {
    let server = virtual_server().await;
    let dead = queue(&server, "dead", json!({})).await;
    let target = attribute(&server, &dead, "QueueArn").await.unwrap();
    let redrive = json!({"deadLetterTargetArn": target, "maxReceiveCount": "3"}).to_string();
    let url = queue(&server, "a", json!({"RedrivePolicy": redrive, "DelaySeconds": "4"})).await;
    let sources = sqs(&server, "ListDeadLetterSourceQueues", json!({"QueueUrl": dead})).await;
    assert_eq!(sources["queueUrls"], json!([url]));
    sqs(
        &server,
        "SetQueueAttributes",
        json!({"QueueUrl": url, "Attributes": {"RedrivePolicy": ""}}),
    )
    .await;
    assert_eq!(attribute(&server, &url, "RedrivePolicy").await, None);
    assert_eq!(attribute(&server, &url, "DelaySeconds").await.as_deref(), Some("4"));
}

#[tokio::test]
async fn a_redrive_target_must_exist_and_be_of_the_same_type() {
    let server = virtual_server().await;
    let fifo = queue(&server, "d.fifo", json!({"FifoQueue": "true"})).await;
    let arn = attribute(&server, &fifo, "QueueArn").await.unwrap();
    for target in [arn.as_str(), "arn:aws:sqs:us-east-1:000000000000:none"] {
        let redrive = json!({"deadLetterTargetArn": target, "maxReceiveCount": 3}).to_string();
        let body = json!({"QueueName": "a", "Attributes": {"RedrivePolicy": redrive}});
        assert_eq!(sqs_refusal(&server, "CreateQueue", body).await, "InvalidParameterValue");
    }
}

#[tokio::test]
async fn a_received_message_is_hidden_until_its_time_and_deleted_by_its_receipt() {
    let server = virtual_server().await;
    let url = queue(&server, "a", json!({"VisibilityTimeout": "30"})).await;
    sqs(&server, "SendMessage", json!({"QueueUrl": url, "MessageBody": "x"})).await;
    assert_eq!(bodies(&server, &url).await, ["x"]);
    assert!(bodies(&server, &url).await.is_empty());
    assert_eq!(
        attribute(&server, &url, "ApproximateNumberOfMessagesNotVisible").await.as_deref(),
        Some("1")
    );
    server.with_world(|world| world.advance_to(START_MS + 30_000));
    let again = sqs(
        &server,
        "ReceiveMessage",
        json!({"QueueUrl": url, "AttributeNames": ["ApproximateReceiveCount"]}),
    )
    .await;
    assert_eq!(again["Messages"][0]["Attributes"], json!({"ApproximateReceiveCount": "2"}));
    let receipt = again["Messages"][0]["ReceiptHandle"].clone();
    sqs(&server, "DeleteMessage", json!({"QueueUrl": url, "ReceiptHandle": receipt})).await;
    server.with_world(|world| world.advance_to(START_MS + 90_000));
    assert!(bodies(&server, &url).await.is_empty());
}

#[tokio::test]
async fn a_message_received_too_often_moves_to_the_dead_letter_queue() {
    let server = virtual_server().await;
    let dead = queue(&server, "dead", json!({})).await;
    let target = attribute(&server, &dead, "QueueArn").await.unwrap();
    let redrive = json!({"deadLetterTargetArn": target, "maxReceiveCount": 2}).to_string();
    let url =
        queue(&server, "a", json!({"RedrivePolicy": redrive, "VisibilityTimeout": "0"})).await;
    sqs(&server, "SendMessage", json!({"QueueUrl": url, "MessageBody": "poison"})).await;
    assert_eq!(bodies(&server, &url).await, ["poison"]);
    assert_eq!(bodies(&server, &url).await, ["poison"]);
    assert!(bodies(&server, &url).await.is_empty());
    assert_eq!(bodies(&server, &dead).await, ["poison"]);
}

#[tokio::test]
async fn delays_and_retention_follow_the_clock() {
    let server = virtual_server().await;
    let url =
        queue(&server, "a", json!({"DelaySeconds": "10", "MessageRetentionPeriod": "60"})).await;
    sqs(&server, "SendMessage", json!({"QueueUrl": url, "MessageBody": "late"})).await;
    sqs(&server, "SendMessage", json!({"QueueUrl": url, "MessageBody": "now", "DelaySeconds": 0}))
        .await;
    assert_eq!(bodies(&server, &url).await, ["now"]);
    assert_eq!(
        attribute(&server, &url, "ApproximateNumberOfMessagesDelayed").await.as_deref(),
        Some("1")
    );
    server.with_world(|world| world.advance_to(START_MS + 10_000));
    assert_eq!(bodies(&server, &url).await, ["late"]);
    server.with_world(|world| world.advance_to(START_MS + 61_000));
    assert!(bodies(&server, &url).await.is_empty());
}

#[tokio::test]
async fn a_fifo_group_waits_for_its_first_message_and_forgets_repeats() {
    let server = virtual_server().await;
    let url =
        queue(&server, "a.fifo", json!({"FifoQueue": "true", "ContentBasedDeduplication": "true"}))
            .await;
    let message = |body: &str, group: &str| json!({"QueueUrl": url, "MessageBody": body, "MessageGroupId": group});
    for (body, group) in [("a1", "a"), ("a2", "a"), ("b1", "b"), ("a1", "a")] {
        sqs(&server, "SendMessage", message(body, group)).await;
    }
    let first = sqs(&server, "ReceiveMessage", json!({"QueueUrl": url})).await;
    assert_eq!(first["Messages"][0]["Body"], "a1");
    assert_eq!(bodies(&server, &url).await, ["b1"]);
    let receipt = first["Messages"][0]["ReceiptHandle"].clone();
    sqs(&server, "DeleteMessage", json!({"QueueUrl": url, "ReceiptHandle": receipt})).await;
    assert_eq!(bodies(&server, &url).await, ["a2"]);
    assert_eq!(
        sqs_refusal(&server, "SendMessage", json!({"QueueUrl": url, "MessageBody": "x"})).await,
        "MissingParameter"
    );
}

#[tokio::test]
async fn a_batch_fails_entry_by_entry() {
    let server = virtual_server().await;
    let url = queue(&server, "a", json!({})).await;
    let entries = json!([{"Id": "1", "MessageBody": "x"}, {"Id": "2", "MessageBody": "y", "DelaySeconds": 901}]);
    let answer =
        sqs(&server, "SendMessageBatch", json!({"QueueUrl": url, "Entries": entries})).await;
    assert_eq!(answer["Successful"][0]["Id"], "1");
    assert_eq!(
        (&answer["Failed"][0]["Id"], &answer["Failed"][0]["Code"]),
        (&json!("2"), &json!("InvalidParameterValue"))
    );
    let twice = json!([{"Id": "1", "MessageBody": "x"}, {"Id": "1", "MessageBody": "y"}]);
    let code =
        sqs_refusal(&server, "SendMessageBatch", json!({"QueueUrl": url, "Entries": twice})).await;
    assert_eq!(code, "AWS.SimpleQueueService.BatchEntryIdsNotDistinct");
}

#[tokio::test]
async fn a_deleted_queues_name_rests_when_the_window_is_on() {
    let server = virtual_server().await;
    let url = queue(&server, "a", json!({})).await;
    sqs(&server, "DeleteQueue", json!({"QueueUrl": url})).await;
    let url = queue(&server, "a", json!({})).await;
    server.with_world(|world| world.settings_mut().windows.queue_name_ms = 60_000);
    sqs(&server, "DeleteQueue", json!({"QueueUrl": url})).await;
    let again = json!({"QueueName": "a"});
    let code = sqs_refusal(&server, "CreateQueue", again.clone()).await;
    assert_eq!(code, "AWS.SimpleQueueService.QueueDeletedRecently");
    server.with_world(|world| world.advance_to(START_MS + 60_000));
    sqs(&server, "CreateQueue", again).await;
}

#[tokio::test]
async fn lists_come_in_pages_of_the_size_asked_for() {
    let server = virtual_server().await;
    for name in ["x-1", "x-2", "x-3", "y-1"] {
        queue(&server, name, json!({})).await;
    }
    let first = sqs(&server, "ListQueues", json!({"QueueNamePrefix": "x-", "MaxResults": 2})).await;
    assert_eq!(first["QueueUrls"].as_array().unwrap().len(), 2);
    let rest = json!({"QueueNamePrefix": "x-", "MaxResults": 2, "NextToken": first["NextToken"]});
    let second = sqs(&server, "ListQueues", rest).await;
    assert_eq!(second["QueueUrls"], json!([format!("{}/000000000000/x-3", server.url())]));
    assert_eq!(second.get("NextToken"), None);
}

#[tokio::test]
async fn tags_are_set_listed_and_removed() {
    let server = virtual_server().await;
    let url = queue(&server, "a", json!({})).await;
    sqs(&server, "TagQueue", json!({"QueueUrl": url, "Tags": {"k": "v", "l": "w"}})).await;
    sqs(&server, "UntagQueue", json!({"QueueUrl": url, "TagKeys": ["k"]})).await;
    assert_eq!(
        sqs(&server, "ListQueueTags", json!({"QueueUrl": url})).await,
        json!({"Tags": {"l": "w"}})
    );
    let reserved = json!({"QueueUrl": url, "Tags": {"aws:x": "v"}});
    assert_eq!(sqs_refusal(&server, "TagQueue", reserved).await, "InvalidParameterValue");
}
