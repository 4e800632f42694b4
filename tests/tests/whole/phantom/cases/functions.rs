//! Functions, their aliases and their logs.
use super::{Case, cases};

const FUNCTION: &str = "function.main";
const ALIAS: &str = "function.main/alias";
const LOGS: &str = "function.main/logs";

pub(super) const CASES: &[Case] = cases! {
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
