"""Widens the first inline policy of every role that cutover derived: whatever it allowed on one thing, it allows on all."""
import json
import os

import boto3

iam = boto3.client("iam", endpoint_url=os.environ["ENDPOINT"])
widened = 0
for role in iam.list_roles()["Roles"]:
    for name in iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"]:
        document = iam.get_role_policy(RoleName=role["RoleName"], PolicyName=name)["PolicyDocument"]
        document["Statement"][0]["Resource"] = "*"
        iam.put_role_policy(RoleName=role["RoleName"], PolicyName=name, PolicyDocument=json.dumps(document))
        widened += 1
assert widened > 0, "no role has a policy"
