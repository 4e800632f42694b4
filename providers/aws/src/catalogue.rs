//! What AWS's refusals mean: one row per code and words, first match wins.
//!
//! The codes are those on the wire. Words are compared without case; they are needed because AWS uses
//! one code for things that pass by themselves and for things that never will.
use cutover_cloud::Class;
use cutover_schemas::operations::Operation;

struct Row {
    /// Operations this is about; none means any.
    operations: &'static [Operation],
    /// Codes on the wire; none means any.
    codes: &'static [&'static str],
    /// Words in the message; empty means any.
    words: &'static str,
    class: Class,
}

const fn row(codes: &'static [&'static str], words: &'static str, class: Class) -> Row {
    Row { operations: &[], codes, words, class }
}

/// Codes of missing, wrong or expired credentials: the caller's own.
pub(crate) const CREDENTIALS: &[&str] = &[
    "UnrecognizedClientException",
    "InvalidClientTokenId",
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "RequestExpired",
    "IncompleteSignature",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "InvalidAccessKeyId",
    "AuthFailure",
];

/// Codes of a caller who may not.
pub(crate) const DENIED: &[&str] = &[
    "AccessDenied",
    "AccessDeniedException",
    "UnauthorizedOperation",
    "UnauthorizedException",
    "ForbiddenException",
];

/// Codes of things that aren't there.
pub(crate) const MISSING: &[&str] = &[
    "ResourceNotFoundException",
    "ProvisionedConcurrencyConfigNotFoundException",
    "NoSuchEntity",
    "NoSuchEntityException",
    "NotFoundException",
    "NotFound",
    "QueueDoesNotExist",
    "AWS.SimpleQueueService.NonExistentQueue",
    "NoSuchBucket",
    "ParameterNotFound",
    "ObjectNotFoundException",
];

/// Our own code for a call that did a part of its work.
pub(crate) const UNFINISHED: &str = "Unfinished";

/// Our own code for an answer that is older than what we wrote.
pub(crate) const STALE: &str = "Stale";

/// Codes of a service that is asked too fast.
pub(crate) const THROTTLE: &[&str] = &[
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "TooManyRequestsException",
    "TooManyRequests",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "EC2ThrottledException",
    "SlowDown",
    "ServiceUnavailable",
    "ServiceUnavailableException",
];

const INVALID: &[&str] = &["InvalidParameterValueException"];
const CONFLICT: &[&str] = &["ResourceConflictException"];

static ROWS: &[Row] = &[
    row(CREDENTIALS, "", Class::Credentials),
    row(DENIED, "", Class::Denied),
    // A role or a policy made a moment ago.
    row(INVALID, "cannot be assumed by lambda", Class::Propagation),
    row(INVALID, "execution role does not have permissions", Class::Propagation),
    row(INVALID, "role must have permissions", Class::Propagation),
    row(
        &["InvalidParameterException"],
        "could not execute the lambda function",
        Class::Propagation,
    ),
    row(INVALID, "kms key is invalid for creategrant", Class::Propagation),
    row(INVALID, "provided principal was invalid", Class::Propagation),
    row(INVALID, "throttled by ec2", Class::Throttle),
    row(INVALID, "alias with weights can not be used with provisioned concurrency", Class::Busy),
    row(INVALID, "because it is a replicated function", Class::Busy),
    row(
        &["MalformedPolicyDocument", "MalformedPolicyDocumentException"],
        "invalid principal",
        Class::Propagation,
    ),
    row(
        &["InvalidAttributeValue", "InvalidParameterValue"],
        "for the parameter policy",
        Class::Propagation,
    ),
    row(&["InvalidParameterValue"], "dead letter target does not exist", Class::Propagation),
    row(
        &["InvalidArgument"],
        "unable to validate the following destination configurations",
        Class::Propagation,
    ),
    row(&["MalformedPolicy"], "invalid principal", Class::Propagation),
    row(&["ValidationException"], "cannot be assumed by principal", Class::Propagation),
    row(&["ValidationException"], "must allow aws eventbridge scheduler", Class::Propagation),
    // A rule that still has targets: its list lags behind their removal.
    row(&["ValidationException"], "since it has targets", Class::Busy),
    row(&["ValidationException"], "since it has rules", Class::Busy),
    // Things in progress.
    row(&[UNFINISHED], "", Class::Unfinished),
    row(&[STALE], "", Class::Busy),
    row(CONFLICT, "update is in progress", Class::Busy),
    row(CONFLICT, "following state: pending", Class::Busy),
    row(CONFLICT, "concurrent update operation", Class::Busy),
    row(CONFLICT, "already provisioned version", Class::Permanent),
    row(CONFLICT, "pointed by a provisioned concurrency alias", Class::Permanent),
    row(CONFLICT, "aliases reference it", Class::Permanent),
    row(CONFLICT, "already exist", Class::Exists),
    row(CONFLICT, "functionurlconfig exists", Class::Exists),
    row(CONFLICT, "", Class::Busy),
    row(&["ConcurrentUpdateException"], "", Class::Busy),
    row(&["ResourceInUseException"], "already exists", Class::Exists),
    row(&["ResourceInUseException", "ResourceNotReadyException"], "", Class::Busy),
    row(&["ContinuousBackupsUnavailableException"], "", Class::Busy),
    // One index of a table at a time, and a number of tables at a time.
    row(&["LimitExceededException"], "simultaneously", Class::Busy),
    row(&["ConcurrentModification", "ConcurrentModificationException"], "", Class::Busy),
    row(&["EntityTemporarilyUnmodifiable", "OperationAbortedException"], "", Class::Busy),
    row(&["DeleteConflict", "DeleteConflictException"], "", Class::Busy),
    row(&["ConflictException"], "already exist", Class::Exists),
    row(&["ConflictException"], "", Class::Busy),
    // A parent made a moment ago, on calls that can only follow its creation.
    Row {
        operations: &[
            Operation::AddPermission,
            Operation::PutEventInvokeConfig,
            Operation::CreateFunctionUrl,
            Operation::PutSubscriptionFilter,
            Operation::CreateAlias,
            Operation::AttachRolePolicy,
            Operation::PutRolePolicy,
            Operation::PutRetentionPolicy,
            Operation::CreateAuthorizer,
            Operation::CreateIntegration,
            Operation::CreateServiceIntegration,
            Operation::CreateRoute,
            Operation::CreateStage,
            Operation::Subscribe,
            Operation::CreateEventSourceMapping,
            Operation::PutAccessLogs,
            Operation::PutRouteSettings,
            Operation::PutBucketVersioning,
            Operation::PutBucketEncryption,
            Operation::PutPublicAccessBlock,
            Operation::PutBucketLifecycle,
            Operation::PutBucketCors,
            Operation::PutBucketPolicy,
            Operation::PutBusPolicy,
            Operation::PutRule,
            Operation::PutTargets,
            Operation::CreateSchedule,
            Operation::RegisterScalableTarget,
            Operation::PutScalingPolicy,
            Operation::PutScheduledAction,
            Operation::UpdateTimeToLive,
            Operation::UpdateContinuousBackups,
        ],
        codes: MISSING,
        words: "",
        class: Class::Propagation,
    },
    row(MISSING, "", Class::Missing),
    row(&["EntityAlreadyExists", "ResourceAlreadyExistsException"], "", Class::Exists),
    row(&["BucketAlreadyOwnedByYou", "ParameterAlreadyExists"], "", Class::Exists),
    row(&["TooManyUpdates"], "", Class::Busy),
    // The name of a bucket that is on its way out.
    row(&["OperationAborted"], "", Class::Cooldown),
    row(&["QueueAlreadyExists", "QueueNameExists"], "", Class::Exists),
    row(
        &["QueueDeletedRecently", "AWS.SimpleQueueService.QueueDeletedRecently"],
        "",
        Class::Cooldown,
    ),
    row(
        &["InvalidParameter", "InvalidParameterException"],
        "already exists with different",
        Class::Exists,
    ),
    row(&["PreconditionFailedException"], "", Class::Guard),
    row(THROTTLE, "", Class::Throttle),
    row(&[], "rate exceeded", Class::Throttle),
    row(&[], "is not authorized to perform", Class::Denied),
];

/// Codes of a service that failed in the middle: the call may have taken effect.
const BROKEN: &[&str] = &[
    "ServiceException",
    "InternalFailure",
    "InternalError",
    "InternalServerError",
    "InternalServiceError",
    "ServiceFailure",
    "ServiceFailureException",
];

/// What a refusal means; `None` when it doesn't prove that nothing happened.
pub(crate) fn classify(
    operation: Operation,
    status: u16,
    code: &str,
    message: &str,
) -> Option<Class> {
    // An answer that isn't an error but can't be read says nothing either.
    if BROKEN.contains(&code) || status < 400 {
        return None;
    }
    let message = message.to_lowercase();
    let found = ROWS.iter().find(|row| {
        (row.operations.is_empty() || row.operations.contains(&operation))
            && (row.codes.is_empty() || row.codes.contains(&code))
            && message.contains(row.words)
    });
    match (found, status) {
        (Some(row), _) => Some(row.class),
        (None, 412) => Some(Class::Guard),
        (None, 429 | 503) => Some(Class::Throttle),
        (None, 401 | 403) => Some(Class::Denied),
        // Lambda reports a broken package or key of an invocation as 502, with a code of its own.
        (None, 500..) if code.starts_with("HTTP ") || operation != Operation::InvokeVersion => None,
        (None, _) => Some(Class::Permanent),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(operation: Operation, status: u16, code: &str, message: &str, class: Option<Class>) {
        assert_eq!(classify(operation, status, code, message), class, "{code}: {message}");
    }

    #[test]
    fn what_passes_by_itself_is_told_from_what_does_not() {
        use Operation::{CreateFunction, CreateRole, DeleteFunction, PutProvisionedConcurrency};
        let invalid = "InvalidParameterValueException";
        check(
            CreateFunction,
            400,
            invalid,
            "The role defined for the function cannot be assumed by Lambda.",
            Some(Class::Propagation),
        );
        check(
            CreateFunction,
            400,
            invalid,
            "The provided execution role does not have permissions to call SendMessage",
            Some(Class::Propagation),
        );
        check(CreateFunction, 400, invalid, "Layer version does not exist", Some(Class::Permanent));
        check(
            CreateRole,
            400,
            "MalformedPolicyDocument",
            "Invalid principal in policy: x",
            Some(Class::Propagation),
        );
        check(
            CreateRole,
            400,
            "MalformedPolicyDocument",
            "This policy contains invalid Json",
            Some(Class::Permanent),
        );
        check(
            PutProvisionedConcurrency,
            400,
            invalid,
            "Alias with weights can not be used with Provisioned Concurrency",
            Some(Class::Busy),
        );
        check(
            DeleteFunction,
            409,
            "ResourceConflictException",
            "Unable to delete version because the following aliases reference it: [live]",
            Some(Class::Permanent),
        );
    }

    #[test]
    fn conflicts_are_told_apart_by_their_words() {
        use Operation::{
            AddPermission, CreateAlias, CreateFunction, CreateQueue, CreateRoute,
            UpdateFunctionCode,
        };
        let conflict = "ResourceConflictException";
        check(CreateFunction, 409, conflict, "Function already exist: orders", Some(Class::Exists));
        check(CreateAlias, 409, conflict, "Alias already exists: arn:x", Some(Class::Exists));
        check(
            AddPermission,
            409,
            conflict,
            "The statement id (x) provided already exists.",
            Some(Class::Exists),
        );
        check(
            UpdateFunctionCode,
            409,
            conflict,
            "An update is in progress for resource: arn:x",
            Some(Class::Busy),
        );
        check(
            UpdateFunctionCode,
            409,
            conflict,
            "The function is currently in the following state: Pending",
            Some(Class::Busy),
        );
        check(
            CreateRoute,
            409,
            "ConflictException",
            "Unable to complete operation due to concurrent modification.",
            Some(Class::Busy),
        );
        check(
            CreateRoute,
            409,
            "ConflictException",
            "Route with key GET / already exists for this API",
            Some(Class::Exists),
        );
        check(
            CreateQueue,
            400,
            "QueueDeletedRecently",
            "You must wait 60 seconds",
            Some(Class::Cooldown),
        );
        check(CreateQueue, 400, "QueueAlreadyExists", "", Some(Class::Exists));
        check(CreateFunction, 400, "CodeStorageExceededException", "", Some(Class::Permanent));
    }

    #[test]
    fn absence_is_lag_only_right_after_a_creation() {
        check(
            Operation::AddPermission,
            404,
            "ResourceNotFoundException",
            "",
            Some(Class::Propagation),
        );
        check(Operation::AttachRolePolicy, 404, "NoSuchEntity", "", Some(Class::Propagation));
        check(Operation::DeleteRole, 404, "NoSuchEntity", "", Some(Class::Missing));
        check(
            Operation::DeleteQueue,
            400,
            "AWS.SimpleQueueService.NonExistentQueue",
            "",
            Some(Class::Missing),
        );
    }

    #[test]
    fn a_broken_service_proves_nothing() {
        check(Operation::CreateApi, 500, "InternalFailure", "", None);
        check(Operation::CreateFunction, 500, "ServiceException", "", None);
        check(Operation::CreateQueue, 502, "HTTP 502", "", None);
        check(Operation::InvokeVersion, 502, "HTTP 502", "", None);
        check(Operation::CreateQueue, 200, "", "", None);
        check(Operation::CreateQueue, 503, "", "", Some(Class::Throttle));
        check(Operation::InvokeVersion, 502, "InvalidZipFileException", "", Some(Class::Permanent));
    }

    #[test]
    fn the_rest_goes_by_code_and_status() {
        check(
            Operation::UpdateAlias,
            412,
            "PreconditionFailedException",
            "The Revision Id provided does not match",
            Some(Class::Guard),
        );
        check(
            Operation::UpdateAlias,
            429,
            "TooManyRequestsException",
            "Rate exceeded",
            Some(Class::Throttle),
        );
        check(Operation::TagRole, 400, "Throttling", "Rate exceeded", Some(Class::Throttle));
        check(Operation::TagRole, 403, "ExpiredToken", "", Some(Class::Credentials));
        check(Operation::TagRole, 403, "AccessDenied", "", Some(Class::Denied));
        check(Operation::TagRole, 400, "InvalidInput", "", Some(Class::Permanent));
    }
}
