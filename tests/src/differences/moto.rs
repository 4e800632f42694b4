//! moto 5.2.5.
use super::{Difference, Shows};

pub(super) const DIFFERENCES: &[Difference] = &[
    Difference {
        shows: Shows::Lacks { parts: &["alarm"], words: "cloudwatch:DescribeAlarms failed" },
        because: "it knows no smithy-rpc-v2-cbor, which AWS's SDKs speak to CloudWatch: 404",
    },
    Difference {
        shows: Shows::Lacks {
            parts: &["role.managed"],
            words: "AWSLambdaBasicExecutionRole does not exist or is not attachable",
        },
        because: "it has AWS's own policies only with `MOTO_IAM_LOAD_MANAGED_POLICIES`, which makes starting and each reset slow",
    },
    Difference {
        shows: Shows::Lacks {
            parts: &["function.secrets_extension"],
            words: "One or more LayerVersion does not exist",
        },
        because: "layers of other accounts, as AWS's own extensions are, aren't known",
    },
    Difference {
        shows: Shows::Lacks {
            parts: &[
                "api.throttle",
                "api.route.throttle",
                "api.access_logs",
                "api.detailed_metrics",
            ],
            words: "api.shop/stage: the service failed (HTTP 500",
        },
        because: "`UpdateStage` is not implemented",
    },
    Difference {
        shows: Shows::Lacks {
            parts: &[
                "api.authorizer",
                "api.authorize",
                "api.scopes",
                "api.route.authorize",
                "api.route.scopes",
            ],
            words: "apigateway:GET failed (HTTP 500)",
        },
        because: "`GetAuthorizers` is not implemented",
    },
    Difference {
        shows: Shows::Lacks {
            parts: &["bucket.event_bridge"],
            words: "bucket.pictures/event_bridge: somebody else wrote the bucket's notifications",
        },
        because: "`EventBridgeConfiguration` in a bucket's notifications is lost, so what was written is never read back",
    },
    Difference {
        shows: Shows::Lacks {
            parts: &[
                "function.concurrency.provisioned",
                "function.concurrency.autoscale",
                "function.concurrency.schedule",
            ],
            words: "rollout/aborted: HTTP 404",
        },
        because: "provisioned concurrency is not implemented",
    },
    Difference {
        shows: Shows::Lacks { parts: &["rollout.smoke"], words: "error running docker" },
        because: "without Docker it runs no code",
    },
    Difference {
        shows: Shows::Stops { example: "alarm", words: "cloudwatch:DescribeAlarms failed" },
        because: "it knows no smithy-rpc-v2-cbor, which AWS's SDKs speak to CloudWatch: 404",
    },
    Difference {
        shows: Shows::Stops { example: "autoscale", words: "rollout/aborted: HTTP 404" },
        because: "provisioned concurrency is not implemented",
    },
    Difference {
        shows: Shows::Stops { example: "canary", words: "error running docker" },
        because: "without Docker it runs no code",
    },
    Difference {
        shows: Shows::Stops {
            example: "api-auth",
            words: "api.notes/stage: the service failed (HTTP 500",
        },
        because: "`UpdateStage`, which sets the limits of routes, and `GetAuthorizers` are not implemented",
    },
    Difference {
        shows: Shows::Stops {
            example: "bucket",
            words: "bucket.texts/event_bridge: somebody else wrote the bucket's notifications",
        },
        because: "`EventBridgeConfiguration` in a bucket's notifications is lost, so what was written is never read back",
    },
    Difference {
        shows: Shows::Phantom { kind: "bucket", fields: &["block_public_access"] },
        because: "a new bucket has no public access block; AWS blocks all public access to a new one since April 2023",
    },
    Difference {
        shows: Shows::Phantom { kind: "bucket", fields: &["tags"] },
        because: "`CreateBucket` forgets its `Tags`",
    },
    Difference {
        shows: Shows::Phantom { kind: "bus", fields: &["tags"] },
        because: "`CreateEventBus` forgets some of its `Tags`",
    },
    Difference {
        shows: Shows::Phantom { kind: "event_source_mapping", fields: &["function"] },
        because: "a mapping to an alias is made to the version behind it",
    },
    Difference {
        shows: Shows::Phantom { kind: "stream", fields: &["tags"] },
        because: "`CreateStream` forgets its `Tags`",
    },
    Difference {
        shows: Shows::Phantom {
            kind: "function",
            fields: &["log_format", "log_level", "system_log_level"],
        },
        because: "`LoggingConfig` is forgotten",
    },
    Difference {
        shows: Shows::Phantom { kind: "function", fields: &["code"] },
        because: "the digest of an image's code is of its name, not the image's own",
    },
    Difference {
        shows: Shows::Phantom { kind: "function", fields: &["snap_start"] },
        because: "`SnapStart` is forgotten",
    },
    Difference {
        shows: Shows::Phantom { kind: "table", fields: &["class"] },
        because: "`TableClass` is forgotten",
    },
    Difference {
        shows: Shows::Phantom { kind: "permission", fields: &["url_auth", "through_url"] },
        because: "`AddPermission` forgets `FunctionUrlAuthType` and `InvokedViaFunctionUrl`",
    },
    Difference {
        shows: Shows::Blind { kind: "alias", fields: &["provisioned"] },
        because: "provisioned concurrency is not implemented",
    },
    Difference {
        shows: Shows::Blind {
            kind: "api_stage",
            fields: &[
                "auto_deploy",
                "throttle_rate",
                "throttle_burst",
                "detailed_metrics",
                "access_log_group",
                "access_log_format",
            ],
        },
        because: "`UpdateStage` is not implemented",
    },
    Difference {
        shows: Shows::Blind { kind: "bus", fields: &["description", "key"] },
        because: "`UpdateEventBus` fails with 500",
    },
    Difference {
        shows: Shows::Blind {
            kind: "event_invoke_config",
            fields: &["retries", "max_age", "on_success", "on_failure"],
        },
        because: "a function's configuration and its alias's are not told apart",
    },
    Difference {
        shows: Shows::Blind { kind: "function", fields: &["architecture"] },
        because: "the code's `Location` is an address of AWS, which nobody can download from",
    },
    Difference {
        shows: Shows::Blind {
            kind: "function",
            fields: &["storage", "tracing", "key", "entry_point", "command", "workdir"],
        },
        because: "`UpdateFunctionConfiguration` forgets `EphemeralStorage`, `TracingConfig`, `KMSKeyArn` and `ImageConfig`",
    },
    Difference {
        shows: Shows::Blind { kind: "function", fields: &["log_group"] },
        because: "`LoggingConfig` is forgotten",
    },
    Difference {
        shows: Shows::Blind { kind: "function_url", fields: &["mode"] },
        because: "`InvokeMode` is forgotten",
    },
    Difference {
        shows: Shows::Blind { kind: "route", fields: &["authorization", "authorizer", "scopes"] },
        because: "`GetAuthorizers` is not implemented, so routes are left open",
    },
    Difference {
        shows: Shows::Blind {
            kind: "service_integration",
            fields: &["parameters", "role", "timeout_ms"],
        },
        because: "`UpdateIntegration` puts the parameters in place of the old ones instead of among them, and loses the rest",
    },
    Difference {
        shows: Shows::Blind { kind: "stream", fields: &["tags"] },
        because: "`TagResource` of Kinesis is not implemented",
    },
    Difference {
        shows: Shows::Blind { kind: "table", fields: &["encryption_key"] },
        because: "`UpdateTable` forgets `SSESpecification`",
    },
    Difference {
        shows: Shows::Blind { kind: "table", fields: &["indexes", "stream"] },
        because: "an index that is made anew and a stream that is turned on again are refused for ever",
    },
    Difference {
        shows: Shows::Blind { kind: "bus", fields: &["policy"] },
        because: "`PutPermission` with a whole `Policy` adds its statements to those that are there; AWS puts it in their place",
    },
    Difference {
        shows: Shows::Blind { kind: "subscription", fields: &["filter"] },
        because: "a subscription that lost its filter keeps a `FilterPolicyScope`",
    },
    Difference {
        shows: Shows::Blind { kind: "function_url", fields: &["cors"] },
        because: "`UpdateFunctionUrlConfig` with an empty `Cors` leaves the old one",
    },
];
