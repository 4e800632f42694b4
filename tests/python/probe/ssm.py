"""Parameter Store: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Operations.html"""
import datetime

from probe.calls import Probe
from probe.expect import ABSENT, names, tags

ssm = Probe("ssm")
ARN = "arn:aws:ssm:us-east-1:000000000000:parameter"
LOST = "ParameterNotFound"
BAD = "ValidationException"


def put(name, value="v", **more):
    return ssm.call("PutParameter", {"Name": name, "Value": value, "Type": "String", **more})


def check_a_parameter_from_birth_to_death():
    one = {"Name": "/probe/life"}
    ssm.answers("PutParameter", {**one, "Value": "a", "Type": "String", "Tags": [{"Key": "k", "Value": "1"}]}, {"Version": 1, "Tier": "Standard"})
    told = {"Name": "/probe/life", "Type": "String", "Value": "a", "Version": 1, "ARN": ARN + "/probe/life", "DataType": "text"}
    ssm.answers("GetParameter", one, {"Parameter": {**told, "LastModifiedDate": datetime.datetime, "Selector": ABSENT}})
    ssm.answers("GetParameter", {"Name": ARN + "/probe/life"}, {"Parameter": told})
    ssm.refuses("PutParameter", {**one, "Value": "b", "Type": "String"}, "ParameterAlreadyExists", 400, "To overwrite this value")
    ssm.answers("PutParameter", {**one, "Value": "b", "Overwrite": True}, {"Version": 2})
    ssm.answers("GetParameter", {"Name": "/probe/life:1"}, {"Parameter": {**told, "Selector": ":1"}})
    history = {"Parameters": [{"Value": "a", "Version": 1, "Labels": ABSENT}, {"Value": "b", "Version": 2}], "NextToken": ABSENT}
    ssm.answers("GetParameterHistory", one, history)
    ssm.refuses("GetParameter", {"Name": "/probe/life:9"}, "ParameterVersionNotFound", 400)
    ssm.does("DeleteParameter", one, gone=("GetParameter", one, LOST, 400))
    ssm.refuses("DeleteParameter", one, LOST, 400)
    ssm.refuses("GetParameterHistory", one, LOST, 400)


def check_several_at_once():
    for name in ["a", "b"]:
        put(f"/probe/several/{name}")
    both = {"Names": ["/probe/several/a", "/probe/several/b", "/probe/several/lost"]}
    ssm.answers("GetParameters", both, {"Parameters": names("Name", *both["Names"][:2]), "InvalidParameters": both["Names"][2:]})
    ssm.answers("DeleteParameters", both, {"DeletedParameters": both["Names"][:2], "InvalidParameters": both["Names"][2:]})
    many = {"Names": [f"n{number}" for number in range(11)]}
    ssm.refusing(BAD, 400, ("GetParameters", many, "less than or equal to 10"), ("GetParameters", {"Names": []}), ("DeleteParameters", many))


def check_secrets():
    ssm.call("PutParameter", {"Name": "/probe/secret", "Value": "hunter2", "Type": "SecureString"})
    hidden = lambda value: value != "hunter2"
    ssm.answers("GetParameter", {"Name": "/probe/secret"}, {"Parameter": {"Type": "SecureString", "Value": hidden}})
    shown = {"Name": "/probe/secret", "WithDecryption": True}
    ssm.answers("GetParameter", shown, {"Parameter": {"Value": "hunter2"}})
    filters = {"ParameterFilters": [{"Key": "Type", "Values": ["SecureString"]}]}
    ssm.answers("DescribeParameters", filters, {"Parameters": [{"Name": "/probe/secret", "KeyId": "alias/aws/ssm"}]})


def check_paths_and_lists():
    for name in ["a", "b", "deep/c"]:
        put(f"/probe/tree/{name}", Tags=[{"Key": "tree", "Value": name}])
    path = {"Path": "/probe/tree"}
    ssm.answers("GetParametersByPath", path, {"Parameters": names("Name", "/probe/tree/a", "/probe/tree/b")})
    all_of = {**path, "Recursive": True, "MaxResults": 2}
    page = ssm.answers("GetParametersByPath", all_of, {"Parameters": names("Name", "/probe/tree/a", "/probe/tree/b"), "NextToken": str})
    rest = {**all_of, "NextToken": page["NextToken"]}
    ssm.answers("GetParametersByPath", rest, {"Parameters": names("Name", "/probe/tree/deep/c"), "NextToken": ABSENT})
    begins = {"ParameterFilters": [{"Key": "Name", "Option": "BeginsWith", "Values": ["/probe/tree/"]}]}
    told = {"Tier": "Standard", "DataType": "text", "Version": 1, "LastModifiedUser": str}
    ssm.answers("DescribeParameters", begins, {"Parameters": [{"Name": f"/probe/tree/{name}", **told} for name in ["a", "b", "deep/c"]]})
    tagged = {"ParameterFilters": [{"Key": "tag:tree", "Values": ["b"]}]}
    ssm.answers("DescribeParameters", tagged, {"Parameters": names("Name", "/probe/tree/b")})
    below = {"ParameterFilters": [{"Key": "Path", "Option": "Recursive", "Values": ["/probe/tree/deep"]}]}
    ssm.answers("DescribeParameters", below, {"Parameters": names("Name", "/probe/tree/deep/c")})
    ssm.refuses("DescribeParameters", {"NextToken": "rubbish"}, "InvalidNextToken", 400)
    odd = {"ParameterFilters": [{"Key": "Name", "Option": "Odd", "Values": ["a"]}]}
    ssm.refuses("DescribeParameters", odd, "InvalidFilterOption", 400)
    ssm.refuses("GetParametersByPath", {**path, "ParameterFilters": [{"Key": "Name", "Values": ["a"]}]}, "InvalidFilterKey", 400)
    ssm.refusing(
        BAD,
        400,
        ("GetParametersByPath", {"Path": "probe"}, "begin with a forward slash"),
        ("GetParametersByPath", {**path, "MaxResults": 11}),
        ("DescribeParameters", {"MaxResults": 51}),
    )


def check_tags():
    put("/probe/tagged", Tags=[{"Key": "a", "Value": "1"}])
    one = {"ResourceType": "Parameter", "ResourceId": "/probe/tagged"}
    ssm.does("AddTagsToResource", {**one, "Tags": [{"Key": "b", "Value": "2"}]}, sees=("ListTagsForResource", one, {"TagList": tags(a="1", b="2")}))
    ssm.does("RemoveTagsFromResource", {**one, "TagKeys": ["a"]}, sees=("ListTagsForResource", one, {"TagList": tags(b="2")}))
    ssm.answers("ListTagsForResource", one, {"TagList": [{"Key": "b", "Value": "2"}]})
    put("/probe/tagged", "w", Overwrite=True)
    ssm.answers("ListTagsForResource", one, {"TagList": tags(b="2")})
    both = {"Name": "/probe/tagged", "Value": "x", "Overwrite": True, "Tags": [{"Key": "c", "Value": "3"}]}
    ssm.refuses("PutParameter", both, BAD, 400, "tags and overwrite can't be used together")
    lost = {**one, "ResourceId": "/probe/lost"}
    ssm.refusing(
        "InvalidResourceId",
        400,
        ("ListTagsForResource", lost),
        ("AddTagsToResource", {**lost, "Tags": [{"Key": "b", "Value": "2"}]}),
        ("RemoveTagsFromResource", {**lost, "TagKeys": ["a"]}),
    )
    ssm.refuses("ListTagsForResource", {**one, "ResourceType": "Odd"}, BAD, 400, "enum value set")


def check_names_and_sizes():
    new = lambda name, value="v", **more: ("PutParameter", {"Name": name, "Value": value, "Type": "String", **more})
    put("/" + "/".join("abcdefghijklmno"))
    ssm.refuses(*new("/" + "/".join("abcdefghijklmnop")), "HierarchyLevelLimitExceededException", 400, "15 levels")
    ssm.refuses(*new("/aws/probe"), "AccessDeniedException", 400, "reserved parameter name")
    put("/probe/full", "x" * 4096)
    ssm.refusing(
        BAD,
        400,
        (*new("/probe/long", "x" * 4097), "4096 characters"),
        (*new("/probe/long", "x" * 8193, Tier="Advanced"), "8192 characters"),
        (*new("/probe/empty", ""), "greater than or equal to 1"),
        (*new("awsthing"), "can't be prefixed"),
        (*new("/ssm/thing"), "can't be prefixed"),
        (*new("/probe/sp ace"), "sub-paths"),
        (*new("pro*be"), ".-_"),
        (*new("probe/half"), "fully qualified"),
        (*new("/probe/type", Type="Odd"), "enum value set"),
        ("PutParameter", {"Name": "/probe/typeless", "Value": "v"}, "type is required"),
        ("PutParameter", {"Value": "v", "Type": "String"}),
    )
    ssm.answers("PutParameter", new("/probe/large", "x" * 4097, Tier="Intelligent-Tiering")[1], {"Tier": "Advanced"})
    ssm.refuses(*new("/probe/large", "x", Tier="Standard", Overwrite=True), BAD, 400, "downgrade")
