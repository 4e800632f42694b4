//! The closed list of access verbs: for each kind of target, the exact minimal actions and the resources they name.
//!
//! Sources: the service authorization reference
//! (<https://docs.aws.amazon.com/service-authorization/latest/reference/>), service by service.

/// What one verb means for one kind of target.
#[derive(Debug)]
pub struct Verb {
    /// The attribute of `access`.
    pub word: &'static str,
    /// The kind of block it is about.
    pub kind: &'static str,
    /// Statement id in the derived policy.
    pub sid: &'static str,
    /// IAM actions.
    pub actions: &'static [&'static str],
    /// What is put behind the target's ARN to make each resource.
    pub suffixes: &'static [&'static str],
    /// Actions that know no resource.
    pub anywhere: &'static [&'static str],
    /// What the key must allow that the target is encrypted with.
    pub key: &'static [&'static str],
    /// The service through which alone that key is used.
    pub service: &'static str,
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
pub const VERBS: &[Verb] = &[
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
