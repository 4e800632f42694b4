"""Functions, versions, aliases and their traffic on the local cloud, as boto3 sees them."""
import json
import threading
from collections import Counter

from botocore.exceptions import ClientError

from house import client, function, holds, main, pages, refused, role, same, settled, until, zipped

functions = client("lambda")
lax = client("lambda", validate=False)
SPLIT = 2_000


def code(number):
    return zipped({"app.py": f"def handler(event, context):\n    return [{number}, context.function_version]\n"})


def published(name, number):
    functions.update_function_code(FunctionName=name, ZipFile=code(number))
    settled(name, functions)
    return functions.publish_version(FunctionName=name)["Version"]


def two_versions(name):
    function(name, ARN, code="def handler(event, context):\n    return [1, context.function_version]\n")
    same(functions.publish_version(FunctionName=name)["Version"], "1")
    same(published(name, 2), "2")


def check_role():
    global ARN
    ARN = role("runner")


def check_a_function_is_pending_then_active():
    made = function("life", ARN, wait=False, MemorySize=256, Environment={"Variables": {"KEY": "b"}})
    holds(made, State="Pending", StateReasonCode="Creating", Version="$LATEST", MemorySize=256, Timeout=3)
    holds(made, PackageType="Zip", Architectures=["x86_64"], Description="", Role=ARN)
    same(made["Environment"], {"Variables": {"KEY": "b"}})
    told = settled("life", functions)
    holds(told, State="Active", LastUpdateStatus="Successful", CodeSha256=made["CodeSha256"])


def check_an_update_while_pending_is_refused():
    """The window is short on a laptop's cloud, and this process may be slow: it tries until it was in time."""
    attempts = iter(range(50))

    def in_time():
        name = f"hasty-{next(attempts)}"
        function(name, ARN, wait=False)
        try:
            functions.update_function_configuration(FunctionName=name, Timeout=9)
        except ClientError as error:
            same(error.response["Error"]["Code"], "ResourceConflictException")
            same(error.response["ResponseMetadata"]["HTTPStatusCode"], 409)
            return name
        return None

    name = until("a refusal while pending", in_time)
    settled(name, functions)
    functions.update_function_configuration(FunctionName=name, Timeout=9)


def check_a_stale_revision_is_refused():
    function("guarded", ARN)
    stale = functions.get_function(FunctionName="guarded")["Configuration"]["RevisionId"]
    functions.update_function_configuration(FunctionName="guarded", Timeout=9, RevisionId=stale)
    settled("guarded", functions)
    refused(
        "PreconditionFailedException",
        functions.update_function_configuration,
        status=412,
        FunctionName="guarded",
        Timeout=10,
        RevisionId=stale,
    )


def check_publishing_the_untouched_gives_the_same_version():
    function("still", ARN)
    first = functions.publish_version(FunctionName="still")
    again = functions.publish_version(FunctionName="still")
    same((first["Version"], first["RevisionId"]), (again["Version"], again["RevisionId"]))
    functions.update_function_configuration(FunctionName="still", Timeout=3)
    settled("still", functions)
    same(functions.publish_version(FunctionName="still")["Version"], "2")


def check_what_aws_refuses_of_a_function():
    base = {
        "FunctionName": "bad",
        "Role": ARN,
        "Runtime": "python3.12",
        "Handler": "app.handler",
        "Code": {"ZipFile": code(0)},
    }
    invalid, validation = "InvalidParameterValueException", "ValidationException"
    for wanted, holding, change in [
        (invalid, "runtime", {"Runtime": "python9.9"}),
        (validation, "memorySize", {"MemorySize": 99_999}),
        (validation, "memorySize", {"MemorySize": 64}),
        (validation, "timeout", {"Timeout": 0}),
        (validation, "role", {"Role": "no-arn"}),
        (validation, "functionName", {"FunctionName": "a space"}),
        (invalid, "unzip", {"Code": {"ZipFile": b"not a zip"}}),
        (invalid, "assumed by Lambda", {"Role": ARN.replace("runner", "nobody")}),
        (invalid, "reserved", {"Environment": {"Variables": {"AWS_REGION": "x"}}}),
        (invalid, "4KB", {"Environment": {"Variables": {"KEY": "x" * 4_100}}}),
        (validation, "environment", {"Environment": {"Variables": {"A": "too short a name"}}}),
    ]:
        told = refused(wanted, lax.create_function, status=400, **{**base, **change})
        message = told["Error"]["Message"]
        assert holding.lower() in message.lower(), f"{change}: {message}"


def check_a_role_that_lambda_cannot_assume_is_refused():
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
    other = role("for-machines", trust)
    refused(
        "InvalidParameterValueException",
        functions.create_function,
        status=400,
        holds="assumed by Lambda",
        FunctionName="denied",
        Role=other,
        Runtime="python3.12",
        Handler="app.handler",
        Code={"ZipFile": code(0)},
    )


def check_what_aws_refuses_of_an_alias():
    two_versions("aliased")
    published("aliased", 3)
    functions.create_alias(FunctionName="aliased", Name="live", FunctionVersion="1")
    refused(
        "ResourceConflictException",
        functions.create_alias,
        status=409,
        FunctionName="aliased",
        Name="live",
        FunctionVersion="2",
    )
    refused(
        "ResourceNotFoundException",
        functions.create_alias,
        status=404,
        FunctionName="aliased",
        Name="other",
        FunctionVersion="77",
    )
    weigh = lambda **weights: {"AdditionalVersionWeights": weights}
    for wanted, version, weights in [
        ("ValidationException", "1", {"2": 1.5}),
        ("ValidationException", "1", {"2": -0.1}),
        ("InvalidParameterValueException", "1", {"2": 0.1, "3": 0.1}),
        ("InvalidParameterValueException", "$LATEST", {"2": 0.1}),
        ("ValidationException", "1", {"$LATEST": 0.1}),
        ("InvalidParameterValueException", "1", {"1": 0.1}),
        ("ResourceNotFoundException", "1", {"77": 0.1}),
    ]:
        refused(
            wanted,
            lax.update_alias,
            FunctionName="aliased",
            Name="live",
            FunctionVersion=version,
            RoutingConfig=weigh(**weights),
        )
    holds(functions.get_alias(FunctionName="aliased", Name="live"), FunctionVersion="1", RoutingConfig=None)


def check_weights_stay_until_they_are_cleared():
    two_versions("weights")
    functions.create_alias(FunctionName="weights", Name="live", FunctionVersion="1")
    config = {"AdditionalVersionWeights": {"2": 0.25}}
    first = functions.update_alias(FunctionName="weights", Name="live", RoutingConfig=config)
    same(first["RoutingConfig"], config)
    second = functions.update_alias(FunctionName="weights", Name="live", Description="d")
    same(second["RoutingConfig"], config)
    assert first["RevisionId"] != second["RevisionId"]
    refused(
        "PreconditionFailedException",
        functions.update_alias,
        status=412,
        FunctionName="weights",
        Name="live",
        Description="e",
        RevisionId=first["RevisionId"],
    )
    cleared = functions.update_alias(
        FunctionName="weights", Name="live", RoutingConfig={"AdditionalVersionWeights": {}}
    )
    assert "RoutingConfig" not in cleared, cleared


def check_a_version_that_is_aliased_cannot_go():
    two_versions("kept")
    functions.create_alias(
        FunctionName="kept",
        Name="live",
        FunctionVersion="1",
        RoutingConfig={"AdditionalVersionWeights": {"2": 0.5}},
    )
    for version in ["1", "2"]:
        refused(
            "ResourceConflictException",
            functions.delete_function,
            status=409,
            FunctionName="kept",
            Qualifier=version,
        )
    functions.delete_alias(FunctionName="kept", Name="live")
    functions.delete_alias(FunctionName="kept", Name="live")
    functions.delete_function(FunctionName="kept", Qualifier="1")
    versions = functions.list_versions_by_function(FunctionName="kept")["Versions"]
    same([one["Version"] for one in versions], ["$LATEST", "2"])


def check_traffic_is_split_by_weight():
    """The world's seed is fixed; the interval is the two-sided 99.9 % one of 2,000 draws at 0.3."""
    two_versions("split")
    functions.create_alias(
        FunctionName="split",
        Name="live",
        FunctionVersion="1",
        RoutingConfig={"AdditionalVersionWeights": {"2": 0.3}},
    )
    seen, problems, lock = Counter(), [], threading.Lock()

    def some():
        for _ in range(SPLIT // 8):
            try:
                told = functions.invoke(FunctionName="split", Qualifier="live", Payload=b"{}")
                number, version = json.loads(told["Payload"].read())
                with lock:
                    seen[told["ExecutedVersion"]] += 1
                    if not (str(number) == version == told["ExecutedVersion"] and told["StatusCode"] == 200):
                        problems.append((number, version, told))
            except Exception as error:  # told below, by the thread that checks
                with lock:
                    problems.append(error)

    threads = [threading.Thread(target=some) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems, problems[:3]
    same(sorted(seen), ["1", "2"])
    same(sum(seen.values()), SPLIT)
    low, high = interval(SPLIT, 0.3, 0.001)
    assert low <= seen["2"] <= high, f"{seen} outside {low}..{high}"


def interval(draws, share, outside):
    """The counts between which all but `outside` of binomial draws fall, by the exact sums."""
    chance, total, low, high = (1 - share) ** draws, 0.0, None, None
    for count in range(draws + 1):
        total += chance
        if low is None and total > outside / 2:
            low = count
        if total >= 1 - outside / 2:
            high = count
            break
        chance *= (draws - count) / (count + 1) * share / (1 - share)
    return low, high


def check_a_weight_of_nought_or_one_is_certain():
    two_versions("certain")
    functions.create_alias(FunctionName="certain", Name="live", FunctionVersion="1")
    for weight, version in [(0.0, "1"), (1.0, "2")]:
        functions.update_alias(
            FunctionName="certain", Name="live", RoutingConfig={"AdditionalVersionWeights": {"2": weight}}
        )
        told = [functions.invoke(FunctionName="certain:live")["ExecutedVersion"] for _ in range(30)]
        same(set(told), {version})


def check_a_failing_handler_is_an_answer():
    function("fails", ARN, code="def handler(event, context):\n    raise ValueError('no ' + event['word'])\n")
    told = functions.invoke(FunctionName="fails", Payload=b'{"word": "way"}', LogType="Tail")
    holds(told, StatusCode=200, FunctionError="Unhandled", ExecutedVersion="$LATEST")
    holds(json.loads(told["Payload"].read()), errorType="ValueError", errorMessage="no way")
    assert told["LogResult"]
    refused("ResourceNotFoundException", functions.invoke, status=404, FunctionName="nothing")
    refused("InvalidRequestContentException", functions.invoke, status=400, FunctionName="fails", Payload=b"{")


def check_reserved_concurrency_of_nought_stops_a_function():
    function("stopped", ARN)
    functions.put_function_concurrency(FunctionName="stopped", ReservedConcurrentExecutions=0)
    same(functions.get_function(FunctionName="stopped")["Concurrency"], {"ReservedConcurrentExecutions": 0})
    refused("TooManyRequestsException", functions.invoke, status=429, FunctionName="stopped")
    functions.delete_function_concurrency(FunctionName="stopped")
    assert "Concurrency" not in functions.get_function(FunctionName="stopped")
    same(functions.invoke(FunctionName="stopped")["StatusCode"], 200)


def check_provisioned_concurrency_comes_in_time():
    two_versions("warm")
    words = {"FunctionName": "warm", "Qualifier": "1"}
    refused(
        "ProvisionedConcurrencyConfigNotFoundException",
        functions.get_provisioned_concurrency_config,
        status=404,
        **words,
    )
    told = functions.put_provisioned_concurrency_config(**words, ProvisionedConcurrentExecutions=1)
    holds(told, Status="IN_PROGRESS", RequestedProvisionedConcurrentExecutions=1)
    ready = lambda: functions.get_provisioned_concurrency_config(**words)["Status"] == "READY"
    until("provisioned", ready)
    refused(
        "InvalidParameterValueException",
        functions.put_provisioned_concurrency_config,
        status=400,
        FunctionName="warm",
        Qualifier="$LATEST",
        ProvisionedConcurrentExecutions=1,
    )
    functions.delete_provisioned_concurrency_config(**words)


def check_each_qualifier_has_its_own_policy():
    two_versions("policed")
    functions.create_alias(FunctionName="policed", Name="live", FunctionVersion="1")
    refused("ResourceNotFoundException", functions.get_policy, status=404, FunctionName="policed")
    words = {
        "FunctionName": "policed",
        "Qualifier": "live",
        "StatementId": "api",
        "Action": "lambda:InvokeFunction",
        "Principal": "apigateway.amazonaws.com",
        "SourceArn": "arn:aws:execute-api:us-east-1:000000000000:abc/*",
    }
    functions.add_permission(**words)
    refused("ResourceConflictException", functions.add_permission, status=409, **words)
    policy = json.loads(functions.get_policy(FunctionName="policed", Qualifier="live")["Policy"])
    (statement,) = policy["Statement"]
    holds(statement, Sid="api", Effect="Allow", Principal={"Service": "apigateway.amazonaws.com"})
    same(statement["Condition"], {"ArnLike": {"AWS:SourceArn": words["SourceArn"]}})
    assert statement["Resource"].endswith(":policed:live"), statement
    refused("ResourceNotFoundException", functions.get_policy, status=404, FunctionName="policed")
    functions.remove_permission(FunctionName="policed", Qualifier="live", StatementId="api")


def check_tags_of_a_function():
    made = function("tagged", ARN, Tags={"a": "1"})
    arn = made["FunctionArn"]
    functions.tag_resource(Resource=arn, Tags={"b": "2"})
    functions.untag_resource(Resource=arn, TagKeys=["a"])
    same(functions.list_tags(Resource=arn)["Tags"], {"b": "2"})
    same(functions.get_function(FunctionName="tagged")["Tags"], {"b": "2"})


def check_lists_come_in_pages_of_fifty():
    before = sum(len(page) for page in pages(functions.get_paginator("list_functions"), "Functions"))
    for number in range(120):
        function(f"many-{number:03}", ARN, wait=False)
    found = pages(functions.get_paginator("list_functions"), "Functions")
    whole = before + 120
    same([len(page) for page in found][:2], [50, 50])
    names = [one["FunctionName"] for page in found for one in page]
    same((len(names), len(set(names))), (whole, whole))
    short = functions.list_functions(MaxItems=7)
    same(len(short["Functions"]), 7)
    assert short["NextMarker"]
    assert all("State" not in one for page in found for one in page)


def check_a_deleted_function_is_gone():
    function("gone", ARN)
    functions.delete_function(FunctionName="gone")
    refused("ResourceNotFoundException", functions.get_function, status=404, FunctionName="gone")
    refused("ResourceNotFoundException", functions.delete_function, status=404, FunctionName="gone")


main()
