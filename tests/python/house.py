"""What the scripts share: clients of one endpoint, small code, checks with a name.

A script is a file of functions named `check_*`; `main()` runs them in order and exits with the number that failed.
"""
import functools
import io
import json
import os
import sys
import time
import traceback
import zipfile

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT = os.environ.get("ENDPOINT", "")
REGION = os.environ.get("AWS_DEFAULT_REGION", "us-east-1")
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}
HANDLER = "def handler(event, context):\n    return {'version': context.function_version, 'event': event}\n"


@functools.cache
def client(service, validate=True, retries=0):
    """A client without retries: a refusal must be seen, not waited away."""
    config = Config(
        retries={"total_max_attempts": retries + 1},
        parameter_validation=validate,
        max_pool_connections=20,
        connect_timeout=5,
        read_timeout=30,
        s3={"addressing_style": "path"},
    )
    return boto3.client(service, endpoint_url=ENDPOINT, region_name=REGION, config=config)


def zipped(files):
    """A zip of name -> text, the same bytes each time."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in files.items():
            info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            info.external_attr = 0o755 << 16
            archive.writestr(info, text)
    return data.getvalue()


def role(name="runner", trust=TRUST):
    """A role's ARN."""
    made = client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
    return made["Role"]["Arn"]


def until(what, ask, limit=20.0):
    """Asks until there is an answer."""
    deadline = time.monotonic() + limit
    while True:
        answer = ask()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.01)


def settled(name, functions):
    """Waits until a function is active and its last update done."""

    def ready():
        told = functions.get_function(FunctionName=name)["Configuration"]
        assert told["State"] != "Failed" and told.get("LastUpdateStatus") != "Failed", told
        return told if told["State"] == "Active" and told.get("LastUpdateStatus") == "Successful" else None

    return until(f"{name} settles", ready)


def function(name, role_arn, code=HANDLER, wait=True, **more):
    """Makes a Python function."""
    functions = client("lambda")
    words = {
        "FunctionName": name,
        "Role": role_arn,
        "Runtime": "python3.12",
        "Handler": "app.handler",
        "Code": {"ZipFile": zipped({"app.py": code})},
    }
    made = functions.create_function(**{**words, **more})
    if wait:
        settled(name, functions)
    return made


def refused(code, call, /, status=None, holds="", **words):
    """Insists that a call is refused with AWS's code."""
    try:
        answer = call(**words)
    except ClientError as error:
        told = error.response
        assert told["Error"]["Code"] == code, f"{told['Error']} instead of {code}"
        if status:
            assert told["ResponseMetadata"]["HTTPStatusCode"] == status, told
        assert holds in told["Error"]["Message"], told["Error"]
        return told
    raise AssertionError(f"accepted, instead of {code}: {answer}")


def same(found, wanted):
    """Insists on equality, showing both sides."""
    assert found == wanted, f"\n  found  {found!r}\n  wanted {wanted!r}"


def holds(found, **wanted):
    """Insists that a mapping holds these members."""
    same({name: found.get(name) for name in wanted}, wanted)


def pages(operation, key, **words):
    """Every page of a list: the items of each."""
    return [page.get(key, []) for page in operation.paginate(**words)]


def main():
    """Runs the checks of the calling script."""
    script = sys.modules["__main__"]
    checks = [(name, one) for name, one in vars(script).items() if name.startswith("check_")]
    wanted = sys.argv[1:]
    failed = []
    for name, check in checks:
        if wanted and name not in wanted:
            continue
        began = time.monotonic()
        try:
            check()
            print(f"ok {name} {time.monotonic() - began:.2f} s")
        except Exception:  # every failure is told, and none hides another
            failed.append(name)
            print(f"FAILED {name}\n{traceback.format_exc()}")
    assert checks, "a script without checks"
    sys.exit(min(len(failed), 100))
