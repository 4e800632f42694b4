//! API Gateway v2: HTTP APIs, their routes, integrations, stages, deployments and authorizers.
//!
//! The live side is in `http_api`. WebSocket APIs do not exist here.

mod apis;
mod authorizers;
pub(crate) mod deployments;
mod domains;
mod integrations;
mod mappings;
pub(crate) mod model;
mod openapi;
mod quick;
mod routes;
mod stages;
mod tags;
mod vpc_links;

use super::service::Throttle;
use super::{Operation, Protocol, Service};
use crate::world::table::state;
use model::Row;

state! {
    /// APIs by id.
    apis: Row,
    /// Everything inside an API, by `api/id`.
    integrations: Row,
    routes: Row,
    stages: Row,
    authorizers: Row,
    deployments: Row,
    /// Custom domains by name.
    domains: Row,
    /// Mappings by `domain/id`.
    mappings: Row,
    /// VPC links by id.
    vpc_links: Row,
}

pub(crate) static SERVICE: Service = Service {
    name: "apigatewayv2",
    signing: "apigateway",
    protocol: Protocol::RestJson,
    validation: "BadRequestException",
    throttle: Throttle {
        status: 429,
        code: "TooManyRequestsException",
        message: "Too Many Requests",
        extra: &[],
    },
    operations: OPERATIONS,
    missing: &[
        "CreateModel",
        "CreateRouteResponse",
        "CreateIntegrationResponse",
        "CreateRoutingRule",
        "CreatePortal",
    ],
    taggable: Some(tags::TAGGABLE),
    ..Service::EMPTY
};

const API: &str = "/v2/apis/{apiId}";
const INTEGRATIONS: &str = "/v2/apis/{apiId}/integrations";
const INTEGRATION: &str = "/v2/apis/{apiId}/integrations/{integrationId}";
const ROUTES: &str = "/v2/apis/{apiId}/routes";
const ROUTE: &str = "/v2/apis/{apiId}/routes/{routeId}";
const STAGES: &str = "/v2/apis/{apiId}/stages";
const STAGE: &str = "/v2/apis/{apiId}/stages/{stageName}";
const AUTHORIZERS: &str = "/v2/apis/{apiId}/authorizers";
const AUTHORIZER: &str = "/v2/apis/{apiId}/authorizers/{authorizerId}";
const DEPLOYMENTS: &str = "/v2/apis/{apiId}/deployments";
const DEPLOYMENT: &str = "/v2/apis/{apiId}/deployments/{deploymentId}";
const DOMAINS: &str = "/v2/domainnames";
const DOMAIN: &str = "/v2/domainnames/{domainName}";
const MAPPINGS: &str = "/v2/domainnames/{domainName}/apimappings";
const MAPPING: &str = "/v2/domainnames/{domainName}/apimappings/{apiMappingId}";
const LINKS: &str = "/v2/vpclinks";
const LINK: &str = "/v2/vpclinks/{vpcLinkId}";
const TAGS: &str = "/v2/tags/{resourceArn+}";

static OPERATIONS: &[Operation] = &[
    Operation::write("CreateApi", apis::create)
        .at("POST", "/v2/apis", 201)
        .partly("HTTP APIs only"),
    Operation::read("GetApi", apis::get).at("GET", API, 200),
    Operation::read("GetApis", apis::list).at("GET", "/v2/apis", 200),
    Operation::write("UpdateApi", apis::update).at("PATCH", API, 200),
    Operation::write("DeleteApi", apis::delete).at("DELETE", API, 204),
    Operation::write("DeleteCorsConfiguration", apis::delete_cors).at(
        "DELETE",
        "/v2/apis/{apiId}/cors",
        204,
    ),
    Operation::write("CreateIntegration", integrations::create)
        .at("POST", INTEGRATIONS, 201)
        .partly("HTTP integrations reach loopback only; of the services SQS, EventBridge and Kinesis"),
    Operation::read("GetIntegration", integrations::get).at("GET", INTEGRATION, 200),
    Operation::read("GetIntegrations", integrations::list).at("GET", INTEGRATIONS, 200),
    Operation::write("UpdateIntegration", integrations::update).at("PATCH", INTEGRATION, 200),
    Operation::write("DeleteIntegration", integrations::delete).at("DELETE", INTEGRATION, 204),
    Operation::write("CreateRoute", routes::create).at("POST", ROUTES, 201),
    Operation::read("GetRoute", routes::get).at("GET", ROUTE, 200),
    Operation::read("GetRoutes", routes::list).at("GET", ROUTES, 200),
    Operation::write("UpdateRoute", routes::update).at("PATCH", ROUTE, 200),
    Operation::write("DeleteRoute", routes::delete).at("DELETE", ROUTE, 204),
    Operation::write("DeleteRouteRequestParameter", routes::delete_parameter).at(
        "DELETE",
        "/v2/apis/{apiId}/routes/{routeId}/requestparameters/{requestParameterKey+}",
        204,
    ),
    Operation::write("CreateStage", stages::create).at("POST", STAGES, 201),
    Operation::read("GetStage", stages::get).at("GET", STAGE, 200),
    Operation::read("GetStages", stages::list).at("GET", STAGES, 200),
    Operation::write("UpdateStage", stages::update).at("PATCH", STAGE, 200),
    Operation::write("DeleteStage", stages::delete).at("DELETE", STAGE, 204),
    Operation::write("DeleteRouteSettings", stages::delete_route_settings).at(
        "DELETE",
        "/v2/apis/{apiId}/stages/{stageName}/routesettings/{routeKey+}",
        204,
    ),
    Operation::write("DeleteAccessLogSettings", stages::delete_access_log_settings).at(
        "DELETE",
        "/v2/apis/{apiId}/stages/{stageName}/accesslogsettings",
        204,
    ),
    Operation::write("CreateAuthorizer", authorizers::create)
        .at("POST", AUTHORIZERS, 201)
        .partly("a token's header, claims, times and scopes are checked, its signature is not; issuers are not looked up"),
    Operation::read("GetAuthorizer", authorizers::get).at("GET", AUTHORIZER, 200),
    Operation::read("GetAuthorizers", authorizers::list).at("GET", AUTHORIZERS, 200),
    Operation::write("UpdateAuthorizer", authorizers::update).at("PATCH", AUTHORIZER, 200),
    Operation::write("DeleteAuthorizer", authorizers::delete).at("DELETE", AUTHORIZER, 204),
    Operation::write("ResetAuthorizersCache", stages::reset_authorizers).at(
        "DELETE",
        "/v2/apis/{apiId}/stages/{stageName}/cache/authorizers",
        204,
    ),
    Operation::write("CreateDeployment", deployments::create).at("POST", DEPLOYMENTS, 201),
    Operation::read("GetDeployment", deployments::get).at("GET", DEPLOYMENT, 200),
    Operation::read("GetDeployments", deployments::list).at("GET", DEPLOYMENTS, 200),
    Operation::write("UpdateDeployment", deployments::update).at("PATCH", DEPLOYMENT, 200),
    Operation::write("DeleteDeployment", deployments::delete).at("DELETE", DEPLOYMENT, 204),
    Operation::write("ImportApi", openapi::import)
        .at("PUT", "/v2/apis", 201)
        .partly("documents in JSON"),
    Operation::write("ReimportApi", openapi::reimport)
        .at("PUT", API, 201)
        .partly("documents in JSON"),
    Operation::read("ExportApi", openapi::export)
        .at("GET", "/v2/apis/{apiId}/exports/{specification}", 200)
        .partly("in JSON; the API as it is, whatever the stage"),
    Operation::write("CreateDomainName", domains::create)
        .at("POST", DOMAINS, 201)
        .partly("certificates are not looked up"),
    Operation::read("GetDomainName", domains::get).at("GET", DOMAIN, 200),
    Operation::read("GetDomainNames", domains::list).at("GET", DOMAINS, 200),
    Operation::write("UpdateDomainName", domains::update).at("PATCH", DOMAIN, 200),
    Operation::write("DeleteDomainName", domains::delete).at("DELETE", DOMAIN, 204),
    Operation::write("CreateApiMapping", mappings::create).at("POST", MAPPINGS, 201),
    Operation::read("GetApiMapping", mappings::get).at("GET", MAPPING, 200),
    Operation::read("GetApiMappings", mappings::list).at("GET", MAPPINGS, 200),
    Operation::write("UpdateApiMapping", mappings::update).at("PATCH", MAPPING, 200),
    Operation::write("DeleteApiMapping", mappings::delete).at("DELETE", MAPPING, 204),
    Operation::write("CreateVpcLink", vpc_links::create)
        .at("POST", LINKS, 201)
        .partly("nothing is behind a link"),
    Operation::read("GetVpcLink", vpc_links::get).at("GET", LINK, 200),
    Operation::read("GetVpcLinks", vpc_links::list).at("GET", LINKS, 200),
    Operation::write("UpdateVpcLink", vpc_links::update).at("PATCH", LINK, 200),
    Operation::write("DeleteVpcLink", vpc_links::delete).at("DELETE", LINK, 202),
    Operation::read("GetTags", tags::get_tags).at("GET", TAGS, 200),
    Operation::write("TagResource", tags::tag_resource).at("POST", TAGS, 201),
    Operation::write("UntagResource", tags::untag_resource)
        .at("DELETE", TAGS, 204)
        .query(&[("tagKeys", "tagKeys[]")]),
];
