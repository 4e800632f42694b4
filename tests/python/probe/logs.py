"""CloudWatch Logs: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Operations.html"""
import json
import time

from house import client, role
from probe.calls import Probe
from probe.expect import ABSENT, about, like

logs = Probe("logs")
ARN = "arn:aws:logs:us-east-1:000000000000:log-group:"
LOST = "ResourceNotFoundException"
NOW = int(time.time() * 1000)


def group(name):
    logs.call("CreateLogGroup", {"logGroupName": name})
    return {"logGroupName": name}


def check_groups():
    one = {"logGroupName": "/probe/a"}
    told = {**one, "arn": ARN + "/probe/a:*", "logGroupArn": ARN + "/probe/a", "storedBytes": 0, "metricFilterCount": 0}
    listed = {"logGroups": [{**told, "creationTime": int, "retentionInDays": ABSENT}]}
    read = ("DescribeLogGroups", {"logGroupNamePrefix": "/probe/a"})
    logs.does("CreateLogGroup", {**one, "tags": {"team": "red"}}, sees=(*read, listed))
    logs.answers(*read, listed)
    named = {**one, "logGroupArn": ARN + "/probe/a", "logGroupClass": "STANDARD"}
    logs.answers("ListLogGroups", {"logGroupNamePattern": "/probe/a"}, {"logGroups": [named]})
    kept = {"logGroups": [{**told, "retentionInDays": 7}]}
    logs.does("PutRetentionPolicy", {**one, "retentionInDays": 7}, sees=(*read, kept))
    logs.does("DeleteRetentionPolicy", one, sees=(*read, listed))
    arn = {"resourceArn": ARN + "/probe/a"}
    tags = ("ListTagsForResource", arn)
    logs.answers(*tags, {"tags": about({"team": "red"})})
    logs.does("TagResource", {**arn, "tags": {"tier": "1"}}, sees=(*tags, {"tags": about({"team": "red", "tier": "1"})}))
    logs.does("UntagResource", {**arn, "tagKeys": ["team"]}, sees=(*tags, {"tags": about({"tier": "1"})}))
    older = ("ListTagsLogGroup", one)
    logs.does("TagLogGroup", {**one, "tags": {"old": "2"}}, sees=(*older, {"tags": about({"tier": "1", "old": "2"})}))
    logs.does("UntagLogGroup", {**one, "tags": ["tier"]}, sees=(*older, {"tags": about({"old": "2"})}))
    logs.answers(*older, {"tags": about({"old": "2"})})
    logs.refuses("CreateLogGroup", one, "ResourceAlreadyExistsException", 400)
    logs.does("DeleteLogGroup", one, sees=(*read, {"logGroups": []}))


def check_events():
    one = group("/probe/events")
    stream = {**one, "logStreamName": "s"}
    row = {"logStreamName": "s", "arn": ARN + "/probe/events:log-stream:s", "creationTime": int, "storedBytes": 0}
    logs.does("CreateLogStream", stream, sees=("DescribeLogStreams", one, {"logStreams": [row]}))
    logs.refuses("CreateLogStream", stream, "ResourceAlreadyExistsException", 400)
    events = [{"timestamp": NOW + number, "message": f"line {number}"} for number in range(3)]
    events.append({"timestamp": NOW + 3, "message": json.dumps({"level": "ERROR", "n": 5})})
    logs.answers("PutLogEvents", {**stream, "logEvents": events}, {"nextSequenceToken": str, "rejectedLogEventsInfo": ABSENT})
    logs.answers("DescribeLogStreams", one, {"logStreams": [{**row, "firstEventTimestamp": NOW, "lastEventTimestamp": NOW + 3}]})
    lines = {"events": [{**event, "ingestionTime": int} for event in events], "nextForwardToken": like("f/.+"), "nextBackwardToken": like("b/.+")}
    logs.answers("GetLogEvents", {**stream, "startFromHead": True}, lines)
    logs.answers("GetLogEvents", {**stream, "startFromHead": True, "limit": 1}, {"events": [events[0]]})
    found = {**events[1], "logStreamName": "s", "eventId": like(r"\d+"), "ingestionTime": int}
    logs.answers("FilterLogEvents", {**one, "filterPattern": '"line 1"'}, {"events": [found]})
    logs.answers("FilterLogEvents", {**one, "filterPattern": "{ $.n > 4 && $.level = ERROR }"}, {"events": [events[3]]})
    logs.answers("FilterLogEvents", {**one, "startTime": NOW + 1, "endTime": NOW + 2}, {"events": events[1:3]})
    unsorted = {**stream, "logEvents": [events[1], events[0]]}
    logs.refuses("PutLogEvents", unsorted, "InvalidParameterException", 400)
    old = {**stream, "logEvents": [{"timestamp": NOW - 15 * 86_400_000, "message": "old"}]}
    logs.answers("PutLogEvents", old, {"rejectedLogEventsInfo": {"tooOldLogEventEndIndex": 1}})
    logs.does("DeleteLogStream", stream, sees=("DescribeLogStreams", one, {"logStreams": []}))


def check_subscriptions():
    one = group("/probe/followed")
    client("kinesis").create_stream(StreamName="probe-log-lines", ShardCount=1)
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "logs.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
    giver = role("probe-log-giver", trust)
    allow = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kinesis:PutRecord", "Resource": "*"}]}
    client("iam").put_role_policy(RoleName="probe-log-giver", PolicyName="p", PolicyDocument=json.dumps(allow))
    aim = {"destinationArn": "arn:aws:kinesis:us-east-1:000000000000:stream/probe-log-lines", "roleArn": giver}
    words = {**one, "filterName": "f", "filterPattern": "ERROR", **aim}
    read = ("DescribeSubscriptionFilters", one)
    told = {"subscriptionFilters": [{**words, "distribution": "ByLogStream", "creationTime": int}]}
    client("kinesis").get_waiter("stream_exists").wait(StreamName="probe-log-lines", WaiterConfig={"Delay": 0.02, "MaxAttempts": 500})
    logs.does("PutSubscriptionFilter", words, sees=(*read, told))
    logs.answers(*read, told)
    for number in range(2):
        if number:
            logs.refuses("PutSubscriptionFilter", {**words, "filterName": "more"}, "LimitExceededException", 400)
        else:
            logs.call("PutSubscriptionFilter", {**words, "filterName": "second"})
    logs.call("DeleteSubscriptionFilter", {**one, "filterName": "second"})
    logs.does("DeleteSubscriptionFilter", {**one, "filterName": "f"}, sees=(*read, {"subscriptionFilters": []}))
    logs.refuses("DeleteSubscriptionFilter", {**one, "filterName": "f"}, LOST, 400)
    logs.refuses("PutSubscriptionFilter", {**words, "distribution": "Odd"}, "InvalidParameterException", 400)


def check_refusals():
    lost = {"logGroupName": "/probe/lost"}
    stream = {**lost, "logStreamName": "s"}
    one = group("/probe/strict")
    arn = {"resourceArn": ARN + "/probe/lost"}
    event = {"timestamp": NOW, "message": "m"}
    logs.refusing(
        LOST,
        400,
        ("DeleteLogGroup", lost, "The specified log group does not exist."),
        ("PutRetentionPolicy", {**lost, "retentionInDays": 7}),
        ("DeleteRetentionPolicy", lost),
        ("CreateLogStream", stream),
        ("DeleteLogStream", stream),
        ("DeleteLogStream", {**one, "logStreamName": "none"}),
        ("DescribeLogStreams", lost),
        ("PutLogEvents", {**stream, "logEvents": [event]}),
        ("PutLogEvents", {**one, "logStreamName": "none", "logEvents": [event]}, "The specified log stream does not exist."),
        ("GetLogEvents", stream),
        ("FilterLogEvents", lost),
        ("DescribeSubscriptionFilters", lost),
        ("ListTagsForResource", arn),
        ("TagResource", {**arn, "tags": {"a": "b"}}),
        ("UntagResource", {**arn, "tagKeys": ["a"]}),
        ("ListTagsLogGroup", lost),
        ("TagLogGroup", {**lost, "tags": {"a": "b"}}),
    )
    logs.refusing(
        "InvalidParameterException",
        400,
        ("CreateLogGroup", {"logGroupName": "a b"}),
        ("CreateLogGroup", {"logGroupName": "/probe/odd", "logGroupClass": "ODD"}),
        ("PutRetentionPolicy", {**one, "retentionInDays": 8}),
        ("CreateLogStream", {**one, "logStreamName": "a:b"}),
        ("DescribeLogGroups", {"limit": 51}),
        ("DescribeLogStreams", {**one, "orderBy": "Odd"}),
        ("FilterLogEvents", {**one, "limit": 10001}),
        ("FilterLogEvents", {**one, "filterPattern": "{ $.a = "}),
        ("PutLogEvents", {**one, "logStreamName": "none", "logEvents": []}),
    )
