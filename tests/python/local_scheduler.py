"""Schedules on the local cloud, as boto3 sees them. Time is the machine's here: what is due later is tested on a clock."""
import datetime
import json

from house import TRUST, client, function, holds, main, pages, refused, role, same, until

scheduler, sqs, logs, iam, events = (client(name) for name in ["scheduler", "sqs", "logs", "iam", "events"])
CODE = "def handler(event, context):\n    print('heard', event['kind'], event['attempt'])\n"
OFF = {"Mode": "OFF"}
QUEUE = "arn:aws:sqs:us-east-1:000000000000:ticks"


def words(name="s", expression="cron(0 0 1 1 ? 2199)", target=None, **more):
    """The members of a schedule, not due for long."""
    target = {"Arn": QUEUE, "RoleArn": ROLE, **(target or {})}
    return {"Name": name, "ScheduleExpression": expression, "FlexibleTimeWindow": OFF, "Target": target, **more}


def soon():
    """A one-time expression that is due in a second or two."""
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=2)
    return moment.strftime("at(%Y-%m-%dT%H:%M:%S)")


def bodies(url):
    got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1)
    return [one["Body"] for one in got.get("Messages", [])]


def check_role():
    global ROLE, URL
    ROLE = role("clock", json.loads(json.dumps(TRUST).replace("lambda", "scheduler")))
    allow = {"Effect": "Allow", "Action": ["sqs:SendMessage", "lambda:InvokeFunction"], "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    iam.put_role_policy(RoleName="clock", PolicyName="p", PolicyDocument=policy)
    URL = sqs.create_queue(QueueName="ticks")["QueueUrl"]


def check_groups():
    made = scheduler.create_schedule_group(Name="shop", Tags=[{"Key": "a", "Value": "1"}])["ScheduleGroupArn"]
    holds(scheduler.get_schedule_group(Name="shop"), Arn=made, Name="shop", State="ACTIVE")
    refused("ConflictException", scheduler.create_schedule_group, status=409, Name="shop")
    scheduler.tag_resource(ResourceArn=made, Tags=[{"Key": "b", "Value": "2"}])
    scheduler.untag_resource(ResourceArn=made, TagKeys=["a"])
    same(scheduler.list_tags_for_resource(ResourceArn=made)["Tags"], [{"Key": "b", "Value": "2"}])
    tagged = client("resourcegroupstaggingapi").get_resources(TagFilters=[{"Key": "b"}])["ResourceTagMappingList"]
    same([one["ResourceARN"] for one in tagged], [made])
    same([one["Name"] for one in scheduler.list_schedule_groups()["ScheduleGroups"]], ["default", "shop"])
    scheduler.create_schedule(**words(GroupName="shop"))
    scheduler.delete_schedule_group(Name="shop")

    def gone():
        try:
            holds(scheduler.get_schedule_group(Name="shop"), State="DELETING")
        except scheduler.exceptions.ResourceNotFoundException:
            return True

    until("the group is gone", gone)
    refused("ResourceNotFoundException", scheduler.get_schedule, status=404, Name="s", GroupName="shop")
    refused("ValidationException", scheduler.delete_schedule_group, status=400, Name="default")


def check_a_schedule_shows_what_it_is():
    made = scheduler.create_schedule(**words("shown", State="DISABLED", Description="d"))["ScheduleArn"]
    told = scheduler.get_schedule(Name="shown")
    holds(told, Arn=made, GroupName="default", State="DISABLED", Description="d", ActionAfterCompletion="NONE")
    holds(told, ScheduleExpression="cron(0 0 1 1 ? 2199)", ScheduleExpressionTimezone="UTC", FlexibleTimeWindow=OFF)
    same(told["Target"]["RetryPolicy"], {"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185})
    start = datetime.datetime(2030, 1, 1, tzinfo=datetime.timezone.utc)
    more = {"StartDate": start, "ScheduleExpressionTimezone": "Asia/Tokyo"}
    scheduler.update_schedule(**words("shown", "cron(0 9 ? * MON-FRI *)", **more))
    told = scheduler.get_schedule(Name="shown")
    holds(told, State="ENABLED", StartDate=start, ScheduleExpressionTimezone="Asia/Tokyo")
    assert "Description" not in told, told
    scheduler.delete_schedule(Name="shown")
    refused("ResourceNotFoundException", scheduler.delete_schedule, status=404, Name="shown")
    refused("ResourceNotFoundException", scheduler.update_schedule, status=404, **words("shown"))


def check_lists():
    for number in range(5):
        scheduler.create_schedule(**words(f"listed-{number}", State="DISABLED"))
    lists = scheduler.get_paginator("list_schedules")
    found = pages(lists, "Schedules", GroupName="default", NamePrefix="listed-", PaginationConfig={"PageSize": 2})
    same([len(page) for page in found], [2, 2, 1])
    holds(found[0][0], Name="listed-0", State="DISABLED", Target={"Arn": QUEUE})
    same(scheduler.list_schedules(NamePrefix="listed-", State="ENABLED")["Schedules"], [])
    refused("ResourceNotFoundException", scheduler.list_schedules, GroupName="none")


def check_a_queue_gets_what_is_due():
    target = {"Input": "at <aws.scheduler.scheduled-time>, try <aws.scheduler.attempt-number>"}
    scheduler.create_schedule(**words("once", soon(), target, ActionAfterCompletion="DELETE"))
    found = []
    until("the queue gets it", lambda: found or found.extend(bodies(URL)) or found)
    assert found[0].startswith("at 20") and found[0].endswith("Z, try 1"), found
    until("the schedule goes", lambda: not scheduler.list_schedules(NamePrefix="once")["Schedules"])
    scheduler.create_schedule(**words("often", "rate(1 day)"))
    event = json.loads(until("a rate begins at once", lambda: bodies(URL))[0])
    holds(event, source="aws.scheduler", detail="{}", resources=[scheduler.get_schedule(Name="often")["Arn"]])
    holds(event, **{"detail-type": "Scheduled Event"})


def check_a_function_is_invoked_in_the_role():
    arn = function("ticked", role("ticked"), code=CODE)["FunctionArn"]
    target = {"Arn": arn, "Input": '{"kind": "nightly", "attempt": <aws.scheduler.attempt-number>}'}
    refused("ValidationException", scheduler.create_schedule, holds="JSON", **words("function", soon(), target))
    target["Input"] = '{"kind": "nightly", "attempt": "<aws.scheduler.attempt-number>"}'
    scheduler.create_schedule(**words("function", soon(), target))

    def heard():
        try:
            found = logs.filter_log_events(logGroupName="/aws/lambda/ticked", filterPattern="heard")
        except logs.exceptions.ResourceNotFoundException:
            return None
        return [event["message"].strip() for event in found["events"]]

    same(until("the function hears", heard), ["heard nightly 1"])


def check_refusals():
    missing = "arn:aws:iam::000000000000:role/missing"
    expressions = ["cron(0 1 * * * *)", "cron(71 8 1 * ? *)", "rate(10 seconds)", "rate(10)", "at(2021-12-31)"]
    expressions += ["at(2021-12-31T23:59:59Z)", " rate(10 minutes)", "rate( 10 minutes )", "cron()"]
    for expression in expressions:
        told = refused("ValidationException", scheduler.create_schedule, status=400, **words("bad", expression))
        same(told["Error"]["Message"], f"Invalid Schedule Expression {expression}.")
    for more, part in [
        ({"ScheduleExpressionTimezone": "Mars/Base"}, "Mars/Base"),
        ({"FlexibleTimeWindow": {"Mode": "FLEXIBLE"}}, "time window"),
        ({"target": {"RoleArn": missing}}, "must allow AWS EventBridge Scheduler to assume the role"),
        ({"target": {"Arn": "queue"}}, "not in correct format"),
        ({"target": {"Arn": QUEUE + ".fifo"}}, "SqsParameters"),
        ({"target": {"Arn": "arn:aws:events:us-east-1:000000000000:event-bus/default"}}, "EventBridgeParameters"),
        ({"EndDate": datetime.datetime(2020, 1, 1)}, "EndDate"),
    ]:
        refused("ValidationException", scheduler.create_schedule, status=400, holds=part, **words("bad", **more))
    refused("ResourceNotFoundException", scheduler.create_schedule, status=404, **words("bad", GroupName="none"))
    scheduler.create_schedule(**words("strict", ClientToken="t1"))
    scheduler.create_schedule(**words("strict", ClientToken="t1"))
    refused("ConflictException", scheduler.create_schedule, status=409, **words("strict", ClientToken="t2"))
    refused("ValidationException", scheduler.tag_resource, ResourceArn=QUEUE, Tags=[])


main()
