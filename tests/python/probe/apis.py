"""API Gateway's HTTP APIs: https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/operations.html"""
import datetime
import json

from house import until
from probe.calls import Probe
from probe.expect import ABSENT, about, among, like
from probe.functions import ARN as FUNCTION
from probe.functions import made

api = Probe("apigatewayv2")
ID = like("[a-z0-9]{4,10}")
LOST = "NotFoundException"
NEVER = {"ApiId": "abcdefghij"}
PROXY = {"IntegrationType": "AWS_PROXY", "IntegrationUri": FUNCTION + "probe-served", "PayloadFormatVersion": "2.0"}
JWT = {"AuthorizerType": "JWT", "IdentitySource": ["$request.header.Authorization"]}
JWT["JwtConfiguration"] = {"Audience": ["a"], "Issuer": "https://issuer.example"}


def http(name):
    return {"ApiId": api.call("CreateApi", {"Name": name, "ProtocolType": "HTTP"})["ApiId"]}


def check_apis():
    words = {"Name": "probe", "ProtocolType": "HTTP", "Description": "d", "Tags": {"team": "red"}}
    cors = {"AllowOrigins": ["https://shop.example"], "MaxAge": 60}
    told = {
        "ApiId": ID,
        "Name": "probe",
        "ProtocolType": "HTTP",
        "Description": "d",
        "ApiEndpoint": like("http.+"),
        "RouteSelectionExpression": "$request.method $request.path",
        "ApiKeySelectionExpression": "$request.header.x-api-key",
        "DisableExecuteApiEndpoint": False,
        "CorsConfiguration": cors,
        "Tags": about({"team": "red"}),
        "CreatedDate": datetime.datetime,
    }
    one = {"ApiId": api.answers("CreateApi", {**words, "CorsConfiguration": cors}, told)["ApiId"]}
    api.answers("GetApi", one, {**told, **one})
    api.answers("GetApis", {"MaxResults": "500"}, {"Items": among("ApiId", one["ApiId"])})
    api.answers("UpdateApi", {**one, "Name": "other"}, {**one, "Name": "other", "Description": "d", "CorsConfiguration": cors})
    api.does("DeleteCorsConfiguration", one, sees=("GetApi", one, {"CorsConfiguration": ABSENT}))
    arn = {"ResourceArn": "arn:aws:apigateway:us-east-1::/apis/" + one["ApiId"]}
    tags = ("GetTags", arn)
    api.answers(*tags, {"Tags": about({"team": "red"})})
    api.does("TagResource", {**arn, "Tags": {"tier": "1"}}, sees=(*tags, {"Tags": about({"team": "red", "tier": "1"})}))
    api.does("UntagResource", {**arn, "TagKeys": ["team"]}, sees=(*tags, {"Tags": about({"tier": "1"})}))
    api.does("DeleteApi", one, gone=("GetApi", one, LOST, 404))


def check_parts():
    """Integrations, routes and authorizers."""
    made("probe-served")
    one = http("probe-parts")
    told = {**PROXY, "IntegrationId": ID, "ConnectionType": "INTERNET", "TimeoutInMillis": 30000, "IntegrationMethod": "POST"}
    found = api.answers("CreateIntegration", {**one, **PROXY}, told)
    part = {**one, "IntegrationId": found["IntegrationId"]}
    api.answers("GetIntegration", part, {**told, "IntegrationId": found["IntegrationId"]})
    api.answers("GetIntegrations", one, {"Items": [{"IntegrationId": found["IntegrationId"]}], "NextToken": ABSENT})
    api.answers("UpdateIntegration", {**part, "TimeoutInMillis": 5000}, {**PROXY, "TimeoutInMillis": 5000})
    target = {"Target": "integrations/" + found["IntegrationId"]}
    key = {"RouteKey": "GET /orders/{id}", **target}
    told = {**key, "RouteId": ID, "AuthorizationType": "NONE", "ApiKeyRequired": False}
    found = api.answers("CreateRoute", {**one, **key}, told)
    route = {**one, "RouteId": found["RouteId"]}
    api.answers("GetRoute", route, {**told, "RouteId": found["RouteId"]})
    api.answers("GetRoutes", one, {"Items": [{"RouteId": found["RouteId"], **key}]})
    api.answers("UpdateRoute", {**route, "RouteKey": "POST /orders", "AuthorizationType": "AWS_IAM"}, {"RouteKey": "POST /orders", "AuthorizationType": "AWS_IAM", **target})
    api.refuses("CreateRoute", {**one, "RouteKey": "POST /orders"}, "ConflictException", 409)
    api.refuses("DeleteIntegration", part, "ConflictException", 409)
    told = {**JWT, "Name": "a", "AuthorizerId": ID}
    found = api.answers("CreateAuthorizer", {**one, **JWT, "Name": "a"}, told)
    guard = {**one, "AuthorizerId": found["AuthorizerId"]}
    api.answers("GetAuthorizer", guard, told)
    api.answers("GetAuthorizers", one, {"Items": [told]})
    api.answers("UpdateAuthorizer", {**guard, "Name": "b"}, {**JWT, "Name": "b"})
    api.does("DeleteAuthorizer", guard, gone=("GetAuthorizer", guard, LOST, 404))
    api.does("DeleteRoute", route, gone=("GetRoute", route, LOST, 404))
    api.does("DeleteIntegration", part, gone=("GetIntegration", part, LOST, 404))


def check_stages_and_deployments():
    one = http("probe-stages")
    told = {"DeploymentId": ID, "DeploymentStatus": "DEPLOYED", "Description": "d", "AutoDeployed": False, "CreatedDate": datetime.datetime}
    found = api.answers("CreateDeployment", {**one, "Description": "d"}, told)
    given = {"DeploymentId": found["DeploymentId"]}
    api.answers("GetDeployment", {**one, **given}, {**told, **given})
    api.answers("GetDeployments", one, {"Items": [given]})
    api.answers("UpdateDeployment", {**one, **given, "Description": "e"}, {**given, "Description": "e"})
    settings = {"GET /x": {"ThrottlingBurstLimit": 5, "ThrottlingRateLimit": 2.0}}
    stage = {**one, "StageName": "live"}
    api.call("CreateRoute", {**one, "RouteKey": "GET /x"})
    words = {**stage, **given, "StageVariables": {"a": "b"}, "RouteSettings": settings}
    told = {"StageName": "live", **given, "AutoDeploy": False, "StageVariables": about({"a": "b"}), "RouteSettings": settings}
    api.answers("CreateStage", words, told)
    api.answers("GetStage", stage, told)
    api.answers("GetStages", one, {"Items": [{"StageName": "live"}]})
    group = "arn:aws:logs:us-east-1:000000000000:log-group:/probe/access"
    log = {"AccessLogSettings": {"DestinationArn": group, "Format": "$context.requestId"}}
    api.answers("UpdateStage", {**stage, "Description": "d", **log}, {"Description": "d", **log, "StageVariables": {"a": "b"}})
    api.does("DeleteAccessLogSettings", stage, sees=("GetStage", stage, {"AccessLogSettings": ABSENT}))
    none = lambda found: not found
    api.does("DeleteRouteSettings", {**stage, "RouteKey": "GET /x"}, sees=("GetStage", stage, {"RouteSettings": none}))
    api.refuses("DeleteDeployment", {**one, **given}, "ConflictException", 409, "Active stages")
    api.refuses("CreateStage", stage, "ConflictException", 409)
    api.does("DeleteStage", stage, gone=("GetStage", stage, LOST, 404))
    api.does("DeleteDeployment", {**one, **given}, gone=("GetDeployment", {**one, **given}, LOST, 404))


def check_documents():
    paths = {"/orders": {"get": {"x-amazon-apigateway-integration": {"type": "http_proxy", "httpMethod": "GET", "uri": "http://127.0.0.1:1/", "payloadFormatVersion": "1.0"}}}}
    document = {"openapi": "3.0.1", "info": {"title": "probe-read", "version": "1"}, "paths": paths}
    one = {"ApiId": api.answers("ImportApi", {"Body": json.dumps(document)}, {"Name": "probe-read", "ProtocolType": "HTTP"})["ApiId"]}
    api.answers("GetRoutes", one, {"Items": [{"RouteKey": "GET /orders"}]})
    document["paths"] = {"/items": paths["/orders"]}
    api.answers("ReimportApi", {**one, "Body": json.dumps(document)}, {**one, "Name": "probe-read"})
    api.answers("GetRoutes", one, {"Items": [{"RouteKey": "GET /items"}]})
    written = lambda found: list(json.loads(found.read())["paths"]) == ["/items"]
    api.answers("ExportApi", {**one, "OutputType": "JSON", "Specification": "OAS30"}, {"body": written})
    api.refuses("ImportApi", {"Body": "{"}, "BadRequestException", 400)
    api.refuses("ReimportApi", {**NEVER, "Body": json.dumps(document)}, LOST, 404)
    api.refuses("ExportApi", {**NEVER, "OutputType": "JSON", "Specification": "OAS30"}, LOST, 404)


def check_domains_and_links():
    certificate = "arn:aws:acm:us-east-1:000000000000:certificate/00000000-0000-4000-8000-000000000000"
    domain = {"DomainName": "api.probe.example"}
    setting = {"CertificateArn": certificate, "EndpointType": "REGIONAL", "SecurityPolicy": "TLS_1_2"}
    told = {**domain, "DomainNameConfigurations": [{**setting, "DomainNameStatus": "AVAILABLE", "HostedZoneId": str}]}
    api.answers("CreateDomainName", {**domain, "DomainNameConfigurations": [setting]}, told)
    api.answers("GetDomainName", domain, told)
    api.answers("GetDomainNames", {}, {"Items": [domain]})
    api.answers("UpdateDomainName", {**domain, "DomainNameConfigurations": [setting]}, told)
    one = http("probe-mapped")
    api.call("CreateStage", {**one, "StageName": "$default"})
    given = {**one, "Stage": "$default", "ApiMappingKey": "v1"}
    found = api.answers("CreateApiMapping", {**domain, **given}, {**given, "ApiMappingId": str})
    mapping = {**domain, "ApiMappingId": found["ApiMappingId"]}
    api.answers("GetApiMapping", mapping, {**given, "ApiMappingId": found["ApiMappingId"]})
    api.answers("GetApiMappings", domain, {"Items": [given]})
    api.answers("UpdateApiMapping", {**mapping, **one, "ApiMappingKey": "v2"}, {**one, "ApiMappingKey": "v2"})
    api.refuses("CreateDomainName", {**domain, "DomainNameConfigurations": [setting]}, "ConflictException", 409)
    api.refuses("CreateApiMapping", {**domain, **given, "ApiMappingKey": "v2"}, "ConflictException", 409)
    api.does("DeleteApiMapping", mapping, gone=("GetApiMapping", mapping, LOST, 404))
    api.does("DeleteDomainName", domain, gone=("GetDomainName", domain, LOST, 404))
    told = {"Name": "probe", "SubnetIds": ["subnet-1"], "VpcLinkId": ID, "VpcLinkVersion": "V2"}
    found = api.answers("CreateVpcLink", {"Name": "probe", "SubnetIds": ["subnet-1"]}, told)
    link = {"VpcLinkId": found["VpcLinkId"]}
    until("the link is there", lambda: api.call("GetVpcLink", link)["VpcLinkStatus"] == "AVAILABLE")
    api.answers("GetVpcLink", link, {**told, **link, "VpcLinkStatus": "AVAILABLE"})
    api.answers("GetVpcLinks", {}, {"Items": [link]})
    api.answers("UpdateVpcLink", {**link, "Name": "other"}, {**link, "Name": "other"})
    api.comes_to("DeleteVpcLink", link, lambda: api.call("GetVpcLinks", {})["Items"] == [])
    api.refuses("GetVpcLink", link, LOST, 404)
