//! Ways into a function that need no other service.
use super::{Case, cases};

const URL: &str = "trigger.url.letters";
const FILTER: &str = "trigger.log.letters";
const INBOX: &str = "api.inbox/integration[\"queue.ordered\"]";
const ASYNC: &str = "function.letters/async";

pub(super) const CASES: &[Case] = cases! {
    event_invoke_config_retries: "event_invoke_config" "retries" at ASYNC => ["retries"];
    event_invoke_config_max_age: "event_invoke_config" "max_age" at ASYNC => ["max_age"];
    event_invoke_config_on_success: "event_invoke_config" "on_success" at ASYNC => ["on_success"];
    event_invoke_config_on_failure: "event_invoke_config" "on_failure" at ASYNC => ["on_failure"];
    event_invoke_config_ends_gone: "event_invoke_config" "on_failure" at ASYNC => ["on_success", "on_failure"];
    service_integration_parameters: "service_integration" "parameters" at INBOX => ["parameters.MessageGroupId"];
    service_integration_parameters_gone: "service_integration" "parameters" at INBOX => ["parameters.MessageDeduplicationId"];
    service_integration_parameters_added: "service_integration" "parameters" at INBOX => ["parameters.DelaySeconds"];
    service_integration_role: "service_integration" "role" at INBOX => ["role"];
    service_integration_timeout_ms: "service_integration" "timeout_ms" at INBOX => ["timeout_ms"];
    function_url_auth: "function_url" "auth" at URL => ["auth"];
    function_url_mode: "function_url" "mode" at URL => ["mode"];
    function_url_cors: "function_url" "cors" at URL => ["cors.max_age"];
    function_url_cors_gone: "function_url" "cors" at URL => ["cors"];
    subscription_filter_pattern: "subscription_filter" "pattern" at FILTER => ["pattern"];
    subscription_filter_destination: "subscription_filter" "destination" at FILTER => ["destination"];
};
