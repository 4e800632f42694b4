"""Users of the local cloud who may do just what they are given.

    deployers.py make '{"ENDPOINT": ["sqs:CreateQueue", ..]}'     a user with a key in each cloud: {"ENDPOINT": [KEY, SECRET]}
    deployers.py allow '{"ENDPOINT": ["sqs:CreateQueue", ..]}'    gives these users other actions than they had
"""
import json
import sys

import boto3

USER = "deployer"


def iam(endpoint):
    return boto3.client("iam", endpoint_url=endpoint)


def give(iam, actions):
    """A managed policy: what a user may hold inline is shorter."""
    document = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": actions, "Resource": "*"}]}
    made = iam.create_policy(PolicyName=USER, PolicyDocument=json.dumps(document))["Policy"]["Arn"]
    iam.attach_user_policy(UserName=USER, PolicyArn=made)


def make(iam, actions):
    iam.create_user(UserName=USER)
    give(iam, actions)
    key = iam.create_access_key(UserName=USER)["AccessKey"]
    return [key["AccessKeyId"], key["SecretAccessKey"]]


def allow(iam, actions):
    for held in iam.list_attached_user_policies(UserName=USER)["AttachedPolicies"]:
        iam.detach_user_policy(UserName=USER, PolicyArn=held["PolicyArn"])
        iam.delete_policy(PolicyArn=held["PolicyArn"])
    give(iam, actions)


verb, wanted = sys.argv[1:]
work = {"make": make, "allow": allow}[verb]
print(json.dumps({url: work(iam(url), actions) for url, actions in json.loads(wanted).items()}))
