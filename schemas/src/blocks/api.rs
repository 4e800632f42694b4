//! `api`, its routes and its authorizers.
use super::{Block, NONE, TAGS};
use crate::kinds::api::CORS;
use crate::table::{Attr, Literal, Type, attrs, written};

/// Where a caller's token is looked for when nothing else is said.
const BEARER: &str = "$request.header.Authorization";

/// The rows of `throttle = { ... }`.
pub(super) const THROTTLE: &[Attr] = attrs! {
    /// Requests a second on average.
    rate: Type::Int => written().range(1, 100_000);
    /// Requests at once.
    burst: Type::Int => written().range(1, 100_000);
};

/// The rows of `access_logs = { ... }`.
pub(super) const ACCESS_LOGS: &[Attr] = attrs! {
    /// How long the lines are kept, in whole days as `"30d"`; absent means for ever.
    retention: Type::Duration => written().optional();
    /// `json`, or a line of one's own with `$context` variables.
    format: Type::Text => written().or(Literal::Text("json")).range(1, 1_024);
};

/// The rows of `jwt = { ... }`.
pub(super) const JWT: &[Attr] = attrs! {
    /// Who issues the tokens: an `https` address whose keys API Gateway fetches.
    issuer: Type::Text => written();
    /// For whom the tokens are meant: one of these must be their `aud` or `client_id`.
    audience: Type::Set(&Type::Text) => written();
    /// Where the token is.
    identity: Type::Text => written().or(Literal::Text(BEARER));
};

/// The rows of `lambda = { ... }`.
pub(super) const LAMBDA: &[Attr] = attrs! {
    /// The function that decides, through its alias.
    function: Type::Reference(&["function", "existing.function"]) => written();
    /// What identifies the caller: without one of these the answer is 401, and they are the key under which answers are kept.
    identity: Type::List(&Type::Text) => written().or(Literal::Texts(&[BEARER]));
    /// How long an answer is kept.
    ttl: Type::Duration => written().or(Literal::Int(0)).range(0, 3_600);
    /// Version of the event format.
    payload: Type::Enum(&["2.0", "1.0"]) => written().or(Literal::Text("2.0"));
    /// `simple` (yes or no) or `policy`.
    answer: Type::Enum(&["simple", "policy"]) => written().or(Literal::Text("simple"));
};

pub(super) static AUTHORIZER: Block = Block {
    word: "authorizer",
    doc: "Who may use the routes that name it in `authorize`: the bearers of a token, or whom a function lets in.",
    labels: &["name"],
    attrs: attrs! {
        /// Tokens of an OpenID Connect issuer.
        jwt: Type::Object(JWT) => written().optional();
        /// A function that decides.
        lambda: Type::Object(LAMBDA) => written().optional();
    },
    ..NONE
};

pub(super) static ROUTE: Block = Block {
    word: "route",
    doc: "A route of an HTTP API: method and path, as in `GET /orders/{id}`, or `$default`.",
    labels: &["key"],
    attrs: attrs! {
        /// The function it calls, through its alias; or a queue or a bus that takes the request's body without a function in between.
        to: Type::Reference(&["function", "existing.function", "queue", "bus", "existing.queue", "existing.bus"]) => written();
        /// An authorizer's name, `iam` or `none`; without it what the API says.
        authorize: Type::Text => written().optional();
        /// Scopes of a token, one of which it must have; without it what the API says.
        scopes: Type::Set(&Type::Text) => written().optional();
        /// Limit on this route's requests; without it what the API says.
        throttle: Type::Object(THROTTLE) => written().optional();
    },
    ..NONE
};

pub(super) static API: Block = Block {
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
        /// Who may use the routes: an authorizer's name, `iam` (callers who sign) or `none` (anyone).
        authorize: Type::Text => written().or(Literal::Text("none"));
        /// Scopes of a token, one of which it must have.
        scopes: Type::Set(&Type::Text) => written().or(Literal::Texts(&[]));
        /// Limit on the requests of each route.
        throttle: Type::Object(THROTTLE) => written().optional();
        /// A line for each request, in a log group of the API's own.
        access_logs: Type::Object(ACCESS_LOGS) => written().optional();
        /// Whether metrics tell the routes apart; each costs as a custom metric does.
        detailed_metrics: Type::Bool => written().or(Literal::Bool(false));
        /// Tags.
        tags: TAGS => written().or(Literal::NoEntries);
    },
    blocks: &[&ROUTE, &AUTHORIZER],
    fields: &[
        ("url", "base address"),
        ("id", "id that the service made up"),
        ("name", "name for people"),
    ],
    ..NONE
};
