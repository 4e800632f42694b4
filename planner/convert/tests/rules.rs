//! What holds for every conversion: nothing opens, nothing secret is written, nothing gets lost silently.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
use cutover_convert::{Around, Converted, Found, Kind, Request, convert, markdown};

fn made(kind: Kind, text: &str) -> Converted {
    let request = Request { kind, file: "source", text, stack: "shop" };
    let found = |path: &str| {
        if std::path::Path::new(path).extension().is_some() { Found::File } else { Found::Dir }
    };
    convert(&request, Around { base: "", found: &found, text: &|_| None }).unwrap()
}

/// Everything that would be on disk.
fn all(made: &Converted) -> String {
    let texts: Vec<&str> = made.files.values().map(String::as_str).collect();
    texts.concat() + &markdown(&made.report)
}

#[track_caller]
fn says(made: &Converted, line: &str) {
    let text = all(made);
    assert!(text.contains(line), "no `{line}` in\n{text}");
}

fn sam(resources: &str) -> Converted {
    made(Kind::Sam, &format!("Resources:\n{resources}"))
}

const FUNCTION: &str = "  Fn:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: src\n      Handler: app.handler\n      Runtime: python3.12\n";

#[test]
fn what_was_closed_stays_closed() {
    let event = |auth: &str| {
        format!(
            "{FUNCTION}      Events:\n        A:\n          Type: Api\n          Properties: {{ Path: /a, Method: get, Auth: {auth} }}\n"
        )
    };
    for auth in [
        "{ ApiKeyRequired: true }",
        "{ Authorizer: Unknown }",
        "{ ResourcePolicy: { IpRangeBlacklist: [10.0.0.0/8] } }",
    ] {
        let made = sam(&event(auth));
        says(&made, "authorize = \"iam\"");
        assert!(made.report.not_carried.len() >= 2, "{auth}: {:?}", made.report.not_carried);
    }
    assert!(!all(&sam(&event("{ Authorizer: NONE }"))).contains("\"iam\""));
}

#[test]
fn no_secret_is_written_anywhere() {
    let secret = "hunter2hunter2";
    let template = format!(
        "{FUNCTION}      Environment: {{ Variables: {{ DB_PASSWORD: {secret}, URL: 'postgres://a:{secret}@db/x' }} }}\n"
    );
    let state = format!(
        r#"{{"version": 4, "outputs": {{"o": {{"value": "{secret}", "sensitive": true}}}}, "resources": [{{"mode": "managed", "type": "aws_lambda_function", "name": "f", "instances": [{{"attributes": {{"function_name": "f", "runtime": "python3.12", "handler": "app.handler", "filename": "f.zip", "description": "{secret}", "environment": [{{"variables": {{"PLAIN": "{secret}", "OTHER": "x"}}}}]}}, "sensitive_attributes": [[{{"type": "get_attr", "value": "description"}}], [{{"type": "get_attr", "value": "environment"}}, {{"type": "index", "value": {{"value": 0, "type": "number"}}}}, {{"type": "get_attr", "value": "variables"}}]]}}]}}]}}"#
    );
    for made in [sam(&template), made(Kind::Terraform, &state)] {
        assert!(!all(&made).contains(secret), "{}", all(&made));
        assert!(!serde_json::to_string(&made.report).unwrap().contains(secret));
        says(&made, "sensitive ");
        assert!(made.report.needed.iter().any(|one| one.sensitive));
    }
}

#[test]
fn what_nobody_takes_is_reported() {
    let made = sam(
        "  Q: { Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: alias/x } }\n  R: { Type: AWS::RDS::DBCluster }\n",
    );
    let told: Vec<(&str, &str)> = made
        .report
        .not_carried
        .iter()
        .map(|one| (one.source.as_str(), one.path.as_str()))
        .collect();
    assert_eq!(told, [("Resources.Q", "KmsMasterKeyId"), ("Resources.R", "")]);
}

#[test]
fn what_does_not_fit_is_left_out_with_a_word() {
    let made = sam(&format!(
        "{FUNCTION}      MemorySize: 64\n      Timeout: 1000\n      Role: !ImportValue role\n"
    ));
    let main = &made.files["main.hcl"];
    assert!(
        !main.contains("memory") && !main.contains("timeout") && !main.contains("role"),
        "{main}"
    );
    assert_eq!(made.report.not_carried.len(), 3);
    let made = sam(
        "  Al: { Type: AWS::CloudWatch::Alarm, Properties: { Metrics: [x] } }\n  C: { Type: AWS::CloudWatch::CompositeAlarm, Properties: { AlarmRule: 'ALARM(a)', AlarmActions: [!GetAtt Al.Arn] } }\n",
    );
    says(&made, "`alarm.al` could not be carried over");
}

#[test]
fn messages_stay_hidden_as_long_as_their_function_may_run() {
    let made = sam(&format!(
        "{FUNCTION}      Timeout: 100\n      Events:\n        A: {{ Type: SQS, Properties: {{ Queue: !GetAtt Q.Arn, BatchSize: 100 }} }}\n  Q: {{ Type: AWS::SQS::Queue }}\n"
    ));
    says(&made, "visibility_timeout = \"10m\"");
    says(&made, "batch_window = \"1s\"");
}

#[test]
fn references_are_found_again_in_a_state() {
    let state = r#"{"values": {"root_module": {"resources": [
        {"mode": "managed", "address": "aws_sqs_queue.a", "type": "aws_sqs_queue", "name": "a", "values": {"name": "jobs", "arn": "arn:aws:sqs:eu-west-1:1:jobs", "redrive_policy": "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:1:dead\",\"maxReceiveCount\":4}"}},
        {"mode": "managed", "address": "aws_sqs_queue.b", "type": "aws_sqs_queue", "name": "b", "values": {"name": "dead", "arn": "arn:aws:sqs:eu-west-1:1:dead"}}]}}}"#;
    let made = made(Kind::Terraform, state);
    says(&made, "dead_letter = { queue = queue.b, max_receive = 4 }");
    says(&made, "region = \"eu-west-1\"");
}

#[test]
fn conditions_maps_and_addresses_keep_their_meaning() {
    let made = made(
        Kind::Sam,
        &format!(
            "Parameters: {{ Env: {{ Type: String, Default: dev }} }}\nConditions: {{ Prod: !Equals [!Ref Env, prod] }}\nMappings: {{ M: {{ dev: {{ size: 256 }} }} }}\nResources:\n{FUNCTION}      MemorySize: !FindInMap [M, !Ref Env, size]\n      Description: !If [Prod, big, !Sub 'small ${{AWS::Region}} ${{!x}}']\n      Events: {{ A: {{ Type: HttpApi, Properties: {{ Path: /a/, Method: any }} }} }}\nOutputs: {{ U: {{ Value: !Sub 'https://${{ServerlessHttpApi}}.execute-api.${{AWS::Region}}.amazonaws.com/Prod/a' }} }}\n"
        ),
    );
    says(&made, "memory      = local.m[var.env][\"size\"]");
    says(&made, "local.prod ? \"big\" : \"small ${stack.region} $${x}\"");
    says(&made, "route \"ANY /a\"");
    says(&made, "value = \"${api.http.url}/a\"");
}

#[test]
fn an_unreadable_source_has_a_place() {
    let refused = |kind, text: &str| {
        let request = Request { kind, file: "source", text, stack: "shop" };
        let around = Around { base: "", found: &|_| Found::Missing, text: &|_| None };
        let problem = convert(&request, around).unwrap_err();
        (problem.code.clone(), problem.place.map(|place| (place.line, place.column)))
    };
    assert_eq!(refused(Kind::Sam, "a: [1\nb: 2\n"), ("convert/syntax".into(), Some((2, 2))));
    assert_eq!(
        refused(Kind::Terraform, "{\n  \"version\": }"),
        ("convert/syntax".into(), Some((2, 14)))
    );
    for (kind, text) in [
        (Kind::Sam, "service: x\nprovider: { name: aws }\n"),
        (Kind::Serverless, "Resources: {}\n"),
        (Kind::Serverless, "service: x\nprovider: { name: google }\n"),
        (Kind::Terraform, "{\"version\": 3}"),
        (Kind::Terraform, "{}"),
    ] {
        assert_eq!(refused(kind, text).0, "convert/no-stack", "{text}");
    }
}
