//! The calls of a plan and the looks that it takes, as grants.
//!
//! A ledger in a bucket will need objects of its own; its grants belong here, in [`all`], for every scope.
use super::facts::{Fact, Facts};
use super::{Condition, Deployment, Grant, Purpose, Scope, table};
use cutover_schemas::address::Address;
use cutover_schemas::kinds::KindName;
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::{Action, Contingent, Plan, Step, StepAction};
use cutover_schemas::reads::{self, Asked, READS, ROLES_WORTH_A_LIST, ReadRow};
use cutover_schemas::rollout::{RolloutPolicy, Strategy};
use cutover_schemas::value::Attrs;
use std::collections::BTreeSet;

/// The service that sets up scaling, and whose role does it from then on.
const SCALING: &str = "lambda.application-autoscaling.amazonaws.com";

/// Kinds that are looked for by the name of a role.
const IN_ROLES: &[KindName] = &[KindName::Role, KindName::RolePolicy, KindName::RoleAttachment];

/// Calls of a rollout that take something back.
const GOING_BACK: &[Operation] =
    &[Operation::RestoreAlias, Operation::DeleteProvisionedConcurrency];

/// Calls that keep a version warm, or no longer.
const WARMTH: &[Operation] =
    &[Operation::PutProvisionedConcurrency, Operation::DeleteProvisionedConcurrency];

/// Everything that a scope needs.
pub(super) fn all(deployment: &Deployment<'_>, scope: Scope<'_>) -> BTreeSet<Grant> {
    let any_code = matches!(scope, Scope::Envelope);
    let fresh = fresh(deployment, scope);
    let Deployment { identity, graph, view } = *deployment;
    let facts = Facts::new(identity, graph, view, &fresh, any_code);
    let mut found = Found { facts: &facts, grants: BTreeSet::new() };
    found.always();
    let roles = facts.iter().filter(|(_, fact)| fact.kind == KindName::Role).count();
    for (address, fact) in facts.iter() {
        found.looks(address, fact, roles > ROLES_WORTH_A_LIST);
        if fact.kind == KindName::Alias {
            let policy = graph.rollouts.get(&address.block());
            found.counts(address, fact, policy);
            if let Some(policy) = policy.filter(|_| !matches!(scope, Scope::ReadOnly)) {
                found.judges(address, fact, policy);
            }
        }
    }
    match scope {
        Scope::Plan(plan) => found.plan(plan),
        Scope::Envelope => {
            for (address, fact) in facts.iter() {
                found.any_change(address, fact, graph.rollouts.get(&address.block()));
            }
        }
        Scope::ReadOnly => {}
    }
    concise(found.grants)
}

/// Without what another grant for the same allows: a version of a function where all of them are, a look that a call
/// takes once more. What goes back stays whole.
fn concise(grants: BTreeSet<Grant>) -> BTreeSet<Grant> {
    let is_said = |grant: &Grant| {
        let wider = |other: &&Grant| {
            let for_same = other.purpose == grant.purpose
                || (grant.purpose == Purpose::Change && other.purpose == Purpose::Read);
            let same = other.action == grant.action && other.condition == grant.condition;
            for_same && same && *other != grant && covers(&other.resource, &grant.resource)
        };
        grants.iter().any(|other| wider(&other))
    };
    grants.iter().filter(|grant| !is_said(grant)).cloned().collect()
}

/// Whether everything that a pattern fits is fitted by another one.
fn covers(wide: &str, narrow: &str) -> bool {
    let mut parts = wide.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = narrow.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// What has no id yet when its calls are made.
fn fresh(deployment: &Deployment<'_>, scope: Scope<'_>) -> BTreeSet<Address> {
    match scope {
        Scope::Plan(plan) => {
            let changes = plan.changes.iter();
            let made =
                changes.filter(|change| matches!(change.action, Action::Create | Action::Replace));
            made.map(|change| change.address.clone()).collect()
        }
        // Whatever goes may come back under another id.
        Scope::Envelope => {
            let known = deployment.view.known.keys();
            known.chain(deployment.graph.resources.keys()).cloned().collect()
        }
        Scope::ReadOnly => BTreeSet::new(),
    }
}

/// Grants as they are found.
struct Found<'a> {
    facts: &'a Facts<'a>,
    grants: BTreeSet<Grant>,
}

impl Found<'_> {
    fn add(
        &mut self,
        purpose: Purpose,
        action: &'static str,
        resources: Vec<String>,
        condition: &Condition,
    ) {
        let grant = |resource| Grant { purpose, condition: condition.clone(), action, resource };
        self.grants.extend(resources.into_iter().map(grant));
    }

    /// An action of a call about a resource.
    fn need(
        &mut self,
        purpose: Purpose,
        call: &str,
        action: &'static str,
        address: &Address,
        fact: &Fact,
    ) {
        let on = table::on(call, action, fact.kind);
        let condition = condition(self.facts, action, fact);
        self.add(purpose, action, self.facts.arns(on, address, fact), &condition);
    }

    /// Looks that every command makes.
    fn always(&mut self) {
        for row in READS.iter().filter(|row| row.asked == Asked::Always) {
            for action in row.actions {
                // None of them is about a resource: the kind decides nothing.
                let on = table::on(row.operation, action, KindName::Api);
                let resources = self.facts.anywhere(on);
                self.add(Purpose::Read, action, resources, &Condition::Always);
            }
        }
    }

    /// Looks at one resource. The list of all roles of the account tells much, and is asked for by large stacks alone.
    fn looks(&mut self, address: &Address, fact: &Fact, lists_roles: bool) {
        let made = READS.iter().filter(|row| is_look_at(row, fact.kind));
        let is_list = |row: &&ReadRow| row.operation == "GetAccountAuthorizationDetails";
        for row in made.filter(|row| lists_roles || !is_list(row)) {
            for action in row.actions {
                self.need(Purpose::Read, row.operation, action, address, fact);
                let in_role = IN_ROLES.contains(&fact.kind);
                if in_role && !fact.exists && !is_list(&row) {
                    let on = self.facts.arns(table::OF_NO_ROLE, address, fact);
                    self.add(Purpose::Read, action, on, &Condition::Always);
                }
            }
        }
        if fact.kind == KindName::Alias {
            let behind = self.facts.arns(table::OF_ALIAS, address, fact);
            self.add(Purpose::Read, "lambda:GetFunction", behind, &Condition::Always);
        }
    }

    /// The counts that a forecast reckons with, and a judge watches.
    fn counts(&mut self, address: &Address, fact: &Fact, policy: Option<&RolloutPolicy>) {
        let is_watched = policy.is_some_and(|policy| match &policy.strategy {
            Strategy::Canary { .. } => true,
            Strategy::BlueGreen { bake, .. } => *bake > 0,
            Strategy::AllAtOnce => false,
        });
        if is_watched {
            self.need(Purpose::Read, "GetMetricData", "cloudwatch:GetMetricData", address, fact);
        }
    }

    /// What else the judge of a rollout asks.
    fn judges(&mut self, address: &Address, fact: &Fact, policy: &RolloutPolicy) {
        for action in reads::judging(&policy.judge) {
            self.need(Purpose::Read, "", action, address, fact);
        }
    }

    /// Every call of a plan.
    fn plan(&mut self, plan: &Plan) {
        for step in &plan.steps {
            match &step.action {
                StepAction::Call { operation, paths, .. } => {
                    let fact = self.fact(&step.address, step.kind);
                    self.call(Purpose::Change, *operation, &step.address, &fact, Some(paths));
                }
                StepAction::Rollout(rollout) => self.rollout(step, &rollout.may),
                // A look, which planning takes as well.
                StepAction::Wait { .. } => {}
            }
        }
    }

    fn rollout(&mut self, step: &Step, may: &[Contingent]) {
        for call in may {
            let fact = self.fact(&call.target, step.kind);
            self.rolls(call.operation, &call.target, &fact);
        }
    }

    /// A call of a rollout, and the looks that it waits with.
    fn rolls(&mut self, operation: Operation, address: &Address, fact: &Fact) {
        let back = GOING_BACK.contains(&operation);
        let purpose = if back { Purpose::Rollback } else { Purpose::Rollout };
        self.call(purpose, operation, address, fact, None);
        let versions = self.facts.arns(table::OF_VERSIONS, address, fact);
        match operation {
            Operation::PublishVersion => {
                self.add(Purpose::Read, "lambda:GetFunction", versions, &Condition::Always);
                let list = "lambda:ListVersionsByFunction";
                self.need(Purpose::Read, "ListVersionsByFunction", list, address, fact);
            }
            Operation::PutProvisionedConcurrency => {
                let warm = "lambda:GetProvisionedConcurrencyConfig";
                self.add(Purpose::Read, warm, versions, &Condition::Always);
            }
            _ => {}
        }
    }

    /// Every call that a plan can make about a resource.
    fn any_change(&mut self, address: &Address, fact: &Fact, policy: Option<&RolloutPolicy>) {
        let row = fact.kind.row();
        for operation in row.create.iter().chain(row.update).chain(row.delete) {
            // Of a version, for those alone that keep some warm: below.
            if WARMTH.contains(operation) {
                continue;
            }
            self.call(Purpose::Change, *operation, address, fact, None);
        }
        if self.facts.is_uploaded(address) {
            self.call(Purpose::Change, Operation::PutObject, address, fact, None);
        }
        if fact.kind == KindName::Alias {
            let mut calls = vec![
                Operation::PublishVersion,
                Operation::CreateAlias,
                Operation::UpdateAlias,
                Operation::RestoreAlias,
            ];
            if policy.is_some_and(|policy| policy.smoke.is_some()) {
                calls.push(Operation::InvokeVersion);
            }
            let is_warm =
                |attrs: &Attrs| attrs.get("provisioned").is_some_and(|count| !count.is_null());
            if is_warm(&fact.attrs) {
                calls.push(Operation::PutProvisionedConcurrency);
            }
            if is_warm(&fact.attrs) || fact.was.as_ref().is_some_and(is_warm) {
                calls.push(Operation::DeleteProvisionedConcurrency);
            }
            for operation in calls {
                self.rolls(operation, address, fact);
            }
        }
    }

    /// Everything that one call needs. Of a change, what it changes may decide.
    fn call(
        &mut self,
        purpose: Purpose,
        operation: Operation,
        address: &Address,
        fact: &Fact,
        paths: Option<&[String]>,
    ) {
        for action in operation.row().actions {
            if paths.is_none_or(|paths| is_needed(operation, action, paths)) {
                self.need(purpose, operation.name(), action, address, fact);
            }
        }
    }

    /// The resource of a step; of one that neither spec nor ledger know, only the kind.
    fn fact(&self, address: &Address, kind: KindName) -> Fact {
        let unknown = || Fact { kind, attrs: Attrs::new(), exists: false, was: None };
        self.facts.get(address).cloned().unwrap_or_else(unknown)
    }
}

/// Whether looking at something of a kind makes this read. What is made while waiting comes with its call.
fn is_look_at(row: &ReadRow, kind: KindName) -> bool {
    let waits = ["GetMetricData", "GetProvisionedConcurrencyConfig", "ListVersionsByFunction"];
    matches!(row.asked, Asked::For(kinds) if kinds.contains(&kind))
        && !waits.contains(&row.operation)
}

/// Whether a change of these attributes needs an action.
fn is_needed(operation: Operation, action: &str, paths: &[String]) -> bool {
    let changes = |name: &str| paths.iter().any(|path| path.split('.').next() == Some(name));
    match (operation, action) {
        (Operation::UpdateFunctionConfiguration, "iam:PassRole") => changes("role"),
        (Operation::UpdateFunctionConfiguration, "lambda:GetLayerVersion") => changes("layers"),
        _ => true,
    }
}

/// When an action is allowed.
fn condition(facts: &Facts<'_>, action: &str, fact: &Fact) -> Condition {
    match action {
        "iam:PassRole" => Condition::PassedTo(match fact.kind {
            KindName::Schedule => "scheduler.amazonaws.com",
            KindName::Target => "events.amazonaws.com",
            KindName::ServiceIntegration => "apigateway.amazonaws.com",
            _ => "lambda.amazonaws.com",
        }),
        "iam:CreateServiceLinkedRole" => Condition::ServiceLinked(SCALING),
        "lambda:CreateEventSourceMapping" => Condition::OfFunctions(facts.functions(fact)),
        _ if action.starts_with("application-autoscaling:") && !action.contains(":Describe") => {
            Condition::ScalesFunctions
        }
        _ => Condition::Always,
    }
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn a_pattern_covers_what_it_fits() {
        for (wide, narrow) in [
            ("*", "arn:aws:sqs:r:1:q"),
            ("f:*", "f:live"),
            ("f:*", "f:*"),
            ("/apis/*/routes", "/apis/x/routes"),
            ("a*b*c", "aXbYc"),
        ] {
            assert!(covers(wide, narrow), "{wide} {narrow}");
        }
        for (wide, narrow) in [
            ("f:*", "f"),
            ("f", "f:live"),
            ("/apis/*/routes", "/apis/x/stages"),
            ("f:live", "f:*"),
            ("a*b*c", "aXcYb"),
        ] {
            assert!(!covers(wide, narrow), "{wide} {narrow}");
        }
    }
}
