//! The cases: what is changed behind the spec's back, and what a plan must then say.
use cutover_schemas::kinds::KindName;
use cutover_schemas::table::{Owner, Writes};
use std::collections::BTreeSet;

/// One change of one live attribute.
pub(super) struct Case {
    /// The function of `tests/python/phantom.py`; its name begins with the kind and the attribute.
    pub(super) name: &'static str,
    /// Kind and attribute.
    pub(super) of: (&'static str, &'static str),
    /// The address that changed.
    pub(super) at: &'static str,
    /// The fields that differ then.
    pub(super) fields: &'static [&'static str],
}

/// Attributes that nobody can change here behind our back, and why.
pub(super) const EXCEPTIONS: &[(&str, &str, &str)] =
    &[("function", "layers", "the local cloud has no layers: no layer version exists to point at")];

const FUNCTION: &str = "function.main";
const ALIAS: &str = "function.main/alias";
const LOGS: &str = "function.main/logs";
const QUEUE: &str = "queue.jobs";
const ROLE: &str = "role.worker";
const API: &str = "api.shop";
const STAGE: &str = "api.shop/stage";
const INTEGRATION: &str = "api.shop/integration[\"function.main\"]";

macro_rules! cases {
    ($($name:ident: $kind:literal $attr:literal at $at:expr => [$($field:literal),+];)*) => {
        &[$(Case { name: stringify!($name), of: ($kind, $attr), at: $at, fields: &[$($field),+] },)*]
    };
}

/// Of functions and their aliases.
pub(super) const FUNCTIONS: &[Case] = cases! {
    function_description: "function" "description" at FUNCTION => ["description"];
    function_runtime: "function" "runtime" at FUNCTION => ["runtime"];
    function_handler: "function" "handler" at FUNCTION => ["handler"];
    function_architecture: "function" "architecture" at FUNCTION => ["architecture"];
    function_memory: "function" "memory" at FUNCTION => ["memory"];
    function_timeout: "function" "timeout" at FUNCTION => ["timeout"];
    function_storage: "function" "storage" at FUNCTION => ["storage"];
    function_environment: "function" "environment" at FUNCTION => ["environment.MODE"];
    function_environment_secret: "function" "environment" at FUNCTION => ["environment.TOKEN"];
    function_environment_added: "function" "environment" at FUNCTION => ["environment.DEBUG"];
    function_role: "function" "role" at FUNCTION => ["role"];
    function_log_group: "function" "log_group" at FUNCTION => ["log_group"];
    // Text logs have no levels.
    function_log_format: "function" "log_format" at FUNCTION => ["log_format", "log_level", "system_log_level"];
    function_log_level: "function" "log_level" at FUNCTION => ["log_level"];
    function_system_log_level: "function" "system_log_level" at FUNCTION => ["system_log_level"];
    function_code: "function" "code" at FUNCTION => ["code"];
    function_reserved: "function" "reserved" at FUNCTION => ["reserved"];
    function_reserved_gone: "function" "reserved" at FUNCTION => ["reserved"];
    function_tags: "function" "tags" at FUNCTION => ["tags.tier"];
    function_tags_gone: "function" "tags" at FUNCTION => ["tags.tier"];
    function_tags_added: "function" "tags" at FUNCTION => ["tags.seen"];
    alias_provisioned: "alias" "provisioned" at ALIAS => ["provisioned"];
    alias_provisioned_gone: "alias" "provisioned" at ALIAS => ["provisioned"];
    log_group_retention_days: "log_group" "retention_days" at LOGS => ["retention_days"];
    log_group_retention_days_gone: "log_group" "retention_days" at LOGS => ["retention_days"];
    log_group_tags: "log_group" "tags" at LOGS => ["tags.tier"];
};

/// Of everything else.
pub(super) const THINGS: &[Case] = cases! {
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

#[test]
fn every_attribute_that_can_be_changed_in_place_has_a_case() {
    let changeable = KindName::ALL.iter().map(|kind| kind.row()).flat_map(|kind| {
        let rows = kind.attrs.iter().filter(|row| row.flags.owner == Owner::Spec);
        let rows = rows.filter(|row| row.flags.writes != Writes::Replaces);
        rows.map(|row| (kind.name, row.name))
    });
    let covered = [FUNCTIONS, THINGS].into_iter().flatten().map(|case| case.of);
    let excepted: BTreeSet<_> = EXCEPTIONS.iter().map(|(kind, attr, _)| (*kind, *attr)).collect();
    let covered: BTreeSet<_> = covered.collect();
    assert_eq!(covered.intersection(&excepted).count(), 0, "an exception that is not needed");
    let named: BTreeSet<_> = covered.union(&excepted).copied().collect();
    assert_eq!(named, changeable.collect::<BTreeSet<_>>());
}

#[test]
fn cases_are_named_after_what_they_change() {
    let all = || [FUNCTIONS, THINGS].into_iter().flatten();
    assert_eq!(all().map(|case| case.name).collect::<BTreeSet<_>>().len(), all().count());
    for Case { name, of: (kind, _), .. } in all() {
        assert!(name.starts_with(&format!("{kind}_")), "{name} is no case of {kind}");
    }
}
