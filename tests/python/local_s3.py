"""Buckets and objects on the local cloud, as boto3 sees them."""
import hashlib
import io
import json
import threading
import urllib.request

from boto3.s3.transfer import TransferConfig
from botocore.config import Config

from house import ENDPOINT, REGION, client, function, holds, main, pages, refused, role, same, until, zipped

import boto3

s3 = client("s3")
ACCOUNT = "000000000000"


def bucket(name):
    s3.create_bucket(Bucket=name)
    return name


def body(name, key, **more):
    return s3.get_object(Bucket=name, Key=key, **more)["Body"].read()


def check_buckets_come_and_go():
    name = bucket("comes-and-goes")
    same(s3.create_bucket(Bucket=name)["Location"], f"/{name}")
    holds(s3.head_bucket(Bucket=name), BucketRegion=REGION, BucketArn=f"arn:aws:s3:::{name}")
    same(s3.get_bucket_location(Bucket=name).get("LocationConstraint"), None)
    assert name in [one["Name"] for one in s3.list_buckets()["Buckets"]]
    (found,) = s3.list_buckets(Prefix="comes-and", MaxBuckets=1)["Buckets"]
    holds(found, Name=name, BucketRegion=REGION)
    s3.put_object(Bucket=name, Key="k", Body=b"v")
    refused("BucketNotEmpty", s3.delete_bucket, status=409, Bucket=name)
    s3.delete_object(Bucket=name, Key="k")
    s3.delete_bucket(Bucket=name)
    refused("404", s3.head_bucket, status=404, Bucket=name)
    refused("NoSuchBucket", s3.list_objects_v2, status=404, Bucket=name)


def check_names_and_places_are_checked():
    loose = client("s3", validate=False)
    for name in ["Upper-Case", "two..dots", "192.168.0.1", "xn--odd", "ends-"]:
        refused("InvalidBucketName", loose.create_bucket, status=400, Bucket=name)
    refused("BucketAlreadyExists", s3.create_bucket, status=409, Bucket="examplebucket")
    refused(
        "InvalidLocationConstraint",
        loose.create_bucket,
        status=400,
        Bucket="nowhere",
        CreateBucketConfiguration={"LocationConstraint": "us-east-1"},
    )
    tags = [{"Key": "team", "Value": "checkout"}]
    s3.create_bucket(Bucket="tagged", CreateBucketConfiguration={"Tags": tags})
    same(s3.get_bucket_tagging(Bucket="tagged")["TagSet"], tags)


def check_an_object_comes_back_as_it_was():
    name = bucket("whole")
    data = b"\x00\xff" * 1000
    put = s3.put_object(
        Bucket=name,
        Key="a b/ü+&?.bin",
        Body=data,
        ContentType="image/png",
        CacheControl="no-store",
        Metadata={"who": "me"},
        Tagging="kind=photo&year=2026",
    )
    same(put["ETag"], '"%s"' % hashlib.md5(data).hexdigest())
    same(put["ServerSideEncryption"], "AES256")
    got = s3.get_object(Bucket=name, Key="a b/ü+&?.bin", ChecksumMode="ENABLED")
    same(got["Body"].read(), data)
    holds(got, ContentType="image/png", CacheControl="no-store", Metadata={"who": "me"}, ETag=put["ETag"])
    holds(got, ContentLength=2000, TagCount=2, ChecksumCRC32=put["ChecksumCRC32"], ChecksumType="FULL_OBJECT")
    head = s3.head_object(Bucket=name, Key="a b/ü+&?.bin")
    holds(head, ContentLength=2000, ContentType="image/png", ETag=put["ETag"])
    part = s3.get_object(Bucket=name, Key="a b/ü+&?.bin", Range="bytes=1-2")
    same((part["Body"].read(), part["ContentRange"]), (b"\xff\x00", "bytes 1-2/2000"))
    refused("InvalidRange", s3.get_object, status=416, Bucket=name, Key="a b/ü+&?.bin", Range="bytes=2000-")
    told = s3.get_object_attributes(
        Bucket=name, Key="a b/ü+&?.bin", ObjectAttributes=["ETag", "ObjectSize", "Checksum", "StorageClass"]
    )
    holds(told, ObjectSize=2000, ETag=put["ETag"].strip('"'), StorageClass="STANDARD")
    refused("NoSuchKey", s3.get_object, status=404, Bucket=name, Key="none")
    refused("404", s3.head_object, status=404, Bucket=name, Key="none")


def check_every_checksum_is_held_against_the_body():
    name = bucket("summed")
    for algorithm in ["CRC32", "SHA1", "SHA256"]:
        put = s3.put_object(Bucket=name, Key=algorithm, Body=b"hello", ChecksumAlgorithm=algorithm)
        assert put[f"Checksum{algorithm}"], put
        got = s3.get_object(Bucket=name, Key=algorithm, ChecksumMode="ENABLED")
        same(got[f"Checksum{algorithm}"], put[f"Checksum{algorithm}"])
    refused("BadDigest", s3.put_object, status=400, Bucket=name, Key="k", Body=b"hello", ChecksumCRC32="AAAAAA==")
    md5 = "XrY7u+Ae7tCTyyK7j1rNww=="
    refused("BadDigest", s3.put_object, status=400, Bucket=name, Key="k", Body=b"hello", ContentMD5=md5)
    refused("InvalidDigest", s3.put_object, status=400, Bucket=name, Key="k", Body=b"hello", ContentMD5="x")


def check_twelve_writers_of_one_key_have_one_winner():
    name = bucket("raced")
    start, told = threading.Barrier(12), []

    def race(number):
        start.wait()
        try:
            s3.put_object(Bucket=name, Key="lock", Body=str(number).encode(), IfNoneMatch="*")
            told.append(number)
        except s3.exceptions.ClientError as error:
            assert error.response["Error"]["Code"] in ("PreconditionFailed", "ConditionalRequestConflict"), error

    racers = [threading.Thread(target=race, args=(number,)) for number in range(12)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    same(len(told), 1)
    same(body(name, "lock"), str(told[0]).encode())


def check_conditions_hold():
    name = bucket("conditional")
    key = {"Bucket": name, "Key": "k"}
    refused("NoSuchKey", s3.put_object, status=404, **key, IfMatch='"x"')
    first = s3.put_object(**key, Body=b"1", IfNoneMatch="*")["ETag"]
    refused("PreconditionFailed", s3.put_object, status=412, **key, Body=b"2", IfNoneMatch="*")
    second = s3.put_object(**key, Body=b"2", IfMatch=first)["ETag"]
    refused("PreconditionFailed", s3.put_object, status=412, **key, Body=b"3", IfMatch=first)
    refused("PreconditionFailed", s3.get_object, status=412, **key, IfMatch=first)
    refused("304", s3.get_object, status=304, **key, IfNoneMatch=second)
    refused("304", s3.head_object, status=304, **key, IfNoneMatch=second)
    refused("412", s3.head_object, status=412, **key, IfMatch=first)
    refused("PreconditionFailed", s3.delete_object, status=412, **key, IfMatch=first)
    s3.delete_object(**key, IfMatch=second)
    refused("NoSuchKey", s3.get_object, status=404, **key)
    refused("NotImplemented", s3.put_object, status=501, **key, IfNoneMatch=first)


def check_lists_and_their_pages():
    name = bucket("listed")
    keys = [f"dir/{number}" for number in range(5)] + ["top", "z&z"]
    for key in keys:
        s3.put_object(Bucket=name, Key=key)
    found = pages(s3.get_paginator("list_objects_v2"), "Contents", Bucket=name, PaginationConfig={"PageSize": 3})
    same([len(page) for page in found], [3, 3, 1])
    same([one["Key"] for page in found for one in page], keys)
    grouped = s3.list_objects_v2(Bucket=name, Delimiter="/")
    same([one["Key"] for one in grouped["Contents"]], ["top", "z&z"])
    same(grouped["CommonPrefixes"], [{"Prefix": "dir/"}])
    same(grouped["KeyCount"], 3)
    older = pages(s3.get_paginator("list_objects"), "Contents", Bucket=name, PaginationConfig={"PageSize": 4})
    same([len(page) for page in older], [4, 3])
    same([one["Key"] for one in s3.list_objects_v2(Bucket=name, StartAfter="dir/3")["Contents"]][0], "dir/4")
    refused("InvalidArgument", s3.list_objects_v2, status=400, Bucket=name, ContinuationToken="x")
    told = s3.delete_objects(Bucket=name, Delete={"Objects": [{"Key": key} for key in keys]})
    same([one["Key"] for one in told["Deleted"]], keys)
    same(s3.list_objects_v2(Bucket=name)["KeyCount"], 0)


def check_versions():
    name = bucket("versioned")
    assert "Status" not in s3.get_bucket_versioning(Bucket=name)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    same(s3.get_bucket_versioning(Bucket=name)["Status"], "Enabled")
    one = s3.put_object(Bucket=name, Key="k", Body=b"1")["VersionId"]
    two = s3.put_object(Bucket=name, Key="k", Body=b"2")["VersionId"]
    marker = s3.delete_object(Bucket=name, Key="k")
    same(marker["DeleteMarker"], True)
    refused("NoSuchKey", s3.get_object, status=404, Bucket=name, Key="k")
    same(body(name, "k", VersionId=one), b"1")
    refused("MethodNotAllowed", s3.get_object, status=405, Bucket=name, Key="k", VersionId=marker["VersionId"])
    listed = s3.list_object_versions(Bucket=name)
    same([(each["VersionId"], each["IsLatest"]) for each in listed["Versions"]], [(two, False), (one, False)])
    same([each["VersionId"] for each in listed["DeleteMarkers"]], [marker["VersionId"]])
    found = pages(s3.get_paginator("list_object_versions"), "Versions", Bucket=name, PaginationConfig={"PageSize": 1})
    same([len(page) for page in found], [0, 1, 1])
    s3.delete_object(Bucket=name, Key="k", VersionId=marker["VersionId"])
    same(body(name, "k"), b"2")
    refused("BucketNotEmpty", s3.delete_bucket, status=409, Bucket=name)


def check_copies_and_tags():
    name = bucket("copied")
    s3.put_object(Bucket=name, Key="a/ü", Body=b"x", Metadata={"who": "me"}, Tagging="k=v")
    copied = s3.copy_object(Bucket=name, Key="b", CopySource={"Bucket": name, "Key": "a/ü"})
    same(copied["CopyObjectResult"]["ETag"], '"%s"' % hashlib.md5(b"x").hexdigest())
    same(s3.head_object(Bucket=name, Key="b")["Metadata"], {"who": "me"})
    same(s3.get_object_tagging(Bucket=name, Key="b")["TagSet"], [{"Key": "k", "Value": "v"}])
    same_again = {"Bucket": name, "Key": "b", "CopySource": {"Bucket": name, "Key": "b"}}
    refused("InvalidRequest", s3.copy_object, status=400, **same_again)
    s3.copy_object(**same_again, MetadataDirective="REPLACE", Metadata={"who": "you"})
    same(s3.head_object(Bucket=name, Key="b")["Metadata"], {"who": "you"})
    s3.put_object_tagging(Bucket=name, Key="b", Tagging={"TagSet": [{"Key": "n", "Value": "1"}]})
    same(s3.get_object_tagging(Bucket=name, Key="b")["TagSet"], [{"Key": "n", "Value": "1"}])
    s3.delete_object_tagging(Bucket=name, Key="b")
    same(s3.get_object_tagging(Bucket=name, Key="b")["TagSet"], [])
    eleven = {"TagSet": [{"Key": str(number), "Value": ""} for number in range(11)]}
    refused("BadRequest", s3.put_object_tagging, status=400, Bucket=name, Key="b", Tagging=eleven)


def check_uploads_in_parts():
    name = bucket("parts")
    large = bytes(6 * 1024 * 1024) + b"end"
    config = TransferConfig(multipart_threshold=5 * 1024 * 1024, multipart_chunksize=5 * 1024 * 1024)
    s3.upload_fileobj(io.BytesIO(large), name, "large", Config=config)
    got = s3.head_object(Bucket=name, Key="large", ChecksumMode="ENABLED")
    holds(got, ContentLength=len(large))
    assert got["ETag"].endswith('-2"'), got["ETag"]
    back = io.BytesIO()
    s3.download_fileobj(name, "large", back, Config=config)
    same(back.getvalue() == large, True)
    key = {"Bucket": name, "Key": "k"}
    upload = s3.create_multipart_upload(**key)["UploadId"]
    part = s3.upload_part(**key, UploadId=upload, PartNumber=1, Body=b"one")["ETag"]
    copied = s3.upload_part_copy(
        **key, UploadId=upload, PartNumber=2, CopySource={"Bucket": name, "Key": "large"}, CopySourceRange="bytes=0-9"
    )["CopyPartResult"]["ETag"]
    same([each["PartNumber"] for each in s3.list_parts(**key, UploadId=upload)["Parts"]], [1, 2])
    same([each["Key"] for each in s3.list_multipart_uploads(Bucket=name)["Uploads"]], ["k"])
    complete = lambda *parts: {
        **key,
        "UploadId": upload,
        "MultipartUpload": {"Parts": [{"PartNumber": number, "ETag": etag} for number, etag in parts]},
    }
    done = s3.complete_multipart_upload
    refused("EntityTooSmall", done, status=400, **complete((1, part), (2, copied)))
    refused("InvalidPartOrder", done, status=400, **complete((2, copied), (1, part)))
    refused("InvalidPart", done, status=400, **complete((1, '"x"')))
    s3.put_object(**key, Body=b"taken")
    refused("PreconditionFailed", done, status=412, **complete((1, part)), IfNoneMatch="*")
    done(**complete((1, part)))
    same(body(name, "k"), b"one")
    refused("NoSuchUpload", done, status=404, **complete((1, part)))
    upload = s3.create_multipart_upload(**key)["UploadId"]
    s3.abort_multipart_upload(**key, UploadId=upload)
    refused("NoSuchUpload", s3.list_parts, status=404, **key, UploadId=upload)


def check_settings_are_kept():
    name = bucket("settled")
    on = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True}
    same(s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"], on)
    (rule,) = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"]
    same(rule["ApplyServerSideEncryptionByDefault"], {"SSEAlgorithm": "AES256"})
    (rule,) = s3.get_bucket_ownership_controls(Bucket=name)["OwnershipControls"]["Rules"]
    same(rule, {"ObjectOwnership": "BucketOwnerEnforced"})
    cors = {
        "CORSRules": [
            {"AllowedMethods": ["GET", "PUT"], "AllowedOrigins": ["https://shop.example"], "MaxAgeSeconds": 60}
        ]
    }
    s3.put_bucket_cors(Bucket=name, CORSConfiguration=cors)
    same(s3.get_bucket_cors(Bucket=name)["CORSRules"], cors["CORSRules"])
    s3.delete_bucket_cors(Bucket=name)
    refused("NoSuchCORSConfiguration", s3.get_bucket_cors, status=404, Bucket=name)
    rules = [
        {"ID": "a", "Status": "Enabled", "Filter": {"Prefix": "tmp/"}, "Expiration": {"Days": 1}},
        {
            "ID": "b",
            "Status": "Disabled",
            "Filter": {"And": {"Prefix": "x", "Tags": [{"Key": "k", "Value": "v"}]}},
            "NoncurrentVersionExpiration": {"NoncurrentDays": 3},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
        },
    ]
    # An `And` with one tag and a prefix keeps the list of tags.
    put = s3.put_bucket_lifecycle_configuration
    put(Bucket=name, LifecycleConfiguration={"Rules": rules})
    same(s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"], rules)
    wrong = [{"ID": "a", "Status": "Enabled", "Filter": {}, "Expiration": {"Days": 0}}]
    refused("InvalidArgument", put, status=400, Bucket=name, LifecycleConfiguration={"Rules": wrong})
    none = [{"ID": "a", "Status": "Enabled", "Filter": {}}]
    refused("InvalidRequest", put, status=400, Bucket=name, LifecycleConfiguration={"Rules": none})
    s3.delete_bucket_lifecycle(Bucket=name)
    refused("NoSuchLifecycleConfiguration", s3.get_bucket_lifecycle_configuration, status=404, Bucket=name)
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": [{"Key": "a", "Value": "1"}]})
    tagging = client("resourcegroupstaggingapi")
    (found,) = tagging.get_resources(ResourceTypeFilters=["s3"], TagFilters=[{"Key": "a"}])["ResourceTagMappingList"]
    same(found["ResourceARN"], f"arn:aws:s3:::{name}")
    tagging.tag_resources(ResourceARNList=[f"arn:aws:s3:::{name}"], Tags={"b": "2"})
    same(len(s3.get_bucket_tagging(Bucket=name)["TagSet"]), 2)
    s3.delete_bucket_tagging(Bucket=name)
    refused("NoSuchTagSet", s3.get_bucket_tagging, status=404, Bucket=name)


def check_what_a_bucket_lacks_is_told():
    name = bucket("bare")
    refused("NoSuchWebsiteConfiguration", s3.get_bucket_website, status=404, Bucket=name)
    refused("ReplicationConfigurationNotFoundError", s3.get_bucket_replication, status=404, Bucket=name)
    refused("ObjectLockConfigurationNotFoundError", s3.get_object_lock_configuration, status=404, Bucket=name)
    same(s3.get_bucket_request_payment(Bucket=name)["Payer"], "BucketOwner")
    same(s3.get_bucket_acl(Bucket=name)["Grants"][0]["Permission"], "FULL_CONTROL")
    assert "LoggingEnabled" not in s3.get_bucket_logging(Bucket=name)
    refused("NotImplemented", s3.get_bucket_inventory_configuration, status=501, Bucket=name, Id="x")


def check_policies():
    name = bucket("guarded")
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{name}/*"}
    policy = lambda **more: json.dumps({"Version": "2012-10-17", "Statement": [{**statement, **more}]})
    refused("AccessDenied", s3.put_bucket_policy, status=403, Bucket=name, Policy=policy())
    for wrong in [{"Resource": "arn:aws:s3:::other/*"}, {"Action": "sqs:x"}, {"Principal": {"AWS": "nobody"}}]:
        refused("MalformedPolicy", s3.put_bucket_policy, status=400, Bucket=name, Policy=policy(**wrong))
    narrow = policy(Principal={"Service": "logging.s3.amazonaws.com"})
    s3.put_bucket_policy(Bucket=name, Policy=narrow)
    same(s3.get_bucket_policy(Bucket=name)["Policy"], narrow)
    same(s3.get_bucket_policy_status(Bucket=name)["PolicyStatus"]["IsPublic"], False)
    s3.delete_bucket_policy(Bucket=name)
    refused("NoSuchBucketPolicy", s3.get_bucket_policy, status=404, Bucket=name)
    s3.delete_public_access_block(Bucket=name)
    s3.put_bucket_policy(Bucket=name, Policy=policy())
    refused("NoSuchPublicAccessBlockConfiguration", s3.get_public_access_block, status=404, Bucket=name)


def check_a_presigned_link_is_all_a_browser_needs():
    name = bucket("linked")
    for version in ["s3v4", "s3"]:
        config = Config(signature_version=version, s3={"addressing_style": "path"})
        signer = boto3.client("s3", endpoint_url=ENDPOINT, region_name=REGION, config=config)
        put = signer.generate_presigned_url("put_object", Params={"Bucket": name, "Key": f"k {version}"})
        request = urllib.request.Request(put, data=b"by link", method="PUT", headers={"content-type": ""})
        with urllib.request.urlopen(request) as answer:
            same(answer.status, 200)
        get = signer.generate_presigned_url("get_object", Params={"Bucket": name, "Key": f"k {version}"})
        with urllib.request.urlopen(get) as answer:
            same(answer.read(), b"by link")


def check_the_bucket_may_be_in_the_host():
    name = bucket("hosted")
    port = ENDPOINT.rsplit(":", 1)[1].strip("/")
    config = Config(s3={"addressing_style": "virtual"})
    hosted = boto3.client("s3", endpoint_url=f"http://s3.localhost:{port}", region_name=REGION, config=config)
    hosted.meta.events.register(
        "before-send.s3", lambda request, **_: setattr(request, "url", local(request, port)) or None
    )
    hosted.put_object(Bucket=name, Key="k", Body=b"v")
    same(body(name, "k"), b"v")


def local(request, port):
    """Sends to this machine what is meant for a name that no resolver here knows; the host header stays."""
    host = request.url.split("/")[2]
    request.headers["Host"] = host
    return request.url.replace(host, f"127.0.0.1:{port}", 1)


def queue(name, source):
    sqs = client("sqs")
    arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"
    allow = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": source}, "StringEquals": {"aws:SourceAccount": ACCOUNT}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    return sqs.create_queue(QueueName=name, Attributes={"Policy": policy})["QueueUrl"], arn


def received(url):
    def ask():
        told = client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10)
        return [json.loads(one["Body"]) for one in told.get("Messages", [])]

    return until("a message", ask)


def check_a_queue_is_told():
    name = bucket("telling")
    put = s3.put_bucket_notification_configuration
    entry = lambda arn, *events, rules=(), **more: {
        "QueueArn": arn,
        "Events": list(events),
        **({"Filter": {"Key": {"FilterRules": [{"Name": n, "Value": v} for n, v in rules]}}} if rules else {}),
        **more,
    }
    document = lambda *entries: {"QueueConfigurations": list(entries)}
    _, closed = queue("closed", "arn:aws:s3:::other")
    created = "s3:ObjectCreated:*"
    wrong = document(entry(closed, created))
    told = refused("InvalidArgument", put, status=400, Bucket=name, NotificationConfiguration=wrong)
    same(told["Error"]["Message"], "Unable to validate the following destination configurations")
    url, arn = queue("told", f"arn:aws:s3:::{name}")
    clash = document(entry(arn, created), entry(arn, "s3:ObjectCreated:Put", rules=[("prefix", "a")]))
    refused("InvalidArgument", put, status=400, Bucket=name, NotificationConfiguration=clash)
    put(
        Bucket=name,
        NotificationConfiguration={
            **document(entry(arn, created, rules=[("prefix", "in/"), ("suffix", ".jpg")], Id="mine")),
            "EventBridgeConfiguration": {},
        },
    )
    kept = s3.get_bucket_notification_configuration(Bucket=name)
    same(kept["QueueConfigurations"][0]["Id"], "mine")
    same(kept["EventBridgeConfiguration"], {})
    same(received(url)[0]["Event"], "s3:TestEvent")
    s3.put_object(Bucket=name, Key="out/a.jpg", Body=b"x")
    s3.put_object(Bucket=name, Key="in/a b.jpg", Body=b"hello")
    (record,) = received(url)[0]["Records"]
    holds(record, eventName="ObjectCreated:Put", eventSource="aws:s3", eventVersion="2.1", awsRegion=REGION)
    holds(record["s3"]["object"], key="in/a+b.jpg", size=5, eTag=hashlib.md5(b"hello").hexdigest())
    holds(record["s3"]["bucket"], name=name, arn=f"arn:aws:s3:::{name}")
    put(Bucket=name, NotificationConfiguration={})
    assert "QueueConfigurations" not in s3.get_bucket_notification_configuration(Bucket=name)


def check_a_function_is_named_only_with_its_permission():
    name = bucket("invoking")
    made = function("on-object", role("on-object"))
    entry = {"LambdaFunctionArn": made["FunctionArn"], "Events": ["s3:ObjectCreated:Put"]}
    put = lambda **more: s3.put_bucket_notification_configuration(
        Bucket=name, NotificationConfiguration={"LambdaFunctionConfigurations": [{**entry, **more}]}
    )
    refused("InvalidArgument", put, status=400)
    client("lambda").add_permission(
        FunctionName="on-object",
        StatementId="s3",
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceArn=f"arn:aws:s3:::{name}",
        SourceAccount=ACCOUNT,
    )
    put()
    (kept,) = s3.get_bucket_notification_configuration(Bucket=name)["LambdaFunctionConfigurations"]
    assert kept["Id"], kept
    s3.put_object(Bucket=name, Key="k", Body=b"x")
    logs = client("logs")

    def ran():
        try:
            told = logs.filter_log_events(logGroupName="/aws/lambda/on-object")["events"]
        except logs.exceptions.ResourceNotFoundException:
            return None
        return [one for one in told if one["message"].startswith("REPORT")]

    until("the function ran", ran)


def check_code_comes_from_a_bucket():
    name = bucket("code")
    data = zipped({"app.py": "def handler(event, context):\n    return 'from a bucket'\n"})
    s3.put_object(Bucket=name, Key="f.zip", Body=data)
    made = function("stored", role("stored"), Code={"S3Bucket": name, "S3Key": "f.zip"})
    same(made["CodeSize"], len(data))
    answer = client("lambda").invoke(FunctionName="stored")["Payload"].read()
    same(json.loads(answer), "from a bucket")
    update = client("lambda").update_function_code
    wrong = {"FunctionName": "stored", "S3Bucket": name, "S3Key": "none"}
    told = refused("InvalidParameterValueException", update, status=400, **wrong)
    assert "S3 Error Code: NoSuchKey" in told["Error"]["Message"], told


main()
