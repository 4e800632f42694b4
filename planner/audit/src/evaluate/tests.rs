use super::*;
use crate::json;
use crate::request::{Caller, Values};

fn read(text: &str) -> Policy {
    Policy::read(&json::parse(text).unwrap())
}

/// A policy of one statement that allows; `more` is put into it.
fn allow(more: &str) -> Policy {
    read(&format!(r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", {more}}}]}}"#))
}

fn request(action: &str, resource: &str, context: &[(&str, &[&str])]) -> Request {
    let texts = |values: &[&str]| values.iter().map(|&value| value.to_owned()).collect();
    Request {
        caller: Caller::Aws("arn:aws:iam::111122223333:role/app".into()),
        action: action.into(),
        resource: resource.into(),
        context: context
            .iter()
            .map(|(key, values)| match values {
                [one] => (key.to_lowercase(), Values::One((*one).to_owned())),
                many => (key.to_lowercase(), Values::Many(texts(many))),
            })
            .collect(),
    }
}

/// Whether a condition lets a request with these keys pass.
fn passes(condition: &str, context: &[(&str, &[&str])]) -> bool {
    let policy = allow(&format!(r#""Action": "*", "Resource": "*", "Condition": {condition}"#));
    decide(&Layers::identity([&policy]), &request("s3:GetObject", "*", context)).is_allowed()
}

#[test]
fn a_denial_wins_and_nothing_is_allowed_by_itself() {
    let policy = read(
        r#"{"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
            {"Effect": "Deny", "Action": "S3:delete*", "Resource": "*"}]}"#,
    );
    let layers = Layers::identity([&policy]);
    let decide = |action: &str| decide(&layers, &request(action, "arn:aws:s3:::b", &[]));
    assert!(decide("S3:getobject").is_allowed());
    assert_eq!(decide("s3:DeleteObject"), Decision::Denied { by: Layer::Identity, statement: 1 });
    assert_eq!(decide("sqs:SendMessage"), Decision::NotAllowed { by: Layer::Identity });
}

#[test]
fn not_is_everything_else() {
    let policy = allow(r#""NotAction": "iam:*", "NotResource": "arn:aws:s3:::secret*""#);
    let decide = |action: &str, resource: &str| {
        decide(&Layers::identity([&policy]), &request(action, resource, &[])).is_allowed()
    };
    assert!(decide("sqs:SendMessage", "*"));
    assert!(!decide("iam:PassRole", "*"));
    assert!(!decide("s3:GetObject", "arn:aws:s3:::secret/x"));
    // The case of a resource counts.
    assert!(decide("s3:GetObject", "arn:aws:s3:::Secret/x"));
}

#[test]
fn conditions_compare() {
    let cases: &[(&str, &[&str], bool)] = &[
        (r#"{"StringEquals": {"A:b": ["x", "y*"]}}"#, &["y*"], true),
        (r#"{"StringEquals": {"A:b": "y*"}}"#, &["yes"], false),
        (r#"{"StringLike": {"A:b": "y*"}}"#, &["yes"], true),
        (r#"{"StringNotLike": {"A:b": ["y*", "z"]}}"#, &["z"], false),
        (r#"{"StringEqualsIgnoreCase": {"A:b": "YES"}}"#, &["yes"], true),
        (r#"{"NumericLessThanEquals": {"A:b": 10}}"#, &["10.0"], true),
        (r#"{"NumericLessThan": {"A:b": 10}}"#, &["ten"], false),
        (r#"{"NumericNotEquals": {"A:b": "10"}}"#, &["ten"], true),
        (r#"{"DateGreaterThan": {"A:b": "2026-01-01"}}"#, &["2026-01-01T00:00:01Z"], true),
        (r#"{"Bool": {"A:b": true}}"#, &["True"], true),
        (r#"{"BinaryEquals": {"A:b": "QQ=="}}"#, &["QQ=="], true),
        (r#"{"IpAddress": {"A:b": ["10.0.0.0/8", "192.0.2.1"]}}"#, &["192.0.2.1"], true),
        (r#"{"NotIpAddress": {"A:b": "10.0.0.0/8"}}"#, &["10.1.1.1"], false),
        (r#"{"ArnLike": {"A:b": "arn:aws:sns:*:*:t*"}}"#, &["arn:aws:sns:us-east-1:1:t:x"], true),
        (r#"{"ArnEquals": {"A:b": "arn:aws:sns:*:t"}}"#, &["arn:aws:sns:us-east-1:1:t"], false),
    ];
    for (condition, values, expected) in cases {
        assert_eq!(passes(condition, &[("a:B", values)]), *expected, "{condition} {values:?}");
    }
}

#[test]
fn a_missing_key_fails_what_it_should() {
    let cases = [
        (r#"{"StringEquals": {"a:b": "x"}}"#, false),
        (r#"{"StringNotEquals": {"a:b": "x"}}"#, true),
        (r#"{"StringEqualsIfExists": {"a:b": "x"}}"#, true),
        (r#"{"Null": {"a:b": "true"}}"#, true),
        (r#"{"Null": {"a:b": false}}"#, false),
        (r#"{"ForAllValues:StringEquals": {"a:b": "x"}}"#, true),
        (r#"{"ForAnyValue:StringEquals": {"a:b": "x"}}"#, false),
        (r#"{"ForAnyValue:StringNotEquals": {"a:b": "x"}}"#, false),
        (r#"{"ForAnyValue:StringLikeIfExists": {"a:b": "x"}}"#, true),
    ];
    for (condition, expected) in cases {
        assert_eq!(passes(condition, &[]), expected, "{condition}");
        // An empty list is no key.
        assert_eq!(passes(condition, &[("a:b", &[])]), expected, "{condition}");
    }
}

#[test]
fn several_values_are_looked_at_as_the_qualifier_says() {
    let cases: &[(&str, &[&str], bool)] = &[
        (r#"{"ForAllValues:StringEquals": {"a:b": ["x", "y"]}}"#, &["x", "y"], true),
        (r#"{"ForAllValues:StringEquals": {"a:b": ["x", "y"]}}"#, &["x", "z"], false),
        (r#"{"ForAnyValue:StringEquals": {"a:b": ["x", "y"]}}"#, &["x", "z"], true),
        (r#"{"ForAllValues:StringNotEquals": {"a:b": "x"}}"#, &["y", "x"], false),
        (r#"{"ForAnyValue:StringNotEquals": {"a:b": "x"}}"#, &["y", "x"], true),
        (r#"{"ForAnyValue:StringNotEquals": {"a:b": "x"}}"#, &["x", "x"], false),
    ];
    for (condition, values, expected) in cases {
        assert_eq!(passes(condition, &[("a:b", values)]), *expected, "{condition} {values:?}");
    }
}

#[test]
fn variables_take_the_requests_values() {
    let of = |version: &str, resource: &str, asked: &str| {
        let policy = read(&format!(
            r#"{{"Version": "{version}", "Statement": {{"Effect": "Allow", "Action": "*", "Resource": "{resource}"}}}}"#
        ));
        let request = request("s3:GetObject", asked, &[("aws:username", &["a*n"])]);
        decide(&Layers::identity([&policy]), &request).is_allowed()
    };
    assert!(of("2012-10-17", "b/${aws:UserName}/*", "b/a*n/x"));
    // A value is no pattern.
    assert!(!of("2012-10-17", "b/${aws:username}/*", "b/ann/x"));
    assert!(of("2008-10-17", "b/${aws:username}/*", "b/${aws:username}/x"));
    assert!(of("2012-10-17", "b/${*}", "b/*") && !of("2012-10-17", "b/${*}", "b/x"));
    assert!(of("2012-10-17", "b/${aws:PrincipalTag/team, 'none'}", "b/none"));
    assert!(!of("2012-10-17", "b/${aws:PrincipalTag/team}*", "b/"));
}

#[test]
fn principals_are_named_in_many_ways() {
    let role = "arn:aws:iam::111122223333:role/path/app";
    let session = "arn:aws:sts::111122223333:assumed-role/app/one";
    let cases = [
        (r#""*""#, Caller::Anonymous, true),
        (r#"{"AWS": "*"}"#, Caller::Anonymous, true),
        (r#"{"AWS": "111122223333"}"#, Caller::Aws(role.into()), true),
        (r#"{"AWS": "arn:aws:iam::111122223333:root"}"#, Caller::Aws(session.into()), true),
        (r#"{"AWS": "arn:aws:iam::444455556666:root"}"#, Caller::Aws(session.into()), false),
        (
            r#"{"AWS": "arn:aws:iam::111122223333:role/path/app"}"#,
            Caller::Aws(session.into()),
            true,
        ),
        (r#"{"AWS": "arn:aws:iam::111122223333:role/other"}"#, Caller::Aws(session.into()), false),
        (r#"{"Service": "sns.amazonaws.com"}"#, Caller::Service("sns.amazonaws.com".into()), true),
        (r#"{"Service": "sns.amazonaws.com"}"#, Caller::Aws(role.into()), false),
        (
            r#"{"Federated": "accounts.google.com"}"#,
            Caller::Federated("accounts.google.com".into()),
            true,
        ),
    ];
    for (principal, caller, expected) in cases {
        let policy = allow(&format!(r#""Action": "*", "Resource": "*", "Principal": {principal}"#));
        let request = Request { caller: caller.clone(), ..request("sqs:SendMessage", "q", &[]) };
        let decided = decide(&Layers::resource(&policy), &request);
        assert_eq!(decided.is_allowed(), expected, "{principal} {caller:?}");
        let other =
            allow(&format!(r#""Action": "*", "Resource": "*", "NotPrincipal": {principal}"#));
        let decided = decide(&Layers::resource(&other), &request);
        assert_eq!(decided.is_allowed(), !expected, "not {principal} {caller:?}");
    }
    // Without a principal a resource's policy is about nobody.
    let policy = allow(r#""Action": "*", "Resource": "*""#);
    assert!(!decide(&Layers::resource(&policy), &request("a:B", "q", &[])).is_allowed());
}

#[test]
fn what_follows_from_the_caller_needs_not_be_said() {
    let policy = allow(
        r#""Action": "*", "Resource": "*", "Condition": {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/app"},
            "StringEquals": {"aws:PrincipalAccount": "111122223333"}}"#,
    );
    for (arn, expected) in [
        ("arn:aws:sts::111122223333:assumed-role/app/one", true),
        ("arn:aws:sts::111122223333:assumed-role/other/one", false),
    ] {
        let request = Request { caller: Caller::Aws(arn.into()), ..request("a:B", "*", &[]) };
        assert_eq!(decide(&Layers::identity([&policy]), &request).is_allowed(), expected);
    }
}

#[test]
fn every_limit_must_allow() {
    let all = allow(r#""Action": "*", "Resource": "*""#);
    let queues = allow(r#""Action": "sqs:*", "Resource": "*""#);
    let whole = Layers {
        boundary: Some(&all),
        session: Some(vec![&queues, &all]),
        scps: vec![vec![&all], vec![&queues, &all]],
        ..Layers::identity([&all])
    };
    let asked = request("s3:GetObject", "*", &[]);
    assert!(decide(&whole, &asked).is_allowed());
    let cases = [
        (Layers { boundary: Some(&queues), ..whole.clone() }, Layer::Boundary),
        (Layers { session: Some(vec![&queues]), ..whole.clone() }, Layer::Session),
        (Layers { scps: vec![vec![&all], vec![&queues]], ..whole.clone() }, Layer::Scp),
        (Layers { rcps: vec![vec![]], ..whole.clone() }, Layer::Rcp),
        (Layers { identity: vec![&queues], ..whole.clone() }, Layer::Identity),
        (Layers { cross_account: true, ..whole.clone() }, Layer::Resource),
        (Layers { resource_must_grant: true, ..whole.clone() }, Layer::Resource),
    ];
    for (layers, by) in cases {
        assert_eq!(decide(&layers, &asked), Decision::NotAllowed { by });
    }
}

#[test]
fn a_resources_policy_may_grant_alone_or_pass_the_right_on() {
    let none = allow(r#""Action": "a:B", "Resource": "*""#);
    let of = |principal: &str| {
        allow(&format!(r#""Action": "*", "Resource": "*", "Principal": {{"AWS": "{principal}"}}"#))
    };
    let user = "arn:aws:iam::111122223333:user/ann";
    let asked =
        Request { caller: Caller::Aws(user.into()), ..request("sqs:SendMessage", "q", &[]) };
    let (account, exactly) = (of("111122223333"), of(user));
    let with = |policy| Layers { resource: Some(policy), ..Layers::identity([&none]) };
    assert_eq!(decide(&with(&account), &asked), Decision::NotAllowed { by: Layer::Identity });
    assert!(decide(&with(&exactly), &asked).is_allowed());
    assert!(decide(&Layers::resource(&account), &asked).is_allowed());
    // A boundary holds back what is passed on, and not a grant to the very user.
    let bounded = Layers { boundary: Some(&none), ..with(&exactly) };
    assert!(decide(&bounded, &asked).is_allowed());
    let all = of("*");
    let bounded = Layers { boundary: Some(&none), ..with(&all) };
    assert_eq!(decide(&bounded, &asked), Decision::NotAllowed { by: Layer::Boundary });
}
