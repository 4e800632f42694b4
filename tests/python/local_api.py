"""HTTP APIs on the local cloud, as boto3 and their callers see them: who gets in, how often, and what is told."""
import base64
import json
import time
import urllib.error
import urllib.request

from house import client, function, holds, main, pages, refused, role, same, until

functions, apis, logs, metrics, queues = map(client, ["lambda", "apigatewayv2", "logs", "cloudwatch", "sqs"])
CODE = """
import json
def handler(event, context):
    if event.get("type") != "REQUEST":
        told = event["requestContext"].get("authorizer")
        return {"statusCode": 200, "body": json.dumps({"told": told, "path": event["rawPath"]})}
    word = event["headers"].get("word")
    if event["version"] == "2.0":
        return {"isAuthorized": word == "open", "context": {"word": word}}
    return {
        "principalId": "me",
        "context": {"word": word},
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [{"Action": "execute-api:Invoke", "Effect": "Allow" if word == "open" else "Deny", "Resource": "*"}],
        },
    }
"""


def ask(path, data=None, method=None, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(URL + path, data=data, method=method, headers=named)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read()


def token(**claims):
    part = lambda value: base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
    return f"Bearer {part({'alg': 'RS256', 'kid': 'k'})}.{part(claims)}.c2ln"


def permit(statement, source):
    functions.add_permission(
        FunctionName="f",
        StatementId=statement,
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:us-east-1:{FUNCTION.split(':')[4]}:{API}/{source}",
    )


def route(key, **more):
    return apis.create_route(ApiId=API, RouteKey=key, Target=TARGET, **more)["RouteId"]


def check_an_api_with_one_function():
    global API, URL, FUNCTION, TARGET
    FUNCTION = function("f", role("runner"), code=CODE)["FunctionArn"]
    made = apis.create_api(
        Name="guarded",
        ProtocolType="HTTP",
        CorsConfiguration={
            "AllowOrigins": ["https://shop.example"],
            "AllowMethods": ["GET", "POST"],
            "AllowHeaders": ["authorization"],
            "ExposeHeaders": ["x-more"],
            "AllowCredentials": True,
            "MaxAge": 60,
        },
    )
    API, URL = made["ApiId"], made["ApiEndpoint"]
    one = apis.create_integration(
        ApiId=API, IntegrationType="AWS_PROXY", IntegrationUri=FUNCTION, PayloadFormatVersion="2.0"
    )
    TARGET = f"integrations/{one['IntegrationId']}"
    logs.create_log_group(logGroupName="/api/guarded")
    group = logs.describe_log_groups(logGroupNamePrefix="/api/guarded")["logGroups"][0]["logGroupArn"]
    apis.create_stage(
        ApiId=API,
        StageName="$default",
        AutoDeploy=True,
        AccessLogSettings={
            "DestinationArn": group,
            "Format": '{"id":"$context.requestId","key":"$context.routeKey","status":$context.status,"who":"$context.authorizer.word"}',
        },
    )
    permit("api", "*/*")


def check_a_function_decides():
    uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{FUNCTION}/invocations"
    words = {
        "AuthorizerType": "REQUEST",
        "AuthorizerUri": uri,
        "IdentitySource": ["$request.header.word"],
        "AuthorizerResultTtlInSeconds": 300,
    }
    for name, more in [
        ("simple", {"AuthorizerPayloadFormatVersion": "2.0", "EnableSimpleResponses": True}),
        ("policy", {"AuthorizerPayloadFormatVersion": "1.0"}),
    ]:
        made = apis.create_authorizer(ApiId=API, Name=name, **words, **more)
        permit(name, f"authorizers/{made['AuthorizerId']}")
        route(f"GET /{name}", AuthorizationType="CUSTOM", AuthorizerId=made["AuthorizerId"])
        same([ask(f"/{name}", word=word)[0] for word in ["open", "closed"]], [200, 403])
        same(ask(f"/{name}")[0], 401)
        told = json.loads(ask(f"/{name}", word="open")[2])["told"]["lambda"]
        same(told, {"word": "open"})
        refused("ConflictException", apis.delete_authorizer, 409, ApiId=API, AuthorizerId=made["AuthorizerId"])
    apis.reset_authorizers_cache(ApiId=API, StageName="$default")
    one = apis.get_authorizers(ApiId=API)["Items"]
    same(sorted(item["Name"] for item in one), ["policy", "simple"])


def check_a_token_decides():
    made = apis.create_authorizer(
        ApiId=API,
        Name="users",
        AuthorizerType="JWT",
        IdentitySource=["$request.header.Authorization"],
        JwtConfiguration={"Issuer": "https://login.shop.example", "Audience": ["shop"]},
    )
    guard = {"AuthorizationType": "JWT", "AuthorizerId": made["AuthorizerId"]}
    route("GET /mine", **guard)
    route("GET /all", AuthorizationScopes=["admin"], **guard)
    good = {"iss": "https://login.shop.example", "aud": "shop", "exp": time.time() + 60, "scope": "user"}
    same(ask("/mine", authorization=token(**good))[0], 200)
    same(ask("/all", authorization=token(**good))[0], 403)
    same(ask("/all", authorization=token(**{**good, "scope": "user admin"}))[0], 200)
    for wrong in [{"exp": 1}, {"aud": "other"}, {"iss": "https://other"}, {"nbf": time.time() + 60}]:
        status, headers, body = ask("/mine", authorization=token(**{**good, **wrong}))
        same((status, json.loads(body)), (401, {"message": "Unauthorized"}))
        assert headers["www-authenticate"].startswith("Bearer "), headers
    route("GET /signed", AuthorizationType="AWS_IAM")
    same(ask("/signed")[0], 403)


def check_cross_origin_requests():
    asked = {"origin": "https://shop.example", "access_control_request_method": "GET"}
    status, headers, _ = ask("/mine", method="OPTIONS", **asked)
    same(status, 204)
    holds(
        headers,
        **{
            "access-control-allow-origin": "https://shop.example",
            "access-control-allow-methods": "GET,POST",
            "access-control-allow-headers": "authorization",
            "access-control-max-age": "60",
            "access-control-allow-credentials": "true",
        },
    )
    _, headers, _ = ask("/mine", method="OPTIONS", **{**asked, "origin": "https://other.example"})
    assert "access-control-allow-origin" not in headers, headers
    _, headers, _ = ask("/simple", word="open", origin="https://shop.example")
    same(headers["access-control-expose-headers"], "x-more")


def check_throttling_and_what_is_counted():
    route("GET /slow")
    apis.update_stage(
        ApiId=API,
        StageName="$default",
        RouteSettings={
            "GET /slow": {
                "ThrottlingBurstLimit": 2,
                "ThrottlingRateLimit": 0.01,
                "DetailedMetricsEnabled": True,
            }
        },
    )
    statuses = [ask("/slow")[0] for _ in range(4)]
    same(statuses, [200, 200, 429, 429])
    listed = metrics.list_metrics(Namespace="AWS/ApiGateway", MetricName="4xx")["Metrics"]
    names = [{one["Name"]: one["Value"] for one in metric["Dimensions"]} for metric in listed]
    assert {"ApiId": API, "Stage": "$default", "Method": "GET", "Resource": "/slow"} in names, names
    apis.delete_route_settings(ApiId=API, StageName="$default", RouteKey="GET /slow")
    same(apis.get_stage(ApiId=API, StageName="$default")["RouteSettings"], {})
    same(ask("/slow")[0], 200)
    events = logs.filter_log_events(logGroupName="/api/guarded")["events"]
    lines = [json.loads(event["message"]) for event in events]
    same([line["status"] for line in lines if line["key"] == "GET /slow"], [200, 200, 429, 429, 200])
    same({line["who"] for line in lines if line["key"] == "GET /simple" and line["status"] == 200}, {"open"})
    apis.delete_access_log_settings(ApiId=API, StageName="$default")


def check_a_queue_behind_a_route():
    url = queues.create_queue(QueueName="jobs")["QueueUrl"]
    made = apis.create_integration(
        ApiId=API,
        IntegrationType="AWS_PROXY",
        IntegrationSubtype="SQS-SendMessage",
        PayloadFormatVersion="1.0",
        CredentialsArn=functions.get_function(FunctionName="f")["Configuration"]["Role"],
        RequestParameters={"QueueUrl": url, "MessageBody": "$request.body.job"},
    )
    apis.create_route(ApiId=API, RouteKey="POST /jobs", Target=f"integrations/{made['IntegrationId']}")
    status, _, body = ask("/jobs", data=b'{"job": "resize"}', content_type="application/json")
    assert status == 200 and b"<MessageId>" in body, body
    same(queues.receive_message(QueueUrl=url)["Messages"][0]["Body"], "resize")


def check_domains_mappings_and_links():
    certificate = f"arn:aws:acm:us-east-1:{FUNCTION.split(':')[4]}:certificate/1"
    words = {"DomainNameConfigurations": [{"CertificateArn": certificate, "EndpointType": "REGIONAL"}]}
    made = apis.create_domain_name(DomainName="api.shop.example", Tags={"a": "b"}, **words)
    holds(made["DomainNameConfigurations"][0], DomainNameStatus="AVAILABLE", SecurityPolicy="TLS_1_2")
    refused("ConflictException", apis.create_domain_name, 409, DomainName="api.shop.example", **words)
    mapping = apis.create_api_mapping(
        DomainName="api.shop.example", ApiId=API, Stage="$default", ApiMappingKey="v1"
    )
    refused(
        "ConflictException",
        apis.create_api_mapping,
        409,
        DomainName="api.shop.example",
        ApiId=API,
        Stage="$default",
        ApiMappingKey="v1",
    )
    same(json.loads(ask_domain("/v1/simple"))["path"], "/v1/simple")
    refused("ConflictException", apis.delete_api, 409, ApiId=API)
    one = {"DomainName": "api.shop.example", "ApiMappingId": mapping["ApiMappingId"]}
    apis.update_api_mapping(ApiId=API, ApiMappingKey="v2", **one)
    same(apis.get_api_mapping(**one)["ApiMappingKey"], "v2")
    apis.delete_api_mapping(**one)
    same(apis.get_api_mappings(DomainName="api.shop.example")["Items"], [])
    same(len(apis.get_domain_names()["Items"]), 1)
    apis.delete_domain_name(DomainName="api.shop.example")
    refused("NotFoundException", apis.get_domain_name, 404, DomainName="api.shop.example")
    link = apis.create_vpc_link(Name="inside", SubnetIds=["subnet-1"], SecurityGroupIds=["sg-1"])
    holds(apis.get_vpc_link(VpcLinkId=link["VpcLinkId"]), VpcLinkStatus="AVAILABLE", VpcLinkVersion="V2")
    same(len(apis.get_vpc_links()["Items"]), 1)
    apis.delete_vpc_link(VpcLinkId=link["VpcLinkId"])
    refused("NotFoundException", apis.get_vpc_link, 404, VpcLinkId=link["VpcLinkId"])


def ask_domain(path):
    base = URL.split("/_api/")[0]
    headers = {"host": "api.shop.example", "word": "open"}
    with urllib.request.urlopen(urllib.request.Request(base + path, headers=headers), timeout=20) as answer:
        return answer.read()


def check_documents_and_pages():
    text = apis.export_api(ApiId=API, Specification="OAS30", OutputType="JSON")["body"].read()
    document = json.loads(text)
    same(document["info"]["title"], "guarded")
    assert "/mine" in document["paths"], document
    document["paths"] = {path: one for path, one in document["paths"].items() if path != "/jobs"}
    copy = apis.import_api(Body=json.dumps(document))
    keys = {item["RouteKey"] for item in apis.get_routes(ApiId=copy["ApiId"])["Items"]}
    assert "GET /mine" in keys and "POST /jobs" not in keys, keys
    apis.reimport_api(ApiId=copy["ApiId"], Body=json.dumps({**document, "paths": {}}))
    same(apis.get_routes(ApiId=copy["ApiId"])["Items"], [])
    refused("BadRequestException", apis.import_api, 400, Body="not a document")
    for number in range(3):
        apis.create_api(Name=f"many-{number}", ProtocolType="HTTP")
    lists = pages(apis.get_paginator("get_apis"), "Items", PaginationConfig={"PageSize": 2})
    same([len(page) for page in lists], [2, 2, 1])
    quick = apis.create_api(Name="quick", ProtocolType="HTTP", Target=FUNCTION)
    holds(apis.get_stages(ApiId=quick["ApiId"])["Items"][0], StageName="$default", ApiGatewayManaged=True)


def check_refusals():
    bad = lambda call, **words: refused("BadRequestException", call, 400, **words)
    missing = lambda call, **words: refused("NotFoundException", call, 404, **words)
    uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{FUNCTION}/invocations"
    request = {"ApiId": API, "Name": "new", "AuthorizerType": "REQUEST", "IdentitySource": [], "AuthorizerUri": uri}
    bad(apis.create_authorizer, **request)
    two = {"AuthorizerPayloadFormatVersion": "2.0"}
    bad(apis.create_authorizer, **request, **two, AuthorizerResultTtlInSeconds=60)
    bad(apis.create_authorizer, **{**request, **two, "AuthorizerUri": FUNCTION})
    bad(apis.create_authorizer, **{**request, **two, "IdentitySource": ["header.x"]})
    refused("ConflictException", apis.create_authorizer, 409, **{**request, **two, "Name": "users"})
    jwt = {"ApiId": API, "Name": "new", "AuthorizerType": "JWT", "IdentitySource": ["$request.header.a"]}
    bad(apis.create_authorizer, **jwt)
    bad(apis.create_authorizer, **jwt, JwtConfiguration={"Issuer": "http://x", "Audience": ["a"]})
    missing(apis.get_authorizer, ApiId=API, AuthorizerId="none")
    bad(apis.create_route, ApiId=API, RouteKey="GET /x", AuthorizationType="CUSTOM")
    missing(apis.create_route, ApiId=API, RouteKey="GET /x", AuthorizationType="JWT", AuthorizerId="none")
    wrong = {"AllowOrigins": ["*"], "AllowCredentials": True}
    bad(apis.create_api, Name="x", ProtocolType="HTTP", CorsConfiguration=wrong)
    bad(apis.create_api, Name="x", ProtocolType="HTTP", CorsConfiguration={"AllowMethods": ["FETCH"]})
    bad(apis.create_integration, ApiId=API, IntegrationType="HTTP_PROXY", IntegrationUri="http://127.0.0.1")
    bad(apis.create_integration, ApiId=API, IntegrationType="AWS_PROXY", IntegrationSubtype="SQS-SendMessage")
    settings = {"DestinationArn": "arn:aws:s3:::bucket", "Format": "$context.requestId"}
    stage = {"ApiId": API, "StageName": "$default"}
    bad(apis.update_stage, AccessLogSettings=settings, **stage)
    lines = {"DestinationArn": "arn:aws:logs:us-east-1:000000000000:log-group:x", "Format": "a\nb"}
    bad(apis.update_stage, AccessLogSettings=lines, **stage)
    missing(apis.update_stage, RouteSettings={"GET /none": {"ThrottlingBurstLimit": 1}}, **stage)
    bad(apis.update_stage, DefaultRouteSettings={"LoggingLevel": "INFO"}, **stage)
    bad(apis.create_domain_name, DomainName="x")
    missing(apis.create_api_mapping, DomainName="none.example", ApiId=API, Stage="$default")
    bad(apis.create_vpc_link, Name="x", SubnetIds=[])


main()
