//! ministack 1.5.33.
use super::{Difference, Shows};

pub(super) const DIFFERENCES: &[Difference] = &[
    Difference {
        shows: Shows::Stops { example: "autoscale", words: "FAILED function.quote/scaling" },
        because: "it has no Application Auto Scaling: every call is answered with 400",
    },
    Difference {
        shows: Shows::Lacks {
            parts: &["function.concurrency.autoscale", "function.concurrency.schedule"],
            words: "FAILED function.scaled/scaling",
        },
        because: "it has no Application Auto Scaling: every call is answered with 400",
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
    Difference {
        shows: Shows::Phantom { kind: "alarm", fields: &["statistic"] },
        because: "an alarm with an `ExtendedStatistic` is told with a `Statistic`, too",
    },
    Difference {
        shows: Shows::Phantom { kind: "bus", fields: &["policy"] },
        because: "`PutPermission` forgets a whole `Policy` and makes a statement for everybody instead",
    },
    Difference {
        shows: Shows::Phantom { kind: "function", fields: &["runtime", "handler", "code"] },
        because: "a function of an image has an empty runtime and handler, where AWS tells none, and no digest of its code",
    },
    Difference {
        shows: Shows::Phantom { kind: "role", fields: &["permissions_boundary"] },
        because: "`GetAccountAuthorizationDetails` leaves out `PermissionsBoundary`, which `GetRole` tells",
    },
    Difference {
        shows: Shows::Blind { kind: "api", fields: &["tags"] },
        because: "`TagResource` of an API is accepted and forgotten",
    },
    Difference {
        shows: Shows::Blind { kind: "api_stage", fields: &["access_log_group"] },
        because: "`DeleteAccessLogSettings` takes more of the stage with it than its access logs",
    },
    Difference {
        shows: Shows::Blind {
            kind: "event_invoke_config",
            fields: &["retries", "max_age", "on_success", "on_failure"],
        },
        because: "`UpdateFunctionEventInvokeConfig` is not implemented",
    },
    Difference {
        shows: Shows::Blind { kind: "route", fields: &["authorization"] },
        because: "a route without authorization keeps its authorizer and scopes",
    },
    Difference {
        shows: Shows::Blind { kind: "stream", fields: &["mode", "tags"] },
        because: "`UpdateStreamMode`, and `TagResource` and `UntagResource` of Kinesis, are not implemented",
    },
    Difference {
        shows: Shows::Blind { kind: "subscription", fields: &["filter"] },
        because: "a subscription that lost its filter keeps a `FilterPolicyScope`",
    },
];
