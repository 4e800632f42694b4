//! What is asked of CloudWatch for one measurement.
use aws_sdk_cloudwatch::types::{Dimension, Metric, MetricDataQuery, MetricStat};
use cutover_schemas::measure::{Count, Measurement};
use cutover_schemas::rollout::Source;

/// Lambda's own metrics.
pub(super) const LAMBDA: &str = "AWS/Lambda";

/// A statistic of one metric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Query {
    /// Names it among all those of a call; begins with a small letter.
    pub id: String,
    pub namespace: String,
    pub metric: String,
    pub dimensions: Vec<(String, String)>,
    pub statistic: String,
    /// Seconds of a period.
    pub period: i64,
}

impl Query {
    /// As the service takes it.
    pub(super) fn wire(&self) -> MetricDataQuery {
        let dimensions = self
            .dimensions
            .iter()
            .map(|(name, value)| Dimension::builder().name(name).value(value).build());
        let metric = Metric::builder()
            .namespace(&self.namespace)
            .metric_name(&self.metric)
            .set_dimensions(Some(dimensions.collect()))
            .build();
        let period = i32::try_from(self.period).unwrap_or(60);
        let stat = MetricStat::builder().metric(metric).period(period).stat(&self.statistic);
        MetricDataQuery::builder().id(&self.id).metric_stat(stat.build()).build()
    }
}

/// One of the two versions, or what the alias as a whole did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Candidate,
    Stable,
    Alias,
}

impl Side {
    fn letter(self) -> char {
        match self {
            Self::Candidate => 'c',
            Self::Stable => 's',
            Self::Alias => 'a',
        }
    }
}

/// What a query of a measurement counts. Those of a signal carry its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Invocations,
    Errors,
    /// How many durations there are.
    Durations,
    /// How many of them a signal's threshold holds.
    Within(usize),
    /// What a signal's own metric calls bad.
    Bad(usize),
    /// What a signal's own metric calls all.
    Total(usize),
}

/// The id of a query: of which measurement, of which side, and what.
pub(super) fn id(measurement: usize, side: Side, what: What) -> String {
    let (letter, place) = match what {
        What::Invocations => ("i", None),
        What::Errors => ("e", None),
        What::Durations => ("d", None),
        What::Within(place) => ("w", Some(place)),
        What::Bad(place) => ("b", Some(place)),
        What::Total(place) => ("t", Some(place)),
    };
    let place = place.map(|place| place.to_string()).unwrap_or_default();
    format!("m{measurement}{}{letter}{place}", side.letter())
}

/// Everything that a measurement asks, with periods of so many milliseconds.
pub(super) fn of(number: usize, wanted: &Measurement, period: i64) -> Vec<Query> {
    let asks = Asks { number, wanted, period: period / 1_000 };
    let mut queries = vec![asks.lambda(Side::Alias, What::Invocations, "Invocations", "Sum")];
    for side in [Side::Candidate, Side::Stable] {
        if asks.version(side).is_some() {
            queries.extend(asks.side(side));
        }
    }
    queries
}

struct Asks<'a> {
    number: usize,
    wanted: &'a Measurement,
    period: i64,
}

impl Asks<'_> {
    fn version(&self, side: Side) -> Option<i64> {
        match side {
            Side::Candidate => Some(self.wanted.candidate),
            Side::Stable => self.wanted.stable,
            Side::Alias => None,
        }
    }

    fn side(&self, side: Side) -> Vec<Query> {
        let mut queries = vec![self.lambda(side, What::Invocations, "Invocations", "Sum")];
        let signals = &self.wanted.signals;
        if signals.contains(&Count::Errors) {
            queries.push(self.lambda(side, What::Errors, "Errors", "Sum"));
        }
        if signals.iter().any(|signal| matches!(signal, Count::Slower(_))) {
            queries.push(self.lambda(side, What::Durations, "Duration", "SampleCount"));
        }
        for (place, signal) in signals.iter().enumerate() {
            match signal {
                Count::Slower(micros) => {
                    let held = format!("TC(:{})", millis(*micros));
                    queries.push(self.lambda(side, What::Within(place), "Duration", &held));
                }
                Count::Own(Source::Metric { namespace, bad, total, version_dimension }) => {
                    let own = |what, metric: &String| {
                        self.own(side, what, (namespace, metric), version_dimension)
                    };
                    queries.push(own(What::Bad(place), bad));
                    queries.extend(total.as_ref().map(|total| own(What::Total(place), total)));
                }
                Count::Errors | Count::Own(Source::Logs { .. }) => {}
            }
        }
        queries
    }

    /// A metric of Lambda's, of what went through the alias.
    fn lambda(&self, side: Side, what: What, metric: &str, statistic: &str) -> Query {
        let mut dimensions = alias(&self.wanted.function, &self.wanted.alias);
        let version = self.version(side).map(|version| version.to_string());
        dimensions.extend(version.map(|version| ("ExecutedVersion".to_owned(), version)));
        Query {
            id: id(self.number, side, what),
            namespace: LAMBDA.to_owned(),
            metric: metric.to_owned(),
            dimensions,
            statistic: statistic.to_owned(),
            period: self.period,
        }
    }

    /// A metric of the function's own: the version's number is its one dimension.
    fn own(&self, side: Side, what: What, metric: (&String, &String), dimension: &str) -> Query {
        let version = self.version(side).map(|version| version.to_string()).unwrap_or_default();
        Query {
            id: id(self.number, side, what),
            namespace: metric.0.clone(),
            metric: metric.1.clone(),
            dimensions: vec![(dimension.to_owned(), version)],
            statistic: "Sum".to_owned(),
            period: self.period,
        }
    }
}

/// The dimensions of what went through an alias.
pub(super) fn alias(function: &str, alias: &str) -> Vec<(String, String)> {
    let resource = format!("{function}:{alias}");
    vec![("FunctionName".to_owned(), function.to_owned()), ("Resource".to_owned(), resource)]
}

/// Microseconds as milliseconds, which durations are in: three decimals of the ten that a bound may have.
fn millis(micros: i64) -> String {
    let (whole, rest) = (micros.div_euclid(1_000), micros.rem_euclid(1_000));
    let text = format!("{whole}.{rest:03}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_schemas::ledger::Timestamp;

    fn asked(stable: Option<i64>, signals: &[Count]) -> Vec<String> {
        let wanted = Measurement {
            function: "f".into(),
            alias: "live".into(),
            candidate: 8,
            stable,
            log_group: "/aws/lambda/f".into(),
            from: Timestamp(0),
            signals: signals.to_vec(),
        };
        let shown = |one: Query| {
            let dimensions: Vec<String> =
                one.dimensions.iter().map(|(name, value)| format!("{name}={value}")).collect();
            format!("{} {} {} {}", one.id, one.metric, one.statistic, dimensions.join(" "))
        };
        of(3, &wanted, 60_000).into_iter().map(shown).collect()
    }

    #[test]
    fn both_versions_are_asked_for_the_same_and_the_alias_for_its_sum() {
        let all = "FunctionName=f Resource=f:live";
        let expect = [
            format!("m3ai Invocations Sum {all}"),
            format!("m3ci Invocations Sum {all} ExecutedVersion=8"),
            format!("m3ce Errors Sum {all} ExecutedVersion=8"),
            format!("m3cd Duration SampleCount {all} ExecutedVersion=8"),
            format!("m3cw1 Duration TC(:1500.25) {all} ExecutedVersion=8"),
            format!("m3si Invocations Sum {all} ExecutedVersion=7"),
            format!("m3se Errors Sum {all} ExecutedVersion=7"),
            format!("m3sd Duration SampleCount {all} ExecutedVersion=7"),
            format!("m3sw1 Duration TC(:1500.25) {all} ExecutedVersion=7"),
        ];
        assert_eq!(asked(Some(7), &[Count::Errors, Count::Slower(1_500_250)]), expect);
    }

    #[test]
    fn an_own_metric_is_told_apart_by_its_own_dimension() {
        let own = Source::Metric {
            namespace: "Shop".into(),
            bad: "Refused".into(),
            total: Some("Orders".into()),
            version_dimension: "version".into(),
        };
        let expect = [
            "m3ai Invocations Sum FunctionName=f Resource=f:live",
            "m3ci Invocations Sum FunctionName=f Resource=f:live ExecutedVersion=8",
            "m3cb0 Refused Sum version=8",
            "m3ct0 Orders Sum version=8",
        ];
        assert_eq!(asked(None, &[Count::Own(own)]), expect);
    }

    #[test]
    fn thresholds_are_in_milliseconds() {
        let texts = [1_000, 1_500, 2, 250_000].map(millis);
        assert_eq!(texts, ["1", "1.5", "0.002", "250"]);
    }
}
