//! `ListTopics` and `ListSubscriptions`, 100 a page.
use super::{Subscriptions, Topics};
use crate::clients::Clients;
use crate::errors::Failure;

pub(crate) async fn load(reads: &Clients) -> Result<Topics, Failure> {
    let mut pages = reads.sns.list_topics().into_paginator().items().send();
    let mut found = Topics::new();
    while let Some(topic) = pages.next().await {
        found.extend(topic?.topic_arn);
    }
    Ok(found)
}

pub(crate) async fn subscriptions(reads: &Clients) -> Result<Subscriptions, Failure> {
    let mut pages = reads.sns.list_subscriptions().into_paginator().items().send();
    let mut found = Subscriptions::new();
    while let Some(one) = pages.next().await {
        let one = one?;
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let key = (text(one.topic_arn()), text(one.protocol()), text(one.endpoint()));
        found.insert(key, text(one.subscription_arn()));
    }
    Ok(found)
}
