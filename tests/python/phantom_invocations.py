"""Changes the ways into a function behind the spec's back: one function a case, named KIND_ATTRIBUTE.

The names are those of `tests/whole/phantom/stack/invocations.hcl`.
"""
import sys

from phantom import LIVE, MAIN, apis, functions, iam, logs

LETTERS = "phantom-letters"


def unwaited(**words):
    functions.update_function_event_invoke_config(FunctionName=LETTERS, Qualifier=LIVE, **words)


def ends(**others):
    told = functions.get_function_event_invoke_config(FunctionName=LETTERS, Qualifier=LIVE)
    unwaited(DestinationConfig={**told["DestinationConfig"], **others})


def event_invoke_config_retries():
    unwaited(MaximumRetryAttempts=0)


def event_invoke_config_max_age():
    unwaited(MaximumEventAgeInSeconds=60)


def event_invoke_config_on_success():
    told = functions.get_function_event_invoke_config(FunctionName=LETTERS, Qualifier=LIVE)
    ends(OnSuccess=told["DestinationConfig"]["OnFailure"])


def event_invoke_config_on_failure():
    told = functions.get_function_event_invoke_config(FunctionName=LETTERS, Qualifier=LIVE)
    ends(OnFailure=told["DestinationConfig"]["OnSuccess"])


def event_invoke_config_ends_gone():
    unwaited(DestinationConfig={})


def addressed(**words):
    functions.update_function_url_config(FunctionName=LETTERS, Qualifier=LIVE, **words)


def function_url_auth():
    addressed(AuthType="AWS_IAM")


def function_url_mode():
    addressed(InvokeMode="BUFFERED")


def function_url_cors():
    told = functions.get_function_url_config(FunctionName=LETTERS, Qualifier=LIVE)
    addressed(Cors={**told["Cors"], "MaxAge": 1})


def function_url_cors_gone():
    addressed(Cors={})


def filtered(**words):
    group = f"/aws/lambda/{MAIN}"
    [told] = logs.describe_subscription_filters(logGroupName=group)["subscriptionFilters"]
    kept = {name: told[name] for name in ("filterName", "filterPattern", "destinationArn")}
    logs.put_subscription_filter(logGroupName=group, **{**kept, **words})


def subscription_filter_pattern():
    filtered(filterPattern="")


def subscription_filter_destination():
    # Another alias of the function, which the service may call as well.
    arn = functions.create_alias(FunctionName=LETTERS, Name="other", FunctionVersion="1")["AliasArn"]
    functions.add_permission(
        FunctionName=LETTERS, Qualifier="other", StatementId="logs", Action="lambda:InvokeFunction", Principal="logs.amazonaws.com"
    )
    filtered(destinationArn=arn)


def inbox(**words):
    [api] = [one["ApiId"] for one in apis.get_apis()["Items"] if one["Name"] == "phantom-inbox"]
    found = apis.get_integrations(ApiId=api)["Items"]
    [one] = [one for one in found if one["RequestParameters"].get("QueueUrl", "").endswith(".fifo")]
    apis.update_integration(ApiId=api, IntegrationId=one["IntegrationId"], **words)


def service_integration_parameters():
    inbox(RequestParameters={"MessageGroupId": "one"})


def service_integration_parameters_gone():
    inbox(RequestParameters={"MessageDeduplicationId": ""})


def service_integration_parameters_added():
    inbox(RequestParameters={"DelaySeconds": "1"})


def service_integration_role():
    inbox(CredentialsArn=iam.get_role(RoleName="phantom-worker")["Role"]["Arn"])


def service_integration_timeout_ms():
    inbox(TimeoutInMillis=1000)


if __name__ == "__main__":
    globals()[sys.argv[1]]()
