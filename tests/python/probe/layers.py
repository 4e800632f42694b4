"""Lambda's layers."""
import base64
import hashlib
import json

from house import zipped
from probe.expect import ABSENT, among, like
from probe.functions import NEVER, lam, runner

ARN = "arn:aws:lambda:us-east-1:000000000000:layer:"
GONE = "ResourceNotFoundException"
DATA = zipped({"python/words.py": "WORD = 1\n"})


def check_layers():
    digest = base64.b64encode(hashlib.sha256(DATA).digest()).decode()
    told = {
        "LayerArn": ARN + "probe",
        "LayerVersionArn": ARN + "probe:1",
        "Version": 1,
        "Description": "d",
        "LicenseInfo": "MIT",
        "CompatibleRuntimes": ["python3.12"],
        "CreatedDate": like(r"\d{4}-\d\d-\d\dT.+\+0000"),
        "Content": {"CodeSha256": digest, "CodeSize": len(DATA), "Location": like("http.+")},
    }
    words = {"LayerName": "probe", "Content": {"ZipFile": DATA}, "Description": "d"}
    lam.answers("PublishLayerVersion", {**words, "LicenseInfo": "MIT", "CompatibleRuntimes": ["python3.12"]}, told)
    lam.answers("PublishLayerVersion", words, {"Version": 2, "LicenseInfo": ABSENT})
    first = {"LayerName": "probe", "VersionNumber": 1}
    lam.answers("GetLayerVersion", first, told)
    lam.answers("GetLayerVersionByArn", {"Arn": ARN + "probe:1"}, told)
    lam.answers("ListLayerVersions", {"LayerName": "probe"}, {"LayerVersions": [{"Version": 2}, {"Version": 1}]})
    latest = {"LayerName": "probe", "LatestMatchingVersion": {"Version": 1}}
    lam.answers("ListLayers", {"CompatibleRuntime": "python3.12"}, {"Layers": [latest]})
    lam.answers("ListLayers", {}, {"Layers": among("LayerName", "probe")})
    grant = {**first, "StatementId": "s", "Action": "lambda:GetLayerVersion", "Principal": "123456789012"}
    said = {"Sid": "s", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Resource": ARN + "probe:1"}
    holds = lambda found, policy: {key: json.loads(found).get(key) for key in policy} == policy
    lam.refuses("GetLayerVersionPolicy", first, GONE, 404)
    lam.answers("AddLayerVersionPermission", grant, {"Statement": lambda found: holds(found, said), "RevisionId": str})
    read = ("GetLayerVersionPolicy", first)
    whole = lambda found: [one["Sid"] for one in json.loads(found)["Statement"]] == ["s"]
    lam.answers(*read, {"Policy": whole, "RevisionId": str})
    lam.refuses("AddLayerVersionPermission", grant, "ResourceConflictException", 409)
    stale = {**first, "StatementId": "s", "RevisionId": NEVER}
    lam.refuses("RemoveLayerVersionPermission", stale, "PreconditionFailedException", 412)
    lam.does("RemoveLayerVersionPermission", {**first, "StatementId": "s"}, gone=(*read, GONE, 404))
    lam.refuses("RemoveLayerVersionPermission", {**first, "StatementId": "s"}, GONE, 404)
    lam.does("DeleteLayerVersion", first, gone=("GetLayerVersion", first, GONE, 404))


def check_refusals():
    bad = {"LayerName": "probe-bad", "Content": {"ZipFile": b"no zip"}}
    lam.refuses("PublishLayerVersion", bad, "InvalidParameterValueException", 400, "unzip")
    odd = {"LayerName": "a b", "Content": {"ZipFile": DATA}, "Description": "d"}
    lam.refuses("PublishLayerVersion", odd, "ValidationException", 400)
    lam.refuses("GetLayerVersion", {"LayerName": "probe-lost", "VersionNumber": 1}, GONE, 404)
    lam.refuses("GetLayerVersionByArn", {"Arn": ARN + "probe-lost:1"}, GONE, 404)
    lam.refuses("GetLayerVersionByArn", {"Arn": "rubbish"}, "ValidationException", 400)
    grant = {"StatementId": "s", "Action": "lambda:GetLayerVersion", "Principal": "*"}
    lam.refuses("AddLayerVersionPermission", {"LayerName": "probe-lost", "VersionNumber": 1, **grant}, GONE, 404)
    lam.refuses("ListLayers", {"MaxItems": 51}, "ValidationException", 400)
    words = {"Role": runner(), "Runtime": "python3.12", "Handler": "app.handler", "Code": {"ZipFile": DATA}}
    unused = {"FunctionName": "probe-layered", **words, "Layers": [ARN + "probe-lost:1"]}
    lam.refuses("CreateFunction", unused, "InvalidParameterValueException", 400)
