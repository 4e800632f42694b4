//! Random policies and requests from a fixed seed, one a line as JSON, each with what the evaluator decides:
//! `just audit-peer` holds them against an evaluator of others.
#![expect(clippy::indexing_slicing, reason = "indexing JSON makes the member")]
#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a program, run by hand")]
use cutover_audit::evaluate::decide;
use cutover_audit::json;
use cutover_audit::policy::Policy;
use cutover_audit::request::{Caller, Layers, Request, Values};
use serde_json::{Value, json as made};
use std::collections::BTreeMap;

const USER: &str = "arn:aws:iam::111122223333:user/ann";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/deploy/s1";

/// Operators, the key each is tried on, what policies write and what requests say.
type Row =
    (&'static [&'static str], &'static str, &'static [&'static str], &'static [&'static str]);
const ROWS: &[Row] = &[
    (
        &[
            "StringEquals",
            "StringNotEquals",
            "StringEqualsIgnoreCase",
            "StringLike",
            "StringNotLike",
        ],
        "aws:PrincipalTag/team",
        &["red", "r*", "Red", "${aws:username}", "${aws:PrincipalTag/none, 'red'}", "?ed"],
        &["red", "Red", "r*", "ann"],
    ),
    (
        &["NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericGreaterThanEquals"],
        "aws:MultiFactorAuthAge",
        &["5", "5.0", "-1", "10"],
        &["5", "9", "10", "1000"],
    ),
    (
        &["DateEquals", "DateLessThan", "DateGreaterThan", "DateGreaterThanEquals"],
        "aws:CurrentTime",
        &["2026-01-01T00:00:00Z", "2025-12-31T23:00:00Z", "1767225600"],
        &["2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z", "2025-06-01T00:00:00Z"],
    ),
    (&["Bool"], "aws:SecureTransport", &["true", "false"], &["true", "false"]),
    (
        &["IpAddress", "NotIpAddress"],
        "aws:SourceIp",
        &["10.0.0.0/8", "10.1.2.3", "2001:db8::/32", "0.0.0.0/0"],
        &["10.1.2.3", "11.0.0.1", "2001:db8::1"],
    ),
    (
        &["ArnEquals", "ArnLike", "ArnNotLike", "ArnNotEquals"],
        "aws:PrincipalArn",
        &["arn:aws:iam::*:user/*", "arn:aws:iam::111122223333:user/a?n", "arn:aws:*:user/ann"],
        &[USER, "arn:aws:iam::111122223333:role/deploy"],
    ),
    (
        &["ForAllValues:StringEquals", "ForAnyValue:StringLike", "ForAnyValue:StringNotEquals"],
        "aws:CalledVia",
        &["athena.amazonaws.com", "a*"],
        &["athena.amazonaws.com", "kms.amazonaws.com"],
    ),
];

struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 20) % u64::try_from(end.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        of.get(self.below(of.len())).copied()
    }

    fn word(&mut self, of: &[&'static str]) -> &'static str {
        self.one(of).unwrap_or_default()
    }
}

fn statement(dice: &mut Dice, principals: bool) -> Value {
    let mut one = made!({ "Effect": dice.word(&["Allow", "Allow", "Deny"]) });
    let action = dice.word(&["Action", "Action", "Action", "NotAction"]);
    one[action] = made!(dice.word(&["*", "s3:*", "S3:get*", "s3:?etObject", "sqs:SendMessage"]));
    let resource = dice.word(&["Resource", "Resource", "Resource", "NotResource"]);
    one[resource] = made!(dice.word(&[
        "*",
        "arn:aws:s3:::bucket/*",
        "arn:aws:s3:::bucket/${aws:username}/*",
        "arn:aws:sqs:*:111122223333:queue",
        "arn:aws:s3:::bucket/a?n/k",
    ]));
    if principals {
        one["Principal"] = made!({ "AWS": dice.word(&[
            "*",
            USER,
            SESSION,
            "111122223333",
            "arn:aws:iam::111122223333:role/deploy",
            "arn:aws:iam::444455556666:root",
        ]) });
    }
    if dice.below(2) == 0
        && let Some((operators, key, written, _)) = dice.one(ROWS)
    {
        let operator = dice.word(operators);
        let suffix = dice.word(&["", "", "IfExists"]);
        one["Condition"] = made!({ format!("{operator}{suffix}"): { key: dice.word(written) } });
    } else if dice.below(8) == 0 {
        let key = dice.one(ROWS).map_or("", |row| row.1);
        one["Condition"] = made!({ "Null": { key: dice.word(&["true", "false"]) } });
    }
    one
}

fn policy(dice: &mut Dice, principals: bool) -> Value {
    let count = 1 + dice.below(3);
    let statements: Vec<Value> = (0..count).map(|_| statement(dice, principals)).collect();
    made!({ "Version": dice.word(&["2012-10-17", "2012-10-17", "2008-10-17"]), "Statement": statements })
}

fn context(dice: &mut Dice, caller: &str) -> Value {
    let mut context = made!({});
    if caller == USER {
        context["aws:username"] = made!("ann");
    }
    for (operators, key, _, values) in ROWS {
        if *key == "aws:PrincipalArn" {
            let own = if caller == USER { USER } else { "arn:aws:iam::111122223333:role/deploy" };
            context[*key] = made!(own);
        } else if dice.below(3) > 0 {
            let value = dice.word(values);
            let many = operators.iter().any(|one| one.starts_with("For"));
            context[*key] = if many { made!([value, dice.word(values)]) } else { made!(value) };
        }
    }
    context
}

fn request(case: &Value) -> Option<Request> {
    let values = |value: &Value| match value {
        Value::Array(all) => {
            Values::Many(all.iter().filter_map(Value::as_str).map(str::to_owned).collect())
        }
        other => Values::One(other.as_str().unwrap_or_default().to_owned()),
    };
    let context: BTreeMap<String, Values> = case["context"]
        .as_object()?
        .iter()
        .map(|(key, value)| (key.to_ascii_lowercase(), values(value)))
        .collect();
    let text = |name: &str| Some(case[name].as_str()?.to_owned());
    let caller = Caller::Aws(text("principal")?);
    Some(Request { caller, action: text("action")?, resource: text("resource")?, context })
}

fn case(dice: &mut Dice) -> Option<Value> {
    let caller = dice.word(&[USER, SESSION]);
    let (action, resource) = dice.one(&[
        ("s3:GetObject", "arn:aws:s3:::bucket/ann/k"),
        ("s3:PutObject", "arn:aws:s3:::bucket/k"),
        ("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:queue"),
    ])?;
    let context = context(dice, caller);
    let mut case = made!({
        "principal": caller, "action": action, "resource": resource, "context": context,
        "identity": policy(dice, false), "account": dice.word(&["111122223333", "444455556666"]),
    });
    for (name, principals) in
        [("resourcePolicy", true), ("boundary", false), ("session", false), ("scp", false)]
    {
        if dice.below(3) == 0 && (name != "session" || caller == SESSION) {
            case[name] = policy(dice, principals);
        }
    }
    let read = |name: &str| {
        let text = case.get(name)?.to_string();
        json::parse(&text).ok().map(|root| Policy::read(&root))
    };
    let (identity, resource) = (read("identity")?, read("resourcePolicy"));
    let (boundary, session, scp) = (read("boundary"), read("session"), read("scp"));
    let layers = Layers {
        resource: resource.as_ref(),
        boundary: boundary.as_ref(),
        session: session.as_ref().map(|one| vec![one]),
        scps: scp.iter().map(|one| vec![one]).collect(),
        cross_account: case["account"] != "111122223333",
        ..Layers::identity([&identity])
    };
    let decision = decide(&layers, &request(&case)?);
    case["allowed"] = made!(decision.is_allowed());
    case["decision"] = made!(format!("{decision:?}"));
    Some(case)
}

fn main() {
    let count = std::env::args().nth(1).and_then(|one| one.parse().ok()).unwrap_or(2_000);
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for case in (0..count).filter_map(|_: usize| case(&mut dice)) {
        println!("{case}");
    }
}
