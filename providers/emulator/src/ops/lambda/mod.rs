//! Lambda: functions, versions, aliases with weights, provisioned and reserved concurrency, policies, invocations.

mod aliases;
mod code_signing;
pub(crate) mod concurrency;
mod configure;
mod create_function;
mod delete_function;
pub(crate) mod destinations;
mod draw;
pub(crate) mod event_invoke;
pub(crate) mod events;
pub(crate) mod faults;
pub(crate) mod invoke;
pub(crate) mod layers;
mod life;
pub(crate) mod mappings;
pub(crate) mod model;
pub(crate) mod permissions;
pub(crate) mod provisioned;
mod publish;
mod read_function;
mod receive;
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
    /// How often a version was drawn by an alias's weights, by `name/alias`.
    draws: u64,
    /// Resource policies by `name/qualifier`.
    policies: model::Policy,
    /// Provisioned concurrency by `name/qualifier`.
    provisioned: model::Provisioned,
    /// Asynchronous settings by `name/qualifier`.
    event_configs: model::EventConfig,
    /// Asynchronous events on their way, by id.
    events: model::Event,
    /// The last number of every layer that was ever published, by name.
    layers: u64,
    /// Layer versions by `name/number`.
    layer_versions: layers::LayerVersion,
    /// Event source mappings by UUID.
    mappings: mappings::model::Mapping,
    /// Batches that functions run with now, by UUID and an id.
    flights: mappings::model::Flight,
    /// How far shards have been read, by UUID and shard.
    positions: mappings::model::Position,
    /// When mappings look at their sources next, in milliseconds, by UUID.
    alarms: u64,
    /// Code signing configurations by id.
    code_signing: code_signing::Config,
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
    missing: &["InvokeWithResponseStream"],
    happen: Some(life::happen),
    wake: Some(life::wake),
    taggable: Some(tags::TAGGABLE),
    receive: Some(receive::receive),
    policy: Some(permissions::policy_of),
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
const FUNCTION_SIGNING: &str = "/2020-06-30/functions/{FunctionName}/code-signing-config";
const SIGNINGS: &str = "/2020-04-22/code-signing-configs";
const SIGNING: &str = "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}";
const LAYERS: &str = "/2018-10-31/layers";
const LAYER: &str = "/2018-10-31/layers/{LayerName}/versions";
const LAYER_VERSION: &str = "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}";
const LAYER_POLICY: &str = "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy";
const LAYER_STATEMENT: &str =
    "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy/{StatementId}";
const MAPPINGS: &str = "/2015-03-31/event-source-mappings";
const MAPPING: &str = "/2015-03-31/event-source-mappings/{UUID}";
const URL: &str = "/2021-10-31/functions/{FunctionName}/url";
const URLS: &str = "/2021-10-31/functions/{FunctionName}/urls";
const RUNTIME_UPDATES: &str = "/2021-07-20/functions/{FunctionName}/runtime-management-config";
const RECURSION: &str = "/2024-08-31/functions/{FunctionName}/recursion-config";
const TAGS: &str = "/2017-03-31/tags/{Resource}";

static OPERATIONS: &[Operation] = &[
    Operation::write("CreateFunction", create_function::create_function).at(
        "POST",
        "/2015-03-31/functions",
        201,
    ),
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
        .at("PUT", CONFIGURATION, 200),
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
        .at("PUT", EVENTS, 200),
    Operation::write("UpdateFunctionEventInvokeConfig", event_invoke::update_config)
        .at("POST", EVENTS, 200),
    Operation::read("GetFunctionEventInvokeConfig", event_invoke::get_config)
        .at("GET", EVENTS, 200),
    Operation::write("DeleteFunctionEventInvokeConfig", event_invoke::delete_config)
        .at("DELETE", EVENTS, 204),
    Operation::read("ListFunctionEventInvokeConfigs", event_invoke::list_configs)
        .at("GET", EVENTS_ALL, 200),
    Operation::write("PublishLayerVersion", layers::publish).at("POST", LAYER, 201),
    Operation::read("GetLayerVersion", layers::get).at("GET", LAYER_VERSION, 200),
    Operation::read("GetLayerVersionByArn", layers::get_by_arn).at(
        "GET",
        "/2018-10-31/layers?find=LayerVersion",
        200,
    ),
    Operation::read("ListLayers", layers::list).at("GET", LAYERS, 200),
    Operation::read("ListLayerVersions", layers::list_versions).at("GET", LAYER, 200),
    Operation::write("DeleteLayerVersion", layers::delete).at("DELETE", LAYER_VERSION, 204),
    Operation::write("AddLayerVersionPermission", layers::add_permission).at(
        "POST",
        LAYER_POLICY,
        201,
    ),
    Operation::write("RemoveLayerVersionPermission", layers::remove_permission).at(
        "DELETE",
        LAYER_STATEMENT,
        204,
    ),
    Operation::read("GetLayerVersionPolicy", layers::get_policy).at("GET", LAYER_POLICY, 200),
    Operation::write("CreateEventSourceMapping", mappings::create)
        .at("POST", MAPPINGS, 202)
        .partly("queues and streams only; five batches at once unless told; no tumbling windows"),
    Operation::read("GetEventSourceMapping", mappings::get).at("GET", MAPPING, 200),
    Operation::read("ListEventSourceMappings", mappings::list).at("GET", MAPPINGS, 200),
    Operation::write("UpdateEventSourceMapping", mappings::update).at("PUT", MAPPING, 202),
    Operation::write("DeleteEventSourceMapping", mappings::delete).at("DELETE", MAPPING, 202),
    Operation::write("CreateFunctionUrlConfig", urls::create)
        .at("POST", URL, 201)
        .partly("what AWS streams comes whole"),
    Operation::read("GetFunctionUrlConfig", urls::get).at("GET", URL, 200),
    Operation::write("UpdateFunctionUrlConfig", urls::update).at("PUT", URL, 200),
    Operation::write("DeleteFunctionUrlConfig", urls::delete).at("DELETE", URL, 204),
    Operation::read("ListFunctionUrlConfigs", urls::list).at("GET", URLS, 200),
    Operation::write("TagResource", tags::tag_resource).at("POST", TAGS, 204),
    Operation::write("UntagResource", tags::untag_resource)
        .at("DELETE", TAGS, 204)
        .query(&[("tagKeys", "TagKeys[]")]),
    Operation::read("ListTags", tags::list_tags).at("GET", TAGS, 200),
    Operation::read("GetFunctionCodeSigningConfig", code_signing::get_function).at(
        "GET",
        FUNCTION_SIGNING,
        200,
    ),
    Operation::write("PutFunctionCodeSigningConfig", code_signing::put_function).at(
        "PUT",
        FUNCTION_SIGNING,
        200,
    ),
    Operation::write("DeleteFunctionCodeSigningConfig", code_signing::delete_function).at(
        "DELETE",
        FUNCTION_SIGNING,
        204,
    ),
    Operation::write("CreateCodeSigningConfig", code_signing::create).at("POST", SIGNINGS, 201),
    Operation::read("GetCodeSigningConfig", code_signing::get).at("GET", SIGNING, 200),
    Operation::write("UpdateCodeSigningConfig", code_signing::update).at("PUT", SIGNING, 200),
    Operation::write("DeleteCodeSigningConfig", code_signing::delete).at("DELETE", SIGNING, 204),
    Operation::read("ListCodeSigningConfigs", code_signing::list).at("GET", SIGNINGS, 200),
    Operation::read("ListFunctionsByCodeSigningConfig", code_signing::functions).at(
        "GET",
        "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}/functions",
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
