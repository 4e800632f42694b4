"""IAM's managed policies, and what IAM refuses."""
import datetime
import json

from house import TRUST
from probe.expect import ABSENT, like, names, tags
from probe.iam import ARN, BOUNDARY, TAGS, TEXT, iam, policy, role, user

OTHER = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}
BAD = '{"Version": "2012-10-17", "Statement": [{"Effect": "Perhaps"}]}'
LOST = ARN + "policy/lost"


def check_policies():
    arn = {"PolicyArn": ARN + "policy/a/probe"}
    told = {
        "PolicyName": "probe",
        "PolicyId": like("ANPA[A-Z0-9]{17}"),
        "Arn": arn["PolicyArn"],
        "Path": "/a/",
        "DefaultVersionId": "v1",
        "AttachmentCount": 0,
        "PermissionsBoundaryUsageCount": 0,
        "IsAttachable": True,
        "CreateDate": datetime.datetime,
        "UpdateDate": datetime.datetime,
    }
    words = {"PolicyName": "probe", "Path": "/a/", "PolicyDocument": TEXT, "Description": "d", "Tags": TAGS}
    iam.answers("CreatePolicy", words, {"Policy": told})
    iam.answers("GetPolicy", arn, {"Policy": {**told, "Description": "d", "Tags": TAGS}})
    listed = {"Policies": [{"Arn": arn["PolicyArn"], "Description": ABSENT, "Tags": ABSENT}]}
    iam.answers("ListPolicies", {"Scope": "Local", "PathPrefix": "/a/"}, listed)
    more = {**arn, "Tags": [{"Key": "tier", "Value": "1"}]}
    iam.does("TagPolicy", more, sees=("ListPolicyTags", arn, {"Tags": tags(team="red", tier="1")}))
    iam.does("UntagPolicy", {**arn, "TagKeys": ["team"]}, sees=("ListPolicyTags", arn, {"Tags": tags(tier="1")}))
    iam.answers("ListPolicyTags", arn, {"Tags": [{"Key": "tier", "Value": "1"}]})
    second = {"VersionId": "v2", "IsDefaultVersion": False, "CreateDate": datetime.datetime}
    iam.answers("CreatePolicyVersion", {**arn, "PolicyDocument": json.dumps(OTHER)}, {"PolicyVersion": second})
    name = {**arn, "VersionId": "v2"}
    iam.answers("GetPolicyVersion", name, {"PolicyVersion": {**second, "Document": OTHER}})
    iam.answers("ListPolicyVersions", arn, {"Versions": names("VersionId", "v1", "v2"), "IsTruncated": False})
    iam.does("SetDefaultPolicyVersion", name, sees=("GetPolicy", arn, {"Policy": {"DefaultVersionId": "v2"}}))
    iam.refuses("DeletePolicyVersion", name, "DeleteConflict", 409)
    first = {**arn, "VersionId": "v1"}
    iam.refuses("DeletePolicy", arn, "DeleteConflict", 409)
    iam.does("DeletePolicyVersion", first, gone=("GetPolicyVersion", first, "NoSuchEntity", 404))
    for _ in range(4):
        iam.call("CreatePolicyVersion", {**arn, "PolicyDocument": TEXT})
    iam.refuses("CreatePolicyVersion", {**arn, "PolicyDocument": TEXT}, "LimitExceeded", 409)
    small = {"PolicyArn": policy("probe-small")}
    iam.does("DeletePolicy", small, gone=("GetPolicy", small, "NoSuchEntity", 404))


def check_what_is_not_there():
    holder = {"RoleName": "nobody"}
    lone, one = {"UserName": "nobody"}, role("probe-refuses")
    someone, arn = user("probe-refuses"), {"PolicyArn": LOST}
    iam.refusing(
        "NoSuchEntity",
        404,
        ("GetRole", holder, "nobody"),
        ("DeleteRole", holder),
        ("UpdateRole", {**holder, "Description": "d"}),
        ("UpdateRoleDescription", {**holder, "Description": "d"}),
        ("UpdateAssumeRolePolicy", {**holder, "PolicyDocument": json.dumps(TRUST)}),
        ("TagRole", {**holder, "Tags": TAGS}),
        ("UntagRole", {**holder, "TagKeys": ["a"]}),
        ("ListRoleTags", holder),
        ("PutRolePolicy", {**holder, "PolicyName": "p", "PolicyDocument": TEXT}),
        ("GetRolePolicy", {**one, "PolicyName": "p"}),
        ("DeleteRolePolicy", {**one, "PolicyName": "p"}),
        ("ListRolePolicies", holder),
        ("AttachRolePolicy", {**one, **arn}),
        ("DetachRolePolicy", {**one, **arn}),
        ("ListAttachedRolePolicies", holder),
        ("PutRolePermissionsBoundary", {**holder, "PermissionsBoundary": BOUNDARY}),
        ("PutRolePermissionsBoundary", {**one, "PermissionsBoundary": LOST}),
        ("DeleteRolePermissionsBoundary", holder),
        ("ListInstanceProfilesForRole", holder),
        ("GetUser", lone),
        ("DeleteUser", lone),
        ("TagUser", {**lone, "Tags": TAGS}),
        ("UntagUser", {**lone, "TagKeys": ["a"]}),
        ("ListUserTags", lone),
        ("PutUserPolicy", {**lone, "PolicyName": "p", "PolicyDocument": TEXT}),
        ("GetUserPolicy", {**someone, "PolicyName": "p"}),
        ("DeleteUserPolicy", {**someone, "PolicyName": "p"}),
        ("ListUserPolicies", lone),
        ("AttachUserPolicy", {**someone, **arn}),
        ("DetachUserPolicy", {**someone, **arn}),
        ("ListAttachedUserPolicies", lone),
        ("PutUserPermissionsBoundary", {**lone, "PermissionsBoundary": BOUNDARY}),
        ("DeleteUserPermissionsBoundary", lone),
        ("GetPolicy", arn),
        ("DeletePolicy", arn),
        ("CreatePolicyVersion", {**arn, "PolicyDocument": TEXT}),
        ("GetPolicyVersion", {**arn, "VersionId": "v1"}),
        ("ListPolicyVersions", arn),
        ("DeletePolicyVersion", {**arn, "VersionId": "v1"}),
        ("SetDefaultPolicyVersion", {**arn, "VersionId": "v1"}),
        ("ListEntitiesForPolicy", arn),
        ("TagPolicy", {**arn, "Tags": TAGS}),
        ("UntagPolicy", {**arn, "TagKeys": ["a"]}),
        ("ListPolicyTags", arn),
    )


def check_other_refusals():
    one, someone = role("probe-strict"), user("probe-strict")
    trust = json.dumps(TRUST)
    policy("probe-strict")
    iam.refusing(
        "EntityAlreadyExists",
        409,
        ("CreateRole", {**one, "AssumeRolePolicyDocument": trust}),
        ("CreateUser", someone),
        ("CreatePolicy", {"PolicyName": "probe-strict", "PolicyDocument": TEXT}),
    )
    iam.refusing(
        "MalformedPolicyDocument",
        400,
        ("CreateRole", {"RoleName": "probe-bad", "AssumeRolePolicyDocument": "{"}),
        ("UpdateAssumeRolePolicy", {**one, "PolicyDocument": BAD}),
        ("PutRolePolicy", {**one, "PolicyName": "p", "PolicyDocument": BAD}),
        ("PutUserPolicy", {**someone, "PolicyName": "p", "PolicyDocument": "[]"}),
        ("CreatePolicy", {"PolicyName": "probe-bad", "PolicyDocument": BAD}),
        ("CreatePolicyVersion", {"PolicyArn": ARN + "policy/probe-strict", "PolicyDocument": BAD}),
    )
    iam.refusing(
        "ValidationError",
        400,
        ("CreateRole", {"RoleName": "a space", "AssumeRolePolicyDocument": trust}, "roleName"),
        ("CreateRole", {"RoleName": "r" * 65, "AssumeRolePolicyDocument": trust, "Path": "/"}),
        ("CreateRole", {"RoleName": "probe-long", "AssumeRolePolicyDocument": trust, "MaxSessionDuration": 3599}),
        ("CreateRole", {"RoleName": "probe-path", "AssumeRolePolicyDocument": trust, "Path": "nowhere", "Description": "d"}),
        ("UpdateRole", {**one, "MaxSessionDuration": 43201}),
        ("CreateUser", {"UserName": "a space"}),
        ("CreatePolicy", {"PolicyName": "a space", "PolicyDocument": TEXT}),
        ("ListRoles", {"MaxItems": 0}),
        ("ListUsers", {"MaxItems": 1001}),
        ("GetRole", {}),
        ("ListPolicies", {"Scope": "Everywhere"}),
    )
    iam.refuses("UpdateAccessKey", {**someone, "AccessKeyId": "AKIAABCDEFGHIJKLMNOP", "Status": "Odd"}, "ValidationError", 400)
