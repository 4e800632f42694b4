//! API Gateway v2: HTTP APIs, their routes, integrations, stages, deployments and authorizers.
//!
//! The live side is in `http_api`. WebSocket APIs, domain names and VPC links do not exist here.

mod apis;
mod authorizers;
pub(crate) mod deployments;
mod integrations;
pub(crate) mod model;
mod routes;
mod stages;
mod tags;

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
    missing: &["CreateDomainName", "CreateApiMapping", "CreateVpcLink", "ImportApi", "ReimportApi"],
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
        .partly("only Lambda integrations answer"),
    Operation::read("GetIntegration", integrations::get).at("GET", INTEGRATION, 200),
    Operation::read("GetIntegrations", integrations::list).at("GET", INTEGRATIONS, 200),
    Operation::write("UpdateIntegration", integrations::update).at("PATCH", INTEGRATION, 200),
    Operation::write("DeleteIntegration", integrations::delete).at("DELETE", INTEGRATION, 204),
    Operation::write("CreateRoute", routes::create).at("POST", ROUTES, 201),
    Operation::read("GetRoute", routes::get).at("GET", ROUTE, 200),
    Operation::read("GetRoutes", routes::list).at("GET", ROUTES, 200),
    Operation::write("UpdateRoute", routes::update).at("PATCH", ROUTE, 200),
    Operation::write("DeleteRoute", routes::delete).at("DELETE", ROUTE, 204),
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
        .partly("tokens are read, their signatures not verified; Lambda authorizers do not run"),
    Operation::read("GetAuthorizer", authorizers::get).at("GET", AUTHORIZER, 200),
    Operation::read("GetAuthorizers", authorizers::list).at("GET", AUTHORIZERS, 200),
    Operation::write("UpdateAuthorizer", authorizers::update).at("PATCH", AUTHORIZER, 200),
    Operation::write("DeleteAuthorizer", authorizers::delete).at("DELETE", AUTHORIZER, 204),
    Operation::write("CreateDeployment", deployments::create).at("POST", DEPLOYMENTS, 201),
    Operation::read("GetDeployment", deployments::get).at("GET", DEPLOYMENT, 200),
    Operation::read("GetDeployments", deployments::list).at("GET", DEPLOYMENTS, 200),
    Operation::write("DeleteDeployment", deployments::delete).at("DELETE", DEPLOYMENT, 204),
    Operation::read("GetTags", tags::get_tags).at("GET", TAGS, 200),
    Operation::write("TagResource", tags::tag_resource).at("POST", TAGS, 201),
    Operation::write("UntagResource", tags::untag_resource)
        .at("DELETE", TAGS, 204)
        .query(&[("tagKeys", "tagKeys[]")]),
];
