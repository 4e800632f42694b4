//! Rules of event buses. `PutRule` replaces the whole, so whatever changes, everything is sent.
use super::bus::tag_of;
use super::{attrs, document, seen, text};
use crate::attempt::{Done, Outcome, Writer};
use crate::errors::Failure;
use crate::names::rule_arn;
use crate::observation::{Observation, key};
use crate::tags;
use aws_sdk_eventbridge::types::RuleState;
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::rule::Rule;
use cutover_schemas::snapshot::Sight;
use cutover_schemas::value::Value;

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let (Some(bus), Some(name)) = (key(wanted, "bus"), key(wanted, "name")) else {
        return Ok(Sight::Absent);
    };
    if o.bulk() {
        let there = o.rules_like(bus, name).await?.contains(name);
        return Ok(if there { Sight::Listed } else { Sight::Absent });
    }
    let arn = rule_arn(o.identity, bus, name);
    let rule = o.reads.events.describe_rule().event_bus_name(bus).name(name).send();
    let tags = o.reads.events.list_tags_for_resource().resource_arn(&arn).send();
    let (rule, tags) = futures_util::future::join(rule, tags).await;
    let (rule, tags) = (rule?, tags?);
    let tags = tags::from_pairs(tags.tags().iter().map(|tag| (tag.key(), tag.value())));
    let enabled = !matches!(rule.state(), Some(RuleState::Disabled));
    let live = attrs([
        ("bus", Value::text(bus)),
        ("name", Value::text(name)),
        ("arn", Value::text(arn)),
        ("pattern", document(rule.event_pattern())),
        ("description", text(rule.description())),
        ("enabled", Value::Bool(enabled)),
        ("tags", tags::value(&tags)),
    ]);
    Ok(seen(KindName::Rule, live, None, tags::ownership(o.identity, &tags)))
}

/// Tags count only when the rule is made; sent along later they would do nothing.
pub(crate) async fn put(w: &Writer<'_>) -> Outcome {
    let rule: Rule = w.typed()?;
    let state = if rule.enabled { RuleState::Enabled } else { RuleState::Disabled };
    let pattern = rule.pattern.map(|pattern| pattern.0.to_string());
    let description = Some(rule.description).filter(|text| !text.is_empty());
    let call = w.clients.events.put_rule().name(rule.name).event_bus_name(rule.bus).state(state);
    let mut call = call.set_event_pattern(pattern).set_description(description);
    if w.call.paths.is_empty() {
        for (key, value) in tags::read(w.call.desired) {
            call = call.tags(tag_of(&key, &value)?);
        }
    }
    let made = call.send().await?;
    Ok(Done::texts([("arn", made.rule_arn())]))
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    let call = w.clients.events.delete_rule().event_bus_name(w.text("bus")?);
    call.name(w.text("name")?).send().await?;
    Ok(Done::default())
}
