//! Lambda's control plane: states, revisions, and the refusals as AWS words them.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    unreachable_pub,
    reason = "a test stops at what it did not expect, and its modules are shared by path"
)]

mod functions;
mod support;

use functions::{CODE, FUNCTIONS, create, lambda, members, ok, pass, publish, refusal, server};
use serde_json::{Value, json};

fn path(rest: &str) -> String {
    format!("{FUNCTIONS}/{rest}")
}

/// Overlays members on another object.
fn with(mut base: Value, more: Value) -> Value {
    for (member, value) in more.as_object().unwrap() {
        base[member] = value.clone();
    }
    base
}

#[tokio::test]
async fn a_function_is_pending_then_active_and_its_revision_moves_with_it() {
    let server = server().await;
    let made = ok(&server, "POST", FUNCTIONS, members("f", CODE)).await;
    assert_eq!(made["State"], "Pending");
    assert_eq!(made["StateReasonCode"], "Creating");
    assert_eq!(made.get("LastUpdateStatus"), None);
    assert_eq!(made["LoggingConfig"], json!({"LogFormat": "Text", "LogGroup": "/aws/lambda/f"}));
    assert_eq!(made.get("Environment"), None);
    let pending = "currently in the following state: Pending";
    for (method, rest, body) in [
        ("POST", "f/versions", json!({})),
        ("PUT", "f/configuration", json!({"Timeout": 5})),
        ("POST", "f/invocations", json!({})),
    ] {
        let (status, code, message) = refusal(&server, method, &path(rest), body).await;
        assert_eq!((status, code.as_str()), (409, "ResourceConflictException"), "{rest}");
        assert!(message.contains(pending), "{message}");
    }
    pass(&server, 1_000);
    let active = ok(&server, "GET", &path("f"), Value::Null).await["Configuration"].clone();
    assert_eq!(
        (&active["State"], &active["LastUpdateStatus"]),
        (&json!("Active"), &json!("Successful"))
    );
    assert_ne!(active["RevisionId"], made["RevisionId"]);
    // A write of the same values goes through InProgress again and moves the revision twice.
    let same = ok(&server, "PUT", &path("f/configuration"), json!({"Timeout": 20})).await;
    assert_eq!(same["LastUpdateStatus"], "InProgress");
    assert_ne!(same["RevisionId"], active["RevisionId"]);
    let (status, _, message) = refusal(&server, "POST", &path("f/versions"), json!({})).await;
    assert_eq!(status, 409);
    assert!(
        message.contains("An update is in progress for resource: arn:aws:lambda:"),
        "{message}"
    );
    pass(&server, 1_000);
    let after = ok(&server, "GET", &path("f/configuration"), Value::Null).await;
    assert_ne!(after["RevisionId"], same["RevisionId"]);
    let listed = ok(&server, "GET", FUNCTIONS, Value::Null).await["Functions"][0].clone();
    assert_eq!(listed["RevisionId"], after["RevisionId"]);
    assert_eq!((listed.get("State"), listed.get("RuntimeVersionConfig")), (None, None));
}

#[tokio::test]
async fn create_refuses_what_aws_refuses() {
    let server = server().await;
    let big: String = "x".repeat(5_000);
    let cases = [
        (
            json!({"Runtime": "python9.9"}),
            "InvalidParameterValueException",
            "Member must satisfy enum value set: [nodejs",
        ),
        (json!({"Runtime": "python3.7"}), "InvalidParameterValueException", "no longer supported"),
        (
            json!({"MemorySize": 99_999}),
            "ValidationException",
            "1 validation error detected: Value '99999' at 'memorySize'",
        ),
        (json!({"Timeout": 901}), "ValidationException", "at 'timeout'"),
        (
            json!({"EphemeralStorage": {"Size": 511}}),
            "ValidationException",
            "at 'ephemeralStorage.size'",
        ),
        (json!({"Handler": "a b"}), "ValidationException", "at 'handler'"),
        (json!({"Role": "nonsense"}), "ValidationException", "at 'role'"),
        (
            json!({"Role": "arn:aws:iam::000000000000:role/none"}),
            "InvalidParameterValueException",
            "cannot be assumed by Lambda.",
        ),
        (
            json!({"Code": {"ZipFile": "eHg="}}),
            "InvalidParameterValueException",
            "Could not unzip uploaded file",
        ),
        (
            json!({"Environment": {"Variables": {"AWS_REGION": "x"}}}),
            "InvalidParameterValueException",
            "reserved keys",
        ),
        (
            json!({"Environment": {"Variables": {"BIG": big}}}),
            "InvalidParameterValueException",
            "exceeded the 4KB limit",
        ),
        (
            json!({"Environment": {"Variables": {"A": "one letter"}}}),
            "ValidationException",
            "environment.variables",
        ),
        (
            json!({"LoggingConfig": {"LogFormat": "Text", "SystemLogLevel": "INFO"}}),
            "InvalidParameterValueException",
            "LogLevel is not supported",
        ),
        (json!({"Architectures": ["sparc"]}), "ValidationException", "architectures"),
        (json!({"FunctionName": "a b"}), "ValidationException", "at 'functionName'"),
        (json!({"FunctionName": "f:1"}), "ValidationException", "at 'functionName'"),
    ];
    for (change, code, message) in cases {
        let body = with(members("f", CODE), change.clone());
        let (status, found, text) = refusal(&server, "POST", FUNCTIONS, body).await;
        assert_eq!((status, found.as_str()), (400, code), "{change}: {text}");
        assert!(text.contains(message), "{change}: {text}");
    }
    create(&server, "f", CODE).await;
    let (status, _, text) = refusal(&server, "POST", FUNCTIONS, members("f", CODE)).await;
    assert_eq!((status, text.as_str()), (409, "Function already exist: f"));
    let missing = lambda(&server, "GET", &path("none"), Value::Null).await;
    let text = "Function not found: arn:aws:lambda:us-east-1:000000000000:function:none";
    assert_eq!(missing.json(), json!({"Type": "User", "Message": text}));
}

#[tokio::test]
async fn versions_follow_touches_and_their_guards() {
    let server = server().await;
    create(&server, "f", CODE).await;
    let versions = path("f/versions");
    let before = ok(&server, "GET", &path("f/configuration"), Value::Null).await;
    let one = ok(&server, "POST", &versions, json!({"Description": "first"})).await;
    assert_eq!((&one["Version"], &one["Description"]), (&json!("1"), &json!("first")));
    assert!(one["FunctionArn"].as_str().unwrap().ends_with(":f:1"));
    let after = ok(&server, "GET", &path("f/configuration"), Value::Null).await;
    assert_ne!(
        before["RevisionId"], after["RevisionId"],
        "a version that is cut moves the revision"
    );
    let again = ok(&server, "POST", &versions, json!({})).await;
    assert_eq!((&again["Version"], &again["RevisionId"]), (&json!("1"), &one["RevisionId"]));
    let (status, code, _) = refusal(&server, "POST", &versions, json!({"CodeSha256": "no"})).await;
    assert_eq!((status, code.as_str()), (400, "InvalidParameterValueException"));
    let (status, code, _) = refusal(&server, "POST", &versions, json!({"RevisionId": "no"})).await;
    assert_eq!((status, code.as_str()), (412, "PreconditionFailedException"));
    assert_eq!(publish(&server, "f").await, "2", "a touch without a change cuts a version");
    let listed = ok(&server, "GET", &versions, Value::Null).await;
    let names: Vec<&str> = listed["Versions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v["Version"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["$LATEST", "1", "2"]);
    let all = ok(&server, "GET", &format!("{FUNCTIONS}?FunctionVersion=ALL"), Value::Null).await;
    assert!(all["Functions"][0]["FunctionArn"].as_str().unwrap().ends_with(":f:$LATEST"));
    ok(&server, "DELETE", &path("f?Qualifier=9"), Value::Null).await;
    let (status, _, _) =
        refusal(&server, "DELETE", &path("f?Qualifier=$LATEST"), Value::Null).await;
    assert_eq!(status, 400);
    ok(&server, "DELETE", &path("f?Qualifier=2"), Value::Null).await;
    assert_eq!(publish(&server, "f").await, "3", "numbers are never used again");
}

#[tokio::test]
async fn aliases_refuse_routes_that_aws_refuses() {
    let server = server().await;
    create(&server, "f", CODE).await;
    for _ in 0..3 {
        publish(&server, "f").await;
    }
    let aliases = path("f/aliases");
    let routed = |version: &str, weights: Value| json!({"Name": "live", "FunctionVersion": version, "RoutingConfig": {"AdditionalVersionWeights": weights}});
    let cases = [
        (json!({"Name": "12", "FunctionVersion": "1"}), 400, "ValidationException", "at 'name'"),
        (
            json!({"Name": "live", "FunctionVersion": "x"}),
            400,
            "ValidationException",
            "at 'functionVersion'",
        ),
        (json!({"Name": "live", "FunctionVersion": "9"}), 404, "ResourceNotFoundException", ":f:9"),
        (routed("1", json!({"2": 1.5})), 400, "ValidationException", "less than or equal to 1.0"),
        (
            routed("1", json!({"2": -0.1})),
            400,
            "ValidationException",
            "greater than or equal to 0.0",
        ),
        (
            routed("1", json!({"$LATEST": 0.1})),
            400,
            "ValidationException",
            "Map keys must satisfy constraint",
        ),
        (
            routed("1", json!({"2": 0.1, "3": 0.1})),
            400,
            "InvalidParameterValueException",
            "cannot be greater than 1",
        ),
        (
            routed("1", json!({"1": 0.1})),
            400,
            "InvalidParameterValueException",
            "already included in routing configuration",
        ),
        (
            routed("$LATEST", json!({"1": 0.1})),
            400,
            "InvalidParameterValueException",
            "$LATEST is not supported",
        ),
        (routed("1", json!({"9": 0.1})), 404, "ResourceNotFoundException", ":f:9"),
    ];
    for (body, status, code, message) in cases {
        let found = refusal(&server, "POST", &aliases, body.clone()).await;
        assert_eq!((found.0, found.1.as_str()), (status, code), "{body}: {}", found.2);
        assert!(found.2.contains(message), "{body}: {}", found.2);
    }
    let made = ok(&server, "POST", &aliases, routed("1", json!({"2": 0.25}))).await;
    assert_eq!(made["RoutingConfig"], json!({"AdditionalVersionWeights": {"2": 0.25}}));
    let (status, _, _) = refusal(&server, "POST", &aliases, routed("1", json!({}))).await;
    assert_eq!(status, 409);
    let live = path("f/aliases/live");
    let (status, code, _) = refusal(&server, "PUT", &live, json!({"RevisionId": "no"})).await;
    assert_eq!((status, code.as_str()), (412, "PreconditionFailedException"));
    let kept = ok(&server, "PUT", &live, json!({"Description": "d"})).await;
    assert_eq!(kept["RoutingConfig"], made["RoutingConfig"], "what is not given stays");
    assert_ne!(kept["RevisionId"], made["RevisionId"]);
    let (status, _, message) =
        refusal(&server, "DELETE", &path("f?Qualifier=2"), Value::Null).await;
    assert_eq!(status, 409);
    assert!(message.ends_with("the following aliases reference it: [live]"), "{message}");
    let cleared =
        json!({"FunctionVersion": "2", "RoutingConfig": {"AdditionalVersionWeights": {}}});
    assert_eq!(ok(&server, "PUT", &live, cleared).await.get("RoutingConfig"), None);
    let through =
        ok(&server, "GET", &path("f?Qualifier=live"), Value::Null).await["Configuration"].clone();
    assert_eq!(through["Version"], "2");
    assert!(through["FunctionArn"].as_str().unwrap().ends_with(":f:live"));
    for _ in 0..2 {
        ok(&server, "DELETE", &live, Value::Null).await;
    }
}

#[tokio::test]
async fn provisioned_concurrency_is_asynchronous_and_moves_with_its_alias() {
    let server = server().await;
    create(&server, "f", CODE).await;
    for _ in 0..2 {
        publish(&server, "f").await;
    }
    ok(&server, "POST", &path("f/aliases"), json!({"Name": "live", "FunctionVersion": "1"})).await;
    let provisioned = |qualifier: &str| {
        format!("/2019-09-30/functions/f/provisioned-concurrency?Qualifier={qualifier}")
    };
    let want = |count: u32| json!({"ProvisionedConcurrentExecutions": count});
    let (status, code, _) = refusal(&server, "GET", &provisioned("live"), Value::Null).await;
    assert_eq!((status, code.as_str()), (404, "ProvisionedConcurrencyConfigNotFoundException"));
    for (qualifier, count, status, message) in [
        ("$LATEST", 1, 400, "unpublished function versions"),
        ("live", 0, 400, "greater than or equal to 1"),
        ("live", 1_001, 400, "greater than account's unreserved concurrency [1000]"),
        ("live", 950, 400, "below its minimum value of [100]"),
        ("gone", 1, 404, "Cannot find alias arn"),
    ] {
        let found = refusal(&server, "PUT", &provisioned(qualifier), want(count)).await;
        assert_eq!(found.0, status, "{qualifier} {count}: {}", found.2);
        assert!(found.2.contains(message), "{}", found.2);
    }
    let begun = ok(&server, "PUT", &provisioned("live"), want(2)).await;
    assert_eq!(
        (&begun["Status"], &begun["AllocatedProvisionedConcurrentExecutions"]),
        (&json!("IN_PROGRESS"), &json!(0))
    );
    pass(&server, 10_000);
    let ready = ok(&server, "GET", &provisioned("live"), Value::Null).await;
    assert_eq!(
        (&ready["Status"], &ready["AllocatedProvisionedConcurrentExecutions"]),
        (&json!("READY"), &json!(2))
    );
    let (status, _, message) = refusal(&server, "PUT", &provisioned("1"), want(1)).await;
    assert_eq!(status, 409);
    assert!(message.contains("pointed by a Provisioned Concurrency alias"), "{message}");
    let live = path("f/aliases/live");
    let moved = ok(&server, "PUT", &live, json!({"FunctionVersion": "2"})).await;
    assert_eq!((&moved["FunctionVersion"], moved.get("RoutingConfig")), (&json!("2"), None));
    let moving = ok(&server, "GET", &live, Value::Null).await;
    assert_eq!(moving["RoutingConfig"], json!({"AdditionalVersionWeights": {"1": 1.0}}));
    assert_eq!(
        ok(&server, "GET", &provisioned("live"), Value::Null).await["Status"],
        "IN_PROGRESS"
    );
    let (_, _, message) = refusal(&server, "PUT", &provisioned("live"), want(3)).await;
    assert_eq!(message, "Alias with weights can not be used with Provisioned Concurrency");
    pass(&server, 10_000);
    assert_eq!(ok(&server, "GET", &live, Value::Null).await.get("RoutingConfig"), None);
    let listed =
        ok(&server, "GET", "/2019-09-30/functions/f/provisioned-concurrency?List=ALL", Value::Null)
            .await;
    let arn = listed["ProvisionedConcurrencyConfigs"][0]["FunctionArn"].as_str().unwrap();
    assert!(arn.ends_with(":f:live"));
}

#[tokio::test]
async fn each_qualifier_has_a_policy_of_its_own() {
    let server = server().await;
    create(&server, "f", CODE).await;
    publish(&server, "f").await;
    ok(&server, "POST", &path("f/aliases"), json!({"Name": "live", "FunctionVersion": "1"})).await;
    let permission = json!({
        "StatementId": "s", "Action": "lambda:InvokeFunction", "Principal": "apigateway.amazonaws.com",
        "SourceArn": "arn:aws:execute-api:us-east-1:000000000000:x/*", "SourceAccount": "000000000000",
    });
    let made = ok(&server, "POST", &path("f/policy?Qualifier=live"), permission.clone()).await;
    let statement: Value = serde_json::from_str(made["Statement"].as_str().unwrap()).unwrap();
    assert_eq!(
        statement,
        json!({
            "Sid": "s", "Effect": "Allow", "Principal": {"Service": "apigateway.amazonaws.com"},
            "Action": "lambda:InvokeFunction", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f:live",
            "Condition": {
                "StringEquals": {"AWS:SourceAccount": "000000000000"},
                "ArnLike": {"AWS:SourceArn": "arn:aws:execute-api:us-east-1:000000000000:x/*"},
            },
        })
    );
    let (status, _, message) =
        refusal(&server, "POST", &path("f/policy?Qualifier=live"), permission.clone()).await;
    assert!(
        status == 409 && message.contains("The statement id (s) provided already exists"),
        "{message}"
    );
    let (_, _, message) = refusal(&server, "GET", &path("f/policy"), Value::Null).await;
    assert_eq!(message, "The resource you requested does not exist.");
    let dotted = with(permission.clone(), json!({"StatementId": "a.b"}));
    assert_eq!(refusal(&server, "POST", &path("f/policy"), dotted).await.1, "ValidationException");
    let stranger = with(permission, json!({"Principal": "nobody"}));
    let (_, _, message) = refusal(&server, "POST", &path("f/policy"), stranger).await;
    assert!(message.contains("provided principal was invalid"), "{message}");
    let (_, _, message) =
        refusal(&server, "DELETE", &path("f/policy/x?Qualifier=live"), Value::Null).await;
    assert_eq!(message, "Statement x is not found in resource policy.");
    ok(&server, "DELETE", &path("f/policy/s?Qualifier=live"), Value::Null).await;
    let (_, _, message) =
        refusal(&server, "DELETE", &path("f/policy/s?Qualifier=live"), Value::Null).await;
    assert_eq!(message, "No policy is associated with the given resource.");
}

#[tokio::test]
async fn reserved_concurrency_keeps_the_account_above_its_minimum() {
    let server = server().await;
    create(&server, "f", CODE).await;
    let put = "/2017-10-31/functions/f/concurrency";
    let get = "/2019-09-30/functions/f/concurrency";
    assert_eq!(ok(&server, "GET", get, Value::Null).await, json!({}));
    let (_, _, message) =
        refusal(&server, "PUT", put, json!({"ReservedConcurrentExecutions": 901})).await;
    assert!(message.contains("below its minimum value of [100]"), "{message}");
    ok(&server, "PUT", put, json!({"ReservedConcurrentExecutions": 0})).await;
    let whole = ok(&server, "GET", &path("f"), Value::Null).await;
    assert_eq!(whole["Concurrency"], json!({"ReservedConcurrentExecutions": 0}));
    let answer = lambda(&server, "POST", &path("f/invocations"), json!({})).await;
    assert_eq!(answer.status, 429);
    assert_eq!(
        answer.json(),
        json!({
            "Reason": "ReservedFunctionConcurrentInvocationLimitExceeded", "Type": "User", "message": "Rate Exceeded.",
        })
    );
    ok(&server, "DELETE", put, Value::Null).await;
    assert_eq!(ok(&server, "GET", &path("f"), Value::Null).await.get("Concurrency"), None);
}

#[tokio::test]
async fn lists_of_a_thousand_functions_are_cut_at_fifty() {
    let server = server().await;
    let code = functions::zipped("app.py", CODE);
    for number in 0..120 {
        let body = with(members(&format!("f{number:03}"), ""), json!({"Code": {"ZipFile": code}}));
        ok(&server, "POST", FUNCTIONS, body).await;
    }
    let (mut seen, mut marker) = (Vec::new(), String::new());
    for expect in [50, 50, 20] {
        let page =
            ok(&server, "GET", &format!("{FUNCTIONS}?MaxItems=1000{marker}"), Value::Null).await;
        let functions = page["Functions"].as_array().unwrap();
        assert_eq!(functions.len(), expect);
        seen.extend(functions.iter().map(|f| f["FunctionName"].as_str().unwrap().to_owned()));
        marker =
            page["NextMarker"].as_str().map(|next| format!("&Marker={next}")).unwrap_or_default();
    }
    assert_eq!(seen.len(), 120);
    assert!(seen.is_sorted() && marker.is_empty());
}
