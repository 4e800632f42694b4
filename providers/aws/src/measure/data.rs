//! One question to CloudWatch, answered whole or not at all.
use super::queries::Query;
use crate::clients::Clients;
use crate::errors::Failure;
use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::{MetricDataResult, StatusCode};
use std::collections::{BTreeMap, BTreeSet};

/// Queries in one call: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html>.
pub(super) const AT_ONCE: usize = 500;

/// How often a question is asked whose answer has gaps, before that is a failure.
const TRIES: usize = 3;

/// The points of every query by the query's id, each by the millisecond that its period begins at.
pub(super) type Data = BTreeMap<String, BTreeMap<i64, f64>>;

/// What was told so far: the points, and which queries are told to their end.
#[derive(Debug, Default)]
struct Told {
    data: Data,
    whole: BTreeSet<String>,
    why: BTreeMap<String, String>,
}

/// Asks at most 500 queries between two moments (milliseconds since 1970).
///
/// Points that are missing are invocations that nobody made, so an answer that the service calls partial or failed must
/// never pass as one without points: it is asked for again, and in the end a failure.
pub(super) async fn fetch(
    reads: &Clients,
    queries: &[Query],
    window: (i64, i64),
) -> Result<Data, Failure> {
    let mut told = Told::default();
    for _ in 0..TRIES {
        told = ask(reads, queries, window).await?;
        if queries.iter().all(|query| told.whole.contains(&query.id)) {
            return Ok(told.data);
        }
    }
    let gap = queries.iter().find(|query| !told.whole.contains(&query.id));
    let why = gap.map_or_else(String::new, |query| {
        let why = told.why.get(&query.id).map_or("nothing", String::as_str);
        format!("{} of {} has gaps: CloudWatch says {why}", query.metric, query.namespace)
    });
    Err(Failure::refused(500, "IncompleteData", &why))
}

async fn ask(reads: &Clients, queries: &[Query], window: (i64, i64)) -> Result<Told, Failure> {
    let all = queries.iter().map(Query::wire).collect();
    let call = reads.cloudwatch.get_metric_data().set_metric_data_queries(Some(all));
    let call = call.start_time(DateTime::from_millis(window.0));
    let call = call.end_time(DateTime::from_millis(window.1));
    let mut pages = call.into_paginator().send();
    let mut told = Told::default();
    while let Some(page) = pages.next().await {
        for result in page?.metric_data_results() {
            told.hear(result);
        }
    }
    Ok(told)
}

impl Told {
    /// Adds a part of an answer. Of a query that comes on several pages the last one says whether that was all.
    fn hear(&mut self, result: &MetricDataResult) {
        let id = result.id().unwrap_or_default().to_owned();
        let points = result.timestamps().iter().zip(result.values());
        let points = points.map(|(time, value)| (time.secs() * 1_000, *value));
        self.data.entry(id.clone()).or_default().extend(points);
        if matches!(result.status_code(), Some(StatusCode::Complete)) {
            self.whole.insert(id);
        } else {
            let code = result.status_code().map_or("nothing", StatusCode::as_str);
            let words = result.messages().iter().filter_map(|message| message.value());
            let words: Vec<&str> = [code].into_iter().chain(words).collect();
            self.whole.remove(&id);
            self.why.insert(id, words.join(": "));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(status: StatusCode, minutes: &[i64]) -> MetricDataResult {
        MetricDataResult::builder()
            .id("a")
            .set_timestamps(Some(minutes.iter().map(|n| DateTime::from_secs(n * 60)).collect()))
            .set_values(Some(minutes.iter().map(|_| 2.0).collect()))
            .status_code(status)
            .build()
    }

    #[test]
    fn pages_are_put_together_and_the_last_says_whether_that_was_all() {
        let mut told = Told::default();
        told.hear(&part(StatusCode::PartialData, &[3, 2]));
        assert!(told.whole.is_empty() && told.why["a"] == "PartialData");
        told.hear(&part(StatusCode::Complete, &[1]));
        assert!(told.whole.contains("a"));
        assert_eq!(told.data["a"], BTreeMap::from([(60_000, 2.0), (120_000, 2.0), (180_000, 2.0)]));
        told.hear(&part(StatusCode::InternalError, &[]));
        assert!(told.whole.is_empty());
    }
}
