//! Routes of HTTP APIs.
use crate::operations::Operation;
use crate::table::{by, computed, immutable, kind};

kind! {
    /// A route of an HTTP API.
    Route = "route" {
        /// The API's id.
        api: String = immutable();
        /// Method and path, such as `GET /orders/{id}`, or `$default`.
        key: String = immutable().range(1, 256);
        /// The id of the integration it calls.
        integration: String = by(Operation::UpdateRoute);
        /// The id that the service made up.
        id: Option<String> = computed();
    }
    create &[Operation::CreateRoute];
    update &[Operation::UpdateRoute];
    delete &[Operation::DeleteRoute];
    with { rank: 120, dies_with_parent: true, natural_key: &["api", "key"] }
}
