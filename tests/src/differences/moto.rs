//! moto 5.2.5.
use super::{Difference, Shows};

pub(super) const DIFFERENCES: &[Difference] = &[
    Difference {
        shows: Shows::Stops { example: "alarm", words: "cloudwatch:DescribeAlarms failed" },
        because: "it knows no smithy-rpc-v2-cbor, which AWS's SDKs speak to CloudWatch: 404",
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
        shows: Shows::Phantom { kind: "permission", fields: &["url_auth", "through_url"] },
        because: "`AddPermission` forgets `FunctionUrlAuthType` and `InvokedViaFunctionUrl`",
    },
];
