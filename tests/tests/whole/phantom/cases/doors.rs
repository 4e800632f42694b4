//! What guards, limits and logs the routes of an API.
use super::{Case, cases};

const ROUTE: &str = "api.shop/route[\"GET /orders/{id}\"]";
const LIMITS: &str = "api.shop/route[\"GET /orders/{id}\"]/throttle";
const USERS: &str = "api.shop/authorizer[\"users\"]";
const KEYS: &str = "api.shop/authorizer[\"keys\"]";
const STAGE: &str = "api.shop/stage";

pub(super) const CASES: &[Case] = cases! {
    route_authorization: "route" "authorization" at ROUTE => ["authorization", "authorizer", "scopes"];
    route_authorizer: "route" "authorizer" at ROUTE => ["authorizer"];
    route_scopes: "route" "scopes" at ROUTE => ["scopes"];
    route_scopes_gone: "route" "scopes" at ROUTE => ["scopes"];
    route_settings_rate: "route_settings" "rate" at LIMITS => ["rate"];
    route_settings_burst: "route_settings" "burst" at LIMITS => ["burst"];
    authorizer_identity: "authorizer" "identity" at USERS => ["identity"];
    authorizer_issuer: "authorizer" "issuer" at USERS => ["issuer"];
    authorizer_audience: "authorizer" "audience" at USERS => ["audience"];
    authorizer_uri: "authorizer" "uri" at KEYS => ["uri"];
    authorizer_payload_format: "authorizer" "payload_format" at KEYS => ["payload_format"];
    authorizer_simple: "authorizer" "simple" at "api.shop/authorizer[\"simple\"]" => ["simple"];
    authorizer_ttl: "authorizer" "ttl" at KEYS => ["ttl"];
    api_stage_detailed_metrics: "api_stage" "detailed_metrics" at STAGE => ["detailed_metrics"];
    api_stage_access_log_group: "api_stage" "access_log_group" at STAGE => ["access_log_group"];
    api_stage_access_log_format: "api_stage" "access_log_format" at STAGE => ["access_log_format"];
    api_stage_access_log_gone: "api_stage" "access_log_group" at STAGE => ["access_log_group", "access_log_format"];
};
