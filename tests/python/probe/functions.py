"""Lambda's functions, versions and aliases: https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html"""
import base64
import hashlib
import json

from house import function, role, settled, zipped
from probe.calls import Probe
from probe.expect import ABSENT, about, among, like, names, without

lam = Probe("lambda")
ARN = "arn:aws:lambda:us-east-1:000000000000:function:"
REVISION = like(r"[0-9a-f-]{36}")
CODE = zipped({"app.py": "def handler(event, context):\n    return {'got': event}\n"})
DIGEST = base64.b64encode(hashlib.sha256(CODE).digest()).decode()
NEVER = "00000000-0000-4000-8000-000000000000"


def runner():
    """The ARN of a role of functions, made once."""
    if not hasattr(runner, "arn"):
        runner.arn = role("probe-runner")
    return runner.arn


def made(name, versions=0, alias=None):
    """A settled function with versions, each of its own description, and perhaps an alias of the first."""
    function(name, runner())
    for number in range(1, versions + 1):
        lam.call("UpdateFunctionConfiguration", {"FunctionName": name, "Description": f"v{number}"})
        settled(name, lam.good)
        lam.call("PublishVersion", {"FunctionName": name})
    if alias:
        lam.call("CreateAlias", {"FunctionName": name, "Name": alias, "FunctionVersion": "1"})
    return {"FunctionName": name}


def check_functions():
    one = {"FunctionName": "probe"}
    words = {
        **one,
        "Role": runner(),
        "Runtime": "python3.12",
        "Handler": "app.handler",
        "Code": {"ZipFile": CODE},
        "Description": "d",
        "Environment": {"Variables": {"KEY": "v"}},
        "Tags": {"team": "red"},
    }
    told = {
        "FunctionName": "probe",
        "FunctionArn": ARN + "probe",
        "Role": runner(),
        "Runtime": "python3.12",
        "Handler": "app.handler",
        "CodeSize": len(CODE),
        "CodeSha256": DIGEST,
        "Description": "d",
        "Timeout": 3,
        "MemorySize": 128,
        "LastModified": like(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000"),
        "Version": "$LATEST",
        "Environment": about({"Variables": {"KEY": "v"}}),
        "TracingConfig": about({"Mode": "PassThrough"}),
        "RevisionId": REVISION,
        "PackageType": "Zip",
        "Architectures": ["x86_64"],
        "EphemeralStorage": about({"Size": 512}),
        "SnapStart": about({"ApplyOn": "None", "OptimizationStatus": "Off"}),
        "LoggingConfig": about({"LogFormat": "Text", "LogGroup": "/aws/lambda/probe"}),
        "Layers": ABSENT,
        "VpcConfig": ABSENT,
    }
    lam.answers("CreateFunction", words, {**told, "State": "Pending", "StateReasonCode": "Creating"})
    settled("probe", lam.good)
    rest = {**told, "State": "Active", "LastUpdateStatus": "Successful", "StateReason": ABSENT}
    code = {"RepositoryType": "S3", "Location": like("http.+")}
    lam.answers("GetFunction", one, {"Configuration": rest, "Code": code, "Tags": about({"team": "red"}), "Concurrency": ABSENT})
    lam.answers("GetFunctionConfiguration", one, rest)
    lam.answers("ListFunctions", {"MaxItems": 50}, {"Functions": among("FunctionName", "probe")})
    change = {**one, "Timeout": 9, "MemorySize": 256, "Description": ""}
    lam.answers("UpdateFunctionConfiguration", change, {"Timeout": 9, "MemorySize": 256, "Description": "", "LastUpdateStatus": "InProgress"})
    settled("probe", lam.good)
    other = zipped({"app.py": "def handler(event, context):\n    return 'other'\n"})
    digest = base64.b64encode(hashlib.sha256(other).digest()).decode()
    lam.answers("UpdateFunctionCode", {**one, "ZipFile": other, "DryRun": True}, {"CodeSha256": digest})
    lam.answers("GetFunctionConfiguration", one, {"CodeSha256": DIGEST, "Timeout": 9})
    lam.answers("UpdateFunctionCode", {**one, "ZipFile": other}, {"CodeSha256": digest, "CodeSize": len(other)})
    settled("probe", lam.good)
    lam.answers("Invoke", {**one, "Payload": b"{}"}, {"StatusCode": 200, "ExecutedVersion": "$LATEST", "FunctionError": ABSENT})
    lam.answers("Invoke", {**one, "InvocationType": "DryRun"}, {"StatusCode": 204})
    lam.answers("Invoke", {**one, "InvocationType": "Event"}, {"StatusCode": 202})
    said = lam.call("Invoke", {**one, "Payload": b"{}"})["Payload"].read()
    lam.problems += [] if json.loads(said) == "other" else [f"Invoke answers {said}"]
    limits = {"CodeSizeUnzipped": 262144000, "CodeSizeZipped": 52428800, "ConcurrentExecutions": int}
    usage = {"FunctionCount": int, "TotalCodeSize": int}
    lam.answers("GetAccountSettings", {}, {"AccountLimit": limits, "AccountUsage": usage})
    lam.does("DeleteFunction", one, gone=("GetFunction", one, "ResourceNotFoundException", 404))


def check_versions_and_aliases():
    one = made("probe-versions")
    first = {"Version": "1", "FunctionArn": ARN + "probe-versions:1", "Description": "first", "RevisionId": REVISION}
    lam.answers("PublishVersion", {**one, "Description": "first"}, first)
    lam.answers("PublishVersion", {**one, "Description": "again"}, first)
    lam.call("UpdateFunctionConfiguration", {**one, "Description": "changed"})
    settled("probe-versions", lam.good)
    lam.answers("PublishVersion", one, {"Version": "2", "Description": "changed"})
    listed = [{"Version": "$LATEST"}, {"Version": "1", "Description": "first"}, {"Version": "2"}]
    lam.answers("ListVersionsByFunction", one, {"Versions": listed, "NextMarker": ABSENT})
    name = {**one, "Name": "live"}
    told = {"Name": "live", "AliasArn": ARN + "probe-versions:live", "FunctionVersion": "1", "Description": "d"}
    lam.answers("CreateAlias", {**name, "FunctionVersion": "1", "Description": "d"}, {**told, "RevisionId": REVISION})
    lam.answers("GetAlias", name, {**told, "RoutingConfig": ABSENT})
    lam.answers("ListAliases", one, {"Aliases": [told]})
    lam.answers("ListAliases", {**one, "FunctionVersion": "2"}, {"Aliases": []})
    weights = {"RoutingConfig": {"AdditionalVersionWeights": {"2": 0.25}}}
    split = lam.answers("UpdateAlias", {**name, **weights}, {**told, **weights})
    lam.answers("GetFunctionConfiguration", {**one, "Qualifier": "live"}, {"Version": "1", "FunctionArn": ARN + "probe-versions:live"})
    lam.refuses("DeleteFunction", {**one, "Qualifier": "2"}, "ResourceConflictException", 409)
    lam.refuses("UpdateAlias", {**name, "RevisionId": NEVER}, "PreconditionFailedException", 412)
    lam.answers("UpdateAlias", {**name, "RevisionId": split["RevisionId"], "FunctionVersion": "2", "RoutingConfig": {}}, {"FunctionVersion": "2"})
    lam.does("DeleteAlias", name, gone=("GetAlias", name, "ResourceNotFoundException", 404))


def check_refusals_of_aliases():
    one = made("probe-weights", versions=3, alias="live")
    name = {**one, "Name": "live"}
    weigh = lambda **weights: {"RoutingConfig": {"AdditionalVersionWeights": weights}}
    lam.refuses("CreateAlias", {**name, "FunctionVersion": "1"}, "ResourceConflictException", 409, "already exists")
    lam.refusing(
        "InvalidParameterValueException",
        400,
        ("UpdateAlias", {**name, "FunctionVersion": "1", **weigh(**{"1": 0.5})}),
        ("UpdateAlias", {**name, "FunctionVersion": "1", **weigh(**{"2": 0.1, "3": 0.1})}),
        ("UpdateAlias", {**name, "FunctionVersion": "$LATEST", **weigh(**{"2": 0.1})}),
    )
    lam.refusing(
        "ValidationException",
        400,
        ("UpdateAlias", {**name, **weigh(**{"2": 1.5})}),
        ("CreateAlias", {**one, "Name": "12", "FunctionVersion": "1"}),
        ("CreateAlias", {**one, "Name": "a b", "FunctionVersion": "1", "Description": "d"}),
        ("CreateAlias", {**one, "Name": "next"}),
    )
    lam.refusing(
        "ResourceNotFoundException",
        404,
        ("CreateAlias", {**one, "Name": "next", "FunctionVersion": "77"}),
        ("UpdateAlias", {**name, "FunctionVersion": "77"}),
        ("UpdateAlias", {**one, "Name": "none"}),
        ("GetAlias", {**one, "Name": "none"}),
        ("ListAliases", {"FunctionName": "none"}),
        ("GetFunction", {**one, "Qualifier": "77"}),
        ("GetFunctionConfiguration", {**one, "Qualifier": "none"}),
        ("Invoke", {**one, "Qualifier": "77"}),
    )


def check_refusals():
    one = made("probe-strict")
    words = {"Role": runner(), "Runtime": "python3.12", "Handler": "app.handler", "Code": {"ZipFile": CODE}}
    new = {"FunctionName": "probe-new", **words}
    lam.refuses("CreateFunction", {**one, **words}, "ResourceConflictException", 409, "Function already exist")
    lam.refusing(
        "InvalidParameterValueException",
        400,
        ("CreateFunction", {**new, "Runtime": "python9.9"}),
        ("CreateFunction", {**new, "Code": {"ZipFile": b"no zip"}, "Timeout": 3}, "unzip"),
        ("CreateFunction", {**new, "Role": runner() + "-none", "Tags": {}}, "cannot be assumed by Lambda"),
        ("CreateFunction", {**new, "Environment": {"Variables": {"AWS_REGION": "x"}}}, "reserved"),
        ("CreateFunction", {**new, "Layers": [ARN.replace("function", "layer") + "none:1"]}),
        ("UpdateFunctionConfiguration", {**one, "Runtime": "python9.9"}),
        ("UpdateFunctionCode", {**one, "ZipFile": b"no zip"}),
        ("ListFunctions", {"Marker": "rubbish"}),
    )
    lam.refusing(
        "ValidationException",
        400,
        ("CreateFunction", {**new, "MemorySize": 127}, "memorySize"),
        ("CreateFunction", {**new, "Timeout": 901}, "timeout"),
        ("CreateFunction", {**new, "FunctionName": "a b", "Publish": True}, "functionName"),
        ("CreateFunction", {**new, "EphemeralStorage": {"Size": 511}}, "ephemeralStorage"),
        ("CreateFunction", {**new, "Architectures": ["vax"]}, "architectures"),
        ("CreateFunction", {**new, "PackageType": "Tar"}, "packageType"),
        ("CreateFunction", {**new, "TracingConfig": {"Mode": "Loud"}}, "tracingConfig"),
        ("UpdateFunctionConfiguration", {**one, "Timeout": 0}, "timeout"),
        ("UpdateFunctionConfiguration", {**one, "MemorySize": 99999}, "memorySize"),
        ("ListFunctions", {"MaxItems": 10001}, "maxItems"),
        ("ListVersionsByFunction", {**one, "MaxItems": 0}, "maxItems"),
        ("PutFunctionConcurrency", {**one, "ReservedConcurrentExecutions": -1}),
        ("Invoke", {**one, "InvocationType": "Loud"}),
    )
    lost = {"FunctionName": "probe-lost"}
    lam.refusing(
        "ResourceNotFoundException",
        404,
        ("GetFunction", lost, "Function not found: " + ARN + "probe-lost"),
        ("GetFunctionConfiguration", lost),
        ("UpdateFunctionCode", {**lost, "ZipFile": CODE}),
        ("UpdateFunctionConfiguration", {**lost, "Timeout": 3}),
        ("DeleteFunction", lost),
        ("PublishVersion", lost),
        ("ListVersionsByFunction", lost),
        ("CreateAlias", {**lost, "Name": "live", "FunctionVersion": "1"}),
        ("Invoke", lost),
        ("GetPolicy", lost),
        ("GetPolicy", one),
        ("AddPermission", {**lost, "StatementId": "s", "Action": "lambda:InvokeFunction", "Principal": "sns.amazonaws.com"}),
        ("RemovePermission", {**lost, "StatementId": "s"}),
        ("RemovePermission", {**one, "StatementId": "none"}),
        ("PutFunctionConcurrency", {**lost, "ReservedConcurrentExecutions": 1}),
        ("GetFunctionConcurrency", lost),
        ("DeleteFunctionConcurrency", lost),
        ("ListTags", {"Resource": ARN + "probe-lost"}),
        ("TagResource", {"Resource": ARN + "probe-lost", "Tags": {"a": "b"}}),
        ("UntagResource", {"Resource": ARN + "probe-lost", "TagKeys": ["a"]}),
    )
    stale = {**one, "RevisionId": NEVER}
    lam.refusing(
        "PreconditionFailedException",
        412,
        ("UpdateFunctionConfiguration", {**stale, "Timeout": 5}),
        ("UpdateFunctionCode", {**stale, "ZipFile": CODE}),
        ("PublishVersion", stale),
    )
    lam.refuses("PublishVersion", {**one, "CodeSha256": DIGEST[:-2] + "A="}, "InvalidParameterValueException", 400)
    lam.refuses("Invoke", {**one, "Payload": b"{"}, "InvalidRequestContentException", 400)


def check_pages_of_functions():
    before = lam.call("ListFunctions", {})["Functions"]
    page = lam.answers("ListFunctions", {"MaxItems": 1}, {"Functions": [{"FunctionName": before[0]["FunctionName"]}], "NextMarker": str})
    rest = [one["FunctionName"] for one in before[1:]]
    lam.answers("ListFunctions", {"Marker": page["NextMarker"]}, {"Functions": names("FunctionName", *rest), "NextMarker": ABSENT})
    lam.answers("ListFunctions", {"Marker": page["NextMarker"]}, {"Functions": without("FunctionName", before[0]["FunctionName"])})
