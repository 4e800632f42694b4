//! Callers: one for every way in which statements and conditions tell them apart.
use super::glob::{Glob, Piece, Without};
use super::keys::KeyTest;
use super::layers::{Naming, Row};
use super::mask::Mask;
use super::texts::{TooMany, every_way};
use crate::policy::{Principal, PrincipalKind, Principals};
use crate::request::Caller;
use std::collections::{BTreeMap, BTreeSet};

/// Keys that follow from the caller, in lower case.
pub(super) const DERIVED: [&str; 4] = [
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalisawsservice",
    "aws:principalservicename",
];

/// The account of callers that no policy knows.
const NOBODYS: &str = "123456789012";

/// Whoever it is, where that does not matter.
const ANYBODY: &str = "arn:aws:iam::123456789012:role/any";

/// A caller and the rows that it lets match.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) caller: Caller,
    pub(super) mask: Mask,
}

/// Callers for these rows, or the only one that is asked about. `tests` are the conditions on [`DERIVED`] keys.
pub(super) fn choices(
    rows: &[(usize, Row<'_>)],
    tests: &BTreeMap<String, Vec<KeyTest>>,
    only: Option<&Caller>,
    number: usize,
) -> Result<Vec<Choice>, TooMany> {
    let has_principals = |row: &Row<'_>| row.of_resource || row.statement.principals.is_some();
    let of_resources = rows.iter().any(|(_, row)| has_principals(row));
    let mut callers: Vec<Caller> = match only {
        Some(only) => vec![only.clone()],
        None => arns(rows, tests)?.into_iter().map(Caller::Aws).collect(),
    };
    if of_resources && only.is_none() {
        callers.extend(others(rows, tests));
    }
    let (mut known, mut all) = (BTreeSet::new(), Vec::new());
    for caller in callers {
        let mask = matching(rows, tests, &caller, number);
        if known.insert(mask.clone()) {
            all.push(Choice { caller, mask });
        }
    }
    Ok(all)
}

fn matching(
    rows: &[(usize, Row<'_>)],
    tests: &BTreeMap<String, Vec<KeyTest>>,
    caller: &Caller,
    number: usize,
) -> Mask {
    let mut failed = BTreeSet::new();
    for (key, tests) in tests {
        let value = derived(key, caller);
        for test in tests {
            let passes = match &value {
                Some(value) => test.of(std::slice::from_ref(value)),
                None => test.of_absence(),
            };
            if !passes {
                failed.extend(test.rows().iter().copied());
            }
        }
    }
    let mut mask = Mask::none(number);
    for (at, row) in rows {
        if !failed.contains(at) && naming(row, caller).is_some_and(|how| how >= row.naming) {
            mask.add(*at);
        }
    }
    mask
}

/// The ARNs of users, roles and roots, and of the sessions that policies name.
fn arns(
    rows: &[(usize, Row<'_>)],
    tests: &BTreeMap<String, Vec<KeyTest>>,
) -> Result<Vec<String>, TooMany> {
    let principals = || rows.iter().filter_map(|(_, row)| row.statement.principals.as_ref());
    let names: BTreeSet<&str> = principals()
        .flat_map(|principals| &principals.who)
        .filter(|one| one.kind == PrincipalKind::Aws && one.name.value != "*")
        .map(|one| one.name.value.as_str())
        .collect();
    let of = |key: &str| tests.get(key).into_iter().flatten().flat_map(KeyTest::patterns);
    let by_arn: Vec<Glob> = of("aws:principalarn").collect();
    let by_account: Vec<Glob> = of("aws:principalaccount").collect();
    if names.is_empty() && by_arn.is_empty() && by_account.is_empty() {
        return Ok(vec![ANYBODY.to_owned()]);
    }
    let mut patterns: Vec<Glob> = by_arn.clone();
    let mut accounts: BTreeSet<String> = BTreeSet::new();
    for name in &names {
        if let Some(account) = account_of(name) {
            accounts.insert(account.to_owned());
        } else {
            patterns.push(Glob::literal(name));
            accounts.extend(part(name, 4).map(str::to_owned));
        }
    }
    patterns.extend(accounts.iter().map(|account| in_account(&Glob::literal(account))));
    patterns.extend(by_account.iter().map(in_account));
    let mut arns = every_way(&patterns, &forms(&accounts, &by_arn, &by_account))?;
    let sessions = names.iter().filter(|name| session_role(name).is_some());
    arns.extend(sessions.map(|name| (*name).to_owned()));
    Ok(arns)
}

/// ARNs of principals. Accounts are those that are named and one more, unless they are told apart by patterns.
fn forms(accounts: &BTreeSet<String>, by_arn: &[Glob], by_account: &[Glob]) -> Vec<Glob> {
    let any = Glob(vec![Piece::Any(Without::Colon)]);
    let mut told: Vec<Glob> = accounts.iter().map(|account| Glob::literal(account)).collect();
    if by_arn.iter().chain(by_account).all(|glob| glob.simple().is_some_and(|(_, open)| !open)) {
        let in_arns = by_arn.iter().filter_map(|glob| Some(glob.simple()?.0));
        let in_arns: Vec<String> =
            in_arns.filter_map(|arn| part(&arn, 4).map(str::to_owned)).collect();
        told.extend(in_arns.iter().map(|account| Glob::literal(account)));
        told.extend(by_account.iter().cloned());
        let fresh = (0..=told.len())
            .map(|at| format!("{:012}", 123_456_789_012_u64 + at as u64))
            .find(|one| !told.contains(&Glob::literal(one)))
            .unwrap_or_else(|| NOBODYS.to_owned());
        told.push(Glob::literal(&fresh));
    } else {
        told = vec![any.clone()];
    }
    let mut forms = Vec::new();
    for account in told {
        for (rest, open) in [("user/", true), ("role/", true), ("root", false)] {
            let mut pieces = Glob::literal("arn:").0;
            // The other partitions matter only where a policy is about one.
            pieces.extend(Glob::literal("aws").0);
            pieces.extend(Glob::literal(":iam::").0);
            pieces.extend(account.0.iter().copied());
            pieces.extend(Glob::literal(&format!(":{rest}")).0);
            if open {
                pieces.push(Piece::Any(Without::Colon));
            }
            forms.push(Glob(pieces));
        }
    }
    let strange = by_arn.iter().filter(|glob| !glob.fits_some_start("arn:aws:iam::"));
    forms.extend(strange.cloned());
    forms
}

impl Glob {
    /// Whether what the pattern begins with is, as far as it goes, this text.
    fn fits_some_start(&self, start: &str) -> bool {
        for (piece, letter) in self.0.iter().zip(start.chars()) {
            match piece {
                Piece::Letter(known) if *known == letter => {}
                Piece::Letter(_) => return false,
                Piece::One(_) | Piece::Any(_) => return true,
            }
        }
        true
    }
}

/// The ARNs of an account.
fn in_account(account: &Glob) -> Glob {
    let mut pieces = Glob::literal("arn:").0;
    pieces.push(Piece::Any(Without::Colon));
    pieces.extend(Glob::literal(":iam::").0);
    pieces.extend(account.0.iter().map(|piece| match piece {
        Piece::Letter(letter) => Piece::Letter(*letter),
        Piece::One(_) => Piece::One(Without::Colon),
        Piece::Any(_) => Piece::Any(Without::Colon),
    }));
    pieces.push(Piece::Letter(':'));
    pieces.push(Piece::Any(Without::Nothing));
    Glob(pieces)
}

/// Callers that no ARN names: nobody, services, providers, canonical users.
fn others(rows: &[(usize, Row<'_>)], tests: &BTreeMap<String, Vec<KeyTest>>) -> Vec<Caller> {
    let mut callers = vec![Caller::Anonymous, Caller::Service("any.amazonaws.com".into())];
    let principals = rows.iter().filter_map(|(_, row)| row.statement.principals.as_ref());
    let named: BTreeSet<Caller> = principals
        .flat_map(|principals| &principals.who)
        .filter_map(|one| {
            let name = one.name.value.clone();
            match one.kind {
                PrincipalKind::Service => Some(Caller::Service(name)),
                PrincipalKind::Federated => Some(Caller::Federated(name)),
                PrincipalKind::CanonicalUser => Some(Caller::Canonical(name)),
                PrincipalKind::Aws | PrincipalKind::Everyone => None,
            }
        })
        .collect();
    for kind in [Caller::Federated as fn(String) -> Caller, Caller::Canonical] {
        if named
            .iter()
            .any(|one| std::mem::discriminant(one) == std::mem::discriminant(&kind(String::new())))
        {
            callers.push(kind("any".to_owned()));
        }
    }
    callers.extend(named);
    let services = tests.get("aws:principalservicename").into_iter().flatten();
    let patterns: Vec<Glob> = services.flat_map(KeyTest::patterns).collect();
    if let Ok(names) = every_way(&patterns, &[]) {
        callers.extend(names.into_iter().map(Caller::Service));
    }
    callers
}

/// What a key that follows from the caller says.
pub(super) fn derived(key: &str, caller: &Caller) -> Option<String> {
    match (key, caller) {
        ("aws:principalarn", Caller::Aws(arn)) => Some(match session_role(arn) {
            Some(role) => format!(
                "arn:{}:iam::{}:role/{role}",
                part(arn, 1).unwrap_or_default(),
                part(arn, 4).unwrap_or_default()
            ),
            None => arn.clone(),
        }),
        ("aws:principalaccount", Caller::Aws(arn)) => part(arn, 4).map(str::to_owned),
        ("aws:principalisawsservice", Caller::Aws(_)) => Some("false".to_owned()),
        ("aws:principalisawsservice", Caller::Service(_)) => Some("true".to_owned()),
        ("aws:principalservicename", Caller::Service(name)) => Some(name.clone()),
        _ => None,
    }
}

/// How a row names a caller, if it does.
fn naming(row: &Row<'_>, caller: &Caller) -> Option<Naming> {
    match &row.statement.principals {
        Some(principals) => named(principals, caller),
        None => (!row.of_resource).then_some(Naming::Broadly),
    }
}

fn named(principals: &Principals, caller: &Caller) -> Option<Naming> {
    let how = principals.who.iter().filter_map(|one| is(one, caller)).max();
    if !principals.negated {
        return how;
    }
    how.is_none().then_some(Naming::Broadly)
}

fn is(principal: &Principal, caller: &Caller) -> Option<Naming> {
    let name = &principal.name.value;
    let exactly = |known: &String| (known == name).then_some(Naming::Exactly);
    match (principal.kind, caller) {
        (PrincipalKind::Everyone, _) => Some(Naming::Broadly),
        (PrincipalKind::Aws, _) if name == "*" => Some(Naming::Broadly),
        (PrincipalKind::Aws, Caller::Aws(arn)) => match account_of(name) {
            Some(account) => (part(arn, 4) == Some(account)).then_some(Naming::Account),
            None if name == arn => {
                let is_role = part(arn, 5).is_some_and(|rest| rest.starts_with("role/"));
                Some(if is_role { Naming::Broadly } else { Naming::Exactly })
            }
            None => is_session_of(arn, name).then_some(Naming::Broadly),
        },
        (PrincipalKind::Service, Caller::Service(known))
        | (PrincipalKind::Federated, Caller::Federated(known))
        | (PrincipalKind::CanonicalUser, Caller::Canonical(known)) => exactly(known),
        _ => None,
    }
}

fn is_session_of(arn: &str, role: &str) -> bool {
    let named = part(role, 5).and_then(|rest| rest.strip_prefix("role/")?.rsplit('/').next());
    let same = |at| part(arn, at) == part(role, at);
    same(1) && same(4) && named.is_some() && session_role(arn) == named
}

/// The account that is named: by number or by its root.
fn account_of(name: &str) -> Option<&str> {
    if name.len() == 12 && name.bytes().all(|b| b.is_ascii_digit()) {
        return Some(name);
    }
    let is_root = part(name, 5) == Some("root") && part(name, 2) == Some("iam");
    part(name, 4).filter(|_| is_root)
}

fn session_role(arn: &str) -> Option<&str> {
    part(arn, 5)?.strip_prefix("assumed-role/")?.split('/').next()
}

fn part(arn: &str, at: usize) -> Option<&str> {
    arn.splitn(6, ':').nth(at)
}
