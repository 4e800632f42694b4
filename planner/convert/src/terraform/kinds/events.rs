//! Buses, rules, schedules.
use crate::terraform::shape::Shape::{Document, First, Name, Value};
use crate::terraform::shape::{Row, Type};

const RETRY: &[Row] = &[
    ("maximum_retry_attempts", "MaximumRetryAttempts", Value),
    ("maximum_event_age_in_seconds", "MaximumEventAgeInSeconds", Value),
];

pub(super) const TYPES: &[Type] = &[
    Type {
        name: "aws_cloudwatch_event_bus",
        kind: "AWS::Events::EventBus",
        rows: &[
            ("name", "Name", Value),
            ("description", "Description", Value),
            ("kms_key_identifier", "KmsKeyIdentifier", Value),
            ("tags", "Tags", Value),
        ],
        computed: &[],
    },
    Type {
        name: "aws_cloudwatch_event_rule",
        kind: "AWS::Events::Rule",
        rows: &[
            ("name", "Name", Value),
            ("description", "Description", Value),
            ("schedule_expression", "ScheduleExpression", Value),
            ("event_pattern", "EventPattern", Document),
            ("event_bus_name", "EventBusName", Name("aws_cloudwatch_event_bus")),
            ("state", "State", Value),
            ("tags", "Tags", Value),
        ],
        computed: &["is_enabled", "role_arn"],
    },
    Type {
        name: "aws_cloudwatch_event_target",
        kind: "Target",
        rows: &[
            ("rule", "Rule", Name("aws_cloudwatch_event_rule")),
            ("target_id", "Part.Id", Value),
            ("arn", "Part.Arn", Value),
            ("input", "Part.Input", Value),
            ("input_path", "Part.InputPath", Value),
            (
                "input_transformer",
                "Part.InputTransformer",
                First(&[
                    ("input_paths", "InputPathsMap", Value),
                    ("input_template", "InputTemplate", Value),
                ]),
            ),
            ("retry_policy", "Part.RetryPolicy", First(RETRY)),
            ("dead_letter_config", "Part.DeadLetterConfig", First(&[("arn", "Arn", Value)])),
            (
                "sqs_target",
                "Part.SqsParameters",
                First(&[("message_group_id", "MessageGroupId", Value)]),
            ),
        ],
        computed: &["role_arn", "event_bus_name"],
    },
    Type {
        name: "aws_scheduler_schedule",
        kind: "AWS::Scheduler::Schedule",
        rows: &[
            ("name", "Name", Value),
            ("description", "Description", Value),
            ("schedule_expression", "ScheduleExpression", Value),
            ("schedule_expression_timezone", "ScheduleExpressionTimezone", Value),
            ("start_date", "StartDate", Value),
            ("end_date", "EndDate", Value),
            ("state", "State", Value),
            ("group_name", "GroupName", Value),
            (
                "flexible_time_window",
                "FlexibleTimeWindow",
                First(&[
                    ("mode", "Mode", Value),
                    ("maximum_window_in_minutes", "MaximumWindowInMinutes", Value),
                ]),
            ),
            (
                "target",
                "Target",
                First(&[
                    ("arn", "Arn", Value),
                    ("input", "Input", Value),
                    ("retry_policy", "RetryPolicy", First(RETRY)),
                    ("dead_letter_config", "DeadLetterConfig", First(&[("arn", "Arn", Value)])),
                    (
                        "sqs_parameters",
                        "SqsParameters",
                        First(&[("message_group_id", "MessageGroupId", Value)]),
                    ),
                ]),
            ),
        ],
        computed: &["kms_key_arn", "action_after_completion"],
    },
];
