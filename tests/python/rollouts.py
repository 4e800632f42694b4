"""What serves, seen by boto3: the alias, its versions, provisioned concurrency.

    rollouts.py serving FUNCTION            the alias `live` and provisioned concurrency by version
    rollouts.py call FUNCTION TIMES         invokes through the alias; answers how many failed
"""
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


print(json.dumps({"serving": serving, "call": call}[sys.argv[1]](*sys.argv[2:])))
