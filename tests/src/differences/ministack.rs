//! ministack 1.5.33.
use super::{Difference, Shows};

pub(super) const DIFFERENCES: &[Difference] = &[
    Difference {
        shows: Shows::Stops { example: "alarm", words: "cloudwatch:DescribeAlarms failed" },
        because: "AWS's SDKs speak smithy-rpc-v2-cbor to CloudWatch, which it can't without the package `cbor2`: our environment lacks it",
    },
    Difference {
        shows: Shows::Phantom { kind: "bucket", fields: &["block_public_access"] },
        because: "a new bucket has no public access block; AWS blocks all public access to a new one since April 2023",
    },
    Difference {
        shows: Shows::Phantom { kind: "route", fields: &["integration"] },
        because: "it follows from the next: what an integration seems not to be would be made anew, and its routes with it",
    },
    Difference {
        shows: Shows::Phantom {
            kind: "service_integration",
            fields: &["subtype", "target", "parameters", "role"],
        },
        because: "`CreateIntegration` forgets `IntegrationSubtype` and `CredentialsArn`",
    },
    Difference {
        shows: Shows::Phantom { kind: "stream", fields: &["tags"] },
        because: "`CreateStream` forgets its `Tags`",
    },
];
