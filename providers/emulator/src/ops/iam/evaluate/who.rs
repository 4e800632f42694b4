//! Who asks, and whether a policy's `Principal` means them.

use serde_json::Value;

use crate::ops::iam::document;

/// An identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Who {
    /// The account itself: no policy of its own limits it.
    Root { account: String },
    /// An IAM user.
    User { account: String, arn: String, id: String },
    /// Somebody in a role.
    Session { account: String, arn: String, role: String, role_id: String },
    /// An AWS service: `sns.amazonaws.com`.
    Service(String),
    /// Whoever did not sign.
    Anonymous,
}

/// How a policy's principal means somebody, from the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Named {
    /// By the account, which leaves it to the identity's own policies.
    ThroughAccount,
    /// By the role that a session is in.
    ThroughRole,
    /// By their own name, or as everybody.
    Exactly,
}

impl Who {
    /// The ARN that refusals tell.
    pub(crate) fn arn(&self) -> String {
        match self {
            Who::Root { account } => format!("arn:aws:iam::{account}:root"),
            Who::User { arn, .. } | Who::Session { arn, .. } => arn.clone(),
            Who::Service(name) => name.clone(),
            Who::Anonymous => "anonymous".to_owned(),
        }
    }

    /// The ARN of the identity that holds the permissions: of a session, its role.
    pub(crate) fn holder(&self) -> Option<String> {
        match self {
            Who::Session { role, .. } => Some(role.clone()),
            Who::Root { .. } | Who::User { .. } => Some(self.arn()),
            Who::Service(_) | Who::Anonymous => None,
        }
    }

    fn account(&self) -> Option<&str> {
        match self {
            Who::Root { account } | Who::User { account, .. } | Who::Session { account, .. } => {
                Some(account)
            }
            Who::Service(_) | Who::Anonymous => None,
        }
    }

    /// How a `Principal` element means this identity, if it does.
    pub(super) fn named_by(&self, principal: &Value) -> Option<Named> {
        match principal {
            Value::String(text) => (text == "*").then_some(Named::Exactly),
            Value::Object(kinds) => kinds
                .iter()
                .filter_map(|(kind, names)| {
                    let names = document::texts(Some(names)).unwrap_or_default();
                    names.into_iter().filter_map(|name| self.named(kind, name)).max()
                })
                .max(),
            _ => None,
        }
    }

    fn named(&self, kind: &str, name: &str) -> Option<Named> {
        match (kind, self) {
            ("AWS", _) if name == "*" => Some(Named::Exactly),
            ("AWS", _) if self.is_of_account(name) => Some(match self {
                Who::Root { .. } => Named::Exactly,
                _ => Named::ThroughAccount,
            }),
            ("AWS", Who::User { arn, id, .. }) => {
                (name == arn || name == id).then_some(Named::Exactly)
            }
            ("AWS", Who::Session { arn, role, role_id, .. }) => {
                if name == arn {
                    Some(Named::Exactly)
                } else {
                    (name == role || name == role_id).then_some(Named::ThroughRole)
                }
            }
            ("Service", Who::Service(service)) => {
                is_service(name, service).then_some(Named::Exactly)
            }
            _ => None,
        }
    }

    fn is_of_account(&self, name: &str) -> bool {
        self.account().is_some_and(|account| {
            let root =
                name.strip_prefix("arn:aws:iam::").and_then(|rest| rest.strip_suffix(":root"));
            name == account || root == Some(account)
        })
    }
}

/// Whether two service principals are one: `logs.us-east-1.amazonaws.com` is `logs.amazonaws.com` there.
fn is_service(name: &str, service: &str) -> bool {
    let short = |name: &str| {
        let parts: Vec<&str> = name.split('.').collect();
        match parts.as_slice() {
            [first, _region, "amazonaws", "com"] => format!("{first}.amazonaws.com"),
            _ => name.to_owned(),
        }
    };
    name == service
        || (short(name) == short(service) && (short(name) == name || short(service) == service))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Named, Who};

    #[test]
    fn a_session_is_meant_by_its_own_name_its_role_and_its_account() {
        let session = Who::Session {
            account: "000000000000".into(),
            arn: "arn:aws:sts::000000000000:assumed-role/r/s".into(),
            role: "arn:aws:iam::000000000000:role/r".into(),
            role_id: "AROAX".into(),
        };
        let named = |principal| session.named_by(&principal);
        assert_eq!(named(json!("*")), Some(Named::Exactly));
        assert_eq!(named(json!({"AWS": "000000000000"})), Some(Named::ThroughAccount));
        let role = "arn:aws:iam::000000000000:role/r";
        assert_eq!(named(json!({"AWS": ["1", role]})), Some(Named::ThroughRole));
        assert_eq!(named(json!({"AWS": [role, session.arn()]})), Some(Named::Exactly));
        assert_eq!(named(json!({"AWS": "AROAX"})), Some(Named::ThroughRole));
        assert_eq!(named(json!({"AWS": "111111111111", "Service": "sns.amazonaws.com"})), None);
    }

    #[test]
    fn a_service_is_meant_by_its_regional_name_too() {
        let logs = Who::Service("logs.amazonaws.com".into());
        assert!(logs.named_by(&json!({"Service": "logs.us-east-1.amazonaws.com"})).is_some());
        assert!(logs.named_by(&json!({"Service": ["events.amazonaws.com"]})).is_none());
        assert!(logs.named_by(&json!({"AWS": "000000000000"})).is_none());
        assert!(logs.named_by(&json!({"AWS": "*"})).is_some());
    }
}
