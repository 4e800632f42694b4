//! Notifications: who may be named, who is told, and what.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cutover_emulator::Server;
use serde_json::{Value, json};

use crate::call::{bucket, call, code, elements, put};
use crate::functions::{CODE, FUNCTIONS, create, members, ok, refusal, server, zipped};
use crate::support::{json as json_call, sqs, try_query};

const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:jobs";

fn document(entries: &str) -> String {
    format!("<NotificationConfiguration>{entries}</NotificationConfiguration>")
}

fn to_queue(id: &str, event: &str, rules: &[(&str, &str)]) -> String {
    let rules = rules.iter().map(|(name, value)| {
        format!("<FilterRule><Name>{name}</Name><Value>{value}</Value></FilterRule>")
    });
    let rules = rules.collect::<String>();
    let filter = if rules.is_empty() {
        String::new()
    } else {
        format!("<Filter><S3Key>{rules}</S3Key></Filter>")
    };
    format!(
        "<QueueConfiguration><Id>{id}</Id><Queue>{QUEUE}</Queue><Event>{event}</Event>{filter}</QueueConfiguration>"
    )
}

/// A queue that the bucket may send to.
async fn queue(server: &Server, source: &str) -> String {
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": QUEUE,
        "Condition": {"ArnEquals": {"aws:SourceArn": source}},
    }]});
    let made = json!({"QueueName": "jobs", "Attributes": {"Policy": policy.to_string()}});
    sqs(server, "CreateQueue", made).await["QueueUrl"].as_str().unwrap().to_owned()
}

async fn messages(server: &Server, url: &str) -> Vec<Value> {
    let asked = json!({"QueueUrl": url, "MaxNumberOfMessages": 10, "VisibilityTimeout": 1000});
    let answer = sqs(server, "ReceiveMessage", asked).await;
    let messages = answer["Messages"].as_array().cloned().unwrap_or_default();
    messages
        .iter()
        .map(|one| serde_json::from_str(one["Body"].as_str().unwrap()).unwrap())
        .collect()
}

fn notify<'a>(server: &'a Server, entries: &str) -> crate::call::Call<'a> {
    call(server, "PUT", "/pictures?notification").document(&document(entries))
}

#[tokio::test]
async fn a_queue_is_tested_and_then_told_of_what_fits() {
    let server = server().await;
    bucket(&server, "pictures").await;
    let url = queue(&server, "arn:aws:s3:::pictures").await;
    let rules = [("prefix", "in/"), ("suffix", ".jpg")];
    notify(&server, &to_queue("mine", "s3:ObjectCreated:*", &rules)).ok().await;
    let test = messages(&server, &url).await;
    assert_eq!(
        (&test[0]["Event"], &test[0]["Bucket"]),
        (&json!("s3:TestEvent"), &json!("pictures"))
    );
    // The same again is no news.
    notify(&server, &to_queue("mine", "s3:ObjectCreated:*", &rules)).ok().await;
    assert_eq!(messages(&server, &url).await, Vec::<Value>::new());
    let kept = call(&server, "GET", "/pictures?notification").ok().await;
    assert_eq!(elements(&kept, "Name"), ["Prefix", "Suffix"]);
    put(&server, "/pictures/in/a%20b.jpg", "hello").await;
    put(&server, "/pictures/out/a.jpg", "hello").await;
    call(&server, "DELETE", "/pictures/in/a%20b.jpg").ok().await;
    let told = messages(&server, &url).await;
    assert_eq!(told.len(), 1);
    let record = &told[0]["Records"][0];
    assert_eq!(record["eventName"], "ObjectCreated:Put");
    assert_eq!(record["eventSource"], "aws:s3");
    assert_eq!(record["s3"]["configurationId"], "mine");
    assert_eq!(record["s3"]["bucket"]["arn"], "arn:aws:s3:::pictures");
    let object = &record["s3"]["object"];
    assert_eq!((&object["key"], &object["size"]), (&json!("in/a+b.jpg"), &json!(5)));
    assert_eq!(object["eTag"], "5d41402abc4b2a76b9719d911017c592");
    // The document is replaced whole.
    notify(&server, &to_queue("mine", "s3:ObjectRemoved:*", &[])).ok().await;
    call(&server, "DELETE", "/pictures/out/a.jpg").ok().await;
    let told = messages(&server, &url).await;
    assert_eq!(told[0]["Event"], "s3:TestEvent");
    assert_eq!(told[1]["Records"][0]["eventName"], "ObjectRemoved:Delete");
    assert_eq!(told[1]["Records"][0]["s3"]["object"].get("size"), None);
    notify(&server, "").ok().await;
    assert!(!call(&server, "GET", "/pictures?notification").ok().await.text.contains("Id"));
}

#[tokio::test]
async fn targets_that_would_not_take_it_are_refused_when_they_are_named() {
    let server = server().await;
    bucket(&server, "pictures").await;
    queue(&server, "arn:aws:s3:::other").await;
    let answer = notify(&server, &to_queue("a", "s3:ObjectCreated:*", &[])).send().await;
    assert_eq!(
        answer.element("Message"),
        "Unable to validate the following destination configurations"
    );
    assert_eq!(answer.element("ArgumentName"), format!("{QUEUE}, null"));
    assert_eq!(
        answer.element("ArgumentValue"),
        "Permissions on the destination queue do not allow S3 to publish notifications from this bucket"
    );
    let skipped = notify(&server, &to_queue("a", "s3:ObjectCreated:*", &[]));
    skipped.header("x-amz-skip-destination-validation", "true").ok().await;
}

#[tokio::test]
async fn a_function_is_named_only_with_its_permission() {
    let server = server().await;
    bucket(&server, "pictures").await;
    create(&server, "f", CODE).await;
    let arn = "arn:aws:lambda:us-east-1:000000000000:function:f";
    let entry = format!(
        "<CloudFunctionConfiguration><CloudFunction>{arn}</CloudFunction><Event>s3:ObjectCreated:*</Event>\
         </CloudFunctionConfiguration>"
    );
    let refused = notify(&server, &entry).send().await;
    assert_eq!(
        refused.element("ArgumentValue"),
        format!("Not authorized to invoke function [{arn}]")
    );
    let permission = json!({
        "StatementId": "s3", "Action": "lambda:InvokeFunction", "Principal": "s3.amazonaws.com",
        "SourceArn": "arn:aws:s3:::pictures", "SourceAccount": "000000000000",
    });
    ok(&server, "POST", &format!("{FUNCTIONS}/f/policy"), permission).await;
    notify(&server, &entry).ok().await;
    let kept = call(&server, "GET", "/pictures?notification").ok().await;
    assert_eq!(kept.element("Id").len(), 48);
}

#[tokio::test]
async fn documents_that_make_no_sense_are_refused() {
    let server = server().await;
    bucket(&server, "pictures").await;
    queue(&server, "arn:aws:s3:::pictures").await;
    let invalid = code(400, "InvalidArgument");
    let created = "s3:ObjectCreated:*";
    for entries in [
        to_queue("a", created, &[]) + &to_queue("b", "s3:ObjectCreated:Put", &[]),
        to_queue("a", created, &[("prefix", "x/")]) + &to_queue("b", created, &[("prefix", "x/y")]),
        to_queue("a", created, &[("prefix", "x")]) + &to_queue("a", created, &[("prefix", "y")]),
        to_queue("a", "s3:ObjectDreamt:*", &[]),
        to_queue("a", created, &[("infix", "x")]),
        to_queue("a", created, &[("prefix", "x"), ("prefix", "y")]),
        to_queue("a", created, &[]).replace("jobs", "jobs.fifo"),
    ] {
        assert_eq!(notify(&server, &entries).refused().await, invalid, "{entries}");
    }
    assert_eq!(notify(&server, "<Dream/>").refused().await, code(400, "MalformedXML"));
}

#[tokio::test]
async fn a_functions_code_comes_from_an_object() {
    let server = server().await;
    bucket(&server, "pictures").await;
    let zip = STANDARD.decode(zipped("app.py", CODE)).unwrap();
    call(&server, "PUT", "/pictures/f.zip").body(zip).ok().await;
    let from = |bucket: &str, key: &str| json!({"S3Bucket": bucket, "S3Key": key});
    let mut wanted = members("f", CODE);
    wanted["Code"] = from("pictures", "f.zip");
    let made = ok(&server, "POST", FUNCTIONS, wanted.clone()).await;
    let mut inline = members("g", CODE);
    inline["Code"] = json!({"ZipFile": zipped("app.py", CODE)});
    assert_eq!(made["CodeSha256"], ok(&server, "POST", FUNCTIONS, inline).await["CodeSha256"]);
    wanted["FunctionName"] = json!("h");
    for (code, text) in [
        (
            from("pictures", "none"),
            "S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.",
        ),
        (
            from("none-such", "f.zip"),
            "S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does not exist",
        ),
    ] {
        wanted["Code"] = code;
        let (status, kind, message) = refusal(&server, "POST", FUNCTIONS, wanted.clone()).await;
        assert_eq!((status, kind.as_str()), (400, "InvalidParameterValueException"));
        assert_eq!(message, format!("Error occurred while GetObject. {text}"));
    }
}

#[tokio::test]
async fn the_default_bus_is_told_of_everything() {
    let server = server().await;
    bucket(&server, "pictures").await;
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": QUEUE,
    }]});
    let made = json!({"QueueName": "jobs", "Attributes": {"Policy": policy.to_string()}});
    let url = sqs(&server, "CreateQueue", made).await["QueueUrl"].as_str().unwrap().to_owned();
    let events = |operation: &str, body: Value| {
        let target = format!("AWSEvents.{operation}");
        let server = &server;
        async move { assert_eq!(json_call(server, &target, body).await.status, 200) }
    };
    let pattern = json!({"source": ["aws.s3"], "detail": {"object": {"key": [{"prefix": "in/"}]}}});
    events("PutRule", json!({"Name": "objects", "EventPattern": pattern.to_string()})).await;
    let target = json!({"Rule": "objects", "Targets": [{"Id": "q", "Arn": QUEUE}]});
    events("PutTargets", target).await;
    notify(&server, "<EventBridgeConfiguration/>").ok().await;
    put(&server, "/pictures/in/a", "hello").await;
    put(&server, "/pictures/out/a", "hello").await;
    let told = messages(&server, &url).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(
        (&told[0]["source"], &told[0]["detail-type"]),
        (&json!("aws.s3"), &json!("Object Created"))
    );
    let detail = &told[0]["detail"];
    assert_eq!(
        (&detail["bucket"]["name"], &detail["reason"]),
        (&json!("pictures"), &json!("PutObject"))
    );
    assert_eq!((&detail["object"]["key"], &detail["object"]["size"]), (&json!("in/a"), &json!(5)));
}

#[tokio::test]
async fn a_topic_passes_on_what_it_is_told() {
    let server = server().await;
    bucket(&server, "pictures").await;
    let topic = "arn:aws:sns:us-east-1:000000000000:objects";
    let policy = |service: &str, action: &str, resource: &str| {
        json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": service}, "Action": action, "Resource": resource,
        }]})
        .to_string()
    };
    let sns = |action: &'static str, parameters: Vec<(&'static str, String)>| {
        let server = &server;
        async move {
            let pairs: Vec<(&str, &str)> =
                parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let answer = try_query(server, "sns", action, &pairs).await.unwrap();
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
    };
    sns("CreateTopic", vec![("Name", "objects".into())]).await;
    let entry = format!(
        "<TopicConfiguration><Topic>{topic}</Topic><Event>s3:ObjectCreated:*</Event></TopicConfiguration>"
    );
    let refused = notify(&server, &entry).send().await;
    assert!(refused.element("ArgumentValue").contains("destination topic"), "{}", refused.text);
    let allow = policy("s3.amazonaws.com", "sns:Publish", topic);
    let named = [("AttributeName", "Policy".into()), ("AttributeValue", allow)];
    let set = [("TopicArn", topic.into())].into_iter().chain(named).collect();
    sns("SetTopicAttributes", set).await;
    let open = policy("sns.amazonaws.com", "sqs:SendMessage", QUEUE);
    let made = json!({"QueueName": "jobs", "Attributes": {"Policy": open}});
    let url = sqs(&server, "CreateQueue", made).await["QueueUrl"].as_str().unwrap().to_owned();
    let subscription = [("TopicArn", topic), ("Protocol", "sqs"), ("Endpoint", QUEUE)];
    let subscription = subscription.into_iter().map(|(name, value)| (name, value.to_owned()));
    sns("Subscribe", subscription.collect()).await;
    notify(&server, &entry).ok().await;
    put(&server, "/pictures/a", "hello").await;
    let told = messages(&server, &url).await;
    let bodies: Vec<Value> = told
        .iter()
        .map(|one| serde_json::from_str(one["Message"].as_str().unwrap()).unwrap())
        .collect();
    assert_eq!(told[0]["Subject"], "Amazon S3 Notification");
    assert_eq!(bodies[0]["Event"], "s3:TestEvent");
    assert_eq!(bodies[1]["Records"][0]["s3"]["object"]["key"], "a");
}
