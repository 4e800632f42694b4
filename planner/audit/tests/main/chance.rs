//! Policies at random, small enough that every request of their world can be tried.
use cutover_audit::json;
use cutover_audit::policy::Policy;
use cutover_audit::request::{Caller, Request, Values};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Chance that is the same on every run (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
pub(crate) struct Chance(pub u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    pub(crate) fn one<'v, T>(&mut self, values: &'v [T]) -> &'v T {
        &values[self.below(values.len())]
    }

    /// Whether something that happens once in so many times does.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn some(&mut self, values: &[&str]) -> Vec<String> {
        let count = 1 + self.below(2);
        (0..count).map(|_| (*self.one(values)).to_owned()).collect()
    }
}

const ACTIONS: &[&str] = &["a:A", "a:B", "b:A", "a:*", "*", "*:A", "A:a", "b:?", "a:A*"];
const RESOURCES: &[&str] = &["x", "y", "xy", "x*", "*y", "*", "?", "x?", "*x*y", "yx*", "xyy"];
const TEXTS: &[&str] = &["x", "y", "xy", "x*", "*y", "*", "?", "X", "YX*"];
const NUMBERS: &[&str] = &["1", "2", "2.0", "x"];
const MOMENTS: &[&str] = &["1970-01-01T00:00:01Z", "2", "never"];
const RANGES: &[&str] = &["10.0.0.0/8", "10.0.0.1", "0.0.0.0/0", "::/0", "x"];
const ARNS: &[&str] = &["arn:a:s:::x*", "arn:*:s:::x", "arn:a:s:::*", "x", "arn:a:s:r*::x"];
const CALLERS: &[&str] = &[
    "111122223333",
    "arn:aws:iam::111122223333:role/x",
    "arn:aws:iam::111122223333:user/y",
    "arn:aws:iam::444455556666:root",
    "*",
    "arn:aws:sts::111122223333:assumed-role/x/s",
];

/// What a key of the small world is compared as. Keys keep to one kind, as those of AWS do.
const KINDS: &[(&[&str], &[&str])] = &[
    (&["StringEquals", "StringNotEquals", "StringLike", "StringNotLike"], TEXTS),
    (
        &["NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericGreaterThanEquals"],
        NUMBERS,
    ),
    (&["DateLessThan", "DateGreaterThanEquals", "DateNotEquals"], MOMENTS),
    (&["IpAddress", "NotIpAddress"], RANGES),
    (&["ArnLike", "ArnNotEquals"], ARNS),
    (&["Bool"], &["true", "false", "TRUE", "x"]),
    (&["StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"], &["x", "Xy", "y"]),
    (&["BinaryEquals"], &["QQ==", "Qg==", "?"]),
];

/// A world: what its two keys are compared as, and whether policies are of resources.
#[derive(Clone, Copy)]
pub(crate) struct World {
    pub(crate) kinds: [usize; 2],
    pub(crate) of_resources: bool,
}

impl World {
    pub(crate) fn any(chance: &mut Chance) -> Self {
        let kinds = [chance.below(KINDS.len()), chance.below(KINDS.len())];
        Self { kinds, of_resources: chance.once_in(3) }
    }

    pub(crate) fn policy(&self, chance: &mut Chance) -> Policy {
        let count = 1 + chance.below(3);
        let statements: Vec<Value> = (0..count).map(|_| self.statement(chance)).collect();
        read(&json!({ "Version": "2012-10-17", "Statement": statements }))
    }

    pub(crate) fn statement(&self, chance: &mut Chance) -> Value {
        let mut statement = json!({ "Effect": if chance.once_in(3) { "Deny" } else { "Allow" } });
        let mut either = |chance: &mut Chance, name: &str, values: &[&str]| {
            let name = if chance.once_in(5) { format!("Not{name}") } else { name.to_owned() };
            statement[name] = json!(chance.some(values));
        };
        either(chance, "Action", ACTIONS);
        either(chance, "Resource", RESOURCES);
        if self.of_resources {
            let name = if chance.once_in(6) { "NotPrincipal" } else { "Principal" };
            statement[name] = match chance.below(4) {
                0 => json!("*"),
                1 => json!({ "Service": "s.amazonaws.com" }),
                _ => json!({ "AWS": chance.some(CALLERS) }),
            };
        }
        let mut condition = json!({});
        for at in 0..2 {
            if chance.once_in(2) {
                let (operator, key, values) = self.condition(chance, at);
                condition[operator][key] = values;
            }
        }
        if chance.once_in(6) {
            condition["ArnLike"]["aws:PrincipalArn"] =
                json!(chance.one(&["arn:aws:iam::111122223333:role/*", "arn:aws:iam::*:user/y"]));
        }
        statement["Condition"] = condition;
        statement
    }

    fn condition(&self, chance: &mut Chance, at: usize) -> (String, &'static str, Value) {
        let key = ["k:One", "k:Two"][at];
        if chance.once_in(6) {
            return ("Null".to_owned(), key, json!(chance.one(&["true", "false"])));
        }
        let (operators, values) = KINDS[self.kinds[at]];
        let mut operator = (*chance.one(operators)).to_owned();
        match chance.below(5) {
            0 => operator = format!("ForAllValues:{operator}"),
            1 => operator = format!("ForAnyValue:{operator}"),
            _ => {}
        }
        if chance.once_in(4) {
            operator.push_str("IfExists");
        }
        (operator, key, json!(chance.some(values)))
    }

    /// Every request of the world. Only these keys have several values.
    pub(crate) fn requests(&self, several: &BTreeSet<String>) -> Vec<Request> {
        let callers: Vec<Caller> = if self.of_resources {
            let arns = CALLERS.iter().filter(|name| name.starts_with("arn:"));
            let arns = arns.map(|name| Caller::Aws((*name).to_owned()));
            let others = [Caller::Anonymous, Caller::Service("s.amazonaws.com".into())];
            arns.chain(others).collect()
        } else {
            ["role/x", "role/z", "user/y"]
                .map(|name| Caller::Aws(format!("arn:aws:iam::111122223333:{name}")))
                .to_vec()
        };
        let mut requests = Vec::new();
        let keys = [("k:one", self.kinds[0]), ("k:two", self.kinds[1])].map(|(key, kind)| {
            let mut values = values(kind);
            values.retain(|of| several.contains(key) || !matches!(of, Some(Values::Many(_))));
            values
        });
        for caller in &callers {
            for action in ["a:A", "a:B", "b:A", "c:C"] {
                for resource in ["x", "y", "xy", "yx", "xyy", "xx", ""] {
                    for one in &keys[0] {
                        for two in &keys[1] {
                            let pairs = [("k:one", one), ("k:two", two)];
                            let context: BTreeMap<String, Values> = pairs
                                .into_iter()
                                .filter_map(|(key, of)| Some((key.to_owned(), of.clone()?)))
                                .collect();
                            requests.push(Request {
                                caller: caller.clone(),
                                action: action.to_owned(),
                                resource: resource.to_owned(),
                                context,
                            });
                        }
                    }
                }
            }
        }
        requests
    }
}

/// What a key of a kind may be in a request: absent, one value, or two of them.
fn values(kind: usize) -> Vec<Option<Values>> {
    let singles: &[&str] = match kind {
        0 => &["x", "xy", "z", "YX"],
        1 => &["0", "1", "1.5", "2", "z"],
        2 => &["0", "1970-01-01T00:00:01Z", "2", "z"],
        3 => &["10.0.0.1", "10.9.0.0", "9.9.9.9", "::1", "z"],
        4 => &["arn:a:s:::x", "arn:a:s:::xy", "arn:b:s:::x", "z"],
        5 => &["true", "False", "z"],
        6 => &["X", "xy", "z"],
        _ => &["QQ==", "Qg==", "z"],
    };
    let mut all = vec![None];
    all.extend(singles.iter().map(|value| Some(Values::One((*value).to_owned()))));
    for (at, one) in singles.iter().enumerate() {
        let pairs = singles.iter().skip(at + 1);
        all.extend(
            pairs.map(|other| Some(Values::Many(vec![(*one).to_owned(), (*other).to_owned()]))),
        );
    }
    all
}

/// A document as the auditor reads it.
pub(crate) fn read(document: &Value) -> Policy {
    Policy::read(&json::parse(&document.to_string()).unwrap())
}
