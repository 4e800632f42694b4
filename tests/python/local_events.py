"""Event buses on the local cloud, as boto3 sees them: rules, targets, and events that reach queues and functions."""
import json

from house import TRUST, client, function, holds, main, pages, refused, role, same, until

events, sqs, functions, logs, iam = (client(name) for name in ["events", "sqs", "lambda", "logs", "iam"])
CODE = "def handler(event, context):\n    print('heard', event['detail']['n'])\n"
QUEUE = "arn:aws:sqs:us-east-1:000000000000:q"


def queue(name, **attributes):
    """A queue that lets rules send: its URL and ARN."""
    url = sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "600", **attributes})["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    return url, arn


def received(url):
    got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
    return got.get("Messages", [])


def bodies(url):
    return [json.loads(one["Body"]) for one in received(url)]


def rule(name, *targets, bus="default", pattern=None):
    events.put_rule(Name=name, EventBusName=bus, EventPattern=json.dumps(pattern or {"source": [name]}))
    put = events.put_targets(Rule=name, EventBusName=bus, Targets=list(targets))
    same((put["FailedEntryCount"], put["FailedEntries"]), (0, []))


def put(source, detail=None, bus="default", **more):
    entry = {"Source": source, "DetailType": "Test", "Detail": json.dumps(detail or {}), "EventBusName": bus, **more}
    told = events.put_events(Entries=[entry])
    same(told["FailedEntryCount"], 0)
    return told["Entries"][0]["EventId"]


def check_buses():
    made = events.create_event_bus(Name="orders", Description="Orders", Tags=[{"Key": "a", "Value": "1"}])
    assert made["EventBusArn"].endswith(":event-bus/orders"), made
    told = events.describe_event_bus(Name=made["EventBusArn"])
    holds(told, Name="orders", Description="Orders")
    assert "Policy" not in told
    refused("ResourceAlreadyExistsException", events.create_event_bus, status=400, Name="orders")
    refused("ResourceAlreadyExistsException", events.create_event_bus, Name="default")
    events.update_event_bus(Name="orders", Description="Other")
    holds(events.describe_event_bus(Name="orders"), Description="Other")
    same([bus["Name"] for bus in events.list_event_buses()["EventBuses"]], ["default", "orders"])
    same([bus["Name"] for bus in events.list_event_buses(NamePrefix="o")["EventBuses"]], ["orders"])
    events.put_permission(
        EventBusName="orders", StatementId="s", Action="events:PutEvents", Principal="111122223333"
    )
    policy = json.loads(events.describe_event_bus(Name="orders")["Policy"])
    holds(policy["Statement"][0], Sid="s", Principal={"AWS": "arn:aws:iam::111122223333:root"})
    refused("ResourceNotFoundException", events.remove_permission, EventBusName="orders", StatementId="t")
    events.remove_permission(EventBusName="orders", StatementId="s")
    assert "Policy" not in events.describe_event_bus(Name="orders")
    rule("held", {"Id": "1", "Arn": QUEUE}, bus="orders")
    refused("ValidationException", events.delete_event_bus, Name="orders", holds="rules")
    events.remove_targets(Rule="held", EventBusName="orders", Ids=["1"])
    events.delete_rule(Name="held", EventBusName="orders")
    events.delete_event_bus(Name="orders")
    refused("ResourceNotFoundException", events.describe_event_bus, status=400, Name="orders")
    refused("ValidationException", events.delete_event_bus, Name="default", holds="Cannot delete event bus default.")


def check_rules():
    pattern = json.dumps({"source": ["a"]})
    arn = events.put_rule(Name="told", EventPattern=pattern, Description="d", Tags=[{"Key": "k", "Value": "v"}])["RuleArn"]
    assert arn.endswith(":rule/told"), arn
    told = events.describe_rule(Name="told")
    holds(told, Arn=arn, EventPattern=pattern, State="ENABLED", EventBusName="default", Description="d")
    assert "ScheduleExpression" not in told and "RoleArn" not in told
    # Putting replaces: what is not given again is gone, and tags are not of it.
    events.put_rule(Name="told", ScheduleExpression="rate(1 day)", State="DISABLED", Tags=[{"Key": "x", "Value": "y"}])
    told = events.describe_rule(Name="told")
    holds(told, ScheduleExpression="rate(1 day)", State="DISABLED")
    assert "EventPattern" not in told and "Description" not in told
    same(events.list_tags_for_resource(ResourceARN=arn)["Tags"], [{"Key": "k", "Value": "v"}])
    events.tag_resource(ResourceARN=arn, Tags=[{"Key": "x", "Value": "y"}])
    events.untag_resource(ResourceARN=arn, TagKeys=["k"])
    tagged = client("resourcegroupstaggingapi").get_resources(TagFilters=[{"Key": "x"}])["ResourceTagMappingList"]
    same([one["ResourceARN"] for one in tagged], [arn])
    events.enable_rule(Name="told")
    holds(events.describe_rule(Name="told"), State="ENABLED")
    for number in range(5):
        events.put_rule(Name=f"listed-{number}", EventPattern=pattern)
    found = pages(events.get_paginator("list_rules"), "Rules", NamePrefix="listed-", PaginationConfig={"PageSize": 2})
    same([len(page) for page in found], [2, 2, 1])
    refused("ResourceNotFoundException", events.describe_rule, status=400, Name="nothing")
    refused("ResourceNotFoundException", events.put_rule, Name="x", EventPattern=pattern, EventBusName="nothing")


def check_targets():
    rule("aimed", {"Id": "1", "Arn": QUEUE}, {"Id": "2", "Arn": QUEUE, "Input": "{}"})
    events.put_targets(Rule="aimed", Targets=[{"Id": "2", "Arn": QUEUE, "InputPath": "$.detail"}])
    targets = events.list_targets_by_rule(Rule="aimed")["Targets"]
    same(targets, [{"Id": "1", "Arn": QUEUE}, {"Id": "2", "Arn": QUEUE, "InputPath": "$.detail"}])
    same(events.list_rule_names_by_target(TargetArn=QUEUE)["RuleNames"], ["aimed"])
    refused("ValidationException", events.delete_rule, Name="aimed", holds="since it has targets")
    many = [{"Id": str(number), "Arn": QUEUE} for number in range(2, 7)]
    refused("LimitExceededException", events.put_targets, status=400, Rule="aimed", Targets=many)
    events.remove_targets(Rule="aimed", Ids=["1", "2", "none"])
    events.delete_rule(Name="aimed")
    events.delete_rule(Name="aimed")


def check_events_reach_queues():
    events.create_event_bus(Name="shop")
    url, arn = queue("reached")
    rule("reached", {"Id": "1", "Arn": arn}, bus="shop", pattern={"detail": {"n": [{"numeric": [">", 1]}]}})
    identifier = put("s", {"n": 2}, bus="shop", Resources=["r"])
    put("s", {"n": 1}, bus="shop")
    (only,) = bodies(url)
    holds(only, id=identifier, source="s", resources=["r"], detail={"n": 2}, version="0", account="000000000000")
    holds(only, **{"detail-type": "Test", "region": "us-east-1"})


def check_inputs():
    made = [queue(f"input-{number}") for number in range(3)]
    template = '{"kind": <kind>, "said": "<said> of <aws.events.rule-name>"}'
    paths = {"kind": "$.detail-type", "said": "$.detail.said"}
    rule(
        "inputs",
        {"Id": "0", "Arn": made[0][1], "Input": '{"fixed": 1}'},
        {"Id": "1", "Arn": made[1][1], "InputPath": "$.detail.list[1]"},
        {"Id": "2", "Arn": made[2][1], "InputTransformer": {"InputPathsMap": paths, "InputTemplate": template}},
    )
    put("inputs", {"said": "hi", "list": [1, {"x": "y"}]})
    same([bodies(url) for url, _ in made], [[{"fixed": 1}], [{"x": "y"}], [{"kind": "Test", "said": "hi of inputs"}]])


def check_a_function_hears_and_its_dead_letters_do_too():
    arn = function("hearer", role("hearer"), code=CODE)["FunctionArn"]
    dead = queue("unheard-events")
    rule("calls", {"Id": "1", "Arn": arn, "DeadLetterConfig": {"Arn": dead[1]}})
    put("calls", {"n": 1})
    (letter,) = until("a dead letter", lambda: received(dead[0]))
    same(json.loads(letter["Body"])["detail"], {"n": 1})
    same(letter["MessageAttributes"]["ERROR_CODE"]["StringValue"], "NO_PERMISSIONS")
    same(letter["MessageAttributes"]["TARGET_ARN"]["StringValue"], arn)
    functions.add_permission(
        FunctionName="hearer",
        StatementId="events",
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn=events.describe_rule(Name="calls")["Arn"],
    )
    put("calls", {"n": 2})

    def heard():
        try:
            found = logs.filter_log_events(logGroupName="/aws/lambda/hearer", filterPattern="heard")
        except logs.exceptions.ResourceNotFoundException:
            return None
        return [event["message"].strip() for event in found["events"]]

    same(until("the function hears", heard), ["heard 2"])


def check_a_bus_leads_to_another():
    for name in ["first", "second"]:
        events.create_event_bus(Name=name)
    trust = json.loads(json.dumps(TRUST).replace("lambda", "events"))
    bridge = role("bridge", trust)
    there = events.describe_event_bus(Name="second")["Arn"]
    allow = {"Effect": "Allow", "Action": "events:PutEvents", "Resource": there}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    iam.put_role_policy(RoleName="bridge", PolicyName="p", PolicyDocument=policy)
    url, arn = queue("second-end")
    rule("on", {"Id": "1", "Arn": there, "RoleArn": bridge}, bus="first")
    rule("end", {"Id": "1", "Arn": arn}, bus="second", pattern={"source": ["on"]})
    put("on", {"n": 3}, bus="first")
    same([one["detail"] for one in bodies(url)], [{"n": 3}])


def check_patterns_are_tested():
    event = {
        "id": "1", "detail-type": "t", "source": "s", "account": "0", "time": "2026-01-01T00:00:00Z",
        "region": "r", "resources": ["a", "b"], "detail": {"n": 5, "s": "abc.png", "ip": "10.0.0.9"},
    }
    for pattern, expected in [
        ({"source": ["s"]}, True),
        ({"resources": ["b"]}, True),
        ({"detail": {"n": [{"numeric": [">", 1, "<=", 5]}]}}, True),
        ({"detail": {"s": [{"suffix": ".png"}, {"prefix": "x"}]}}, True),
        ({"detail": {"s": [{"anything-but": {"wildcard": "*.png"}}]}}, False),
        ({"detail": {"ip": [{"cidr": "10.0.0.0/24"}], "none": [{"exists": False}]}}, True),
        ({"$or": [{"source": ["x"]}, {"detail": {"n": [5]}}]}, True),
        ({"detail": {"s": [{"equals-ignore-case": "ABC.PNG"}]}}, True),
    ]:
        told = events.test_event_pattern(EventPattern=json.dumps(pattern), Event=json.dumps(event))
        same((pattern, told["Result"]), (pattern, expected))
    words = {"EventPattern": '{"a": [{"NUMERIC": 1}]}', "Event": json.dumps(event)}
    told = refused("InvalidEventPatternException", events.test_event_pattern, status=400, **words)
    same(told["Error"]["Message"], "Event pattern is not valid. Reason: Unrecognized match type NUMERIC")
    refused("ValidationException", events.test_event_pattern, EventPattern='{"a": [1]}', Event="[]")


def check_refusals():
    for schedule in ["rate(5 minute)", "cron(0 1 * * * *)", "at(2026-01-01T00:00:00)"]:
        refused("ValidationException", events.put_rule, Name="r", ScheduleExpression=schedule, holds="ScheduleExpression")
    refused("ValidationException", events.put_rule, Name="r", holds="must be specified")
    refused("InvalidEventPatternException", events.put_rule, Name="r", EventPattern="{", holds="Reason")
    missing = "arn:aws:iam::000000000000:role/missing"
    refused(
        "ValidationException",
        events.put_rule,
        Name="r",
        EventPattern='{"a": [1]}',
        RoleArn=missing,
        holds="cannot be assumed by principal",
    )
    events.put_rule(Name="strict", EventPattern='{"a": [1]}')
    target = lambda **more: {"Rule": "strict", "Targets": [{"Id": "1", "Arn": QUEUE, **more}]}
    for more, part in [
        ({"Input": "{}", "InputPath": "$"}, "Only one of Input, InputPath, or InputTransformer"),
        ({"Input": "{"}, "JSON syntax error"),
        ({"InputTransformer": {"InputTemplate": '"<x>"'}}, "invalid placeholder x"),
        ({"Arn": QUEUE + ".fifo"}, "SqsParameters must be specified"),
        ({"RoleArn": missing}, "cannot be assumed"),
    ]:
        refused("ValidationException", events.put_targets, status=400, holds=part, **target(**more))
    refused("ResourceNotFoundException", events.put_targets, Rule="none", Targets=[{"Id": "1", "Arn": QUEUE}])
    refused("ResourceNotFoundException", events.list_targets_by_rule, Rule="none")
    refused("ResourceNotFoundException", events.tag_resource, ResourceARN=QUEUE.replace("sqs", "events").replace("q", "rule/x"), Tags=[])
    entry = {"Source": "s", "DetailType": "t", "Detail": "{}"}
    told = events.put_events(
        Entries=[{**entry, "Source": "aws.s"}, {**entry, "Detail": "[]"}, {"Source": "s", "DetailType": "t"}, entry]
    )
    same(told["FailedEntryCount"], 3)
    codes = [one.get("ErrorCode") for one in told["Entries"]]
    same(codes, ["NotAuthorizedForSourceException", "MalformedDetail", "InvalidArgument", None])


main()
