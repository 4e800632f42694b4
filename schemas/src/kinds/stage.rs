//! The stage of an HTTP API: what makes its routes reachable.
use crate::operations::Operation;
use crate::table::{ArnText, Literal, by, by_clearing, computed, immutable, kind};

kind! {
    /// The stage of an HTTP API.
    Stage = "api_stage" {
        /// The API's id.
        api: String = immutable();
        /// Its name; `$default` has no path of its own.
        name: String = immutable().or(Literal::Text("$default")).range(1, 128);
        /// Whether changed routes go live at once.
        auto_deploy: bool = by(Operation::UpdateStage).or(Literal::Bool(true));
        /// Requests a second that each route allows on average; absent means the account's limit.
        throttle_rate: Option<i64> = by(Operation::UpdateStage).optional().range(1, 100_000);
        /// Requests that may come at once.
        throttle_burst: Option<i64> = by(Operation::UpdateStage).optional().range(1, 100_000);
        /// Whether metrics tell the routes apart.
        detailed_metrics: bool = by(Operation::UpdateStage).or(Literal::Bool(false));
        /// ARN of the log group that takes a line for each request.
        access_log_group: Option<ArnText> =
            by_clearing(Operation::PutAccessLogs, Operation::DeleteAccessLogs).optional();
        /// What a line of the access log says, in `$context` variables.
        access_log_format: Option<String> =
            by_clearing(Operation::PutAccessLogs, Operation::DeleteAccessLogs).optional().range(1, 1_024);
        /// ARN of the stage.
        arn: Option<ArnText> = computed();
    }
    create &[Operation::CreateStage, Operation::PutAccessLogs];
    update &[Operation::UpdateStage, Operation::PutAccessLogs, Operation::DeleteAccessLogs];
    delete &[Operation::DeleteStage];
    with { rank: 110, dies_with_parent: true, natural_key: &["api", "name"] }
}
