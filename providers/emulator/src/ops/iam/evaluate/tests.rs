use serde_json::{Value, json};

use super::{
    ByService, Context, Decision, Grants, Layer, Request, Who, decide, decide_trust, role_may,
    service_may,
};
use crate::ops::iam::SERVICE;
use crate::ops::{Caller, Input};
use crate::world::World;
use crate::world::settings::{Clock, Settings};

const ACCOUNT: &str = "000000000000";
const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:jobs";

fn user() -> Who {
    Who::User {
        account: ACCOUNT.into(),
        arn: format!("arn:aws:iam::{ACCOUNT}:user/ann"),
        id: "AIDAX".into(),
    }
}

fn session() -> Who {
    Who::Session {
        account: ACCOUNT.into(),
        arn: format!("arn:aws:sts::{ACCOUNT}:assumed-role/r/s"),
        role: format!("arn:aws:iam::{ACCOUNT}:role/r"),
        role_id: "AROAX".into(),
    }
}

fn policy(statement: Value) -> String {
    json!({"Version": "2012-10-17", "Statement": statement}).to_string()
}

fn allow(action: &str, resource: &str) -> String {
    policy(json!({"Effect": "Allow", "Action": action, "Resource": resource}))
}

fn deny(action: &str) -> String {
    policy(json!({"Effect": "Deny", "Action": action, "Resource": "*"}))
}

fn open_to(principal: Value) -> String {
    policy(json!({"Effect": "Allow", "Principal": principal, "Action": "sqs:*", "Resource": QUEUE}))
}

fn decided(who: &Who, grants: &Grants, resource: Option<&str>) -> Decision {
    let context = Context::default();
    let request = Request { who, action: "sqs:SendMessage", resource: QUEUE, context: &context };
    decide(request, grants, resource)
}

#[test]
fn nothing_is_allowed_until_something_allows_it_and_a_deny_wins() {
    let mut grants = Grants::default();
    assert_eq!(decided(&user(), &grants, None), Decision::NotAllowed(Layer::Identity));
    grants.identity.push(allow("sqs:Send*", "*"));
    assert_eq!(decided(&user(), &grants, None), Decision::Allowed);
    grants.identity.push(deny("SQS:sendmessage"));
    assert_eq!(decided(&user(), &grants, None), Decision::Denied(Layer::Identity));
    let text = Decision::Denied(Layer::Identity).reason("sqs:SendMessage");
    assert_eq!(text, " with an explicit deny in an identity-based policy");
}

#[test]
fn what_is_left_out_by_not_action_and_not_resource_is_not_meant() {
    let but = |element: &str, others: Value| {
        let mut statement = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
        statement.as_object_mut().unwrap().remove(element.trim_start_matches("Not"));
        statement[element] = others;
        Grants { identity: vec![policy(statement)], ..Grants::default() }
    };
    let allowed = |grants: &Grants| decided(&user(), grants, None) == Decision::Allowed;
    assert!(allowed(&but("NotAction", json!("iam:*"))));
    assert!(!allowed(&but("NotAction", json!(["iam:*", "sqs:*"]))));
    assert!(allowed(&but("NotResource", json!("arn:aws:sqs:*:*:other"))));
    assert!(!allowed(&but("NotResource", json!("arn:aws:sqs:*:*:jobs"))));
}

#[test]
fn boundary_and_session_narrow_what_is_granted() {
    let granted = |boundary: Option<String>, session: Option<String>| Grants {
        identity: vec![allow("*", "*")],
        boundary: boundary.map(|text| vec![text]),
        session: session.map(|text| vec![text]),
    };
    let wide = || Some(allow("sqs:*", "*"));
    let narrow = || Some(allow("sns:*", "*"));
    let told = |grants: &Grants| decided(&session(), grants, None);
    assert_eq!(told(&granted(wide(), wide())), Decision::Allowed);
    assert_eq!(told(&granted(narrow(), None)), Decision::NotAllowed(Layer::Boundary));
    assert_eq!(told(&granted(None, narrow())), Decision::NotAllowed(Layer::Session));
    assert_eq!(told(&granted(Some(deny("*")), wide())), Decision::Denied(Layer::Boundary));
    let gone = Grants { boundary: Some(Vec::new()), ..granted(None, None) };
    assert_eq!(told(&gone), Decision::NotAllowed(Layer::Boundary));
}

#[test]
fn a_resource_policy_allows_whom_it_names_and_leaves_the_account_to_its_own_policies() {
    let none = Grants::default();
    let by_account = open_to(json!({"AWS": ACCOUNT}));
    assert_eq!(decided(&user(), &none, Some(&by_account)), Decision::NotAllowed(Layer::Identity));
    let by_name = open_to(json!({"AWS": user().arn()}));
    assert_eq!(decided(&user(), &none, Some(&by_name)), Decision::Allowed);
    let by_role = open_to(json!({"AWS": session().holder()}));
    assert_eq!(decided(&session(), &none, Some(&by_role)), Decision::Allowed);
    // A boundary limits what is given to the role, not what is given to the session itself.
    let bound = Grants { boundary: Some(vec![allow("sns:*", "*")]), ..none.clone() };
    assert_eq!(decided(&session(), &bound, Some(&by_role)), Decision::NotAllowed(Layer::Boundary));
    let by_session = open_to(json!({"AWS": session().arn()}));
    assert_eq!(decided(&session(), &bound, Some(&by_session)), Decision::Allowed);
    assert_eq!(
        decided(&Who::Anonymous, &none, Some(&by_name)),
        Decision::NotAllowed(Layer::Resource)
    );
    assert_eq!(decided(&Who::Anonymous, &none, Some(&open_to(json!("*")))), Decision::Allowed);
    let closed = by_name.replace("Allow", "Deny");
    let all = Grants { identity: vec![allow("*", "*")], ..none };
    assert_eq!(decided(&user(), &all, Some(&closed)), Decision::Denied(Layer::Resource));
}

#[test]
fn a_service_needs_the_policy_of_the_resource_and_its_conditions() {
    let world = World::new(Settings::default());
    let topic = "arn:aws:sns:us-east-1:000000000000:news";
    let text = |condition: Value| {
        policy(
            json!({"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage",
            "Resource": QUEUE, "Condition": condition}),
        )
    };
    let call = ByService {
        service: "sns.amazonaws.com",
        source: topic,
        action: "sqs:SendMessage",
        resource: QUEUE,
    };
    let may = |condition: Value, call: ByService<'_>| service_may(&world, &text(condition), call);
    let bound = || json!({"ArnEquals": {"aws:SourceArn": topic}, "StringEquals": {"aws:SourceAccount": ACCOUNT}});
    assert!(may(bound(), call));
    assert!(!may(bound(), ByService { source: "arn:aws:sns:us-east-1:000000000000:x", ..call }));
    assert!(!may(bound(), ByService { service: "events.amazonaws.com", ..call }));
    assert!(!may(bound(), ByService { action: "sqs:DeleteMessage", ..call }));
    assert!(!may(bound(), ByService { resource: "arn:aws:sqs:us-east-1:000000000000:x", ..call }));
    assert!(!may(json!({"StringEquals": {"aws:SourceAccount": "111111111111"}}), call));
    let bucket = ByService { source: "arn:aws:s3:::photos", ..call };
    assert!(may(json!({"StringEquals": {"AWS:SourceAccount": ACCOUNT}}), bucket));
}

#[test]
fn a_role_acts_by_its_own_policies_or_those_of_the_resource() {
    let settings = Settings { clock: Clock::Virtual { start_ms: 0 }, ..Settings::default() };
    let mut world = World::new(settings);
    let mut call = |operation: &str, members: Value| {
        let run = SERVICE.operation(operation).unwrap().run;
        run(&mut world, &Caller::default(), &Input::new(members, SERVICE.validation)).unwrap();
    };
    let trust = json!({"Statement": {"Effect": "Allow", "Principal": {"Service": "scheduler.amazonaws.com"},
        "Action": "sts:AssumeRole"}});
    call("CreateRole", json!({"RoleName": "r", "AssumeRolePolicyDocument": trust.to_string()}));
    let inline = allow("sqs:SendMessage", QUEUE);
    call("PutRolePolicy", json!({"RoleName": "r", "PolicyName": "p", "PolicyDocument": inline}));
    let role = "arn:aws:iam::000000000000:role/r";
    assert!(role_may(&world, role, "sqs:SendMessage", QUEUE, None));
    assert!(!role_may(&world, role, "sqs:DeleteMessage", QUEUE, None));
    let open = open_to(json!({"AWS": role}));
    assert!(role_may(&world, role, "sqs:DeleteMessage", QUEUE, Some(&open)));
    assert!(!role_may(
        &world,
        "arn:aws:iam::000000000000:role/gone",
        "sqs:SendMessage",
        QUEUE,
        None
    ));
}

#[test]
fn a_role_is_assumed_by_whom_its_trust_policy_names() {
    let role = "arn:aws:iam::000000000000:role/r";
    let context = Context::default();
    let who = user();
    let request =
        Request { who: &who, action: "sts:AssumeRole", resource: role, context: &context };
    let trust = |name: &str| {
        json!({"Statement": {"Effect": "Allow", "Principal": {"AWS": name}, "Action": "sts:AssumeRole"}}).to_string()
    };
    let none = Grants::default();
    assert_eq!(
        decide_trust(request, &none, &trust("111111111111")),
        Decision::NotAllowed(Layer::Trust)
    );
    assert_eq!(decide_trust(request, &none, &trust(&who.arn())), Decision::Allowed);
    assert_eq!(
        decide_trust(request, &none, &trust(ACCOUNT)),
        Decision::NotAllowed(Layer::Identity)
    );
    let granted = Grants { identity: vec![allow("sts:AssumeRole", role)], ..none };
    assert_eq!(decide_trust(request, &granted, &trust(ACCOUNT)), Decision::Allowed);
    let denied = trust(ACCOUNT).replace("Allow", "Deny");
    assert_eq!(decide_trust(request, &granted, &denied), Decision::Denied(Layer::Trust));
}
