"""What Lambda's functions have beside code: policies, concurrency, destinations, URLs, tags, modes."""
import datetime
import json

from house import role, until
from probe.expect import ABSENT, about, among, like, without
from probe.functions import ARN, NEVER, REVISION, lam, made

GONE = "ResourceNotFoundException"
NONE = {"FunctionName": "probe-none"}
ISO = like(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*")


def statements(**wanted):
    """A policy whose only statement has these members."""
    return lambda found: [
        {name: one.get(name) for name in wanted} for one in json.loads(found)["Statement"]
    ] == [wanted]


def check_permissions():
    one = made("probe-open")
    words = {**one, "StatementId": "s", "Action": "lambda:InvokeFunction", "Principal": "sns.amazonaws.com"}
    topic = "arn:aws:sns:us-east-1:000000000000:t"
    told = {
        "Sid": "s",
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "lambda:InvokeFunction",
        "Resource": ARN + "probe-open",
        "Condition": {"ArnLike": {"AWS:SourceArn": topic}},
    }
    lam.answers("AddPermission", {**words, "SourceArn": topic}, {"Statement": lambda found: json.loads(found) == told})
    policy = lam.answers("GetPolicy", one, {"Policy": statements(**told), "RevisionId": REVISION})
    lam.refuses("AddPermission", words, "ResourceConflictException", 409, "already exists")
    lam.refuses("AddPermission", {**words, "StatementId": "t", "RevisionId": NEVER}, "PreconditionFailedException", 412)
    lam.refuses("RemovePermission", {**one, "StatementId": "s", "RevisionId": NEVER}, "PreconditionFailedException", 412)
    lam.refuses("AddPermission", {**words, "StatementId": "a b"}, "ValidationException", 400)
    lam.refuses("AddPermission", {**words, "StatementId": "t", "Qualifier": "$LATEST"}, "InvalidParameterValueException", 400)
    lam.refuses("AddPermission", {**words, "StatementId": "u", "Principal": "arn:aws:iam::000000000000:role/none"}, "InvalidParameterValueException", 400)
    lam.refuses("GetPolicy", {**one, "Qualifier": "none"}, GONE, 404)
    done = {**one, "StatementId": "s", "RevisionId": policy["RevisionId"]}
    lam.does("RemovePermission", done, gone=("GetPolicy", one, GONE, 404))


def check_concurrency():
    one = made("probe-many", versions=1)
    lam.answers("PutFunctionConcurrency", {**one, "ReservedConcurrentExecutions": 3}, {"ReservedConcurrentExecutions": 3})
    lam.answers("GetFunctionConcurrency", one, {"ReservedConcurrentExecutions": 3})
    none = ("GetFunctionConcurrency", one, {"ReservedConcurrentExecutions": ABSENT})
    lam.does("DeleteFunctionConcurrency", one, sees=none)
    lam.refuses("PutFunctionConcurrency", {**one, "ReservedConcurrentExecutions": 901}, "InvalidParameterValueException", 400)
    first = {**one, "Qualifier": "1"}
    lost = "ProvisionedConcurrencyConfigNotFoundException"
    lam.refuses("GetProvisionedConcurrencyConfig", first, lost, 404)
    counts = {"RequestedProvisionedConcurrentExecutions": 1, "LastModified": ISO}
    begun = {**counts, "Status": "IN_PROGRESS", "AllocatedProvisionedConcurrentExecutions": 0}
    lam.answers("PutProvisionedConcurrencyConfig", {**first, "ProvisionedConcurrentExecutions": 1}, begun)
    until("it is ready", lambda: lam.call("GetProvisionedConcurrencyConfig", first)["Status"] == "READY")
    ready = {**counts, "Status": "READY", "AvailableProvisionedConcurrentExecutions": 1, "AllocatedProvisionedConcurrentExecutions": 1}
    lam.answers("GetProvisionedConcurrencyConfig", first, ready)
    row = {**ready, "FunctionArn": ARN + "probe-many:1"}
    lam.answers("ListProvisionedConcurrencyConfigs", one, {"ProvisionedConcurrencyConfigs": [row]})
    lam.does("DeleteProvisionedConcurrencyConfig", first, gone=("GetProvisionedConcurrencyConfig", first, lost, 404))
    put = lambda qualifier, count: {**one, "Qualifier": qualifier, "ProvisionedConcurrentExecutions": count}
    lam.refusing(
        "InvalidParameterValueException",
        400,
        ("PutProvisionedConcurrencyConfig", put("$LATEST", 1)),
        ("PutProvisionedConcurrencyConfig", put("1", 1001)),
    )
    lam.refuses("PutProvisionedConcurrencyConfig", put("1", 0), "ValidationException", 400)
    lam.refuses("PutProvisionedConcurrencyConfig", put("77", 1), GONE, 404)
    lam.refuses("ListProvisionedConcurrencyConfigs", NONE, GONE, 404)
    lam.call("PutFunctionConcurrency", {**one, "ReservedConcurrentExecutions": 0})
    lam.refuses("Invoke", one, "TooManyRequestsException", 429)


def check_asynchronous_invocation():
    one = made("probe-async")
    config = {"MaximumRetryAttempts": 1, "MaximumEventAgeInSeconds": 60}
    told = {**config, "FunctionArn": ARN + "probe-async:$LATEST", "LastModified": datetime.datetime}
    lam.refuses("GetFunctionEventInvokeConfig", one, GONE, 404)
    lam.refuses("UpdateFunctionEventInvokeConfig", {**one, "MaximumRetryAttempts": 0}, GONE, 404)
    lam.answers("PutFunctionEventInvokeConfig", {**one, **config}, told)
    lam.answers("GetFunctionEventInvokeConfig", one, told)
    lam.answers("UpdateFunctionEventInvokeConfig", {**one, "MaximumRetryAttempts": 0}, {**told, "MaximumRetryAttempts": 0})
    lam.answers("ListFunctionEventInvokeConfigs", one, {"FunctionEventInvokeConfigs": [{**told, "MaximumRetryAttempts": 0}]})
    lam.does("DeleteFunctionEventInvokeConfig", one, gone=("GetFunctionEventInvokeConfig", one, GONE, 404))
    lam.refuses("DeleteFunctionEventInvokeConfig", one, GONE, 404)
    lam.refuses("PutFunctionEventInvokeConfig", {**NONE, **config}, GONE, 404)
    lam.refuses("PutFunctionEventInvokeConfig", {**one, "MaximumRetryAttempts": 3}, "ValidationException", 400)
    lam.refuses("PutFunctionEventInvokeConfig", {**one, "MaximumEventAgeInSeconds": 59}, "ValidationException", 400)
    lam.refuses("PutFunctionEventInvokeConfig", one, "InvalidParameterValueException", 400)


def check_urls():
    one = made("probe-url", versions=1, alias="live")
    cors = {"AllowOrigins": ["https://shop.example"], "MaxAge": 60}
    told = {"FunctionUrl": like("http.+"), "FunctionArn": ARN + "probe-url", "AuthType": "NONE", "CreationTime": ISO}
    lam.answers("CreateFunctionUrlConfig", {**one, "AuthType": "NONE", "Cors": cors}, {**told, "Cors": cors})
    whole = {**told, "Cors": cors, "InvokeMode": "BUFFERED", "LastModifiedTime": ISO}
    lam.answers("GetFunctionUrlConfig", one, whole)
    changed = {**told, "AuthType": "AWS_IAM", "Cors": cors, "LastModifiedTime": ISO}
    lam.answers("UpdateFunctionUrlConfig", {**one, "AuthType": "AWS_IAM"}, changed)
    lam.answers("ListFunctionUrlConfigs", one, {"FunctionUrlConfigs": [{"FunctionArn": ARN + "probe-url", "AuthType": "AWS_IAM"}]})
    lam.refuses("CreateFunctionUrlConfig", {**one, "AuthType": "NONE"}, "ResourceConflictException", 409)
    lam.refuses("CreateFunctionUrlConfig", {**one, "AuthType": "LOCK", "Qualifier": "live"}, "ValidationException", 400)
    lam.refuses("CreateFunctionUrlConfig", {**one, "AuthType": "NONE", "Qualifier": "1"}, "ValidationException", 400)
    lam.refuses("UpdateFunctionUrlConfig", {**one, "Cors": {"MaxAge": 86401}}, "ValidationException", 400)
    lam.does("DeleteFunctionUrlConfig", one, gone=("GetFunctionUrlConfig", one, GONE, 404))
    lam.refusing(
        GONE,
        404,
        ("CreateFunctionUrlConfig", {**NONE, "AuthType": "NONE"}),
        ("UpdateFunctionUrlConfig", {**one, "AuthType": "NONE"}),
        ("DeleteFunctionUrlConfig", one),
        ("ListFunctionUrlConfigs", NONE),
    )


def check_tags():
    made("probe-tags")
    arn = {"Resource": ARN + "probe-tags"}
    read = ("ListTags", arn)
    lam.does("TagResource", {**arn, "Tags": {"a": "1", "b": "2"}}, sees=(*read, {"Tags": about({"a": "1", "b": "2"})}))
    lam.does("UntagResource", {**arn, "TagKeys": ["a"]}, sees=(*read, {"Tags": about({"b": "2"})}))
    lam.answers(*read, {"Tags": about({"b": "2"})})
    lam.refuses("TagResource", {**arn, "Tags": {"aws:x": "1"}}, "InvalidParameterValueException", 400)
    lam.refuses("ListTags", {"Resource": "rubbish"}, "ValidationException", 400)


def check_modes():
    one = made("probe-modes")
    lam.answers("GetRuntimeManagementConfig", one, {"UpdateRuntimeOn": "Auto", "FunctionArn": like(".*probe-modes.*")})
    lam.answers("PutRuntimeManagementConfig", {**one, "UpdateRuntimeOn": "FunctionUpdate"}, {"UpdateRuntimeOn": "FunctionUpdate"})
    lam.answers("GetRuntimeManagementConfig", one, {"UpdateRuntimeOn": "FunctionUpdate"})
    lam.answers("GetFunctionRecursionConfig", one, {"RecursiveLoop": "Terminate"})
    lam.answers("PutFunctionRecursionConfig", {**one, "RecursiveLoop": "Allow"}, {"RecursiveLoop": "Allow"})
    lam.answers("GetFunctionRecursionConfig", one, {"RecursiveLoop": "Allow"})
    lam.refusing(
        GONE,
        404,
        ("GetRuntimeManagementConfig", NONE),
        ("PutRuntimeManagementConfig", {**NONE, "UpdateRuntimeOn": "Auto"}),
        ("GetFunctionRecursionConfig", NONE),
        ("PutFunctionRecursionConfig", {**NONE, "RecursiveLoop": "Allow"}),
    )
    lam.refuses("PutRuntimeManagementConfig", {**one, "UpdateRuntimeOn": "Never"}, "ValidationException", 400)
    lam.refuses("PutFunctionRecursionConfig", {**one, "RecursiveLoop": "Never"}, "ValidationException", 400)
    lam.refuses("PutRuntimeManagementConfig", {**one, "UpdateRuntimeOn": "Manual"}, "InvalidParameterValueException", 400)


def check_code_signing():
    one = made("probe-signed")
    profile = "arn:aws:signer:us-east-1:000000000000:/signing-profiles/probe/abcdefgh12"
    allow = {"AllowedPublishers": {"SigningProfileVersionArns": [profile]}}
    policies = lambda action: {"CodeSigningPolicies": {"UntrustedArtifactOnDeployment": action}}
    arn = like("arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-[a-z0-9]{17}")
    told = {**allow, **policies("Warn"), "CodeSigningConfigArn": arn, "CodeSigningConfigId": like("csc-[a-z0-9]{17}")}
    words = {**allow, "Description": "d"}
    whole = lam.answers("CreateCodeSigningConfig", words, {"CodeSigningConfig": {**told, "Description": "d", "LastModified": ISO}})
    config = {"CodeSigningConfigArn": whole["CodeSigningConfig"]["CodeSigningConfigArn"]}
    lam.answers("GetCodeSigningConfig", config, {"CodeSigningConfig": {**told, **config}})
    lam.answers("UpdateCodeSigningConfig", {**config, **policies("Enforce")}, {"CodeSigningConfig": policies("Enforce")})
    lam.answers("ListCodeSigningConfigs", {}, {"CodeSigningConfigs": among("CodeSigningConfigArn", config["CodeSigningConfigArn"])})
    lam.answers("UpdateCodeSigningConfig", {**config, **policies("Warn")}, {"CodeSigningConfig": policies("Warn")})
    lam.answers("PutFunctionCodeSigningConfig", {**one, **config}, {**config, **one})
    lam.answers("GetFunctionCodeSigningConfig", one, {**config, **one})
    lam.answers("ListFunctionsByCodeSigningConfig", config, {"FunctionArns": [ARN + "probe-signed"]})
    lam.refuses("DeleteCodeSigningConfig", config, "ResourceConflictException", 409)
    none = ("GetFunctionCodeSigningConfig", one, {"CodeSigningConfigArn": ABSENT})
    lam.does("DeleteFunctionCodeSigningConfig", one, sees=none)
    lam.does("DeleteCodeSigningConfig", config, gone=("GetCodeSigningConfig", config, GONE, 404))
    lam.refusing(
        GONE,
        404,
        ("UpdateCodeSigningConfig", {**config, "Description": "e"}),
        ("DeleteCodeSigningConfig", config),
        ("ListFunctionsByCodeSigningConfig", config),
        ("GetFunctionCodeSigningConfig", NONE),
        ("DeleteFunctionCodeSigningConfig", NONE),
    )
    lam.refuses("PutFunctionCodeSigningConfig", {**one, **config}, "CodeSigningConfigNotFoundException", 404)
    lam.refuses("CreateCodeSigningConfig", {"AllowedPublishers": {"SigningProfileVersionArns": []}}, "ValidationException", 400)
