//! Bucket policies: what S3 takes, and whether one makes a bucket public.

use serde_json::Value;

use super::arn;
use crate::ops::Fault;
use crate::world::World;

/// The largest policy, in bytes.
const LARGEST: usize = 20 * 1024;

/// Conditions on these keep an allowance from being public, when their values are fixed.
const NARROWING: &[&str] = &[
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceorgid",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
];

fn malformed(text: &str) -> Fault {
    Fault::sender(400, "MalformedPolicy", text)
}

/// Refuses what is no policy of this bucket.
pub(super) fn check(world: &World, bucket: &str, text: &str) -> Result<Value, Fault> {
    if text.len() > LARGEST {
        return Err(Fault::sender(
            400,
            "PolicyTooLarge",
            "Policy exceeds the maximum allowed size",
        ));
    }
    let policy: Value = serde_json::from_str(text)
        .ok()
        .filter(Value::is_object)
        .ok_or_else(|| malformed("Policies must be valid JSON and the first byte must be '{'"))?;
    let version = policy.get("Version").and_then(Value::as_str);
    if !matches!(version, None | Some("2012-10-17" | "2008-10-17")) {
        return Err(malformed("The policy must contain a valid version string"));
    }
    let statements = statements(&policy);
    if statements.is_empty() {
        return Err(malformed("Missing required field Statement"));
    }
    for statement in statements {
        check_statement(world, bucket, statement)?;
    }
    Ok(policy)
}

fn statements(policy: &Value) -> Vec<&Value> {
    match policy.get("Statement") {
        Some(Value::Array(many)) => many.iter().collect(),
        Some(one @ Value::Object(_)) => vec![one],
        _ => Vec::new(),
    }
}

fn check_statement(world: &World, bucket: &str, statement: &Value) -> Result<(), Fault> {
    let either = |one: &str, other: &str| statement.get(one).or_else(|| statement.get(other));
    if !matches!(statement.get("Effect").and_then(Value::as_str), Some("Allow" | "Deny")) {
        return Err(malformed("Missing required field Effect"));
    }
    let principal = either("Principal", "NotPrincipal");
    let principal = principal.ok_or_else(|| malformed("Missing required field Principal"))?;
    let action = either("Action", "NotAction");
    let action = action.ok_or_else(|| malformed("Missing required field Action"))?;
    let resource = either("Resource", "NotResource");
    let resource = resource.ok_or_else(|| malformed("Missing required field Resource"))?;
    if texts(action)
        .iter()
        .any(|action| *action != "*" && !action.to_ascii_lowercase().starts_with("s3:"))
    {
        return Err(malformed("Policy has invalid action"));
    }
    let own = arn(bucket);
    let is_ours = |resource: &&str| {
        *resource == own || resource.strip_prefix(&own).is_some_and(|rest| rest.starts_with('/'))
    };
    let resources = texts(resource);
    if resources.is_empty() || !resources.iter().all(is_ours) {
        return Err(malformed("Policy has invalid resource"));
    }
    check_principal(world, principal)?;
    fits(&texts(action), &resources, &own)
}

/// Each action must have a resource it can be about: objects for object actions, the bucket for the others.
fn fits(actions: &[&str], resources: &[&str], bucket: &str) -> Result<(), Fault> {
    let only_bucket = resources.iter().all(|resource| *resource == bucket);
    let only_objects = resources.iter().all(|resource| *resource != bucket);
    let of_objects = |action: &str| {
        let name = action.split_once(':').map_or(action, |(_, name)| name).to_ascii_lowercase();
        [
            "getobject",
            "putobject",
            "deleteobject",
            "restoreobject",
            "abortmultipart",
            "listmultipartuploadparts",
        ]
        .iter()
        .any(|one| name.starts_with(one))
            && !name.contains("lockconfiguration")
    };
    let lost = actions
        .iter()
        .filter(|action| !action.contains('*'))
        .any(|action| if of_objects(action) { only_bucket } else { only_objects });
    if lost {
        return Err(malformed("Action does not apply to any resource(s) in statement"));
    }
    Ok(())
}

/// A role or user that is named must be there.
fn check_principal(world: &World, principal: &Value) -> Result<(), Fault> {
    let invalid = || malformed("Invalid principal in policy");
    if let Some(text) = principal.as_str() {
        return if text == "*" { Ok(()) } else { Err(invalid()) };
    }
    let kinds = principal.as_object().filter(|kinds| !kinds.is_empty()).ok_or_else(invalid)?;
    for (kind, values) in kinds {
        for value in texts(values) {
            let good = match kind.as_str() {
                "AWS" => is_known(world, value),
                "Service" => value.contains(".amazonaws.com"),
                "Federated" | "CanonicalUser" => true,
                _ => false,
            };
            if !good {
                return Err(invalid());
            }
        }
    }
    Ok(())
}

/// Everyone, an account, or a role of this account that exists; of other accounts nothing is known.
fn is_known(world: &World, principal: &str) -> bool {
    let is_account = |text: &str| text.len() == 12 && text.chars().all(|c| c.is_ascii_digit());
    if principal == "*" || is_account(principal) {
        return true;
    }
    let Some((account, resource)) =
        principal.strip_prefix("arn:aws:iam::").and_then(|rest| rest.split_once(':'))
    else {
        return principal.starts_with("arn:aws:sts::");
    };
    match resource.strip_prefix("role/") {
        Some(path) if account == world.settings().account => {
            path.rsplit('/').next().is_some_and(|name| world.iam.roles.contains(name))
        }
        _ => is_account(account),
    }
}

/// One text or several.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Whether a policy lets everyone in.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>, "The meaning of public".
pub(super) fn is_public(policy: &Value) -> bool {
    statements(policy).into_iter().any(|statement| {
        statement.get("Effect").and_then(Value::as_str) == Some("Allow")
            && (is_everyone(statement) || statement.get("NotPrincipal").is_some())
            && !is_narrowed(statement)
    })
}

fn is_everyone(statement: &Value) -> bool {
    match statement.get("Principal") {
        Some(Value::String(text)) => text == "*",
        Some(Value::Object(kinds)) => kinds.get("AWS").is_some_and(|all| texts(all).contains(&"*")),
        _ => false,
    }
}

fn is_narrowed(statement: &Value) -> bool {
    let conditions = statement.get("Condition").and_then(Value::as_object).into_iter().flatten();
    conditions.filter_map(|(_, keys)| keys.as_object()).flatten().any(|(key, values)| {
        let fixed = |value: &&str| !value.contains(['*', '?', '$']) && *value != "0.0.0.0/0";
        NARROWING.contains(&key.to_ascii_lowercase().as_str())
            && !texts(values).is_empty()
            && texts(values).iter().all(fixed)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{check, is_public};
    use crate::world::{World, settings::Settings};

    fn refusal(statement: serde_json::Value) -> String {
        let world = World::new(Settings::default());
        let text = json!({"Version": "2012-10-17", "Statement": [statement]}).to_string();
        check(&world, "b", &text).map_or_else(|fault| fault.message, |_| String::new())
    }

    #[test]
    fn a_policy_is_about_its_bucket_and_known_principals() {
        let good = json!({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"});
        let with = |name: &str, value: serde_json::Value| {
            let mut statement = good.clone();
            statement[name] = value;
            refusal(statement)
        };
        assert_eq!(refusal(good.clone()), "");
        assert_eq!(with("Resource", json!("arn:aws:s3:::bb/*")), "Policy has invalid resource");
        assert_eq!(with("Action", json!("sqs:SendMessage")), "Policy has invalid action");
        let role = json!({"AWS": "arn:aws:iam::000000000000:role/none"});
        assert_eq!(with("Principal", role), "Invalid principal in policy");
        let lost = "Action does not apply to any resource(s) in statement";
        assert_eq!(with("Action", json!("s3:ListBucket")), lost);
        assert_eq!(with("Effect", json!("Perhaps")), "Missing required field Effect");
    }

    #[test]
    fn everyone_without_a_narrow_condition_is_public() {
        let policy = |condition: serde_json::Value| json!({"Statement": {"Effect": "Allow", "Principal": {"AWS": "*"}, "Condition": condition}});
        assert!(is_public(&policy(json!({}))));
        assert!(is_public(&policy(json!({"StringLike": {"aws:SourceArn": "*"}}))));
        assert!(!is_public(&policy(
            json!({"StringEquals": {"aws:SourceAccount": "111111111111"}})
        )));
    }
}
