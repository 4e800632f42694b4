//! What fits what, and what is refused, in tables.

use serde_json::{Value, json};

use super::{Dialect, Pattern};

fn matches(pattern: &Value, document: &Value) -> bool {
    Pattern::compile(pattern, Dialect::Rule).unwrap().matches(document)
}

/// A pattern of the field `a`, values of it that fit, and values that do not.
#[track_caller]
fn check(tests: &Value, fits: &[Value], fails: &[Value]) {
    for (values, expected) in [(fits, true), (fails, false)] {
        for value in values {
            let found = matches(&json!({"a": tests}), &json!({"a": value}));
            assert_eq!(found, expected, "{tests} of {value}");
        }
    }
}

#[track_caller]
fn refused(dialect: Dialect, pattern: &Value, reason: &str) {
    assert_eq!(Pattern::compile(pattern, dialect).unwrap_err(), reason, "{pattern}");
}

#[test]
fn plain_values_match_by_type_and_value() {
    check(
        &json!(["x", "y"]),
        &[json!("x"), json!("y")],
        &[json!("X"), json!("xy"), json!(["z"]), json!(null)],
    );
    check(&json!([300]), &[json!(300), json!(300.0), json!(3.0e2)], &[json!("300"), json!(301)]);
    check(&json!([true]), &[json!(true)], &[json!("true"), json!(false), json!(1)]);
    check(&json!([null]), &[json!(null)], &[json!(""), json!("null"), json!([])]);
    check(&json!([""]), &[json!("")], &[json!(null), json!(" ")]);
    check(
        &json!([222_222_222_222_222_i64]),
        &[json!(222_222_222_222_222_i64)],
        &[json!(222_222_222_222_223_i64)],
    );
    check(&json!(["10.0.0.10"]), &[json!("10.0.0.10")], &[json!("10.0.0.1")]);
    check(&json!(["2001:db8::1"]), &[json!("2001:DB8:0:0::1")], &[json!("2001:db8::2")]);
}

#[test]
fn operators_on_texts() {
    check(
        &json!([{"prefix": "ab"}]),
        &[json!("ab"), json!("abc")],
        &[json!("a"), json!("xab"), json!(1)],
    );
    check(&json!([{"prefix": ""}]), &[json!(""), json!("x")], &[json!(1), json!(null)]);
    check(&json!([{"prefix": {"equals-ignore-case": "aB"}}]), &[json!("ABc")], &[json!("xab")]);
    check(&json!([{"suffix": ".png"}]), &[json!("a.png")], &[json!("a.PNG"), json!("png")]);
    check(&json!([{"suffix": {"equals-ignore-case": ".png"}}]), &[json!("a.PNG")], &[json!("png")]);
    check(
        &json!([{"equals-ignore-case": "alice"}]),
        &[json!("ALICE"), json!("alice")],
        &[json!("alic"), json!(1)],
    );
    check(&json!([{"exactly": "x"}]), &[json!("x")], &[json!("y")]);
    check(
        &json!([{"wildcard": "dir/*.png"}]),
        &[json!("dir/.png"), json!("dir/a/b.png")],
        &[json!("dir/a.pn"), json!("x/dir/a.png")],
    );
    check(
        &json!([{"wildcard": "a*b*c"}]),
        &[json!("abbc"), json!("abc"), json!("axbxbxc")],
        &[json!("ab"), json!("acb")],
    );
    check(&json!([{"wildcard": "\\*\\\\"}]), &[json!("*\\")], &[json!("x\\")]);
    check(&json!([{"wildcard": "*"}]), &[json!(""), json!("x")], &[json!(1)]);
}

#[test]
fn operators_on_numbers_and_addresses() {
    check(&json!([{"numeric": ["=", 5]}]), &[json!(5), json!(5.0)], &[json!("5"), json!(5.1)]);
    check(&json!([{"numeric": ["<", 5]}]), &[json!(4.9), json!(-7)], &[json!(5)]);
    check(&json!([{"numeric": [">=", 5]}]), &[json!(5)], &[json!(4.999)]);
    check(
        &json!([{"numeric": [">", 0, "<=", 5]}]),
        &[json!(0.1), json!(5)],
        &[json!(0), json!(5.1)],
    );
    check(
        &json!([{"cidr": "10.0.0.0/24"}]),
        &[json!("10.0.0.255")],
        &[json!("10.0.1.0"), json!("10.0.0"), json!("::1")],
    );
    check(&json!([{"cidr": "10.1.2.3/8"}]), &[json!("10.255.0.1")], &[json!("11.0.0.1")]);
    check(&json!([{"cidr": "0.0.0.0/0"}]), &[json!("8.8.8.8")], &[json!("x")]);
    check(&json!([{"cidr": "2001:db8::/32"}]), &[json!("2001:db8:1::1")], &[json!("2001:db9::1")]);
    check(&json!([{"cidr": "::/0"}]), &[json!("2001:db8:1::1")], &[json!("10.0.0.1")]);
}

#[test]
fn anything_but_needs_the_field_and_takes_every_other_value() {
    check(
        &json!([{"anything-but": "x"}]),
        &[json!("y"), json!(1), json!(null), json!(["x", "y"])],
        &[json!("x"), json!(["x"]), json!([])],
    );
    check(&json!([{"anything-but": ["x", "y"]}]), &[json!("z")], &[json!("y")]);
    check(&json!([{"anything-but": 5}]), &[json!(6), json!("5")], &[json!(5.0)]);
    check(&json!([{"anything-but": [5, 6]}]), &[json!(7)], &[json!(6)]);
    check(
        &json!([{"anything-but": {"prefix": "in"}}]),
        &[json!("out"), json!(12)],
        &[json!("init")],
    );
    check(&json!([{"anything-but": {"prefix": ["in", "ou"]}}]), &[json!("x")], &[json!("out")]);
    check(
        &json!([{"anything-but": {"suffix": [".txt", ".rtf"]}}]),
        &[json!("a.png")],
        &[json!("a.rtf")],
    );
    check(
        &json!([{"anything-but": {"equals-ignore-case": "init"}}]),
        &[json!("x")],
        &[json!("INIT")],
    );
    check(
        &json!([{"anything-but": {"wildcard": "*/tmp/*"}}]),
        &[json!("a/b")],
        &[json!("a/tmp/b")],
    );
    assert!(!matches(&json!({"a": [{"anything-but": "x"}]}), &json!({"b": "y"})));
}

#[test]
fn presence_is_of_leaves() {
    check(
        &json!([{"exists": true}]),
        &[json!(null), json!(0)],
        &[json!([]), json!({}), json!({"b": 1})],
    );
    check(&json!([{"exists": false}]), &[json!([]), json!({"b": 1})], &[json!(null), json!("x")]);
    let either = json!({"a": [{"exists": false}, "x"]});
    assert!(matches(&either, &json!({})) && matches(&either, &json!({"a": "x"})));
    assert!(!matches(&either, &json!({"a": "y"})));
}

#[test]
fn all_fields_must_hold_and_names_nest() {
    let pattern = json!({"source": ["s"], "detail": {"a": {"b": [1]}, "c": ["x"]}});
    assert!(matches(
        &pattern,
        &json!({"source": "s", "detail": {"a": {"b": 1, "d": 2}, "c": "x"}})
    ));
    assert!(!matches(&pattern, &json!({"source": "s", "detail": {"a": {"b": 1}}})));
    assert!(!matches(&pattern, &json!({"source": "s", "detail": {"a": 1, "c": "x"}})));
    assert!(matches(&json!({"detail.a": ["x"]}), &json!({"detail": {"a": "x"}})));
}

#[test]
fn fields_under_one_array_hold_for_the_same_element() {
    let pattern = json!({"people": {"name": ["ann"], "age": [{"numeric": [">", 30]}]}});
    let people = |one: i64, two: i64| json!({"people": [{"name": "bob", "age": one}, {"name": "ann", "age": two}]});
    assert!(matches(&pattern, &people(20, 40)));
    assert!(!matches(&pattern, &people(40, 20)));
    let absent = json!({"people": {"age": [20], "zip": [{"exists": false}]}});
    assert!(matches(&absent, &json!({"people": [{"age": 20}, {"age": 30, "zip": 1}]})));
    assert!(!matches(&absent, &json!({"people": [{"age": 20, "zip": 1}, {"age": 30}]})));
    check(&json!(["x", "y"]), &[json!(["z", "y"]), json!([["y"]])], &[json!(["z"])]);
}

#[test]
fn one_alternative_is_enough() {
    let pattern = json!({
        "source": ["s"],
        "detail": {"$or": [{"a": [1], "b": [2]}, {"c": [3], "$or": [{"d": [4]}, {"d": [5]}]}]},
    });
    let event = |detail: Value| json!({"source": "s", "detail": detail});
    assert!(matches(&pattern, &event(json!({"a": 1, "b": 2}))));
    assert!(matches(&pattern, &event(json!({"c": 3, "d": 5}))));
    assert!(!matches(&pattern, &event(json!({"a": 1, "c": 3}))));
    assert!(!matches(&pattern, &json!({"detail": {"a": 1, "b": 2}})));
}

#[test]
fn bad_patterns_are_refused_with_awss_reasons() {
    let rule = |tests: Value, reason: &str| refused(Dialect::Rule, &json!({"a": tests}), reason);
    refused(Dialect::Rule, &json!([1]), "Filter is not an object");
    refused(Dialect::Rule, &json!({}), "Empty objects are not allowed");
    rule(json!({}), "Empty objects are not allowed");
    rule(json!("x"), "\"a\" must be an object or an array");
    rule(json!([]), "Empty arrays are not allowed");
    rule(json!([["x"]]), "Match value must be String, number, true, false, or null");
    rule(json!([{}]), "Match expression name not found");
    rule(json!([{"EXISTS": true}]), "Unrecognized match type EXISTS");
    rule(json!([{"prefix": "x", "suffix": "y"}]), "Only one key allowed in match expression");
    rule(json!([{"prefix": 1}]), "prefix match pattern must be a string");
    rule(json!([{"prefix": {"suffix": "x"}}]), "Unsupported prefix pattern: suffix");
    rule(json!([{"wildcard": "a**"}]), "Consecutive wildcard characters at pos 2");
    rule(json!([{"wildcard": "a\\b"}]), "Invalid escape character at pos 2");
    rule(json!([{"exists": 1}]), "exists match pattern must be either true or false.");
    rule(json!([{"cidr": "10.0.0.0"}]), "Malformed CIDR, one '/' required");
    rule(json!([{"cidr": "x/y"}]), "Malformed CIDR, mask bits must be an integer");
    rule(json!([{"cidr": "x.1/2"}]), "Nonstandard IP address: x.1");
    rule(json!([{"cidr": "10.0.0.0/32"}]), "IPv4 mask bits must be < 32");
    rule(json!([{"cidr": ["x"]}]), "prefix match pattern must be a string");
    rule(json!([{"numeric": 1}]), "Value of numeric must be an array.");
    rule(json!([{"numeric": []}]), "Invalid member in numeric match: ]");
    rule(json!([{"numeric": ["=", "1"]}]), "Value of equals must be numeric");
    rule(json!([{"numeric": ["<", 1, ">", 0]}]), "Too many elements in numeric expression");
    rule(json!([{"numeric": [">", 0, ">", 0]}]), "Bad numeric range operator: >");
    rule(json!([{"numeric": [">", 0, "<"]}]), "Value of < must be numeric");
    rule(json!([{"numeric": [">", 3, "<", 1]}]), "Bottom must be less than top");
    rule(json!([{"numeric": [">", 20, 30]}]), "Bad value in numeric range: 30");
    rule(
        json!([{"anything-but": null}]),
        "Value of anything-but must be an array or single string/number value.",
    );
    rule(
        json!([{"anything-but": ["x", 1]}]),
        "Inside anything but list, either all values are number or string, mixed type is not supported",
    );
    rule(
        json!([{"anything-but": [null]}]),
        "Inside anything but list, start|null|boolean is not supported.",
    );
    rule(json!([{"anything-but": {"exists": true}}]), "Unsupported anything-but pattern: exists");
    rule(json!([{"anything-but": {"prefix": ""}}]), "Null prefix/suffix not allowed");
    rule(json!([{"anything-but": {"suffix": 1}}]), "prefix/suffix match pattern must be a string");
    let either =
        |choices: Value, reason: &str| refused(Dialect::Rule, &json!({"$or": choices}), reason);
    either(json!([{"a": [1]}]), "There must have at least 2 Objects in $or relationship.");
    either(json!([1, 2]), "Only JSON object is allowed in array of $or relationship.");
    either(json!({"a": [1]}), "It must be an Array followed with $or.");
    either(
        json!([{"prefix": [1]}, {"a": [1]}]),
        "prefix is Ruler reserved fieldName which cannot be used inside $or.",
    );
}

#[test]
fn filter_policies_know_fewer_operators() {
    let policy =
        |tests: Value, reason: &str| refused(Dialect::Subscription, &json!({"a": tests}), reason);
    policy(json!([{"wildcard": "x*"}]), "Unrecognized match type wildcard");
    policy(json!([{"anything-but": {"suffix": "x"}}]), "Unsupported anything-but pattern: suffix");
    policy(json!([{"anything-but": {"prefix": false}}]), "prefix match pattern must be a string");
}

#[test]
fn combinations_multiply_by_values_and_depth() {
    let count =
        |pattern: Value| Pattern::compile(&pattern, Dialect::Subscription).unwrap().combinations();
    assert_eq!(count(json!({"a": [1, 2, 3], "b": [1, 2]})), 6);
    assert_eq!(count(json!({"a": {"b": {"c": [1, 2, 3, 4]}}, "d": [1, 2]})), 24);
    assert_eq!(count(json!({"$or": [{"a": [1, 2]}, {"b": [1]}]})), 3);
    let nested = Pattern::compile(&json!({"a": {"b": [1]}}), Dialect::Rule).unwrap();
    assert!(nested.is_nested());
    assert_eq!(nested.names(), ["a.b"]);
}

#[test]
fn a_text_that_is_no_json_is_refused_with_its_place() {
    let reason = Pattern::parse("{'a': 1}", Dialect::Rule).unwrap_err();
    assert!(reason.starts_with("Unexpected character (''' (code 39))"), "{reason}");
    assert!(reason.ends_with("line: 1, column: 2]"), "{reason}");
}
