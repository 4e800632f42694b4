"""Changes data streams behind the spec's back: one function a case, named KIND_ATTRIBUTE.

The names are those of `tests/whole/phantom/stack/streams.hcl`.
"""
import sys

from house import client, until

CLICKS, KEY = "phantom-clicks", "alias/aws/kinesis"

kinesis = client("kinesis", retries=4)


def described():
    return kinesis.describe_stream_summary(StreamName=CLICKS)["StreamDescriptionSummary"]


def settled():
    """Waits until the stream is neither being made nor being changed."""

    def rests():
        one = described()
        return one if one["StreamStatus"] == "ACTIVE" else None

    return until("the stream rests", rests)


def changed(operation, **words):
    settled()
    getattr(kinesis, operation)(**words)
    return settled()


def stream_mode():
    arn = described()["StreamARN"]
    changed("update_stream_mode", StreamARN=arn, StreamModeDetails={"StreamMode": "ON_DEMAND"})


def stream_shards():
    changed("update_shard_count", StreamName=CLICKS, TargetShardCount=4, ScalingType="UNIFORM_SCALING")


def stream_retention():
    changed("increase_stream_retention_period", StreamName=CLICKS, RetentionPeriodHours=72)


def stream_encryption_key():
    changed("stop_stream_encryption", StreamName=CLICKS, EncryptionType="KMS", KeyId=KEY)
    changed("start_stream_encryption", StreamName=CLICKS, EncryptionType="KMS", KeyId="alias/other")


def stream_encryption_key_gone():
    changed("stop_stream_encryption", StreamName=CLICKS, EncryptionType="KMS", KeyId=KEY)


def stream_tags():
    kinesis.tag_resource(ResourceARN=described()["StreamARN"], Tags={"tier": "none"})


def stream_tags_gone():
    kinesis.untag_resource(ResourceARN=described()["StreamARN"], TagKeys=["tier"])


if __name__ == "__main__":
    globals()[sys.argv[1]]()
