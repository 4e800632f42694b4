"""The tagging API: https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_Operations.html"""
from house import client
from probe.calls import Probe
from probe.expect import tags

tagging = Probe("resourcegroupstaggingapi")
QUEUE = "arn:aws:sqs:us-east-1:000000000000:probe-labelled"
TOPIC = "arn:aws:sns:us-east-1:000000000000:probe-labelled"
FILTER = {"TagFilters": [{"Key": "probe-label"}]}


def check_tags():
    client("sqs").create_queue(QueueName="probe-labelled")
    client("sns").create_topic(Name="probe-labelled")
    both = {"ResourceARNList": [QUEUE, TOPIC]}
    lost = QUEUE + "-lost"
    labels = {"Tags": {"probe-label": "a", "tier": "1"}}
    failed = lambda found: list(found) == [lost] and found[lost]["StatusCode"] in (400, 404)
    tagging.answers("TagResources", {"ResourceARNList": [QUEUE, TOPIC, lost], **labels}, {"FailedResourcesMap": failed})
    rows = [{"ResourceARN": arn, "Tags": tags(**{"probe-label": "a", "tier": "1"})} for arn in (TOPIC, QUEUE)]
    tagging.answers("GetResources", FILTER, {"ResourceTagMappingList": rows, "PaginationToken": ""})
    only = {"ResourceTagMappingList": [{"ResourceARN": QUEUE}]}
    tagging.answers("GetResources", {**FILTER, "ResourceTypeFilters": ["sqs"]}, only)
    page = tagging.answers("GetResources", {**FILTER, "ResourcesPerPage": 1}, {"ResourceTagMappingList": [{"ResourceARN": TOPIC}], "PaginationToken": str})
    rest = {**FILTER, "PaginationToken": page["PaginationToken"]}
    tagging.answers("GetResources", rest, {**only, "PaginationToken": ""})
    tagging.answers("GetTagKeys", {}, {"TagKeys": lambda found: "probe-label" in found})
    tagging.answers("GetTagValues", {"Key": "probe-label"}, {"TagValues": ["a"]})
    tagging.answers("UntagResources", {**both, "TagKeys": ["probe-label"]}, {"FailedResourcesMap": {}})
    tagging.answers("GetResources", FILTER, {"ResourceTagMappingList": []})
    tagging.refusing(
        "InvalidParameterException",
        400,
        ("GetResources", {"ResourcesPerPage": 101}),
        ("GetResources", {"ResourceARNList": [QUEUE], "ResourcesPerPage": 1}),
        ("GetResources", {"TagFilters": [{"Key": ""}]}),
        ("TagResources", {"ResourceARNList": [], "Tags": {"a": "b"}}),
        ("TagResources", {"ResourceARNList": [QUEUE], "Tags": {}}),
        ("UntagResources", {"ResourceARNList": [QUEUE], "TagKeys": []}),
    )
    tagging.refuses("GetResources", {"PaginationToken": "rubbish"}, "PaginationTokenExpiredException", 400)
