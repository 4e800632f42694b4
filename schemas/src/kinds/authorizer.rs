//! Authorizers of HTTP APIs: who may use the routes that name them.
use crate::operations::Operation;
use crate::table::{Literal, Seconds, by, computed, immutable, kind};
use std::collections::BTreeSet;

kind! {
    /// An authorizer of an HTTP API.
    Authorizer = "authorizer" {
        /// The API's id.
        api: String = immutable();
        /// Its name, unique in the API; it ends in what kind it is, so that one of another kind is another thing.
        name: String = immutable().range(1, 128);
        /// `JWT` or `REQUEST`.
        kind: String = immutable();
        /// What identifies the caller, such as `$request.header.Authorization`; the cache's key.
        identity: Vec<String> = by(Operation::UpdateAuthorizer).or(Literal::Texts(&[]));
        /// Who issues the tokens.
        issuer: Option<String> = by(Operation::UpdateAuthorizer).optional();
        /// For whom the tokens are meant.
        audience: BTreeSet<String> = by(Operation::UpdateAuthorizer).or(Literal::Texts(&[]));
        /// Where the function is invoked.
        uri: Option<String> = by(Operation::UpdateAuthorizer).optional();
        /// Version of the event format.
        payload_format: Option<String> = by(Operation::UpdateAuthorizer).optional();
        /// Whether the function answers yes or no instead of a policy.
        simple: bool = by(Operation::UpdateAuthorizer).or(Literal::Bool(false));
        /// How long an answer is kept.
        ttl: Seconds = by(Operation::UpdateAuthorizer).or(Literal::Int(0)).range(0, 3_600);
        /// The id that the service made up.
        id: Option<String> = computed();
    }
    create &[Operation::CreateAuthorizer];
    update &[Operation::UpdateAuthorizer];
    delete &[Operation::DeleteAuthorizer];
    with { rank: 110, dies_with_parent: true, natural_key: &["api", "name"] }
}
