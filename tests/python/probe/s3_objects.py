"""S3's objects, versions and uploads in parts."""
import base64
import datetime
import hashlib

from probe.expect import ABSENT, about, like, names
from probe.s3 import bucket, s3

LARGE = bytes(5 * 1024 * 1024)


def etag(data):
    return f'"{hashlib.md5(data).hexdigest()}"'


def body(text):
    """A body that reads so."""
    return lambda found: found.read() == text


def check_objects():
    one = bucket("probe-objects")
    key = {**one, "Key": "a b/ü+&.txt"}
    more = {"ContentType": "text/plain", "CacheControl": "no-store", "Metadata": {"who": "me"}}
    put = {**key, "Body": b"hello", **more, "Tagging": "team=red"}
    sha = base64.b64encode(hashlib.sha256(b"hello").digest()).decode()
    stored = {"ETag": etag(b"hello"), "ServerSideEncryption": "AES256", "VersionId": ABSENT, "ChecksumSHA256": sha}
    s3.answers("PutObject", {**put, "ChecksumAlgorithm": "SHA256"}, stored)
    told = {**more, "ContentLength": 5, "ETag": etag(b"hello"), "LastModified": datetime.datetime, "AcceptRanges": "bytes"}
    whole = {**told, "Body": body(b"hello"), "TagCount": 1, "ChecksumSHA256": sha}
    s3.answers("GetObject", {**key, "ChecksumMode": "ENABLED"}, whole)
    part = {"Body": body(b"ell"), "ContentRange": "bytes 1-3/5", "ContentLength": 3}
    s3.answers("GetObject", {**key, "Range": "bytes=1-3"}, part)
    s3.answers("HeadObject", key, told)
    known = {"ETag": etag(b"hello").strip('"'), "ObjectSize": 5, "StorageClass": "STANDARD"}
    s3.answers("GetObjectAttributes", {**key, "ObjectAttributes": ["ETag", "ObjectSize", "StorageClass"]}, known)
    tags = {"TagSet": [{"Key": "team", "Value": "red"}]}
    read = ("GetObjectTagging", key)
    s3.answers(*read, tags)
    tags = {"TagSet": [{"Key": "team", "Value": "blue"}]}
    s3.does("PutObjectTagging", {**key, "Tagging": tags}, sees=(*read, tags))
    s3.does("DeleteObjectTagging", key, sees=(*read, {"TagSet": []}))
    copy = {**one, "Key": "copy", "CopySource": {**one, "Key": key["Key"]}}
    copied = {"ETag": etag(b"hello"), "LastModified": datetime.datetime}
    s3.answers("CopyObject", copy, {"CopyObjectResult": copied})
    s3.answers("GetObject", {**one, "Key": "copy"}, {"Body": body(b"hello"), "Metadata": {"who": "me"}})
    s3.does("DeleteObject", key, gone=("GetObject", key, "NoSuchKey", 404))
    both = {"Objects": [{"Key": "copy"}, {"Key": "never there"}]}
    deleted = names("Key", "copy", "never there")
    s3.answers("DeleteObjects", {**one, "Delete": both}, {"Deleted": deleted, "Errors": ABSENT})
    s3.answers("ListObjectsV2", one, {"KeyCount": 0, "Contents": ABSENT})


def check_lists():
    one = bucket("probe-listed")
    for key in ("a/1", "a/2", "b", "c"):
        s3.call("PutObject", {**one, "Key": key, "Body": key.encode()})
    entry = {"Key": "b", "Size": 1, "ETag": etag(b"b"), "StorageClass": "STANDARD", "LastModified": datetime.datetime}
    grouped = {"Contents": [entry, {"Key": "c"}], "CommonPrefixes": [about({"Prefix": "a/"})], "KeyCount": 3}
    s3.answers("ListObjectsV2", {**one, "Delimiter": "/"}, {**grouped, "Name": "probe-listed", "IsTruncated": False})
    first = {"Contents": names("Key", "a/1", "a/2", "b"), "IsTruncated": True, "NextContinuationToken": str}
    page = s3.answers("ListObjectsV2", {**one, "MaxKeys": 3}, first)
    rest = {"Contents": [{"Key": "c"}], "IsTruncated": False, "NextContinuationToken": ABSENT}
    s3.answers("ListObjectsV2", {**one, "ContinuationToken": page["NextContinuationToken"]}, rest)
    s3.answers("ListObjects", {**one, "Prefix": "a/", "MaxKeys": 1}, {"Contents": [{"Key": "a/1"}], "IsTruncated": True})
    s3.answers("ListObjects", {**one, "Marker": "a/2"}, {"Contents": names("Key", "b", "c"), "Marker": "a/2"})
    s3.refuses("ListObjectsV2", {**one, "ContinuationToken": "rubbish"}, "InvalidArgument", 400)
    s3.refuses("ListObjectsV2", {**one, "MaxKeys": -1}, "InvalidArgument", 400)


def check_versions():
    one = bucket("probe-versions")
    s3.call("PutBucketVersioning", {**one, "VersioningConfiguration": {"Status": "Enabled"}})
    key = {**one, "Key": "k"}
    old = s3.answers("PutObject", {**key, "Body": b"1"}, {"VersionId": like(r"\S{32}")})["VersionId"]
    new = s3.call("PutObject", {**key, "Body": b"2"})["VersionId"]
    marker = s3.answers("DeleteObject", key, {"DeleteMarker": True, "VersionId": str})["VersionId"]
    row = {"Key": "k", "IsLatest": False, "Size": 1}
    told = {
        "Versions": [{**row, "VersionId": new}, {**row, "VersionId": old}],
        "DeleteMarkers": [{"Key": "k", "VersionId": marker, "IsLatest": True}],
    }
    s3.answers("ListObjectVersions", one, told)
    s3.answers("GetObject", {**key, "VersionId": old}, {"Body": body(b"1"), "VersionId": old})
    s3.refuses("GetObject", key, "NoSuchKey", 404)
    s3.refuses("GetObject", {**key, "VersionId": marker}, "MethodNotAllowed", 405)
    s3.refuses("GetObject", {**key, "VersionId": "x" * 32}, "NoSuchVersion", 404)
    s3.answers("DeleteObject", {**key, "VersionId": marker}, {"DeleteMarker": True, "VersionId": marker})
    s3.answers("GetObject", key, {"Body": body(b"2"), "VersionId": new})


def check_uploads():
    one = bucket("probe-parts")
    key = {**one, "Key": "k"}
    s3.call("PutObject", {**one, "Key": "source", "Body": b"0123456789"})
    upload = s3.answers("CreateMultipartUpload", key, {**key, "UploadId": str})["UploadId"]
    this = {**key, "UploadId": upload}
    s3.answers("UploadPart", {**this, "PartNumber": 1, "Body": LARGE}, {"ETag": etag(LARGE)})
    source = {"CopySource": {**one, "Key": "source"}, "CopySourceRange": "bytes=2-4"}
    s3.answers("UploadPartCopy", {**this, "PartNumber": 2, **source}, {"CopyPartResult": {"ETag": etag(b"234")}})
    parts = [{"PartNumber": 1, "Size": len(LARGE), "ETag": etag(LARGE)}, {"PartNumber": 2, "Size": 3}]
    s3.answers("ListParts", this, {"Parts": parts, "IsTruncated": False, "UploadId": upload})
    s3.answers("ListMultipartUploads", one, {"Uploads": [{"Key": "k", "UploadId": upload}]})
    done = lambda *rows: {**this, "MultipartUpload": {"Parts": [{"PartNumber": n, "ETag": tag} for n, tag in rows]}}
    first, second = (1, etag(LARGE)), (2, etag(b"234"))
    s3.refuses("CompleteMultipartUpload", done(second, first), "InvalidPartOrder", 400)
    s3.refuses("CompleteMultipartUpload", done((1, '"x"')), "InvalidPart", 400)
    s3.refuses("CompleteMultipartUpload", done(), "MalformedXML", 400)
    digests = hashlib.md5(LARGE).digest() + hashlib.md5(b"234").digest()
    whole = {**key, "ETag": f'"{hashlib.md5(digests).hexdigest()}-2"'}
    s3.answers("CompleteMultipartUpload", done(first, second), whole)
    s3.answers("HeadObject", key, {"ContentLength": len(LARGE) + 3, "ETag": whole["ETag"]})
    other = {**key, "UploadId": s3.call("CreateMultipartUpload", key)["UploadId"]}
    s3.does("AbortMultipartUpload", other, gone=("ListParts", other, "NoSuchUpload", 404))
    small = {**key, "UploadId": s3.call("CreateMultipartUpload", key)["UploadId"]}
    rows = []
    for number in (1, 2):
        tag = s3.call("UploadPart", {**small, "PartNumber": number, "Body": b"x"})["ETag"]
        rows.append({"PartNumber": number, "ETag": tag})
    s3.refuses("CompleteMultipartUpload", {**small, "MultipartUpload": {"Parts": rows}}, "EntityTooSmall", 400)
    s3.refusing(
        "NoSuchUpload",
        404,
        ("UploadPart", {**other, "PartNumber": 1, "Body": b"x"}),
        ("UploadPartCopy", {**other, "PartNumber": 1, **source}),
        ("CompleteMultipartUpload", {**other, "MultipartUpload": {"Parts": rows}}),
        ("AbortMultipartUpload", other),
        ("ListParts", other),
    )
    s3.refuses("UploadPart", {**small, "PartNumber": 10001, "Body": b"x"}, "InvalidArgument", 400)


def check_refusals():
    one = bucket("probe-objects-strict")
    key = {**one, "Key": "k"}
    tag = s3.call("PutObject", {**key, "Body": b"v"})["ETag"]
    lost = {**one, "Key": "lost"}
    self = {**key, "CopySource": key}
    s3.refusing(
        "NoSuchKey",
        404,
        ("GetObject", lost),
        ("GetObjectAttributes", {**lost, "ObjectAttributes": ["ETag"]}),
        ("CopyObject", {**key, "CopySource": lost}),
        ("GetObjectTagging", lost),
        ("PutObjectTagging", {**lost, "Tagging": {"TagSet": []}}),
        ("PutObject", {**lost, "Body": b"", "IfMatch": '"x"'}),
    )
    s3.refusing(
        "PreconditionFailed",
        412,
        ("PutObject", {**key, "Body": b"w", "IfNoneMatch": "*"}),
        ("PutObject", {**key, "Body": b"w", "IfMatch": '"x"'}),
        ("GetObject", {**key, "IfMatch": '"x"'}),
        ("DeleteObject", {**key, "IfMatch": '"x"'}),
        ("CopyObject", {**one, "Key": "c", "CopySource": key, "CopySourceIfMatch": '"x"'}),
    )
    s3.refuses("HeadObject", lost, "404", 404)
    s3.refuses("HeadObject", {**key, "IfMatch": '"x"'}, "412", 412)
    s3.refuses("GetObject", {**key, "IfNoneMatch": tag}, "304", 304)
    s3.refuses("GetObject", {**key, "Range": "bytes=9-"}, "InvalidRange", 416)
    s3.refuses("PutObject", {**key, "Body": b"v", "ContentMD5": "x"}, "InvalidDigest", 400)
    s3.refuses("PutObject", {**key, "Body": b"v", "ContentMD5": "XrY7u+Ae7tCTyyK7j1rNww=="}, "BadDigest", 400)
    s3.refuses("PutObject", {**key, "Body": b"v", "ChecksumCRC32": "AAAAAA=="}, "BadDigest", 400)
    s3.refuses("PutObject", {**one, "Key": "k" * 1025, "Body": b"v"}, "KeyTooLongError", 400)
    s3.refuses("PutObject", {**key, "Body": b"v", "StorageClass": "ATTIC"}, "InvalidStorageClass", 400)
    s3.refuses("CopyObject", self, "InvalidRequest", 400)
    eleven = {"TagSet": [{"Key": str(number), "Value": ""} for number in range(11)]}
    s3.refuses("PutObjectTagging", {**key, "Tagging": eleven}, "BadRequest", 400)
    s3.refuses("DeleteObjects", {**one, "Delete": {"Objects": []}}, "MalformedXML", 400)
