"""Changes buses, rules and schedules behind the spec's back: one function a case, named KIND_ATTRIBUTE.

The names are those of `tests/whole/phantom/stack/events.hcl`.
"""
import datetime
import json
import sys

from house import client

events, scheduler = client("events", retries=4), client("scheduler", retries=4)
ACCOUNT = client("sts").get_caller_identity()["Account"]
REGION = events.meta.region_name
BUS = "phantom-orders"
QUEUE = f"arn:aws:sqs:{REGION}:{ACCOUNT}:phantom-jobs"
GROUP = "phantom-test"


def bus_arn():
    return events.describe_event_bus(Name=BUS)["Arn"]


def bus_description():
    events.update_event_bus(Name=BUS, Description="Somebody was here")


def bus_key():
    events.update_event_bus(Name=BUS, KmsKeyIdentifier="alias/other")


def bus_policy():
    events.put_permission(
        EventBusName=BUS, StatementId="more", Action="events:PutEvents", Principal="444455556666"
    )


def bus_policy_gone():
    events.remove_permission(EventBusName=BUS, RemoveAllPermissions=True)


def bus_tags():
    events.tag_resource(ResourceARN=bus_arn(), Tags=[{"Key": "tier", "Value": "back"}])


def bus_tags_gone():
    events.untag_resource(ResourceARN=bus_arn(), TagKeys=["tier"])


def rule(**changed):
    told = events.describe_rule(Name="phantom-all", EventBusName=BUS)
    kept = {name: told[name] for name in ["Name", "EventBusName", "EventPattern", "Description", "State"]}
    events.put_rule(**{**kept, **changed})


def rule_arn():
    return events.describe_rule(Name="phantom-all", EventBusName=BUS)["Arn"]


def rule_pattern():
    rule(EventPattern=json.dumps({"source": ["elsewhere"]}))


def rule_description():
    rule(Description="Somebody was here")


def rule_enabled():
    events.enable_rule(Name="phantom-all", EventBusName=BUS)


def rule_tags():
    events.tag_resource(ResourceARN=rule_arn(), Tags=[{"Key": "tier", "Value": "back"}])


def rule_tags_gone():
    events.untag_resource(ResourceARN=rule_arn(), TagKeys=["tier"])


def target(change, name="phantom-all", bus=BUS):
    words = {"Rule": name, "EventBusName": bus}
    [found] = events.list_targets_by_rule(**words)["Targets"]
    change(found)
    assert events.put_targets(**words, Targets=[found])["FailedEntryCount"] == 0


def target_target_arn():
    target(lambda one: one.update(Arn=QUEUE))


def target_role_arn():
    target(lambda one: one.pop("RoleArn"), "phantom-onward")


def target_input():
    target(lambda one: one.update(Input='{"fixed": []}'), "phantom-constant", "default")


def target_input_path():
    target(lambda one: one.update(InputPath="$.source"), "phantom-part", "default")


def target_paths():
    target(lambda one: one["InputTransformer"]["InputPathsMap"].update(more="$.source"))


def target_template():
    target(lambda one: one["InputTransformer"].update(InputTemplate='{"id": <id>, "more": 1}'))


def target_group():
    target(lambda one: one["SqsParameters"].update(MessageGroupId="other"), "phantom-part", "default")


def target_retries():
    target(lambda one: one["RetryPolicy"].update(MaximumRetryAttempts=4))


def target_max_age():
    target(lambda one: one["RetryPolicy"].update(MaximumEventAgeInSeconds=60))


def target_dead_letter_arn():
    target(lambda one: one["DeadLetterConfig"].update(Arn=QUEUE))


def schedule_group_tags():
    arn = scheduler.get_schedule_group(Name=GROUP)["Arn"]
    scheduler.tag_resource(ResourceArn=arn, Tags=[{"Key": "team", "Value": "other"}])


WORDS = [
    "Name",
    "GroupName",
    "ScheduleExpression",
    "ScheduleExpressionTimezone",
    "FlexibleTimeWindow",
    "StartDate",
    "EndDate",
    "State",
    "Description",
    "Target",
]


def schedule(change, name="phantom-all"):
    told = scheduler.get_schedule(Name=name, GroupName=GROUP)
    words = {word: told[word] for word in WORDS if word in told}
    change(words)
    scheduler.update_schedule(**words)


def schedule_expression():
    schedule(lambda one: one.update(ScheduleExpression="rate(1 day)"))


def schedule_timezone():
    schedule(lambda one: one.update(ScheduleExpressionTimezone="Asia/Tokyo"))


def schedule_window():
    schedule(lambda one: one["FlexibleTimeWindow"].update(MaximumWindowInMinutes=1))


def schedule_window_gone():
    schedule(lambda one: one.update(FlexibleTimeWindow={"Mode": "OFF"}))


def schedule_start():
    schedule(lambda one: one.update(StartDate=datetime.datetime(2031, 1, 1, tzinfo=datetime.timezone.utc)))


def schedule_end():
    schedule(lambda one: one.pop("EndDate"))


def schedule_enabled():
    schedule(lambda one: one.update(State="ENABLED"))


def schedule_description():
    schedule(lambda one: one.update(Description="Somebody was here"))


def schedule_target_arn():
    schedule(lambda one: one["Target"].update(Arn=QUEUE))


def schedule_role_arn():
    other = scheduler.get_schedule(Name="phantom-bus", GroupName=GROUP)["Target"]["RoleArn"]
    schedule(lambda one: one["Target"].update(RoleArn=other))


def schedule_input():
    schedule(lambda one: one["Target"].update(Input='{"kind": "daily"}'))


def schedule_input_gone():
    schedule(lambda one: one["Target"].pop("Input"))


def schedule_event_source():
    schedule(lambda one: one["Target"]["EventBridgeParameters"].update(Source="other"), "phantom-bus")


def schedule_event_type():
    schedule(lambda one: one["Target"]["EventBridgeParameters"].update(DetailType="Tock"), "phantom-bus")


def schedule_message_group():
    schedule(lambda one: one["Target"]["SqsParameters"].update(MessageGroupId="other"), "phantom-rate")


def schedule_retries():
    schedule(lambda one: one["Target"]["RetryPolicy"].update(MaximumRetryAttempts=4))


def schedule_max_age():
    schedule(lambda one: one["Target"]["RetryPolicy"].update(MaximumEventAgeInSeconds=60))


def schedule_dead_letter_arn():
    schedule(lambda one: one["Target"]["DeadLetterConfig"].update(Arn=QUEUE))


if __name__ == "__main__":
    globals()[sys.argv[1]]()
