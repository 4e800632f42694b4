"""The strict checker: recorded calls against AWS's own service models.

    python3 strict.py RECORDING     one JSON object a line: {"request": .., "response": ..}, bodies in base64

It prints {"checked": n, "ours": n, "skipped": n, "violations": [..]}, and checks

* every request of the program (by its user agent): members, types, required, enums, ranges, patterns;
* every answer: the same, its status, its content type;
* every refusal: a code that the model lists for the operation, or one that AWS documents outside the model, with the
  status the model gives it;
* what was accepted: a request that breaks the model (scripts send such on purpose) may not be answered with success.
"""
import base64
import json
import re
import sys

import decode
import models
import shapes

# Answered by AWS without being in the models: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
COMMON = {
    "AccessDenied",
    "AccessDeniedException",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InternalFailure",
    "InvalidAction",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "MissingAuthenticationToken",
    "MissingParameter",
    "RequestExpired",
    "SerializationException",
    "ServiceUnavailable",
    "SignatureDoesNotMatch",
    "Throttling",
    "ThrottlingException",
    "UnknownOperationException",
    "UnrecognizedClientException",
    "ValidationError",
    "ValidationException",
}
# What one service answers beyond its model, with the reason to believe so.
MORE = {
    # Deleting what something else refers to; the model lists it for calls that make and change, not for those that delete.
    "apigatewayv2": {"ConflictException"},
    # https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html: the model lists hardly any of them.
    "s3": {
        "AccessControlListNotSupported",
        "BadDigest",
        "BadRequest",
        "BucketAlreadyExists",
        "BucketAlreadyOwnedByYou",
        "BucketNotEmpty",
        "EntityTooSmall",
        "IllegalLocationConstraintException",
        "IncompleteBody",
        "InvalidArgument",
        "InvalidBucketName",
        "InvalidDigest",
        "InvalidLocationConstraint",
        "InvalidPart",
        "InvalidPartOrder",
        "InvalidRange",
        "InvalidRequest",
        "InvalidStorageClass",
        "InvalidTag",
        "KeyTooLongError",
        "MalformedPolicy",
        "MalformedXML",
        "MethodNotAllowed",
        "NoSuchBucket",
        "NoSuchBucketPolicy",
        "NoSuchCORSConfiguration",
        "NoSuchKey",
        "NoSuchLifecycleConfiguration",
        "NoSuchPublicAccessBlockConfiguration",
        "NoSuchTagSet",
        "NoSuchUpload",
        "NoSuchVersion",
        "NoSuchWebsiteConfiguration",
        "NotImplemented",
        "ObjectLockConfigurationNotFoundError",
        "OperationAborted",
        "OwnershipControlsNotFoundError",
        "PreconditionFailed",
        "ReplicationConfigurationNotFoundError",
        "ServerSideEncryptionConfigurationNotFoundError",
        "SlowDown",
    },
    "sqs": {
        # The attributes' own codes: listed for SetQueueAttributes only in newer models, answered by older ones, too.
        "InvalidAttributeName",
        "InvalidAttributeValue",
        "InvalidParameterValue",
        # What the older protocol calls InvalidParameterValue and MissingParameter, as the newer one names them:
        # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
        "InvalidParameterValueException",
        "MissingRequiredParameterException",
    },
}
# Violations that are none, each with its reason.
KNOWN = {
    # AWS answers it while an update runs, as the samples of its own documentation show; the model's list leaves it out.
    # https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
    r"lambda\.\w+ answer\.(Configuration\.)?LastUpdateStatusReasonCode: 'Creating' is none of .*",
    # "This data type can only have a value of Policy", says the reference; the model's list names the data type instead.
    # https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachedPermissionsBoundary.html
    r"iam\.\w+ answer\..*PermissionsBoundaryType: 'Policy' is none of PermissionsBoundaryPolicy",
    # S3 answers the names of filter rules with a capital, whatever was put.
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketNotificationConfiguration.html, the sample
    # Who adds an entry sends the others back as they were answered.
    r"s3\.GetBucketNotificationConfiguration answer\..*FilterRules\[\d\]\.Name: '(Prefix|Suffix)' is none of .*",
    r"s3\.PutBucketNotificationConfiguration request\..*FilterRules\[\d\]\.Name: '(Prefix|Suffix)' is none of .*",
    # The model wants a positive number, and DynamoDB counts from nothing: the samples of its own reference show 0.
    # https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html
    r"dynamodb\.\w+ answer\..*NumberOfDecreasesToday: 0 is under 1",
    # Nothing left over is an empty map, as its samples show; the model wants an entry.
    # https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
    r"dynamodb\.Batch\w+ answer\.Unprocessed(Keys|Items): 0 entries is under 1",
    # None failed, and nothing is watched closely: so AWS answers too, as its samples show; the model wants one of each.
    # https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
    r"kinesis\.PutRecords answer\.FailedRecordCount: 0 is under 1",
    r"kinesis\.\w+ answer\..*EnhancedMonitoring\[0\]\.ShardLevelMetrics: 0 items is under 1",
    # An empty list where every name is known: https://docs.aws.amazon.com/cli/latest/reference/ssm/get-parameters.html
    r"ssm\.(Get|Delete)Parameters answer\.\w+: 0 items is under 1",
    # A rule without targets is listed with none of them; the model wants one.
    # https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html
    r"events\.ListTargetsByRule answer\.Targets: 0 items is under 1",
    # A function that is bound to no configuration has no ARN of one; the model wants it all the same.
    # https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionCodeSigningConfig.html
    r"lambda\.GetFunctionCodeSigningConfig answer\.CodeSigningConfigArn: required",
    # The local cloud writes an empty result where AWS writes none: no client can tell.
    r"iam\.(\w+) answer\.\1Result: no such member",
}
TYPES = {
    "rest-json": ["application/json"],
    "json": ["application/x-amz-json-1.0", "application/x-amz-json-1.1"],
    "query": ["text/xml"],
    "rest-xml": ["application/xml"],
    "cbor": ["application/cbor"],
}


def main(path):
    checked, ours, skipped, violations = 0, 0, 0, {}
    with open(path) as lines:
        for line in lines:
            exchange = json.loads(line)
            for side in ["request", "response"]:
                exchange[side]["body"] = base64.b64decode(exchange[side]["body"])
            found = judge(exchange["request"], exchange["response"])
            if found is None:
                skipped += 1
                continue
            checked += 1
            ours += is_ours(exchange["request"])
            for violation in filter(is_new, found):
                violations[violation] = violations.get(violation, 0) + 1
    told = [text if times == 1 else f"{text} ({times} times)" for text, times in sorted(violations.items())]
    print(json.dumps({"checked": checked, "ours": ours, "skipped": skipped, "violations": told}))


def is_new(violation):
    return not any(re.fullmatch(known, violation) for known in KNOWN)


def is_ours(request):
    """Whether the program sent it: all else that talks to a recorder is boto3."""
    agent = request["headers"].get("user-agent", "")
    return "aws-sdk-rust" in agent or agent.startswith("cutover/")


def judge(request, response):
    """The violations of one exchange; `None` when it is no call of AWS's."""
    try:
        call = models.find(request)
    except models.Unknown as unknown:
        return [f"{unknown}: in no model"]
    if call is None:
        return None
    try:
        asked = of_request(call, request)
    except decode.Undecodable as problem:
        asked = [f"{call.name} request: {problem}"]
    good = 200 <= response["status"] < 300
    ours = is_ours(request)
    found = list(asked) if ours else []
    if good and not ours:
        found += [f"{line} (accepted)" for line in asked]
    try:
        return found + (of_answer if good else of_refusal)(call, response)
    except decode.Undecodable as problem:
        return found + [f"{call.name} answer: {problem}"]


def of_request(call, request):
    members = decode.request_members(call, request)
    shape = call.operation.input_shape
    if shape is None:
        return [f"{call.name} request.{name}: no such member" for name in members]
    return shapes.check(shape, members, f"{call.name} request", call.protocol)


def of_answer(call, response):
    found = content_type(call, response)
    wanted = call.operation.http.get("responseCode", 200)
    if call.protocol == "rest-json" and response["status"] != wanted and not by_function(call):
        found.append(f"{call.name} answer: status {response['status']} instead of {wanted}")
    members = decode.response_members(call, response)
    shape = call.operation.output_shape
    if shape is None:
        return found + [f"{call.name} answer.{name}: no such member" for name in members]
    return found + shapes.check(shape, members, f"{call.name} answer", call.protocol)


def by_function(call):
    """Whether the status is a member: the answer to Invoke says 200, 202 or 204."""
    shape = call.operation.output_shape
    return shape is not None and any(
        member.serialization.get("location") == "statusCode" for member in shape.members.values()
    )


def of_refusal(call, response):
    code, members = decode.error(call, response)
    if code is None:
        return []
    listed = {code: shape for shape in call.operation.error_shapes for code in codes(shape, call.protocol)}
    where = f"{call.name} refusal {code}"
    shape = listed.get(code)
    if shape is None:
        allowed = COMMON | MORE.get(call.service, set())
        return content_type(call, response) + ([] if code in allowed else [f"{where}: not in the model"])
    found = content_type(call, response)
    details = shape.metadata.get("error", {})
    status = details.get("httpStatusCode")
    if status and status != response["status"]:
        found.append(f"{where}: status {response['status']} instead of {status}")
    known = {name.lower() for name in shape.members} | {"message", "type"}
    return found + [f"{where}.{name}: no such member" for name in members if name.lower() not in known]


def codes(shape, protocol):
    """The codes of an error on the wire: what the model says, and its name in the protocols that came after queries."""
    code = shape.metadata.get("error", {}).get("code") or shape.name
    return {code, shape.name} if protocol in ("json", "cbor") else {code}


def content_type(call, response):
    if not response["body"] or decode.is_payload(call.operation.output_shape):
        return []
    told = response["headers"].get("content-type", "").split(";")[0]
    return [] if told in TYPES[call.protocol] else [f"{call.name} answer: content type `{told}`"]


if __name__ == "__main__":
    main(sys.argv[1])
