"""Calls of one service that are expected to be answered or refused in a certain way, and the count of those that were.

`answers` counts an operation once its answer was as expected; `does` is for operations that answer nothing, and counts
them once a read shows what they did; `refuses` counts a refusal once AWS's own code and status came. Every call, counted
or not, fails the probe when it is answered with a 5xx, with a code that AWS's models do not know, or with an answer
that is not of the model's shape.
"""
import botocore.validate
from botocore import xform_name
from botocore.exceptions import ClientError

from house import client, until
from probe.expect import differences
from strict import COMMON, MORE

PROBES = {}
# A function that is bound to no configuration has no ARN of one: the model wants it all the same.
KNOWN = {'Missing required parameter in input: "CodeSigningConfigArn"'}
# SQS's codes of its older protocol, which boto3 still tells: the model names only those of the newer one.
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
SQS = {
    "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
    "AWS.SimpleQueueService.EmptyBatchRequest",
    "AWS.SimpleQueueService.InvalidBatchEntryId",
    "AWS.SimpleQueueService.NonExistentQueue",
    "AWS.SimpleQueueService.PurgeQueueInProgress",
    "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
    "QueueAlreadyExists",
}


class Mismatch(AssertionError):
    """An answer that the probe cannot go on with."""


class Probe:
    """The calls of one service."""

    def __init__(self, service, model=None):
        self.service = service
        self.name = model or service
        self.operations, self.refusals, self.problems = set(), set(), []
        self.good = client(service)
        # Bad requests must reach the cloud: boto3 would refuse some of them itself.
        self.lax = client(service, validate=False)
        for one in (self.good, self.lax):
            # Before boto3's own handlers, which turn IAM's documents from texts into members.
            event = one.meta.service_model.service_id.hyphenize()
            one.meta.events.register_first(f"after-call.{event}", self.look)
        PROBES[self.name] = self

    def look(self, http_response, parsed, model, **_):
        """Every answer, whatever it is for: never a 5xx, never a code that the model does not know."""
        if http_response.status_code >= 500:
            self.problems.append(f"{model.name}: {http_response.status_code} {parsed.get('Error')}")
        elif http_response.status_code >= 300:
            code = parsed.get("Error", {}).get("Code")
            # Answers to HEAD, and that nothing was modified, have no body, so boto3 makes a code of the status.
            bodiless = model.http["method"] == "HEAD" or http_response.status_code == 304
            if not bodiless and code not in modelled(self.service, model):
                self.problems.append(f"{model.name}: refused with {code}, which is not in the model")
        elif model.output_shape is not None:
            self.problems += [f"{model.name}: {line}" for line in misshapen(parsed, model.output_shape)]

    def call(self, operation, request):
        """A call that must be answered; it counts for nothing."""
        try:
            return getattr(self.good, xform_name(operation))(**request)
        except ClientError as error:
            raise Mismatch(f"{operation} {request!r:.300}: {error}") from error

    def answers(self, operation, request, wanted):
        """Insists on members of an answer, and gives the answer back."""
        assert wanted, f"{operation}: nothing is expected of the answer"
        found = self.call(operation, request)
        lines = differences(wanted, found)
        self.problems += [f"{operation} {line}" for line in lines]
        if not lines:
            self.operations.add(operation)
        return found

    def does(self, operation, request, sees=None, gone=None):
        """Insists on what an operation without an answer did: a read sees it, or is refused from then on."""
        assert bool(sees) != bool(gone), f"{operation}: nothing shows what it did"
        told = len(self.problems)
        self.call(operation, request)
        if sees:
            read, words, wanted = sees
            lines = differences(wanted, self.call(read, words))
            self.problems += [f"{operation}, then {read} {line}" for line in lines]
        else:
            self.refused(*gone)
        if len(self.problems) == told:
            self.operations.add(operation)

    def comes_to(self, operation, request, ask):
        """Insists that an operation, which takes its time, comes to what is asked for."""
        told = len(self.problems)
        self.call(operation, request)
        until(f"{operation} took effect", ask)
        if len(self.problems) == told:
            self.operations.add(operation)

    def refuses(self, operation, request, code, status, holds=""):
        """Insists on a refusal with AWS's code, status and words."""
        if self.refused(operation, request, code, status, holds):
            # What is asked for tells two refusals of one code apart, not what it is called.
            self.refusals.add((operation, code, tuple(sorted(request))))

    def refused(self, operation, request, code, status, holds=""):
        try:
            answer = getattr(self.lax, xform_name(operation))(**request)
        except ClientError as error:
            told = error.response
            found = (told["Error"]["Code"], told["ResponseMetadata"]["HTTPStatusCode"])
            if found != (code, status) or holds not in told["Error"]["Message"]:
                self.problems.append(f"{operation} {request!r:.200}: {found} {told['Error']} instead of {code} {status} {holds}")
                return False
            return True
        answer.pop("ResponseMetadata", None)
        self.problems.append(f"{operation} {request!r:.200}: accepted instead of {code}: {answer!r:.200}")
        return False

    def refusing(self, code, status, *rows):
        """A table of refusals of one code: (operation, request) or (operation, request, words of the message)."""
        for operation, request, *holds in rows:
            self.refuses(operation, request, code, status, *holds)


def modelled(service, operation):
    """The codes that an operation may be refused with."""
    known = COMMON | MORE.get(service, set()) | (SQS if service == "sqs" else set())
    for shape in operation.error_shapes:
        known = known | {shape.name, shape.metadata.get("error", {}).get("code") or shape.name}
    return known


def misshapen(parsed, shape):
    """Where a parsed answer is not of its shape, by botocore's own judgement."""
    # boto3 reads S3's empty location as `None`: the oldest region has no name there.
    told = {name: one for name, one in parsed.items() if name != "ResponseMetadata" and one is not None}
    report = botocore.validate.ParamValidator().validate(told, shape)
    # Ranges are judged on the wire, by the strict checker, which knows where AWS's models are wrong.
    lines = report.generate_report().splitlines()
    return [one for one in lines if one.startswith("Invalid type") or not one.startswith("Invalid ") and one not in KNOWN]
