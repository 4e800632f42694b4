//! The closed list of access verbs: for each kind of target, the exact minimal actions and the resources they name.
//!
//! Sources: the service authorization reference
//! (<https://docs.aws.amazon.com/service-authorization/latest/reference/>), service by service.
use cutover_schemas::value::{Part, Value};

/// What one verb means for one kind of target.
#[derive(Debug)]
pub(super) struct Verb {
    /// The attribute of `access`.
    pub(super) word: &'static str,
    /// The kind of block it is about.
    pub(super) kind: &'static str,
    /// Statement id in the derived policy.
    pub(super) sid: &'static str,
    /// IAM actions.
    pub(super) actions: &'static [&'static str],
    /// What is put behind the target's ARN to make each resource.
    pub(super) suffixes: &'static [&'static str],
    /// Actions that know no resource.
    pub(super) anywhere: &'static [&'static str],
    /// What the key must allow that the target is encrypted with.
    pub(super) key: &'static [&'static str],
    /// The service through which alone that key is used.
    pub(super) service: &'static str,
}

const fn verb(
    word: &'static str,
    kind: &'static str,
    sid: &'static str,
    actions: &'static [&'static str],
) -> Verb {
    Verb { word, kind, sid, actions, suffixes: &[""], anywhere: &[], key: &[], service: "" }
}

/// Reading a data stream, shard by shard.
const fn reads_stream(word: &'static str) -> Verb {
    let actions = &[
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:DescribeStreamSummary",
        "kinesis:ListShards",
    ];
    Verb { key: &["kms:Decrypt"], service: "kinesis", ..verb(word, "stream", "", actions) }
}

/// Every verb, a row a kind of target.
pub(super) const VERBS: &[Verb] = &[
    verb("send", "queue", "Send", &["sqs:SendMessage"]),
    verb(
        "receive",
        "queue",
        "Receive",
        &["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
    ),
    verb("publish", "topic", "Publish", &["sns:Publish"]),
    Verb {
        // Kinesis encrypts under the key itself.
        key: &["kms:GenerateDataKey"],
        service: "kinesis",
        ..verb("put", "stream", "PutRecords", &["kinesis:PutRecord", "kinesis:PutRecords"])
    },
    Verb { sid: "ReadRecords", ..reads_stream("read") },
    // Not written by anyone: what Lambda needs to read a stream.
    Verb { sid: "FollowStream", ..reads_stream("follow") },
    verb("put", "bus", "Put", &["events:PutEvents"]),
    verb("read", "secret", "ReadSecrets", &["secretsmanager:GetSecretValue"]),
    verb("read", "parameter", "ReadParameters", &["ssm:GetParameter", "ssm:GetParameters"]),
    verb("encrypt", "key", "Encrypt", &["kms:Encrypt", "kms:GenerateDataKey"]),
    verb("decrypt", "key", "Decrypt", &["kms:Decrypt"]),
    verb("invoke", "function", "Invoke", &["lambda:InvokeFunction"]),
    Verb {
        suffixes: &["/*"],
        key: &["kms:Decrypt"],
        service: "s3",
        ..verb("read", "bucket", "ReadObjects", &["s3:GetObject"])
    },
    Verb {
        suffixes: &["/*"],
        // Uploads in parts read what they wrote.
        key: &["kms:GenerateDataKey", "kms:Decrypt"],
        service: "s3",
        ..verb("write", "bucket", "WriteObjects", &["s3:PutObject"])
    },
    Verb { suffixes: &["/*"], ..verb("delete", "bucket", "DeleteObjects", &["s3:DeleteObject"]) },
    verb("list", "bucket", "ListObjects", &["s3:ListBucket"]),
    Verb {
        suffixes: &["", "/index/*"],
        key: &["kms:Decrypt"],
        service: "dynamodb",
        ..verb(
            "read",
            "table",
            "ReadItems",
            &["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan"],
        )
    },
    Verb {
        // DynamoDB encrypts under a key that it has made from this one, for which it decrypts.
        key: &["kms:Decrypt"],
        service: "dynamodb",
        ..verb(
            "write",
            "table",
            "WriteItems",
            &[
                "dynamodb:PutItem",
                "dynamodb:UpdateItem",
                "dynamodb:DeleteItem",
                "dynamodb:BatchWriteItem",
                "dynamodb:ConditionCheckItem",
            ],
        )
    },
    // Not written by anyone: what Lambda needs to read a table's stream.
    Verb {
        suffixes: &["/stream/*"],
        anywhere: &["dynamodb:ListStreams"],
        key: &["kms:Decrypt"],
        service: "dynamodb",
        ..verb(
            "follow",
            "table",
            "FollowTable",
            &["dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream"],
        )
    },
];

impl Verb {
    /// The resources of a target with this ARN.
    pub(super) fn resources(&self, arn: &Value) -> Vec<Value> {
        self.suffixes.iter().map(|suffix| behind(arn, suffix)).collect()
    }
}

/// An ARN with text behind it, known or not.
fn behind(arn: &Value, suffix: &str) -> Value {
    match arn {
        _ if suffix.is_empty() => arn.clone(),
        Value::Text(text) => Value::text(format!("{text}{suffix}")),
        Value::Output { address, field } => Value::Template(vec![
            Part::Output { address: address.clone(), field: field.clone() },
            Part::Text(suffix.to_owned()),
        ]),
        Value::Template(parts) => {
            let end = [Part::Text(suffix.to_owned())];
            Value::Template(parts.iter().cloned().chain(end).collect())
        }
        other => other.clone(),
    }
}
