"""What API Gateway refuses."""
from probe.apis import JWT, LOST, NEVER, PROXY, api, http


def check_what_is_not_there():
    one = http("probe-lost")
    part = {"IntegrationId": "abcdefg"}
    route, guard, deployment, stage = {"RouteId": "abcdefg"}, {"AuthorizerId": "abcdef"}, {"DeploymentId": "abcdef"}, {"StageName": "none"}
    domain, mapping, link = {"DomainName": "none.example"}, {"ApiMappingId": "abcdef"}, {"VpcLinkId": "abcdef"}
    arn = {"ResourceArn": "arn:aws:apigateway:us-east-1::/apis/abcdefghij"}
    api.refusing(
        LOST,
        404,
        ("GetApi", NEVER, "Invalid API identifier specified"),
        ("UpdateApi", {**NEVER, "Name": "n"}),
        ("DeleteApi", NEVER),
        ("DeleteCorsConfiguration", NEVER),
        ("CreateIntegration", {**NEVER, **PROXY}),
        ("GetIntegrations", NEVER),
        ("GetIntegration", {**one, **part}),
        ("UpdateIntegration", {**one, **part, "TimeoutInMillis": 5000}),
        ("DeleteIntegration", {**one, **part}),
        ("CreateRoute", {**NEVER, "RouteKey": "GET /x"}),
        ("CreateRoute", {**one, "RouteKey": "GET /x", "Target": "integrations/none"}),
        ("GetRoutes", NEVER),
        ("GetRoute", {**one, **route}),
        ("UpdateRoute", {**one, **route, "RouteKey": "GET /x"}),
        ("DeleteRoute", {**one, **route}),
        ("CreateAuthorizer", {**NEVER, **JWT, "Name": "a"}),
        ("GetAuthorizers", NEVER),
        ("GetAuthorizer", {**one, **guard}),
        ("UpdateAuthorizer", {**one, **guard, "Name": "b"}),
        ("DeleteAuthorizer", {**one, **guard}),
        ("CreateDeployment", NEVER),
        ("GetDeployments", NEVER),
        ("GetDeployment", {**one, **deployment}),
        ("UpdateDeployment", {**one, **deployment, "Description": "d"}),
        ("DeleteDeployment", {**one, **deployment}),
        ("CreateStage", {**NEVER, "StageName": "s"}),
        ("CreateStage", {**one, "StageName": "s", "DeploymentId": "none"}),
        ("GetStages", NEVER),
        ("GetStage", {**one, **stage}),
        ("UpdateStage", {**one, **stage, "Description": "d"}),
        ("DeleteStage", {**one, **stage}),
        ("DeleteAccessLogSettings", {**one, **stage}),
        ("DeleteRouteSettings", {**one, **stage, "RouteKey": "GET /x"}),
        ("ResetAuthorizersCache", {**one, **stage}),
        ("GetDomainName", domain),
        ("UpdateDomainName", domain),
        ("DeleteDomainName", domain),
        ("GetApiMappings", domain),
        ("GetApiMapping", {**domain, **mapping}),
        ("UpdateApiMapping", {**domain, **mapping, **one, "Stage": "s"}),
        ("DeleteApiMapping", {**domain, **mapping}),
        ("CreateApiMapping", {**domain, **one, "Stage": "s"}),
        ("GetVpcLink", link),
        ("UpdateVpcLink", {**link, "Name": "n"}),
        ("DeleteVpcLink", link),
        ("GetTags", arn),
        ("TagResource", {**arn, "Tags": {"a": "b"}}),
        ("UntagResource", {**arn, "TagKeys": ["a"]}),
    )


def check_bad_requests():
    one = http("probe-strict")
    bad = {"DomainName": "no domain", "DomainNameConfigurations": [{"CertificateArn": "rubbish"}]}
    api.refusing(
        "BadRequestException",
        400,
        ("CreateApi", {"Name": "n", "ProtocolType": "FTP"}),
        ("CreateApi", {"ProtocolType": "HTTP"}),
        ("CreateApi", {"Name": "n", "ProtocolType": "HTTP", "CorsConfiguration": {"AllowOrigins": ["*"], "AllowCredentials": True}}),
        ("GetApis", {"MaxResults": "many"}),
        ("GetApis", {"NextToken": "rubbish"}),
        ("CreateIntegration", {**one, **PROXY, "IntegrationType": "ODD"}),
        ("CreateIntegration", {**one, "IntegrationType": "AWS_PROXY", "IntegrationUri": "rubbish", "PayloadFormatVersion": "2.0"}),
        ("CreateIntegration", {**one, **PROXY, "TimeoutInMillis": 49}),
        ("CreateRoute", {**one, "RouteKey": "orders"}),
        ("CreateRoute", {**one, "RouteKey": "GET /x", "AuthorizationType": "JWT"}),
        ("CreateStage", {**one, "StageName": "a b"}),
        ("CreateAuthorizer", {**one, "AuthorizerType": "JWT", "Name": "a", "IdentitySource": JWT["IdentitySource"]}),
        ("CreateDomainName", bad),
        ("CreateVpcLink", {"Name": "", "SubnetIds": []}),
    )
