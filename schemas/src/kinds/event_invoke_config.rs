//! What becomes of events that invoke a function without waiting for it.
//!
//! Defaults and ranges: Lambda's API reference, `PutFunctionEventInvokeConfig`.
use crate::operations::Operation;
use crate::table::{ArnText, Literal, Seconds, by, immutable, kind};

kind! {
    /// Settings of a function's asynchronous invocations, by its alias.
    EventInvokeConfig = "event_invoke_config" {
        /// The function's name.
        function: String = immutable();
        /// The alias.
        qualifier: String = immutable();
        /// How often an event is tried again that the function failed with.
        retries: i64 = by(Operation::PutEventInvokeConfig).or(Literal::Int(2)).range(0, 2);
        /// Age at which an event is given up.
        max_age: Seconds = by(Operation::PutEventInvokeConfig).or(Literal::Int(21_600)).range(60, 21_600);
        /// ARN of who is told of events that went well.
        on_success: Option<ArnText> = by(Operation::PutEventInvokeConfig).optional();
        /// ARN of who is told of events that were given up.
        on_failure: Option<ArnText> = by(Operation::PutEventInvokeConfig).optional();
    }
    create &[Operation::PutEventInvokeConfig];
    update &[Operation::PutEventInvokeConfig];
    delete &[Operation::DeleteEventInvokeConfig];
    with { rank: 110, dies_with_parent: true, natural_key: &["function", "qualifier"] }
}
