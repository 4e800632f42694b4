//! `plan` and `drift`: what would change, and every call that it takes.
use super::DOCUMENT_FORMAT;
use super::access::NewAccessDocument;
use super::deployer::MissingDocument;
use super::pause::PauseDocument;
use super::shown::shown;
use super::validate::DiagnosticDocument;
use crate::diagnostic::Diagnostic;
use crate::forecast::Detects;
use crate::plan::{
    Action, Budget, Change, FieldChange, Mode, Phase, Plan, Probe, RolloutForecast, RolloutStep,
    Step, StepAction, Summary,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// A plan, or the drift of a deployment in the same shape.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlanDocument {
    /// Format of this document.
    pub format: u32,
    /// Digest of everything that decides what apply does; `apply --expect` takes it.
    pub digest: String,
    /// Stack.
    pub stack: String,
    /// Stage.
    pub stage: String,
    /// Twelve-digit account.
    pub account: String,
    /// Region.
    pub region: String,
    /// ARN of who asked.
    pub caller: String,
    /// `apply` or `destroy`.
    pub mode: ModeWord,
    /// Every address, in reading order.
    pub changes: Vec<ChangeDocument>,
    /// Every step, in an order that respects `after`.
    pub steps: Vec<StepDocument>,
    /// How new versions take over.
    pub rollouts: Vec<RolloutDocument>,
    /// Outputs whose value will change; `path` is the output's name.
    pub outputs: Vec<FieldDocument>,
    /// Addresses that the local cloud only pretends to have.
    pub stubs: Vec<String>,
    /// What the caller may not read.
    pub unreadable: Vec<UnreadableDocument>,
    /// Addresses that were compared with the ledger only.
    pub not_looked_at: Vec<String>,
    /// Triggers that a person stopped, and that stay so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paused: Vec<PauseDocument>,
    /// What roles can do afterwards that they could not before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub access: Vec<NewAccessDocument>,
    /// What the policies of `--as` don't allow, of all that carrying the plan out needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<MissingDocument>,
    /// What was found in the spec: warnings, since nothing is planned while there is an error.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<DiagnosticDocument>,
    /// What it costs.
    pub budget: BudgetDocument,
    /// Totals.
    pub summary: SummaryDocument,
}

impl PlanDocument {
    /// The plan with what was found in the spec that it is made from.
    pub fn with_findings(self, findings: &[Diagnostic]) -> Self {
        Self { findings: findings.iter().map(Into::into).collect(), ..self }
    }

    /// The plan with what its caller would not be allowed.
    pub fn with_missing(self, missing: Vec<MissingDocument>) -> Self {
        Self { missing, ..self }
    }
}

/// Whether a plan builds or takes down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ModeWord {
    /// Make live equal to the spec.
    Apply,
    /// Make the deployment go away.
    Destroy,
}

/// What happens to one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActionWord {
    /// It doesn't exist and will.
    Create,
    /// It changes in place.
    Update,
    /// It goes and comes back.
    Replace,
    /// It goes.
    Delete,
    /// It exists, is this deployment's, and enters the ledger.
    Adopt,
    /// It stays.
    None,
    /// A person must decide first.
    Blocked,
}

/// One address's difference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeDocument {
    /// Whose.
    pub address: String,
    /// Its kind.
    pub kind: String,
    /// What happens.
    pub action: ActionWord,
    /// Why, in words.
    pub reasons: Vec<String>,
    /// Field by field.
    pub fields: Vec<FieldDocument>,
}

/// One field's difference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FieldDocument {
    /// Which, with map keys after dots.
    pub path: String,
    /// Live value; `null` when absent or sensitive.
    pub before: Json,
    /// Value to be; `null` when absent or sensitive, `(known after apply)` when not known yet.
    pub after: Json,
    /// The values are left out because they are secret.
    pub sensitive: bool,
    /// This difference is why the resource is replaced.
    pub replaces: bool,
    /// This difference needs a new version of the function.
    pub versioned: bool,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StepDocument {
    /// Its number.
    pub id: u32,
    /// What it works on.
    pub address: String,
    /// That resource's kind.
    pub kind: String,
    /// `call`, `wait` or `rollout`.
    #[serde(rename = "type")]
    pub what: StepWord,
    /// Service prefix of the call, as in IAM actions.
    pub service: Option<String>,
    /// The call, such as `CreateQueue`.
    pub operation: Option<String>,
    /// The step in words.
    pub words: String,
    /// Fields that the call changes.
    pub paths: Vec<String>,
    /// When, as seen from the traffic.
    pub phase: PhaseWord,
    /// Steps that must have ended well before.
    pub after: Vec<u32>,
    /// Calls that a rollout may make.
    pub may: Vec<ContingentDocument>,
}

/// What a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepWord {
    /// One mutating call.
    Call,
    /// Waiting for something that was started.
    Wait,
    /// Moving traffic.
    Rollout,
}

/// When a step runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PhaseWord {
    /// Before traffic moves.
    BeforeShift,
    /// The move.
    Shift,
    /// After the move held.
    AfterBake,
}

/// A call that a rollout may make.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContingentDocument {
    /// Service prefix.
    pub service: String,
    /// The call.
    pub operation: String,
    /// On what.
    pub address: String,
    /// How often at most, retries apart.
    pub at_most: u32,
    /// When, in words.
    pub when: String,
}

/// How one function's new version takes over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RolloutDocument {
    /// The function.
    pub function: String,
    /// The strategy.
    pub strategy: String,
    /// Whether it runs as written.
    pub feasible: bool,
    /// Why not, or what to know.
    pub why: Vec<String>,
    /// The group that it shifts with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// What its canary will find out; without one, or without knowing its traffic, nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detects: Option<DetectsDocument>,
}

/// What a canary will find out, by a Monte Carlo of its own judge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DetectsDocument {
    /// Requests a second that were reckoned with.
    pub requests_per_second: f64,
    /// Share of requests that fail without any change.
    pub error_rate: f64,
    /// The smallest share of failing requests that is found with a chance of 80 %.
    pub smallest_error_rate: Option<f64>,
    /// Seconds, in the middle, until a doubled share of failures is found; `null` where it is rarely found.
    pub seconds_to_find_doubling: Option<f64>,
    /// Chance that a version no different is promoted.
    pub promotes_identical: f64,
    /// Chance that a version no different ends undecided.
    pub inconclusive: f64,
}

impl From<&Detects> for DetectsDocument {
    fn from(detects: &Detects) -> Self {
        Self {
            requests_per_second: detects.requests_per_second,
            error_rate: detects.error_rate,
            smallest_error_rate: detects.smallest_error_rate,
            seconds_to_find_doubling: detects.seconds_to_find_doubling,
            promotes_identical: detects.promotes_identical,
            inconclusive: detects.inconclusive,
        }
    }
}

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UnreadableDocument {
    /// What.
    pub address: String,
    /// The action that was refused.
    pub action: String,
}

/// What a plan costs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BudgetDocument {
    /// Read calls at most.
    pub reads: u64,
    /// Mutating calls at most, those of rollouts included.
    pub writes: u64,
    /// Seconds that the cloud's rate limits make it take at least.
    pub lower_bound_seconds: f64,
}

/// How many of each action.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SummaryDocument {
    /// Creations.
    pub create: usize,
    /// Changes in place.
    pub update: usize,
    /// Replacements.
    pub replace: usize,
    /// Deletions.
    pub delete: usize,
    /// Adoptions.
    pub adopt: usize,
    /// What waits for a decision.
    pub blocked: usize,
    /// What stays.
    pub unchanged: usize,
}

impl From<&Plan> for PlanDocument {
    fn from(plan: &Plan) -> Self {
        let unreadable = plan.unreadable.iter();
        Self {
            format: DOCUMENT_FORMAT,
            digest: plan.digest.clone(),
            stack: plan.identity.stack.clone(),
            stage: plan.identity.stage.clone(),
            account: plan.identity.account.clone(),
            region: plan.identity.region.clone(),
            caller: plan.identity.caller.clone(),
            mode: plan.mode.into(),
            changes: plan.changes.iter().map(Into::into).collect(),
            steps: plan.steps.iter().map(Into::into).collect(),
            rollouts: plan.rollouts.iter().map(Into::into).collect(),
            outputs: plan.outputs.iter().map(Into::into).collect(),
            stubs: plan.stubs.iter().map(ToString::to_string).collect(),
            unreadable: unreadable
                .map(|(address, action)| UnreadableDocument {
                    address: address.to_string(),
                    action: action.clone(),
                })
                .collect(),
            not_looked_at: plan.not_looked_at.iter().map(ToString::to_string).collect(),
            paused: plan.paused.iter().map(Into::into).collect(),
            access: plan.access.iter().map(Into::into).collect(),
            missing: Vec::new(),
            findings: Vec::new(),
            budget: plan.budget.into(),
            summary: plan.summary.into(),
        }
    }
}

impl From<&Change> for ChangeDocument {
    fn from(change: &Change) -> Self {
        Self {
            address: change.address.to_string(),
            kind: change.kind.row().name.to_owned(),
            action: change.action.into(),
            reasons: change.reasons.clone(),
            fields: change.fields.iter().map(Into::into).collect(),
        }
    }
}

impl From<&FieldChange> for FieldDocument {
    fn from(field: &FieldChange) -> Self {
        let sensitive = field.is_secret();
        let side = |value| if sensitive { Json::Null } else { shown(value) };
        Self {
            path: field.path.clone(),
            before: side(&field.before),
            after: side(&field.after),
            sensitive,
            replaces: field.replaces,
            versioned: field.versioned,
        }
    }
}

impl FieldChange {
    /// Whether its values must never be shown: it is marked so, or a secret is inside.
    pub fn is_secret(&self) -> bool {
        self.sensitive || self.before.has_secret() || self.after.has_secret()
    }
}

impl From<&Step> for StepDocument {
    fn from(step: &Step) -> Self {
        let plain = Self {
            id: step.id,
            address: step.address.to_string(),
            kind: step.kind.row().name.to_owned(),
            what: StepWord::Wait,
            service: None,
            operation: None,
            words: step_words(&step.action).to_owned(),
            paths: Vec::new(),
            phase: step.phase.into(),
            after: step.after.clone(),
            may: Vec::new(),
        };
        match &step.action {
            StepAction::Call { operation, paths, .. } => Self {
                what: StepWord::Call,
                service: Some(operation.row().service.to_owned()),
                operation: Some(operation.name().to_owned()),
                paths: paths.clone(),
                ..plain
            },
            StepAction::Wait { .. } => plain,
            StepAction::Rollout(rollout) => {
                Self { what: StepWord::Rollout, may: contingents(rollout), ..plain }
            }
        }
    }
}

/// What a step does, for people: "create queue", "wait for the function to settle".
pub fn step_words(action: &StepAction) -> &'static str {
    match action {
        StepAction::Call { operation, .. } => operation.row().words,
        StepAction::Rollout(_) => "move traffic",
        StepAction::Wait { probe, .. } => match probe {
            Probe::FunctionSettled { .. } => "wait for the function to settle",
            Probe::TableSettled { .. } => "wait for the table to settle",
            Probe::StreamSettled { .. } => "wait for the stream to settle",
            Probe::VersionActive { .. } => "wait for the version to become active",
            Probe::ProvisionedReady { .. } => "wait for provisioned concurrency",
            Probe::AliasRouting { .. } => "read what the alias routes",
            Probe::VersionWithDigest { .. } => "look for the version",
        },
    }
}

fn contingents(rollout: &RolloutStep) -> Vec<ContingentDocument> {
    let each = rollout.may.iter().map(|call| ContingentDocument {
        service: call.operation.row().service.to_owned(),
        operation: call.operation.name().to_owned(),
        address: call.target.to_string(),
        at_most: call.at_most,
        when: call.when.clone(),
    });
    each.collect()
}

impl From<&RolloutForecast> for RolloutDocument {
    fn from(forecast: &RolloutForecast) -> Self {
        Self {
            function: forecast.function.to_string(),
            strategy: forecast.strategy.clone(),
            feasible: forecast.feasible,
            why: forecast.why.clone(),
            group: forecast.group.clone(),
            detects: forecast.detects.as_ref().map(Into::into),
        }
    }
}

impl From<Mode> for ModeWord {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Apply => Self::Apply,
            Mode::Destroy => Self::Destroy,
        }
    }
}

impl From<Action> for ActionWord {
    fn from(action: Action) -> Self {
        match action {
            Action::Create => Self::Create,
            Action::Update => Self::Update,
            Action::Replace => Self::Replace,
            Action::Delete => Self::Delete,
            Action::Adopt => Self::Adopt,
            Action::None => Self::None,
            Action::Blocked => Self::Blocked,
        }
    }
}

impl From<Phase> for PhaseWord {
    fn from(phase: Phase) -> Self {
        match phase {
            Phase::BeforeShift => Self::BeforeShift,
            Phase::Shift => Self::Shift,
            Phase::AfterBake => Self::AfterBake,
        }
    }
}

impl From<Budget> for BudgetDocument {
    fn from(budget: Budget) -> Self {
        Self {
            reads: budget.reads,
            writes: budget.writes,
            lower_bound_seconds: budget.lower_bound_seconds,
        }
    }
}

impl From<Summary> for SummaryDocument {
    fn from(summary: Summary) -> Self {
        Self {
            create: summary.create,
            update: summary.update,
            replace: summary.replace,
            delete: summary.delete,
            adopt: summary.adopt,
            blocked: summary.blocked,
            unchanged: summary.unchanged,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;
    use serde_json::json;

    #[test]
    fn a_secret_inside_an_unmarked_field_is_left_out() {
        let field = FieldChange {
            path: "environment".into(),
            before: Value::Null,
            after: Value::List(vec![Value::Secret(Box::new(Value::text("hunter2")))]),
            sensitive: false,
            replaces: false,
            versioned: true,
        };
        assert_eq!(
            serde_json::to_value(FieldDocument::from(&field)).unwrap(),
            json!({"path": "environment", "before": null, "after": null, "sensitive": true,
                "replaces": false, "versioned": true})
        );
    }
}
