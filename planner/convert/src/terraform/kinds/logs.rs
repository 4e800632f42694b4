//! Logs and alarms.
use crate::terraform::shape::Shape::Value;
use crate::terraform::shape::Type;

pub(super) const TYPES: &[Type] = &[
    Type {
        name: "aws_cloudwatch_log_group",
        kind: "AWS::Logs::LogGroup",
        rows: &[
            ("name", "LogGroupName", Value),
            ("retention_in_days", "RetentionInDays", Value),
            ("kms_key_id", "KmsKeyId", Value),
            ("tags", "Tags", Value),
        ],
        computed: &["log_group_class", "deletion_protection_enabled"],
    },
    Type {
        name: "aws_cloudwatch_log_subscription_filter",
        kind: "AWS::Logs::SubscriptionFilter",
        rows: &[
            ("log_group_name", "LogGroupName", Value),
            ("filter_pattern", "FilterPattern", Value),
            ("destination_arn", "DestinationArn", Value),
        ],
        computed: &["name", "role_arn", "distribution"],
    },
    Type {
        name: "aws_cloudwatch_metric_alarm",
        kind: "AWS::CloudWatch::Alarm",
        rows: &[
            ("alarm_name", "AlarmName", Value),
            ("alarm_description", "AlarmDescription", Value),
            ("metric_name", "MetricName", Value),
            ("namespace", "Namespace", Value),
            ("period", "Period", Value),
            ("evaluation_periods", "EvaluationPeriods", Value),
            ("datapoints_to_alarm", "DatapointsToAlarm", Value),
            ("treat_missing_data", "TreatMissingData", Value),
            ("alarm_actions", "AlarmActions", Value),
            ("ok_actions", "OKActions", Value),
            ("insufficient_data_actions", "InsufficientDataActions", Value),
            ("actions_enabled", "ActionsEnabled", Value),
            ("dimensions", "Dimensions", Value),
            ("statistic", "Statistic", Value),
            ("extended_statistic", "ExtendedStatistic", Value),
            ("comparison_operator", "ComparisonOperator", Value),
            ("threshold", "Threshold", Value),
            ("metric_query", "Metrics", Value),
            ("threshold_metric_id", "ThresholdMetricId", Value),
            ("tags", "Tags", Value),
        ],
        computed: &["evaluate_low_sample_count_percentiles"],
    },
    Type {
        name: "aws_cloudwatch_composite_alarm",
        kind: "AWS::CloudWatch::CompositeAlarm",
        rows: &[
            ("alarm_name", "AlarmName", Value),
            ("alarm_description", "AlarmDescription", Value),
            ("alarm_rule", "AlarmRule", Value),
            ("alarm_actions", "AlarmActions", Value),
            ("ok_actions", "OKActions", Value),
            ("insufficient_data_actions", "InsufficientDataActions", Value),
            ("actions_enabled", "ActionsEnabled", Value),
            ("tags", "Tags", Value),
        ],
        computed: &[],
    },
];
