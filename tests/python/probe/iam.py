"""IAM's roles and users: https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html"""
import datetime
import json

from house import TRUST
from probe.calls import Probe
from probe.expect import ABSENT, among, like, names, tags, without

iam = Probe("iam")
STATEMENT = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
POLICY = {"Version": "2012-10-17", "Statement": [STATEMENT]}
TEXT = json.dumps(POLICY)
ARN = "arn:aws:iam::000000000000:"
BOUNDARY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
TAGS = [{"Key": "team", "Value": "red"}]


def role(name):
    iam.call("CreateRole", {"RoleName": name, "AssumeRolePolicyDocument": json.dumps(TRUST)})
    return {"RoleName": name}


def user(name):
    iam.call("CreateUser", {"UserName": name})
    return {"UserName": name}


def policy(name, **more):
    return iam.call("CreatePolicy", {"PolicyName": name, "PolicyDocument": TEXT, **more})["Policy"]["Arn"]


def check_roles():
    words = {"RoleName": "probe", "Path": "/a/", "AssumeRolePolicyDocument": json.dumps(TRUST), "Description": "d"}
    told = {
        "RoleName": "probe",
        "RoleId": like("AROA[A-Z0-9]{17}"),
        "Arn": ARN + "role/a/probe",
        "Path": "/a/",
        "CreateDate": datetime.datetime,
        "AssumeRolePolicyDocument": TRUST,
    }
    made = iam.answers("CreateRole", {**words, "Tags": TAGS}, {"Role": told})["Role"]
    one = {"RoleName": "probe"}
    told |= {"RoleId": made["RoleId"], "Description": "d", "MaxSessionDuration": 3600, "Tags": TAGS}
    iam.answers("GetRole", one, {"Role": told})
    iam.answers("ListRoles", {"PathPrefix": "/a/"}, {"Roles": [{"RoleName": "probe", "Tags": ABSENT}], "IsTruncated": False})
    iam.answers("UpdateRoleDescription", {**one, "Description": "e"}, {"Role": {"Description": "e", "Arn": made["Arn"]}})
    changed = {"Description": "f", "MaxSessionDuration": 7200}
    iam.does("UpdateRole", {**one, **changed}, sees=("GetRole", one, {"Role": changed}))
    trust = {**TRUST, "Statement": [{**TRUST["Statement"][0], "Principal": {"Service": "scheduler.amazonaws.com"}}]}
    words = {**one, "PolicyDocument": json.dumps(trust)}
    iam.does("UpdateAssumeRolePolicy", words, sees=("GetRole", one, {"Role": {"AssumeRolePolicyDocument": trust}}))
    more = {**one, "Tags": [{"Key": "tier", "Value": "1"}]}
    iam.does("TagRole", more, sees=("ListRoleTags", one, {"Tags": tags(team="red", tier="1")}))
    iam.does("UntagRole", {**one, "TagKeys": ["team"]}, sees=("ListRoleTags", one, {"Tags": tags(tier="1")}))
    iam.answers("ListRoleTags", one, {"Tags": [{"Key": "tier", "Value": "1"}], "IsTruncated": False})
    iam.answers("ListInstanceProfilesForRole", one, {"InstanceProfiles": [], "IsTruncated": False})
    bounded = {"Role": {"PermissionsBoundary": {"PermissionsBoundaryArn": BOUNDARY, "PermissionsBoundaryType": "Policy"}}}
    limit = {**one, "PermissionsBoundary": BOUNDARY}
    iam.does("PutRolePermissionsBoundary", limit, sees=("GetRole", one, bounded))
    iam.does("DeleteRolePermissionsBoundary", one, sees=("GetRole", one, {"Role": {"PermissionsBoundary": ABSENT}}))
    iam.does("DeleteRole", one, gone=("GetRole", one, "NoSuchEntity", 404))


def check_policies_of_roles():
    one = role("probe-inline")
    name = {**one, "PolicyName": "p"}
    told = {"RoleName": "probe-inline", "PolicyName": "p", "PolicyDocument": POLICY}
    iam.does("PutRolePolicy", {**name, "PolicyDocument": TEXT}, sees=("GetRolePolicy", name, told))
    iam.answers("GetRolePolicy", name, told)
    iam.answers("ListRolePolicies", one, {"PolicyNames": ["p"], "IsTruncated": False})
    iam.refuses("DeleteRole", one, "DeleteConflict", 409, "must delete policies first")
    iam.does("DeleteRolePolicy", name, gone=("GetRolePolicy", name, "NoSuchEntity", 404))
    arn = {"PolicyArn": policy("probe-attached")}
    attached = {"AttachedPolicies": [{"PolicyName": "probe-attached", **arn}]}
    iam.does("AttachRolePolicy", {**one, **arn}, sees=("ListAttachedRolePolicies", one, attached))
    iam.answers("ListAttachedRolePolicies", one, {**attached, "IsTruncated": False})
    entities = {"PolicyRoles": [{"RoleName": "probe-inline", "RoleId": str}], "PolicyUsers": [], "PolicyGroups": []}
    iam.answers("ListEntitiesForPolicy", arn, entities)
    iam.refuses("DeletePolicy", arn, "DeleteConflict", 409)
    iam.refuses("DeleteRole", one, "DeleteConflict", 409, "must detach all policies first")
    none = ("ListAttachedRolePolicies", one, {"AttachedPolicies": []})
    iam.does("DetachRolePolicy", {**one, **arn}, sees=none)
    iam.refuses("DetachRolePolicy", {**one, **arn}, "NoSuchEntity", 404)


def check_users():
    told = {
        "UserName": "probe",
        "UserId": like("AIDA[A-Z0-9]{17}"),
        "Arn": ARN + "user/a/probe",
        "Path": "/a/",
        "CreateDate": datetime.datetime,
        "Tags": TAGS,
    }
    made = iam.answers("CreateUser", {"UserName": "probe", "Path": "/a/", "Tags": TAGS}, {"User": told})["User"]
    one = {"UserName": "probe"}
    iam.answers("GetUser", one, {"User": {**told, "UserId": made["UserId"]}})
    iam.answers("ListUsers", {"PathPrefix": "/a/"}, {"Users": [{"UserName": "probe"}], "IsTruncated": False})
    more = {**one, "Tags": [{"Key": "tier", "Value": "1"}]}
    iam.does("TagUser", more, sees=("ListUserTags", one, {"Tags": tags(team="red", tier="1")}))
    iam.does("UntagUser", {**one, "TagKeys": ["team"]}, sees=("ListUserTags", one, {"Tags": tags(tier="1")}))
    iam.answers("ListUserTags", one, {"Tags": [{"Key": "tier", "Value": "1"}]})
    name = {**one, "PolicyName": "p"}
    told = {"UserName": "probe", "PolicyName": "p", "PolicyDocument": POLICY}
    iam.does("PutUserPolicy", {**name, "PolicyDocument": TEXT}, sees=("GetUserPolicy", name, told))
    iam.answers("GetUserPolicy", name, told)
    iam.answers("ListUserPolicies", one, {"PolicyNames": ["p"]})
    iam.refuses("DeleteUser", one, "DeleteConflict", 409)
    iam.does("DeleteUserPolicy", name, gone=("GetUserPolicy", name, "NoSuchEntity", 404))
    attached = {"AttachedPolicies": [{"PolicyName": "ReadOnlyAccess", "PolicyArn": BOUNDARY}]}
    iam.does("AttachUserPolicy", {**one, "PolicyArn": BOUNDARY}, sees=("ListAttachedUserPolicies", one, attached))
    iam.answers("ListAttachedUserPolicies", one, attached)
    none = {"AttachedPolicies": []}
    iam.does("DetachUserPolicy", {**one, "PolicyArn": BOUNDARY}, sees=("ListAttachedUserPolicies", one, none))
    bounded = {"User": {"PermissionsBoundary": {"PermissionsBoundaryArn": BOUNDARY}}}
    iam.does("PutUserPermissionsBoundary", {**one, "PermissionsBoundary": BOUNDARY}, sees=("GetUser", one, bounded))
    iam.does("DeleteUserPermissionsBoundary", one, sees=("GetUser", one, {"User": {"PermissionsBoundary": ABSENT}}))
    iam.does("DeleteUser", one, gone=("GetUser", one, "NoSuchEntity", 404))


def check_access_keys():
    one = user("probe-keys")
    key = {"UserName": "probe-keys", "AccessKeyId": like("AKIA[A-Z0-9]{16}"), "Status": "Active", "CreateDate": datetime.datetime}
    made = iam.answers("CreateAccessKey", one, {"AccessKey": {**key, "SecretAccessKey": like(r"\S{40}")}})["AccessKey"]
    name = {"AccessKeyId": made["AccessKeyId"]}
    iam.answers("ListAccessKeys", one, {"AccessKeyMetadata": [{**key, **name, "SecretAccessKey": ABSENT}]})
    off = {"AccessKeyMetadata": [{**name, "Status": "Inactive"}]}
    iam.does("UpdateAccessKey", {**one, **name, "Status": "Inactive"}, sees=("ListAccessKeys", one, off))
    unused = {"ServiceName": "N/A", "Region": "N/A", "LastUsedDate": ABSENT}
    iam.answers("GetAccessKeyLastUsed", name, {"UserName": "probe-keys", "AccessKeyLastUsed": unused})
    iam.call("CreateAccessKey", one)
    iam.refuses("CreateAccessKey", one, "LimitExceeded", 409, "AccessKeysPerUser: 2")
    listed = ("ListAccessKeys", one, {"AccessKeyMetadata": without("AccessKeyId", made["AccessKeyId"])})
    iam.does("DeleteAccessKey", {**one, **name}, sees=listed)
    iam.refuses("DeleteAccessKey", {**one, **name}, "NoSuchEntity", 404)
    iam.refuses("UpdateAccessKey", {**one, **name, "Status": "Active"}, "NoSuchEntity", 404)
    iam.refuses("DeleteUser", one, "DeleteConflict", 409, "must delete access keys first")
    nobody = {"UserName": "nobody"}
    iam.refuses("CreateAccessKey", nobody, "NoSuchEntity", 404)
    iam.refuses("ListAccessKeys", nobody, "NoSuchEntity", 404)


def check_the_whole_account():
    role("probe-detailed")
    user("probe-detailed")
    policy("probe-detailed")
    told = {
        "RoleDetailList": among("RoleName", "probe-detailed"),
        "UserDetailList": among("UserName", "probe-detailed"),
        "Policies": among("PolicyName", "probe-detailed"),
        "GroupDetailList": [],
    }
    iam.answers("GetAccountAuthorizationDetails", {"MaxItems": 1000}, told)
    only = {"RoleDetailList": among("RoleName", "probe-detailed"), "UserDetailList": []}
    iam.answers("GetAccountAuthorizationDetails", {"Filter": ["Role"], "MaxItems": 1000}, only)


def check_pages_of_roles():
    for number in range(3):
        iam.call("CreateRole", {"RoleName": f"probe-page-{number}", "Path": "/page/", "AssumeRolePolicyDocument": json.dumps(TRUST)})
    first = {"IsTruncated": True, "Marker": str, "Roles": names("RoleName", "probe-page-0", "probe-page-1")}
    words = {"PathPrefix": "/page/", "MaxItems": 2}
    marker = iam.answers("ListRoles", words, first)["Marker"]
    last = {"IsTruncated": False, "Marker": ABSENT, "Roles": [{"RoleName": "probe-page-2"}]}
    iam.answers("ListRoles", {**words, "Marker": marker}, last)
