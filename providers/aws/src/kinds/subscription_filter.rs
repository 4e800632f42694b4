//! Subscription filters of log groups. `Put` writes a whole one.
use super::{attrs, seen, text};
use crate::attempt::{Done, Outcome, Writer};
use crate::errors::Failure;
use crate::observation::{Observation, key};
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::subscription_filter::SubscriptionFilter;
use cutover_schemas::snapshot::{Ownership, Sight};
use cutover_schemas::value::Value;

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let (Some(group), Some(name)) = (key(wanted, "log_group"), key(wanted, "name")) else {
        return Ok(Sight::Absent);
    };
    if o.bulk() {
        let there = o.log_groups_like(group).await?.contains_key(group);
        return Ok(if there { Sight::Listed } else { Sight::Absent });
    }
    let call = o.reads.logs.describe_subscription_filters().log_group_name(group);
    let told = call.filter_name_prefix(name).send().await?;
    let found = told.subscription_filters().iter().find(|one| one.filter_name() == Some(name));
    Ok(found.map_or(Sight::Absent, |found| {
        let live = attrs([
            ("log_group", Value::text(group)),
            ("name", Value::text(name)),
            ("pattern", text(found.filter_pattern())),
            ("destination", text(found.destination_arn())),
        ]);
        seen(KindName::SubscriptionFilter, live, None, Ownership::Parent)
    }))
}

pub(crate) async fn put(w: &Writer<'_>) -> Outcome {
    let wanted: SubscriptionFilter = w.typed()?;
    let call = w.clients.logs.put_subscription_filter().log_group_name(wanted.log_group);
    call.filter_name(wanted.name)
        .filter_pattern(wanted.pattern)
        .destination_arn(wanted.destination.0)
        .send()
        .await?;
    Ok(Done::default())
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    let call = w.clients.logs.delete_subscription_filter().log_group_name(w.text("log_group")?);
    call.filter_name(w.text("name")?).send().await?;
    Ok(Done::default())
}
