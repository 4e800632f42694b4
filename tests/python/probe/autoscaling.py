"""Application Auto Scaling: https://docs.aws.amazon.com/autoscaling/application/APIReference/API_Operations.html"""
import datetime

from house import until
from probe.calls import Probe
from probe.expect import ABSENT, about, like
from probe.functions import made

scaling = Probe("application-autoscaling")
UUID = r"[0-9a-f-]{36}"
ARN = "arn:aws:application-autoscaling:us-east-1:000000000000:scalable-target/"
SPACE = {"ServiceNamespace": "lambda"}
LOST = "ObjectNotFoundException"


def alias(name):
    made(name, versions=1, alias="live")
    return on(f"function:{name}:live")


def on(resource):
    return {**SPACE, "ResourceId": resource, "ScalableDimension": "lambda:function:ProvisionedConcurrency"}


def tracking(target):
    metric = {"PredefinedMetricType": "LambdaProvisionedConcurrencyUtilization"}
    configuration = {"TargetValue": target, "PredefinedMetricSpecification": metric}
    return {"PolicyType": "TargetTrackingScaling", "TargetTrackingScalingPolicyConfiguration": configuration}


def check_targets():
    one = alias("probe-scaled")
    bounds = {"MinCapacity": 1, "MaxCapacity": 3}
    made_arn = {"ScalableTargetARN": like(ARN + r"\w+")}
    found = scaling.answers("RegisterScalableTarget", {**one, **bounds, "Tags": {"team": "red"}}, made_arn)
    off = {"DynamicScalingInSuspended": False, "DynamicScalingOutSuspended": False, "ScheduledScalingSuspended": False}
    role = like("arn:aws:iam::000000000000:role/aws-service-role/lambda.application-autoscaling.amazonaws.com/.+")
    told = {**one, **bounds, "RoleARN": role, "SuspendedState": off, "CreationTime": datetime.datetime, **found}
    told.pop("ResponseMetadata")
    listed = {"ScalableTargets": [told], "NextToken": ABSENT}
    scaling.answers("DescribeScalableTargets", {**SPACE, "ResourceIds": [one["ResourceId"]]}, listed)
    arn = {"ResourceARN": found["ScalableTargetARN"]}
    tags = ("ListTagsForResource", arn)
    scaling.answers(*tags, {"Tags": about({"team": "red"})})
    scaling.does("TagResource", {**arn, "Tags": {"tier": "1"}}, sees=(*tags, {"Tags": about({"team": "red", "tier": "1"})}))
    scaling.does("UntagResource", {**arn, "TagKeys": ["team"]}, sees=(*tags, {"Tags": about({"tier": "1"})}))
    activities = lambda: scaling.call("DescribeScalingActivities", {**SPACE, "ResourceId": one["ResourceId"]})["ScalingActivities"]
    until("it scales to its minimum", lambda: [row["StatusCode"] for row in activities()] == ["Successful"])
    done = {**one, "ActivityId": like(UUID), "Description": like(r"Setting .+ to 1\."), "StatusCode": "Successful"}
    scaling.answers("DescribeScalingActivities", {**SPACE, "ResourceId": one["ResourceId"]}, {"ScalingActivities": [done]})
    name = {**one, "PolicyName": "load"}
    put = scaling.answers("PutScalingPolicy", {**name, **tracking(0.7)}, {"PolicyARN": like("arn:aws:autoscaling:.+:policyName/load"), "Alarms": list})
    row = {**name, **tracking(0.7), "PolicyARN": put["PolicyARN"], "CreationTime": datetime.datetime}
    scaling.answers("DescribeScalingPolicies", {**SPACE, "ResourceId": one["ResourceId"]}, {"ScalingPolicies": [row]})
    none = ("DescribeScalingPolicies", {**SPACE, "ResourceId": one["ResourceId"]}, {"ScalingPolicies": []})
    scaling.does("DeleteScalingPolicy", name, sees=none)
    scaling.refuses("DeleteScalingPolicy", name, LOST, 400)
    action = {**one, "ScheduledActionName": "nightly"}
    words = {**action, "Schedule": "cron(0 3 * * ? *)", "ScalableTargetAction": {"MinCapacity": 2}}
    read = ("DescribeScheduledActions", {**SPACE, "ResourceId": one["ResourceId"]})
    told = {**words, "ScheduledActionARN": like("arn:aws:autoscaling:.+:scheduledActionName/nightly"), "CreationTime": datetime.datetime}
    scaling.does("PutScheduledAction", words, sees=(*read, {"ScheduledActions": [told]}))
    scaling.answers(*read, {"ScheduledActions": [told]})
    scaling.does("DeleteScheduledAction", action, sees=(*read, {"ScheduledActions": []}))
    scaling.refuses("DeleteScheduledAction", action, LOST, 400)
    targets = ("DescribeScalableTargets", {**SPACE, "ResourceIds": [one["ResourceId"]]}, {"ScalableTargets": []})
    scaling.does("DeregisterScalableTarget", one, sees=targets)
    scaling.refuses("DeregisterScalableTarget", one, LOST, 400)


def check_refusals():
    one = alias("probe-strictly-scaled")
    bounds = {"MinCapacity": 0, "MaxCapacity": 3}
    lost = {"ResourceARN": ARN + "0abcdefghijklmnopqrstuvwxyz0abcdef"}
    scaling.refuses("PutScalingPolicy", {**one, "PolicyName": "p", **tracking(0.7)}, LOST, 400)
    action = {**one, "ScheduledActionName": "a", "ScalableTargetAction": {"MinCapacity": 2}}
    scaling.refuses("PutScheduledAction", {**action, "Schedule": "rate(1 day)"}, LOST, 400)
    scaling.call("RegisterScalableTarget", {**one, **bounds})
    scaling.refusing(
        "ValidationException",
        400,
        ("RegisterScalableTarget", {**one, "MinCapacity": 4, "MaxCapacity": 3}),
        ("RegisterScalableTarget", {**one, **bounds, "ServiceNamespace": "odd", "RoleARN": "x"}),
        ("RegisterScalableTarget", {**on("rubbish"), "MinCapacity": 1, "MaxCapacity": 3, "Tags": {}}),
        ("RegisterScalableTarget", {**on("function:new:live")}),
        ("DescribeScalableTargets", {}),
        ("DescribeScalableTargets", {"ServiceNamespace": "odd"}),
        ("DescribeScalingPolicies", {**SPACE, "ScalableDimension": "odd"}),
        ("PutScalingPolicy", {**one, "PolicyName": "p", "PolicyType": "Odd"}),
        ("PutScalingPolicy", {**one, "PolicyName": "p", "PolicyType": "TargetTrackingScaling"}),
        ("PutScheduledAction", {**action, "Schedule": "now and then"}),
        ("PutScheduledAction", {**one, "ScheduledActionName": "a", "Schedule": "rate(1 day)"}),
    )
    scaling.refusing(
        "ResourceNotFoundException",
        400,
        ("ListTagsForResource", lost),
        ("TagResource", {**lost, "Tags": {"a": "b"}}),
        ("UntagResource", {**lost, "TagKeys": ["a"]}),
    )
