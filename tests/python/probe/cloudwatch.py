"""CloudWatch's metrics: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Operations.html"""
import datetime

from probe.calls import Probe
from probe.expect import ABSENT, about, differences

metrics = Probe("cloudwatch")
MINUTE = datetime.timedelta(minutes=1)
NOW = datetime.datetime.now(datetime.timezone.utc).replace(second=0, microsecond=0)
PLACE = [{"Name": "shop", "Value": "a"}]
ONE = {"Namespace": "Probe", "MetricName": "Orders", "Dimensions": PLACE}
SPAN = {"StartTime": NOW - 5 * MINUTE, "EndTime": NOW + MINUTE}


def datum(value, minutes, **more):
    return {"MetricName": "Orders", "Dimensions": PLACE, "Value": value, "Timestamp": NOW - minutes * MINUTE, **more}


def check_metrics():
    data = [datum(1.0, 3), datum(3.0, 3), datum(8.0, 2)]
    words = {**SPAN, **ONE, "Period": 60, "Statistics": ["Sum", "Average", "Maximum", "SampleCount"]}
    points = lambda: metrics.call("GetMetricStatistics", words)["Datapoints"]
    metrics.comes_to("PutMetricData", {"Namespace": "Probe", "MetricData": data}, lambda: len(points()) == 2)
    metrics.answers("ListMetrics", {"Namespace": "Probe"}, {"Metrics": [about({**ONE})]})
    first = {"Timestamp": NOW - 3 * MINUTE, "Sum": 4.0, "Average": 2.0, "Maximum": 3.0, "SampleCount": 2.0}
    second = {"Timestamp": NOW - 2 * MINUTE, "Sum": 8.0, "Average": 8.0, "Minimum": ABSENT}
    found = metrics.answers("GetMetricStatistics", words, {"Label": "Orders"})["Datapoints"]
    lines = differences([first, second], sorted(found, key=lambda one: one["Timestamp"]))
    metrics.problems += [f"GetMetricStatistics {line}" for line in lines]
    stat = {"Metric": ONE, "Period": 60, "Stat": "Sum"}
    queries = [{"Id": "orders", "MetricStat": stat}, {"Id": "double", "Expression": "orders * 2", "Label": "Twice"}]
    told = [
        {"Id": "orders", "Label": "Orders", "Values": [4.0, 8.0], "Timestamps": [NOW - 3 * MINUTE, NOW - 2 * MINUTE], "StatusCode": "Complete"},
        {"Id": "double", "Label": "Twice", "Values": [8.0, 16.0], "StatusCode": "Complete"},
    ]
    asked = {**SPAN, "MetricDataQueries": queries, "ScanBy": "TimestampAscending"}
    metrics.answers("GetMetricData", asked, {"MetricDataResults": told})


def check_refusals():
    statistics = {**SPAN, **ONE, "Period": 60, "Statistics": ["Sum"]}
    query = lambda **more: {**SPAN, "MetricDataQueries": [{"Id": "a", "MetricStat": {"Metric": ONE, "Period": 60, "Stat": "Sum"}, **more}]}
    metrics.refusing(
        "ValidationError",
        400,
        ("GetMetricData", query(Id="A")),
        ("GetMetricData", query(MetricStat={"Metric": ONE, "Period": 60, "Stat": "Odd"})),
        ("GetMetricData", {**SPAN, "MetricDataQueries": [{"Id": "a", "Expression": "b +"}]}),
        ("GetMetricData", {**query(), "StartTime": SPAN["EndTime"], "EndTime": SPAN["StartTime"]}),
    )
    metrics.refusing(
        "InvalidParameterCombination",
        400,
        ("GetMetricStatistics", {**statistics, "ExtendedStatistics": ["p90"]}),
        ("GetMetricStatistics", {**statistics, "StartTime": NOW - 100 * 1440 * MINUTE}),
    )
    metrics.refusing(
        "InvalidParameterValue",
        400,
        ("GetMetricStatistics", {**statistics, "Period": 61}),
        ("GetMetricStatistics", {**statistics, "StartTime": SPAN["EndTime"], "EndTime": SPAN["StartTime"], "Unit": "Count"}),
        ("PutMetricData", {"Namespace": "AWS/Probe", "MetricData": [datum(1.0, 0)]}),
        ("PutMetricData", {"Namespace": "Probe", "MetricData": [datum(float("nan"), 0)]}),
    )
    both = datum(1.0, 0, StatisticValues={"SampleCount": 1.0, "Sum": 1.0, "Minimum": 1.0, "Maximum": 1.0})
    metrics.refuses("PutMetricData", {"Namespace": "Probe", "MetricData": [both]}, "InvalidParameterCombination", 400)
