"""Changes topics and subscriptions behind the spec's back: one function a case, named KIND_ATTRIBUTE.

The names are those of `tests/whole/phantom/stack/topics.hcl`.
"""
import json
import sys

from house import client

sns = client("sns", retries=4)
ACCOUNT = client("sts").get_caller_identity()["Account"]
REGION = sns.meta.region_name


def topic(name="phantom-news"):
    return f"arn:aws:sns:{REGION}:{ACCOUNT}:{name}"


def subscription(protocol="lambda"):
    told = sns.list_subscriptions_by_topic(TopicArn=topic())["Subscriptions"]
    [found] = [one["SubscriptionArn"] for one in told if one["Protocol"] == protocol]
    return found


def attribute(name, value, arn=None):
    sns.set_topic_attributes(TopicArn=arn or topic(), AttributeName=name, AttributeValue=value)


def topic_display_name():
    attribute("DisplayName", "Somebody was here")


def topic_content_deduplication():
    attribute("ContentBasedDeduplication", "false", topic("phantom-ordered.fifo"))


def topic_key():
    attribute("KmsMasterKeyId", "alias/other")


def topic_policy():
    told = sns.get_topic_attributes(TopicArn=topic())["Attributes"]["Policy"]
    policy = json.loads(told)
    policy["Statement"].append(
        {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sns:Publish", "Resource": topic()}
    )
    attribute("Policy", json.dumps(policy))


def topic_tags():
    sns.tag_resource(ResourceArn=topic(), Tags=[{"Key": "tier", "Value": "back"}])


def topic_tags_gone():
    sns.untag_resource(ResourceArn=topic(), TagKeys=["tier"])


def subscribed(name, value, protocol="lambda"):
    sns.set_subscription_attributes(
        SubscriptionArn=subscription(protocol), AttributeName=name, AttributeValue=value
    )


def subscription_filter():
    subscribed("FilterPolicy", json.dumps({"kind": ["weather"]}))


def subscription_filter_gone():
    subscribed("FilterPolicy", "{}")


def subscription_filter_scope():
    subscribed("FilterPolicyScope", "MessageAttributes")


def subscription_raw():
    subscribed("RawMessageDelivery", "false", "sqs")


def subscription_dead_letter_arn():
    queue = f"arn:aws:sqs:{REGION}:{ACCOUNT}:phantom-jobs"
    subscribed("RedrivePolicy", json.dumps({"deadLetterTargetArn": queue}))


if __name__ == "__main__":
    globals()[sys.argv[1]]()
