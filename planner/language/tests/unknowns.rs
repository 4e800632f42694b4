//! What is known only after creation stays symbolic where that is exact, and remains an edge; where a
//! function would have to look at it, that is said.
#![allow(clippy::disallowed_methods, reason = "its cases are files")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
mod common;

use common::{Dir, specs, told};
use cutover_language::{Decoded, Inputs, PathKind, Request, Source};
use cutover_schemas::address::Address;

struct Files;

impl Inputs for Files {
    fn file(&self, path: &str) -> Result<Vec<u8>, String> {
        match path {
            "x.tmpl" => Ok(b"%{ for a in arns ~}\n- ${a}\n%{ endfor ~}\n".to_vec()),
            _ => Dir(specs()).file(path),
        }
    }
    fn exists(&self, _: &str) -> PathKind {
        PathKind::Missing
    }
    fn env(&self, _: &str) -> Option<String> {
        None
    }
}

fn decode(expression: &str) -> Decoded {
    let text = format!(
        "stack \"s\" {{}}\nqueue \"a\" {{}}\nqueue \"b\" {{}}\noutput \"o\" {{\n  value = {expression}\n}}\n"
    );
    let sources = [Source { name: "s.hcl".into(), text: text.into_bytes() }];
    let request = Request {
        sources: &sources,
        stage: None,
        variables: &[],
        var_files: &[],
        local: false,
        account: None,
        region: None,
        found: None,
    };
    cutover_language::decode(&request, &Files)
}

#[test]
fn unknowns_stay_symbolic_and_are_edges() {
    let a = r#"["queue.a","arn"]"#;
    let b = r#"["queue.b","arn"]"#;
    for (expression, expected) in [
        (r#""x-${queue.a.arn}""#, format!(r#"{{"$template":["x-",{a}]}}"#)),
        (r#""${queue.a.arn}""#, format!(r#"{{"$output":{a}}}"#)),
        (
            "jsonencode({ arn = queue.a.arn })",
            format!(r#"{{"$template":["{{\"arn\":\"",{a},"\"}}"]}}"#),
        ),
        ("jsonencode([\"${queue.a.arn}/*\"])", format!(r#"{{"$template":["[\"",{a},"/*\"]"]}}"#)),
        (
            "yamlencode({ arn = queue.a.arn })",
            format!(r#"{{"$template":["\"arn\": \"",{a},"\"\n"]}}"#),
        ),
        (
            r#"templatefile("x.tmpl", { arns = [queue.a.arn, queue.b.arn] })"#,
            format!(r#"{{"$template":["- ",{a},"\n- ",{b},"\n"]}}"#),
        ),
        (r#"join(",", [queue.a.arn, "c"])"#, format!(r#"{{"$template":[{a},",c"]}}"#)),
        (r#"format("%s!", queue.a.arn)"#, format!(r#"{{"$template":[{a},"!"]}}"#)),
        (r#"formatlist("%s!", [queue.a.arn])"#, format!(r#"[{{"$template":[{a},"!"]}}]"#)),
        (
            "[for q in [queue.a, queue.b] : q.arn]",
            format!(r#"[{{"$output":{a}}},{{"$output":{b}}}]"#),
        ),
        (r#"[for x in [queue.a.arn] : "${x}?"]"#, format!(r#"[{{"$template":[{a},"?"]}}]"#)),
        ("{ for k, x in { k = queue.a.arn } : k => x }", format!(r#"{{"k":{{"$output":{a}}}}}"#)),
        ("[queue.a, queue.b][*].arn", format!(r#"[{{"$output":{a}}},{{"$output":{b}}}]"#)),
        ("merge({ x = queue.a.arn }, { y = 1 })", format!(r#"{{"x":{{"$output":{a}}},"y":1}}"#)),
        ("tolist([queue.a.arn, 1])", format!(r#"[{{"$output":{a}}},"1"]"#)),
        ("tostring(queue.a.arn)", format!(r#"{{"$output":{a}}}"#)),
        ("try(queue.a.arn, \"x\")", format!(r#"{{"$output":{a}}}"#)),
        ("true ? queue.a.arn : \"x\"", format!(r#"{{"$output":{a}}}"#)),
        ("length([queue.a.arn])", "1".to_owned()),
        ("queue.a.arn == null", "false".to_owned()),
        ("<<EOT\n${queue.a.arn}\nEOT\n", format!(r#"{{"$template":[{a},"\n"]}}"#)),
    ] {
        let decoded = decode(expression);
        assert_eq!(told(&decoded.diagnostics), "", "{expression}");
        let value = decoded.spec.unwrap().outputs["o"].value.clone();
        assert_eq!(value.to_json().to_string(), expected, "{expression}");
        let edge = Address::parse("queue.a").unwrap();
        assert_eq!(
            value.references().contains(&edge),
            expected.contains("queue.a"),
            "{expression}"
        );
    }
}

#[test]
fn what_must_be_known_now_is_named() {
    for expression in [
        "upper(queue.a.arn)",
        "base64encode(queue.a.arn)",
        "queue.a.arn == \"x\"",
        "queue.a.arn == \"x\" ? 1 : 2",
        "queue.a.arn + 1",
        "!queue.a.arn",
        "length(queue.a.arn)",
        "[for c in queue.a.arn : c]",
        "{ (queue.a.arn) = 1 }",
        "[1][queue.a.arn]",
        "contains([queue.a.arn], \"x\")",
        "format(\"%5s\", queue.a.arn)",
        "join(queue.a.arn, [\"x\"])",
        "range(queue.a.arn)",
        "tonumber(queue.a.arn)",
        "jsondecode(\"[${jsonencode(queue.a.arn)}]\")",
        "try(upper(queue.a.arn), \"x\")",
        "can(upper(queue.a.arn))",
        "try(can(tonumber(queue.a.arn)), \"x\")",
        "\"%{ if queue.a.arn == \"x\" }y%{ endif }\"",
    ] {
        let decoded = decode(expression);
        let told = told(&decoded.diagnostics);
        assert!(decoded.spec.is_none(), "{expression}");
        assert!(
            told.starts_with("error spec/known-after-creation s.hcl:5:"),
            "{expression}: {told}"
        );
        assert!(told.contains("`queue.a.arn`"), "{expression}: {told}");
    }
}
