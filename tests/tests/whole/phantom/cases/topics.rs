//! Topics and their subscriptions.
use super::{Case, cases};

const TOPIC: &str = "topic.news";
const TRIGGER: &str = "trigger.topic.news";

pub(super) const CASES: &[Case] = cases! {
    topic_display_name: "topic" "display_name" at TOPIC => ["display_name"];
    topic_content_deduplication: "topic" "content_deduplication" at "topic.ordered" => ["content_deduplication"];
    topic_key: "topic" "key" at TOPIC => ["key"];
    topic_policy: "topic" "policy" at TOPIC => ["policy"];
    topic_tags: "topic" "tags" at TOPIC => ["tags.tier"];
    topic_tags_gone: "topic" "tags" at TOPIC => ["tags.tier"];
    subscription_filter: "subscription" "filter" at TRIGGER => ["filter"];
    // Without a filter SNS tells no scope.
    subscription_filter_gone: "subscription" "filter" at TRIGGER => ["filter_scope", "filter"];
    subscription_filter_scope: "subscription" "filter_scope" at TRIGGER => ["filter_scope"];
    subscription_raw: "subscription" "raw" at "trigger.topic.raw" => ["raw"];
    subscription_dead_letter_arn: "subscription" "dead_letter_arn" at TRIGGER => ["dead_letter_arn"];
};
