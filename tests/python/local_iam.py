"""Roles and policies on the local cloud, as boto3 sees them."""
import json

from house import TRUST, client, holds, main, pages, refused, role, same

iam = client("iam")
lax = client("iam", validate=False)
POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}],
}


def check_identity():
    told = client("sts").get_caller_identity()
    same(len(told["Account"]), 12)
    assert told["Arn"].split(":")[4] == told["Account"], told


def check_a_role_and_its_trust():
    made = iam.create_role(
        RoleName="worker",
        Path="/team/red/",
        AssumeRolePolicyDocument=json.dumps(TRUST),
        Description="works",
        MaxSessionDuration=7200,
        Tags=[{"Key": "team", "Value": "red"}],
    )["Role"]
    assert made["Arn"].endswith(":role/team/red/worker"), made
    told = iam.get_role(RoleName="worker")["Role"]
    holds(told, Description="works", MaxSessionDuration=7200, Path="/team/red/", RoleId=made["RoleId"])
    same(told["AssumeRolePolicyDocument"], TRUST)
    same(told["Tags"], [{"Key": "team", "Value": "red"}])
    refused(
        "EntityAlreadyExists",
        iam.create_role,
        status=409,
        RoleName="worker",
        AssumeRolePolicyDocument=json.dumps(TRUST),
    )
    refused("NoSuchEntity", iam.get_role, status=404, RoleName="nobody")
    refused(
        "MalformedPolicyDocument",
        iam.create_role,
        status=400,
        RoleName="broken",
        AssumeRolePolicyDocument="{",
    )
    refused(
        "ValidationError",
        lax.create_role,
        status=400,
        RoleName="a space",
        AssumeRolePolicyDocument=json.dumps(TRUST),
    )


def check_a_recreated_role_has_another_id():
    role("twice")
    first = iam.get_role(RoleName="twice")["Role"]["RoleId"]
    iam.delete_role(RoleName="twice")
    role("twice")
    assert iam.get_role(RoleName="twice")["Role"]["RoleId"] != first


def check_inline_policies():
    role("inline")
    iam.put_role_policy(RoleName="inline", PolicyName="p", PolicyDocument=json.dumps(POLICY))
    same(iam.get_role_policy(RoleName="inline", PolicyName="p")["PolicyDocument"], POLICY)
    same(iam.list_role_policies(RoleName="inline")["PolicyNames"], ["p"])
    refused("DeleteConflict", iam.delete_role, status=409, RoleName="inline")
    refused("NoSuchEntity", iam.get_role_policy, status=404, RoleName="inline", PolicyName="q")
    refused(
        "MalformedPolicyDocument",
        iam.put_role_policy,
        status=400,
        RoleName="inline",
        PolicyName="p",
        PolicyDocument='{"Version": "2012-10-17", "Statement": [{"Effect": "Perhaps"}]}',
    )
    iam.delete_role_policy(RoleName="inline", PolicyName="p")
    iam.delete_role(RoleName="inline")
    refused("NoSuchEntity", iam.get_role, status=404, RoleName="inline")


def check_managed_policies():
    role("attached")
    arn = iam.create_policy(PolicyName="shared", PolicyDocument=json.dumps(POLICY))["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="attached", PolicyArn=arn)
    told = iam.list_attached_role_policies(RoleName="attached")["AttachedPolicies"]
    same(told, [{"PolicyName": "shared", "PolicyArn": arn}])
    refused("DeleteConflict", iam.delete_policy, status=409, PolicyArn=arn)
    refused("DeleteConflict", iam.delete_role, status=409, RoleName="attached")
    refused(
        "NoSuchEntity",
        iam.attach_role_policy,
        status=404,
        RoleName="attached",
        PolicyArn=arn.replace("shared", "missing"),
    )
    iam.detach_role_policy(RoleName="attached", PolicyArn=arn)
    iam.delete_policy(PolicyArn=arn)
    iam.delete_role(RoleName="attached")


def check_roles_by_path_and_page():
    for number in range(7):
        iam.create_role(
            RoleName=f"paged-{number}", Path="/paged/", AssumeRolePolicyDocument=json.dumps(TRUST)
        )
    lists = iam.get_paginator("list_roles")
    found = pages(lists, "Roles", PathPrefix="/paged/", PaginationConfig={"PageSize": 3})
    same([len(page) for page in found], [3, 3, 1])
    same([one["RoleName"] for page in found for one in page], [f"paged-{n}" for n in range(7)])
    # A list tells neither tags nor the boundary.
    assert all("Tags" not in one for page in found for one in page)


def check_tags_of_a_role():
    role("tagged")
    iam.tag_role(RoleName="tagged", Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    iam.untag_role(RoleName="tagged", TagKeys=["a"])
    same(iam.list_role_tags(RoleName="tagged")["Tags"], [{"Key": "b", "Value": "2"}])


def check_a_role_changes():
    role("changed")
    iam.update_role(RoleName="changed", Description="new", MaxSessionDuration=3600)
    iam.update_assume_role_policy(RoleName="changed", PolicyDocument=json.dumps(TRUST))
    holds(iam.get_role(RoleName="changed")["Role"], Description="new", MaxSessionDuration=3600)


main()
