//! Parameter Store's errors, in its words.

use crate::ops::Fault;

/// A request that makes no sense.
pub(super) fn invalid(message: impl Into<String>) -> Fault {
    Fault::sender(400, "ValidationException", message)
}

/// The service says no more than the code.
pub(super) fn no_parameter() -> Fault {
    Fault::sender(400, "ParameterNotFound", "")
}

pub(super) fn no_version(version: &str, name: &str) -> Fault {
    let text = format!(
        "Systems Manager could not find version {version} of {name}. Verify the version and try again."
    );
    Fault::sender(400, "ParameterVersionNotFound", text)
}

pub(super) fn exists() -> Fault {
    let text = "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.";
    Fault::sender(400, "ParameterAlreadyExists", text)
}

pub(super) fn too_deep() -> Fault {
    let text = "A hierarchy can have a maximum of 15 levels. For more information, see Requirements and constraints for \
                parameter names in the AWS Systems Manager User Guide.";
    Fault::sender(400, "HierarchyLevelLimitExceededException", text)
}

pub(super) fn reserved(name: &str) -> Fault {
    Fault::sender(
        400,
        "AccessDeniedException",
        format!("No access to reserved parameter name: {name}."),
    )
}

pub(super) fn no_resource() -> Fault {
    let text =
        "The resource ID is not valid. Verify that you entered the correct ID and try again.";
    Fault::sender(400, "InvalidResourceId", text)
}

pub(super) fn no_resource_type() -> Fault {
    let text = "The resource type is not valid. For example, if you are attempting to tag an EC2 instance, the instance \
                must be a registered managed node.";
    Fault::sender(400, "InvalidResourceType", text)
}

pub(super) fn bad_token() -> Fault {
    Fault::sender(400, "InvalidNextToken", "The specified token is not valid.")
}

pub(super) fn bad_option(option: &str) -> Fault {
    let text = format!(
        "The following filter option is not valid: {option}. Valid options include: [BeginsWith, Equals]."
    );
    Fault::sender(400, "InvalidFilterOption", text)
}

pub(super) fn bad_key(key: &str) -> Fault {
    let text = format!(
        "The following filter key is not valid: {key}. Valid filter keys include: [Type, KeyId]."
    );
    Fault::sender(400, "InvalidFilterKey", text)
}
