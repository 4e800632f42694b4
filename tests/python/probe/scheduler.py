"""EventBridge Scheduler: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html"""
import datetime
import json

from house import TRUST, role
from probe.calls import Probe
from probe.expect import ABSENT, among, tags

scheduler = Probe("scheduler")
ARN = "arn:aws:scheduler:us-east-1:000000000000:"
QUEUE = "arn:aws:sqs:us-east-1:000000000000:probe-ticks"
FAR = "cron(0 0 1 1 ? 2199)"
OFF = {"Mode": "OFF"}
LOST = "ResourceNotFoundException"


def ticker():
    """The ARN of a role of schedules, made once."""
    if not hasattr(ticker, "arn"):
        ticker.arn = role("probe-ticker", json.loads(json.dumps(TRUST).replace("lambda", "scheduler")))
    return ticker.arn


def words(name, **more):
    target = {"Arn": QUEUE, "RoleArn": ticker()}
    return {"Name": name, "ScheduleExpression": FAR, "FlexibleTimeWindow": OFF, "Target": target, **more}


def check_groups():
    one = {"Name": "probe"}
    arn = ARN + "schedule-group/probe"
    made = {"ScheduleGroupArn": arn}
    scheduler.answers("CreateScheduleGroup", {**one, "Tags": [{"Key": "team", "Value": "red"}]}, made)
    told = {**one, "Arn": arn, "State": "ACTIVE", "CreationDate": datetime.datetime, "LastModificationDate": datetime.datetime}
    scheduler.answers("GetScheduleGroup", one, told)
    scheduler.answers("ListScheduleGroups", {"NamePrefix": "prob"}, {"ScheduleGroups": [told]})
    scheduler.answers("ListScheduleGroups", {}, {"ScheduleGroups": among("Name", "default", "probe")})
    listed = ("ListTagsForResource", {"ResourceArn": arn})
    scheduler.answers(*listed, {"Tags": [{"Key": "team", "Value": "red"}]})
    more = {"ResourceArn": arn, "Tags": [{"Key": "tier", "Value": "1"}]}
    scheduler.does("TagResource", more, sees=(*listed, {"Tags": tags(team="red", tier="1")}))
    scheduler.does("UntagResource", {"ResourceArn": arn, "TagKeys": ["team"]}, sees=(*listed, {"Tags": tags(tier="1")}))
    scheduler.refuses("CreateScheduleGroup", one, "ConflictException", 409)
    scheduler.call("CreateSchedule", words("inside", GroupName="probe"))
    gone = lambda: "probe" not in {each["Name"] for each in scheduler.call("ListScheduleGroups", {})["ScheduleGroups"]}
    scheduler.comes_to("DeleteScheduleGroup", one, gone)
    scheduler.refuses("GetScheduleGroup", one, LOST, 404)
    scheduler.refuses("GetSchedule", {"Name": "inside", "GroupName": "probe"}, LOST, 404)


def check_schedules():
    one = {"Name": "probe-schedule"}
    arn = ARN + "schedule/default/probe-schedule"
    scheduler.answers("CreateSchedule", words("probe-schedule", Description="d", State="DISABLED"), {"ScheduleArn": arn})
    target = {"Arn": QUEUE, "RoleArn": ticker(), "RetryPolicy": {"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185}}
    told = {
        **one,
        "Arn": arn,
        "GroupName": "default",
        "State": "DISABLED",
        "Description": "d",
        "ScheduleExpression": FAR,
        "ScheduleExpressionTimezone": "UTC",
        "FlexibleTimeWindow": OFF,
        "ActionAfterCompletion": "NONE",
        "Target": target,
        "CreationDate": datetime.datetime,
        "StartDate": ABSENT,
    }
    scheduler.answers("GetSchedule", one, told)
    row = {**one, "GroupName": "default", "State": "DISABLED", "Target": {"Arn": QUEUE}}
    scheduler.answers("ListSchedules", {"GroupName": "default", "NamePrefix": "probe-s"}, {"Schedules": [row]})
    scheduler.answers("ListSchedules", {"NamePrefix": "probe-s", "State": "ENABLED"}, {"Schedules": []})
    change = words("probe-schedule", ScheduleExpression="rate(1 day)", FlexibleTimeWindow={"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 5})
    change["StartDate"] = datetime.datetime(2190, 1, 1, tzinfo=datetime.timezone.utc)
    scheduler.answers("UpdateSchedule", change, {"ScheduleArn": arn})
    replaced = {"State": "ENABLED", "Description": ABSENT, "ScheduleExpression": "rate(1 day)", "StartDate": change["StartDate"]}
    scheduler.answers("GetSchedule", one, {**replaced, "FlexibleTimeWindow": change["FlexibleTimeWindow"]})
    scheduler.refuses("CreateSchedule", words("probe-schedule"), "ConflictException", 409)
    scheduler.does("DeleteSchedule", one, gone=("GetSchedule", one, LOST, 404))


def check_refusals():
    lost = {"Name": "probe-lost"}
    group = {"ResourceArn": ARN + "schedule-group/probe-lost"}
    scheduler.refusing(
        LOST,
        404,
        ("DeleteSchedule", lost),
        ("UpdateSchedule", words("probe-lost")),
        ("CreateSchedule", words("probe-new", GroupName="probe-lost")),
        ("ListSchedules", {"GroupName": "probe-lost"}),
        ("DeleteScheduleGroup", lost),
        ("ListTagsForResource", group),
        ("TagResource", {**group, "Tags": [{"Key": "a", "Value": "b"}]}),
        ("UntagResource", {**group, "TagKeys": ["a"]}),
    )
    target = lambda **more: words("probe-new", Target={"Arn": QUEUE, "RoleArn": ticker(), **more})
    scheduler.refusing(
        "ValidationException",
        400,
        ("CreateSchedule", words("a b")),
        ("CreateSchedule", words("probe-new", ScheduleExpression="rate(10)"), "Invalid Schedule Expression"),
        ("CreateSchedule", words("probe-new", ScheduleExpressionTimezone="Mars/Base"), "Mars/Base"),
        ("CreateSchedule", words("probe-new", FlexibleTimeWindow={"Mode": "FLEXIBLE"}, State="ENABLED")),
        ("CreateSchedule", words("probe-new", State="PAUSED", Description="d")),
        ("CreateSchedule", {**target(Arn="queue"), "GroupName": "default"}),
        ("CreateSchedule", {**target(RoleArn="arn:aws:iam::000000000000:role/none"), "ClientToken": "t"}, "assume the role"),
        ("CreateScheduleGroup", {"Name": "a b"}),
        ("DeleteScheduleGroup", {"Name": "default"}),
        ("ListSchedules", {"MaxResults": 101}),
        ("TagResource", {"ResourceArn": QUEUE, "Tags": [{"Key": "a", "Value": "b"}]}),
    )
