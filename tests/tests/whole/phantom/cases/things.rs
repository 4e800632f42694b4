//! Queues, roles and HTTP APIs.
use super::{Case, cases};

const QUEUE: &str = "queue.jobs";
const ROLE: &str = "role.worker";
const API: &str = "api.shop";
const STAGE: &str = "api.shop/stage";
const INTEGRATION: &str = "api.shop/integration[\"function.main\"]";

pub(super) const CASES: &[Case] = cases! {
    queue_visibility_timeout: "queue" "visibility_timeout" at QUEUE => ["visibility_timeout"];
    queue_retention: "queue" "retention" at QUEUE => ["retention"];
    queue_delay: "queue" "delay" at QUEUE => ["delay"];
    queue_receive_wait: "queue" "receive_wait" at QUEUE => ["receive_wait"];
    queue_max_message_size: "queue" "max_message_size" at QUEUE => ["max_message_size"];
    queue_content_deduplication: "queue" "content_deduplication" at "queue.ordered" => ["content_deduplication"];
    queue_dead_letter_arn: "queue" "dead_letter_arn" at QUEUE => ["dead_letter_arn"];
    queue_max_receive: "queue" "max_receive" at QUEUE => ["max_receive"];
    queue_dead_letter_gone: "queue" "dead_letter_arn" at QUEUE => ["dead_letter_arn", "max_receive"];
    queue_policy: "queue" "policy" at QUEUE => ["policy"];
    queue_policy_gone: "queue" "policy" at QUEUE => ["policy"];
    queue_tags: "queue" "tags" at QUEUE => ["tags.tier"];
    queue_tags_added: "queue" "tags" at QUEUE => ["tags.seen"];
    role_trust: "role" "trust" at ROLE => ["trust"];
    role_description: "role" "description" at ROLE => ["description"];
    role_max_session: "role" "max_session" at ROLE => ["max_session"];
    role_permissions_boundary: "role" "permissions_boundary" at ROLE => ["permissions_boundary"];
    role_permissions_boundary_gone: "role" "permissions_boundary" at ROLE => ["permissions_boundary"];
    role_tags: "role" "tags" at ROLE => ["tags.tier"];
    role_tags_gone: "role" "tags" at ROLE => ["tags.tier"];
    role_policy_document: "role_policy" "document" at "role.worker/policy[\"export\"]" => ["document"];
    api_name: "api" "name" at API => ["name"];
    api_description: "api" "description" at API => ["description"];
    api_cors: "api" "cors" at API => ["cors.max_age"];
    api_cors_origins: "api" "cors" at API => ["cors.origins"];
    api_cors_gone: "api" "cors" at API => ["cors"];
    api_tags: "api" "tags" at API => ["tags.tier"];
    integration_payload_format: "integration" "payload_format" at INTEGRATION => ["payload_format"];
    integration_timeout_ms: "integration" "timeout_ms" at INTEGRATION => ["timeout_ms"];
    route_integration: "route" "integration" at "api.shop/route[\"$default\"]" => ["integration"];
    api_stage_auto_deploy: "api_stage" "auto_deploy" at STAGE => ["auto_deploy"];
    api_stage_throttle_rate: "api_stage" "throttle_rate" at STAGE => ["throttle_rate"];
    api_stage_throttle_burst: "api_stage" "throttle_burst" at STAGE => ["throttle_burst"];
};
