"""Changes bounds of warm environments behind the spec's back: one function a case, named KIND_ATTRIBUTE.

The names are those of `tests/whole/phantom/stack/scaling.hcl`.
"""
import sys

from house import client
from phantom import LIVE, functions

scaling = client("application-autoscaling")
NAME = "phantom-scaled"
WHAT = {"ServiceNamespace": "lambda", "ScalableDimension": "lambda:function:ProvisionedConcurrency"}


def what():
    version = functions.get_alias(FunctionName=NAME, Name=LIVE)["FunctionVersion"]
    return {**WHAT, "ResourceId": f"function:{NAME}:{version}"}


def scaling_target_min():
    scaling.register_scalable_target(**what(), MinCapacity=2)


def scaling_target_max():
    scaling.register_scalable_target(**what(), MaxCapacity=5)


def scaling_policy_utilization():
    metric = {"PredefinedMetricType": "LambdaProvisionedConcurrencyUtilization"}
    scaling.put_scaling_policy(
        **what(),
        PolicyName="utilization",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={"TargetValue": 0.5, "PredefinedMetricSpecification": metric},
    )


def morning(**others):
    action = {"MinCapacity": 2, "MaxCapacity": 6, **others.pop("bounds", {})}
    words = {"Schedule": "cron(0 7 ? * MON-FRI *)", "Timezone": "Europe/Berlin", **others}
    scaling.put_scheduled_action(
        **what(), ScheduledActionName="morning", ScalableTargetAction=action, **words
    )


def scheduled_scaling_expression():
    morning(Schedule="cron(0 8 ? * MON-FRI *)")


def scheduled_scaling_timezone():
    morning(Timezone="Europe/Paris")


def scheduled_scaling_min():
    morning(bounds={"MinCapacity": 1})


def scheduled_scaling_max():
    morning(bounds={"MaxCapacity": 5})


if __name__ == "__main__":
    globals()[sys.argv[1]]()
