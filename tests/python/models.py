"""AWS's service models as botocore ships them: which operation a request is, by service and protocol."""
import functools
import re
from urllib.parse import parse_qsl, urlsplit

import botocore.loaders
import botocore.model

# The name in a signature's scope -> the model.
SIGNING = {
    "lambda": "lambda",
    "iam": "iam",
    "sts": "sts",
    "sqs": "sqs",
    "ssm": "ssm",
    "s3": "s3",
    "sns": "sns",
    "logs": "logs",
    "monitoring": "cloudwatch",
    "tagging": "resourcegroupstaggingapi",
    "apigateway": "apigatewayv2",
    "events": "events",
    "scheduler": "scheduler",
    "kinesis": "kinesis",
    "codedeploy": "codedeploy",
    "dynamodb": "dynamodb",
    "application-autoscaling": "application-autoscaling",
}


class Unknown(Exception):
    """A request that no model knows."""


@functools.cache
def model(name):
    raw = botocore.loaders.Loader().load_service_model(name, "service-2")
    return botocore.model.ServiceModel(raw, name)


class Call:
    """An operation, and what of its request's path is a member."""

    def __init__(self, service, operation, protocol, uri=None, query=()):
        self.service = service
        self.operation = model(service).operation_model(operation)
        self.protocol = protocol
        self.uri = uri or {}
        # Pairs of the query string that are members, not part of the operation's own address.
        self.query = list(query)

    @property
    def name(self):
        return f"{self.service}.{self.operation.name}"


def find(request):
    """The call that a recorded request is; `None` for what is no call of AWS's."""
    headers = request["headers"]
    service = scope(headers)
    target = headers.get("x-amz-target")
    path = urlsplit(request["target"]).path
    if service is None and not target:
        return None
    # A signed request to somebody's own API or function.
    if service == "execute-api" or path.startswith("/_url/"):
        return None
    if service is None:
        raise Unknown(f"an unsigned call of {target}")
    if service not in SIGNING:
        raise Unknown(f"a call of the service `{service}`")
    name = SIGNING[service]
    if target:
        prefix, _, operation = target.partition(".")
        # Streams of tables have a model of their own behind the same signature.
        if name == "dynamodb" and prefix.startswith("DynamoDBStreams"):
            name = "dynamodbstreams"
        if prefix != model(name).metadata["targetPrefix"]:
            raise Unknown(f"{name} with the target prefix `{prefix}`")
        return call(name, operation, "json")
    if headers.get("smithy-protocol") == "rpc-v2-cbor":
        return call(name, path.rsplit("/", 1)[1], "cbor")
    if headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        action = dict(parse_qsl(request["body"].decode(), keep_blank_values=True)).get("Action")
        return call(name, action, "query")
    if model(name).metadata["protocol"] == "rest-xml":
        return by_address(name, request)
    return by_path(name, request)


def scope(headers):
    """The service that a request is signed for."""
    found = re.search(r"Credential=[^/]+/\d{8}/[^/]+/([^/]+)/aws4_request", headers.get("authorization", ""))
    return found and found[1]


def call(name, operation, protocol):
    if operation not in model(name).operation_names:
        raise Unknown(f"{name}.{operation}")
    return Call(name, operation, protocol)


def by_path(name, request):
    parts = urlsplit(request["target"])
    asked = parse_qsl(parts.query, keep_blank_values=True)
    for pattern, fixed, operation in addresses(name).get(request["method"], []):
        found = re.fullmatch(pattern, parts.path)
        if found and all(pair in asked for pair in fixed):
            rest = [pair for pair in asked if pair not in fixed]
            return Call(name, operation, "rest-json", dict(enumerate(found.groups())), rest)
    raise Unknown(f"{name} {request['method']} {parts.path}")


def by_address(name, request):
    """REST-XML: the bucket may be in the host, and what a call asks for tells operations of one address apart."""
    parts = urlsplit(request["target"])
    hosted = re.match(r"(.+)\.s3\.[^/]*$", request["headers"].get("host", ""))
    path = f"/{hosted[1]}{parts.path}".rstrip("/") if hosted and parts.path == "/" else parts.path
    path = f"/{hosted[1]}{parts.path}" if hosted and parts.path != "/" else path
    asked = parse_qsl(parts.query, keep_blank_values=True)
    best = None
    for pattern, fixed, operation in addresses(name).get(request["method"], []):
        found = re.fullmatch(pattern, path)
        if not found or operation in OLDER or not all(pair in asked for pair in fixed):
            continue
        needed = required_elsewhere(name, operation)
        given = {key for key, _ in asked} | set(request["headers"])
        if not needed <= given:
            continue
        rest = [pair for pair in asked if pair not in fixed]
        weight = (len(fixed) + len(needed), -len(found.groups()))
        if best is None or weight > best[0]:
            best = (weight, Call(name, operation, "rest-xml", dict(enumerate(found.groups())), rest))
    if best is None:
        raise Unknown(f"{name} {request['method']} {parts.path}?{parts.query}")
    return best[1]


# Operations of an address that another operation has taken over.
OLDER = {
    "GetBucketLifecycle",
    "GetBucketNotification",
    "ListDirectoryBuckets",
    "PutBucketLifecycle",
    "PutBucketNotification",
}


@functools.cache
def required_elsewhere(name, operation):
    """The query parameters and headers that an operation can't be called without."""
    shape = model(name).operation_model(operation).input_shape
    places = [shape.members[member].serialization for member in shape.required_members] if shape else []
    return frozenset(
        place["name"].lower() if place["location"] == "header" else place["name"]
        for place in places
        if place.get("location") in ("header", "querystring")
    )


@functools.cache
def addresses(name):
    """method -> (path pattern, fixed query pairs, operation), the most specific first."""
    found = {}
    for operation in model(name).operation_names:
        http = model(name).operation_model(operation).http
        parts = urlsplit(http["requestUri"])
        pattern = ""
        for piece in re.split(r"(\{[^}]+\})", parts.path):
            greedy = piece.endswith("+}")
            pattern += (r"(.+)" if greedy else r"([^/]+)") if piece.startswith("{") else re.escape(piece)
        pattern = pattern.rstrip("/") + "/?"
        fixed = parse_qsl(parts.query, keep_blank_values=True)
        found.setdefault(http["method"], []).append((pattern, fixed, operation))
    for entries in found.values():
        entries.sort(key=lambda entry: (-len(entry[1]), entry[0].count("("), -len(entry[0])))
    return found


def placeholders(operation):
    """The names in an operation's path, in order."""
    path = urlsplit(operation.http["requestUri"]).path
    return [name.rstrip("+") for name in re.findall(r"\{([^}]+)\}", path)]
