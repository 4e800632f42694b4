"""STS: https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html"""
import datetime
import json

from house import client
from probe.calls import Probe
from probe.expect import like

sts = Probe("sts")
ROLE = "arn:aws:iam::000000000000:role/"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "000000000000"}, "Action": "sts:AssumeRole"}],
}


def check_who_calls():
    sts.answers("GetCallerIdentity", {}, {"Account": "000000000000", "Arn": "arn:aws:iam::000000000000:root"})


def check_sessions():
    client("iam").create_role(RoleName="probe-assumed", AssumeRolePolicyDocument=json.dumps(TRUST))
    words = {"RoleArn": ROLE + "probe-assumed", "RoleSessionName": "probe"}
    session = {
        "AssumedRoleUser": {
            "Arn": "arn:aws:sts::000000000000:assumed-role/probe-assumed/probe",
            "AssumedRoleId": like("AROA[A-Z0-9]{17}:probe"),
        },
        "Credentials": {
            "AccessKeyId": like("ASIA[A-Z0-9]{16}"),
            "SecretAccessKey": like(r"\S{40}"),
            "SessionToken": str,
            "Expiration": datetime.datetime,
        },
    }
    sts.answers("AssumeRole", words, session)
    sts.refusing(
        "ValidationError",
        400,
        ("AssumeRole", {**words, "DurationSeconds": 899}),
        ("AssumeRole", {**words, "DurationSeconds": 3601}),
        ("AssumeRole", {"RoleArn": ROLE + "probe-assumed", "RoleSessionName": "a b"}),
        ("AssumeRole", {"RoleArn": ROLE + "probe-assumed"}),
    )
    sts.refuses("AssumeRole", {**words, "RoleArn": ROLE + "nobody"}, "AccessDenied", 403)
    sts.refuses("AssumeRole", {**words, "Policy": "{"}, "MalformedPolicyDocument", 400)
