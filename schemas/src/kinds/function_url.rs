//! Function URLs: HTTPS addresses that invoke a function through its alias.
//!
//! Defaults and limits: Lambda's API reference, `CreateFunctionUrlConfig`.
use super::api::Cors;
use crate::operations::Operation;
use crate::table::{Literal, by, computed, immutable, kind};

kind! {
    /// The HTTPS address of a function's alias.
    FunctionUrl = "function_url" {
        /// The function's name.
        function: String = immutable();
        /// The alias.
        qualifier: String = immutable();
        /// Who may call: `AWS_IAM` wants a signature, `NONE` wants nothing.
        auth: String = by(Operation::UpdateFunctionUrl);
        /// `BUFFERED`, or `RESPONSE_STREAM` for answers that are sent while they are made.
        mode: String = by(Operation::UpdateFunctionUrl).or(Literal::Text("BUFFERED"));
        /// Cross-origin rules.
        cors: Option<Cors> = by(Operation::UpdateFunctionUrl).optional();
        /// The address, which the service makes up.
        url: Option<String> = computed();
    }
    create &[Operation::CreateFunctionUrl];
    update &[Operation::UpdateFunctionUrl];
    delete &[Operation::DeleteFunctionUrl];
    with { rank: 110, natural_key: &["function", "qualifier"] }
}
