"""CodeDeploy for Lambda: https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_Operations.html"""
import datetime
import json

from house import client, role, until
from probe.calls import Probe
from probe.expect import ABSENT, like, tags
from probe.functions import made

deploy = Probe("codedeploy")
UUID = like("[0-9a-f-]{36}")
ARN = "arn:aws:codedeploy:us-east-1:000000000000:"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "codedeploy.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
MAY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "lambda:*", "Resource": "*"}]}
STYLE = {"deploymentType": "BLUE_GREEN", "deploymentOption": "WITH_TRAFFIC_CONTROL"}
AT_ONCE = "CodeDeployDefault.LambdaAllAtOnce"
CANARY = "CodeDeployDefault.LambdaCanary10Percent5Minutes"


def deployer():
    """The ARN of a role of deployments, made once."""
    if not hasattr(deployer, "arn"):
        deployer.arn = role("probe-deployer", TRUST)
        client("iam").put_role_policy(RoleName="probe-deployer", PolicyName="p", PolicyDocument=json.dumps(MAY))
    return deployer.arn


def application(name):
    deploy.call("CreateApplication", {"applicationName": name, "computePlatform": "Lambda"})
    return {"applicationName": name}


def group(name, config=AT_ONCE):
    """An application with a group of the same name."""
    words = {**application(name), "deploymentGroupName": name, "serviceRoleArn": deployer()}
    deploy.call("CreateDeploymentGroup", {**words, "deploymentConfigName": config, "deploymentStyle": STYLE})
    return {"applicationName": name, "deploymentGroupName": name}


def appspec(function, current, target, **hooks):
    properties = {"Name": function, "Alias": "live", "CurrentVersion": current, "TargetVersion": target}
    resources = [{function: {"Type": "AWS::Lambda::Function", "Properties": properties}}]
    return json.dumps({"version": 0.0, "Resources": resources, "Hooks": [{name: hook} for name, hook in hooks.items()]})


def revision(content):
    return {"revision": {"revisionType": "AppSpecContent", "appSpecContent": {"content": content}}}


def status(id):
    return deploy.call("GetDeployment", {"deploymentId": id})["deploymentInfo"]["status"]


def check_applications():
    one = {"applicationName": "probe"}
    words = {**one, "computePlatform": "Lambda", "tags": [{"Key": "team", "Value": "red"}]}
    deploy.answers("CreateApplication", words, {"applicationId": UUID})
    told = {**one, "applicationId": UUID, "computePlatform": "Lambda", "linkedToGitHub": False, "createTime": datetime.datetime}
    deploy.answers("GetApplication", one, {"application": told})
    deploy.answers("ListApplications", {}, {"applications": lambda found: "probe" in found})
    deploy.answers("BatchGetApplications", {"applicationNames": ["probe"]}, {"applicationsInfo": [told]})
    arn = {"ResourceArn": ARN + "application:probe"}
    listed = ("ListTagsForResource", arn)
    deploy.answers(*listed, {"Tags": [{"Key": "team", "Value": "red"}]})
    more = {**arn, "Tags": [{"Key": "tier", "Value": "1"}]}
    deploy.does("TagResource", more, sees=(*listed, {"Tags": tags(team="red", tier="1")}))
    deploy.does("UntagResource", {**arn, "TagKeys": ["team"]}, sees=(*listed, {"Tags": tags(tier="1")}))
    deploy.refuses("CreateApplication", words, "ApplicationAlreadyExistsException", 400)
    renamed = {"applicationName": "probe-renamed"}
    change = {**one, "newApplicationName": "probe-renamed"}
    deploy.does("UpdateApplication", change, sees=("GetApplication", renamed, {"application": renamed}))
    lost = "ApplicationDoesNotExistException"
    deploy.refuses("GetApplication", one, lost, 400)
    deploy.does("DeleteApplication", renamed, gone=("GetApplication", renamed, lost, 400))


def check_configurations():
    one = {"deploymentConfigName": "probe"}
    routing = {"type": "TimeBasedLinear", "timeBasedLinear": {"linearPercentage": 20, "linearInterval": 2}}
    words = {**one, "computePlatform": "Lambda", "trafficRoutingConfig": routing}
    deploy.answers("CreateDeploymentConfig", words, {"deploymentConfigId": UUID})
    deploy.answers("GetDeploymentConfig", one, {"deploymentConfigInfo": {**words, "deploymentConfigId": UUID}})
    canary = {"type": "TimeBasedCanary", "timeBasedCanary": {"canaryPercentage": 10, "canaryInterval": 5}}
    known = {"deploymentConfigInfo": {"computePlatform": "Lambda", "trafficRoutingConfig": canary}}
    deploy.answers("GetDeploymentConfig", {"deploymentConfigName": CANARY}, known)
    names = lambda found: {"probe", AT_ONCE, CANARY} <= set(found)
    deploy.answers("ListDeploymentConfigs", {}, {"deploymentConfigsList": names})
    deploy.refuses("CreateDeploymentConfig", words, "DeploymentConfigAlreadyExistsException", 400)
    over = {"type": "TimeBasedLinear", "timeBasedLinear": {"linearPercentage": 100, "linearInterval": 2}}
    new = {**words, "deploymentConfigName": "probe-new"}
    deploy.refuses("CreateDeploymentConfig", {**new, "trafficRoutingConfig": over}, "InvalidTrafficRoutingConfigurationException", 400)
    deploy.refuses("CreateDeploymentConfig", {**new, "computePlatform": "Mainframe"}, "InvalidComputePlatformException", 400)
    deploy.refuses("DeleteDeploymentConfig", {"deploymentConfigName": AT_ONCE}, "InvalidOperationException", 400)
    deploy.does("DeleteDeploymentConfig", one, gone=("GetDeploymentConfig", one, "DeploymentConfigDoesNotExistException", 400))


def check_groups():
    app = application("probe-groups")
    one = {**app, "deploymentGroupName": "g"}
    words = {**one, "serviceRoleArn": deployer(), "deploymentConfigName": CANARY, "deploymentStyle": STYLE}
    undo = {"autoRollbackConfiguration": {"enabled": True, "events": ["DEPLOYMENT_FAILURE"]}}
    deploy.answers("CreateDeploymentGroup", {**words, **undo}, {"deploymentGroupId": UUID})
    told = {**words, **undo, "deploymentGroupId": UUID, "computePlatform": "Lambda", "lastSuccessfulDeployment": ABSENT}
    deploy.answers("GetDeploymentGroup", one, {"deploymentGroupInfo": told})
    deploy.answers("ListDeploymentGroups", app, {**app, "deploymentGroups": ["g"]})
    deploy.answers("BatchGetDeploymentGroups", {**app, "deploymentGroupNames": ["g"]}, {"deploymentGroupsInfo": [told]})
    change = {**app, "currentDeploymentGroupName": "g", "newDeploymentGroupName": "h", "deploymentConfigName": AT_ONCE}
    deploy.answers("UpdateDeploymentGroup", change, {"hooksNotCleanedUp": []})
    renamed = {**app, "deploymentGroupName": "h"}
    deploy.answers("GetDeploymentGroup", renamed, {"deploymentGroupInfo": {**renamed, "deploymentConfigName": AT_ONCE, **undo}})
    deploy.refuses("CreateDeploymentGroup", {**words, **renamed}, "DeploymentGroupAlreadyExistsException", 400)
    new = {**words, "deploymentGroupName": "new"}
    deploy.refuses("CreateDeploymentGroup", {**new, "deploymentConfigName": "none"}, "DeploymentConfigDoesNotExistException", 400)
    deploy.refuses("CreateDeploymentGroup", {**new, "applicationName": "none"}, "ApplicationDoesNotExistException", 400)
    deploy.refuses("CreateDeploymentGroup", {**new, "serviceRoleArn": "rubbish"}, "InvalidRoleException", 400)
    without = {name: one for name, one in new.items() if name != "serviceRoleArn"}
    deploy.refuses("CreateDeploymentGroup", without, "RoleRequiredException", 400)
    deploy.answers("DeleteDeploymentGroup", renamed, {"hooksNotCleanedUp": []})
    deploy.refuses("GetDeploymentGroup", renamed, "DeploymentGroupDoesNotExistException", 400)


def check_deployments():
    made("probe-shifted", versions=2, alias="live")
    one = group("probe-shifted")
    words = {**one, **revision(appspec("probe-shifted", "1", "2")), "description": "d"}
    id = deploy.answers("CreateDeployment", words, {"deploymentId": like("d-[A-Z0-9]{9}")})["deploymentId"]
    key = {"deploymentId": id}
    until("the deployment is over", lambda: status(id) == "Succeeded")
    told = {**one, **key, "status": "Succeeded", "creator": "user", "computePlatform": "Lambda", "deploymentConfigName": AT_ONCE, "description": "d"}
    deploy.answers("GetDeployment", key, {"deploymentInfo": {**told, "deploymentOverview": {"Succeeded": 1, "Failed": 0}, "completeTime": datetime.datetime}})
    deploy.answers("BatchGetDeployments", {"deploymentIds": [id]}, {"deploymentsInfo": [told]})
    deploy.answers("ListDeployments", one, {"deployments": [id]})
    deploy.answers("ListDeployments", {**one, "includeOnlyStatuses": ["Failed"]}, {"deployments": []})
    deploy.answers("ListDeploymentTargets", key, {"targetIds": ["probe-shifted"]})
    moved = {"functionName": "probe-shifted", "functionAlias": "live", "currentVersion": "1", "targetVersion": "2", "targetVersionWeight": 1.0}
    names = ["BeforeAllowTraffic", "AllowTraffic", "AfterAllowTraffic"]
    events = [{"lifecycleEventName": name, "status": "Succeeded"} for name in names]
    target = {"deploymentTargetType": "LambdaTarget", "lambdaTarget": {"status": "Succeeded", "lambdaFunctionInfo": moved, "lifecycleEvents": events}}
    deploy.answers("GetDeploymentTarget", {**key, "targetId": "probe-shifted"}, {"deploymentTarget": target})
    deploy.answers("BatchGetDeploymentTargets", {**key, "targetIds": ["probe-shifted"]}, {"deploymentTargets": [target]})
    alias = client("lambda").get_alias(FunctionName="probe-shifted", Name="live")
    deploy.problems += [] if alias["FunctionVersion"] == "2" else [f"the alias stays at {alias}"]
    slow = {**one, **revision(appspec("probe-shifted", "2", "1")), "deploymentConfigName": CANARY}
    other = {"deploymentId": deploy.call("CreateDeployment", slow)["deploymentId"]}
    until("the canary goes", lambda: status(other["deploymentId"]) == "InProgress")
    deploy.refuses("CreateDeployment", slow, "DeploymentLimitExceededException", 400)
    deploy.refuses("ContinueDeployment", {**other, "deploymentWaitType": "READY_WAIT"}, "UnsupportedActionForDeploymentTypeException", 400)
    deploy.answers("StopDeployment", other, {"status": like("Pending|Succeeded")})
    until("the canary stops", lambda: status(other["deploymentId"]) == "Stopped")
    deploy.refuses("StopDeployment", other, "DeploymentAlreadyCompletedException", 400)
    hook = {**other, "lifecycleEventHookExecutionId": "rubbish", "status": "Succeeded"}
    deploy.refuses("PutLifecycleEventHookExecutionStatus", hook, "InvalidLifecycleEventHookExecutionIdException", 400)


def check_refusals():
    one = group("probe-strict")
    lost = {"deploymentId": "d-ABCDEFGHI"}
    none = {**one, "applicationName": "none"}
    gone = {**one, "deploymentGroupName": "none"}
    spec = revision(appspec("probe-strict", "1", "2"))
    for code, rows in {
        "ApplicationDoesNotExistException": [
            ("GetDeploymentGroup", none),
            ("ListDeploymentGroups", {"applicationName": "none"}),
            ("BatchGetApplications", {"applicationNames": ["none"]}),
            ("UpdateApplication", {"applicationName": "none", "newApplicationName": "x"}),
            ("CreateDeployment", {**none, **spec}),
            ("ListDeployments", none),
        ],
        "DeploymentGroupDoesNotExistException": [
            ("GetDeploymentGroup", gone),
            ("UpdateDeploymentGroup", {"applicationName": "probe-strict", "currentDeploymentGroupName": "none"}),
            ("CreateDeployment", {**gone, **spec}),
            ("ListDeployments", gone),
        ],
        "DeploymentDoesNotExistException": [
            ("GetDeployment", lost),
            ("StopDeployment", lost),
            ("ContinueDeployment", lost),
            ("ListDeploymentTargets", lost),
            ("GetDeploymentTarget", {**lost, "targetId": "f"}),
            ("BatchGetDeploymentTargets", {**lost, "targetIds": ["f"]}),
            ("PutLifecycleEventHookExecutionStatus", {**lost, "lifecycleEventHookExecutionId": "x", "status": "Succeeded"}),
        ],
        "InvalidDeploymentIdException": [("GetDeployment", {"deploymentId": "rubbish"}), ("StopDeployment", {"deploymentId": "rubbish"})],
        "DeploymentIdRequiredException": [("GetDeployment", {}), ("StopDeployment", {})],
        "ApplicationNameRequiredException": [("CreateApplication", {}), ("GetApplication", {}), ("DeleteApplication", {})],
        "InvalidApplicationNameException": [("CreateApplication", {"applicationName": "a b"}), ("GetApplication", {"applicationName": "a b"})],
        "InvalidComputePlatformException": [("CreateApplication", {"applicationName": "x", "computePlatform": "Mainframe"})],
        "DeploymentConfigDoesNotExistException": [
            ("GetDeploymentConfig", {"deploymentConfigName": "none"}),
            ("CreateDeployment", {**one, **spec, "deploymentConfigName": "none"}),
        ],
        "RevisionRequiredException": [("CreateDeployment", one)],
        "InvalidRevisionException": [("CreateDeployment", {**one, "revision": {"revisionType": "AppSpecContent"}})],
        "InvalidDeploymentStatusException": [("ListDeployments", {**one, "includeOnlyStatuses": ["Odd"]})],
        "InvalidArnException": [("ListTagsForResource", {"ResourceArn": "rubbish"})],
    }.items():
        deploy.refusing(code, 400, *rows)
