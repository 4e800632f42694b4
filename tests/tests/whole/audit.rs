//! The auditor as people and programs meet it: findings at their lines, documents that fit their schemas, comparisons,
//! and the roles of a stack, as planned and as they are.
use crate::cutover;
use cutover_emulator::{Config, Server, Settings, World};
use cutover_schemas::documents::Document;
use cutover_tests::need;
use cutover_tests::python::Script;
use cutover_tests::stack::Stack;
use cutover_tests::venv::venv;
use serde_json::Value;
use std::fs;

/// A policy with ten findings, each on a line of its own.
const WRONG: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "s3:GetObjects",
        "lamda:InvokeFunction",
        "s3:Get*",
        "iam:PassRole",
        "iam:CreateServiceLinkedRole"
      ],
      "Resource": "*"
    },
    {
      "Effect": "Allow",
      "Action": "sqs:SendMessage",
      "Resource": [
        "arn:aws:sqs::111122223333:jobs",
        "arn:aws:sqz:*:111122223333:jobs"
      ],
      "Condition": {
        "StringLike": {
          "aws:PrincipalArn": "arn:aws:iam::*:role/app"
        },
        "StringEquals": {
          "aws:PrincipalTag/team": "web-*",
          "aws:TagKeys": "team",
          "aws:SourceVpcEndpoint": "vpce-1"
        }
      }
    }
  ]
}
"#;

/// Where each is, and Access Analyzer's code of it.
const FOUND: &[(u64, &str)] = &[
    (7, "INVALID_ACTION"),
    (8, "INVALID_SERVICE_IN_ACTION"),
    (10, "PASS_ROLE_WITH_STAR_IN_RESOURCE"),
    (11, "CREATE_SLR_WITH_STAR_IN_RESOURCE"),
    (19, "MISSING_ARN_REGION"),
    (20, "INVALID_SERVICE"),
    (24, "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS"),
    (27, "WILDCARD_WITHOUT_LIKE_OPERATOR"),
    (28, "MISSING_QUALIFIER"),
    (29, "INVALID_GLOBAL_CONDITION_KEY"),
];

#[track_caller]
fn fits(document: &Value, schema: &Value) {
    let validator = jsonschema::validator_for(schema).unwrap();
    let wrong: Vec<String> = validator
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}\n{document:#}");
}

/// The schema of SARIF, which the crate that has its types is made from.
fn sarif_schema() -> Value {
    let mut metadata = cargo_metadata::MetadataCommand::new();
    metadata.manifest_path(cutover_tests::workspace().join("Cargo.toml"));
    // Crates for other platforms may never have been downloaded here.
    let system = if cfg!(target_os = "macos") { "apple-darwin" } else { "unknown-linux-gnu" };
    let platform = format!("{}-{system}", std::env::consts::ARCH);
    let options = ["--offline", "--locked", "--filter-platform", &platform].map(str::to_owned);
    let metadata = metadata.other_options(options).exec().unwrap();
    let package =
        metadata.packages.iter().find(|package| package.name.as_str() == "serde-sarif").unwrap();
    let path = package.manifest_path.parent().unwrap().join("src/schema.json");
    // One of its patterns has a bracket too many, which only some dialects of regular expressions forgive.
    let text = fs::read_to_string(path).unwrap().replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    serde_json::from_str(&text).unwrap()
}

fn schema(name: &str) -> Value {
    Document::named(name).unwrap().schema().to_value()
}

#[test]
fn findings_stand_at_their_lines_in_every_form() {
    let stack = Stack::empty();
    fs::write(stack.path().join("policy.json"), WRONG).unwrap();
    let words = ["audit", "--policy", "policy.json", "--format", "json", "--sarif", "found.sarif"];
    let document = cutover().run(stack.path(), &words).is(7).json();
    fits(&document, &schema("audit"));
    let of = |finding: &Value| {
        (finding["line"].as_u64().unwrap(), finding["access_analyzer"].as_str().map(str::to_owned))
    };
    let found: Vec<_> = document["findings"].as_array().unwrap().iter().map(of).collect();
    for (line, code) in FOUND {
        assert!(found.contains(&(*line, Some((*code).to_owned()))), "{line} {code}\n{found:#?}");
    }
    let sarif: Value =
        serde_json::from_str(&fs::read_to_string(stack.path().join("found.sarif")).unwrap())
            .unwrap();
    fits(&sarif, &sarif_schema());
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), found.len());
    for (line, code) in FOUND {
        let is = |result: &Value| {
            result["properties"]["accessAnalyzer"] == *code
                && result["locations"][0]["physicalLocation"]["region"]["startLine"] == *line
        };
        assert!(results.iter().any(is), "{line} {code}\n{sarif:#}");
    }
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    for result in results {
        let at = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[at]["id"], result["ruleId"]);
    }
}

#[test]
fn the_threshold_decides_the_end() {
    let stack = Stack::empty();
    let policy = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:Get*", "s3:GetObject"], "Resource": "*"}]}"#;
    fs::write(stack.path().join("p.json"), policy).unwrap();
    let run = |words: &[&str]| {
        cutover().run(stack.path(), &[&["audit", "--policy", "p.json"][..], words].concat())
    };
    run(&[]).is(0);
    run(&["--fail-on", "suggestion"]).is(7);
    run(&["--fail-on", "never"]).is(0);
    run(&["--fail-on", "high"]).is(64);
    run(&["--type", "boundary"]).is(64);
    fs::write(stack.path().join("p.json"), "{").unwrap();
    let broken = run(&[]).is(7);
    assert!(broken.stdout.contains("audit/json-syntax"), "{broken}");
    cutover().run(stack.path(), &["audit", "--policy", "none.json"]).is(1);
}

#[test]
fn policies_are_compared_with_a_request_as_proof() {
    let stack = Stack::empty();
    let write = |name: &str, action: &str, resource: &str| {
        let text = format!(
            r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Action": "{action}", "Resource": "{resource}"}}]}}"#
        );
        fs::write(stack.path().join(name), text).unwrap();
    };
    write("old.json", "dynamodb:PutItem", "arn:aws:dynamodb:eu-west-1:111122223333:table/orders");
    write("new.json", "dynamodb:*Item", "arn:aws:dynamodb:eu-west-1:111122223333:table/orders");
    let compare = |old: &str, new: &str| {
        cutover().run(stack.path(), &["audit", "compare", old, new, "--format", "json"])
    };
    let more = compare("old.json", "new.json").is(7).json();
    fits(&more, &schema("audit-compare"));
    assert_eq!(more["verdict"], "new-access");
    assert_eq!(more["witness"]["resource"], "arn:aws:dynamodb:eu-west-1:111122223333:table/orders");
    let action = more["witness"]["action"].as_str().unwrap();
    assert!(
        action.starts_with("dynamodb:") && action.ends_with("Item") && action != "dynamodb:PutItem"
    );
    let less = compare("new.json", "old.json").is(0).json();
    assert_eq!((&less["verdict"], &less["witness"]), (&Value::from("no-new-access"), &Value::Null));
}

#[test]
fn the_table_tells_where_it_is_from() {
    let stack = Stack::empty();
    let document = cutover()
        .run(stack.path(), &["audit", "table", "--version", "--format", "json"])
        .is(0)
        .json();
    fits(&document, &schema("audit-table"));
    assert!(document["actions"].as_u64().unwrap() > 20_000, "{document:#}");
}

#[test]
fn a_role_that_was_widened_is_found_and_a_plan_says_what_is_new() {
    let venv = need!(venv());
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let server = runtime
        .block_on(Server::start(World::new(Settings::default()), Config::default()))
        .unwrap();
    let url = server.url();
    let stack = Stack::example("queue-worker");
    let stage = stack.first_stage();
    let stage: Vec<&str> = stage.iter().flat_map(|stage| ["-s", stage]).collect();
    let run = |words: &[&str]| {
        let place = ["--endpoint-url", &url, "--region", "us-east-1"];
        cutover().with_python(venv).run(stack.path(), &[words, &stage, &place].concat())
    };
    run(&["apply", "--yes"]).is(0);
    run(&["audit", "--live"]).is(0);
    Script::new(venv, "widen_role.py").at(&url).passes();
    let found = run(&["audit", "--live", "--format", "json"]).is(7).json();
    fits(&found, &schema("audit"));
    let rules: Vec<&str> = found["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["rule"].as_str())
        .collect();
    assert!(rules.contains(&"audit/wider-grant"), "{found:#}");
    assert_eq!(found["findings"][0]["evidence"].as_array().unwrap().len(), 1, "{found:#}");
    let mended = run(&["plan", "--full", "--format", "json"]).is(0).json();
    assert_eq!(mended["access"], Value::Null, "taking away gives nothing\n{mended:#}");
    run(&["apply", "--yes", "--claim"]).is(0);
    runtime.block_on(server.stop());
}
