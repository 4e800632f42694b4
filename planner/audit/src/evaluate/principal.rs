//! Who a statement is about
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>).
use crate::policy::{Principal, PrincipalKind, Principals};
use crate::request::Caller;

/// How a statement names a caller, from least to most exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Naming {
    /// By its account.
    Account,
    /// As one of all, by what it is not, or by the role of its session.
    Broadly,
    /// As the user or session that it is.
    Exactly,
}

/// How these principals name a caller, if they do.
pub(super) fn named(principals: &Principals, caller: &Caller) -> Option<Naming> {
    let found = principals.who.iter().filter_map(|one| names(one, caller)).max();
    match (principals.negated, found) {
        (false, found) => found,
        (true, None) => Some(Naming::Broadly),
        (true, Some(_)) => None,
    }
}

fn names(principal: &Principal, caller: &Caller) -> Option<Naming> {
    let name = principal.name.value.as_str();
    let same = |of: &str| (name == of).then_some(Naming::Exactly);
    match (principal.kind, caller) {
        (PrincipalKind::Everyone, _) => Some(Naming::Broadly),
        (PrincipalKind::Aws, _) if name == "*" => Some(Naming::Broadly),
        (PrincipalKind::Aws, Caller::Aws(arn)) => names_arn(name, arn),
        (PrincipalKind::Service, Caller::Service(of))
        | (PrincipalKind::Federated, Caller::Federated(of))
        | (PrincipalKind::CanonicalUser, Caller::Canonical(of)) => same(of),
        _ => None,
    }
}

fn names_arn(name: &str, arn: &str) -> Option<Naming> {
    if let Some(account) = account_of(name) {
        return (Some(account) == field(arn, 4)).then_some(Naming::Account);
    }
    if name == arn {
        let is_role = field(arn, 5).is_some_and(|resource| resource.starts_with("role/"));
        return Some(if is_role { Naming::Broadly } else { Naming::Exactly });
    }
    let of_session = role_of(arn)?;
    let named = field(name, 5)?.strip_prefix("role/")?;
    let plain = named.rsplit('/').next()?;
    let same = field(name, 1) == field(arn, 1) && field(name, 4) == field(arn, 4);
    (same && plain == of_session).then_some(Naming::Broadly)
}

/// The account that a principal names: by its number, or as the ARN of its root.
fn account_of(name: &str) -> Option<&str> {
    let is_account = |text: &str| text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
    if is_account(name) {
        return Some(name);
    }
    let account = field(name, 4)?;
    (field(name, 5) == Some("root") && field(name, 2) == Some("iam")).then_some(account)
}

/// The name of the role of a session, `arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION`.
pub(super) fn role_of(arn: &str) -> Option<&str> {
    field(arn, 5)?.strip_prefix("assumed-role/")?.split('/').next()
}

/// A field of an ARN, from 0; the sixth is all the rest.
pub(super) fn field(arn: &str, at: usize) -> Option<&str> {
    arn.splitn(6, ':').nth(at)
}
