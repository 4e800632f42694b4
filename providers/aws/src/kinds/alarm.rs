//! CloudWatch alarms, on metrics and on other alarms. `Put` replaces the whole, so whatever changes, everything is sent;
//! only tags count when an alarm is made, and never again.
use super::{attrs, int, seen, text, texts};
use crate::attempt::{Done, Outcome, Writer, narrow};
use crate::errors::Failure;
use crate::names::alarm_arn;
use crate::observation::{Observation, key};
use crate::tags::{self, Tags};
use aws_sdk_cloudwatch::types::{
    ComparisonOperator, CompositeAlarm as FoundComposite, Dimension, MetricAlarm as Found,
    Statistic, Tag,
};
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::alarm::{Alarm, STATISTICS};
use cutover_schemas::kinds::composite_alarm::CompositeAlarm;
use cutover_schemas::snapshot::Sight;
use cutover_schemas::table::ArnText;
use cutover_schemas::value::{Attrs, Float, Value};
use std::collections::BTreeSet;

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let Some(name) = key(wanted, "name") else {
        return Ok(Sight::Absent);
    };
    let alarms = o.alarms_like(name).await?;
    let found = match wanted.kind {
        KindName::CompositeAlarm => alarms.composite.get(name).map(read_composite),
        _ => alarms.metric.get(name).map(read),
    };
    let Some(mut live) = found else {
        return Ok(Sight::Absent);
    };
    let arn = alarm_arn(o.identity, name);
    let tags = if o.bulk() {
        let tagged = o.tagged().await.ok();
        match tagged.as_ref().and_then(|all| all.get(&arn)) {
            Some(tags) => tags.clone(),
            None => return Ok(Sight::Listed),
        }
    } else {
        tags_of(o, &arn).await?
    };
    live.insert("name".into(), Value::text(name));
    live.insert("arn".into(), Value::text(arn));
    live.insert("tags".into(), tags::value(&tags));
    Ok(seen(wanted.kind, live, None, tags::ownership(o.identity, &tags)))
}

async fn tags_of(o: &Observation<'_>, arn: &str) -> Result<Tags, Failure> {
    let told = o.reads.cloudwatch.list_tags_for_resource().resource_arn(arn).send().await?;
    let pairs = told.tags().iter().filter_map(|tag| Some((tag.key()?, tag.value()?)));
    Ok(tags::from_pairs(pairs))
}

fn read(found: &Found) -> Attrs {
    let dimensions = found
        .dimensions()
        .iter()
        .filter_map(|one| Some((one.name()?.to_owned(), Value::text(one.value()?))));
    let statistic = found.statistic().map(Statistic::as_str).or(found.extended_statistic());
    let threshold = found.threshold().and_then(Float::new).map_or(Value::Null, Value::Float);
    let arns = |arns: &[String]| texts(arns.iter().map(String::as_str));
    attrs([
        ("description", text(found.alarm_description())),
        ("namespace", text(found.namespace())),
        ("metric", text(found.metric_name())),
        ("dimensions", Value::Map(dimensions.collect())),
        ("statistic", text(statistic)),
        ("period", int(found.period())),
        ("periods", int(found.evaluation_periods())),
        ("datapoints", int(found.datapoints_to_alarm())),
        ("comparison", text(found.comparison_operator().map(ComparisonOperator::as_str))),
        ("threshold", threshold),
        ("missing", text(found.treat_missing_data())),
        ("enabled", Value::Bool(found.actions_enabled().unwrap_or(true))),
        ("on_alarm", arns(found.alarm_actions())),
        ("on_ok", arns(found.ok_actions())),
        ("on_missing", arns(found.insufficient_data_actions())),
    ])
}

fn read_composite(found: &FoundComposite) -> Attrs {
    let arns = |arns: &[String]| texts(arns.iter().map(String::as_str));
    attrs([
        ("description", text(found.alarm_description())),
        ("rule", text(found.alarm_rule())),
        ("enabled", Value::Bool(found.actions_enabled().unwrap_or(true))),
        ("on_alarm", arns(found.alarm_actions())),
        ("on_ok", arns(found.ok_actions())),
        ("on_missing", arns(found.insufficient_data_actions())),
    ])
}

fn arns(arns: BTreeSet<ArnText>) -> Vec<String> {
    arns.into_iter().map(|arn| arn.0).collect()
}

/// The tags to send with the call that makes it.
fn first_tags(w: &Writer<'_>) -> Option<Vec<Tag>> {
    let tag = |(key, value): (String, String)| Tag::builder().key(key).value(value).build();
    w.call.paths.is_empty().then(|| tags::read(w.call.desired).into_iter().map(tag).collect())
}

pub(crate) async fn put(w: &Writer<'_>) -> Outcome {
    let alarm: Alarm = w.typed()?;
    let dimensions = alarm.dimensions.into_iter();
    let dimensions = dimensions.map(|(n, v)| Dimension::builder().name(n).value(v).build());
    let plain = STATISTICS.contains(&alarm.statistic.as_str());
    let call = w.clients.cloudwatch.put_metric_alarm().alarm_name(&alarm.name);
    let call = if plain {
        call.statistic(Statistic::from(alarm.statistic.as_str()))
    } else {
        call.extended_statistic(alarm.statistic)
    };
    call.alarm_description(alarm.description)
        .namespace(alarm.namespace)
        .metric_name(alarm.metric)
        .set_dimensions(Some(dimensions.collect()))
        .period(narrow(alarm.period.0)?)
        .evaluation_periods(narrow(alarm.periods)?)
        .datapoints_to_alarm(narrow(alarm.datapoints)?)
        .comparison_operator(ComparisonOperator::from(alarm.comparison.as_str()))
        .threshold(alarm.threshold)
        .treat_missing_data(alarm.missing)
        .actions_enabled(alarm.enabled)
        .set_alarm_actions(Some(arns(alarm.on_alarm)))
        .set_ok_actions(Some(arns(alarm.on_ok)))
        .set_insufficient_data_actions(Some(arns(alarm.on_missing)))
        .set_tags(first_tags(w))
        .send()
        .await?;
    Ok(Done::texts([("arn", Some(&alarm_arn(w.identity, &alarm.name)))]))
}

pub(crate) async fn put_composite(w: &Writer<'_>) -> Outcome {
    let alarm: CompositeAlarm = w.typed()?;
    let call = w.clients.cloudwatch.put_composite_alarm().alarm_name(&alarm.name);
    call.alarm_description(alarm.description)
        .alarm_rule(alarm.rule)
        .actions_enabled(alarm.enabled)
        .set_alarm_actions(Some(arns(alarm.on_alarm)))
        .set_ok_actions(Some(arns(alarm.on_ok)))
        .set_insufficient_data_actions(Some(arns(alarm.on_missing)))
        .set_tags(first_tags(w))
        .send()
        .await?;
    Ok(Done::texts([("arn", Some(&alarm_arn(w.identity, &alarm.name)))]))
}

pub(crate) async fn tag(w: &Writer<'_>) -> Outcome {
    let tags = tags::to_write(w.call.desired, w.call.live, w.call.paths).into_iter();
    let tags = tags.map(|(key, value)| Tag::builder().key(key).value(value).build());
    let arn = alarm_arn(w.identity, w.text("name")?);
    let call = w.clients.cloudwatch.tag_resource().resource_arn(arn);
    call.set_tags(Some(tags.collect())).send().await?;
    Ok(Done::default())
}

pub(crate) async fn untag(w: &Writer<'_>) -> Outcome {
    let keys = tags::to_remove(w.call.desired, w.call.live, w.call.paths);
    let arn = alarm_arn(w.identity, w.text("name")?);
    let call = w.clients.cloudwatch.untag_resource().resource_arn(arn);
    call.set_tag_keys(Some(keys)).send().await?;
    Ok(Done::default())
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    w.clients.cloudwatch.delete_alarms().alarm_names(w.text("name")?).send().await?;
    Ok(Done::default())
}
