//! The strict checker finds what it is there to find.
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use cutover_tests::need;
use cutover_tests::recorder::write_exchange;
use cutover_tests::strict;
use cutover_tests::venv::venv;
use serde_json::{Value, json};

/// One call and its answer, as the recorder writes them.
struct Exchange {
    service: &'static str,
    request: (&'static str, &'static str, Value),
    headers: Vec<(&'static str, &'static str)>,
    response: (u16, Value),
    answered: Vec<(&'static str, &'static str)>,
}

const ALIAS: &str = "/2015-03-31/functions/shop/aliases/live";
const OURS: (&str, &str) = ("user-agent", "aws-sdk-rust/1.3 os/linux");
const SQS: (&str, &str) = ("x-amz-target", "AmazonSQS.SendMessage");

impl Exchange {
    fn alias(body: Value, response: (u16, Value)) -> Self {
        Self {
            service: "lambda",
            request: ("PUT", ALIAS, body),
            headers: vec![OURS],
            response,
            answered: vec![("content-type", "application/json")],
        }
    }

    fn message(body: Value, response: (u16, Value)) -> Self {
        Self {
            service: "sqs",
            request: ("POST", "/", body),
            headers: vec![OURS, SQS],
            response,
            answered: vec![("content-type", "application/x-amz-json-1.0")],
        }
    }

    fn violations(&self) -> Vec<String> {
        let scope = format!(
            "AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/{}/aws4_request, ",
            self.service
        );
        let mut headers = json!({"authorization": scope});
        for (name, value) in &self.headers {
            headers[*name] = json!(value);
        }
        let mut answered = json!({});
        for (name, value) in &self.answered {
            answered[*name] = json!(value);
        }
        let (method, target, body) = &self.request;
        let request =
            json!({"method": method, "target": target, "headers": headers, "body": encoded(body)});
        let response = json!({"status": self.response.0, "headers": answered, "body": encoded(&self.response.1)});
        let folder = tempfile::tempdir().unwrap();
        let recording = folder.path().join("recording.jsonl");
        write_exchange(&recording, &request, &response);
        let verdict = strict::check(venv().unwrap(), &recording);
        assert_eq!(verdict.checked, 1);
        verdict.violations
    }
}

fn encoded(body: &Value) -> String {
    let text = if body.is_null() { String::new() } else { body.to_string() };
    BASE64_STANDARD.encode(text)
}

fn answer() -> Value {
    json!({
        "AliasArn": "arn:aws:lambda:us-east-1:000000000000:function:shop:live",
        "Name": "live", "FunctionVersion": "1", "Description": "", "RevisionId": "r",
    })
}

fn with(mut value: Value, name: &str, member: Value) -> Value {
    value[name] = member;
    value
}

#[test]
fn what_keeps_to_the_model_passes() {
    need!(venv());
    let good = Exchange::alias(
        json!({"RoutingConfig": {"AdditionalVersionWeights": {"2": 0.3}}}),
        (200, answer()),
    );
    assert_eq!(good.violations(), [""; 0]);
    let refusal = json!({"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "no"});
    let refused = Exchange::message(json!({"QueueUrl": "u", "MessageBody": "b"}), (400, refusal));
    assert_eq!(refused.violations(), [""; 0]);
}

#[test]
fn bad_requests_of_ours_are_found_by_member() {
    need!(venv());
    let weights =
        json!({"RoutingConfig": {"AdditionalVersionWeights": {"2": 1.5}}, "Colour": "red"});
    assert_eq!(
        Exchange::alias(weights, (200, answer())).violations(),
        [
            "lambda.UpdateAlias request.Colour: no such member",
            "lambda.UpdateAlias request.RoutingConfig.AdditionalVersionWeights.2: 1.5 is over 1.0",
        ]
    );
    let message = json!({"MessageBody": 7, "DelaySeconds": "1"});
    let reply = json!({"MD5OfMessageBody": "m", "MessageId": "i"});
    assert_eq!(
        Exchange::message(message, (200, reply)).violations(),
        [
            "sqs.SendMessage request.DelaySeconds: '1' is no integer",
            "sqs.SendMessage request.MessageBody: 7 is no string",
            "sqs.SendMessage request.QueueUrl: required",
        ]
    );
}

#[test]
fn bad_answers_are_found_by_member() {
    need!(venv());
    for (name, member, violation) in [
        ("Colour", json!("red"), "answer.Colour: no such member"),
        ("Description", json!(null), "answer.Description: null instead of nothing"),
        ("FunctionVersion", json!("one"), "answer.FunctionVersion: 'one' doesn't match "),
        ("Name", json!(["live"]), "answer.Name: ['live'] is no string"),
    ] {
        let found = Exchange::alias(json!({}), (200, with(answer(), name, member))).violations();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with(&format!("lambda.UpdateAlias {violation}")), "{found:?}");
    }
    let strange = Exchange::alias(json!({}), (201, answer())).violations();
    assert_eq!(strange, ["lambda.UpdateAlias answer: status 201 instead of 200"]);
}

#[test]
fn bad_refusals_are_found_by_code() {
    need!(venv());
    let refusal = |code, status| {
        let mut exchange = Exchange::alias(json!({}), (status, json!({"message": "no"})));
        exchange.answered.push(("x-amzn-errortype", code));
        exchange.violations()
    };
    assert_eq!(refusal("ResourceNotFoundException", 404), [""; 0]);
    assert_eq!(
        refusal("ResourceNotFoundException", 400),
        ["lambda.UpdateAlias refusal ResourceNotFoundException: status 400 instead of 404"]
    );
    assert_eq!(
        refusal("NoSuchEntity", 404),
        ["lambda.UpdateAlias refusal NoSuchEntity: not in the model"]
    );
}

#[test]
fn what_aws_would_refuse_may_not_be_accepted() {
    need!(venv());
    let weights = json!({"RoutingConfig": {"AdditionalVersionWeights": {"2": 1.5}}});
    let mut exchange = Exchange::alias(weights, (200, answer()));
    exchange.headers = vec![("user-agent", "Boto3/1.43")];
    assert_eq!(
        exchange.violations(),
        [
            "lambda.UpdateAlias request.RoutingConfig.AdditionalVersionWeights.2: 1.5 is over 1.0 (accepted)"
        ]
    );
    exchange.response = (400, json!({"message": "1 validation error detected"}));
    exchange.answered.push(("x-amzn-errortype", "ValidationException"));
    assert_eq!(exchange.violations(), [""; 0]);
}

#[test]
fn calls_of_no_model_are_found() {
    need!(venv());
    let mut exchange = Exchange::message(json!({}), (200, json!({})));
    exchange.headers = vec![("x-amz-target", "AmazonSQS.Dream")];
    assert_eq!(exchange.violations(), ["sqs.Dream: in no model"]);
    let mut exchange = Exchange::alias(json!({}), (200, answer()));
    exchange.request.1 = "/2015-03-31/dreams";
    assert_eq!(exchange.violations(), ["lambda PUT /2015-03-31/dreams: in no model"]);
}
