//! Topics, subscriptions and what reaches them, on a clock that moves only when told.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests may fail loudly"
)]
#![allow(unreachable_pub, reason = "the support module is shared by the test files")]

mod functions;
mod support;

use cutover_emulator::Server;
use functions::{CODE, create, invoke, lambda, pass, server};
use serde_json::{Value, json};
use support::{Answer, json as call, sqs, try_query, virtual_server};

async fn sns(server: &Server, action: &str, parameters: &[(&str, &str)]) -> Answer {
    let answer = try_query(server, "sns", action, parameters).await.unwrap();
    assert_eq!(answer.status, 200, "{action}: {}", answer.text);
    answer
}

async fn refusal(server: &Server, action: &str, parameters: &[(&str, &str)]) -> (String, String) {
    let answer = try_query(server, "sns", action, parameters).await.unwrap();
    assert_ne!(answer.status, 200, "{action}: {}", answer.text);
    (answer.element("Code").to_owned(), answer.element("Message").to_owned())
}

const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:t";

async fn topic(server: &Server) {
    assert_eq!(sns(server, "CreateTopic", &[("Name", "t")]).await.element("TopicArn"), TOPIC);
}

/// A queue that lets topics send, or not; its URL and ARN.
async fn queue(server: &Server, name: &str, open: bool) -> (String, String) {
    let fifo = name.strip_suffix(".fifo").is_some();
    let mut attributes = if fifo { json!({"FifoQueue": "true"}) } else { json!({}) };
    let arn = format!("arn:aws:sqs:us-east-1:000000000000:{name}");
    if open {
        let statement = json!({
            "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": arn,
        });
        attributes["Policy"] =
            json!({"Version": "2012-10-17", "Statement": [statement]}).to_string().into();
    }
    let made =
        sqs(server, "CreateQueue", json!({"QueueName": name, "Attributes": attributes})).await;
    (made["QueueUrl"].as_str().unwrap().to_owned(), arn)
}

async fn subscribe(server: &Server, endpoint: &str, attributes: &[(&str, &str)]) -> String {
    let mut parameters = vec![
        ("TopicArn".to_owned(), TOPIC.to_owned()),
        ("Protocol".to_owned(), endpoint.split(':').nth(2).unwrap().to_owned()),
        ("Endpoint".to_owned(), endpoint.to_owned()),
    ];
    for (place, (name, value)) in attributes.iter().enumerate() {
        let prefix = format!("Attributes.entry.{}", place + 1);
        parameters.push((format!("{prefix}.key"), (*name).to_owned()));
        parameters.push((format!("{prefix}.value"), (*value).to_owned()));
    }
    let parameters: Vec<(&str, &str)> =
        parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    sns(server, "Subscribe", &parameters).await.element("SubscriptionArn").to_owned()
}

async fn publish(server: &Server, message: &str, kind: Option<&str>) {
    let mut parameters = vec![("TopicArn", TOPIC), ("Message", message)];
    if let Some(kind) = kind {
        parameters.extend([
            ("MessageAttributes.entry.1.Name", "kind"),
            ("MessageAttributes.entry.1.Value.DataType", "String"),
            ("MessageAttributes.entry.1.Value.StringValue", kind),
        ]);
    }
    sns(server, "Publish", &parameters).await;
}

/// The bodies of all messages of a queue.
async fn bodies(server: &Server, url: &str) -> Vec<String> {
    let ask = json!({"QueueUrl": url, "MaxNumberOfMessages": 10});
    let answer = sqs(server, "ReceiveMessage", ask).await;
    let messages = answer["Messages"].as_array().cloned().unwrap_or_default();
    messages.iter().map(|message| message["Body"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn creating_again_finds_the_topic_unless_it_is_another() {
    let server = virtual_server().await;
    topic(&server).await;
    topic(&server).await;
    let display = [
        ("Name", "t"),
        ("Attributes.entry.1.key", "DisplayName"),
        ("Attributes.entry.1.value", "x"),
    ];
    let (code, text) = refusal(&server, "CreateTopic", &display).await;
    assert_eq!(code, "InvalidParameter");
    assert!(text.contains("Topic already exists with different attributes"), "{text}");
    let tags = [("Name", "t"), ("Tags.member.1.Key", "a"), ("Tags.member.1.Value", "1")];
    assert!(refusal(&server, "CreateTopic", &tags).await.1.contains("different tags"));
    for name in ["", "a b", "x.fifo"] {
        let (_, text) = refusal(&server, "CreateTopic", &[("Name", name)]).await;
        assert_eq!(text, "Invalid parameter: Topic Name", "{name}");
    }
}

#[tokio::test]
async fn lists_come_in_pages_of_a_hundred() {
    let server = virtual_server().await;
    for number in 0..101 {
        sns(&server, "CreateTopic", &[("Name", &format!("t-{number:03}"))]).await;
    }
    let first = sns(&server, "ListTopics", &[]).await;
    assert_eq!(first.text.matches("<TopicArn>").count(), 100);
    let rest = sns(&server, "ListTopics", &[("NextToken", first.element("NextToken"))]).await;
    assert_eq!(rest.text.matches("<TopicArn>").count(), 1);
}

#[tokio::test]
async fn subscribing_again_finds_the_subscription_unless_it_is_another() {
    let server = virtual_server().await;
    topic(&server).await;
    let (_, arn) = queue(&server, "q", true).await;
    let first = subscribe(&server, &arn, &[("RawMessageDelivery", "True")]).await;
    assert_eq!(subscribe(&server, &arn, &[("RawMessageDelivery", "true")]).await, first);
    assert_eq!(
        subscribe(&server, &arn, &[("FilterPolicyScope", "MessageAttributes")]).await,
        first
    );
    assert_eq!(subscribe(&server, &arn, &[]).await, first);
    let other = [
        ("TopicArn", TOPIC),
        ("Protocol", "sqs"),
        ("Endpoint", &arn),
        ("Attributes.entry.1.key", "FilterPolicyScope"),
        ("Attributes.entry.1.value", "MessageBody"),
    ];
    let (_, text) = refusal(&server, "Subscribe", &other).await;
    assert!(text.ends_with("Subscription already exists with different attributes"), "{text}");
}

#[tokio::test]
async fn messages_reach_the_queues_that_want_and_allow_them() {
    let server = virtual_server().await;
    topic(&server).await;
    let (plain, plain_arn) = queue(&server, "plain", true).await;
    let (raw, raw_arn) = queue(&server, "raw", true).await;
    let (closed, closed_arn) = queue(&server, "closed", false).await;
    subscribe(&server, &plain_arn, &[("FilterPolicy", r#"{"kind":["a"]}"#)]).await;
    subscribe(&server, &raw_arn, &[("RawMessageDelivery", "true")]).await;
    subscribe(&server, &closed_arn, &[]).await;
    publish(&server, "one", Some("a")).await;
    publish(&server, "two", Some("b")).await;
    publish(&server, "three", None).await;
    assert_eq!(bodies(&server, &raw).await, ["one", "two", "three"]);
    assert!(bodies(&server, &closed).await.is_empty());
    let enveloped = bodies(&server, &plain).await;
    assert_eq!(enveloped.len(), 1);
    let envelope: Value = serde_json::from_str(&enveloped[0]).unwrap();
    assert_eq!((&envelope["Type"], &envelope["Message"]), (&json!("Notification"), &json!("one")));
    assert_eq!(envelope["MessageAttributes"], json!({"kind": {"Type": "String", "Value": "a"}}));
    assert_eq!(envelope["Timestamp"], "2026-01-01T00:00:00.000Z");
}

#[tokio::test]
async fn a_filter_of_bodies_reads_json() {
    let server = virtual_server().await;
    topic(&server).await;
    let (url, arn) = queue(&server, "q", true).await;
    let policy = r#"{"order":{"total":[{"numeric":[">",10]}]}}"#;
    let attributes = [
        ("FilterPolicy", policy),
        ("FilterPolicyScope", "MessageBody"),
        ("RawMessageDelivery", "true"),
    ];
    subscribe(&server, &arn, &attributes).await;
    for message in [r#"{"order":{"total":11}}"#, r#"{"order":{"total":9}}"#, "text"] {
        publish(&server, message, None).await;
    }
    assert_eq!(bodies(&server, &url).await, [r#"{"order":{"total":11}}"#]);
}

#[tokio::test]
async fn what_cannot_be_delivered_goes_to_the_dead_letters() {
    let server = virtual_server().await;
    topic(&server).await;
    let (dead, dead_arn) = queue(&server, "dead", true).await;
    let redrive = json!({"deadLetterTargetArn": dead_arn}).to_string();
    let (_, closed) = queue(&server, "closed", false).await;
    subscribe(&server, &closed, &[("RedrivePolicy", &redrive)]).await;
    let nobody = "arn:aws:lambda:us-east-1:000000000000:function:none";
    subscribe(&server, nobody, &[("RedrivePolicy", &redrive)]).await;
    publish(&server, "lost", None).await;
    let letters = bodies(&server, &dead).await;
    assert_eq!(letters.len(), 2);
    for letter in letters {
        let letter: Value = serde_json::from_str(&letter).unwrap();
        assert_eq!((&letter["Type"], &letter["Message"]), (&json!("Notification"), &json!("lost")));
    }
}

#[tokio::test]
async fn a_function_gets_records_when_its_policy_lets_the_topic() {
    let server = server().await;
    topic(&server).await;
    let code = "def handler(event, context):\n    print('got', event['Records'][0]['Sns']['Message'], event['Records'][0]['Sns']['Subject'])\n";
    create(&server, "f", code).await;
    if invoke(&server, "f", json!({"Records": [{"Sns": {"Message": "m", "Subject": "s"}}]}))
        .await
        .is_none()
    {
        return;
    }
    let arn = "arn:aws:lambda:us-east-1:000000000000:function:f";
    subscribe(&server, arn, &[]).await;
    publish(&server, "denied", None).await;
    let permission = json!({
        "StatementId": "s", "Action": "lambda:InvokeFunction", "Principal": "sns.amazonaws.com", "SourceArn": TOPIC,
    });
    let added = lambda(&server, "POST", "/2015-03-31/functions/f/policy", permission).await;
    assert_eq!(added.status, 201, "{}", added.text);
    sns(&server, "Publish", &[("TopicArn", TOPIC), ("Message", "allowed"), ("Subject", "hello")])
        .await;
    let ask = json!({"logGroupName": "/aws/lambda/f", "filterPattern": "got"});
    let said = |found: &Value| {
        let events = found["events"].as_array().cloned().unwrap_or_default();
        events.iter().map(|event| event["message"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let mut lines = Vec::new();
    for _ in 0..500 {
        lines = said(&call(&server, "Logs_20140328.FilterLogEvents", ask.clone()).await.json());
        if lines.len() > 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(lines, ["got m s", "got allowed hello"]);
    server.stop().await;
}

#[tokio::test]
async fn what_cannot_be_taken_now_is_tried_again() {
    let server = server().await;
    topic(&server).await;
    // A function that was just made can't take events yet; the topic comes back to it.
    let made = functions::members("f", CODE);
    functions::ok(&server, "POST", functions::FUNCTIONS, made).await;
    let permission = json!({"StatementId": "s", "Action": "lambda:InvokeFunction", "Principal": "sns.amazonaws.com"});
    lambda(&server, "POST", "/2015-03-31/functions/f/policy", permission).await;
    let (dead, dead_arn) = queue(&server, "dead", true).await;
    let redrive = json!({"deadLetterTargetArn": dead_arn}).to_string();
    subscribe(
        &server,
        "arn:aws:lambda:us-east-1:000000000000:function:f",
        &[("RedrivePolicy", &redrive)],
    )
    .await;
    publish(&server, "{}", None).await;
    assert_eq!(server.with_world(|world| world.status()["services"]["sns"]["retries"].clone()), 1);
    pass(&server, 5_000);
    assert_eq!(server.with_world(|world| world.status()["services"]["sns"]["retries"].clone()), 0);
    assert!(bodies(&server, &dead).await.is_empty());
    server.stop().await;
}

#[tokio::test]
async fn a_fifo_topic_keeps_order_and_forgets_doubles() {
    let server = virtual_server().await;
    let topic = "arn:aws:sns:us-east-1:000000000000:t.fifo";
    let create = [
        ("Name", "t.fifo"),
        ("Attributes.entry.1.key", "FifoTopic"),
        ("Attributes.entry.1.value", "true"),
        ("Attributes.entry.2.key", "ContentBasedDeduplication"),
        ("Attributes.entry.2.value", "true"),
    ];
    sns(&server, "CreateTopic", &create).await;
    let (url, arn) = queue(&server, "q.fifo", true).await;
    let raw = [
        ("TopicArn", topic),
        ("Protocol", "sqs"),
        ("Endpoint", &arn),
        ("Attributes.entry.1.key", "RawMessageDelivery"),
        ("Attributes.entry.1.value", "true"),
    ];
    sns(&server, "Subscribe", &raw).await;
    let message =
        |text: &'static str| [("TopicArn", topic), ("MessageGroupId", "g"), ("Message", text)];
    let first = sns(&server, "Publish", &message("a")).await;
    sns(&server, "Publish", &message("b")).await;
    let again = sns(&server, "Publish", &message("a")).await;
    assert_eq!(again.element("SequenceNumber"), first.element("SequenceNumber"));
    assert_eq!(bodies(&server, &url).await, ["a", "b"]);
    let (_, text) = refusal(&server, "Publish", &[("TopicArn", topic), ("Message", "x")]).await;
    assert_eq!(text, "Invalid parameter: The MessageGroupId parameter is required for FIFO topics");
    let lambda = [
        ("TopicArn", topic),
        ("Protocol", "lambda"),
        ("Endpoint", "arn:aws:lambda:us-east-1:000000000000:function:f"),
    ];
    assert!(refusal(&server, "Subscribe", &lambda).await.1.contains("Please use FIFO SQS queue"));
}

#[tokio::test]
async fn a_deleted_topics_subscriptions_linger_and_lead_nowhere() {
    let server = virtual_server().await;
    topic(&server).await;
    let (url, arn) = queue(&server, "q", true).await;
    let subscription = subscribe(&server, &arn, &[]).await;
    sns(&server, "DeleteTopic", &[("TopicArn", TOPIC)]).await;
    topic(&server).await;
    publish(&server, "x", None).await;
    assert!(bodies(&server, &url).await.is_empty());
    assert!(sns(&server, "ListSubscriptions", &[]).await.text.contains(&subscription));
    let by_topic = sns(&server, "ListSubscriptionsByTopic", &[("TopicArn", TOPIC)]).await;
    assert!(!by_topic.text.contains(&subscription));
    pass(&server, 48 * 3_600_000);
    assert!(!sns(&server, "ListSubscriptions", &[]).await.text.contains(&subscription));
}

#[tokio::test]
async fn bad_requests_are_refused_in_awss_words() {
    let server = virtual_server().await;
    topic(&server).await;
    let invalid =
        |text: &str| ("InvalidParameter".to_owned(), format!("Invalid parameter: {text}"));
    let publish = |message: &'static str| [("TopicArn", TOPIC), ("Message", message)];
    assert_eq!(refusal(&server, "Publish", &publish("")).await, invalid("Empty message"));
    let json = [("TopicArn", TOPIC), ("MessageStructure", "json"), ("Message", "{}")];
    let reason = "Message Structure - No default entry in JSON message body";
    assert_eq!(refusal(&server, "Publish", &json).await, invalid(reason));
    let missing = [("TopicArn", "arn:aws:sns:us-east-1:000000000000:none"), ("Message", "x")];
    assert_eq!(refusal(&server, "Publish", &missing).await.0, "NotFound");
    let short = [("TopicArn", "none"), ("Message", "x")];
    let reason = "TopicArn Reason: An ARN must have at least 6 elements, not 1";
    assert_eq!(refusal(&server, "Publish", &short).await, invalid(reason));
    let protocol = [("TopicArn", TOPIC), ("Protocol", "pigeon"), ("Endpoint", "x")];
    let reason = "Amazon SNS does not support this protocol string: pigeon";
    assert_eq!(refusal(&server, "Subscribe", &protocol).await, invalid(reason));
    let attribute =
        [("TopicArn", TOPIC), ("AttributeName", "FifoTopic"), ("AttributeValue", "true")];
    assert_eq!(refusal(&server, "SetTopicAttributes", &attribute).await, invalid("AttributeName"));
}
