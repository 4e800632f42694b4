"""What moto can't show: each row of docs/known-differences.md that can be asked. One that works now leaves the list."""
import json
import time
from datetime import datetime, timedelta, timezone

from botocore.parsers import ResponseParserError
from house import ClientError, client, main, role, same, zipped

functions, iam, apis = map(client, ["lambda", "iam", "apigatewayv2"])


def fails(call, **words):
    """What AWS does is not there."""
    try:
        answer = call(**words)
    except (ClientError, ResponseParserError):
        return
    raise AssertionError(f"works now: {answer}")


def make(name):
    code = {"ZipFile": zipped({"app.py": "def handler(event, context):\n    return 'ran'\n"})}
    return functions.create_function(
        FunctionName=name, Role=ARN, Runtime="python3.12", Handler="app.handler", Code=code
    )


def check_states_of_a_function():
    global ARN
    ARN = role("runner")
    same(make("one")["State"], "Active")


def check_guards_by_revision():
    assert "RevisionId" not in functions.get_function(FunctionName="one")["Configuration"]
    functions.publish_version(FunctionName="one")
    made = functions.create_alias(FunctionName="one", Name="live", FunctionVersion="1")
    for text in ["a", "b"]:
        functions.update_alias(
            FunctionName="one", Name="live", Description=text, RevisionId="a-stale-one-0000-0000-000000000000"
        )
    same(functions.get_alias(FunctionName="one", Name="live").get("RevisionId"), made.get("RevisionId"))


def check_provisioned_concurrency_and_account_settings():
    fails(
        functions.put_provisioned_concurrency_config,
        FunctionName="one",
        Qualifier="1",
        ProvisionedConcurrentExecutions=1,
    )
    fails(functions.get_account_settings)


def check_mappings_to_an_alias():
    sqs = client("sqs")
    url = sqs.create_queue(QueueName="jobs")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    made = functions.create_event_source_mapping(EventSourceArn=arn, FunctionName="one:live")
    assert made["FunctionArn"].endswith(":one:1"), made


def check_a_function_at_work():
    try:
        told = functions.invoke(FunctionName="one")
    except ClientError:
        return
    assert told.get("FunctionError") or b"ran" not in told["Payload"].read(), "it ran"


def check_pages_of_functions():
    make("two"), make("three")
    same(len(functions.list_functions(MaxItems=2)["Functions"]), 3)


def check_stages_of_http_apis_changing():
    api = apis.create_api(Name="one", ProtocolType="HTTP", Tags={"team": "red"})["ApiId"]
    apis.create_stage(ApiId=api, StageName="$default")
    fails(apis.update_stage, ApiId=api, StageName="$default", AutoDeploy=True)


def check_http_apis_by_tag():
    found = client("resourcegroupstaggingapi").get_resources(TagFilters=[{"Key": "team", "Values": ["red"]}])
    same(found["ResourceTagMappingList"], [])


def check_a_policy_that_is_in_use():
    document = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}],
    }
    arn = iam.create_policy(PolicyName="used", PolicyDocument=json.dumps(document))["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="runner", PolicyArn=arn)
    iam.delete_policy(PolicyArn=arn)


def check_simulated_policies():
    fails(
        iam.simulate_custom_policy,
        PolicyInputList=['{"Version":"2012-10-17","Statement":[]}'],
        ActionNames=["s3:GetObject"],
    )

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


def check_percentiles_of_metrics_and_trimmed_counts():
    for stat in ["p99", "TC(:3)", "PR(:3)"]:
        fails(values, stat=stat)


main()
