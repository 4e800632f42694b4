"""Answers under an HTTPS address of its own."""


def hello(event, context):
    who = event.get("queryStringParameters", {}).get("name", "world")
    print("greeting", who)
    return {"greeting": f"hello, {who}"}


def secret(event, context):
    # Only callers with a signature get here; Lambda says who they are.
    caller = event["requestContext"]["authorizer"]["iam"]["accountId"]
    print("a caller of", caller)
    return {"account": caller}
