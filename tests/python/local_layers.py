"""Layers on the local cloud, as boto3 sees them: versions, permissions, functions that use them."""
import base64
import hashlib
import json

from house import client, function, holds, main, pages, refused, role, same, settled, zipped

functions = client("lambda")


def publish(name, files, **words):
    return functions.publish_layer_version(LayerName=name, Content={"ZipFile": zipped(files)}, **words)


def check_versions():
    files = {"python/words.py": "WORD = 'one'\n"}
    made = publish("words", files, Description="first", CompatibleRuntimes=["python3.12"], LicenseInfo="MIT")
    same(made["ResponseMetadata"]["HTTPStatusCode"], 201)
    digest = base64.b64encode(hashlib.sha256(zipped(files)).digest()).decode()
    holds(made["Content"], CodeSha256=digest, CodeSize=len(zipped(files)))
    holds(made, Version=1, Description="first", CompatibleRuntimes=["python3.12"], LicenseInfo="MIT")
    assert made["LayerVersionArn"] == made["LayerArn"] + ":1", made
    same(publish("words", files)["Version"], 2)
    told = functions.get_layer_version(LayerName="words", VersionNumber=1)
    holds(told, LayerVersionArn=made["LayerVersionArn"], Description="first", CreatedDate=made["CreatedDate"])
    holds(functions.get_layer_version_by_arn(Arn=made["LayerVersionArn"]), Version=1)
    holds(functions.get_layer_version(LayerName=made["LayerArn"], VersionNumber=2), Version=2)
    same([one["Version"] for one in functions.list_layer_versions(LayerName="words")["LayerVersions"]], [2, 1])
    (listed,) = functions.list_layers(CompatibleRuntime="python3.12")["Layers"]
    holds(listed, LayerName="words", LayerArn=made["LayerArn"])
    same(listed["LatestMatchingVersion"]["Version"], 1)


def check_pages():
    for number in range(5):
        publish(f"paged-{number}", {"a": "1"})
    lists = functions.get_paginator("list_layers")
    found = pages(lists, "Layers", PaginationConfig={"PageSize": 2})
    same(sum(len(page) for page in found), 6)
    same(functions.list_layer_versions(LayerName="nothing")["LayerVersions"], [])


def check_functions_use_layers():
    code = "import words\ndef handler(event, context):\n    return words.WORD\n"
    layer = functions.get_layer_version(LayerName="words", VersionNumber=1)["LayerVersionArn"]
    made = function("layered", role("layered"), code, Layers=[layer])
    same([one["Arn"] for one in made["Layers"]], [layer])
    same(json.load(functions.invoke(FunctionName="layered")["Payload"]), "one")
    newer = publish("words", {"python/words.py": "WORD = 'three'\n"})["LayerVersionArn"]
    functions.update_function_configuration(FunctionName="layered", Layers=[newer])
    settled("layered", functions)
    same(json.load(functions.invoke(FunctionName="layered")["Payload"]), "three")
    functions.delete_layer_version(LayerName="words", VersionNumber=3)
    same(json.load(functions.invoke(FunctionName="layered")["Payload"]), "three")
    refused(
        "InvalidParameterValueException",
        functions.create_function,
        status=400,
        holds="does not exist",
        FunctionName="late",
        Role=made["Role"],
        Runtime="python3.12",
        Handler="app.handler",
        Code={"ZipFile": zipped({"app.py": code})},
        Layers=[newer],
    )
    functions.update_function_configuration(FunctionName="layered", Layers=[])
    assert not settled("layered", functions).get("Layers")


def check_permissions():
    words = {"LayerName": "words", "VersionNumber": 1}
    refused("ResourceNotFoundException", functions.get_layer_version_policy, status=404, **words)
    made = functions.add_layer_version_permission(
        StatementId="one", Action="lambda:GetLayerVersion", Principal="111122223333", **words
    )
    same(json.loads(made["Statement"])["Principal"], {"AWS": "arn:aws:iam::111122223333:root"})
    refused(
        "ResourceConflictException",
        functions.add_layer_version_permission,
        status=409,
        StatementId="one",
        Action="lambda:GetLayerVersion",
        Principal="*",
        **words,
    )
    told = functions.get_layer_version_policy(**words)
    same([one["Sid"] for one in json.loads(told["Policy"])["Statement"]], ["one"])
    refused(
        "PreconditionFailedException",
        functions.remove_layer_version_permission,
        status=412,
        StatementId="one",
        RevisionId="00000000-0000-0000-0000-000000000000",
        **words,
    )
    functions.remove_layer_version_permission(StatementId="one", RevisionId=told["RevisionId"], **words)
    refused("ResourceNotFoundException", functions.remove_layer_version_permission, StatementId="one", **words)


def check_refusals():
    refused("ResourceNotFoundException", functions.get_layer_version, status=404, LayerName="words", VersionNumber=99)
    refused(
        "InvalidParameterValueException", functions.get_layer_version, status=400, LayerName="words", VersionNumber=0
    )
    refused(
        "InvalidParameterValueException",
        functions.publish_layer_version,
        status=400,
        holds="unzip",
        LayerName="bad",
        Content={"ZipFile": b"no zip"},
    )
    functions.delete_layer_version(LayerName="words", VersionNumber=99)


main()
