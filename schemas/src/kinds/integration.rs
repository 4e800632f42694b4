//! What a route of an HTTP API calls.
use crate::operations::Operation;
use crate::table::{ArnText, Literal, by, computed, immutable, kind};

kind! {
    /// An integration: the link from an API to a function's alias.
    Integration = "integration" {
        /// The API's id.
        api: String = immutable();
        /// ARN of the alias it calls; also how it is found again.
        uri: ArnText = immutable();
        /// Version of the event format.
        payload_format: String = by(Operation::UpdateIntegration).or(Literal::Text("2.0"));
        /// Longest wait for an answer, in milliseconds.
        timeout_ms: i64 = by(Operation::UpdateIntegration).or(Literal::Int(30_000)).range(50, 30_000);
        /// The id that the service made up.
        id: Option<String> = computed();
    }
    create &[Operation::CreateIntegration];
    update &[Operation::UpdateIntegration];
    delete &[Operation::DeleteIntegration];
    with { rank: 110, dies_with_parent: true, natural_key: &["api", "uri"] }
}
