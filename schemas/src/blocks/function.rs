//! `function`, with what nests in it.
use super::role::ALLOW;
use super::{Block, NONE, TAGS, Times};
use crate::table::{Attr, Literal, Type, attrs, written};

/// Words of runtimes that Lambda accepts for new functions (January 2026); others get a warning, not an error.
pub const RUNTIMES: &[&str] = &[
    "nodejs20.x",
    "nodejs22.x",
    "nodejs24.x",
    "python3.10",
    "python3.11",
    "python3.12",
    "python3.13",
    "python3.14",
    "java8.al2",
    "java11",
    "java17",
    "java21",
    "java25",
    "dotnet8",
    "dotnet10",
    "ruby3.2",
    "ruby3.3",
    "ruby3.4",
    "provided.al2",
    "provided.al2023",
];

/// The rows of `logs = { ... }`.
pub(super) const LOGS: &[Attr] = attrs! {
    /// How long log lines are kept, in whole days as `"30d"`; absent means for ever.
    retention: Type::Duration => written().optional();
    /// `text` or `json`.
    format: Type::Enum(&["text", "json"]) => written().or(Literal::Text("text"));
    /// Lowest level of the service's JSON lines about it.
    system_level: Type::Enum(&["DEBUG", "INFO", "WARN"]) => written().optional();
    /// Lowest level of the function's own JSON lines.
    level: Type::Enum(&["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]) => written().optional();
};

/// The rows of `async = { ... }`.
const ASYNC: &[Attr] = attrs! {
    /// How often an event is tried again that the function failed with.
    retries: Type::Int => written().or(Literal::Int(2)).range(0, 2);
    /// Age at which an event is given up.
    max_age: Type::Duration => written().or(Literal::Int(21_600)).range(60, 21_600);
};

/// Who can be told how an event ended.
pub(super) const TOLD: Type = Type::Either(&[
    Type::Reference(&[
        "queue",
        "topic",
        "function",
        "bus",
        "existing.queue",
        "existing.topic",
        "existing.function",
        "existing.bus",
    ]),
    Type::Arn,
]);

/// The rows of `vpc = { ... }`.
pub(super) const VPC: &[Attr] = attrs! {
    /// Subnets, by id or as `existing.subnets.NAME`.
    subnets: Type::Either(&[Type::Reference(&["existing.subnets"]), Type::Set(&Type::Text)]) => written();
    /// Security groups, by id or as `existing.security_group.NAME`.
    security_groups: Type::Set(&Type::Either(&[Type::Reference(&["existing.security_group"]), Type::Text])) => written();
};

/// What can be read.
const READABLE: &[&str] = &[
    "bucket",
    "table",
    "stream",
    "existing.bucket",
    "existing.table",
    "existing.stream",
    "existing.secret",
    "existing.parameter",
];

pub(super) static ACCESS: Block = Block {
    word: "access",
    doc: "What a function may do; its role is derived from here and from the edges of the graph.",
    times: Times::Once,
    attrs: attrs! {
        /// Queues it sends to.
        send: Type::Set(&Type::Reference(&["queue", "existing.queue"])) => written().or(Literal::Texts(&[]));
        /// Queues it receives from.
        receive: Type::Set(&Type::Reference(&["queue", "existing.queue"])) => written().or(Literal::Texts(&[]));
        /// Topics it publishes to.
        publish: Type::Set(&Type::Reference(&["topic", "existing.topic"])) => written().or(Literal::Texts(&[]));
        /// Event buses and streams it puts events and records on.
        put: Type::Set(&Type::Reference(&["bus", "stream", "existing.bus", "existing.stream"])) => written().or(Literal::Texts(&[]));
        /// Keys it encrypts with.
        encrypt: Type::Set(&Type::Reference(&["existing.key"])) => written().or(Literal::Texts(&[]));
        /// Keys it decrypts with.
        decrypt: Type::Set(&Type::Reference(&["existing.key"])) => written().or(Literal::Texts(&[]));
        /// Functions it invokes, through their alias.
        invoke: Type::Set(&Type::Reference(&["function", "existing.function"])) => written().or(Literal::Texts(&[]));
        /// Buckets, tables and streams whose objects, items and records it reads; secrets and parameters.
        read: Type::Set(&Type::Reference(READABLE)) => written().or(Literal::Texts(&[]));
        /// Buckets that it puts objects into.
        write: Type::Set(&Type::Reference(&["bucket", "existing.bucket", "table", "existing.table"])) => written().or(Literal::Texts(&[]));
        /// Buckets whose objects it deletes.
        delete: Type::Set(&Type::Reference(&["bucket", "existing.bucket"])) => written().or(Literal::Texts(&[]));
        /// Buckets whose objects it lists.
        list: Type::Set(&Type::Reference(&["bucket", "existing.bucket"])) => written().or(Literal::Texts(&[]));
        /// Exact IAM statements for everything else.
        allow: Type::List(&Type::Object(ALLOW)) => written().or(Literal::Texts(&[]));
    },
    ..NONE
};

/// The rows of `autoscale = { ... }`.
pub(super) const AUTOSCALE: &[Attr] = attrs! {
    /// Fewest environments kept warm.
    min: Type::Int => written().range(1, 100_000);
    /// Most of them.
    max: Type::Int => written().range(1, 100_000);
    /// Share of them that should be in use.
    target: Type::Share => written().or(Literal::Text("70%")).range(1_000, 9_000);
};

pub(super) static SCHEDULE: Block = Block {
    word: "schedule",
    doc: "Other bounds from a time on, until another schedule sets others.",
    labels: &["name"],
    attrs: attrs! {
        /// Six fields: minutes, hours, day of month, month, day of week, year.
        cron: Type::Text => written().optional();
        /// Once, at a local time such as `2030-01-31T09:00:00`.
        at: Type::Text => written().optional();
        /// The time zone that `cron` and `at` mean, such as `Europe/Berlin`.
        timezone: Type::Text => written().or(Literal::Text("UTC")).range(1, 50);
        /// Fewest environments kept warm from then on.
        min: Type::Int => written().optional().range(1, 100_000);
        /// Most of them from then on.
        max: Type::Int => written().optional().range(1, 100_000);
    },
    ..NONE
};

pub(super) static CONCURRENCY: Block = Block {
    word: "concurrency",
    doc: "How many invocations run at once.",
    times: Times::Once,
    attrs: attrs! {
        /// Set aside for this function, and its upper limit; 0 stops it.
        reserved: Type::Int => written().optional().range(0, 100_000);
        /// Environments kept warm; with `autoscale` or `schedule` those that a version begins with.
        provisioned: Type::Int => written().optional().range(1, 100_000);
        /// Bounds between which there are more of them when more are in use.
        autoscale: Type::Object(AUTOSCALE) => written().optional();
    },
    blocks: &[&SCHEDULE],
    ..NONE
};

pub(super) static FUNCTION: Block = Block {
    word: "function",
    doc: "A Lambda function, its versions and its alias `live`.",
    labels: &["name"],
    resource: true,
    attrs: attrs! {
        /// Physical name, when the derived one won't do.
        name: Type::Text => written().optional().range(1, 64);
        /// Directory with the code, or a `.zip`. A function has this or `image`.
        code: Type::Text => written().optional();
        /// Container image by digest, such as `111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop@sha256:...`.
        image: Type::Text => written().optional();
        /// What the image runs, in place of what it says itself.
        entry_point: Type::List(&Type::Text) => written().or(Literal::Texts(&[]));
        /// What is passed to it.
        command: Type::List(&Type::Text) => written().or(Literal::Texts(&[]));
        /// Where it runs.
        workdir: Type::Text => written().optional();
        /// Language runtime, such as `python3.12`; code needs one, images bring their own.
        runtime: Type::Text => written().optional();
        /// Entry point, such as `app.handler`; code needs one.
        handler: Type::Text => written().optional().range(1, 128);
        /// Processor architecture.
        architecture: Type::Enum(&["x86_64", "arm64"]) => written().or(Literal::Text("x86_64"));
        /// Memory in MB.
        memory: Type::Int => written().or(Literal::Int(128)).range(128, 10_240);
        /// Longest run of one invocation.
        timeout: Type::Duration => written().or(Literal::Int(3)).range(1, 900);
        /// Size of `/tmp` in MB.
        storage: Type::Int => written().or(Literal::Int(512)).range(512, 10_240);
        /// Words for people.
        description: Type::Text => written().or(Literal::Text("")).range(0, 256);
        /// Environment variables.
        environment: Type::Map(&Type::Text) => written().or(Literal::NoEntries).sensitive();
        /// Secrets and parameters by name: `NAME = existing.secret.x` puts its ARN into `NAME_ARN` and lets the function read it.
        secrets: Type::Map(&Type::Reference(&["existing.secret", "existing.parameter"])) => written().or(Literal::NoEntries);
        /// Adds AWS's extension that fetches and caches them: `true`, or the ARN of its layer version.
        secrets_extension: Type::Either(&[Type::Bool, Type::Arn]) => written().or(Literal::Bool(false));
        /// KMS key of the environment, where it is not the service's own.
        key: Type::Either(&[Type::Reference(&["existing.key"]), Type::Arn]) => written().optional();
        /// Subnets and security groups of its network interface.
        vpc: Type::Object(VPC) => written().optional();
        /// Whether X-Ray sees every sampled invocation.
        tracing: Type::Bool => written().or(Literal::Bool(false));
        /// Whether versions start from a snapshot of their start (Java 11, Python 3.12, .NET 8 and later).
        snap_start: Type::Bool => written().or(Literal::Bool(false));
        /// Layers or ARNs of layer versions, in merge order; five at most.
        layers: Type::List(&Type::Arn) => written().or(Literal::Texts(&[]));
        /// A role of one's own; without it the role is derived.
        role: Type::Either(&[Type::Reference(&["role", "existing.role"]), Type::Arn]) => written().optional();
        /// Log group and format.
        logs: Type::Object(LOGS) => written().optional();
        /// How long and how often events are tried that invoke it without waiting.
        async: Type::Object(ASYNC) => written().optional();
        /// Who is told of such events that went well.
        on_success: TOLD => written().optional();
        /// Who is told of such events that were given up.
        on_failure: TOLD => written().optional();
        /// How a new version takes over; without it all at once.
        rollout: Type::Reference(&["rollout"]) => written().optional();
        /// Tags.
        tags: TAGS => written().or(Literal::NoEntries);
    },
    blocks: &[&ACCESS, &CONCURRENCY],
    fields: &[
        ("arn", "ARN of the alias `live`"),
        ("unqualified_arn", "ARN without alias"),
        ("name", "physical name"),
        ("role_arn", "ARN of the role it runs as"),
        ("log_group", "name of its log group"),
        ("version", "number of the version that serves"),
    ],
    ..NONE
};
