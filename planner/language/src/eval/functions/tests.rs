//! Every function with Terraform's results, as `expression => JSON`.
use crate::eval::{Evaluated, Machine, Names, Reported, Root, Scope};
use crate::source::{Origin, Text};
use crate::{Inputs, PathKind};
use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::Place;
use cutover_schemas::value::Value;
use std::collections::BTreeSet;

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

fn eval(text: &str) -> String {
    let source = Text::new("t.hcl", text.to_owned());
    let expression = hcl_edit::parser::parse_expr(text).expect(text);
    let machine = Machine::new(&Nothing, &Nothing);
    let scope = Scope::new(Origin::new(&source, 0));
    if let Ok(value) = machine.eval(&scope, &expression) {
        return value.to_json().to_string();
    }
    let told = machine.into_problems();
    format!("error: {}", told.first().map_or("none told", |problem| &problem.message))
}

const TABLE: &[(&str, &str)] = &[
    // Texts.
    (r#"join("-", ["a", 1, true], ["b"])"#, r#""a-1-true-b""#),
    (r#"join("-", [])"#, r#""""#),
    (r#"join("-", [["a"]])"#, "error: `join` takes a list of texts, one item is a list"),
    (r#"split(",", "a,b,,c")"#, r#"["a","b","","c"]"#),
    (r#"split(",", "")"#, r#"[""]"#),
    (r#"split("", "ab")"#, r#"["a","b"]"#),
    (r#"replace("1 + 2 + 3", "+", "-")"#, r#""1 - 2 - 3""#),
    (r#"replace("hello world", "/w.*d/", "all")"#, r#""hello all""#),
    (r#"replace("ab", "/(a)(b)/", "$2$1")"#, r#""ba""#),
    (r#"lower("ÄB")"#, r#""äb""#),
    (r#"upper("äb")"#, r#""ÄB""#),
    (r#"trim("?!hello?!", "!?")"#, r#""hello""#),
    (r#"trimprefix("helloworld", "hello")"#, r#""world""#),
    (r#"trimsuffix("helloworld", "world")"#, r#""hello""#),
    (r#"trimspace("  hello\n\n")"#, r#""hello""#),
    (r#"startswith("hello", "he")"#, "true"),
    (r#"endswith("hello", "he")"#, "false"),
    (r#"substr("hello world", 1, 4)"#, r#""ello""#),
    (r#"substr("hello", -3, -1)"#, r#""llo""#),
    (r#"regex("[a-z]+", "53453453.345345aaabbbccc23454")"#, r#""aaabbbccc""#),
    (r#"regex("(\\d\\d)-(\\d\\d)", "12-34")"#, r#"["12","34"]"#),
    (r#"regex("(?P<y>\\d+)-(?P<m>\\d+)", "12-34")"#, r#"{"m":"34","y":"12"}"#),
    (r#"regex("x", "y")"#, "error: `x` does not match"),
    // format.
    (r#"format("Hello, %s!", "Ander")"#, r#""Hello, Ander!""#),
    (r#"format("%d of %03d, %x, %o, %b", 1, 7, 255, 8, 5)"#, r#""1 of 007, ff, 10, 101""#),
    (r#"format("%5s|%-5s|%q", "a", "b", "c\"d")"#, r#""    a|b    |\"c\\\"d\"""#),
    (
        r#"format("%.2f %5.1f %e %g %t %%", 3.14159, 2.25, 1234.5, 0.5, true)"#,
        r#""3.14   2.2 1.234500e+03 0.5 true %""#,
    ),
    (r#"format("%v %v %#v", [1, "a"], true, "x")"#, r#""[1,\"a\"] true \"x\"""#),
    (r#"format("%[2]s %[1]s", "a", "b")"#, r#""b a""#),
    (r#"format("%+d % d", 5, 5)"#, r#""+5  5""#),
    (r#"format("%s")"#, "error: the template wants a value 1, there are 0"),
    (r#"format("x", 1)"#, "error: the template uses fewer values than are given"),
    // Numbers and conversions.
    ("min(12, 54, 3)", "3"),
    ("max([12, 54, 3]...)", "54"),
    ("ceil(5.1)", "6"),
    ("floor(-5.1)", "-6"),
    ("abs(-5.5)", "5.5"),
    ("range(3)", "[0,1,2]"),
    ("range(1, 4)", "[1,2,3]"),
    ("range(1, 8, 2)", "[1,3,5,7]"),
    ("range(4, 1)", "[4,3,2]"),
    ("range(0)", "[]"),
    (r#"tonumber("1.5")"#, "1.5"),
    (r#"tonumber("x")"#, "error: `tonumber` takes a number here, this is a text"),
    (r#"tobool("true")"#, "true"),
    ("tostring(true)", r#""true""#),
    ("tostring(1.5)", r#""1.5""#),
    ("tostring(null)", "null"),
    // Lists.
    (r#"concat(["a"], [], ["b", 1])"#, r#"["a","b",1]"#),
    (r#"contains(["a", "b"], "b")"#, "true"),
    (r#"contains(["a"], 1)"#, "false"),
    (r#"flatten([["a", ["b"]], [], "c"])"#, r#"["a","b","c"]"#),
    (r#"distinct(["b", "a", "b"])"#, r#"["b","a"]"#),
    (r#"compact(["a", "", null, "b"])"#, r#"["a","b"]"#),
    ("reverse([1, 2, 3])", "[3,2,1]"),
    (r#"sort(["e", "d", "a"])"#, r#"["a","d","e"]"#),
    (r#"element(["a", "b", "c"], 4)"#, r#""b""#),
    (r#"element(["a", "b", "c"], -1)"#, r#""c""#),
    ("element([], 0)", "error: the list is empty"),
    (r#"slice(["a", "b", "c", "d"], 1, 3)"#, r#"["b","c"]"#),
    ("slice([1], 1, 0)", "error: start and end lie between 0 and 1, start first"),
    (r#"tolist(["a"])"#, r#"["a"]"#),
    (r#"toset(["b", "a", "b"])"#, r#"["a","b"]"#),
    (r#"setunion(["a", "b"], ["b", "c"])"#, r#"["a","b","c"]"#),
    // Objects and collections.
    ("merge({ a = 1, b = 2 }, null, { b = 3 })", r#"{"a":1,"b":3}"#),
    ("merge()", "{}"),
    (r#"lookup({ a = 1 }, "a", 2)"#, "1"),
    (r#"lookup({ a = 1 }, "b", 2)"#, "2"),
    (r#"lookup({ a = 1 }, "b")"#, "error: there is no `b`, and no default is given"),
    ("keys({ b = 1, a = 2 })", r#"["a","b"]"#),
    ("values({ b = 1, a = 2 })", "[2,1]"),
    (r#"length("äb")"#, "2"),
    ("length({ a = 1 })", "1"),
    ("tomap({ a = 1 })", r#"{"a":1}"#),
    (r#"zipmap(["a", "b"], [1, 2])"#, r#"{"a":1,"b":2}"#),
    (r#"zipmap(["a"], [1, 2])"#, "error: 1 keys, but 2 values"),
    (r#"coalesce("", null, "b")"#, r#""b""#),
    // Encodings.
    (
        r#"jsonencode({ b = [1, 2.5, null], a = "<x>" })"#,
        r#""{\"a\":\"\\u003cx\\u003e\",\"b\":[1,2.5,null]}""#,
    ),
    (r#"jsondecode("{\"a\": [1, 2.5, true]}")"#, r#"{"a":[1,2.5,true]}"#),
    (r#"yamldecode("a: [1, x]\nb: true")"#, r#"{"a":[1,"x"],"b":true}"#),
    (r#"base64encode("Hello World")"#, r#""SGVsbG8gV29ybGQ=""#),
    (r#"base64decode("SGVsbG8gV29ybGQ=")"#, r#""Hello World""#),
    (r#"base64decode("/w==")"#, "error: what the base64 holds is not text"),
    (
        r#"sha256("hello world")"#,
        r#""b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9""#,
    ),
    // Files and the environment.
    (r#"file("hello.txt")"#, r#""hello\n""#),
    (r#"file("no.txt")"#, "error: `no.txt` can't be read: there is no such file"),
    (
        r#"filesha256("hello.txt")"#,
        r#""5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03""#,
    ),
    (r#"templatefile("list.tmpl", { xs = ["a", "b"] })"#, r#""- a\n- b\n""#),
    (r#"templatefile("list.tmpl", {})"#, "error: `xs` names nothing here"),
    (
        r#"templatefile("bad.tmpl", {})"#,
        "error: `bad.tmpl` is no template: line 1: `{` is never closed",
    ),
    (r#"env("HOME")"#, r#""/home/me""#),
    (r#"try(env("NO"), "default")"#, r#""default""#),
    (r#"can(file("no.txt"))"#, "false"),
    ("can(1)", "true"),
];

#[test]
fn functions_give_terraforms_results() {
    for (text, expected) in TABLE {
        assert_eq!(eval(text), *expected, "{text}");
    }
}

#[test]
fn every_function_is_in_the_table_of_results() {
    let tried: BTreeSet<&str> =
        TABLE.iter().filter_map(|(text, _)| text.split('(').next()).collect();
    let all: BTreeSet<&str> = super::documented().iter().map(|(name, ..)| *name).collect();
    assert_eq!(tried, all);
}
