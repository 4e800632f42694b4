"""Changes what guards, limits and logs the routes of an API behind the spec's back: one function a case, named KIND_ATTRIBUTE.

The names are those of `tests/whole/phantom/stack/main.hcl`.
"""
import sys

from phantom import LOGS, MAIN, api, apis, limits, logs, route, stage


def guarded(**words):
    apis.update_route(ApiId=api()["ApiId"], RouteId=route("GET /orders/{id}")["RouteId"], **words)


def route_authorization():
    guarded(AuthorizationType="NONE")


def route_authorizer():
    guarded(AuthorizerId=authorizer("others-jwt")["AuthorizerId"])


def route_scopes():
    guarded(AuthorizationScopes=["write", "root"])


def route_scopes_gone():
    guarded(AuthorizationScopes=[])


def route_limits(**words):
    told = apis.get_stage(ApiId=api()["ApiId"], StageName="$default")["RouteSettings"]
    key = "GET /orders/{id}"
    stage(RouteSettings={key: {**told[key], **words}})


def route_settings_rate():
    route_limits(ThrottlingRateLimit=9.0)


def route_settings_burst():
    route_limits(ThrottlingBurstLimit=9)


def authorizer(name):
    found = apis.get_authorizers(ApiId=api()["ApiId"])["Items"]
    return next(one for one in found if one["Name"] == name)


def authorized(name, **words):
    apis.update_authorizer(ApiId=api()["ApiId"], AuthorizerId=authorizer(name)["AuthorizerId"], **words)


def authorizer_identity():
    authorized("users-jwt", IdentitySource=["$request.querystring.token"])


def authorizer_issuer():
    told = authorizer("users-jwt")["JwtConfiguration"]
    authorized("users-jwt", JwtConfiguration={**told, "Issuer": "https://login.other.example"})


def authorizer_audience():
    told = authorizer("users-jwt")["JwtConfiguration"]
    authorized("users-jwt", JwtConfiguration={**told, "Audience": ["anyone"]})


def authorizer_uri():
    told = authorizer("keys-lambda")["AuthorizerUri"]
    authorized("keys-lambda", AuthorizerUri=told.replace("phantom-silent", MAIN))


def authorizer_payload_format():
    authorized("keys-lambda", AuthorizerPayloadFormatVersion="2.0")


def authorizer_simple():
    authorized("simple-lambda", EnableSimpleResponses=False)


def authorizer_ttl():
    authorized("keys-lambda", AuthorizerResultTtlInSeconds=60)


def api_stage_detailed_metrics():
    stage(DefaultRouteSettings={**limits(), "DetailedMetricsEnabled": False})


def access_log(**words):
    told = apis.get_stage(ApiId=api()["ApiId"], StageName="$default")["AccessLogSettings"]
    stage(AccessLogSettings={**told, **words})


def api_stage_access_log_group():
    told = logs.describe_log_groups(logGroupNamePrefix=LOGS)["logGroups"][0]["logGroupArn"]
    access_log(DestinationArn=told)


def api_stage_access_log_format():
    access_log(Format="$context.requestId")


def api_stage_access_log_gone():
    apis.delete_access_log_settings(ApiId=api()["ApiId"], StageName="$default")


if __name__ == "__main__":
    globals()[sys.argv[1]]()
