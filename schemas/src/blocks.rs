//! The block table: what may be written in a spec, block by block, one row an attribute.
//!
//! The language decodes every block from here (types, ranges, defaults, "did you mean"); `desire`
//! in the planner turns decoded blocks into resources of the kind table. One rule of shape: a
//! nested thing is an attribute with an object value unless it has a label or blocks of its own.
use crate::kinds::api::CORS;
use crate::table::{Attr, Literal, Type, attrs, written};

/// How often a nested block may stand in its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// At most once.
    Once,
    /// Any number, told apart by label.
    Many,
}

/// One block of the language.
#[derive(Debug)]
pub struct Block {
    /// The word it starts with.
    pub word: &'static str,
    /// One line for people.
    pub doc: &'static str,
    /// Names of its labels, in order.
    pub labels: &'static [&'static str],
    /// Attributes.
    pub attrs: &'static [Attr],
    /// Nested blocks.
    pub blocks: &'static [&'static Block],
    /// How often it may stand in its parent.
    pub times: Times,
    /// Whether it declares resources: then it takes `for_each`, `count` and `depends_on`, and can be referenced.
    pub resource: bool,
    /// What `word.name.FIELD` can name besides the attributes: field and one line.
    pub fields: &'static [(&'static str, &'static str)],
}

const NONE: Block = Block {
    word: "",
    doc: "",
    labels: &[],
    attrs: &[],
    blocks: &[],
    times: Times::Many,
    resource: false,
    fields: &[],
};

const TAGS: Type = Type::Map(&Type::Text);

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
pub const LOGS: &[Attr] = attrs! {
    /// How long log lines are kept, in whole days as `"30d"`; absent means for ever.
    retention: Type::Duration => written().optional();
    /// `text` or `json`.
    format: Type::Enum(&["text", "json"]) => written().or(Literal::Text("text"));
    /// Lowest level of the function's own JSON lines.
    level: Type::Enum(&["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]) => written().optional();
};

/// The rows of `dead_letter = { ... }`.
pub const DEAD_LETTER: &[Attr] = attrs! {
    /// The queue that takes what failed too often.
    queue: Type::Either(&[Type::Reference(&["queue", "existing.queue"]), Type::Arn]) => written();
    /// How often a message is received before it goes there.
    max_receive: Type::Int => written().or(Literal::Int(5)).range(1, 1_000);
};

/// The rows of `throttle = { ... }`.
pub const THROTTLE: &[Attr] = attrs! {
    /// Requests a second on average.
    rate: Type::Int => written().range(1, 100_000);
    /// Requests at once.
    burst: Type::Int => written().range(1, 100_000);
};

/// The rows of one `allow = [{ ... }]` entry.
pub const ALLOW: &[Attr] = attrs! {
    /// IAM actions.
    actions: Type::Set(&Type::Text) => written();
    /// ARNs, or references to things that have one.
    resources: Type::Set(&Type::Arn) => written();
    /// IAM conditions: operator, key, values.
    conditions: Type::Any => written().optional();
};

/// The rows of `smoke = { ... }`.
pub const SMOKE: &[Attr] = attrs! {
    /// Method and path of a route: the candidate gets the event which that route would send.
    http: Type::Text => written().optional();
    /// The event itself.
    event: Type::Any => written().optional();
    /// What the answer must be: `status`, `body` (text it must contain), or nothing but success.
    expect: Type::Object(EXPECT) => written().optional();
};

/// The rows of `expect = { ... }`.
pub const EXPECT: &[Attr] = attrs! {
    /// HTTP status of the answer.
    status: Type::Int => written().optional().range(100, 599);
    /// Text that the answer must contain.
    contains: Type::Text => written().optional();
};

static STACK: Block = Block {
    word: "stack",
    doc: "The stack: its name and what holds for everything in it.",
    labels: &["name"],
    attrs: attrs! {
        /// Tags of every resource.
        tags: TAGS => written().or(Literal::NoEntries);
        /// Region when no stage names one.
        region: Type::Text => written().optional();
    },
    ..NONE
};

static STAGE: Block = Block {
    word: "stage",
    doc: "Where the stack lives: one account and region. The name may be a glob such as `pr-*`.",
    labels: &["name"],
    attrs: attrs! {
        /// Account that must be the caller's; a guard, not a choice.
        account: Type::Text => written().optional().range(12, 12);
        /// Region.
        region: Type::Text => written().optional();
        /// Role to assume before anything else.
        assume_role: Type::Text => written().optional();
        /// Where the ledger is: `file:DIR` or `s3://BUCKET/PREFIX`.
        ledger: Type::Text => written().optional();
        /// Refuse to delete anything of this stage.
        protect: Type::Bool => written().or(Literal::Bool(false));
        /// How long a preview lives.
        ttl: Type::Duration => written().optional();
        /// Whether data may be deleted without asking for it by name.
        data: Type::Enum(&["keep", "disposable"]) => written().or(Literal::Text("keep"));
        /// ARN of the policy that bounds every role made here.
        permissions_boundary: Type::Text => written().optional();
        /// Values of variables for this stage.
        vars: Type::Any => written().or(Literal::NoEntries);
    },
    ..NONE
};

static VARIABLE: Block = Block {
    word: "variable",
    doc: "An input of the stack.",
    labels: &["name"],
    attrs: attrs! {
        /// Its type, such as `string`, `number`, `list(string)`, `object({ a = string })`.
        type: Type::Any => written().optional();
        /// Value when nothing else gives one; without it the variable must be given.
        default: Type::Any => written().optional();
        /// Words for people.
        description: Type::Text => written().or(Literal::Text(""));
        /// Mask the value wherever it flows.
        sensitive: Type::Bool => written().or(Literal::Bool(false));
        /// Whether `null` is a value.
        nullable: Type::Bool => written().or(Literal::Bool(true));
    },
    blocks: &[&VALIDATION],
    ..NONE
};

static VALIDATION: Block = Block {
    word: "validation",
    doc: "A condition that the variable's value must meet.",
    attrs: attrs! {
        /// Must be true.
        condition: Type::Any => written();
        /// What to say when it isn't.
        error: Type::Text => written();
    },
    ..NONE
};

static LOCALS: Block = Block { word: "locals", doc: "Names for expressions.", ..NONE };

static OUTPUT: Block = Block {
    word: "output",
    doc: "A value to show and to read elsewhere.",
    labels: &["name"],
    attrs: attrs! {
        /// The value.
        value: Type::Any => written();
        /// Words for people.
        description: Type::Text => written().or(Literal::Text(""));
        /// Mask it.
        sensitive: Type::Bool => written().or(Literal::Bool(false));
    },
    ..NONE
};

static DEFAULTS: Block = Block {
    word: "defaults",
    doc: "Attributes of every block of one kind.",
    labels: &["kind"],
    ..NONE
};

static ACCESS: Block = Block {
    word: "access",
    doc: "What a function may do; its role is derived from here and from the edges of the graph.",
    times: Times::Once,
    attrs: attrs! {
        /// Queues it sends to.
        send: Type::Set(&Type::Reference(&["queue", "existing.queue"])) => written().or(Literal::Texts(&[]));
        /// Queues it receives from.
        receive: Type::Set(&Type::Reference(&["queue", "existing.queue"])) => written().or(Literal::Texts(&[]));
        /// Functions it invokes, through their alias.
        invoke: Type::Set(&Type::Reference(&["function", "existing.function"])) => written().or(Literal::Texts(&[]));
        /// Exact IAM statements for everything else.
        allow: Type::List(&Type::Object(ALLOW)) => written().or(Literal::Texts(&[]));
    },
    ..NONE
};

static CONCURRENCY: Block = Block {
    word: "concurrency",
    doc: "How many invocations run at once.",
    times: Times::Once,
    attrs: attrs! {
        /// Set aside for this function, and its upper limit; 0 stops it.
        reserved: Type::Int => written().optional().range(0, 100_000);
        /// Environments kept warm.
        provisioned: Type::Int => written().optional().range(1, 100_000);
    },
    ..NONE
};

static FUNCTION: Block = Block {
    word: "function",
    doc: "A Lambda function, its versions and its alias `live`.",
    labels: &["name"],
    resource: true,
    attrs: attrs! {
        /// Physical name, when the derived one won't do.
        name: Type::Text => written().optional().range(1, 64);
        /// Directory with the code, or a `.zip`.
        code: Type::Text => written();
        /// Language runtime, such as `python3.12`.
        runtime: Type::Text => written();
        /// Entry point, such as `app.handler`.
        handler: Type::Text => written().range(1, 128);
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
        /// ARNs of layer versions, in merge order.
        layers: Type::List(&Type::Arn) => written().or(Literal::Texts(&[]));
        /// A role of one's own; without it the role is derived.
        role: Type::Either(&[Type::Reference(&["role", "existing.role"]), Type::Arn]) => written().optional();
        /// Log group and format.
        logs: Type::Object(LOGS) => written().optional();
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

static ROLE_ALLOW: Block = Block {
    word: "allow",
    doc: "One named permission of a role.",
    labels: &["name"],
    attrs: ALLOW,
    ..NONE
};

static ROLE: Block = Block {
    word: "role",
    doc: "An IAM role.",
    labels: &["name"],
    resource: true,
    attrs: attrs! {
        /// Physical name, when the derived one won't do.
        name: Type::Text => written().optional().range(1, 64);
        /// Services that may assume it.
        services: Type::Set(&Type::Text) => written().or(Literal::Texts(&["lambda.amazonaws.com"]));
        /// Managed policies to attach, by ARN.
        managed: Type::Set(&Type::Arn) => written().or(Literal::Texts(&[]));
        /// Words for people.
        description: Type::Text => written().or(Literal::Text("")).range(0, 1_000);
        /// Longest session.
        max_session: Type::Duration => written().or(Literal::Int(3_600)).range(3_600, 43_200);
        /// Tags.
        tags: TAGS => written().or(Literal::NoEntries);
    },
    blocks: &[&ROLE_ALLOW],
    fields: &[("arn", "ARN"), ("name", "physical name")],
    ..NONE
};

static ROUTE: Block = Block {
    word: "route",
    doc: "A route of an HTTP API: method and path, as in `GET /orders/{id}`, or `$default`.",
    labels: &["key"],
    attrs: attrs! {
        /// The function it calls, through its alias.
        to: Type::Reference(&["function", "existing.function"]) => written();
    },
    ..NONE
};

static API: Block = Block {
    word: "api",
    doc: "An HTTP API.",
    labels: &["name"],
    resource: true,
    attrs: attrs! {
        /// Name for people, when the derived one won't do.
        name: Type::Text => written().optional().range(1, 128);
        /// Words for people.
        description: Type::Text => written().or(Literal::Text("")).range(0, 1_024);
        /// Cross-origin rules.
        cors: Type::Object(CORS) => written().optional();
        /// Limit on requests.
        throttle: Type::Object(THROTTLE) => written().optional();
        /// Tags.
        tags: TAGS => written().or(Literal::NoEntries);
    },
    blocks: &[&ROUTE],
    fields: &[
        ("url", "base address"),
        ("id", "id that the service made up"),
        ("name", "name for people"),
    ],
    ..NONE
};

static QUEUE: Block = Block {
    word: "queue",
    doc: "An SQS queue.",
    labels: &["name"],
    resource: true,
    attrs: attrs! {
        /// Physical name, when the derived one won't do.
        name: Type::Text => written().optional().range(1, 80);
        /// Exactly-once, ordered delivery.
        fifo: Type::Bool => written().or(Literal::Bool(false));
        /// How long a received message stays hidden.
        visibility_timeout: Type::Duration => written().or(Literal::Int(30)).range(0, 43_200);
        /// How long a message is kept.
        retention: Type::Duration => written().or(Literal::Int(345_600)).range(60, 1_209_600);
        /// How long a new message stays invisible.
        delay: Type::Duration => written().or(Literal::Int(0)).range(0, 900);
        /// How long a receive waits for a message.
        receive_wait: Type::Duration => written().or(Literal::Int(0)).range(0, 20);
        /// Largest message in bytes.
        max_message_size: Type::Int => written().optional().range(1_024, 1_048_576);
        /// Deduplicate messages of a FIFO queue by their content.
        content_deduplication: Type::Bool => written().or(Literal::Bool(false));
        /// Where messages go that failed too often.
        dead_letter: Type::Object(DEAD_LETTER) => written().optional();
        /// Resource policy.
        policy: Type::Any => written().optional();
        /// Tags.
        tags: TAGS => written().or(Literal::NoEntries);
    },
    fields: &[
        ("arn", "ARN"),
        ("url", "address for sending and receiving"),
        ("name", "physical name"),
    ],
    ..NONE
};

static ROLLOUT: Block = Block {
    word: "rollout",
    doc: "How a new version of a function takes over.",
    labels: &["name"],
    attrs: attrs! {
        /// `all_at_once` flips; `blue_green` warms, smokes, flips, watches and flips back.
        strategy: Type::Enum(&["all_at_once", "blue_green"]) => written().or(Literal::Text("all_at_once"));
        /// How long the new version is watched after the flip.
        bake: Type::Duration => written().or(Literal::Int(0)).range(0, 86_400);
        /// A call of the new version before it gets traffic.
        smoke: Type::Object(SMOKE) => written().optional();
        /// Share of failed invocations during the bake that flips back.
        max_error_rate: Type::Share => written().optional();
    },
    ..NONE
};

static EXISTING: Block = Block {
    word: "existing",
    doc: "Something that is not managed here.",
    labels: &["kind", "name"],
    attrs: attrs! {
        /// Its physical name.
        name: Type::Text => written().optional();
        /// Its ARN.
        arn: Type::Text => written().optional();
    },
    fields: &[("arn", "ARN"), ("name", "physical name"), ("url", "address, of a queue")],
    ..NONE
};

/// Every block that may stand at the top of a spec.
pub static BLOCKS: &[&Block] = &[
    &STACK, &STAGE, &VARIABLE, &LOCALS, &OUTPUT, &DEFAULTS, &FUNCTION, &ROLE, &API, &QUEUE,
    &ROLLOUT, &EXISTING,
];

/// Words that `existing` takes as its first label.
pub const EXISTING_KINDS: &[&str] = &["function", "role", "queue"];

/// Words with a meaning to come: they get a clear "not yet" instead of "unknown block".
pub const NOT_YET: &[&str] = &[
    "trigger", "table", "topic", "bucket", "bus", "stream", "layer", "alarm", "module", "build",
    "audit", "workflow", "moved",
];

/// The block with this word.
pub fn block(word: &str) -> Option<&'static Block> {
    BLOCKS.iter().copied().find(|block| block.word == word)
}
