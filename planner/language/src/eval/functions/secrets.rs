//! Secrets stay secret: whatever an expression does with one, what can be seen of its result and of
//! its messages is the same for another secret.
use super::tests::eval_with;
use cutover_schemas::value::{Attrs, Value};
use proptest::prelude::*;

/// Arguments that some function takes, with `x` for the secret.
const ARGUMENTS: &[&str] = &[
    "x",
    "[x]",
    "[x, \"b\", \"a\"]",
    "{ k = x }",
    "[[x], [\"a\"]]",
    "\"pre-${x}\"",
    "[\"a\", \"b\"]",
    "\"a\"",
    "\"\"",
    "1",
    "2",
    "{ a = 1 }",
    "true",
    "null",
    "\"%s\"",
    "\"10.0.0.0/8\"",
    "[1, 2]",
    "[true]",
    "\"list.tmpl\"",
    "{ xs = [x] }",
    "[{ k = x }]",
];

/// Expressions around a secret that are no calls.
const OTHERS: &[&str] = &[
    "x == \"hunter2hunter2\"",
    "x != \"a\"",
    "x ? 1 : 2",
    "x == \"hunter2hunter2\" ? \"yes\" : \"no\"",
    "-x",
    "!x",
    "x + 1",
    "x > 1",
    "\"${x}\"",
    "\"a${x}b\"",
    "\"%{ if x == \"a\" }y%{ endif }\"",
    "\"%{ for c in split(\"\", x) }.%{ endfor }\"",
    "[for c in split(\"t\", x) : upper(c)]",
    "{ for c in split(\"t\", x) : c => 1 }",
    "{ for c in split(\"n\", x) : c => 1... }",
    "{ for c in [\"a\", \"a\"] : \"${c}\" => x }",
    "{ (x) = 1 }",
    "{ a = x }.b",
    "{ a = { b = x } }.a",
    "[x][1]",
    "[x][x]",
    "{ a = 1 }[x]",
    "[1, 2][length(x)]",
    "x.field",
    "x[0]",
    "x[*]",
    "[x][*]",
    "[{ a = x }][*].a",
    "jsondecode(x).key",
    "jsondecode(x)",
    "[for c in split(\"t\", x) : c if c == \"hun\"]",
    "[for c in [1, 2] : c if x == \"hunter2hunter2\"]",
    "can(regex(\"^h\", x))",
    "try(regex(\"^h\", x), \"no\")",
    "try(tonumber(x), 5)",
    "can(tonumber(x))",
    "try({ a = x }.b, \"plain\")",
    "x && true",
    "\"hunter\" == x || true",
    "zipmap([x], [1])",
    "templatefile(\"list.tmpl\", { xs = split(\"n\", x) })",
    "tomap({ a = x, b = 1 })[\"c\"]",
    "sensitive(x)",
    "split(\"n\", x)[9]",
    "{ for k, v in jsondecode(x) : k => v }",
    "<<EOT\n${x}\nEOT",
];

/// What can be seen of a result: its stored form, in which secrets are masked, or the messages.
fn seen(expression: &str, secret: &str) -> String {
    let hidden = Value::Secret(Box::new(Value::text(secret)));
    match eval_with(expression, &Attrs::from([("x".to_owned(), hidden)])) {
        Ok(value) => value.to_json().to_string(),
        // Whether there is a result may depend on a secret; what is said then may not.
        Err(told) => format!("error {told}"),
    }
}

fn check(expression: &str, secrets: &[&str]) {
    for secret in secrets {
        let seen = seen(expression, secret);
        assert!(!seen.contains(secret), "{expression} shows {secret}: {seen}");
    }
    let results: Vec<String> = secrets.iter().map(|secret| seen(expression, secret)).collect();
    let values: Vec<&String> = results.iter().filter(|seen| !seen.starts_with("error")).collect();
    assert!(
        values.windows(2).all(|two| two[0] == two[1]),
        "{expression} tells secrets apart: {values:?}"
    );
}

const SECRETS: &[&str] =
    &["hunter2hunter2", "correct horse", "{\"key\":\"battery staple\"}", "12345678"];

#[test]
fn nothing_around_a_secret_shows_it() {
    for expression in OTHERS {
        check(expression, SECRETS);
    }
}

#[test]
fn no_function_shows_a_secret_argument() {
    for (name, ..) in super::documented() {
        for one in ARGUMENTS {
            check(&format!("{name}({one})"), SECRETS);
            for two in ARGUMENTS {
                check(&format!("{name}({one}, {two})"), SECRETS);
            }
        }
        for two in ARGUMENTS {
            check(&format!("{name}(x, {two}, \"z\")"), SECRETS);
            check(&format!("{name}({two}, x, \"z\")"), SECRETS);
            check(&format!("{name}({two}, 0, x)"), SECRETS);
            check(&format!("{name}({two}, \"a\", x)"), SECRETS);
        }
    }
}

fn argument() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(ARGUMENTS).prop_map(str::to_owned);
    let names: Vec<&str> = super::documented().iter().map(|(name, ..)| *name).collect();
    leaf.prop_recursive(4, 24, 3, move |inner| {
        let call =
            (prop::sample::select(names.clone()), prop::collection::vec(inner.clone(), 1..4));
        prop_oneof![
            call.prop_map(|(name, args)| format!("{name}({})", args.join(", "))),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("[{a}, {b}]")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} == {b} ? {a} : {b})")),
            inner.clone().prop_map(|a| format!("[for k, v in {a} : v]")),
            inner.prop_map(|a| format!("{{ for k, v in {a} : \"${{k}}\" => v }}")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_nesting_of_functions_shows_a_secret(expression in argument()) {
        check(&expression, SECRETS);
    }
}
