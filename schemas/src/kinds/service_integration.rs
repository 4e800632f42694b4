//! What a route of an HTTP API hands to a queue or a bus, without a function in between.
//!
//! Subtypes and parameters:
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html>.
use crate::operations::Operation;
use crate::table::{ArnText, Literal, by, computed, immutable, kind};
use std::collections::BTreeMap;

kind! {
    /// An integration with a service of AWS's.
    ServiceIntegration = "service_integration" {
        /// The API's id.
        api: String = immutable();
        /// Service and operation, such as `SQS-SendMessage`.
        subtype: String = immutable();
        /// What it is about; also how it is found again: a queue's URL, a bus's name.
        target: String = immutable();
        /// The operation's other parameters, with `$request` and `$context` in them.
        parameters: BTreeMap<String, String> = by(Operation::UpdateServiceIntegration).or(Literal::NoEntries);
        /// ARN of the role that API Gateway takes on for it.
        role: ArnText = by(Operation::UpdateServiceIntegration);
        /// Longest wait for an answer, in milliseconds.
        timeout_ms: i64 = by(Operation::UpdateServiceIntegration).or(Literal::Int(30_000)).range(50, 30_000);
        /// The id that the service made up.
        id: Option<String> = computed();
    }
    create &[Operation::CreateServiceIntegration];
    update &[Operation::UpdateServiceIntegration];
    delete &[Operation::DeleteServiceIntegration];
    with { rank: 110, dies_with_parent: true, natural_key: &["api", "subtype", "target"] }
}
