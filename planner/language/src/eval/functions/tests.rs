//! What functions say when they have no result, and those that Terraform has not. The results of all
//! others are in `recorded`.
use crate::eval::{Evaluated, Machine, Names, Reported, Root, Scope};
use crate::source::{Origin, Text};
use crate::{Inputs, PathKind};
use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::Place;
use cutover_schemas::value::{Attrs, Value};

struct Nothing;

impl Names for Nothing {
    fn root(
        &self,
        _: &Machine<'_>,
        _: &Origin<'_>,
        _: &Root<'_>,
    ) -> Result<(Value, usize), Reported> {
        Err(Reported)
    }
    fn field(&self, _: &Machine<'_>, _: &Address, _: &str, _: Place) -> Evaluated {
        Err(Reported)
    }
}

impl Inputs for Nothing {
    fn file(&self, path: &str) -> Result<Vec<u8>, String> {
        match path {
            "hello.txt" => Ok(b"hello\n".to_vec()),
            "list.tmpl" => Ok(b"%{ for x in xs ~}\n- ${x}\n%{ endfor ~}\n".to_vec()),
            "bad.tmpl" => Ok(b"${".to_vec()),
            _ => Err("there is no such file".to_owned()),
        }
    }
    fn exists(&self, _: &str) -> PathKind {
        PathKind::Missing
    }
    fn env(&self, name: &str) -> Option<String> {
        (name == "HOME").then(|| "/home/me".to_owned())
    }
}

/// The value of an expression with these names, or everything that is told.
pub(super) fn eval_with(text: &str, names: &Attrs) -> Result<Value, String> {
    let source = Text::new("t.hcl", text.to_owned());
    let expression = hcl_edit::parser::parse_expr(text).expect(text);
    let machine = Machine::new(&Nothing, &Nothing);
    let origin = Origin::new(&source, 0);
    let scope = Scope { only: Some((names, "")), ..Scope::new(origin) };
    if let Ok(value) = machine.eval(&scope, &expression) {
        return Ok(value);
    }
    let mut told = String::new();
    for problem in machine.into_problems() {
        let (label, help) = (problem.label.unwrap_or_default(), problem.help.unwrap_or_default());
        told.extend([problem.message, label, help].map(|words| words + "|"));
    }
    Err(told)
}

fn eval(text: &str) -> String {
    match eval_with(text, &Attrs::new()) {
        Ok(value) => value.to_json().to_string(),
        Err(told) => format!("error: {}", told.split('|').next().unwrap_or_default()),
    }
}

const TABLE: &[(&str, &str)] = &[
    (r#"join("-", [["a"]])"#, "error: `join` takes a list of texts, one item is a list"),
    (r#"regex("x", "y")"#, "error: `x` does not match"),
    (r#"format("%s")"#, "error: the template wants a value 1, there are 0"),
    (r#"format("x", 1)"#, "error: the template uses fewer values than are given"),
    (r#"tonumber("x")"#, "error: `tonumber` takes a number here, this is a text"),
    ("element([], 0)", "error: the list is empty"),
    ("slice([1], 1, 0)", "error: start and end lie between 0 and 1, start first"),
    (r#"lookup({ a = 1 }, "b")"#, "error: there is no `b`, and no default is given"),
    (r#"zipmap(["a"], [1, 2])"#, "error: 1 keys, but 2 values"),
    (r#"base64decode("/w==")"#, "error: what the base64 holds is not text"),
    (r#"file("no.txt")"#, "error: `no.txt` can't be read: there is no such file"),
    (r#"templatefile("list.tmpl", {})"#, "error: `xs` names nothing here"),
    (
        r#"templatefile("bad.tmpl", {})"#,
        "error: `bad.tmpl` is no template: line 1: `{` is never closed",
    ),
    (r#"env("HOME")"#, r#""/home/me""#),
    (r#"try(env("NO"), "default")"#, r#""default""#),
    ("jsonencode(sensitive({ a = 1 }))", r#"{"$redacted":null}"#),
];

#[test]
fn refusals_say_why() {
    for (text, expected) in TABLE {
        assert_eq!(eval(text), *expected, "{text}");
    }
}
