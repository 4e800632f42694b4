//! AWS's published request rates as token buckets, for those who want to feel them (`Limits::Aws`).
//!
//! The numbers are AWS's documented ones where there are any
//! (<https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>,
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html>), else cautious guesses.

use std::collections::BTreeMap;

/// Which operations of a service share a bucket.
#[derive(Debug, Clone, Copy)]
enum Which {
    /// These.
    Only(&'static [&'static str]),
    /// All but these, which have no bucket or another one.
    But(&'static [&'static str]),
}

/// One token bucket.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    service: &'static str,
    which: Which,
    per_second: f64,
    burst: f64,
}

const fn bucket(service: &'static str, which: Which, per_second: f64, burst: f64) -> Bucket {
    Bucket { service, which, per_second, burst }
}

const BUCKETS: &[Bucket] = &[
    bucket("lambda", Which::Only(&["GetFunction"]), 100.0, 100.0),
    bucket("lambda", Which::Only(&["GetPolicy"]), 15.0, 15.0),
    bucket(
        "lambda",
        Which::But(&["GetFunction", "GetPolicy", "Invoke", "InvokeAsync"]),
        15.0,
        15.0,
    ),
    bucket("apigatewayv2", Which::But(&[]), 10.0, 40.0),
    bucket("iam", Which::Only(&["GetAccountAuthorizationDetails"]), 5.0, 10.0),
    bucket("iam", Which::But(&["GetAccountAuthorizationDetails"]), 20.0, 60.0),
    bucket("sts", Which::But(&[]), 600.0, 600.0),
    bucket("tagging", Which::Only(&["TagResources", "UntagResources"]), 5.0, 5.0),
    bucket("tagging", Which::But(&["TagResources", "UntagResources"]), 15.0, 15.0),
    bucket("logs", Which::Only(&["DescribeLogGroups"]), 10.0, 10.0),
    bucket(
        "logs",
        Which::Only(&["CreateLogGroup", "PutRetentionPolicy", "DeleteLogGroup"]),
        10.0,
        10.0,
    ),
    bucket("kinesis", Which::Only(&["DescribeStream"]), 10.0, 10.0),
    bucket("kinesis", Which::Only(&["DescribeStreamSummary"]), 20.0, 20.0),
    bucket(
        "kinesis",
        Which::But(&[
            "DescribeStream",
            "DescribeStreamSummary",
            "ListShards",
            "PutRecord",
            "PutRecords",
            "GetRecords",
            "GetShardIterator",
        ]),
        5.0,
        5.0,
    ),
    bucket(
        "dynamodb",
        Which::Only(&["CreateTable", "UpdateTable", "DeleteTable", "ListTables"]),
        50.0,
        50.0,
    ),
    bucket(
        "ssm",
        Which::Only(&["GetParameter", "GetParameters", "GetParametersByPath"]),
        40.0,
        40.0,
    ),
    bucket(
        "ssm",
        Which::Only(&[
            "PutParameter",
            "DeleteParameter",
            "AddTagsToResource",
            "RemoveTagsFromResource",
        ]),
        3.0,
        3.0,
    ),
    bucket("applicationautoscaling", Which::But(&[]), 20.0, 20.0),
    bucket("codedeploy", Which::But(&[]), 20.0, 40.0),
    bucket("cloudwatch", Which::Only(&["GetMetricData"]), 50.0, 50.0),
    bucket("cloudwatch", Which::Only(&["DescribeAlarms"]), 9.0, 9.0),
    bucket("cloudwatch", Which::Only(&["PutMetricAlarm", "DeleteAlarms"]), 3.0, 3.0),
];

/// How full the buckets are.
#[derive(Debug, Default)]
pub(crate) struct Buckets {
    /// Tokens left and when they were counted, by the bucket's place in the list. A bucket not here is full.
    levels: BTreeMap<usize, (f64, u64)>,
}

impl Buckets {
    /// Takes a token for a call; whether there was one. The rates are so many times the published ones.
    pub(crate) fn take(&mut self, service: &str, operation: &str, now_ms: u64, times: u32) -> bool {
        let found = BUCKETS.iter().enumerate().find(|(_, bucket)| bucket.fits(service, operation));
        let Some((place, bucket)) = found else { return true };
        let times = f64::from(times);
        let burst = bucket.burst * times;
        let (tokens, counted_ms) = self.levels.entry(place).or_insert((burst, now_ms));
        #[expect(clippy::cast_precision_loss, reason = "milliseconds between two calls are few")]
        let refill = now_ms.saturating_sub(*counted_ms) as f64 / 1000.0 * bucket.per_second;
        *tokens = (*tokens + refill * times).min(burst);
        *counted_ms = now_ms;
        if *tokens < 1.0 {
            return false;
        }
        *tokens -= 1.0;
        true
    }
}

impl Bucket {
    fn fits(&self, service: &str, operation: &str) -> bool {
        self.service == service
            && match self.which {
                Which::Only(names) => names.contains(&operation),
                Which::But(names) => !names.contains(&operation),
            }
    }
}

#[cfg(test)]
mod tests {
    use super::Buckets;

    #[test]
    fn a_bucket_empties_refills_with_time_and_is_its_operations_own() {
        let mut buckets = Buckets::default();
        assert_eq!((0..20).filter(|_| buckets.take("lambda", "GetPolicy", 1_000, 1)).count(), 15);
        assert!(buckets.take("lambda", "GetFunction", 1_000, 1));
        assert!(buckets.take("lambda", "ListFunctions", 1_000, 1));
        assert_eq!((0..20).filter(|_| buckets.take("lambda", "GetPolicy", 1_200, 1)).count(), 3);
        let mut wide = Buckets::default();
        assert_eq!((0..99).filter(|_| wide.take("lambda", "GetPolicy", 1_000, 4)).count(), 60);
        assert_eq!((0..99).filter(|_| wide.take("lambda", "GetPolicy", 1_200, 4)).count(), 12);
        assert_eq!((0..999).filter(|_| buckets.take("lambda", "Invoke", 1_000, 1)).count(), 999);
    }
}
