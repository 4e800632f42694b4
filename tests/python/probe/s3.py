"""S3's buckets and what is set on them: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html"""
import datetime
import json

from house import client
from probe.calls import Probe
from probe.expect import ABSENT, among, about, like, without

s3 = Probe("s3")
OWNER = like("[0-9a-f]{64}")
LOST = {"Bucket": "probe-lost"}
OPEN = {name: False for name in ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")}
CORS = {"CORSRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["https://shop.example"], "MaxAgeSeconds": 60}]}
RULES = {"Rules": [{"ID": "a", "Status": "Enabled", "Filter": {"Prefix": "tmp/"}, "Expiration": {"Days": 1}}]}
OWNERSHIP = {"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]}
SSE = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}, "BucketKeyEnabled": True}]}
TAGS = {"TagSet": [{"Key": "team", "Value": "red"}]}
AES = {"ServerSideEncryptionConfiguration": {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}}


def bucket(name):
    s3.call("CreateBucket", {"Bucket": name})
    return {"Bucket": name}


def policy(name, **more):
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{name}/*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [{**statement, **more}]})


def check_buckets():
    one = {"Bucket": "probe-bucket"}
    s3.answers("CreateBucket", one, {"Location": "/probe-bucket"})
    s3.answers("HeadBucket", one, {"BucketRegion": "us-east-1"})
    s3.answers("ListBuckets", {}, {"Buckets": among("Name", "probe-bucket"), "Owner": {"ID": OWNER}})
    row = {"Name": "probe-bucket", "BucketRegion": "us-east-1", "CreationDate": datetime.datetime}
    s3.answers("ListBuckets", {"Prefix": "probe-b", "MaxBuckets": 5}, {"Buckets": [row], "Prefix": "probe-b"})
    # In its oldest region S3 answers no location at all.
    s3.answers("GetBucketLocation", one, {"LocationConstraint": lambda found: found is None})
    s3.does("DeleteBucket", one, gone=("ListObjectsV2", one, "NoSuchBucket", 404))
    s3.answers("ListBuckets", {}, {"Buckets": without("Name", "probe-bucket")})


def check_settings():
    """Each setting: what a new bucket has, what it has when it was put, and what is left when that was deleted."""
    one = bucket("probe-settings")
    on = {name: True for name in OPEN}
    for name, request, answer, first, last in [
        ("BucketTagging", {"Tagging": TAGS}, TAGS, "NoSuchTagSet", "NoSuchTagSet"),
        ("BucketCors", {"CORSConfiguration": CORS}, CORS, "NoSuchCORSConfiguration", "NoSuchCORSConfiguration"),
        (
            "PublicAccessBlock",
            {"PublicAccessBlockConfiguration": OPEN},
            {"PublicAccessBlockConfiguration": OPEN},
            {"PublicAccessBlockConfiguration": on},
            "NoSuchPublicAccessBlockConfiguration",
        ),
        (
            "BucketOwnershipControls",
            {"OwnershipControls": OWNERSHIP},
            {"OwnershipControls": OWNERSHIP},
            {"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}},
            "OwnershipControlsNotFoundError",
        ),
        ("BucketEncryption", {"ServerSideEncryptionConfiguration": SSE}, {"ServerSideEncryptionConfiguration": SSE}, AES, AES),
        ("BucketPolicy", {"Policy": policy("probe-settings")}, {"Policy": policy("probe-settings")}, "NoSuchBucketPolicy", "NoSuchBucketPolicy"),
    ]:
        read = ("Get" + name, one)
        expect(read, first)
        s3.does("Put" + name, {**one, **request}, sees=(*read, answer))
        s3.answers(*read, answer)
        if isinstance(last, str):
            s3.does("Delete" + name, one, gone=(*read, last, 404))
        else:
            s3.does("Delete" + name, one, sees=(*read, last))
    lifecycle = ("GetBucketLifecycleConfiguration", one)
    expect(lifecycle, "NoSuchLifecycleConfiguration")
    s3.call("PutBucketLifecycleConfiguration", {**one, "LifecycleConfiguration": RULES})
    s3.answers(*lifecycle, RULES)
    words = {**one, "LifecycleConfiguration": {"Rules": [{**RULES["Rules"][0], "Status": "Disabled"}]}}
    default = {"TransitionDefaultMinimumObjectSize": "all_storage_classes_128K"}
    s3.answers("PutBucketLifecycleConfiguration", words, default)
    s3.answers(*lifecycle, {"Rules": [{"ID": "a", "Status": "Disabled"}]})
    s3.does("DeleteBucketLifecycle", one, gone=(*lifecycle, "NoSuchLifecycleConfiguration", 404))


def expect(read, wanted):
    if isinstance(wanted, str):
        s3.refuses(*read, wanted, 404)
    else:
        s3.answers(*read, wanted)


def check_what_a_bucket_has_by_itself():
    one = bucket("probe-bare")
    s3.answers("GetBucketVersioning", one, {"Status": ABSENT, "MFADelete": ABSENT})
    on = {"VersioningConfiguration": {"Status": "Enabled"}}
    s3.does("PutBucketVersioning", {**one, **on}, sees=("GetBucketVersioning", one, {"Status": "Enabled"}))
    grants = [{"Grantee": {"Type": "CanonicalUser", "ID": OWNER}, "Permission": "FULL_CONTROL"}]
    s3.answers("GetBucketAcl", one, {"Owner": {"ID": OWNER}, "Grants": grants})
    s3.answers("GetBucketRequestPayment", one, {"Payer": "BucketOwner"})
    s3.answers("GetBucketAccelerateConfiguration", one, {"Status": ABSENT})
    s3.answers("GetBucketLogging", one, {"LoggingEnabled": ABSENT})
    s3.call("PutBucketPolicy", {**one, "Policy": policy("probe-bare")})
    s3.answers("GetBucketPolicyStatus", one, {"PolicyStatus": about({"IsPublic": False})})
    for operation, code in [
        ("GetBucketWebsite", "NoSuchWebsiteConfiguration"),
        ("GetBucketReplication", "ReplicationConfigurationNotFoundError"),
        ("GetObjectLockConfiguration", "ObjectLockConfigurationNotFoundError"),
    ]:
        s3.refuses(operation, one, code, 404)


def check_notifications():
    one = bucket("probe-told")
    arn = "arn:aws:sqs:us-east-1:000000000000:probe-told"
    allow = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": arn}
    text = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    client("sqs").create_queue(QueueName="probe-told", Attributes={"Policy": text})
    entry = {"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}
    document = {"QueueConfigurations": [entry], "EventBridgeConfiguration": {}}
    read = ("GetBucketNotificationConfiguration", one)
    s3.answers(*read, {"QueueConfigurations": ABSENT, "EventBridgeConfiguration": ABSENT})
    told = {"QueueConfigurations": [{**entry, "Id": str}], "EventBridgeConfiguration": {}}
    put = lambda configuration: {**one, "NotificationConfiguration": configuration}
    s3.does("PutBucketNotificationConfiguration", put(document), sees=(*read, told))
    closed = {"QueueConfigurations": [{**entry, "QueueArn": arn + "-closed"}]}
    odd = {"QueueConfigurations": [{**entry, "Events": ["s3:Dream"]}]}
    clash = {"QueueConfigurations": [entry, entry]}
    for configuration in (closed, odd, clash):
        s3.refuses("PutBucketNotificationConfiguration", put(configuration), "InvalidArgument", 400)


def check_refusals():
    one = bucket("probe-strict")
    full = bucket("probe-full")
    s3.call("PutObject", {**full, "Key": "k", "Body": b"v"})
    s3.refuses("DeleteBucket", full, "BucketNotEmpty", 409)
    s3.refuses("CreateBucket", {"Bucket": "examplebucket"}, "BucketAlreadyExists", 409)
    s3.refuses("CreateBucket", {"Bucket": "Upper-Case"}, "InvalidBucketName", 400)
    place = {"Bucket": "probe-nowhere", "CreateBucketConfiguration": {"LocationConstraint": "us-east-1"}}
    s3.refuses("CreateBucket", place, "InvalidLocationConstraint", 400)
    s3.refuses("HeadBucket", LOST, "404", 404)
    s3.refuses("PutBucketPolicy", {**one, "Policy": "{"}, "MalformedPolicy", 400)
    s3.refuses("PutBucketPolicy", {**one, "Policy": policy("probe-strict", Principal="*")}, "AccessDenied", 403)
    twice = {"TagSet": TAGS["TagSet"] * 2}
    s3.refuses("PutBucketTagging", {**one, "Tagging": twice}, "InvalidTag", 400)
    wrong = {"Rules": [{**RULES["Rules"][0], "Expiration": {"Days": 0}}]}
    s3.refuses("PutBucketLifecycleConfiguration", {**one, "LifecycleConfiguration": wrong}, "InvalidArgument", 400)
    none = {"Rules": [{"ID": "a", "Status": "Enabled", "Filter": {}}]}
    s3.refuses("PutBucketLifecycleConfiguration", {**one, "LifecycleConfiguration": none}, "InvalidRequest", 400)
    odd = {"CORSRules": [{"AllowedMethods": ["DREAM"], "AllowedOrigins": ["*"]}]}
    s3.refuses("PutBucketCors", {**one, "CORSConfiguration": odd}, "InvalidRequest", 400)
    versions = {"VersioningConfiguration": {"Status": "Perhaps"}}
    s3.refuses("PutBucketVersioning", {**one, **versions}, "MalformedXML", 400)


def check_buckets_that_are_not_there():
    key = {**LOST, "Key": "k"}
    source = {**LOST, "Key": "a"}
    s3.refusing(
        "NoSuchBucket",
        404,
        ("DeleteBucket", LOST),
        ("GetBucketLocation", LOST),
        ("GetBucketVersioning", LOST),
        ("PutBucketVersioning", {**LOST, "VersioningConfiguration": {"Status": "Enabled"}}),
        ("GetBucketTagging", LOST),
        ("PutBucketTagging", {**LOST, "Tagging": TAGS}),
        ("DeleteBucketTagging", LOST),
        ("GetPublicAccessBlock", LOST),
        ("PutPublicAccessBlock", {**LOST, "PublicAccessBlockConfiguration": OPEN}),
        ("DeletePublicAccessBlock", LOST),
        ("GetBucketEncryption", LOST),
        ("PutBucketEncryption", {**LOST, "ServerSideEncryptionConfiguration": SSE}),
        ("DeleteBucketEncryption", LOST),
        ("GetBucketOwnershipControls", LOST),
        ("PutBucketOwnershipControls", {**LOST, "OwnershipControls": OWNERSHIP}),
        ("DeleteBucketOwnershipControls", LOST),
        ("GetBucketPolicy", LOST),
        ("PutBucketPolicy", {**LOST, "Policy": policy("probe-lost")}),
        ("DeleteBucketPolicy", LOST),
        ("GetBucketPolicyStatus", LOST),
        ("GetBucketLifecycleConfiguration", LOST),
        ("PutBucketLifecycleConfiguration", {**LOST, "LifecycleConfiguration": RULES}),
        ("DeleteBucketLifecycle", LOST),
        ("GetBucketCors", LOST),
        ("PutBucketCors", {**LOST, "CORSConfiguration": CORS}),
        ("DeleteBucketCors", LOST),
        ("GetBucketNotificationConfiguration", LOST),
        ("PutBucketNotificationConfiguration", {**LOST, "NotificationConfiguration": {}}),
        ("GetBucketAcl", LOST),
        ("GetBucketRequestPayment", LOST),
        ("GetBucketAccelerateConfiguration", LOST),
        ("GetBucketLogging", LOST),
        ("GetBucketWebsite", LOST),
        ("GetBucketReplication", LOST),
        ("GetObjectLockConfiguration", LOST),
        ("ListObjects", LOST),
        ("ListObjectsV2", LOST),
        ("ListObjectVersions", LOST),
        ("ListMultipartUploads", LOST),
        ("PutObject", {**key, "Body": b""}),
        ("GetObject", key),
        ("GetObjectAttributes", {**key, "ObjectAttributes": ["ETag"]}),
        ("DeleteObject", key),
        ("DeleteObjects", {**LOST, "Delete": {"Objects": [{"Key": "k"}]}}),
        ("CopyObject", {**key, "CopySource": source}),
        ("GetObjectTagging", key),
        ("PutObjectTagging", {**key, "Tagging": TAGS}),
        ("DeleteObjectTagging", key),
        ("CreateMultipartUpload", key),
    )
