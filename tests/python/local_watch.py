"""HTTP APIs, logs, metrics and tags on the local cloud: what a person sees of a function at work."""
import json
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone

from house import client, function, holds, main, pages, refused, role, same, settled, until, zipped

functions, apis, logs, metrics = map(client, ["lambda", "apigatewayv2", "logs", "cloudwatch"])
CODE = """
import json
def handler(event, context):
    print("seen", VERSION, event.get("rawPath"))
    if event.get("fail"):
        raise ValueError("asked to")
    return {
        "statusCode": 201,
        "headers": {"x-made-by": "VERSION"},
        "cookies": ["a=b"],
        "body": json.dumps({k: event.get(k) for k in ["routeKey", "rawPath", "rawQueryString", "pathParameters", "body", "isBase64Encoded", "version"]}),
    }
"""


def code(version):
    return CODE.replace("VERSION", version)


def ask(url, data=None, method=None):
    request = urllib.request.Request(url, data=data, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()


def check_a_function_with_two_versions_behind_an_api():
    global API, URL, ALIAS
    arn = role("runner")
    function("shop", arn, code=code("1"))
    functions.publish_version(FunctionName="shop")
    functions.update_function_code(FunctionName="shop", ZipFile=zipped({"app.py": code("2")}))
    settled("shop", functions)
    functions.publish_version(FunctionName="shop")
    ALIAS = functions.create_alias(FunctionName="shop", Name="live", FunctionVersion="1")["AliasArn"]
    made = apis.create_api(
        Name="shop",
        ProtocolType="HTTP",
        CorsConfiguration={"AllowOrigins": ["https://shop.example"], "AllowMethods": ["GET"]},
        Tags={"team": "red"},
    )
    API, URL = made["ApiId"], made["ApiEndpoint"]
    target = apis.create_integration(
        ApiId=API, IntegrationType="AWS_PROXY", IntegrationUri=ALIAS, PayloadFormatVersion="2.0"
    )
    for route in ["GET /orders/{id}", "POST /orders", "ANY /files/{proxy+}"]:
        apis.create_route(ApiId=API, RouteKey=route, Target=f"integrations/{target['IntegrationId']}")
    apis.create_stage(ApiId=API, StageName="$default", AutoDeploy=True)
    same(len(apis.get_routes(ApiId=API)["Items"]), 3)


def check_the_api_may_not_call_before_it_is_permitted():
    until("refused", lambda: ask(f"{URL}/orders/7")[0] == 500)
    functions.add_permission(
        FunctionName="shop",
        Qualifier="live",
        StatementId="api",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:us-east-1:{ALIAS.split(':')[4]}:{API}/*/*",
    )
    until("answered", lambda: ask(f"{URL}/orders/7")[0] == 201)


def check_the_api_answers():
    status, headers, body = ask(f"{URL}/orders/7?a=1&a=2")
    same(status, 201)
    same({name.lower(): value for name, value in headers.items()}["x-made-by"], "1")
    told = json.loads(body)
    holds(told, routeKey="GET /orders/{id}", pathParameters={"id": "7"}, rawQueryString="a=1&a=2", version="2.0")
    told = json.loads(ask(f"{URL}/orders", data=b'{"n": 1}')[2])
    holds(told, routeKey="POST /orders", isBase64Encoded=True)
    holds(json.loads(ask(f"{URL}/files/a/b", method="PUT")[2]), pathParameters={"proxy": "a/b"})
    same(ask(f"{URL}/nothing")[0], 404)


def check_refusals_of_the_api():
    refused("NotFoundException", apis.get_api, status=404, ApiId="abcdefghij")
    refused("ConflictException", apis.create_route, status=409, ApiId=API, RouteKey="POST /orders")
    refused("BadRequestException", apis.create_route, status=400, ApiId=API, RouteKey="orders")
    refused("ConflictException", apis.create_stage, status=409, ApiId=API, StageName="$default")


def check_apis_in_pages():
    for number in range(5):
        apis.create_api(Name=f"paged-{number}", ProtocolType="HTTP")
    found, token = [], {}
    while True:
        page = apis.get_apis(MaxResults="2", **token)
        assert len(page["Items"]) <= 2, page
        found += [one["ApiId"] for one in page["Items"]]
        if not page.get("NextToken"):
            break
        token = {"NextToken": page["NextToken"]}
    same((len(found), len(set(found))), (6, 6))


def shift(share):
    weights = {"2": share} if share else {}
    functions.update_alias(FunctionName="shop", Name="live", RoutingConfig={"AdditionalVersionWeights": weights})


def check_logs_come_by_version():
    shift(0.0)
    functions.invoke(FunctionName="shop", Qualifier="1", Payload=b'{"rawPath": "/one"}')
    functions.invoke(FunctionName="shop", Qualifier="2", Payload=b'{"rawPath": "/two"}')
    group = "/aws/lambda/shop"
    seen = lambda word: [
        one
        for page in logs.get_paginator("filter_log_events").paginate(
            logGroupName=group, filterPattern=f'"{word}"'
        )
        for one in page["events"]
    ]
    (one,) = until("the log of version 1", lambda: seen("/one"))
    (two,) = until("the log of version 2", lambda: seen("/two"))
    assert "[1]" in one["logStreamName"] and "[2]" in two["logStreamName"], (one, two)
    streams = logs.describe_log_streams(logGroupName=group)["logStreams"]
    assert {name["logStreamName"] for name in streams} >= {one["logStreamName"], two["logStreamName"]}
    events = logs.get_log_events(logGroupName=group, logStreamName=two["logStreamName"])["events"]
    text = "".join(event["message"] for event in events)
    for word in ["START RequestId", "seen 2 /two", "END RequestId", "REPORT RequestId"]:
        assert word in text, text
    refused("ResourceNotFoundException", logs.filter_log_events, status=400, logGroupName="/none")
    logs.put_retention_policy(logGroupName=group, retentionInDays=7)
    (told,) = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]
    holds(told, logGroupName=group, retentionInDays=7)
    refused(
        "InvalidParameterException",
        logs.put_retention_policy,
        status=400,
        logGroupName=group,
        retentionInDays=8,
    )


def count(metric, version, since):
    names = {"FunctionName": "shop", "Resource": "shop:live", "ExecutedVersion": version}
    query = {
        "Id": "m",
        "MetricStat": {
            "Metric": {
                "Namespace": "AWS/Lambda",
                "MetricName": metric,
                "Dimensions": [{"Name": name, "Value": value} for name, value in names.items()],
            },
            "Period": 60,
            "Stat": "Sum",
        },
    }
    end = datetime.now(timezone.utc) + timedelta(minutes=2)
    told = metrics.get_metric_data(MetricDataQueries=[query], StartTime=since, EndTime=end)
    (result,) = told["MetricDataResults"]
    same(result["StatusCode"], "Complete")
    return sum(result["Values"])


def check_metrics_come_by_alias_and_version():
    since = datetime.now(timezone.utc).replace(second=0, microsecond=0)
    before = {(m, v): count(m, v, since) for m in ["Invocations", "Errors"] for v in ["1", "2"]}
    shift(1.0)
    for payload in [b"{}", b"{}", b'{"fail": true}']:
        functions.invoke(FunctionName="shop", Qualifier="live", Payload=payload)
    same(ask(f"{URL}/orders/7")[0], 201)
    shift(0.0)
    functions.invoke(FunctionName="shop", Qualifier="live", Payload=b"{}")
    more = lambda metric, version: count(metric, version, since) - before[metric, version]
    until("metrics", lambda: more("Invocations", "2") == 4 and more("Invocations", "1") == 1)
    same((more("Errors", "2"), more("Errors", "1")), (1, 0))


def check_durations_are_counted_by_second_and_bound():
    names = {"FunctionName": "shop", "Resource": "shop:live", "ExecutedVersion": "2"}
    metric = {
        "Namespace": "AWS/Lambda",
        "MetricName": "Duration",
        "Dimensions": [{"Name": name, "Value": value} for name, value in names.items()],
    }
    stats = {"n": "SampleCount", "within": "TC(:60000)", "above": "TC(60000:)", "rank": "PR(:60000)", "slow": "p99"}
    ask = {
        "MetricDataQueries": [
            {"Id": name, "MetricStat": {"Metric": metric, "Period": 1, "Stat": stat}} for name, stat in stats.items()
        ],
        "StartTime": datetime.now(timezone.utc) - timedelta(minutes=5),
        "EndTime": datetime.now(timezone.utc) + timedelta(minutes=2),
    }
    told = {name: [] for name in stats}
    for page in metrics.get_paginator("get_metric_data").paginate(**ask, MaxDatapoints=2):
        assert sum(len(one["Values"]) for one in page["MetricDataResults"]) <= 2, page
        for one in page["MetricDataResults"]:
            told[one["Id"]] += one["Values"]
    same((sum(told["n"]), sum(told["within"]), sum(told["above"])), (4, 4, 0))
    same(set(told["rank"]), {100.0})
    assert 0 < max(told["slow"]) < 60_000, told


def check_lines_of_a_version_are_found_by_the_prefix_of_its_streams():
    day = datetime.now(timezone.utc).strftime("%Y/%m/%d")
    found = lambda version: [
        one
        for page in logs.get_paginator("filter_log_events").paginate(
            logGroupName="/aws/lambda/shop", filterPattern='"seen"', logStreamNamePrefix=f"{day}/[{version}]"
        )
        for one in page["events"]
    ]
    for version in ["1", "2"]:
        lines = found(version)
        assert lines and all(f"seen {version}" in one["message"] for one in lines), (version, lines)
    same(found("22"), [])


def check_tags_across_services():
    url = client("sqs").create_queue(QueueName="tagged", tags={"team": "red", "kind": "queue"})["QueueUrl"]
    functions.tag_resource(Resource=ALIAS.removesuffix(":live"), Tags={"team": "red", "kind": "function"})
    tagging = client("resourcegroupstaggingapi")
    found = pages(
        tagging.get_paginator("get_resources"),
        "ResourceTagMappingList",
        TagFilters=[{"Key": "team", "Values": ["red"]}],
        PaginationConfig={"PageSize": 2},
    )
    arns = sorted(one["ResourceARN"].split(":")[2] for page in found for one in page)
    same(arns, ["apigateway", "lambda", "sqs"])
    only = tagging.get_resources(
        TagFilters=[{"Key": "team", "Values": ["red"]}], ResourceTypeFilters=["lambda:function"]
    )["ResourceTagMappingList"]
    same([one["ResourceARN"] for one in only], [ALIAS.removesuffix(":live")])
    assert {"Key": "kind", "Value": "function"} in only[0]["Tags"]
    same(url.rsplit("/", 1)[1], "tagged")


def check_a_deleted_api_is_gone():
    apis.delete_api(ApiId=API)
    refused("NotFoundException", apis.get_api, status=404, ApiId=API)
    same(ask(f"{URL}/orders/7")[0], 404)


main()
