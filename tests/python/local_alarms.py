"""CloudWatch alarms on the local cloud: kept, shown, found and tagged; at work on metrics, topics and functions."""
import json
from datetime import datetime, timedelta, timezone

from house import client, function, holds, main, pages, refused, role, same, until

alarms = client("cloudwatch")
ONE = {
    "Namespace": "N",
    "MetricName": "m",
    "Dimensions": [{"Name": "FunctionName", "Value": "f"}],
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 2.5,
    "ComparisonOperator": "GreaterThanThreshold",
}
TOPIC = "arn:aws:sns:us-east-1:000000000000:told"


def put(name, **more):
    alarms.put_metric_alarm(AlarmName=name, **{**ONE, **more})


def shown(name):
    told = alarms.describe_alarms(AlarmNames=[name], AlarmTypes=["MetricAlarm", "CompositeAlarm"])
    (one,) = told["MetricAlarms"] + told["CompositeAlarms"]
    return one


def gone(*names):
    alarms.delete_alarms(AlarmNames=names)


def check_an_alarm_is_shown_as_it_was_told():
    put("one", AlarmActions=[TOPIC], AlarmDescription="d", TreatMissingData="ignore", Unit="Count")
    one = shown("one")
    holds(
        one,
        **ONE,
        Unit="Count",
        AlarmDescription="d",
        TreatMissingData="ignore",
        AlarmActions=[TOPIC],
        OKActions=[],
        InsufficientDataActions=[],
        ActionsEnabled=True,
        StateValue="INSUFFICIENT_DATA",
    )
    same("DatapointsToAlarm" in one, False)
    words = {key: value for key, value in ONE.items() if key != "Statistic"}
    alarms.put_metric_alarm(AlarmName="one", ExtendedStatistic="p99.9", **words)
    one = shown("one")
    holds(one, ExtendedStatistic="p99.9", AlarmActions=[])
    same(["AlarmDescription" in one, "TreatMissingData" in one, "Statistic" in one], [False] * 3)
    gone("one")


def check_expressions():
    stat = lambda name: {
        "Id": name,
        "ReturnData": False,
        "MetricStat": {"Metric": {"Namespace": "N", "MetricName": name}, "Period": 60, "Stat": "Sum"},
    }
    rate = {"Id": "rate", "Expression": "100 * errors / calls", "Label": "share", "ReturnData": True}
    words = {"EvaluationPeriods": 1, "Threshold": 1.0, "ComparisonOperator": "GreaterThanThreshold"}
    alarms.put_metric_alarm(AlarmName="rate", Metrics=[rate, stat("errors"), stat("calls")], **words)
    told = shown("rate")["Metrics"]
    same([one["Id"] for one in told], ["rate", "errors", "calls"])
    holds(told[0], **rate)
    holds(told[1]["MetricStat"], Period=60, Stat="Sum")
    refused("ValidationError", alarms.put_metric_alarm, 400, "MetricName or Metrics", AlarmName="x", **words)
    gone("rate")


def check_refusals():
    refused("ValidationError", alarms.put_metric_alarm, 400, "Period must be", AlarmName="x", **{**ONE, "Period": 45})
    long = {**ONE, "EvaluationPeriods": 2000}
    refused("ValidationError", alarms.put_metric_alarm, 400, "more than a day", AlarmName="x", **long)
    refused("ValidationError", alarms.put_metric_alarm, 400, "Invalid arn", AlarmName="x", AlarmActions=["t"], **ONE)
    state = {"AlarmName": "none", "StateValue": "OK", "StateReason": "r"}
    refused("ResourceNotFound", alarms.set_alarm_state, 404, **state)
    refused("InvalidFormat", alarms.set_alarm_state, 400, **state, StateReasonData="{")
    refused("InvalidNextToken", alarms.describe_alarms, 400, NextToken="junk")
    arn = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:none"
    refused("ResourceNotFoundException", alarms.list_tags_for_resource, 404, ResourceARN=arn)
    refused("InvalidParameterValue", alarms.list_tags_for_resource, 400, ResourceARN="none")
    rule = {"AlarmName": "x", "AlarmRule": "ALARM(none)"}
    refused("ValidationError", alarms.put_composite_alarm, 400, "alarms [none]", **rule)
    refused("ValidationError", alarms.put_composite_alarm, 400, "AlarmRule", AlarmName="x", AlarmRule="NONE(a)")
    gone("none")


def check_pages_and_families():
    names = [f"page-{number}" for number in range(5)]
    for name in names:
        put(name)
    alarms.put_composite_alarm(AlarmName="page-all", AlarmRule=" OR ".join(f'ALARM("{name}")' for name in names))
    ask = {"AlarmNamePrefix": "page-", "PaginationConfig": {"PageSize": 2}}
    found = pages(alarms.get_paginator("describe_alarms"), "MetricAlarms", **ask)
    same([[one["AlarmName"] for one in page] for page in found], [names[:2], names[2:4], names[4:]])
    children = alarms.describe_alarms(ChildrenOfAlarmName="page-all")["MetricAlarms"]
    same([one["AlarmName"] for one in children], names)
    (parent,) = alarms.describe_alarms(ParentsOfAlarmName="page-1")["CompositeAlarms"]
    same(parent["AlarmName"], "page-all")
    metric = {"Namespace": "N", "MetricName": "m", "Dimensions": ONE["Dimensions"]}
    same(len(alarms.describe_alarms_for_metric(**metric)["MetricAlarms"]), 5)
    refused("ValidationError", alarms.delete_alarms, 400, "depending on it", AlarmNames=["page-1"])
    gone("page-all", *names)
    same(alarms.describe_alarms(AlarmNamePrefix="page-")["MetricAlarms"], [])


def check_tags():
    put("tagged", Tags=[{"Key": "team", "Value": "red"}])
    arn = shown("tagged")["AlarmArn"]
    alarms.tag_resource(ResourceARN=arn, Tags=[{"Key": "a", "Value": "b"}])
    alarms.untag_resource(ResourceARN=arn, TagKeys=["team"])
    same(alarms.list_tags_for_resource(ResourceARN=arn)["Tags"], [{"Key": "a", "Value": "b"}])
    filters = [{"Key": "a", "Values": ["b"]}]
    found = client("resourcegroupstaggingapi").get_resources(TagFilters=filters)["ResourceTagMappingList"]
    same([one["ResourceARN"] for one in found], [arn])
    gone("tagged")


def check_history():
    put("told", TreatMissingData="ignore")
    alarms.disable_alarm_actions(AlarmNames=["told"])
    same(shown("told")["ActionsEnabled"], False)
    alarms.set_alarm_state(AlarmName="told", StateValue="ALARM", StateReason="by hand", StateReasonData="{}")
    holds(shown("told"), StateValue="ALARM", StateReason="by hand", StateReasonData="{}")
    ask = {"AlarmName": "told", "PaginationConfig": {"PageSize": 1}}
    found = pages(alarms.get_paginator("describe_alarm_history"), "AlarmHistoryItems", **ask)
    summaries = [item["HistorySummary"] for (item,) in found]
    same(
        summaries,
        ["Alarm updated from INSUFFICIENT_DATA to ALARM", 'Alarm "told" updated', 'Alarm "told" created'],
    )
    gone("told")


def state_of(name):
    return shown(name)["StateValue"]


def becomes(name, state):
    until(f"{name} is {state}", lambda: state_of(name) == state, 30.0)


def minutes_ago(minutes, value):
    at = datetime.now(timezone.utc) - timedelta(minutes=minutes)
    datum = {"MetricName": "m", "Dimensions": ONE["Dimensions"], "Value": value, "Timestamp": at}
    alarms.put_metric_data(Namespace="N", MetricData=[datum])


def check_a_queue_hears_of_an_alarm_over_a_topic():
    queues, topics = client("sqs"), client("sns")
    open_policy = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}
    url = queues.create_queue(QueueName="told", Attributes={"Policy": json.dumps({"Statement": [open_policy]})})["QueueUrl"]
    same(topics.create_topic(Name="told")["TopicArn"], TOPIC)
    topics.subscribe(TopicArn=TOPIC, Protocol="sqs", Endpoint="arn:aws:sqs:us-east-1:000000000000:told")

    def heard(word):
        answer = queues.receive_message(QueueUrl=url, WaitTimeSeconds=20)
        (told,) = (json.loads(message["Body"]) for message in answer["Messages"])
        same(told["Subject"], f'{word}: "loud" in US East (N. Virginia)')
        queues.delete_message(QueueUrl=url, ReceiptHandle=answer["Messages"][0]["ReceiptHandle"])
        return json.loads(told["Message"])

    minutes_ago(1, 7.0)
    put("loud", AlarmActions=[TOPIC], OKActions=[TOPIC], EvaluationPeriods=2, DatapointsToAlarm=1)
    message = heard("ALARM")
    holds(message, NewStateValue="ALARM", OldStateValue="INSUFFICIENT_DATA", AlarmArn=shown("loud")["AlarmArn"])
    holds(message["Trigger"], MetricName="m", Statistic="SUM", Threshold=2.5)
    assert message["NewStateReason"].startswith("Threshold Crossed: 1 out of the last 2 datapoints [7.0"), message
    put("loud", OKActions=[TOPIC], Threshold=100.0)
    holds(heard("OK"), NewStateValue="OK", OldStateValue="ALARM")
    ask = {"AlarmName": "loud", "HistoryItemType": "Action"}
    items = alarms.describe_alarm_history(**ask)["AlarmHistoryItems"]
    same([item["HistorySummary"] for item in items], [f"Successfully executed action {TOPIC}"] * 2)
    gone("loud")


def check_composite_alarms():
    minutes_ago(1, 7.0)
    put("part")
    put("other", TreatMissingData="ignore", Dimensions=[])
    rule = 'ALARM("part") AND NOT OK(other)'
    alarms.put_composite_alarm(AlarmName="whole", AlarmRule=rule)
    becomes("whole", "ALARM")
    one = shown("whole")
    holds(one, AlarmRule=rule, AlarmActions=[], ActionsEnabled=True)
    alarms.set_alarm_state(AlarmName="other", StateValue="OK", StateReason="by hand")
    same(state_of("whole"), "OK")
    assert "alarm:other transitioned to OK at " in shown("whole")["StateReason"], shown("whole")
    gone("whole", "part", "other")


def check_a_failing_function_sets_off_its_alarm():
    function("failing", role("failing"), code="def handler(event, context):\n    raise ValueError()\n")
    functions = client("lambda")
    words = {"AlarmName": "errors", "Namespace": "AWS/Lambda", "MetricName": "Errors", "Statistic": "Sum"}
    words |= {"Dimensions": [{"Name": "FunctionName", "Value": "failing"}], "Period": 60, "EvaluationPeriods": 1}
    words |= {"ComparisonOperator": "GreaterThanOrEqualToThreshold", "Threshold": 1.0}
    alarms.put_metric_alarm(TreatMissingData="notBreaching", **words)
    becomes("errors", "OK")
    same(functions.invoke(FunctionName="failing")["FunctionError"], "Unhandled")
    becomes("errors", "ALARM")
    gone("errors")


main()
