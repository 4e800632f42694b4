//! Layers as rows, and what a set of matching rows decides.
use super::Ask;
use super::mask::Mask;
use crate::json::Span;
use crate::policy::{
    Condition, Effect, Operator, Patterns, Policy, Qualifier, Statement, Test, Text, Version,
};
use crate::request::{Caller, Layers, Values};
use std::collections::BTreeSet;

/// A question about requests: allowed by `new`, not by `old`, and matching what is asked.
#[derive(Clone, Debug)]
pub(super) struct Problem<'p> {
    pub(super) new: &'p Layers<'p>,
    pub(super) old: Option<&'p Layers<'p>>,
    pub(super) asked: Option<&'p Policy>,
    /// Who asks, where that is given.
    pub(super) caller: Option<&'p Caller>,
}

impl<'p> Problem<'p> {
    pub(super) fn beyond(new: &'p Layers<'p>, old: &'p Layers<'p>) -> Self {
        Self { new, old: Some(old), asked: None, caller: None }
    }

    pub(super) fn of(layers: &'p Layers<'p>) -> Self {
        Self { new: layers, old: None, asked: None, caller: None }
    }
}

/// How exactly a statement must name the caller for a row to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Naming {
    /// By its account at least.
    Account,
    /// As more than one of an account.
    Broadly,
    /// As the user or session it is.
    Exactly,
}

/// A statement in its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'p> {
    pub(super) statement: &'p Statement,
    pub(super) version: Version,
    /// Whether it is a policy of a resource, which has principals.
    pub(super) of_resource: bool,
    pub(super) naming: Naming,
}

/// The rows of one side, by what they do.
#[derive(Clone, Debug, Default)]
pub(super) struct Side {
    deny: Vec<usize>,
    identity: Vec<usize>,
    has_identity: bool,
    /// Grants of the resource's policy: all of them, those that name more than the account, those that name the caller.
    resource: [Vec<usize>; 3],
    /// Each must allow; the first ones are the boundary and the session, from which an exact grant is free.
    free: Vec<Vec<usize>>,
    levels: Vec<Vec<usize>>,
    cross_account: bool,
    resource_must_grant: bool,
}

/// All rows of a problem, and the sides that they belong to.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows<'p> {
    pub(super) all: Vec<Row<'p>>,
    pub(super) new: Side,
    pub(super) old: Option<Side>,
    pub(super) asked: Option<Vec<usize>>,
    /// Keys that some condition takes to have several values, in lower case; all others have one.
    pub(super) several: BTreeSet<String>,
    /// Who asks, where that is given.
    pub(super) caller: Option<&'p Caller>,
}

impl<'p> Rows<'p> {
    pub(super) fn of(problem: &Problem<'p>) -> Self {
        let mut rows = Self::default();
        rows.new = rows.side(problem.new);
        rows.old = problem.old.map(|layers| rows.side(layers));
        rows.caller = problem.caller;
        rows.asked = problem.asked.map(|policy| rows.allows(policy, false));
        let conditions = rows.all.iter().flat_map(|row| &row.statement.conditions);
        let qualified = conditions.filter(|condition| condition.operator.qualifier.is_some());
        rows.several = qualified.map(|one| one.key.value.to_ascii_lowercase()).collect();
        rows
    }

    fn side(&mut self, layers: &Layers<'p>) -> Side {
        let mut side = Side {
            has_identity: !layers.identity.is_empty(),
            cross_account: layers.cross_account,
            resource_must_grant: layers.resource_must_grant,
            ..Side::default()
        };
        let all = |rows: &mut Self, side: &mut Side, policies: &[&'p Policy], of_resource: bool| {
            let mut allows = Vec::new();
            for policy in policies {
                side.deny.extend(rows.denies(policy, of_resource));
                allows.extend(rows.allows(policy, of_resource));
            }
            allows
        };
        side.identity = all(self, &mut side, &layers.identity, false);
        if let Some(policy) = layers.resource {
            side.deny.extend(self.denies(policy, true));
            side.resource = [Naming::Account, Naming::Broadly, Naming::Exactly]
                .map(|naming| self.put(policy, Effect::Allow, true, naming));
        }
        if let Some(policy) = layers.boundary {
            let allows = all(self, &mut side, &[policy], false);
            side.free.push(allows);
        }
        if let Some(policies) = &layers.session {
            let allows = all(self, &mut side, policies, false);
            side.free.push(allows);
        }
        for level in &layers.scps {
            let allows = all(self, &mut side, level, false);
            side.levels.push(allows);
        }
        for level in &layers.rcps {
            let allows = all(self, &mut side, level, true);
            side.levels.push(allows);
        }
        side
    }

    fn allows(&mut self, policy: &'p Policy, of_resource: bool) -> Vec<usize> {
        self.put(policy, Effect::Allow, of_resource, Naming::Account)
    }

    fn denies(&mut self, policy: &'p Policy, of_resource: bool) -> Vec<usize> {
        self.put(policy, Effect::Deny, of_resource, Naming::Account)
    }

    fn put(
        &mut self,
        policy: &'p Policy,
        effect: Effect,
        of_resource: bool,
        naming: Naming,
    ) -> Vec<usize> {
        let before = self.all.len();
        let statements = policy.statements.iter().filter(|statement| statement.effect == effect);
        let version = policy.version;
        self.all.extend(statements.map(|statement| Row {
            statement,
            version,
            of_resource,
            naming,
        }));
        (before..self.all.len()).collect()
    }

    /// Whether a request that matches exactly these rows answers the question.
    pub(super) fn answers(&self, mask: &Mask) -> bool {
        self.may_answer(mask)
            && self.new.allows(mask)
            && !self.old.as_ref().is_some_and(|old| old.allows(mask))
    }

    /// Whether it may still be that a part of these rows answers the question: without a grant nothing does.
    pub(super) fn may_answer(&self, mask: &Mask) -> bool {
        let [granted, ..] = &self.new.resource;
        (mask.any_of(&self.new.identity) || mask.any_of(granted))
            && self.asked.as_ref().is_none_or(|asked| mask.any_of(asked))
    }
}

impl Side {
    fn allows(&self, mask: &Mask) -> bool {
        if mask.any_of(&self.deny) {
            return false;
        }
        let by_identity = mask.any_of(&self.identity);
        let [any, broad, exact] = &self.resource;
        let by_resource = mask.any_of(any);
        let passed_on = by_resource && !mask.any_of(broad) && self.has_identity;
        let granted = if self.resource_must_grant {
            by_resource && (!passed_on || by_identity)
        } else if self.cross_account {
            by_identity && by_resource
        } else {
            by_identity || (by_resource && !passed_on)
        };
        let exactly = mask.any_of(exact);
        granted
            && (exactly || self.free.iter().all(|rows| mask.any_of(rows)))
            && self.levels.iter().all(|rows| mask.any_of(rows))
    }
}

impl Ask {
    /// The policy that allows just what is asked for.
    pub(super) fn policy(&self) -> Policy {
        let text = |value: &str| Text { value: value.to_owned(), span: NOWHERE };
        let patterns = |texts: &[String]| Patterns {
            negated: false,
            patterns: match texts {
                [] => vec![text("*")],
                texts => texts.iter().map(|one| text(one)).collect(),
            },
            span: NOWHERE,
        };
        let condition = |(key, values): (&String, &Option<Values>)| {
            let (qualifier, test, values) = match values {
                None => (None, Test::Null, vec!["true".to_owned()]),
                Some(Values::One(value)) => (None, Test::StringEquals, vec![value.clone()]),
                Some(Values::Many(values)) => {
                    (Some(Qualifier::ForAllValues), Test::StringEquals, values.clone())
                }
            };
            Condition {
                operator: Operator { qualifier, test, if_exists: false },
                operator_span: NOWHERE,
                key: text(key),
                values: values.iter().map(|value| text(value)).collect(),
            }
        };
        let statement = Statement {
            index: 0,
            span: NOWHERE,
            sid: None,
            effect: Effect::Allow,
            actions: Some(patterns(&self.actions)),
            resources: Some(patterns(self.resources.as_deref().unwrap_or_default())),
            principals: None,
            conditions: self.keys.iter().map(condition).collect(),
        };
        // What is asked for is letters, and no variables.
        Policy { version: Version::V2008, statements: vec![statement] }
    }
}

/// What nobody wrote stands nowhere.
const NOWHERE: Span = 0..0;
