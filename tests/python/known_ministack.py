"""What ministack can't show: each row of docs/known-differences.md that can be asked. One that works now leaves the list."""
import json
import time
from datetime import datetime, timedelta, timezone

from house import ClientError, client, function, main, role, same, settled, zipped

functions, iam, apis = map(client, ["lambda", "iam", "apigatewayv2"])
lax = client("lambda", validate=False)


def accepts(call, **words):
    """What AWS refuses goes through."""
    try:
        return call(**words)
    except ClientError as error:
        raise AssertionError(f"refused now: {error}") from error


def check_a_function_with_two_versions():
    global ARN
    ARN = role("runner")
    function("two", ARN)
    functions.publish_version(FunctionName="two")
    functions.update_function_configuration(FunctionName="two", Timeout=9)
    settled("two", functions)
    same(functions.publish_version(FunctionName="two")["Version"], "2")


def check_a_canary():
    weights = {"AdditionalVersionWeights": {"2": 0.5}}
    functions.create_alias(FunctionName="two", Name="live", FunctionVersion="1", RoutingConfig=weights)
    told = {functions.invoke(FunctionName="two", Qualifier="live")["ExecutedVersion"] for _ in range(20)}
    same(told, {"1"})


def check_refused_weights():
    for version, weights in [("1", {"2": 1.5}), ("1", {"2": 0.1, "3": 0.1}), ("$LATEST", {"2": 0.1})]:
        accepts(
            lax.update_alias,
            FunctionName="two",
            Name="live",
            FunctionVersion=version,
            RoutingConfig={"AdditionalVersionWeights": weights},
        )


def check_refused_functions():
    base = {
        "Role": ARN,
        "Runtime": "python3.12",
        "Handler": "app.handler",
        "Code": {"ZipFile": zipped({"app.py": ""})},
    }
    for number, change in enumerate(
        [{"Runtime": "python9.9"}, {"MemorySize": 99_999}, {"Environment": {"Variables": {"AWS_REGION": "x"}}}]
    ):
        accepts(lax.create_function, **{**base, "FunctionName": f"bad-{number}", **change})


def check_a_function_that_is_not_ready():
    function("hasty", ARN, wait=False)
    accepts(functions.update_function_configuration, FunctionName="hasty", Timeout=9)


def check_an_alias_to_a_missing_version():
    accepts(functions.create_alias, FunctionName="two", Name="lost", FunctionVersion="77")


def check_a_dry_run_of_new_code():
    before = functions.get_function(FunctionName="two")["Configuration"]["CodeSha256"]
    code = zipped({"app.py": "def handler(event, context):\n    return 'other'\n"})
    functions.update_function_code(FunctionName="two", ZipFile=code, DryRun=True)
    assert functions.get_function(FunctionName="two")["Configuration"]["CodeSha256"] != before


def check_one_policy_a_qualifier():
    functions.add_permission(
        FunctionName="two",
        Qualifier="live",
        StatementId="s",
        Action="lambda:InvokeFunction",
        Principal="sns.amazonaws.com",
    )
    assert json.loads(accepts(functions.get_policy, FunctionName="two")["Policy"])["Statement"]


def check_provisioned_concurrency_that_takes_time():
    words = {"FunctionName": "two", "Qualifier": "2"}
    functions.put_provisioned_concurrency_config(**words, ProvisionedConcurrentExecutions=1)
    same(functions.get_provisioned_concurrency_config(**words)["Status"], "READY")


def check_the_types_of_errors_in_handlers():
    function("fails", ARN, code="def handler(event, context):\n    raise ValueError('x')\n")
    told = json.loads(functions.invoke(FunctionName="fails")["Payload"].read())
    same(told["errorType"], "Runtime.HandlerError")


def check_paged_roles():
    for number in range(3):
        role(f"paged-{number}")
    assert len(iam.list_roles(MaxItems=2)["Roles"]) > 2


def check_refused_routes():
    api = apis.create_api(Name="doubles", ProtocolType="HTTP")["ApiId"]
    for _ in range(2):
        accepts(apis.create_route, ApiId=api, RouteKey="GET /", Target="integrations/none")


def check_tags_of_http_apis():
    apis.create_api(Name="tagged", ProtocolType="HTTP", Tags={"team": "red"})
    found = client("resourcegroupstaggingapi").get_resources(TagFilters=[{"Key": "team", "Values": ["red"]}])
    same(found["ResourceTagMappingList"], [])


def check_a_missing_managed_policy():
    arn = "arn:aws:iam::000000000000:policy/missing"
    accepts(iam.attach_role_policy, RoleName="runner", PolicyArn=arn)

def check_log_lines_of_one_version():
    logs = client("logs")
    logs.create_log_group(logGroupName="/lines")
    for stream in ["2026/11/22/[1]a", "2026/11/22/[2]b"]:
        logs.create_log_stream(logGroupName="/lines", logStreamName=stream)
        line = {"timestamp": int(time.time() * 1000), "message": "said"}
        logs.put_log_events(logGroupName="/lines", logStreamName=stream, logEvents=[line])
    found = logs.filter_log_events(logGroupName="/lines", logStreamNamePrefix="2026/11/22/[1]")["events"]
    same(len(found), 2)


def values(stat, metric="m", dimensions=(), namespace="N", **words):
    """What a metric was in the last minutes, and whether more pages follow."""
    now = datetime.now(timezone.utc)
    metric = {"Namespace": namespace, "MetricName": metric, "Dimensions": list(dimensions)}
    told = client("cloudwatch").get_metric_data(
        MetricDataQueries=[{"Id": "q", "MetricStat": {"Metric": metric, "Period": 60, "Stat": stat}}],
        StartTime=now - timedelta(minutes=9),
        EndTime=now + timedelta(minutes=2),
        **words,
    )
    return sum((one["Values"] for one in told["MetricDataResults"]), []), "NextToken" in told


def put():
    """One value a minute, in two minutes."""
    now = datetime.now(timezone.utc)
    for minutes, value in [(5, 4.0), (3, 2.0)]:
        datum = {"MetricName": "m", "Timestamp": now - timedelta(minutes=minutes), "Value": value}
        client("cloudwatch").put_metric_data(Namespace="N", MetricData=[datum])


def check_pages_of_metric_data():
    put()
    found, is_more = values("Sum", MaxDatapoints=1)
    same((sorted(found), is_more), ([2.0, 4.0], False))


def check_what_an_alias_and_its_versions_did():
    for stat in ["TC(:3)", "PR(:3)"]:
        same(sorted(values(stat)[0]), [2.0, 4.0])
    name, alias = {"Name": "FunctionName", "Value": "two"}, {"Name": "Resource", "Value": "two:live"}
    functions.invoke(FunctionName="two", Qualifier="live")
    assert values("Sum", "Invocations", [name], "AWS/Lambda")[0]
    same(values("Sum", "Invocations", [name, alias], "AWS/Lambda")[0], [])


main()
