"""Users of the local cloud who may do just what they are given.

    deployers.py make FILE     a user with a key in each cloud: {"ENDPOINT": [KEY, SECRET]}
    deployers.py give FILE     gives these users other policies than they had

The file: {"ENDPOINT": [POLICY, ..]}
"""
import json
import sys

import boto3

USER = "deployer"


def iam(endpoint):
    return boto3.client("iam", endpoint_url=endpoint)


def attach(iam, policies):
    """Managed policies: what a user may hold inline is shorter."""
    for number, document in enumerate(policies):
        name = f"{USER}-{number}"
        made = iam.create_policy(PolicyName=name, PolicyDocument=json.dumps(document))["Policy"]["Arn"]
        iam.attach_user_policy(UserName=USER, PolicyArn=made)


def make(iam, policies):
    iam.create_user(UserName=USER)
    attach(iam, policies)
    key = iam.create_access_key(UserName=USER)["AccessKey"]
    return [key["AccessKeyId"], key["SecretAccessKey"]]


def give(iam, policies):
    for held in iam.list_attached_user_policies(UserName=USER)["AttachedPolicies"]:
        iam.detach_user_policy(UserName=USER, PolicyArn=held["PolicyArn"])
        iam.delete_policy(PolicyArn=held["PolicyArn"])
    attach(iam, policies)


verb, path = sys.argv[1:]
with open(path) as file:
    wanted = json.load(file)
work = {"make": make, "give": give}[verb]
print(json.dumps({url: work(iam(url), policies) for url, policies in wanted.items()}))
