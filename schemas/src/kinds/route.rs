//! Routes of HTTP APIs.
use crate::operations::Operation;
use crate::table::{Literal, by, computed, immutable, kind};
use std::collections::BTreeSet;

kind! {
    /// A route of an HTTP API.
    Route = "route" {
        /// The API's id.
        api: String = immutable();
        /// Method and path, such as `GET /orders/{id}`, or `$default`.
        key: String = immutable().range(1, 256);
        /// The id of the integration it calls.
        integration: String = by(Operation::UpdateRoute);
        /// Who may use it: `NONE` (anyone), `AWS_IAM`, `JWT` or `CUSTOM`.
        authorization: String = by(Operation::UpdateRoute).or(Literal::Text("NONE"));
        /// The id of its authorizer.
        authorizer: Option<String> = by(Operation::UpdateRoute).optional();
        /// Scopes of a token, one of which it must have.
        scopes: BTreeSet<String> = by(Operation::UpdateRoute).or(Literal::Texts(&[]));
        /// The id that the service made up.
        id: Option<String> = computed();
    }
    create &[Operation::CreateRoute];
    update &[Operation::UpdateRoute];
    delete &[Operation::DeleteRoute];
    with { rank: 120, dies_with_parent: true, natural_key: &["api", "key"] }
}
