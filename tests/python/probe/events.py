"""EventBridge: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html"""
import json

from probe.calls import Probe
from probe.expect import ABSENT, among, like, tags, without

events = Probe("events")
ARN = "arn:aws:events:us-east-1:000000000000:"
QUEUE = "arn:aws:sqs:us-east-1:000000000000:probe-aim"
PATTERN = json.dumps({"source": ["probe"]})
LOST = "ResourceNotFoundException"


def rule(name, **more):
    events.call("PutRule", {"Name": name, "EventPattern": PATTERN, **more})


def statement(sid):
    return lambda found: [one["Sid"] for one in json.loads(found)["Statement"]] == [sid]


def check_buses():
    bus = {"Name": "probe"}
    words = {**bus, "Description": "d", "Tags": [{"Key": "team", "Value": "red"}]}
    events.answers("CreateEventBus", words, {"EventBusArn": ARN + "event-bus/probe"})
    read = ("DescribeEventBus", bus)
    events.answers(*read, {**bus, "Arn": ARN + "event-bus/probe", "Description": "d", "Policy": ABSENT})
    events.answers("ListEventBuses", {"NamePrefix": "prob"}, {"EventBuses": [{**bus, "Arn": ARN + "event-bus/probe"}]})
    events.answers("ListEventBuses", {}, {"EventBuses": among("Name", "default", "probe")})
    events.answers("UpdateEventBus", {**bus, "Description": "e"}, {**bus, "Description": "e"})
    grant = {"EventBusName": "probe", "StatementId": "s", "Action": "events:PutEvents", "Principal": "123456789012"}
    events.does("PutPermission", grant, sees=(*read, {"Policy": statement("s"), "Description": "e"}))
    events.does("RemovePermission", {"EventBusName": "probe", "StatementId": "s"}, sees=(*read, {"Policy": ABSENT}))
    events.refuses("CreateEventBus", bus, "ResourceAlreadyExistsException", 400)
    rule("probe-held", EventBusName="probe")
    events.refuses("DeleteEventBus", bus, "ValidationException", 400)
    events.call("DeleteRule", {"Name": "probe-held", "EventBusName": "probe"})
    events.does("DeleteEventBus", bus, gone=(*read, LOST, 400))
    events.refuses("DeleteEventBus", {"Name": "default"}, "ValidationException", 400, "Cannot delete event bus default.")


def check_rules():
    one = {"Name": "probe-rule"}
    arn = ARN + "rule/probe-rule"
    words = {**one, "EventPattern": PATTERN, "Description": "d", "Tags": [{"Key": "team", "Value": "red"}]}
    events.answers("PutRule", words, {"RuleArn": arn})
    told = {**one, "Arn": arn, "EventPattern": PATTERN, "State": "ENABLED", "Description": "d", "EventBusName": "default"}
    read = ("DescribeRule", one)
    events.answers(*read, {**told, "ScheduleExpression": ABSENT, "RoleArn": ABSENT})
    events.answers("ListRules", {"NamePrefix": "probe-rule"}, {"Rules": [told], "NextToken": ABSENT})
    events.does("DisableRule", one, sees=(*read, {"State": "DISABLED"}))
    events.does("EnableRule", one, sees=(*read, {"State": "ENABLED"}))
    replaced = {"State": "DISABLED", "ScheduleExpression": "rate(1 day)", "EventPattern": ABSENT, "Description": ABSENT}
    events.answers("PutRule", {**one, "ScheduleExpression": "rate(1 day)", "State": "DISABLED"}, {"RuleArn": arn})
    events.answers(*read, replaced)
    listed = ("ListTagsForResource", {"ResourceARN": arn})
    events.answers(*listed, {"Tags": [{"Key": "team", "Value": "red"}]})
    more = {"ResourceARN": arn, "Tags": [{"Key": "tier", "Value": "1"}]}
    events.does("TagResource", more, sees=(*listed, {"Tags": tags(team="red", tier="1")}))
    events.does("UntagResource", {"ResourceARN": arn, "TagKeys": ["team"]}, sees=(*listed, {"Tags": tags(tier="1")}))
    target = {"Id": "1", "Arn": QUEUE, "Input": '{"a": 1}'}
    none = {"FailedEntryCount": 0, "FailedEntries": []}
    events.answers("PutTargets", {"Rule": "probe-rule", "Targets": [target]}, none)
    events.answers("ListTargetsByRule", {"Rule": "probe-rule"}, {"Targets": [target]})
    events.answers("ListRuleNamesByTarget", {"TargetArn": QUEUE}, {"RuleNames": ["probe-rule"]})
    events.refuses("DeleteRule", one, "ValidationException", 400, "since it has targets")
    events.answers("RemoveTargets", {"Rule": "probe-rule", "Ids": ["1"]}, none)
    events.answers("ListTargetsByRule", {"Rule": "probe-rule"}, {"Targets": []})
    events.does("DeleteRule", one, gone=(*read, LOST, 400))
    events.answers("ListRules", {}, {"Rules": without("Name", "probe-rule")})


def check_pages():
    for number in range(3):
        rule(f"probe-page-{number}")
    words = {"NamePrefix": "probe-page-", "Limit": 2}
    page = events.answers("ListRules", words, {"Rules": [{"Name": "probe-page-0"}, {"Name": "probe-page-1"}], "NextToken": str})
    events.answers("ListRules", {**words, "NextToken": page["NextToken"]}, {"Rules": [{"Name": "probe-page-2"}], "NextToken": ABSENT})


def check_events():
    entry = {"Source": "probe", "DetailType": "t", "Detail": "{}"}
    told = {"FailedEntryCount": 1, "Entries": [{"EventId": like("[0-9a-f-]{36}")}, {"ErrorCode": "MalformedDetail"}]}
    events.answers("PutEvents", {"Entries": [entry, {**entry, "Detail": "[]"}]}, told)
    event = {"id": "1", "detail-type": "t", "source": "probe", "account": "0", "region": "r"}
    text = json.dumps({**event, "time": "2026-01-01T00:00:00Z", "resources": [], "detail": {"n": 5}})
    asked = lambda pattern: {"EventPattern": json.dumps(pattern), "Event": text}
    events.answers("TestEventPattern", asked({"detail": {"n": [{"numeric": [">", 4]}]}}), {"Result": True})
    events.answers("TestEventPattern", asked({"detail": {"n": [{"anything-but": 5}]}}), {"Result": False})
    events.refuses("TestEventPattern", asked({"a": [{"odd": 1}]}), "InvalidEventPatternException", 400, "Unrecognized match type odd")
    events.refuses("TestEventPattern", {**asked({"a": [1]}), "Event": "[]"}, "ValidationException", 400)
    events.refuses("PutEvents", {"Entries": []}, "ValidationException", 400)
    events.refuses("PutEvents", {"Entries": [entry] * 11}, "ValidationException", 400)


def check_refusals():
    rule("probe-strict")
    nowhere = {"Name": "probe-lost", "EventBusName": "probe-lost"}
    aim = [{"Id": "1", "Arn": QUEUE}]
    events.refusing(
        LOST,
        400,
        ("DescribeEventBus", {"Name": "probe-lost"}),
        ("UpdateEventBus", {"Name": "probe-lost", "Description": "d"}),
        ("PutPermission", {"EventBusName": "probe-lost", "StatementId": "s", "Action": "events:PutEvents", "Principal": "*"}),
        ("RemovePermission", {"EventBusName": "default", "StatementId": "none"}),
        ("PutRule", {**nowhere, "EventPattern": PATTERN}),
        ("DescribeRule", {"Name": "probe-lost"}),
        ("EnableRule", {"Name": "probe-lost"}),
        ("DisableRule", {"Name": "probe-lost"}),
        ("ListRules", {"EventBusName": "probe-lost"}),
        ("PutTargets", {"Rule": "probe-lost", "Targets": aim}),
        ("RemoveTargets", {"Rule": "probe-lost", "Ids": ["1"]}),
        ("ListTargetsByRule", {"Rule": "probe-lost"}),
        ("TagResource", {"ResourceARN": ARN + "rule/probe-lost", "Tags": [{"Key": "a", "Value": "b"}]}),
        ("UntagResource", {"ResourceARN": ARN + "rule/probe-lost", "TagKeys": ["a"]}),
        ("ListTagsForResource", {"ResourceARN": ARN + "rule/probe-lost"}),
    )
    put = lambda **target: {"Rule": "probe-strict", "Targets": [{**aim[0], **target}]}
    events.refusing(
        "ValidationException",
        400,
        ("CreateEventBus", {"Name": "a b"}),
        ("PutRule", {"Name": "a b", "EventPattern": PATTERN}),
        ("PutRule", {"Name": "probe-new"}, "must be specified"),
        ("PutRule", {"Name": "probe-new", "ScheduleExpression": "rate(5 minute)"}, "ScheduleExpression"),
        ("PutRule", {"Name": "probe-new", "EventPattern": PATTERN, "State": "PAUSED"}, "state"),
        ("PutRule", {"Name": "probe-new", "EventPattern": PATTERN, "RoleArn": "arn:aws:iam::000000000000:role/none"}),
        ("PutTargets", put(Input="{", Id="2")),
        ("ListRules", {"Limit": 101}),
        ("ListRules", {"NextToken": "rubbish"}),
    )
    events.refuses("PutRule", {"Name": "probe-new", "EventPattern": "{"}, "InvalidEventPatternException", 400)
    many = {"Rule": "probe-strict", "Targets": [{"Id": str(number), "Arn": QUEUE} for number in range(6)]}
    events.refuses("PutTargets", many, "LimitExceededException", 400)
