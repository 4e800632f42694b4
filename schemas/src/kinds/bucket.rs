//! S3 buckets.
use crate::operations::Operation;
use crate::table::{
    ArnText, Attr, Field, Literal, PolicyDocument, Type, attrs, by, by_clearing, computed,
    immutable, kind, written,
};
use crate::value::Value;
use std::collections::BTreeMap;

kind! {
    /// An S3 bucket.
    Bucket = "bucket" {
        /// Physical name, 3 to 63 characters; all accounts share them.
        name: String = immutable().range(3, 63);
        /// Whether old versions of objects are kept; what was on once can only be suspended.
        versioning: bool = by(Operation::PutBucketVersioning).or(Literal::Bool(false));
        /// Key that new objects are encrypted with; absent means S3's own keys.
        encryption_key: Option<ArnText> = by_clearing(Operation::PutBucketEncryption, Operation::DeleteBucketEncryption).optional();
        /// Whether public policies and lists are kept out.
        block_public_access: bool = by(Operation::PutPublicAccessBlock).or(Literal::Bool(true));
        /// What is removed after a while.
        lifecycle: Vec<Expiry> = by_clearing(Operation::PutBucketLifecycle, Operation::DeleteBucketLifecycle).or(Literal::Texts(&[]));
        /// Cross-origin rules.
        cors: Vec<CorsRule> = by_clearing(Operation::PutBucketCors, Operation::DeleteBucketCors).or(Literal::Texts(&[]));
        /// Resource policy.
        policy: Option<PolicyDocument> = by_clearing(Operation::PutBucketPolicy, Operation::DeleteBucketPolicy).optional();
        /// Tags.
        tags: BTreeMap<String, String> = by_clearing(Operation::TagBucket, Operation::UntagBucket).or(Literal::NoEntries);
        /// ARN, known from the name.
        arn: Option<ArnText> = computed().predictable();
    }
    create &[
        Operation::CreateBucket, Operation::PutBucketVersioning, Operation::PutBucketEncryption, Operation::PutPublicAccessBlock,
        Operation::PutBucketLifecycle, Operation::PutBucketCors, Operation::PutBucketPolicy,
    ];
    update &[
        Operation::PutBucketVersioning, Operation::PutBucketEncryption, Operation::DeleteBucketEncryption, Operation::PutPublicAccessBlock,
        Operation::PutBucketLifecycle, Operation::DeleteBucketLifecycle, Operation::PutBucketCors, Operation::DeleteBucketCors,
        Operation::PutBucketPolicy, Operation::DeleteBucketPolicy, Operation::TagBucket, Operation::UntagBucket,
    ];
    delete &[Operation::EmptyBucket, Operation::DeleteBucket];
    with { rank: 20, holds_data: true }
}

/// What is removed after a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expiry {
    /// What the keys begin with.
    pub prefix: String,
    /// Seconds after which an object is removed.
    pub expire: Option<i64>,
    /// Seconds after which a version that is no longer the newest is removed.
    pub expire_old_versions: Option<i64>,
    /// Seconds after which an upload that was never finished is given up.
    pub abort_uploads: Option<i64>,
}

/// The rows of one item of `lifecycle = [{ ... }]`.
pub const LIFECYCLE: &[Attr] = attrs! {
    /// What the keys begin with; absent means all.
    prefix: Type::Text => written().or(Literal::Text("")).range(0, 1_024);
    /// How long an object is kept, in whole days as `"30d"`.
    expire: Type::Duration => written().optional().range(86_400, 3_153_600_000);
    /// How long a version is kept that is no longer the newest.
    expire_old_versions: Type::Duration => written().optional().range(86_400, 3_153_600_000);
    /// How long an upload in parts may stay unfinished.
    abort_uploads: Type::Duration => written().optional().range(86_400, 3_153_600_000);
};

impl Field for Expiry {
    const TYPE: Type = Type::Object(LIFECYCLE);
    fn read(value: &Value) -> Option<Self> {
        let entries = value.as_map()?;
        let seconds = |name: &str| entries.get(name).and_then(Value::as_int);
        Some(Self {
            prefix: entries.get("prefix").and_then(Value::as_text).unwrap_or_default().to_owned(),
            expire: seconds("expire"),
            expire_old_versions: seconds("expire_old_versions"),
            abort_uploads: seconds("abort_uploads"),
        })
    }
}

/// Which web pages may use the bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorsRule {
    /// Allowed origins.
    pub origins: Vec<String>,
    /// Allowed methods.
    pub methods: Vec<String>,
    /// Allowed request headers.
    pub headers: Vec<String>,
    /// Response headers that scripts may read.
    pub expose: Vec<String>,
    /// Seconds that browsers keep the answer; absent lets them choose.
    pub max_age: Option<i64>,
}

/// The rows of one item of a bucket's `cors = [{ ... }]`.
pub const CORS: &[Attr] = attrs! {
    /// Allowed origins, such as `https://shop.example`.
    origins: Type::Set(&Type::Text) => written();
    /// Allowed methods.
    methods: Type::Set(&Type::Enum(&["GET", "PUT", "HEAD", "POST", "DELETE"])) => written();
    /// Allowed request headers.
    headers: Type::Set(&Type::Text) => written().or(Literal::Texts(&[]));
    /// Response headers that scripts may read.
    expose: Type::Set(&Type::Text) => written().or(Literal::Texts(&[]));
    /// How long browsers keep the answer.
    max_age: Type::Duration => written().optional().range(0, 86_400);
};

impl Field for CorsRule {
    const TYPE: Type = Type::Object(CORS);
    fn read(value: &Value) -> Option<Self> {
        let entries = value.as_map()?;
        let texts = |name: &str| entries.get(name).map_or(Some(Vec::new()), Vec::<String>::read);
        Some(Self {
            origins: texts("origins")?,
            methods: texts("methods")?,
            headers: texts("headers")?,
            expose: texts("expose")?,
            max_age: entries.get("max_age").and_then(Value::as_int),
        })
    }
}
