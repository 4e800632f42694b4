//! Good specs: what they decode to, stage by stage.
#![allow(clippy::disallowed_methods, reason = "its cases are files")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
mod common;

use common::{Dir, decode_text, sources, specs, told};
use cutover_language::{Decoded, Request};
use cutover_schemas::address::Address;
use cutover_schemas::spec::{Declared, Nested, Spec};
use cutover_schemas::value::{Attrs, Value};
use std::fmt::Write as _;

fn full(stage: &str, local: bool, variables: &[(String, String)]) -> Decoded {
    let dir = specs().join("good/full");
    let (files, values) = (sources(&dir, false), sources(&dir, true));
    let request = Request {
        sources: &files,
        stage: Some(stage),
        variables,
        var_files: if stage == "prod" { &values } else { &[] },
        local,
        account: None,
        region: None,
        found: None,
    };
    cutover_language::decode(&request, &Dir(dir))
}

fn attrs(out: &mut String, indent: &str, attrs: &Attrs) {
    for (name, value) in attrs {
        let _ = writeln!(out, "{indent}{name} = {}", value.to_json());
    }
}

fn nested(out: &mut String, block: &Nested) {
    let _ = writeln!(out, "  {} {:?} at {}", block.word, block.labels, block.place);
    attrs(out, "    ", &block.attrs);
    block.blocks.iter().for_each(|inner| nested(out, inner));
}

fn block(out: &mut String, block: &Declared) {
    let _ = writeln!(out, "{} at {}", block.address, block.place);
    attrs(out, "  ", &block.attrs);
    if !block.depends_on.is_empty() {
        let _ = writeln!(
            out,
            "  depends on {:?}",
            block.depends_on.iter().map(Address::as_str).collect::<Vec<_>>()
        );
    }
    block.blocks.iter().for_each(|inner| nested(out, inner));
}

fn print(spec: &Spec) -> String {
    let mut out = format!("{} {:?}\n{:#?}\n", spec.stack, spec.tags, spec.stage);
    attrs(&mut out, "var.", &spec.variables);
    spec.blocks.values().chain(spec.rollouts.values()).for_each(|one| block(&mut out, one));
    for waiver in &spec.waivers {
        let addresses: Vec<&str> = waiver.addresses.iter().map(Address::as_str).collect();
        let until = waiver.until.map(|day| format!(" until {day}")).unwrap_or_default();
        let _ = writeln!(out, "waive {} {addresses:?}{until}: {}", waiver.rule, waiver.reason);
    }
    for (name, output) in &spec.outputs {
        let _ =
            writeln!(out, "output {name} = {} ({})", output.value.to_json(), output.description);
    }
    out
}

#[test]
fn a_spec_that_says_everything() {
    let decoded = full("prod", false, &[]);
    assert_eq!(told(&decoded.diagnostics), "");
    insta::assert_snapshot!(print(&decoded.spec.unwrap()));
}

#[test]
fn stages_decide_what_a_spec_says() {
    let spec = full("pr-12", false, &[]).spec.unwrap();
    assert_eq!((spec.stage.ttl, spec.stage.disposable_data), (Some(259_200), true));
    assert_eq!(spec.stage.region.as_deref(), Some("eu-central-1"));
    let function = &spec.blocks[&Address::parse("function.create_order").unwrap()];
    assert_eq!(function.attr("rollout"), &Value::Null);
    assert_eq!(function.attr("memory"), &Value::Int(512));
    let local = full("prod", true, &[]).spec.unwrap();
    assert_eq!(
        (local.stage.account, local.stage.ledger, local.stage.assume_role),
        (None, None, None)
    );
}

#[test]
fn the_command_line_beats_files_and_stages() {
    let given = [
        ("log_level".to_owned(), "debug".to_owned()),
        ("sizes".to_owned(), "{ memory = 2048 }".to_owned()),
    ];
    let decoded = full("prod", false, &given);
    assert_eq!(told(&decoded.diagnostics), "");
    let variables = decoded.spec.unwrap().variables;
    assert_eq!(variables["log_level"], Value::text("debug"));
    assert_eq!(variables["sizes"].as_map().unwrap()["memory"], Value::Int(2048));
    let unknown = full("prod", false, &[("log_levl".to_owned(), "x".to_owned())]);
    assert!(
        told(&unknown.diagnostics).contains("did you mean `log_level`?")
            || told(&unknown.diagnostics).contains("there are")
    );
}

#[test]
fn an_account_given_late_is_used_and_otherwise_stays_symbolic() {
    let text =
        b"stack \"s\" {}\noutput \"a\" {\n  value = \"${stack.account}/${stack.region}\"\n}\n";
    let spec = decode_text(text, None).spec.unwrap();
    assert!(spec.outputs["a"].value.is_unknown());
    assert_eq!(spec.stage.name, "default");
    let sources = [cutover_language::Source { name: "s.hcl".into(), text: text.to_vec() }];
    let request = Request {
        sources: &sources,
        stage: None,
        variables: &[],
        var_files: &[],
        local: false,
        account: Some("111111111111"),
        region: Some("eu-west-1"),
        found: None,
    };
    let spec = cutover_language::decode(&request, &Dir(specs())).spec.unwrap();
    assert_eq!(spec.outputs["a"].value, Value::text("111111111111/eu-west-1"));
}

#[test]
fn stages_are_known_before_anything_is_decoded() {
    let dir = specs().join("good/full");
    let (heads, problems) = cutover_language::stages(&sources(&dir, false));
    assert_eq!(told(&problems), "");
    let names: Vec<(&str, bool, Option<&str>, Option<&str>)> = heads
        .iter()
        .map(|head| {
            (head.name.as_str(), head.is_glob, head.account.as_deref(), head.region.as_deref())
        })
        .collect();
    assert_eq!(
        names,
        [
            ("prod", false, Some("222222222222"), Some("eu-west-1")),
            ("dev", false, Some("111111111111"), Some("eu-central-1")),
            ("pr-*", true, Some("111111111111"), Some("eu-central-1")),
        ]
    );
    let (heads, _) = cutover_language::stages(&[]);
    assert_eq!(heads.len(), 1);
}

/// Decodes one output's value.
fn value(expression: &str) -> Value {
    let text = format!(
        "stack \"s\" {{}}\nqueue \"q\" {{\n  name = \"jobs\"\n}}\nvariable \"secret\" {{\n  default   = \"hunter2\"\n  sensitive = true\n}}\noutput \"v\" {{\n  value     = {expression}\n  sensitive = true\n}}\n"
    );
    let decoded = decode_text(text.as_bytes(), None);
    assert_eq!(told(&decoded.diagnostics), "", "{expression}");
    match decoded.spec.unwrap().outputs["v"].value.clone() {
        Value::Secret(inner) => *inner,
        other => other,
    }
}

#[test]
fn templates_trim_and_dedent_as_terraform_does() {
    for (expression, expected) in [
        ("\"a${1 + 1}b\"", "a2b"),
        ("\"$${x} %%{y}\"", "${x} %{y}"),
        ("\"%{ if true }yes%{ else }no%{ endif }\"", "yes"),
        ("\"a ${~ \"b\" ~} c\"", "abc"),
        ("<<EOT\n  a\n${1}\nEOT", "  a\n1\n"),
        ("<<-EOT\n    a\n      b\n    EOT", "a\n  b\n"),
        (
            "<<-EOT\n    %{ for x in [1, 2] ~}\n    - ${x}\n    %{ endfor ~}\n    end\n    EOT",
            "- 1\n- 2\nend\n",
        ),
        ("<<EOT\n%{ for x in [1, 2] ~}\n  - ${x}\n%{ endfor ~}\nEOT", "  - 1\n  - 2\n"),
        ("<<EOT\n%{ if false ~}\nx\n%{ endif ~}\nEOT", ""),
    ] {
        assert_eq!(value(expression), Value::text(expected), "{expression}");
    }
}

#[test]
fn unknown_values_stay_symbolic_through_containers() {
    for (expression, expected) in [
        ("merge({ a = queue.q.arn }, { b = 1 })", r#"{"a":{"$output":["queue.q","arn"]},"b":1}"#),
        ("coalesce(null, queue.q.arn)", r#"{"$output":["queue.q","arn"]}"#),
        ("concat([queue.q.url], [\"x\"])", r#"[{"$output":["queue.q","url"]},"x"]"#),
        ("lookup({ a = queue.q.arn }, \"a\", \"x\")", r#"{"$output":["queue.q","arn"]}"#),
        ("length([queue.q.arn])", "1"),
        ("join(\",\", [\"a\", queue.q.arn])", r#"{"$template":["a,",["queue.q","arn"]]}"#),
        ("format(\"%s!\", queue.q.arn)", r#"{"$template":[["queue.q","arn"],"!"]}"#),
        ("queue.q.arn == null ? 1 : 2", "2"),
        ("queue.q.visibility_timeout", "30"),
    ] {
        assert_eq!(value(expression).to_json().to_string(), expected, "{expression}");
    }
}

#[test]
fn secrets_mark_everything_they_touch() {
    for expression in [
        "\"x${var.secret}\"",
        "upper(var.secret)",
        "var.secret == \"a\"",
        "var.secret != \"\" ? 1 : 2",
        "length(var.secret) + 1",
        "jsonencode({ a = var.secret })",
        "[for c in [var.secret] : c]",
        "merge({ a = var.secret }, {})",
        "split(\"\", var.secret)",
        "<<EOT\n%{ if var.secret == \"x\" }a%{ endif }\nEOT",
        "contains([var.secret], \"a\")",
        "{ a = 1 }[var.secret == \"hunter2\" ? \"a\" : \"a\"]",
    ] {
        let text = format!(
            "stack \"s\" {{}}\nvariable \"secret\" {{\n  default   = \"hunter2\"\n  sensitive = true\n}}\noutput \"v\" {{\n  value = {expression}\n}}\n"
        );
        let told = told(&decode_text(text.as_bytes(), None).diagnostics);
        assert!(told.contains("spec/secret-output"), "{expression}: {told}");
    }
}

#[test]
fn messages_never_quote_what_is_sensitive() {
    for line in [
        "delay = var.secret",
        "fifo = var.secret",
        "name = \"${var.secret} !\"",
        "tags = regex(\"(\", var.secret)",
        "tags = file(var.secret)",
        "tags = { a = 1 }[var.secret]",
        "dead_letter = { queue = var.secret }",
        "tags = jsondecode(var.secret)",
        "visibility_timeout = tonumber(var.secret)",
        "count = var.secret",
        "delay = -var.secret",
        "tags = { a = 1 }[upper(var.secret)]",
    ] {
        let text = format!(
            "stack \"s\" {{}}\nvariable \"secret\" {{\n  default   = \"hunter2\"\n  sensitive = true\n}}\nqueue \"q\" {{\n  {line}\n}}\n"
        );
        let told = told(&decode_text(text.as_bytes(), None).diagnostics);
        assert!(!told.to_lowercase().contains("hunter2"), "{line}: {told}");
    }
}

#[test]
fn long_chains_and_growing_values_are_refused() {
    let mut chain = "stack \"s\" {}\nlocals {\n  a0 = 1\n".to_owned();
    for n in 1..1_500 {
        let _ = writeln!(chain, "  a{n} = [local.a{}]", n - 1);
    }
    chain.push_str("}\n");
    let mut backwards = "stack \"s\" {}\nlocals {\n  z1500 = 1\n".to_owned();
    for n in 1000..1_500 {
        let _ = writeln!(backwards, "  z{n} = ((((local.z{}))))", n + 1);
    }
    backwards.push_str("}\n");
    let mut doubling = "stack \"s\" {}\nlocals {\n  b00 = \"xxxxxxxxxxxxxxxx\"\n".to_owned();
    for n in 1..60 {
        let _ =
            writeln!(doubling, "  b{n:02} = \"${{local.b{:02}}}${{local.b{:02}}}\"", n - 1, n - 1);
    }
    doubling.push_str("}\n");
    for text in [chain, backwards, doubling] {
        let decoded = decode_text(text.as_bytes(), None);
        assert!(
            decoded.diagnostics.iter().any(|d| d.code == "spec/too-large"),
            "{}",
            told(&decoded.diagnostics)
        );
    }
}

/// `text` once for each number from 0, with `#` replaced by it.
fn repeated(times: usize, text: &str) -> String {
    (0..times).fold("stack \"s\" {}\n".to_owned(), |mut all, n| {
        all.push_str(&text.replace('#', &n.to_string()));
        all
    })
}

#[test]
fn large_stacks_are_read() {
    let text = repeated(1_000, "queue \"q#\" {\n  delay = \"1m\"\n  tags = { n = \"#\" }\n}\n");
    let decoded = decode_text(text.as_bytes(), None);
    assert_eq!(told(&decoded.diagnostics), "");
    assert_eq!(decoded.spec.unwrap().blocks.len(), 1_000);
}

#[test]
fn what_would_take_for_ever_is_refused() {
    let heredocs = repeated(100_000, "a = <<E#\n");
    assert!(decode_text(heredocs.as_bytes(), None).spec.is_none());
    let unresolved = repeated(2_000, "queue \"q#\" {\n  delay = queue.x#.delay\n}\n");
    assert_eq!(decode_text(unresolved.as_bytes(), None).diagnostics.len(), 1_000);
    let keys = format!(
        "{}}}\n}}\n",
        repeated(100_000, "k# = 1\n").replacen('\n', "\nlocals {\n  a = {\n", 1)
    );
    assert!(
        told(&decode_text(keys.as_bytes(), None).diagnostics).contains("more than 2000 entries")
    );
    let counted = repeated(30, "queue \"q#\" {\n  count = 1000\n}\n");
    let told = told(&decode_text(counted.as_bytes(), None).diagnostics);
    assert!(told.contains("more than 20000 blocks"), "{told}");
}

#[test]
fn modules_have_inputs_outputs_and_instances() {
    let dir = specs().join("good/modules");
    let files = sources(&dir, false);
    let request = Request {
        sources: &files,
        stage: None,
        variables: &[],
        var_files: &[],
        local: false,
        account: Some("111111111111"),
        region: Some("eu-west-1"),
        found: None,
    };
    let decoded = cutover_language::decode(&request, &Dir(dir));
    assert_eq!(told(&decoded.diagnostics), "");
    let read: Vec<&str> = decoded.module_files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(read.len(), 2, "each directory is read once: {read:?}");
    let spec = decoded.spec.unwrap();
    let moved: Vec<String> =
        spec.moved.iter().map(|one| format!("{} -> {}", one.from, one.to)).collect();
    insta::assert_snapshot!(format!("{}\n{}", print(&spec), moved.join("\n")));
}

/// The complete example of the language, in a stage.
fn shop(stage: &str) -> Decoded {
    let dir = specs().join("good/shop");
    let request = Request {
        sources: &sources(&dir, false),
        stage: Some(stage),
        variables: &[],
        var_files: &[],
        local: false,
        account: None,
        region: None,
        found: None,
    };
    cutover_language::decode(&request, &Dir(dir))
}

#[test]
fn the_complete_example_is_sound_in_every_stage() {
    for stage in ["prod", "dev", "pr-1"] {
        let decoded = shop(stage);
        assert_eq!(told(&decoded.diagnostics), "", "{stage}");
        let spec = decoded.spec.unwrap();
        let order = &spec.blocks[&Address::parse("function.create_order").unwrap()];
        let careful = order.attr("rollout") != &Value::Null;
        assert_eq!(careful, stage == "prod", "{stage}");
    }
}
