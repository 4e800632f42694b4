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
    "sqs": {
        # The attributes' own codes: listed for SetQueueAttributes only in newer models, answered by older ones, too.
        "InvalidAttributeName",
        "InvalidAttributeValue",
        "InvalidParameterValue",
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
    # The local cloud writes an empty result where AWS writes none: no client can tell.
    r"iam\.(\w+) answer\.\1Result: no such member",
}
TYPES = {
    "rest-json": ["application/json"],
    "json": ["application/x-amz-json-1.0", "application/x-amz-json-1.1"],
    "query": ["text/xml"],
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
    return "aws-sdk-rust" in request["headers"].get("user-agent", "")


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
    listed = {codes(shape): shape for shape in call.operation.error_shapes}
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


def codes(shape):
    """The code of an error on the wire."""
    return shape.metadata.get("error", {}).get("code") or shape.name


def content_type(call, response):
    if not response["body"] or decode.is_payload(call.operation.output_shape):
        return []
    told = response["headers"].get("content-type", "").split(";")[0]
    return [] if told in TYPES[call.protocol] else [f"{call.name} answer: content type `{told}`"]


if __name__ == "__main__":
    main(sys.argv[1])
