"""Objects with boto3, which Lambda's Python runtimes bring along; without it, enough for a local cloud."""
import os
import urllib.request
from urllib.parse import quote

try:
    import boto3

    s3 = boto3.client("s3")
except ImportError:
    s3 = None


def get(bucket, key):
    if s3:
        return s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    return plainly("GET", bucket, key)


def put(bucket, key, body):
    if s3:
        s3.put_object(Bucket=bucket, Key=key, Body=body)
    else:
        plainly("PUT", bucket, key, body)


def plainly(method, bucket, key, body=None):
    """A request that a local cloud takes, which verifies no signature. AWS would refuse it."""
    scope = f"local/20260101/{os.environ.get('AWS_REGION', 'us-east-1')}/s3/aws4_request"
    request = urllib.request.Request(
        f"{os.environ['AWS_ENDPOINT_URL']}/{bucket}/{quote(key)}",
        data=body,
        method=method,
        headers={"authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"},
    )
    with urllib.request.urlopen(request, timeout=5) as answer:
        return answer.read()
