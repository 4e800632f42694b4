//! ListMetrics.

use serde_json::{Value, json};

use super::model::{Metric, invalid};
use crate::ops::page::page;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The metrics of a page.
const PAGE: usize = 500;

pub(super) fn run(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let mut wanted = Vec::new();
    for dimension in input.list("Dimensions") {
        let dimension = input.part(dimension);
        let value = dimension.text("Value").map(str::to_owned);
        wanted.push((dimension.need_text("Name")?.to_owned(), value));
    }
    let (namespace, name) = (input.text("Namespace"), input.text("MetricName"));
    let rows = world.cloudwatch.metrics.iter().filter(|(_, metric)| {
        namespace.is_none_or(|namespace| metric.namespace == namespace)
            && name.is_none_or(|name| metric.name == name)
            && wanted.iter().all(|(name, value)| has(metric, name, value.as_deref()))
    });
    let rows = rows.map(|(key, metric)| (key.to_owned(), shown(metric)));
    let page = page(world, rows, input.text("NextToken"), PAGE)
        .map_err(|_| invalid("The parameter NextToken is invalid."))?;
    let mut body = json!({ "Metrics": page.items });
    if let (Some(next), Some(members)) = (page.next, body.as_object_mut()) {
        members.insert("NextToken".to_owned(), next.into());
    }
    Ok(Reply::from(body))
}

fn has(metric: &Metric, name: &str, value: Option<&str>) -> bool {
    let present = metric.dimensions.get(name);
    present.is_some_and(|present| value.is_none_or(|value| present == value))
}

fn shown(metric: &Metric) -> Value {
    let dimensions =
        metric.dimensions.iter().map(|(name, value)| json!({ "Name": name, "Value": value }));
    json!({
        "Namespace": metric.namespace, "MetricName": metric.name, "Dimensions": dimensions.collect::<Vec<_>>(),
    })
}
