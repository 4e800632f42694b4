"""The local cloud before and after `kill -9`: `check_before` makes what `check_after` must find."""
import json

from house import client, function, holds, main, role, same

functions, sqs, iam, apis, logs = map(client, ["lambda", "sqs", "iam", "apigatewayv2", "logs"])


def check_before():
    arn = role("kept")
    policy = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}],
    }
    iam.put_role_policy(RoleName="kept", PolicyName="p", PolicyDocument=json.dumps(policy))
    function("kept", arn, Tags={"a": "1"})
    functions.publish_version(FunctionName="kept")
    functions.create_alias(FunctionName="kept", Name="live", FunctionVersion="1")
    url = sqs.create_queue(QueueName="kept")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="kept")
    apis.create_api(Name="kept", ProtocolType="HTTP")
    logs.create_log_group(logGroupName="/kept")
    # A worker runs now, and is idle when the server dies.
    holds(functions.invoke(FunctionName="kept:live"), StatusCode=200, ExecutedVersion="1")


def check_after():
    holds(functions.get_function(FunctionName="kept")["Configuration"], State="Active", Version="$LATEST")
    same(functions.get_function(FunctionName="kept")["Tags"], {"a": "1"})
    holds(functions.get_alias(FunctionName="kept", Name="live"), FunctionVersion="1")
    told = functions.invoke(FunctionName="kept:live", Payload=b'"x"')
    holds(told, StatusCode=200, ExecutedVersion="1")
    same(json.loads(told["Payload"].read()), {"version": "1", "event": "x"})
    # The version is still the one of untouched code.
    same(functions.publish_version(FunctionName="kept")["Version"], "1")
    same(iam.list_role_policies(RoleName="kept")["PolicyNames"], ["p"])
    url = sqs.get_queue_url(QueueName="kept")["QueueUrl"]
    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    same(message["Body"], "kept")
    same([one["Name"] for one in apis.get_apis()["Items"]], ["kept"])
    names = [one["logGroupName"] for one in logs.describe_log_groups()["logGroups"]]
    assert "/kept" in names and "/aws/lambda/kept" in names, names


main()
