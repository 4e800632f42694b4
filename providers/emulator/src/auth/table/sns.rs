//! SNS.

use super::super::need::{On, Row, Source, need, row};

const TOPIC: On = On::Each("TopicArn");
const NAMED: On = On::Arn("arn:aws:sns:{region}:{account}:{Name}");
const RESOURCE: On = On::Each("ResourceArn");
const SUBSCRIBED: &[(&str, Source)] =
    &[("sns:Protocol", Source::At("Protocol")), ("sns:Endpoint", Source::At("Endpoint"))];

pub(super) const ROWS: &[Row] = &[
    row(
        "CreateTopic",
        &[need("sns:CreateTopic", NAMED), need("sns:TagResource", NAMED).given("Tags")],
    ),
    row("DeleteTopic", &[need("sns:DeleteTopic", TOPIC)]),
    row("GetTopicAttributes", &[need("sns:GetTopicAttributes", TOPIC)]),
    row("SetTopicAttributes", &[need("sns:SetTopicAttributes", TOPIC)]),
    row("ListTopics", &[need("sns:ListTopics", On::Nothing)]),
    row("AddPermission", &[need("sns:AddPermission", TOPIC)]),
    row("RemovePermission", &[need("sns:RemovePermission", TOPIC)]),
    row("Subscribe", &[need("sns:Subscribe", TOPIC).with(SUBSCRIBED)]),
    row("ConfirmSubscription", &[need("sns:ConfirmSubscription", TOPIC)]),
    row("Unsubscribe", &[need("sns:Unsubscribe", On::Nothing)]),
    row("GetSubscriptionAttributes", &[need("sns:GetSubscriptionAttributes", On::Nothing)]),
    row("SetSubscriptionAttributes", &[need("sns:SetSubscriptionAttributes", On::Nothing)]),
    row("ListSubscriptions", &[need("sns:ListSubscriptions", On::Nothing)]),
    row("ListSubscriptionsByTopic", &[need("sns:ListSubscriptionsByTopic", TOPIC)]),
    row(
        "Publish",
        &[need("sns:Publish", On::Each("TopicArn")), need("sns:Publish", On::Each("TargetArn"))],
    ),
    row("PublishBatch", &[need("sns:Publish", TOPIC)]),
    row("TagResource", &[need("sns:TagResource", RESOURCE)]),
    row("UntagResource", &[need("sns:UntagResource", RESOURCE)]),
    row("ListTagsForResource", &[need("sns:ListTagsForResource", RESOURCE)]),
    row("GetDataProtectionPolicy", &[need("sns:GetDataProtectionPolicy", RESOURCE)]),
    row("PutDataProtectionPolicy", &[need("sns:PutDataProtectionPolicy", RESOURCE)]),
];
