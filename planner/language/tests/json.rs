//! HCL's JSON syntax: the same spec in it decodes to the same, and problems point into the JSON.
#![allow(clippy::disallowed_methods, reason = "its cases are files")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
mod common;

use common::{Dir, decode_text, sources, specs, told};
use cutover_language::{Decoded, Request, Source};
use cutover_schemas::diagnostic::Place;
use cutover_schemas::spec::{Nested, Places, Spec};

fn full(folder: &str, stage: &str) -> Spec {
    let dir = specs().join(folder);
    let (files, values) = (sources(&dir, false), sources(&dir, true));
    let request = Request {
        sources: &files,
        stage: Some(stage),
        variables: &[],
        var_files: if stage == "prod" { &values } else { &[] },
        local: false,
        account: None,
        region: None,
        found: None,
    };
    let decoded = cutover_language::decode(&request, &Dir(specs().join("good/full")));
    assert_eq!(told(&decoded.diagnostics), "");
    decoded.spec.unwrap()
}

fn nowhere() -> Place {
    Place { file: String::new(), line: 0, column: 0, start: 0, end: 0 }
}

fn without_places(blocks: &mut [Nested]) {
    for block in blocks {
        (block.place, block.places) = (nowhere(), Places::default());
        without_places(&mut block.blocks);
    }
}

/// What a spec says, whatever the files it stands in.
fn said(mut spec: Spec) -> String {
    spec.place = None;
    for block in spec.blocks.values_mut().chain(spec.rollouts.values_mut()) {
        (block.place, block.places) = (nowhere(), Places::default());
        without_places(&mut block.blocks);
    }
    for waiver in &mut spec.waivers {
        (waiver.place, waiver.places) = (nowhere(), Places::default());
    }
    for output in spec.outputs.values_mut() {
        output.place = nowhere();
    }
    format!("{spec:#?}")
}

#[test]
fn a_spec_in_json_says_what_its_twin_says() {
    for stage in ["prod", "pr-12", "dev"] {
        let (native, json) = (said(full("good/full", stage)), said(full("json", stage)));
        assert!(native.contains("numbered") && native.contains("aws:PrincipalOrgID"));
        assert_eq!(json, native, "{stage}");
    }
}

fn json(text: &str) -> Decoded {
    let sources = [Source { name: "s.hcl.json".into(), text: text.into() }];
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
    cutover_language::decode(&request, &Dir(specs()))
}

#[test]
fn texts_are_templates_with_their_escapes() {
    for (json_text, native) in [
        (r#""plain \"quoted\" \\ \u00e9 \n$x""#, r#""plain \"quoted\" \\ é \n$x""#),
        (r#""$${x} %%{y}""#, r#""$${x} %%{y}""#),
        (r#""${1 + 2}""#, "3"),
        (r#""a${1 + 2}b\n${\"c\"}""#, r#""a3b\nc""#),
        (r#""%{ if true }y\"%{ else }n%{ endif }""#, r#""y\"""#),
        (r#""a ${~ \"b\" ~} c""#, r#""abc""#),
        (r#""${[1, {a = \"}\"}]}""#, r#"[1, { a = "}" }]"#),
        ("-1.5e1", "-15"),
        (r#"{ "a b": [true, null], "${upper(\"k\")}": 1 }"#, r#"{ "a b" = [true, null], K = 1 }"#),
        (r#""\ud83e\udd14 ${\"\ud83e\udd14\"}""#, r#""🤔 🤔""#),
    ] {
        let ours = json(&format!(
            r#"{{ "stack": {{ "s": {{}} }}, "output": {{ "o": {{ "value": {json_text} }} }} }}"#
        ));
        assert_eq!(told(&ours.diagnostics), "", "{json_text}");
        let text = format!("stack \"s\" {{}}\noutput \"o\" {{\n  value = {native}\n}}\n");
        let theirs = decode_text(text.as_bytes(), None).spec.unwrap();
        assert_eq!(ours.spec.unwrap().outputs["o"].value, theirs.outputs["o"].value, "{json_text}");
    }
}

#[test]
fn places_are_those_of_the_json() {
    let text = "{\n  \"stack\": { \"s\": {} },\n  \"locals\": { \"é\\u0020\\\"\": 1, \"x\": \"é\\\" ${upper(nothing.here)}\" }\n}\n";
    let decoded = json(text);
    let at = text.find("nothing").unwrap();
    let place = decoded.diagnostics.iter().find(|told| told.message.contains("nothing")).unwrap();
    let place = place.place.as_ref().unwrap();
    assert_eq!((place.line, place.start), (3, at));
    assert!(
        text[place.start..place.end].starts_with("nothing"),
        "{}",
        &text[place.start..place.end]
    );
}

#[test]
fn endless_nesting_is_refused() {
    for opening in ["[", "{\"a\":", "{\"stack\": [[[{\"s\":"] {
        let decoded = json(&opening.repeat(100_000));
        assert!(decoded.spec.is_none() && !decoded.diagnostics.is_empty(), "{opening}");
    }
    let deep = format!("{{\"locals\": {{\"a\": {}{}}}}}", "[".repeat(300), "]".repeat(300));
    assert!(json(&deep).diagnostics.iter().any(|told| told.code == "spec/too-large"));
}
