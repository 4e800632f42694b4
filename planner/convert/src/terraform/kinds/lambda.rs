//! Functions and what belongs to them.
use crate::terraform::shape::Shape::{Each, First, Name, Value};
use crate::terraform::shape::{Row, Type};

const FUNCTION: &str = "aws_lambda_function";

const VERSIONS: &[&str] = &[
    "invoke_arn",
    "qualified_arn",
    "qualified_invoke_arn",
    "version",
    "source_code_hash",
    "source_code_size",
    "code_sha256",
    "signing_job_arn",
    "signing_profile_version_arn",
    "publish",
    "s3_object_version",
    "replace_security_groups_on_destroy",
    "replacement_security_group_ids",
    "response_streaming_invoke_arn",
    "layer_arn",
    "function_arn",
    "uuid",
    "state",
    "state_transition_reason",
    "last_processing_result",
    "statement_id",
    "statement_id_prefix",
    "function_url",
    "url_id",
];

const CORS: &[Row] = &[
    ("allow_origins", "AllowOrigins", Value),
    ("allow_methods", "AllowMethods", Value),
    ("allow_headers", "AllowHeaders", Value),
    ("expose_headers", "ExposeHeaders", Value),
    ("max_age", "MaxAge", Value),
    ("allow_credentials", "AllowCredentials", Value),
];

pub(super) const TYPES: &[Type] = &[
    Type {
        name: FUNCTION,
        kind: "AWS::Lambda::Function",
        rows: &[
            ("function_name", "FunctionName", Value),
            ("filename", "Code.Path", Value),
            ("s3_bucket", "Code.S3Bucket", Value),
            ("s3_key", "Code.S3Key", Value),
            ("image_uri", "Code.ImageUri", Value),
            ("handler", "Handler", Value),
            ("runtime", "Runtime", Value),
            ("role", "Role", Value),
            ("memory_size", "MemorySize", Value),
            ("timeout", "Timeout", Value),
            ("description", "Description", Value),
            ("architectures", "Architectures", Value),
            ("layers", "Layers", Value),
            ("kms_key_arn", "KmsKeyArn", Value),
            ("package_type", "PackageType", Value),
            ("reserved_concurrent_executions", "ReservedConcurrentExecutions", Value),
            ("environment", "Environment", First(&[("variables", "Variables", Value)])),
            ("ephemeral_storage", "EphemeralStorage", First(&[("size", "Size", Value)])),
            ("tracing_config", "TracingConfig", First(&[("mode", "Mode", Value)])),
            (
                "vpc_config",
                "VpcConfig",
                First(&[
                    ("subnet_ids", "SubnetIds", Value),
                    ("security_group_ids", "SecurityGroupIds", Value),
                ]),
            ),
            (
                "dead_letter_config",
                "DeadLetterConfig",
                First(&[("target_arn", "TargetArn", Value)]),
            ),
            ("snap_start", "SnapStart", First(&[("apply_on", "ApplyOn", Value)])),
            (
                "image_config",
                "ImageConfig",
                First(&[
                    ("entry_point", "EntryPoint", Value),
                    ("command", "Command", Value),
                    ("working_directory", "WorkingDirectory", Value),
                ]),
            ),
            (
                "logging_config",
                "LoggingConfig",
                First(&[
                    ("log_format", "LogFormat", Value),
                    ("application_log_level", "ApplicationLogLevel", Value),
                    ("system_log_level", "SystemLogLevel", Value),
                    ("log_group", "LogGroup", Value),
                ]),
            ),
            ("tags", "Tags", Value),
        ],
        computed: VERSIONS,
    },
    Type {
        name: "aws_lambda_alias",
        kind: "AWS::Lambda::Alias",
        rows: &[
            ("name", "Name", Value),
            ("function_name", "FunctionName", Name(FUNCTION)),
            ("function_version", "FunctionVersion", Value),
            ("description", "Description", Value),
            ("routing_config", "RoutingConfig", Value),
        ],
        computed: VERSIONS,
    },
    Type {
        name: "aws_lambda_permission",
        kind: "AWS::Lambda::Permission",
        rows: &[
            ("principal", "Principal", Value),
            ("function_url_auth_type", "FunctionUrlAuthType", Value),
        ],
        computed: VERSIONS,
    },
    Type {
        name: "aws_lambda_function_url",
        kind: "AWS::Lambda::Url",
        rows: &[
            ("function_name", "TargetFunctionArn", Name(FUNCTION)),
            ("authorization_type", "AuthType", Value),
            ("invoke_mode", "InvokeMode", Value),
            ("cors", "Cors", First(CORS)),
            ("qualifier", "Qualifier", Value),
        ],
        computed: VERSIONS,
    },
    Type {
        name: "aws_lambda_function_event_invoke_config",
        kind: "AWS::Lambda::EventInvokeConfig",
        rows: &[
            ("function_name", "FunctionName", Name(FUNCTION)),
            ("maximum_retry_attempts", "MaximumRetryAttempts", Value),
            ("maximum_event_age_in_seconds", "MaximumEventAgeInSeconds", Value),
            (
                "destination_config",
                "DestinationConfig",
                First(&[
                    ("on_success", "OnSuccess", First(&[("destination", "Destination", Value)])),
                    ("on_failure", "OnFailure", First(&[("destination", "Destination", Value)])),
                ]),
            ),
            ("qualifier", "Qualifier", Value),
        ],
        computed: VERSIONS,
    },
    Type {
        name: "aws_lambda_event_source_mapping",
        kind: "AWS::Lambda::EventSourceMapping",
        rows: &[
            ("event_source_arn", "EventSourceArn", Value),
            ("function_name", "FunctionName", Name(FUNCTION)),
            ("batch_size", "BatchSize", Value),
            ("enabled", "Enabled", Value),
            ("starting_position", "StartingPosition", Value),
            ("maximum_batching_window_in_seconds", "MaximumBatchingWindowInSeconds", Value),
            ("parallelization_factor", "ParallelizationFactor", Value),
            ("maximum_retry_attempts", "MaximumRetryAttempts", Value),
            ("maximum_record_age_in_seconds", "MaximumRecordAgeInSeconds", Value),
            ("bisect_batch_on_function_error", "BisectBatchOnFunctionError", Value),
            ("function_response_types", "FunctionResponseTypes", Value),
            (
                "scaling_config",
                "ScalingConfig",
                First(&[("maximum_concurrency", "MaximumConcurrency", Value)]),
            ),
            (
                "filter_criteria",
                "FilterCriteria",
                First(&[("filter", "Filters", Each(&[("pattern", "Pattern", Value)]))]),
            ),
            (
                "destination_config",
                "DestinationConfig",
                First(&[(
                    "on_failure",
                    "OnFailure",
                    First(&[("destination_arn", "Destination", Value)]),
                )]),
            ),
            ("tags", "Tags", Value),
        ],
        computed: VERSIONS,
    },
    Type {
        name: "aws_lambda_layer_version",
        kind: "AWS::Lambda::LayerVersion",
        rows: &[
            ("layer_name", "LayerName", Value),
            ("filename", "Content.Path", Value),
            ("s3_bucket", "Content.S3Bucket", Value),
            ("s3_key", "Content.S3Key", Value),
            ("compatible_runtimes", "CompatibleRuntimes", Value),
            ("compatible_architectures", "CompatibleArchitectures", Value),
            ("description", "Description", Value),
            ("license_info", "LicenseInfo", Value),
        ],
        computed: VERSIONS,
    },
];
