//! Lambda functions: what `$LATEST` is made of. Versions and the alias are in `alias`.
use crate::operations::Operation;
use crate::table::{ArnText, Literal, Seconds, by, by_clearing, computed, immutable, kind};
use crate::value::{Attrs, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Bytes of the largest zip that can be sent along with a call, 50 MB; larger ones are put into a bucket first. It
/// holds for layers too (<https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>).
pub const ZIP_LIMIT: u64 = 50 * 1024 * 1024;

kind! {
    /// A Lambda function.
    Function = "function" {
        /// Physical name, 1 to 64 characters.
        name: String = immutable().range(1, 64);
        /// Words for people.
        description: String = by(Operation::UpdateFunctionConfiguration).or(Literal::Text("")).range(0, 256).versioned();
        /// What its code is: a `Zip` or an `Image`.
        package_type: String = immutable().or(Literal::Text("Zip"));
        /// Language runtime, such as `python3.12`; images bring their own.
        runtime: Option<String> = by(Operation::UpdateFunctionConfiguration).optional().versioned();
        /// Entry point, such as `app.handler`; images name theirs themselves.
        handler: Option<String> = by(Operation::UpdateFunctionConfiguration).optional().range(1, 128).versioned();
        /// Processor architecture: `x86_64` or `arm64`.
        architecture: String = by(Operation::UpdateFunctionCode).or(Literal::Text("x86_64")).versioned();
        /// Memory in MB.
        memory: i64 = by(Operation::UpdateFunctionConfiguration).or(Literal::Int(128)).range(128, 10_240).versioned();
        /// Longest run of one invocation.
        timeout: Seconds = by(Operation::UpdateFunctionConfiguration).or(Literal::Int(3)).range(1, 900).versioned();
        /// Size of `/tmp` in MB.
        storage: i64 = by(Operation::UpdateFunctionConfiguration).or(Literal::Int(512)).range(512, 10_240).versioned();
        /// Environment variables.
        environment: BTreeMap<String, String> =
            by(Operation::UpdateFunctionConfiguration).or(Literal::NoEntries).sensitive().versioned();
        /// Layer versions, in merge order.
        layers: Vec<ArnText> = by(Operation::UpdateFunctionConfiguration).or(Literal::Texts(&[])).versioned();
        /// ARN of the role it runs as.
        role: ArnText = by(Operation::UpdateFunctionConfiguration).versioned();
        /// Name of its log group.
        log_group: String = by(Operation::UpdateFunctionConfiguration).or_from(default_log_group).versioned();
        /// Log format: `Text` or `JSON`.
        log_format: String = by(Operation::UpdateFunctionConfiguration).or(Literal::Text("Text")).versioned();
        /// Lowest level of the function's own JSON log lines.
        log_level: Option<String> = by(Operation::UpdateFunctionConfiguration).or_from(default_log_level).versioned();
        /// Lowest level of the service's JSON log lines.
        system_log_level: Option<String> = by(Operation::UpdateFunctionConfiguration).or_from(default_log_level).versioned();
        /// SHA-256 of the packed code, base64 as Lambda reports it; of an image its digest, in hex.
        code: String = by(Operation::UpdateFunctionCode).versioned();
        /// The container image that is the code, by digest.
        image: Option<String> = by(Operation::UpdateFunctionCode).optional().versioned();
        /// What the image runs, in place of what it says itself.
        entry_point: Vec<String> = by(Operation::UpdateFunctionConfiguration).or(Literal::Texts(&[])).versioned();
        /// What is passed to it.
        command: Vec<String> = by(Operation::UpdateFunctionConfiguration).or(Literal::Texts(&[])).versioned();
        /// Where it runs.
        workdir: Option<String> = by(Operation::UpdateFunctionConfiguration).optional().versioned();
        /// Subnets that it has an interface in; none means that it is in no VPC.
        subnets: BTreeSet<String> = by(Operation::UpdateFunctionConfiguration).or(Literal::Texts(&[])).versioned();
        /// Security groups of that interface.
        security_groups: BTreeSet<String> = by(Operation::UpdateFunctionConfiguration).or(Literal::Texts(&[])).versioned();
        /// Whether X-Ray sees every sampled invocation: `Active`, or `PassThrough`.
        tracing: String = by(Operation::UpdateFunctionConfiguration).or(Literal::Text("PassThrough")).versioned();
        /// Whether versions start from a snapshot: `PublishedVersions`, or `None`.
        snap_start: String = by(Operation::UpdateFunctionConfiguration).or(Literal::Text("None")).versioned();
        /// KMS key of the environment, where it is not the service's own.
        key: Option<ArnText> = by(Operation::UpdateFunctionConfiguration).optional().versioned();
        /// Concurrency set aside for this function, and its upper limit.
        reserved: Option<i64> =
            by_clearing(Operation::PutFunctionConcurrency, Operation::DeleteFunctionConcurrency).optional().range(0, 100_000);
        /// Tags.
        tags: BTreeMap<String, String> = by_clearing(Operation::TagFunction, Operation::UntagFunction).or(Literal::NoEntries);
        /// ARN of its dead-letter queue, which is not managed here.
        dead_letter: Option<ArnText> = computed();
        /// ARN without qualifier, known from account, region and name.
        unqualified_arn: Option<ArnText> = computed().predictable();
    }
    create &[Operation::CreateFunction, Operation::PutFunctionConcurrency];
    update &[
        Operation::UpdateFunctionConfiguration, Operation::UpdateFunctionCode, Operation::PutFunctionConcurrency,
        Operation::DeleteFunctionConcurrency, Operation::TagFunction, Operation::UntagFunction,
    ];
    delete &[Operation::DeleteFunction];
    with { rank: 60 }
}

fn default_log_group(attrs: &Attrs) -> Value {
    let name = attrs.get("name").and_then(Value::as_text).unwrap_or_default();
    Value::text(format!("/aws/lambda/{name}"))
}

/// Levels exist only for JSON logs; Lambda fills in `INFO` there and drops them for text.
fn default_log_level(attrs: &Attrs) -> Value {
    let json = attrs.get("log_format").and_then(Value::as_text) == Some("JSON");
    if json { Value::text("INFO") } else { Value::Null }
}
