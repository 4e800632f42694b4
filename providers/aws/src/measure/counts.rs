//! Counts by version and period, for all rollouts that are under way.
use super::data::{self, Data};
use super::lines::{self, Lines};
use super::queries::{self, Query};
use super::series::Told;
use super::{now_millis, period, window};
use crate::clients::Clients;
use crate::errors::Failure;
use cutover_cloud::cloud::CloudError;
use cutover_schemas::measure::{Count, Measurement, Series};
use cutover_schemas::rollout::Source;
use std::collections::BTreeMap;

/// The counts of each of the wanted, in their order.
pub(crate) async fn count(
    reads: &Clients,
    wanted: &[Measurement],
    loopback: bool,
) -> Result<Vec<Series>, CloudError> {
    let period = period(loopback);
    let metrics = metrics(reads, wanted, loopback).await;
    let data = metrics.map_err(|failure| failure.cloud("cloudwatch:GetMetricData"))?;
    let mut all = Vec::with_capacity(wanted.len());
    for (number, one) in wanted.iter().enumerate() {
        let lines = matches(reads, one, loopback).await;
        let lines = lines.map_err(|failure| failure.cloud("logs:FilterLogEvents"))?;
        all.push(Told { number, wanted: one, period, data: &data, lines }.series());
    }
    Ok(all)
}

/// The points of every measurement's metrics.
async fn metrics(reads: &Clients, wanted: &[Measurement], loopback: bool) -> Result<Data, Failure> {
    let Some(from) = wanted.iter().map(|one| one.from.0).min() else { return Ok(Data::new()) };
    let period = period(loopback);
    let numbered = wanted.iter().enumerate();
    let asked = numbered.map(|(number, one)| queries::of(number, one, period)).collect();
    let window = window(from, now_millis(), period, loopback);
    let mut data = Data::new();
    for batch in batches(asked) {
        data.extend(data::fetch(reads, &batch, window).await?);
    }
    Ok(data)
}

/// As few calls as it takes. What belongs together is asked together: the judge compares both versions of a period,
/// and two calls may see different points of it.
fn batches(asked: Vec<Vec<Query>>) -> Vec<Vec<Query>> {
    let mut batches: Vec<Vec<Query>> = Vec::new();
    for queries in asked {
        match batches.last_mut() {
            Some(batch) if batch.len() + queries.len() <= data::AT_ONCE => batch.extend(queries),
            _ => batches.push(queries),
        }
    }
    // A measurement of more queries than a call takes is none that a spec can ask for.
    let split =
        |batch: Vec<Query>| batch.chunks(data::AT_ONCE).map(<[Query]>::to_vec).collect::<Vec<_>>();
    batches.into_iter().flat_map(split).collect()
}

/// The lines of every signal that is counted in the logs, by the signal's place.
async fn matches(
    reads: &Clients,
    wanted: &Measurement,
    loopback: bool,
) -> Result<BTreeMap<usize, Lines>, Failure> {
    let mut all = BTreeMap::new();
    for (place, signal) in wanted.signals.iter().enumerate() {
        if let Count::Own(Source::Logs { pattern }) = signal {
            all.insert(place, lines::find(reads, wanted, pattern, loopback).await?);
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(many: usize) -> Vec<Query> {
        let one = Query {
            id: "a".into(),
            namespace: String::new(),
            metric: String::new(),
            dimensions: Vec::new(),
            statistic: "Sum".into(),
            period: 60,
        };
        vec![one; many]
    }

    #[test]
    fn a_call_is_filled_but_no_measurement_is_asked_in_two() {
        let sizes = |asked: Vec<Vec<Query>>| -> Vec<usize> {
            batches(asked).iter().map(Vec::len).collect()
        };
        assert_eq!(sizes(vec![asked(200), asked(200), asked(200), asked(100)]), [400, 300]);
        assert_eq!(sizes(vec![asked(500), asked(1)]), [500, 1]);
        assert_eq!(sizes(Vec::new()), [0; 0]);
    }
}
