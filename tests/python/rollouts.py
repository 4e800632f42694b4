"""What serves, seen by boto3: the alias, its versions, provisioned concurrency.

    rollouts.py serving FUNCTION            the alias `live` and provisioned concurrency by version
    rollouts.py call FUNCTION TIMES         invokes through the alias; answers how many failed
    rollouts.py errors FUNCTION             errors by version, as the metrics of the alias have them
"""
import datetime
import json
import sys

from house import client

functions = client("lambda", retries=4)


def serving(name):
    alias = functions.get_alias(FunctionName=name, Name="live")
    configs = functions.list_provisioned_concurrency_configs(FunctionName=name)["ProvisionedConcurrencyConfigs"]
    warm = {
        one["FunctionArn"].rsplit(":", 1)[1]: [one["RequestedProvisionedConcurrentExecutions"], one["Status"]]
        for one in configs
    }
    return {
        "version": alias["FunctionVersion"],
        "weights": alias.get("RoutingConfig", {}).get("AdditionalVersionWeights", {}),
        "warm": warm,
    }


def call(name, times):
    answers = [functions.invoke(FunctionName=name, Qualifier="live", Payload=b"{}") for _ in range(int(times))]
    return sum("FunctionError" in answer for answer in answers)


def errors(name):
    metrics = client("cloudwatch")
    now = datetime.datetime.now(datetime.timezone.utc)
    found = {}
    for version in range(1, 9):
        dimensions = {"FunctionName": name, "Resource": f"{name}:live", "ExecutedVersion": str(version)}
        points = metrics.get_metric_statistics(
            Namespace="AWS/Lambda",
            MetricName="Errors",
            Dimensions=[{"Name": key, "Value": value} for key, value in dimensions.items()],
            StartTime=now - datetime.timedelta(hours=1),
            EndTime=now + datetime.timedelta(hours=1),
            Period=60,
            Statistics=["Sum"],
        )["Datapoints"]
        if total := sum(point["Sum"] for point in points):
            found[str(version)] = int(total)
    return found


print(json.dumps({"serving": serving, "call": call, "errors": errors}[sys.argv[1]](*sys.argv[2:])))
