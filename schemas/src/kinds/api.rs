//! HTTP APIs of API Gateway.
use crate::operations::Operation;
use crate::table::{
    ArnText, Attr, Field, Literal, Type, attrs, by, by_clearing, computed, immutable, kind, written,
};
use crate::value::Value;
use std::collections::BTreeMap;

kind! {
    /// An HTTP API.
    Api = "api" {
        /// Name for people, 1 to 128 characters; AWS doesn't keep it unique, so the API is found by tag.
        name: String = by(Operation::UpdateApi).range(1, 128);
        /// Protocol, always `HTTP`.
        protocol: String = immutable().or(Literal::Text("HTTP"));
        /// Words for people.
        description: String = by(Operation::UpdateApi).or(Literal::Text("")).range(0, 1_024);
        /// Cross-origin rules.
        cors: Option<Cors> = by_clearing(Operation::UpdateApi, Operation::DeleteCorsConfiguration).optional();
        /// Tags.
        tags: BTreeMap<String, String> = by_clearing(Operation::TagApi, Operation::UntagApi).or(Literal::NoEntries);
        /// The id that the service made up.
        id: Option<String> = computed();
        /// Base address.
        endpoint: Option<String> = computed();
        /// ARN for calls through it, `arn:aws:execute-api:...`.
        execution_arn: Option<ArnText> = computed();
    }
    create &[Operation::CreateApi];
    update &[Operation::UpdateApi, Operation::DeleteCorsConfiguration, Operation::TagApi, Operation::UntagApi];
    delete &[Operation::DeleteApi];
    with { rank: 100, natural_key: &["id"] }
}

/// Cross-origin rules of an HTTP API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cors {
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
    /// Whether cookies may be sent.
    pub credentials: bool,
}

/// The rows of `cors = { ... }`.
pub const CORS: &[Attr] = attrs! {
    /// Allowed origins, such as `https://shop.example`.
    origins: Type::Set(&Type::Text) => written().or(Literal::Texts(&[]));
    /// Allowed methods.
    methods: Type::Set(&Type::Text) => written().or(Literal::Texts(&[]));
    /// Allowed request headers.
    headers: Type::Set(&Type::Text) => written().or(Literal::Texts(&[]));
    /// Response headers that scripts may read.
    expose: Type::Set(&Type::Text) => written().or(Literal::Texts(&[]));
    /// How long browsers keep the answer.
    max_age: Type::Duration => written().optional().range(-1, 86_400);
    /// Whether cookies may be sent.
    credentials: Type::Bool => written().or(Literal::Bool(false));
};

impl Field for Cors {
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
            credentials: entries.get("credentials").and_then(Value::as_bool).unwrap_or(false),
        })
    }
}
