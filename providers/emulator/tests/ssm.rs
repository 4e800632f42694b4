//! Parameters of Parameter Store: versions, names, tags.

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
use support::{json as call, refusal, virtual_server};

async fn ssm(server: &Server, operation: &str, body: Value) -> Value {
    let answer = call(server, &format!("AmazonSSM.{operation}"), body).await;
    assert_eq!(answer.status, 200, "{operation}: {}", answer.text);
    answer.json()
}

#[tokio::test]
async fn a_parameter_is_written_over_only_by_who_says_so() {
    let server = virtual_server().await;
    let new = json!({"Name": "/a/b", "Value": "1", "Type": "String", "Tags": [{"Key": "k", "Value": "v"}]});
    assert_eq!(
        ssm(&server, "PutParameter", new.clone()).await,
        json!({"Version": 1, "Tier": "Standard"})
    );
    let (code, _) = refusal(&server, "AmazonSSM.PutParameter", new.clone()).await;
    assert_eq!(code, "ParameterAlreadyExists");
    let over = json!({"Name": "/a/b", "Value": "2", "Overwrite": true});
    assert_eq!(ssm(&server, "PutParameter", over.clone()).await["Version"], 2);
    let mut both = over;
    both["Tags"] = new["Tags"].clone();
    let (code, words) = refusal(&server, "AmazonSSM.PutParameter", both).await;
    assert_eq!(code, "ValidationException");
    assert!(words.contains("tags and overwrite can't be used together"), "{words}");
    let told = ssm(&server, "GetParameters", json!({"Names": ["/a/b", "/a/c"]})).await;
    assert_eq!(
        (&told["Parameters"][0]["Value"], &told["InvalidParameters"]),
        (&json!("2"), &json!(["/a/c"]))
    );
    let of = json!({"ResourceType": "Parameter", "ResourceId": "/a/b"});
    let told = ssm(&server, "ListTagsForResource", of).await;
    assert_eq!(told["TagList"], json!([{"Key": "k", "Value": "v"}]));
    let wanted = json!({"TagFilters": [{"Key": "k"}], "ResourceTypeFilters": ["ssm:parameter"]});
    let told = call(&server, "ResourceGroupsTaggingAPI_20170126.GetResources", wanted).await.json();
    let arn = "arn:aws:ssm:us-east-1:000000000000:parameter/a/b";
    assert_eq!(told["ResourceTagMappingList"][0]["ResourceARN"], arn);
}

#[tokio::test]
async fn only_the_latest_hundred_versions_are_kept() {
    let server = virtual_server().await;
    for number in 0..105 {
        let put =
            json!({"Name": "n", "Value": number.to_string(), "Type": "String", "Overwrite": true});
        ssm(&server, "PutParameter", put).await;
    }
    let told = ssm(&server, "GetParameter", json!({"Name": "n:105"})).await;
    assert_eq!(told["Parameter"]["Value"], "104");
    let (code, _) = refusal(&server, "AmazonSSM.GetParameter", json!({"Name": "n:5"})).await;
    assert_eq!(code, "ParameterVersionNotFound");
    assert_eq!(
        ssm(&server, "GetParameter", json!({"Name": "n:6"})).await["Parameter"]["Value"],
        "5"
    );
}
