//! Buses, rules and events on their way, on a clock that moves only when told.

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
use functions::{pass, server};
use serde_json::{Value, json};
use support::{START_MS, iam, json as call, sqs, try_query, virtual_server};

async fn events(server: &Server, operation: &str, body: Value) -> Value {
    let answer = call(server, &format!("AWSEvents.{operation}"), body).await;
    assert_eq!(answer.status, 200, "{operation}: {}", answer.text);
    answer.json()
}

async fn refusal(server: &Server, operation: &str, body: Value) -> (String, String) {
    let answer = call(server, &format!("AWSEvents.{operation}"), body).await;
    assert_eq!(answer.status, 400, "{operation}: {}", answer.text);
    let told = answer.json();
    let code = told["__type"].as_str().unwrap().rsplit('#').next().unwrap().to_owned();
    (code, told["message"].as_str().unwrap().to_owned())
}

/// A queue that a service may send to: its URL and ARN.
async fn queue(server: &Server, name: &str) -> (String, String) {
    let fifo = name.strip_suffix(".fifo").is_some();
    let arn = format!("arn:aws:sqs:us-east-1:000000000000:{name}");
    let statement = json!({
        "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": arn,
    });
    let policy = json!({"Version": "2012-10-17", "Statement": [statement]}).to_string();
    // What was received stays hidden for the rest of a test.
    let mut attributes = json!({"Policy": policy, "VisibilityTimeout": "43200"});
    if fifo {
        attributes["FifoQueue"] = "true".into();
    }
    let made =
        sqs(server, "CreateQueue", json!({"QueueName": name, "Attributes": attributes})).await;
    (made["QueueUrl"].as_str().unwrap().to_owned(), arn)
}

async fn messages(server: &Server, url: &str) -> Vec<Value> {
    let ask = json!({"QueueUrl": url, "MaxNumberOfMessages": 10, "MessageAttributeNames": ["All"]});
    let answer = sqs(server, "ReceiveMessage", ask).await;
    answer["Messages"].as_array().cloned().unwrap_or_default()
}

async fn bodies(server: &Server, url: &str) -> Vec<Value> {
    let parse = |message: &Value| serde_json::from_str(message["Body"].as_str().unwrap()).unwrap();
    messages(server, url).await.iter().map(parse).collect()
}

/// A rule for events of the source `shop` and its targets.
async fn rule(server: &Server, name: &str, bus: &str, targets: Value) {
    let pattern = json!({"source": ["shop"]}).to_string();
    events(server, "PutRule", json!({"Name": name, "EventBusName": bus, "EventPattern": pattern}))
        .await;
    let put = events(
        server,
        "PutTargets",
        json!({"Rule": name, "EventBusName": bus, "Targets": targets}),
    )
    .await;
    assert_eq!(put["FailedEntryCount"], 0);
}

fn entry(bus: &str, source: &str, detail: &Value) -> Value {
    json!({"EventBusName": bus, "Source": source, "DetailType": "Order", "Detail": detail.to_string()})
}

#[tokio::test]
async fn events_reach_the_targets_of_rules_that_match() {
    let server = virtual_server().await;
    let (url, arn) = queue(&server, "q").await;
    events(&server, "CreateEventBus", json!({"Name": "orders"})).await;
    rule(&server, "r", "orders", json!([{"Id": "1", "Arn": arn}])).await;
    let entries = json!([
        entry("orders", "shop", &json!({"n": 1})),
        entry("orders", "other", &json!({"n": 2})),
        entry("default", "shop", &json!({"n": 3})),
        entry("nowhere", "shop", &json!({"n": 4})),
    ]);
    let put = events(&server, "PutEvents", json!({"Entries": entries})).await;
    assert_eq!(
        (&put["FailedEntryCount"], put["Entries"].as_array().unwrap().len()),
        (&json!(0), 4)
    );
    let found = bodies(&server, &url).await;
    assert_eq!(found.len(), 1);
    let expected = json!({
        "version": "0", "id": put["Entries"][0]["EventId"], "detail-type": "Order", "source": "shop",
        "account": "000000000000", "time": "2026-01-01T00:00:00Z", "region": "us-east-1", "resources": [],
        "detail": {"n": 1},
    });
    assert_eq!(found[0], expected);
    events(&server, "DisableRule", json!({"Name": "r", "EventBusName": "orders"})).await;
    events(&server, "PutEvents", json!({"Entries": [entry("orders", "shop", &json!({}))]})).await;
    assert!(bodies(&server, &url).await.is_empty());
}

#[tokio::test]
async fn bad_entries_are_refused_alone() {
    let server = virtual_server().await;
    let bad = |member: &str, value: Value| {
        let mut entry = entry("default", "shop", &json!({}));
        entry[member] = value;
        entry
    };
    let entries = json!([
        entry("default", "shop", &json!({})),
        bad("Source", json!("aws.shop")),
        bad("Detail", json!("[1]")),
        bad("DetailType", Value::Null),
    ]);
    let put = events(&server, "PutEvents", json!({"Entries": entries})).await;
    assert_eq!(put["FailedEntryCount"], 3);
    let codes: Vec<&Value> =
        put["Entries"].as_array().unwrap().iter().map(|entry| &entry["ErrorCode"]).collect();
    let expected = [
        Value::Null,
        json!("NotAuthorizedForSourceException"),
        json!("MalformedDetail"),
        json!("InvalidArgument"),
    ];
    assert_eq!(codes, expected.iter().collect::<Vec<_>>());
}

#[tokio::test]
async fn targets_get_constants_parts_and_templates() {
    let server = virtual_server().await;
    let mut targets = Vec::new();
    let mut urls = Vec::new();
    let inputs = [
        json!({"Input": "{\"fixed\": true}"}),
        json!({"InputPath": "$.detail"}),
        json!({"InputTransformer": {
            "InputPathsMap": {"n": "$.detail.n"}, "InputTemplate": "{\"number\": <n>, \"rule\": \"<aws.events.rule-name>\"}",
        }}),
    ];
    for (place, input) in inputs.iter().enumerate() {
        let (url, arn) = queue(&server, &format!("q{place}")).await;
        let mut target = json!({"Id": place.to_string(), "Arn": arn});
        target.as_object_mut().unwrap().extend(input.as_object().unwrap().clone());
        targets.push(target);
        urls.push(url);
    }
    rule(&server, "r", "default", targets.into()).await;
    events(&server, "PutEvents", json!({"Entries": [entry("default", "shop", &json!({"n": 7}))]}))
        .await;
    assert_eq!(bodies(&server, &urls[0]).await, [json!({"fixed": true})]);
    assert_eq!(bodies(&server, &urls[1]).await, [json!({"n": 7})]);
    assert_eq!(bodies(&server, &urls[2]).await, [json!({"number": 7, "rule": "r"})]);
}

#[tokio::test]
async fn what_cannot_be_delivered_goes_to_the_dead_letters_with_its_reasons() {
    let server = virtual_server().await;
    let (dead, dead_arn) = queue(&server, "dead").await;
    let closed = sqs(&server, "CreateQueue", json!({"QueueName": "closed"})).await;
    let letters = json!({"Arn": dead_arn});
    let targets = json!([
        {"Id": "1", "Arn": "arn:aws:sqs:us-east-1:000000000000:closed", "DeadLetterConfig": letters},
        {"Id": "2", "Arn": "arn:aws:lambda:us-east-1:000000000000:function:none", "DeadLetterConfig": letters},
        {"Id": "3", "Arn": "arn:aws:sqs:us-east-1:000000000000:none"},
    ]);
    rule(&server, "r", "default", targets).await;
    events(&server, "PutEvents", json!({"Entries": [entry("default", "shop", &json!({"n": 1}))]}))
        .await;
    assert!(bodies(&server, closed["QueueUrl"].as_str().unwrap()).await.is_empty());
    let found = messages(&server, &dead).await;
    let codes: Vec<&str> = found
        .iter()
        .map(|message| message["MessageAttributes"]["ERROR_CODE"]["StringValue"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["NO_PERMISSIONS", "RESOURCE_NOT_FOUND"]);
    let rule_arn = &found[0]["MessageAttributes"]["RULE_ARN"]["StringValue"];
    assert_eq!(rule_arn, "arn:aws:events:us-east-1:000000000000:rule/r");
}

#[tokio::test]
async fn what_cannot_be_taken_now_is_tried_until_it_is_too_old() {
    let server = server().await;
    let (dead, dead_arn) = queue(&server, "dead").await;
    server.with_world(|world| world.settings_mut().delays.function_pending_ms = 3_600_000);
    functions::ok(&server, "POST", functions::FUNCTIONS, functions::members("f", functions::CODE))
        .await;
    let permission = json!({"StatementId": "s", "Action": "lambda:InvokeFunction", "Principal": "events.amazonaws.com"});
    functions::lambda(&server, "POST", "/2015-03-31/functions/f/policy", permission).await;
    let arn = "arn:aws:lambda:us-east-1:000000000000:function:f";
    let policy = |attempts: u64, age: u64| json!({"MaximumRetryAttempts": attempts, "MaximumEventAgeInSeconds": age});
    let letters = json!({"Arn": dead_arn});
    let targets = json!([
        {"Id": "1", "Arn": arn, "DeadLetterConfig": letters, "RetryPolicy": policy(2, 3600)},
        {"Id": "2", "Arn": arn, "DeadLetterConfig": letters, "RetryPolicy": policy(185, 60)},
    ]);
    rule(&server, "r", "default", targets).await;
    events(&server, "PutEvents", json!({"Entries": [entry("default", "shop", &json!({}))]})).await;
    assert!(messages(&server, &dead).await.is_empty());
    pass(&server, 120_000);
    let found = messages(&server, &dead).await;
    let reason = |message: &Value| {
        let text = |name: &str| {
            message["MessageAttributes"][name]["StringValue"].as_str().unwrap().to_owned()
        };
        (text("EXHAUSTED_RETRY_CONDITION"), text("ERROR_CODE"))
    };
    let mut reasons: Vec<_> = found.iter().map(reason).collect();
    reasons.sort();
    let failed = |condition: &str| (condition.to_owned(), "SDK_CLIENT_ERROR".to_owned());
    assert_eq!(reasons, [failed("MaximumEventAgeInSeconds"), failed("MaximumRetryAttempts")]);
    server.stop().await;
}

#[tokio::test]
async fn buses_lead_to_buses_in_a_role_that_may() {
    let server = virtual_server().await;
    let (url, arn) = queue(&server, "q").await;
    for bus in ["a", "b"] {
        events(&server, "CreateEventBus", json!({"Name": bus})).await;
    }
    let trust = json!({"Statement": [{
        "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sts:AssumeRole",
    }]});
    iam(
        &server,
        "CreateRole",
        &[("RoleName", "bridge"), ("AssumeRolePolicyDocument", &trust.to_string())],
    )
    .await;
    let there = "arn:aws:events:us-east-1:000000000000:event-bus/b";
    let target =
        json!([{"Id": "1", "Arn": there, "RoleArn": "arn:aws:iam::000000000000:role/bridge"}]);
    rule(&server, "on", "a", target).await;
    rule(&server, "end", "b", json!([{"Id": "1", "Arn": arn}])).await;
    let put = json!({"Entries": [entry("a", "shop", &json!({"n": 1}))]});
    events(&server, "PutEvents", put.clone()).await;
    assert!(bodies(&server, &url).await.is_empty());
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "events:PutEvents", "Resource": there,
    }]});
    let policy = policy.to_string();
    let inline = [("RoleName", "bridge"), ("PolicyName", "p"), ("PolicyDocument", policy.as_str())];
    iam(&server, "PutRolePolicy", &inline).await;
    events(&server, "PutEvents", put).await;
    let found = bodies(&server, &url).await;
    assert_eq!((found.len(), &found[0]["detail"]), (1, &json!({"n": 1})));
}

#[tokio::test]
async fn a_topic_tells_what_its_policy_lets_a_rule_say() {
    let server = virtual_server().await;
    let topic = "arn:aws:sns:us-east-1:000000000000:t";
    let sns = |action: &'static str, parameters: Vec<(&'static str, String)>| {
        let server = &server;
        async move {
            let parameters: Vec<(&str, &str)> =
                parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let answer = try_query(server, "sns", action, &parameters).await.unwrap();
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
    };
    sns("CreateTopic", vec![("Name", "t".to_owned())]).await;
    let (url, arn) = queue(&server, "q").await;
    let open = json!({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": arn}]});
    sqs(
        &server,
        "SetQueueAttributes",
        json!({"QueueUrl": url, "Attributes": {"Policy": open.to_string()}}),
    )
    .await;
    sns(
        "Subscribe",
        vec![("TopicArn", topic.to_owned()), ("Protocol", "sqs".to_owned()), ("Endpoint", arn)],
    )
    .await;
    rule(&server, "r", "default", json!([{"Id": "1", "Arn": topic, "InputPath": "$.detail.text"}]))
        .await;
    let put = json!({"Entries": [entry("default", "shop", &json!({"text": "hello"}))]});
    events(&server, "PutEvents", put.clone()).await;
    assert!(bodies(&server, &url).await.is_empty());
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sns:Publish", "Resource": topic,
        "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:events:us-east-1:000000000000:rule/r"}},
    }]});
    let attribute = vec![
        ("TopicArn", topic.to_owned()),
        ("AttributeName", "Policy".to_owned()),
        ("AttributeValue", policy.to_string()),
    ];
    sns("SetTopicAttributes", attribute).await;
    events(&server, "PutEvents", put).await;
    assert_eq!(bodies(&server, &url).await[0]["Message"], "\"hello\"");
}

#[tokio::test]
async fn scheduled_rules_tick_with_the_clock_until_they_are_turned_off() {
    let server = virtual_server().await;
    let (url, arn) = queue(&server, "q").await;
    events(&server, "PutRule", json!({"Name": "often", "ScheduleExpression": "rate(5 minutes)"}))
        .await;
    events(
        &server,
        "PutRule",
        json!({"Name": "daily", "ScheduleExpression": "cron(0 10 * * ? *)"}),
    )
    .await;
    for rule in ["often", "daily"] {
        let targets = json!([{"Id": "1", "Arn": arn}]);
        events(&server, "PutTargets", json!({"Rule": rule, "Targets": targets})).await;
    }
    server.with_world(|world| world.advance_to(START_MS + 299_999));
    assert!(bodies(&server, &url).await.is_empty());
    pass(&server, 1);
    let found = bodies(&server, &url).await;
    assert_eq!(found[0]["detail-type"], "Scheduled Event");
    assert_eq!(found[0]["time"], "2026-01-01T00:05:00Z");
    assert_eq!(found[0]["resources"], json!(["arn:aws:events:us-east-1:000000000000:rule/often"]));
    pass(&server, 600_000);
    assert_eq!(bodies(&server, &url).await.len(), 2);
    // Putting the rule again counts anew, and the old ticks are gone.
    events(&server, "PutRule", json!({"Name": "often", "ScheduleExpression": "rate(1 hour)"}))
        .await;
    pass(&server, 1_800_000);
    assert!(bodies(&server, &url).await.is_empty());
    events(&server, "DisableRule", json!({"Name": "often"})).await;
    pass(&server, 10 * 3_600_000);
    let found = bodies(&server, &url).await;
    assert_eq!((found.len(), &found[0]["time"]), (1, &json!("2026-01-01T10:00:00Z")));
}

#[tokio::test]
async fn rules_and_targets_are_refused_in_awss_words() {
    let server = virtual_server().await;
    let validation = |text: &str| ("ValidationException".to_owned(), text.to_owned());
    let put = |more: Value| {
        let mut body = json!({"Name": "r"});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let text = "Parameter(s) EventPattern or ScheduleExpression must be specified.";
    assert_eq!(refusal(&server, "PutRule", put(json!({}))).await, validation(text));
    let (code, text) =
        refusal(&server, "PutRule", put(json!({"EventPattern": "{\"a\": 1}"}))).await;
    assert_eq!(code, "InvalidEventPatternException");
    assert_eq!(text, "Event pattern is not valid. Reason: \"a\" must be an object or an array");
    let text = "Parameter ScheduleExpression is not valid.";
    let bad = put(json!({"ScheduleExpression": "rate(5 minute)"}));
    assert_eq!(refusal(&server, "PutRule", bad).await, validation(text));
    events(&server, "CreateEventBus", json!({"Name": "b"})).await;
    let text = "ScheduleExpression is supported only on the default event bus.";
    let bad = put(json!({"ScheduleExpression": "rate(5 minutes)", "EventBusName": "b"}));
    assert_eq!(refusal(&server, "PutRule", bad).await, validation(text));
    let role = put(
        json!({"EventPattern": "{\"a\":[1]}", "RoleArn": "arn:aws:iam::000000000000:role/none"}),
    );
    assert!(refusal(&server, "PutRule", role).await.1.contains("cannot be assumed by principal"));
    let targets = json!({"Rule": "r", "Targets": [{"Id": "1", "Arn": "arn:aws:sqs:us-east-1:000000000000:q"}]});
    let text = "Rule r does not exist on EventBus default.";
    assert_eq!(refusal(&server, "PutTargets", targets.clone()).await.1, text);
    events(&server, "PutRule", put(json!({"EventPattern": "{\"a\":[1]}"}))).await;
    events(&server, "PutTargets", targets).await;
    let text = "Rule can't be deleted since it has targets.";
    assert_eq!(refusal(&server, "DeleteRule", json!({"Name": "r"})).await, validation(text));
    let many: Vec<Value> = (2..7)
        .map(|n| json!({"Id": n.to_string(), "Arn": "arn:aws:sqs:us-east-1:000000000000:q"}))
        .collect();
    let many = json!({"Rule": "r", "Targets": many});
    assert_eq!(refusal(&server, "PutTargets", many).await.0, "LimitExceededException");
    let target = |more: Value| {
        let mut target = json!({"Id": "x", "Arn": "arn:aws:sqs:us-east-1:000000000000:q.fifo"});
        target.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({"Rule": "r", "Targets": [target]})
    };
    for (more, part) in [
        (json!({}), "SqsParameters must be specified"),
        (json!({"Input": "{", "SqsParameters": {"MessageGroupId": "g"}}), "JSON syntax error"),
        (
            json!({"Input": "{}", "InputPath": "$"}),
            "Only one of Input, InputPath, or InputTransformer",
        ),
        (json!({"Id": "a b"}), "[\\.\\-_A-Za-z0-9]+"),
        (json!({"Arn": "queue"}), "not in correct format"),
        (
            json!({"RetryPolicy": {"MaximumRetryAttempts": 186}}),
            "'targets.1.member.retryPolicy.maximumRetryAttempts'",
        ),
    ] {
        let (code, text) = refusal(&server, "PutTargets", target(more)).await;
        assert!(code == "ValidationException" && text.contains(part), "{code}: {text}");
    }
    events(&server, "RemoveTargets", json!({"Rule": "r", "Ids": ["1"]})).await;
    events(&server, "DeleteRule", json!({"Name": "r"})).await;
    events(&server, "DeleteRule", json!({"Name": "r"})).await;
    assert_eq!(
        refusal(&server, "DescribeRule", json!({"Name": "r"})).await.0,
        "ResourceNotFoundException"
    );
}
