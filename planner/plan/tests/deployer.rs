//! The policies of whoever carries out plans.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]
mod support;

use cutover_audit::json;
use cutover_audit::policy::Policy as Read;
use cutover_plan::deployer::{
    Condition, Deployment, Grant, MANAGED_LIMIT, Policy, Purpose, Scope, grants, missing, policies,
};
use cutover_schemas::graph::Graph;
use cutover_schemas::plan::Plan;
use std::collections::BTreeSet;
use support::lab::{Ask, Lab, identity};
use support::rng::Rng;
use support::stacks::stack;

const SHOP: &str = r#"stack "shop" {}
queue "jobs" {}
function "f" {
  code    = "src/v1"
  runtime = "python3.12"
  handler = "app.handler"
  access { send = [queue.jobs] }
}
trigger "queue" "work" {
  queue = queue.jobs
  to = function.f
}
api "web" {
  route "GET /x" { to = function.f }
}
"#;

fn of(lab: &Lab, graph: &Graph, scope: Scope<'_>) -> BTreeSet<Grant> {
    let (identity, view) = (identity(), lab.view());
    grants(&Deployment { identity: &identity, graph, view: &view }, scope)
}

/// What a plan of this text needs, in this world.
fn needs(lab: &Lab, text: &str) -> (Plan, BTreeSet<Grant>) {
    let graph = lab.graph(text, &Ask::apply());
    let plan = lab.plan(&graph, &Ask::apply()).plan;
    let grants = of(lab, &graph, Scope::Plan(&plan));
    (plan, grants)
}

/// The resources of an action.
fn resources<'g>(grants: &'g BTreeSet<Grant>, action: &str) -> BTreeSet<&'g str> {
    let these = grants.iter().filter(|grant| grant.action == action);
    these.map(|grant| grant.resource.as_str()).collect()
}

#[test]
fn resources_are_named_and_stars_stand_only_for_what_aws_makes_up() {
    let (_, grants) = needs(&Lab::new(1), SHOP);
    let queue = "arn:aws:sqs:eu-west-1:111122223333:shop-default-jobs";
    assert_eq!(resources(&grants, "sqs:CreateQueue"), BTreeSet::from([queue]));
    assert_eq!(
        resources(&grants, "apigateway:POST"),
        BTreeSet::from([
            "arn:aws:apigateway:eu-west-1::/apis",
            "arn:aws:apigateway:eu-west-1::/apis/*/integrations",
            "arn:aws:apigateway:eu-west-1::/apis/*/routes",
            "arn:aws:apigateway:eu-west-1::/apis/*/stages",
        ])
    );
    let made_up = [
        "/apis/*",
        ":event-source-mapping:*",
        ":function:shop-default-f:*",
        ":log-group:*",
        ":log-group:/aws/lambda/shop-default-f:*",
    ];
    for grant in grants.iter().filter(|grant| grant.resource.contains('*')) {
        let verb = grant.action.split(':').nth(1).unwrap();
        let lists = ["List", "Describe", "Get"].iter().any(|start| verb.starts_with(start));
        let is_known = made_up.iter().any(|part| grant.resource.contains(part));
        let is_all = grant.resource == "*" && (lists || verb == "CreateEventSourceMapping");
        assert!(is_known || is_all, "{grant:?}");
    }
}

#[test]
fn roles_are_passed_by_name_to_one_service() {
    let lab = Lab::new(1);
    let (_, grants) = needs(&lab, SHOP);
    let passed: Vec<&Grant> =
        grants.iter().filter(|grant| grant.action == "iam:PassRole").collect();
    assert_eq!(passed.len(), 1, "{passed:?}");
    assert!(passed[0].resource.contains(":role/cutover/shop/default/"), "{passed:?}");
    assert_eq!(passed[0].condition, Condition::PassedTo("lambda.amazonaws.com"));
}

#[test]
fn a_change_needs_what_it_changes() {
    let mut lab = Lab::new(1);
    lab.must(SHOP, &Ask::apply());
    let (plan, grants) = needs(&lab, SHOP);
    assert_eq!(plan.steps, []);
    assert!(grants.iter().all(|grant| grant.purpose == Purpose::Read));

    let more = SHOP.replace("handler = ", "memory = 512\n  handler = ");
    let (_, grants) = needs(&lab, &more);
    assert_eq!(resources(&grants, "lambda:UpdateFunctionConfiguration").len(), 1);
    for idle in ["iam:PassRole", "lambda:UpdateFunctionCode", "lambda:GetLayerVersion"] {
        assert_eq!(resources(&grants, idle), BTreeSet::new(), "{idle}");
    }
    let code = SHOP.replace("src/v1", "src/v2");
    let (_, grants) = needs(&lab, &code);
    assert_eq!(resources(&grants, "lambda:UpdateFunctionConfiguration"), BTreeSet::new());
    // The API is there: its id is known.
    let route = SHOP.replace("route \"GET /x\"", "route \"GET /y\"");
    let (_, grants) = needs(&lab, &route);
    let posted = resources(&grants, "apigateway:POST");
    assert!(!posted.is_empty() && posted.iter().all(|arn| !arn.contains('*')), "{posted:?}");
}

#[test]
fn going_back_is_told_apart() {
    let text = format!(
        "{}rollout \"r\" {{\n  strategy = \"blue_green\"\n  bake = \"5m\"\n}}\n",
        SHOP.replace("handler = ", "rollout = rollout.r\n  handler = ")
    );
    let mut lab = Lab::new(1);
    lab.must(&text, &Ask::apply());
    let (_, grants) = needs(&lab, &text.replace("src/v1", "src/v2"));
    let of = |purpose| -> BTreeSet<&str> {
        let these = grants.iter().filter(|grant| grant.purpose == purpose);
        these.map(|grant| grant.action).collect()
    };
    assert_eq!(of(Purpose::Rollback), BTreeSet::from(["lambda:UpdateAlias"]));
    assert!(of(Purpose::Rollout).contains("lambda:PublishVersion"));
    let printed = policies(&grants, "p");
    let sids: Vec<&str> = printed
        .iter()
        .flat_map(|policy| &policy.document.statements)
        .map(|statement| statement.sid.as_str())
        .collect();
    assert!(sids.contains(&"RollbackLambda"), "{sids:?}");
}

/// The actions on resources that policies have.
fn pairs(policies: &[Policy]) -> BTreeSet<(&str, &str)> {
    let statements = policies.iter().flat_map(|policy| &policy.document.statements);
    let pairs = statements.flat_map(|statement| {
        let of = |action| statement.resources.iter().map(move |arn| (action, arn.as_str()));
        statement.actions.iter().flat_map(move |action| of(action.as_str()))
    });
    pairs.collect()
}

#[test]
fn large_stacks_get_several_policies_that_each_fit() {
    use std::fmt::Write as _;
    let mut text = "stack \"shop\" {}\n".to_owned();
    for number in 0..150 {
        let _ = writeln!(text, "queue \"a_queue_with_quite_a_long_name_{number}\" {{}}");
    }
    let (_, grants) = needs(&Lab::new(1), &text);
    let printed = policies(&grants, "shop");
    assert!(printed.len() > 2, "{}", printed.len());
    for (index, policy) in printed.iter().enumerate() {
        assert_eq!(policy.name, format!("shop-{}", index + 1));
        let text = serde_json::to_string_pretty(&policy.document).unwrap();
        let counted = text.chars().filter(|c| !c.is_whitespace()).count();
        assert!(counted <= MANAGED_LIMIT && counted == policy.characters, "{counted}");
        let sids: BTreeSet<&str> =
            policy.document.statements.iter().map(|statement| statement.sid.as_str()).collect();
        assert_eq!(sids.len(), policy.document.statements.len());
        assert!(sids.iter().all(|sid| sid.chars().all(|c| c.is_ascii_alphanumeric())), "{sids:?}");
    }
    let wanted: BTreeSet<(&str, &str)> =
        grants.iter().map(|grant| (grant.action, grant.resource.as_str())).collect();
    assert_eq!(pairs(&printed), wanted);
}

/// What one of our own policies is as the auditor reads it.
fn read(policies: &[Policy]) -> Vec<Read> {
    let text = |policy: &Policy| serde_json::to_string(&policy.document).unwrap();
    policies.iter().map(|policy| Read::read(&json::parse(&text(policy)).unwrap())).collect()
}

fn written(statement: &str) -> Vec<Read> {
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statement}]}}"#);
    vec![Read::read(&json::parse(&text).unwrap())]
}

#[test]
fn the_envelope_suffices_for_any_plan() {
    support::check(40, |seed| {
        let mut rng = Rng(seed);
        let (before, after) = (stack(&mut rng), stack(&mut rng));
        let mut lab = Lab::new(seed);
        lab.must(&before, &Ask::apply());
        let graph = lab.graph(&after, &Ask::apply());
        let plan = lab.plan(&graph, &Ask::apply()).plan;
        let envelope = read(&policies(&of(&lab, &graph, Scope::Envelope), "e"));
        let needed = of(&lab, &graph, Scope::Plan(&plan));
        assert_eq!(missing(&needed, &identity(), &envelope), [], "{before}\n{after}");
    });
}

#[test]
fn what_a_policy_lacks_is_named() {
    let (_, grants) = needs(&Lab::new(1), SHOP);
    let own = policies(&grants, "own");
    assert_eq!(missing(&grants, &identity(), &read(&own)), []);
    let everything = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;
    assert_eq!(missing(&grants, &identity(), &written(everything)), []);

    // One action less, and it is that one.
    let mut less = own.clone();
    for statement in less.iter_mut().flat_map(|policy| &mut policy.document.statements) {
        statement.actions.retain(|action| action != "sqs:CreateQueue");
    }
    let lacks = missing(&grants, &identity(), &read(&less));
    let told: Vec<(&str, &str)> =
        lacks.iter().map(|one| (one.action, one.resource.as_str())).collect();
    let queue = "arn:aws:sqs:eu-west-1:111122223333:shop-default-jobs";
    assert_eq!(told, [("sqs:CreateQueue", queue)]);

    // Roles may be passed, but to another service; queues may be made, but not here.
    let allowed = |action: &str, rest: &str| {
        let grants: BTreeSet<Grant> =
            grants.iter().filter(|grant| grant.action == action).cloned().collect();
        assert!(!grants.is_empty());
        let statement = format!(
            r#"{{"Effect": "Allow", "Action": "{action}", "Resource": "*", "Condition": {{{rest}}}}}"#
        );
        missing(&grants, &identity(), &written(&statement)).is_empty()
    };
    let passed = |to: &str| format!(r#""StringEquals": {{"iam:PassedToService": "{to}"}}"#);
    assert!(allowed("iam:PassRole", &passed("lambda.amazonaws.com")));
    assert!(!allowed("iam:PassRole", &passed("events.amazonaws.com")));
    let region = |name: &str| format!(r#""StringEquals": {{"aws:RequestedRegion": "{name}"}}"#);
    assert!(allowed("sqs:CreateQueue", &region("eu-west-1")));
    assert!(!allowed("sqs:CreateQueue", &region("us-east-1")));
}
