//! `AWS::CloudWatch::Alarm` and `AWS::CloudWatch::CompositeAlarm`.
use crate::draft::Draft;
use crate::hcl::Expr;
use crate::model::Resource;
use crate::node::Node;
use crate::props::{By, Props, Row, SECONDS};

const ACTIONS: By = By::Value;

const ROWS: &[Row] = &[
    ("AlarmName", "name", By::Value),
    ("AlarmDescription", "description", By::Value),
    ("MetricName", "metric", By::Value),
    ("Namespace", "namespace", By::Value),
    ("Period", "period", SECONDS),
    ("EvaluationPeriods", "periods", By::Value),
    ("DatapointsToAlarm", "datapoints", By::Value),
    (
        "TreatMissingData",
        "missing",
        By::Word(&[
            ("missing", "missing"),
            ("notBreaching", "ok"),
            ("breaching", "breaching"),
            ("ignore", "ignore"),
        ]),
    ),
    ("AlarmActions", "on_alarm", ACTIONS),
    ("OKActions", "on_ok", ACTIONS),
    ("InsufficientDataActions", "on_missing", ACTIONS),
    ("ActionsEnabled", "enabled", By::Value),
    ("Tags", "tags", By::Tags),
];

/// Comparisons, and the attribute that says each.
const COMPARISONS: &[(&str, &str)] = &[
    ("GreaterThanThreshold", "above"),
    ("GreaterThanOrEqualToThreshold", "at_least"),
    ("LessThanThreshold", "below"),
    ("LessThanOrEqualToThreshold", "at_most"),
];

pub(super) fn write(draft: &mut Draft<'_>, resource: &Resource) {
    let mut block = draft.start(resource);
    let mut props = Props::of(resource);
    if props.take("Metrics").is_some() || props.take("ThresholdMetricId").is_some() {
        draft.left_whole(
            resource,
            "alarms here look at one metric, or at other alarms",
            "keep it where it is, or watch one metric with an `alarm`",
        );
        return;
    }
    draft.rows(&mut block, resource, &mut props, ROWS);
    for dimension in props.take("Dimensions").map(Node::items).unwrap_or_default() {
        let name = dimension.get("Name").and_then(Node::as_text);
        let value = dimension.get("Value").map(|value| draft.value(value));
        match (name, value) {
            (Some(name), Some(Ok(value))) => block.entry("dimensions", name, value),
            (_, Some(Err(why))) => draft.left(
                resource,
                "Dimensions",
                dimension.line,
                "a dimension",
                why,
                "set `dimensions` by hand",
            ),
            _ => {}
        }
    }
    for name in ["Statistic", "ExtendedStatistic"] {
        draft.rows(&mut block, resource, &mut props, &[(name, "statistic", By::Value)]);
    }
    // A period of five minutes is CloudFormation's own way: nothing has to be said.
    let comparison = props.take("ComparisonOperator").and_then(Node::as_text);
    let attribute = comparison.and_then(|one| COMPARISONS.iter().find(|(from, _)| *from == one));
    match (attribute, props.take("Threshold").map(|node| draft.value(node))) {
        (Some((_, attribute)), Some(Ok(Expr::Text(number)))) => {
            block.set(attribute, Expr::Number(number));
        }
        (Some((_, attribute)), Some(Ok(value))) => block.set(attribute, value),
        (_, threshold) => {
            let why = match threshold {
                Some(Err(why)) => why,
                _ => format!("`{}` has no counterpart here", comparison.unwrap_or("no comparison")),
            };
            draft.left_whole(resource, why, "write the `alarm` by hand");
            return;
        }
    }
    let address = block.address();
    props.rest(draft, resource, &format!("`{address}`"));
    draft.push(block, resource);
}

pub(super) fn composite(draft: &mut Draft<'_>, resource: &Resource) {
    let mut block = draft.start(resource);
    let mut props = Props::of(resource);
    let rows: &[Row] = &[
        ("AlarmName", "name", By::Value),
        ("AlarmDescription", "description", By::Value),
        ("AlarmRule", "rule", By::Value),
        ("AlarmActions", "on_alarm", ACTIONS),
        ("OKActions", "on_ok", ACTIONS),
        ("InsufficientDataActions", "on_missing", ACTIONS),
        ("ActionsEnabled", "enabled", By::Value),
        ("Tags", "tags", By::Tags),
    ];
    draft.rows(&mut block, resource, &mut props, rows);
    let address = block.address();
    props.rest(draft, resource, &format!("`{address}`"));
    draft.push(block, resource);
}
