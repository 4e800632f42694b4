"""Changes one attribute of a live bucket, or of an entry in its notifications, behind the spec's back.

    phantom_buckets.py bucket_versioning

The names are those of `tests/whole/phantom/stack/buckets.hcl`.
"""
import json
import sys

from house import client

BUCKET = "phantom-pictures"

s3 = client("s3", retries=4)
functions = client("lambda", retries=4)


def settings(name, **words):
    getattr(s3, name)(Bucket=BUCKET, **words)


def bucket_versioning():
    settings("put_bucket_versioning", VersioningConfiguration={"Status": "Suspended"})


def bucket_encryption_key():
    usual = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "arn:aws:kms:us-east-1:000000000000:key/2"}
    rules = {"Rules": [{"ApplyServerSideEncryptionByDefault": usual}]}
    settings("put_bucket_encryption", ServerSideEncryptionConfiguration=rules)


def bucket_encryption_key_gone():
    settings("delete_bucket_encryption")


PARTS = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"]


def bucket_block_public_access():
    settings("put_public_access_block", PublicAccessBlockConfiguration={part: True for part in PARTS})


def bucket_block_public_access_in_part():
    settings("put_public_access_block", PublicAccessBlockConfiguration={"BlockPublicAcls": True})


def bucket_lifecycle():
    told = s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]
    told[0]["Transitions"] = [{"Days": 3, "StorageClass": "GLACIER"}]
    settings("put_bucket_lifecycle_configuration", LifecycleConfiguration={"Rules": told})


def bucket_lifecycle_gone():
    settings("delete_bucket_lifecycle")


def bucket_cors():
    told = s3.get_bucket_cors(Bucket=BUCKET)["CORSRules"]
    told[0]["MaxAgeSeconds"] = 60
    settings("put_bucket_cors", CORSConfiguration={"CORSRules": told})


def bucket_cors_gone():
    settings("delete_bucket_cors")


def bucket_policy():
    told = json.loads(s3.get_bucket_policy(Bucket=BUCKET)["Policy"])
    told["Statement"][0]["Action"] = ["s3:GetObject", "s3:PutObject"]
    settings("put_bucket_policy", Policy=json.dumps(told))


def bucket_policy_gone():
    settings("delete_bucket_policy")


def bucket_tagged(**tags):
    told = {one["Key"]: one["Value"] for one in s3.get_bucket_tagging(Bucket=BUCKET)["TagSet"]}
    told.update(tags)
    settings("put_bucket_tagging", Tagging={"TagSet": [{"Key": key, "Value": told[key]} for key in told]})


def bucket_tags():
    bucket_tagged(tier="none")


def bucket_tags_added():
    bucket_tagged(seen="yes")


def notified(change):
    """Changes our entry in the bucket's notifications; the others stay."""
    told = s3.get_bucket_notification_configuration(Bucket=BUCKET)
    del told["ResponseMetadata"]
    change(told["LambdaFunctionConfigurations"][0])
    settings("put_bucket_notification_configuration", NotificationConfiguration=told, SkipDestinationValidation=True)


def notification_target_arn():
    arn = functions.get_function_configuration(FunctionName="phantom-main")["FunctionArn"]
    notified(lambda entry: entry.update(LambdaFunctionArn=arn))


def notification_events():
    notified(lambda entry: entry.update(Events=["s3:ObjectCreated:*"]))


def filtered(name, value):
    def change(entry):
        (rule,) = [one for one in entry["Filter"]["Key"]["FilterRules"] if one["Name"].lower() == name]
        rule["Value"] = value

    notified(change)


def notification_prefix():
    filtered("prefix", "elsewhere/")


def notification_suffix():
    filtered("suffix", ".png")


if __name__ == "__main__":
    globals()[sys.argv[1]]()
