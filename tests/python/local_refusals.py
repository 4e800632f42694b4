"""What AWS's models refuse, the local cloud refuses: one broken member at a time, made from the models' own rules.

Each base request is good. From it come requests with one number out of range, one word outside its list, one text too
long, too short or outside its pattern; each must be refused, and with a client's error.
"""
import copy
import json

from botocore import xform_name
from house import TRUST, ClientError, client, function, main, role, settled, zipped
import models

# Not yet refused: (operation, member). A line goes when the local cloud learns to refuse it.
GAPS = {
    ("UpdateFunctionConfiguration", "LoggingConfig.LogGroup"),
    ("UpdateFunctionConfiguration", "KMSKeyArn"),
    ("UpdateFunctionConfiguration", "DeadLetterConfig.TargetArn"),
    ("AddPermission", "SourceArn"),
    ("AddPermission", "SourceAccount"),
    ("ListAliases", "FunctionVersion"),
    ("ListRoles", "PathPrefix"),
    ("CreateApi", "CorsConfiguration.MaxAge"),
    ("FilterLogEvents", "filterPattern"),
    ("FilterLogEvents", "startTime"),
    ("FilterLogEvents", "endTime"),
    ("DescribeLogGroups", "logGroupNamePrefix"),
}
NUMBERS = ("integer", "long", "float", "double")
functions = client("lambda", validate=False)
NAMES = (f"name-{number}" for number in range(10_000))


def broken(shape):
    """Values that a shape forbids."""
    rules = shape.metadata
    if shape.type_name in NUMBERS:
        if rules.get("max") is not None:
            yield int(rules["max"]) + 1
        if rules.get("min") is not None:
            yield int(rules["min"]) - 1
        yield "text"
    if shape.type_name == "string":
        if rules.get("enum"):
            yield "Bogus"
        if rules.get("max") is not None:
            yield "x" * (int(rules["max"]) + 1)
        if rules.get("min"):
            yield ""
        if rules.get("pattern"):
            yield "\u2603 !"


def mutations(shape, value, path=()):
    """(path, broken value) for every scalar of a request."""
    if shape.type_name == "structure":
        for name, one in value.items():
            yield from mutations(shape.members[name], one, (*path, name))
    elif shape.type_name == "list":
        for number, one in enumerate(value[:1]):
            yield from mutations(shape.member, one, (*path, number))
    elif shape.type_name == "map":
        for key, one in value.items():
            yield from mutations(shape.value, one, (*path, key))
    else:
        yield from ((path, bad) for bad in broken(shape))


def put(base, path, bad):
    changed = copy.deepcopy(base)
    at = changed
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = bad
    return changed


def refuses(service, operation, base, after=None):
    """Sends every mutation of a request, which is good by itself: that is checked first."""
    call = getattr(client(service, validate=False), xform_name(operation))
    call(**base())
    accepted, sent = [], 0
    shape = models.model(service).operation_model(operation).input_shape
    for path, bad in list(mutations(shape, base())):
        name = ".".join(map(str, path))
        # An empty name in a path is another path; a whole missing key removes a setting.
        in_path = shape.members[path[0]].serialization.get("location") == "uri"
        if (operation, name) in GAPS or (in_path and bad == ""):
            continue
        if after:
            after()
        sent += 1
        try:
            call(**put(base(), path, bad))
            accepted.append(f"{name} = {bad!r:.40}")
        except (TypeError, ValueError):
            # boto3 itself can't write a text where a number belongs.
            assert bad == "text", f"{name} = {bad!r:.40}"
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            assert status < 500, f"{name} = {bad!r:.40}: {error}"
    assert sent, f"nothing to break in {operation}"
    assert not accepted, f"{operation} accepts {accepted}"


def check_functions():
    global ARN
    ARN = role("runner")
    function("fn", ARN)
    functions.publish_version(FunctionName="fn")
    functions.create_alias(FunctionName="fn", Name="live", FunctionVersion="1")
    settle = lambda: settled("fn", functions)
    functions.update_function_configuration(FunctionName="fn", Timeout=4)
    settle()
    functions.publish_version(FunctionName="fn")
    code = {"ZipFile": zipped({"app.py": ""})}
    shared = {
        "Role": ARN,
        "Handler": "app.handler",
        "Description": "d",
        "Timeout": 3,
        "MemorySize": 128,
        "Runtime": "python3.12",
        "Environment": {"Variables": {"KEY": "v"}},
        "TracingConfig": {"Mode": "Active"},
        "EphemeralStorage": {"Size": 512},
        "LoggingConfig": {"LogFormat": "Text", "LogGroup": "/x"},
        "SnapStart": {"ApplyOn": "None"},
        "KMSKeyArn": "",
        "DeadLetterConfig": {"TargetArn": ""},
    }
    refuses("lambda", "UpdateFunctionConfiguration", lambda: {**shared, "FunctionName": "fn"}, settle)
    new = lambda: {
        "FunctionName": next(NAMES),
        "Role": ARN,
        "Handler": "app.handler",
        "Runtime": "python3.12",
        "Timeout": 3,
        "MemorySize": 128,
        "Architectures": ["x86_64"],
        "PackageType": "Zip",
        "Tags": {"a": "b"},
        "Code": code,
    }
    refuses("lambda", "CreateFunction", new)


def check_versions_and_aliases():
    weights = {"AdditionalVersionWeights": {"2": 0.5}}
    alias = {"FunctionName": "fn", "Name": "live", "FunctionVersion": "1", "Description": "d"}
    refuses("lambda", "UpdateAlias", lambda: {**alias, "RoutingConfig": weights})
    refuses("lambda", "CreateAlias", lambda: {**alias, "Name": next(NAMES)})
    refuses("lambda", "PublishVersion", lambda: {"FunctionName": "fn", "Description": "d"})
    refuses("lambda", "GetFunction", lambda: {"FunctionName": "fn", "Qualifier": "live"})
    refuses("lambda", "ListFunctions", lambda: {"MaxItems": 10})
    refuses("lambda", "ListAliases", lambda: {"FunctionName": "fn", "MaxItems": 10, "FunctionVersion": "1"})
    statement = lambda: {
        "FunctionName": "fn",
        "Qualifier": "live",
        "StatementId": next(NAMES),
        "Action": "lambda:InvokeFunction",
        "Principal": "sns.amazonaws.com",
        "SourceArn": "arn:aws:sns:us-east-1:000000000000:t",
        "SourceAccount": "000000000000",
    }
    refuses("lambda", "AddPermission", statement)


def check_concurrency():
    refuses("lambda", "PutFunctionConcurrency", lambda: {"FunctionName": "fn", "ReservedConcurrentExecutions": 5})
    words = {"FunctionName": "fn", "Qualifier": "2", "ProvisionedConcurrentExecutions": 1}
    refuses("lambda", "PutProvisionedConcurrencyConfig", lambda: words)


def check_roles():
    trust = json.dumps(TRUST)
    new = lambda: {
        "RoleName": next(NAMES),
        "Path": "/a/",
        "AssumeRolePolicyDocument": trust,
        "Description": "d",
        "MaxSessionDuration": 3600,
        "Tags": [{"Key": "a", "Value": "b"}],
    }
    refuses("iam", "CreateRole", new)
    refuses("iam", "UpdateRole", lambda: {"RoleName": "runner", "Description": "d", "MaxSessionDuration": 3600})
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    policy = {"RoleName": "runner", "PolicyName": "p", "PolicyDocument": document}
    refuses("iam", "PutRolePolicy", lambda: policy)
    refuses("iam", "TagRole", lambda: {"RoleName": "runner", "Tags": [{"Key": "a", "Value": "b"}]})
    refuses("iam", "ListRoles", lambda: {"PathPrefix": "/", "MaxItems": 10})


def check_apis():
    apis = client("apigatewayv2", validate=False)
    uri = functions.get_function(FunctionName="fn")["Configuration"]["FunctionArn"]
    cors = {"MaxAge": 5, "AllowOrigins": ["https://a.example"]}
    refuses(
        "apigatewayv2",
        "CreateApi",
        lambda: {"Name": "n", "ProtocolType": "HTTP", "Description": "d", "CorsConfiguration": cors},
    )
    api = apis.create_api(Name="a", ProtocolType="HTTP")["ApiId"]
    proxy = {"IntegrationType": "AWS_PROXY", "IntegrationUri": uri, "PayloadFormatVersion": "2.0"}
    refuses("apigatewayv2", "CreateIntegration", lambda: {"ApiId": api, **proxy, "TimeoutInMillis": 5000})
    target = "integrations/" + apis.create_integration(ApiId=api, **proxy)["IntegrationId"]
    route = apis.create_route(ApiId=api, RouteKey="GET /x", Target=target)["RouteId"]
    refuses(
        "apigatewayv2",
        "UpdateRoute",
        lambda: {"ApiId": api, "RouteId": route, "RouteKey": "GET /x", "AuthorizationType": "NONE"},
    )
    apis.create_stage(ApiId=api, StageName="s")
    limits = {"ThrottlingBurstLimit": 5, "ThrottlingRateLimit": 5.0}
    refuses(
        "apigatewayv2",
        "UpdateStage",
        lambda: {"ApiId": api, "StageName": "s", "Description": "d", "DefaultRouteSettings": limits},
    )


def check_logs_and_queues():
    client("logs").create_log_group(logGroupName="/g")
    refuses("logs", "PutRetentionPolicy", lambda: {"logGroupName": "/g", "retentionInDays": 7})
    refuses("logs", "CreateLogGroup", lambda: {"logGroupName": "/" + next(NAMES), "tags": {"a": "b"}})
    events = {"logGroupName": "/g", "limit": 10, "filterPattern": "x", "startTime": 0, "endTime": 1}
    refuses("logs", "FilterLogEvents", lambda: events)
    refuses("logs", "DescribeLogGroups", lambda: {"logGroupNamePrefix": "/", "limit": 10})
    url = client("sqs").create_queue(QueueName="q")["QueueUrl"]
    refuses("sqs", "SendMessage", lambda: {"QueueUrl": url, "MessageBody": "b", "DelaySeconds": 1})
    receive = {"QueueUrl": url, "MaxNumberOfMessages": 1, "WaitTimeSeconds": 0, "VisibilityTimeout": 0}
    refuses("sqs", "ReceiveMessage", lambda: receive)


def check_tables():
    settings = {
        "BillingMode": "PROVISIONED",
        "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
        "TableClass": "STANDARD",
    }
    index = {
        "IndexName": "by_who",
        "KeySchema": [{"AttributeName": "who", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["note"]},
        "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
    }
    new = lambda: {
        "TableName": next(NAMES),
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in ("id", "who")],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "GlobalSecondaryIndexes": [index],
        "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
        "SSESpecification": {"Enabled": True, "SSEType": "KMS"},
        "Tags": [{"Key": "a", "Value": "b"}],
        **settings,
    }
    refuses("dynamodb", "CreateTable", new)
    db = client("dynamodb")
    db.create_table(**{**new(), "TableName": "items"})
    db.get_waiter("table_exists").wait(TableName="items", WaiterConfig={"Delay": 0.02, "MaxAttempts": 500})
    expiry = {"TableName": "items", "TimeToLiveSpecification": {"Enabled": True, "AttributeName": "until"}}
    refuses("dynamodb", "UpdateTimeToLive", lambda: expiry)
    recovery = {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 7}
    words = {"TableName": "items", "PointInTimeRecoverySpecification": recovery}
    refuses("dynamodb", "UpdateContinuousBackups", lambda: words)
    shared = {"TableName": "items", "ReturnConsumedCapacity": "TOTAL", "ReturnItemCollectionMetrics": "NONE"}
    put = {**shared, "Item": {"id": {"S": "1"}}, "ReturnValues": "NONE", "ReturnValuesOnConditionCheckFailure": "NONE"}
    refuses("dynamodb", "PutItem", lambda: put)
    read = {"TableName": "items", "Select": "COUNT", "Limit": 5, "IndexName": "by_who"}
    refuses("dynamodb", "Scan", lambda: {**read, "Segment": 0, "TotalSegments": 1})
    query = {"KeyConditionExpression": "who = :w", "ExpressionAttributeValues": {":w": {"S": "x"}}}
    refuses("dynamodb", "Query", lambda: {**read, **query})
    refuses("dynamodb", "ListTables", lambda: {"Limit": 5, "ExclusiveStartTableName": "abc"})
    arn = db.describe_table(TableName="items")["Table"]["LatestStreamArn"]
    streams = client("dynamodbstreams")
    (shard,) = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    start = {"StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": "LATEST"}
    refuses("dynamodbstreams", "GetShardIterator", lambda: start)
    iterator = streams.get_shard_iterator(**start)["ShardIterator"]
    refuses("dynamodbstreams", "GetRecords", lambda: {"ShardIterator": iterator, "Limit": 5})


def check_kinesis():
    kinesis = client("kinesis")
    refuses("kinesis", "CreateStream", lambda: {"StreamName": next(NAMES), "ShardCount": 1, "Tags": {"a": "b"}})
    kinesis.create_stream(StreamName="s", ShardCount=1)
    kinesis.get_waiter("stream_exists").wait(StreamName="s", WaiterConfig={"Delay": 0.02, "MaxAttempts": 500})
    active = lambda: kinesis.get_waiter("stream_exists").wait(
        StreamName="s", WaiterConfig={"Delay": 0.02, "MaxAttempts": 500}
    )
    refuses("kinesis", "PutRecord", lambda: {"StreamName": "s", "PartitionKey": "k", "Data": b"x", "ExplicitHashKey": "5"})
    start = {"StreamName": "s", "ShardId": "shardId-000000000000", "ShardIteratorType": "LATEST"}
    refuses("kinesis", "GetShardIterator", lambda: start)
    iterator = kinesis.get_shard_iterator(**start)["ShardIterator"]
    refuses("kinesis", "GetRecords", lambda: {"ShardIterator": iterator, "Limit": 5})
    refuses("kinesis", "ListShards", lambda: {"StreamName": "s", "MaxResults": 5, "ExclusiveStartShardId": "a"})
    refuses("kinesis", "DescribeStream", lambda: {"StreamName": "s", "Limit": 5})
    refuses("kinesis", "ListStreams", lambda: {"Limit": 5, "ExclusiveStartStreamName": "a"})
    scale = {"StreamName": "s", "TargetShardCount": 1, "ScalingType": "UNIFORM_SCALING"}
    refuses("kinesis", "UpdateShardCount", lambda: scale, active)
    key = {"StreamName": "s", "EncryptionType": "KMS", "KeyId": "k"}
    refuses("kinesis", "StartStreamEncryption", lambda: key, active)
    refuses("kinesis", "AddTagsToStream", lambda: {"StreamName": "s", "Tags": {"a": "b"}})


def check_alarms():
    shared = {
        "AlarmDescription": "d",
        "OKActions": ["arn:aws:sns:us-east-1:000000000000:t"],
        "EvaluationPeriods": 3,
        "DatapointsToAlarm": 2,
        "Threshold": 1.5,
        "ComparisonOperator": "LessThanThreshold",
        "TreatMissingData": "missing",
        "Tags": [{"Key": "a", "Value": "b"}],
    }
    metric = {"Namespace": "N", "MetricName": "m", "Dimensions": [{"Name": "a", "Value": "b"}]}
    one = {**metric, "Statistic": "Sum", "Period": 60, "Unit": "Count"}
    refuses("cloudwatch", "PutMetricAlarm", lambda: {**shared, **one, "AlarmName": next(NAMES)})
    stat = {"Metric": metric, "Period": 60, "Stat": "Sum", "Unit": "Count"}
    queries = [{"Id": "m", "MetricStat": stat, "ReturnData": False}, {"Id": "e", "Expression": "m * 2"}]
    for metrics in (queries, queries[::-1]):
        words = {**shared, "Metrics": metrics}
        refuses("cloudwatch", "PutMetricAlarm", lambda: {**words, "AlarmName": next(NAMES)})
    client("cloudwatch").put_metric_alarm(**shared, **one, AlarmName="a")
    composite = {"AlarmRule": "ALARM(a)", "AlarmDescription": "d", "AlarmActions": shared["OKActions"]}
    refuses("cloudwatch", "PutCompositeAlarm", lambda: {**composite, "AlarmName": next(NAMES)})
    filters = {"StateValue": "OK", "ActionPrefix": "arn", "MaxRecords": 5, "AlarmTypes": ["MetricAlarm"]}
    refuses("cloudwatch", "DescribeAlarms", lambda: {**filters, "AlarmNames": ["a"]})
    refuses("cloudwatch", "DescribeAlarms", lambda: {**filters, "AlarmNamePrefix": "a"})
    refuses("cloudwatch", "DescribeAlarms", lambda: {"ChildrenOfAlarmName": "a"})
    refuses("cloudwatch", "DescribeAlarmsForMetric", lambda: one)
    history = {"AlarmName": "a", "HistoryItemType": "Action", "ScanBy": "TimestampAscending", "MaxRecords": 5}
    refuses("cloudwatch", "DescribeAlarmHistory", lambda: history)
    state = {"AlarmName": "a", "StateValue": "OK", "StateReason": "r", "StateReasonData": "{}"}
    refuses("cloudwatch", "SetAlarmState", lambda: state)
    refuses("cloudwatch", "DisableAlarmActions", lambda: {"AlarmNames": ["a"]})
    refuses("cloudwatch", "DeleteAlarms", lambda: {"AlarmNames": ["none"]})
    arn = client("cloudwatch").describe_alarms(AlarmNames=["a"])["MetricAlarms"][0]["AlarmArn"]
    tags = {"ResourceARN": arn, "Tags": [{"Key": "a", "Value": "b"}]}
    refuses("cloudwatch", "TagResource", lambda: tags)
    refuses("cloudwatch", "UntagResource", lambda: {"ResourceARN": arn, "TagKeys": ["a"]})


main()
