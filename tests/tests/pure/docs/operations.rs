//! `docs/iam-actions.md`: every call, and the actions that its caller needs.
use super::{check, table};
use cutover_schemas::kinds::KindName;
use cutover_schemas::operations::{Again, Bucket, Operation};
use cutover_schemas::reads::{Asked, JUDGING, READS};
use std::collections::{BTreeMap, BTreeSet};

const fn meaning(again: Again) -> &'static str {
    match again {
        Again::Repeat => "repeated: once more does no harm",
        Again::ByName => "looked for by name and our tags",
        Again::ByGuard => "repeated: its guard refuses if it already happened",
        Again::ByDigest => "looked for by the digest of its content",
        Again::ByTag => "looked for by our tags, patiently",
    }
}

const fn bucket(bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::LambdaRest => "Lambda",
        Bucket::LambdaInvoke => "Lambda invoke",
        Bucket::IamWrite => "IAM",
        Bucket::ApiGateway => "API Gateway",
        Bucket::Sqs => "SQS",
        Bucket::Sns => "SNS",
        Bucket::DynamoDb => "DynamoDB",
        Bucket::Kinesis => "Kinesis",
        Bucket::CloudWatch => "CloudWatch",
        Bucket::Events => "EventBridge",
        Bucket::AutoScaling => "Application Auto Scaling",
        Bucket::Scheduler => "EventBridge Scheduler",
        Bucket::Logs => "CloudWatch Logs",
        Bucket::S3 => "S3",
        Bucket::Ssm => "Parameter Store",
    }
}

#[test]
fn iam_actions() {
    let mut services: BTreeMap<&str, Vec<Operation>> = BTreeMap::new();
    for operation in Operation::ALL {
        services.entry(operation.row().service).or_default().push(*operation);
    }
    let mut body = String::from(
        "# Calls and IAM actions\n\nEvery call with which cutover changes something, from the table that the planner, the driver, the limiter and the provider share. A plan\n\
         lists the calls of its steps; apply makes no other. Whoever applies needs the actions of those calls and those of [reading](#reading);\n\
         `plan`, `drift` and `status` need the latter alone. What a function may do is no concern of either: it has a role of its own.\n\n\
         A call whose answer never came, because the process or the connection died, is settled before anything else goes on, as the last\n\
         column says.\n\n\
         For a function in a VPC, Lambda asks whether the caller may `ec2:DescribeSecurityGroups`, `ec2:DescribeSubnets` and `ec2:DescribeVpcs`, too\n\
         (<https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html>).\n",
    );
    for (service, operations) in services {
        let rows = operations.into_iter().map(|operation| {
            let row = operation.row();
            let actions: Vec<String> =
                row.actions.iter().map(|action| format!("`{action}`")).collect();
            vec![
                format!("`{}`", operation.name()),
                row.words.to_owned(),
                actions.join(", "),
                bucket(row.bucket).to_owned(),
                meaning(row.again).to_owned(),
            ]
        });
        let head = ["call", "what it does", "IAM actions", "rate limit", "interrupted, it is"];
        body += &format!("\n## {service}\n\n{}", table(&head, rows));
    }
    body += &reading();
    let buckets: BTreeSet<Bucket> = Operation::ALL.iter().map(|one| one.row().bucket).collect();
    let rows = buckets.into_iter().map(|one| vec![bucket(one).to_owned(), one.rate().to_string()]);
    body += &format!(
        "\n## Rate limits\n\nCalls a second that AWS lets pass, or where it publishes nothing, that are known to pass. cutover stays under them (`--rate` lowers its share), and a\n\
         plan's lower bound of seconds is made from them.\n\n{}",
        table(&["rate limit", "calls a second"], rows)
    );
    check("iam-actions.md", &body);
}

/// The reads: by service, what each needs and when it is made.
fn reading() -> String {
    let code = |words: &[&str]| {
        let all: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        all.join(", ")
    };
    let rows = READS.iter().map(|row| {
        let actions = if row.actions.is_empty() { "none".to_owned() } else { code(row.actions) };
        let asked = match row.asked {
            Asked::Always => "always".to_owned(),
            Asked::For(kinds) => {
                code(&kinds.iter().map(|kind: &KindName| kind.row().name).collect::<Vec<_>>())
            }
            Asked::Within(operation) => format!("as a part of `{}`", operation.name()),
            Asked::By(command) => format!("by `{command}`"),
        };
        let judging = JUDGING.iter().filter(|one| one.read == (row.service, row.operation));
        let asked: Vec<String> =
            [asked].into_iter().chain(judging.map(|one| one.asked.to_owned())).collect();
        vec![format!("`{}`", row.operation), row.service.to_owned(), actions, asked.join(", ")]
    });
    format!(
        "\n## Reading\n\nEvery call that changes nothing, and for which kinds of resources it is made: `plan`, `apply`, `destroy`, `drift` and `status` make those of the kinds\n\
         in the stack and in its ledger, and the ones that are always made.\n\n{}",
        table(&["call", "service", "IAM actions", "made for"], rows)
    )
}
