//! Lambda: functions, versions, aliases with weights, provisioned and reserved concurrency, policies, invocations.

mod aliases;
pub(crate) mod concurrency;
mod configure;
mod create_function;
mod delete_function;
pub(crate) mod destinations;
pub(crate) mod event_invoke;
pub(crate) mod faults;
pub(crate) mod invoke;
mod life;
mod model;
pub(crate) mod permissions;
pub(crate) mod provisioned;
mod publish;
mod read_function;
pub(crate) mod reference;
mod render;
mod role;
mod settings;
mod source;
mod tags;
mod update_function;
mod urls;

pub(crate) use invoke::Invocation;

use super::service::Throttle;
use super::{Operation, Protocol, Service};
use crate::world::table::state;

state! {
    /// Functions by name.
    functions: model::Function,
    /// Published versions by `name/number`.
    versions: model::Version,
    /// Aliases by `name/alias`.
    aliases: model::Alias,
    /// Resource policies by `name/qualifier`.
    policies: model::Policy,
    /// Provisioned concurrency by `name/qualifier`.
    provisioned: model::Provisioned,
    /// Asynchronous settings by `name/qualifier`.
    event_configs: model::EventConfig,
    /// Function URLs by `name/qualifier`.
    urls: model::Url,
}

pub(crate) static SERVICE: Service = Service {
    name: "lambda",
    signing: "lambda",
    protocol: Protocol::RestJson,
    throttle: Throttle {
        status: 429,
        code: "TooManyRequestsException",
        message: "Rate exceeded",
        extra: &[("Reason", "CallerRateLimitExceeded"), ("Type", "User")],
    },
    operations: OPERATIONS,
    missing: &[
        "CreateEventSourceMapping",
        "PublishLayerVersion",
        "InvokeWithResponseStream",
        "PutFunctionCodeSigningConfig",
        "CreateCodeSigningConfig",
    ],
    happen: Some(life::happen),
    taggable: Some(tags::TAGGABLE),
    ..Service::EMPTY
};

const FUNCTION: &str = "/2015-03-31/functions/{FunctionName}";
const CONFIGURATION: &str = "/2015-03-31/functions/{FunctionName}/configuration";
const VERSIONS: &str = "/2015-03-31/functions/{FunctionName}/versions";
const ALIASES: &str = "/2015-03-31/functions/{FunctionName}/aliases";
const ALIAS: &str = "/2015-03-31/functions/{FunctionName}/aliases/{Name}";
const POLICY: &str = "/2015-03-31/functions/{FunctionName}/policy";
const STATEMENT: &str = "/2015-03-31/functions/{FunctionName}/policy/{StatementId}";
const PROVISIONED: &str = "/2019-09-30/functions/{FunctionName}/provisioned-concurrency";
const PROVISIONED_ALL: &str =
    "/2019-09-30/functions/{FunctionName}/provisioned-concurrency?List=ALL";
const EVENTS: &str = "/2019-09-25/functions/{FunctionName}/event-invoke-config";
const EVENTS_ALL: &str = "/2019-09-25/functions/{FunctionName}/event-invoke-config/list";
const URL: &str = "/2021-10-31/functions/{FunctionName}/url";
const URLS: &str = "/2021-10-31/functions/{FunctionName}/urls";
const RUNTIME_UPDATES: &str = "/2021-07-20/functions/{FunctionName}/runtime-management-config";
const RECURSION: &str = "/2024-08-31/functions/{FunctionName}/recursion-config";
const TAGS: &str = "/2017-03-31/tags/{Resource}";

static OPERATIONS: &[Operation] = &[
    Operation::write("CreateFunction", create_function::create_function)
        .at("POST", "/2015-03-31/functions", 201)
        .partly("no layers; code comes in the call, not from S3"),
    Operation::read("GetFunction", read_function::get_function).at("GET", FUNCTION, 200),
    Operation::read("GetFunctionConfiguration", read_function::get_function_configuration).at(
        "GET",
        CONFIGURATION,
        200,
    ),
    Operation::read("ListFunctions", read_function::list_functions).at(
        "GET",
        "/2015-03-31/functions",
        200,
    ),
    Operation::write("UpdateFunctionCode", update_function::update_function_code).at(
        "PUT",
        "/2015-03-31/functions/{FunctionName}/code",
        200,
    ),
    Operation::write("UpdateFunctionConfiguration", update_function::update_function_configuration)
        .at("PUT", CONFIGURATION, 200)
        .partly("no layers"),
    Operation::write("DeleteFunction", delete_function::delete_function)
        .at("DELETE", FUNCTION, 204),
    Operation::write("PublishVersion", publish::publish_version).at("POST", VERSIONS, 201),
    Operation::read("ListVersionsByFunction", publish::list_versions_by_function)
        .at("GET", VERSIONS, 200),
    Operation::write("CreateAlias", aliases::create_alias).at("POST", ALIASES, 201),
    Operation::read("GetAlias", aliases::get_alias).at("GET", ALIAS, 200),
    Operation::read("ListAliases", aliases::list_aliases).at("GET", ALIASES, 200),
    Operation::write("UpdateAlias", aliases::update_alias).at("PUT", ALIAS, 200),
    Operation::write("DeleteAlias", aliases::delete_alias).at("DELETE", ALIAS, 204),
    Operation::write("AddPermission", permissions::add_permission).at("POST", POLICY, 201),
    Operation::write("RemovePermission", permissions::remove_permission)
        .at("DELETE", STATEMENT, 204),
    Operation::read("GetPolicy", permissions::get_policy).at("GET", POLICY, 200),
    Operation::write("PutFunctionConcurrency", concurrency::put).at(
        "PUT",
        "/2017-10-31/functions/{FunctionName}/concurrency",
        200,
    ),
    Operation::read("GetFunctionConcurrency", concurrency::get).at(
        "GET",
        "/2019-09-30/functions/{FunctionName}/concurrency",
        200,
    ),
    Operation::write("DeleteFunctionConcurrency", concurrency::delete).at(
        "DELETE",
        "/2017-10-31/functions/{FunctionName}/concurrency",
        204,
    ),
    Operation::read("GetAccountSettings", concurrency::account_settings).at(
        "GET",
        "/2016-08-19/account-settings",
        200,
    ),
    Operation::write("PutProvisionedConcurrencyConfig", provisioned::put_config).at(
        "PUT",
        PROVISIONED,
        202,
    ),
    Operation::read("GetProvisionedConcurrencyConfig", provisioned::get_config).at(
        "GET",
        PROVISIONED,
        200,
    ),
    Operation::write("DeleteProvisionedConcurrencyConfig", provisioned::delete_config).at(
        "DELETE",
        PROVISIONED,
        204,
    ),
    Operation::read("ListProvisionedConcurrencyConfigs", provisioned::list_configs).at(
        "GET",
        PROVISIONED_ALL,
        200,
    ),
    Operation::write("PutFunctionEventInvokeConfig", event_invoke::put_config)
        .at("PUT", EVENTS, 200)
        .partly("delivers to queues and functions only"),
    Operation::write("UpdateFunctionEventInvokeConfig", event_invoke::update_config)
        .at("POST", EVENTS, 200),
    Operation::read("GetFunctionEventInvokeConfig", event_invoke::get_config)
        .at("GET", EVENTS, 200),
    Operation::write("DeleteFunctionEventInvokeConfig", event_invoke::delete_config)
        .at("DELETE", EVENTS, 204),
    Operation::read("ListFunctionEventInvokeConfigs", event_invoke::list_configs)
        .at("GET", EVENTS_ALL, 200),
    Operation::write("CreateFunctionUrlConfig", urls::create)
        .at("POST", URL, 201)
        .partly("the URL itself does not answer"),
    Operation::read("GetFunctionUrlConfig", urls::get).at("GET", URL, 200),
    Operation::write("UpdateFunctionUrlConfig", urls::update).at("PUT", URL, 200),
    Operation::write("DeleteFunctionUrlConfig", urls::delete).at("DELETE", URL, 204),
    Operation::read("ListFunctionUrlConfigs", urls::list).at("GET", URLS, 200),
    Operation::write("TagResource", tags::tag_resource).at("POST", TAGS, 204),
    Operation::write("UntagResource", tags::untag_resource)
        .at("DELETE", TAGS, 204)
        .query(&[("tagKeys", "TagKeys[]")]),
    Operation::read("ListTags", tags::list_tags).at("GET", TAGS, 200),
    Operation::read("GetFunctionCodeSigningConfig", settings::get_code_signing).at(
        "GET",
        "/2020-06-30/functions/{FunctionName}/code-signing-config",
        200,
    ),
    Operation::read("GetRuntimeManagementConfig", settings::get_runtime_management).at(
        "GET",
        RUNTIME_UPDATES,
        200,
    ),
    Operation::write("PutRuntimeManagementConfig", settings::put_runtime_management).at(
        "PUT",
        RUNTIME_UPDATES,
        200,
    ),
    Operation::read("GetFunctionRecursionConfig", settings::get_recursion)
        .at("GET", RECURSION, 200),
    Operation::write("PutFunctionRecursionConfig", settings::put_recursion)
        .at("PUT", RECURSION, 200),
    Operation::write("Invoke", invoke::invoke)
        .at("POST", "/2015-03-31/functions/{FunctionName}/invocations", 200)
        .headers(&[
            ("x-amz-invocation-type", "InvocationType"),
            ("x-amz-log-type", "LogType"),
            ("x-amz-client-context", "ClientContext"),
        ])
        .payload(),
];
