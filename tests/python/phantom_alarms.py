"""Changes alarms behind the spec's back: one function a case, named KIND_ATTRIBUTE.

The names are those of `tests/whole/phantom/stack/alarms.hcl`.
"""
import sys

from house import client

ERRORS, BOTH = "phantom-errors", "phantom-both"
TOLD = {
    "AlarmDescription", "ActionsEnabled", "OKActions", "AlarmActions", "InsufficientDataActions", "MetricName", "Namespace", "Statistic",
    "ExtendedStatistic", "Dimensions", "Period", "EvaluationPeriods", "DatapointsToAlarm", "Threshold", "ComparisonOperator",
    "TreatMissingData", "AlarmRule",
}
# What is put in place of each attribute.
METRIC = {
    "description": {"AlarmDescription": "Somebody was here."},
    "namespace": {"Namespace": "Other"},
    "metric": {"MetricName": "Throttles"},
    "dimensions": {"Dimensions": [{"Name": "FunctionName", "Value": "phantom-main"}]},
    "statistic": {"ExtendedStatistic": "p90"},
    "period": {"Period": 60},
    "periods": {"EvaluationPeriods": 4},
    "datapoints": {"DatapointsToAlarm": 5},
    "comparison": {"ComparisonOperator": "GreaterThanThreshold"},
    "threshold": {"Threshold": 2.0},
    "missing": {"TreatMissingData": "breaching"},
    "enabled": {"ActionsEnabled": True},
    "on_alarm": {"AlarmActions": []},
    "on_ok": {"OKActions": []},
    "on_missing": {"InsufficientDataActions": []},
}
COMPOSITE = {name: METRIC[name] for name in ("description", "enabled", "on_alarm", "on_ok", "on_missing")}
COMPOSITE["rule"] = {"AlarmRule": f'OK("{ERRORS}")'}

cloudwatch = client("cloudwatch", retries=4)


def described(name):
    told = cloudwatch.describe_alarms(AlarmNames=[name], AlarmTypes=["MetricAlarm", "CompositeAlarm"])
    [one] = told["MetricAlarms"] + told["CompositeAlarms"]
    return one


def tags(name, **words):
    arn = described(name)["AlarmArn"]
    cloudwatch.tag_resource(ResourceARN=arn, Tags=[{"Key": key, "Value": value} for key, value in words.items()])


def put(name, operation, words):
    told = {key: value for key, value in described(name).items() if key in TOLD}
    getattr(cloudwatch, operation)(AlarmName=name, **{**told, **words})


def main(case):
    if case == "alarm_tags_gone":
        cloudwatch.untag_resource(ResourceARN=described(ERRORS)["AlarmArn"], TagKeys=["tier"])
    elif case.endswith("_tags"):
        tags(BOTH if case.startswith("composite") else ERRORS, tier="none")
    elif case.startswith("composite_alarm_"):
        put(BOTH, "put_composite_alarm", COMPOSITE[case.removeprefix("composite_alarm_")])
    else:
        put(ERRORS, "put_metric_alarm", METRIC[case.removeprefix("alarm_")])


if __name__ == "__main__":
    main(sys.argv[1])
