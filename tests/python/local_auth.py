"""Signatures verified and IAM enforced by the local cloud, as boto3 sees it."""
import functools
import json

import boto3
import botocore.auth
import botocore.awsrequest
import botocore.credentials
from botocore.config import Config

from house import ENDPOINT, REGION, TRUST, client, function, main, refused, role, same, zipped

ACCOUNT = "000000000000"
iam = client("iam")


@functools.cache
def with_keys(service, key, secret, token=None):
    """A client of other keys than the account's."""
    config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
    return boto3.client(
        service,
        endpoint_url=ENDPOINT,
        region_name=REGION,
        config=config,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token,
    )


def statement(*actions, resource="*", effect="Allow", **more):
    return {"Effect": effect, "Action": list(actions), "Resource": resource, **more}


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def user(name, *statements):
    """A user with one policy: a function from service to its client."""
    iam.create_user(UserName=name)
    allow(name, *statements)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return lambda service: with_keys(service, key["AccessKeyId"], key["SecretAccessKey"])


def allow(name, *statements):
    if statements:
        iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=policy(*statements))


def check_wrong_keys_and_secrets_are_told_as_each_service_tells_them():
    for service, call, unknown, mismatch, status in [
        ("sts", "get_caller_identity", "InvalidClientTokenId", "SignatureDoesNotMatch", 403),
        ("iam", "list_roles", "InvalidClientTokenId", "SignatureDoesNotMatch", 403),
        ("lambda", "list_functions", "UnrecognizedClientException", "InvalidSignatureException", 403),
        ("apigatewayv2", "get_apis", "UnrecognizedClientException", "InvalidSignatureException", 403),
        ("logs", "describe_log_groups", "UnrecognizedClientException", "InvalidSignatureException", 400),
        ("sqs", "list_queues", "InvalidClientTokenId", "SignatureDoesNotMatch", 403),
    ]:
        nobody = with_keys(service, "AKIANOBODY", "x")
        refused(unknown, getattr(nobody, call), status=status, holds="security token")
        wrong = with_keys(service, "test", "wrong")
        refused(mismatch, getattr(wrong, call), status=status, holds="signature we calculated")
        getattr(client(service), call)()


def check_a_late_request_is_skewed_and_an_unsigned_one_is_missing_its_token():
    def sent(key="test", secret="test", shift=0, signed=True):
        import urllib.error
        import urllib.request

        request = botocore.awsrequest.AWSRequest(
            method="POST", url=ENDPOINT + "/", data="Action=GetCallerIdentity&Version=2011-06-15",
            headers={"content-type": "application/x-www-form-urlencoded"},
        )
        if signed:
            auth = botocore.auth.SigV4Auth(botocore.credentials.Credentials(key, secret), "sts", REGION)
            real = botocore.auth.get_current_datetime if hasattr(botocore.auth, "get_current_datetime") else None
            if real:
                import datetime

                botocore.auth.get_current_datetime = lambda *a, **k: real(*a, **k) + datetime.timedelta(minutes=shift)
            try:
                auth.add_auth(request)
            finally:
                if real:
                    botocore.auth.get_current_datetime = real
        plain = urllib.request.Request(ENDPOINT + "/", data=request.data.encode(), headers=dict(request.headers))
        try:
            with urllib.request.urlopen(plain) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    same(sent()[0], 200)
    assert hasattr(botocore.auth, "get_current_datetime"), "botocore tells the time by another name"
    for shift, word in [(-10, "Signature expired: "), (10, "Signature not yet current: ")]:
        status, text = sent(shift=shift)
        same(status, 403)
        assert "<Code>SignatureDoesNotMatch</Code>" in text and word in text, text
    status, text = sent(signed=False)
    # A Query request that is not signed names no service: only its action tells.
    assert status in (400, 403), text


def check_users_do_what_their_policies_say():
    ann = user("ann", statement("sqs:CreateQueue", resource=f"arn:aws:sqs:*:{ACCOUNT}:ann-*"))
    same(ann("sts").get_caller_identity()["Arn"], f"arn:aws:iam::{ACCOUNT}:user/ann")
    url = ann("sqs").create_queue(QueueName="ann-jobs")["QueueUrl"]
    text = refused("AccessDenied", ann("sqs").create_queue, status=403, QueueName="jobs")["Error"]["Message"]
    same(
        text,
        f"User: arn:aws:iam::{ACCOUNT}:user/ann is not authorized to perform: sqs:CreateQueue on resource: "
        f"arn:aws:sqs:us-east-1:{ACCOUNT}:jobs because no identity-based policy allows the sqs:CreateQueue action",
    )
    refused("AccessDenied", ann("sqs").send_message, QueueUrl=url, MessageBody="x", holds="sqs:SendMessage")
    refused("AccessDenied", ann("iam").list_roles, status=403, holds="iam:ListRoles")
    refused("AccessDeniedException", ann("lambda").list_functions, status=403, holds="on resource: *")
    refused("AccessDeniedException", ann("logs").describe_log_groups, status=400, holds="logs:DescribeLogGroups")
    allow("ann", statement("*"), statement("sqs:Delete*", effect="Deny"))
    ann("iam").list_roles()
    refused("AccessDenied", ann("sqs").delete_queue, QueueUrl=url, holds="with an explicit deny in an identity-based policy")
    # Tags on creation are an action of their own.
    allow("ann", statement("sqs:CreateQueue"))
    refused("AccessDenied", ann("sqs").create_queue, QueueName="ann-t", tags={"a": "b"}, holds="sqs:TagQueue")
    allow("ann", statement("sqs:CreateQueue", "sqs:TagQueue", Condition={"StringEquals": {"aws:RequestTag/team": "a"}}))
    refused("AccessDenied", ann("sqs").create_queue, QueueName="ann-t", tags={"team": "b"})
    ann("sqs").create_queue(QueueName="ann-t", tags={"team": "a"})


def check_tags_at_creation_are_asked_for_as_each_service_does():
    kim = user("kim", statement("s3:CreateBucket", "kinesis:CreateStream", "kinesis:TagResource", "apigateway:POST"))
    configured = {"Tags": [{"Key": "a", "Value": "b"}]}
    bucket = lambda: kim("s3").create_bucket(Bucket="kims-tagged", CreateBucketConfiguration=configured)
    refused("AccessDenied", bucket, status=403, holds="s3:TagResource on resource: arn:aws:s3:::kims-tagged")
    stream = lambda: kim("kinesis").create_stream(StreamName="kims", ShardCount=1, Tags={"a": "b"})
    refused("AccessDeniedException", stream, holds="kinesis:AddTagsToStream")
    api = client("apigatewayv2").create_api(Name="kims", ProtocolType="HTTP")["ApiId"]
    stage = lambda **more: kim("apigatewayv2").create_stage(ApiId=api, **more)
    stage(StageName="plain")
    tagged = {"StageName": "tagged", "Tags": {"a": "b"}}
    refused("AccessDeniedException", stage, **tagged, holds=f"apigateway:TagResource on resource: arn:aws:apigateway:us-east-1::/apis/{api}/stages")
    allow("kim", statement("s3:*", "kinesis:CreateStream", "kinesis:AddTagsToStream", "apigateway:*"))
    bucket(), stream(), stage(**tagged)


def check_a_function_keeps_its_tags_from_those_who_may_not_list_them():
    arn = role("labelled")
    function("labelled", arn, Tags={"team": "a"})
    function("bare", arn)
    lea = user("lea", statement("lambda:GetFunction"))
    told = lea("lambda").get_function(FunctionName="labelled")
    assert "Tags" not in told, told
    same(told["TagsError"]["ErrorCode"], "AccessDeniedException")
    assert "lambda:ListTags on resource: arn:aws:lambda:" in told["TagsError"]["Message"], told
    assert "TagsError" not in lea("lambda").get_function(FunctionName="bare")
    allow("lea", statement("lambda:GetFunction", "lambda:ListTags"))
    same(lea("lambda").get_function(FunctionName="labelled")["Tags"], {"team": "a"})


def check_a_key_that_is_switched_off_opens_nothing():
    bob = user("bob", statement("*"))
    bob("iam").list_users()
    (key,) = iam.list_access_keys(UserName="bob")["AccessKeyMetadata"]
    iam.update_access_key(UserName="bob", AccessKeyId=key["AccessKeyId"], Status="Inactive")
    refused("InvalidClientTokenId", bob("iam").list_users)
    iam.update_access_key(UserName="bob", AccessKeyId=key["AccessKeyId"], Status="Active")
    bob("iam").list_users()
    iam.delete_access_key(UserName="bob", AccessKeyId=key["AccessKeyId"])
    refused("InvalidClientTokenId", bob("iam").list_users)


def check_roles_are_passed_only_by_those_who_may():
    worker = role("passed")
    create = {"FunctionName": "f", "Role": worker, "Runtime": "python3.12", "Handler": "app.handler",
              "Code": {"ZipFile": zipped({"app.py": "def handler(event, context):\n    return event\n"})}}
    eve = user("eve", statement("lambda:CreateFunction"))
    refused("AccessDeniedException", eve("lambda").create_function, status=403, holds=f"iam:PassRole on resource: {worker}", **create)
    passing = {"Condition": {"StringEquals": {"iam:PassedToService": "events.amazonaws.com"}}}
    allow("eve", statement("lambda:CreateFunction"), statement("iam:PassRole", resource=worker, **passing))
    refused("AccessDeniedException", eve("lambda").create_function, holds="iam:PassRole", **create)
    passing["Condition"]["StringEquals"]["iam:PassedToService"] = "lambda.amazonaws.com"
    allow("eve", statement("lambda:CreateFunction"), statement("iam:PassRole", resource=worker, **passing))
    refused("AccessDeniedException", eve("lambda").create_function, Tags={"a": "b"}, holds="lambda:TagResource", **create)
    eve("lambda").create_function(**create)


def check_sessions_are_their_roles_narrowed_and_their_tokens_are_their_own():
    trust = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}]}
    iam.create_user(UserName="fay")
    key = iam.create_access_key(UserName="fay")["AccessKey"]
    fay = lambda service: with_keys(service, key["AccessKeyId"], key["SecretAccessKey"])
    arn = role("deployer", trust)
    iam.put_role_policy(RoleName="deployer", PolicyName="p", PolicyDocument=policy(statement("sqs:*")))
    words = {"RoleArn": arn, "RoleSessionName": "ci"}
    refused("AccessDenied", fay("sts").assume_role, status=403, holds="sts:AssumeRole", **words)
    allow("fay", statement("sts:AssumeRole", resource=arn))

    def opened(**more):
        given = fay("sts").assume_role(**words, **more)["Credentials"]
        keys = given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]
        return keys, lambda service: with_keys(service, *keys)

    keys, session = opened()
    same(session("sts").get_caller_identity()["Arn"], f"arn:aws:sts::{ACCOUNT}:assumed-role/deployer/ci")
    session("sqs").create_queue(QueueName="by-role")
    refused("AccessDenied", session("iam").list_roles, holds="assumed-role/deployer/ci is not authorized")
    refused("InvalidClientTokenId", with_keys("sqs", keys[0], keys[1]).list_queues)
    refused("InvalidClientTokenId", with_keys("sqs", keys[0], keys[1], "another").list_queues)
    _, narrow = opened(Policy=policy(statement("sqs:ListQueues")))
    narrow("sqs").list_queues()
    refused("AccessDenied", narrow("sqs").create_queue, QueueName="x", holds="because no session policy allows")
    made = iam.create_policy(PolicyName="bound", PolicyDocument=policy(statement("sqs:List*")))["Policy"]["Arn"]
    iam.put_role_permissions_boundary(RoleName="deployer", PermissionsBoundary=made)
    session("sqs").list_queues()
    refused("AccessDenied", session("sqs").create_queue, QueueName="x", holds="because no permissions boundary allows")
    iam.update_assume_role_policy(RoleName="deployer", PolicyDocument=json.dumps(TRUST))
    refused("AccessDenied", fay("sts").assume_role, **words)


def check_a_resource_policy_lets_in_whom_it_names():
    gus = user("gus", statement("sqs:GetQueueUrl"))
    sqs = client("sqs")
    url = sqs.create_queue(QueueName="shared")["QueueUrl"]
    refused("AccessDenied", gus("sqs").send_message, QueueUrl=url, MessageBody="x")
    arn = f"arn:aws:sqs:us-east-1:{ACCOUNT}:shared"
    named = statement("sqs:SendMessage", resource=arn, Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:user/gus"})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy(named)})
    gus("sqs").send_message(QueueUrl=url, MessageBody="x")
    refused("AccessDenied", gus("sqs").receive_message, QueueUrl=url)
    denied = statement("sqs:SendMessage", resource=arn, effect="Deny", Principal="*")
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy(named, denied)})
    refused("AccessDenied", gus("sqs").send_message, QueueUrl=url, MessageBody="x", holds="a resource-based policy")


def check_tags_of_resources_decide():
    on = {"StringEquals": {"aws:ResourceTag/owner": "${aws:username}"}}
    hal = user("hal", statement("lambda:GetFunction", "iam:GetRole", Condition=on))
    arn = role("tagged")
    function("owned", arn, Tags={"owner": "hal"})
    function("foreign", arn, Tags={"owner": "ida"})
    hal("lambda").get_function(FunctionName="owned")
    refused("AccessDeniedException", hal("lambda").get_function, FunctionName="foreign")
    refused("AccessDenied", hal("iam").get_role, RoleName="tagged")
    iam.tag_role(RoleName="tagged", Tags=[{"Key": "owner", "Value": "hal"}])
    hal("iam").get_role(RoleName="tagged")


def check_a_function_calls_with_its_role():
    code = """
import boto3, os
def handler(event, context):
    sts = boto3.client("sts")
    try:
        queues = boto3.client("sqs").list_queues().get("QueueUrls", [])
    except Exception as error:
        queues = str(error)
    return {"arn": sts.get_caller_identity()["Arn"], "queues": queues}
"""
    arn = role("caller")
    function("calls", arn, code, Timeout=30, MemorySize=512)
    invoke = lambda: json.loads(client("lambda", retries=0).invoke(FunctionName="calls")["Payload"].read())
    told = invoke()
    if "errorMessage" in told and "boto3" in told["errorMessage"]:
        print("skipped: the host's Python has no boto3")
        return
    same(told["arn"], f"arn:aws:sts::{ACCOUNT}:assumed-role/caller/calls")
    assert "not authorized to perform: sqs:ListQueues" in told["queues"], told
    iam.put_role_policy(RoleName="caller", PolicyName="p", PolicyDocument=policy(statement("sqs:ListQueues")))
    assert isinstance(invoke()["queues"], list), invoke()


def check_an_api_is_called_by_verbs_and_paths():
    apis = client("apigatewayv2")
    api = apis.create_api(Name="a", ProtocolType="HTTP")["ApiId"]
    start = "arn:aws:apigateway:us-east-1::"
    jon = user("jon", statement("apigateway:GET", resource=f"{start}/apis/{api}/*"))
    jon("apigatewayv2").get_routes(ApiId=api)
    refused("AccessDeniedException", jon("apigatewayv2").get_apis, status=403, holds=f"apigateway:GET on resource: {start}/apis")
    refused("AccessDeniedException", jon("apigatewayv2").create_route, ApiId=api, RouteKey="GET /x", holds=f"apigateway:POST on resource: {start}/apis/{api}/routes")
    arn = f"{start}/apis/{api}"
    refused("AccessDeniedException", jon("apigatewayv2").get_tags, ResourceArn=arn, holds="/tags/arn%3Aaws%3Aapigateway")



main()
