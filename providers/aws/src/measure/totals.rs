//! Invocations and errors of versions, by CloudWatch, in one call for all of them.
//!
//! The dimensions are those that Lambda sets for invocations through an alias:
//! <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html>.
use super::{now_millis, window};
use crate::clients::Clients;
use crate::errors::Failure;
use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::{Dimension, Metric, MetricDataQuery, MetricStat};
use cutover_cloud::cloud::{Counts, Measurement};

/// Measurements in one call: it takes 500 queries, and each has two.
const AT_ONCE: usize = 250;

/// Counts for each of the wanted, in their order.
pub(crate) async fn measure(
    reads: &Clients,
    wanted: &[Measurement],
    loopback: bool,
) -> Result<Vec<Counts>, Failure> {
    let mut counts = Vec::with_capacity(wanted.len());
    for some in wanted.chunks(AT_ONCE) {
        counts.extend(measure_some(reads, some, loopback).await?);
    }
    Ok(counts)
}

async fn measure_some(
    reads: &Clients,
    wanted: &[Measurement],
    loopback: bool,
) -> Result<Vec<Counts>, Failure> {
    let millis = super::period(loopback);
    let from = wanted.iter().map(|one| one.from_millis).min().unwrap_or_default();
    let (start, end) = window(from, now_millis(), millis, loopback);
    let period = millis / 1_000;
    let mut queries = Vec::with_capacity(wanted.len() * 2);
    for (index, one) in wanted.iter().enumerate() {
        queries.push(query(&format!("i{index}"), "Invocations", one, period));
        queries.push(query(&format!("e{index}"), "Errors", one, period));
    }
    let call = reads.cloudwatch.get_metric_data().set_metric_data_queries(Some(queries));
    let call = call.start_time(DateTime::from_millis(start)).end_time(DateTime::from_millis(end));
    let mut pages = call.into_paginator().send();
    let mut counts = vec![Counts::default(); wanted.len()];
    while let Some(page) = pages.next().await {
        for result in page?.metric_data_results() {
            let times = result.timestamps().iter().zip(result.values());
            for (time, value) in times {
                add(&mut counts, wanted, result.id().unwrap_or_default(), time, *value, period);
            }
        }
    }
    Ok(counts)
}

/// Adds one point, unless it lies wholly before what was asked for.
fn add(
    counts: &mut [Counts],
    wanted: &[Measurement],
    id: &str,
    time: &DateTime,
    value: f64,
    period: i64,
) {
    let Some((kind, index)) =
        id.split_at_checked(1).and_then(|(kind, n)| Some((kind, n.parse::<usize>().ok()?)))
    else {
        return;
    };
    let (Some(count), Some(one)) = (counts.get_mut(index), wanted.get(index)) else {
        return;
    };
    if (time.secs() + period) * 1_000 <= one.from_millis {
        return;
    }
    #[expect(clippy::cast_possible_truncation, reason = "a sum of whole numbers, far below 2^53")]
    let value = value.round() as i64;
    match kind {
        "i" => count.invocations += value,
        _ => count.errors += value,
    }
}

fn query(id: &str, metric: &str, wanted: &Measurement, period: i64) -> MetricDataQuery {
    let Measurement { function, alias, version, .. } = wanted;
    let dimension =
        |name: &str, value: String| Dimension::builder().name(name).value(value).build();
    let metric = Metric::builder()
        .namespace("AWS/Lambda")
        .metric_name(metric)
        .dimensions(dimension("FunctionName", function.clone()))
        .dimensions(dimension("Resource", format!("{function}:{alias}")))
        .dimensions(dimension("ExecutedVersion", version.to_string()))
        .build();
    let period = i32::try_from(period).unwrap_or(60);
    let stat = MetricStat::builder().metric(metric).period(period).stat("Sum").build();
    MetricDataQuery::builder().id(id).metric_stat(stat).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_go_to_their_measurement_and_old_ones_nowhere() {
        let one = |from_millis| Measurement {
            function: "f".into(),
            alias: "live".into(),
            version: 7,
            from_millis,
        };
        let wanted = [one(0), one(120_000)];
        let mut counts = vec![Counts::default(); 2];
        let minute = |n: i64| DateTime::from_secs(n * 60);
        for (id, at, value) in [("i0", 0, 5.0), ("e0", 1, 2.0), ("i1", 1, 9.0), ("i1", 2, 3.0)] {
            add(&mut counts, &wanted, id, &minute(at), value, 60);
        }
        assert_eq!(counts[0], Counts { invocations: 5, errors: 2 });
        assert_eq!(counts[1], Counts { invocations: 3, errors: 0 });
    }
}
