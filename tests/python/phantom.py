"""Changes one attribute of a live thing behind the spec's back: one function a case, named KIND_ATTRIBUTE.

    phantom.py function_memory

The names are those of `tests/whole/phantom/stack/main.hcl`.
"""
import json
import sys
import urllib.request

from house import client, settled, zipped

MAIN, QUEUE, FIFO, ROLE, LOGS = "phantom-main", "phantom-jobs", "phantom-ordered.fifo", "phantom-worker", "/aws/lambda/phantom-main"
LIVE = "live"
OTHERS = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "states.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
ANYONE = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}],
}
EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}

functions = client("lambda", retries=4)
sqs = client("sqs", retries=4)
iam = client("iam", retries=4)
logs = client("logs", retries=4)
apis = client("apigatewayv2", retries=4)


def configured(**words):
    functions.update_function_configuration(FunctionName=MAIN, **words)
    settled(MAIN, functions)


def function_description():
    configured(Description="Somebody was here.")


def function_runtime():
    configured(Runtime="python3.13")


def function_handler():
    configured(Handler="app.other")


def function_memory():
    configured(MemorySize=512)


def function_timeout():
    configured(Timeout=60)


def function_storage():
    configured(EphemeralStorage={"Size": 512})


def function_environment():
    told = functions.get_function_configuration(FunctionName=MAIN)["Environment"]["Variables"]
    configured(Environment={"Variables": {**told, "MODE": "slow"}})


def function_environment_secret():
    told = functions.get_function_configuration(FunctionName=MAIN)["Environment"]["Variables"]
    configured(Environment={"Variables": {**told, "TOKEN": "stolen"}})


def function_environment_added():
    told = functions.get_function_configuration(FunctionName=MAIN)["Environment"]["Variables"]
    configured(Environment={"Variables": {**told, "DEBUG": "1"}})


def function_role():
    configured(Role=functions.get_function_configuration(FunctionName="phantom-derived")["Role"])


def function_log_group():
    configured(LoggingConfig={**logging(), "LogGroup": "/elsewhere"})


def function_log_format():
    configured(LoggingConfig={"LogFormat": "Text", "LogGroup": LOGS})


def function_log_level():
    configured(LoggingConfig={**logging(), "ApplicationLogLevel": "DEBUG"})


def function_system_log_level():
    configured(LoggingConfig={**logging(), "SystemLogLevel": "WARN"})


def logging():
    return functions.get_function_configuration(FunctionName=MAIN)["LoggingConfig"]


def function_architecture():
    place = functions.get_function(FunctionName=MAIN)["Code"]["Location"]
    with urllib.request.urlopen(place, timeout=30) as answer:
        same = answer.read()
    functions.update_function_code(FunctionName=MAIN, ZipFile=same, Architectures=["x86_64"])
    settled(MAIN, functions)


def function_code():
    other = zipped({"app.py": "def handler(event, context):\n    return 'changed'\n"})
    functions.update_function_code(FunctionName=MAIN, ZipFile=other)
    settled(MAIN, functions)


def function_reserved():
    functions.put_function_concurrency(FunctionName=MAIN, ReservedConcurrentExecutions=9)


def function_reserved_gone():
    functions.delete_function_concurrency(FunctionName=MAIN)


def function_tags():
    functions.tag_resource(Resource=arn_of_main(), Tags={"tier": "none"})


def function_tags_gone():
    functions.untag_resource(Resource=arn_of_main(), TagKeys=["tier"])


def function_tags_added():
    functions.tag_resource(Resource=arn_of_main(), Tags={"seen": "yes"})


def arn_of_main():
    return functions.get_function_configuration(FunctionName=MAIN)["FunctionArn"]


def serving():
    return functions.get_alias(FunctionName=MAIN, Name=LIVE)["FunctionVersion"]


def alias_provisioned():
    functions.put_provisioned_concurrency_config(
        FunctionName=MAIN, Qualifier=serving(), ProvisionedConcurrentExecutions=3
    )


def alias_provisioned_gone():
    functions.delete_provisioned_concurrency_config(FunctionName=MAIN, Qualifier=serving())


def queue(name=QUEUE, **attributes):
    sqs.set_queue_attributes(QueueUrl=address(name), Attributes=attributes)


def address(name=QUEUE):
    return sqs.get_queue_url(QueueName=name)["QueueUrl"]


def queue_visibility_timeout():
    queue(VisibilityTimeout="60")


def queue_retention():
    queue(MessageRetentionPeriod="3600")


def queue_delay():
    queue(DelaySeconds="0")


def queue_receive_wait():
    queue(ReceiveMessageWaitTimeSeconds="1")


def queue_max_message_size():
    queue(MaximumMessageSize="4096")


def queue_content_deduplication():
    queue(FIFO, ContentBasedDeduplication="false")


def redrive():
    told = sqs.get_queue_attributes(QueueUrl=address(), AttributeNames=["RedrivePolicy"])
    return json.loads(told["Attributes"]["RedrivePolicy"])


def queue_dead_letter_arn():
    made = sqs.create_queue(QueueName="other-dead")["QueueUrl"]
    told = sqs.get_queue_attributes(QueueUrl=made, AttributeNames=["QueueArn"])
    arn = told["Attributes"]["QueueArn"]
    queue(RedrivePolicy=json.dumps({**redrive(), "deadLetterTargetArn": arn}))


def queue_max_receive():
    queue(RedrivePolicy=json.dumps({**redrive(), "maxReceiveCount": 3}))


def queue_dead_letter_gone():
    queue(RedrivePolicy="")


def queue_policy():
    queue(Policy=json.dumps(ANYONE))


def queue_policy_gone():
    queue(Policy="")


def queue_tags():
    sqs.tag_queue(QueueUrl=address(), Tags={"tier": "none"})


def queue_tags_added():
    sqs.tag_queue(QueueUrl=address(), Tags={"seen": "yes"})


def role_trust():
    iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=json.dumps(OTHERS))


def role_description():
    iam.update_role(RoleName=ROLE, Description="Somebody was here.", MaxSessionDuration=7200)


def role_max_session():
    told = iam.get_role(RoleName=ROLE)["Role"]["Description"]
    iam.update_role(RoleName=ROLE, Description=told, MaxSessionDuration=3600)


def role_permissions_boundary():
    iam.put_role_permissions_boundary(RoleName=ROLE, PermissionsBoundary="arn:aws:iam::aws:policy/AdministratorAccess")


def role_permissions_boundary_gone():
    iam.delete_role_permissions_boundary(RoleName=ROLE)


def role_tags():
    iam.tag_role(RoleName=ROLE, Tags=[{"Key": "tier", "Value": "none"}])


def role_tags_gone():
    iam.untag_role(RoleName=ROLE, TagKeys=["tier"])


def role_policy_document():
    iam.put_role_policy(RoleName=ROLE, PolicyName="export", PolicyDocument=json.dumps(EVERYTHING))


def log_group_retention_days():
    logs.put_retention_policy(logGroupName=LOGS, retentionInDays=1)


def log_group_retention_days_gone():
    logs.delete_retention_policy(logGroupName=LOGS)


def log_group_tags():
    told = logs.describe_log_groups(logGroupNamePrefix=LOGS)["logGroups"][0]["arn"]
    logs.tag_resource(resourceArn=told.removesuffix(":*"), tags={"tier": "none"})


def api():
    return next(one for one in apis.get_apis()["Items"] if one["Name"].startswith("phantom-shop"))


def integration():
    """The one that calls `phantom-main`."""
    found = apis.get_integrations(ApiId=api()["ApiId"])["Items"]
    return next(one for one in found if MAIN in one["IntegrationUri"])


def api_name():
    apis.update_api(ApiId=api()["ApiId"], Name="phantom-shop-renamed")


def api_description():
    apis.update_api(ApiId=api()["ApiId"], Description="Somebody was here.")


def api_cors():
    told = api()
    apis.update_api(ApiId=told["ApiId"], CorsConfiguration={**told["CorsConfiguration"], "MaxAge": 60})


def api_cors_origins():
    told = api()
    apis.update_api(ApiId=told["ApiId"], CorsConfiguration={**told["CorsConfiguration"], "AllowOrigins": ["https://other.example"]})


def api_cors_gone():
    apis.delete_cors_configuration(ApiId=api()["ApiId"])


def api_tags():
    arn = f"arn:aws:apigateway:us-east-1::/apis/{api()['ApiId']}"
    apis.tag_resource(ResourceArn=arn, Tags={"tier": "none"})


def integration_payload_format():
    apis.update_integration(
        ApiId=api()["ApiId"], IntegrationId=integration()["IntegrationId"], PayloadFormatVersion="1.0"
    )


def integration_timeout_ms():
    apis.update_integration(
        ApiId=api()["ApiId"], IntegrationId=integration()["IntegrationId"], TimeoutInMillis=1000
    )


def route_integration():
    apis.update_route(
        ApiId=api()["ApiId"], RouteId=route("$default")["RouteId"], Target=f"integrations/{integration()['IntegrationId']}"
    )


def route(key):
    found = apis.get_routes(ApiId=api()["ApiId"])["Items"]
    return next(one for one in found if one["RouteKey"] == key)


def stage(**words):
    apis.update_stage(ApiId=api()["ApiId"], StageName="$default", **words)


def limits():
    told = apis.get_stage(ApiId=api()["ApiId"], StageName="$default")
    return told["DefaultRouteSettings"]


def api_stage_auto_deploy():
    stage(AutoDeploy=False)


def api_stage_throttle_rate():
    stage(DefaultRouteSettings={**limits(), "ThrottlingRateLimit": 9.0})


def api_stage_throttle_burst():
    stage(DefaultRouteSettings={**limits(), "ThrottlingBurstLimit": 9})


if __name__ == "__main__":
    globals()[sys.argv[1]]()
