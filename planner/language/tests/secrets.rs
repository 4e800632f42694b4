//! No message about a spec quotes a value that is sensitive, wherever the spec uses it.
#![allow(clippy::disallowed_methods, reason = "its cases are files")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
mod common;

use common::{decode_text, told};
use cutover_schemas::blocks::{self, Block};
use std::fmt::Write as _;

const SECRET: &str = "hunter2-hunter2";

fn body(out: &mut String, block: &Block, value: &str) {
    for attribute in block.attrs {
        let _ = writeln!(out, "  {} = {value}", attribute.name);
    }
    for inner in block.blocks {
        let labels: String = inner.labels.iter().map(|_| " \"GET /x\"").collect();
        let _ = writeln!(out, "  {}{labels} {{", inner.word);
        body(out, inner, value);
        out.push_str("  }\n");
    }
}

/// A spec with the secret in every attribute of a block.
fn spec(block: &Block, kind: &str, value: &str) -> String {
    let mut text = format!(
        "stack \"s\" {{}}\nvariable \"v\" {{\n  sensitive = true\n  default   = \"{SECRET}\"\n}}\n"
    );
    let labels =
        if block.labels.len() == 2 { format!(" \"{kind}\" \"x\"") } else { " \"x\"".to_owned() };
    let _ = writeln!(text, "{}{labels} {{", block.word);
    body(&mut text, block, value);
    text.push_str("}\n");
    text
}

#[test]
fn no_attribute_shows_a_secret() {
    let plain = ["stack", "stage", "variable", "locals", "defaults", "existing"];
    let rows = blocks::BLOCKS.iter().filter(|row| !plain.contains(&row.word));
    let rows = rows.map(|row| (*row, "")).chain(
        [
            "queue", "event", "schedule", "url", "log", "table", "stream", "topic", "bucket",
            "function",
        ]
        .iter()
        .filter_map(|kind| Some((blocks::row("trigger", kind)?, *kind))),
    );
    let mut problems = 0;
    for (row, kind) in rows {
        for value in [
            "var.v",
            "[var.v]",
            "{ a = var.v }",
            "\"x-${var.v}\"",
            "{ (upper(\"x\")) = [var.v] }",
            "base64encode(var.v)",
            "{ for c in split(\"-\", var.v) : c => 1 }",
            "null",
        ] {
            let decoded = decode_text(spec(row, kind, value).as_bytes(), None);
            let told = told(&decoded.diagnostics);
            problems += decoded.diagnostics.len();
            for shown in [SECRET, "hunter2", "aHVudGVyMi1odW50ZXIy"] {
                assert!(!told.contains(shown), "{} {kind} with {value}: {told}", row.word);
            }
        }
    }
    assert!(problems > 500, "{problems} problems");
}

#[test]
fn checks_that_quote_what_they_find_leave_secrets_out() {
    let function = "code = \"src\"\n runtime = \"python3.12\"\n handler = \"app.handler\"\n";
    for (block, attribute) in [
        ("function \"f\"", "handler = \"${var.v}.handler\""),
        ("function \"f\"", "code = var.v"),
        ("function \"f\"", "runtime = var.v"),
        ("function \"f\"", "name = \"${var.v} \""),
        ("function \"f\"", "environment = { \"${upper(\"a\")}\" = var.v }"),
        ("queue \"q\"", "name = \"${var.v}/\""),
        ("queue \"q\"", "delay = var.v"),
        ("topic \"t\"", "name = \"${var.v}/\""),
        ("bucket \"b\"", "name = \"${var.v}/\""),
        ("alarm \"a\"", "statistic = var.v"),
    ] {
        let mut kept = String::new();
        for line in function.lines().filter(|_| block.starts_with("function")) {
            if line.trim().split('=').next() != attribute.split('=').next() {
                let _ = writeln!(kept, "  {}", line.trim());
            }
        }
        let text = format!(
            "stack \"s\" {{}}\nvariable \"v\" {{\n  sensitive = true\n  default = \"{SECRET}\"\n}}\n{block} {{\n{kept}  {attribute}\n}}\n"
        );
        let told = told(&decode_text(text.as_bytes(), None).diagnostics);
        assert!(!told.contains(SECRET), "{told}");
    }
}

#[test]
fn settings_that_are_printed_take_no_secret() {
    for setting in [
        "stack \"s\" {\n  tags = { a = var.v }\n}\n",
        "stack \"s\" {\n  region = var.v\n}\n",
        "stack \"s\" {}\nstage \"default\" {\n  region = var.v\n}\n",
    ] {
        let text = format!(
            "{setting}variable \"v\" {{\n  sensitive = true\n  default = \"{SECRET}\"\n}}\n"
        );
        let decoded = decode_text(text.as_bytes(), Some("default"));
        let said = decoded.spec.map(|spec| format!("{:?} {:?}", spec.tags, spec.stage));
        assert!(said.is_none_or(|said| !said.contains(SECRET)), "{setting}");
    }
}
