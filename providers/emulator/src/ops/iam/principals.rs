//! Principals in trust policies: checked when written, rewritten as IAM rewrites them.
//!
//! An account id becomes the account's root ARN; a role that is deleted is replaced by its unique id.

use serde_json::{Map, Value};

use super::{document, faults};
use crate::ops::Fault;
use crate::world::World;

/// Checks the principals of a trust policy and rewrites account ids. Other text stays as submitted.
pub(super) fn resolve(world: &World, text: &str) -> Result<String, Fault> {
    let mut policy: Map<String, Value> = serde_json::from_str(text)
        .map_err(|_| faults::malformed("This policy contains invalid Json"))?;
    for statement in document::statements(&policy).unwrap_or_default() {
        for member in ["Principal", "NotPrincipal"] {
            if let Some(principal) = statement.get(member) {
                check(world, principal)?;
            }
        }
    }
    let mut rewritten = false;
    match policy.get_mut("Statement") {
        Some(Value::Array(statements)) => {
            for one in statements {
                rewritten |= rewrite(one);
            }
        }
        Some(one) => rewritten |= rewrite(one),
        None => {}
    }
    Ok(if rewritten { Value::Object(policy).to_string() } else { text.to_owned() })
}

fn check(world: &World, principal: &Value) -> Result<(), Fault> {
    let invalid = |kind: &str, text: &str| {
        Err(faults::malformed(format!("Invalid principal in policy: \"{kind}\":\"{text}\"")))
    };
    let kinds = match principal {
        Value::String(text) if text == "*" => return Ok(()),
        Value::Object(kinds) => kinds,
        other => {
            return Err(faults::malformed(format!("Invalid principal in policy: {other}")));
        }
    };
    for (kind, names) in kinds {
        let Some(names) = document::texts(Some(names)) else {
            return Err(faults::malformed("Syntax errors in policy."));
        };
        for name in names {
            let valid = match kind.as_str() {
                "AWS" => is_aws_principal(world, name),
                "Service" => {
                    name.ends_with(".amazonaws.com") || name.ends_with(".amazonaws.com.cn")
                }
                "Federated" | "CanonicalUser" => true,
                _ => false,
            };
            if !valid {
                let kind = if kind == "Service" { "SERVICE" } else { kind };
                return invalid(kind, name);
            }
        }
    }
    Ok(())
}

/// An account, any ARN of another account, or something that exists in this one.
pub(crate) fn is_aws_principal(world: &World, name: &str) -> bool {
    if name == "*" || is_account(name) {
        return true;
    }
    // Unique ids stay valid text although their owner is gone.
    if ["AROA", "AIDA", "AGPA"].iter().any(|prefix| name.starts_with(prefix)) {
        return true;
    }
    let Some(rest) = name.strip_prefix("arn:aws:iam::") else {
        return name.starts_with("arn:aws:sts::");
    };
    let Some((account, resource)) = rest.split_once(':') else {
        return false;
    };
    if account != world.settings().account {
        return is_account(account);
    }
    match resource.split('/').next() {
        Some("role") => world.iam.roles.values().any(|role| role.arn == name),
        Some("user") => world.iam.users.values().any(|user| user.arn == name),
        _ => true,
    }
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.chars().all(|digit| digit.is_ascii_digit())
}

/// Rewrites account ids of one statement; whether there were any.
fn rewrite(statement: &mut Value) -> bool {
    let mut rewritten = false;
    for member in ["Principal", "NotPrincipal"] {
        let names = statement.get_mut(member).and_then(|principal| principal.get_mut("AWS"));
        match names {
            Some(Value::Array(names)) => {
                for name in names {
                    rewritten |= rewrite_name(name);
                }
            }
            Some(name) => rewritten |= rewrite_name(name),
            None => {}
        }
    }
    rewritten
}

fn rewrite_name(name: &mut Value) -> bool {
    let Some(account) = name.as_str().filter(|name| is_account(name)) else {
        return false;
    };
    *name = format!("arn:aws:iam::{account}:root").into();
    true
}

/// Puts the unique id of a deleted role where trust policies named its ARN.
pub(super) fn forget(world: &mut World, arn: &str, id: &str) {
    let quoted = format!("\"{arn}\"");
    let naming = world.iam.roles.iter().filter(|(_, role)| role.trust.contains(&quoted));
    let names: Vec<String> = naming.map(|(name, _)| name.to_owned()).collect();
    for name in names {
        if let Some(role) = world.iam.roles.get_mut(&name) {
            role.trust = role.trust.replace(&quoted, &format!("\"{id}\""));
        }
    }
}
